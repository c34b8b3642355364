/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lint/finding.h"
#include <jansson.h>
#include <stdio.h>

/* Findings of lint, as text. All take an array of Finding, sorted as lint_unit() gives them, unit after unit. */

extern const char *const finding_severity_names[_SEVERITY_MAX + 1]; /* note warning error */

/* For people: grouped by file, aligned, in colours if stream is a terminal, and as wide as that. Caller frees. */
char *findings_to_text(const GPtrArray *findings, FILE *stream);
/* "3 findings (1 error, 2 notes) in 2 of 7 units", without a newline. Caller frees. */
char *findings_summary(const GPtrArray *findings, unsigned units);
/* One line a finding, as lintian(1) prints them. Caller frees. */
char *findings_to_lintian(const GPtrArray *findings);
/* {"systemd": 257, "units": 7, "findings": [...]}, see docs/lint.md. */
json_t *findings_to_json(const GPtrArray *findings, unsigned units, unsigned systemd);
/* A log in the format SARIF 2.1.0, with all rules. */
json_t *findings_to_sarif(const GPtrArray *findings);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/surroundings.h"
#include "lint/finding.h"

/* Lint looks at one service: what its own files say about it, held against each other and against what lies around it.
 * Pure: all that is of the system comes in by LintInput. */
typedef struct LintInput {
        const UnitView *unit;
        const DiagList *diags;            /* what was wrong when it was read; may be NULL */
        const Surroundings *surroundings; /* may be NULL: then rules that need it are silent */
        unsigned systemd;                 /* major version that the unit is for */
} LintInput;

/* All findings in a service, sorted by place: array of Finding. Of any other unit there are none. Caller frees. */
GPtrArray *lint_unit(const LintInput *input);

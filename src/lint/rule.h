/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lint/finding.h"

/* The one table of what lint looks for. A row says all that is to be said about a rule: the manual's table, the rules
 * of a SARIF log and every message come from it. docs/HOWTO-add-lint-rule.md */
typedef struct LintContext LintContext;
typedef void (*LintCheck)(LintContext *context, const LintRule *rule);

struct LintRule {
        const char *id; /* never changed, never used again for something else */
        /* SEVERITY_ERROR: the service cannot work as it is written. SEVERITY_WARNING: a protection is not what it
         * seems, or something will break. SEVERITY_NOTE: it could be stricter or simpler. */
        Severity severity;
        const char *title; /* what is wrong, of any unit: one sentence, no full stop */
        const char *says;  /* the same of one finding, with {words} that the check fills in */
        const char *fix;   /* what to do, likewise */
        const char *why;   /* how systemd comes to behave so; sentences */
        LintCheck check;
        const char *setting; /* for checks that serve several rules: which setting's needs this one is about */
};

extern const LintRule lint_rules[]; /* ends with an empty row; sorted by id */
const LintRule *lint_rule_find(const char *id);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "policy/policy.h"
#include "score/score.h"
#include <jansson.h>

/* The result of learning a unit, for a terminal and for programs. Pure. */

typedef enum ReportOutcome {
        REPORT_PROPOSED, /* made, not tried */
        REPORT_PROVEN,   /* tried, and the service did all that it did before */
        REPORT_BROKEN,   /* tried, the service broke, rolled back */
        _REPORT_OUTCOME_MAX,
} ReportOutcome;
extern const char *const report_outcome_names[_REPORT_OUTCOME_MAX + 1];

/* A part of the exposure that is left, and why. */
typedef struct FloorLine {
        DirectiveId directive;
        unsigned cost; /* exposure * 1000 that it leaves */
        char *missing; /* what is not set: "PrivateNetwork=yes", "CapabilityBoundingSet=~CAP_SETUID": systemd's row
                          names */
        char *reason;  /* from the decision; "" if there is none */
} FloorLine;
void floor_line_free(FloorLine *line);

typedef struct Report {
        const char *unit;
        unsigned systemd;
        ReportOutcome outcome;
        const Policy *policy;
        const NeedSet *needs;
        const Score *before, *after;    /* may be NULL: not scored */
        const char *path;               /* file that holds the drop-in; NULL: none written */
        const char *dropin;             /* its text; may be NULL */
        const char *const *proven;      /* lines: what was tried and works */
        const char *const *uncovered;   /* lines: what was not looked at */
        const char *const *differences; /* lines: what differed in the trial and was left (or broke it) */
} Report;

/* What is left of the exposure, dearest first. Array of FloorLine; caller unrefs. Empty without a score. */
GPtrArray *report_floor(const Report *report);

/* Text for a person: exposure before and after, a table of the lines, what was proven, what was not covered, the floor.
 * width in columns (0: 80); colours as escape sequences only if asked for. Caller frees. */
char *report_to_text(const Report *report, unsigned width, bool colors);

/* One object; members are documented in docs/report-format.md and frozen. Caller decrefs. */
json_t *report_to_json(const Report *report);
json_t *policy_to_json(const Policy *policy);
json_t *need_set_to_json(const NeedSet *needs);

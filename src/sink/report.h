/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "policy/policy.h"
#include "score/score.h"
#include "sink/survived.h"
#include <jansson.h>

/* The result of learning a unit, for a terminal (report.c) and for programs (json.c). Pure. */

typedef enum ReportOutcome {
        REPORT_PROPOSED, /* made, not tried */
        REPORT_PROVEN,   /* tried, and the service did all that it did before */
        REPORT_BROKEN,   /* tried, the service broke, rolled back */
        _REPORT_OUTCOME_MAX,
} ReportOutcome;
extern const char *const report_outcome_names[_REPORT_OUTCOME_MAX + 1];

typedef struct Report {
        const char *unit;
        unsigned systemd;
        ReportOutcome outcome;
        const Policy *policy;
        const NeedSet *needs;         /* for programs; may be NULL */
        const Score *before, *after;  /* of the unit as it was and of policy->result; may be NULL: not scored */
        const char *path;             /* file that holds the drop-in; NULL: none written */
        const char *dropin;           /* its text; may be NULL */
        const char *const *proven;    /* lines: what was tried and works; may be NULL */
        const char *const *uncovered; /* lines: what was not looked at; may be NULL */
        const char *const
                *differences;      /* lines: what differed in the trial, and was accepted or broke it; may be NULL */
        const GPtrArray *survived; /* of SurvivedRefusal; may be NULL */
} Report;

/* A part of the exposure that is left, and why. Rows of one directive with one reason are one line. */
typedef struct FloorLine {
        DirectiveId directive;
        unsigned cost; /* thousandths of exposure that it leaves */
        char *missing; /* systemd's names of the rows, joined with ", ": "CapabilityBoundingSet=~CAP_SETUID ..." */
        char *reason;  /* never NULL; "" where nothing is known */
} FloorLine;

/* What is left of the exposure, dearest first. Array of FloorLine; caller unrefs. Empty where after is not scored. */
GPtrArray *report_floor(const Report *report);

/* Text for a person: exposure before and after, a table of the lines, what was proven, what was not covered, the floor.
 * width in columns (0: 80); colours as escape sequences only if asked for. Caller frees. */
char *report_to_text(const Report *report, unsigned width, bool colors);

/* One object; its members are documented in docs/report-format.md, and only added to. Caller decrefs. */
json_t *report_to_json(const Report *report);
json_t *policy_to_json(const Policy *policy);
json_t *need_set_to_json(const NeedSet *needs);

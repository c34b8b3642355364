/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "policy/policy.h"

/* Policy -> text of a drop-in. Pure: dates, versions and scores come in. */
typedef struct DropinInfo {
        const char *unit;
        const char *path;         /* where it will stand: for the line that says how to undo it; NULL: no such line */
        const char *version;      /* of unitlock */
        unsigned systemd;         /* major version that it is valid for */
        const char *date;         /* "2026-11-24"; NULL: left out */
        const NeedSet *needs;     /* for the coverage at the top; NULL: no such lines */
        unsigned before, after;   /* exposure in tenths; both 0: left out */
        const char *const *notes; /* more lines for the top ("tried for 12 s ..."); may be NULL */
} DropinInfo;

/* One file: header comment, then [Unit] (where a decision needs it) and [Service]; lines ordered by gain, then table
 * order, each with its reason and what stopped the next stricter value above it. Decisions without lines are left out.
 * Caller frees. */
char *dropin_to_text(const Policy *policy, const DropinInfo *info);

/* The same with only the decisions that applied[] (index into policy->decisions) has: for bisecting. No comments.
 * Caller frees. */
char *dropin_to_text_bare(const Policy *policy, const bool *applied);

/* Seconds etc. of coverage in words, one line a source: "observe: start, run, reload, stop; 12.3 s; nothing lost".
 * NULL-terminated; caller frees. */
char **coverage_describe(const NeedSet *needs);

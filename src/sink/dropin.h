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

/* One file: header comment, then [Unit] (where a decision needs it) and [Service]; directives ordered by gain, then as
 * the policy has them, each with its reason above it. What is left as it is, and why, stands at the end. Caller frees.
 */
char *dropin_to_text(const Policy *policy, const DropinInfo *info);

/* A drop-in with only the directives for which applied[id] holds (_DIRECTIVE_MAX of them; NULL: all), without comments:
 * for trials and bisecting. Lines that only give back what another directive takes (ReadWritePaths= ...) are there if
 * and only if that one is: see policy_stands_with(). Caller frees. */
char *dropin_to_text_bare(const Policy *policy, const bool *applied);

/* Coverage in words, one line a source: "observe: start, run, reload, stop; 12.3 s; nothing lost; not seen: io_uring".
 * NULL-terminated; caller frees. */
char **coverage_describe(const NeedSet *needs);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Why we believe in a need. */
typedef enum Strength {
        STRENGTH_DECLARED,  /* a person, a unit file or a fact of the host says so */
        STRENGTH_POSSIBLE,  /* reachable in the code */
        STRENGTH_WITNESSED, /* seen */
        _STRENGTH_MAX,
} Strength;

typedef enum Phase {
        PHASE_NONE, /* for evidence that no phase of a run belongs to (declared, possible) */
        PHASE_START,
        PHASE_RUN,
        PHASE_RELOAD,
        PHASE_STOP,
        _PHASE_MAX,
} Phase;

extern const char *const strength_names[_STRENGTH_MAX + 1]; /* "declared" "possible" "witnessed" */
extern const char *const phase_names[_PHASE_MAX + 1];       /* "-" "start" "run" "reload" "stop" */

/* One piece of evidence; equal when all fields are. Strings are never NULL ("" = nothing to say). */
typedef struct Evidence {
        Strength strength;
        Phase phase;
        char *source; /* who says so: "observe", "trial", "unit", "package", "logrotate", "host", ... */
        char *actor;  /* the program that did it (path), or the file that says so ("/etc/logrotate.d/nginx:7") */
        char *note;   /* free text for people: "setgid to www-data" */
} Evidence;

int evidence_compare(const Evidence *a, const Evidence *b);

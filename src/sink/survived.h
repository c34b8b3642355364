/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"
#include <jansson.h>

/* A refusal that a service lived through in a trial: nothing failed, but it may do less than before, or the same by
 * another way. That is what nobody notices for a month, so it is told. */
typedef struct SurvivedRefusal {
        char *key;     /* equal for the same refusal in another trial */
        char *program; /* path; "" unknown */
        Phase phase;
        char *call; /* system call; "" unknown */
        int error;  /* errno; 0: it was killed (a process of it, not the service) */
        Need need;
        const char *directive; /* by which setting; static */
        bool allowed;          /* the proven drop-in allows it: its need was learned from this refusal */
        char **instead;        /* what was done only after it and never in the baseline; needs as text */
        char **undone;         /* what the baseline did after the same call, and this trial never did; needs as text */
} SurvivedRefusal;
void survived_refusal_free(SurvivedRefusal *survived);

/* One paragraph for a person. Caller frees. */
char *survived_refusal_describe(const SurvivedRefusal *survived);
/* See docs/report-format.md. Caller decrefs. */
json_t *survived_refusal_to_json(const SurvivedRefusal *survived);

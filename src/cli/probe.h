/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/config.h"
#include "model/need.h"
#include "prober/primitive.h"

/* What came of one primitive under a unit's sandbox. */
typedef enum ProbeOutcome {
        PROBE_ALLOWED,
        PROBE_REFUSED,
        PROBE_INAPPLICABLE,
        _PROBE_OUTCOME_MAX,
} ProbeOutcome;
extern const char *const probe_outcome_names[_PROBE_OUTCOME_MAX];

typedef struct ProbeCell {
        ProbeOutcome outcome;
        bool predicted; /* not tried, since a packet would have left the machine: the model says so */
        char *how;      /* the errno or signal of a refusal; NULL */
} ProbeCell;

typedef struct ProbeResult {
        unsigned systemd;
        bool root;
        bool unconfined;      /* "+" before its command: nothing of the sandbox counts */
        ProbeCell *cells;     /* one a primitive */
        unsigned open, tried; /* allowed; allowed and refused */
} ProbeResult;
void probe_result_free(ProbeResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProbeResult, probe_result_free)

/* Starts a twin of unit, which has the sandbox of config, and reads what the prober says in it. The real unit is not
 * touched. Needs root but for user. */
ProbeResult *probe_run(const Config *config, const char *unit, bool user, GError **error);

/* The setting that would stop a primitive which config leaves open, the mildest that refuses none of needs (may be
 * NULL); if each refuses some, the mildest of all. NULL: none that we know. *ret_needed (may be NULL): the first need
 * that it would refuse, a line; callers free both. */
char *probe_stopper(const Config *config, const ProbeResult *result, bool user, const Primitive *primitive,
                    const NeedSet *needs, char **ret_needed);

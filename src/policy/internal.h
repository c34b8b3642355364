/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "policy/policy.h"

/* Shared by the files of this layer only. */

#define BANNED_REASON "A trial under it failed, although no refusal was seen."

typedef struct Synthesis {
        const PolicyInput *input;
        Policy *policy;  /* being made; ->needs is complete from the start */
        Config *context; /* the current values that effects of others depend on: User=, DynamicUser= */
        bool namespaces; /* the manager can make any: always, but for one of a user, which has to have PrivateUsers= */
        GPtrArray *active; /* of NeedEntry in policy->needs: those that the unit as it is does not deny already */
} Synthesis;

/* Of a whole configuration. Caller frees. */
EffectList *effects_of_config(const PolicyInput *input, const Config *config);
/* The first denied of entries (of NeedEntry), and rather one that was seen than one that is only said: it becomes the
 * reason that people read. ret_by may be NULL. */
const NeedEntry *first_denied(const EffectList *effects, const GPtrArray *entries, DirectiveId *ret_by);
void decision_free(gpointer data);
/* The first need, in order, that a configuration of its own (context + id=lines) denies; NULL: none. */
const NeedEntry *synthesis_denied(const Synthesis *s, DirectiveId id, const char *const *lines);
/* Was it seen, and not only declared or possible? */
bool entry_is_witnessed(const NeedEntry *entry);
/* Forgets what was decided on a directive. */
void synthesis_forget(Synthesis *s, DirectiveId id);
/* Takes lines (NULL-terminated, may be NULL) and reason. */
Decision *synthesis_decide(Synthesis *s, DirectiveId id, char **lines, bool reset, char *reason);
void decision_set_stopped(Decision *decision, const char *stricter, const NeedEntry *by);
bool synthesis_banned(const Synthesis *s, DirectiveId id);
/* Leaves a banned directive as the unit has it: the others are solved as if it could not be had. stricter: what it
 * would have been. */
void synthesis_leave_banned(Synthesis *s, DirectiveId id, const char *stricter);

/* Can this manager do what it says? Never mind what the service needs. */
bool synthesis_can_have(const Synthesis *s, DirectiveId id);

void solve_writable_paths(Synthesis *s); /* writable.c: ProtectSystem, ReadWritePaths, NoExecPaths */
void solve_system_calls(Synthesis *s);   /* filter.c: SystemCallFilter, SystemCallErrorNumber */
/* Does it say itself whom it talks IP with, or leave that open? False: it does not, or its host alone says whom. */
bool peers_are_open(const NeedSet *needs);
void solve_peers(Synthesis *s);        /* peers.c: IPAddressDeny, IPAddressAllow */
void solve_capabilities(Synthesis *s); /* sets.c */
void solve_address_families(Synthesis *s);
void solve_namespaces(Synthesis *s);
void solve_devices(Synthesis *s);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "policy/policy.h"
#include "sink/survived.h"
#include "source/observe/observe.h"
#include "trial/absent.h"
#include "trial/state.h"
#include "trial/verify.h"

/* Trials of a unit until one is as good as its baseline: policy -> trial -> refusals -> more needs -> policy ... It
 * ends, because needs and bans only grow, and more of them only loosen. */

/* What is tried, and by what means. Nothing is owned, all must outlive the proof. */
typedef struct ProofOptions {
        const char *unit;
        Runner *runner;
        TrialGuard *guard;
        Recorder *recorder; /* NULL: none, for tests */
        CycleOptions cycle; /* of one trial */
        PolicyInput policy; /* needs and ban are filled in by each round */
        const CycleResult *baseline;
        void (*say)(const char *line, void *userdata); /* one line of progress; NULL: silence */
        void *userdata;
        AbsentIsThere is_there; /* NULL, but for tests */
} ProofOptions;

typedef struct Proof {
        const ProofOptions *options;
        NeedSet *needs;         /* grows */
        GPtrArray *bans;        /* of char*: names of directives that broke it without a refusal; grows */
        GHashTable *put_off;    /* key of a refusal -> rounds that it waited to become a need */
        bool hints_needed;      /* a trial broke while placement hints were refused */
        Policy *policy;         /* of the last round */
        GPtrArray *differences; /* of char*: what the last trial showed and did not break it */
        GPtrArray *survived;    /* of SurvivedRefusal: what was refused in a trial that did not break */
        bool stop_asked;        /* whether a stop fails without the drop-in, too */
        bool stop_fails;        /* it does, now and then */
        bool searched;          /* for the directive behind refusals that no setting explains */
} Proof;

void proof_init(Proof *proof, const ProofOptions *options, const NeedSet *needs);
void proof_clear(Proof *proof);
/* True: proof->policy is proven, and still in force by the guard. UNITLOCK_ERROR_BROKEN: none could be. */
bool proof_run(Proof *proof, GError **error);
/* What the policy is made of: the needs, without placement hints if the service does without. Caller frees. */
NeedSet *proof_needs(const Proof *proof);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "policy/policy.h"
#include "score/score.h"
#include "trial/verify.h"

/* The loop: record -> policy -> trial -> refusals -> more needs -> policy ... The only loop in the program; it ends,
 * because needs and bans only grow, and more of them only loosen. */

typedef enum LearnApply {
        LEARN_APPLY_NO,
        LEARN_APPLY_RUNTIME,
        LEARN_APPLY_YES,
        LEARN_APPLY_SAME, /* to where the unit's drop-in lies now: in force, or waiting in complain mode */
        _LEARN_APPLY_MAX,
} LearnApply;

typedef struct LearnOptions {
        const char *unit;             /* as the user said it; ".service" may be missing */
        const char *const *exercises; /* shell commands */
        guint64 watch_usec;           /* --for=; 0: not given */
        guint64 exercise_timeout;     /* usec; 0: default */
        bool interactive;             /* stdin is a terminal: ask when it is enough */
        LearnApply apply;
        bool go_on;          /* begin with what is known of the unit: from before, and from complain mode */
        const char *profile; /* file for what was found to be needed, as a profile; NULL: none */
        const char *output;  /* file for the drop-in's text; NULL: none; "-": stdout, by the caller */
        /* One line of progress; done: the step it announced has ended. NULL: silence. */
        void (*progress)(const char *line, void *userdata);
        void *userdata;
} LearnOptions;

typedef struct LearnResult {
        char *unit;
        unsigned systemd;
        NeedSet *needs;
        Policy *policy;
        Score *before, *after;
        char *path; /* where the drop-in was put; NULL: nowhere */
        char *dropin;
        GPtrArray *proven_lines, *uncovered_lines, *difference_lines; /* of char*, NULL-terminated */
        GPtrArray *survived;                                          /* of SurvivedRefusal */
} LearnResult;

/* NULL with an error: then the unit is as it was. Root only. */
LearnResult *learn_run(const LearnOptions *options, GError **error);
void learn_result_free(LearnResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LearnResult, learn_result_free)

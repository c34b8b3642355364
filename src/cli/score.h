/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "sink/scores.h"

/* The work of `unitlock score`: units from wherever, scored. */
typedef struct ScoreOptions {
        bool user;          /* the caller's user manager */
        bool global;        /* user units of all users, by their files */
        const char *root;   /* NULL: this host */
        unsigned systemd;   /* whose rules; 0: the manager's, the tree's, or the newest */
        bool like_systemd;  /* with the defects of systemd-analyze */
        bool details;       /* what units state against each line is looked at */
        char *const *words; /* none: all units */
} ScoreOptions;

typedef struct Scores {
        GPtrArray *units; /* of ScoredUnit */
        unsigned systemd;
        ScoreAdvice *system, *user; /* scores_advice() makes them */
        char *talk;                 /* what is to be said on standard error, lines; NULL: nothing */
        bool input_bad;             /* some of what was named could not be read */
        bool input_malformed;       /* ... although it is there */
} Scores;

/* NULL only where nothing can be done at all. */
Scores *scores_make(const ScoreOptions *options, GError **error);
/* For system units, or those of users. */
const ScoreAdvice *scores_advice(Scores *scores, bool user);
void scores_free(Scores *scores);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scores, scores_free)

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <jansson.h>

#include "score/advice.h"
#include "unit/trigger.h"
#include "unit/unit.h"

/* Exposures of units, for a terminal and for programs. Pure. */

#define SCORED_OFFERS 3

typedef struct ScoredUnit {
        const char *unit;
        const char *where; /* its file as a person would name it; NULL: none */
        const UnitView *view;
        const Config *config; /* NULL with score */
        const Score *score;   /* NULL: can't be scored (masked, broken), view->state says why */
        unsigned fired;       /* bits 1 << TriggerKind */
        const char *user;     /* as whom it runs */
        const char *mode;     /* "enforce", "complain", "off", "trial", "-" */
        ScoreOffer offers[SCORED_OFFERS];
        unsigned offer_count;
        bool network; /* about IP networking */
        const char *const
                *objections; /* [score_line_count]: what the unit states that each line would deny; may be NULL */
} ScoredUnit;

typedef struct ScoresFormat {
        unsigned width; /* columns; 0: no limit */
        bool colors;
        bool legend;
        unsigned systemd; /* whose rules these are */
} ScoresFormat;

/* One line a unit (array of ScoredUnit), in the order given. Caller frees. */
char *scores_to_text(const GPtrArray *units, const ScoresFormat *format);
/* Array of objects with the keys of "systemd-analyze security --json", and with ours unless plain. Caller frees. */
char *scores_to_json(const GPtrArray *units, bool plain, bool compact);

/* The rows of one unit. Callers free, decref. */
char *score_details_to_text(const ScoredUnit *unit, const ScoreAdvice *advice, const ScoresFormat *format);
json_t *score_details_to_json(const ScoredUnit *unit, const ScoreAdvice *advice, bool plain);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "score/score.h"

/* What to do about an exposure: which lines would lower it, by how much, and what is in force already without being
 * written. Pure. */

typedef enum ScoreSafety {
        SCORE_SAFE, /* hardly any service notices */
        SCORE_TRY,  /* depends on what the service does: to be proven */
} ScoreSafety;

typedef struct ScoreLine {
        DirectiveId directive;
        const char *lines[3]; /* values for a unit file, in order; ends with NULL */
        ScoreSafety safety;
        const char *caution; /* who needs what it takes; NULL: hardly anyone */
} ScoreLine;
extern const ScoreLine score_lines[];
extern const unsigned score_line_count;

typedef struct ScoreOffer {
        const ScoreLine *line;
        unsigned gain; /* thousandths of exposure */
} ScoreOffer;

typedef struct ScoreAdvice {
        unsigned systemd;
        bool user_manager;
        int *strict; /* badness of each row with each line alone: [line * score_row_count + row], -1: it does not touch
                        it */
        unsigned *touched; /* the rows that a line touches, line after line ... */
        unsigned *begin;   /* ... and where those of each line begin; one more than there are lines */
} ScoreAdvice;

/* For many units: what each line does is computed once. */
ScoreAdvice *score_advice_new(unsigned systemd, bool user_manager);
void score_advice_free(ScoreAdvice *advice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScoreAdvice, score_advice_free)

/* The lines that would buy most, best first, at most count of them; returns how many. Left out are those that the
 * configuration itself speaks against, see score_objection(). */
unsigned score_offers(const ScoreAdvice *advice, const Config *config, const Score *score, bool network,
                      ScoreOffer *ret_offers, unsigned count);
/* Does the line take nothing that a service of this configuration has? Not asked of units with a command with "!",
 * which starts as root. */
bool score_takes_nothing(const ScoreLine *line, const Config *config, bool user_manager);
/* Why this configuration speaks against the line; NULL: it does not. network: the unit is about IP networking. */
const char *score_objection(const ScoreLine *line, const Config *config, bool network);
/* The line to write for a row, if there are several then one that nothing speaks against; NULL where there is none. */
const ScoreLine *score_line_of_row(const ScoreAdvice *advice, unsigned row, const Config *config, bool network);

/* A row that is good, or in force, without its directive being set: by whom? counted: the exposure knows. Returns false
 * where the row's own directive says it, or nothing does. */
bool score_implied(const Config *config, const Score *score, unsigned row, bool user_manager, DirectiveId *ret_by,
                   bool *ret_counted);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cli/verb.h"
#include "life/unit.h"
#include "model/need.h"
#include "policy/policy.h"

/* Shared by the verbs of the life cycle. */

/* False with an error that says what only root may do ("change the mode of a unit"). */
bool life_check_root(const char *what, GError **error);
/* The same, but with --user: whoever has a home and is not root. */
bool life_check_user(const Arguments *arguments, const char *what, GError **error);
/* Has the running manager read its units, and run its generators, again, and keeps what they made (life/keep.h). */
/* Has the generator keep what it makes now, for the next reload. */
void life_remember(void);
bool life_reload(bool user, GError **error);
/* Has the watcher, where it runs, write what units in complain mode did up to now, and waits for that. */
void life_ask_watcher(void);
/* What the unit was seen to do in complain mode; NULL: it was not watched. Caller frees. */
NeedSet *life_read_needs(const LifeUnit *unit);
/* Which of these needs the unit would be denied by a drop-in of ours: what it did under its own settings they do not
 * refuse. view: with the drop-in. Array of Denial, into needs; caller unrefs. */
GPtrArray *life_would_refuse(const Life *life, const LifeUnit *unit, const UnitView *view, const NeedSet *needs);
/* The same as the acts that they are, where the watcher told of them (watch/would.h): array of GPtrArray of Denial,
 * which point into denials; caller unrefs. */
GPtrArray *life_acts(const LifeUnit *unit, const GPtrArray *denials);
/* The installed unit that a word names, with or without ".service"; NULL with an error. Caller frees. */
LifeUnit *life_unit_of_word(const Life *life, const char *word, GError **error);
/* Does this with the unit of each word, up to one that fails; the manager is told once, at the end, and the watcher is
 * waited for. left: also with what is left of one that is not installed (life_unit_left()). after: what is done then
 * with each of these units; may be NULL. Returns an exit status. */
typedef bool (*LifeDo)(const Arguments *arguments, const Life *life, const LifeUnit *unit, GError **error);
int life_for_each(const Arguments *arguments, bool user, bool left, LifeDo act, LifeDo after, GError **error);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/mode.h"
#include "unit/unit.h"

/* Modes of units, as files: a drop-in that waits in MODE_COMPLAIN_DIR is not in force, and the watcher says what it
 * would have refused. What a unit in complain mode did is kept in MODE_STATE_DIR. */
#define MODE_STATE_DIR "/var/lib/unitlock/watch"
#define MODE_LEARNED_DIR "/var/lib/unitlock/learned" /* what learn keeps of a unit, for --continue */

/* Path of the waiting drop-in of a unit. Caller frees. */
char *mode_complain_path(const char *unit);
/* The same of the unit whose drop-in waits for it: an instance without a file of its own has its template's. Caller
 * frees; NULL: none. */
char *mode_complain_find(const char *unit);
/* Units whose drop-ins wait, templates among them. Caller frees. */
char **mode_complaining(void);
/* Where the watcher writes which of them it has taken up, as mode_marks() has them. */
#define MODE_TAKEN_FILE "/run/unitlock-watch/modes"
/* Where it looks for who asks for all up to now. */
#define MODE_ASKED_DIR "/run/unitlock-watch/asked"
/* A line for each drop-in that waits, which is another one after each change of it. Caller frees. */
char *mode_marks(void);
/* What stands in MODE_TAKEN_FILE: those marks, and that of who asked last. Caller frees. */
char *mode_taken_text(const char *marks);
/* Has the watcher write what units in complain mode did up to now: it has when mode_await_watcher() is done. */
bool mode_ask_watcher(GError **error);
/* Waits until the watcher has taken up what waits now, as long as it runs; at most so many seconds. False: it has not.
 */
bool mode_await_watcher(unsigned seconds);
/* Does the watcher run, as far as systemd knows? */
bool mode_watcher_runs(void);
/* Path of what the unit did ("needs") or of what would have been refused ("would"). Caller frees. */
char *mode_state_path(const char *unit, const char *what);
/* The same of the unit under whose name that is kept: of an instance that complains by its template's drop-in, that is
 * the template, with what its other instances did. Caller frees. */
char *mode_state_find(const char *unit, const char *what);
/* The name of that unit, while the unit complains. Caller frees. */
char *mode_state_name(const char *unit);
/* Path of what learn keeps of a unit. Caller frees. */
char *mode_learned_path(const char *unit);
/* The unit with the settings of the drop-in file behind its own: as it would be. False, and the view as it was, if the
 * file can't be read. */
bool mode_add_dropin(UnitView *view, const char *path, GError **error);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "life/unit.h"
#include "trial/runner.h"

/* Restarts of units that are to run under other settings: one at a time, looked at, and taken back where it went wrong.
 */

typedef struct LifeRestart {
        const char *check; /* shell command that has to succeed; $UNIT is the unit. NULL: none */
        guint64 settle;    /* how long it has to stay up, microseconds */
        guint64 ready;     /* how long the check may fail after the start */
} LifeRestart;

typedef enum LifeRestarted {
        LIFE_RESTARTED_WELL,
        LIFE_RESTARTED_BACK, /* it went wrong: the unit complains now, and runs as its package ships it */
        LIFE_RESTARTED_BAD,  /* it went wrong, and no drop-in of ours is to blame or taking it back did not help */
        _LIFE_RESTARTED_MAX,
} LifeRestarted;

/* Does systemd let it be restarted by hand? *ret_why: what does not; NULL if nothing; caller frees. */
bool life_check_by_hand(const LifeUnit *unit, Runner *runner, char **ret_why, GError **error);

/* The manager has to know the present drop-ins (daemon-reload). *ret_why: what went wrong, or where it went well what
 * is worth a look all the same, NULL if nothing; caller frees. False with error: the system failed us, or a signal
 * came; the unit is then rolled back, too. */
bool life_restart(const Life *life, const LifeUnit *unit, Runner *runner, const LifeRestart *how, LifeRestarted *ret,
                  char **ret_why, GError **error);

/* The dead man's switch: what is not confirmed in time is taken back by a transient timer of systemd, whatever has
 * become of us and of the connection that we were called by. Everything it needs lies in LIFE_UNDO_DIR, a shell script
 * among it. */
#define LIFE_UNDO_DIR "/run/unitlock/undo"
#define LIFE_UNDO_UNIT "unitlock-undo" /* its units: unitlock-undo-NUMBER.timer, .service */

/* Without the switch, a transient unit of systemd stands by while one is restarted and looked at: it does the same if
 * this program dies. Returns what to end that with, -1 with an error. */
int life_undo_begin(Runner *runner, GError **error);
void life_undo_forget(const LifeUnit *unit); /* that one is done with */
void life_undo_end(int fd);
/* Does nobody else have that going on? */
bool life_undo_check_idle(GError **error);

/* Is one waiting? */
bool life_undo_waits(void);
/* Writes down how this unit is put back, and why it would be: before it is restarted. */
bool life_undo_add(const Life *life, const LifeUnit *unit, const char *why, GError **error);
/* Starts the timer, or starts it anew. */
bool life_undo_arm(Runner *runner, unsigned seconds, GError **error);
/* Takes the switch away. UNITLOCK_ERROR_NOT_FOUND: none waits, perhaps because it went off. */
bool life_undo_confirm(Runner *runner, GError **error);
/* Puts all back now. */
bool life_undo_now(Runner *runner, GError **error);

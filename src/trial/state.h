/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "trial/runner.h"

/* What must be true at the end, whatever happens: the unit is in the state that it was in, and nothing of ours is left
 * under /run unless it was proven and asked for.
 *
 *   guard = trial_guard_begin(runner, unit, NULL, &error)        takes the lock, remembers, arms the watchdog
 *   trial_guard_apply(guard, text, &error)                       runtime drop-in + daemon-reload; the caller restarts
 * (cycle_run does) trial_guard_apply(guard, other, &error) ... trial_guard_keep(guard, path, text, &error) proven:
 * writes it for good, or trial_guard_restore(guard, &error)                           puts all back
 *   trial_guard_free(guard)                                      restores too, if neither was called
 *
 * Against a crash or SIGKILL of the program: a transient unit waits for our lock to fall and then does the same by
 * itself; and the next run does it if even that is gone. */
typedef struct TrialGuard TrialGuard;

/* The drop-in of a trial. It has the name of the final one (DROPIN_NAME) in a directory that comes before /etc, so that
 * it stands in for an older drop-in of ours while the trial lasts, and has the same place in the order as the final one
 * will have. */
#define DROPIN_NAME "90-unitlock.conf"
#define DROPIN_TRIAL_DIR "/run/systemd/system.control"
#define DROPIN_RUNTIME_DIR "/run/systemd/system"
#define DROPIN_PERSISTENT_DIR "/etc/systemd/system"
/* DIR/UNIT.d/90-unitlock.conf. Caller frees. */
char *dropin_path(const char *dir, const char *unit);

/* state_dir: NULL = /run/unitlock (others are for tests). Errors: UNITLOCK_ERROR_NOT_FOUND (no such unit), _INPUT
 * (masked, bad), _FAILED (another unitlock works on it; /run not writable). A leftover of a killed run is put right
 * first. */
TrialGuard *trial_guard_begin(Runner *runner, const char *unit, const char *state_dir, GError **error);
/* The same where what is started and stopped is not what has the drop-in: a socket, and the template of which each of
 * its connections is an instance. */
TrialGuard *trial_guard_begin_for(Runner *runner, const char *unit, const char *confined, const char *state_dir,
                                  GError **error);
void trial_guard_free(TrialGuard *guard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TrialGuard, trial_guard_free)

/* The unit's status when the guard began. */
const UnitStatus *trial_guard_before(const TrialGuard *guard);
bool trial_guard_was_active(const TrialGuard *guard);

/* Puts text into force for the next start. NULL: the unit as it is without any drop-in of ours, an older one included
 * (for the baseline). */
bool trial_guard_apply(TrialGuard *guard, const char *text, GError **error);
/* Writes text to path (dropin_path() of the persistent or runtime directory) atomically, takes the trial's drop-in
 * away, reloads the manager, and brings the unit to the state that it was in, under the new settings. On failure all is
 * restored, with the old settings. */
bool trial_guard_keep(TrialGuard *guard, const char *path, const char *text, GError **error);
/* Not cut off by signals. Does as much as it can even if a part fails; the error says what is left to do by hand. Does
 * nothing when already done. */
bool trial_guard_restore(TrialGuard *guard, GError **error);

/* Does no unitlock work on this unit? state_dir: NULL: /run/unitlock. */
bool trial_check_idle(const char *unit, const char *state_dir, GError **error);

/* Puts right what killed runs have left in state_dir (NULL: /run/unitlock). *ret_units (may be NULL): their names. */
bool trial_recover_stale(Runner *runner, const char *state_dir, char ***ret_units, GError **error);

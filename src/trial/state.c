/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way back. Three nets, one below the other:
 *
 *   1. trial_guard_restore(), on every way out of the program that it lives to see;
 *   2. a transient unit that sleeps in flock(1) on our lock file. The kernel drops the lock when we die, however we
 * die; the unit then undoes what the state file says. Where we ended well there is no state file any more, and it was
 * stopped;
 *   3. the state file itself, which the next run finds.
 *
 * The order of steps makes each crash point safe: state file before watchdog before the first drop-in; on the way back
 * the drop-in first, the state file last. */
#include "trial/state.h"

#include "base/error.h"
#include "base/file.h"
#include "unit/unit-name.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATE_DIR "/run/unitlock"
#define STATE_SUFFIX ".trial"
#define LOCK_SUFFIX ".lock"
#define FINAL_SUFFIX ".final"
#define OLDER_SUFFIX ".older"
#define GROUP "Trial"
#define JOB_TIMEOUT (150 * G_USEC_PER_SEC) /* longer than the 90 s that systemd itself gives by default */
#define SETTLE_USEC (300 * 1000)
#define LOCK_WAIT_SECONDS 30

/* $1 lock, $2 state file, $3 drop-in, $4 restart or stop (with options), $5 unit, $6... units that were active beside
 * it. Beside the state file: $2.final, the path that was being written for good; $2.older, what was there before, if
 * anything. */
static const char guard_script[] = "exec 9<>\"$1\" || exit 1; flock 9 || exit 1\n"
                                   "[ \"$1\" -ef /proc/self/fd/9 ] || exit 0\n" /* the lock of a former run */
                                   "[ -e \"$2\" ] || exit 0\n"
                                   "echo \"unitlock ended without cleaning up: putting $5 back as it was\"\n"
                                   /* and what was only half written */
                                   "rm -f -- \"$3\" \"${3%/*}/.${3##*/}.\"??????; rmdir -- \"${3%/*}\" 2>/dev/null\n"
                                   "if final=$(cat \"$2.final\" 2>/dev/null); then\n"
                                   "  rm -f -- \"${final%/*}/.${final##*/}.\"??????\n"
                                   "  if [ -e \"$2.older\" ]; then cp -- \"$2.older\" \"$final\" || exit 1\n"
                                   "  else rm -f -- \"$final\"; rmdir -- \"${final%/*}\" 2>/dev/null; fi\n"
                                   "fi\n"
                                   "systemctl daemon-reload\n"
                                   "(shift 4; systemctl reset-failed \"$@\" 2>/dev/null)\n"
                                   "systemctl $4 \"$5\" || exit 1\n"
                                   "lock=$1; state=$2; shift 5\n"
                                   "[ $# -eq 0 ] || systemctl start \"$@\"\n"
                                   "rm -f -- \"$state\" \"$state.final\" \"$state.older\" \"$lock\"\n";

struct TrialGuard {
        Runner *runner;
        char *unit;
        char *confined; /* what has the drop-in: the unit, or a template */
        char *state_path, *lock_path;
        char *trial_path; /* the drop-in of the trial */
        char *guard_unit; /* the watchdog; NULL: not armed */
        int lock_fd;
        UnitStatus *before;
        char **beside; /* units that were active and that a stop may take along */
        bool written;  /* a drop-in of the trial was in force since the unit was last started by us without one */
        bool done;
};

char *dropin_path(const char *dir, const char *unit)
{
        return g_strdup_printf("%s/%s.d/%s", dir, unit, DROPIN_NAME);
}

/* A oneshot that runs to its end has no state to go back to: running it once more would be an act, not a restoration.
 */
static bool runs_on(const UnitStatus *status)
{
        return unit_status_is_active(status) &&
               !(g_str_equal(status->type, "oneshot") && !g_str_equal(status->active_state, "active"));
}

/* Between two tries: systemd starts it again and again, and would go on. */
static bool tries_again(const UnitStatus *status)
{
        return g_str_has_prefix(status->sub_state, "auto-restart");
}

bool trial_guard_was_active(const TrialGuard *guard)
{
        return runs_on(guard->before);
}

const UnitStatus *trial_guard_before(const TrialGuard *guard)
{
        return guard->before;
}

void trial_guard_free(TrialGuard *guard)
{
        if (!guard)
                return;
        if (!guard->done)
                trial_guard_restore(guard, NULL);
        if (guard->lock_fd >= 0)
                close(guard->lock_fd);
        g_free(guard->unit);
        g_free(guard->confined);
        g_free(guard->state_path);
        g_free(guard->lock_path);
        g_free(guard->trial_path);
        g_free(guard->guard_unit);
        unit_status_free(guard->before);
        g_strfreev(guard->beside);
        g_free(guard);
}

/* Units among names that are active now. */
static bool active_ones(Runner *runner, char **names, GStrvBuilder *into, GError **error)
{
        for (char **name = names; *name; name++) {
                g_autoptr(UnitStatus) status = runner_status(runner, *name, error);
                if (!status)
                        return false;
                if (unit_status_is_active(status) && !g_str_has_suffix(*name, ".target"))
                        g_strv_builder_add(into, *name);
        }
        return true;
}

static bool check_unit(const char *unit, const UnitStatus *status, GError **error)
{
        UnitlockError code = UNITLOCK_ERROR_INPUT;
        if (status->transient) {
                g_set_error(
                        error, UNITLOCK_ERROR, code,
                        "%s was made at run time, as by systemd-run, and would be gone for good once it is stopped: "
                        "write a unit file for it in /etc/systemd/system, and name that",
                        unit);
                return false;
        }
        if (g_str_equal(status->load_state, "loaded") && (!status->can_stop || !status->can_start)) {
                const char *what = status->can_stop ? "Start" : "Stop";

                g_set_error(error, UNITLOCK_ERROR, code,
                            "systemd does not let %s be %s by hand, as this takes (RefuseManual%s=yes): set "
                            "RefuseManual%s=no meanwhile, by \"systemctl edit --runtime %s\"",
                            unit, status->can_stop ? "started" : "stopped", what, what, unit);
                return false;
        }
        if (g_str_equal(status->load_state, "loaded"))
                return true;
        if (g_str_equal(status->load_state, "not-found")) {
                g_autofree char *missing = unit_name_missing(unit, NULL);

                g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, missing);
        } else if (g_str_equal(status->load_state, "masked")) {
                g_set_error(error, UNITLOCK_ERROR, code,
                            "%s is masked and cannot be started: \"systemctl unmask %s\" first", unit, unit);
        } else {
                g_set_error(error, UNITLOCK_ERROR, code,
                            "systemd cannot load %s (%s): \"systemctl status %s\" and \"systemd-analyze verify %s\" "
                            "say why",
                            unit, status->load_state, unit, unit);
        }
        return false;
}

static pid_t state_pid(const char *path)
{
        g_autoptr(GKeyFile) file = g_key_file_new();
        if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL))
                return 0;
        return g_key_file_get_integer(file, GROUP, "Pid", NULL);
}

/* *ret_fd: open and locked; -1 with true: somebody else has it. */
static bool lock_try(const char *path, int *ret_fd, GError **error)
{
        for (;;) {
                int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
                if (fd < 0) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot open %s: %s", path,
                                    g_strerror(errno));
                        return false;
                }
                if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
                        close(fd);
                        *ret_fd = -1;
                        return true;
                }
                /* Whoever had it may have removed it: then this is a lock of nothing. */
                struct stat ours, there;
                if (fstat(fd, &ours) == 0 && stat(path, &there) == 0 && ours.st_ino == there.st_ino &&
                    ours.st_dev == there.st_dev) {
                        *ret_fd = fd;
                        return true;
                }
                close(fd);
        }
}

static bool fail_busy(const char *unit, pid_t pid, GError **error)
{
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                    "Another unitlock (process %d) works on %s: wait until it is done, or end it", (int)pid, unit);
        return false;
}

static int lock_take(Runner *runner, const char *unit, const char *lock_path, const char *state_path, GError **error)
{
        int fd;
        if (!lock_try(lock_path, &fd, error))
                return -1;
        pid_t pid = fd < 0 ? state_pid(state_path) : 0;
        if (fd < 0 && (pid <= 0 || kill(pid, 0) < 0)) {
                /* Its owner is gone: the watchdog has it, and is putting the unit right. */
                g_autofree char *quoted = g_shell_quote(lock_path);
                g_autofree char *command = g_strdup_printf("exec flock -w %d %s true", LOCK_WAIT_SECONDS, quoted);
                ExecOutcome outcome;
                if (!runner->ops->exec(runner, command, (LOCK_WAIT_SECONDS + 5) * G_USEC_PER_SEC, &outcome, error))
                        return -1;
                exec_outcome_clear(&outcome);
                if (!lock_try(lock_path, &fd, error))
                        return -1;
                pid = fd < 0 ? state_pid(state_path) : 0;
        }
        if (fd < 0)
                fail_busy(unit, pid, error);
        return fd;
}

static bool state_write(const TrialGuard *guard, GError **error)
{
        g_autoptr(GKeyFile) file = g_key_file_new();
        g_key_file_set_string(file, GROUP, "Unit", guard->unit);
        g_key_file_set_integer(file, GROUP, "Pid", getpid());
        g_key_file_set_string(file, GROUP, "Dropin", guard->trial_path);
        g_key_file_set_boolean(file, GROUP, "Active", trial_guard_was_active(guard));
        g_key_file_set_boolean(file, GROUP, "TriesAgain", tries_again(guard->before));
        g_key_file_set_string_list(file, GROUP, "Beside", (const char *const *)guard->beside,
                                   g_strv_length(guard->beside));
        gsize length;
        g_autofree char *text = g_key_file_to_data(file, &length, NULL);
        return file_write_atomic(guard->state_path, text, (gssize)length, 0600, error);
}

static bool arm(TrialGuard *guard, GError **error)
{
        /* A name of its own for each run: a watchdog of a former one may still be on its way out. */
        g_autofree char *random = g_uuid_string_random();
        g_autofree char *name = g_strdup_printf("unitlock-guard-%.8s.service", random);
        g_autofree char *description = g_strdup_printf("Put %s back as it was if unitlock dies", guard->unit);
        g_autoptr(GPtrArray) arguments = g_ptr_array_new();
        g_ptr_array_add(arguments, guard->lock_path);
        g_ptr_array_add(arguments, guard->state_path);
        g_ptr_array_add(arguments, guard->trial_path);
        g_ptr_array_add(arguments, (char *)(tries_again(guard->before)      ? "--no-block restart"
                                            : trial_guard_was_active(guard) ? "restart"
                                                                            : "stop"));
        g_ptr_array_add(arguments, guard->unit);
        for (char **unit = guard->beside; *unit; unit++)
                g_ptr_array_add(arguments, *unit);
        g_ptr_array_add(arguments, NULL);
        if (!guard->runner->ops->spawn_unit(guard->runner, name, description, guard_script,
                                            (const char *const *)arguments->pdata, error))
                return false;
        guard->guard_unit = g_steal_pointer(&name);
        return true;
}

/* Notes, for whoever has to put the unit right after us, that path is about to be written for good, and what was there
 * before: *ret_older, NULL if nothing. What was there before goes first: a note without it would remove the file. */
static bool note_final(const TrialGuard *guard, const char *path, char **ret_older, GError **error)
{
        g_autofree char *final = g_strconcat(guard->state_path, FINAL_SUFFIX, NULL);
        g_autofree char *older_path = g_strconcat(guard->state_path, OLDER_SUFFIX, NULL);
        g_autofree char *older = NULL;

        if (access(path, F_OK) == 0 &&
            (!file_read(path, 0, &older, NULL, error) || !file_write_atomic(older_path, older, -1, 0600, error)))
                return false;
        if (!file_write_atomic(final, path, -1, 0600, error))
                return false;
        *ret_older = g_steal_pointer(&older);
        return true;
}

static void forget_final(const TrialGuard *guard)
{
        static const char *const suffixes[] = {FINAL_SUFFIX, OLDER_SUFFIX};

        for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
                g_autofree char *path = g_strconcat(guard->state_path, suffixes[i], NULL);

                unlink(path);
        }
}

/* Undoes what a dead run was writing for good. */
static bool undo_final(const TrialGuard *guard, GError **error)
{
        g_autofree char *final = g_strconcat(guard->state_path, FINAL_SUFFIX, NULL);
        g_autofree char *older_path = g_strconcat(guard->state_path, OLDER_SUFFIX, NULL);
        g_autofree char *path = NULL, *older = NULL;
        const RunnerOps *ops = guard->runner->ops;

        if (access(final, F_OK) < 0)
                return true;
        if (!file_read(final, 0, &path, NULL, error))
                return false;
        if (access(older_path, F_OK) < 0)
                return ops->remove_dropin(guard->runner, path, error);
        return file_read(older_path, 0, &older, NULL, error) && ops->write_dropin(guard->runner, path, older, error);
}

/* The end of a guard: nothing is left of it. What fails here does no harm: a watchdog that could not be stopped finds
 * no state file and ends, and one that finds it only restarts a unit that is as it was. */
static void disarm(TrialGuard *guard)
{
        unlink(guard->state_path); /* first: without it the others mean nothing */
        forget_final(guard);
        if (guard->guard_unit) {
                JobOutcome outcome;
                if (guard->runner->ops->job(guard->runner, RUNNER_STOP, guard->guard_unit, JOB_TIMEOUT, &outcome, NULL))
                        job_outcome_clear(&outcome);
                g_clear_pointer(&guard->guard_unit, g_free);
        }
        unlink(guard->lock_path);
        close(guard->lock_fd);
        guard->lock_fd = -1;
}

/* Reads a state file of a dead run into a guard that can be restored. */
static bool guard_load(TrialGuard *guard, GError **error)
{
        g_autoptr(GKeyFile) file = g_key_file_new();
        g_autoptr(GError) local = NULL;
        g_autofree char *dropin = NULL;
        if (g_key_file_load_from_file(file, guard->state_path, G_KEY_FILE_NONE, &local))
                dropin = g_key_file_get_string(file, GROUP, "Dropin", &local);
        bool active = dropin && g_key_file_get_boolean(file, GROUP, "Active", &local);
        bool again = g_key_file_get_boolean(file, GROUP, "TriesAgain", NULL);
        if (local) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "%s, left by a killed run, cannot be read (%s): remove it and look at \"systemctl cat %s\"",
                            guard->state_path, local->message, guard->unit);
                return false;
        }
        g_free(guard->trial_path);
        guard->trial_path = g_steal_pointer(&dropin);
        guard->beside = g_key_file_get_string_list(file, GROUP, "Beside", NULL, NULL) ?: g_new0(char *, 1);
        guard->before = runner_status(guard->runner, guard->unit, error);
        if (!guard->before)
                return false;
        g_free(guard->before->active_state);
        guard->before->active_state = g_strdup(active ? "active" : again ? "activating" : "inactive");
        g_free(guard->before->sub_state);
        guard->before->sub_state = g_strdup(again ? "auto-restart" : "");
        guard->written = true;
        return true;
}

static TrialGuard *guard_new(Runner *runner, const char *unit, const char *confined, const char *state_dir)
{
        TrialGuard *guard = g_new0(TrialGuard, 1);
        guard->runner = runner;
        guard->unit = g_strdup(unit);
        guard->confined = g_strdup(confined);
        guard->state_path = g_strdup_printf("%s/%s" STATE_SUFFIX, state_dir, unit);
        guard->lock_path = g_strdup_printf("%s/%s" LOCK_SUFFIX, state_dir, unit);
        guard->trial_path = dropin_path(DROPIN_TRIAL_DIR, confined);
        guard->lock_fd = -1;
        guard->done = true; /* until there is something to put back */
        return guard;
}

/* With the lock held: undoes what a dead run left. The guard is as new afterwards. */
static bool recover(TrialGuard *guard, bool *ret_found, GError **error)
{
        *ret_found = access(guard->state_path, F_OK) == 0;
        if (!*ret_found)
                return true;
        g_autoptr(TrialGuard) stale = guard_new(guard->runner, guard->unit, guard->confined, "");
        g_free(stale->state_path);
        stale->state_path = g_strdup(guard->state_path);
        g_free(stale->lock_path);
        stale->lock_path = g_strdup(guard->lock_path);
        stale->lock_fd = dup(guard->lock_fd);
        if (!guard_load(stale, error) || !undo_final(stale, error))
                return false;
        stale->done = false;
        return trial_guard_restore(stale, error);
}

TrialGuard *trial_guard_begin(Runner *runner, const char *unit, const char *state_dir, GError **error)
{
        return trial_guard_begin_for(runner, unit, unit, state_dir, error);
}

TrialGuard *trial_guard_begin_for(Runner *runner, const char *unit, const char *confined, const char *state_dir,
                                  GError **error)
{
        if (!state_dir)
                state_dir = STATE_DIR;
        if (g_mkdir_with_parents(state_dir, 0700) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot make %s: %s", state_dir,
                            g_strerror(errno));
                return NULL;
        }
        g_autoptr(UnitStatus) status = runner_status(runner, unit, error);
        if (!status || !check_unit(unit, status, error))
                return NULL;

        g_autoptr(TrialGuard) guard = guard_new(runner, unit, confined, state_dir);
        for (bool found = true; found;) {
                guard->lock_fd = lock_take(runner, unit, guard->lock_path, guard->state_path, error);
                if (guard->lock_fd < 0 || !recover(guard, &found, error))
                        return NULL;
                if (found) { /* the recovery has removed the lock file */
                        close(guard->lock_fd);
                        guard->lock_fd = -1;
                }
        }

        g_autoptr(GStrvBuilder) beside = g_strv_builder_new();
        guard->before = runner_status(runner, unit, error);
        if (!guard->before || !active_ones(runner, guard->before->triggered_by, beside, error) ||
            !active_ones(runner, guard->before->dependents, beside, error)) {
                unlink(guard->lock_path);
                return NULL;
        }
        guard->beside = g_strv_builder_end(beside);
        forget_final(guard); /* of a run that died when all was done but for that */
        if (!state_write(guard, error) || !arm(guard, error)) {
                disarm(guard);
                return NULL;
        }
        guard->done = false;
        return g_steal_pointer(&guard);
}

static bool older_dropin(const TrialGuard *guard)
{
        static const char *const dirs[] = {DROPIN_PERSISTENT_DIR, DROPIN_RUNTIME_DIR};
        for (size_t i = 0; i < G_N_ELEMENTS(dirs); i++) {
                g_autofree char *path = dropin_path(dirs[i], guard->confined);
                if (access(path, F_OK) == 0)
                        return true;
        }
        return false;
}

bool trial_guard_apply(TrialGuard *guard, const char *text, GError **error)
{
        g_assert(!guard->done);
        const RunnerOps *ops = guard->runner->ops;
        if (!text && older_dropin(guard))
                text = "# In place of the unitlock drop-in of the same name, while a trial lasts.\n";
        if (text) {
                guard->written = true;
                if (!ops->write_dropin(guard->runner, guard->trial_path, text, error))
                        return false;
        } else if (!guard->written) {
                return true; /* it is as it was */
        } else if (!ops->remove_dropin(guard->runner, guard->trial_path, error)) {
                return false;
        }
        return ops->daemon_reload(guard->runner, error);
}

/* Keeps the first error, appends the others to nothing: the first is the cause. */
static void note(GError **first, GError *error)
{
        if (*first)
                g_error_free(error);
        else
                *first = error;
}

/* Brings a unit to where it belongs. */
static void run_job(Runner *runner, RunnerVerb verb, const char *unit, GError **first)
{
        GError *local = NULL;
        JobOutcome outcome;
        if (!runner_job(runner, verb, unit, JOB_TIMEOUT, &outcome, &local)) {
                note(first, local);
                return;
        }
        if (!outcome.ok)
                note(first, g_error_new(UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                                        "%s could not be %s (%s): \"systemctl status %s\" says why", unit,
                                        verb == RUNNER_STOP ? "stopped" : "started", outcome.result, unit));
        job_outcome_clear(&outcome);
}

static void bring_back(TrialGuard *guard, GError **first)
{
        Runner *runner = guard->runner;
        GError *local = NULL;
        g_autoptr(UnitStatus) now = runner_status(runner, guard->unit, &local);
        if (!now) {
                note(first, local);
        } else if (g_str_equal(now->load_state, "not-found")) {
                return; /* removed meanwhile: there is nothing to bring back */
        } else if (trial_guard_was_active(guard)) {
                if (guard->written || !runs_on(now) || now->has_job) /* the stop that we were interrupted in, say */
                        run_job(runner, RUNNER_RESTART, guard->unit, first);
        } else if (tries_again(guard->before)) {
                /* whether that goes well is not for us to wait for: it did not before */
                if ((guard->written || (!unit_status_is_active(now) && !tries_again(now))) &&
                    !runner->ops->enqueue(runner, RUNNER_RESTART, guard->unit, &local))
                        note(first, local);
        } else {
                if (unit_status_is_active(now) || now->has_job || tries_again(now))
                        run_job(runner, RUNNER_STOP, guard->unit, first);
                if (g_str_equal(guard->before->active_state, "inactive") &&
                    !runner->ops->reset_failed(runner, guard->unit, &local))
                        note(first, local);
        }
        for (char **unit = guard->beside; *unit; unit++) {
                local = NULL;
                g_autoptr(UnitStatus) status = runner_status(runner, *unit, &local);
                if (!status)
                        note(first, local);
                else if (!unit_status_is_active(status))
                        run_job(runner, RUNNER_START, *unit, first);
        }
}

bool trial_guard_restore(TrialGuard *guard, GError **error)
{
        if (guard->done)
                return true;
        guard->done = true;
        const RunnerOps *ops = guard->runner->ops;
        GError *first = NULL, *local = NULL;
        waiter_shield(guard->runner->waiter, true);
        if (guard->written) {
                if (!ops->remove_dropin(guard->runner, guard->trial_path, &local))
                        note(&first, g_steal_pointer(&local));
                if (!ops->daemon_reload(guard->runner, &local))
                        note(&first, g_steal_pointer(&local));
        }
        bring_back(guard, &first);
        if (!first) {
                disarm(guard);
        } else {
                /* The state file stays, and the lock falls: the watchdog tries once more, from outside. */
                g_prefix_error(
                        &first,
                        "%s could not be put back as it was (to do it by hand: rm -f %s; systemctl daemon-reload; "
                        "systemctl %s %s): ",
                        guard->unit, guard->trial_path,
                        trial_guard_was_active(guard) || tries_again(guard->before) ? "restart" : "stop", guard->unit);
                close(guard->lock_fd);
                guard->lock_fd = -1;
        }
        waiter_shield(guard->runner->waiter, false);
        if (first) {
                g_propagate_error(error, first);
                return false;
        }
        return true;
}

/* Under the new settings, from the file that stays: is the unit as it was? */
static bool keep_check(TrialGuard *guard, GError **error)
{
        Runner *runner = guard->runner;
        GError *first = NULL;
        bring_back(guard, &first);
        bool left = false;
        if (!first && trial_guard_was_active(guard))
                runner_settle(runner, guard->unit, SETTLE_USEC, &left, &first);
        if (first && trial_guard_was_active(guard)) {
                g_autoptr(UnitStatus) now = runner_status(runner, guard->unit, NULL);
                left = now && !unit_status_is_active(now);
        }
        if (left) {
                g_clear_error(&first); /* it tells to look at a unit that will run again by then */
                first = g_error_new(
                        UNITLOCK_ERROR, UNITLOCK_ERROR_BROKEN,
                        "%s did not start or stay up under the final drop-in, although it did in the trial; "
                        "it runs as before",
                        guard->unit);
        }
        if (first)
                g_propagate_error(error, first);
        return !first;
}

bool trial_guard_keep(TrialGuard *guard, const char *path, const char *text, GError **error)
{
        g_assert(!guard->done);
        const RunnerOps *ops = guard->runner->ops;
        g_autofree char *older = NULL;
        g_autoptr(GError) failure = NULL;
        bool ok = note_final(guard, path, &older, &failure);
        waiter_shield(guard->runner->waiter, true);
        bool wrote = ok && ops->write_dropin(guard->runner, path, text, &failure);
        guard->written = true; /* what runs now was started under other settings, or may have been */
        ok = wrote && ops->remove_dropin(guard->runner, guard->trial_path, &failure) &&
             ops->daemon_reload(guard->runner, &failure) && keep_check(guard, &failure);
        if (ok && waiter_interrupted(guard->runner->waiter)) {
                /* Nothing half: who stops us before it is in force gets what was there before. */
                ok = false;
                g_set_error_literal(&failure, UNITLOCK_ERROR, UNITLOCK_ERROR_INTERRUPTED, "Interrupted by a signal");
        }
        if (ok) {
                guard->done = true;
                disarm(guard);
        } else {
                /* Back to what was there before. */
                if (wrote && older)
                        ops->write_dropin(guard->runner, path, older, NULL);
                else if (wrote)
                        ops->remove_dropin(guard->runner, path, NULL);
                g_autoptr(GError) more = NULL;
                if (!trial_guard_restore(guard, &more))
                        g_prefix_error(&failure, "%s; and before that: ", more->message);
        }
        waiter_shield(guard->runner->waiter, false);
        if (!ok)
                g_propagate_error(error, g_steal_pointer(&failure));
        return ok;
}

bool trial_check_idle(const char *unit, const char *state_dir, GError **error)
{
        g_autofree char *lock_path = g_strdup_printf("%s/%s" LOCK_SUFFIX, state_dir ? state_dir : STATE_DIR, unit);
        g_autofree char *state_path = g_strdup_printf("%s/%s" STATE_SUFFIX, state_dir ? state_dir : STATE_DIR, unit);
        int fd = open(lock_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        bool idle = fd < 0 || flock(fd, LOCK_SH | LOCK_NB) == 0;

        if (fd >= 0)
                close(fd);
        return idle || fail_busy(unit, state_pid(state_path), error);
}

bool trial_recover_stale(Runner *runner, const char *state_dir, char ***ret_units, GError **error)
{
        if (!state_dir)
                state_dir = STATE_DIR;
        g_autoptr(GStrvBuilder) units = g_strv_builder_new();
        g_autoptr(GDir) dir = g_dir_open(state_dir, 0, NULL); /* not there: nothing was left */
        const char *name;
        GError *first = NULL;
        while (dir && (name = g_dir_read_name(dir))) {
                if (!g_str_has_suffix(name, STATE_SUFFIX))
                        continue;
                g_autofree char *unit = g_strndup(name, strlen(name) - strlen(STATE_SUFFIX));
                g_autoptr(TrialGuard) guard = guard_new(runner, unit, unit, state_dir);
                GError *local = NULL;
                bool found = false, ok = lock_try(guard->lock_path, &guard->lock_fd, &local);
                pid_t pid = state_pid(guard->state_path);
                if (ok && guard->lock_fd < 0 && pid > 0 && kill(pid, 0) == 0)
                        continue; /* its owner lives, and looks after it */
                if (ok && guard->lock_fd < 0)
                        guard->lock_fd = lock_take(runner, unit, guard->lock_path, guard->state_path, &local);
                if (guard->lock_fd < 0 || !recover(guard, &found, &local))
                        note(&first, local);
                else if (found)
                        g_strv_builder_add(units, unit);
        }
        if (first) {
                g_propagate_error(error, first);
                return false;
        }
        if (ret_units)
                *ret_units = g_strv_builder_end(units);
        return true;
}

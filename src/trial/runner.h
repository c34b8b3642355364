/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "trial/waiter.h"
#include <sys/types.h>

/* What a trial does to the system, and nothing else does: jobs and states of one systemd, the one runtime drop-in, the
 * journal, and the commands of an exercise. A vtable, so that everything above it is tested with a fake. Times are
 * microseconds. */

typedef enum RunnerVerb {
        RUNNER_START,
        RUNNER_STOP,
        RUNNER_RESTART,
        RUNNER_RELOAD,
        _RUNNER_VERB_MAX,
} RunnerVerb;
extern const char *const runner_verb_names[_RUNNER_VERB_MAX + 1]; /* "start" ... */

/* A unit as the manager sees it now. Words are systemd's. Strings are never NULL. */
typedef struct UnitStatus {
        char *id;           /* its own name, where it was asked for by an alias */
        char *load_state;   /* loaded not-found masked bad-setting error */
        char *active_state; /* active reloading inactive failed activating deactivating */
        char *sub_state;    /* running exited dead auto-restart ... */
        char *result;       /* success exit-code signal core-dump timeout protocol resources start-limit-hit ... */
        char *type;         /* simple exec forking oneshot dbus notify notify-reload idle */
        unsigned restarts;  /* NRestarts: automatic ones */
        int main_code;      /* CLD_EXITED, CLD_KILLED, CLD_DUMPED; 0: has not ended */
        int main_status;    /* exit status or signal */
        int kill_signal;    /* KillSignal= */
        pid_t main_pid;     /* 0: none */
        guint64 cpu_usec;   /* that its processes have used since it was started; 0: not known */
        bool can_start, can_stop, can_reload;
        bool transient; /* made at run time: there is no file from which it could be started again */
        bool has_job;   /* a job is queued or runs: the state above will not last */
        bool remain_after_exit;
        char *slice;         /* "system.slice" */
        char *control_group; /* path below /sys/fs/cgroup; "" while it has none */
        char **triggered_by; /* sockets, timers, paths */
        char **dependents;   /* units that a stop of this one takes along: RequiredBy, BoundBy, ConsistsOf */
} UnitStatus;
void unit_status_free(UnitStatus *status);
UnitStatus *unit_status_copy(const UnitStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UnitStatus, unit_status_free)
bool unit_status_is_active(const UnitStatus *status); /* active or reloading, or on its way there */
/* "failed (exit-code), main process exited with status 1". Caller frees. */
char *unit_status_describe(const UnitStatus *status);

/* Where its control group is, or will be once it runs, below the mount point of cgroup2:
 * "/sys/fs/cgroup/system.slice/x.service". Caller frees. */
char *unit_status_cgroup(const UnitStatus *status, const char *unit);

/* How a job ended. */
typedef struct JobOutcome {
        bool ok;
        char *result; /* systemd's: done failed timeout canceled dependency skipped; ours: "restarting" (it died and
                       * systemd tries again), "too-long" (our timeout); or the manager's error message where the job
                       * was refused. Never NULL. */
} JobOutcome;
void job_outcome_clear(JobOutcome *outcome);

typedef struct JournalLine {
        int priority;     /* syslog's, 0 to 7 */
        char *identifier; /* SYSLOG_IDENTIFIER or _COMM; "" if neither */
        char *message;
        char *normal; /* identifier and message without what differs from run to run (numbers, addresses, times): for
                         comparing */
} JournalLine;
/* Text without what differs from run to run: numbers, addresses, hashes, random names, widths of columns. Caller frees.
 */
char *text_normalise(const char *text);
/* The same of a path, or of a text with one: of its last name; of the directories above only long numbers, as times
 * are, and none of /proc, where a number says of whom it is. Caller frees. */
char *path_normalise(const char *path);
void journal_line_free(JournalLine *line);
JournalLine *journal_line_new(int priority, const char *identifier, const char *message);
/* Worth comparing: priority warning or worse, or words of failure in the text whatever the priority. */
bool journal_line_is_problem(const JournalLine *line);

typedef struct ExecOutcome {
        int status; /* exit status; 128 + signal as shells say it; -1: timed out and was killed */
        bool timed_out;
        char *output; /* last 16 KiB of stdout and stderr together, valid UTF-8 */
        guint64 elapsed;
} ExecOutcome;
void exec_outcome_clear(ExecOutcome *outcome);

typedef struct Runner Runner;

/* All functions: false (or NULL) with error set where the *system* failed us or a signal came
 * (UNITLOCK_ERROR_INTERRUPTED). That a service or command fails is an outcome, not an error. Ret parameters are
 * untouched on failure. */
typedef struct RunnerOps {
        bool (*job)(Runner *runner, RunnerVerb verb, const char *unit, guint64 timeout, JobOutcome *ret,
                    GError **error);
        /* Asks for a job, whatever comes of it: the unit's failed state and start limit are forgotten before. */
        bool (*enqueue)(Runner *runner, RunnerVerb verb, const char *unit, GError **error);
        UnitStatus *(*status)(Runner *runner, const char *unit, GError **error);
        /* Waits until the unit is no longer active (or on its way), at most timeout: *ret_left says whether it left. */
        bool (*settle)(Runner *runner, const char *unit, guint64 timeout, bool *ret_left, GError **error);
        bool (*write_dropin)(Runner *runner, const char *path, const char *text, GError **error);
        bool (*remove_dropin)(Runner *runner, const char *path,
                              GError **error); /* not there: fine. An empty UNIT.d goes too. */
        bool (*daemon_reload)(Runner *runner, GError **error);
        bool (*reset_failed)(Runner *runner, const char *unit, GError **error); /* and its start limit */
        /* A place in the journal: all that was logged up to now lies before it. Caller frees. */
        char *(*journal_cursor)(Runner *runner, GError **error);
        /* Lines of the unit (its own and the manager's about it) after the cursor. Array of JournalLine; caller unrefs.
         */
        GPtrArray *(*journal_since)(Runner *runner, const char *unit, const char *cursor, GError **error);
        /* sh -c command, in a process group of its own, which is gone when this returns; after a timeout, so are all
         * its descendants. */
        bool (*exec)(Runner *runner, const char *command, guint64 timeout, ExecOutcome *ret, GError **error);
        /* A transient unit of this systemd: /bin/sh -c script with arguments. False is an error of the system. */
        bool (*spawn_unit)(Runner *runner, const char *name, const char *description, const char *script,
                           const char *const *arguments, GError **error);
        void (*free)(Runner *runner);
} RunnerOps;

struct Runner {
        const RunnerOps *ops;
        Waiter *waiter; /* not owned */
};

/* The running system manager, over D-Bus: root only; or, with user, the user manager of who calls. waiter must outlive
 * it. */
Runner *runner_systemd_new(Waiter *waiter, bool user, GError **error);
/* Its major version; 0 and an error if it can't be had, or is older than what we know. runner must be of
 * runner_systemd_new(). */
unsigned runner_systemd_version(Runner *runner, GError **error);
void runner_free(Runner *runner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Runner, runner_free)

/* Runs a command as RunnerOps.exec does: for runners. */
bool exec_run(Waiter *waiter, const char *command, guint64 timeout, ExecOutcome *ret, GError **error);

/* The vtable as functions. runner_job() forgets the unit's failed state and start limit before RUNNER_START and
 * RUNNER_RESTART, so that many trials in a row don't run into StartLimitBurst=. */
bool runner_job(Runner *runner, RunnerVerb verb, const char *unit, guint64 timeout, JobOutcome *ret, GError **error);
UnitStatus *runner_status(Runner *runner, const char *unit, GError **error);
bool runner_settle(Runner *runner, const char *unit, guint64 timeout, bool *ret_left, GError **error);

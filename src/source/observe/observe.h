/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"
#include <errno.h>

/* Watches the processes of control groups with BPF and says what they needed. One Recorder lives in one thread. */
typedef struct Recorder Recorder;

/* Loads and attaches the programs. Must be root with CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN, on a kernel with BTF.
 * Where it can't be had the error (UNITLOCK_ERROR_PRIVILEGE or _UNSUPPORTED) says exactly what is missing. Hooks that
 * only some kernels have are left out, and their absence is told in the coverage. */
Recorder *recorder_new(GError **error);
void recorder_free(Recorder *recorder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recorder, recorder_free)

/* Follows the tasks in the control group and below it, by name: it may be made later, and made anew at each restart.
 * The path begins with the mount point of a cgroup2 file system. What runs there already is followed from now on; a
 * process that is started later, from its own exec on (not systemd's preparation before it). At most 8 groups a
 * recorder. */
bool recorder_watch_cgroup(Recorder *recorder, const char *cgroup_path, GError **error);

/* What is seen from now on belongs to this phase. In PHASE_NONE, which is how a recorder begins, processes are followed
 * and nothing is recorded. */
void recorder_set_phase(Recorder *recorder, Phase phase);
/* Name of the source in evidence and coverage; "observe" at first. */
void recorder_set_source(Recorder *recorder, const char *source);
/* Tells the coverage of a command that was run meanwhile. */
void recorder_add_exercise(Recorder *recorder, const char *command);

/* Readable when events wait. */
int recorder_fd(const Recorder *recorder);
/* Takes in what waits, after at most timeout_ms (-1: until something comes). */
bool recorder_poll(Recorder *recorder, int timeout_ms, GError **error);

/* All needs of this run so far, with one Coverage. Caller frees. */
NeedSet *recorder_needs(Recorder *recorder);
/* How many needs there are, and when (monotonic microseconds) the last new one came: for a terminal. */
unsigned recorder_need_count(const Recorder *recorder);
gint64 recorder_last_new(const Recorder *recorder);
/* The number-th need in the order of being seen, as "path read /etc/hosts", or NULL. */
const char *recorder_need_text(const Recorder *recorder, unsigned number);
/* The same as a need, with the program that was first seen to do it ("" unknown). False where there is none. */
bool recorder_need(const Recorder *recorder, unsigned number, const Need **ret_need, const char **ret_actor);

/* A call that was refused or that failed in a way in which sandboxes make calls fail. Programs look for files that are
 * not there all the time: only a comparison with a run outside the sandbox says what is of the sandbox's making. */
typedef struct ObservedRefusal {
        char *actor; /* path of the program, "" unknown */
        Phase phase;
        char *syscall;  /* name; "" unknown */
        int error;      /* errno; 0 if a signal */
        int signal;     /* SIGSYS, or 0 */
        bool filtered;  /* by seccomp, before the call began */
        Need need;      /* what was refused */
        char *other;    /* the second path of a call that links or renames; NULL: it has none, or that is not known */
        unsigned count; /* times told, at least; the kernel does not tell each one */
        unsigned euid;  /* of the task */
        unsigned after; /* number of needs that had been told of this run before, for recorder_need_text() */
} ObservedRefusal;

/* Refusals since recorder_begin_run(), one for each (call, error, need, phase). Of ObservedRefusal, owned by the
 * array; the caller unrefs. */
GPtrArray *recorder_refusals(Recorder *recorder);
/* The next run begins: refusals and needs of before are forgotten, and all that happens from now on is told again. */
void recorder_begin_run(Recorder *recorder);
/* "syscall errno need": equal for the same refusal in another run. Caller frees. */
char *observed_refusal_key(const ObservedRefusal *refusal);
/* For people. Caller frees. */
char *observed_refusal_describe(const ObservedRefusal *refusal);

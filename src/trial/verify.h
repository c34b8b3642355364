/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"
#include "trial/runner.h"

/* One cycle: the unit is stopped, started, exercised, reloaded, exercised again, stopped, started, once more exercised;
 * all that happens is written down. Two cycles, one as shipped and one under a drop-in, are then compared. */

/* Something that the recorder saw refused. */
typedef struct CycleRefusal {
        char *key;     /* equal for the same refusal in another run: "syscall ptrace EPERM" */
        char *text;    /* for people: "ptrace was refused with EPERM (nginx)" */
        NeedKind kind; /* the need that it proves, if has_need */
        unsigned access;
        char *subject;
        bool has_need;
        Phase phase;
        char *actor; /* program; "" unknown */
        /* how it looked; 0 where it is not known */
        char *syscall;
        int error, signal;
        bool filtered;  /* by seccomp */
        unsigned euid;  /* of the task */
        unsigned after; /* how many deeds of the run had been seen before */
} CycleRefusal;
CycleRefusal *cycle_refusal_new(const char *key, const char *text, Phase phase, const char *actor);
void cycle_refusal_set_need(CycleRefusal *refusal, NeedKind kind, unsigned access, const char *subject);
CycleRefusal *cycle_refusal_copy(const CycleRefusal *refusal);
void cycle_refusal_free(CycleRefusal *refusal);

/* Something that the service did, when it was first seen in this cycle. */
typedef struct CycleDeed {
        Need need;
        char *actor; /* program; "" unknown */
} CycleDeed;
CycleDeed *cycle_deed_new(const Need *need, const char *actor);
void cycle_deed_free(CycleDeed *deed);

/* Who watches meanwhile. All may be NULL. */
typedef struct CycleObserver {
        void (*begin)(void *userdata);                         /* before the first start: forget refusals of before */
        void (*phase)(Phase phase, void *userdata);            /* PHASE_NONE: what comes now is not to be looked at */
        void (*exercise)(const char *command, void *userdata); /* before each command of an exercise */
        GPtrArray *(*refusals)(
                void *userdata); /* after the last step: array of CycleRefusal, which the cycle takes over */
        GPtrArray *(*deeds)(void *userdata); /* the same, of CycleDeed, in the order of being seen */
        void *userdata;
} CycleObserver;

typedef enum CycleStepKind {
        CYCLE_STEP_START,
        CYCLE_STEP_SETTLE, /* it stays up */
        CYCLE_STEP_EXERCISE,
        CYCLE_STEP_RELOAD,
        CYCLE_STEP_ROTATE, /* a command that the package's log rotation runs */
        CYCLE_STEP_WATCH,
        CYCLE_STEP_STOP,
        _CYCLE_STEP_KIND_MAX,
} CycleStepKind;
extern const char *const cycle_step_kind_names[_CYCLE_STEP_KIND_MAX + 1];

typedef struct CycleStep {
        CycleStepKind kind;
        unsigned round; /* 0, 1, 2: which time of this kind */
        char *command;  /* exercise, rotate; else "" */
        bool ok;
        char *text;       /* what went wrong, for people; "" if ok */
        int status;       /* of the command; 0 for others */
        char *output;     /* of the command, its tail; "" for others */
        UnitStatus *unit; /* after the step */
} CycleStep;

typedef struct CycleResult {
        GPtrArray *steps;    /* of CycleStep */
        GPtrArray *refusals; /* of CycleRefusal */
        GPtrArray *deeds;    /* of CycleDeed, in the order of being seen first */
        GPtrArray *problems; /* of JournalLine: warnings and errors */
        bool ok;             /* every step was, but for log rotation */
        bool reload_ends;    /* a reload stops it, without a failure */
        guint64 ready;   /* microseconds after a start or reload until its exercises did not fail any more, at most */
        unsigned phases; /* bits 1 << Phase that were gone through */
} CycleResult;
void cycle_result_free(CycleResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CycleResult, cycle_result_free)
/* The first step that is not ok, NULL if none. Commands of log rotation do not count: packages ship such as fail. */
const CycleStep *cycle_result_failure(const CycleResult *result);
/* Both baselines together: a second baseline teaches what differs from run to run. Takes nothing over. */
void cycle_result_union(CycleResult *into, const CycleResult *from);

typedef struct CycleOptions {
        const char *const *exercises; /* shell commands; NULL: none */
        const char *const *rotations; /* shell commands that log rotation runs; NULL: none */
        guint64 job_timeout;          /* 0: 120 s */
        guint64 exercise_timeout;     /* per command; 0: 60 s */
        guint64 settle;               /* how long it must stay up after a start before it counts; 0: 300 ms */
        /* Without exercises nothing says when it is ready: for how long it is waited, at most, until it uses hardly any
         * CPU time after a start. 0: not at all. */
        guint64 quiet;
        guint64 ready;      /* how long after a start or reload an exercise may fail until it counts; 0: 5 s */
        bool short_circuit; /* stop at the first step that fails (for bisecting) */
        bool leave_running; /* do not stop at the end if the last start worked */
        const CycleObserver *observer; /* NULL: nobody */
        /* Waits by its own means in the run phase of the first round, for "until the user says enough". False: error is
         * set, the cycle ends. */
        bool (*watch)(void *userdata, GError **error);
        /* Before each step, for showing progress. */
        void (*progress)(CycleStepKind kind, unsigned round, const char *command, void *userdata);
        void *userdata; /* of watch and progress */
} CycleOptions;

/* Runs it. What the service does wrong is in the result; NULL is for an error of the system, or a signal. A unit of
 * Type=oneshot without RemainAfterExit= is run once for each start, and has no reload and nothing to settle. */
CycleResult *cycle_run(Runner *runner, const char *unit, const CycleOptions *options, GError **error);

typedef enum DifferenceKind {
        DIFFERENCE_REFUSAL, /* seen only in the trial */
        DIFFERENCE_STEP,    /* a step that was ok is not */
        DIFFERENCE_STATUS,  /* a command ends with another status */
        DIFFERENCE_STATE,   /* unit state, result, automatic restarts */
        DIFFERENCE_JOURNAL, /* a new warning or error */
        _DIFFERENCE_KIND_MAX,
} DifferenceKind;
extern const char *const difference_kind_names[_DIFFERENCE_KIND_MAX + 1];

typedef struct Difference {
        DifferenceKind kind;
        char *text;   /* for people, one line */
        bool breaks;  /* the service does less than before; else only worth a look (a refusal that it shrugs off, a new
                         warning) */
        bool of_stop; /* of how the service ended where it was stopped */
        const CycleRefusal *refusal; /* DIFFERENCE_REFUSAL: it lies in the trial's result; else NULL */
        bool has_need;               /* kind, access, subject of it */
} Difference;
void difference_free(Difference *difference);

/* Array of Difference, worst first; empty: the trial is as good as the baseline. Caller unrefs, before trial is freed.
 */
GPtrArray *cycle_compare(const CycleResult *baseline, const CycleResult *trial);
bool differences_break(const GPtrArray *differences);
/* Is how it ended all that breaks? False where nothing does. */
bool differences_break_by_stop(const GPtrArray *differences);
/* Did the service end in a failure where it was stopped, and not just by the signal of that? */
bool cycle_stop_fails(const CycleResult *run);

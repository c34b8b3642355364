/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "trial/runner.h"

/* A systemd of one service, in memory, for tests: what the service does under a given drop-in is decided by a function
 * of the test. */
typedef struct FakeRunner FakeRunner;

typedef struct FakeBehaviour {
        bool start_fails;      /* the start job fails */
        bool dies_after_start; /* starts, and is gone while we settle */
        bool reload_fails;
        bool reload_ends;      /* the reload is done, and the service with it */
        bool reload_cancelled; /* the job ends so */
        bool stop_fails;       /* ends in a failure when it is stopped */
        unsigned reloads;      /* for so many looks at it after a command was run it is still reloading */
        int exercise_status;   /* exit status of every exercise while the service runs (7 when it does not) */
        int rotate_status;     /* that of the command "rotate", where that of exercises is 0 */
        unsigned busy;         /* for so many looks at it after a start it uses a second of CPU time between them */
        const char *log;       /* a line that it logs at start; NULL: none */
        const char *told;      /* what "journalctl ..." prints about it, to who runs that; NULL: nothing */
} FakeBehaviour;

/* Called at each start: dropin is the text in force (NULL: none). */
typedef void (*FakeService)(const char *dropin, FakeBehaviour *ret, void *userdata);

FakeRunner *fake_runner_new(Waiter *waiter, const char *unit, FakeService service, void *userdata);
Runner *fake_runner_base(FakeRunner *fake); /* free this one with runner_free() */
void fake_runner_set_active(FakeRunner *fake, const char *active_state);
void fake_runner_set_load_state(FakeRunner *fake, const char *load_state);
void fake_runner_set_by_hand(FakeRunner *fake, bool start, bool stop); /* may people do that? */
void fake_runner_set_reloadable(FakeRunner *fake, bool on);
void fake_runner_set_watched(FakeRunner *fake, bool on); /* does the watcher run? */
/* The n-th call (from 1) of the named operation fails with a system error: "write_dropin", "daemon_reload", "job" ...
 * 0: never */
void fake_runner_fail(FakeRunner *fake, const char *operation, unsigned nth);
/* A signal comes during the n-th call of the operation. */
void fake_runner_interrupt(FakeRunner *fake, const char *operation, unsigned nth);
const char *fake_runner_active_state(FakeRunner *fake);
const char *fake_runner_dropin(FakeRunner *fake); /* on disk; NULL: none */
const char *
fake_runner_running(FakeRunner *fake); /* the drop-in that the running process was started under; NULL: none */
unsigned fake_runner_starts(FakeRunner *fake);
unsigned fake_runner_spawned(FakeRunner *fake); /* guard units that run now */
unsigned fake_runner_calls(FakeRunner *fake,
                           const char *operation); /* since fake_runner_fail() or fake_runner_interrupt() */
void fake_runner_end_spawned(FakeRunner *fake);    /* the guard units are done */

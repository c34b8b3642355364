/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <poll.h>
#include <stdbool.h>

/* The one place where the program waits: for a job, a process, a person, or time. While it waits, what must not be left
 * lying (the recorder's ring buffer) is served, and SIGINT, SIGTERM and SIGHUP end the wait with
 * UNITLOCK_ERROR_INTERRUPTED. */
typedef struct Waiter Waiter;

/* Blocks the three signals in this thread and takes them from a file descriptor: make it before other threads are made.
 */
Waiter *waiter_new(GError **error);
/* Gives the signals back as they were. */
void waiter_free(Waiter *waiter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Waiter, waiter_free)

/* Calls dispatch whenever fd is readable during any wait. */
typedef void (*WaiterDispatch)(int fd, void *userdata);
void waiter_watch(Waiter *waiter, int fd, WaiterDispatch dispatch, void *userdata);
void waiter_unwatch(Waiter *waiter, int fd);
/* As if a signal had come: for tests. */
void waiter_interrupt(Waiter *waiter);
/* A signal has come, shielded or not. It stays so: all later waits end at once. */
bool waiter_interrupted(Waiter *waiter);
/* While shielded (calls nest), signals are remembered but end no wait: a rollback is not to be cut off. */
void waiter_shield(Waiter *waiter, bool on);

#define WAITER_FOREVER G_MAXUINT64
/* Monotonic clock, microseconds: deadlines are on it. */
guint64 waiter_now(void);
guint64 waiter_deadline(guint64 timeout_usec); /* WAITER_FOREVER stays so */

/* poll(2) with a deadline: *ret_ready is the number of fds with revents, 0 at the deadline. False: interrupted, or poll
 * failed. May come back early, with 0 ready, after watches were served: look at the clock. n_fds at most 8. */
bool waiter_poll(Waiter *waiter, struct pollfd *fds, unsigned n_fds, guint64 deadline, unsigned *ret_ready,
                 GError **error);
/* Waits until the deadline, or until fd (-1: none) is readable: *ret_readable (may be NULL). False: interrupted. */
bool waiter_wait(Waiter *waiter, int fd, guint64 deadline, bool *ret_readable, GError **error);

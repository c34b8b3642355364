/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* Child processes that cannot outlive us, and signals that arrive as data. */

/* Blocks the signals that would end us and makes them readable; undone by signals_close(). */
typedef struct Signals {
        int fd;       /* signalfd */
        sigset_t old; /* the mask to go back to, and to give to children */
} Signals;

bool signals_open(Signals *signals, GError **error);
void signals_close(Signals *signals);
/* True for the signals that ask us to end. */
bool signal_ends(int signal);
/* UNITLOCK_ERROR_INTERRUPTED that names the signal. */
void set_error_interrupted(GError **error, int signal);

/* A function to run in a child that is the first process of new PID and mount namespaces: when it ends, or when we do
 * (even by SIGKILL), the kernel ends all that it started and unmounts all that it mounted. It returns an error or NULL.
 */
typedef bool (*ChildFunction)(void *data, GError **error);

/* Forks such a child. control_fd: the child's end of a socket or -1; its peer is closed by us when we die. Never
 * returns in the child. */
pid_t child_fork_contained(const Signals *signals, ChildFunction function, void *data, int error_fd, GError **error);

/* Forks such a child and waits for it. Its error becomes ours; a signal that asks us to end kills it. */
bool child_run_contained(const Signals *signals, ChildFunction function, void *data, GError **error);

/* Waits until fd can be read. False with an error on a signal that asks us to end, or after timeout_msec (-1: never).
 */
bool wait_readable(const Signals *signals, int fd, int timeout_msec, GError **error);

/* Inside a contained child: runs a program with standard output and error to log_fd and no input, in an optional root,
 * and waits for it. An exit status other than 0 is an error. environment NULL: our own. */
bool child_run_program(const char *const *argv, const char *root, const char *const *environment, int log_fd,
                       GError **error);

/* An error as bytes through a pipe, and back. */
void error_send(int fd, const GError *error);
bool error_receive(int fd, GError **error); /* true: the peer sent none */

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "bpf/wire.h"

/* The watcher's BPF programs: events of all services of the host. */
typedef struct Eyes Eyes;

typedef void (*EyesEvent)(const struct wire_event *event, size_t size, void *userdata);

/* cgroup_root: mount point of the cgroup2 file system. Errors as recorder_new(). */
Eyes *eyes_new(const char *cgroup_root, EyesEvent on_event, void *userdata, GError **error);
void eyes_free(Eyes *eyes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Eyes, eyes_free)

/* What is to be told of a control group (its inode number). */
void eyes_set_group(Eyes *eyes, guint64 cgroup, unsigned mode, unsigned flags);
/* Units in complain mode, a NULL-terminated list: of a group of theirs all is told before anybody has answered. */
void eyes_set_complaining(Eyes *eyes, char *const *units);
/* Looks at all tasks: those of groups that are not ignored are followed from now on, modes of groups take effect. */
bool eyes_adopt(Eyes *eyes);

/* Takes the hook at the exit of calls away, or puts it back. While it is away an event of kind WIRE_EVENT_WAKE says
 * that a unit, a program or a task begins that it should be there for. Errors as eyes_new(). */
bool eyes_rest(Eyes *eyes, bool rest, GError **error);
/* Calls that the hook has looked at so far; those of units in complain mode, which it is to look at for more of the
 * time, count for less. A call that is being counted may make it less than it was by one. */
double eyes_calls(const Eyes *eyes);
/* By how many microseconds that hook makes each call of the host slower, as was measured when it was attached. */
double eyes_cost(const Eyes *eyes);

int eyes_fd(const Eyes *eyes);
/* Takes in what waits. */
bool eyes_consume(Eyes *eyes, GError **error);

/* What the slot of an event stands for; 0: nothing. */
guint64 eyes_fingerprint(const Eyes *eyes, unsigned slot);
/* Times that the event of this slot was not told again. False: by now it is another event's. */
bool eyes_repeats(const Eyes *eyes, unsigned slot, guint64 fingerprint, unsigned *ret);
guint64 eyes_lost(const Eyes *eyes);
/* Calls, and other events, that the kernel did not let the programs look at, of all processes of the host:
 * programs_passed_over(). */
guint64 eyes_passed_over(const Eyes *eyes);
/* What could not be hooked, in words, or NULL. */
const char *eyes_blind(const Eyes *eyes);

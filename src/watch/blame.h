/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/state.h"

/* Each: something of the event under way, which is told if a setting of the unit is to blame. */

/* A Doubt. */
void doubt_free(gpointer data);
/* A process ended by itself without success, after answers that it had not got outside. */
void blame_end(Watcher *watcher, Group *group, const struct wire_event *event);
void blame_refusal(Watcher *watcher, Group *group, const ObservedRefusal *refusal);

/* Something that the unit did, not in complain mode (act.h). These are the two that succeed and are refused none the
 * less: a connection whose packets are dropped, and a file with nothing in it. */
void blame_need(Watcher *watcher, Group *group, const Need *need);

/* A set-ID program, at path, that got no privileges. */
void blame_setid(Watcher *watcher, Group *group, const char *path);

/* Did the call fail with an error that says of others that they did what they were asked, and was it refused by a
 * filter that has an error of its own? */
bool blame_is_filtered(Watcher *watcher, Group *group, const struct wire_event *event);

void blame_limit(Watcher *watcher, Group *group, const struct wire_event *event);
/* A call, which may be one that asked for a greater limit than the unit sets. */
void blame_raised(Watcher *watcher, Group *group, const struct wire_event *event);

/* A call, which may be one that asked for a priority beyond what the unit sets. */
void blame_priority(Watcher *watcher, Group *group, const struct wire_event *event);

/* A call, which may be one that named a network interface that is not there. */
void blame_interface(Watcher *watcher, Group *group, const struct wire_event *event);

/* systemd could not run a program of the unit: by which setting, or else for which reason? */
void blame_unstarted(Watcher *watcher, Group *group, const struct wire_event *event);

/* What a peer sent to a socket of the unit was dropped. */
void blame_dropped(Watcher *watcher, Group *group, const struct wire_event *event);

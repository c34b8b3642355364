/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/state.h"

/* For how long an act waits for the rest of it, in microseconds: what the kernel tells of one call comes at once. */
#define ACT_WAIT (50 * 1000)

void act_free(gpointer act);

/* Something new that a unit in complain mode did, by the event under way. */
void act_add(Watcher *watcher, Group *group, const Need *need);
/* The event under way is part of what was added before, if any was. */
void act_note(Group *group, const struct wire_event *event);

/* Tells those acts of the group that would have been refused, if they have waited long enough, or all. */
void act_tell(Watcher *watcher, Group *group, bool all);

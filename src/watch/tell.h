/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/state.h"

void told_free(gpointer told);

/* Tells what has not been told of this run. entry: but for the unit and the process, which are those of the event. */
void tell(Watcher *watcher, Group *group, WatchEntry entry);

/* Was it told of that group, beside something else that was done with it? */
bool tell_is_covered(const Watcher *watcher, const Group *group, const Need *need);

/* How often it came again: at first, then each time when they are ten times as many, and at the end of the run (last).
 */
void tell_repeats(Watcher *watcher, Group *group, bool last);

/* Has anything that was told come again since this was last asked? */
bool tell_is_repeating(Watcher *watcher);

/* The journal shall have, about the unit, that not all that its run did was looked at. Once for each run. */
void tell_lost(Watcher *watcher, Group *group);

/* What the journal did not take, once more, in its order. */
void tell_pending(Watcher *watcher);

/* What was told is written down, by group, so that a watcher that is started anew does not repeat it. Reads what the
 * one before has left; false: that one was killed. */
bool tell_read_state(Watcher *watcher);
/* Drops what is about groups that are gone, where there is much. */
void tell_shrink_state(Watcher *watcher);
void tell_end_state(Watcher *watcher);

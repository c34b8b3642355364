/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* How much of the time the calls of the host are looked at. As long as anything new is seen, all of it. When nothing
 * was for PACE_QUIET and the host makes so many calls that the hook on them takes more than its share of the
 * processors' time, the watcher rests now and then. Time is in microseconds, as g_get_monotonic_time() has it. */

#define PACE_QUIET (10 * G_USEC_PER_SEC)
#define PACE_LOOK (G_USEC_PER_SEC / 100) /* after a rest calls are counted so often: the kernel says it far later */
#define PACE_REST (G_USEC_PER_SEC / 4)   /* a rest is as long at least, and twice as long at most */

typedef struct Pace {
        double cost;   /* what the hook adds to a call, in microseconds */
        double income; /* how much of a second it may take in one */
        double purse;  /* what it may take now, in microseconds; below zero: it took more */
        gint64 at;     /* when that was so */
        gint64 news;   /* when something new was last seen */
        gint64 rested; /* in all, up to the last rest that is over */
        gint64 woke;   /* from the last rest */
        bool resting;
} Pace;

/* share: of the time of all processors, 0.01 for one in a hundred; 1 or more: never rest. */
void pace_init(Pace *pace, double cost, double share, unsigned processors, gint64 now);

/* So many calls were looked at since this was last said. True: a rest is due. */
bool pace_spend(Pace *pace, double calls, gint64 now);
void pace_news(Pace *pace, gint64 now);

void pace_rest(Pace *pace, gint64 now);
void pace_wake(Pace *pace, gint64 now);
/* Milliseconds until the rest is over, rounded up; -1: it does not rest. */
int pace_remaining(const Pace *pace, gint64 now);
/* Milliseconds until pace_spend() is to be asked at the latest; -1: when there are many calls. */
int pace_look(const Pace *pace, gint64 now);
/* How long it has rested in all, the present rest included. */
gint64 pace_rested(const Pace *pace, gint64 now);

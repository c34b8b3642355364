/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/pace.h"

/* The purse holds what comes in during the shortest rest, and can be in debt by as much: neither does a long silence
 * pay for a long load, nor does news that went on for long make the rest after it longer. */
static double purse_max(const Pace *pace)
{
        gint64 shortest = PACE_REST;

        return pace->income * (double)shortest;
}

static void fill(Pace *pace, gint64 now)
{
        if (pace->resting)
                pace->rested += now - pace->at;
        pace->purse = MIN(pace->purse + pace->income * (double)(now - pace->at), purse_max(pace));
        pace->at = now;
}

void pace_init(Pace *pace, double cost, double share, unsigned processors, gint64 now)
{
        *pace = (Pace){.cost = share < 1 ? cost : 0, .income = share * processors, .at = now, .news = now};
        pace->purse = purse_max(pace);
}

bool pace_spend(Pace *pace, double calls, gint64 now)
{
        fill(pace, now);
        pace->purse = MAX(pace->purse - pace->cost * calls, -purse_max(pace));
        return !pace->resting && pace->purse < 0 && now - pace->news >= PACE_QUIET;
}

void pace_news(Pace *pace, gint64 now)
{
        pace->news = now;
}

void pace_rest(Pace *pace, gint64 now)
{
        fill(pace, now);
        pace->resting = true;
}

void pace_wake(Pace *pace, gint64 now)
{
        fill(pace, now);
        pace->resting = false;
        pace->woke = now;
}

int pace_look(const Pace *pace, gint64 now)
{
        return pace->resting || pace->woke == 0 || now - pace->woke > G_USEC_PER_SEC ? -1 : PACE_LOOK / 1000;
}

int pace_remaining(const Pace *pace, gint64 now)
{
        double missing = purse_max(pace) - pace->purse - pace->income * (double)(now - pace->at);

        if (!pace->resting)
                return -1;
        return missing <= 0 ? 0 : (int)(missing / pace->income / 1000) + 1;
}

gint64 pace_rested(const Pace *pace, gint64 now)
{
        return pace->rested + (pace->resting ? now - pace->at : 0);
}

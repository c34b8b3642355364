/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* How many entries each owner may cause: a user, whatever units he has, or a unit of the system with all its instances.
 * Times are microseconds of a clock that only goes forward. */

#define BUDGET_ENTRIES G_GINT64_CONSTANT(500) /* at once */
#define BUDGET_REFILL \
        (G_GINT64_CONSTANT(3600) * G_USEC_PER_SEC / BUDGET_ENTRIES) /* and as many in an hour, from then on */

typedef struct Budget Budget;

/* count: entries that the owner had no room for since the last call. */
typedef void (*BudgetSay)(const char *owner, unsigned count, void *userdata);

Budget *budget_new(void);
void budget_free(Budget *budget);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Budget, budget_free)

/* Takes room for one entry; false: there is none, which is counted. */
bool budget_take(Budget *budget, const char *owner, gint64 now);
/* Has anything been counted that was not said? */
bool budget_has_news(const Budget *budget);
/* Calls say for each owner of whom something was counted, and forgets who needs no more to be known. */
void budget_flush(Budget *budget, gint64 now, BudgetSay say, void *userdata);

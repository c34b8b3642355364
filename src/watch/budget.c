/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of the watcher are root's, and all share what journald takes of one service. A unit that is started again and
 * again, each time to be refused something else, must not drown those of others, nor fill what is kept of them: any
 * user can have such a unit. Each owner has a store of entries that fills up again with time. */

#include "watch/budget.h"

typedef struct Owner {
        gint64 empty; /* when the store would have been empty, had it filled up ever since */
        unsigned refused;
} Owner;

struct Budget {
        GHashTable *owners; /* name -> Owner */
};

Budget *budget_new(void)
{
        Budget *budget = g_new0(Budget, 1);

        budget->owners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        return budget;
}

void budget_free(Budget *budget)
{
        if (!budget)
                return;
        g_hash_table_unref(budget->owners);
        g_free(budget);
}

/* The earliest begin that counts: more than all cannot be saved up. */
static gint64 full(gint64 now)
{
        return now - BUDGET_ENTRIES * BUDGET_REFILL;
}

bool budget_take(Budget *budget, const char *owner, gint64 now)
{
        Owner *known = g_hash_table_lookup(budget->owners, owner);

        if (!known) {
                known = g_new0(Owner, 1);
                known->empty = full(now);
                g_hash_table_insert(budget->owners, g_strdup(owner), known);
        }
        known->empty = MAX(known->empty, full(now));
        if (now - known->empty < BUDGET_REFILL) {
                known->refused++;
                return false;
        }
        known->empty += BUDGET_REFILL;
        return true;
}

bool budget_has_news(const Budget *budget)
{
        GHashTableIter iter;
        gpointer value;

        g_hash_table_iter_init(&iter, budget->owners);
        while (g_hash_table_iter_next(&iter, NULL, &value))
                if (((const Owner *)value)->refused)
                        return true;
        return false;
}

void budget_flush(Budget *budget, gint64 now, BudgetSay say, void *userdata)
{
        GHashTableIter iter;
        gpointer name, value;

        g_hash_table_iter_init(&iter, budget->owners);
        while (g_hash_table_iter_next(&iter, &name, &value)) {
                Owner *owner = value;

                if (owner->refused)
                        say(name, owner->refused, userdata);
                owner->refused = 0;
                if (owner->empty <= full(now))
                        g_hash_table_iter_remove(&iter);
        }
}

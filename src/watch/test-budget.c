/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has used up his entries has none until some time has passed, and takes nothing from others. */

#include "watch/budget.h"

#define BEGIN ((gint64)1000 * G_USEC_PER_SEC) /* less than a store takes to fill */

static unsigned take_all(Budget *budget, const char *owner, gint64 now)
{
        unsigned n = 0;

        while (budget_take(budget, owner, now))
                g_assert_cmpuint(++n, <=, BUDGET_ENTRIES);
        return n;
}

static void add_count(const char *owner, unsigned count, void *userdata)
{
        g_string_append_printf(userdata, "%s %u;", owner, count);
}

static void test_budget(void)
{
        g_autoptr(Budget) budget = budget_new();
        g_autoptr(GString) said = g_string_new(NULL);

        g_assert_cmpuint(take_all(budget, "one", BEGIN), ==, BUDGET_ENTRIES);
        g_assert_true(budget_has_news(budget));
        g_assert_true(budget_take(budget, "other", BEGIN));
        g_assert_false(budget_take(budget, "one", BEGIN + BUDGET_REFILL - 1));
        budget_flush(budget, BEGIN, add_count, said);
        g_assert_cmpstr(said->str, ==, "one 2;");
        g_assert_false(budget_has_news(budget));
        budget_flush(budget, BEGIN, add_count, said);
        g_assert_cmpstr(said->str, ==, "one 2;");

        /* one more for each interval, and no more than all after any time */
        g_assert_cmpuint(take_all(budget, "one", BEGIN + 3 * BUDGET_REFILL), ==, 3);
        g_assert_cmpuint(take_all(budget, "one", BEGIN + 5000 * BUDGET_REFILL), ==, BUDGET_ENTRIES);

        /* that somebody is forgotten gives him nothing */
        budget_flush(budget, BEGIN + 5000 * BUDGET_REFILL, add_count, said);
        g_assert_false(budget_take(budget, "one", BEGIN + 5000 * BUDGET_REFILL));
        budget_flush(budget, BEGIN + 6000 * BUDGET_REFILL, add_count, said);
        g_assert_cmpuint(take_all(budget, "one", BEGIN + 6000 * BUDGET_REFILL), ==, BUDGET_ENTRIES);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/watch/budget", test_budget);
        return g_test_run();
}

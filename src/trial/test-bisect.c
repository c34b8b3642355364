/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Delta debugging against random culprits: alone, in groups that fail only together, and several groups at once. */
#include "trial/bisect.h"

#include "base/error.h"

#define N 40

/* Fails where any group is in force as a whole. */
typedef struct World {
        bool groups[4][N];
        unsigned n_groups, n;
        unsigned tests;
        unsigned error_at; /* 0: never */
} World;

static BisectOutcome test_world(const bool *applied, unsigned n, void *userdata, GError **error)
{
        World *world = userdata;
        g_assert_cmpuint(n, ==, world->n);
        if (++world->tests == world->error_at) {
                g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "as the test wants");
                return BISECT_ERROR;
        }
        for (unsigned g = 0; g < world->n_groups; g++) {
                bool whole = true;
                for (unsigned i = 0; i < n; i++)
                        whole = whole && (!world->groups[g][i] || applied[i]);
                if (whole)
                        return BISECT_FAIL;
        }
        return BISECT_PASS;
}

static BisectOutcome outcome_of(World *world, const GArray *set, bool without)
{
        bool applied[N];
        for (unsigned i = 0; i < world->n; i++)
                applied[i] = without;
        for (guint i = 0; i < set->len; i++)
                applied[g_array_index(set, unsigned, i)] = !without;
        return test_world(applied, world->n, world, NULL);
}

static void random_world(World *world)
{
        *world = (World){.n = (unsigned)g_test_rand_int_range(1, N + 1),
                         .n_groups = (unsigned)g_test_rand_int_range(1, 5)};
        for (unsigned g = 0; g < world->n_groups; g++)
                for (int k = g_test_rand_int_range(1, 4); k > 0; k--)
                        world->groups[g][g_test_rand_int_range(0, (int)world->n)] = true;
}

static void test_minimal(void)
{
        for (int round = 0; round < 500; round++) {
                World world;
                random_world(&world);
                bool always;
                g_autoptr(GArray) set = bisect_minimal(world.n, test_world, &world, &always, NULL);
                g_assert_nonnull(set);
                g_assert_false(always);
                g_assert_cmpint(outcome_of(&world, set, false), ==, BISECT_FAIL);
                for (guint i = 0; i < set->len; i++) {
                        g_autoptr(GArray) less = g_array_copy(set);
                        g_array_remove_index(less, i);
                        g_assert_cmpint(outcome_of(&world, less, false), ==, BISECT_PASS);
                }
        }
}

static void test_guilty(void)
{
        for (int round = 0; round < 500; round++) {
                World world;
                unsigned gains[N], kin[N];
                random_world(&world);
                for (unsigned i = 0; i < N; i++) {
                        gains[i] = (unsigned)g_test_rand_int_range(0, 1000);
                        kin[i] = (unsigned)g_test_rand_int_range(0, 8);
                }
                const BisectHints hints = {.gains = gains, .kin = round % 2 ? kin : NULL};
                bool always;
                g_autoptr(GArray) guilty = bisect_guilty(world.n, &hints, test_world, &world, &always, NULL);
                g_assert_nonnull(guilty);
                g_assert_false(always);
                g_assert_cmpuint(guilty->len, >, 0);
                g_assert_cmpint(outcome_of(&world, guilty, true), ==, BISECT_PASS);
                /* Nobody is given up for nothing. */
                for (guint i = 0; i < guilty->len; i++) {
                        g_autoptr(GArray) less = g_array_copy(guilty);
                        g_array_remove_index(less, i);
                        g_assert_cmpint(outcome_of(&world, less, true), ==, BISECT_FAIL);
                }
        }
}

static void test_cheapest(void)
{
        World world = {.n = 3, .n_groups = 1, .groups = {{true, true, true}}};
        const unsigned gains[] = {5, 1, 3};
        g_autoptr(GArray) guilty = bisect_guilty(3, &(BisectHints){.gains = gains}, test_world, &world, NULL, NULL);
        g_assert_cmpuint(guilty->len, ==, 1);
        g_assert_cmpuint(g_array_index(guilty, unsigned, 0), ==, 1);
}

static void test_one_culprit_is_found_fast(void)
{
        World world = {.n = 32, .n_groups = 1};
        world.groups[0][21] = true;
        g_autoptr(GArray) guilty = bisect_guilty(32, NULL, test_world, &world, NULL, NULL);
        g_assert_cmpuint(guilty->len, ==, 1);
        g_assert_cmpuint(g_array_index(guilty, unsigned, 0), ==, 21);
        g_assert_cmpuint(world.tests, <=, 14); /* 2 for the ends, at most 2 a halving, 1 to see that the rest passes */
}

/* Many culprits with one cause: each costs one test, and one more when all is gone over at the end. */
static void test_kin_are_found_fast(void)
{
        World world = {.n = 32, .n_groups = 4};
        unsigned kin[32] = {};
        for (unsigned i = 0; i < 4; i++)
                world.groups[i][3 + 7 * i] = true;
        for (unsigned i = 3; i < 32; i += 7)
                kin[i] = 4;
        g_autoptr(GArray) guilty = bisect_guilty(32, &(BisectHints){.kin = kin}, test_world, &world, NULL, NULL);
        g_assert_cmpuint(guilty->len, ==, 4);
        g_assert_cmpuint(world.tests, <=, 14 + 4 + 4);
}

static void test_nothing_to_find(void)
{
        World world = {.n = 5, .n_groups = 0};
        bool always;
        g_autoptr(GArray) none = bisect_guilty(5, NULL, test_world, &world, &always, NULL);
        g_assert_cmpuint(none->len, ==, 0);
        g_assert_false(always);

        world.n_groups = 1; /* an empty group: fails with nothing in force */
        g_autoptr(GArray) hopeless = bisect_guilty(5, NULL, test_world, &world, &always, NULL);
        g_assert_cmpuint(hopeless->len, ==, 0);
        g_assert_true(always);

        g_autoptr(GArray) empty = bisect_guilty(0, NULL, test_world, &(World){0}, &always, NULL);
        g_assert_cmpuint(empty->len, ==, 0);
        g_assert_false(always);
}

static void test_error_ends_it(void)
{
        for (unsigned at = 1; at <= 3; at++) {
                World world = {.n = 8, .n_groups = 1, .error_at = at};
                world.groups[0][3] = true;
                g_autoptr(GError) error = NULL;
                g_assert_null(bisect_guilty(8, NULL, test_world, &world, NULL, &error));
                g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/bisect/minimal", test_minimal);
        g_test_add_func("/bisect/guilty", test_guilty);
        g_test_add_func("/bisect/cheapest", test_cheapest);
        g_test_add_func("/bisect/fast", test_one_culprit_is_found_fast);
        g_test_add_func("/bisect/kin", test_kin_are_found_fast);
        g_test_add_func("/bisect/nothing", test_nothing_to_find);
        g_test_add_func("/bisect/error", test_error_ends_it);
        return g_test_run();
}

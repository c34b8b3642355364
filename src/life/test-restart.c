/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Restarts of a fake service in a tree made here: what counts as gone wrong, and what is then put where. */
#include "life/restart.h"
#include "trial/runner-fake.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"

static char *tree;

static void put(const char *path, const char *text)
{
        g_autofree char *full = g_strconcat(tree, path, NULL);
        g_autoptr(GError) error = NULL;

        file_write_atomic(full, text, -1, 0644, &error);
        g_assert_no_error(error);
}

static char *get(const char *path)
{
        g_autofree char *full = g_strconcat(tree, path, NULL);
        char *text = NULL;

        return file_read(full, 0, &text, NULL, NULL) ? text : NULL;
}

static void remove_all(const char *path)
{
        const char *argv[] = {"rm", "-rf", path, NULL};

        g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static FakeBehaviour first;
static unsigned starts;
static bool watched;

/* The first start is the one that is tried; after it the service is well again, as a roll-back makes it. */
static void service(const char *dropin, FakeBehaviour *ret, void *userdata)
{
        *ret = starts++ == 0 ? first : (FakeBehaviour){0};
}

static LifeRestarted restart(FakeBehaviour behaviour, const char *check, bool ours, const char *failing, char **ret_why)
{
        const LifeRestart how = {.check = check};
        g_autoptr(Waiter) waiter = waiter_new(NULL);
        FakeRunner *fake = fake_runner_new(waiter, "x.service", service, NULL);
        g_autoptr(Runner) runner = fake_runner_base(fake);
        g_autoptr(Life) life = NULL;
        g_autoptr(LifeUnit) unit = NULL;
        g_autoptr(GError) error = NULL;
        LifeRestarted result = _LIFE_RESTARTED_MAX;

        remove_all(tree);
        put("/usr/lib/systemd/libsystemd-shared-257.so", "");
        put("/usr/lib/systemd/system/x.service", "[Service]\nExecStart=/usr/sbin/x\n");
        put("/run/systemd/units/invocation:x.service", "");
        put("/home/x", "");
        if (ours)
                put("/run/systemd/generator/x.service.d/0-0-unitlock.conf", "[Service]\nProtectHome=yes\n");
        put("/etc/unitlock/enforce/x.service", "");
        fake_runner_set_active(fake, "active");
        fake_runner_set_watched(fake, watched);
        first = behaviour;
        starts = 0;
        life = life_new(tree, false);
        unit = life_unit(life, "x.service");
        if (failing)
                fake_runner_fail(fake, failing, 1);
        if (!life_restart(life, unit, runner, &how, &result, ret_why, &error)) {
                g_assert_nonnull(failing);
                g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED);
        } else
                g_assert_no_error(error);
        return result;
}

static void assert_back(FakeBehaviour behaviour, const char *check, const char *expected)
{
        g_autofree char *why = NULL, *waiting = NULL, *mark = NULL;
        LifeRestarted outcome;

        outcome = restart(behaviour, check, true, NULL, &why);
        g_assert_cmpint(outcome, ==, LIFE_RESTARTED_BACK);
        if (!strstr(why, expected))
                g_error("\"%s\" is not in \"%s\"", expected, why);
        waiting = get("/etc/unitlock/complain/x.service.conf");
        g_assert_nonnull(waiting);
        g_assert_nonnull(strstr(waiting, "\nProtectHome=yes\n"));
        g_assert_nonnull(strstr(waiting, expected)); /* the file says why */
        mark = get("/etc/unitlock/enforce/x.service");
        g_assert_null(mark);
        g_assert_cmpuint(starts, ==, 2);
}

static void test_well(void)
{
        g_autofree char *why = NULL, *waiting = NULL;
        LifeRestarted outcome;

        outcome = restart((FakeBehaviour){.log = "all is well"}, NULL, true, NULL, &why);
        g_assert_cmpint(outcome, ==, LIFE_RESTARTED_WELL);
        g_assert_null(why);
        waiting = get("/etc/unitlock/complain/x.service.conf");
        g_assert_null(waiting);
        g_assert_cmpuint(starts, ==, 1);
}

static void test_back(void)
{
        assert_back((FakeBehaviour){.start_fails = true}, NULL, "did not start");
        assert_back((FakeBehaviour){.dies_after_start = true}, NULL, "did not stay up");
        assert_back((FakeBehaviour){.exercise_status = 3}, "get", "'get' ended with 3");
        assert_back((FakeBehaviour){.log = "open /home/x: Permission denied"}, NULL, "it logged \"open /home/x");
        assert_back((FakeBehaviour){.told = "__CURSOR=s\nMESSAGE=x was refused: writes /x\n\n"}, NULL, "x was refused");
        assert_back((FakeBehaviour){.told = "UNITLOCK_NEED=syscall mbind\nMESSAGE=x was refused: a\n\n"
                                            "MESSAGE=x was refused: b\nUNITLOCK_NEED=syscall mount\n\n"},
                    NULL, "x was refused: b");
        assert_back((FakeBehaviour){.told = "__CURSOR=s\n\n"}, NULL, "something was refused");
}

/* Words that anybody may have caused. */
static void test_words(void)
{
        static const struct {
                const char *log, *remark;
                bool watched;
        } rows[] = {
                {"GET /x: Permission denied", "do not explain", false},
                {"open /srv/x: Read-only file system", "do not explain", false},
                {"open /home/none: Permission denied", "do not explain", false},
                {"setpriority: Operation not permitted", "do not explain", false},
                {"open /home/x: Permission denied", "saw nothing", true},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_autofree char *why = NULL;
                LifeRestarted outcome;

                watched = rows[i].watched;
                outcome = restart((FakeBehaviour){.log = rows[i].log}, NULL, true, NULL, &why);
                watched = false;
                if (outcome != LIFE_RESTARTED_WELL || !why || !strstr(why, rows[i].remark))
                        g_error("\"%s\" is not in \"%s\"", rows[i].remark, why);
                g_assert_cmpuint(starts, ==, 1);
        }
}

/* What a service works without is refused on purpose. */
static void test_hint(void)
{
        g_autofree char *why = NULL;
        LifeRestarted outcome;

        outcome = restart((FakeBehaviour){.told = "UNITLOCK_NEED=syscall sched_setaffinity\nMESSAGE=x was refused\n\n"},
                          NULL, true, NULL, &why);
        g_assert_cmpint(outcome, ==, LIFE_RESTARTED_WELL);
        g_assert_nonnull(strstr(why, "sched_setaffinity() is refused on purpose"));
        g_assert_cmpuint(starts, ==, 1);
}

static void test_not_ours(void)
{
        g_autofree char *why = NULL;
        LifeRestarted outcome;

        outcome = restart((FakeBehaviour){.start_fails = true}, NULL, false, NULL, &why);
        g_assert_cmpint(outcome, ==, LIFE_RESTARTED_BAD);
        g_assert_cmpuint(starts, ==, 1);
}

/* What systemd does not let people restart. */
static void test_by_hand(void)
{
        static const struct {
                bool start, stop;
                const char *why;
        } rows[] = {{true, true, NULL}, {true, false, "RefuseManualStop=yes"}, {false, true, "RefuseManualStart=yes"}};

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_autoptr(Waiter) waiter = waiter_new(NULL);
                FakeRunner *fake = fake_runner_new(waiter, "x.service", service, NULL);
                g_autoptr(Runner) runner = fake_runner_base(fake);
                const LifeUnit unit = {.name = (char *)"x.service"};
                g_autofree char *why = NULL;

                fake_runner_set_by_hand(fake, rows[i].start, rows[i].stop);
                g_assert_true(life_check_by_hand(&unit, runner, &why, NULL));
                g_assert_cmpint(!!why, ==, !!rows[i].why);
                if (why)
                        g_assert_nonnull(strstr(why, rows[i].why));
        }
}

static void test_system_fails(void)
{
        static const char *const operations[] = {"job", "status", "journal_since", "daemon_reload"};

        for (size_t i = 0; i < G_N_ELEMENTS(operations); i++) {
                g_autofree char *why = NULL;
                LifeRestarted outcome;

                /* whatever fails: not taken for well */
                outcome = restart((FakeBehaviour){.start_fails = true}, NULL, true, operations[i], &why);
                g_assert_cmpint(outcome, !=, LIFE_RESTARTED_WELL);
        }
}

int main(int argc, char **argv)
{
        int status;

        g_test_init(&argc, &argv, NULL);
        tree = g_dir_make_tmp("unitlock-life-XXXXXX", NULL);
        g_test_add_func("/life/restart/well", test_well);
        g_test_add_func("/life/restart/back", test_back);
        g_test_add_func("/life/restart/words", test_words);
        g_test_add_func("/life/restart/hint", test_hint);
        g_test_add_func("/life/restart/not-ours", test_not_ours);
        g_test_add_func("/life/restart/by-hand", test_by_hand);
        g_test_add_func("/life/restart/system-fails", test_system_fails);
        status = g_test_run();
        remove_all(tree);
        return status;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands of an exercise: statuses, output, time limits, and that nothing of them is left. */
#include "base/error.h"
#include "trial/runner.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define LONG (30 * G_USEC_PER_SEC)

static void expect(Waiter *waiter, const char *command, int status, const char *output)
{
        ExecOutcome outcome;
        g_autoptr(GError) error = NULL;
        bool ok = exec_run(waiter, command, LONG, &outcome, &error);
        g_assert_no_error(error);
        g_assert_true(ok);
        g_assert_cmpint(outcome.status, ==, status);
        g_assert_cmpstr(outcome.output, ==, output);
        g_assert_false(outcome.timed_out);
        exec_outcome_clear(&outcome);
}

static void test_statuses(void)
{
        g_autoptr(Waiter) waiter = waiter_new(NULL);
        expect(waiter, "echo a; echo b >&2; exit 3", 3, "a\nb\n");
        expect(waiter, "true", 0, "");
        expect(waiter, "kill -9 $$", 128 + 9, "");
        expect(waiter, "/nonexistent 2>/dev/null", 127, "");
        expect(waiter, "read line || echo nothing to read", 0, "nothing to read\n");
        expect(waiter, "printf '\\377x'", 0, "\xef\xbf\xbdx");
        /* Our blocked signals are not its. */
        expect(waiter, "trap 'echo got it; exit 5' TERM; kill -TERM $$; exit 6", 5, "got it\n");
}

static void test_tail(void)
{
        g_autoptr(Waiter) waiter = waiter_new(NULL);
        ExecOutcome outcome;
        g_assert_true(exec_run(waiter, "seq 1 200000", LONG, &outcome, NULL));
        g_assert_cmpint(outcome.status, ==, 0);
        g_assert_cmpuint(strlen(outcome.output), <=, 16 * 1024);
        g_assert_true(g_str_has_suffix(outcome.output, "199999\n200000\n"));
        exec_outcome_clear(&outcome);
}

static void assert_gone(const char *pid)
{
        g_assert_cmpint(atoi(pid), >, 1);
        /* Killed, but perhaps not yet buried by whoever inherits it: a zombie does nothing any more. */
        g_autofree char *path = g_strdup_printf("/proc/%d/stat", atoi(pid));
        g_autofree char *stat = NULL;
        for (int i = 0; i < 200 && g_file_get_contents(path, &stat, NULL, NULL); i++) {
                const char *state = strrchr(stat, ')');
                if (state && strchr("ZX", state[2]))
                        return;
                g_clear_pointer(&stat, g_free);
                g_usleep(10 * 1000);
        }
        g_assert_cmpint(kill(atoi(pid), 0), ==, -1);
}

static void test_hangs(void)
{
        g_autoptr(Waiter) waiter = waiter_new(NULL);
        ExecOutcome outcome;
        g_assert_true(exec_run(waiter, "sleep 1000 & echo $!; wait", 300 * 1000, &outcome, NULL));
        g_assert_true(outcome.timed_out);
        g_assert_cmpint(outcome.status, ==, -1);
        assert_gone(outcome.output);
        exec_outcome_clear(&outcome);
}

/* Who makes a session of its own, and hides behind a parent that is gone, is found as well. */
static void test_hangs_in_another_session(void)
{
        g_autoptr(Waiter) waiter = waiter_new(NULL);
        ExecOutcome outcome;
        g_assert_true(exec_run(waiter,
                               "setsid sh -c 'sleep 1000 & echo $!; setsid sleep 1000 & echo $!' & wait; sleep 1000",
                               2 * G_USEC_PER_SEC, &outcome, NULL));
        g_assert_true(outcome.timed_out);
        g_auto(GStrv) lines = g_strsplit(outcome.output, "\n", 0);
        g_assert_cmpuint(g_strv_length(lines), ==, 3);
        assert_gone(lines[0]);
        assert_gone(lines[1]);
        exec_outcome_clear(&outcome);
}

static void test_leaves_one_behind(void)
{
        g_autoptr(Waiter) waiter = waiter_new(NULL);
        ExecOutcome outcome;
        /* It holds our pipe open: that must not keep us. */
        g_assert_true(exec_run(waiter, "sleep 1000 & echo $!", LONG, &outcome, NULL));
        g_assert_false(outcome.timed_out);
        g_assert_cmpint(outcome.status, ==, 0);
        g_assert_cmpuint(outcome.elapsed, <, 20 * G_USEC_PER_SEC);
        assert_gone(outcome.output);
        exec_outcome_clear(&outcome);
}

static void interrupt_it(int fd, void *userdata)
{
        Waiter *waiter = userdata;
        char byte;
        g_assert_cmpint(read(fd, &byte, 1), ==, 1);
        waiter_unwatch(waiter, fd);
        g_assert_cmpint(kill(getpid(), SIGINT), ==, 0);
}

static void test_interrupted(void)
{
        g_autoptr(Waiter) waiter = waiter_new(NULL);
        int fds[2];
        g_assert_cmpint(pipe(fds), ==, 0);
        /* The command itself says that it runs, on a pipe that is watched: then the signal comes. */
        waiter_watch(waiter, fds[0], interrupt_it, waiter);
        g_autofree char *command = g_strdup_printf("echo > /proc/self/fd/%d; exec sleep 1000", fds[1]);
        ExecOutcome outcome = {0};
        g_autoptr(GError) error = NULL;
        g_assert_false(exec_run(waiter, command, LONG, &outcome, &error));
        g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INTERRUPTED);
        g_assert_null(outcome.output);
        g_assert_true(waiter_interrupted(waiter));
        /* It stays so; but not under the shield. */
        g_assert_false(waiter_wait(waiter, -1, waiter_deadline(0), NULL, NULL));
        waiter_shield(waiter, true);
        g_assert_true(waiter_wait(waiter, -1, waiter_deadline(1000), NULL, NULL));
        waiter_shield(waiter, false);
        close(fds[0]);
        close(fds[1]);
}

static void test_no_system(void)
{
        if (geteuid() == 0 && access("/run/systemd/private", F_OK) == 0) {
                g_test_skip("systemd runs here");
                return;
        }
        g_autoptr(Waiter) waiter = waiter_new(NULL);
        g_autoptr(GError) error = NULL;
        g_assert_null(runner_systemd_new(waiter, false, &error));
        int expected = geteuid() != 0 ? UNITLOCK_ERROR_PRIVILEGE : UNITLOCK_ERROR_UNSUPPORTED;
        g_assert_error(error, UNITLOCK_ERROR, expected);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/exec/statuses", test_statuses);
        g_test_add_func("/exec/tail", test_tail);
        g_test_add_func("/exec/hangs", test_hangs);
        g_test_add_func("/exec/hangs-in-another-session", test_hangs_in_another_session);
        g_test_add_func("/exec/leaves-one-behind", test_leaves_one_behind);
        g_test_add_func("/exec/interrupted", test_interrupted);
        g_test_add_func("/exec/no-system", test_no_system);
        return g_test_run();
}

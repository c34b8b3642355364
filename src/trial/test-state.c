/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way back, on a fake systemd: every operation fails once, or is interrupted once, at each of its calls, and each
 * time the unit must be as it was. */
#include "base/error.h"
#include "trial/runner-fake.h"
#include "trial/state.h"
#include "trial/verify.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNIT "unitlock-no-such.service"
#define TEXT "[Service]\nProtectHome=yes\n"

static void service(const char *dropin, FakeBehaviour *ret, void *userdata)
{
        ret->start_fails = dropin && strstr(dropin, "Breaks");
        ret->dies_after_start = dropin && strstr(dropin, "Dies");
}

typedef struct Fixture {
        Waiter *waiter;
        FakeRunner *fake;
        Runner *runner;
        char *state_dir;
} Fixture;

static void set_up(Fixture *f, const char *active_state)
{
        f->waiter = waiter_new(NULL);
        f->fake = fake_runner_new(f->waiter, UNIT, service, NULL);
        f->runner = fake_runner_base(f->fake);
        f->state_dir = g_dir_make_tmp("unitlock-state-XXXXXX", NULL);
        fake_runner_set_active(f->fake, active_state);
}

static unsigned entries(const char *path)
{
        unsigned n = 0;
        g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
        while (dir && g_dir_read_name(dir))
                n++;
        return n;
}

static void tear_down(Fixture *f)
{
        g_assert_cmpuint(entries(f->state_dir), ==, 0);
        g_assert_cmpuint(fake_runner_spawned(f->fake), ==, 0);
        g_assert_cmpint(g_rmdir(f->state_dir), ==, 0);
        g_free(f->state_dir);
        runner_free(f->runner);
        waiter_free(f->waiter);
}

static void assert_as_before(Fixture *f, const char *active_state)
{
        g_assert_cmpstr(fake_runner_active_state(f->fake), ==, active_state);
        g_assert_null(fake_runner_dropin(f->fake));
        g_assert_null(fake_runner_running(f->fake));
}

static void never_starts(const char *dropin, FakeBehaviour *ret, void *userdata)
{
        ret->start_fails = true;
}

/* What systemd tried to start again and again before, it does afterwards. */
static void test_restore_loop(void)
{
        for (int emptied = 0; emptied < 2; emptied++) {
                Fixture f;
                JobOutcome outcome;
                set_up(&f, "inactive");
                runner_free(f.runner);
                f.fake = fake_runner_new(f.waiter, UNIT, never_starts, NULL);
                f.runner = fake_runner_base(f.fake);
                fake_runner_set_active(f.fake, "activating");
                TrialGuard *guard = trial_guard_begin(f.runner, UNIT, f.state_dir, NULL);
                g_assert_nonnull(guard);
                g_assert_false(trial_guard_was_active(guard));
                g_assert_true(trial_guard_apply(guard, TEXT, NULL));
                g_assert_true(runner_job(f.runner, RUNNER_RESTART, UNIT, 1, &outcome, NULL));
                g_assert_false(outcome.ok);
                job_outcome_clear(&outcome);
                if (emptied)
                        g_assert_true(trial_guard_apply(guard, NULL, NULL));
                g_assert_true(trial_guard_restore(guard, NULL));
                trial_guard_free(guard);
                assert_as_before(&f, "activating");
                tear_down(&f);
        }
}

static void test_restore(void)
{
        const char *const states[] = {"active", "inactive"};
        for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
                Fixture f;
                set_up(&f, states[i]);
                g_autoptr(GError) error = NULL;
                TrialGuard *guard = trial_guard_begin(f.runner, UNIT, f.state_dir, &error);
                g_assert_no_error(error);
                g_assert_cmpuint(fake_runner_spawned(f.fake), ==, 1);
                g_assert_true(trial_guard_apply(guard, TEXT, NULL));
                CycleResult *result = cycle_run(f.runner, UNIT, &(CycleOptions){.leave_running = true}, NULL);
                g_assert_true(result->ok);
                cycle_result_free(result);
                g_assert_cmpstr(fake_runner_running(f.fake), ==, TEXT);
                g_assert_true(trial_guard_restore(guard, NULL));
                trial_guard_free(guard);
                assert_as_before(&f, states[i]);
                tear_down(&f);
        }
}

static void test_unused_guard_restarts_nothing(void)
{
        Fixture f;
        set_up(&f, "active");
        trial_guard_free(trial_guard_begin(f.runner, UNIT, f.state_dir, NULL));
        g_assert_cmpuint(fake_runner_starts(f.fake), ==, 0);
        assert_as_before(&f, "active");
        tear_down(&f);
}

static void test_keep(void)
{
        Fixture f;
        set_up(&f, "active");
        g_autofree char *path = dropin_path(DROPIN_PERSISTENT_DIR, UNIT);
        TrialGuard *guard = trial_guard_begin(f.runner, UNIT, f.state_dir, NULL);
        g_assert_true(trial_guard_apply(guard, TEXT, NULL));
        g_assert_true(trial_guard_keep(guard, path, TEXT "# for good\n", NULL));
        trial_guard_free(guard);
        g_assert_cmpstr(fake_runner_active_state(f.fake), ==, "active");
        g_assert_cmpstr(fake_runner_dropin(f.fake), ==, TEXT "# for good\n");
        g_assert_cmpstr(fake_runner_running(f.fake), ==, TEXT "# for good\n");
        tear_down(&f);
}

static void test_keep_of_a_bad_one_rolls_back(void)
{
        const char *const texts[] = {"Breaks=yes\n", "Dies=yes\n"};
        for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
                Fixture f;
                set_up(&f, "active");
                g_autofree char *path = dropin_path(DROPIN_PERSISTENT_DIR, UNIT);
                g_autoptr(GError) error = NULL;
                TrialGuard *guard = trial_guard_begin(f.runner, UNIT, f.state_dir, NULL);
                g_assert_false(trial_guard_keep(guard, path, texts[i], &error));
                g_assert_nonnull(error);
                trial_guard_free(guard);
                assert_as_before(&f, "active");
                tear_down(&f);
        }
}

/* All that a trial does. False: something failed, as the test wanted. */
static bool whole_trial(Fixture *f, bool keep)
{
        g_autofree char *path = dropin_path(DROPIN_PERSISTENT_DIR, UNIT);
        g_autoptr(TrialGuard) guard = trial_guard_begin(f->runner, UNIT, f->state_dir, NULL);
        if (!guard || !trial_guard_apply(guard, NULL, NULL))
                return false;
        const char *const exercises[] = {"true", NULL};
        CycleOptions options = {.exercises = exercises, .ready = 1, .leave_running = true};
        g_autoptr(CycleResult) baseline = cycle_run(f->runner, UNIT, &options, NULL);
        if (!baseline || !trial_guard_apply(guard, TEXT, NULL))
                return false;
        g_autoptr(CycleResult) trial = cycle_run(f->runner, UNIT, &options, NULL);
        if (!trial)
                return false;
        return keep ? trial_guard_keep(guard, path, TEXT, NULL) : trial_guard_restore(guard, NULL);
}

static const char *const operations[] = {"job",           "status",        "settle",       "write_dropin",
                                         "remove_dropin", "daemon_reload", "reset_failed", "journal_cursor",
                                         "journal_since", "exec",          "spawn_unit"};

static void each_call(bool interrupts, bool keep)
{
        unsigned tried = 0;
        for (size_t o = 0; o < G_N_ELEMENTS(operations); o++)
                for (unsigned nth = 1;; nth++) {
                        Fixture f;
                        set_up(&f, "active");
                        fake_runner_set_reloadable(f.fake, true);
                        if (interrupts)
                                fake_runner_interrupt(f.fake, operations[o], nth);
                        else
                                fake_runner_fail(f.fake, operations[o], nth);
                        bool ok = whole_trial(&f, keep);
                        bool reached = ok ? fake_runner_calls(f.fake, operations[o]) >= nth : true;
                        /* Where a step of the way back itself fails, the watchdog and the state file take over; the
                         * next run (of a process that is gone by then: the lock is free) puts all right. */
                        if (!ok && entries(f.state_dir) > 0) {
                                g_assert_false(interrupts);
                                g_auto(GStrv) units = NULL;
                                g_assert_true(trial_recover_stale(f.runner, f.state_dir, &units, NULL));
                                g_assert_cmpuint(g_strv_length(units), ==, 1);
                        }
                        /* A watchdog that could not be stopped ends by itself: there is no state file any more. */
                        fake_runner_end_spawned(f.fake);
                        if (ok && keep) {
                                g_assert_cmpstr(fake_runner_dropin(f.fake), ==, TEXT);
                                g_assert_cmpstr(fake_runner_active_state(f.fake), ==, "active");
                        } else {
                                assert_as_before(&f, "active");
                        }
                        tear_down(&f);
                        tried++;
                        if (!reached)
                                break;
                }
        g_assert_cmpuint(tried, >, 30);
}

static void test_each_call_fails(void)
{
        each_call(false, false);
        each_call(false, true);
}

static void test_each_call_is_interrupted(void)
{
        each_call(true, false);
        each_call(true, true);
}

static void expect_refusal(const char *load_state, int code)
{
        Fixture f;
        set_up(&f, "inactive");
        fake_runner_set_load_state(f.fake, load_state);
        g_autoptr(GError) error = NULL;
        g_assert_null(trial_guard_begin(f.runner, UNIT, f.state_dir, &error));
        g_assert_error(error, UNITLOCK_ERROR, code);
        tear_down(&f);
}

static void test_bad_units(void)
{
        expect_refusal("not-found", UNITLOCK_ERROR_NOT_FOUND);
        expect_refusal("masked", UNITLOCK_ERROR_INPUT);
        expect_refusal("bad-setting", UNITLOCK_ERROR_INPUT);
}

static void test_not_by_hand(void)
{
        for (int start = 0; start < 2; start++) {
                Fixture f;
                g_autoptr(GError) error = NULL;

                set_up(&f, "active");
                fake_runner_set_by_hand(f.fake, start, !start);
                g_assert_null(trial_guard_begin(f.runner, UNIT, f.state_dir, &error));
                g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT);
                g_assert_nonnull(strstr(error->message, start ? "RefuseManualStop=no" : "RefuseManualStart=no"));
                tear_down(&f);
        }
}

static void test_one_at_a_time(void)
{
        Fixture f;
        set_up(&f, "active");
        g_autoptr(GError) error = NULL;
        TrialGuard *guard = trial_guard_begin(f.runner, UNIT, f.state_dir, NULL);
        g_assert_null(trial_guard_begin(f.runner, UNIT, f.state_dir, &error));
        g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED);
        g_assert_nonnull(strstr(error->message, "Another unitlock"));
        /* One that lives is not put right by others. */
        g_auto(GStrv) units = NULL;
        g_assert_true(trial_recover_stale(f.runner, f.state_dir, &units, NULL));
        g_assert_cmpuint(g_strv_length(units), ==, 0);
        /* Other verbs may ask. */
        g_clear_error(&error);
        g_assert_false(trial_check_idle(UNIT, f.state_dir, &error));
        g_assert_nonnull(strstr(error->message, "Another unitlock"));
        g_assert_true(trial_check_idle("other.service", f.state_dir, NULL));
        trial_guard_free(guard);
        g_assert_true(trial_check_idle(UNIT, f.state_dir, NULL));
        tear_down(&f);
}

static void test_state_dir_not_writable(void)
{
        Fixture f;
        set_up(&f, "active");
        g_autofree char *file = g_build_filename(f.state_dir, "file", NULL);
        g_autofree char *below = g_build_filename(file, "dir", NULL);
        g_assert_true(g_file_set_contents(file, "", 0, NULL));
        g_autoptr(GError) error = NULL;
        g_assert_null(trial_guard_begin(f.runner, UNIT, below, &error));
        g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED);
        g_assert_cmpint(g_unlink(file), ==, 0);
        assert_as_before(&f, "active");
        tear_down(&f);
}

/* A process that dies with a guard in its hands: the next one puts it right, whether asked to or because it begins. */
static void die_with_guard(Fixture *f)
{
        pid_t pid = fork();
        if (pid == 0) {
                TrialGuard *guard = trial_guard_begin(f->runner, UNIT, f->state_dir, NULL);
                _exit(guard && trial_guard_apply(guard, TEXT, NULL) ? 0 : 1);
        }
        int status;
        g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
        g_assert_cmpint(status, ==, 0);
        g_assert_cmpuint(entries(f->state_dir), ==, 2);
        /* What the child did to the fake is lost with it: do it here. */
        g_autofree char *path = dropin_path(DROPIN_TRIAL_DIR, UNIT);
        g_assert_true(f->runner->ops->write_dropin(f->runner, path, TEXT, NULL));
        g_assert_true(f->runner->ops->daemon_reload(f->runner, NULL));
        JobOutcome outcome;
        g_assert_true(f->runner->ops->job(f->runner, RUNNER_RESTART, UNIT, 0, &outcome, NULL));
        job_outcome_clear(&outcome);
        g_assert_cmpstr(fake_runner_running(f->fake), ==, TEXT);
}

static void test_recover(void)
{
        Fixture f;
        set_up(&f, "active");
        die_with_guard(&f);
        g_auto(GStrv) units = NULL;
        g_assert_true(trial_recover_stale(f.runner, f.state_dir, &units, NULL));
        g_assert_cmpuint(g_strv_length(units), ==, 1);
        g_assert_cmpstr(units[0], ==, UNIT);
        assert_as_before(&f, "active");
        tear_down(&f);

        set_up(&f, "active");
        die_with_guard(&f);
        g_autoptr(GError) error = NULL;
        TrialGuard *guard = trial_guard_begin(f.runner, UNIT, f.state_dir, &error);
        g_assert_no_error(error);
        g_assert_null(fake_runner_running(f.fake));
        g_assert_true(trial_guard_was_active(guard));
        trial_guard_free(guard);
        assert_as_before(&f, "active");
        tear_down(&f);
}

/* Killed while the final drop-in is written: what was there before comes back, or nothing. */
static void test_recover_final(void)
{
        const char *const olders[] = {NULL, "# older\n"};
        for (size_t i = 0; i < G_N_ELEMENTS(olders); i++) {
                Fixture f;
                set_up(&f, "active");
                die_with_guard(&f);
                g_autofree char *path = dropin_path(DROPIN_PERSISTENT_DIR, UNIT);
                g_autofree char *final = g_strdup_printf("%s/" UNIT ".trial.final", f.state_dir);
                g_autofree char *older = g_strdup_printf("%s/" UNIT ".trial.older", f.state_dir);
                g_assert_true(g_file_set_contents(final, path, -1, NULL));
                if (olders[i])
                        g_assert_true(g_file_set_contents(older, olders[i], -1, NULL));
                g_assert_true(f.runner->ops->write_dropin(f.runner, path, TEXT, NULL));
                g_assert_true(trial_recover_stale(f.runner, f.state_dir, NULL, NULL));
                g_assert_cmpstr(fake_runner_dropin(f.fake), ==, olders[i]);
                g_assert_cmpstr(fake_runner_running(f.fake), ==, olders[i]);
                tear_down(&f);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/state/restore", test_restore);
        g_test_add_func("/trial/state/restore-loop", test_restore_loop);
        g_test_add_func("/state/unused", test_unused_guard_restarts_nothing);
        g_test_add_func("/state/keep", test_keep);
        g_test_add_func("/state/keep-bad", test_keep_of_a_bad_one_rolls_back);
        g_test_add_func("/state/each-call-fails", test_each_call_fails);
        g_test_add_func("/state/each-call-is-interrupted", test_each_call_is_interrupted);
        g_test_add_func("/state/bad-units", test_bad_units);
        g_test_add_func("/state/not-by-hand", test_not_by_hand);
        g_test_add_func("/state/one-at-a-time", test_one_at_a_time);
        g_test_add_func("/state/not-writable", test_state_dir_not_writable);
        g_test_add_func("/state/recover", test_recover);
        g_test_add_func("/state/recover-final", test_recover_final);
        return g_test_run();
}

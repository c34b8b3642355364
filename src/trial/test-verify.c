/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cycles of a fake service, and what comparing them says. */
#include "trial/runner-fake.h"
#include "trial/verify.h"

#include <string.h>

#define UNIT "fake.service"

static void service(const char *dropin, FakeBehaviour *ret, void *userdata)
{
        *ret = *(const FakeBehaviour *)userdata;
}

static GString *trace; /* phases, and steps in short */

static void on_phase(Phase phase, void *userdata)
{
        g_string_append_printf(trace, "[%s]", phase_names[phase]);
}

static void on_progress(CycleStepKind kind, unsigned round, const char *command, void *userdata)
{
        g_string_append_printf(trace, " %s%u", cycle_step_kind_names[kind], round);
}

static GPtrArray *on_refusals(void *userdata)
{
        GPtrArray *refusals = g_ptr_array_new_with_free_func((GDestroyNotify)cycle_refusal_free);
        for (const char *const *key = userdata; *key; key++) {
                const char *path = strchr(*key, '/');
                CycleRefusal *refusal = cycle_refusal_new(*key, *key, PHASE_RUN, "/usr/bin/x");
                if (path)
                        cycle_refusal_set_need(refusal, NEED_PATH, ACCESS_READ, path);
                else
                        cycle_refusal_set_need(refusal, NEED_CAPABILITY, 0, "CAP_CHOWN");
                g_ptr_array_add(refusals, refusal);
        }
        return refusals;
}

static CycleResult *run(FakeBehaviour behaviour, const char *const *refusals, bool reloadable)
{
        static const char *const exercises[] = {"get", NULL}, *const rotations[] = {"rotate", NULL};
        CycleObserver observer = {.phase = on_phase, .refusals = on_refusals, .userdata = (void *)refusals};
        CycleOptions options = {.exercises = exercises,
                                .rotations = rotations,
                                .ready = 1,
                                .observer = &observer,
                                .progress = on_progress};
        g_autoptr(Waiter) waiter = waiter_new(NULL);
        FakeRunner *fake = fake_runner_new(waiter, UNIT, service, &behaviour);
        g_autoptr(Runner) runner = fake_runner_base(fake);
        fake_runner_set_reloadable(fake, reloadable);
        fake_runner_set_active(fake, "active");
        if (trace)
                g_string_free(trace, TRUE);
        trace = g_string_new(NULL);
        g_autoptr(GError) error = NULL;
        CycleResult *result = cycle_run(runner, UNIT, &options, &error);
        g_assert_no_error(error);
        return result;
}

static const char *const none[] = {NULL};

static void test_order(void)
{
        g_autoptr(CycleResult) result = run((FakeBehaviour){0}, none, true);
        g_assert_true(result->ok);
        g_assert_null(cycle_result_failure(result));
        g_assert_cmpstr(trace->str, ==,
                        "[-][start] start0 settle0[run] exercise0[reload] reload0 settle2 rotate0[run] exercise1"
                        "[stop] stop0[start] start1 settle1[run] exercise2[stop] stop1[-]");
        g_assert_cmpuint(result->phases, ==,
                         1u << PHASE_START | 1u << PHASE_RUN | 1u << PHASE_RELOAD | 1u << PHASE_STOP);
}

/* A reload that a command began is not ended by the stop. */
static void test_reload_begun(void)
{
        FakeBehaviour behaviour = {.reloads = 5};
        static const char *const rotations[] = {"rotate", NULL};
        CycleOptions options = {.rotations = rotations, .ready = 1};
        g_autoptr(Waiter) waiter = waiter_new(NULL);
        FakeRunner *fake = fake_runner_new(waiter, UNIT, service, &behaviour);
        g_autoptr(Runner) runner = fake_runner_base(fake);
        g_autoptr(GError) error = NULL;

        fake_runner_set_active(fake, "active");
        g_autoptr(CycleResult) result = cycle_run(runner, UNIT, &options, &error);
        g_assert_no_error(error);
        for (guint i = 0; i < result->steps->len; i++) {
                const CycleStep *step = result->steps->pdata[i];

                g_assert_cmpstr(step->unit->active_state, !=, "failed");
                g_assert_cmpstr(step->unit->active_state, !=, "reloading");
        }
}

/* How often a service that is busy for so many looks is waited for. */
static unsigned count_settles(unsigned busy, bool asked)
{
        static const char *const exercises[] = {"get", NULL};
        FakeBehaviour behaviour = {.busy = busy};
        CycleOptions options = {.exercises = asked ? exercises : none, .ready = 1, .quiet = 60 * G_USEC_PER_SEC};
        g_autoptr(Waiter) waiter = waiter_new(NULL);
        FakeRunner *fake = fake_runner_new(waiter, UNIT, service, &behaviour);
        g_autoptr(Runner) runner = fake_runner_base(fake);
        g_autoptr(GError) error = NULL;

        fake_runner_set_active(fake, "active");
        g_autoptr(CycleResult) result = cycle_run(runner, UNIT, &options, &error);
        g_assert_no_error(error);
        g_assert_true(result->ok);
        return fake_runner_calls(fake, "settle");
}

/* Where no exercise says that it is ready, it is when it has nothing more to do. */
static void test_quiet(void)
{
        unsigned at_once = count_settles(0, false);

        g_assert_cmpuint(count_settles(8, false), >, at_once + 8);
        g_assert_cmpuint(count_settles(8, true), <, at_once);
}

static void test_start_fails(void)
{
        g_autoptr(CycleResult) result = run((FakeBehaviour){.start_fails = true}, none, true);
        g_assert_false(result->ok);
        g_assert_cmpint(cycle_result_failure(result)->kind, ==, CYCLE_STEP_START);
        g_assert_cmpstr(trace->str, ==, "[-][start] start0[-]");

        g_autoptr(CycleResult) dies = run((FakeBehaviour){.dies_after_start = true}, none, true);
        g_assert_cmpint(cycle_result_failure(dies)->kind, ==, CYCLE_STEP_SETTLE);
        g_assert_nonnull(strstr(cycle_result_failure(dies)->text, "did not stay up"));
}

/* As one that knows no SIGHUP. Nothing can be asked of it then; and if only a trial ends so, that is the drop-in's
 * doing. */
static void test_reload_ends(void)
{
        g_autoptr(CycleResult) well = run((FakeBehaviour){0}, none, true);
        g_autoptr(CycleResult) ends = run((FakeBehaviour){.reload_ends = true}, none, true);
        g_assert_null(cycle_result_failure(ends));
        g_assert_true(ends->reload_ends);
        g_assert_false(well->reload_ends);
        g_assert_cmpstr(trace->str, ==,
                        "[-][start] start0 settle0[run] exercise0[reload] reload0 settle2[stop] stop0"
                        "[start] start1 settle1[run] exercise2[stop] stop1[-]");
        g_autoptr(CycleResult) first = run((FakeBehaviour){.reload_ends = true, .reload_cancelled = true}, none, true);
        g_autoptr(CycleResult) other = run((FakeBehaviour){.reload_cancelled = true}, none, true);
        g_assert_null(cycle_result_failure(first));
        g_assert_true(first->reload_ends);
        g_assert_nonnull(cycle_result_failure(other)); /* somebody cancelled the job, and it still runs */
        g_autoptr(GPtrArray) differences = cycle_compare(well, ends);
        g_assert_true(differences_break(differences));
        g_autoptr(GPtrArray) same = cycle_compare(ends, ends);
        g_assert_false(differences_break(same));
}

static void test_same_is_no_difference(void)
{
        const char *const seen[] = {"a", NULL};
        FakeBehaviour behaviour = {.exercise_status = 3, .log = "cannot do 17"};
        g_autoptr(CycleResult) baseline = run(behaviour, seen, false);
        behaviour.log = "cannot do 4711";
        g_autoptr(CycleResult) trial = run(behaviour, seen, false);
        g_assert_false(trial->ok); /* the exercise failed, but it did so before */
        g_autoptr(GPtrArray) differences = cycle_compare(baseline, trial);
        g_assert_cmpuint(differences->len, ==, 0);
        g_assert_false(differences_break(differences));
}

static const Difference *only(const GPtrArray *differences)
{
        g_assert_cmpuint(differences->len, ==, 1);
        return g_ptr_array_index(differences, 0);
}

static void test_new_refusal(void)
{
        const char *const old[] = {"a", NULL}, *const new[] = {"a", "b", "b", NULL};
        g_autoptr(CycleResult) baseline = run((FakeBehaviour){0}, old, false);
        g_autoptr(CycleResult) trial = run((FakeBehaviour){0}, new, false);
        g_autoptr(GPtrArray) differences = cycle_compare(baseline, trial);
        const Difference *difference = only(differences);
        g_assert_cmpint(difference->kind, ==, DIFFERENCE_REFUSAL);
        g_assert_cmpstr(difference->refusal->key, ==, "b");
        g_assert_true(difference->has_need);
        g_assert_false(difference->breaks);

        cycle_result_union(baseline, trial);
        g_autoptr(GPtrArray) after = cycle_compare(baseline, trial);
        g_assert_cmpuint(after->len, ==, 0);
}

static void test_names_that_vary(void)
{
        const char *const old[] = {"openat ENOENT /var/temp-210.rdb", "bind EACCES tcp:80",
                                   "fchown EPERM /var/boot.1795794383.000206/x.c", "openat EACCES /proc/12345/fd",
                                   NULL};
        const char *const new[] = {"openat ENOENT /var/temp-3470.rdb", "bind EACCES tcp:80",
                                   "fchown EPERM /var/boot.1795794401.999613/x.c", NULL};
        const char *const other[] = {
                "openat EACCES /var/temp-3470.rdb", "bind EACCES tcp:81",
                "openat ENOENT /var2/temp-3.rdb",   "fchown EPERM /var/boot.1795794401.999613/x.so",
                "openat EACCES /proc/54321/fd",     NULL};
        g_autoptr(CycleResult) baseline = run((FakeBehaviour){0}, old, false);
        g_autoptr(CycleResult) same = run((FakeBehaviour){0}, new, false);
        g_autoptr(CycleResult) worse = run((FakeBehaviour){0}, other, false);
        g_autoptr(GPtrArray) none_differ = cycle_compare(baseline, same);
        g_autoptr(GPtrArray) all_differ = cycle_compare(baseline, worse);
        g_assert_cmpuint(none_differ->len, ==, 0);
        g_assert_cmpuint(all_differ->len, ==, 5);
}

/* A package's command that fails as it is says nothing of a trial; one that worked does. */
static void test_rotation_fails(void)
{
        g_autoptr(CycleResult) fails = run((FakeBehaviour){.rotate_status = 1}, none, true);
        g_autoptr(CycleResult) otherwise = run((FakeBehaviour){.rotate_status = 2}, none, true);
        g_autoptr(CycleResult) works = run((FakeBehaviour){0}, none, true);
        g_autoptr(GPtrArray) both = cycle_compare(fails, otherwise);
        g_autoptr(GPtrArray) worse = cycle_compare(works, fails);
        g_assert_true(fails->ok);
        g_assert_null(cycle_result_failure(fails));
        g_assert_false(differences_break(both));
        g_assert_true(differences_break(worse));
}

static void test_new_complaint(void)
{
        g_autoptr(CycleResult) baseline = run((FakeBehaviour){.log = "ready"}, none, false);
        g_autoptr(CycleResult) trial = run((FakeBehaviour){.log = "open /x: Permission denied"}, none, false);
        g_autoptr(GPtrArray) differences = cycle_compare(baseline, trial);
        const Difference *difference = only(differences);
        g_assert_cmpint(difference->kind, ==, DIFFERENCE_JOURNAL);
        g_assert_false(difference->breaks);
}

static void test_worse(void)
{
        g_autoptr(CycleResult) baseline = run((FakeBehaviour){0}, none, true);
        g_autoptr(CycleResult) exercise = run((FakeBehaviour){.exercise_status = 22}, none, true);
        g_autoptr(GPtrArray) differences = cycle_compare(baseline, exercise);
        g_assert_cmpuint(differences->len, ==, 4); /* in each round, and of the rotation */
        g_assert_cmpint(((Difference *)differences->pdata[0])->kind, ==, DIFFERENCE_STATUS);
        g_assert_true(differences_break(differences));

        g_autoptr(CycleResult) start = run((FakeBehaviour){.start_fails = true}, none, true);
        g_autoptr(GPtrArray) of_start = cycle_compare(baseline, start);
        g_assert_true(differences_break(of_start));
        g_assert_cmpint(((Difference *)of_start->pdata[0])->kind, ==, DIFFERENCE_STEP);
        g_assert_cmpint(((Difference *)of_start->pdata[1])->kind, ==, DIFFERENCE_STATE);

        g_autoptr(CycleResult) reload = run((FakeBehaviour){.reload_fails = true}, none, true);
        g_autoptr(GPtrArray) of_reload = cycle_compare(baseline, reload);
        g_assert_cmpint(only(of_reload)->kind, ==, DIFFERENCE_STEP);
}

/* How many differences there are where a stop ends so. */
static unsigned stopped(int signal_number, int kill_signal)
{
        g_autoptr(CycleResult) baseline = run((FakeBehaviour){0}, none, false);
        g_autoptr(CycleResult) trial = run((FakeBehaviour){0}, none, false);
        const CycleStep *last = trial->steps->pdata[trial->steps->len - 1];

        g_assert_cmpint(last->kind, ==, CYCLE_STEP_STOP);
        g_free(last->unit->active_state);
        g_free(last->unit->result);
        last->unit->active_state = g_strdup("failed");
        last->unit->result = g_strdup("signal");
        last->unit->main_code = CLD_KILLED;
        last->unit->main_status = signal_number;
        last->unit->kill_signal = kill_signal;
        g_autoptr(GPtrArray) differences = cycle_compare(baseline, trial);
        return differences->len;
}

static void test_killed_by_stop(void)
{
        unsigned as_asked = stopped(SIGUSR1, SIGUSR1), crashed = stopped(SIGSEGV, SIGUSR1), unknown = stopped(0, 0);
        g_assert_cmpuint(as_asked, ==, 0);
        g_assert_cmpuint(crashed, ==, 1);
        g_assert_cmpuint(unknown, ==, 1);
}

static void expect_normal(const char *a, const char *b, bool same)
{
        g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)journal_line_free);
        JournalLine *left = journal_line_new(6, "x", a), *right = journal_line_new(6, "x", b);
        g_ptr_array_add(lines, left);
        g_ptr_array_add(lines, right);
        if (same)
                g_assert_cmpstr(left->normal, ==, right->normal);
        else
                g_assert_cmpstr(left->normal, !=, right->normal);
}

static void test_normal(void)
{
        expect_normal("pid 12: failed at 10:11:12.5", "pid 34567: failed at 23:00:59.123", true);
        expect_normal("0xdeadbeef0 gone", "0x1234 gone", true);
        expect_normal("cannot open /tmp/a1B2c3D4", "cannot open /tmp/z9Y8x7W6", true);
        expect_normal("took   5 ms", "took 150 ms", true);
        expect_normal("cannot open /etc/a", "cannot open /etc/b", false);
        expect_normal("ipv4 failed", "ipv4 worked", false);

        g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)journal_line_free);
        static const char group[] = "x.service: Failed to read pids.max for control group /system.slice/x.service, "
                                    "ignoring: No data available";
        const struct {
                int priority;
                const char *identifier, *text;
                bool problem;
        } cases[] = {{4, "x", "hm", true},
                     {6, "x", "ready", false},
                     {6, "x", "bind() to 0.0.0.0:80 FAILED", true},
                     {6, "x", "Operation not permitted", true},
                     {5, "x", "listening", false},
                     {4, "systemd", group, false},
                     {4, "x", group, true},
                     {4, "systemd", "x.service: Failed to set up mount namespacing", true}};
        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                JournalLine *line = journal_line_new(cases[i].priority, cases[i].identifier, cases[i].text);
                g_ptr_array_add(lines, line);
                g_assert_cmpint(journal_line_is_problem(line), ==, cases[i].problem);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/verify/order", test_order);
        g_test_add_func("/verify/reload-begun", test_reload_begun);
        g_test_add_func("/verify/quiet", test_quiet);
        g_test_add_func("/verify/start-fails", test_start_fails);
        g_test_add_func("/verify/rotation-fails", test_rotation_fails);
        g_test_add_func("/verify/reload-ends", test_reload_ends);
        g_test_add_func("/verify/same", test_same_is_no_difference);
        g_test_add_func("/verify/refusal", test_new_refusal);
        g_test_add_func("/verify/names-that-vary", test_names_that_vary);
        g_test_add_func("/verify/complaint", test_new_complaint);
        g_test_add_func("/verify/worse", test_worse);
        g_test_add_func("/verify/killed-by-stop", test_killed_by_stop);
        g_test_add_func("/verify/normal", test_normal);
        int status = g_test_run();
        if (trace)
                g_string_free(trace, TRUE);
        return status;
}

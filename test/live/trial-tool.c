/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trials by hand, for trial.sh:
 *
 *   trial-tool cycle UNIT DROPIN|- [EXERCISE...]   baseline and trial; prints what differs; exit status 1 if it breaks
 *   trial-tool keep UNIT DROPIN PATH               the drop-in for good
 *   trial-tool hold UNIT DROPIN                    the drop-in in force, "holding" on stdout, until standard input ends
 *   trial-tool recover                             what killed runs have left
 */
#include "base/error.h"
#include "base/file.h"
#include "trial/runner.h"
#include "trial/state.h"
#include "trial/verify.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void show(const char *what, const CycleResult *result)
{
        for (guint i = 0; i < result->steps->len; i++) {
                const CycleStep *step = result->steps->pdata[i];
                g_autofree char *state = unit_status_describe(step->unit);
                printf("%s: %s%u %s: %s; %s %s\n", what, cycle_step_kind_names[step->kind], step->round, step->command,
                       step->ok ? "ok" : "FAILED", state, step->text);
        }
        for (guint i = 0; i < result->problems->len; i++) {
                const JournalLine *line = result->problems->pdata[i];
                printf("%s: problem: %s: %s\n", what, line->identifier, line->message);
        }
}

static char *dropin_text(const char *file, GError **error)
{
        char *text = NULL;
        return file_read(file, 0, &text, NULL, error) ? text : NULL;
}

static int cycle(Runner *runner, TrialGuard *guard, const char *unit, const char *file, const char *const *exercises,
                 GError **error)
{
        CycleOptions options = {.exercises = exercises, .leave_running = true, .exercise_timeout = 5 * G_USEC_PER_SEC};
        if (!trial_guard_apply(guard, NULL, error))
                return -1;
        g_autoptr(CycleResult) baseline = cycle_run(runner, unit, &options, error);
        if (!baseline)
                return -1;
        show("baseline", baseline);
        if (g_str_equal(file, "-"))
                return trial_guard_restore(guard, error) ? !baseline->ok : -1;
        g_autofree char *text = dropin_text(file, error);
        if (!text || !trial_guard_apply(guard, text, error))
                return -1;
        g_autoptr(CycleResult) trial = cycle_run(runner, unit, &options, error);
        if (!trial)
                return -1;
        show("trial", trial);
        g_autoptr(GPtrArray) differences = cycle_compare(baseline, trial);
        for (guint i = 0; i < differences->len; i++) {
                const Difference *difference = differences->pdata[i];
                printf("difference: %s%s: %s\n", difference_kind_names[difference->kind],
                       difference->breaks ? " breaks" : "", difference->text);
        }
        return trial_guard_restore(guard, error) ? differences_break(differences) : -1;
}

static int hold(Runner *runner, TrialGuard *guard, const char *unit, const char *file, GError **error)
{
        g_autofree char *text = dropin_text(file, error);
        JobOutcome outcome;
        if (!text || !trial_guard_apply(guard, text, error) ||
            !runner_job(runner, RUNNER_RESTART, unit, 30 * G_USEC_PER_SEC, &outcome, error))
                return -1;
        job_outcome_clear(&outcome);
        printf("holding\n");
        fflush(stdout);
        if (!waiter_wait(runner->waiter, STDIN_FILENO, WAITER_FOREVER, NULL, error))
                return -1;
        return trial_guard_restore(guard, error) ? 0 : -1;
}

static int run(Runner *runner, int argc, char **argv, GError **error)
{
        if (argc == 2 && g_str_equal(argv[1], "recover")) {
                g_auto(GStrv) units = NULL;
                if (!trial_recover_stale(runner, NULL, &units, error))
                        return -1;
                for (char **unit = units; *unit; unit++)
                        printf("recovered %s\n", *unit);
                return 0;
        }
        g_autoptr(TrialGuard) guard = trial_guard_begin(runner, argv[2], NULL, error);
        if (!guard)
                return -1;
        if (g_str_equal(argv[1], "cycle"))
                return cycle(runner, guard, argv[2], argv[3], (const char *const *)argv + 4, error);
        if (g_str_equal(argv[1], "hold"))
                return hold(runner, guard, argv[2], argv[3], error);
        g_autofree char *text = dropin_text(argv[3], error);
        return text && trial_guard_keep(guard, argv[4], text, error) ? 0 : -1;
}

int main(int argc, char **argv)
{
        if (argc < 2 || (argc < 4 && !g_str_equal(argv[1], "recover")) || (g_str_equal(argv[1], "keep") && argc != 5))
                return 64;
        g_autoptr(GError) error = NULL;
        g_autoptr(Waiter) waiter = waiter_new(&error);
        g_autoptr(Runner) runner = waiter ? runner_systemd_new(waiter, false, &error) : NULL;
        int status = runner ? run(runner, argc, argv, &error) : -1;
        if (status < 0) {
                printf("error %d: %s\n", error->code, error->message);
                return 10 + error->code;
        }
        return status;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One cycle of a service's life, and the comparison of two. The same steps in the same order are made for the baseline
 * and for each trial, so that steps are compared one by one: what failed already as shipped is no fault of the drop-in.
 */
#include "trial/verify.h"

#include "base/error.h"

#include <signal.h>
#include <string.h>

#define JOB_TIMEOUT_DEFAULT (120 * G_USEC_PER_SEC)
/* How long a service that is up may take until it answers, and the pause between questions. */
#define READY_TIME (5 * G_USEC_PER_SEC)
#define READY_PAUSE (100 * 1000)
#define STATUS_NOT_EXECUTABLE 126 /* of a shell: waiting does not help */
#define STATUS_NOT_FOUND 127
#define EXERCISE_TIMEOUT_DEFAULT (60 * G_USEC_PER_SEC)
#define SETTLE_DEFAULT (300 * 1000)
/* Quiet is who uses less than one hundredth of a processor for so long. */
#define QUIET_USEC (1000 * 1000)
#define QUIET_SHARE 100
#define RELOAD_LOOK_USEC (50 * 1000)

const char *const cycle_step_kind_names[_CYCLE_STEP_KIND_MAX + 1] = {
        [CYCLE_STEP_START] = "start",   [CYCLE_STEP_SETTLE] = "settle", [CYCLE_STEP_EXERCISE] = "exercise",
        [CYCLE_STEP_RELOAD] = "reload", [CYCLE_STEP_ROTATE] = "rotate", [CYCLE_STEP_WATCH] = "watch",
        [CYCLE_STEP_STOP] = "stop",
};

const char *const difference_kind_names[_DIFFERENCE_KIND_MAX + 1] = {
        [DIFFERENCE_REFUSAL] = "refusal", [DIFFERENCE_STEP] = "step",       [DIFFERENCE_STATUS] = "status",
        [DIFFERENCE_STATE] = "state",     [DIFFERENCE_JOURNAL] = "journal",
};

CycleRefusal *cycle_refusal_new(const char *key, const char *text, Phase phase, const char *actor)
{
        CycleRefusal *refusal = g_new0(CycleRefusal, 1);
        refusal->key = g_strdup(key);
        refusal->text = g_strdup(text);
        refusal->subject = g_strdup("");
        refusal->syscall = g_strdup("");
        refusal->phase = phase;
        refusal->actor = g_strdup(actor ?: "");
        return refusal;
}

void cycle_refusal_set_need(CycleRefusal *refusal, NeedKind kind, unsigned access, const char *subject)
{
        refusal->has_need = true;
        refusal->kind = kind;
        refusal->access = access;
        g_free(refusal->subject);
        refusal->subject = g_strdup(subject);
}

CycleRefusal *cycle_refusal_copy(const CycleRefusal *refusal)
{
        CycleRefusal *copy = cycle_refusal_new(refusal->key, refusal->text, refusal->phase, refusal->actor);
        if (refusal->has_need)
                cycle_refusal_set_need(copy, refusal->kind, refusal->access, refusal->subject);
        g_free(copy->syscall);
        copy->syscall = g_strdup(refusal->syscall);
        copy->error = refusal->error;
        copy->signal = refusal->signal;
        copy->filtered = refusal->filtered;
        copy->euid = refusal->euid;
        copy->after = refusal->after;
        return copy;
}

void cycle_refusal_free(CycleRefusal *refusal)
{
        if (!refusal)
                return;
        g_free(refusal->key);
        g_free(refusal->text);
        g_free(refusal->subject);
        g_free(refusal->syscall);
        g_free(refusal->actor);
        g_free(refusal);
}

CycleDeed *cycle_deed_new(const Need *need, const char *actor)
{
        CycleDeed *deed = g_new0(CycleDeed, 1);
        deed->need = (Need){need->kind, need->access, g_strdup(need->subject)};
        deed->actor = g_strdup(actor ?: "");
        return deed;
}

void cycle_deed_free(CycleDeed *deed)
{
        if (!deed)
                return;
        g_free(deed->need.subject);
        g_free(deed->actor);
        g_free(deed);
}

static void cycle_step_free(CycleStep *step)
{
        g_free(step->command);
        g_free(step->text);
        g_free(step->output);
        unit_status_free(step->unit);
        g_free(step);
}

static CycleResult *cycle_result_new(void)
{
        CycleResult *result = g_new0(CycleResult, 1);
        result->steps = g_ptr_array_new_with_free_func((GDestroyNotify)cycle_step_free);
        result->refusals = g_ptr_array_new_with_free_func((GDestroyNotify)cycle_refusal_free);
        result->deeds = g_ptr_array_new_with_free_func((GDestroyNotify)cycle_deed_free);
        result->problems = g_ptr_array_new_with_free_func((GDestroyNotify)journal_line_free);
        result->ok = true;
        return result;
}

void cycle_result_free(CycleResult *result)
{
        if (!result)
                return;
        g_ptr_array_unref(result->steps);
        g_ptr_array_unref(result->refusals);
        g_ptr_array_unref(result->deeds);
        g_ptr_array_unref(result->problems);
        g_free(result);
}

const CycleStep *cycle_result_failure(const CycleResult *result)
{
        for (guint i = 0; i < result->steps->len; i++) {
                const CycleStep *step = g_ptr_array_index(result->steps, i);
                if (!step->ok && step->kind != CYCLE_STEP_ROTATE)
                        return step;
        }
        return NULL;
}

static bool has_refusal(const CycleResult *result, const char *key)
{
        for (guint i = 0; i < result->refusals->len; i++)
                if (g_str_equal(((CycleRefusal *)g_ptr_array_index(result->refusals, i))->key, key))
                        return true;
        return false;
}

/* The same refusal, or one of a file whose name has a process id or a random part in it: temp-210.rdb, and temp-347.rdb
 * before. */
static bool has_alike(const CycleResult *result, const CycleRefusal *refusal)
{
        if (has_refusal(result, refusal->key))
                return true;
        if (!refusal->has_need || refusal->kind != NEED_PATH)
                return false;
        g_autofree char *normal = path_normalise(refusal->key);
        for (guint i = 0; i < result->refusals->len; i++) {
                const CycleRefusal *other = g_ptr_array_index(result->refusals, i);
                g_autofree char *other_normal = path_normalise(other->key);
                if (g_str_equal(normal, other_normal))
                        return true;
        }
        return false;
}

static bool has_problem(const GPtrArray *problems, const char *normal)
{
        for (guint i = 0; i < problems->len; i++)
                if (g_str_equal(((JournalLine *)g_ptr_array_index(problems, i))->normal, normal))
                        return true;
        return false;
}

static const CycleStep *find_step(const CycleResult *result, const CycleStep *like)
{
        for (guint i = 0; i < result->steps->len; i++) {
                const CycleStep *step = g_ptr_array_index(result->steps, i);
                if (step->kind == like->kind && step->round == like->round && g_str_equal(step->command, like->command))
                        return step;
        }
        return NULL;
}

void cycle_result_union(CycleResult *into, const CycleResult *from)
{
        for (guint i = 0; i < from->refusals->len; i++) {
                const CycleRefusal *refusal = g_ptr_array_index(from->refusals, i);
                if (!has_refusal(into, refusal->key))
                        g_ptr_array_add(into->refusals, cycle_refusal_copy(refusal));
        }
        for (guint i = 0; i < from->problems->len; i++) {
                const JournalLine *line = g_ptr_array_index(from->problems, i);
                if (!has_problem(into->problems, line->normal))
                        g_ptr_array_add(into->problems,
                                        journal_line_new(line->priority, line->identifier, line->message));
        }
        /* A step that is not ok every time cannot be asked of a trial. */
        for (guint i = 0; i < from->steps->len; i++) {
                const CycleStep *step = g_ptr_array_index(from->steps, i);
                CycleStep *ours = (CycleStep *)find_step(into, step);
                if (ours && ours->ok && !step->ok) {
                        ours->ok = false;
                        ours->status = step->status;
                        g_free(ours->text);
                        ours->text = g_strdup(step->text);
                }
        }
        into->ok = into->ok && from->ok;
        into->phases |= from->phases;
}

/* What cycle_run() carries along. */
typedef struct Run {
        Runner *runner;
        const char *unit;
        const CycleOptions *options;
        guint64 job_timeout, exercise_timeout, settle;
        CycleResult *result;
        bool oneshot; /* runs to its end: never active for long */
} Run;

static void enter_phase(Run *run, Phase phase)
{
        const CycleObserver *observer = run->options->observer;
        if (phase != PHASE_NONE)
                run->result->phases |= 1u << phase;
        if (observer && observer->phase)
                observer->phase(phase, observer->userdata);
}

static void show(Run *run, CycleStepKind kind, unsigned round, const char *command)
{
        if (run->options->progress)
                run->options->progress(kind, round, command, run->options->userdata);
}

/* False: the system failed. The text is taken. */
static bool add_step(Run *run, CycleStepKind kind, unsigned round, const char *command, bool ok, char *text, int status,
                     const char *output, GError **error)
{
        CycleStep *step = g_new0(CycleStep, 1);
        step->kind = kind;
        step->round = round;
        step->command = g_strdup(command);
        step->ok = ok;
        step->text = text ?: g_strdup("");
        step->status = status;
        step->output = g_strdup(output);
        g_ptr_array_add(run->result->steps, step);
        run->result->ok = run->result->ok && (ok || kind == CYCLE_STEP_ROTATE); /* packages ship such as fail */
        step->unit = runner_status(run->runner, run->unit, error);
        return step->unit != NULL;
}

static bool go_on(const Run *run)
{
        return run->result->ok || !run->options->short_circuit;
}

/* One job as a step. */
/* It has ended by itself, or is about to, and that is no failure. */
static bool has_ended_well(const UnitStatus *status)
{
        return (g_str_equal(status->active_state, "inactive") || g_str_equal(status->active_state, "deactivating")) &&
               g_str_equal(status->result, "success");
}

static bool do_job(Run *run, RunnerVerb verb, CycleStepKind kind, unsigned round, bool *ret_ok, GError **error)
{
        show(run, kind, round, "");
        JobOutcome outcome;
        if (!runner_job(run->runner, verb, run->unit, run->job_timeout, &outcome, error))
                return false;
        bool ok = outcome.ok;
        g_autoptr(UnitStatus) status = ok ? NULL : runner_status(run->runner, run->unit, error);
        char *text = NULL;
        /* The signal of a reload was its end, and systemd heard of that first: then the job is cancelled, else done. */
        if (status && verb == RUNNER_RELOAD && g_str_equal(outcome.result, "canceled") && has_ended_well(status)) {
                ok = true;
        } else if (status) {
                g_autofree char *state = unit_status_describe(status);
                text = g_strdup_printf("%s of %s: %s; it is %s now", runner_verb_names[verb], run->unit, outcome.result,
                                       state);
        }
        job_outcome_clear(&outcome);
        if (!ok && !status)
                return false;
        *ret_ok = ok;
        return add_step(run, kind, round, "", ok, text, 0, "", error);
}

static bool cpu_used(Run *run, guint64 *ret, GError **error)
{
        g_autoptr(UnitStatus) status = runner_status(run->runner, run->unit, error);
        if (!status)
                return false;
        *ret = status->cpu_usec;
        return true;
}

/* A service of Type=simple counts as started before its program has done anything. */
static bool wait_until_quiet(Run *run, bool *left, GError **error)
{
        gint64 end = g_get_monotonic_time() + (gint64)run->options->quiet;
        guint64 before, after;
        if (!cpu_used(run, &before, error))
                return false;
        do {
                if (!runner_settle(run->runner, run->unit, QUIET_USEC, left, error) || !cpu_used(run, &after, error))
                        return false;
                if (*left || after <= before + QUIET_USEC / QUIET_SHARE)
                        return true;
                before = after;
        } while (g_get_monotonic_time() < end);
        return true;
}

static bool do_settle(Run *run, unsigned round, bool *ret_ok, GError **error)
{
        if (run->oneshot) {
                *ret_ok = true;
                return true;
        }
        show(run, CYCLE_STEP_SETTLE, round, "");
        bool left;
        bool asked = run->options->exercises && *run->options->exercises;
        if (!runner_settle(run->runner, run->unit, run->settle, &left, error))
                return false;
        if (!left && !asked && run->options->quiet && !wait_until_quiet(run, &left, error))
                return false;
        g_autoptr(UnitStatus) status = runner_status(run->runner, run->unit, error);
        if (!status)
                return false;
        /* A service that ends by itself, and well (a simple one that is done), has not failed. */
        bool ok = !left || has_ended_well(status);
        char *text = NULL;
        if (!ok) {
                g_autofree char *state = unit_status_describe(status);
                text = g_strdup_printf("%s did not stay up: %s", run->unit, state);
        }
        *ret_ok = ok;
        return add_step(run, CYCLE_STEP_SETTLE, round, "", ok, text, 0, "", error);
}

/* What rotates logs may ask for a reload and not wait for its end: a stop in the midst of it would end its command by
 * a signal, and that would count as a failure. */
static bool wait_for_reload(Run *run, GError **error)
{
        gint64 end = g_get_monotonic_time() + (gint64)run->job_timeout;
        for (;;) {
                g_autoptr(UnitStatus) status = runner_status(run->runner, run->unit, error);
                bool left;
                if (!status)
                        return false;
                if ((!g_str_equal(status->active_state, "reloading") && !status->has_job) ||
                    g_get_monotonic_time() >= end)
                        return true;
                if (!runner_settle(run->runner, run->unit, RELOAD_LOOK_USEC, &left, error))
                        return false;
        }
}

static char *last_line(const char *output)
{
        g_autofree char *stripped = g_strstrip(g_strdup(output));
        const char *newline = strrchr(stripped, '\n');
        return g_strdup(newline ? newline + 1 : stripped);
}

/* Runs a command. "Started" often does not mean that it answers yet, and systemd has no event for that: within the time
 * that a service is given to get ready, a command that fails is run again as long as the unit is up. */
static bool exec_when_ready(Run *run, const char *command, guint64 begin, guint64 ready, ExecOutcome *ret,
                            GError **error)
{
        for (;;) {
                guint64 tried = waiter_now();

                if (!run->runner->ops->exec(run->runner, command, run->exercise_timeout, ret, error))
                        return false;
                if (ret->status == 0 && ready)
                        run->result->ready = MAX(run->result->ready, tried - begin);
                if (ret->status == 0 || ret->status == STATUS_NOT_EXECUTABLE || ret->status == STATUS_NOT_FOUND ||
                    ret->timed_out || waiter_now() >= ready)
                        return true;
                g_autoptr(UnitStatus) status = runner_status(run->runner, run->unit, error);
                bool up = status && unit_status_is_active(status);
                if (status && !up)
                        return true;
                exec_outcome_clear(ret);
                if (!status || !waiter_wait(run->runner->waiter, -1, waiter_deadline(READY_PAUSE), NULL, error))
                        return false;
        }
}

static bool do_commands(Run *run, const char *const *commands, CycleStepKind kind, unsigned round, GError **error)
{
        guint64 begin = waiter_now(), ready = waiter_deadline(run->options->ready ?: READY_TIME);
        for (; commands && *commands && go_on(run); commands++) {
                const CycleObserver *observer = run->options->observer;
                show(run, kind, round, *commands);
                if (observer && observer->exercise)
                        observer->exercise(*commands, observer->userdata);
                ExecOutcome outcome;
                if (!exec_when_ready(run, *commands, begin, run->oneshot || kind != CYCLE_STEP_EXERCISE ? 0 : ready,
                                     &outcome, error))
                        return false;
                bool ok = outcome.status == 0;
                char *text = NULL;
                if (!ok) {
                        g_autofree char *last = last_line(outcome.output);
                        const char *colon = *last ? ": " : "";
                        text = outcome.timed_out
                                       ? g_strdup_printf("\"%s\" did not end within %u s and was killed%s%s", *commands,
                                                         (unsigned)(run->exercise_timeout / G_USEC_PER_SEC), colon,
                                                         last)
                                       : g_strdup_printf("\"%s\" ended with status %d%s%s", *commands, outcome.status,
                                                         colon, last);
                }
                if (kind == CYCLE_STEP_ROTATE && !wait_for_reload(run, error)) {
                        exec_outcome_clear(&outcome);
                        return false;
                }
                bool added = add_step(run, kind, round, *commands, ok, text, outcome.status, outcome.output, error);
                exec_outcome_clear(&outcome);
                if (!added)
                        return false;
        }
        return true;
}

/* Start, and stay up. */
static bool do_start(Run *run, unsigned round, bool *ret_up, GError **error)
{
        enter_phase(run, PHASE_START);
        if (!do_job(run, RUNNER_START, CYCLE_STEP_START, round, ret_up, error))
                return false;
        return !*ret_up || do_settle(run, round, ret_up, error);
}

static bool do_stop(Run *run, unsigned round, GError **error)
{
        bool ok;
        enter_phase(run, PHASE_STOP);
        return do_job(run, RUNNER_STOP, CYCLE_STEP_STOP, round, &ok, error);
}

static bool run_first_round(Run *run, bool *ret_up, GError **error)
{
        const CycleOptions *options = run->options;
        if (!do_start(run, 0, ret_up, error))
                return false;
        if (!*ret_up)
                return true;
        enter_phase(run, PHASE_RUN);
        if (!do_commands(run, options->exercises, CYCLE_STEP_EXERCISE, 0, error))
                return false;
        if (options->watch && go_on(run)) {
                show(run, CYCLE_STEP_WATCH, 0, "");
                if (!options->watch(options->userdata, error) ||
                    !add_step(run, CYCLE_STEP_WATCH, 0, "", true, NULL, 0, "", error))
                        return false;
        }
        return true;
}

static const CycleStep *last_step(const Run *run)
{
        return run->result->steps->pdata[run->result->steps->len - 1];
}

static bool run_reload(Run *run, GError **error)
{
        g_autoptr(UnitStatus) status = runner_status(run->runner, run->unit, error);
        if (!status)
                return false;
        bool rotates = run->options->rotations && *run->options->rotations;
        bool up = true;
        if (!status->can_reload && !rotates)
                return true;
        enter_phase(run, PHASE_RELOAD);
        if (status->can_reload &&
            (!do_job(run, RUNNER_RELOAD, CYCLE_STEP_RELOAD, 0, &up, error) || !do_settle(run, 2, &up, error)))
                return false;
        /* Not every daemon takes the signal that its unit says: one whose default action ends it, and well, is
         * started again below, and can be asked nothing before that. */
        if (status->can_reload && up && !unit_status_is_active(last_step(run)->unit)) {
                run->result->reload_ends = true;
                return true;
        }
        if (!do_commands(run, run->options->rotations, CYCLE_STEP_ROTATE, 0, error))
                return false;
        enter_phase(run, PHASE_RUN);
        return do_commands(run, run->options->exercises, CYCLE_STEP_EXERCISE, 1, error);
}

static bool run_steps(Run *run, GError **error)
{
        bool up;
        if (!run_first_round(run, &up, error))
                return false;
        if (!up || !go_on(run))
                return true;
        if (!run->oneshot && (!run_reload(run, error) || (go_on(run) && !do_stop(run, 0, error))))
                return false;
        if (!go_on(run) || run->oneshot)
                return true;
        /* Once more: now over what the first life has left behind. */
        if (!do_start(run, 1, &up, error))
                return false;
        if (!up || !go_on(run))
                return true;
        enter_phase(run, PHASE_RUN);
        if (!do_commands(run, run->options->exercises, CYCLE_STEP_EXERCISE, 2, error))
                return false;
        return run->options->leave_running || do_stop(run, 1, error);
}

static bool collect(Run *run, const char *cursor, GError **error)
{
        const CycleObserver *observer = run->options->observer;
        if (observer && observer->refusals) {
                g_autoptr(GPtrArray) refusals = observer->refusals(observer->userdata);
                for (guint i = 0; refusals && i < refusals->len; i++) {
                        const CycleRefusal *refusal = g_ptr_array_index(refusals, i);
                        if (!has_refusal(run->result, refusal->key))
                                g_ptr_array_add(run->result->refusals, cycle_refusal_copy(refusal));
                }
        }
        if (observer && observer->deeds) {
                g_ptr_array_unref(run->result->deeds);
                run->result->deeds = observer->deeds(observer->userdata);
        }
        g_autoptr(GPtrArray) lines = run->runner->ops->journal_since(run->runner, run->unit, cursor, error);
        if (!lines)
                return false;
        for (guint i = 0; i < lines->len; i++) {
                const JournalLine *line = g_ptr_array_index(lines, i);
                if (journal_line_is_problem(line) && !has_problem(run->result->problems, line->normal))
                        g_ptr_array_add(run->result->problems,
                                        journal_line_new(line->priority, line->identifier, line->message));
        }
        return true;
}

CycleResult *cycle_run(Runner *runner, const char *unit, const CycleOptions *options, GError **error)
{
        g_autoptr(CycleResult) result = cycle_result_new();
        Run run = {
                .runner = runner,
                .unit = unit,
                .options = options,
                .job_timeout = options->job_timeout ?: JOB_TIMEOUT_DEFAULT,
                .exercise_timeout = options->exercise_timeout ?: EXERCISE_TIMEOUT_DEFAULT,
                .settle = options->settle ?: SETTLE_DEFAULT,
                .result = result,
        };
        const CycleObserver *observer = options->observer;
        g_autoptr(UnitStatus) before = runner_status(runner, unit, error);
        if (!before)
                return NULL;
        run.oneshot = g_str_equal(before->type, "oneshot") && !before->remain_after_exit;

        /* What runs now was started under other settings: its end is not looked at. */
        enter_phase(&run, PHASE_NONE);
        JobOutcome stopped;
        if (!runner_job(runner, RUNNER_STOP, unit, run.job_timeout, &stopped, error))
                return NULL;
        bool gone = stopped.ok;
        if (!gone)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_BASELINE, "%s could not be stopped: %s", unit,
                            stopped.result);
        job_outcome_clear(&stopped);
        g_autofree char *cursor = gone ? runner->ops->journal_cursor(runner, error) : NULL;
        if (!cursor)
                return NULL;
        if (observer && observer->begin)
                observer->begin(observer->userdata);
        bool ok = run_steps(&run, error);
        enter_phase(&run, PHASE_NONE);
        if (!ok || !collect(&run, cursor, error))
                return NULL;
        return g_steal_pointer(&result);
}

void difference_free(Difference *difference)
{
        if (!difference)
                return;
        g_free(difference->text);
        g_free(difference);
}

static Difference *add(GPtrArray *differences, DifferenceKind kind, bool breaks, const char *text)
{
        Difference *difference = g_new0(Difference, 1);
        difference->kind = kind;
        difference->breaks = breaks;
        difference->text = g_strdup(text);
        g_ptr_array_add(differences, difference);
        return difference;
}

/* Killed by the very signal that it was stopped with: it had no handler for it yet, which is chance. */
static bool is_killed_by_stop(const CycleStep *step)
{
        return step->kind == CYCLE_STEP_STOP && g_str_equal(step->unit->result, "signal") &&
               step->unit->main_code == CLD_KILLED && step->unit->kill_signal != 0 &&
               step->unit->main_status == step->unit->kill_signal;
}

static bool fails_at_stop(const CycleStep *step)
{
        return step->kind == CYCLE_STEP_STOP && g_str_equal(step->unit->active_state, "failed") &&
               !is_killed_by_stop(step);
}

bool cycle_stop_fails(const CycleResult *run)
{
        for (guint i = 0; i < run->steps->len; i++)
                if (fails_at_stop(run->steps->pdata[i]))
                        return true;
        return false;
}

/* stop_fails: now and then, and also as it was. */
static void compare_step(GPtrArray *differences, const CycleStep *base, const CycleStep *step, bool stop_fails)
{
        if (!step->ok && base->ok) {
                bool command = step->kind == CYCLE_STEP_EXERCISE || step->kind == CYCLE_STEP_ROTATE;
                add(differences, command ? DIFFERENCE_STATUS : DIFFERENCE_STEP, true, step->text);
        } else if (step->status != base->status) {
                g_autofree char *text = g_strdup_printf("\"%s\" ended with status %d, and %d before", step->command,
                                                        step->status, base->status);
                add(differences, DIFFERENCE_STATUS, !step->ok && (base->ok || step->kind != CYCLE_STEP_ROTATE), text);
        }
        bool worse_state = !g_str_equal(step->unit->active_state, base->unit->active_state) ||
                           !g_str_equal(step->unit->result, base->unit->result) ||
                           step->unit->restarts > base->unit->restarts;
        /* How far a start has got when we look (activating, reloading) is chance. */
        if (worse_state && unit_status_is_active(step->unit) && unit_status_is_active(base->unit) &&
            step->unit->restarts <= base->unit->restarts)
                worse_state = false;
        /* And so it is whether a unit that its reload ends is gone already: the settling after it tells. */
        if (step->kind == CYCLE_STEP_RELOAD)
                worse_state = false;
        /* And so it is whether a socket, a timer or another unit has started it again after a stop. */
        if (step->kind == CYCLE_STEP_STOP && !fails_at_stop(step))
                worse_state = false;
        if (worse_state) {
                g_autofree char *now = unit_status_describe(step->unit);
                g_autofree char *then = unit_status_describe(base->unit);
                g_autofree char *text = g_strdup_printf("after %s%s%s the unit is %s, and was %s before",
                                                        cycle_step_kind_names[step->kind], *step->command ? " " : "",
                                                        step->command, now, then);
                bool of_stop = step->kind == CYCLE_STEP_STOP;
                add(differences, DIFFERENCE_STATE, !of_stop || !stop_fails, text)->of_stop = of_stop;
        }
}

static int worst_first(gconstpointer a, gconstpointer b)
{
        const Difference *left = *(const Difference *const *)a, *right = *(const Difference *const *)b;
        if (left->breaks != right->breaks)
                return left->breaks ? -1 : 1;
        return (int)left->kind - (int)right->kind;
}

GPtrArray *cycle_compare(const CycleResult *baseline, const CycleResult *trial)
{
        GPtrArray *differences = g_ptr_array_new_with_free_func((GDestroyNotify)difference_free);
        bool stop_fails = cycle_stop_fails(baseline);
        for (guint i = 0; i < trial->refusals->len; i++) {
                const CycleRefusal *refusal = g_ptr_array_index(trial->refusals, i);
                if (has_alike(baseline, refusal))
                        continue;
                Difference *difference = add(differences, DIFFERENCE_REFUSAL, false, refusal->text);
                difference->refusal = refusal;
                difference->has_need = refusal->has_need;
        }
        for (guint i = 0; i < trial->steps->len; i++) {
                const CycleStep *step = g_ptr_array_index(trial->steps, i);
                const CycleStep *base = find_step(baseline, step);
                if (base)
                        compare_step(differences, base, step, stop_fails);
                else if (!step->ok)
                        add(differences, DIFFERENCE_STEP, true, step->text);
        }
        for (guint i = 0; i < trial->problems->len; i++) {
                const JournalLine *line = g_ptr_array_index(trial->problems, i);
                if (has_problem(baseline->problems, line->normal))
                        continue;
                g_autofree char *text = g_strdup_printf("new in the journal: %s: %s", line->identifier, line->message);
                /* A refusal that the recorder saw as well is loosened for; a complaint alone does not prove that less
                 * works. */
                add(differences, DIFFERENCE_JOURNAL, false, text);
        }
        g_ptr_array_sort(differences, worst_first);
        return differences;
}

bool differences_break(const GPtrArray *differences)
{
        for (guint i = 0; i < differences->len; i++)
                if (((Difference *)g_ptr_array_index(differences, i))->breaks)
                        return true;
        return false;
}

bool differences_break_by_stop(const GPtrArray *differences)
{
        for (guint i = 0; i < differences->len; i++) {
                const Difference *difference = g_ptr_array_index(differences, i);
                if (difference->breaks && !difference->of_stop)
                        return false;
        }
        return differences_break(differences);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The course of `unitlock learn`. It joins what the layers offer and has no knowledge of its own: a cycle of the unit
 * as it is gives the needs and the baseline; the loop of trials (trial/prove.c) makes a proven drop-in of them.
 * Whatever the way out, the guard puts the unit back. */

#include "cli/learn.h"

#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/term.h"
#include "base/text.h"
#include "cli/later.h"
#include "cli/learned.h"
#include "cli/mode.h"
#include "cli/profile.h"
#include "cli/unseen.h"
#include "facts/facts.h"
#include "facts/mode.h"
#include "facts/ownership.h"
#include "sink/dropin.h"
#include "trial/hints.h"
#include "trial/observer.h"
#include "trial/prove.h"
#include "unit/exec-line.h"
#include "unit/unit-name.h"
#include "watch/mode.h"

/* A first exercise is begun again for so long after a start: some daemons take long until they answer, and systemd does
 * not know. From then on it is known how long this one takes, on this machine. */
#define READY_FIRST (90 * G_USEC_PER_SEC)
#define READY_LEAST (5 * G_USEC_PER_SEC)
#define QUIET_LONGEST (20 * G_USEC_PER_SEC) /* some are never quiet */
#define PROBLEMS_SHOWN 8

typedef struct Learn {
        const LearnOptions *options;
        char *unit;
        char *socket; /* what is started in its place: its unit is a template, of which each connection is an instance
                       */
        Waiter *waiter;
        Runner *runner;
        Recorder *recorder;
        RecorderObserver observer;
        TrialGuard *guard;
        UnitView *view;
        Config *current;
        UnitFacts *facts;
        unsigned systemd;
        bool root;
        GPtrArray *owned; /* of OwnedPath: of its packages, and of its users on this host */
        char *missing;    /* as later_missing() */
        char **rotations; /* commands */
        NeedSet *needs;   /* before the first trial */
        NeedSet *known;   /* --continue: from before, else empty */
        char **exercises;
        LearnApply apply;
        CycleResult *baseline;
        ProofOptions proof_options;
        Proof proof;
} Learn;

static void learn_clear(Learn *learn)
{
        trial_guard_free(learn->guard); /* restores, if nothing else did */
        if (learn->observer.recorder)
                recorder_observer_clear(&learn->observer);
        recorder_free(learn->recorder);
        runner_free(learn->runner);
        waiter_free(learn->waiter);
        unit_view_free(learn->view);
        config_free(learn->current);
        unit_facts_free(learn->facts);
        if (learn->owned)
                g_ptr_array_unref(learn->owned);
        g_free(learn->missing);
        g_strfreev(learn->rotations);
        need_set_free(learn->needs);
        need_set_free(learn->known);
        g_strfreev(learn->exercises);
        cycle_result_free(learn->baseline);
        proof_clear(&learn->proof);
        g_free(learn->unit);
        g_free(learn->socket);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Learn, learn_clear)

static void say(const Learn *learn, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(const Learn *learn, const char *format, ...)
{
        g_autofree char *line = NULL;
        va_list ap;

        if (!learn->options->progress)
                return;
        va_start(ap, format);
        line = g_strdup_vprintf(format, ap);
        va_end(ap);
        learn->options->progress(line, learn->options->userdata);
}

/* --- the unit --- */

/* What is started and stopped. */
static const char *started(const Learn *learn)
{
        return learn->socket ? learn->socket : learn->unit;
}

/* What the unit is without any drop-in of ours: the guard has put those aside before. */
static bool load_unit(Learn *learn, GError **error)
{
        g_autoptr(UnitPaths) paths = unit_paths_system(NULL);
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(GPtrArray) programs = g_ptr_array_new_with_free_func(g_free);
        g_auto(GStrv) starts = NULL;

        learn->view = unit_load(paths, learn->unit, diags, error);
        if (!learn->view)
                return false;
        if (learn->view->state == UNIT_BAD || diag_list_has_errors(diags)) {
                g_autofree char *text = diag_list_to_string(diags);

                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "%s cannot be read; put this right first:\n%s",
                            learn->unit, g_strchomp(text));
                return false;
        }
        learn->current = unit_view_to_config(learn->view);
        learn->root = config_starts_as_root(learn->current);
        starts = unit_view_get_all(learn->view, "Service", "ExecStart");
        if (!starts || !starts[0]) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "%s has no ExecStart=, so there is nothing to watch; name the unit that does the work",
                            learn->unit);
                return false;
        }
        for (char **start = starts; *start; start++) {
                g_autoptr(GPtrArray) commands = exec_line_parse(*start, NULL, NULL);

                for (guint i = 0; commands && i < commands->len; i++)
                        g_ptr_array_add(programs, g_strdup(((const ExecLine *)commands->pdata[i])->path));
        }
        g_ptr_array_add(programs, NULL);
        learn->facts = unit_facts_new(NULL, learn->view, (const char *const *)programs->pdata);
        learn->owned = g_ptr_array_new_with_free_func((GDestroyNotify)owned_path_free);
        for (guint i = 0; i < learn->facts->owned->len; i++) {
                const OwnedPath *owned = learn->facts->owned->pdata[i];

                g_ptr_array_add(learn->owned, owned_path_new(owned->path, owned->why));
        }
        return true;
}

/* The scripts that log rotation runs, as commands of the cycle. They make the daemon reopen its logs and move nothing.
 */
static void collect_rotations(Learn *learn)
{
        g_autoptr(GStrvBuilder) commands = g_strv_builder_new();

        for (guint i = 0; i < learn->facts->rotations->len; i++) {
                const Rotation *rotation = learn->facts->rotations->pdata[i];

                if (rotation->postrotate) {
                        g_autofree char *text = g_strdup(rotation->postrotate), *command = NULL;

                        g_strstrip(text);
                        /* A last line that is continued is so by an empty one. */
                        command = g_strconcat(text, g_str_has_suffix(text, "\\") ? "\n" : NULL, NULL);
                        g_strv_builder_add(commands, command);
                }
        }
        learn->rotations = g_strv_builder_end(commands);
}

static void cycle_progress(CycleStepKind kind, unsigned round, const char *command, void *userdata)
{
        const Learn *learn = userdata;

        if (*command)
                say(learn, "  %s: %s", cycle_step_kind_names[kind], command);
        else
                say(learn, "  %s", cycle_step_kind_names[kind]);
}

/* Until the user says enough, or --for= is over. What is new is said as it comes. */
static bool watch_by_hand(void *userdata, GError **error)
{
        Learn *learn = userdata;
        bool ask = learn->options->interactive && !learn->options->watch_usec;
        guint64 end = learn->options->watch_usec ? waiter_deadline(learn->options->watch_usec) : WAITER_FOREVER;
        unsigned told = recorder_need_count(learn->recorder);

        if (ask)
                say(learn, "Watching %s. Use it for all that it is for, then press Enter.", learn->unit);
        while (waiter_now() < end) {
                guint64 tick = MIN(end, waiter_deadline(G_USEC_PER_SEC));
                bool enough = false;

                if (!waiter_wait(learn->waiter, ask ? STDIN_FILENO : -1, tick, &enough, error))
                        return false;
                if (enough) {
                        char line[256];

                        /* What was typed must not stay for the shell; that it cannot be read is enough, too. */
                        (void)!read(STDIN_FILENO, line, sizeof line);
                        return true;
                }
                if (recorder_need_count(learn->recorder) > told) {
                        while (told < recorder_need_count(learn->recorder)) {
                                const char *text = recorder_need_text(learn->recorder, told++);

                                if (text)
                                        say(learn, "  new: %s", text);
                        }
                } else if (ask)
                        say(learn, "\r  nothing new for %.0f s",
                            (double)(g_get_monotonic_time() - recorder_last_new(learn->recorder)) / G_USEC_PER_SEC);
        }
        return true;
}

static CycleOptions cycle_options(Learn *learn)
{
        return (CycleOptions){
                .exercises = (const char *const *)learn->exercises,
                .rotations = (const char *const *)learn->rotations,
                .exercise_timeout = learn->options->exercise_timeout,
                .ready = learn->baseline ? READY_LEAST + 2 * learn->baseline->ready : READY_FIRST,
                .quiet = QUIET_LONGEST,
                .observer = &learn->observer.base,
                .progress = cycle_progress,
                .userdata = learn,
        };
}

/* --- the loop --- */

/* What it said itself of a failure: the last lines of its journal that sound like one, each on a new line. Caller
 * frees. */
static char *last_problems(const CycleResult *result)
{
        g_autoptr(GPtrArray) lines = g_ptr_array_new();
        GString *text = g_string_new(NULL);

        for (guint i = 0; i < result->problems->len; i++)
                if (!g_str_equal(((const JournalLine *)result->problems->pdata[i])->identifier, "systemd"))
                        g_ptr_array_add(lines, result->problems->pdata[i]);
        for (guint i = lines->len - MIN(lines->len, PROBLEMS_SHOWN); i < lines->len; i++) {
                const JournalLine *line = lines->pdata[i];

                g_string_append_printf(text, "\n  %s: %s", line->identifier, line->message);
        }
        return g_string_free(text, FALSE);
}

/* systemd passed it over, or it was never started: what was asked of it then could only fail. */
static bool ran_nothing(const Learn *learn, const CycleStep *failure)
{
        return learn->needs->entries->len == 0 && (!failure || failure->kind == CYCLE_STEP_EXERCISE);
}

static bool run_baseline(Learn *learn, GError **error)
{
        CycleOptions cycle = cycle_options(learn);
        const CycleStep *failure;

        cycle.short_circuit = true; /* of a service that does not work nothing is learned */

        say(learn, "Watching %s as it is", learn->unit);
        if (learn->options->watch_usec ||
            (learn->options->interactive && !learn->options->go_on && !learn->exercises[0]))
                cycle.watch = watch_by_hand;
        recorder_set_source(learn->recorder, "observe");
        learn->baseline = cycle_run(learn->runner, started(learn), &cycle, error);
        if (!learn->baseline)
                return false;
        failure = cycle_result_failure(learn->baseline);
        learn->needs = recorder_needs(learn->recorder);
        if (ran_nothing(learn, failure)) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_BASELINE,
                            "%s ran no program at all, so there is nothing to learn from: a condition of it is not "
                            "met, or it needs a connection that its socket hands to it; \"journalctl -u %s\" says more",
                            learn->unit, learn->unit);
                return false;
        }
        if (failure) {
                g_autofree char *journal = last_problems(learn->baseline);

                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_BASELINE,
                            "%s does not work even as it is, so there is nothing to compare with: %s%s%s%s",
                            learn->unit, failure->text, *failure->output ? "\n" : "", failure->output, journal);
                return false;
        }
        need_set_union(learn->needs, learn->known);
        unseen_add(&(Unseen){
                .unit = learn->unit,
                .by_connection = learn->socket != NULL,
                .triggered_by = trial_guard_before(learn->guard)->triggered_by,
                .view = learn->view,
                .facts = learn->facts,
                .root = learn->root,
                .needs = learn->needs,
                .owned = learn->owned,
        });
        return true;
}

static void say_line(const char *line, void *userdata)
{
        say(userdata, "%s", line);
}

static bool prove(Learn *learn, GError **error)
{
        g_auto(GStrv) bans = NULL;

        learn->proof_options = (ProofOptions){
                .unit = started(learn),
                .runner = learn->runner,
                .guard = learn->guard,
                .recorder = learn->recorder,
                .cycle = cycle_options(learn),
                .policy =
                        {
                                .current = learn->current,
                                .systemd = learn->systemd,
                                .root = learn->root,
                                .owned = learn->owned,
                        },
                .baseline = learn->baseline,
                .say = say_line,
                .userdata = learn,
        };
        proof_init(&learn->proof, &learn->proof_options, learn->needs);
        bans = learned_bans(learn->known);
        for (char **ban = bans; *ban; ban++)
                g_ptr_array_add(learn->proof.bans, g_strdup(*ban));
        return proof_run(&learn->proof, error);
}

static GPtrArray *proven_lines(const Learn *learn)
{
        GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

        for (guint i = 0; i < learn->baseline->steps->len; i++) {
                const CycleStep *step = learn->baseline->steps->pdata[i];
                g_autofree char *command = g_strchomp(g_strdup(step->command));

                if (!step->ok)
                        continue;
                char *line = *command ? g_strdup_printf("%s: %s", cycle_step_kind_names[step->kind], command)
                                      : g_strdup(cycle_step_kind_names[step->kind]);

                if (!g_hash_table_add(seen, line)) {
                        g_free(line);
                        continue;
                }
                g_ptr_array_add(lines, line);
        }
        g_ptr_array_add(lines, NULL);
        return lines;
}

static GPtrArray *uncovered_lines(const Learn *learn)
{
        GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
        g_autofree char *elsewhere = later_elsewhere(learn->proof.policy, learn->unit),
                        *priority = later_priority(NULL, learn->proof.policy, learn->systemd, learn->unit),
                        *ports = later_ports(learn->proof.policy, learn->systemd, learn->root, learn->unit),
                        *brought = later_brought(NULL, learn->proof.policy, learn->view);

        for (int phase = PHASE_START; phase < _PHASE_MAX; phase++)
                if (!(learn->baseline->phases & (1u << phase)))
                        g_ptr_array_add(lines, g_strdup_printf("%s was not seen", phase_names[phase]));
        for (guint i = 0; i < learn->proof.needs->coverages->len; i++) {
                const Coverage *coverage = learn->proof.needs->coverages->pdata[i];

                for (char **blind = coverage->blind; blind && *blind; blind++)
                        g_ptr_array_add(lines, g_strdup_printf("%s: not visible", *blind));
                if (coverage->lost)
                        g_ptr_array_add(lines,
                                        g_strdup_printf("%" G_GUINT64_FORMAT " events were lost", coverage->lost));
        }
        if (mode_never(learn->unit))
                g_ptr_array_add(lines,
                                g_strdup_printf("%s, and what it does for others is confined with it: no profile "
                                                "would be put in force for it",
                                                mode_never(learn->unit)));
        if (learn->baseline->reload_ends)
                g_ptr_array_add(lines, g_strdup("a reload stops it, with or without this drop-in: it does not take the "
                                                "signal of its ExecReload="));
        for (guint i = 0; i < learn->baseline->steps->len; i++) {
                const CycleStep *step = learn->baseline->steps->pdata[i];

                if (step->kind == CYCLE_STEP_ROTATE && !step->ok)
                        g_ptr_array_add(
                                lines, g_strdup_printf("what its package runs when logs are rotated fails as it is: %s",
                                                       step->text));
        }
        if (learn->proof.stop_fails || cycle_stop_fails(learn->baseline))
                g_ptr_array_add(lines,
                                g_strdup("a stop ends it in a failure now and then, with or without this drop-in: "
                                         "how it ends was not compared"));
        if (elsewhere)
                g_ptr_array_add(lines, g_steal_pointer(&elsewhere));
        if (priority)
                g_ptr_array_add(lines, g_steal_pointer(&priority));
        if (ports)
                g_ptr_array_add(lines, g_steal_pointer(&ports));
        if (brought)
                g_ptr_array_add(lines, g_steal_pointer(&brought));
        if (learn->missing)
                g_ptr_array_add(lines, g_strdup(learn->missing));
        if (!learn->exercises[0] && !learn->options->watch_usec && !learn->options->interactive)
                g_ptr_array_add(
                        lines,
                        g_strdup("nothing was asked of it but to start, reload and stop: give --exercise= or --for="));
        g_ptr_array_add(lines, NULL);
        return lines;
}

/* What the drop-in and the report say of what is refused on purpose. NULL-terminated; caller frees. */
static char **refused_hints(const Learn *learn)
{
        return learn->proof.hints_needed ? g_new0(char *, 1) : hint_notes(learn->proof.needs);
}

/* What stands at the head of the drop-in. NULL-terminated; caller frees. */
static char **dropin_notes(const Learn *learn)
{
        g_autoptr(GStrvBuilder) notes = g_strv_builder_new();
        g_auto(GStrv) hints = refused_hints(learn);

        g_strv_builder_addv(notes, (const char **)hints);
        if (learn->missing) {
                g_autofree char *note = g_strdup_printf("%c%s.", g_ascii_toupper(*learn->missing), learn->missing + 1);

                g_strv_builder_add(notes, note);
        }
        return g_strv_builder_end(notes);
}

static char *final_text(const Learn *learn, const LearnResult *result, const char *path)
{
        g_autoptr(GDateTime) now = g_date_time_new_now_local();
        g_autofree char *date = g_date_time_format(now, "%Y-%m-%d");
        g_auto(GStrv) notes = dropin_notes(learn);
        DropinInfo info = {
                .notes = (const char *const *)notes,
                .unit = learn->unit,
                .path = path,
                .version = UNITLOCK_VERSION,
                .systemd = learn->systemd,
                .date = date,
                .needs = learn->proof.needs,
                .before = result->before->tenths,
                .after = result->after->tenths,
        };

        return dropin_to_text(learn->proof.policy, &info);
}

static bool write_profile(const Learn *learn, GError **error)
{
        g_autoptr(GPtrArray) left = g_ptr_array_new();
        g_autoptr(NeedSet) needs = proof_needs(&learn->proof), profile = NULL;
        g_autofree char *text = NULL;

        if (!learn->options->profile)
                return true;
        for (guint i = 0; i < learn->proof.bans->len; i++)
                g_ptr_array_add(left, learn->proof.bans->pdata[i]);
        g_ptr_array_add(left, NULL);
        profile = profile_make(NULL, learn->unit, needs, learn->facts, (const char *const *)left->pdata);
        text = need_set_to_text(profile);
        return file_write_output(learn->options->profile, text, -1, 0644, error);
}

/* Writes what is proven to where it was asked for; the guard brings the unit back to the state that it was in. */
static bool finish(Learn *learn, LearnResult *result, GError **error)
{
        g_autoptr(GError) problem = NULL;
        LearnApply apply = learn->apply;

        learn->missing = later_missing(NULL, learn->proof.policy, learn->unit);
        if (apply == LEARN_APPLY_NO)
                result->dropin = final_text(learn, result, NULL);
        else if (apply == LEARN_APPLY_SAME) {
                result->path = mode_complain_path(learn->unit);
                result->dropin = final_text(learn, result, NULL);
        } else {
                g_autofree char *path =
                        dropin_path(apply == LEARN_APPLY_YES ? DROPIN_PERSISTENT_DIR : DROPIN_RUNTIME_DIR, learn->unit);

                result->dropin = final_text(learn, result, path);
                result->path = g_steal_pointer(&path);
        }
        /* First what may fail without a trace in the unit. */
        if (learn->options->output && g_strcmp0(learn->options->output, "-") != 0 &&
            !file_write_output(learn->options->output, result->dropin, -1, 0644, error))
                return false;
        if (!write_profile(learn, error))
                return false;
        if (apply == LEARN_APPLY_SAME && !file_write_atomic(result->path, result->dropin, -1, 0644, error))
                return false;
        if (!(apply == LEARN_APPLY_NO || apply == LEARN_APPLY_SAME
                      ? trial_guard_restore(learn->guard, error)
                      : trial_guard_keep(learn->guard, result->path, result->dropin, error)))
                return false;
        if ((apply == LEARN_APPLY_YES || apply == LEARN_APPLY_SAME) &&
            !learned_write(learn->unit, learn->proof.needs, learn->proof.bans, &problem))
                say(learn, "The drop-in is in place, but --continue will not know what it was made from: %s",
                    problem->message);
        return true;
}

/* On the way out of a failure: what keeps the unit from being put back belongs in the message. */
static void restore_after(Learn *learn, GError **error)
{
        g_autoptr(GError) more = NULL;

        if (!learn->guard || !error || !*error)
                return;
        if (!trial_guard_restore(learn->guard, &more)) {
                g_autofree char *both = g_strdup_printf("%s\n%s", (*error)->message, more->message);

                g_free((*error)->message);
                (*error)->message = g_steal_pointer(&both);
        } else if (g_error_matches(*error, UNITLOCK_ERROR, UNITLOCK_ERROR_INTERRUPTED)) {
                g_autofree char *told = g_strdup_printf("%s; %s is as it was before", (*error)->message, learn->unit);

                g_free((*error)->message);
                (*error)->message = g_steal_pointer(&told);
        }
}

/* A socket with Accept=yes has an instance of the template of its name for each connection: systemd.socket(5). */
static bool accepts(const char *socket)
{
        g_autoptr(UnitPaths) paths = unit_paths_system(NULL);
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(UnitView) view = unit_load(paths, socket, diags, NULL);
        const char *value = view ? unit_view_get(view, "Socket", "Accept") : NULL;

        return value && parse_boolean(value) == 1;
}

static void find_socket(Learn *learn)
{
        g_autofree char *prefix = unit_name_prefix(learn->unit), *socket = g_strconcat(prefix, ".socket", NULL);

        if (unit_name_kind(learn->unit) != UNIT_NAME_TEMPLATE && !g_str_equal(learn->unit, socket))
                return;
        if (!accepts(socket))
                return;
        g_free(learn->unit);
        learn->unit = g_strconcat(prefix, "@.service", NULL);
        learn->socket = g_steal_pointer(&socket);
        say(learn, "Each connection to %s is an instance of %s", learn->socket, learn->unit);
}

static bool check_name(const Learn *learn, GError **error)
{
        if (!learn->unit) {
                g_autofree char *missing = unit_name_missing(learn->options->unit, NULL);

                g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, missing);
        } else if (!g_str_has_suffix(learn->unit, ".service"))
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "%s is not a service; only services are sandboxed", learn->unit);
        else if (!learn->socket && unit_name_kind(learn->unit) == UNIT_NAME_TEMPLATE)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "%s is a template, which does not run: name one of its instances, as in %.*sNAME.service",
                            learn->unit, (int)(strlen(learn->unit) - strlen(".service")), learn->unit);
        else
                return true;
        return false;
}

/* From here on the unit goes by its own name: a drop-in under an alias would end with the alias. */
static bool resolve_alias(Learn *learn, GError **error)
{
        g_autoptr(UnitStatus) status = NULL;

        if (learn->socket)
                return true; /* a template has no other name */
        status = runner_status(learn->runner, learn->unit, error);
        if (!status)
                return false;
        if (!g_str_equal(status->id, learn->unit)) {
                say(learn, "%s is %s", learn->unit, status->id);
                g_free(learn->unit);
                learn->unit = g_strdup(status->id);
        }
        return true;
}

/* What --continue begins with. A drop-in that waits in complain mode stays there. */
static bool load_known(Learn *learn, GError **error)
{
        g_autofree char *waiting = mode_complain_find(learn->unit); /* its own goes before its template's from now on */
        g_autofree char *active = dropin_path(DROPIN_PERSISTENT_DIR, learn->unit);
        g_autoptr(NeedSet) watched = NULL;

        learn->apply = learn->options->apply;
        learn->exercises = g_strdupv((char **)learn->options->exercises);
        if (!learn->options->go_on) {
                learn->known = need_set_new(learn->unit);
                return true;
        }
        life_ask_watcher();
        learn->known = learned_read(learn->unit, &watched, error);
        if (!learn->known)
                return false;
        if (learn->known->entries->len == 0 && watched->entries->len == 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND,
                            "Nothing is known of %s to continue from: learn it with --apply=yes first, then let "
                            "\"unitlock complain %s\" watch it for a while",
                            learn->unit, learn->unit);
                return false;
        }
        if (!learn->exercises[0]) {
                g_strfreev(learn->exercises);
                learn->exercises = learned_exercises(learn->known);
        }
        say(learn, "Going on from %u needs that were known, and %u that were seen in complain mode",
            learn->known->entries->len, watched->entries->len);
        need_set_union(learn->known, watched);
        if (learn->apply == LEARN_APPLY_SAME && !waiting)
                learn->apply = access(active, F_OK) == 0 ? LEARN_APPLY_YES : LEARN_APPLY_NO;
        return true;
}

/* Before the work is done, not after it. */
static bool check_outputs(const Learn *learn, GError **error)
{
        const LearnOptions *options = learn->options;
        g_autofree char *kept = dropin_path(DROPIN_PERSISTENT_DIR, learn->unit);

        if (options->apply == LEARN_APPLY_YES && !file_check_output(kept, error))
                return false;
        if (options->output && g_strcmp0(options->output, "-") != 0 && !file_check_output(options->output, error))
                return false;
        return !options->profile || file_check_output(options->profile, error);
}

/* The control group that all doings of the unit are in. Of a template it is the slice of its instances. */
static char *control_group(Learn *learn, GError **error)
{
        g_autofree char *instance = NULL, *group = NULL;
        g_autoptr(UnitStatus) status = NULL;

        if (!learn->socket)
                return unit_status_cgroup(trial_guard_before(learn->guard), learn->unit);
        if (unit_view_get(learn->view, "Service", "Slice")) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "%s sets Slice=, so its connections cannot be told from what else is in that slice: learn "
                            "it without that line",
                            learn->unit);
                return NULL;
        }
        instance = unit_name_with_instance(learn->unit, "unitlock");
        status = runner_status(learn->runner, instance, error);
        if (!status)
                return NULL;
        group = unit_status_cgroup(status, instance);
        return g_path_get_dirname(group);
}

static bool prepare(Learn *learn, GError **error)
{
        g_autofree char *cgroup = NULL;

        if (geteuid() != 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_PRIVILEGE,
                            "learn restarts the unit and watches it in the kernel: it must run as root (try sudo)");
                return false;
        }
        learn->waiter = waiter_new(error);
        if (!learn->waiter)
                return false;
        learn->runner = runner_systemd_new(learn->waiter, false, error);
        if (!learn->runner || !resolve_alias(learn, error) || !check_outputs(learn, error))
                return false;
        learn->recorder = recorder_new(error);
        if (!learn->recorder)
                return false;
        recorder_observer_init(&learn->observer, learn->recorder, learn->waiter);
        learn->guard = trial_guard_begin_for(learn->runner, started(learn), learn->unit, NULL, error);
        if (!learn->guard)
                return false;
        learn->systemd = runner_systemd_version(learn->runner, error);
        if (learn->systemd == 0)
                return false;
        if (!trial_guard_apply(learn->guard, NULL, error) || !load_unit(learn, error))
                return false;
        collect_rotations(learn);
        if (!load_known(learn, error))
                return false;
        cgroup = control_group(learn, error);
        if (!cgroup || !recorder_watch_cgroup(learn->recorder, cgroup, error))
                return false;
        return true;
}

LearnResult *learn_run(const LearnOptions *options, GError **error)
{
        g_auto(Learn) learn = {.options = options};
        g_autoptr(LearnResult) result = g_new0(LearnResult, 1);

        learn.unit = unit_name_from_input(options->unit);
        if (learn.unit)
                find_socket(&learn);
        if (!check_name(&learn, error))
                return NULL;
        if (!prepare(&learn, error) || !run_baseline(&learn, error) || !prove(&learn, error)) {
                restore_after(&learn, error);
                return NULL;
        }
        result->unit = g_strdup(learn.unit);
        result->systemd = learn.systemd;
        result->before = score_config(learn.current, learn.systemd, false, true);
        result->after = score_config(learn.proof.policy->result, learn.systemd, false, true);
        if (!finish(&learn, result, error)) {
                restore_after(&learn, error);
                return NULL;
        }
        result->proven_lines = proven_lines(&learn);
        result->uncovered_lines = uncovered_lines(&learn);
        {
                g_auto(GStrv) notes = refused_hints(&learn);

                for (char **note = notes; *note; note++)
                        g_ptr_array_insert(learn.proof.differences, 0, g_strdup(*note));
        }
        g_ptr_array_add(learn.proof.differences, NULL);
        result->difference_lines = g_steal_pointer(&learn.proof.differences);
        result->survived = g_steal_pointer(&learn.proof.survived);
        result->needs = g_steal_pointer(&learn.proof.needs);
        result->policy = g_steal_pointer(&learn.proof.policy);
        return g_steal_pointer(&result);
}

void learn_result_free(LearnResult *result)
{
        if (!result)
                return;
        g_free(result->unit);
        need_set_free(result->needs);
        policy_free(result->policy);
        score_free(result->before);
        score_free(result->after);
        g_free(result->path);
        g_free(result->dropin);
        g_clear_pointer(&result->proven_lines, g_ptr_array_unref);
        g_clear_pointer(&result->uncovered_lines, g_ptr_array_unref);
        g_clear_pointer(&result->difference_lines, g_ptr_array_unref);
        g_clear_pointer(&result->survived, g_ptr_array_unref);
        g_free(result);
}

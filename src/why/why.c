/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why does this service not work? Collects what is known, surest first: refusals that the watcher saw, records of the
 * kernel and of systemd, a look at the programs and files that the unit names, and at last the words of the service
 * itself. Each is taken to be a need, and src/explain/ says which setting denies it. What no setting denies is not
 * told: then the sandbox is not to blame. */

#include "why/state.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "explain/trace.h"
#include "source/look.h"
#include "unit/manager.h"
#include "unit/unit-name.h"
#include "watch/unstarted.h"

const char *const why_kind_names[] = {
        [WHY_SEEN] = "seen", [WHY_RECORDED] = "recorded", [WHY_MATCHES] = "matches",
        [WHY_SAID] = "said", [WHY_EXPECTED] = "expected", [_WHY_KIND_MAX] = NULL,
};

void why_story_free(WhyStory *story)
{
        if (!story)
                return;
        g_free(story->unit);
        g_free(story->state);
        g_clear_pointer(&story->findings, g_ptr_array_unref);
        g_clear_pointer(&story->notes, g_ptr_array_unref);
        g_free(story);
}

/* Does a predicted refusal explain how the unit ended? */
static bool matches_end(const Why *why, const Need *need)
{
        if (why_was_killed(&why->run) && why->run.status == SIGSYS)
                return need->kind == NEED_FOREIGN;
        if (why->run.code == CLD_EXITED && why->run.status == 203)
                return need->kind == NEED_PATH && (need->access & ACCESS_EXECUTE);
        if (why->run.code == CLD_EXITED && why->run.status == 200)
                return need->kind == NEED_PATH;
        if (why->run.code == CLD_EXITED && why->run.status > 0 && why->run.status < 200)
                return need->kind == NEED_SETID_EXEC || (need->kind == NEED_PATH && (need->access & ACCESS_CREATE));
        return g_strcmp0(why->run.result, "protocol") == 0 && need->kind == NEED_PATH && (need->access & ACCESS_CREATE);
}

/* What a need in its text form is about, however it was accessed. */
static const char *subject_of(const char *need)
{
        const char *subject = strchr(need, ' ');

        if (subject && (g_str_has_prefix(need, "path ") || g_str_has_prefix(need, "device ")))
                subject = strchr(subject + 1, ' ');
        return subject ? subject + 1 : need;
}

/* What was seen is not told again by worse evidence, which comes first in the journal. */
static void drop_seen(GPtrArray *findings)
{
        for (guint i = findings->len; i-- > 0;) {
                const WhyFinding *worse = findings->pdata[i];
                bool seen = false;

                for (guint k = 0; worse->kind != WHY_SEEN && worse->directive && k < findings->len && !seen; k++) {
                        const WhyFinding *better = findings->pdata[k];

                        if (better->kind != WHY_SEEN || g_strcmp0(better->directive, worse->directive) != 0)
                                continue;
                        /* what systemd could not do is about no need */
                        seen = better->need && worse->need
                                       ? g_str_equal(subject_of(better->need), subject_of(worse->need))
                                       : !better->need && !worse->need && worse->kind == WHY_RECORDED;
                }
                if (seen)
                        g_ptr_array_remove_index(findings, i);
        }
}

/* The order in which findings are told. */
static int compare_findings(gconstpointer a, gconstpointer b)
{
        const WhyFinding *x = *(WhyFinding *const *)a, *y = *(WhyFinding *const *)b;

        return (int)x->kind - (int)y->kind;
}

/* Does what the service said last speak of it? By its error, and its path where one was named. */
static bool is_spoken_of(const Why *why, const WhyFinding *finding)
{
        return why->spoken && g_strcmp0(finding->error, strerrorname_np(why->spoken_error)) == 0 &&
               (!why->spoken_path || (finding->need && g_str_has_suffix(finding->need, why->spoken_path)));
}

/* Of what was seen, most of it in the order of time, what it ended by is told first: what it spoke of; else what the
 * main process was refused last, for others may have gone on after its end; else the last of all. */
static void put_likeliest_first(Why *why)
{
        GPtrArray *findings = why->story->findings;
        int best = -1, best_rank = 0;

        for (guint i = 0; i < findings->len; i++) {
                const WhyFinding *finding = findings->pdata[i];
                int rank = is_spoken_of(why, finding) ? 3 : finding->pid && finding->pid == why->run.pid ? 2 : 1;

                if (finding->kind == WHY_SEEN && rank >= best_rank) {
                        best = (int)i;
                        best_rank = rank;
                }
        }
        if (best > 0)
                g_ptr_array_insert(findings, 0, g_ptr_array_steal_index(findings, (guint)best));
}

/* systemd could not start it, and nothing better is known than that: the setting by the exit status, or by its words.
 */
static void take_unstarted(Why *why)
{
        bool resources = g_strcmp0(why->run.result, "resources") == 0;
        int status = why->run.code == CLD_EXITED ? why->run.status : 0;
        g_autoptr(Explanation) explanation = NULL;
        g_autofree char *what = NULL;
        WhyFinding *finding;

        if (!resources && !exit_status_find(status))
                return;
        for (guint i = 0; i < why->story->findings->len; i++)
                if (((const WhyFinding *)why->story->findings->pdata[i])->kind != WHY_EXPECTED)
                        return;
        explanation =
                resources ? unstarted_explain_words(&why->context, why->setup, &what)
                          : unstarted_explain(&why->context, why->options->root ?: "", status, 0, why->setup, &what);
        if (!explanation)
                explanation = unstarted_explain_slices(why->slices, status, &what);
        if (!explanation) {
                if (why->setup)
                        g_ptr_array_add(why->story->notes, g_strdup_printf("systemd said: %s", why->setup));
                return;
        }
        finding = why_add_finding(why, WHY_RECORDED,
                                  why->setup ? g_strdup_printf("%s; it said: %s", what, why->setup) : g_strdup(what),
                                  resources ? "systemd's own words" : "the exit status");
        finding->cause = explanation_cause(explanation);
        finding->file = g_strdup(((const Blame *)explanation->blames->pdata[0])->file);
        finding->directive = g_strdup(directives[((const Blame *)explanation->blames->pdata[0])->directive].name);
        if (explanation->change && *explanation->change) {
                finding->change = g_strdupv(explanation->change);
                finding->cost = explanation_cost(explanation);
        }
}

/* SIGSYS, and nothing better is known than that. */
static void take_sigsys(Why *why)
{
        const UnitSetting *filter = unit_view_find(why->view, "Service", "SystemCallFilter");
        const UnitSetting *foreign = unit_view_find(why->view, "Service", "SystemCallArchitectures");
        const UnitSetting *setting = filter ? filter : foreign;
        WhyFinding *finding;

        if (why->story->findings->len > 0 || !why_was_killed(&why->run) || why->run.status != SIGSYS)
                return;
        if (why->watched) {
                g_ptr_array_add(
                        why->story->notes,
                        g_strdup("SIGSYS was not sent to it by a filter, which unitlock-watch.service had seen"));
                return;
        }
        finding = why_add_finding(
                why, WHY_RECORDED,
                g_strdup(filter ? "it ended as by a call that the system call filter refuses; which one was "
                                  "not recorded: start unitlock-watch.service, and try again"
                                : "it ended as by a call of another architecture, which is refused; which one "
                                  "was not recorded: start unitlock-watch.service, and try again"),
                "the signal");
        if (setting) {
                finding->cause = explain_setting_place(setting);
                finding->directive = g_strdup(setting->name);
        }
        if (filter && foreign)
                finding->others = explain_setting_place(foreign);
}

/* For a PID file, or to be told that it is up: until the start timed out, or the processes had ended. */
static bool waited_in_vain(const LastRun *run)
{
        return run->failed && (g_strcmp0(run->result, "timeout") == 0 || g_strcmp0(run->result, "protocol") == 0);
}

static void tell_of_the_past(Why *why)
{
        WhyKind waited = waited_in_vain(&why->run) ? WHY_MATCHES : WHY_EXPECTED;

        why_read_journal(why);
        if (why->run.code == CLD_EXITED && why->run.status == 226)
                why_look_at_mounts(why, WHY_RECORDED, "the exit status");
        if (why->run.code == CLD_EXITED && why->run.status == 217)
                why_look_at_user(why, WHY_RECORDED, "the exit status");
        if (why->run.code == CLD_EXITED && why->run.status == 203)
                why_look_at_programs(why, WHY_RECORDED, "the exit status, and a look at the files");
        why_look_at_needs(why, matches_end, "a look at the unit's programs and files");
        why_look_at_pid_file(why, waited, "a look at the unit");
        why_look_at_notification(why, waited, "a look at the unit");
        take_unstarted(why);
        take_sigsys(why);
}

static bool load(Why *why, GError **error)
{
        g_autoptr(UnitPaths) paths =
                why->options->user ? unit_paths_user(why->options->root) : unit_paths_system(why->options->root);
        g_autoptr(DiagList) diags = diag_list_new();
        g_autofree char *name = strchr(why->options->unit, '.') ? g_strdup(why->options->unit)
                                                                : g_strconcat(why->options->unit, ".service", NULL);

        why->view = unit_load(paths, name, diags, error);
        if (!why->view)
                return false;
        if (!why->options->dry && unit_name_kind(why->view->name) == UNIT_NAME_TEMPLATE) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "%s is a template, which does not run: name one of its instances, or ask by --dry", name);
                return false;
        }
        if (why->view->state == UNIT_NOT_FOUND || why->view->state == UNIT_MASKED)
                return unit_view_check(why->view, name, error);
        if (why->view->state == UNIT_BAD || diag_list_has_errors(diags)) {
                g_autofree char *text = diag_list_to_string(diags);

                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "%s cannot be read; put this right first:\n%s",
                            name, g_strchomp(text));
                return false;
        }
        return true;
}

/* What the unit sets, and what is set around it. */
static void load_settings(Why *why, unsigned systemd)
{
        g_autoptr(UnitPaths) paths =
                why->options->user ? unit_paths_user(why->options->root) : unit_paths_system(why->options->root);
        g_autofree char *slice = slice_of_unit(why->view);
        g_auto(GStrv) names = slice_names(slice);

        why->slices = slice_load_all(paths, names, systemd, why->view);
        why->config = unit_view_to_config(why->view);
        why->followed = config_copy(why->config);
        look_follow_paths(why->options->root, why->followed);
        why->context = explain_context(why->view, why->followed, systemd);
}

/* The watcher is a unit of the system. What it writes is the system's, too, whoever's unit it is about. */
static void ask_watcher(Why *why, sd_bus *bus)
{
        sd_bus *system = why->options->user ? manager_connect(false, NULL) : bus;
        bool looked = system && why_ask_watcher(system, &why->run);
        g_autofree char *unread = looked ? why_find_unreadable() : NULL;

        if (looked)
                why_await_watcher(system); /* it may have failed just now */
        why->watched = looked && !unread;
        why->unread = looked && unread;
        if (system && system != bus)
                sd_bus_flush_close_unref(system);
}

static bool tell(Why *why, GError **error)
{
        unsigned systemd = SYSTEMD_NEWEST;

        if (!load(why, error))
                return false;
        if (!why->options->root) {
                sd_bus *bus = manager_connect(why->options->user, error);
                bool ok;

                if (!bus)
                        return false;
                systemd = manager_version(bus, error);
                ok = systemd != 0 && (why->options->dry || why_ask_last_run(bus, why, error));
                if (ok && !why->options->dry)
                        ask_watcher(why, bus);
                sd_bus_flush_close_unref(bus);
                if (!ok)
                        return false;
        }
        load_settings(why, systemd);
        why->story->unit = g_strdup(why->view->name);
        why->story->user = why->options->user;
        why_look_at_kernel(why);
        if (why->options->dry) {
                why_look_at_mounts(why, WHY_EXPECTED, "a look at the unit's files");
                why_look_at_user(why, WHY_EXPECTED, "a look at the unit's files");
                why_look_at_setup(why, "a look at the unit's files");
                why_look_at_programs(why, WHY_EXPECTED, "a look at the unit's files");
                why_look_at_needs(why, NULL, "a look at the unit's programs and files");
                why_look_at_pid_file(why, WHY_EXPECTED, "a look at the unit");
                why_look_at_notification(why, WHY_EXPECTED, "a look at the unit");
                why_look_at_imports(why);
        } else {
                why->story->failed = why->run.failed;
                why->story->state = why_describe_state(&why->run);
                tell_of_the_past(why);
                why_add_suspicions(why);
                why_look_at_imports(why);
                why_add_unreadable(why);
                why->story->watched = why->watched;
        }
        drop_seen(why->story->findings);
        g_ptr_array_sort(why->story->findings, compare_findings);
        if (why->run.failed)
                put_likeliest_first(why);
        return true;
}

WhyStory *why_tell(const WhyOptions *options, GError **error)
{
        g_autoptr(WhyStory) story = g_new0(WhyStory, 1);
        Why why = {.options = options,
                   .story = story,
                   .told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
        bool ok;

        story->findings = g_ptr_array_new_with_free_func(why_finding_free);
        story->notes = g_ptr_array_new_with_free_func(g_free);
        ok = tell(&why, error);
        g_hash_table_unref(why.told);
        g_clear_pointer(&why.slices, g_ptr_array_unref);
        config_free(why.config);
        config_free(why.followed);
        unit_view_free(why.view);
        free(why.run.result);
        g_free(why.spoken);
        g_free(why.spoken_path);
        g_free(why.setup);
        return ok ? g_steal_pointer(&story) : NULL;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Three ways to units: the running manager, files wherever they lie, and files as systemd-analyze would take them. All
 * end in the same view, and are scored alike. */
#include "cli/score.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-bus.h>

#include "base/error.h"
#include "base/text.h"
#include "input/input.h"
#include "life/unit.h"
#include "policy/policy.h"
#include "source/declared.h"
#include "unit/manager.h"
#include "unit/running.h"
#include "unit/unit-name.h"

typedef struct ScoreJob {
        const ScoreOptions *options;
        Scores *scores;
        Triggers *triggers;
        ProfileStore *profiles; /* NULL: not needed so far */
        GString *talk;
        sd_bus *bus;
        Running *running; /* NULL: by files alone */
        Config *spare;    /* nothing is set in it; NULL: there is none */
        Input *input;
        InputOptions input_options;
} ScoreJob;

static void job_clear(ScoreJob *job)
{
        triggers_free(job->triggers);
        profile_store_free(job->profiles);
        running_free(job->running);
        config_free(job->spare);
        if (job->bus)
                sd_bus_flush_close_unref(job->bus);
        if (job->talk)
                g_string_free(job->talk, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ScoreJob, job_clear)

static void scored_unit_free(ScoredUnit *unit)
{
        if (!unit)
                return;
        g_free((char *)unit->unit);
        g_free((char *)unit->where);
        g_free((char *)unit->user);
        unit_view_free((UnitView *)unit->view);
        config_free((Config *)unit->config);
        score_free((Score *)unit->score);
        for (unsigned i = 0; unit->objections && i < score_line_count; i++)
                g_free((char *)unit->objections[i]);
        g_free((void *)unit->objections);
        g_free(unit);
}

void scores_free(Scores *scores)
{
        if (!scores)
                return;
        g_ptr_array_unref(scores->units);
        score_advice_free(scores->system);
        score_advice_free(scores->user);
        g_free(scores->talk);
        g_free(scores);
}

/* The instance as which systemd-analyze loads a template: it is seen where %i is a setting's value. */
static const char *template_instance(const ScoreJob *job, bool online)
{
        if (job->scores->systemd > 252)
                return "test_instance";
        return online || !job->options->like_systemd ? "test-instance" : "i";
}

static void tell(ScoreJob *job, const DiagList *diags)
{
        if (diags->items->len == 0)
                return;
        g_autofree char *text = diag_list_to_string(diags);
        g_string_append(job->talk, text);
        if (diag_list_has_errors(diags))
                job->scores->input_bad = true;
}

/* Says something of a word, or of a unit, as a whole. */
static void G_GNUC_PRINTF(4, 5) say(ScoreJob *job, Severity severity, const char *word, const char *format, ...)
{
        g_autoptr(DiagList) diags = diag_list_new();
        va_list args;
        va_start(args, format);
        g_autofree char *message = g_strdup_vprintf(format, args);
        va_end(args);
        diag_add(diags, severity, word, 0, 0, "%s", message);
        tell(job, diags);
}

/* Modes are those of the manager's units, or of the units of a tree. */
static const char *find_mode(ScoreJob *job, const char *name, const UnitView *view)
{
        if (view->user || view->state != UNIT_LOADED)
                return "-";
        if (!job->profiles)
                job->profiles = profile_store_new(job->options->root, false, NULL);
        const char *mode = life_mode_word(job->options->root, job->profiles, name, view);
        return mode ? mode : "-";
}

static char *find_user(const UnitView *view, const Config *config)
{
        const char *user = config_get(config, DIRECTIVE_USER);
        if (config_is_on(config, DIRECTIVE_DYNAMIC_USER))
                return user ? g_strdup_printf("%s (dynamic)", user) : g_strdup("(dynamic)");
        return g_strdup(user ? user : view->user ? "(user)" : "root");
}

/* Does it wait for a network, or is it handed sockets? */
static bool is_networked(const UnitView *view, unsigned fired)
{
        static const char *const settings[] = {"After", "Wants", "Requires", NULL};
        static const char *const targets[] = {"network.target", "network-online.target", "nss-lookup.target",
                                              "network-pre.target"};
        if (fired & 1U << TRIGGER_SOCKET)
                return true;
        for (guint i = 0; i < view->settings->len; i++) {
                const UnitSetting *setting = view->settings->pdata[i];
                if (strcmp(setting->section, "Unit") != 0 || string_table_index(settings, setting->name) < 0)
                        continue;
                for (unsigned j = 0; j < G_N_ELEMENTS(targets); j++)
                        if (strstr(setting->value, targets[j]))
                                return true;
        }
        return false;
}

static bool runs_as_root(const ScoredUnit *unit)
{
        return !unit->view->user && config_starts_as_root(unit->config);
}

static const NeedEntry *first_new_denial(const GPtrArray *denials, const GPtrArray *before)
{
        for (guint i = 0; i < denials->len; i++) {
                const Denial *denial = denials->pdata[i];
                bool old = false;
                for (guint j = 0; j < before->len; j++)
                        old = old || ((const Denial *)before->pdata[j])->entry == denial->entry;
                if (!old)
                        return denial->entry;
        }
        return NULL;
}

/* Which of the needs that the unit states would each line deny? */
static void find_objections(ScoredUnit *unit, unsigned systemd)
{
        char **objections = g_new0(char *, score_line_count);
        g_autoptr(NeedSet) needs = declared_needs(unit->view, NULL, NULL);
        bool root = runs_as_root(unit), user = unit->view->user;
        g_autoptr(GPtrArray) before = policy_predict(unit->config, needs, systemd, root, user);
        for (unsigned i = 0; i < score_line_count; i++) {
                const ScoreLine *line = &score_lines[i];
                if (line->directive == DIRECTIVE_USER || line->directive == DIRECTIVE_ROOT_DIRECTORY)
                        continue;
                g_autoptr(Config) with = config_copy(unit->config);
                config_unset(with, line->directive);
                for (unsigned j = 0; j < G_N_ELEMENTS(line->lines) && line->lines[j]; j++)
                        config_assign(with, line->directive, line->lines[j]);
                g_autoptr(GPtrArray) denials = policy_predict(with, needs, systemd, root, user);
                const NeedEntry *entry = first_new_denial(denials, before);
                if (!entry)
                        continue;
                g_autofree char *what = need_describe(&entry->need), *why = evidence_phrase(entry);
                objections[i] = g_strdup_printf("it %s (%s)", what, why);
        }
        unit->objections = (const char *const *)objections;
}

/* A template is loaded as an instance: its other names are those of templates, too. */
static void restore_aliases(UnitView *view, const char *name)
{
        if (unit_name_kind(name) != UNIT_NAME_TEMPLATE)
                return;
        for (char **alias = view->aliases; *alias; alias++) {
                char *template = unit_name_template(*alias);
                if (!template)
                        continue;
                g_free(*alias);
                *alias = template;
        }
}

const ScoreAdvice *scores_advice(Scores *scores, bool user)
{
        ScoreAdvice **advice = user ? &scores->user : &scores->system;
        if (!*advice)
                *advice = score_advice_new(scores->systemd, user);
        return *advice;
}

/* Takes the view over. */
static void add_view(ScoreJob *job, const char *name, const char *where, UnitView *view, bool installed, bool online)
{
        Scores *scores = job->scores;
        ScoredUnit *unit = g_new0(ScoredUnit, 1);
        g_ptr_array_add(scores->units, unit);
        unit->unit = g_strdup(name);
        unit->where = g_strdup(where ? where : view->fragment);
        unit->view = view;
        unit->fired = triggers_of(job->triggers, view);
        unit->mode = installed ? find_mode(job, name, view) : "-";
        restore_aliases(view, name);
        if (view->state == UNIT_LOADED && !unit_view_loads_in(view, scores->systemd)) {
                view->state = UNIT_BAD;
                say(job, SEVERITY_WARNING, name, "systemd %u would not load it: it lacks what only later ones know",
                    scores->systemd);
        }
        if (view->state != UNIT_LOADED)
                return;
        Config *config = job->spare ? g_steal_pointer(&job->spare) : config_new_for(scores->systemd);
        unit_view_assign(view, config);
        unit->config = config;
        if (job->running && job->running->restrict_suid_sgid && !view->user &&
            !config_get(config, DIRECTIVE_RESTRICT_SUID_SGID))
                config_assign(config, DIRECTIVE_RESTRICT_SUID_SGID, "yes");
        unit->score = score_config(config, scores->systemd, view->user, online);
        unit->user = find_user(view, config);
        unit->network = is_networked(view, unit->fired);
        unit->offer_count = score_offers(scores_advice(scores, view->user), config, unit->score, unit->network,
                                         unit->offers, SCORED_OFFERS);
        if (job->options->details)
                find_objections(unit, scores->systemd);
        if (job->options->details || job->options->like_systemd)
                return;
        /* A list does not look at these again, and memory that is used again is faster than more of it. */
        config_clear(config);
        job->spare = config;
        unit->config = NULL;
        g_ptr_array_set_size(view->settings, 0);
        g_ptr_array_set_size(view->files, 0);
}

/* Why does the manager not load it? Of a unit that somebody named its files are shown to say so; else only where to
 * look. */
static void say_bad(ScoreJob *job, const char *name, bool named)
{
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(UnitView) view = named ? unit_load_mapped(job->running->map, name, diags, NULL) : NULL;
        if (diag_list_has_errors(diags))
                tell(job, diags);
        else
                say(job, named ? SEVERITY_ERROR : SEVERITY_WARNING, name, "systemd cannot load it: '%s %s' says why",
                    named ? "systemctl status" : "unitlock score", name);
        if (named)
                job->scores->input_malformed = true;
}

static bool add_running(ScoreJob *job, const char *name, bool named, GError **error)
{
        UnitView *view = running_load(job->running, name, template_instance(job, true), error);
        if (!view)
                return false;
        bool template = unit_name_kind(name) == UNIT_NAME_TEMPLATE;
        g_autofree char *own = template ? unit_name_template(view->name) : g_strdup(view->name);
        if (view->state == UNIT_BAD)
                say_bad(job, own ? own : name, named);
        add_view(job, own ? own : name, NULL, view, true, true);
        return true;
}

static bool add_all_running(ScoreJob *job, GError **error)
{
        g_auto(GStrv) names = running_list(job->running);
        for (char **name = names; *name; name++) {
                g_autoptr(GError) problem = NULL;
                if (!add_running(job, *name, false, &problem))
                        say(job, SEVERITY_WARNING, *name, "%s", problem->message);
        }
        return true;
}

/* A name of a running manager's unit; where it has none of the name, there may be such a file. */
static bool add_running_name(ScoreJob *job, const char *word, GError **error)
{
        g_autofree char *name = unit_name_from_input(word);
        if (!name || strcmp(unit_name_type(name), "service") != 0) {
                say(job, SEVERITY_ERROR, word, "this is not the name of a service");
                return true;
        }
        guint before = job->scores->units->len;
        if (!add_running(job, name, true, error))
                return false;
        const ScoredUnit *unit = job->scores->units->pdata[before];
        if (unit->view->state == UNIT_NOT_FOUND) {
                g_autofree char *missing = unit_name_missing(name, NULL);
                say(job, SEVERITY_ERROR, name, "%s", missing);
                g_ptr_array_set_size(job->scores->units, (gint)before);
        }
        return true;
}

/* What has been read of files since the last time. Units that are no services say what starts those that are. */
static void take_input(ScoreJob *job)
{
        for (guint i = 0; i < job->input->units->len; i++)
                triggers_add(job->triggers, ((InputUnit *)job->input->units->pdata[i])->view);
        for (guint i = 0; i < job->input->units->len; i++) {
                InputUnit *unit = job->input->units->pdata[i];
                if (strcmp(unit_name_type(unit->name), "service") != 0)
                        continue;
                tell(job, unit->diags);
                add_view(job, unit->name, unit->where, g_steal_pointer(&unit->view), unit->installed, true);
        }
        tell(job, job->input->diags);
        g_ptr_array_set_size(job->input->units, 0);
        g_ptr_array_set_size(job->input->diags->items, 0);
}

/* systemd-analyze --offline=yes adds the directories of all files to the search path of the host, and then looks each
 * one up by its name: so of two files of one name it takes the first, twice, and drop-ins of the host get in. */
static void add_like_systemd(ScoreJob *job)
{
        g_autoptr(UnitPaths) paths =
                job->options->user ? unit_paths_user(job->options->root) : unit_paths_system(job->options->root);
        g_autoptr(GPtrArray) dirs = g_ptr_array_new_with_free_func(g_free);
        for (char *const *word = job->options->words; *word; word++) {
                g_autofree char *absolute = g_canonicalize_filename(*word, NULL);
                if (strchr(*word, '/'))
                        g_ptr_array_add(dirs, g_path_get_dirname(absolute));
        }
        for (char **dir = paths->dirs; *dir; dir++)
                g_ptr_array_add(dirs, g_strdup(*dir));
        g_ptr_array_add(dirs, NULL);
        g_ptr_array_set_free_func(dirs, NULL);
        g_strfreev(paths->dirs);
        paths->dirs = (char **)g_ptr_array_free(g_steal_pointer(&dirs), FALSE);
        unit_paths_remember(paths);
        g_autoptr(UnitMap) map = unit_map_new(paths, NULL);
        for (char *const *word = job->options->words; *word; word++) {
                g_autofree char *base = g_path_get_basename(*word), *name = unit_name_from_input(base);
                g_autofree char *load_name = name && unit_name_kind(name) == UNIT_NAME_TEMPLATE
                                                     ? unit_name_with_instance(name, template_instance(job, false))
                                                     : g_strdup(name);
                g_autoptr(GError) error = NULL;
                g_autoptr(DiagList) diags = diag_list_new();
                UnitView *view = load_name ? unit_load_mapped(map, load_name, diags, &error) : NULL;
                tell(job, diags);
                if (view && view->state == UNIT_LOADED) {
                        g_autofree char *shown = g_strdup(view->name);
                        add_view(job, shown, NULL, view, false, false);
                        continue;
                }
                g_autofree char *missing = unit_name_missing(base, job->options->root);
                if (view && view->state != UNIT_NOT_FOUND)
                        job->scores->input_malformed = true;
                say(job, SEVERITY_ERROR, *word, "%s",
                    error                                   ? error->message
                    : view && view->state != UNIT_NOT_FOUND ? "this cannot be loaded"
                                                            : missing);
                unit_view_free(view);
        }
}

static bool connect_manager(ScoreJob *job, bool needed, GError **error)
{
        if (job->options->root || job->options->global)
                return true;
        g_autoptr(GError) problem = NULL;
        job->bus = manager_connect(job->options->user, &problem);
        if (job->bus)
                job->running = running_new(job->bus, job->options->user, &problem);
        if (job->running)
                return true;
        if (needed && job->options->user) {
                g_propagate_error(error, g_steal_pointer(&problem));
                return false;
        }
        if (needed)
                g_string_append_printf(job->talk, "%s: units are taken as their files are\n", problem->message);
        return true;
}

static unsigned choose_version(const ScoreJob *job)
{
        if (job->options->systemd > 0)
                return job->options->systemd;
        unsigned installed = job->running ? job->running->systemd : unit_installed_systemd(job->options->root);
        return installed >= SYSTEMD_OLDEST ? installed : SYSTEMD_NEWEST;
}

/* Is a manager asked at all? Not where only files are named. */
static bool wants_manager(ScoreJob *job)
{
        if (job->options->like_systemd && job->options->words[0])
                return false;
        if (!job->options->words[0])
                return true;
        for (char *const *word = job->options->words; *word; word++)
                if (!strchr(*word, '/') && input_kind(job->input, *word) == INPUT_NAME)
                        return true;
        return false;
}

static void add_input(ScoreJob *job, const char *word)
{
        bool bad = job->scores->input_bad;
        guint before = job->scores->units->len, missing = job->input->missing;
        gsize said = job->talk->len;
        job->scores->input_bad = false;
        input_add(job->input, word);
        take_input(job);
        if (job->scores->units->len == before && job->talk->len == said)
                say(job, SEVERITY_NOTE, word, "this is no service; only services have an exposure");
        if (job->scores->input_bad && job->input->missing == missing)
                job->scores->input_malformed = true;
        job->scores->input_bad = job->scores->input_bad || bad;
}

/* Sockets, timers and their kind say what they start: they come first. */
static bool is_trigger_file(const char *word)
{
        static const char *const types[] = {".timer", ".path", ".socket", ".automount"};
        for (unsigned i = 0; i < G_N_ELEMENTS(types); i++)
                if (strstr(word, types[i]))
                        return true;
        return false;
}

static bool add_words(ScoreJob *job, GError **error)
{
        for (char *const *word = job->options->words; *word; word++)
                if (is_trigger_file(*word))
                        add_input(job, *word);
        for (char *const *word = job->options->words; *word; word++) {
                if (is_trigger_file(*word))
                        continue;
                if (job->running && input_kind(job->input, *word) == INPUT_NAME) {
                        if (!add_running_name(job, *word, error))
                                return false;
                } else
                        add_input(job, *word);
        }
        return true;
}

static void find_triggers(ScoreJob *job)
{
        if (job->running) {
                triggers_add_all(job->triggers, job->running->map);
                return;
        }
        const char *root = job->options->root;
        g_autoptr(UnitPaths) paths =
                job->input_options.user ? unit_paths_user(job->input_options.root) : unit_paths_system(root);
        unit_paths_remember(paths);
        g_autoptr(UnitMap) map = unit_map_new(paths, NULL);
        triggers_add_all(job->triggers, map);
}

Scores *scores_make(const ScoreOptions *options, GError **error)
{
        g_autoptr(Scores) scores = g_new0(Scores, 1);
        scores->units = g_ptr_array_new_with_free_func((GDestroyNotify)scored_unit_free);
        g_auto(ScoreJob) job = {
                .options = options,
                .scores = scores,
                .triggers = triggers_new(),
                .talk = g_string_new(NULL),
                .input_options = {.root = options->root, .user = options->user || options->global},
        };
        if (options->global && !options->root)
                job.input_options.root = "/"; /* nothing of the caller's own */
        g_autoptr(Input) input = input_new(&job.input_options);
        job.input = input;
        bool manager = wants_manager(&job);
        if (manager && !connect_manager(&job, !options->words[0], error))
                return NULL;
        scores->systemd = choose_version(&job);
        job.input_options.instance = template_instance(&job, true);
        if (manager)
                find_triggers(&job);
        if (options->like_systemd && options->words[0])
                add_like_systemd(&job);
        else if (options->words[0]) {
                if (!add_words(&job, error))
                        return NULL;
        } else if (job.running)
                add_all_running(&job, error);
        else {
                input_add_all(input);
                input_add_instances(input);
                take_input(&job);
        }
        scores->talk = g_strdup(job.talk->str);
        return g_steal_pointer(&scores);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock probe UNIT|FILE: options in, report out. The work is in probe.c. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/term.h"
#include "cli/exit.h"
#include "cli/probe.h"
#include "cli/verb.h"
#include "prober/twin.h"
#include "score/score.h"
#include "unit/unit-name.h"
#include "unit/unit.h"

static Config *load(const char *word, bool user, char **ret_name, GError **error)
{
        g_autoptr(UnitPaths) paths = user ? unit_paths_user(NULL) : unit_paths_system(NULL);
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(UnitView) view = NULL;
        g_autofree char *base = g_path_get_basename(word), *name = unit_name_from_input(base);

        if (!name || *word == '\0') {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "\"%s\" is not the name of a unit; write it with its type, as in nginx.service",
                            *word ? base : "");
                return NULL;
        }

        if (unit_name_kind(name) == UNIT_NAME_TEMPLATE) {
                g_autofree char *prefix = unit_name_prefix(name);

                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "%s is a template, and runs by its instances only; name one, as in %s@INSTANCE", name,
                            prefix);
                return NULL;
        }
        if (unit_name_type(name) && !g_str_equal(unit_name_type(name), "service")) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "%s is no service; name the service that it starts", name);
                return NULL;
        }
        view = strchr(word, '/') ? unit_load_file(word, NULL, diags, error) : unit_load(paths, name, diags, error);
        if (!view)
                return NULL;
        if (view->state != UNIT_BAD && !unit_view_check(view, name, error))
                return NULL;
        if (view->state == UNIT_BAD || diag_list_has_errors(diags)) {
                g_autofree char *text = diag_list_to_string(diags);

                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "%s cannot be read; put this right first:\n%s",
                            word, g_strchomp(text));
                return NULL;
        }
        *ret_name = g_strdup(view->name);
        return unit_view_to_config(view);
}

/* What a drop-in assigns, upon config. */
static bool add_dropin(Config *config, const char *path, GError **error)
{
        g_autofree char *text = NULL;
        g_auto(GStrv) lines = NULL;
        unsigned number = 0;

        if (!file_read(path, 0, &text, NULL, error))
                return false;
        lines = g_strsplit(text, "\n", 0);
        for (char **line = lines; *line; line++) {
                char *equals = strchr(g_strstrip(*line), '=');
                int id;

                number++;
                if (**line == '\0' || **line == '#' || **line == ';' || **line == '[')
                        continue;
                if (!equals) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                                    "%s:%u: \"%s\" is no assignment; write Name=value", path, number, *line);
                        return false;
                }
                *equals = '\0';
                id = directive_from_name(NULL, g_strchomp(*line));
                if (id < 0) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                                    "%s:%u: %s= is no directive that unitlock knows", path, number, *line);
                        return false;
                }
                config_assign(config, (DirectiveId)id, equals + 1);
        }
        return true;
}

typedef struct Probe {
        const char *unit;
        const Config *config;
        const ProbeResult *before, *after; /* after: with the drop-in of --diff, else NULL */
        const NeedSet *needs;
        bool user;
        unsigned exposure, exposure_after;
} Probe;

static unsigned exposure_of(const Config *config, const ProbeResult *result, bool user)
{
        g_autoptr(Score) score = score_config(config, result->systemd, user, true);

        return score->tenths;
}

static void print_one(const Probe *probe, const Primitive *primitive, const ProbeCell *cell)
{
        static const Style styles[] = {
                [GRADE_AID] = STYLE_NORMAL, [GRADE_OTHERS] = STYLE_YELLOW, [GRADE_MACHINE] = STYLE_RED};
        g_autofree char *needed = NULL;
        g_autofree char *stopper =
                probe_stopper(probe->config, probe->before, probe->user, primitive, probe->needs, &needed);

        printf("  %s%-26s%s %s%s\n", term_style(stdout, styles[primitive->grade]), primitive->name,
               term_style(stdout, STYLE_NORMAL), primitive->means, cell->predicted ? " (predicted)" : "");
        if (stopper)
                printf("  %-26s %s%s%s%s%s\n", "", term_style(stdout, STYLE_GREY), stopper,
                       needed ? "; but the service " : "", needed ? needed : "", term_style(stdout, STYLE_NORMAL));
}

static void print_text(const Probe *probe)
{
        if (probe->before->unconfined)
                printf("ExecStart= begins with \"+\": the service runs as root, and outside of all its settings.\n\n");
        if (twin_has_root(probe->config))
                printf("It has a root of its own: files there that are not the machine's count as refused.\n\n");
        for (int family = 0; family < _FAMILY_MAX; family++) {
                unsigned open = 0, tried = 0;

                for (size_t i = 0; i < primitive_count; i++)
                        if ((int)primitives[i].family == family) {
                                open += probe->before->cells[i].outcome == PROBE_ALLOWED;
                                tried += probe->before->cells[i].outcome != PROBE_INAPPLICABLE;
                        }
                if (open == 0)
                        continue;
                printf("%s%s%s (%u of %u)\n", term_style(stdout, STYLE_BOLD), primitive_family_titles[family],
                       term_style(stdout, STYLE_NORMAL), open, tried);
                for (int grade = GRADE_MACHINE; grade >= GRADE_AID; grade--)
                        for (size_t i = 0; i < primitive_count; i++)
                                if ((int)primitives[i].family == family && (int)primitives[i].grade == grade &&
                                    probe->before->cells[i].outcome == PROBE_ALLOWED)
                                        print_one(probe, &primitives[i], &probe->before->cells[i]);
                putchar('\n');
        }
        printf("%s: %u of %u primitives open, exposure %u.%u\n", probe->unit, probe->before->open, probe->before->tried,
               probe->exposure / 10, probe->exposure % 10);
}

static void print_diff(const Probe *probe)
{
        for (size_t i = 0; i < primitive_count; i++) {
                const ProbeCell *before = &probe->before->cells[i], *after = &probe->after->cells[i];

                if (before->outcome == after->outcome)
                        continue;
                printf("%s%c %-26s%s %s%s\n",
                       term_style(stdout, after->outcome == PROBE_ALLOWED ? STYLE_RED : STYLE_GREEN),
                       after->outcome == PROBE_ALLOWED ? '+' : '-', primitives[i].name,
                       term_style(stdout, STYLE_NORMAL), primitives[i].means,
                       before->predicted || after->predicted ? " (predicted)" : "");
        }
        printf("%s: %u of %u primitives open, exposure %u.%u; with the drop-in %u, exposure %u.%u\n", probe->unit,
               probe->before->open, probe->before->tried, probe->exposure / 10, probe->exposure % 10,
               probe->after->open, probe->exposure_after / 10, probe->exposure_after % 10);
}

static void print_json(const Probe *probe, bool compact)
{
        json_t *list = json_array();
        json_t *json = json_pack("{s:s, s:i, s:i, s:i, s:f}", "unit", probe->unit, "systemd",
                                 (int)probe->before->systemd, "open", (int)probe->before->open, "tried",
                                 (int)probe->before->tried, "exposure", probe->exposure / 10.0);

        if (probe->after) {
                json_object_set_new(json, "open_after", json_integer(probe->after->open));
                json_object_set_new(json, "exposure_after", json_real(probe->exposure_after / 10.0));
        }
        for (size_t i = 0; i < primitive_count; i++) {
                const ProbeCell *cell = &probe->before->cells[i];
                g_autofree char *needed = NULL;
                g_autofree char *stopper = cell->outcome == PROBE_ALLOWED
                                                   ? probe_stopper(probe->config, probe->before, probe->user,
                                                                   &primitives[i], probe->needs, &needed)
                                                   : NULL;
                json_t *row = json_pack("{s:s, s:s, s:i, s:s, s:s, s:s?, s:b, s:s?, s:s?}", "name", primitives[i].name,
                                        "family", primitive_family_names[primitives[i].family], "grade",
                                        (int)primitives[i].grade, "means", primitives[i].means, "outcome",
                                        probe_outcome_names[cell->outcome], "how", cell->how, "predicted",
                                        (int)cell->predicted, "stopped_by", stopper, "needed", needed);

                if (probe->after)
                        json_object_set_new(row, "after",
                                            json_string(probe_outcome_names[probe->after->cells[i].outcome]));
                json_array_append_new(list, row);
        }
        json_object_set_new(json, "primitives", list);
        json_dumpf(json, stdout, JSON_REAL_PRECISION(6) | (compact ? JSON_COMPACT : JSON_INDENT(2)));
        putchar('\n');
        json_decref(json);
}

static int run(const Arguments *arguments, GError **error)
{
        static const char *const json_words[] = {"", "pretty", "short", "off", NULL};
        const char *word = arguments_words(arguments)[0], *diff = arguments_get(arguments, "diff"),
                   *needs_file = arguments_get(arguments, "needs");
        int json = arguments_choice(arguments, "json", json_words, 3, error);
        g_autofree char *name = NULL, *text = NULL;
        g_autoptr(Config) config = NULL, changed = NULL;
        g_autoptr(ProbeResult) before = NULL, after = NULL;
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(NeedSet) needs = NULL;
        Probe probe = {.user = arguments_has(arguments, "user")};

        if (json < 0)
                return UNITLOCK_EXIT_USAGE;
        if (needs_file) {
                if (!file_read(needs_file, 0, &text, NULL, error))
                        return UNITLOCK_EXIT_FAILED;
                needs = need_set_from_text(text, needs_file, diags);
                if (!needs) {
                        g_autofree char *wrong = diag_list_to_string(diags);

                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "%s", g_strchomp(wrong));
                        return UNITLOCK_EXIT_FAILED;
                }
        }
        config = load(word, probe.user, &name, error);
        if (!config)
                return UNITLOCK_EXIT_FAILED;
        if (diff) {
                changed = config_copy(config);
                if (!add_dropin(changed, diff, error))
                        return UNITLOCK_EXIT_FAILED;
        }
        before = probe_run(config, name, probe.user, error);
        if (!before)
                return UNITLOCK_EXIT_FAILED;
        if (changed && !(after = probe_run(changed, name, probe.user, error)))
                return UNITLOCK_EXIT_FAILED;
        probe.unit = name;
        probe.config = config;
        probe.before = before;
        probe.after = after;
        probe.needs = needs;
        probe.exposure = exposure_of(config, before, probe.user);
        probe.exposure_after = after ? exposure_of(changed, after, probe.user) : 0;
        if (json != 3)
                print_json(&probe, json == 2);
        else if (after)
                print_diff(&probe);
        else
                print_text(&probe);
        return UNITLOCK_EXIT_OK;
}

static const Option options[] = {
        {"diff", 0, "FILE", 0, "Show what this drop-in would change"},
        {"needs", 0, "FILE", 0, "Say what the service needs itself, by these needs (unitlock-needs(5))"},
        {"user", 0, NULL, 0, "A unit of your user manager"},
        OPTION_JSON,
        {},
};

const Verb verb_probe = {
        .name = "probe",
        .synopsis = "UNIT|FILE",
        .summary = "Measure what an intruder could do in a service's sandbox",
        .help = "Starts a twin of the unit, with its user, namespaces, filters and mounts, in which a small program "
                "attempts what "
                "intruders "
                "do, harmlessly, and shows what is open, the worst first, each with the setting that would stop it. "
                "The unit itself is not "
                "touched. No packet leaves the machine: what would is predicted, and marked so.",
        .options = options,
        .min_words = 1,
        .max_words = 1,
        .run = run,
};

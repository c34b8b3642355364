/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock score: options in, table or JSON out. The work is in score.c. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/term.h"
#include "cli/exit.h"
#include "cli/pager.h"
#include "cli/score.h"
#include "cli/verb.h"

#define THRESHOLD_NEVER 100

static const char *const sort_words[] = {"unit", "exposure", "fired-by", "user", "mode", NULL};

typedef enum SortKey {
        SORT_UNIT,
        SORT_EXPOSURE,
        SORT_FIRED,
        SORT_USER,
        SORT_MODE,
} SortKey;

static int compare_units(gconstpointer a, gconstpointer b, gpointer userdata)
{
        const ScoredUnit *const *left = a, *const *right = b;
        const ScoredUnit *x = *left, *y = *right;
        int difference = 0;
        switch ((SortKey)GPOINTER_TO_INT(userdata)) {
        case SORT_EXPOSURE:
                difference = (y->score ? (int)y->score->tenths : -1) - (x->score ? (int)x->score->tenths : -1);
                break;
        case SORT_FIRED:
                difference = (int)y->fired - (int)x->fired;
                break;
        case SORT_USER:
                difference = g_strcmp0(x->user, y->user);
                break;
        case SORT_MODE:
                difference = -strcmp(x->mode, y->mode);
                break;
        case SORT_UNIT:
        default:
                break;
        }
        return difference ? difference : strcmp(x->unit, y->unit);
}

static bool parse_number(const Arguments *arguments, const char *option, guint64 min, guint64 max, unsigned fallback,
                         unsigned *ret, GError **error)
{
        const char *value = arguments_get(arguments, option);
        guint64 number = fallback;
        if (value && !g_ascii_string_to_unsigned(value, 10, min, max, &number, NULL)) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE,
                            "--%s=%s: a whole number from %u to %u is wanted here", option, value, (unsigned)min,
                            (unsigned)max);
                return false;
        }
        *ret = (unsigned)number;
        return true;
}

static void print_json(json_t *json, bool compact)
{
        char *text = json_dumps(json, JSON_REAL_PRECISION(6) | (compact ? JSON_COMPACT : JSON_INDENT(2)));
        json_decref(json);
        puts(text ? text : "[]");
        free(text);
}

static void print_details_json(Scores *scores, bool compact, bool plain)
{
        for (guint i = 0; i < scores->units->len; i++) {
                const ScoredUnit *unit = scores->units->pdata[i];
                if (unit->score)
                        print_json(score_details_to_json(unit, scores_advice(scores, unit->view->user), plain),
                                   compact);
        }
}

static char *details_to_text(Scores *scores, const ScoresFormat *format)
{
        GString *all = g_string_new(NULL);
        for (guint i = 0; i < scores->units->len; i++) {
                const ScoredUnit *unit = scores->units->pdata[i];
                if (!unit->score)
                        continue;
                g_autofree char *text = score_details_to_text(unit, scores_advice(scores, unit->view->user), format);
                g_string_append_printf(all, "%s%s", all->len > 0 ? "\n" : "", text);
        }
        return g_string_free(all, FALSE);
}

static bool exceeds(const Scores *scores, unsigned threshold)
{
        for (guint i = 0; i < scores->units->len; i++) {
                const ScoredUnit *unit = scores->units->pdata[i];
                if (unit->score && unit->score->tenths > threshold)
                        return true;
        }
        return false;
}

static int run(const Arguments *arguments, GError **error)
{
        static const char *const json_words[] = {"", "pretty", "short", "off", NULL};
        enum { JSON_SHORT = 2, JSON_OFF = 3 };
        unsigned threshold, systemd;
        int json = arguments_choice(arguments, "json", json_words, JSON_OFF, error);
        int sort = arguments_choice(arguments, "sort", sort_words, -2, error);
        if (json < 0 || sort == -1 ||
            !parse_number(arguments, "threshold", 0, THRESHOLD_NEVER, THRESHOLD_NEVER, &threshold, error) ||
            !parse_number(arguments, "systemd-version", SYSTEMD_OLDEST, 9999, 0, &systemd, error))
                return UNITLOCK_EXIT_USAGE;
        ScoreOptions options = {
                .user = arguments_has(arguments, "user"),
                .global = arguments_has(arguments, "global"),
                .root = arguments_get(arguments, "root"),
                .systemd = systemd,
                .like_systemd = arguments_has(arguments, "like-systemd"),
                .details = arguments_has(arguments, "details"),
                .words = arguments_words(arguments),
        };
        if (options.user && options.global) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "--user and --global exclude each other");
                return UNITLOCK_EXIT_USAGE;
        }
        if (options.details && !options.words[0]) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE,
                            "--details needs the name of a unit, or a file");
                return UNITLOCK_EXIT_USAGE;
        }
        g_autoptr(Scores) scores = scores_make(&options, error);
        if (!scores)
                return UNITLOCK_EXIT_FAILED;
        bool quiet = arguments_has(arguments, "quiet");
        if (!quiet || scores->input_bad)
                fputs(scores->talk, stderr);
        if (sort >= 0 || !options.words[0])
                g_ptr_array_sort_with_data(scores->units, compare_units, GINT_TO_POINTER(MAX(sort, 0)));

        ScoresFormat format = {
                .width = isatty(STDOUT_FILENO) ? term_columns(stdout) : 0,
                .colors = term_colors(stdout),
                .legend = !arguments_has(arguments, "no-legend"),
                .systemd = scores->systemd,
        };
        /* systemd prints the rows where one unit is named. */
        bool rows = options.details || (options.like_systemd && scores->units->len == 1 && options.words[0]);
        if (rows && json != JSON_OFF)
                print_details_json(scores, json == JSON_SHORT, options.like_systemd);
        else if (json != JSON_OFF) {
                g_autofree char *text = scores_to_json(scores->units, options.like_systemd, json == JSON_SHORT);
                puts(text);
        } else if (scores->units->len > 0) {
                g_autofree char *text =
                        rows ? details_to_text(scores, &format) : scores_to_text(scores->units, &format);
                pager_show(text, !arguments_has(arguments, "no-pager"));
        }
        if (scores->input_bad)
                return scores->input_malformed ? UNITLOCK_EXIT_INPUT : UNITLOCK_EXIT_NOT_FOUND;
        return exceeds(scores, threshold) ? UNITLOCK_EXIT_FAILED : UNITLOCK_EXIT_OK;
}

static const Option options[] = {
        {"user", 0, NULL, 0, "Units of your user manager"},
        {"global", 0, NULL, 0, "User units of all users, by their files"},
        OPTION_ROOT,
        {"systemd-version", 0, "VERSION", 0, "By the rules of this version (default: that of the manager or the tree)"},
        {"details", 0, NULL, 0, "Show each row: what it costs, what to set, what implies it, whether to do it"},
        {"sort", 0, "unit|exposure|fired-by|user|mode", 0, "Order of the list (default: as named, else by unit)"},
        {"threshold", 0, "N", 0, "Exit with status 1 if an exposure is above N tenths (0 to 100)"},
        {"like-systemd", 0, NULL, 0, "Repeat the mistakes of systemd-analyze, to compare with it"},
        OPTION_JSON,
        OPTION_NO_PAGER,
        OPTION_NO_LEGEND,
        OPTION_QUIET,
        {},
};

const Verb verb_score = {
        .name = "score",
        .synopsis = "[UNIT|FILE|DIRECTORY...]",
        .summary = "Show how exposed services are, as systemd-analyze security counts it",
        .help = "Without arguments, all service units of the running manager: running or not, fired by timers, paths, "
                "sockets, "
                "D-Bus or automounts, templates with their instances. Else what is named: units, unit files wherever "
                "they "
                "lie "
                "(debian/service too), directories, Debian packages, - for standard input.\n\n"
                "Nothing that is named is run, and no privileges are needed.",
        .options = options,
        .max_words = G_MAXUINT,
        .run = run,
};

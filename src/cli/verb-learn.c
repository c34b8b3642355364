/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock learn UNIT: options in, report out. The work is in learn.c. */

#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/term.h"
#include "base/text.h"
#include "cli/exit.h"
#include "cli/learn.h"
#include "cli/verb.h"
#include "sink/report.h"

static const char *const apply_words[] = {"no", "runtime", "yes", NULL};

static bool parse_time(const Arguments *arguments, const char *name, guint64 *ret, GError **error)
{
        const char *value = arguments_get(arguments, name);

        *ret = 0;
        if (!value)
                return true;
        g_autoptr(GError) why = NULL;

        if (parse_timespan(value, ret, &why) && *ret > 0)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "--%s=%s is not a time span: say 30s, 5min or 1h",
                    name, value);
        return false;
}

/* Progress is talk: on stderr, and only where someone reads it. */
static void progress(const char *line, void *userdata)
{
        bool counter = *line == '\r';

        fprintf(stderr, "%s%s%s%s%s", counter ? "" : "\r\033[K",
                term_style(stderr, *line == ' ' || counter ? STYLE_GREY : STYLE_BOLD), line,
                term_style(stderr, STYLE_NORMAL), counter ? "" : "\n");
        fflush(stderr);
}

static void progress_plain(const char *line, void *userdata)
{
        if (*line != '\r')
                fprintf(stderr, "%s\n", line);
}

static int print_json(const Report *report, const char *how)
{
        json_t *json = report_to_json(report);
        int r = json_dumpf(json, stdout,
                           JSON_REAL_PRECISION(6) | (g_strcmp0(how, "short") == 0 ? JSON_COMPACT : JSON_INDENT(2)));

        json_decref(json);
        putchar('\n');
        return r;
}

static int run(const Arguments *arguments, GError **error)
{
        static const char *const json_words[] = {"", "pretty", "short", "off", NULL};
        const char *output = arguments_get(arguments, "output");
        bool quiet = arguments_has(arguments, "quiet"), terminal = isatty(STDERR_FILENO);
        LearnOptions options = {
                .unit = arguments_words(arguments)[0],
                .exercises = arguments_get_list(arguments, "exercise"),
                .interactive = isatty(STDIN_FILENO) && isatty(STDERR_FILENO),
                .output = output,
                .profile = arguments_get(arguments, "profile"),
                .progress = quiet      ? NULL
                            : terminal ? progress
                                       : progress_plain,
        };
        g_autoptr(LearnResult) result = NULL;
        int apply = arguments_choice(arguments, "apply", apply_words, LEARN_APPLY_NO, error);
        int json = arguments_choice(arguments, "json", json_words, 3, error);

        if (apply < 0 || json < 0 || !parse_time(arguments, "for", &options.watch_usec, error) ||
            !parse_time(arguments, "timeout", &options.exercise_timeout, error))
                return UNITLOCK_EXIT_USAGE;
        options.apply = apply;
        options.go_on = arguments_has(arguments, "continue");
        if (options.go_on && !arguments_get(arguments, "apply"))
                options.apply = LEARN_APPLY_SAME;
        result = learn_run(&options, error);
        if (!result)
                return UNITLOCK_EXIT_FAILED;

        Report report = {
                .unit = result->unit,
                .systemd = result->systemd,
                .outcome = REPORT_PROVEN,
                .policy = result->policy,
                .needs = result->needs,
                .before = result->before,
                .after = result->after,
                .path = result->path,
                .dropin = result->dropin,
                .proven = (const char *const *)result->proven_lines->pdata,
                .uncovered = (const char *const *)result->uncovered_lines->pdata,
                .differences = (const char *const *)result->difference_lines->pdata,
                .survived = result->survived,
        };
        if (json != 3)
                print_json(&report, json_words[json]);
        else if (g_strcmp0(output, "-") == 0)
                fputs(result->dropin, stdout);
        else {
                g_autofree char *text = report_to_text(&report, term_columns(stdout), term_colors(stdout));

                if (!output)
                        fputs(result->dropin, stdout);
                fputs(text, stdout);
        }
        return UNITLOCK_EXIT_OK;
}

static const Option options[] = {
        {"exercise", 'e', "COMMAND", OPTION_LIST,
         "Shell command that makes the service work; it must exit with status 0"},
        {"for", 0, "TIME", 0, "Watch for this long, while you (or its users) use the service"},
        {"timeout", 0, "TIME", 0, "How long one exercise may take (default 60 s)"},
        {"continue", 0, NULL, 0,
         "Go on from what is known of the unit, complain mode included, and make its drop-in anew"},
        {"profile", 0, "FILE", 0, "Write what was found to be needed to this file, as a profile"},
        {"output", 'o', "FILE|-", 0, "Write the drop-in to this file, or alone to standard output"},
        {"apply", 0, "no|runtime|yes", 0,
         "Keep the proven drop-in: not at all (default), until the next boot, or for good"},
        OPTION_JSON,
        OPTION_QUIET,
        {},
};

const Verb verb_learn = {
        .name = "learn",
        .synopsis = "UNIT",
        .summary = "Find out what a service needs, deny the rest, prove that it still works",
        .help = "Runs the unit as it is under observation (start, your exercises, reload, log rotation, stop), makes "
                "the strictest "
                "drop-in that denies nothing of what it did, and runs it again under that. What is refused is allowed "
                "and tried "
                "again; what breaks without a refusal is found by bisection. The unit ends in the state that it was "
                "in: with "
                "the drop-in if --apply= says so, else as it was.\n\n"
                "Without --exercise= and --for= on a terminal it watches until you press Enter.",
        .options = options,
        .min_words = 1,
        .max_words = 1,
        .run = run,
};

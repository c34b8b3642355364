/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock why UNIT: options in, story out. The work is in src/why/. */

#include <jansson.h>
#include <stdio.h>

#include "base/error.h"
#include "base/term.h"
#include "base/text.h"
#include "cli/exit.h"
#include "cli/verb.h"
#include "why/why.h"

static int run(const Arguments *arguments, GError **error)
{
        static const char *const json_words[] = {"", "pretty", "short", "off", NULL};
        WhyOptions options = {
                .unit = arguments_words(arguments)[0],
                .root = arguments_get(arguments, "root"),
                .user = arguments_has(arguments, "user"),
                .dry = arguments_has(arguments, "dry") || arguments_has(arguments, "root"),
        };
        const char *since = arguments_get(arguments, "since");
        int json = arguments_choice(arguments, "json", json_words, 3, error);
        g_autoptr(WhyStory) story = NULL;

        if (json < 0)
                return UNITLOCK_EXIT_USAGE;
        if (since) {
                const char *span = *since == '-' ? since + 1 : since;

                if (!parse_timespan(span, &options.since, NULL) || options.since == 0) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE,
                                    "--since=%s is not a time span: say 10min, 1h or 2d", since);
                        return UNITLOCK_EXIT_USAGE;
                }
        }
        story = why_tell(&options, error);
        if (!story)
                return UNITLOCK_EXIT_FAILED;
        if (json != 3) {
                json_t *object = why_story_to_json(story);

                json_dumpf(object, stdout, json == 2 ? JSON_COMPACT : JSON_INDENT(2));
                json_decref(object);
                putchar('\n');
        } else {
                g_autofree char *text = why_story_to_text(story, term_columns(stdout));

                fputs(text, stdout);
        }
        return UNITLOCK_EXIT_OK;
}

static const Option options[] = {
        {"dry", 'n', NULL, 0, "Predict: look at the unit's files and programs, whatever has happened"},
        {"since", 'S', "TIME", 0, "Go back this far, instead of to the last start (10min, 2d)"},
        {"user", 0, NULL, 0, "A unit of your own user manager"},
        OPTION_ROOT,
        OPTION_JSON,
        {},
};

const Verb verb_why = {
        .name = "why",
        .synopsis = "UNIT",
        .summary = "Say which setting of a unit refused what it tried, and the smallest change that allows it",
        .help = "Tells what is known of the unit's last run, surest first: refusals that unitlock-watch saw, records "
                "of the kernel "
                "and of systemd, a look at the programs and files that the unit names, and the service's own words. "
                "Each comes with "
                "the setting that refuses it, the file and line that make it, the smallest change that allows it, and "
                "what that "
                "costs in exposure. What no setting refuses is not told: then the sandbox is not to blame.",
        .options = options,
        .min_words = 1,
        .max_words = 1,
        .run = run,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verbs of the lab: run, shell, list, rm. */
#include "base/error.h"
#include "cli/table.h"
#include "cli/verb.h"
#include "lab/lab.h"
#include <libsmartcols.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIST_WIDTH 48 /* of the packages of a lab in the list, in characters */

static void progress_print(const char *message, void *data)
{
        fprintf(stderr, "%s ...\n", message);
}

static void options_from(const Arguments *arguments, LabOptions *options)
{
        *options = (LabOptions){
                .suite = arguments_get(arguments, "suite"),
                .packages = arguments_get_list(arguments, "package"),
                .binds = arguments_get_list(arguments, "bind-ro"),
                .keep = arguments_get(arguments, "keep"),
                .progress = arguments_has(arguments, "quiet") ? NULL : progress_print,
        };
}

#define OPTIONS_LAB                                                                                                 \
        {"suite", 0, "bookworm|trixie|forky", 0, "Debian release to boot; default: this machine's, else bookworm"}, \
                {"package", 0, "PKG", OPTION_LIST, "Have this package installed; may be given more than once"},     \
                {"bind-ro", 0, "SRC:DST", OPTION_LIST,                                                              \
                 "Show a file or directory of this machine in the lab, read-only"},                                 \
                {"keep", 0, "NAME", 0, "Keep what changes under this name, and go on from it the next time"},       \
                OPTION_QUIET

static const Option options_run[] = {OPTIONS_LAB, {}};

static int run_lab_run(const Arguments *arguments, GError **error)
{
        LabOptions options;
        int status = 0;

        options_from(arguments, &options);
        return lab_run(&options, (const char *const *)arguments_words(arguments), &status, error) ? status : -1;
}

const Verb verb_lab_run = {
        .name = "lab run",
        .synopsis = "-- COMMAND...",
        .summary = "Run a command in a throw-away systemd machine",
        .help = "Boots a Debian with a real systemd in a container, runs COMMAND in it as root with this very unitlock "
                "on its PATH,\n"
                "and throws all of it away. The network is private and has the loopback only. Output, signals and exit "
                "status are\n"
                "COMMAND's (128 + N if signal N ended it).\n\n"
                "The first use of a suite makes its root (mmdebstrap), the first use of a set of packages installs "
                "them; both are\n"
                "cached in /var/cache/unitlock, or where UNITLOCK_LAB_DIR says.",
        .options = options_run,
        .min_words = 1,
        .max_words = G_MAXUINT,
        .flags = VERB_COMMAND,
        .run = run_lab_run,
};

static int run_lab_shell(const Arguments *arguments, GError **error)
{
        const char *name = arguments_words(arguments)[0];
        LabOptions options;
        int status = 0;

        options_from(arguments, &options);
        if (name && lab_is_running(name))
                return lab_enter(name, NULL, &status, error) ? status : -1;
        if (name && options.keep) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "Give either NAME or --keep=NAME");
                return -1;
        }
        if (name && !lab_is_kept(name)) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND,
                            "No lab called %s is running or kept; --keep=%s makes one, 'unitlock lab list' shows all",
                            name, name);
                return -1;
        }
        if (name)
                options.keep = name;
        return lab_run(&options, NULL, &status, error) ? status : -1;
}

const Verb verb_lab_shell = {
        .name = "lab shell",
        .synopsis = "[NAME]",
        .summary = "Open a shell in a running, kept or new lab",
        .help = "With the NAME of a running lab the shell is opened in that one; with that of a kept lab it is booted "
                "again; without,\n"
                "a new one is made as by 'lab run'.",
        .options = options_run,
        .max_words = 1,
        .run = run_lab_shell,
};

static const Option options_list[] = {OPTION_JSON, OPTION_NO_LEGEND, {}};

/* "curl nginx ...and 7 more": a lab may have some hundred packages, and JSON has them all. Caller frees. */
static char *shorten_list(const char *words)
{
        g_auto(GStrv) list = g_strsplit(words ? words : "", " ", 0);
        GString *text = g_string_new(NULL);
        guint n = g_strv_length(list), shown = 0;

        while (shown < n && (shown == 0 || text->len + strlen(list[shown]) < LIST_WIDTH))
                g_string_append_printf(text, "%s%s", shown ? " " : "", list[shown]), shown++;
        if (shown < n)
                g_string_append_printf(text, " ...and %u more", n - shown);
        return g_string_free(text, FALSE);
}

static int run_lab_list(const Arguments *arguments, GError **error)
{
        static const char *const modes[] = {"pretty", "short", "off", "", NULL};
        static const char *const columns[] = {"NAME", "KIND", "SUITE", "PACKAGES", "MADE"};
        g_autoptr(GPtrArray) entries = NULL;
        struct libscols_table *table;
        int mode = arguments_choice(arguments, "json", modes, 2, error);

        if (mode < 0 || !(entries = lab_list(error)))
                return -1;
        if (!entries->len && mode == 2) {
                if (!arguments_has(arguments, "no-legend"))
                        puts("There is no lab and no root for one yet: 'unitlock lab run' and 'unitlock lab shell' "
                             "make them.");
                return 0;
        }
        scols_init_debug(0);
        table = scols_new_table();
        if (mode != 2)
                scols_table_enable_json(table, 1);
        scols_table_set_name(table, "labs");
        if (arguments_has(arguments, "no-legend"))
                scols_table_enable_noheadings(table, 1);
        for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
                scols_table_new_column(table, columns[i], 0.1, 0);
        for (guint i = 0; i < entries->len; i++) {
                const LabEntry *entry = entries->pdata[i];
                struct libscols_line *line = scols_table_new_line(table, NULL);
                g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(entry->made);
                g_autofree char *made = time ? g_date_time_format(time, mode == 2 ? "%F %R" : "%FT%T%:z") : NULL;
                g_autofree char *packages = mode == 2 ? shorten_list(entry->packages) : g_strdup(entry->packages);

                scols_line_set_data(line, 0, entry->name);
                scols_line_set_data(line, 1, lab_kind_names[entry->kind]);
                scols_line_set_data(line, 2, entry->suite);
                scols_line_set_data(line, 3, packages);
                scols_line_set_data(line, 4, made);
        }
        table_print(table, mode == 1);
        return 0;
}

const Verb verb_lab_list = {
        .name = "lab list",
        .synopsis = "",
        .summary = "List cached roots, kept labs and running ones",
        .options = options_list,
        .run = run_lab_list,
};

static const Option options_rm[] = {
        {"all", 0, NULL, 0, "Remove every cached root and kept lab that is not in use"}, OPTION_QUIET, {}};

static int run_lab_rm(const Arguments *arguments, GError **error)
{
        char *const *names = arguments_words(arguments);
        bool quiet = arguments_has(arguments, "quiet");
        g_autoptr(GPtrArray) entries = NULL;

        if (arguments_has(arguments, "all") == (names[0] != NULL)) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE,
                            "'unitlock lab rm' needs either names or --all");
                return -1;
        }
        for (; *names; names++) {
                if (!lab_remove(*names, error))
                        return -1;
                if (!quiet)
                        fprintf(stderr, "Removed %s\n", *names);
        }
        if (!arguments_has(arguments, "all"))
                return 0;
        if (!(entries = lab_list(error)))
                return -1;
        /* From the end: layers go before the suites that they lie on. */
        for (guint i = entries->len; i-- > 0;) {
                const LabEntry *entry = entries->pdata[i];

                if (entry->kind == LAB_KIND_RUNNING)
                        continue;
                if (!lab_remove(entry->name, error))
                        return -1;
                if (!quiet)
                        fprintf(stderr, "Removed %s\n", entry->name);
        }
        return 0;
}

const Verb verb_lab_rm = {
        .name = "lab rm",
        .synopsis = "NAME...",
        .summary = "Remove kept labs and cached roots",
        .options = options_rm,
        .max_words = G_MAXUINT,
        .run = run_lab_rm,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program: finds the verb, parses its command line, runs it, and turns an error into one line and an exit status.
 */
#include "base/error.h"
#include "base/term.h"
#include "base/text.h"
#include "cli/exit.h"
#include "cli/verb.h"
#include <locale.h>
#include <stdio.h>
#include <string.h>

static int fail(const GError *error)
{
        g_autofree char *message = text_printable(error->message, true);
        fprintf(stderr, "%sunitlock:%s %s\n", term_style(stderr, STYLE_RED), term_style(stderr, STYLE_NORMAL), message);
        return exit_status_from_error(error);
}

/* The words that begin like a verb of two words, for "unitlock lab" alone. Caller frees. */
static char *verbs_beginning_with(const char *word)
{
        GString *out = g_string_new(NULL);
        size_t n = strlen(word);

        for (const Verb *const *verb = verbs; *verb; verb++)
                if (strncmp((*verb)->name, word, n) == 0 && (*verb)->name[n] == ' ')
                        g_string_append_printf(out, "%s'unitlock %s'", out->len ? ", " : "", (*verb)->name);
        return g_string_free(out, FALSE);
}

static int fail_unknown_verb(char *const *words)
{
        g_autofree char *candidates = verbs_beginning_with(words[0]);
        g_autoptr(GError) error = NULL;

        if (*candidates && words[1])
                error = g_error_new(UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "Unknown verb '%s %s'; there are %s",
                                    words[0], words[1], candidates);
        else if (*candidates)
                error = g_error_new(UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "'unitlock %s' needs a second word: %s",
                                    words[0], candidates);
        else if (words[0][0] == '-')
                error = g_error_new(UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "Unknown option %s (see 'unitlock --help')",
                                    words[0]);
        else
                error = g_error_new(UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "Unknown verb '%s' (see 'unitlock --help')",
                                    words[0]);
        return fail(error);
}

/* A full disk behind stdout is a failure, too. */
static int end(int status)
{
        g_autoptr(GError) error = NULL;

        if (fflush(stdout) == 0 && !ferror(stdout))
                return status;
        error = g_error_new(UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot write the result to standard output");
        return fail(error);
}

static bool is_help(const char *word)
{
        return g_str_equal(word, "--help") || g_str_equal(word, "-h");
}

/* Help for a verb, for those that begin with a word ("lab"), or without words for all. */
static int show_help(char *const *words)
{
        unsigned used;
        const Verb *verb = words[0] ? verb_find(words, &used) : NULL;
        g_autofree char *usage = verb ? verb_usage(verb) : words[0] ? group_usage(words[0]) : verbs_usage();

        if (words[0] && !usage)
                return fail_unknown_verb(words);
        fputs(usage, stdout);
        return end(UNITLOCK_EXIT_OK);
}

/* A tree that is not there has no units, and nothing wrong in them: that must not look like success. */
static bool check_root(const char *root, GError **error)
{
        g_autoptr(GDir) dir = NULL;
        g_autoptr(GError) problem = NULL;

        if (!root)
                return true;
        dir = g_dir_open(root, 0, &problem);
        if (!dir)
                g_set_error(error, UNITLOCK_ERROR,
                            g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? UNITLOCK_ERROR_NOT_FOUND
                                                                                       : UNITLOCK_ERROR_INPUT,
                            "Option --root: %s", problem->message);
        return dir != NULL;
}

int main(int argc, char **argv)
{
        g_autoptr(Arguments) arguments = NULL;
        g_autoptr(GError) error = NULL;
        const char *json;
        const Verb *verb;
        unsigned used;
        int status;

        if (argc < 2) {
                error = g_error_new(UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "What is to be done? See 'unitlock --help'");
                return fail(error);
        }
        if (g_str_equal(argv[1], "--version")) {
                printf("unitlock %s\n", UNITLOCK_VERSION);
                return end(UNITLOCK_EXIT_OK);
        }
        if (is_help(argv[1]) || g_str_equal(argv[1], "help"))
                return show_help(argv + 2);

        verb = verb_find(argv + 1, &used);
        if (!verb && argv[2] && is_help(argv[2])) {
                argv[2] = NULL;
                return show_help(argv + 1);
        }
        if (!verb)
                return fail_unknown_verb(argv + 1);
        arguments = arguments_parse(verb, argv + 1 + used, &error);
        if (!arguments)
                return fail(error);
        if (arguments_has(arguments, "help")) {
                g_autofree char *usage = verb_usage(verb);

                fputs(usage, stdout);
                return end(UNITLOCK_EXIT_OK);
        }

        /* How wide a character is on the terminal: nothing else of the locale is used, each category is a file, and
         * JSON has no width. */
        json = arguments_find(arguments, "json");
        if (!json || g_str_equal(json, "off"))
                setlocale(LC_CTYPE, "");
        if (!check_root(arguments_find(arguments, "root"), &error))
                return fail(error);
        status = verb->run(arguments, &error);
        if (error)
                return fail(error);
        return end(status);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program: finds the verb, parses its command line, runs it, and turns an error into one line and an exit status.
 */
#include "base/error.h"
#include "base/term.h"
#include "cli/exit.h"
#include "cli/verb.h"
#include <locale.h>
#include <stdio.h>
#include <string.h>

static int fail(const GError *error)
{
        fprintf(stderr, "%sunitlock:%s %s\n", term_style(stderr, STYLE_RED), term_style(stderr, STYLE_NORMAL),
                error->message);
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

int main(int argc, char **argv)
{
        g_autoptr(Arguments) arguments = NULL;
        g_autoptr(GError) error = NULL;
        const Verb *verb;
        unsigned used;
        int status;

        /* How wide a character is on the terminal; nothing else of the locale is used, and each category is a file. */
        setlocale(LC_CTYPE, "");

        if (argc < 2) {
                error = g_error_new(UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "What is to be done? See 'unitlock --help'");
                return fail(error);
        }
        if (g_str_equal(argv[1], "--version")) {
                printf("unitlock %s\n", UNITLOCK_VERSION);
                return UNITLOCK_EXIT_OK;
        }
        if (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h") || g_str_equal(argv[1], "help")) {
                g_autofree char *usage = verbs_usage();

                fputs(usage, stdout);
                return UNITLOCK_EXIT_OK;
        }

        verb = verb_find(argv + 1, &used);
        if (!verb)
                return fail_unknown_verb(argv + 1);
        arguments = arguments_parse(verb, argv + 1 + used, &error);
        if (!arguments)
                return fail(error);
        if (arguments_has(arguments, "help")) {
                g_autofree char *usage = verb_usage(verb);

                fputs(usage, stdout);
                return UNITLOCK_EXIT_OK;
        }

        status = verb->run(arguments, &error);
        if (error)
                return fail(error);
        /* A full disk behind stdout is a failure too. */
        if (fflush(stdout) != 0 || ferror(stdout)) {
                error = g_error_new(UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                                    "Cannot write the result to standard output");
                return fail(error);
        }
        return status;
}

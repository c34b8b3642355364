/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "cli/exit.h"
#include "cli/verb.h"
#include <string.h>

static const Option options[] = {
        {"suite", 's', "SUITE", 0, "One value"},
        {"package", 0, "PKG", OPTION_LIST, "Many values"},
        OPTION_JSON,
        OPTION_QUIET,
        {},
};
static const Verb plain = {"try", "UNIT", "Tries", NULL, options, 1, 2, 0, NULL};
static const Verb command = {"lab try", "-- COMMAND...", "Tries", NULL, options, 1, G_MAXUINT, VERB_COMMAND, NULL};

static Arguments *parse(const Verb *verb, const char *line, GError **error)
{
        g_auto(GStrv) words = *line ? g_strsplit(line, " ", -1) : g_new0(char *, 1);

        return arguments_parse(verb, words, error);
}

static void test_options(void)
{
        g_autoptr(GError) error = NULL;
        g_autoptr(Arguments) arguments =
                parse(&plain, "--suite=a --package x one -qs b --package=y= --json two", &error);
        g_autofree char *packages = NULL, *words = NULL;

        g_assert_no_error(error);
        g_assert_cmpstr(arguments_get(arguments, "suite"), ==, "b");
        packages = g_strjoinv(" ", (char **)arguments_get_list(arguments, "package"));
        g_assert_cmpstr(packages, ==, "x y=");
        g_assert_cmpstr(arguments_get(arguments, "json"), ==, "");
        g_assert_true(arguments_has(arguments, "quiet"));
        g_assert_false(arguments_has(arguments, "help"));
        words = g_strjoinv(" ", (char **)arguments_words(arguments));
        g_assert_cmpstr(words, ==, "one two");
}

static void test_command(void)
{
        static const struct {
                const char *line, *words;
        } cases[] = {
                {"-q -- ls -l --suite=x", "ls -l --suite=x"},
                {"-q ls -l --suite=x", "ls -l --suite=x"},
                {"-- -x -- y", "-x -- y"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(GError) error = NULL;
                g_autoptr(Arguments) arguments = parse(&command, cases[i].line, &error);
                g_autofree char *words = NULL;

                g_assert_no_error(error);
                words = g_strjoinv(" ", (char **)arguments_words(arguments));
                g_assert_cmpstr(words, ==, cases[i].words);
                g_assert_false(arguments_has(arguments, "suite"));
        }
}

static void test_errors(void)
{
        static const struct {
                const Verb *verb;
                const char *line, *message;
        } cases[] = {
                {&plain, "--nope one", "Unknown option --nope"},
                {&plain, "--nope=3 one", "Unknown option --nope "},
                {&plain, "--suit=3 one", "Unknown option --suit "},
                {&plain, "-z one", "Unknown option -z"},
                {&plain, "one --suite", "Option --suite needs a value: --suite=SUITE"},
                {&plain, "one -s", "Option -s needs a value"},
                {&plain, "--quiet=yes one", "Option --quiet takes no value"},
                {&plain, "", "needs UNIT"},
                {&plain, "a b c", "Too many words: 'c'"},
                {&command, "--suite=x --", "needs -- COMMAND..."},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(GError) error = NULL;
                g_autoptr(Arguments) arguments = parse(cases[i].verb, cases[i].line, &error);

                g_assert_null(arguments);
                g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE);
                g_assert_nonnull(strstr(error->message, cases[i].message));
                g_assert_null(strchr(error->message, '\n'));
        }
}

static void test_choice(void)
{
        static const char *const choices[] = {"red", "green", NULL};
        g_autoptr(GError) error = NULL;
        g_autoptr(Arguments) arguments = parse(&plain, "u --suite=green", &error);

        g_assert_cmpint(arguments_choice(arguments, "suite", choices, 0, &error), ==, 1);
        g_assert_cmpint(arguments_choice(arguments, "package", choices, 7, &error), ==, 7);
        g_clear_pointer(&arguments, arguments_free);
        arguments = parse(&plain, "u --suite=blue", &error);
        g_assert_cmpint(arguments_choice(arguments, "suite", choices, 0, &error), ==, -1);
        g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE);
        g_assert_nonnull(strstr(error->message, "red, green"));
}

/* Every row is whole, no two options of a verb collide, and its own help parses. */
static void test_table(void)
{
        for (const Verb *const *verb = verbs; *verb; verb++) {
                g_auto(GStrv) words = g_strsplit((*verb)->name, " ", -1);
                char *help[] = {(char *)"--help", NULL};
                g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
                g_autoptr(Arguments) arguments = NULL;
                g_autofree char *usage = verb_usage(*verb);
                unsigned used;

                g_test_message("%s", (*verb)->name);
                g_assert_true(verb_find(words, &used) == *verb);
                g_assert_cmpuint(used, ==, g_strv_length(words));
                g_assert_nonnull((*verb)->synopsis);
                g_assert_nonnull((*verb)->summary);
                g_assert_nonnull((*verb)->run);
                g_assert_cmpuint((*verb)->min_words, <=, (*verb)->max_words);
                g_assert_nonnull(strstr(usage, (*verb)->summary));
                for (const Option *option = (*verb)->options; option && option->name; option++) {
                        g_assert_true(g_hash_table_add(seen, g_strdup(option->name)));
                        g_assert_true(!option->letter ||
                                      g_hash_table_add(seen, g_strdup_printf("-%c", option->letter)));
                        g_assert_cmpstr(option->name, !=, "help");
                        g_assert_nonnull(option->help);
                        g_assert_nonnull(strstr(usage, option->name));
                }
                arguments = arguments_parse(*verb, help, NULL);
                g_assert_true(arguments_has(arguments, "help"));
        }
}

/* Each verb of two words is in the help of its group. */
static void test_groups(void)
{
        g_assert_null(group_usage("score"));
        g_assert_null(group_usage("la"));
        for (const Verb *const *verb = verbs; *verb; verb++) {
                g_auto(GStrv) words = g_strsplit((*verb)->name, " ", -1);

                if (!words[1])
                        continue;
                g_autofree char *usage = group_usage(words[0]);
                g_assert_nonnull(strstr(usage, (*verb)->summary));
        }
}

static void test_exit(void)
{
        g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

        g_assert_cmpint(exit_status_from_error(NULL), ==, 0);
        for (int code = 0; code < _UNITLOCK_ERROR_MAX; code++) {
                g_autoptr(GError) error = g_error_new(UNITLOCK_ERROR, code, "x");
                int status = exit_status_from_error(error);

                g_assert_cmpint(status, >, 0);
                g_assert_true(g_hash_table_add(seen, GINT_TO_POINTER(status)));
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/arguments/options", test_options);
        g_test_add_func("/arguments/command", test_command);
        g_test_add_func("/arguments/errors", test_errors);
        g_test_add_func("/arguments/choice", test_choice);
        g_test_add_func("/verbs/table", test_table);
        g_test_add_func("/verbs/groups", test_groups);
        g_test_add_func("/exit/statuses", test_exit);
        return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parses a command line by a verb's row of the table, and prints the help from the same row. Own code rather than
 * GOption or getopt, because the table must also serve the manual and the completions, and because a wrong word
 * deserves one line that names it. Values stay strings: the verb gives them meaning. */
#include "cli/verb.h"

#include "base/error.h"
#include "base/term.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

#define HELP_WIDTH 80
#define HELP_INDENT "                              "
#define HELP_COLUMN ((int)(sizeof(HELP_INDENT) - 1))

struct Arguments {
        const Verb *verb;
        GHashTable *values; /* name of the option -> GPtrArray of values, which ends with NULL */
        GPtrArray *words;   /* ends with NULL */
};

static const Option option_help = {"help", 'h', NULL, 0, "Show this help"};

static const Option *verb_option(const Verb *verb, const char *name, size_t length)
{
        if (strlen(option_help.name) == length && strncmp(option_help.name, name, length) == 0)
                return &option_help;
        for (const Option *option = verb->options; option && option->name; option++)
                if (strlen(option->name) == length && strncmp(option->name, name, length) == 0)
                        return option;
        return NULL;
}

static const Option *verb_option_letter(const Verb *verb, char letter)
{
        if (letter == option_help.letter)
                return &option_help;
        for (const Option *option = verb->options; option && option->name; option++)
                if (letter != 0 && option->letter == letter)
                        return option;
        return NULL;
}

static G_GNUC_PRINTF(3, 4) bool usage_error(const Verb *verb, GError **error, const char *format, ...)
{
        g_autofree char *message = NULL;
        va_list args;

        va_start(args, format);
        message = g_strdup_vprintf(format, args);
        va_end(args);
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "%s (see 'unitlock %s --help')", message, verb->name);
        return false;
}

static void arguments_store(Arguments *arguments, const Option *option, const char *value)
{
        GPtrArray *values = g_hash_table_lookup(arguments->values, option->name);

        if (!values) {
                values = g_ptr_array_new_with_free_func(g_free);
                g_hash_table_insert(arguments->values, (gpointer)option->name, values);
        } else {
                g_ptr_array_remove_index(values, values->len - 1); /* the NULL */
                if (!(option->flags & OPTION_LIST))
                        g_ptr_array_set_size(values, 0);
        }
        g_ptr_array_add(values, g_strdup(value ? value : ""));
        g_ptr_array_add(values, NULL);
}

/* One "--name", "--name=value" or "--name value". *i is moved past what was used. */
static bool arguments_parse_long(Arguments *arguments, char *const *words, unsigned *i, GError **error)
{
        const char *word = words[*i], *equals = strchr(word, '='), *value = equals ? equals + 1 : NULL;
        size_t length = equals ? (size_t)(equals - word - 2) : strlen(word + 2);
        const Option *option = verb_option(arguments->verb, word + 2, length);

        if (!option)
                return usage_error(arguments->verb, error, "Unknown option --%.*s", (int)length, word + 2);
        if (!option->value && value)
                return usage_error(arguments->verb, error, "Option --%s takes no value", option->name);
        if (option->value && !value && !(option->flags & OPTION_OPTIONAL)) {
                value = words[*i + 1];
                if (!value)
                        return usage_error(arguments->verb, error, "Option --%s needs a value: --%s=%s", option->name,
                                           option->name, option->value);
                (*i)++;
        }
        arguments_store(arguments, option, value);
        return true;
}

/* A cluster of letters ("-qh"); the last may have a value ("-n5", "-n 5"). */
static bool arguments_parse_short(Arguments *arguments, char *const *words, unsigned *i, GError **error)
{
        for (const char *p = words[*i] + 1; *p; p++) {
                const Option *option = verb_option_letter(arguments->verb, *p);
                const char *value = NULL;

                if (!option)
                        return usage_error(arguments->verb, error, "Unknown option -%c", *p);
                if (option->value) {
                        value = p[1] ? p + 1 : words[*i + 1];
                        if (!value)
                                return usage_error(arguments->verb, error, "Option -%c needs a value: -%c %s", *p, *p,
                                                   option->value);
                        if (!p[1])
                                (*i)++;
                }
                arguments_store(arguments, option, value);
                if (option->value)
                        break;
        }
        return true;
}

Arguments *arguments_parse(const Verb *verb, char *const *words, GError **error)
{
        g_autoptr(Arguments) arguments = g_new0(Arguments, 1);
        bool options = true;
        unsigned i, n;

        arguments->verb = verb;
        arguments->values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
        arguments->words = g_ptr_array_new_with_free_func(g_free);

        for (i = 0; words[i]; i++) {
                if (options && g_str_equal(words[i], "--")) {
                        options = false;
                } else if (options && g_str_has_prefix(words[i], "--")) {
                        if (!arguments_parse_long(arguments, words, &i, error))
                                return NULL;
                } else if (options && words[i][0] == '-' && words[i][1]) {
                        if (!arguments_parse_short(arguments, words, &i, error))
                                return NULL;
                } else {
                        g_ptr_array_add(arguments->words, g_strdup(words[i]));
                        if (verb->flags & VERB_COMMAND)
                                options = false;
                }
        }
        n = arguments->words->len;
        g_ptr_array_add(arguments->words, NULL);
        /* Who asks for help need not have the rest right. */
        if (!arguments_has(arguments, option_help.name)) {
                if (n < verb->min_words) {
                        usage_error(verb, error, "'unitlock %s' needs %s", verb->name, verb->synopsis);
                        return NULL;
                }
                if (n > verb->max_words) {
                        usage_error(verb, error, "Too many words: '%s'",
                                    (const char *)g_ptr_array_index(arguments->words, verb->max_words));
                        return NULL;
                }
        }
        return g_steal_pointer(&arguments);
}

void arguments_free(Arguments *arguments)
{
        if (!arguments)
                return;
        g_clear_pointer(&arguments->values, g_hash_table_unref);
        g_clear_pointer(&arguments->words, g_ptr_array_unref);
        g_free(arguments);
}

const char *const *arguments_get_list(const Arguments *arguments, const char *name)
{
        static const char *const none[] = {NULL};
        const GPtrArray *values;

        g_assert(verb_option(arguments->verb, name, strlen(name)));
        values = g_hash_table_lookup(arguments->values, name);
        return values ? (const char *const *)values->pdata : none;
}

const char *arguments_get(const Arguments *arguments, const char *name)
{
        const char *last = NULL;

        for (const char *const *value = arguments_get_list(arguments, name); *value; value++)
                last = *value;
        return last;
}

bool arguments_has(const Arguments *arguments, const char *name)
{
        return arguments_get(arguments, name) != NULL;
}

const char *arguments_find(const Arguments *arguments, const char *name)
{
        return verb_option(arguments->verb, name, strlen(name)) ? arguments_get(arguments, name) : NULL;
}

char *const *arguments_words(const Arguments *arguments)
{
        return (char *const *)arguments->words->pdata;
}

int arguments_choice(const Arguments *arguments, const char *name, const char *const *choices, int fallback,
                     GError **error)
{
        const char *value = arguments_get(arguments, name);
        g_autofree char *list = NULL;
        int i;

        if (!value)
                return fallback;
        i = string_table_index(choices, value);
        if (i < 0) {
                list = g_strjoinv(", ", (char **)choices);
                usage_error(arguments->verb, error, "Option --%s: '%s' is none of %s", name, value, list);
        }
        return i;
}

/* Indented by the width of the column of options. */
static char *wrap_option_help(const char *help)
{
        g_autofree char *text = term_wrap(help, HELP_WIDTH - HELP_COLUMN, "");
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

        return g_strjoinv("\n" HELP_INDENT, lines);
}

static void append_option(GString *out, const Option *option)
{
        g_autofree char *left = NULL, *text = wrap_option_help(option->help);
        g_autofree char *letter = option->letter ? g_strdup_printf("-%c ", option->letter) : g_strdup("   ");

        if (!option->value)
                left = g_strdup_printf("%s--%s", letter, option->name);
        else if (option->flags & OPTION_OPTIONAL)
                left = g_strdup_printf("%s--%s[=%s]", letter, option->name, option->value);
        else
                left = g_strdup_printf("%s--%s=%s", letter, option->name, option->value);
        if (strlen(left) > HELP_COLUMN - 3)
                g_string_append_printf(out, "  %s\n" HELP_INDENT "%s\n", left, text);
        else
                g_string_append_printf(out, "  %-*s%s\n", HELP_COLUMN - 2, left, text);
}

/* The help of a verb: paragraphs, with an empty line between; other line ends are blanks. */
static void append_paragraphs(GString *out, const char *help)
{
        g_auto(GStrv) paragraphs = g_strsplit(help, "\n\n", -1);

        for (char **paragraph = paragraphs; *paragraph; paragraph++) {
                g_autofree char *text = term_wrap(g_strdelimit(*paragraph, "\n", ' '), HELP_WIDTH, "");

                g_string_append_printf(out, "\n%s\n", text);
        }
}

char *verb_usage(const Verb *verb)
{
        GString *out = g_string_new(NULL);

        g_string_append_printf(out, "unitlock %s [OPTION...]%s%s\n\n%s.\n", verb->name, *verb->synopsis ? " " : "",
                               verb->synopsis, verb->summary);
        if (verb->help)
                append_paragraphs(out, verb->help);
        g_string_append(out, "\nOptions:\n");
        append_option(out, &option_help);
        for (const Option *option = verb->options; option && option->name; option++)
                append_option(out, option);
        return g_string_free(out, FALSE);
}

char *verbs_usage(void)
{
        static const Option version = {"version", 0, NULL, 0, "Show the version"};
        GString *out = g_string_new(
                "unitlock VERB [OPTION...] ...\n\nLocks down systemd services, and proves that they still work.\n"
                "\nVerbs:\n");

        for (const Verb *const *verb = verbs; *verb; verb++)
                g_string_append_printf(out, "  %-27s %s\n", (*verb)->name, (*verb)->summary);
        g_string_append(out, "\nOptions:\n");
        append_option(out, &option_help);
        append_option(out, &version);
        g_string_append(out, "\n'unitlock VERB --help' tells more about a verb.\n");
        return g_string_free(out, FALSE);
}

/* Is this "lab run", where the word is "lab"? */
static bool is_of_group(const Verb *verb, const char *word)
{
        size_t length = strlen(word);

        return strncmp(verb->name, word, length) == 0 && verb->name[length] == ' ';
}

char *group_usage(const char *word)
{
        g_autoptr(GString) out = g_string_new(NULL);
        bool any = false;

        g_string_printf(out, "unitlock %s VERB [OPTION...] ...\n\nVerbs:\n", word);
        for (const Verb *const *verb = verbs; *verb; verb++) {
                if (!is_of_group(*verb, word))
                        continue;
                any = true;
                g_string_append_printf(out, "  %-27s %s\n", (*verb)->name, (*verb)->summary);
        }
        g_string_append_printf(out, "\n'unitlock %s VERB --help' tells more about a verb.\n", word);
        return any ? g_strdup(out->str) : NULL;
}

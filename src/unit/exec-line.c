/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines of services: prefixes, program, arguments. What the manager would only notice when it starts the
 * program (that it does not exist, that a variable is unset) is not looked at here. */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "unit/exec-line.h"
#include "unit/words.h"

#define BLANKS " \t\n\r"
/* Here the manager keeps an escape sequence that is none as it was written (and warns). */
#define EXEC_WORD_FLAGS (WORD_UNQUOTE | WORD_UNESCAPE | WORD_KEEP_BAD_ESCAPES)

void exec_line_free(ExecLine *line)
{
        if (!line)
                return;
        g_free(line->path);
        g_strfreev(line->argv);
        g_free(line);
}

static bool stands_alone(const char *p)
{
        return !*p || strchr(BLANKS, *p);
}

/* Takes the prefixes off a first word. Each counts once; "+" and the "!" kinds exclude each other. */
static const char *take_prefixes(const char *word, unsigned *ret_prefixes)
{
        unsigned prefixes = 0;
        for (;; word++) {
                bool may_raise = !(prefixes & (EXEC_FULLY_PRIVILEGED | EXEC_AMBIENT));
                if (*word == '-' && !(prefixes & EXEC_IGNORE_FAILURE))
                        prefixes |= EXEC_IGNORE_FAILURE;
                else if (*word == '@' && !(prefixes & EXEC_OWN_ARGV0))
                        prefixes |= EXEC_OWN_ARGV0;
                else if (*word == ':' && !(prefixes & EXEC_NO_ENVIRONMENT))
                        prefixes |= EXEC_NO_ENVIRONMENT;
                else if (*word == '|' && !(prefixes & EXEC_VIA_SHELL))
                        prefixes |= EXEC_VIA_SHELL;
                else if (*word == '+' && may_raise && !(prefixes & EXEC_NO_SETUID))
                        prefixes |= EXEC_FULLY_PRIVILEGED;
                else if (*word == '!' && may_raise && !(prefixes & EXEC_NO_SETUID))
                        prefixes |= EXEC_NO_SETUID;
                else if (*word == '!' && may_raise)
                        prefixes = (prefixes & ~(unsigned)EXEC_NO_SETUID) | EXEC_AMBIENT;
                else
                        break;
        }
        *ret_prefixes = prefixes;
        return word;
}

static bool check_program(const char *path, GError **error)
{
        const char *problem = NULL;
        for (const char *c = path; *c; c++)
                if ((unsigned char)*c < 0x20 || strchr("\"'\\\x7f", *c))
                        problem = "has quotes, backslashes or control characters";
        if (!*path)
                problem = "is empty";
        else if (g_str_has_suffix(path, "/") || g_str_has_suffix(path, "/.") || g_str_has_suffix(path, "/..") ||
                 strcmp(path, ".") == 0 || strcmp(path, "..") == 0)
                problem = "names a directory";
        else if (*path != '/' && strchr(path, '/'))
                problem = "must be absolute, or a name without slashes";
        if (problem)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "the program \"%s\" %s", path, problem);
        return !problem;
}

/* Reads the arguments up to the end or a semicolon (*ret_more) that stands alone, unquoted and not escaped. */
static bool parse_arguments(const char **p, GPtrArray *argv, bool *ret_more, GError **error)
{
        *ret_more = false;
        while (**p) {
                if (**p == ';' && stands_alone(*p + 1)) {
                        (*p)++;
                        *p += strspn(*p, BLANKS);
                        *ret_more = true;
                        break;
                }
                if ((*p)[0] == '\\' && (*p)[1] == ';' && stands_alone(*p + 2)) {
                        *p += 2;
                        *p += strspn(*p, BLANKS);
                        g_ptr_array_add(argv, g_strdup(";"));
                        continue;
                }
                char *word = NULL;
                const char *problem = NULL;
                int r = word_next(p, EXEC_WORD_FLAGS, &word, &problem);
                if (r < 0) {
                        g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, problem);
                        return false;
                }
                if (r > 0)
                        g_ptr_array_add(argv, word);
        }
        return true;
}

/* Adds one command, if there is one; *p is moved behind it (and behind its semicolon: *ret_more), or to what is wrong.
 */
static bool parse_one(const char **p, GPtrArray *lines, bool *ret_more, GError **error)
{
        const char *problem = NULL, *start = *p + strspn(*p, BLANKS);
        g_autofree char *first = NULL;
        *ret_more = false;
        int r = word_next(p, EXEC_WORD_FLAGS, &first, &problem);
        if (r < 0)
                g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, problem);
        if (r <= 0)
                return r == 0;
        if (strcmp(first, ";") == 0) {
                *ret_more = true;
                return true;
        }

        unsigned prefixes;
        g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
        const char *program = take_prefixes(first, &prefixes);
        if (prefixes & EXEC_VIA_SHELL) {
                g_ptr_array_add(argv, g_strdup(prefixes & EXEC_OWN_ARGV0 ? "-sh" : "sh"));
                if (*program)
                        g_ptr_array_add(argv, g_strdup(program));
        } else if (!check_program(program, error)) {
                *p = start;
                return false;
        } else if (!(prefixes & EXEC_OWN_ARGV0))
                g_ptr_array_add(argv, g_strdup(program));

        if (!parse_arguments(p, argv, ret_more, error))
                return false;
        if (argv->len == 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "the prefix \"@\" needs a second word, which becomes argv[0]");
                *p = start;
                return false;
        }
        g_ptr_array_add(argv, NULL);

        ExecLine *line = g_new0(ExecLine, 1);
        line->prefixes = prefixes;
        line->path = prefixes & EXEC_VIA_SHELL ? g_strdup("/bin/sh") : path_simplify(program);
        line->argv = (char **)g_ptr_array_free(g_steal_pointer(&argv), FALSE);
        g_ptr_array_add(lines, line);
        return true;
}

GPtrArray *exec_line_parse(const char *value, size_t *ret_offset, GError **error)
{
        g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)exec_line_free);
        const char *p = value;
        bool more = true;
        while (more)
                if (!parse_one(&p, lines, &more, error)) {
                        if (ret_offset)
                                *ret_offset = (size_t)(p - value);
                        return NULL;
                }
        return g_steal_pointer(&lines);
}

char *exec_line_to_string(const ExecLine *line)
{
        static const char letters[] = "-@:+!"; /* by bit */
        GString *out = g_string_new(NULL);
        for (unsigned i = 0; i < sizeof(letters) - 1; i++)
                if (line->prefixes & (1U << i))
                        g_string_append_c(out, letters[i]);
        if (line->prefixes & EXEC_AMBIENT)
                g_string_append(out, "!!");
        if (line->prefixes & EXEC_VIA_SHELL)
                g_string_append_c(out, '|');

        char *const *argv = line->argv;
        if (line->prefixes & EXEC_VIA_SHELL) {
                if (*argv)
                        argv++;
                if (*argv) {
                        g_autofree char *command = word_quote(*argv);
                        g_string_append(out, command);
                        argv++;
                }
        } else {
                g_autofree char *program = word_quote(line->path);
                g_string_append(out, program);
                if (!(line->prefixes & EXEC_OWN_ARGV0) && *argv)
                        argv++;
        }
        for (; *argv; argv++) {
                g_autofree char *word = word_quote(*argv);
                g_string_append_printf(out, " %s", word);
        }
        return g_string_free(out, FALSE);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads logrotate(8) configuration as far as a service is concerned: which logs, and what is run after they moved.
 * Directives that change how a log is rotated but not what the daemon has to do are passed over. */

#include <string.h>

#include "facts/facts.h"

static void rotation_free(gpointer data)
{
        Rotation *rotation = data;

        g_free(rotation->file);
        g_strfreev(rotation->paths);
        g_free(rotation->postrotate);
        g_free(rotation);
}

GPtrArray *rotation_list_new(void)
{
        return g_ptr_array_new_with_free_func(rotation_free);
}

static void add_paths(GPtrArray *paths, const char *line)
{
        g_auto(GStrv) words = NULL;

        if (!g_shell_parse_argv(line, NULL, &words, NULL))
                return;
        for (char **word = words; *word; word++)
                if (**word == '/')
                        g_ptr_array_add(paths, g_strdup(*word));
}

/* Scripts begin with a word on a line of its own and end with "endscript". */
static bool is_script(const char *line)
{
        return g_str_equal(line, "postrotate") || g_str_equal(line, "prerotate") || g_str_equal(line, "firstaction") ||
               g_str_equal(line, "lastaction") || g_str_equal(line, "preremove");
}

static char **take_paths(GPtrArray **paths)
{
        GPtrArray *taken = *paths;

        *paths = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(taken, NULL);
        return (char **)g_ptr_array_free(taken, FALSE);
}

void logrotate_parse(const char *file, const char *text, GPtrArray *rotations)
{
        g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
        g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GString) script = NULL;
        Rotation *open = NULL;
        unsigned first = 0;
        bool wanted = false;

        for (unsigned i = 0; lines[i]; i++) {
                char *line = g_strstrip(lines[i]);

                if (script) {
                        if (!g_str_equal(line, "endscript")) {
                                g_string_append_printf(script, "%s\n", line);
                                continue;
                        }
                        if (wanted && open && !open->postrotate)
                                open->postrotate = g_strdup(script->str);
                        g_string_free(g_steal_pointer(&script), TRUE);
                        continue;
                }
                if (!*line || *line == '#')
                        continue;
                if (is_script(line)) {
                        wanted = g_str_equal(line, "postrotate") || g_str_equal(line, "lastaction");
                        script = g_string_new(NULL);
                        continue;
                }
                if (!open && (*line == '/' || *line == '"' || *line == '{')) {
                        char *brace = strchr(line, '{');

                        if (paths->len == 0)
                                first = i + 1;
                        if (brace)
                                *brace = '\0';
                        add_paths(paths, line);
                        if (!brace)
                                continue;
                        open = g_new0(Rotation, 1);
                        open->file = g_strdup(file);
                        open->line = first;
                        open->paths = take_paths(&paths);
                        continue;
                }
                if (!open)
                        continue;
                if (*line == '}')
                        g_ptr_array_add(rotations, g_steal_pointer(&open));
                else if (g_str_equal(line, "copytruncate"))
                        open->copy_truncate = true;
        }
        if (open) /* the file ends within a block: logrotate refuses it, so do we */
                rotation_free(open);
}

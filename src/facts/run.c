/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is in /run is gone after a boot, and tmpfiles.d(5) says what is there again before the first service. */

#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "base/text.h"
#include "facts/host-internal.h"

/* Lines that make a directory, or something in one. */
#define MAKING "dDevqQCLfFpcb"

char *run_name(const char *path)
{
        static const char *const prefixes[] = {"/run/", "/var/run/", "/var/lock/"};

        for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
                const char *name = path + strlen(prefixes[i]);
                size_t length;

                if (!g_str_has_prefix(path, prefixes[i]))
                        continue;
                length = strcspn(name, "/");
                if (g_str_equal(prefixes[i], "/var/lock/"))
                        return length ? g_strdup_printf("lock/%.*s", (int)length, name) : NULL;
                if (g_str_has_prefix(name, "lock/") && name[length + 1] && name[length + 1] != '/')
                        length += 1 + strcspn(name + length + 1, "/");
                return length ? g_strndup(name, length) : NULL;
        }
        return NULL;
}

static void read_line(GHashTable *names, const char *line)
{
        const char *path = line + strcspn(line, " \t");
        g_autofree char *word = NULL;
        char *name;

        if (!*line || !strchr(MAKING, *line))
                return;
        path += strspn(path, " \t\"");
        word = g_strndup(path, strcspn(path, " \t\""));
        name = run_name(word);
        if (name)
                g_hash_table_add(names, name);
}

void run_names_of_tmpfiles(const char *root, GHashTable *names)
{
        /* not /run/tmpfiles.d: what is made there at each boot is about nodes of /dev */
        static const char *const directories[] = {"/etc/tmpfiles.d", "/usr/local/lib/tmpfiles.d",
                                                  "/usr/lib/tmpfiles.d"};
        g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(GPtrArray) unread = g_ptr_array_new_with_free_func(g_free);
        HostFacts at = {.root = (char *)root};

        for (size_t i = 0; i < G_N_ELEMENTS(directories); i++) {
                g_auto(GStrv) files = fact_list(&at, unread, directories[i], "*.conf");

                for (char **file = files; *file; file++) {
                        g_autofree char *full = path_under_root(root, *file), *text = NULL;
                        g_auto(GStrv) lines = NULL;

                        /* the first of a name counts, though it says nothing */
                        if (!g_hash_table_add(known, g_path_get_basename(*file)) ||
                            !file_read(full, 0, &text, NULL, NULL))
                                continue;
                        lines = g_strsplit(text, "\n", 0);
                        for (char **line = lines; *line; line++)
                                read_line(names, *line);
                }
        }
}

void run_facts_read(HostFacts *facts)
{
        g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

        run_names_of_tmpfiles(facts->root, names);
        facts->run = strings_of_set(names);
}

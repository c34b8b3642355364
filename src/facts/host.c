/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How files of the host are read: what the facts share. Each fact is read in a file of its own; snapshot.c joins them.
 */

#include "facts/host-internal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/chase.h"
#include "base/file.h"
#include "base/path.h"
#include "base/seen.h"
#include "base/text.h"

char *fact_read(const HostFacts *facts, GPtrArray *unread, const char *path)
{
        /* a link of a tree leads to what is in the tree: sites of nginx are enabled by links with the whole path */
        g_autofree char *real = facts->root ? path_chase(facts->root, path, CHASE_FOLLOW) : g_strdup(path),
                        *full = NULL;
        g_autoptr(GError) error = NULL;
        char *text = NULL;

        if (!real) {
                if (errno != ENOENT && errno != ENOTDIR)
                        g_ptr_array_add(unread, g_strdup_printf("Cannot open %s: %s", path, g_strerror(errno)));
                return NULL;
        }
        full = path_under_root(facts->root, real);
        if (file_read(full, 0, &text, NULL, &error))
                return text;
        if (g_file_test(full, G_FILE_TEST_EXISTS)) /* seen by file_read() */
                g_ptr_array_add(unread, g_strdup(error->message));
        return NULL;
}

static char **fact_list_many(const char *full, GPtrArray *unread, const char *directory, const char *glob)
{
        g_autoptr(GError) error = NULL;
        g_autoptr(GDir) dir = (seen(full, SEEN_CONTENT), g_dir_open(full, 0, &error));
        g_autoptr(GPatternSpec) pattern = g_pattern_spec_new(glob);
        GPtrArray *paths = g_ptr_array_new();
        const char *name;

        if (!dir && !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) &&
            !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
                g_ptr_array_add(unread, g_strdup(error->message));
        while (dir && (name = g_dir_read_name(dir))) {
                g_autofree char *file = g_build_filename(full, name, NULL);

                if (*name == '.' || !g_pattern_spec_match_string(pattern, name))
                        continue;
                seen(file, SEEN_THERE);
                if (!g_file_test(file, G_FILE_TEST_IS_DIR))
                        g_ptr_array_add(paths, g_build_filename(directory, name, NULL));
        }
        g_ptr_array_sort(paths, strings_compare);
        g_ptr_array_add(paths, NULL);
        return (char **)g_ptr_array_free(paths, FALSE);
}

/* One name needs no look at all the others. */
static char **fact_list_one(const char *full, GPtrArray *unread, const char *directory, const char *name)
{
        g_autofree char *file = g_build_filename(full, name, NULL);
        char **paths = g_new0(char *, 2);
        struct stat info;

        seen(file, SEEN_THERE);
        if (lstat(file, &info) < 0) {
                if (errno != ENOENT && errno != ENOTDIR)
                        g_ptr_array_add(unread, g_strdup_printf("Cannot look at %s: %s", file, g_strerror(errno)));
        } else if (!g_file_test(file, G_FILE_TEST_IS_DIR))
                paths[0] = g_build_filename(directory, name, NULL);
        return paths;
}

char **fact_list(const HostFacts *facts, GPtrArray *unread, const char *directory, const char *glob)
{
        g_autofree char *full = path_under_root(facts->root, directory);

        if (!strpbrk(glob, "*?"))
                return fact_list_one(full, unread, directory, glob);
        return fact_list_many(full, unread, directory, glob);
}

void fact_matches(const char *file, const char *text, const char *regex, FactFound function, gpointer data)
{
        g_autoptr(GRegex) compiled = regex ? g_regex_new(regex, G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL) : NULL;
        g_autoptr(GMatchInfo) match = NULL;

        if (!compiled)
                return;
        for (g_regex_match(compiled, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
                g_autofree char *found = NULL, *where = NULL;
                unsigned line = 1;
                int start = 0;

                for (int group = 1; group < g_match_info_get_match_count(match) && (!found || !*found); group++) {
                        g_free(found);
                        found = g_match_info_fetch(match, group);
                        g_match_info_fetch_pos(match, group, &start, NULL);
                }
                if (!found || !*found)
                        continue;
                for (int i = 0; i < start; i++)
                        line += text[i] == '\n';
                where = g_strdup_printf("%s:%u", file, line);
                function(data, found, where);
        }
}

static void add_listed(HostFacts *facts, GPtrArray *unread, const char *directory, const char *glob, GPtrArray *paths)
{
        const char *wild = strpbrk(directory, "*?"), *begin = wild, *name;
        size_t length;
        g_autofree char *parent = NULL, *full = NULL, *component = NULL;
        g_autoptr(GPtrArray) names = NULL;
        g_autoptr(GPatternSpec) pattern = NULL;
        g_autoptr(GDir) dir = NULL;

        if (!wild) {
                g_autofree char **files = fact_list(facts, unread, directory, glob);

                for (char **file = files; *file; file++)
                        g_ptr_array_add(paths, *file);
                return;
        }
        while (begin > directory && begin[-1] != '/')
                begin--;
        length = strcspn(begin, "/");
        component = g_strndup(begin, length);
        pattern = g_pattern_spec_new(component);
        parent = g_strndup(directory, (size_t)(begin - directory));
        full = path_under_root(facts->root, parent);
        seen(full, SEEN_CONTENT);
        dir = g_dir_open(full, 0, NULL);
        names = g_ptr_array_new_with_free_func(g_free);
        while (dir && (name = g_dir_read_name(dir)))
                if (*name != '.' && g_pattern_spec_match_string(pattern, name))
                        g_ptr_array_add(names, g_strdup(name));
        g_ptr_array_sort(names, strings_compare);
        for (guint i = 0; i < names->len; i++) {
                g_autofree char *one = g_strdup_printf("%s%s%s", parent, (const char *)names->pdata[i], begin + length);

                add_listed(facts, unread, one, glob, paths);
        }
}

char **fact_list_star(HostFacts *facts, GPtrArray *unread, const char *directory, const char *glob)
{
        GPtrArray *paths = g_ptr_array_new();

        add_listed(facts, unread, directory, glob, paths);
        g_ptr_array_add(paths, NULL);
        return (char **)g_ptr_array_free(paths, FALSE);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which drop-ins a unit has. For each name of the unit and each directory of the search path, from the special to the
 * general: foo-bar@x.service.d, foo-bar@.service.d, foo-@x.service.d ..., at last service.d. Of files with the same
 * name the first found wins, whatever its directory, so that an empty one or a link to /dev/null there masks the
 * others; the winners apply in the order of their names. (systemd.unit(5); checked against 252 to 262.) */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/file.h"
#include "base/seen.h"
#include "unit/load-internal.h"
#include "unit/unit-name.h"

void unit_paths_remember(UnitPaths *paths)
{
        g_clear_pointer(&paths->dropins, g_hash_table_unref);
        GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        for (char **base = paths->dirs; *base; base++) {
                g_autofree char *full = path_under_root(paths->root, *base);
                seen(full, SEEN_CONTENT);
                DIR *stream = opendir(full);
                if (!stream)
                        continue;
                for (const struct dirent *entry; (entry = readdir(stream));)
                        if (g_str_has_suffix(entry->d_name, ".d"))
                                g_hash_table_add(found, g_build_filename(*base, entry->d_name, NULL));
                closedir(stream);
        }
        paths->dropins = found;
}

static void add_directory(GPtrArray *dirs, const UnitPaths *paths, const char *base, const char *name)
{
        g_autofree char *path = g_build_filename(base, name, NULL);
        if (!paths->root)
                seen(path, SEEN_THERE);
        if (paths->dropins ? !g_hash_table_contains(paths->dropins, path) : !paths->root && access(path, F_OK) < 0)
                return;
        char *real = path_chase(paths->root, path, CHASE_FOLLOW);
        if (real)
                g_ptr_array_add(dirs, real);
}

/* "foo-bar-baz" -> "foo-bar-"; "foo-bar-" -> "foo-"; NULL where there is no shorter prefix. */
static char *shorter_prefix(const char *prefix)
{
        g_autofree char *text = g_strdup(prefix);
        for (bool chopped = false;; chopped = true) {
                char *dash = strrchr(text, '-');
                if (!dash || dash == text)
                        return NULL;
                if (dash[1] || chopped) {
                        dash[1] = '\0';
                        return g_steal_pointer(&text);
                }
                *dash = '\0';
        }
}

static void add_names(GPtrArray *names, const char *name)
{
        g_ptr_array_add(names, g_strdup_printf("%s.d", name));
        bool instance = unit_name_kind(name) == UNIT_NAME_INSTANCE;
        if (instance) {
                g_autofree char *template = unit_name_template(name);
                add_names(names, template);
        }

        g_autofree char *prefix = unit_name_prefix(name);
        g_autofree char *shorter = prefix ? shorter_prefix(prefix) : NULL;
        if (!shorter)
                return;
        g_autofree char *part = instance ? unit_name_instance(name) : NULL;
        g_autofree char *next =
                g_strdup_printf("%s%s%s.%s", shorter, part ? "@" : "", part ? part : "", unit_name_type(name));
        if (unit_name_is_valid(next))
                add_names(names, next);
}

static GPtrArray *own_directories(const char *name)
{
        GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
        add_names(names, name);
        return names;
}

char **unit_dropin_directories(const char *name)
{
        GPtrArray *names = own_directories(name);
        g_ptr_array_add(names, g_strdup_printf("%s.d", unit_name_type(name)));
        g_ptr_array_add(names, NULL);
        g_ptr_array_set_free_func(names, NULL);
        return (char **)g_ptr_array_free(names, FALSE);
}

static int compare_base_names(gconstpointer a, gconstpointer b)
{
        const char *left = strrchr(*(const char *const *)a, '/'), *right = strrchr(*(const char *const *)b, '/');
        return strcmp(left, right);
}

char **dropin_list(const char *root, char *const *dirs)
{
        g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(GPtrArray) found = g_ptr_array_new();
        for (; *dirs; dirs++) {
                g_autofree char *full = path_under_root(root, *dirs);
                seen(full, SEEN_CONTENT);
                DIR *stream = opendir(full);
                if (!stream)
                        continue;
                const struct dirent *entry;
                while ((entry = readdir(stream))) {
                        const char *name = entry->d_name;
                        if (*name == '.' || !g_str_has_suffix(name, ".conf") ||
                            !g_hash_table_add(names, g_strdup(name)))
                                continue;
                        g_ptr_array_add(found, g_build_filename(*dirs, name, NULL));
                }
                closedir(stream);
        }
        g_ptr_array_sort(found, compare_base_names);
        g_ptr_array_add(found, NULL);
        return (char **)g_ptr_array_free(g_steal_pointer(&found), FALSE);
}

static void add_directories(GPtrArray *dirs, const UnitPaths *paths, const char *name)
{
        g_autoptr(GPtrArray) own = own_directories(name);
        for (char **base = paths->dirs; *base; base++)
                for (guint i = 0; i < own->len; i++)
                        add_directory(dirs, paths, *base, own->pdata[i]);
}

char **dropin_find(const UnitPaths *paths, const char *name, char *const *aliases)
{
        if (paths->dropins && g_hash_table_size(paths->dropins) == 0)
                return g_new0(char *, 1);
        g_autoptr(GPtrArray) dirs = g_ptr_array_new_with_free_func(g_free);
        add_directories(dirs, paths, name);
        for (; *aliases; aliases++)
                add_directories(dirs, paths, *aliases);
        g_autofree char *type = g_strdup_printf("%s.d", unit_name_type(name));
        for (char **base = paths->dirs; *base; base++)
                add_directory(dirs, paths, *base, type);
        g_ptr_array_add(dirs, NULL);
        return dropin_list(paths->root, (char *const *)dirs->pdata);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The unit files below a directory. Symbolic links to directories are not followed, so there are no loops; links to
 * files are, and a link to a file that was found too is another name of that. What only refers to units (foo.wants/) or
 * changes them (foo.service.d/) holds none, and neither do hidden directories. */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "input/internal.h"
#include "unit/unit-name.h"

#define DEPTH_MAX 32
#define ENTRIES_MAX 500000

typedef struct Search {
        const char *type;
        DiagList *diags;
        GPtrArray *found;    /* of FoundFile */
        GPtrArray *links;    /* of char *: paths of links, looked at when all files are known */
        GHashTable *by_file; /* "device:inode" -> FoundFile */
        unsigned entries;
} Search;

static void found_file_free(FoundFile *file)
{
        if (!file)
                return;
        g_free(file->path);
        g_free(file->unit);
        g_ptr_array_unref(file->aliases);
        g_free(file);
}

static char *file_key(const struct stat *info)
{
        return g_strdup_printf("%lu:%lu", (unsigned long)info->st_dev, (unsigned long)info->st_ino);
}

static void add_file(Search *search, const char *path, const struct stat *info)
{
        g_auto(FileName) name = file_name_judge(path, search->type, false);
        if (!name.unit)
                return;
        FoundFile *file = g_new0(FoundFile, 1);
        file->path = g_strdup(path);
        file->unit = g_steal_pointer(&name.unit);
        file->aliases = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(search->found, file);
        if (S_ISREG(info->st_mode)) /* all masks are one device */
                g_hash_table_insert(search->by_file, file_key(info), file);
}

static bool is_of_units(const char *name)
{
        static const char *const others[] = {".d", ".wants", ".requires", ".upholds"};
        if (*name == '.')
                return false;
        for (unsigned i = 0; i < G_N_ELEMENTS(others); i++)
                if (g_str_has_suffix(name, others[i]))
                        return false;
        return true;
}

static void search_directory(Search *search, const char *directory, unsigned depth)
{
        DIR *stream = opendir(directory);
        if (!stream) {
                /* One that was named is all that was asked for. */
                diag_add(search->diags, depth == 0 ? SEVERITY_ERROR : SEVERITY_WARNING, directory, 0, 0,
                         "cannot read this directory: %s", g_strerror(errno));
                return;
        }
        for (const struct dirent *entry; (entry = readdir(stream));) {
                if (!is_of_units(entry->d_name))
                        continue;
                if (++search->entries > ENTRIES_MAX || depth > DEPTH_MAX) {
                        diag_add(search->diags, SEVERITY_ERROR, directory, 0, 0,
                                 "there is too much below this directory; what comes here is not looked at");
                        break;
                }
                g_autofree char *path = g_build_filename(directory, entry->d_name, NULL);
                struct stat info;
                if (lstat(path, &info) < 0)
                        continue;
                if (S_ISDIR(info.st_mode))
                        search_directory(search, path, depth + 1);
                else if (S_ISREG(info.st_mode))
                        add_file(search, path, &info);
                else if (S_ISLNK(info.st_mode))
                        g_ptr_array_add(search->links, g_steal_pointer(&path));
        }
        closedir(stream);
}

static void look_at_link(Search *search, const char *path)
{
        g_auto(FileName) name = file_name_judge(path, search->type, false);
        struct stat info;
        if (!name.unit)
                return;
        if (stat(path, &info) < 0) {
                int problem = errno;
                g_autofree char *target = g_file_read_link(path, NULL);
                diag_add(search->diags, SEVERITY_WARNING, path, 0, 0, "this link leads to no file: %s%s",
                         g_strerror(problem),
                         target && *target == '/' ? " (units of a tree of its own are read by --root=)" : "");
                return;
        }
        if (S_ISDIR(info.st_mode))
                return;
        g_autofree char *key = file_key(&info);
        FoundFile *file = S_ISREG(info.st_mode) ? g_hash_table_lookup(search->by_file, key) : NULL;
        if (!file)
                add_file(search, path, &info);
        else if (strcmp(file->unit, name.unit) != 0)
                g_ptr_array_add(file->aliases, g_steal_pointer(&name.unit));
}

static int compare_paths(gconstpointer a, gconstpointer b)
{
        const FoundFile *const *left = a, *const *right = b;
        return strcmp((*left)->path, (*right)->path);
}

GPtrArray *directory_find(const char *directory, const char *type, DiagList *diags)
{
        g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GHashTable) by_file = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        Search search = {
                .type = type,
                .diags = diags,
                .found = g_ptr_array_new_with_free_func((GDestroyNotify)found_file_free),
                .links = links,
                .by_file = by_file,
        };
        search_directory(&search, directory, 0);
        g_ptr_array_sort(links, strings_compare);
        for (guint i = 0; i < links->len; i++)
                look_at_link(&search, links->pdata[i]);
        for (guint i = 0; i < search.found->len; i++)
                g_ptr_array_sort(((FoundFile *)search.found->pdata[i])->aliases, strings_compare);
        g_ptr_array_sort(search.found, compare_paths);
        return search.found;
}

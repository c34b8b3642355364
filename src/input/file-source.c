/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files that a unit speaks of, found where the unit was found. A unit of an installed system speaks of that system;
 * one of a package of the package's files; of any other file only what lies beside it can be meant: a script of the
 * same name in the same directory, and in a source package's debian/ what debhelper will put into the packages. Nothing
 * of this host is mixed into what does not come from it. */
#include "input/file-source.h"

#include <string.h>
#include <sys/stat.h>

#include "base/chase.h"
#include "base/file.h"
#include "base/text.h"
#include "input/internal.h"

#define LINKS_MAX 16

void file_info_clear(FileInfo *info)
{
        g_clear_pointer(&info->text, g_free);
}

/* full: a path of this machine, without links that could lead out of a tree. */
static bool read_real(const char *full, FileInfo *ret)
{
        struct stat info;
        if (stat(full, &info) < 0)
                return false;
        *ret = (FileInfo){.mode = info.st_mode, .uid = info.st_uid};
        if (S_ISREG(info.st_mode) && info.st_size <= FILE_SOURCE_TEXT_MAX)
                (void)file_read(full, FILE_SOURCE_TEXT_MAX, &ret->text, &ret->length, NULL);
        return true;
}

static bool read_tree(const char *root, const char *path, FileInfo *ret)
{
        g_autofree char *real = path_chase(root, path, CHASE_FOLLOW);
        g_autofree char *full = real ? path_under_root(root, real) : NULL;
        return full && read_real(full, ret);
}

/* /bin, /sbin and /lib lead into /usr; a package may name a file either way. */
static const DebMember *find_file(const Deb *package, const char *path)
{
        const DebMember *file = g_hash_table_lookup(package->files, path);
        if (file)
                return file;
        if (g_str_has_prefix(path, "/usr/"))
                return g_hash_table_lookup(package->files, path + strlen("/usr"));
        g_autofree char *merged = g_strconcat("/usr", path, NULL);
        return g_hash_table_lookup(package->files, merged);
}

static bool read_package(const Deb *package, const char *root, const char *path, FileInfo *ret)
{
        g_autofree char *full = path_under_root(root, path);
        const DebMember *file = find_file(package, full);
        for (unsigned i = 0; file && file->link && i < LINKS_MAX; i++) {
                g_autofree char *directory = g_path_get_dirname(file->path);
                g_autofree char *absolute = *file->link == '/' ? path_under_root(root, file->link) : NULL;
                g_autofree char *target = g_canonicalize_filename(absolute ? absolute : file->link, directory);
                file = find_file(package, target);
        }
        if (!file || file->link)
                return false;
        *ret = (FileInfo){.mode = file->mode, .uid = G_MAXUINT32, .length = file->length};
        if (file->text)
                ret->text = g_memdup2(file->text, file->length + 1);
        return true;
}

/* The tree that a file lies in as an installed unit does: "/a" of "/a/usr/lib/systemd/system/foo.service". NULL: in
 * none. */
static char *tree_around(const InputUnit *unit)
{
        static const char *const places[] = {"/usr/local/lib/systemd/", "/usr/lib/systemd/", "/lib/systemd/",
                                             "/etc/systemd/", "/run/systemd/"};
        g_autofree char *absolute = g_canonicalize_filename(unit->where, NULL);
        for (unsigned i = 0; i < G_N_ELEMENTS(places); i++) {
                const char *at = g_strrstr(absolute, places[i]);
                if (at)
                        return at == absolute ? g_strdup("/") : g_strndup(absolute, (gsize)(at - absolute));
        }
        return NULL;
}

static char *directory_of(const InputUnit *unit)
{
        g_autofree char *absolute = g_canonicalize_filename(unit->where, NULL);
        return g_path_get_dirname(absolute);
}

/* What lies beside the unit: "/usr/lib/foo/start" may be debian/start, or debian/PACKAGE/usr/lib/foo/start after a
 * build. */
static bool read_beside(const InputUnit *unit, const char *path, FileInfo *ret)
{
        g_autofree char *directory = directory_of(unit), *base = g_path_get_basename(path);
        g_autofree char *folder = g_path_get_basename(directory);
        if (strcmp(folder, "debian") == 0) {
                g_autofree char *built = g_build_filename(directory, unit->package ? unit->package : "tmp", NULL);
                if (read_tree(built, path, ret))
                        return true;
        }
        g_autofree char *beside = g_build_filename(directory, base, NULL);
        return file_is_regular(beside, NULL) && read_real(beside, ret);
}

/* A path in a directory of a tree, as if that were the root. */
static bool read_tree_in(const char *tree, const char *directory, const char *path, FileInfo *ret)
{
        g_autofree char *real = directory ? path_chase(tree, directory, CHASE_FOLLOW) : NULL;
        g_autofree char *root = real ? path_under_root(tree, real) : NULL;
        return (root || !directory) && read_tree(directory ? root : tree, path, ret);
}

bool file_source_read_in(const InputUnit *unit, const char *directory, const char *path, FileInfo *ret)
{
        if (unit->content)
                return read_package(unit->content, directory, path, ret);
        if (unit->installed)
                return read_tree_in(unit->view->root, directory, path, ret);
        if (unit->where[0] == '<')
                return false;
        g_autofree char *tree = tree_around(unit);
        return tree ? read_tree_in(tree, directory, path, ret) : !directory && read_beside(unit, path, ret);
}

bool file_source_read(const InputUnit *unit, const char *path, FileInfo *ret)
{
        return file_source_read_in(unit, NULL, path, ret);
}

bool file_source_is_system(const InputUnit *unit)
{
        if (unit->content || unit->installed)
                return unit->installed;
        g_autofree char *tree = unit->where[0] == '<' ? NULL : tree_around(unit);
        return tree != NULL;
}

static void list_tree(GPtrArray *found, const char *root, const char *directory)
{
        g_autofree char *real = path_chase(root, directory, CHASE_FOLLOW);
        g_autofree char *full = real ? path_under_root(root, real) : NULL;
        g_autoptr(GDir) dir = full ? g_dir_open(full, 0, NULL) : NULL;
        for (const char *name; dir && (name = g_dir_read_name(dir));)
                g_ptr_array_add(found, g_build_filename(directory, name, NULL));
}

char **file_source_list(const InputUnit *unit, const char *directory)
{
        GPtrArray *found = g_ptr_array_new();
        if (unit->content) {
                GHashTableIter iter;
                gpointer path;
                g_hash_table_iter_init(&iter, unit->content->files);
                while (g_hash_table_iter_next(&iter, &path, NULL)) {
                        g_autofree char *its = g_path_get_dirname(path);
                        if (strcmp(its, directory) == 0)
                                g_ptr_array_add(found, g_strdup(path));
                }
        } else if (unit->installed)
                list_tree(found, unit->view->root, directory);
        else if (unit->where[0] != '<') {
                g_autofree char *tree = tree_around(unit);
                if (tree)
                        list_tree(found, tree, directory);
        }
        g_ptr_array_sort(found, strings_compare);
        g_ptr_array_add(found, NULL);
        return (char **)g_ptr_array_free(found, FALSE);
}

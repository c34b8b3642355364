/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names to files. A symbolic link within the search path to another unit's name is an alias; a link that leads out of
 * it is a unit of its own that lies elsewhere ("linked"), and so is one to /dev/null (a mask). The first directory that
 * has a name decides about it, unless what it has there is not valid: then the next one gets its chance. */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/file.h"
#include "base/seen.h"
#include "base/text.h"
#include "unit/load-internal.h"
#include "unit/unit-map.h"
#include "unit/unit-name.h"

#define ALIASES_MAX 8 /* links from name to name, one after the other */

void unit_map_free(UnitMap *map)
{
        if (!map)
                return;
        if (map->targets)
                g_hash_table_unref(map->targets);
        if (map->names)
                g_hash_table_unref(map->names);
        if (map->scripts)
                g_hash_table_unref(map->scripts);
        g_free(map);
}

/* Follows aliases from a name to a file. */
static const char *follow(const UnitMap *map, const char *name)
{
        const char *target = g_hash_table_lookup(map->targets, name);
        for (unsigned i = 0; target && i < ALIASES_MAX; i++) {
                if (*target == '/')
                        return target;
                const char *next = g_hash_table_lookup(map->targets, target);
                if (!next) {
                        g_autofree char *template = unit_name_template(target);
                        next = template ? g_hash_table_lookup(map->targets, template) : NULL;
                }
                target = next;
        }
        return NULL;
}

/* Why one name can't be an alias of the other; NULL if it can. */
static const char *alias_problem(const char *from, const char *to)
{
        UnitNameKind from_kind = unit_name_kind(from), to_kind = unit_name_kind(to);
        if (!unit_type_may_alias(unit_name_type(from)))
                return "units of this type can't have aliases";
        if (to_kind == UNIT_NAME_INVALID)
                return "it points to what is no unit's name";
        if (strcmp(from, to) == 0)
                return "it points to its own name";
        if (strcmp(unit_name_type(from), unit_name_type(to)) != 0)
                return "it points to a unit of another type";
        if (from_kind != to_kind && !(from_kind == UNIT_NAME_INSTANCE && to_kind == UNIT_NAME_TEMPLATE))
                return "one of the two is a template or an instance and the other is not";
        if (to_kind == UNIT_NAME_INSTANCE) {
                g_autofree char *a = unit_name_instance(from), *b = unit_name_instance(to);
                if (strcmp(a, b) != 0)
                        return "it points to another instance";
        }
        return NULL;
}

static bool is_below(const char *path, char *const *dirs)
{
        for (; *dirs; dirs++)
                if (path_has_prefix(path, *dirs) && strcmp(path, *dirs) != 0)
                        return true;
        return false;
}

/* What does this entry of a unit directory lead to? A name, a path, or NULL for what is to be passed over. */
static char *entry_target(const UnitMap *map, char *const *search, const char *dir, const struct dirent *entry,
                          DiagList *diags)
{
        const char *name = entry->d_name;
        g_autofree char *path = g_build_filename(dir, name, NULL);
        g_autofree char *full = path_under_root(map->paths->root, path);
        struct stat info = {.st_mode = DTTOIF(entry->d_type)}; /* seen with its directory */
        if (entry->d_type == DT_UNKNOWN && lstat(full, &info) < 0)
                return NULL;
        if (S_ISREG(info.st_mode))
                return g_steal_pointer(&path);
        if (!S_ISLNK(info.st_mode))
                return NULL;

        char buffer[4096];
        ssize_t length = readlink(full, buffer, sizeof(buffer) - 1);
        if (length < 0)
                return NULL;
        buffer[length] = '\0';
        g_autofree char *absolute = *buffer == '/' ? g_strdup(buffer) : g_build_filename(dir, buffer, NULL);
        g_autofree char *target = path_chase(map->paths->root, absolute, CHASE_NOFOLLOW | CHASE_MAY_MISS);
        if (!target) {
                diag_add(diags, SEVERITY_WARNING, full, 0, 0, "cannot resolve this symbolic link: %s; it is ignored",
                         g_strerror(errno));
                return NULL;
        }
        if (!is_below(target, search))
                return g_steal_pointer(&path);

        g_autofree char *to = g_path_get_basename(target);
        const char *problem = alias_problem(name, to);
        if (problem) {
                diag_add(diags, SEVERITY_WARNING, full, 0, 0, "this link to %s is no valid alias: %s; it is ignored",
                         target, problem);
                return NULL;
        }
        return g_steal_pointer(&to);
}

static void read_directory(UnitMap *map, char *const *search, const char *dir, DiagList *diags)
{
        g_autofree char *full = path_under_root(map->paths->root, dir);
        seen(full, SEEN_CONTENT);
        DIR *stream = opendir(full);
        if (!stream) {
                if (errno != ENOENT && errno != ENOTDIR)
                        diag_add(diags, SEVERITY_WARNING, full, 0, 0, "cannot read this directory: %s",
                                 g_strerror(errno));
                return;
        }
        const struct dirent *entry;
        while ((entry = readdir(stream))) {
                if (!unit_name_is_valid(entry->d_name) || g_hash_table_contains(map->targets, entry->d_name))
                        continue;
                char *target = entry_target(map, search, dir, entry, diags);
                if (target)
                        g_hash_table_insert(map->targets, g_strdup(entry->d_name), target);
        }
        closedir(stream);
}

/* The directories themselves, and what they are without symbolic links: a link may lead to either. */
static char **search_directories(const UnitPaths *paths)
{
        GPtrArray *all = g_ptr_array_new();
        for (char **dir = paths->dirs; *dir; dir++) {
                g_ptr_array_add(all, g_strdup(*dir));
                char *real = path_chase(paths->root, *dir, CHASE_FOLLOW);
                if (real)
                        g_ptr_array_add(all, real);
        }
        g_ptr_array_add(all, NULL);
        return (char **)g_ptr_array_free(all, FALSE);
}

static void build_names(UnitMap *map)
{
        GHashTableIter iterator;
        gpointer key;
        g_hash_table_iter_init(&iterator, map->targets);
        while (g_hash_table_iter_next(&iterator, &key, NULL)) {
                const char *path = follow(map, key);
                if (!path)
                        continue;
                char *file = g_path_get_basename(path);
                /* An instance's link to a template is an alias of that instance alone. */
                if (unit_name_kind(file) == UNIT_NAME_TEMPLATE && unit_name_kind(key) == UNIT_NAME_INSTANCE) {
                        g_autofree char *instance = unit_name_instance(key);
                        char *own = unit_name_with_instance(file, instance);
                        g_free(file);
                        if (!own)
                                continue;
                        file = own;
                }
                GPtrArray *names = g_hash_table_lookup(map->names, file);
                if (!names) {
                        names = g_ptr_array_new_with_free_func(g_free);
                        g_hash_table_insert(map->names, g_strdup(file), names);
                }
                g_ptr_array_add(names, g_strdup(key));
                g_free(file);
        }
}

/* Services that systemd makes of init scripts, where it has not done so yet. */
static void add_scripts(UnitMap *map)
{
        g_autoptr(GPtrArray) scripts = init_scripts_find(map->paths->root, map->targets);

        for (guint i = 0; i < scripts->len; i++) {
                InitScript *script = scripts->pdata[i];
                g_hash_table_insert(map->targets, g_strdup(script->unit),
                                    g_build_filename(UNIT_GENERATED_LATE, script->unit, NULL));
                g_hash_table_insert(map->scripts, script->unit, script);
        }
        g_ptr_array_set_free_func(scripts, NULL);
        for (guint i = 0; i < scripts->len; i++) {
                const InitScript *script = scripts->pdata[i];
                for (char **alias = script->aliases; *alias; alias++)
                        if (!g_hash_table_contains(map->targets, *alias) && !alias_problem(*alias, script->unit))
                                g_hash_table_insert(map->targets, g_strdup(*alias), g_strdup(script->unit));
        }
}

UnitMap *unit_map_new(const UnitPaths *paths, DiagList *diags)
{
        UnitMap *map = g_new0(UnitMap, 1);
        map->paths = paths;
        map->targets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        map->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
        map->scripts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)init_script_free);
        g_auto(GStrv) search = search_directories(paths);
        for (char **dir = paths->dirs; *dir; dir++)
                read_directory(map, search, *dir, diags);
        if (paths->init_scripts)
                add_scripts(map);
        build_names(map);
        return map;
}

const char *unit_map_fragment(const UnitMap *map, const char *name)
{
        const char *path = follow(map, name);
        if (!path && unit_name_kind(name) == UNIT_NAME_INSTANCE) {
                g_autofree char *template = unit_name_template(name);
                path = follow(map, template);
        }
        return path;
}

const InitScript *unit_map_script(const UnitMap *map, const char *fragment)
{
        g_autofree char *file = g_path_get_basename(fragment);
        return g_hash_table_lookup(map->scripts, file);
}

static bool is_mask(const UnitMap *map, const char *path)
{
        if (unit_map_script(map, path))
                return false;
        g_autofree char *full = path_under_root(map->paths->root, path);
        struct stat info;
        seen(full, SEEN_CONTENT);
        return stat(full, &info) < 0 || unit_file_is_mask(&info);
}

/* The names that lead to the file of this name. A mask has none: it is not the same unit by another name. */
static const GPtrArray *names_of(const UnitMap *map, const char *name)
{
        const GPtrArray *names = g_hash_table_lookup(map->names, name);
        const char *path = names ? unit_map_fragment(map, name) : NULL;
        return path && !is_mask(map, path) ? names : NULL;
}

/* Adds the names that lead to the same file as name. For an instance, names of templates become names of that instance,
 * unless that instance has another file. */
static void add_names(const UnitMap *map, GHashTable *into, const char *name, const char *instance, const char *file)
{
        const GPtrArray *others = names_of(map, name);
        if (unit_name_kind(name) != UNIT_NAME_TEMPLATE || !instance || !*instance)
                g_hash_table_add(into, g_strdup(name));
        for (guint i = 0; others && i < others->len; i++) {
                const char *other = others->pdata[i];
                if (!instance || !*instance || unit_name_kind(other) != UNIT_NAME_TEMPLATE) {
                        g_hash_table_add(into, g_strdup(other));
                        continue;
                }
                g_autofree char *instantiated = unit_name_with_instance(other, instance);
                const char *path = instantiated ? follow(map, instantiated) : NULL;
                g_autofree char *base = path ? g_path_get_basename(path) : NULL;
                if (instantiated && (!base || !file || strcmp(base, file) == 0))
                        g_hash_table_add(into, g_steal_pointer(&instantiated));
        }
}

char **unit_map_names(const UnitMap *map, const char *name)
{
        g_autoptr(GHashTable) set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autofree char *instance = unit_name_instance(name);
        add_names(map, set, name, instance, NULL);
        const char *fragment = unit_map_fragment(map, name);
        if (fragment) {
                g_autofree char *file = g_path_get_basename(fragment);
                if (strcmp(file, name) != 0)
                        add_names(map, set, file, instance, file);
                /* The unit's own name: the file's, for this instance. */
                if (instance && *instance && unit_name_kind(file) == UNIT_NAME_TEMPLATE) {
                        g_autofree char *own = unit_name_with_instance(file, instance);
                        if (own)
                                add_names(map, set, own, instance, file);
                }
        }

        return strings_of_set(set);
}

static void keep_instance(const UnitMap *map, const char *name, const char *type, GHashTable *names)
{
        if (unit_name_kind(name) == UNIT_NAME_INSTANCE && (!type || strcmp(unit_name_type(name), type) == 0) &&
            unit_map_fragment(map, name))
                g_hash_table_add(names, g_strdup(name));
}

/* Links in DIR/foo.target.wants and its like. */
static void wanted_instances(const UnitMap *map, const char *dir, const char *type, GHashTable *names)
{
        static const char *const kinds[] = {".wants", ".requires", ".upholds"};
        g_autofree char *full = path_under_root(map->paths->root, dir);
        seen(full, SEEN_CONTENT);
        g_autoptr(GDir) units = g_dir_open(full, 0, NULL);
        const char *unit;

        while (units && (unit = g_dir_read_name(units)))
                for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
                        g_autofree char *links = g_build_filename(full, unit, NULL);
                        seen(links, SEEN_CONTENT);
                        g_autoptr(GDir) entries = g_str_has_suffix(unit, kinds[i]) ? g_dir_open(links, 0, NULL) : NULL;
                        const char *entry;

                        while (entries && (entry = g_dir_read_name(entries)))
                                keep_instance(map, entry, type, names);
                }
}

char **unit_map_instances(const UnitMap *map, const char *type)
{
        g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        GHashTableIter iterator;
        gpointer name;

        g_hash_table_iter_init(&iterator, map->targets);
        while (g_hash_table_iter_next(&iterator, &name, NULL))
                keep_instance(map, name, type, names);
        for (char **dir = map->paths->dirs; *dir; dir++)
                wanted_instances(map, *dir, type, names);

        return strings_of_set(names);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When is the file of a unit what the manager has? If nothing of it was changed since the manager last read its files,
 * at its start or at the last reload: then all that it has of it is from these files, whenever it loaded the unit. A
 * change shows in the ctime of a file (which, unlike the mtime, nobody sets back), in that of a directory of drop-ins
 * where one was added or removed, in that of a directory of units where such a directory went. Where in doubt, the
 * manager is asked. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-bus.h>

#include "base/file.h"
#include "base/text.h"
#include "unit/manager-internal.h"
#include "unit/manager.h"
#include "unit/running.h"
#include "unit/unit-name.h"

/* The manager takes the time before it reads; the clock of file systems goes some milliseconds behind. */
#define SLACK_USEC (G_USEC_PER_SEC / 10)

void running_free(Running *running)
{
        if (!running)
                return;
        unit_map_free(running->map);
        unit_paths_free(running->paths);
        g_clear_pointer(&running->loaded, g_hash_table_unref);
        g_clear_pointer(&running->changed, g_hash_table_unref);
        g_free(running);
}

static bool read_paths(Running *running, bool user, GError **error)
{
        g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
        char **dirs = NULL;
        int r = sd_bus_get_property_strv(running->bus, MANAGER_SERVICE, MANAGER_PATH, MANAGER_INTERFACE, "UnitPath",
                                         &problem, &dirs);
        if (r < 0)
                return manager_fail(error, r, &problem, "Cannot ask the manager where it looks for units");
        running->paths = g_new0(UnitPaths, 1);
        running->paths->user = user;
        running->paths->dirs = dirs ? g_strdupv(dirs) : g_new0(char *, 1);
        for (char **dir = dirs; dir && *dir; dir++)
                free(*dir);
        free(dirs);
        return true;
}

static bool read_loaded(Running *running, GError **error)
{
        g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
        sd_bus_message *reply = NULL;
        const char *name, *state, *following;
        int r = sd_bus_call_method(running->bus, MANAGER_SERVICE, MANAGER_PATH, MANAGER_INTERFACE, "ListUnits",
                                   &problem, &reply, NULL);
        if (r >= 0)
                r = sd_bus_message_enter_container(reply, 'a', "(ssssssouso)");
        while (r >= 0 && (r = sd_bus_message_read(reply, "(ssssssouso)", &name, NULL, &state, NULL, NULL, &following,
                                                  NULL, NULL, NULL, NULL)) > 0)
                if (g_str_has_suffix(name, ".service") && strcmp(state, "not-found") != 0)
                        g_hash_table_add(running->loaded, g_strdup(name));
        sd_bus_message_unref(reply);
        return r >= 0 || manager_fail(error, r, &problem, "Cannot ask the manager for its units");
}

static guint64 get_time(const Running *running, const char *property)
{
        guint64 time = 0;
        return manager_get(running->bus, MANAGER_PATH, MANAGER_INTERFACE, property, "t", &time, NULL) ? time : 0;
}

static bool is_after(const Running *running, const struct stat *info)
{
        guint64 changed = (guint64)info->st_ctim.tv_sec * G_USEC_PER_SEC + (guint64)info->st_ctim.tv_nsec / 1000;
        return changed + SLACK_USEC > running->load_time;
}

static bool path_is_after(const Running *running, const char *path)
{
        struct stat info;
        return stat(path, &info) < 0 || is_after(running, &info) ||
               (lstat(path, &info) == 0 && is_after(running, &info));
}

/* Directories that the manager itself writes, and knows what it wrote. */
static bool is_own(const char *directory)
{
        return g_str_has_suffix(directory, ".control") || strstr(directory, "/transient") != NULL ||
               strstr(directory, "/generator") != NULL;
}

static void look_at_directory(Running *running, const char *directory)
{
        struct stat info;
        DIR *stream = opendir(directory);
        if (!stream)
                return;
        if (!is_own(directory) && path_is_after(running, directory))
                running->all_changed = true;
        for (const struct dirent *entry; (entry = readdir(stream));) {
                if (!g_str_has_suffix(entry->d_name, ".d"))
                        continue;
                g_autofree char *path = g_build_filename(directory, entry->d_name, NULL);
                if (stat(path, &info) == 0 && S_ISDIR(info.st_mode) && is_after(running, &info))
                        g_hash_table_add(running->changed, g_strdup(entry->d_name));
        }
        closedir(stream);
}

Running *running_new(sd_bus *bus, bool user, GError **error)
{
        g_autoptr(Running) running = g_new0(Running, 1);
        running->bus = bus;
        running->loaded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        running->changed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        running->systemd = manager_version(bus, error);
        if (running->systemd == 0 || !read_paths(running, user, error) || !read_loaded(running, error))
                return NULL;
        if (running->systemd >= 258) {
                int on = 0;
                if (manager_get(bus, MANAGER_PATH, MANAGER_INTERFACE, "DefaultRestrictSUIDSGID", "b", &on, NULL))
                        running->restrict_suid_sgid = on;
        }
        guint64 started = get_time(running, "UnitsLoadStartTimestamp"),
                reloaded = get_time(running, "UnitsLoadTimestamp");
        running->load_time = MAX(started, reloaded);
        for (char **dir = running->paths->dirs; *dir; dir++)
                look_at_directory(running, *dir);
        unit_paths_remember(running->paths);
        running->map = unit_map_new(running->paths, NULL);
        return g_steal_pointer(&running);
}

char **running_list(const Running *running)
{
        g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        GHashTableIter iterator;
        gpointer key, value;
        g_hash_table_iter_init(&iterator, running->map->targets);
        while (g_hash_table_iter_next(&iterator, &key, &value))
                if (*(const char *)value == '/' && strcmp(unit_name_type(key), "service") == 0)
                        g_hash_table_add(names, g_strdup(key));
        g_hash_table_iter_init(&iterator, running->loaded);
        while (g_hash_table_iter_next(&iterator, &key, NULL))
                g_hash_table_add(names, g_strdup(key));
        return strings_of_set(names);
}

/* Was a directory changed that may hold drop-ins for a unit of this name? */
static bool dropins_changed(const Running *running, const char *name)
{
        if (g_hash_table_size(running->changed) == 0)
                return false;
        g_auto(GStrv) directories = unit_dropin_directories(name);
        for (char **directory = directories; *directory; directory++)
                if (g_hash_table_contains(running->changed, *directory))
                        return true;
        return false;
}

static bool may_differ(const Running *running, const UnitView *view)
{
        if (running->all_changed || !view->fragment || dropins_changed(running, view->name) ||
            path_is_after(running, view->fragment))
                return true;
        for (char **dropin = view->dropins; *dropin; dropin++)
                if (path_is_after(running, *dropin))
                        return true;
        for (char **alias = view->aliases; *alias; alias++)
                if (dropins_changed(running, *alias))
                        return true;
        return false;
}

/* Aliases of which the manager has not heard yet. */
static void add_aliases(UnitView *view, char *const *names)
{
        GPtrArray *all = g_ptr_array_new();
        for (char **old = view->aliases; *old; old++)
                g_ptr_array_add(all, g_strdup(*old));
        for (; *names; names++)
                if (strcmp(*names, view->name) != 0 && !g_strv_contains((const char *const *)view->aliases, *names))
                        g_ptr_array_add(all, g_strdup(*names));
        g_ptr_array_sort(all, strings_compare);
        g_ptr_array_add(all, NULL);
        g_strfreev(view->aliases);
        view->aliases = (char **)g_ptr_array_free(all, FALSE);
}

UnitView *running_load(Running *running, const char *name, const char *instance, GError **error)
{
        g_autofree char *instantiated =
                unit_name_kind(name) == UNIT_NAME_TEMPLATE ? unit_name_with_instance(name, instance) : NULL;
        const char *load_name = instantiated ? instantiated : name;
        g_autoptr(UnitView) view = unit_load_mapped(running->map, load_name, NULL, NULL);
        bool loaded = g_hash_table_contains(running->loaded, view ? view->name : load_name);
        /* What is not in memory is read from its files when somebody asks for it. */
        if (view && (!loaded ? view->state != UNIT_NOT_FOUND && view->state != UNIT_BAD : !may_differ(running, view)))
                return g_steal_pointer(&view);
        running->asked++;
        UnitView *told = unit_from_manager(running->bus, load_name, error);
        if (told && view)
                add_aliases(told, view->aliases);
        return told;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the manager looks for units: systemd.unit(5), "Unit File Load Path". The order is that of 252 to 262. */
#include <stdlib.h>
#include <string.h>

#include "base/chase.h"
#include "base/file.h"
#include "base/path.h"
#include "unit/init-script.h"
#include "unit/unit.h"

static bool have_directory(GPtrArray *dirs, const char *path)
{
        for (guint i = 0; i < dirs->len; i++)
                if (strcmp(dirs->pdata[i], path) == 0)
                        return true;
        return false;
}

static void add_directory(GPtrArray *dirs, const char *path)
{
        g_autofree char *simple = path_simplify(path);
        if (!have_directory(dirs, simple))
                g_ptr_array_add(dirs, g_steal_pointer(&simple));
}

static void add_below(GPtrArray *dirs, const char *base, const char *below)
{
        if (!base || *base != '/')
                return;
        g_autofree char *path = g_build_filename(base, below, NULL);
        add_directory(dirs, path);
}

/* SYSTEMD_UNIT_PATH replaces the list, or stands before it if it ends with an empty component. Returns whether the
 * usual directories follow. */
static bool add_from_environment(GPtrArray *dirs)
{
        const char *value = g_getenv("SYSTEMD_UNIT_PATH");
        if (!value)
                return true;
        g_auto(GStrv) parts = g_strsplit(value, ":", -1);
        for (char **part = parts; *part; part++) {
                if (!**part)
                        continue;
                g_autofree char *absolute = g_canonicalize_filename(*part, NULL);
                add_directory(dirs, absolute);
        }
        return g_str_has_suffix(value, ":");
}

static UnitPaths *new_paths(const char *root, bool user, GPtrArray *dirs)
{
        UnitPaths *paths = g_new0(UnitPaths, 1);
        paths->user = user;
        if (root && strcmp(root, "/") != 0 && *root)
                paths->root = path_simplify(root);
        g_ptr_array_add(dirs, NULL);
        paths->dirs = (char **)g_ptr_array_free(dirs, FALSE);
        return paths;
}

static UnitPaths *system_paths(const char *root, bool late)
{
        static const char *const usual[] = {
                "/etc/systemd/system.control",   "/run/systemd/system.control",  "/run/systemd/transient",
                "/run/systemd/generator.early",  "/etc/systemd/system",          "/etc/systemd/system.attached",
                "/run/systemd/system",           "/run/systemd/system.attached", "/run/systemd/generator",
                "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
        };
        GPtrArray *dirs = g_ptr_array_new();
        bool whole = add_from_environment(dirs);
        if (whole) {
                for (unsigned i = 0; i < G_N_ELEMENTS(usual); i++)
                        add_directory(dirs, usual[i]);
                /* Only where /lib is a directory of its own: else it is the one before. */
                g_autofree char *lib = path_chase(root, "/lib", CHASE_MAY_MISS);
                if (lib && strcmp(lib, "/lib") == 0)
                        add_directory(dirs, "/lib/systemd/system");
                if (late)
                        add_directory(dirs, UNIT_GENERATED_LATE);
        }
        UnitPaths *paths = new_paths(root, false, dirs);
        paths->init_scripts = whole;
        return paths;
}

UnitPaths *unit_paths_system(const char *root)
{
        return system_paths(root, true);
}

UnitPaths *unit_paths_generator(const char *root)
{
        return system_paths(root, false);
}

static void add_list(GPtrArray *dirs, const char *variable, const char *fallback)
{
        const char *value = g_getenv(variable);
        g_auto(GStrv) parts = g_strsplit(value && *value ? value : fallback, ":", -1);
        for (char **part = parts; *part; part++)
                add_below(dirs, *part, "systemd/user");
}

/* config, data, runtime: the user's own directories; NULL: none. */
static void add_user(GPtrArray *dirs, const char *config, const char *data, const char *runtime, bool own)
{
        add_below(dirs, config, "systemd/user.control");
        add_below(dirs, runtime, "systemd/user.control");
        add_below(dirs, runtime, "systemd/transient");
        add_below(dirs, runtime, "systemd/generator.early");
        add_below(dirs, config, "systemd/user");
        if (own)
                add_list(dirs, "XDG_CONFIG_DIRS", "/etc/xdg");
        add_directory(dirs, "/etc/systemd/user");
        add_below(dirs, runtime, "systemd/user");
        add_directory(dirs, "/run/systemd/user");
        add_below(dirs, runtime, "systemd/generator");
        add_below(dirs, data, "systemd/user");
        if (own)
                add_list(dirs, "XDG_DATA_DIRS", "/usr/local/share:/usr/share");
        add_directory(dirs, "/usr/local/share/systemd/user");
        add_directory(dirs, "/usr/share/systemd/user");
        add_directory(dirs, "/usr/local/lib/systemd/user");
        add_directory(dirs, "/usr/lib/systemd/user");
        add_below(dirs, runtime, "systemd/generator.late");
}

UnitPaths *unit_paths_user(const char *root)
{
        GPtrArray *dirs = g_ptr_array_new();
        if (!add_from_environment(dirs))
                return new_paths(root, true, dirs);

        /* Another tree has nobody's home directory in it: only what holds for all users. */
        bool own = !root || !*root || strcmp(root, "/") == 0;
        g_autofree char *config = own ? path_of_user("XDG_CONFIG_HOME", ".config") : NULL;
        g_autofree char *data = own ? path_of_user("XDG_DATA_HOME", ".local/share") : NULL;
        add_user(dirs, config, data, own ? g_getenv("XDG_RUNTIME_DIR") : NULL, own);
        return new_paths(root, true, dirs);
}

UnitPaths *unit_paths_user_of(const char *home, const char *runtime)
{
        GPtrArray *dirs = g_ptr_array_new();
        g_autofree char *config = home ? g_build_filename(home, ".config", NULL) : NULL;
        g_autofree char *data = home ? g_build_filename(home, ".local/share", NULL) : NULL;
        add_user(dirs, config, data, runtime, true);
        return new_paths(NULL, true, dirs);
}

UnitPaths *unit_paths_directory(const char *directory, const char *shown)
{
        UnitPaths *paths = g_new0(UnitPaths, 1);
        paths->dirs = g_new0(char *, 2);
        paths->dirs[0] = g_strdup(directory);
        paths->shown = g_strdup(shown);
        return paths;
}

void unit_paths_free(UnitPaths *paths)
{
        if (!paths)
                return;
        g_free(paths->root);
        g_free(paths->shown);
        g_clear_pointer(&paths->dropins, g_hash_table_unref);
        g_strfreev(paths->dirs);
        g_free(paths);
}

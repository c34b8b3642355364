/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Timers, paths, sockets, D-Bus names and automounts, from the files that define them: what is not loaded can't be
 * asked for. systemd.timer(5), systemd.path(5), systemd.socket(5), systemd.automount(5); D-Bus: SystemdService= in the
 * activation files. */
#include <dirent.h>
#include <string.h>

#include "base/chase.h"
#include "base/file.h"
#include "base/text.h"
#include "unit/trigger.h"
#include "unit/unit-name.h"

#define ACTIVATION_FILE_MAX 65536

const char *const trigger_names[_TRIGGER_MAX + 1] = {
        [TRIGGER_TIMER] = "timer", [TRIGGER_PATH] = "path",           [TRIGGER_SOCKET] = "socket",
        [TRIGGER_DBUS] = "D-Bus",  [TRIGGER_AUTOMOUNT] = "automount",
};

Triggers *triggers_new(void)
{
        Triggers *triggers = g_new0(Triggers, 1);
        triggers->kinds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        return triggers;
}

void triggers_free(Triggers *triggers)
{
        if (!triggers)
                return;
        g_hash_table_unref(triggers->kinds);
        g_free(triggers);
}

static unsigned get(const Triggers *triggers, const char *name)
{
        return GPOINTER_TO_UINT(g_hash_table_lookup(triggers->kinds, name));
}

static void add(Triggers *triggers, const char *name, TriggerKind kind)
{
        if (name && *name)
                g_hash_table_insert(triggers->kinds, g_strdup(name),
                                    GUINT_TO_POINTER(get(triggers, name) | 1U << kind));
}

/* The unit that a setting names, or that which is called as this one. */
static char *target_of(const UnitView *view, const char *section, const char *setting)
{
        g_auto(GStrv) values = unit_view_get_all(view, section, setting);
        guint count = g_strv_length(values);
        if (count > 0)
                return g_strdup(values[count - 1]);
        g_autofree char *name = unit_name_without_type(view->name);
        return g_strconcat(name, ".service", NULL);
}

static char *socket_target(const UnitView *view)
{
        const char *accept = unit_view_get(view, "Socket", "Accept");
        if (!accept || parse_boolean(accept) != 1)
                return target_of(view, "Socket", "Service");
        /* One instance of the template for each connection. */
        g_autofree char *prefix = unit_name_prefix(view->name);
        return g_strconcat(prefix, "@.service", NULL);
}

static void add_words(Triggers *triggers, const UnitView *view, const char *setting, TriggerKind kind)
{
        g_auto(GStrv) values = unit_view_get_all(view, "Unit", setting);
        for (char **value = values; *value; value++) {
                g_auto(GStrv) words = g_strsplit_set(*value, " \t", -1);
                for (char **word = words; *word; word++)
                        if (g_strcmp0(unit_name_type(*word), "service") == 0)
                                add(triggers, *word, kind);
        }
}

void triggers_add(Triggers *triggers, const UnitView *view)
{
        const char *type = unit_name_type(view->name);
        if (view->state != UNIT_LOADED || !type)
                return;
        g_autofree char *target = NULL;
        if (strcmp(type, "timer") == 0)
                add(triggers, target = target_of(view, "Timer", "Unit"), TRIGGER_TIMER);
        else if (strcmp(type, "path") == 0)
                add(triggers, target = target_of(view, "Path", "Unit"), TRIGGER_PATH);
        else if (strcmp(type, "socket") == 0)
                add(triggers, target = socket_target(view), TRIGGER_SOCKET);
}

static void add_activation_file(Triggers *triggers, const char *path)
{
        g_autofree char *text = NULL;
        if (!file_read(path, ACTIVATION_FILE_MAX, &text, NULL, NULL))
                return;
        g_auto(GStrv) lines = g_strsplit_set(text, "\n", -1);
        for (char **line = lines; *line; line++)
                if (g_str_has_prefix(*line, "SystemdService="))
                        add(triggers, g_strstrip(*line + strlen("SystemdService=")), TRIGGER_DBUS);
}

/* What the mount unit of an automount pulls in. */
static void add_automount(Triggers *triggers, const UnitMap *map, const char *name)
{
        g_autofree char *base = unit_name_without_type(name);
        g_autofree char *mount = g_strconcat(base, ".mount", NULL);
        g_autoptr(UnitView) view = unit_map_fragment(map, mount) ? unit_load_mapped(map, mount, NULL, NULL) : NULL;
        if (!view || view->state != UNIT_LOADED)
                return;
        static const char *const pulls[] = {"Requires", "Requisite", "BindsTo", "Wants"};
        for (unsigned i = 0; i < G_N_ELEMENTS(pulls); i++)
                add_words(triggers, view, pulls[i], TRIGGER_AUTOMOUNT);
}

static void add_activation_files(Triggers *triggers, const UnitMap *map)
{
        static const char *const system_dirs[] = {"/etc/dbus-1/system-services", "/run/dbus-1/system-services",
                                                  "/usr/local/share/dbus-1/system-services",
                                                  "/usr/share/dbus-1/system-services", "/lib/dbus-1/system-services"};
        static const char *const user_dirs[] = {"/usr/local/share/dbus-1/services", "/usr/share/dbus-1/services"};
        bool user = map->paths->user;
        for (unsigned i = 0; i < (user ? G_N_ELEMENTS(user_dirs) : G_N_ELEMENTS(system_dirs)); i++) {
                g_autofree char *full = path_under_root(map->paths->root, user ? user_dirs[i] : system_dirs[i]);
                DIR *stream = opendir(full);
                if (!stream)
                        continue;
                for (const struct dirent *entry; (entry = readdir(stream));) {
                        g_autofree char *path = g_build_filename(full, entry->d_name, NULL);
                        if (g_str_has_suffix(entry->d_name, ".service"))
                                add_activation_file(triggers, path);
                }
                closedir(stream);
        }
}

void triggers_add_all(Triggers *triggers, const UnitMap *map)
{
        static const char *const types[] = {"timer", "path", "socket"};
        GHashTableIter iterator;
        gpointer name;
        g_hash_table_iter_init(&iterator, map->targets);
        while (g_hash_table_iter_next(&iterator, &name, NULL)) {
                const char *type = unit_name_type(name);
                for (unsigned i = 0; i < G_N_ELEMENTS(types); i++) {
                        if (strcmp(type, types[i]) != 0)
                                continue;
                        g_autoptr(UnitView) view = unit_load_mapped(map, name, NULL, NULL);
                        if (view)
                                triggers_add(triggers, view);
                }
                if (strcmp(type, "automount") == 0)
                        add_automount(triggers, map, name);
        }
        add_activation_files(triggers, map);
}

static unsigned of_name(const Triggers *triggers, const char *name)
{
        unsigned kinds = get(triggers, name);
        if (unit_name_kind(name) == UNIT_NAME_INSTANCE) {
                g_autofree char *template = unit_name_template(name);
                kinds |= get(triggers, template);
        }
        /* By convention, what D-Bus activates is an alias. */
        return kinds | (g_str_has_prefix(name, "dbus-") ? 1U << TRIGGER_DBUS : 0);
}

unsigned triggers_of(const Triggers *triggers, const UnitView *view)
{
        unsigned kinds = of_name(triggers, view->name);
        for (char **alias = view->aliases; *alias; alias++)
                kinds |= of_name(triggers, *alias);
        return kinds;
}

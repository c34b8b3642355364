/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view of a unit from the running manager: its properties as assignments. Left out is what says the same as nothing
 * at all: the standard value of a property, or the default that the manager was configured with. So a view from the
 * manager and one from the files can be compared, once what the manager implies is taken into account (canonical.h). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "base/error.h"
#include "base/text.h"
#include "unit/bus-properties.h"
#include "unit/manager-internal.h"
#include "unit/manager.h"
#include "unit/specifier.h"
#include "unit/unit.h"
#include "unit/view-internal.h"

/* What was read of one interface: property -> GPtrArray of lines. */
typedef struct Reading {
        bool manager; /* of the manager itself */
        GHashTable *lines;
        GHashTable *limits;  /* LimitNOFILE, LimitNOFILESoft -> line */
        GHashTable *strings; /* other strings: Id, LoadState ... */
        GHashTable *lists;   /* Names, DropInPaths -> GPtrArray */
} Reading;

static void reading_clear(Reading *reading)
{
        g_clear_pointer(&reading->lines, g_hash_table_unref);
        g_clear_pointer(&reading->limits, g_hash_table_unref);
        g_clear_pointer(&reading->strings, g_hash_table_unref);
        g_clear_pointer(&reading->lists, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

static void reading_init(Reading *reading)
{
        reading->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
        reading->limits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        reading->strings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        reading->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
}

static const char *const limit_names[] = {"AS",      "CORE",     "CPU",        "DATA",   "FSIZE", "LOCKS",
                                          "MEMLOCK", "MSGQUEUE", "NICE",       "NOFILE", "NPROC", "RSS",
                                          "RTPRIO",  "RTTIME",   "SIGPENDING", "STACK"};

static int read_limit(sd_bus_message *message, const char *property, Reading *reading)
{
        uint64_t value;
        int r = sd_bus_message_read_basic(message, 't', &value);
        if (r >= 0)
                g_hash_table_insert(reading->limits, g_strdup(property),
                                    value == G_MAXUINT64 ? g_strdup("infinity")
                                                         : g_strdup_printf("%" G_GUINT64_FORMAT, (guint64)value));
        return r;
}

static int read_list(sd_bus_message *message, const char *property, Reading *reading)
{
        GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(reading->lists, g_strdup(property), list);
        const char *value;
        int r = sd_bus_message_enter_container(message, 'a', "s");
        while (r >= 0 && (r = sd_bus_message_read_basic(message, 's', &value)) > 0)
                g_ptr_array_add(list, g_strdup(value));
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

/* The property that a manager's default belongs to, or the property itself. */
static const BusProperty *find_property(const char *name, const char *signature)
{
        const BusProperty *property = bus_property_find(name);
        for (unsigned i = 0; !property && i < bus_property_count; i++)
                if (bus_properties[i].manager && strcmp(bus_properties[i].manager, name) == 0)
                        property = &bus_properties[i];
        return property && strcmp(property->signature, signature) == 0 ? property : NULL;
}

/* The message stands inside the variant. */
static int read_value(sd_bus_message *message, const char *name, const char *signature, Reading *reading)
{
        const BusProperty *property = find_property(name, signature);
        if (property && !(reading->manager && strcmp(name, "Environment") == 0)) {
                GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
                g_hash_table_insert(reading->lines, g_strdup(name), lines);
                return property->format(message, lines);
        }
        if (strcmp(signature, "t") == 0 && (g_str_has_prefix(name, "Limit") || g_str_has_prefix(name, "DefaultLimit")))
                return read_limit(message, name, reading);
        if (strcmp(signature, "as") == 0 &&
            (strcmp(name, "Names") == 0 || strcmp(name, "DropInPaths") == 0 || strcmp(name, "UnitPath") == 0 ||
             (strcmp(name, "Environment") == 0 && reading->manager)))
                return read_list(message, name, reading);
        if (strcmp(signature, "s") == 0) {
                const char *value;
                int r = sd_bus_message_read_basic(message, 's', &value);
                if (r >= 0)
                        g_hash_table_insert(reading->strings, g_strdup(name), g_strdup(value));
                return r;
        }
        return sd_bus_message_skip(message, signature);
}

static int read_entry(sd_bus_message *message, Reading *reading)
{
        const char *name, *signature;
        char type;
        int r = sd_bus_message_enter_container(message, 'e', "sv");
        if (r <= 0)
                return r;
        if ((r = sd_bus_message_read_basic(message, 's', &name)) < 0 ||
            (r = sd_bus_message_peek_type(message, &type, &signature)) < 0 ||
            (r = sd_bus_message_enter_container(message, 'v', signature)) < 0 ||
            (r = read_value(message, name, signature, reading)) < 0 || (r = sd_bus_message_exit_container(message)) < 0)
                return r;
        r = sd_bus_message_exit_container(message);
        return r < 0 ? r : 1;
}

/* One property after the other; what the manager fails to tell is left out. */
static int read_each(sd_bus *bus, const char *path, const char *interface, Reading *reading)
{
        int r = 0;
        for (unsigned i = 0; i < bus_property_count && r >= 0; i++) {
                g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
                const BusProperty *property = &bus_properties[i];
                sd_bus_message *reply = NULL;
                if (sd_bus_get_property(bus, MANAGER_SERVICE, path, interface, property->property, &problem, &reply,
                                        property->signature) >= 0)
                        r = read_value(reply, property->property, property->signature, reading);
                sd_bus_message_unref(reply);
        }
        for (unsigned i = 0; i < G_N_ELEMENTS(limit_names) * 2 && r >= 0; i++) {
                g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
                g_autofree char *name = g_strdup_printf("Limit%s%s", limit_names[i / 2], i % 2 ? "Soft" : "");
                sd_bus_message *reply = NULL;
                if (sd_bus_get_property(bus, MANAGER_SERVICE, path, interface, name, &problem, &reply, "t") >= 0)
                        r = read_limit(reply, name, reading);
                sd_bus_message_unref(reply);
        }
        return r;
}

static bool read_interface(sd_bus *bus, const char *path, const char *interface, Reading *reading, GError **error)
{
        g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
        sd_bus_message *reply = NULL;
        int r = sd_bus_call_method(bus, MANAGER_SERVICE, path, "org.freedesktop.DBus.Properties", "GetAll", &problem,
                                   &reply, "s", interface);
        if (r >= 0)
                r = sd_bus_message_enter_container(reply, 'a', "{sv}");
        while (r >= 0 && (r = read_entry(reply, reading)) > 0)
                ;
        sd_bus_message_unref(reply);
        /* 262 fails to tell anything of a unit that has StateDirectoryQuota= before the directory exists. */
        if (r == -ENOENT && strcmp(interface, MANAGER_SERVICE_INTERFACE) == 0)
                r = read_each(bus, path, interface, reading);
        if (r < 0) {
                g_autofree char *doing = g_strdup_printf("Cannot read what the manager knows of %s", path);
                return manager_fail(error, r, &problem, doing);
        }
        return true;
}

static void add_setting(UnitView *view, const char *name, const char *line)
{
        int id = directive_from_name(NULL, name);
        if (id < 0)
                return;
        g_autofree char *value = specifier_escape(line);
        g_ptr_array_add(view->settings, unit_setting_new(directives[id].section, name, value, NULL, 0));
}

static bool same_lines(const GPtrArray *a, const GPtrArray *b)
{
        if (a->len != b->len)
                return false;
        for (guint i = 0; i < a->len; i++)
                if (strcmp(a->pdata[i], b->pdata[i]) != 0)
                        return false;
        return true;
}

/* As WorkingDirectory= would say it. */
static char *manager_home(const Reading *manager)
{
        const GPtrArray *environment = g_hash_table_lookup(manager->lists, "Environment");
        for (guint i = 0; environment && i < environment->len; i++)
                if (g_str_has_prefix(environment->pdata[i], "HOME="))
                        return g_strconcat("-", (const char *)environment->pdata[i] + strlen("HOME="), NULL);
        return NULL;
}

static bool has_lines(const Reading *unit, const char *property)
{
        const GPtrArray *lines = g_hash_table_lookup(unit->lines, property);
        return lines && lines->len > 0;
}

/* Is this a user's manager? It looks for units where the system's does not. */
static bool is_user_manager(const Reading *manager)
{
        const GPtrArray *dirs = g_hash_table_lookup(manager->lists, "UnitPath");
        for (guint i = 0; dirs && i < dirs->len; i++)
                if (strcmp(dirs->pdata[i], "/usr/lib/systemd/user") == 0)
                        return true;
        return false;
}

/* Does the property say no more than nothing would? */
static bool is_standard(const BusProperty *property, const GPtrArray *lines, const Reading *unit,
                        const Reading *manager)
{
        /* A program that runs once may take as long as it wants to. */
        const GPtrArray *type = g_hash_table_lookup(unit->lines, "Type");
        if (strcmp(property->property, "TimeoutStartUSec") == 0 && type && type->len > 0 &&
            strcmp(type->pdata[0], "oneshot") == 0)
                return strcmp(lines->pdata[0], "infinity") == 0;
        /* These are told as they come out in the end, so that "no" says something where others imply "yes". */
        if ((strcmp(property->property, "MountAPIVFS") == 0 || strcmp(property->property, "BindLogSockets") == 0) &&
            (has_lines(unit, "RootDirectory") || has_lines(unit, "RootImage")))
                return false;
        if (strcmp(property->property, "SetLoginEnvironment") == 0 &&
            (has_lines(unit, "User") || has_lines(unit, "PAMName")))
                return false;
        if (is_user_manager(manager)) {
                /* Here it is the home directory, if it is there, and the user's keyring. */
                g_autofree char *home = manager_home(manager);
                if (strcmp(property->property, "KeyringMode") == 0)
                        return lines->len == 1 && strcmp(lines->pdata[0], "inherit") == 0;
                if (home && strcmp(property->property, "WorkingDirectory") == 0)
                        return lines->len == 1 && strcmp(lines->pdata[0], home) == 0;
        }
        const GPtrArray *defaults = property->manager ? g_hash_table_lookup(manager->lines, property->manager) : NULL;
        if (defaults)
                return same_lines(lines, defaults);
        return property->standard && lines->len == 1 && strcmp(lines->pdata[0], property->standard) == 0;
}

/* Is there another property for the setting, here, that tells more? */
static bool is_surpassed(const BusProperty *property, const Reading *unit)
{
        if (property->exact)
                return false;
        for (unsigned i = 0; i < bus_property_count; i++) {
                const BusProperty *other = &bus_properties[i];
                if (!other->exact || strcmp(other->setting, property->setting) != 0)
                        continue;
                const GPtrArray *lines = g_hash_table_lookup(unit->lines, other->property);
                /* Delegate=yes names no controllers: then the boolean is all there is. */
                if (lines && (lines->len > 0 || strcmp(property->setting, "Delegate") != 0))
                        return true;
        }
        return false;
}

static void add_limits(UnitView *view, const Reading *unit, const Reading *manager)
{
        for (unsigned i = 0; i < G_N_ELEMENTS(limit_names); i++) {
                g_autofree char *name = g_strconcat("Limit", limit_names[i], NULL);
                g_autofree char *soft_name = g_strconcat(name, "Soft", NULL);
                g_autofree char *default_name = g_strconcat("Default", name, NULL);
                g_autofree char *default_soft_name = g_strconcat("Default", soft_name, NULL);
                const char *hard = g_hash_table_lookup(unit->limits, name);
                const char *soft = g_hash_table_lookup(unit->limits, soft_name);
                if (!hard || !soft ||
                    (g_strcmp0(hard, g_hash_table_lookup(manager->limits, default_name)) == 0 &&
                     g_strcmp0(soft, g_hash_table_lookup(manager->limits, default_soft_name)) == 0))
                        continue;
                g_autofree char *line = strcmp(hard, soft) == 0 ? g_strdup(hard) : g_strdup_printf("%s:%s", soft, hard);
                add_setting(view, name, line);
        }
}

/* Is this directory among those that the fuller property tells, with its link? Before 257 that has only those with one.
 */
static bool has_directory(const Reading *unit, const char *setting, const char *name)
{
        g_autofree char *property = g_strconcat(setting, "Symlink", NULL);
        const GPtrArray *lines = g_hash_table_lookup(unit->lines, property);
        size_t length = strlen(name);
        for (guint i = 0; lines && i < lines->len; i++) {
                const char *line = lines->pdata[i];
                if (strncmp(line, name, length) == 0 && (!line[length] || line[length] == ':'))
                        return true;
        }
        return false;
}

static void add_settings(UnitView *view, const Reading *unit, const Reading *manager)
{
        for (unsigned i = 0; i < bus_property_count; i++) {
                const BusProperty *property = &bus_properties[i];
                const GPtrArray *lines = g_hash_table_lookup(unit->lines, property->property);
                bool directory = !property->exact && g_str_has_suffix(property->property, "Directory");
                if (!lines || is_standard(property, lines, unit, manager) ||
                    (!directory && is_surpassed(property, unit)))
                        continue;
                for (guint j = 0; j < lines->len; j++)
                        if (!directory || !has_directory(unit, property->setting, lines->pdata[j]))
                                add_setting(view, property->setting, lines->pdata[j]);
        }
        add_limits(view, unit, manager);
}

static char **steal_list(const Reading *reading, const char *property, const char *except)
{
        const GPtrArray *list = g_hash_table_lookup(reading->lists, property);
        GPtrArray *copy = g_ptr_array_new();
        for (guint i = 0; list && i < list->len; i++)
                if (g_strcmp0(list->pdata[i], except) != 0)
                        g_ptr_array_add(copy, g_strdup(list->pdata[i]));
        g_ptr_array_add(copy, NULL);
        return (char **)g_ptr_array_free(copy, FALSE);
}

static UnitState state_of(const char *load_state)
{
        if (g_strcmp0(load_state, "loaded") == 0)
                return UNIT_LOADED;
        if (g_strcmp0(load_state, "masked") == 0)
                return UNIT_MASKED;
        if (g_strcmp0(load_state, "not-found") == 0)
                return UNIT_NOT_FOUND;
        return UNIT_BAD;
}

UnitView *unit_from_manager(sd_bus *bus, const char *name, GError **error)
{
        g_autofree char *path = manager_load_unit(bus, name, error);
        if (!path)
                return NULL;
        g_auto(Reading) unit = {0}, manager = {.manager = true};
        reading_init(&unit);
        reading_init(&manager);
        if (!read_interface(bus, path, MANAGER_UNIT, &unit, error) ||
            !read_interface(bus, path, MANAGER_SERVICE_INTERFACE, &unit, error) ||
            !read_interface(bus, MANAGER_PATH, MANAGER_INTERFACE, &manager, error))
                return NULL;

        const char *id = g_hash_table_lookup(unit.strings, "Id");
        const char *fragment = g_hash_table_lookup(unit.strings, "FragmentPath");
        UnitView *view = unit_view_new(id ? id : name);
        g_strfreev(view->aliases);
        view->aliases = steal_list(&unit, "Names", view->name);
        qsort(view->aliases, g_strv_length(view->aliases), sizeof(char *), strings_compare);
        g_strfreev(view->dropins);
        view->dropins = steal_list(&unit, "DropInPaths", NULL);
        view->user = is_user_manager(&manager);
        view->state = state_of(g_hash_table_lookup(unit.strings, "LoadState"));
        view->fragment = fragment && *fragment ? g_strdup(fragment) : NULL;
        if (view->state == UNIT_LOADED)
                add_settings(view, &unit, &manager);
        return view;
}

Config *manager_defaults(sd_bus *bus, GError **error)
{
        g_auto(Reading) manager = {.manager = true};
        reading_init(&manager);
        if (!read_interface(bus, MANAGER_PATH, MANAGER_INTERFACE, &manager, error))
                return NULL;
        /* As a unit that has all of them: the same way from properties to lines. */
        g_auto(Reading) limits_only = {0};
        reading_init(&limits_only);
        g_autoptr(UnitView) view = unit_view_new("manager.service");
        for (unsigned i = 0; i < bus_property_count; i++) {
                const BusProperty *property = &bus_properties[i];
                const GPtrArray *lines =
                        property->manager ? g_hash_table_lookup(manager.lines, property->manager) : NULL;
                for (guint j = 0; lines && j < lines->len; j++)
                        add_setting(view, property->setting, lines->pdata[j]);
        }
        GHashTableIter iterator;
        gpointer key, value;
        g_hash_table_iter_init(&iterator, manager.limits);
        while (g_hash_table_iter_next(&iterator, &key, &value))
                if (g_str_has_prefix(key, "DefaultLimit"))
                        g_hash_table_insert(limits_only.limits, g_strdup((const char *)key + strlen("Default")),
                                            g_strdup(value));
        g_auto(Reading) none = {0};
        reading_init(&none);
        add_limits(view, &limits_only, &none);
        return unit_view_to_config(view);
}

Config *config_from_manager(sd_bus *bus, const char *name, GError **error)
{
        g_autoptr(UnitView) view = unit_from_manager(bus, name, error);
        return view ? unit_view_to_config(view) : NULL;
}

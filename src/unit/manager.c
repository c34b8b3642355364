/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions to the running manager over D-Bus: org.freedesktop.systemd1(5). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "unit/manager-internal.h"
#include "unit/manager.h"
#include "unit/unit-name.h"

bool manager_fail(GError **error, int r, const sd_bus_error *problem, const char *doing)
{
        const char *message = problem && problem->message ? problem->message : g_strerror(-r);
        UnitlockError code = UNITLOCK_ERROR_FAILED;
        if (problem && (sd_bus_error_has_name(problem, "org.freedesktop.systemd1.NoSuchUnit") ||
                        sd_bus_error_has_name(problem, SD_BUS_ERROR_UNKNOWN_OBJECT)))
                code = UNITLOCK_ERROR_NOT_FOUND;
        else if (problem && sd_bus_error_has_name(problem, SD_BUS_ERROR_ACCESS_DENIED))
                code = UNITLOCK_ERROR_PRIVILEGE;
        else if (problem && sd_bus_error_has_name(problem, SD_BUS_ERROR_INVALID_ARGS))
                code = UNITLOCK_ERROR_INPUT;
        else if (r == -ENOENT || r == -ECONNREFUSED || r == -ENOMEDIUM)
                code = UNITLOCK_ERROR_UNSUPPORTED;
        g_set_error(error, UNITLOCK_ERROR, code, "%s: %s", doing, message);
        return false;
}

/* The manager's own socket: early in the boot, or where nobody installed a bus, it listens there. NULL: it does not. */
static sd_bus *connect_direct(bool user)
{
        const char *runtime = user ? g_getenv("XDG_RUNTIME_DIR") : "/run";
        if (!runtime || *runtime != '/' || (!user && geteuid() != 0))
                return NULL;
        g_autofree char *escaped = g_uri_escape_string(runtime, "/", FALSE);
        g_autofree char *address = g_strdup_printf("unix:path=%s/systemd/private", escaped);
        sd_bus *bus = NULL;
        int r = sd_bus_new(&bus);
        if (r >= 0)
                r = sd_bus_set_address(bus, address);
        if (r >= 0)
                r = sd_bus_start(bus);
        if (r >= 0)
                return bus;
        sd_bus_unref(bus);
        return NULL;
}

sd_bus *manager_connect(bool user, GError **error)
{
        sd_bus *bus = NULL;
        int r = user ? sd_bus_open_user(&bus) : sd_bus_open_system(&bus);
        if (r < 0)
                bus = connect_direct(user);
        if (!bus)
                manager_fail(error, r, NULL,
                             user ? "Cannot reach the user manager (is XDG_RUNTIME_DIR set?)"
                                  : "Cannot reach the system manager (is systemd running here?)");
        return bus;
}

bool manager_get(sd_bus *bus, const char *path, const char *interface, const char *property, const char *type,
                 void *ret, GError **error)
{
        g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
        int r;
        if (*type == 's' || *type == 'o')
                r = sd_bus_get_property_string(bus, MANAGER_SERVICE, path, interface, property, &problem, ret);
        else
                r = sd_bus_get_property_trivial(bus, MANAGER_SERVICE, path, interface, property, &problem, *type, ret);
        if (r < 0) {
                g_autofree char *doing = g_strdup_printf("Cannot ask the manager for %s of %s", property, path);
                return manager_fail(error, r, &problem, doing);
        }
        return true;
}

unsigned manager_version(sd_bus *bus, GError **error)
{
        char *version = NULL;
        if (!manager_get(bus, MANAGER_PATH, MANAGER_INTERFACE, "Version", "s", &version, error))
                return 0;
        const char *digits = version + strcspn(version, "0123456789");
        unsigned major = (unsigned)strtoul(digits, NULL, 10);
        if (major == 0)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                            "The manager calls its version \"%s\", which has no number", version);
        free(version);
        return major;
}

static void add_service(GHashTable *names, const char *name, bool with_templates)
{
        if (g_strcmp0(unit_name_type(name), "service") != 0)
                return;
        if (unit_name_kind(name) == UNIT_NAME_TEMPLATE && !with_templates)
                return;
        g_hash_table_add(names, g_strdup(name));
}

static int add_loaded(sd_bus *bus, GHashTable *names, sd_bus_error *problem)
{
        sd_bus_message *reply = NULL;
        const char *name;
        int r = sd_bus_call_method(bus, MANAGER_SERVICE, MANAGER_PATH, MANAGER_INTERFACE, "ListUnits", problem, &reply,
                                   NULL);
        if (r >= 0)
                r = sd_bus_message_enter_container(reply, 'a', "(ssssssouso)");
        while (r >= 0 && (r = sd_bus_message_read(reply, "(ssssssouso)", &name, NULL, NULL, NULL, NULL, NULL, NULL,
                                                  NULL, NULL, NULL)) > 0)
                add_service(names, name, false);
        sd_bus_message_unref(reply);
        return r;
}

static int add_files(sd_bus *bus, GHashTable *names, bool with_templates, sd_bus_error *problem)
{
        sd_bus_message *reply = NULL;
        const char *path;
        int r = sd_bus_call_method(bus, MANAGER_SERVICE, MANAGER_PATH, MANAGER_INTERFACE, "ListUnitFiles", problem,
                                   &reply, NULL);
        if (r >= 0)
                r = sd_bus_message_enter_container(reply, 'a', "(ss)");
        while (r >= 0 && (r = sd_bus_message_read(reply, "(ss)", &path, NULL)) > 0) {
                g_autofree char *name = g_path_get_basename(path);
                add_service(names, name, with_templates);
        }
        sd_bus_message_unref(reply);
        return r;
}

char **manager_list_services(sd_bus *bus, bool with_templates, GError **error)
{
        g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
        g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        int r = add_loaded(bus, names, &problem);
        if (r >= 0)
                r = add_files(bus, names, with_templates, &problem);
        if (r < 0) {
                manager_fail(error, r, &problem, "Cannot ask the manager for its units");
                return NULL;
        }
        return strings_of_set(names);
}

char *manager_load_unit(sd_bus *bus, const char *name, GError **error)
{
        g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
        sd_bus_message *reply = NULL;
        const char *path = NULL;
        int r = sd_bus_call_method(bus, MANAGER_SERVICE, MANAGER_PATH, MANAGER_INTERFACE, "LoadUnit", &problem, &reply,
                                   "s", name);
        if (r >= 0)
                r = sd_bus_message_read_basic(reply, 'o', &path);
        char *copy = r >= 0 ? g_strdup(path) : NULL;
        sd_bus_message_unref(reply);
        if (r < 0) {
                g_autofree char *doing = g_strdup_printf("Cannot load %s", name);
                manager_fail(error, r, &problem, doing);
        }
        return copy;
}

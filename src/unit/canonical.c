/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the manager makes of a unit's settings when it loads the unit, done to a Config. Three steps: one spelling
 * (canonical-value.c), what settings imply for others, and the leaving out of what is the default anyway.
 *
 * What is implied is that of unit_patch_contexts and the defaults of services, checked by the live comparison of both
 * views on 252, 257 and 262. What the manager only does when it starts the service (NoNewPrivileges= by a filter, mount
 * namespaces) is not here: model/implied.c. */
#include <string.h>

#include "base/text.h"
#include "model/capability.h"
#include "model/family.h"
#include "model/syscall.h"
#include "unit/bus-properties.h"
#include "unit/canonical.h"
#include "unit/unit-name.h"

static void set_one(Config *config, DirectiveId id, const char *value)
{
        config_unset(config, id);
        config->lines[id] = g_new0(char *, 2);
        config->lines[id][0] = g_strdup(value);
}

/* Where the order of lines means something, it is kept. */
static bool is_ordered(DirectiveId id)
{
        return directives[id].kind == VALUE_COMMAND || id == DIRECTIVE_ENVIRONMENT_FILE ||
               id == DIRECTIVE_EXEC_SEARCH_PATH;
}

static void set_lines(Config *config, DirectiveId id, GPtrArray *lines)
{
        config_unset(config, id);
        if (!is_ordered(id)) {
                g_ptr_array_sort(lines, strings_compare);
                for (guint i = lines->len; i > 1; i--)
                        if (strcmp(lines->pdata[i - 1], lines->pdata[i - 2]) == 0)
                                g_ptr_array_remove_index(lines, i - 1);
        }
        if (lines->len == 0)
                return;
        config->lines[id] = g_new0(char *, lines->len + 1);
        for (guint i = 0; i < lines->len; i++)
                config->lines[id][i] = g_strdup(lines->pdata[i]);
}

/* The name of a variable and its "=", of a line that may be quoted. */
static size_t variable_length(const char *line)
{
        return *line == '"' ? strcspn(line + 1, "=") + 1 : strcspn(line, "=") + 1;
}

/* Of several assignments to one variable the last one counts. */
static void keep_last_variables(GPtrArray *lines)
{
        for (guint i = lines->len; i > 0; i--) {
                const char *line = lines->pdata[i - 1], *name = line + (*line == '"');
                for (guint j = i - 1; j > 0; j--) {
                        const char *other = lines->pdata[j - 1], *other_name = other + (*other == '"');
                        if (variable_length(line) != variable_length(other) ||
                            strncmp(name, other_name, variable_length(line)) != 0)
                                continue;
                        g_ptr_array_remove_index(lines, j - 1);
                        i--;
                }
        }
}

/* Before 258 RestrictNamespaces= knew nothing of time namespaces, and never refused them. */
static unsigned namespaces_known(unsigned systemd)
{
        unsigned known = NAMESPACE_ALL;
        for (unsigned i = 0; i < NAMESPACE_COUNT; i++)
                if (systemd < 258 && strcmp(namespace_names[i], "time") == 0)
                        known &= ~(1U << i);
        return known;
}

/* Sets, as what they amount to. False: this is none of them. */
static bool spell_set(Config *config, const Config *from, DirectiveId id, unsigned systemd)
{
        g_autoptr(GString) out = g_string_new(NULL);
        if (id == DIRECTIVE_CAPABILITY_BOUNDING_SET) {
                g_autofree char *names = capability_mask_to_string(config_capabilities(from));
                g_string_assign(out, config_capabilities(from) == CAPABILITY_ALL ? "~" : names);
        } else if (id == DIRECTIVE_AMBIENT_CAPABILITIES) {
                uint64_t mask = 0;
                for (char **line = from->lines[id]; *line; line++)
                        mask = **line == '~' ? mask & ~capability_mask_from_string(*line + 1, NULL)
                                             : mask | capability_mask_from_string(*line, NULL);
                g_autofree char *names = capability_mask_to_string(mask);
                if (mask == 0) {
                        config_unset(config, id);
                        return true;
                }
                g_string_assign(out, names);
        } else if (id == DIRECTIVE_RESTRICT_ADDRESS_FAMILIES) {
                /* Without a name: a family that this program does not know. */
                for (int family = 0; family < 64; family++)
                        if (family_name(family) && config_families(from) & FAMILY_BIT(family))
                                g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", family_name(family));
                if (out->len == 0)
                        g_string_assign(out, "none");
        } else if (id == DIRECTIVE_RESTRICT_NAMESPACES) {
                unsigned allowed = config_namespaces(from) & namespaces_known(systemd);
                for (unsigned i = 0; i < NAMESPACE_COUNT; i++)
                        if (allowed & (1U << i))
                                g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", namespace_names[i]);
                if (allowed == 0 || allowed == namespaces_known(systemd))
                        g_string_assign(out, allowed ? "no" : "yes");
        } else if (id == DIRECTIVE_SYSTEM_CALL_FILTER || id == DIRECTIVE_SYSTEM_CALL_LOG) {
                /* The list of calls to log is written and read as that of calls to allow. */
                g_autoptr(Config) filter = config_new();
                filter->lines[DIRECTIVE_SYSTEM_CALL_FILTER] = g_strdupv(from->lines[id]);
                SyscallSet allowed = {{0}};
                if (!config_syscalls(filter, systemd, &allowed)) {
                        config_unset(config, id);
                        return true;
                }
                for (int call = 0; call < syscall_count(); call++)
                        if (syscall_set_has(&allowed, call))
                                g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", syscall_name(call));
        } else
                return false;
        set_one(config, id, out->str);
        return true;
}

/* Does this systemd take the setting, with its value? */
static bool is_known(const Config *from, DirectiveId id, unsigned systemd)
{
        if (!directive_known_to(id, systemd))
                return false;
        const Directive *directive = &directives[id];
        const char *value = config_get(from, id);
        /* Other words for what was "yes" before. */
        if (systemd < 257 && (strcmp(value, "self") == 0 || strcmp(value, "connected") == 0))
                return false;
        return directive->kind != VALUE_ENUM || directive_rung_since(id, config_value(from, id)) <= systemd;
}

static void spell(Config *config, const Config *from, unsigned systemd)
{
        for (unsigned i = 0; i < _DIRECTIVE_MAX; i++) {
                DirectiveId id = (DirectiveId)i;
                if (!from->lines[id] || !is_known(from, id, systemd) || spell_set(config, from, id, systemd))
                        continue;
                g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
                if (directives[id].kind == VALUE_BOOLEAN || directives[id].kind == VALUE_ENUM)
                        g_ptr_array_add(lines, g_strdup(config_value(from, id)));
                else
                        for (char **line = from->lines[id]; *line; line++)
                                canonical_value(id, *line, lines);
                if (id == DIRECTIVE_ENVIRONMENT)
                        keep_last_variables(lines);
                set_lines(config, id, lines);
        }
}

static bool is_on(const Config *config, DirectiveId id)
{
        return config_is_on(config, id);
}

static bool is_value(const Config *config, DirectiveId id, const char *value)
{
        return g_strcmp0(config_get(config, id), value) == 0;
}

/* Adds lines as if they had been written. */
static void add_line(Config *config, DirectiveId id, const char *line)
{
        g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
        for (char **old = config->lines[id]; old && *old; old++)
                g_ptr_array_add(lines, g_strdup(*old));
        g_ptr_array_add(lines, g_strdup(line));
        set_lines(config, id, lines);
}

static void imply_capabilities(Config *config)
{
        uint64_t lost = 0;
        static const struct {
                DirectiveId id;
                const char *capabilities;
        } takes[] = {
                {DIRECTIVE_PRIVATE_DEVICES, "CAP_MKNOD CAP_SYS_RAWIO"},
                {DIRECTIVE_PROTECT_KERNEL_MODULES, "CAP_SYS_MODULE"},
                {DIRECTIVE_PROTECT_KERNEL_LOGS, "CAP_SYSLOG"},
                {DIRECTIVE_PROTECT_CLOCK, "CAP_SYS_TIME CAP_WAKE_ALARM"},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(takes); i++)
                if (is_on(config, takes[i].id))
                        lost |= capability_mask_from_string(takes[i].capabilities, NULL);
        uint64_t left = config_capabilities(config) & ~lost;
        if (left == CAPABILITY_ALL)
                return;
        g_autofree char *names = capability_mask_to_string(left);
        set_one(config, DIRECTIVE_CAPABILITY_BOUNDING_SET, names);
}

static void imply_dynamic_user(Config *config, const CanonicalContext *context)
{
        if (!is_on(config, DIRECTIVE_DYNAMIC_USER))
                return;
        g_autofree char *prefix = unit_name_prefix(context->unit);
        if (!config_get(config, DIRECTIVE_USER) && prefix)
                set_one(config, DIRECTIVE_USER, prefix);
        if (!config_get(config, DIRECTIVE_GROUP) && config_get(config, DIRECTIVE_USER))
                set_one(config, DIRECTIVE_GROUP, config_get(config, DIRECTIVE_USER));
        if (context->systemd < 257)
                set_one(config, DIRECTIVE_PRIVATE_TMP, "yes");
        else if (!is_on(config, DIRECTIVE_PRIVATE_TMP))
                set_one(config, DIRECTIVE_PRIVATE_TMP, "disconnected");
        set_one(config, DIRECTIVE_REMOVE_IPC, "yes");
        set_one(config, DIRECTIVE_PROTECT_SYSTEM, "strict");
        if (!is_on(config, DIRECTIVE_PROTECT_HOME))
                set_one(config, DIRECTIVE_PROTECT_HOME, "read-only");
        set_one(config, DIRECTIVE_NO_NEW_PRIVILEGES, "yes");
        set_one(config, DIRECTIVE_RESTRICT_SUID_SGID, "yes");
}

static bool mounts(const Config *config, DirectiveId id, const char *path)
{
        char *const *lines = config->lines[id];
        return lines && g_strv_contains((const char *const *)lines, path);
}

/* Since 258, a unit that may start before /tmp is mounted gets one of its own that needs no directory there.
 * (After=tmp.mount would keep it as it is, too: that is no directive of the table.) */
static void imply_private_tmp(Config *config, unsigned systemd)
{
        bool early = is_value(config, DIRECTIVE_DEFAULT_DEPENDENCIES, "no");
        bool own_root = config_get(config, DIRECTIVE_ROOT_DIRECTORY) || config_get(config, DIRECTIVE_ROOT_IMAGE);
        if (systemd >= 258 && early && !own_root && is_value(config, DIRECTIVE_PRIVATE_TMP, "yes") &&
            !mounts(config, DIRECTIVE_REQUIRES_MOUNTS_FOR, "/tmp") &&
            !mounts(config, DIRECTIVE_WANTS_MOUNTS_FOR, "/tmp"))
                set_one(config, DIRECTIVE_PRIVATE_TMP, "disconnected");
}

static void imply_devices(Config *config)
{
        if (is_on(config, DIRECTIVE_PRIVATE_DEVICES) &&
            (!config_get(config, DIRECTIVE_DEVICE_POLICY) || is_value(config, DIRECTIVE_DEVICE_POLICY, "auto")))
                set_one(config, DIRECTIVE_DEVICE_POLICY, "closed");
        const char *policy = config_get(config, DIRECTIVE_DEVICE_POLICY);
        bool restricted = (policy && strcmp(policy, "auto") != 0) || config_get(config, DIRECTIVE_DEVICE_ALLOW);
        if (restricted && is_on(config, DIRECTIVE_PROTECT_CLOCK))
                add_line(config, DIRECTIVE_DEVICE_ALLOW, "char-rtc r");
        if (restricted && (config_get(config, DIRECTIVE_ROOT_IMAGE) || config_get(config, DIRECTIVE_MOUNT_IMAGES))) {
                static const char *const nodes[] = {"/dev/loop-control rw", "/dev/mapper/control rw", "block-loop rwm",
                                                    "block-blkext rwm", "block-device-mapper rwm"};
                for (unsigned i = 0; i < G_N_ELEMENTS(nodes); i++)
                        add_line(config, DIRECTIVE_DEVICE_ALLOW, nodes[i]);
        }
}

static bool has_credentials(const Config *config)
{
        return config_get(config, DIRECTIVE_LOAD_CREDENTIAL) ||
               config_get(config, DIRECTIVE_LOAD_CREDENTIAL_ENCRYPTED) ||
               config_get(config, DIRECTIVE_SET_CREDENTIAL) || config_get(config, DIRECTIVE_SET_CREDENTIAL_ENCRYPTED) ||
               config_get(config, DIRECTIVE_IMPORT_CREDENTIAL);
}

static void imply_type(Config *config, unsigned systemd)
{
        if (config_get(config, DIRECTIVE_TYPE))
                return;
        set_one(config, DIRECTIVE_TYPE,
                config_get(config, DIRECTIVE_BUS_NAME)     ? "dbus"
                : systemd > 252 && has_credentials(config) ? "exec"
                : config_get(config, DIRECTIVE_EXEC_START) ? "simple"
                                                           : "oneshot");
}

static void imply_timeouts(Config *config)
{
        if (is_value(config, DIRECTIVE_TYPE, "oneshot")) {
                /* No limit is the default of these, and the manager's default is a setting like others. */
                if (is_value(config, DIRECTIVE_TIMEOUT_START_SEC, "infinity"))
                        config_unset(config, DIRECTIVE_TIMEOUT_START_SEC);
        }
}

/* "socket" and "tty" are passed on to output and errors. */
static void imply_streams(Config *config)
{
        const char *input = config_get(config, DIRECTIVE_STANDARD_INPUT);
        bool passed_on =
                input && (g_str_has_prefix(input, "tty") || strcmp(input, "socket") == 0 || strcmp(input, "fd") == 0);
        if (!input &&
            (config_get(config, DIRECTIVE_STANDARD_INPUT_DATA) || config_get(config, DIRECTIVE_STANDARD_INPUT_TEXT)))
                set_one(config, DIRECTIVE_STANDARD_INPUT, "data");
        if (passed_on) {
                if (!config_get(config, DIRECTIVE_STANDARD_OUTPUT))
                        set_one(config, DIRECTIVE_STANDARD_OUTPUT, "inherit");
        } else if (is_value(config, DIRECTIVE_STANDARD_OUTPUT, "inherit"))
                config_unset(config, DIRECTIVE_STANDARD_OUTPUT);
        if (is_value(config, DIRECTIVE_STANDARD_OUTPUT, "syslog"))
                set_one(config, DIRECTIVE_STANDARD_OUTPUT, "journal");
        if (is_value(config, DIRECTIVE_STANDARD_ERROR, "syslog"))
                set_one(config, DIRECTIVE_STANDARD_ERROR, "journal");
}

/* All controllers that there are, by name or not. */
static void imply_delegate(Config *config)
{
        static const char *const all[] = {"cpu", "cpuset", "io", "memory", "pids"};
        char *const *lines = config->lines[DIRECTIVE_DELEGATE];
        for (unsigned i = 0; lines && i < G_N_ELEMENTS(all); i++)
                if (!g_strv_contains((const char *const *)lines, all[i]))
                        return;
        if (lines)
                set_one(config, DIRECTIVE_DELEGATE, "yes");
}

static void imply_rest(Config *config, const CanonicalContext *context)
{
        const char *type = config_get(config, DIRECTIVE_TYPE),
                   *store = config_get(config, DIRECTIVE_FILE_DESCRIPTOR_STORE_MAX);
        const char *watchdog = config_get(config, DIRECTIVE_WATCHDOG_SEC);
        bool needs_notify = g_str_has_prefix(type, "notify") || (store && strcmp(store, "0") != 0) ||
                            (watchdog && strcmp(watchdog, "0s") != 0);
        const char *access = config_get(config, DIRECTIVE_NOTIFY_ACCESS);
        if (needs_notify && (!access || strcmp(access, "none") == 0))
                set_one(config, DIRECTIVE_NOTIFY_ACCESS, "main");

        if (!config_get(config, DIRECTIVE_SLICE)) {
                g_autofree char *prefix = unit_name_prefix(context->unit),
                                *instance = unit_name_instance(context->unit);
                g_autofree char *escaped = instance && prefix ? unit_name_escape(prefix) : NULL;
                g_autofree char *own =
                        escaped ? g_strdup_printf("%s-%s.slice", context->user ? "app" : "system", escaped) : NULL;
                set_one(config, DIRECTIVE_SLICE, own ? own : context->user ? "app.slice" : "system.slice");
        }
        if (is_on(config, DIRECTIVE_DELEGATE) && !config_get(config, DIRECTIVE_OOM_POLICY))
                set_one(config, DIRECTIVE_OOM_POLICY, "continue");
        const char *kill = config_get(config, DIRECTIVE_KILL_SIGNAL),
                   *restart = config_get(config, DIRECTIVE_RESTART_KILL_SIGNAL);
        if (!restart && kill)
                set_one(config, DIRECTIVE_RESTART_KILL_SIGNAL, kill);

        bool own_root = config_get(config, DIRECTIVE_ROOT_DIRECTORY) || config_get(config, DIRECTIVE_ROOT_IMAGE);
        if (!config_get(config, DIRECTIVE_MOUNT_API_VFS) && own_root)
                set_one(config, DIRECTIVE_MOUNT_API_VFS, "yes");
        if (context->systemd >= 257 &&
            (config_get(config, DIRECTIVE_LOG_NAMESPACE) ||
             (!config_get(config, DIRECTIVE_BIND_LOG_SOCKETS) && is_on(config, DIRECTIVE_MOUNT_API_VFS))))
                set_one(config, DIRECTIVE_BIND_LOG_SOCKETS, "yes");
        if (context->systemd >= 255 && !config_get(config, DIRECTIVE_SET_LOGIN_ENVIRONMENT) &&
            (config_get(config, DIRECTIVE_USER) || config_get(config, DIRECTIVE_PAM_NAME)))
                set_one(config, DIRECTIVE_SET_LOGIN_ENVIRONMENT, "yes");
}

static const char *standard_of(const char *setting)
{
        const char *standard = NULL;
        for (unsigned i = 0; i < bus_property_count; i++)
                if (strcmp(bus_properties[i].setting, setting) == 0 && bus_properties[i].standard)
                        standard = bus_properties[i].standard;
        return standard;
}

static bool same_lines(char *const *a, char *const *b)
{
        return a && b && g_strv_equal((const gchar *const *)a, (const gchar *const *)b);
}

/* What says no more than nothing goes; with two exceptions that the manager makes up from others. */
static void leave_out_defaults(Config *config, const Config *defaults, bool user)
{
        if (is_value(config, DIRECTIVE_CAPABILITY_BOUNDING_SET, "~"))
                config_unset(config, DIRECTIVE_CAPABILITY_BOUNDING_SET);
        for (unsigned i = 0; i < _DIRECTIVE_MAX; i++) {
                DirectiveId id = (DirectiveId)i;
                char *const *lines = config->lines[id];
                if (!lines)
                        continue;
                if (id == DIRECTIVE_TIMEOUT_START_SEC && is_value(config, DIRECTIVE_TYPE, "oneshot"))
                        continue;
                if (defaults && defaults->lines[id]) {
                        if (same_lines(lines, defaults->lines[id]))
                                config_unset(config, id);
                        continue;
                }
                const char *standard = standard_of(directives[id].name);
                if (id == DIRECTIVE_KEYRING_MODE && user)
                        standard = "inherit";
                const char *off = standard ? standard : directives[id].off;
                if (off && !lines[1] && strcmp(lines[0], off) == 0)
                        config_unset(config, id);
        }
        /* Without one of its own, aborting takes as long as stopping. */
        const char *stop = config_get(config, DIRECTIVE_TIMEOUT_STOP_SEC);
        if (stop && is_value(config, DIRECTIVE_TIMEOUT_ABORT_SEC, stop))
                config_unset(config, DIRECTIVE_TIMEOUT_ABORT_SEC);
}

Config *config_canonical(const Config *config, const CanonicalContext *context)
{
        Config *result = config_new();
        spell(result, config, context->systemd);
        imply_type(result, context->systemd);
        imply_dynamic_user(result, context);
        imply_private_tmp(result, context->systemd);
        imply_capabilities(result);
        imply_devices(result);
        imply_timeouts(result);
        imply_streams(result);
        imply_delegate(result);
        imply_rest(result, context);
        g_autoptr(Config) defaults = NULL;
        if (context->defaults) {
                defaults = config_new();
                spell(defaults, context->defaults, context->systemd);
        }
        leave_out_defaults(result, defaults, context->user);
        return result;
}

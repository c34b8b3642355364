/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From settings to what the manager makes of them, without a manager: that both agree is for test/live/unit-views.sh.
 */
#include <string.h>

#include "base/file.h"
#include "unit/bus-properties.h"
#include "unit/canonical.h"
#include "unit/unit.h"

static char *scratch;

/* The lines of one directive of a service with these settings, joined by " | ". */
static char *canonical(const char *settings, DirectiveId id, unsigned systemd)
{
        g_autofree char *path = g_build_filename(scratch, "ul-x@a-b.service", NULL);
        g_autofree char *text = g_strconcat("[Service]\nExecStart=/bin/true\n", settings, "\n", NULL);
        g_autoptr(GError) error = NULL;
        g_assert_true(file_write_atomic(path, text, -1, 0644, &error));
        g_autoptr(UnitView) view = unit_load_file(path, NULL, NULL, &error);
        g_assert_no_error(error);
        g_autoptr(Config) config = unit_view_to_config(view);
        CanonicalContext context = {.unit = view->name, .systemd = systemd};
        g_autoptr(Config) result = config_canonical(config, &context);
        return result->lines[id] ? g_strjoinv(" | ", result->lines[id]) : g_strdup("-");
}

static const struct {
        const char *settings;
        DirectiveId id;
        unsigned systemd;
        const char *expected;
} cases[] = {
        {"TimeoutStopSec=1min 30s", DIRECTIVE_TIMEOUT_STOP_SEC, 257, "90s"},
        {"TimeoutStopSec=0", DIRECTIVE_TIMEOUT_STOP_SEC, 257, "infinity"},
        {"TimeoutStopSec=5\nTimeoutSec=7", DIRECTIVE_TIMEOUT_STOP_SEC, 257, "7s"},
        {"TimeoutSec=7\nTimeoutStopSec=5", DIRECTIVE_TIMEOUT_STOP_SEC, 257, "5s"},
        {"TimeoutStopSec=soon", DIRECTIVE_TIMEOUT_STOP_SEC, 257, "-"},
        {"TimeoutStopSec=5\nTimeoutStopSec=", DIRECTIVE_TIMEOUT_STOP_SEC, 257, "5s"},
        {"RestartSec=100ms", DIRECTIVE_RESTART_SEC, 257, "100000us"},
        {"MemoryMax=1.5G", DIRECTIVE_MEMORY_MAX, 257, "1610612736"},
        {"MemoryMax=infinity", DIRECTIVE_MEMORY_MAX, 257, "-"},
        {"LimitNOFILE=1K:2K", DIRECTIVE_LIMIT_NOFILE, 257, "-"},
        {"LimitNOFILE=1:2", DIRECTIVE_LIMIT_NOFILE, 257, "1:2"},
        {"LimitMEMLOCK=1K", DIRECTIVE_LIMIT_MEMLOCK, 257, "1024"},
        {"LimitCPU=2min", DIRECTIVE_LIMIT_CPU, 257, "120"},
        {"LimitNICE=+5", DIRECTIVE_LIMIT_NICE, 257, "15"},
        {"UMask=77", DIRECTIVE_UMASK, 257, "0077"},
        {"UMask=022", DIRECTIVE_UMASK, 257, "-"},
        {"KillSignal=INT", DIRECTIVE_KILL_SIGNAL, 257, "SIGINT"},
        {"KillSignal=INT", DIRECTIVE_RESTART_KILL_SIGNAL, 257, "SIGINT"},
        {"SuccessExitStatus=TEMPFAIL 3 KILL nonsense", DIRECTIVE_SUCCESS_EXIT_STATUS, 257, "3 | 75 | SIGKILL"},
        {"AllowedCPUs=0-2 5,7", DIRECTIVE_ALLOWED_CPUS, 257, "0-2,5,7"},
        {"CPUQuota=20%", DIRECTIVE_CPU_QUOTA, 257, "20%"},
        {"Environment=\"A=b c\" B=1\nEnvironment=A=2 nonsense", DIRECTIVE_ENVIRONMENT, 257, "A=2 | B=1"},
        {"ReadWritePaths=-/a//b/ relative +/c \"/d e\" 'open", DIRECTIVE_READ_WRITE_PATHS, 257,
         "\"/d e\" | +/c | -/a/b"},
        {"ReadWritePaths=/x%z /y\nReadWritePaths=/z%i", DIRECTIVE_READ_WRITE_PATHS, 257, "/y | /za-b"},
        {"BindPaths=/a:/b:norbind -/c /d:/d", DIRECTIVE_BIND_PATHS, 257, "-/c | /a:/b:norbind | /d"},
        {"RuntimeDirectory=b a:l:ro c:m", DIRECTIVE_RUNTIME_DIRECTORY, 257, "a:l:ro | b | c:m"},
        {"IPAddressAllow=localhost 10.1.2.3/8 nonsense fe80::1", DIRECTIVE_IP_ADDRESS_ALLOW, 257,
         "10.0.0.0/8 | 127.0.0.0/8 | ::1/128 | fe80::1/128"},
        {"DeviceAllow=/dev/null rw\nDeviceAllow=char-pts\nDeviceAllow=nonsense", DIRECTIVE_DEVICE_ALLOW, 257,
         "/dev/null rw | char-pts rwm"},
        {"PIDFile=/var/run/x.pid", DIRECTIVE_PID_FILE, 257, "/run/x.pid"},
        {"ProtectSystem=strict\nProtectSystem=", DIRECTIVE_PROTECT_SYSTEM, 257, "strict"},
        {"ProtectHome=yes\nProtectHome=banana", DIRECTIVE_PROTECT_HOME, 257, "yes"},
        {"NoNewPrivileges=on", DIRECTIVE_NO_NEW_PRIVILEGES, 257, "yes"},
        {"CapabilityBoundingSet=CAP_CHOWN CAP_KILL\nCapabilityBoundingSet=~CAP_KILL", DIRECTIVE_CAPABILITY_BOUNDING_SET,
         257, "CAP_CHOWN"},
        {"CapabilityBoundingSet=", DIRECTIVE_CAPABILITY_BOUNDING_SET, 257, ""},
        {"RestrictNamespaces=~user", DIRECTIVE_RESTRICT_NAMESPACES, 257, "cgroup ipc net mnt pid uts"},
        {"RestrictNamespaces=~user", DIRECTIVE_RESTRICT_NAMESPACES, 262, "cgroup ipc net mnt pid uts time"},
        /* What is implied. */
        {"PrivateDevices=yes\nProtectClock=yes\nCapabilityBoundingSet=CAP_MKNOD CAP_CHOWN CAP_SYS_TIME",
         DIRECTIVE_CAPABILITY_BOUNDING_SET, 257, "CAP_CHOWN"},
        {"PrivateDevices=yes", DIRECTIVE_DEVICE_POLICY, 257, "closed"},
        {"PrivateDevices=yes\nDevicePolicy=strict", DIRECTIVE_DEVICE_POLICY, 257, "strict"},
        {"ProtectClock=yes", DIRECTIVE_DEVICE_ALLOW, 257, "-"},
        {"ProtectClock=yes\nPrivateDevices=yes", DIRECTIVE_DEVICE_ALLOW, 257, "char-rtc r"},
        {"DynamicUser=yes", DIRECTIVE_USER, 257, "ul-x"},
        {"DynamicUser=yes", DIRECTIVE_PRIVATE_TMP, 252, "yes"},
        {"DynamicUser=yes", DIRECTIVE_PRIVATE_TMP, 257, "disconnected"},
        {"DynamicUser=yes\nProtectSystem=no", DIRECTIVE_PROTECT_SYSTEM, 257, "strict"},
        {"DynamicUser=yes\nProtectHome=yes", DIRECTIVE_PROTECT_HOME, 257, "yes"},
        {"DynamicUser=yes", DIRECTIVE_PROTECT_HOME, 257, "read-only"},
        {"LoadCredential=a:/b", DIRECTIVE_TYPE, 252, "simple"},
        {"LoadCredential=a:/b", DIRECTIVE_TYPE, 257, "exec"},
        {"BusName=org.x.y", DIRECTIVE_TYPE, 257, "dbus"},
        {"WatchdogSec=3s", DIRECTIVE_NOTIFY_ACCESS, 257, "main"},
        {"Slice=-.slice", DIRECTIVE_SLICE, 257, "-.slice"},
        {"", DIRECTIVE_SLICE, 257, "system-ul\\x2dx.slice"},
        {"Delegate=yes", DIRECTIVE_OOM_POLICY, 257, "continue"},
        {"RootDirectory=/srv", DIRECTIVE_MOUNT_API_VFS, 257, "yes"},
        {"RootDirectory=/srv\nMountAPIVFS=no", DIRECTIVE_MOUNT_API_VFS, 257, "-"},
        {"StandardInput=tty", DIRECTIVE_STANDARD_OUTPUT, 257, "-"},
        /* What this version does not know. */
        {"PrivateTmp=disconnected", DIRECTIVE_PRIVATE_TMP, 252, "-"},
        {"PrivatePIDs=yes", DIRECTIVE_PRIVATE_PIDS, 252, "-"},
        {"PrivatePIDs=yes", DIRECTIVE_PRIVATE_PIDS, 257, "yes"},
};

static void test_cases(void)
{
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *got = canonical(cases[i].settings, cases[i].id, cases[i].systemd);
                if (strcmp(got, cases[i].expected) != 0)
                        g_test_message("%s", cases[i].settings);
                g_assert_cmpstr(got, ==, cases[i].expected);
        }
}

static void test_defaults(void)
{
        g_autoptr(Config) config = config_new(), defaults = config_new();
        config_assign(config, DIRECTIVE_TIMEOUT_STOP_SEC, "1min 30s");
        config_assign(config, DIRECTIVE_LIMIT_CORE, "7");
        config_assign(defaults, DIRECTIVE_TIMEOUT_STOP_SEC, "90s");
        config_assign(defaults, DIRECTIVE_LIMIT_CORE, "8");
        CanonicalContext context = {.unit = "x.service", .systemd = 257, .defaults = defaults};
        g_autoptr(Config) result = config_canonical(config, &context);
        g_assert_null(result->lines[DIRECTIVE_TIMEOUT_STOP_SEC]);
        g_assert_cmpstr(config_get(result, DIRECTIVE_LIMIT_CORE), ==, "7");
}

/* What the manager says is canonical already. */
static void test_idempotent(void)
{
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                const char *name = directives[cases[i].id].name;
                bool text =
                        strchr(cases[i].expected, '|') || strcmp(cases[i].expected, "-") == 0 || !*cases[i].expected;
                if (text || cases[i].id == DIRECTIVE_SLICE || cases[i].id == DIRECTIVE_BIND_PATHS)
                        continue;
                g_autofree char *again = g_strdup_printf("%s\n%s=%s", cases[i].settings, name, cases[i].expected);
                g_autofree char *got = canonical(again, cases[i].id, cases[i].systemd);
                g_assert_cmpstr(got, ==, cases[i].expected);
        }
}

static void test_properties(void)
{
        for (unsigned i = 0; i < bus_property_count; i++) {
                const BusProperty *property = &bus_properties[i];
                g_assert_true(bus_property_find(property->property) == property);
                if (i > 0)
                        g_assert_cmpint(strcmp(bus_properties[i - 1].property, property->property), <, 0);
                if (directive_from_name(NULL, property->setting) < 0)
                        g_test_message("%s", property->setting);
                g_assert_cmpint(directive_from_name(NULL, property->setting), >=, 0);
        }
        g_assert_null(bus_property_find("NoSuchProperty"));
}

static void test_formats(void)
{
        static const guint8 mask[] = {0x2f, 0x00, 0x01};
        g_autofree char *ranges = format_ranges(mask, sizeof(mask)), *forever = format_usec(G_MAXUINT64);
        g_autofree char *name = format_signal(15), *real_time = format_signal(37), *bad = format_signal(9999);
        g_assert_cmpstr(ranges, ==, "0-3,5,16");
        g_assert_cmpstr(forever, ==, "infinity");
        g_assert_cmpstr(name, ==, "SIGTERM");
        g_assert_true(g_str_has_prefix(real_time, "SIGRTMIN+"));
        g_assert_cmpstr(bad, ==, "9999");
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        scratch = g_dir_make_tmp("unitlock-XXXXXX", NULL);
        g_test_add_func("/canonical/cases", test_cases);
        g_test_add_func("/canonical/defaults", test_defaults);
        g_test_add_func("/canonical/idempotent", test_idempotent);
        g_test_add_func("/canonical/properties", test_properties);
        g_test_add_func("/canonical/formats", test_formats);
        int status = g_test_run();
        g_autofree char *command = g_strdup_printf("rm -rf '%s'", scratch);
        g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL);
        g_free(scratch);
        return status;
}

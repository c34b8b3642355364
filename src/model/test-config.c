/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Merging, as systemd does it. The expected values of the set-valued directives were worked out from systemd's manual
 * pages and its parsers, and hold in 252, 257 and 262. */
#include "model/capability.h"
#include "model/config.h"
#include "model/family.h"
#include "model/syscall.h"

/* Lines separated by "|". */
static Config *config_of(DirectiveId id, const char *lines)
{
        Config *config = config_new();
        g_auto(GStrv) list = g_strsplit(lines, "|", -1);
        for (char **line = list; *line; line++)
                config_assign(config, id, *line);
        if (lines[0] == '\0') /* which splits into nothing */
                config_assign(config, id, "");
        return config;
}

static void test_capabilities(void)
{
        static const struct {
                const char *lines;
                uint64_t set;
        } cases[] = {
                {"CAP_CHOWN CAP_KILL", 1 << 0 | 1 << 5},
                {"CAP_CHOWN|CAP_KILL", 1 << 0 | 1 << 5},
                {"CAP_CHOWN CAP_KILL|~CAP_CHOWN", 1 << 5},
                {"~CAP_CHOWN", CAPABILITY_ALL & ~UINT64_C(1)},
                {"~CAP_CHOWN|~CAP_DAC_OVERRIDE", CAPABILITY_ALL & ~UINT64_C(3)},
                {"~CAP_CHOWN CAP_DAC_OVERRIDE|CAP_CHOWN", CAPABILITY_ALL & ~UINT64_C(2)},
                {"", 0},
                {"|CAP_KILL", 1 << 5},
                {"|~CAP_KILL", 0},
                {"CAP_CHOWN|~", CAPABILITY_ALL},
                {"CAP_CHOWN||CAP_KILL", 1 << 5},
                {"CAP_CHOWN|CAP_NO_SUCH", 0},
                {"~|CAP_CHOWN", 1 << 0},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(Config) config = config_of(DIRECTIVE_CAPABILITY_BOUNDING_SET, cases[i].lines);
                g_test_message("%s", cases[i].lines);
                g_assert_cmphex(config_capabilities(config), ==, cases[i].set);
        }
        g_autoptr(Config) unset = config_new();
        g_assert_cmphex(config_capabilities(unset), ==, CAPABILITY_ALL);
        /* Since 258 "~" is a set like others. */
        for (unsigned systemd = 257; systemd <= 258; systemd++) {
                g_autoptr(Config) whole = config_new_for(systemd);
                config_assign(whole, DIRECTIVE_CAPABILITY_BOUNDING_SET, "~");
                config_assign(whole, DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_CHOWN");
                g_assert_cmphex(config_capabilities(whole), ==, systemd < 258 ? 1 : CAPABILITY_ALL);
        }
        g_autoptr(Config) empty = config_of(DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_CHOWN|");
        g_assert_cmpuint(g_strv_length(empty->lines[DIRECTIVE_CAPABILITY_BOUNDING_SET]), ==, 1);
        g_assert_true(config_is_on(empty, DIRECTIVE_CAPABILITY_BOUNDING_SET));
}

static void test_families(void)
{
        const uint64_t un = FAMILY_BIT(1), inet = FAMILY_BIT(2), inet6 = FAMILY_BIT(10);
        const struct {
                const char *lines;
                uint64_t set;
                bool allow;
        } cases[] = {
                {"AF_UNIX AF_INET", un | inet, true},
                {"AF_UNIX|AF_INET|~AF_UNIX", inet, true},
                {"~AF_INET AF_INET6", ~(inet | inet6), false},
                {"~AF_INET AF_INET6|AF_INET", ~inet6, false},
                {"none", 0, true},
                {"none|AF_UNIX", un, true},
                {"none|~AF_UNIX", ~un, false},
                {"AF_UNIX|none", 0, true},
                {"AF_UNIX||~AF_INET", ~inet, false},
                {"AF_UNIX|", FAMILY_ALL, false},
                {"~AF_NOSUCH", FAMILY_ALL, false},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(Config) config = config_of(DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, cases[i].lines);
                g_test_message("%s", cases[i].lines);
                g_assert_cmphex(config_families(config), ==, cases[i].set);
                g_assert_cmpint(config_is_allow_list(config, DIRECTIVE_RESTRICT_ADDRESS_FAMILIES), ==, cases[i].allow);
        }
}

static void test_namespaces(void)
{
        enum { CGROUP = 1, IPC = 2, NET = 4, MNT = 8, PID = 16, USER = 32 };
        const struct {
                const char *lines;
                unsigned set;
        } cases[] = {
                {"yes", 0},
                {"no", NAMESPACE_ALL},
                {"", NAMESPACE_ALL},
                {"mnt user", MNT | USER},
                {"mnt|user", MNT | USER},
                {"~mnt user", NAMESPACE_ALL & ~(unsigned)(MNT | USER)},
                {"~mnt|user", (NAMESPACE_ALL & ~(unsigned)MNT) | USER},
                {"yes|net", NET},
                {"no|~net", NAMESPACE_ALL & ~(unsigned)NET},
                {"mnt|yes", 0},
                {"mnt|nonsense user|ipc", MNT | IPC},
                {"mnt||~cgroup", NAMESPACE_ALL & ~(unsigned)CGROUP},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(Config) config = config_of(DIRECTIVE_RESTRICT_NAMESPACES, cases[i].lines);
                g_test_message("%s", cases[i].lines);
                g_assert_cmphex(config_namespaces(config), ==, cases[i].set);
        }
}

static void test_syscalls(void)
{
        static const struct {
                const char *lines;
                const char *allowed, *refused; /* one call each */
                bool allow;
        } cases[] = {
                {"@system-service", "openat", "reboot", true},
                {"openat", "openat", "socket", true},
                {"openat", "execve", "reboot", true}, /* @default comes with every allow list */
                {"@system-service|~@privileged", "openat", "setuid", true},
                {"~@privileged", "openat", "setuid", false},
                {"~@privileged|setuid", "setuid", "reboot", false},
                {"@system-service|~setuid:EPERM", "openat", "setuid", true},
                {"@system-service|~setuid:EPERM|setuid", "setuid", "reboot", true},
                {"@system-service|~setuid:EPERM|~setuid|setuid", "setuid", "reboot", true},
                {"~setuid:EPERM", "openat", "setuid", false},
                {"@system-service|reboot:EPERM", "openat", "reboot",
                 true}, /* an allowed call takes no errno: ignored */
                {"@system-service|@nosuch nosuch reboot", "reboot", "swapon", true},
                {"@system-service||~reboot", "swapon", "reboot", false},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(Config) config = config_of(DIRECTIVE_SYSTEM_CALL_FILTER, cases[i].lines);
                SyscallSet set;
                g_test_message("%s", cases[i].lines);
                g_assert_true(config_syscalls(config, 257, &set));
                g_assert_true(syscall_set_has(&set, syscall_from_name(cases[i].allowed)));
                g_assert_false(syscall_set_has(&set, syscall_from_name(cases[i].refused)));
                g_assert_cmpint(config_is_allow_list(config, DIRECTIVE_SYSTEM_CALL_FILTER), ==, cases[i].allow);
        }
        SyscallSet set;
        g_autoptr(Config) none = config_of(DIRECTIVE_SYSTEM_CALL_FILTER, "@system-service|");
        g_assert_false(config_syscalls(none, 257, &set));

        /* open_tree() went from @mount to @file-system in between. */
        g_autoptr(Config) files = config_of(DIRECTIVE_SYSTEM_CALL_FILTER, "@file-system");
        g_assert_true(config_syscalls(files, 257, &set));
        g_assert_false(syscall_set_has(&set, syscall_from_name("open_tree")));
        g_assert_true(config_syscalls(files, 262, &set));
        g_assert_true(syscall_set_has(&set, syscall_from_name("open_tree")));
}

static void test_values(void)
{
        g_autoptr(Config) config = config_new();
        g_assert_cmpstr(config_value(config, DIRECTIVE_PROTECT_SYSTEM), ==, "no");
        g_assert_false(config_is_on(config, DIRECTIVE_PROTECT_SYSTEM));
        config_assign(config, DIRECTIVE_PROTECT_SYSTEM, " strict ");
        g_assert_cmpstr(config_value(config, DIRECTIVE_PROTECT_SYSTEM), ==, "strict");
        config_assign(config, DIRECTIVE_PROTECT_SYSTEM, "true");
        g_assert_cmpstr(config_get(config, DIRECTIVE_PROTECT_SYSTEM), ==, "true");
        g_assert_cmpstr(config_value(config, DIRECTIVE_PROTECT_SYSTEM), ==, "yes");
        g_assert_true(config_is_on(config, DIRECTIVE_PROTECT_SYSTEM));
        config_assign(config, DIRECTIVE_PROTECT_SYSTEM, "nonsense");
        g_assert_cmpstr(config_value(config, DIRECTIVE_PROTECT_SYSTEM), ==, "yes");
        config_assign(config, DIRECTIVE_DELEGATE, "0");
        g_assert_false(config_is_on(config, DIRECTIVE_DELEGATE));
        config_assign(config, DIRECTIVE_DELEGATE, "cpu");
        g_assert_true(config_is_on(config, DIRECTIVE_DELEGATE));
        /* No way back by an empty line: systemd ignores it. */
        config_assign(config, DIRECTIVE_PROTECT_SYSTEM, "");
        g_assert_cmpstr(config_value(config, DIRECTIVE_PROTECT_SYSTEM), ==, "yes");
        config_assign(config, DIRECTIVE_USER, "daemon");
        config_assign(config, DIRECTIVE_USER, "");
        g_assert_null(config_get(config, DIRECTIVE_USER));

        config_assign(config, DIRECTIVE_NO_NEW_PRIVILEGES, "on");
        config_assign(config, DIRECTIVE_NO_NEW_PRIVILEGES, "");
        config_assign(config, DIRECTIVE_NO_NEW_PRIVILEGES, "maybe");
        g_assert_cmpstr(config_value(config, DIRECTIVE_NO_NEW_PRIVILEGES), ==, "yes");

        config_assign(config, DIRECTIVE_UMASK, "0077");
        config_assign(config, DIRECTIVE_UMASK, "");
        config_assign(config, DIRECTIVE_UMASK, "0099");
        g_assert_cmpstr(config_value(config, DIRECTIVE_UMASK), ==, "0077");
        config_assign(config, DIRECTIVE_PRIVATE_MOUNTS, "no");
        config_assign(config, DIRECTIVE_PRIVATE_MOUNTS, "");
        g_assert_null(config_get(config, DIRECTIVE_PRIVATE_MOUNTS));

        config_assign(config, DIRECTIVE_PRIVATE_TMP, "connected");
        g_assert_cmpstr(config_value(config, DIRECTIVE_PRIVATE_TMP), ==, "yes");
        config_assign(config, DIRECTIVE_PROC_SUBSET, "all");
        g_assert_false(config_is_on(config, DIRECTIVE_PROC_SUBSET));
        config_assign(config, DIRECTIVE_SEND_SIGKILL, "yes");
        g_assert_false(config_is_on(config, DIRECTIVE_SEND_SIGKILL));
        config_assign(config, DIRECTIVE_SEND_SIGKILL, "no");
        g_assert_cmpstr(config_value(config, DIRECTIVE_SEND_SIGKILL), ==, "no");
}

static void test_lists(void)
{
        g_autoptr(Config) config = config_of(DIRECTIVE_READ_WRITE_PATHS, "/a||/b -/c|/d");
        char **lines = config->lines[DIRECTIVE_READ_WRITE_PATHS];
        g_assert_cmpuint(g_strv_length(lines), ==, 2);
        g_assert_cmpstr(lines[0], ==, "/b -/c");
        g_assert_cmpstr(config_get(config, DIRECTIVE_READ_WRITE_PATHS), ==, "/d");

        /* Dependencies cannot be taken back. */
        g_autoptr(Config) unit = config_of(DIRECTIVE_REQUIRES_MOUNTS_FOR, "/a||/b");
        g_assert_cmpuint(g_strv_length(unit->lines[DIRECTIVE_REQUIRES_MOUNTS_FOR]), ==, 2);

        g_autoptr(Config) copy = config_copy(config);
        g_autoptr(Config) over = config_of(DIRECTIVE_READ_WRITE_PATHS, "/x");
        config_override(copy, over);
        g_assert_cmpuint(g_strv_length(copy->lines[DIRECTIVE_READ_WRITE_PATHS]), ==, 1);
        g_assert_cmpuint(g_strv_length(config->lines[DIRECTIVE_READ_WRITE_PATHS]), ==, 2);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/config/capabilities", test_capabilities);
        g_test_add_func("/config/families", test_families);
        g_test_add_func("/config/namespaces", test_namespaces);
        g_test_add_func("/config/syscalls", test_syscalls);
        g_test_add_func("/config/values", test_values);
        g_test_add_func("/config/lists", test_lists);
        return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The needs that a unit file states, each with the line that states it. */
#include <unistd.h>

#include "source/declared.h"

static const char text[] = "[Service]\n"
                           "ExecStartPre=/bin/old\n"
                           "ExecStartPre=\n"
                           "ExecStartPre=/bin/first a\n"
                           "ExecStartPre=-/bin/second\n"
                           "ExecStartPre=+/bin/outside\n"
                           "ExecStart=/bin/main\n"
                           "PIDFile=/run/x.pid\n"
                           "WorkingDirectory=-/srv/x\n"
                           "AmbientCapabilities=CAP_CHOWN\n"
                           "AmbientCapabilities=CAP_KILL CAP_CHOWN\n"
                           "DeviceAllow=/dev/fuse rw\n"
                           "PAMName=login\n"
                           "DeviceAllow=char-pps rw\n"
                           "DeviceAllow=char-pts rw\n";

static void check_need(const NeedSet *needs, NeedKind kind, unsigned access, const char *subject, unsigned line,
                       const char *note)
{
        const NeedEntry *entry = need_set_find(needs, kind, access, subject);
        g_autofree char *suffix = g_strdup_printf(":%u", line);
        bool found = false;

        g_assert_nonnull(entry);
        for (guint i = 0; i < entry->evidence->len; i++) {
                const Evidence *evidence = entry->evidence->pdata[i];

                g_assert_cmpstr(evidence->source, ==, "unit");
                found = found || (g_str_has_suffix(evidence->actor, suffix) && g_str_equal(evidence->note, note));
        }
        g_assert_true(found);
}

static void test_lines(void)
{
        g_autoptr(GError) error = NULL;
        g_autofree char *directory = g_dir_make_tmp("declared-XXXXXX", &error);
        g_autofree char *path = g_build_filename(directory, "x.service", NULL);
        g_autoptr(UnitView) view = NULL;
        g_autoptr(NeedSet) needs = NULL;

        g_assert_no_error(error);
        g_assert_true(g_file_set_contents(path, text, -1, &error));
        view = unit_load_file(path, NULL, NULL, &error);
        g_assert_no_error(error);
        needs = declared_needs(view, NULL, NULL);
        check_need(needs, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, "/bin/first", 4, "ExecStartPre=");
        check_need(needs, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, "/bin/second", 5, "ExecStartPre=");
        check_need(needs, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, "/bin/main", 7, "ExecStart=");
        check_need(needs, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/run/x.pid", 8, "PIDFile=");
        check_need(needs, NEED_PATH, ACCESS_READ, "/srv/x", 9, "WorkingDirectory=");
        check_need(needs, NEED_CAPABILITY, 0, "CAP_CHOWN", 10, "AmbientCapabilities=");
        check_need(needs, NEED_CAPABILITY, 0, "CAP_CHOWN", 11, "AmbientCapabilities=");
        check_need(needs, NEED_CAPABILITY, 0, "CAP_KILL", 11, "AmbientCapabilities=");
        check_need(needs, NEED_DEVICE, ACCESS_READ | ACCESS_WRITE, "/dev/fuse", 12, "DeviceAllow=");
        check_need(needs, NEED_INDIRECT, 0, "pam:login", 13, "PAMName=");
        check_need(needs, NEED_DEVICE, ACCESS_READ | ACCESS_WRITE, "/dev/pps0", 14, "DeviceAllow=");
        g_assert_false(need_set_has(needs, NEED_DEVICE, "/dev/pts0"));
        g_assert_false(need_set_has(needs, NEED_PATH, "/bin/old"));
        g_assert_false(need_set_has(needs, NEED_PATH, "/bin/outside"));
        g_assert_cmpuint(needs->entries->len, ==, 10);
        g_assert_cmpint(unlink(path), ==, 0);
        g_assert_cmpint(rmdir(directory), ==, 0);
}

static void test_init_script(void)
{
        g_autoptr(GError) error = NULL;
        g_autofree char *directory = g_dir_make_tmp("declared-XXXXXX", &error);
        g_autofree char *path = g_build_filename(directory, "x.service", NULL);
        g_autoptr(UnitView) view = NULL, outside = NULL;
        g_autoptr(NeedSet) needs = NULL, none = NULL;

        g_assert_true(g_file_set_contents(path, "[Service]\nExecStart=/etc/init.d/x start\n", -1, &error));
        view = unit_load_file(path, NULL, NULL, &error);
        g_assert_no_error(error);
        needs = declared_needs(view, NULL, NULL);
        check_need(needs, NEED_CAPABILITY, 0, "CAP_SYS_PTRACE", 2, "finds and stops its daemon as init scripts do");
        g_assert_true(need_set_has(needs, NEED_CAPABILITY, "CAP_KILL"));
        g_assert_true(need_set_has(needs, NEED_BEHAVIOUR, "other-process"));
        g_assert_true(need_set_has(needs, NEED_PATH, "/run/x"));
        g_assert_true(g_file_set_contents(path, "[Service]\nExecStart=+/etc/init.d/x start\n", -1, &error));
        outside = unit_load_file(path, NULL, NULL, &error);
        none = declared_needs(outside, NULL, NULL);
        g_assert_cmpuint(none->entries->len, ==, 0);
        g_assert_cmpint(unlink(path), ==, 0);
        g_assert_cmpint(rmdir(directory), ==, 0);
}

/* The words of the needs that a unit with these lines lists. Caller frees. */
static char *listed(const char *lines)
{
        g_autofree char *directory = g_dir_make_tmp("declared-XXXXXX", NULL);
        g_autofree char *path = g_build_filename(directory, "x.service", NULL);
        g_autofree char *content = g_strconcat("[Service]\nExecStart=/bin/x\n", lines, NULL);
        g_autoptr(GString) words = g_string_new(NULL);
        g_autoptr(UnitView) view = NULL;
        g_autoptr(NeedSet) needs = NULL;

        g_assert_true(g_file_set_contents(path, content, -1, NULL));
        view = unit_load_file(path, NULL, NULL, NULL);
        needs = listed_needs(view);
        for (guint i = 0; i < needs->entries->len; i++) {
                g_autofree char *word = need_to_string(&((const NeedEntry *)needs->entries->pdata[i])->need);

                g_string_append_printf(words, "%s%s", i ? "; " : "", word);
        }
        g_assert_cmpint(unlink(path), ==, 0);
        g_assert_cmpint(rmdir(directory), ==, 0);
        return g_string_free(g_steal_pointer(&words), FALSE);
}

static void check_listed(const char *lines, const char *expected)
{
        g_autofree char *found = listed(lines);

        g_assert_cmpstr(found, ==, expected);
}

static void test_listed(void)
{
        check_listed("", "");
        check_listed("CapabilityBoundingSet=\n", "");
        check_listed("CapabilityBoundingSet=~CAP_SYS_ADMIN\n", ""); /* all but that: nothing was chosen */
        check_listed("CapabilityBoundingSet=CAP_KILL CAP_SYS_CHROOT\n",
                     "syscall chroot; capability CAP_KILL; capability CAP_SYS_CHROOT");
        check_listed("AmbientCapabilities=CAP_NET_RAW\n", "capability CAP_NET_RAW; socket AF_PACKET/SOCK_RAW/0");
        check_listed("CapabilityBoundingSet=CAP_KILL\nAmbientCapabilities=CAP_NET_RAW\n", "capability CAP_KILL");
        check_listed("RestrictAddressFamilies=AF_UNIX AF_NETLINK\n",
                     "socket AF_NETLINK/SOCK_DGRAM/0; socket AF_UNIX/SOCK_DGRAM/0");
        check_listed("SystemCallFilter=@system-service sethostname\nSystemCallFilter=~@mount chroot\n",
                     "syscall sethostname; behaviour hostname");
        check_listed("SystemCallFilter=@system-service chroot:EPERM\n", "syscall chroot");
        check_listed("SystemCallFilter=@chown\n", "syscall chown; syscall chown32; syscall fchown; syscall fchown32; "
                                                  "syscall fchownat; syscall lchown; syscall lchown32");
        check_listed("SystemCallFilter=~sethostname\n", "");
        check_listed("RestrictAddressFamilies=~AF_PACKET\n", "");
        check_listed("RestrictAddressFamilies=none\n", "");
}

/* Whether x.service may write to the log of this block of log rotation, though it was not seen to. */
static bool writes_log(const char *block, const char *log)
{
        g_autoptr(GError) error = NULL;
        g_autofree char *directory = g_dir_make_tmp("declared-XXXXXX", &error);
        g_autofree char *path = g_build_filename(directory, "x.service", NULL);
        UnitFacts facts = {.rotations = rotation_list_new()};
        g_autoptr(UnitView) view = NULL;
        g_autoptr(NeedSet) needs = NULL;

        g_assert_true(g_file_set_contents(path, text, -1, &error));
        view = unit_load_file(path, NULL, NULL, &error);
        g_assert_no_error(error);
        logrotate_parse("/etc/logrotate.d/x", block, facts.rotations);
        g_assert_cmpuint(facts.rotations->len, ==, 1);
        needs = declared_needs(view, &facts, NULL);
        g_ptr_array_unref(facts.rotations);
        unlink(path);
        rmdir(directory);
        return need_set_find(needs, NEED_PATH, ACCESS_WRITE | ACCESS_CREATE, log) != NULL;
}

static void test_rotated(void)
{
        static const char reload[] = "postrotate\nkill -HUP 1\nendscript\n",
                          syslog[] = "postrotate\n/usr/lib/rsyslog/rsyslog-rotate\nendscript\n";
        g_autofree char *own = g_strdup_printf("/var/log/x.log {\n%s}\n", reload),
                        *of_syslog = g_strdup_printf("/var/log/x.log {\n%s}\n", syslog);

        g_assert_true(writes_log("/var/log/x.log {\n}\n", "/var/log/x.log"));
        g_assert_true(writes_log(own, "/var/log/x.log"));
        g_assert_true(writes_log("/var/log/dir/other.log {\n}\n", "/var/log/dir/other.log"));
        g_assert_false(writes_log(of_syslog, "/var/log/x.log"));
        g_assert_false(writes_log("/var/log/xy.log {\n}\n", "/var/log/xy.log"));
        g_assert_false(writes_log("/var/log/other.log {\n}\n", "/var/log/other.log"));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/source/declared/lines", test_lines);
        g_test_add_func("/source/declared/init-script", test_init_script);
        g_test_add_func("/source/declared/listed", test_listed);
        g_test_add_func("/source/declared/rotated", test_rotated);
        return g_test_run();
}

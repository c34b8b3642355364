/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>

#include "base/path.h"
#include "source/logging.h"

#define ELF "\177ELF\2\1\1"

static const char *writes; /* beside */

/* What a program of this text is given: "log", "lock", both or nothing. */
static void check(const char *path, unsigned access, const char *text, size_t length, bool log, const char *lock)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL), *full = path_under_root(tree, path);
        g_autofree char *directory = g_path_get_dirname(full);
        g_autoptr(NeedSet) needs = need_set_new("x.service"), found = NULL;

        g_assert_cmpint(g_mkdir_with_parents(directory, 0755), ==, 0);
        g_assert_true(g_file_set_contents(full, text, (gssize)length, NULL));
        need_set_add(needs, NEED_PATH, access, path, STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        if (writes)
                need_set_add(needs, NEED_PATH, ACCESS_WRITE, writes, STRENGTH_DECLARED, PHASE_NONE, "test", "", "");
        found = logging_needs(tree, needs);
        if (need_set_has(found, NEED_PATH, "/var/log/FILE") != log)
                g_error("%s: wrong about a log: %s", path, text + sizeof ELF);
        g_assert_cmpuint(found->entries->len, ==, (guint)log + (lock ? 1 : 0));
        g_assert_true(!lock || need_set_has(found, NEED_PATH, lock));
        g_assert_cmpint(g_unlink(full), ==, 0);
        for (g_autofree char *at = g_steal_pointer(&directory); g_rmdir(at) == 0 && !g_str_equal(at, tree);) {
                char *parent = g_path_get_dirname(at);

                g_free(at);
                at = parent;
        }
}

/* An ELF file with one constant. */
#define CHECK(path, access, constant, log, lock) \
        check(path, access, ELF "\0" constant "\0x", sizeof(ELF "\0" constant "\0x"), log, lock)
#define PROGRAM "/usr/sbin/foo"

static void test_options(void)
{
        CHECK(PROGRAM, ACCESS_EXECUTE, "log-facility", true, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "maillog_file", true, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "info_log_path", true, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "--log-file", true, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "server.errorlog", true, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "TransferLog", true, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "SyslogFacility", false, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "syslog_path", false, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "SSLKEYLOGFILE", false, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "dup_log_target", false, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "no log: file", false, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "logfiles", false, NULL);
        CHECK(PROGRAM, ACCESS_READ, "logfile", false, NULL);
        check(PROGRAM, ACCESS_EXECUTE, "#!/bin/sh\n\0logfile\0", sizeof "#!/bin/sh\n\0logfile\0", false, NULL);
}

static void test_reopen(void)
{
        CHECK(PROGRAM, ACCESS_EXECUTE, "krb5_klog_reopen", true, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "logsys_reopen_log_files", true, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "syslog_reopen", false, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "log_reopened", false, NULL);
        CHECK("/usr/lib/x86_64-linux-gnu/libx.so.1", ACCESS_READ | ACCESS_MAP_EXECUTE, "klog_reopen", false, NULL);
        writes = "/var/log/foo/*.log";
        CHECK(PROGRAM, ACCESS_EXECUTE, "log_reopen", false, NULL);
        writes = NULL;
}

#define GO "\xff Go buildinf:\0"
#define LOG_FILE "\3\7LogFile\14json:\"log_x\"x"

/* Names of Go's fields have a length before them, and a mark before that. */
static void test_go(void)
{
        CHECK(PROGRAM, ACCESS_EXECUTE, GO "x" LOG_FILE, true, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, GO "\3\3\3" LOG_FILE "\3", true, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, GO "\3\15AccessLogPath\14toml:\"log_x\"x", true, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, "xx" LOG_FILE, false, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, GO "\1\7LogFile\14json:\"log_x\"", false, NULL); /* without a tag */
        CHECK(PROGRAM, ACCESS_EXECUTE, GO "\3\7LogFile\14json::log_x:x", false, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, GO "\3\6LogFile\14json:\"log_x\"x", false, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, GO "\3\11AccessLog\14json:\"log_x\"x", false, NULL);
        CHECK(PROGRAM, ACCESS_EXECUTE, GO "\3\7LogFile\40json:\"log_x\"", false, NULL); /* cut off */
        CHECK(PROGRAM, ACCESS_EXECUTE, GO "\3\7LogFi", false, NULL);
}

static void test_directory(void)
{
        writes = "/var/log/foo/*.log";
        CHECK(PROGRAM, ACCESS_EXECUTE, "logfile", false, NULL);
        CHECK("/usr/bin/foo", ACCESS_EXECUTE, "/run/foo.lock", false, "/run/foo.lock");
        writes = "/var/log/foo.log";
        CHECK(PROGRAM, ACCESS_EXECUTE, "logfile", true, NULL);
        writes = NULL;
}

static void test_libraries(void)
{
        CHECK("/usr/lib/postfix/libpostfix-global.so", ACCESS_READ | ACCESS_MAP_EXECUTE, "maillog_file", true, NULL);
        CHECK("/usr/lib/x86_64-linux-gnu/libldap.so.2", ACCESS_READ | ACCESS_MAP_EXECUTE, "logfile", false, NULL);
        CHECK("/usr/lib/x86_64-linux-gnu/security/pam_x.so", ACCESS_READ | ACCESS_MAP_EXECUTE, "logfile", false, NULL);
        CHECK("/usr/lib/foo/libfoo.so", ACCESS_READ, "logfile", false, NULL);
}

static void test_locks(void)
{
        CHECK("/usr/bin/rsync", ACCESS_EXECUTE, "/var/run/rsyncd.lock", false, "/run/rsyncd.lock");
        CHECK("/usr/bin/rsync", ACCESS_EXECUTE, "/run/rsyncd.lock", false, "/run/rsyncd.lock");
        CHECK("/usr/bin/rsync", ACCESS_EXECUTE, "/var/run/rsyncd.pid", false, NULL);
        CHECK("/usr/bin/rsync", ACCESS_EXECUTE, "/run/xtables.lock", false, NULL);
        CHECK("/usr/bin/rsync", ACCESS_EXECUTE, "/run/rsync/a.lock", false, NULL);
        CHECK("/usr/bin/rsync", ACCESS_EXECUTE, "/var/run/rsync-%s.lock", false, NULL);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/source/logging/options", test_options);
        g_test_add_func("/source/logging/reopen", test_reopen);
        g_test_add_func("/source/logging/go", test_go);
        g_test_add_func("/source/logging/directory", test_directory);
        g_test_add_func("/source/logging/libraries", test_libraries);
        g_test_add_func("/source/logging/locks", test_locks);
        return g_test_run();
}

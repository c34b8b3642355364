/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts as real systems wrote them. */

#include "explain/trace.h"

#include <errno.h>

static void test_audit(void)
{
        static const char kernel[] =
                "audit: type=1326 audit(1700000000.123:45): auid=4294967295 uid=0 gid=0 ses=4294967295 "
                "subj=unconfined pid=812 comm=\"nginx\" exe=\"/usr/sbin/nginx\" sig=31 arch=40000003 "
                "syscall=45 compat=1 ip=0xf7f0c549 code=0x0";
        static const char journal[] = "SECCOMP auid=4294967295 uid=33 gid=33 ses=4294967295 pid=9 comm=\"x\" sig=0 "
                                      "arch=c000003e syscall=41 compat=0 ip=0x7f code=0x50000";
        AuditRecord record = {};

        g_assert_true(audit_record_parse(kernel, &record));
        g_assert_cmpint(record.pid, ==, 812);
        g_assert_cmphex(record.arch, ==, 0x40000003);
        g_assert_cmpint(record.nr, ==, 45);
        g_assert_cmpint(record.signal, ==, 31);
        g_assert_true(record.compat);
        g_assert_cmpstr(record.exe, ==, "/usr/sbin/nginx");
        audit_record_clear(&record);
        g_assert_true(audit_record_parse(journal, &record));
        g_assert_cmpint(record.signal, ==, 0);
        g_assert_null(record.exe);
        audit_record_clear(&record);
        g_assert_false(audit_record_parse("audit: type=1400 audit(1:2): pid=1 arch=1 syscall=1", &record));
        g_assert_false(audit_record_parse("audit: type=1326 audit(1:2): pid=1", &record));
}

static void test_messages(void)
{
        static const struct {
                const char *message;
                int error;
                const char *path;
        } rows[] = {
                {"nginx: [emerg] open() \"/run/nginx.pid\" failed (30: Read-only file system)", EROFS,
                 "/run/nginx.pid"},
                {"x[1]: cannot create /run/frobozzd.pid: Read-only file system", EROFS, "/run/frobozzd.pid"},
                {"/bin/sh: 1: cannot create /etc/x: Permission denied", EACCES, "/etc/x"},
                {"socket: Address family not supported by protocol", EAFNOSUPPORT, NULL},
                {"all is well, and/or so it seems", 0, NULL},
                {"read/write: Permission denied", EACCES, NULL},
                {"sh: 0: cannot open /home/joe/script: No such file", ENOENT, "/home/joe/script"},
                {"/bin/sh: 1: Cannot fork", 0, NULL}, /* whatever the reason */
                /* who speaks, or where in a program that is */
                {"/bin/sh: 1: cannot create log: Read-only file system", EROFS, NULL},
                {"/opt/run: line 3: log: Read-only file system", EROFS, NULL},
                {"/usr/sbin/zzz: cannot open spool: Permission denied", EACCES, NULL},
                {"/usr/sbin/zzz: Permission denied", EACCES, "/usr/sbin/zzz"},
                {"/usr/sbin/zzz: error while loading shared libraries: libz.so.1: failed to map segment from shared "
                 "object",
                 EPERM, NULL},
                {"/etc/zzz.conf: cannot be opened: Permission denied", EACCES, "/etc/zzz.conf"},
                {"cannot open log: Read-only file system at /opt/zzz.pl line 3.", EROFS, NULL},
                {"cannot open /srv/log: Read-only file system at /opt/zzz.pl line 3.", EROFS, "/srv/log"},
                {"fopen(log): Failed to open stream: Read-only file system in /opt/zzz.php on line 3", EROFS, NULL},
                {"/opt/zzz.rb:3:in `initialize': Read-only file system @ rb_sysopen - log (Errno::EROFS)", EROFS, NULL},
                {"/opt/zzz.rb:3:in `initialize': Read-only file system @ rb_sysopen - /srv/log", EROFS, "/srv/log"},
                {"Binding [/etc/zzz.cfg:5] for frontend: error when trying to unlink a socket (Read-only file system) "
                 "[/run/zzz]",
                 EROFS, "/run/zzz"},
                {"\033[31mcannot create /srv/log\033[0m: Read-only file system", EROFS, "/srv/log"},
                {"http://zzz/log: Permission denied", EACCES, NULL},
                {"PermissionError: [Errno 13] Permission denied: '/srv/log'", EACCES, "/srv/log"},
                {"Error: EROFS: read-only file system, open '/srv/log'", EROFS, "/srv/log"},
                {"OSError: [Errno 24] Too many open files", EMFILE, NULL},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_autofree char *path = NULL;
                int error = 0;

                g_assert_cmpint(message_find_error(rows[i].message, &error, &path), ==, rows[i].error != 0);
                g_assert_cmpint(error, ==, rows[i].error);
                g_assert_cmpstr(path, ==, rows[i].path);
        }
}

static void test_oom(void)
{
        static const struct {
                const char *line;
                OomWhose whose;
                const char *slice;
        } rows[] = {
                {"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/system.slice/"
                 "x.service,task_memcg=/system.slice/x.service,task=perl,pid=7,uid=0",
                 OOM_UNIT, NULL},
                {"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/system.slice/"
                 "x.service,task_memcg=/system.slice/x.service/below,task=perl,pid=7,uid=0",
                 OOM_UNIT, NULL},
                {"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/small.slice,"
                 "task_memcg=/small.slice/x.service,task=perl,pid=7,uid=0",
                 OOM_SLICE, "small.slice"},
                {"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/system.slice/"
                 "x.service/below,task_memcg=/system.slice/x.service/below,task=perl,pid=7,uid=0",
                 OOM_OTHER, NULL},
                {"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/system.slice/"
                 "y.service,task_memcg=/system.slice/y.service,task=perl,pid=7,uid=0",
                 OOM_OTHER, NULL},
                {"oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg="
                 "/system.slice/x.service,task=perl,pid=7,uid=0",
                 OOM_MACHINE, NULL},
                {"Out of memory: Killed process 7 (perl)", OOM_OTHER, NULL},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_autofree char *slice = NULL;

                g_assert_cmpint(oom_record_parse(rows[i].line, "x.service", &slice), ==, rows[i].whose);
                g_assert_cmpstr(slice, ==, rows[i].slice);
        }
}

static void test_plain(void)
{
        static const struct {
                const char *message, *plain;
        } rows[] = {
                {"\033[1;31mError\033[0m: /srv/log\033[0m: no", "Error: /srv/log: no"},
                {"a\tb\a", "a b "},
                {"cut\033[", "cut"},
                {"cut\033[1", "cut"},
                {"\xc3\xa9", "\xc3\xa9"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_autofree char *plain = message_plain(rows[i].message);

                g_assert_cmpstr(plain, ==, rows[i].plain);
        }
}

static void test_statuses(void)
{
        g_assert_cmpstr(exit_status_find(226)->name, ==, "NAMESPACE");
        g_assert_cmpint(exit_status_find(226)->directives[0], ==, DIRECTIVE_READ_WRITE_PATHS);
        g_assert_null(exit_status_find(1));
        g_assert_null(exit_status_find(255));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/explain/audit", test_audit);
        g_test_add_func("/explain/messages", test_messages);
        g_test_add_func("/explain/oom", test_oom);
        g_test_add_func("/explain/plain", test_plain);
        g_test_add_func("/explain/statuses", test_statuses);
        return g_test_run();
}

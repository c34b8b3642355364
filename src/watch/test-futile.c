/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that would have failed without the filter as well, on a host of our own. */

#include "watch/futile.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

static void put(const char *root, const char *path, const char *text)
{
        g_autofree char *full = g_strconcat(root, path, NULL), *directory = g_path_get_dirname(full);

        g_assert_cmpint(g_mkdir_with_parents(directory, 0755), ==, 0);
        g_assert_true(g_file_set_contents(full, text, -1, NULL));
}

static void test_errors(void)
{
        g_autofree char *root = g_dir_make_tmp("futile-XXXXXX", NULL), *proc = g_strconcat(root, "/proc-1", NULL);
        const FutileHost host = {root, proc, "6.1.0-x",
                                 "1 2 0:1 / / rw - tmpfs none rw\n2 1 0:2 / /there/a\\040b rw - tmpfs none rw\n"};
        const GateSubject me = {.uid = getuid(), .gid = getgid()},
                          other = {.uid = getuid() + 1000, .gid = getgid() + 1000};
        static const struct {
                const char *call, *path, *type;
                uint64_t args[4];
                unsigned access;
                bool other;
                int error;
        } rows[] = {
                {"socket", "", "", {AF_PACKET, SOCK_RAW}, .error = 0},
                {"socket", "", "", {AF_INET, SOCK_STREAM}, .error = 0}, /* not known by its protocols */
                {"socket", "", "", {AF_X25, SOCK_SEQPACKET}, .error = EAFNOSUPPORT},
                {"socket", "", "", {AF_CAN, SOCK_RAW}, .error = 0}, /* a module would be loaded */
                {"socket", "", "", {200, SOCK_STREAM}, .error = EAFNOSUPPORT},
                {"socket", "", "", {AF_INET, 13 | SOCK_CLOEXEC}, .error = EINVAL},
                {"mount", "/there", "tmpfs", {0}, .error = 0},
                {"mount", "/there", "frobozzfs", {0}, .error = ENODEV},
                {"mount", "/there", "frobozzfs", {0, 0, 0, MS_BIND}, .error = 0},
                {"mount", "/there", "loadablefs", {0}, .error = 0},
                {"mount", "/there", "loadablefs.sub", {0}, .error = 0},
                {"mount", "/nowhere", "tmpfs", {0}, .error = ENOENT},
                {"fsopen", "", "frobozzfs", {0}, .error = ENODEV},
                {"umount2", "/nowhere", "", {0}, .error = ENOENT},
                {"umount2", "/there", "", {0}, .error = EINVAL},
                {"umount2", "/there/a b", "", {0}, .error = 0},
                {"umount2", "/link", "", {0}, .error = 0},
                {"socket", "", "", {AF_INET, SOCK_STREAM, 200}, .error = EPROTONOSUPPORT},
                {"socket", "", "", {AF_INET, SOCK_STREAM, IPPROTO_MPTCP}, .error = 0},
                {"socket", "", "", {AF_INET6, SOCK_DGRAM, IPPROTO_TCP}, .error = EPROTONOSUPPORT},
                {"socket", "", "", {AF_INET, SOCK_RAW, 0}, .error = EPROTONOSUPPORT},
                {"socket", "", "", {AF_INET, SOCK_RAW, 200}, .error = 0},
                {"socket", "", "", {AF_INET, SOCK_DGRAM, 1000}, .error = EINVAL},
                {"socket", "", "", {AF_UNIX, SOCK_STREAM, 17}, .error = EPROTONOSUPPORT},
                {"socketpair", "", "", {AF_UNIX, SOCK_DGRAM, AF_UNIX}, .error = 0},
                {"socket", "", "", {AF_NETLINK, SOCK_RAW, 0}, .error = 0},
                {"socket", "", "", {AF_NETLINK, SOCK_RAW, 19}, .error = EPROTONOSUPPORT},
                {"socket", "", "", {AF_NETLINK, SOCK_RAW, 20}, .error = 0}, /* a module would be loaded */
                {"socket", "", "", {AF_NETLINK, SOCK_STREAM, 0}, .error = ESOCKTNOSUPPORT},
                {"clock_adjtime", "", "", {0}, .error = 0},
                {"clock_adjtime", "", "", {11}, .error = EINVAL},
                {"clock_settime", "", "", {99}, .error = EINVAL},
                {"clock_settime", "", "", {(uint64_t)-3}, .error = EPERM}, /* the time of a process */
                {"clock_settime", "", "", {(uint64_t)-29}, .error = 0},    /* ... of a descriptor */
                {"clock_settime", "", "", {16}, .error = 0},
                {"clock_settime", "", "", {1}, .error = EINVAL},
                {"clock_settime", "", "", {0}, .error = 0},
                {"mkdir", "/nowhere/new", "", {0}, ACCESS_CREATE, .error = ENOENT},
                {"mkdir", "/there", "", {0}, ACCESS_CREATE, .error = EEXIST},
                {"mkdir", "/there/new", "", {0}, ACCESS_CREATE, .error = 0},
                {"mkdir", "/there/new", "", {0}, ACCESS_CREATE, true, .error = EACCES},
                {"mkdir", "/run/gone/new", "", {0}, ACCESS_CREATE, .error = 0}, /* it may have been there */
                {"unlink", "/there/missing", "", {0}, ACCESS_CREATE, .error = ENOENT},
                {"unlink", "/there/file", "", {0}, ACCESS_CREATE, .error = 0},
                {"chown", "/there/missing", "", {0}, ACCESS_WRITE, .error = 0}, /* it may have been removed since */
                {"chown", "/nowhere/missing", "", {0}, ACCESS_WRITE, .error = ENOENT},
        };

        put(root, "/there/file", "");
        put(root, "/there/a b/file", "");
        put(root, "/lib/modules/6.1.0-x/modules.alias",
            "# aliases\nalias net-pf-29 can\nalias net-pf-16-proto-20 rdma\nalias fs-loadablefs loadablefs\n");
        put(proc, "/net/netlink", "sk Eth Pid\n00000000 0   0 0\n00000000 16  0 0\n");
        {
                g_autofree char *link = g_strconcat(root, "/link", NULL);
                g_assert_cmpint(symlink("/there/a b", link), ==, 0);
        }
        put(proc, "/net/protocols", "protocol  size\nPACKET  1\nTCP  2\n");
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                const bool by_path = rows[i].access != 0;
                const Need need = {by_path ? NEED_PATH : NEED_SYSCALL, rows[i].access,
                                   (char *)(by_path ? rows[i].path : rows[i].call)};
                const struct wire_event event = {
                        .args = {rows[i].args[0], rows[i].args[1], rows[i].args[2], rows[i].args[3]}};
                int error = futile_error(&host, &need, rows[i].call, &event, rows[i].path, rows[i].type,
                                         rows[i].other ? &other : &me);

                if (error != rows[i].error)
                        g_error("row %zu: %s: %d", i, rows[i].call, error);
        }
}

static void test_processes(void)
{
        const FutileHost host = {"", "/proc", "x"};
        const Need need = {NEED_SYSCALL, 0, (char *)"kill"};
        const GateSubject me = {.uid = getuid()}, other = {.uid = getuid() + 1000};
        struct wire_event event = {.args = {(uint64_t)getpid()}, .pid = 1};

        g_assert_cmpint(futile_error(&host, &need, "kill", &event, "", "", &me), ==, 0);
        g_assert_cmpint(futile_error(&host, &need, "kill", &event, "", "", &other), ==, EPERM);
        event.pid = getpid();
        g_assert_cmpint(futile_error(&host, &need, "kill", &event, "", "", &other), ==, 0);
        event.args[0] = 1 << 30;
        g_assert_cmpint(futile_error(&host, &need, "kill", &event, "", "", &me), ==, ESRCH);
}

static void test_same(void)
{
        const Need made = {NEED_PATH, ACCESS_CREATE, (char *)"/x"}, read = {NEED_PATH, ACCESS_READ, (char *)"/x"};

        g_assert_true(futile_is_same(&read, "socket", EPERM, EAFNOSUPPORT));
        g_assert_true(futile_is_same(&read, "open", ENOENT, ENOENT));
        g_assert_false(futile_is_same(&read, "open", EPERM, ENOENT));
        g_assert_true(futile_is_same(&made, "open", EPERM, ENOENT));
        g_assert_true(futile_is_same(&read, "chroot", EPERM, ENOENT));
        g_assert_false(futile_is_same(&made, "mkdir", EPERM, EEXIST));
        g_assert_true(futile_is_same(&made, "mkdir", EEXIST, EEXIST));
        g_assert_false(futile_is_same(&read, "kill", EPERM, ESRCH));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/watch/futile/errors", test_errors);
        g_test_add_func("/watch/futile/processes", test_processes);
        g_test_add_func("/watch/futile/same", test_same);
        return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree of files, and who may do what in it. */

#include "watch/gate.h"

#include <glib/gstdio.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

static void make(const char *root, const char *path, const char *text, unsigned mode)
{
        g_autofree char *full = g_strconcat(root, path, NULL);

        if (text)
                g_assert_true(g_file_set_contents(full, text, -1, NULL));
        else
                g_assert_cmpint(g_mkdir(full, 0755), ==, 0);
        g_assert_cmpint(g_chmod(full, (int)mode), ==, 0);
}

static void test_paths(void)
{
        g_autofree char *root = g_dir_make_tmp("gate-XXXXXX", NULL);
        unsigned me = getuid(), my_group = getgid(), other = me + 1000, others = my_group + 1000;
        const struct {
                const char *path;
                unsigned access, uid, gid;
                bool allowed;
        } rows[] = {
                {"/open/file", ACCESS_READ, other, others, true},
                {"/open/file", ACCESS_WRITE, other, others, false},
                {"/open/file", ACCESS_WRITE, me, my_group, true},
                {"/open/missing", ACCESS_READ, me, my_group, false},
                {"/open/missing", ACCESS_WRITE | ACCESS_CREATE, me, my_group, true},
                {"/open/missing", ACCESS_WRITE | ACCESS_CREATE, other, others, false},
                {"/open/file", ACCESS_WRITE | ACCESS_CREATE, other, my_group, false},
                {"/nowhere/missing", ACCESS_CREATE, me, my_group, false},
                {"/closed/file", ACCESS_READ, other, others, false},
                {"/closed/file", ACCESS_READ, 0, 0, true},
                {"/open/secret", ACCESS_READ, other, others, false},
                {"/open/secret", ACCESS_READ, other, my_group, true}, /* the group may */
                {"/open/file", ACCESS_EXECUTE, 0, 0, false},
                {"/open/program", ACCESS_EXECUTE, other, others, true},
                {"/open/file/below", ACCESS_READ, 0, 0, false},
                {"/open", ACCESS_WRITE, other, others, false}, /* its mode and the like */
                {"/open", ACCESS_WRITE, me, my_group, true},
                {"/sticky/file", ACCESS_CREATE, other, others, false}, /* removed or replaced */
                {"/sticky/file", ACCESS_CREATE, me, my_group, true},
                {"/sticky/missing", ACCESS_CREATE, other, others, true},
                {"/free/file", ACCESS_CREATE, other, others, true},
        };

        g_assert_cmpint(g_chmod(root, 0755), ==, 0);
        make(root, "/open", NULL, 0755);
        make(root, "/open/file", "x", 0644);
        make(root, "/open/secret", "x", 0640);
        make(root, "/open/program", "x", 0755);
        make(root, "/sticky", NULL, 01777);
        make(root, "/sticky/file", "x", 0644);
        make(root, "/free", NULL, 0777);
        make(root, "/free/file", "x", 0644);
        make(root, "/closed", NULL, 0755);
        make(root, "/closed/file", "x", 0644);
        g_autofree char *closed = g_strconcat(root, "/closed", NULL);
        g_assert_cmpint(g_chmod(closed, 0700), ==, 0);
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                const Need need = {NEED_PATH, rows[i].access, (char *)rows[i].path};
                const GateSubject subject = {.uid = rows[i].uid, .gid = rows[i].gid};

                if (gate_host_allows(root, &need, &subject) != rows[i].allowed)
                        g_error("%s, access %u, uid %u: must %sbe allowed", rows[i].path, rows[i].access, rows[i].uid,
                                rows[i].allowed ? "" : "not ");
        }
        const GateSubject stranger = {.uid = other, .gid = others}, superuser = {};

        g_assert_true(gate_host_misses(root, "/open/missing", &stranger));
        g_assert_false(gate_host_misses(root, "/open/secret", &stranger));
        g_assert_false(gate_host_misses(root, "/closed/missing", &stranger));
        g_assert_true(gate_host_misses(root, "/closed/missing", &superuser));
        for (const char *const *path = (const char *const[]){"/open/file", "/open/secret", "/open/program",
                                                             "/closed/file", "/sticky/file", "/free/file", "/open",
                                                             "/closed", "/sticky", "/free", "", NULL};
             *path; path++) {
                g_autofree char *full = g_strconcat(root, *path, NULL);
                g_assert_cmpint(remove(full), ==, 0);
        }
}

/* As the kernel of a host with 10.0.2.15/24, a default route and 10.66.0.0/16 unreachable shows them. */
static void test_network(void)
{
        g_autofree char *proc = g_dir_make_tmp("gate-XXXXXX", NULL);
        static const struct {
                const char *endpoint;
                bool owns, route, listens;
        } rows[] = {
                {"tcp:127.0.0.1:25", true, true, true},
                {"tcp:127.9.9.9:26", true, true, false},
                {"tcp:10.0.2.15:80", true, true, false},
                {"tcp:10.0.2.16:80", false, true, false},
                {"udp:8.8.8.8:53", false, true, false},
                {"tcp:10.66.1.1:80", false, false, false},
                {"tcp:[::1]:25", true, true, true},
                {"tcp:127.0.0.2:25", true, true, false}, /* that of another address */
                {"tcp:127.0.0.2:26", true, true, false},
                {"tcp:127.0.0.2:587", true, true, true}, /* of all */
                {"tcp:[::1]:587", true, true, false},
                {"tcp:10.0.2.15:443", true, true, true}, /* of all, by the other protocol, and one of its addresses */
                {"tcp:10.0.2.15:444", true, true, true},
                {"tcp:127.0.0.1:444", true, true, false},
                {"tcp:[fe80::1]:80", false, true, false},
                {"tcp:[2001:db8::1]:80", false, false, false},
                {"udp:10.0.2.15", true, true, false},
                {"tcp:8.8.8.8:0", false, false, false},
                {"icmp:8.8.8.8:0", false, true, true},
        };

        static const struct {
                const char *endpoint, *interface;
        } ways[] = {
                {"udp:127.0.0.1:53", "lo"}, {"udp:10.0.2.15:53", "lo"},     {"udp:10.0.2.9:53", "eth0"},
                {"tcp:8.8.8.8:80", "eth0"}, {"tcp:[fe80::1]:80", "eth0"},   {"tcp:[::1]:80", "lo"},
                {"tcp:10.66.0.1:80", NULL}, {"tcp:[2001:db8::1]:80", NULL}, {"unix:/run/x", NULL},
        };

        make(proc, "/net", NULL, 0755);
        make(proc, "/net/fib_trie",
             "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\nLocal:\n"
             "     +-- 10.0.2.0/24 2 0 2\n        |-- 10.0.2.0\n           /24 link UNICAST\n"
             "        |-- 10.0.2.15\n           /32 host LOCAL\n        |-- 10.0.2.255\n           /32 link BROADCAST\n"
             "        |-- 127.0.0.0\n           /8 host LOCAL\n",
             0644);
        make(proc, "/net/route",
             "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
             "eth0\t00000000\t0202000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
             "eth0\t0002000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
             "*\t0000420A\t00000000\t0201\t0\t0\t0\t0000FFFF\t0\t0\t0\n",
             0644);
        make(proc, "/net/if_inet6", "00000000000000000000000000000001 01 80 10 80       lo\n", 0644);
        make(proc, "/net/ipv6_route",
             "fe800000000000000000000000000000 40 00000000000000000000000000000000 00 "
             "00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0\n"
             "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
             "00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n",
             0644);
        make(proc, "/net/tcp",
             "  sl  local_address rem_address   st\n   0: 0100007F:0019 00000000:0000 0A 0\n"
             "   1: 00000000:024B 00000000:0000 0A 0\n",
             0644);
        make(proc, "/net/tcp6",
             "  sl  local_address rem_address   st\n"
             "   0: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 0\n"
             "   1: 0000000000000000FFFF00000F02000A:01BC 00000000000000000000000000000000:0000 0A 0\n"
             "   2: 00000000000000000000000001000000:0019 00000000000000000000000000000000:0000 0A 0\n",
             0644);
        make(proc, "/net/unix",
             "Num       RefCount Protocol Flags    Type St Inode Path\n"
             "0000000000000000: 00000002 00000000 00010000 0001 01 9 @listens\n",
             0644);
        g_assert_true(gate_host_listens(proc, "unix:@listens"));
        g_assert_false(gate_host_listens(proc, "unix:@listen"));
        g_assert_false(gate_host_listens(proc, "unix:@istens"));
        make(proc, "/net/dev",
             "Inter-|   Receive\n face |bytes    packets\n    lo:       0       0\n  eth0:     656       8\n", 0644);
        make(proc, "/net/udp", "", 0644);
        make(proc, "/net/udp6", "", 0644);
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
                if (gate_host_owns(proc, rows[i].endpoint) != rows[i].owns ||
                    gate_host_has_route(proc, rows[i].endpoint) != rows[i].route ||
                    (strstr(rows[i].endpoint, "tcp") && gate_host_listens(proc, rows[i].endpoint) != rows[i].listens))
                        g_error("%s", rows[i].endpoint);
        for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
                g_autofree char *way = gate_host_way(proc, ways[i].endpoint);

                g_assert_cmpstr(way, ==, ways[i].interface);
        }
        g_assert_true(gate_host_has_interface(proc, "eth0"));
        g_assert_false(gate_host_has_interface(proc, "eth"));
        g_assert_false(gate_host_has_interface(proc, "th0"));
        g_assert_false(gate_host_has_interface(proc, ""));
        for (const char *const *name = (const char *const[]){"/net/fib_trie", "/net/route", "/net/if_inet6",
                                                             "/net/ipv6_route", "/net/dev", "/net/tcp", "/net/tcp6",
                                                             "/net/udp", "/net/udp6", "/net/unix", "/net", "", NULL};
             *name; name++) {
                g_autofree char *full = g_strconcat(proc, *name, NULL);

                g_assert_cmpint(remove(full), ==, 0);
        }
}

static void test_processes(void)
{
        g_autofree char *proc = g_dir_make_tmp("gate-XXXXXX", NULL);

        make(proc, "/7", NULL, 0755);
        make(proc, "/7/stat", "7 (a) b) S 1 7 7 0 -1 4194560 1 0 0\n", 0644);
        make(proc, "/1", NULL, 0755);
        make(proc, "/1/status", "Name:\tinit\nCapBnd:\t0000000000000021\nCapAmb:\t0000000000000000\n", 0644);
        g_assert_cmphex(gate_host_capabilities(proc, 0x31), ==, 0x21);
        g_assert_cmphex(gate_host_capabilities(proc, 0x10), ==, 0);
        g_assert_cmpint(gate_host_variable(proc, "kernel/dmesg_restrict"), ==, 0);
        make(proc, "/sys", NULL, 0755);
        make(proc, "/sys/kernel", NULL, 0755);
        make(proc, "/sys/kernel/dmesg_restrict", "1\n", 0644);
        g_assert_cmpint(gate_host_variable(proc, "kernel/dmesg_restrict"), ==, 1);
        make(proc, "/8", NULL, 0755);
        make(proc, "/8/stat", "8 (kworker/0:0) I 2 0 0 0 -1 69238880 0 0 0\n", 0644);
        g_assert_true(gate_host_has_process(proc, 7));
        g_assert_false(gate_host_has_process(proc, 8));
        g_assert_false(gate_host_has_process(proc, 9));
        const GateSubject superuser = {}, stranger = {.uid = getuid() + 1000}, me = {.uid = getuid()};

        g_assert_true(gate_host_guards(proc, "/proc/7/environ", GATE_LOOK_INTO, &stranger));
        g_assert_true(gate_host_guards(proc, "/proc/7/fd/3", GATE_LOOK_INTO, &stranger));
        g_assert_false(gate_host_guards(proc, "/proc/7/status", GATE_LOOK_INTO, &stranger)); /* is for all */
        g_assert_false(gate_host_guards(proc, "/proc/9/environ", GATE_LOOK_INTO, &stranger));
        g_assert_false(gate_host_guards(proc, "/proc/7/environ", GATE_LOOK_INTO, &me));
        g_assert_false(gate_host_guards(proc, "/proc/7/environ", GATE_LOOK_INTO, &superuser));
        g_assert_false(gate_host_guards(proc, "/proc/7", GATE_LOOK_INTO, &stranger));
        g_assert_true(gate_host_guards(proc, "/proc/7/fd", GATE_LOOK_INTO, &stranger));
        g_assert_false(gate_host_guards(proc, "/proc/7/fd", GATE_LOOK_AT, &stranger));
        g_assert_false(gate_host_guards(proc, "/proc/7/fd/", GATE_LOOK_AT, &stranger));
        g_assert_true(gate_host_guards(proc, "/proc/7/fd/3", GATE_LOOK_AT_LINK, &stranger));
        g_assert_true(gate_host_guards(proc, "/proc/7/exe", GATE_LOOK_AT, &stranger));
        g_assert_false(gate_host_guards(proc, "/proc/7/exe", GATE_LOOK_AT_LINK, &stranger));
        g_assert_false(gate_host_guards(proc, "/proc/7/ns/net", GATE_LOOK_AT_LINK, &stranger));
        g_assert_true(gate_host_guards(proc, "/proc/7/ns/net", GATE_LOOK_AT, &stranger));
        g_assert_false(gate_host_guards(proc, "7/environ", GATE_LOOK_INTO, &stranger));
        for (const char *const *path =
                     (const char *const[]){"/7/stat", "/8/stat", "/7", "/8", "/1/status", "/1",
                                           "/sys/kernel/dmesg_restrict", "/sys/kernel", "/sys", "", NULL};
             *path; path++) {
                g_autofree char *full = g_strconcat(proc, *path, NULL);

                g_assert_cmpint(g_remove(full), ==, 0);
        }
}

/* The owner may all, one user nothing, one group read and write, others read; the mask takes writing away. */
static void test_lists(void)
{
        g_autofree char *root = g_dir_make_tmp("gate-XXXXXX", NULL), *full = g_strconcat(root, "/file", NULL);
        unsigned me = getuid(), named = me + 1000, other = me + 2000, group = getgid() + 1000, others = getgid() + 2000;
        const struct {
                struct posix_acl_xattr_header head;
                struct posix_acl_xattr_entry entries[6];
        } list = {
                {GUINT32_TO_LE(POSIX_ACL_XATTR_VERSION)},
                {{GUINT16_TO_LE(ACL_USER_OBJ), GUINT16_TO_LE(6), GUINT32_TO_LE(ACL_UNDEFINED_ID)},
                 {GUINT16_TO_LE(ACL_USER), GUINT16_TO_LE(0), GUINT32_TO_LE(named)},
                 {GUINT16_TO_LE(ACL_GROUP_OBJ), GUINT16_TO_LE(4), GUINT32_TO_LE(ACL_UNDEFINED_ID)},
                 {GUINT16_TO_LE(ACL_GROUP), GUINT16_TO_LE(6), GUINT32_TO_LE(group)},
                 {GUINT16_TO_LE(ACL_MASK), GUINT16_TO_LE(4), GUINT32_TO_LE(ACL_UNDEFINED_ID)},
                 {GUINT16_TO_LE(ACL_OTHER), GUINT16_TO_LE(6), GUINT32_TO_LE(ACL_UNDEFINED_ID)}},
        };
        const struct {
                unsigned uid, gid, access;
                bool allowed;
        } rows[] = {
                {me, others, ACCESS_WRITE, true},
                {named, others, ACCESS_READ, false},
                {named, group, ACCESS_READ, false},
                {other, group, ACCESS_READ, true},
                {other, group, ACCESS_WRITE, false},
                {other, getgid(), ACCESS_READ, true},
                {other, getgid(), ACCESS_WRITE, false},
                {other, others, ACCESS_WRITE, true},
                {0, 0, ACCESS_WRITE, true},
        };
        const Need read = {NEED_PATH, ACCESS_READ, (char *)"/file"}, write = {NEED_PATH, ACCESS_WRITE, (char *)"/file"};

        g_assert_cmpint(g_chmod(root, 0755), ==, 0);
        make(root, "/file", "x", 0666);
        if (setxattr(full, "system.posix_acl_access", &list, sizeof(list), 0) < 0)
                g_test_skip("this file system has no access control lists");
        else
                for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                        const GateSubject subject = {.uid = rows[i].uid, .gid = rows[i].gid};

                        if (gate_host_allows(root, rows[i].access == ACCESS_READ ? &read : &write, &subject) !=
                            rows[i].allowed)
                                g_error("row %zu", i);
                }
        g_assert_cmpint(g_remove(full), ==, 0);
        g_assert_cmpint(g_remove(root), ==, 0);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/watch/gate", test_paths);
        g_test_add_func("/watch/gate/lists", test_lists);
        g_test_add_func("/watch/gate/network", test_network);
        g_test_add_func("/watch/gate/processes", test_processes);
        return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>

#include "source/reach.h"

static void test_scan(void)
{
        static const char with[] = "\177ELF....\0printf\0getifaddrs\0exit",
                          pam[] = "\177ELF....\0pam_open_session\0exit",
                          within[] = "\177ELF....\0my_getifaddrs\0getifaddrs2", text[] = "#!/bin/sh\0getifaddrs";

        g_assert_cmpint(reach_scan(with, sizeof with), ==, 1);
        g_assert_cmpint(reach_scan(pam, sizeof pam), >, 1);
        g_assert_cmpint(reach_scan(within, sizeof within), ==, 0);
        g_assert_cmpint(reach_scan(text, sizeof text), ==, -1);
        g_assert_cmpint(reach_scan("", 0), ==, -1);
}

/* The needs of one program that has this string. Caller frees. */
static NeedSet *needs_when(const char *data, size_t length, unsigned access)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL);
        g_autofree char *program = g_build_filename(tree, "program", NULL);
        g_autoptr(NeedSet) needs = need_set_new("x.service");
        NeedSet *reach;

        g_assert_true(g_file_set_contents(program, data, (gssize)length, NULL));
        need_set_add(needs, NEED_PATH, access, "/program", STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        reach = reach_needs(tree, needs);
        g_assert_cmpint(g_unlink(program), ==, 0);
        g_assert_cmpint(g_rmdir(tree), ==, 0);
        return reach;
}

static NeedSet *needs_of(const char *data, size_t length)
{
        return needs_when(data, length, ACCESS_EXECUTE);
}

/* Constants, of which one is the last row. */
static void test_constants(void)
{
        static const char monitor[] = "\177ELF....\0x\0/proc/%d/cmdline\0y", dhcp[] = "\177ELF....\0x\0DHCPOFFER\0y",
                          tun[] = "\177ELF....\0/dev/null\0/dev/net/tun\0y",
                          go[] = "\177ELF....\0x\0golang.org/x/sys/unix.Adjtimex\0y",
                          vpn[] = "\177ELF....\0x\0/usr/sbin/pppd\0y",
                          neither[] = "\177ELF....\0x\0/proc/%d/cmdlines\0NoDHCPOFFER\0y";
        g_autoptr(NeedSet) of_monitor = needs_of(monitor, sizeof monitor), of_dhcp = needs_of(dhcp, sizeof dhcp),
                           of_go = needs_of(go, sizeof go), of_tun = needs_of(tun, sizeof tun),
                           of_vpn = needs_of(vpn, sizeof vpn), of_neither = needs_of(neither, sizeof neither);

        g_autoptr(NeedSet) of_library = needs_when(tun, sizeof tun, ACCESS_MAP_EXECUTE);
        g_assert_cmpuint(of_library->entries->len, ==, 0);

        static const char pam[] = "\177ELF....\0pam_open_session\0exit";
        g_autoptr(NeedSet) of_pam = needs_of(pam, sizeof pam);
        g_assert_true(need_set_has(of_pam, NEED_PATH, "/home/USER/FILE"));
        g_assert_true(need_set_has(of_pam, NEED_CAPABILITY, "CAP_DAC_READ_SEARCH"));

        static const char llvm[] = "\177ELF....\0llvmjit\0";
        g_autoptr(NeedSet) of_llvm = needs_of(llvm, sizeof llvm);
        g_assert_true(need_set_has(of_llvm, NEED_MEMORY, "write-execute"));
        static const char jit[] = "\177ELF....\0pcre2_jit_compile_8\0";
        g_autoptr(NeedSet) of_jit = needs_of(jit, sizeof jit);
        g_autoptr(NeedSet) of_pcre_user = needs_when(jit, sizeof jit, ACCESS_MAP_EXECUTE);
        g_assert_true(need_set_has(of_jit, NEED_MEMORY, "write-execute"));
        g_assert_cmpuint(of_pcre_user->entries->len, ==, 0);

        g_assert_true(need_set_has(of_monitor, NEED_BEHAVIOUR, "other-process"));
        g_assert_cmpuint(of_monitor->entries->len, ==, 1);
        g_assert_true(need_set_has(of_dhcp, NEED_SOCKET, "AF_PACKET/SOCK_RAW/0"));
        g_assert_true(need_set_has(of_dhcp, NEED_CAPABILITY, "CAP_NET_RAW"));
        g_assert_true(need_set_has(of_dhcp, NEED_CAPABILITY, "CAP_NET_BIND_SERVICE"));
        g_assert_true(need_set_has(of_go, NEED_BEHAVIOUR, "clock-read"));
        g_assert_cmpuint(of_go->entries->len, ==, 2);
        g_assert_true(need_set_has(of_tun, NEED_DEVICE, "/dev/net/tun"));
        g_assert_cmpuint(of_tun->entries->len, ==, 1);
        g_assert_true(need_set_has(of_vpn, NEED_DEVICE, "/dev/ppp"));
        g_assert_true(need_set_has(of_vpn, NEED_CAPABILITY, "CAP_NET_ADMIN"));
        g_assert_true(need_set_has(of_vpn, NEED_CAPABILITY, "CAP_SETUID"));
        g_assert_true(need_set_has(of_vpn, NEED_PATH, "/etc/ppp/resolv.conf"));
        g_assert_cmpuint(of_neither->entries->len, ==, 0);
}

/* What an instance of a socket's template could open beside what it is handed. */
static bool opens_more(const char *data, size_t length, NeedSet *(*reach_of)(const char *root, const NeedSet *needs))
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL);
        g_autofree char *program = g_build_filename(tree, "program", NULL);
        g_autoptr(NeedSet) needs = need_set_new("x@.service"), reach = NULL;

        g_assert_true(g_file_set_contents(program, data, (gssize)length, NULL));
        need_set_add(needs, NEED_PATH, ACCESS_EXECUTE, "/program", STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        need_set_add(needs, NEED_CAPABILITY, 0, "CAP_CHOWN", STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        reach = reach_of(tree, needs);
        g_assert_cmpint(g_unlink(program), ==, 0);
        g_assert_cmpint(g_rmdir(tree), ==, 0);
        return need_set_has(reach, NEED_SOCKET, "AF_INET/SOCK_STREAM/0") &&
               need_set_has(reach, NEED_BIND, "tcp:0.0.0.0:0");
}

static void test_connection(void)
{
        static const char server[] = "\177ELF....\0socket\0bind\0", client[] = "\177ELF....\0connect\0socket\0",
                          reader[] = "\177ELF....\0read\0write\0", lone[] = "\177ELF....\0socket\0",
                          script[] = "#!/bin/sh\0socket\0bind\0";

        g_assert_true(opens_more(server, sizeof server, reach_needs_of_connection));
        g_assert_true(opens_more(client, sizeof client, reach_needs_of_connection));
        g_assert_false(opens_more(reader, sizeof reader, reach_needs_of_connection));
        g_assert_false(opens_more(lone, sizeof lone, reach_needs_of_connection));
        g_assert_false(opens_more(script, sizeof script, reach_needs_of_connection));
}

/* What a unit of the network could open that did not use it. */
static void test_network(void)
{
        static const char server[] = "\177ELF....\0socket\0bind\0inet_pton\0", local[] = "\177ELF....\0socket\0bind\0",
                          resolver[] = "\177ELF....\0getaddrinfo\0";

        g_assert_true(opens_more(server, sizeof server, reach_needs_of_network));
        g_assert_false(opens_more(local, sizeof local, reach_needs_of_network));
        g_assert_false(opens_more(resolver, sizeof resolver, reach_needs_of_network));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/source/reach/scan", test_scan);
        g_test_add_func("/source/reach/constants", test_constants);
        g_test_add_func("/source/reach/connection", test_connection);
        g_test_add_func("/source/reach/network", test_network);
        return g_test_run();
}

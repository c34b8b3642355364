/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/host.h"

static void test_modules(void)
{
        g_autoptr(NeedSet) needs = need_set_new("x.service");

        nss_needs_add(needs, "# hosts: nis\npasswd: files systemd\nhosts:\tfiles mdns4_minimal [NOTFOUND=return] dns "
                             "myhostname # nis\n");
        g_assert_true(need_set_has(needs, NEED_SOCKET, "AF_NETLINK/SOCK_RAW/0"));
        g_assert_true(need_set_has(needs, NEED_CONNECT, "unix:/run/avahi-daemon/socket"));
        g_assert_false(need_set_has(needs, NEED_SOCKET, "AF_INET/SOCK_DGRAM/0"));
        g_assert_false(need_set_has(needs, NEED_CONNECT, "unix:/var/lib/sss/pipes/nss"));
}

static void test_files_only(void)
{
        g_autoptr(NeedSet) needs = need_set_new("x.service");

        nss_needs_add(needs, "passwd: files\nhosts: files dns\nnetgroup: nis\n");
        g_assert_cmpuint(needs->entries->len, ==, 0);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/source/host/modules", test_modules);
        g_test_add_func("/source/host/files-only", test_files_only);
        return g_test_run();
}

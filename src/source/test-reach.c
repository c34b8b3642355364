/* SPDX-License-Identifier: GPL-2.0-or-later */
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

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/source/reach/scan", test_scan);
        return g_test_run();
}

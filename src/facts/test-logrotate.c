/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/facts.h"

static void test_blocks(void)
{
        static const char text[] =
                "# comment\n/var/log/a/*.log {\n daily\n sharedscripts\n postrotate\n  invoke-rc.d a rotate\n "
                "endscript\n}\n"
                "/var/log/b.log\n\"/var/log/c d.log\"\n{\n copytruncate\n prerotate\n  true\n endscript\n}\n"
                "/var/log/open {\n daily\n";
        g_autoptr(GPtrArray) rotations = rotation_list_new();
        const Rotation *first, *second;

        logrotate_parse("/etc/logrotate.d/a", text, rotations);
        g_assert_cmpuint(rotations->len, ==, 2);
        first = rotations->pdata[0];
        second = rotations->pdata[1];
        g_assert_cmpstr(first->paths[0], ==, "/var/log/a/*.log");
        g_assert_null(first->paths[1]);
        g_assert_cmpuint(first->line, ==, 2);
        g_assert_cmpstr(first->postrotate, ==, "invoke-rc.d a rotate\n");
        g_assert_false(first->copy_truncate);
        g_assert_cmpuint(second->line, ==, 9);
        g_assert_cmpstr(second->paths[1], ==, "/var/log/c d.log");
        g_assert_null(second->postrotate);
        g_assert_true(second->copy_truncate);
}

static void test_version(void)
{
        g_assert_cmpuint(systemd_version_parse("252.39-1~deb12u2"), ==, 252);
        g_assert_cmpuint(systemd_version_parse("v257"), ==, 257);
        g_assert_cmpuint(systemd_version_parse("nonsense"), ==, 0);
        g_assert_cmpuint(systemd_version_parse(NULL), ==, 0);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/facts/logrotate/blocks", test_blocks);
        g_test_add_func("/facts/version", test_version);
        return g_test_run();
}

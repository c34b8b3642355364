/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "unit/unit-name.h"

static void test_kinds(void)
{
        g_assert_cmpint(unit_name_kind("nginx.service"), ==, UNIT_NAME_PLAIN);
        g_assert_cmpint(unit_name_kind("a.b-c:d_e\\x20.service"), ==, UNIT_NAME_PLAIN);
        g_assert_cmpint(unit_name_kind("getty@tty1.service"), ==, UNIT_NAME_INSTANCE);
        g_assert_cmpint(unit_name_kind("a@b@c.service"), ==, UNIT_NAME_INSTANCE);
        g_assert_cmpint(unit_name_kind("getty@.service"), ==, UNIT_NAME_TEMPLATE);
        static const char *const bad[] = {"",
                                          "nginx",
                                          ".service",
                                          "@.service",
                                          "@x.service",
                                          "a b.service",
                                          "a/b.service",
                                          "nginx.servicex",
                                          "nginx.",
                                          "ngin\xc3\xa4.service",
                                          NULL};
        for (const char *const *name = bad; *name; name++)
                g_assert_cmpint(unit_name_kind(*name), ==, UNIT_NAME_INVALID);

        g_autofree char *full = g_strnfill(UNIT_NAME_LENGTH_MAX - strlen(".service"), 'x');
        g_autofree char *longest = g_strconcat(full, ".service", NULL), *longer = g_strconcat(full, "x.service", NULL);
        g_assert_true(unit_name_is_valid(longest));
        g_assert_false(unit_name_is_valid(longer));
        g_assert_cmpstr(unit_name_type("a.service.socket"), ==, "socket");
        g_assert_null(unit_name_type("a"));
}

static void check_steal(char *got, const char *expected)
{
        g_assert_cmpstr(got, ==, expected);
        g_free(got);
}

static void test_parts(void)
{
        check_steal(unit_name_template("a-b@c@d.service"), "a-b@.service");
        check_steal(unit_name_template("a.service"), NULL);
        check_steal(unit_name_instance("a-b@c@d.e.service"), "c@d.e");
        check_steal(unit_name_instance("a@.service"), "");
        check_steal(unit_name_instance("a.service"), NULL);
        check_steal(unit_name_prefix("a-b@c.service"), "a-b");
        check_steal(unit_name_prefix("a.b.service"), "a.b");
        check_steal(unit_name_without_type("a@b.service"), "a@b");
        check_steal(unit_name_with_instance("a@.service", "x"), "a@x.service");
        check_steal(unit_name_with_instance("a@y.service", "x"), "a@x.service");
        check_steal(unit_name_with_instance("a@.service", "x/y"), NULL);
        check_steal(unit_name_with_instance("a.service", "x"), NULL);
        check_steal(unit_name_from_input("nginx"), "nginx.service");
        check_steal(unit_name_from_input("a.timer"), "a.timer");
        check_steal(unit_name_from_input("php8.2-fpm"), "php8.2-fpm.service");
        check_steal(unit_name_from_input("../x"), NULL);
        check_steal(unit_name_missing("nginx", NULL),
                    "There is no unit nginx.service; 'systemctl list-unit-files' lists those there are");
        check_steal(unit_name_for_shell("nginx@a:b.service"), "nginx@a:b.service");
        check_steal(unit_name_for_shell("dir\\x2dx\\x2f.service"), "dir\\\\x2dx\\\\x2f.service");
        check_steal(unit_name_missing("nginx", "/srv"), "There is no unit nginx.service below /srv");
        check_steal(unit_name_missing("../x", "/srv"),
                    "No unit can be called \"../x\"; 'systemctl list-unit-files' lists those there are");
        check_steal(unit_name_missing("a\nb", NULL),
                    "No unit can be called \"a\\x0ab\"; 'systemctl list-unit-files' lists those there are");
}

static void test_escape(void)
{
        static const char *const texts[] = {"plain", "/dev/sda", "a-b", ".hidden", "a\\b", "\xc3\xa4 x", "a@b", NULL};
        for (const char *const *text = texts; *text; text++) {
                g_autofree char *escaped = unit_name_escape(*text);
                check_steal(unit_name_unescape(escaped), *text);
        }
        check_steal(unit_name_escape("/a-b"), "-a\\x2db");
        check_steal(unit_name_unescape("\\x0"), NULL);
        check_steal(unit_name_unescape("\\q"), NULL);
        check_steal(unit_name_unescape("\\x00"), NULL);
        check_steal(unit_name_unescape_path("srv-my\\x2dsite"), "/srv/my-site");
        check_steal(unit_name_unescape_path("-"), "/");
        check_steal(unit_name_unescape_path(""), NULL);
        check_steal(unit_name_unescape_path("a--b"), NULL);
        check_steal(unit_name_unescape_path("..-b"), NULL);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/unit-name/kinds", test_kinds);
        g_test_add_func("/unit-name/parts", test_parts);
        g_test_add_func("/unit-name/escape", test_escape);
        return g_test_run();
}

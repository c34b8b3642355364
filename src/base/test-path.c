/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/path.h"

#include <glib.h>

static void test_under_root(void)
{
        static const struct {
                const char *root, *path, *result;
        } cases[] = {
                {NULL, "/etc/x", "/etc/x"},        {"/", "/etc/x", "/etc/x"},   {"/srv/r", "/etc/x", "/srv/r/etc/x"},
                {"/srv/r/", "/etc", "/srv/r/etc"}, {"/srv/r//", "/", "/srv/r"}, {"", "/etc", "/etc"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *result = path_under_root(cases[i].root, cases[i].path);

                g_assert_cmpstr(result, ==, cases[i].result);
        }
}

static void test_has_prefix(void)
{
        g_assert_true(path_has_prefix("/var/lib", "/var"));
        g_assert_true(path_has_prefix("/var", "/var"));
        g_assert_true(path_has_prefix("/var", "/"));
        g_assert_true(path_has_prefix("/", "/"));
        g_assert_false(path_has_prefix("/variable", "/var"));
        g_assert_false(path_has_prefix("/var", "/var/lib"));
        g_assert_false(path_has_prefix("/", "/var"));
}

static void test_simplify(void)
{
        static const struct {
                const char *path, *result;
        } cases[] = {
                {"/", "/"},
                {"///", "/"},
                {"/a//b/", "/a/b"},
                {"/./a/./b/.", "/a/b"},
                {"/a/../b", "/a/../b"},
                {"a//b", "a/b"},
                {"./a", "a"},
                {".", "."},
                {"././", "."},
                {"", ""},
                {"/.hidden/..x", "/.hidden/..x"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *result = path_simplify(cases[i].path), *again = path_simplify(result);

                g_assert_cmpstr(result, ==, cases[i].result);
                g_assert_cmpstr(again, ==, result);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/path/under-root", test_under_root);
        g_test_add_func("/path/has-prefix", test_has_prefix);
        g_test_add_func("/path/simplify", test_simplify);
        return g_test_run();
}

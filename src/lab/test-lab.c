/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the lab needs no root; the rest is test/live/lab.sh. */
#include "base/error.h"
#include "lab/cache.h"
#include "lab/closure.h"
#include "lab/mirror.h"
#include <string.h>
#include <unistd.h>

static void test_packages(void)
{
        static const char *const unsorted[] = {"wrk", "nginx", "wrk", "libc6:i386", "g++", NULL};
        static const char *const none[] = {NULL};
        static const char *const bad[] = {"", "-y", "a b", "x;y", "../x", "/tmp/x.deb", "x$(y)"};
        g_autoptr(GError) error = NULL;
        g_autofree char *list = cache_packages_normalize(unsorted, &error),
                        *empty = cache_packages_normalize(none, &error),
                        *nothing = cache_packages_normalize(NULL, &error);

        g_assert_cmpstr(list, ==, "g++ libc6:i386 nginx wrk");
        g_assert_cmpstr(empty, ==, "");
        g_assert_cmpstr(nothing, ==, "");
        for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
                const char *const one[] = {bad[i], NULL};

                g_assert_null(cache_packages_normalize(one, &error));
                g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE);
                g_clear_error(&error);
        }
}

static void test_key(void)
{
        g_autofree char *plain = cache_key("bookworm", "nginx wrk"), *many = g_strnfill(300, 'x'),
                        *other = g_strnfill(301, 'x');
        g_autofree char *a = cache_key("trixie", many), *b = cache_key("trixie", other);

        g_assert_cmpstr(plain, ==, "bookworm+nginx+wrk");
        g_assert_cmpuint(strlen(a), <=, 80);
        g_assert_cmpstr(a, !=, b);
}

static void test_mirror(void)
{
        static const struct {
                const char *text, *uri;
        } cases[] = {
                {"deb http://deb.debian.org/debian bookworm main\n", "http://deb.debian.org/debian"},
                {"# deb http://old.example/debian bookworm main\ndeb-src http://src.example/debian bookworm main\n"
                 "deb [arch=amd64 signed-by=/k.gpg] https://mirror.example/debian/ trixie main contrib",
                 "https://mirror.example/debian/"},
                {"deb http://security.debian.org/debian-security bookworm-security main\n", NULL},
                {"deb http://archive.ubuntu.com/ubuntu noble main\n", NULL},
                {"deb https://vendor.example/debian nodistro main\n", NULL},
                {"Types: deb\nURIs: http://a.example/debian\nSuites: bookworm bookworm-updates\nComponents: main\n",
                 "http://a.example/debian"},
                {"Types: deb\nURIs: http://s.example/debian-security\nSuites: bookworm-security\n\n"
                 "# comment\nTypes: deb deb-src\nURIs: https://b.example/debian\nSuites: trixie\n",
                 "https://b.example/debian"},
                {"Enabled: no\nTypes: deb\nURIs: http://a.example/debian\nSuites: bookworm\n", NULL},
                {"Types: deb-src\nURIs: http://a.example/debian\nSuites: bookworm\n", NULL},
                {"", NULL},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *uri = mirror_from_sources(cases[i].text);

                g_assert_cmpstr(uri, ==, cases[i].uri);
        }
}

static void test_closure(void)
{
        g_autofree char *loader = NULL;
        g_auto(GStrv) paths = closure_list(&loader);
        bool libc = false, glib = false, has_loader = false;

        g_assert_nonnull(loader);
        for (char **path = paths; *path; path++) {
                g_autofree char *base = g_path_get_basename(*path);

                g_assert_true(g_file_test(*path, G_FILE_TEST_IS_REGULAR));
                libc = libc || g_str_equal(base, "libc.so.6");
                glib = glib || g_str_equal(base, "libglib-2.0.so.0");
                has_loader = has_loader || g_str_equal(*path, loader);
        }
        g_assert_true(libc && glib && has_loader);
}

static void test_kinds(void)
{
        for (int kind = 0; kind < _LAB_KIND_MAX; kind++)
                g_assert_nonnull(lab_kind_names[kind]);
        g_assert_null(lab_kind_names[_LAB_KIND_MAX]);
}

static void test_error_pipe(void)
{
        g_autoptr(GError) sent = g_error_new(UNITLOCK_ERROR, UNITLOCK_ERROR_BASELINE, "two\nlines"), got = NULL;
        int fds[2];

        g_assert_cmpint(pipe(fds), ==, 0);
        error_send(fds[1], sent);
        close(fds[1]);
        g_assert_false(error_receive(fds[0], &got));
        g_assert_error(got, UNITLOCK_ERROR, UNITLOCK_ERROR_BASELINE);
        g_assert_cmpstr(got->message, ==, "two\nlines");
        g_clear_error(&got);
        g_assert_true(error_receive(fds[0], &got));
        g_assert_no_error(got);
        close(fds[0]);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/lab/packages", test_packages);
        g_test_add_func("/lab/key", test_key);
        g_test_add_func("/lab/mirror", test_mirror);
        g_test_add_func("/lab/closure", test_closure);
        g_test_add_func("/lab/kinds", test_kinds);
        g_test_add_func("/lab/error-pipe", test_error_pipe);
        return g_test_run();
}

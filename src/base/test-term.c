/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/term.h"

static void test_colors(void)
{
        FILE *stream = tmpfile();

        g_assert_nonnull(stream);
        g_unsetenv("SYSTEMD_COLORS");
        g_unsetenv("NO_COLOR");
        g_assert_false(term_colors(stream)); /* not a terminal */
        g_assert_cmpstr(term_style(stream, STYLE_RED), ==, "");
        g_setenv("SYSTEMD_COLORS", "16", TRUE);
        g_assert_true(term_colors(stream));
        g_assert_cmpstr(term_style(stream, STYLE_NORMAL), ==, "\033[0m");
        for (int style = 0; style < _STYLE_MAX; style++)
                g_assert_true(g_str_has_prefix(term_style(stream, (Style)style), "\033["));
        g_setenv("NO_COLOR", "1", TRUE);
        g_assert_true(term_colors(stream));
        g_setenv("SYSTEMD_COLORS", "off", TRUE);
        g_assert_false(term_colors(stream));
        g_unsetenv("SYSTEMD_COLORS");
        g_assert_false(term_colors(stream));
        fclose(stream);
}

static void test_columns(void)
{
        FILE *stream = tmpfile();

        g_setenv("COLUMNS", "123", TRUE);
        g_assert_cmpuint(term_columns(stream), ==, 123);
        g_setenv("COLUMNS", "no", TRUE);
        g_assert_cmpuint(term_columns(stream), ==, 80);
        g_unsetenv("COLUMNS");
        g_assert_cmpuint(term_columns(stream), ==, 80);
        fclose(stream);
}

static void test_wrap(void)
{
        static const struct {
                const char *text;
                unsigned width;
                const char *indent, *result;
        } cases[] = {
                {"", 10, "# ", ""},
                {"  one   two ", 80, "# ", "one two"},
                {"aaa bbb ccc", 7, "", "aaa bbb\nccc"},
                {"aaa bbb ccc", 7, "# ", "aaa bbb\n# ccc"},
                {"aaa bbb ccc ddd", 8, "# ", "aaa bbb\n# ccc\n# ddd"},
                {"a-very-long-word b", 5, "  ", "a-very-long-word\n  b"},
                {"üüü üüü", 7, "", "üüü üüü"},
                {"a b", 0, "  ", "a\n  b"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *result = term_wrap(cases[i].text, cases[i].width, cases[i].indent);

                g_assert_cmpstr(result, ==, cases[i].result);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/term/colors", test_colors);
        g_test_add_func("/term/columns", test_columns);
        g_test_add_func("/term/wrap", test_wrap);
        return g_test_run();
}

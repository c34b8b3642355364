/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/text.h"

#include "base/error.h"

#define SEC G_GUINT64_CONSTANT(1000000)

static void test_table(void)
{
        static const char *const table[] = {"zero", "one", NULL};

        g_assert_cmpint(string_table_index(table, "zero"), ==, 0);
        g_assert_cmpint(string_table_index(table, "one"), ==, 1);
        g_assert_cmpint(string_table_index(table, "On"), ==, -1);
        g_assert_cmpint(string_table_index(table, NULL), ==, -1);
}

static void test_boolean(void)
{
        static const char *const yes[] = {"1", "yes", "Y", "TRUE", "t", "on"};
        static const char *const no[] = {"0", "no", "N", "False", "f", "off"};
        static const char *const neither[] = {"", "2", "ye", "yes ", "enabled", "00"};

        for (size_t i = 0; i < G_N_ELEMENTS(yes); i++) {
                g_assert_cmpint(parse_boolean(yes[i]), ==, 1);
                g_assert_cmpint(parse_boolean(no[i]), ==, 0);
                g_assert_cmpint(parse_boolean(neither[i]), ==, -1);
        }
}

static void test_timespan(void)
{
        static const struct {
                const char *string;
                guint64 usec;
        } good[] = {
                {"90", 90 * SEC},
                {"0", 0},
                {"5min 20s", 320 * SEC},
                {"5min20s", 320 * SEC},
                {" 1h ", 3600 * SEC},
                {"1.5h", 5400 * SEC},
                {".5", SEC / 2},
                {"0.25 s", SEC / 4},
                {"1.2345678", 1234567},
                {"55s500ms", 55 * SEC + SEC / 2},
                {"300ms20s 5day", 5 * 86400 * SEC + 20 * SEC + 300000},
                {"2 y", 2 * 31557600 * SEC},
                {"1M", 2629800 * SEC},
                {"1m", 60 * SEC},
                {"7us", 7},
                {"7µs", 7},
                {"1.9us", 1},
                {"infinity", G_MAXUINT64},
                {" infinity\n", G_MAXUINT64},
        };
        static const char *const bad[] = {
                "",           " ",     "s",           "-1",  "1 parsec",
                "5min x",     ".",     "infinity 5s", "1e3", "99999999999999999999",
                "999999999y", "1..2s",
        };

        for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
                g_autoptr(GError) error = NULL;
                guint64 usec = 1;

                g_assert_true(parse_timespan(good[i].string, &usec, &error));
                g_assert_no_error(error);
                g_test_message("%s", good[i].string);
                g_assert_cmpuint(usec, ==, good[i].usec);
        }
        for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
                g_autoptr(GError) error = NULL;
                guint64 usec = 42;

                g_test_message("%s", bad[i]);
                g_assert_false(parse_timespan(bad[i], &usec, &error));
                g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT);
                g_assert_cmpuint(usec, ==, 42);
        }
}

static void test_escape(void)
{
        static const struct {
                const char *plain, *escaped;
        } cases[] = {
                {"", "\\e"},
                {"/var/x", "/var/x"},
                {"a b", "a\\x20b"},
                {"\\e", "\\x5ce"},
                {"\"'\t\n\x7f", "\\x22\\x27\\x09\\x0a\\x7f"},
                {"gr\xc3\xbc\xff", "gr\xc3\xbc\xff"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *escaped = word_escape(cases[i].plain), *back = word_unescape(escaped);

                g_assert_cmpstr(escaped, ==, cases[i].escaped);
                g_assert_cmpstr(back, ==, cases[i].plain);
        }
}

static void test_escape_every_byte(void)
{
        for (int c = 1; c < 256; c++) {
                const char plain[] = {'a', (char)c, 'b', '\0'};
                g_autofree char *escaped = word_escape(plain), *back = word_unescape(escaped);

                g_assert_cmpstr(back, ==, plain);
                for (const char *p = escaped; *p; p++)
                        g_assert_false(g_ascii_isspace(*p) || g_ascii_iscntrl(*p));
        }
}

static void test_unescape_bad(void)
{
        static const char *const bad[] = {"", "\\", "\\x", "\\x4", "\\x4g", "\\n", "a\\e", "\\x00", "a b", "\""};

        for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
                g_assert_null(word_unescape(bad[i]));
}

static void test_printable(void)
{
        static const struct {
                const char *text, *shown, *with_lines;
        } cases[] = {
                {"", "", ""},
                {"a \"b\" \\ \303\244 \360\237\230\200", "a \"b\" \\ \303\244 \360\237\230\200",
                 "a \"b\" \\ \303\244 \360\237\230\200"},
                {"a\nb\tc", "a\\x0ab\\x09c", "a\nb\\x09c"},
                {"\033[31mred\007\177", "\\x1b[31mred\\x07\\x7f", "\\x1b[31mred\\x07\\x7f"},
                {"\302\2333m", "\\xc2\\x9b3m", "\\xc2\\x9b3m"},            /* ESC [ in one character */
                {"\342\200\256x", "\\xe2\\x80\\xaex", "\\xe2\\x80\\xaex"}, /* from the right to the left */
                {"\377\303", "\\xff\\xc3", "\\xff\\xc3"},                  /* no UTF-8, and cut off */
        };
        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *shown = text_printable(cases[i].text, false);
                g_autofree char *with_lines = text_printable(cases[i].text, true);

                g_assert_cmpstr(shown, ==, cases[i].shown);
                g_assert_cmpstr(with_lines, ==, cases[i].with_lines);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/text/table", test_table);
        g_test_add_func("/text/boolean", test_boolean);
        g_test_add_func("/text/timespan", test_timespan);
        g_test_add_func("/text/escape", test_escape);
        g_test_add_func("/text/escape-every-byte", test_escape_every_byte);
        g_test_add_func("/text/printable", test_printable);
        g_test_add_func("/text/unescape-bad", test_unescape_bad);
        return g_test_run();
}

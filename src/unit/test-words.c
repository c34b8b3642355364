/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/text.h"
#include "unit/words.h"

static void check(const char *value, WordFlags flags, const char *expected)
{
        size_t offset = 0;
        const char *problem = NULL;
        g_auto(GStrv) words = words_split(value, flags, &offset, &problem);
        g_autofree char *got = words ? g_strjoinv("|", words) : g_strdup_printf("!%zu", offset);
        g_assert_cmpstr(got, ==, expected);
        g_assert_true(words || problem);
}

static void test_split(void)
{
        check("", WORD_UNQUOTE, "");
        check(" \t a  b ", WORD_UNQUOTE, "a|b");
        check("a'b c'd \"e f\"", WORD_UNQUOTE, "ab cd|e f");
        check("'' \"\" x", WORD_UNQUOTE, "||x");
        check("'a b'", 0, "'a|b'");
        check("a\\ b", WORD_UNQUOTE, "a b");
        check("a\\x20b\\tc\\101\\u00e4\\s", WORD_UNQUOTE | WORD_UNESCAPE, "a b\tcA\xc3\xa4 ");
        check("'a\\'b'", WORD_UNQUOTE | WORD_UNESCAPE, "a'b");
        check("C:\\d", WORD_RETAIN_ESCAPES, "C:\\d");
}

static void test_bad(void)
{
        check("ok 'open", WORD_UNQUOTE, "!3");
        check("ok \"open", WORD_UNQUOTE | WORD_RELAX, "ok|open");
        check("a\\", WORD_UNQUOTE, "!1");
        check("a\\", WORD_UNQUOTE | WORD_RELAX, "a");
        check("x\\q", WORD_UNQUOTE | WORD_UNESCAPE, "!1");
        check("x\\q", WORD_UNQUOTE | WORD_UNESCAPE | WORD_KEEP_BAD_ESCAPES, "x\\q");
        check("\\x00", WORD_UNESCAPE, "!0");
        check("\\ud800", WORD_UNESCAPE, "!0");
        check("\\U00110000", WORD_UNESCAPE, "!0");
        check("\\08", WORD_UNESCAPE, "!0");
        check("\\400", WORD_UNESCAPE, "!0");
}

static void test_quote(void)
{
        static const char *const words[] = {"plain",     "",  "a b",      "it's",     "\"",  "back\\slash", "tab\there",
                                            "new\nline", ";", "\x01\x7f", "\xc3\xa4", "-@x", NULL};
        for (const char *const *word = words; *word; word++) {
                g_autofree char *quoted = word_quote(*word);
                g_auto(GStrv) back = words_split(quoted, WORD_UNQUOTE | WORD_UNESCAPE, NULL, NULL);
                g_assert_nonnull(back);
                g_assert_cmpuint(g_strv_length(back), ==, 1);
                g_assert_cmpstr(back[0], ==, *word);
        }
}

static void test_utf8(void)
{
        g_assert_cmpuint(utf8_valid_length("abc", 3), ==, 3);
        g_assert_cmpuint(utf8_valid_length("a\xff", 2), ==, 1);
        g_assert_cmpuint(utf8_valid_length("\xc3\xa4\xc3", 3), ==, 2);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/words/split", test_split);
        g_test_add_func("/words/bad", test_bad);
        g_test_add_func("/words/quote", test_quote);
        g_test_add_func("/words/utf8", test_utf8);
        return g_test_run();
}

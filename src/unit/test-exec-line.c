/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "unit/exec-line.h"

/* "prefixes path: argv0|argv1; ..." */
static char *describe(const char *value)
{
        static const char letters[] = "-@:+!A|";
        g_autoptr(GError) error = NULL;
        size_t offset = 0;
        g_autoptr(GPtrArray) lines = exec_line_parse(value, &offset, &error);
        if (!lines) {
                g_assert_nonnull(error);
                return g_strdup_printf("error at %zu", offset);
        }
        g_assert_no_error(error);
        GString *out = g_string_new(NULL);
        for (guint i = 0; i < lines->len; i++) {
                const ExecLine *line = lines->pdata[i];
                if (i > 0)
                        g_string_append(out, "; ");
                for (unsigned bit = 0; bit < strlen(letters); bit++)
                        if (line->prefixes & (1U << bit))
                                g_string_append_c(out, letters[bit]);
                g_autofree char *argv = g_strjoinv("|", line->argv);
                g_string_append_printf(out, "%s%s: %s", line->prefixes ? " " : "", line->path, argv);
        }
        return g_string_free(out, FALSE);
}

static const struct {
        const char *value, *expected;
} cases[] = {
        {"", ""},
        {"/bin/true", "/bin/true: /bin/true"},
        {"  /bin//true   a  'b c' ", "/bin/true: /bin//true|a|b c"},
        {"-/bin/true", "- /bin/true: /bin/true"},
        {"@/bin/sh -sh -c x", "@ /bin/sh: -sh|-c|x"},
        {"-@+:/bin/x y", "-@:+ /bin/x: y"},
        {"!/bin/x", "! /bin/x: /bin/x"},
        {"!!/bin/x", "A /bin/x: /bin/x"},
        {"|echo hi", "| /bin/sh: sh|echo|hi"},
        {"@|echo hi", "@| /bin/sh: -sh|echo|hi"},
        {"name arg", "name: name|arg"},
        {"/a ; /b c", "/a: /a; /b: /b|c"},
        {"/a \\; b", "/a: /a|;|b"},
        {"/a \";\" b", "/a: /a|;|b"},
        {"/a ;b", "/a: /a|;b"},
        {"; /b", "/b: /b"},
        {"/bin/echo \"a\\x41\\n\" 'q\"'", "/bin/echo: /bin/echo|aA\n|q\""},
        {"/bin/echo $FOO ${BAR}", "/bin/echo: /bin/echo|$FOO|${BAR}"},
        {"\"/bin/a b\" c", "/bin/a b: /bin/a b|c"},
        {"/bin/dir/", "error at 0"},
        {"sub/dir x", "error at 0"},
        {"-", "error at 0"},
        {"@/bin/x", "error at 0"},
        {"/bin/x 'open", "error at 7"},
        {"/bin/x a\\q", "/bin/x: /bin/x|a\\q"},
        {"/bin/x ok ; --/bin/y", "error at 12"},
};

static void test_parse(void)
{
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *got = describe(cases[i].value);
                g_assert_cmpstr(got, ==, cases[i].expected);
        }
}

static void test_round_trip(void)
{
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(GPtrArray) lines = exec_line_parse(cases[i].value, NULL, NULL);
                if (!lines || lines->len != 1)
                        continue;
                g_autofree char *text = exec_line_to_string(lines->pdata[0]);
                g_autofree char *before = describe(cases[i].value), *after = describe(text);
                /* The written form has the program's simplified path as argv[0] too. */
                if (!strstr(cases[i].value, "//"))
                        g_assert_cmpstr(after, ==, before);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/exec-line/parse", test_parse);
        g_test_add_func("/exec-line/round-trip", test_round_trip);
        return g_test_run();
}

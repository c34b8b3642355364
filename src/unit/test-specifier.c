/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "unit/specifier.h"

static char *expand(const char *text, const char *unit, SpecifierQuoting quoting)
{
        SpecifierFacts facts = {.hostname = (char *)"web.example.org",
                                .machine_id = (char *)"0123456789abcdef0123456789abcdef",
                                .user = (char *)"root",
                                .runtime = (char *)"/run",
                                .state = (char *)"/var/lib",
                                .os_id = (char *)"debian",
                                .os_build_id = (char *)""};
        SpecifierContext context = {.unit = unit, .facts = &facts};
        size_t offset = 0;
        g_autoptr(GError) error = NULL;
        char *result = specifier_expand(text, &context, quoting, &offset, &error);
        if (result)
                return result;
        g_assert_nonnull(error);
        return g_strdup_printf("error at %zu", offset);
}

static void test_expand(void)
{
        static const struct {
                const char *text, *unit, *expected;
        } cases[] = {
                {"%n %N %p %i %j", "foo-bar@x\\x20y.service",
                 "foo-bar@x\\x20y.service foo-bar@x\\x20y foo-bar x\\x20y bar"},
                {"%P|%I|%J", "foo-b\\x2dr@x\\x20y.service", "foo/b-r|x y|b-r"},
                {"%i%I", "foo.service", ""},
                {"%f", "foo@srv-www.service", "/srv/www"},
                {"%f", "srv-www.service", "/srv/www"},
                {"%t/%n %S/x %d", "foo.service", "/run/foo.service /var/lib/x /run/credentials/foo.service"},
                {"%H %l %m %u %o", "foo.service", "web.example.org web 0123456789abcdef0123456789abcdef root debian"},
                {"a%Bb", "foo.service", "ab"},
                {"100%", "foo.service", "100%"},
                {"50%% 5% x", "foo.service", "50% 5% x"},
                {"x%z", "foo.service", "error at 1"},
                {"%h", "foo.service", "error at 0"},
                {"ab %c", "foo.service", "error at 3"},
                {"%y", "foo.service", "error at 0"},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *got = expand(cases[i].text, cases[i].unit, SPECIFIER_PLAIN);
                g_assert_cmpstr(got, ==, cases[i].expected);
        }
}

static void test_quoting(void)
{
        g_autofree char *plain = expand("/a/%I", "x@it\\x27s\\x20so.service", SPECIFIER_PLAIN);
        g_autofree char *backslash = expand("/a/%I", "x@it\\x27s\\x20so.service", SPECIFIER_BACKSLASH);
        g_autofree char *escape = expand("/a/%I", "x@it\\x27s\\x20so.service", SPECIFIER_ESCAPE);
        g_assert_cmpstr(plain, ==, "/a/it's so");
        g_assert_cmpstr(backslash, ==, "/a/it\\'s\\ so");
        g_assert_cmpstr(escape, ==, "/a/it\\x27s\\x20so");

        /* Nothing is a word too, where it stands alone; within quotes there are quotes already. */
        g_autofree char *nothing = expand("a %i '%i' b%i", "x.service", SPECIFIER_ESCAPE);
        g_assert_cmpstr(nothing, ==, "a \"\" '' b\"\"");
}

static void test_escape(void)
{
        g_autofree char *escaped = specifier_escape("50% of %n");
        g_assert_cmpstr(escaped, ==, "50%% of %%n");
        g_autofree char *back = expand(escaped, "x.service", SPECIFIER_PLAIN);
        g_assert_cmpstr(back, ==, "50% of %n");
}

static void test_facts(void)
{
        g_autoptr(SpecifierFacts) facts = specifier_facts_read(NULL, false);
        SpecifierContext context = {.unit = "x.service", .facts = facts};
        g_autofree char *boot = NULL;
        g_assert_cmpstr(facts->home, ==, "/root");
        g_assert_nonnull(facts->kernel);
        g_assert_nonnull(facts->architecture);
        boot = specifier_expand("%b", &context, SPECIFIER_PLAIN, NULL, NULL);
        g_assert_nonnull(boot);
        g_assert_cmpuint(strlen(boot), ==, 32);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/specifier/expand", test_expand);
        g_test_add_func("/specifier/quoting", test_quoting);
        g_test_add_func("/specifier/escape", test_escape);
        g_test_add_func("/specifier/facts", test_facts);
        return g_test_run();
}

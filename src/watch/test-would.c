/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/would.h"

#include <string.h>

static const Need path_a = {NEED_PATH, ACCESS_WRITE, (char *)"/srv/a\tb"},
                  path_b = {NEED_PATH, ACCESS_WRITE, (char *)"/srv/b"}, call = {NEED_SYSCALL, 0, (char *)"openat"},
                  capability = {NEED_CAPABILITY, 0, (char *)"CAP_CHOWN"};

static GPtrArray *array_of(const Need *const *needs)
{
        GPtrArray *array = g_ptr_array_new();

        for (; *needs; needs++)
                g_ptr_array_add(array, (gpointer)*needs);
        return array;
}

static void add_line(GString *text, gint64 seconds, const Need *const *needs)
{
        g_autoptr(GPtrArray) array = array_of(needs);
        g_autofree char *line = would_line(seconds, array);

        if (!would_has(text->str, line))
                g_string_append(text, line);
}

/* "0 1, 2": the numbers of each act */
static char *acts_to_string(const char *text, const Need *const *needs)
{
        g_autoptr(GPtrArray) array = array_of(needs), acts = would_acts(text, array);
        g_autoptr(GString) string = g_string_new(NULL);

        for (guint i = 0; i < acts->len; i++) {
                const GArray *act = acts->pdata[i];

                for (guint j = 0; j < act->len; j++)
                        g_string_append_printf(string, "%s%u", j ? " " : i ? ", " : "", g_array_index(act, guint, j));
        }
        return g_string_free(g_steal_pointer(&string), FALSE);
}

static void check_acts(const char *text, const Need *const *needs, const char *expected)
{
        g_autofree char *acts = acts_to_string(text, needs);

        g_assert_cmpstr(acts, ==, expected);
}

static void test_acts(void)
{
        g_autoptr(GString) text = g_string_new(NULL);

        check_acts("", (const Need *[]){&path_a, &call, NULL}, "0, 1");
        add_line(text, 100, (const Need *[]){&call, NULL});
        add_line(text, 200, (const Need *[]){&path_a, &call, NULL});
        add_line(text, 300, (const Need *[]){&path_b, &capability, &call, NULL});
        /* two acts, of which each was refused in two ways or more; the call alone is a part of both */
        check_acts(text->str, (const Need *[]){&capability, &path_a, &path_b, &call, NULL}, "0 2 3, 1 3");
        /* by another drop-in: of both only the call is denied, or the capability of one */
        check_acts(text->str, (const Need *[]){&call, NULL}, "0");
        check_acts(text->str, (const Need *[]){&capability, &path_a, NULL}, "0, 1");
        check_acts(text->str, (const Need *[]){NULL}, "");
}

static void test_lines(void)
{
        g_autoptr(GString) text = g_string_new("50 ProtectHome path read /home/x\n");
        gsize length;

        g_assert_cmpint(would_last(""), ==, 0);
        g_assert_cmpint(would_last(text->str), ==, 50);
        add_line(text, 100, (const Need *[]){&path_a, &call, NULL});
        length = text->len;
        add_line(text, 200, (const Need *[]){&path_a, &call, NULL});
        g_assert_cmpuint(text->len, ==, length);
        /* more or less of the same is another act */
        add_line(text, 300, (const Need *[]){&path_a, NULL});
        add_line(text, 400, (const Need *[]){&call, NULL});
        g_assert_cmpint(would_last(text->str), ==, 400);
        g_assert_nonnull(strstr(text->str, "100\tpath write /srv/a\\x09b\tsyscall openat\n300\t"));
}

static void test_describe(void)
{
        static const Need bind = {NEED_BIND, 0, (char *)"unix:/srv/b"};
        g_autoptr(GPtrArray) needs = array_of((const Need *[]){&call, &capability, &path_a, &path_b, NULL}),
                             both = array_of((const Need *[]){&bind, &path_b, NULL}),
                             alone = array_of((const Need *[]){&call, NULL});
        g_autofree char *text = NULL, *socket = NULL, *name = NULL;

        would_sort(needs);
        g_assert_true(needs->pdata[2] == &capability && needs->pdata[3] == &call);
        text = would_describe(needs);
        g_assert_cmpstr(text, ==, "writes /srv/a\tb and writes /srv/b");
        socket = would_describe(both);
        g_assert_cmpstr(socket, ==, "binds unix:/srv/b");
        name = would_describe(alone);
        g_assert_cmpstr(name, ==, "calls openat()");
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/watch/would/acts", test_acts);
        g_test_add_func("/watch/would/lines", test_lines);
        g_test_add_func("/watch/would/describe", test_describe);
        return g_test_run();
}

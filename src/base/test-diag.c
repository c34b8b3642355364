/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/diag.h"

static void test_format(void)
{
        g_autoptr(DiagList) list = diag_list_new();
        g_autofree char *text = NULL;

        diag_add(list, SEVERITY_NOTE, NULL, 7, 7, "no file, so no line");
        diag_add(list, SEVERITY_WARNING, "/etc/a.service", 0, 3, "the whole %s", "file");
        g_assert_false(diag_list_has_errors(list));
        diag_add(list, SEVERITY_ERROR, "a.service", 12, 0, "the whole line");
        diag_add(list, SEVERITY_ERROR, "a.service", 12, 5, "100%%");
        g_assert_true(diag_list_has_errors(list));

        text = diag_list_to_string(list);
        g_assert_cmpstr(text, ==,
                        "note: no file, so no line\n"
                        "/etc/a.service: warning: the whole file\n"
                        "a.service:12: error: the whole line\n"
                        "a.service:12:5: error: 100%\n");
}

/* What a package brings may be called anything: no name and no value gets at the terminal. */
static void test_odd(void)
{
        g_autoptr(DiagList) list = diag_list_new();
        g_autofree char *text = NULL;

        diag_add(list, SEVERITY_ERROR, "", 0, 0, "empty");
        diag_add(list, SEVERITY_ERROR, " a", 1, 0, "a blank");
        diag_add(list, SEVERITY_ERROR, "a\nb\033[2J", 0, 0, "the value \"\033[31m\377\"");
        text = diag_list_to_string(list);
        g_assert_cmpstr(text, ==,
                        "\"\": error: empty\n"
                        "\" a\":1: error: a blank\n"
                        "a\\x0ab\\x1b[2J: error: the value \"\\x1b[31m\\xff\"\n");
}

static void test_empty(void)
{
        g_autoptr(DiagList) list = diag_list_new();
        g_autofree char *text = diag_list_to_string(list);

        g_assert_cmpstr(text, ==, "");
        g_assert_false(diag_list_has_errors(list));
        diag_add(NULL, SEVERITY_ERROR, "a", 1, 1, "dropped");
        diag_list_free(NULL);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/diag/format", test_format);
        g_test_add_func("/diag/odd", test_odd);
        g_test_add_func("/diag/empty", test_empty);
        return g_test_run();
}

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
        g_test_add_func("/diag/empty", test_empty);
        return g_test_run();
}

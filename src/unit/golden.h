/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Golden cases of this layer's tests: each folder of test/golden/unit/KIND is one. With UNITLOCK_UPDATE_GOLDEN=1 in the
 * environment the expected files are written anew instead of compared. */
typedef void (*GoldenCase)(const char *directory);

static inline void golden_run(const char *kind, GoldenCase run)
{
        g_autofree char *base = g_build_filename(g_getenv("UNITLOCK_SRCDIR"), "test/golden/unit", kind, NULL);
        g_autoptr(GError) error = NULL;
        g_autoptr(GDir) dir = g_dir_open(base, 0, &error);
        g_assert_no_error(error);
        unsigned count = 0;
        for (const char *name; (name = g_dir_read_name(dir)); count++) {
                g_autofree char *path = g_build_filename(base, name, NULL);
                g_test_message("%s", path);
                run(path);
        }
        g_assert_cmpuint(count, >, 0);
}

static inline void golden_check(const char *directory, const char *name, const char *got)
{
        g_autofree char *path = g_build_filename(directory, name, NULL), *expected = NULL;
        g_autoptr(GError) error = NULL;
        if (g_getenv("UNITLOCK_UPDATE_GOLDEN")) {
                g_file_set_contents(path, got, -1, &error);
                g_assert_no_error(error);
                return;
        }
        g_file_get_contents(path, &expected, NULL, &error);
        g_assert_no_error(error);
        if (g_strcmp0(got, expected) != 0)
                g_test_message("%s differs. Got:\n%s", path, got);
        g_assert_cmpstr(got, ==, expected);
}

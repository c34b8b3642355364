/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which directories count as the application's own. */
#include <glib/gstdio.h>

#include "source/beside.h"

static const char *const files[] = {"/srv/shop/lib/shop.py", "/opt/app/bin/app", "/home/joe/bot/bot.py",
                                    "/home/joe/lone.py",     "/srv/lone.py",     "/usr/local/bin/tool",
                                    "/usr/local/game/run",   "/usr/bin/python3"};

static char *directories_of(const char *tree, const char *lines)
{
        g_autofree char *file = g_build_filename(tree, "x.service", NULL),
                        *text = g_strconcat("[Service]\n", lines, NULL);
        g_autoptr(GString) found = g_string_new(NULL);
        g_autoptr(UnitView) view = NULL;
        g_autoptr(NeedSet) needs = NULL;
        g_autoptr(GError) error = NULL;

        g_assert_true(g_file_set_contents(file, text, -1, &error));
        view = unit_load_file(file, NULL, NULL, &error);
        g_assert_no_error(error);
        needs = beside_needs(tree, view);
        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;

                g_assert_cmpint(need->kind, ==, NEED_PATH);
                g_assert_cmpuint(need->access, ==, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE);
                g_string_append_printf(found, "%s%s", i ? " " : "", need->subject);
        }
        return g_string_free(g_steal_pointer(&found), FALSE);
}

static void check(const char *tree, const char *lines, const char *expected)
{
        g_autofree char *found = directories_of(tree, lines);

        g_assert_cmpstr(found, ==, expected);
}

static void test_directories(void)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL);

        for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
                g_autofree char *full = g_strconcat(tree, files[i], NULL), *directory = g_path_get_dirname(full);

                g_assert_cmpint(g_mkdir_with_parents(directory, 0755), ==, 0);
                g_assert_true(g_file_set_contents(full, "x", 1, NULL));
        }
        check(tree, "ExecStart=/usr/bin/python3 -u /srv/shop/lib/shop.py --listen=/srv/shop\n", "/srv/shop/DATA");
        check(tree, "ExecStart=/opt/app/bin/app\n", "/opt/app/DATA");
        check(tree, "ExecStart=/usr/bin/python3 /home/joe/bot/bot.py\n", "/home/joe/bot/DATA");
        check(tree, "WorkingDirectory=-/srv/shop\nExecStart=/usr/bin/python3 -m shop\n", "/srv/shop/DATA");
        check(tree, "ExecStart=/usr/local/game/run\n", "/usr/local/game/DATA");
        check(tree, "ExecStart=/usr/local/bin/tool\n", "");
        check(tree, "ExecStart=/usr/bin/python3 /srv/lone.py\n", "");
        check(tree, "ExecStart=/usr/bin/python3 /home/joe/lone.py\n", "");
        check(tree, "WorkingDirectory=/srv\nExecStart=/usr/bin/python3 -m x /srv/not/there\n", "");
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/source/beside/directories", test_directories);
        return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>

#include "source/volatile.h"

static char *tree;

static void make(const char *path, const char *text)
{
        g_autofree char *full = g_build_filename(tree, path, NULL), *directory = g_path_get_dirname(full);

        g_assert_cmpint(g_mkdir_with_parents(text ? directory : full, 0755), ==, 0);
        g_assert_true(!text || g_file_set_contents(full, text, -1, NULL));
}

static void test_made(void)
{
        static const struct {
                const char *name;
                bool needed;
        } cases[] = {{"own", true},        {"bound", true},     {"tmp", false},    {"oldtmp", false},
                     {"of-unit", false},   {"of-other", false}, {"socket", false}, {"systemd", false},
                     {"not-there", false}, {"owned", true}};
        g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func((GDestroyNotify)owned_path_free);
        g_autoptr(UnitView) unit = NULL;
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(NeedSet) needs = need_set_new("x.service"), found = NULL;

        tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL);
        make("usr/lib/tmpfiles.d/a.conf", "# d /run/own\nd /run/tmp 0755 root root\nD! /var/run/oldtmp/sub - - -\n");
        make("etc/systemd/system/x.service", "[Service]\nExecStart=/bin/x\nRuntimeDirectory=a of-unit\n");
        make("usr/lib/systemd/system/o.service", "[Service]\nExecStart=/bin/x\nRuntimeDirectory=of-other/sub:link\n");
        make("usr/lib/systemd/system/s.socket", "[Socket]\nListenStream=/run/socket/s\n");
        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *directory = g_strconcat("run/", cases[i].name, NULL);
                g_autofree char *file = g_strdup_printf("/run/%s/pid", cases[i].name);

                if (!g_str_equal(cases[i].name, "not-there"))
                        make(directory, NULL);
                if (!g_str_equal(cases[i].name, "bound") && !g_str_equal(cases[i].name, "owned"))
                        need_set_add(needs, NEED_PATH, ACCESS_WRITE, file, STRENGTH_WITNESSED, PHASE_START, "test", "",
                                     "");
        }
        need_set_add(needs, NEED_BIND, 0, "unix:/run/bound/s", STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        need_set_add(needs, NEED_PATH, ACCESS_READ, "/run/read/s", STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        make("run/read", NULL);
        {
                g_autoptr(UnitPaths) paths = unit_paths_system(tree);

                unit = unit_load(paths, "x.service", diags, NULL);
        }
        g_assert_nonnull(unit);
        g_ptr_array_add(owned, owned_path_new("/run/owned/empty", "x"));
        found = volatile_needs(tree, unit, needs, owned);
        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *directory = g_strconcat("/run/", cases[i].name, NULL);

                if (need_set_has(found, NEED_PATH, directory) != cases[i].needed)
                        g_error("wrong of %s", directory);
        }
        g_assert_cmpuint(found->entries->len, ==, 3);
        {
                g_autofree char *remove = g_strdup_printf("rm -r '%s'", tree);

                g_assert_true(g_spawn_command_line_sync(remove, NULL, NULL, NULL, NULL));
        }
        g_free(tree);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/source/volatile/made", test_made);
        return g_test_run();
}

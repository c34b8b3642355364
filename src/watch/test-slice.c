/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slices around a service: their names, what they refuse, and that most of them have no file. */

#include "watch/slice.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

static void test_names(void)
{
        static const struct {
                const char *name, *all;
        } rows[] = {
                {"-.slice", "-.slice"},
                {"system.slice", "-.slice system.slice"},
                {"a-b-c.slice", "-.slice a.slice a-b.slice a-b-c.slice"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_auto(GStrv) names = slice_names(rows[i].name);
                g_autofree char *all = g_strjoinv(" ", names);

                g_assert_cmpstr(all, ==, rows[i].all);
        }
}

static void test_of_unit(void)
{
        static const struct {
                const char *unit, *set, *slice;
        } rows[] = {
                {"x.service", NULL, "system.slice"},
                {"x@1.service", NULL, "system-x.slice"},
                {"a-b@1.service", NULL, "system-a\\x2db.slice"},
                {"x@1.service", "own.slice", "own.slice"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_autoptr(UnitView) view = unit_view_new(rows[i].unit);
                g_autofree char *slice = NULL;

                if (rows[i].set)
                        g_ptr_array_add(view->settings, unit_setting_new("Service", "Slice", rows[i].set, "x", 2));
                slice = slice_of_unit(view);
                g_assert_cmpstr(slice, ==, rows[i].slice);
        }
        g_autoptr(UnitView) of_user = unit_view_new("x.service");
        g_autofree char *slice = NULL;

        of_user->user = true;
        slice = slice_of_unit(of_user);
        g_assert_cmpstr(slice, ==, "app.slice");
}

/* By a file, and by a drop-in alone. */
static void test_load(void)
{
        static const char *const names[] = {"-.slice", "outer.slice", "outer-inner.slice", "none.slice", NULL};
        static const struct {
                const char *directory, *file, *text;
        } files[] = {
                {"outer.slice.d", "x.conf", "[Slice]\nDevicePolicy=closed\n"},
                {"", "outer-inner.slice", "[Slice]\nIPAddressDeny=192.0.2.0/24\n"},
        };
        const Need device = {NEED_DEVICE, ACCESS_READ, (char *)"/dev/mapped"},
                   address = {NEED_CONNECT, 0, (char *)"tcp:192.0.2.1:80"};
        const Symptom refused = {.error = EPERM}, filtered = {.filtered = true, .error = EPERM};
        g_autofree char *root = g_dir_make_tmp("test-slice-XXXXXX", NULL),
                        *units = g_build_filename(root, "etc/systemd/system", NULL);

        for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
                g_autofree char *directory = g_build_filename(units, files[i].directory, NULL),
                                *path = g_build_filename(directory, files[i].file, NULL);

                g_mkdir_with_parents(directory, 0755);
                g_assert_true(g_file_set_contents(path, files[i].text, -1, NULL));
        }
        g_autoptr(UnitPaths) paths = unit_paths_system(root);
        g_autoptr(UnitView) view = unit_view_new("x.service");
        g_autoptr(GPtrArray) slices = slice_load_all(paths, (char *const *)names, 257, view);
        g_autoptr(Explanation) explanation = slice_explain(slices, &device, &refused),
                               by_filter = slice_explain(slices, &device, &filtered);
        g_autofree char *cause = explanation ? explanation_cause(explanation) : NULL;

        g_assert_cmpuint(slices->len, ==, 1);
        g_assert_nonnull(cause);
        g_assert_true(g_str_has_prefix(cause, "DevicePolicy=closed ("));
        g_assert_true(g_str_has_suffix(cause, "/outer.slice.d/x.conf:2)"));
        g_assert_null(*explanation->change);
        g_assert_null(by_filter);

        /* addresses count as the unit's own */
        Config *own = unit_view_to_config(view);
        const ExplainContext context = explain_context(view, own, 257);
        g_autoptr(Explanation) joined = explain_need(&context, &address, NULL);

        g_assert_nonnull(joined);
        g_assert_cmpint(((const Blame *)joined->blames->pdata[0])->directive, ==, DIRECTIVE_IP_ADDRESS_DENY);
        config_free(own);
        for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
                g_autofree char *directory = g_build_filename(units, files[i].directory, NULL),
                                *path = g_build_filename(directory, files[i].file, NULL);

                g_unlink(path);
                if (*files[i].directory)
                        g_rmdir(directory);
        }
        for (const char *const *below = (const char *const[]){"etc/systemd/system", "etc/systemd", "etc", "", NULL};
             *below; below++) {
                g_autofree char *directory = g_build_filename(root, *below, NULL);

                g_rmdir(directory);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/watch/slice/names", test_names);
        g_test_add_func("/watch/slice/of-unit", test_of_unit);
        g_test_add_func("/watch/slice/load", test_load);
        return g_test_run();
}

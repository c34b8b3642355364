/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each golden case is a tree ("root"), the names to load from it ("units", one a line) and what they are ("expected").
 */
#include <string.h>

#include "base/file.h"
#include "unit/golden.h"
#include "unit/unit.h"

static const char *const states[] = {"loaded", "masked", "not-found", "bad"};

static const char *below(const char *root, const char *path)
{
        return path && g_str_has_prefix(path, root) ? path + strlen(root) : path;
}

static void dump(GString *out, const char *root, const char *asked, const UnitView *view)
{
        g_string_append_printf(out, "== %s: %s %s\n", asked, view->name, states[view->state]);
        for (char **alias = view->aliases; *alias; alias++)
                g_string_append_printf(out, "alias %s\n", *alias);
        if (view->fragment)
                g_string_append_printf(out, "fragment %s\n", below(root, view->fragment));
        for (char **dropin = view->dropins; *dropin; dropin++)
                g_string_append_printf(out, "drop-in %s\n", below(root, *dropin));
        for (guint i = 0; i < view->settings->len; i++) {
                const UnitSetting *setting = view->settings->pdata[i];
                g_autofree char *file = g_path_get_basename(setting->file);
                g_string_append_printf(out, "%s:%u [%s] %s=%s\n", file, setting->line, setting->section, setting->name,
                                       setting->value);
        }
        g_auto(GStrv) commands = unit_view_get_all(view, "Service", "ExecStart");
        for (char **command = commands; *command; command++)
                g_string_append_printf(out, "ExecStart -> %s\n", *command);
}

static void run_case(const char *directory)
{
        g_autofree char *root = g_build_filename(directory, "root", NULL);
        g_autofree char *list = g_build_filename(directory, "units", NULL), *names = NULL;
        g_autoptr(GError) error = NULL;
        g_assert_true(file_read(list, 0, &names, NULL, &error));
        g_autoptr(UnitPaths) paths = unit_paths_system(root);
        g_autoptr(GString) out = g_string_new(NULL);
        g_auto(GStrv) lines = g_strsplit(g_strstrip(names), "\n", -1);
        for (char **name = lines; *name; name++) {
                g_autoptr(DiagList) diags = diag_list_new();
                g_autoptr(UnitView) view = unit_load(paths, *name, diags, &error);
                if (view)
                        dump(out, root, *name, view);
                else
                        g_string_append_printf(out, "== %s: error %s\n", *name, error->message);
                g_clear_error(&error);
                g_autofree char *problems = diag_list_to_string(diags);
                g_auto(GStrv) parts = g_strsplit(problems, root, -1);
                g_autofree char *relative = g_strjoinv("", parts);
                g_string_append(out, relative);
        }
        golden_check(directory, "expected", out->str);
}

static void test_golden(void)
{
        golden_run("load", run_case);
}

static void check_dirs(UnitPaths *paths, const char *expected)
{
        g_autofree char *got = g_strjoinv(" ", paths->dirs);
        g_assert_cmpstr(got, ==, expected);
        unit_paths_free(paths);
}

static void test_paths(void)
{
        g_setenv("SYSTEMD_UNIT_PATH", "/a:/b//", TRUE);
        check_dirs(unit_paths_system("/nowhere"), "/a /b");
        g_setenv("SYSTEMD_UNIT_PATH", "/a:/etc/systemd/system:", TRUE);
        g_autoptr(UnitPaths) both = unit_paths_system("/nowhere");
        g_assert_cmpstr(both->dirs[0], ==, "/a");
        g_assert_cmpstr(both->dirs[1], ==, "/etc/systemd/system");
        g_assert_cmpstr(both->dirs[2], ==, "/etc/systemd/system.control");
        g_unsetenv("SYSTEMD_UNIT_PATH");

        /* Nothing of the person who runs the test gets into another tree. */
        check_dirs(unit_paths_user("/nowhere"),
                   "/etc/systemd/user /run/systemd/user /usr/local/share/systemd/user /usr/share/systemd/user "
                   "/usr/local/lib/systemd/user /usr/lib/systemd/user");
        g_setenv("HOME", "/home/a", TRUE);
        g_setenv("XDG_RUNTIME_DIR", "/run/user/7", TRUE);
        g_unsetenv("XDG_CONFIG_HOME");
        g_unsetenv("XDG_CONFIG_DIRS");
        g_unsetenv("XDG_DATA_HOME");
        g_unsetenv("XDG_DATA_DIRS");
        check_dirs(
                unit_paths_user(NULL),
                "/home/a/.config/systemd/user.control /run/user/7/systemd/user.control /run/user/7/systemd/transient "
                "/run/user/7/systemd/generator.early /home/a/.config/systemd/user /etc/xdg/systemd/user "
                "/etc/systemd/user /run/user/7/systemd/user /run/systemd/user /run/user/7/systemd/generator "
                "/home/a/.local/share/systemd/user /usr/local/share/systemd/user /usr/share/systemd/user "
                "/usr/local/lib/systemd/user /usr/lib/systemd/user /run/user/7/systemd/generator.late");

        /* nor into what is another user's */
        g_autoptr(UnitPaths) other = unit_paths_user_of("/home/b", "/run/user/8");
        g_autofree char *joined = g_strjoinv(" ", other->dirs);
        g_assert_true(
                g_str_has_prefix(joined, "/home/b/.config/systemd/user.control /run/user/8/systemd/user.control "));
        g_assert_nonnull(strstr(joined, " /home/b/.local/share/systemd/user "));
        g_assert_null(strstr(joined, "/home/a"));
        g_assert_null(strstr(joined, "/run/user/7"));
        g_autoptr(UnitPaths) homeless = unit_paths_user_of(NULL, "/run/user/8");
        g_assert_cmpstr(homeless->dirs[0], ==, "/run/user/8/systemd/user.control");
}

static void test_view(void)
{
        g_autofree char *scratch = g_dir_make_tmp("unitlock-XXXXXX", NULL);
        g_autofree char *path = g_build_filename(scratch, "x@y.service", NULL);
        g_autofree char *dropin = g_build_filename(scratch, "x@y.service.d/a.conf", NULL);
        g_autoptr(GError) error = NULL;
        g_assert_true(file_write_atomic(path,
                                        "[Unit]\nAfter=a.service\nAfter=\nAfter=b.service\n"
                                        "[Service]\nType=simple\nExecStart=/bin/a %i\nExecStart=/bin/b\nUser=x\n",
                                        -1, 0644, &error));
        g_assert_true(
                file_write_atomic(dropin, "[Service]\nExecStart=\nExecStart=/bin/c %I\nUser=\n", -1, 0644, &error));

        g_autoptr(UnitView) view = unit_load_file(path, NULL, NULL, &error);
        g_assert_no_error(error);
        g_assert_cmpint(view->state, ==, UNIT_LOADED);
        g_assert_cmpstr(unit_view_get(view, "Service", "Type"), ==, "simple");
        g_assert_null(unit_view_get(view, "Service", "User"));
        g_assert_null(unit_view_get(view, "Unit", "Type"));
        const UnitSetting *command = unit_view_find(view, "Service", "ExecStart");
        g_assert_cmpstr(command->file, ==, dropin);
        g_assert_cmpuint(command->line, ==, 3);
        g_auto(GStrv) commands = unit_view_get_all(view, "Service", "ExecStart");
        g_autofree char *joined = g_strjoinv("|", commands);
        g_assert_cmpstr(joined, ==, "/bin/c y");
        /* Dependencies can't be reset. */
        g_auto(GStrv) after = unit_view_get_all(view, "Unit", "After");
        g_autofree char *order = g_strjoinv("|", after);
        g_assert_cmpstr(order, ==, "a.service|b.service");

        g_autoptr(UnitView) none = unit_load_file("/nowhere/x.service", NULL, NULL, &error);
        g_assert_null(none);
        g_assert_nonnull(error);
        g_clear_error(&error);
        g_autoptr(UnitView) odd = unit_load_file(path, "not a name", NULL, &error);
        g_assert_null(odd);
        g_assert_nonnull(error);

        g_autofree char *command_line = g_strdup_printf("rm -rf '%s'", scratch);
        g_assert_true(g_spawn_command_line_sync(command_line, NULL, NULL, NULL, NULL));
}

/* A file that is full of what is wrong, and what ends it is told nevertheless. */
static void test_flood(void)
{
        g_autoptr(GString) text = g_string_new("[Service]\nExecStart=/bin/true\n");
        for (unsigned i = 0; i < 1000; i++)
                g_string_append(text, "NoNewPrivileges=perhaps\n");
        g_string_append(text, "ExecStart=/bin/true %Z\n");
        g_autoptr(DiagList) diags = diag_list_new();
        UnitFile *file = unit_file_parse("flood.service", text->str, text->len, diags);
        g_autoptr(UnitView) view = unit_load_parsed("flood.service", NULL, file, NULL, NULL, diags);
        g_assert_cmpint(view->state, ==, UNIT_BAD);
        g_assert_cmpuint(diags->items->len, <, 110);
        g_assert_true(diag_list_has_errors(diags));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/load/golden", test_golden);
        g_test_add_func("/load/paths", test_paths);
        g_test_add_func("/load/view", test_view);
        g_test_add_func("/load/flood", test_flood);
        return g_test_run();
}

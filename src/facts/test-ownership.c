/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "facts/ownership.h"

static void make(const char *tree, const char *path, mode_t mode)
{
        g_autofree char *full = g_strconcat(tree, path, NULL);

        g_assert_cmpint(g_mkdir_with_parents(full, 0755), ==, 0);
        g_assert_cmpint(chmod(full, mode), ==, 0);
}

static char *found(const char *tree, const uid_t *users, size_t n_users)
{
        g_autoptr(GPtrArray) owned = ownership_find(tree, users, n_users);
        GString *text = g_string_new(NULL);

        for (guint i = 0; i < owned->len; i++)
                g_string_append_printf(text, "%s%s", i ? " " : "", ((const OwnedPath *)owned->pdata[i])->path);
        return g_string_free(text, FALSE);
}

/* As root, directories are given away; else what is tried are those that all may write to. */
static void test_places(void)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL);
        static const char *const theirs[] = {"/etc/app/state", "/srv/www/html", "/var/lib/app", "/usr/local/app/data",
                                             "/home/app"};
        static const uid_t daemon[] = {0, 33}, person[] = {1000, 65534}, root[] = {0};
        g_autofree char *text = NULL, *of_person = NULL, *of_root = NULL;

        make(tree, "/var/lib/sessions", 01777);
        make(tree, "/var/tmp", 01777);
        make(tree, "/var/lib/closed", 0700);
        make(tree, "/etc/open", 01777);
        make(tree, "/var/lib/a/b/c/d/e", 01777); /* too deep */
        for (size_t i = 0; i < G_N_ELEMENTS(theirs); i++) {
                g_autofree char *full = g_strconcat(tree, theirs[i], NULL), *below = g_strconcat(full, "/below", NULL);

                make(tree, theirs[i], 0755);
                g_assert_cmpint(g_mkdir(below, 0755), ==, 0);
                if (geteuid() == 0) {
                        g_assert_cmpint(chown(full, 33, 33), ==, 0);
                        g_assert_cmpint(chown(below, 33, 33), ==, 0);
                }
        }
        make(tree, "/var/lib/of-group", 0775);
        make(tree, "/var/lib/read-by-group", 0755);
        make(tree, "/var/lib/of-roots-group", 0775);
        if (geteuid() == 0) {
                g_autofree char *of_group = g_strconcat(tree, "/var/lib/of-group", NULL),
                                *read_by_group = g_strconcat(tree, "/var/lib/read-by-group", NULL);

                g_assert_cmpint(chown(of_group, 0, 33), ==, 0);
                g_assert_cmpint(chown(read_by_group, 0, 33), ==, 0);
        }
        text = found(tree, daemon, G_N_ELEMENTS(daemon));
        g_assert_cmpstr(text, ==,
                        geteuid() == 0
                                ? "/etc/app/state /srv/www/html /usr/local/app/data /var/lib/app /var/lib/of-group "
                                  "/var/lib/sessions"
                                : "/var/lib/sessions");
        of_person = found(tree, person, G_N_ELEMENTS(person));
        g_assert_cmpstr(of_person, ==, "");
        of_root = found(tree, root, G_N_ELEMENTS(root));
        g_assert_cmpstr(of_root, ==, "");
}

static void check_by_name(const char *unit, const char *name, uid_t uid, const char *expected)
{
        struct passwd user = {.pw_name = (char *)name, .pw_uid = uid};
        g_autoptr(GPtrArray) owned = ownership_by_name(unit, name ? &user : NULL);
        g_autoptr(GString) text = g_string_new(NULL);

        for (guint i = 0; i < owned->len; i++)
                g_string_append_printf(text, "%s%s", i ? " " : "", ((const OwnedPath *)owned->pdata[i])->path);
        g_assert_cmpstr(text->str, ==, expected);
}

#define OF(name) "/var/cache/" name " /var/lib/" name " /var/log/" name

static void test_by_name(void)
{
        check_by_name("foo.service", NULL, 0, OF("foo"));
        check_by_name("foo@bar.service", NULL, 0, OF("foo"));
        check_by_name("@bar.service", "bar", 150, "");
        check_by_name("..service", NULL, 0, "");
        check_by_name("foo-server.service", NULL, 0, OF("foo-server") " " OF("foo"));
        check_by_name("foo-daemon@bar.service", NULL, 0, OF("foo-daemon") " " OF("foo"));
        check_by_name("-server.service", NULL, 0, OF("-server"));
        check_by_name("foo.service", "foo", 150, OF("foo"));
        check_by_name("foo.service", "_bar", 150, OF("foo") " " OF("bar"));
        check_by_name("foo.service", "_", 150, OF("foo"));
        check_by_name("foo.service", "www-data", 33, OF("foo"));
        check_by_name("foo.service", "joe", 1000, OF("foo"));
}

static void check_named(const char *program, const char *data, size_t length, const char *expected)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL), *full = g_strconcat(tree, program, NULL);
        g_autofree char *directory = g_path_get_dirname(full);
        g_autoptr(GString) text = g_string_new(NULL);
        g_autoptr(GPtrArray) owned = NULL;

        g_assert_cmpint(g_mkdir_with_parents(directory, 0755), ==, 0);
        g_assert_true(g_file_set_contents(full, data, (gssize)length, NULL));
        owned = ownership_in_program(tree, program);
        for (guint i = 0; i < owned->len; i++)
                g_string_append_printf(text, "%s%s", i ? " " : "", ((const OwnedPath *)owned->pdata[i])->path);
        g_assert_cmpstr(text->str, ==, expected);
}

static void test_in_program(void)
{
        static const char leases[] = "\177ELF\0x/var/lib/no/food\0/var/lib/misc/food.leases\0/var/lib/misc/food.old\0"
                                     "/var/log/food.log\0/var/spool/food\0/var/lib/other/x\0/var/cache/food/%s\0"
                                     "/var/lib/food",
                          script[] = "#!/bin/sh\0/var/lib/misc/food.leases\0";

        check_named("/usr/sbin/foodd", leases, sizeof leases, "/var/lib/food /var/lib/misc /var/spool/food");
        check_named("/usr/sbin/food-server", leases, sizeof leases, "/var/lib/food /var/lib/misc /var/spool/food");
        check_named("/usr/sbin/tea", leases, sizeof leases, "");
        check_named("/usr/sbin/coffee", leases, sizeof leases, "");
        check_named("/usr/sbin/foodd", script, sizeof script, "");
        check_named("/usr/sbin/foodd", leases, sizeof leases - 1, "/var/lib/misc /var/spool/food"); /* cut off */
}

static void test_backups(void)
{
        g_assert_true(ownership_of_backups("#!/bin/sh\nX=$(mktemp -d -p /var/backups/ \"x.XXXXXX\")\n"));
        g_assert_true(ownership_of_backups("DIR=/var/backups\n"));
        g_assert_true(ownership_of_backups("tar -cf \"/var/backups/x.tar\" ."));
        g_assert_false(ownership_of_backups("# in /var/backups\ntrue # /var/backups\n"));
        g_assert_false(ownership_of_backups("X=/srv/var/backups\nX=/var/backups-x\n"));
}

static void check_script(const char *body, const char *expected)
{
        g_autofree char *text = g_strconcat("#!/bin/sh\n", body, "\n", NULL);

        check_named("/usr/libexec/x/x", text, strlen(text), expected);
}

static void test_in_script(void)
{
        check_script("# \xe9t\xe9\nDIR='/var/backups'\nif cd $DIR; then\n x\nfi", "/var/backups");
        check_script("A=/var/lib/a\nB=\"/var/lib/b\" \ncd \"${B}\" && x", "/var/lib/b");
        check_script("(cd /var/spool/a/b/; x)\ncd -- /var/cache/c || exit", "/var/cache/c /var/spool/a/b");
        check_script("# cd /var/lib/a\ncd /var/lib\ncd /etc/x\ncd\ncd ..\necho abcd /var/lib/a", "");
        check_script("cd $DIR\ncd /var/lib/$x\ncd /var/log/../lib/..\nX=$(mktemp)\ncd $X", "");
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/facts/ownership/places", test_places);
        g_test_add_func("/facts/ownership/by-name", test_by_name);
        g_test_add_func("/facts/ownership/in-program", test_in_program);
        g_test_add_func("/facts/ownership/in-script", test_in_script);
        g_test_add_func("/facts/ownership/backups", test_backups);
        return g_test_run();
}

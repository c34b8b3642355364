/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/chase.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

static char *root;

static void make_link(const char *target, const char *name)
{
        g_autofree char *path = g_build_filename(root, name, NULL);
        g_assert_cmpint(symlink(target, path), ==, 0);
}

static void check(const char *path, ChaseFlags flags, const char *expected)
{
        errno = 0;
        g_autofree char *got = path_chase(root, path, flags);
        g_assert_cmpstr(got, ==, expected);
}

static void test_chase(void)
{
        g_autofree char *deep = g_build_filename(root, "usr/lib/x", NULL);
        g_autofree char *file = g_build_filename(root, "usr/lib/file", NULL);
        g_assert_cmpint(g_mkdir_with_parents(deep, 0755), ==, 0);
        g_assert_true(g_file_set_contents(file, "", -1, NULL));
        make_link("usr/lib", "lib");
        make_link("/lib/x", "abs");
        make_link("../../../../../../lib", "usr/lib/out");
        make_link("loop", "loop");
        make_link("/etc/none", "dangling");

        check("/", CHASE_FOLLOW, "/");
        check("//lib//file/", CHASE_FOLLOW, "/usr/lib/file");
        check("/abs/../file", CHASE_FOLLOW, "/usr/lib/file");
        check("/usr/lib/out/x", CHASE_FOLLOW, "/usr/lib/x");
        check("/../../lib/./x", CHASE_FOLLOW, "/usr/lib/x");
        check("/abs", CHASE_NOFOLLOW, "/abs");
        check("/lib/out", CHASE_NOFOLLOW, "/usr/lib/out");
        check("/dangling", CHASE_MAY_MISS, "/etc/none");
        check("/dangling", CHASE_FOLLOW, NULL);
        g_assert_cmpint(errno, ==, ENOENT);
        check("/loop", CHASE_FOLLOW, NULL);
        g_assert_cmpint(errno, ==, ELOOP);
        check("/lib/file/x", CHASE_FOLLOW, NULL);
        g_assert_cmpint(errno, ==, ENOTDIR);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        root = g_dir_make_tmp("unitlock-XXXXXX", NULL);
        g_test_add_func("/chase/all", test_chase);
        int status = g_test_run();
        g_autofree char *command = g_strdup_printf("rm -rf '%s'", root);
        g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL);
        g_free(root);
        return status;
}

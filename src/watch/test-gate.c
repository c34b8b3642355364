/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree of files, and who may do what in it. */

#include "watch/gate.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void make(const char *root, const char *path, const char *text, unsigned mode)
{
        g_autofree char *full = g_strconcat(root, path, NULL);

        if (text)
                g_assert_true(g_file_set_contents(full, text, -1, NULL));
        else
                g_assert_cmpint(g_mkdir(full, 0755), ==, 0);
        g_assert_cmpint(g_chmod(full, (int)mode), ==, 0);
}

static void test_paths(void)
{
        g_autofree char *root = g_dir_make_tmp("gate-XXXXXX", NULL);
        unsigned me = getuid(), my_group = getgid(), other = me + 1000, others = my_group + 1000;
        const struct {
                const char *path;
                unsigned access, uid, gid;
                bool allowed;
        } rows[] = {
                {"/open/file", ACCESS_READ, other, others, true},
                {"/open/file", ACCESS_WRITE, other, others, false},
                {"/open/file", ACCESS_WRITE, me, my_group, true},
                {"/open/missing", ACCESS_READ, me, my_group, false},
                {"/open/missing", ACCESS_WRITE | ACCESS_CREATE, me, my_group, true},
                {"/open/missing", ACCESS_WRITE | ACCESS_CREATE, other, others, false},
                {"/open/file", ACCESS_WRITE | ACCESS_CREATE, other, my_group, false},
                {"/nowhere/missing", ACCESS_CREATE, me, my_group, false},
                {"/closed/file", ACCESS_READ, other, others, false},
                {"/closed/file", ACCESS_READ, 0, 0, true},
                {"/open/secret", ACCESS_READ, other, others, false},
                {"/open/secret", ACCESS_READ, other, my_group, true}, /* the group may */
                {"/open/file", ACCESS_EXECUTE, 0, 0, false},
                {"/open/program", ACCESS_EXECUTE, other, others, true},
                {"/open/file/below", ACCESS_READ, 0, 0, false},
        };

        g_assert_cmpint(g_chmod(root, 0755), ==, 0);
        make(root, "/open", NULL, 0755);
        make(root, "/open/file", "x", 0644);
        make(root, "/open/secret", "x", 0640);
        make(root, "/open/program", "x", 0755);
        make(root, "/closed", NULL, 0755);
        make(root, "/closed/file", "x", 0644);
        g_autofree char *closed = g_strconcat(root, "/closed", NULL);
        g_assert_cmpint(g_chmod(closed, 0700), ==, 0);
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                const Need need = {NEED_PATH, rows[i].access, (char *)rows[i].path};
                const GateSubject subject = {.uid = rows[i].uid, .gid = rows[i].gid};

                if (gate_host_allows(root, &need, &subject) != rows[i].allowed)
                        g_error("%s, access %u, uid %u: must %sbe allowed", rows[i].path, rows[i].access, rows[i].uid,
                                rows[i].allowed ? "" : "not ");
        }
        for (const char *const *path = (const char *const[]){"/open/file", "/open/secret", "/open/program",
                                                             "/closed/file", "/open", "/closed", "", NULL};
             *path; path++) {
                g_autofree char *full = g_strconcat(root, *path, NULL);
                g_assert_cmpint(remove(full), ==, 0);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/watch/gate", test_paths);
        return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree of the host, and what a unit's settings put mounts on in it. */

#include "watch/boundary.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "unit/unit.h"

static const char *const tree[] = {"/srv", "/srv/a", "/srv/b", "/srv/a/file", "/srv/b/new", "/srv/a/in", NULL};

static void test_boundaries(void)
{
        static const struct {
                const char *settings, *path, *other;
                int error;
                const char *cause, *change; /* NULL: no setting is to blame */
        } rows[] = {
                {"ProtectSystem=strict\nReadWritePaths=/srv/a /srv/b\n", "/srv/b/new", "/srv/a/file", EXDEV,
                 "ReadWritePaths=/srv/a /srv/b (x.service:3)", "ReadWritePaths=/srv"},
                /* of the two one is told */
                {"ProtectSystem=strict\nReadWritePaths=/srv/a /srv/b\n", "/srv/a/file", "/srv/b/new", EXDEV, NULL,
                 NULL},
                {"ProtectSystem=strict\nReadWritePaths=/srv\n", "/srv/b/new", "/srv/a/file", EXDEV, NULL, NULL},
                {"ProtectSystem=strict\nReadWritePaths=/srv/a\n", "/srv/a/file", "/srv/b/new", EXDEV,
                 "ReadWritePaths=/srv/a (x.service:3)", "ReadWritePaths=/srv"},
                {"BindPaths=/srv/a\n", "/srv/a/file", "/srv/b/new", EXDEV, "BindPaths=/srv/a (x.service:2)", ""},
                {"ReadOnlyPaths=/srv/a\n", "/srv/a/file", "/srv/b/new", EXDEV, "ReadOnlyPaths=/srv/a (x.service:2)",
                 "ReadOnlyPaths="},
                {"ProtectSystem=strict\nReadWritePaths=-/srv/none /srv\n", "/srv/none", "/srv/a/file", EXDEV, NULL,
                 NULL},
                /* the mount itself */
                {"ProtectSystem=strict\nReadWritePaths=/srv/a/file\n", "/srv/a/file", NULL, EBUSY,
                 "ReadWritePaths=/srv/a/file (x.service:3)", "ReadWritePaths=/srv/a"},
                {"ProtectSystem=strict\nReadWritePaths=/srv/a/file\n", "/srv/a/in", NULL, EBUSY, NULL, NULL},
                {"ReadOnlyPaths=/srv/a/file\n", "/srv/a/file", NULL, EBUSY, "ReadOnlyPaths=/srv/a/file (x.service:2)",
                 "ReadOnlyPaths="},
                {"ProtectSystem=strict\nReadWritePaths=/srv/a/file\n", "/srv/a/file", NULL, EROFS,
                 "ProtectSystem=strict (x.service:2)", "ReadWritePaths=/srv/a"},
                {"ProtectSystem=strict\nReadWritePaths=/srv/a\n", "/srv/a/file", NULL, EROFS, NULL, NULL},
                /* other errors are not about mounts */
                {"ProtectSystem=strict\nReadWritePaths=/srv/a/file\n", "/srv/a/file", NULL, EACCES, NULL, NULL},
                {"ProtectSystem=strict\nReadWritePaths=/srv/a /srv/b\n", "/srv/b/new", NULL, EXDEV, NULL, NULL},
        };
        g_autofree char *root = g_dir_make_tmp("boundary-XXXXXX", NULL);

        for (const char *const *path = tree; *path; path++) {
                g_autofree char *full = g_strconcat(root, *path, NULL);

                g_assert_cmpint(g_mkdir(full, 0755), ==, 0);
        }
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_autofree char *text = g_strconcat("[Service]\n", rows[i].settings, NULL), *cause = NULL,
                                *change = NULL;
                UnitFile *file = unit_file_parse("x.service", text, strlen(text), NULL);
                g_autoptr(UnitView) view = unit_load_parsed("x.service", NULL, file, NULL, NULL, NULL);
                g_autoptr(Config) config = unit_view_to_config(view);
                const ExplainContext context = explain_context(view, config, 257);
                const Need need = {NEED_PATH, ACCESS_CREATE, (char *)rows[i].path};
                g_autoptr(Explanation) explanation =
                        boundary_explain(&context, root, &need, rows[i].other, rows[i].error);

                cause = explanation ? explanation_cause(explanation) : NULL;
                change = explanation ? g_strjoinv("|", explanation->change) : NULL;
                if (g_strcmp0(cause, rows[i].cause) != 0 || g_strcmp0(change, rows[i].change) != 0)
                        g_error("row %zu: %s, change %s", i, cause ? cause : "nothing", change ? change : "none");
                if (explanation)
                        g_assert_cmpstr(explanation->need.subject, ==, rows[i].path);
        }
        g_assert_false(boundary_on_host(root, "/srv/a/file", "/srv/b/new"));
        g_assert_false(boundary_on_host(root, "/srv/a/file", "relative"));
        g_assert_false(boundary_on_host("", "/proc/version", "/proc/uptime"));
        g_assert_true(boundary_on_host("", "/proc/version", "/sys/version"));
        for (size_t i = G_N_ELEMENTS(tree) - 1; i-- > 0;) {
                g_autofree char *full = g_strconcat(root, tree[i], NULL);

                g_assert_cmpint(g_remove(full), ==, 0);
        }
        g_assert_cmpint(g_remove(root), ==, 0);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/watch/boundary", test_boundaries);
        return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which sockets count as of a network, and who may come by them. */
#include <glib/gstdio.h>

#include "source/handed.h"

static char *needs_of(const char *lines)
{
        g_autofree char *directory = g_dir_make_tmp("unitlock-test-XXXXXX", NULL),
                        *file = g_build_filename(directory, "x.socket", NULL),
                        *text = g_strconcat("[Socket]\n", lines, NULL);
        g_autoptr(GString) found = g_string_new(NULL);
        g_autoptr(UnitView) view = NULL;
        g_autoptr(NeedSet) needs = NULL;
        g_autoptr(GError) error = NULL;

        g_assert_true(g_file_set_contents(file, text, -1, &error));
        view = unit_load_file(file, NULL, NULL, &error);
        g_assert_no_error(error);
        needs = handed_needs("x.service", view);
        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;

                g_assert_cmpint(need->kind, ==, NEED_ACCEPT);
                g_string_append_printf(found, "%s%s", i ? " " : "", need->subject);
        }
        g_assert_cmpint(need_set_uses_ip(needs), ==, needs->entries->len > 0);
        g_unlink(file);
        g_rmdir(directory);
        return g_string_free(g_steal_pointer(&found), FALSE);
}

static void check(const char *lines, const char *expected)
{
        g_autofree char *found = needs_of(lines);

        g_assert_cmpstr(found, ==, expected);
}

static void test_sockets(void)
{
        check("ListenStream=80\n", "tcp:0.0.0.0");
        check("ListenDatagram=69\nListenStream=127.0.0.1:53\n", "tcp:127.0.0.1 udp:0.0.0.0");
        check("ListenStream=[::1]:8080\n", "tcp:::1");
        check("ListenStream=/run/x\nListenStream=@x\nListenStream=vsock:2:22\nListenFIFO=/run/y\n", "");
        check("ListenStream=80\nListenStream=\nListenStream=/run/x\n", "");
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/handed/sockets", test_sockets);
        return g_test_run();
}

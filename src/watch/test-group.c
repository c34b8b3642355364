/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Control group paths, as systemd, containers and sessions make them. */

#include "watch/group.h"

#include <glib.h>

static void test_rows(void)
{
        static const struct {
                const char *path, *unit; /* NULL: of no service */
                long uid;
        } rows[] = {
                {"/system.slice/nginx.service", "nginx.service", -1},
                {"/system.slice/nginx.service/workers", "nginx.service", -1},
                {"/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service", -1},
                {"/user.slice/user-1000.slice/user@1000.service/app.slice/rfkill.service", "rfkill.service", 1000},
                {"/user.slice/user-1000.slice/user@1000.service/init.scope", NULL, 0},
                {"/user.slice/user-1000.slice/user@1000.service", NULL, 0},
                {"/user.slice/user-1000.slice/session-1.scope", NULL, 0},
                {"/system.slice/docker-0123.scope", NULL, 0},
                {"/docker/0123", NULL, 0},
                {"/machine.slice/systemd-nspawn@x.service/payload/system.slice/nginx.service", NULL, 0},
                {"/machine.slice/machine-x.scope/payload/system.slice/nginx.service", NULL, 0},
                {"/lxc.payload.x/system.slice/nginx.service", NULL, 0},
                {"/system.slice/incus.service/lxc.payload.x", NULL, 0},
                {"/system.slice/x.service/system.slice/y.service", NULL, 0},
                {"/init.scope", NULL, 0},
                {"/", NULL, 0},
                {"", NULL, 0},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                GroupUnit unit = {};
                bool found = group_unit_parse(rows[i].path, &unit);

                if (found != (rows[i].unit != NULL))
                        g_error("%s: %s", rows[i].path, found ? unit.name : "of no service");
                if (!found)
                        continue;
                g_assert_cmpstr(unit.name, ==, rows[i].unit);
                g_assert_cmpint(unit.uid, ==, rows[i].uid);
                group_unit_clear(&unit);
        }
}

static void test_slices(void)
{
        GroupUnit unit = {}, of_user = {};

        g_assert_true(group_unit_parse("/system.slice/system-getty.slice/getty@tty1.service/x", &unit));
        g_assert_cmpuint(g_strv_length(unit.slices), ==, 3);
        g_assert_cmpstr(unit.slices[0], ==, "-.slice");
        g_assert_cmpstr(unit.slices[1], ==, "system.slice");
        g_assert_cmpstr(unit.slices[2], ==, "system-getty.slice");
        group_unit_clear(&unit);
        /* the kernel's own files begin like that */
        g_assert_true(group_unit_parse("/_memory.slice/_cpu.service", &unit));
        g_assert_cmpstr(unit.name, ==, "cpu.service");
        g_assert_cmpstr(unit.slices[1], ==, "memory.slice");
        group_unit_clear(&unit);
        g_assert_true(group_unit_parse("/user.slice/user-1.slice/user@1.service/app.slice/x.service", &of_user));
        g_assert_null(of_user.slices);
        group_unit_clear(&of_user);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/watch/group", test_rows);
        g_test_add_func("/watch/group/slices", test_slices);
        return g_test_run();
}

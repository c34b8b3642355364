/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree with one of each kind of trigger, and services that they start or not. */
#include <string.h>

#include "base/file.h"
#include "unit/trigger.h"

static void put(const char *root, const char *path, const char *text)
{
        g_autofree char *full = path_under_root(root, path);
        g_autoptr(GError) error = NULL;
        g_assert_true(file_write_atomic(full, text, -1, 0644, &error));
}

static void check(const Triggers *triggers, const char *name, unsigned expected)
{
        g_autoptr(UnitView) view = unit_view_new(name);
        g_assert_cmpuint(triggers_of(triggers, view), ==, expected);
}

static void test_tree(void)
{
        g_autofree char *root = g_dir_make_tmp("unitlock-XXXXXX", NULL);
        put(root, "/usr/lib/systemd/system/a.timer", "[Timer]\nOnCalendar=daily\n");
        put(root, "/usr/lib/systemd/system/b.timer", "[Timer]\nOnCalendar=daily\nUnit=a.service\n");
        put(root, "/usr/lib/systemd/system/c@.timer", "[Timer]\nOnCalendar=daily\n");
        put(root, "/usr/lib/systemd/system/d.socket", "[Socket]\nListenStream=1\nAccept=yes\n");
        put(root, "/usr/lib/systemd/system/e.socket", "[Socket]\nListenStream=1\nService=f.service\n");
        put(root, "/usr/lib/systemd/system/a.path", "[Path]\nPathExists=/x\n");
        put(root, "/usr/lib/systemd/system/srv.automount", "[Automount]\nWhere=/srv\n");
        put(root, "/usr/lib/systemd/system/srv.mount",
            "[Unit]\nRequires=mounter.service x.target\n[Mount]\nWhat=x\nWhere=/srv\n");
        put(root, "/etc/systemd/system/e.socket.d/x.conf", "[Socket]\nService=g.service\n");
        put(root, "/usr/share/dbus-1/system-services/x.service",
            "[D-BUS Service]\nName=x\nSystemdService=bus.service\n");
        g_autoptr(UnitPaths) paths = unit_paths_system(root);
        g_autoptr(UnitMap) map = unit_map_new(paths, NULL);
        g_autoptr(Triggers) triggers = triggers_new();
        triggers_add_all(triggers, map);
        check(triggers, "a.service", 1U << TRIGGER_TIMER | 1U << TRIGGER_PATH);
        check(triggers, "b.service", 0);
        check(triggers, "c@x.service", 1U << TRIGGER_TIMER);
        check(triggers, "d.service", 0);
        check(triggers, "d@1.service", 1U << TRIGGER_SOCKET);
        check(triggers, "e.service", 0);
        check(triggers, "f.service", 0);
        check(triggers, "g.service", 1U << TRIGGER_SOCKET);
        check(triggers, "bus.service", 1U << TRIGGER_DBUS);
        check(triggers, "dbus-org.x.service", 1U << TRIGGER_DBUS);
        check(triggers, "mounter.service", 1U << TRIGGER_AUTOMOUNT);
        check(triggers, "x.target", 0);
        const char *argv[] = {"rm", "-rf", root, NULL};
        g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_unsetenv("SYSTEMD_UNIT_PATH");
        g_test_add_func("/trigger/tree", test_tree);
        return g_test_run();
}

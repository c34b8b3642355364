/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Control group paths as systemd makes them. What lies below a service belongs to it, unless it is a world of its own:
 * a container has a tree of units inside, and what is refused there is not ours to tell. */

#include "watch/group.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

/* Names of units, and of the subtree that systemd-nspawn gives a container. */
static bool begins_a_world(const char *name)
{
        return g_str_has_suffix(name, ".service") || g_str_has_suffix(name, ".scope") ||
               g_str_has_suffix(name, ".slice") || g_str_has_suffix(name, ".mount") || g_str_equal(name, "payload") ||
               g_str_equal(name, "libpod-payload") || g_str_has_prefix(name, "lxc.payload") ||
               g_str_equal(name, "docker");
}

const char *group_unescape(const char *name)
{
        return *name == '_' ? name + 1 : name;
}

bool group_unit_parse(const char *path, GroupUnit *ret)
{
        g_auto(GStrv) names = g_strsplit(path, "/", 0);
        char **name = names;
        long uid = -1;
        char end;

        for (; *name; name++) {
                if (begins_a_world(*name) && !g_str_has_suffix(*name, ".slice") && !g_str_has_suffix(*name, ".service"))
                        return false;
                if (!g_str_has_suffix(*name, ".service"))
                        continue;
                if (uid >= 0 || sscanf(*name, "user@%ld.servic%c", &uid, &end) != 2)
                        break;
        }
        if (!*name)
                return false;
        for (char **below = name + 1; *below; below++)
                if (begins_a_world(*below))
                        return false;
        ret->name = g_strdup(group_unescape(*name));
        ret->uid = uid;
        if (uid < 0) {
                g_autoptr(GStrvBuilder) slices = g_strv_builder_new();

                g_strv_builder_add(slices, "-.slice"); /* which is the root itself */
                for (char **above = names; above < name; above++)
                        if (**above)
                                g_strv_builder_add(slices, group_unescape(*above));
                ret->slices = g_strv_builder_end(slices);
        }
        return true;
}

void group_unit_clear(GroupUnit *unit)
{
        g_clear_pointer(&unit->name, g_free);
        g_clear_pointer(&unit->slices, g_strfreev);
}

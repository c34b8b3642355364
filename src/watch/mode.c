/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where modes of units are kept. They are plain files, so that they outlive everything, and can be looked at. */

#include "watch/mode.h"

#include <string.h>
#include <unistd.h>

#include "unit/parse.h"
#include "unit/unit-name.h"

char *mode_complain_path(const char *unit)
{
        return g_strdup_printf("%s/%s.conf", MODE_COMPLAIN_DIR, unit);
}

char *mode_complain_find(const char *unit)
{
        g_autofree char *template = unit_name_template(unit), *path = mode_complain_path(unit);

        if (access(path, F_OK) == 0)
                return g_steal_pointer(&path);
        g_free(path);
        path = template ? mode_complain_path(template) : NULL;
        return path && access(path, F_OK) == 0 ? g_steal_pointer(&path) : NULL;
}

char **mode_complaining(void)
{
        g_autoptr(GDir) directory = g_dir_open(MODE_COMPLAIN_DIR, 0, NULL);
        g_autoptr(GStrvBuilder) units = g_strv_builder_new();
        const char *name;

        while (directory && (name = g_dir_read_name(directory)))
                if (g_str_has_suffix(name, ".conf")) {
                        g_autofree char *unit = g_strndup(name, strlen(name) - strlen(".conf"));

                        g_strv_builder_add(units, unit);
                }
        return g_strv_builder_end(units);
}

char *mode_state_path(const char *unit, const char *what)
{
        return g_strdup_printf("%s/%s.%s", MODE_STATE_DIR, unit, what);
}

char *mode_state_name(const char *unit)
{
        g_autofree char *waiting = mode_complain_find(unit), *base = waiting ? g_path_get_basename(waiting) : NULL;

        return base ? g_strndup(base, strlen(base) - strlen(".conf")) : g_strdup(unit);
}

char *mode_state_find(const char *unit, const char *what)
{
        g_autofree char *template = unit_name_template(unit), *name = mode_state_name(unit);
        g_autofree char *own = mode_state_path(name, what);
        g_autofree char *shared = template ? mode_state_path(template, what) : NULL;

        return access(own, F_OK) < 0 && shared && access(shared, F_OK) == 0 ? g_steal_pointer(&shared)
                                                                            : g_steal_pointer(&own);
}

char *mode_learned_path(const char *unit)
{
        return g_strdup_printf("%s/%s.needs", MODE_LEARNED_DIR, unit);
}

bool mode_add_dropin(UnitView *view, const char *path, GError **error)
{
        g_autoptr(UnitFile) file = unit_file_read(path, NULL, error);

        if (!file)
                return false;
        unit_view_insert_file(view, view->settings->len, file);
        return true;
}

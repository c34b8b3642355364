/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slices around a service. Few of their settings refuse anything, and none says so to the service. Most of them need no
 * file: system.slice has none, and "systemctl set-property" writes drop-ins for it. */

#include "watch/slice.h"

#include <string.h>

#include "unit/unit-map.h"
#include "unit/unit-name.h"

#define ROOT_SLICE "-.slice"
#define SUFFIX ".slice"

static void slice_free(gpointer data)
{
        Slice *slice = data;

        config_free(slice->config);
        unit_view_free(slice->view);
        g_free(slice);
}

char **slice_names(const char *name)
{
        g_autoptr(GStrvBuilder) names = g_strv_builder_new();

        g_strv_builder_add(names, ROOT_SLICE);
        if (g_str_equal(name, ROOT_SLICE))
                return g_strv_builder_end(names);
        for (const char *dash = strchr(name, '-'); dash; dash = strchr(dash + 1, '-')) {
                g_autofree char *parent = g_strdup_printf("%.*s" SUFFIX, (int)(dash - name), name);

                g_strv_builder_add(names, parent);
        }
        g_strv_builder_add(names, name);
        return g_strv_builder_end(names);
}

char *slice_of_unit(const UnitView *view)
{
        const UnitSetting *setting = unit_view_find(view, "Service", "Slice");
        g_autofree char *prefix = unit_name_prefix(view->name), *instance = unit_name_instance(view->name);
        g_autofree char *escaped = instance && prefix ? unit_name_escape(prefix) : NULL;

        if (setting && g_str_has_suffix(setting->value, SUFFIX))
                return g_strdup(setting->value);
        if (escaped)
                return g_strdup_printf("%s-%s" SUFFIX, view->user ? "app" : "system", escaped);
        return g_strdup(view->user ? "app" SUFFIX : "system" SUFFIX);
}

/* Adds the settings of a slice to the view, as if the unit made them. False: it makes none. */
static bool add_settings(const UnitView *slice, const DirectiveId *ids, size_t n, UnitView *view)
{
        guint before = view->settings->len;

        for (size_t i = 0; i < n; i++) {
                g_autoptr(GPtrArray) lines = g_ptr_array_new();

                for (guint k = 0; k < slice->settings->len; k++) {
                        const UnitSetting *setting = slice->settings->pdata[k];

                        if (!g_str_equal(setting->name, directives[ids[i]].name))
                                continue;
                        if (*setting->value)
                                g_ptr_array_add(lines, (gpointer)setting);
                        else
                                g_ptr_array_set_size(lines, 0);
                }
                for (guint k = 0; k < lines->len; k++) {
                        const UnitSetting *setting = lines->pdata[k];

                        g_ptr_array_add(view->settings, unit_setting_new("Service", setting->name, setting->value,
                                                                         setting->file, setting->line));
                }
        }
        return view->settings->len > before;
}

/* The addresses that a slice denies or allows are joined with those of the units in it. What else a slice refuses the
 * kernel asks it for itself, and nothing that the unit allows helps. */
static void load(const UnitMap *map, const char *name, unsigned systemd, UnitView *view, GPtrArray *slices)
{
        static const DirectiveId joined[] = {DIRECTIVE_IP_ADDRESS_ALLOW, DIRECTIVE_IP_ADDRESS_DENY},
                                 own[] = {DIRECTIVE_DEVICE_POLICY,
                                          DIRECTIVE_DEVICE_ALLOW,
                                          DIRECTIVE_SOCKET_BIND_ALLOW,
                                          DIRECTIVE_SOCKET_BIND_DENY,
                                          DIRECTIVE_RESTRICT_NETWORK_INTERFACES,
                                          DIRECTIVE_TASKS_MAX,
                                          DIRECTIVE_MEMORY_MAX};
        g_autoptr(UnitView) unit = unit_load_mapped(map, name, NULL, NULL), alone = unit_view_new(name);
        Slice *slice;

        if (!unit || unit->state != UNIT_LOADED)
                return;
        add_settings(unit, joined, G_N_ELEMENTS(joined), view);
        if (!add_settings(unit, own, G_N_ELEMENTS(own), alone))
                return;
        slice = g_new0(Slice, 1);
        slice->view = g_steal_pointer(&alone);
        slice->config = unit_view_to_config(slice->view);
        slice->context = explain_context(slice->view, slice->config, systemd);
        g_ptr_array_add(slices, slice);
}

GPtrArray *slice_load_all(const UnitPaths *paths, char *const *names, unsigned systemd, UnitView *view)
{
        GPtrArray *slices = g_ptr_array_new_with_free_func(slice_free);
        g_autoptr(UnitMap) map = names && *names ? unit_map_new(paths, NULL) : NULL;

        for (; names && *names; names++)
                load(map, *names, systemd, view, slices);
        return slices;
}

Explanation *slice_explanation(Explanation *explanation)
{
        if (explanation) {
                g_strfreev(explanation->change);
                explanation->change = g_new0(char *, 1);
                explanation->after = explanation->before;
        }
        return explanation;
}

Explanation *slice_explain(const GPtrArray *slices, const Need *need, const Symptom *symptom)
{
        Explanation *explanation = NULL;

        if (symptom && (symptom->filtered || symptom->signal))
                return NULL; /* no slice has a filter */
        for (guint i = 0; !explanation && i < slices->len; i++)
                explanation = explain_need(&((const Slice *)slices->pdata[i])->context, need, symptom);
        return slice_explanation(explanation);
}

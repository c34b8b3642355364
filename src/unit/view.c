/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view of a unit as such: made, freed, asked. Which assignment counts is decided here; what a value means is not.
 */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "unit/specifier.h"
#include "unit/unit-name.h"
#include "unit/unit.h"
#include "unit/view-internal.h"

#define SETTINGS_USUAL 32 /* more than most units have */

UnitSetting *unit_setting_new(const char *section, const char *name, const char *value, const char *file, unsigned line)
{
        const char *texts[] = {section, name, value, file};
        size_t sizes[G_N_ELEMENTS(texts)], all = 0;
        for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
                all += sizes[i] = texts[i] ? strlen(texts[i]) + 1 : 0;
        UnitSetting *setting = g_malloc(sizeof(UnitSetting) + all);
        char *place = (char *)(setting + 1);
        for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
                if (texts[i]) {
                        texts[i] = memcpy(place, texts[i], sizes[i]);
                        place += sizes[i];
                }
        *setting = (UnitSetting){.section = texts[0],
                                 .name = texts[1],
                                 .value = texts[2],
                                 .file = texts[3],
                                 .line = line,
                                 .directive = directive_from_name(section, name)};
        return setting;
}

void unit_setting_free(UnitSetting *setting)
{
        if (setting && !setting->of_file)
                g_free(setting);
}

UnitView *unit_view_new(const char *name)
{
        UnitView *view = g_new0(UnitView, 1);
        view->name = g_strdup(name);
        view->aliases = g_new0(char *, 1);
        view->state = UNIT_NOT_FOUND;
        view->dropins = g_new0(char *, 1);
        view->settings = g_ptr_array_new_full(SETTINGS_USUAL, (GDestroyNotify)unit_setting_free);
        view->files = g_ptr_array_new_with_free_func((GDestroyNotify)unit_file_free);
        return view;
}

void unit_view_free(UnitView *view)
{
        if (!view)
                return;
        g_free(view->name);
        g_strfreev(view->aliases);
        g_free(view->root);
        g_free(view->fragment);
        g_strfreev(view->dropins);
        if (view->settings)
                g_ptr_array_unref(view->settings);
        if (view->files)
                g_ptr_array_unref(view->files);
        g_free(view);
}

bool unit_view_check(const UnitView *view, const char *name, GError **error)
{
        UnitState state = view ? view->state : UNIT_NOT_FOUND;
        g_autofree char *word = unit_name_for_shell(name);

        if (state == UNIT_MASKED)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "%s is masked and cannot be started: 'systemctl unmask %s' first", name, word);
        else if (state == UNIT_BAD)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "%s cannot be read: 'unitlock lint %s' says why", name, word);
        else if (state != UNIT_LOADED || !view->fragment) {
                g_autofree char *missing = unit_name_missing(name, view ? view->root : NULL);

                g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, missing);
        } else
                return true;
        return false;
}

static bool is_setting(const UnitSetting *setting, const char *section, const char *name)
{
        return strcmp(setting->name, name) == 0 && (!section || strcmp(setting->section, section) == 0);
}

/* Dependencies add up, and can't be taken back: systemd.unit(5), "[Unit] Section Options". */
static bool never_resets(const char *name)
{
        static const char *const names[] = {
                "After",
                "Before",
                "BindsTo",
                "Conflicts",
                "JoinsNamespaceOf",
                "OnFailure",
                "OnSuccess",
                "PartOf",
                "PropagatesReloadTo",
                "PropagatesStopTo",
                "Requires",
                "ReloadPropagatedFrom",
                "RequiresMountsFor",
                "Requisite",
                "StopPropagatedFrom",
                "Upholds",
                "Wants",
                "WantsMountsFor",
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
                if (strcmp(names[i], name) == 0)
                        return true;
        return false;
}

const UnitSetting *unit_view_find(const UnitView *view, const char *section, const char *name)
{
        for (guint i = view->settings->len; i > 0; i--) {
                const UnitSetting *setting = view->settings->pdata[i - 1];
                if (!is_setting(setting, section, name))
                        continue;
                if (*setting->value)
                        return setting;
                if (!never_resets(name))
                        return NULL;
        }
        return NULL;
}

const char *unit_view_get(const UnitView *view, const char *section, const char *name)
{
        const UnitSetting *setting = unit_view_find(view, section, name);
        return setting ? setting->value : NULL;
}

void view_expander_init(ViewExpander *expander, const UnitView *view)
{
        /* Specifiers about the file itself are answered inside the root. */
        const char *fragment = view->fragment;
        if (fragment && view->root && path_has_prefix(fragment, view->root))
                fragment += strlen(view->root);
        expander->context = (SpecifierContext){.unit = view->name,
                                               .fragment = fragment,
                                               .root = view->root,
                                               .lazy = &expander->facts,
                                               .user = view->user};
}

void view_expander_clear(ViewExpander *expander)
{
        g_clear_pointer(&expander->facts, specifier_facts_free);
}

static bool is_command(const char *name)
{
        return g_str_has_prefix(name, "Exec") && strcmp(name, "ExecPaths") != 0 && strcmp(name, "ExecSearchPath") != 0;
}

static void unit_value_free(UnitValue *value)
{
        g_free(value->value);
        g_free(value);
}

GPtrArray *unit_view_values(const UnitView *view, const char *section, const char *name)
{
        g_auto(ViewExpander) expander = {0};
        view_expander_init(&expander, view);
        GPtrArray *values = g_ptr_array_new_with_free_func((GDestroyNotify)unit_value_free);
        for (guint i = 0; i < view->settings->len; i++) {
                const UnitSetting *setting = view->settings->pdata[i];
                if (!is_setting(setting, section, name))
                        continue;
                if (!*setting->value) {
                        if (!never_resets(name))
                                g_ptr_array_set_size(values, 0);
                        continue;
                }
                /* A value whose specifiers can't be resolved is passed over, as the manager does. */
                char *expanded = specifier_expand(setting->value, &expander.context,
                                                  is_command(name) ? SPECIFIER_ESCAPE : SPECIFIER_PLAIN, NULL, NULL);
                if (!expanded)
                        continue;
                UnitValue *value = g_new(UnitValue, 1);
                *value = (UnitValue){.value = expanded, .setting = setting};
                g_ptr_array_add(values, value);
        }
        return values;
}

char **unit_view_get_all(const UnitView *view, const char *section, const char *name)
{
        g_autoptr(GPtrArray) values = unit_view_values(view, section, name);
        char **all = g_new0(char *, values->len + 1);
        for (guint i = 0; i < values->len; i++)
                all[i] = g_steal_pointer(&((UnitValue *)values->pdata[i])->value);
        return all;
}

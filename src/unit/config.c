/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A view as a Config: each assignment that the table knows, by its row's merge rule, specifiers expanded. Old names of
 * directives, which the manager still takes, become the new ones. */
#include <string.h>

#include "unit/exec-line.h"
#include "unit/unit.h"
#include "unit/view-internal.h"

int unit_setting_directive(const char *section, const char *name)
{
        static const struct {
                const char *old, *name;
        } renamed[] = {
                {"InaccessibleDirectories", "InaccessiblePaths"},
                {"ReadOnlyDirectories", "ReadOnlyPaths"},
                {"ReadWriteDirectories", "ReadWritePaths"},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(renamed); i++)
                if (strcmp(name, renamed[i].old) == 0)
                        name = renamed[i].name;
        return directive_from_name(section, name);
}

/* Settings that know C escapes, and those whose words are only quoted. */
SpecifierQuoting unit_setting_quoting(DirectiveId id)
{
        static const DirectiveId escaped[] = {DIRECTIVE_ENVIRONMENT, DIRECTIVE_LOG_EXTRA_FIELDS,
                                              DIRECTIVE_SET_CREDENTIAL};
        for (unsigned i = 0; i < G_N_ELEMENTS(escaped); i++)
                if (escaped[i] == id)
                        return SPECIFIER_ESCAPE;
        ValueKind kind = directives[id].kind;
        if (kind == VALUE_COMMAND)
                return SPECIFIER_ESCAPE;
        if (kind == VALUE_PATH_LIST || kind == VALUE_BIND_LIST || kind == VALUE_DIRECTORY_LIST)
                return SPECIFIER_BACKSLASH;
        return SPECIFIER_PLAIN;
}

Config *unit_view_to_config(const UnitView *view)
{
        g_auto(ViewExpander) expander = {0};
        view_expander_init(&expander, view);
        Config *config = config_new();
        for (guint i = 0; i < view->settings->len; i++) {
                const UnitSetting *setting = view->settings->pdata[i];
                int id = unit_setting_directive(setting->section, setting->name);
                if (id < 0)
                        continue;
                /* What can't be resolved is passed over, as the manager does. */
                g_autofree char *value = specifier_expand(setting->value, &expander.context,
                                                          unit_setting_quoting((DirectiveId)id), NULL, NULL);
                if (value)
                        config_assign(config, (DirectiveId)id, value);
        }
        return config;
}

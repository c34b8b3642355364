/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A view as a Config: each assignment that the table knows, by its row's merge rule, specifiers expanded. Old names of
 * directives, which the manager still takes, become the new ones. */
#include <string.h>

#include "unit/unit.h"
#include "unit/view-internal.h"
#include "unit/words.h"

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

static bool is_list(DirectiveId id)
{
        ValueKind kind = directives[id].kind;
        return id == DIRECTIVE_ENVIRONMENT || kind == VALUE_PATH_LIST || kind == VALUE_DIRECTORY_LIST;
}

/* The words of a list whose specifiers can be resolved, as they were written. */
static char *good_words(DirectiveId id, const char *value, const SpecifierContext *context)
{
        WordFlags flags = WORD_UNQUOTE | (unit_setting_quoting(id) == SPECIFIER_ESCAPE ? WORD_UNESCAPE : 0U);
        GString *good = g_string_new(NULL);
        const char *p = value;
        char *word = NULL;
        for (const char *start = p; word_next(&p, flags, &word, NULL) > 0; start = p) {
                g_free(word);
                g_autofree char *written = g_strndup(start, (gsize)(p - start));
                g_autofree char *expanded = specifier_expand(written, context, unit_setting_quoting(id), NULL, NULL);
                if (expanded)
                        g_string_append_printf(good, "%s ", expanded);
        }
        return g_string_free(good, FALSE);
}

char *unit_setting_expand(DirectiveId id, const char *value, const SpecifierContext *context)
{
        char *expanded = specifier_expand(value, context, unit_setting_quoting(id), NULL, NULL);
        if (expanded || !is_list(id))
                return expanded;
        g_autofree char *good = good_words(id, value, context);
        return *good ? g_steal_pointer(&good) : NULL;
}

Config *unit_view_to_config(const UnitView *view)
{
        return unit_view_to_config_for(view, 0);
}

Config *unit_view_to_config_for(const UnitView *view, unsigned systemd)
{
        Config *config = config_new_for(systemd);
        unit_view_assign(view, config);
        return config;
}

void unit_view_assign(const UnitView *view, Config *config)
{
        g_auto(ViewExpander) expander = {0};
        view_expander_init(&expander, view);
        for (guint i = 0; i < view->settings->len; i++) {
                const UnitSetting *setting = view->settings->pdata[i];
                int id = setting->directive;
                if (id < 0)
                        continue;
                /* What can't be resolved is passed over, as the manager does. */
                g_autofree char *copy = NULL;
                const char *value = setting->value;
                if (strchr(value, '%'))
                        value = copy = unit_setting_expand((DirectiveId)id, value, &expander.context);
                if (!value)
                        continue;
                if (id == DIRECTIVE_TIMEOUT_SEC) {
                        /* Short for these two, so that the last one of all three counts. */
                        config_assign(config, DIRECTIVE_TIMEOUT_START_SEC, value);
                        config_assign(config, DIRECTIVE_TIMEOUT_STOP_SEC, value);
                } else
                        config_assign(config, (DirectiveId)id, value);
        }
}

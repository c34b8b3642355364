/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that another line of the unit overrules, or makes needless. What DynamicUser= brings with it is the same from
 * 252 to 262, but for PrivateTmp=, and is put over what the unit says (unit_patch_contexts(); tried). When
 * NoNewPrivileges= is implied differs by version, and is the model's knowledge. */
#include <string.h>

#include "base/text.h"
#include "lint/internal.h"

/* What DynamicUser=yes makes of a directive, whatever the unit says. */
static const struct {
        DirectiveId id;
        const char *implied;
        const char *weaker;    /* values that it overrules, blanks between them */
        unsigned since, until; /* the versions that have it so; 0: all */
} dynamic_user[] = {
        {DIRECTIVE_PRIVATE_TMP, "yes", "no", .until = 257},
        /* Later "yes" says more: it keeps /tmp on the disk, after those who prepare that. */
        {DIRECTIVE_PRIVATE_TMP, "disconnected", "no", .since = 257},
        {DIRECTIVE_PROTECT_HOME, "read-only", "no"},
        {DIRECTIVE_PROTECT_SYSTEM, "strict", "no yes full"},
        {DIRECTIVE_REMOVE_IPC, "yes", "no"},
        {DIRECTIVE_RESTRICT_SUID_SGID, "yes", "no"},
};

static bool is_of(unsigned i, unsigned systemd)
{
        return systemd >= dynamic_user[i].since && (!dynamic_user[i].until || systemd < dynamic_user[i].until);
}

/* The value as the unit sets it; NULL: it does not. */
static const char *set_value(const LintContext *context, DirectiveId id)
{
        return config_get(context->config, id) ? config_value(context->config, id) : NULL;
}

static bool has_word(const char *words, const char *word)
{
        g_auto(GStrv) all = g_strsplit(words, " ", 0);
        return g_strv_contains((const char *const *)all, word);
}

void check_dynamic_user_overrules(LintContext *context, const LintRule *rule)
{
        if (!lint_is_on(context, DIRECTIVE_DYNAMIC_USER))
                return;
        for (unsigned i = 0; i < G_N_ELEMENTS(dynamic_user); i++) {
                const char *value = set_value(context, dynamic_user[i].id);
                if (!value || !is_of(i, context->input->systemd) || !has_word(dynamic_user[i].weaker, value))
                        continue;
                const char *name = directives[dynamic_user[i].id].name;
                Finding *finding = lint_report(context, rule, lint_setting(context, dynamic_user[i].id, NULL), NULL,
                                               "what", name, "value", value, "implied", dynamic_user[i].implied, NULL);
                lint_relate(context, finding, lint_setting(context, DIRECTIVE_DYNAMIC_USER, NULL), NULL,
                            "overruled here");
        }
}

void check_dynamic_user_implies(LintContext *context, const LintRule *rule)
{
        if (!lint_is_on(context, DIRECTIVE_DYNAMIC_USER))
                return;
        for (unsigned i = 0; i < G_N_ELEMENTS(dynamic_user); i++) {
                const char *value = set_value(context, dynamic_user[i].id);
                if (!value || !is_of(i, context->input->systemd) || strcmp(value, dynamic_user[i].implied) != 0)
                        continue;
                Finding *finding = lint_report(context, rule, lint_setting(context, dynamic_user[i].id, NULL), NULL,
                                               "what", directives[dynamic_user[i].id].name, "value", value, NULL);
                lint_relate(context, finding, lint_setting(context, DIRECTIVE_DYNAMIC_USER, NULL), NULL,
                            "implied here");
        }
        if (lint_is_on(context, DIRECTIVE_NO_NEW_PRIVILEGES)) {
                Finding *finding = lint_report(context, rule, lint_setting(context, DIRECTIVE_NO_NEW_PRIVILEGES, NULL),
                                               NULL, "what", "NoNewPrivileges", "value", "yes", NULL);
                lint_relate(context, finding, lint_setting(context, DIRECTIVE_DYNAMIC_USER, NULL), NULL,
                            "implied here");
        }
}

void check_no_new_privileges(LintContext *context, const LintRule *rule)
{
        const char *value = set_value(context, DIRECTIVE_NO_NEW_PRIVILEGES);
        DirectiveId by;
        if (!value || strcmp(value, "no") != 0 || !implied_no_new_privileges(&context->effects_of, &by))
                return;
        const UnitSetting *setting = lint_setting(context, DIRECTIVE_NO_NEW_PRIVILEGES, NULL),
                          *implying = lint_setting(context, by, NULL);
        g_autofree char *shown = lint_shown(context, by, NULL), *line = lint_line_of(implying, setting),
                        *version = g_strdup_printf("%u", context->input->systemd);
        Finding *finding = lint_report(context, rule, setting, NULL, "by", shown, "line", line, "directive",
                                       directives[by].name, "systemd", version, NULL);
        lint_relate(context, finding, implying, NULL, "implied here");
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Filters of system calls and of architectures. */
#include <string.h>

#include "base/text.h"
#include "lint/internal.h"

/* Is there a call that the filter answers by killing? An allow list always has some; of a deny list, those without an
 * error number of their own. */
static bool kills(const Config *config)
{
        char **lines = config->lines[DIRECTIVE_SYSTEM_CALL_FILTER];
        if (!lines || !*lines || config_get(config, DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER))
                return false;
        if (config_is_allow_list(config, DIRECTIVE_SYSTEM_CALL_FILTER))
                return true;
        for (; *lines; lines++) {
                if (**lines != '~')
                        continue;
                g_auto(GStrv) words = g_strsplit_set(*lines + 1, " \t", 0);
                for (char **word = words; *word; word++)
                        if (**word && !strchr(*word, ':'))
                                return true;
        }
        return false;
}

/* The first line of the filter, which says of what kind it is. */
static const UnitSetting *first_line(GPtrArray *values)
{
        return values->len ? ((const UnitValue *)values->pdata[0])->setting : NULL;
}

void check_filter_kills(LintContext *context, const LintRule *rule)
{
        g_autoptr(GPtrArray) values = unit_view_values(context->view, "Service", "SystemCallFilter");
        if (kills(context->config))
                (void)lint_report(context, rule, first_line(values), NULL, NULL);
}

/* What every program that is linked to a C library calls before its main(); without it, it does not start, whether the
 * filter kills or gives an error (each tried alone on 252, 257 and 262: test/live/lint.sh). Of the names in one row any
 * will do, by the version of the library. */
static const char *const start_calls[][3] = {
        {"execve"}, {"openat"}, {"read"}, {"pread64"}, {"newfstatat", "fstat"}, {"mmap"}, {"mprotect"}, {"close"},
};

static bool filter_denies(const LintContext *context, const char *call)
{
        const Need need = {.kind = NEED_SYSCALL, .subject = (char *)call};
        for (guint i = 0; i < context->effects->effects->len; i++) {
                const Effect *effect = context->effects->effects->pdata[i];
                if (effect->directive == DIRECTIVE_SYSTEM_CALL_FILTER && effect_denies(effect, &need))
                        return true;
        }
        return false;
}

void check_filter_start(LintContext *context, const LintRule *rule)
{
        g_autoptr(GString) missing = g_string_new(NULL);
        for (unsigned i = 0; i < G_N_ELEMENTS(start_calls); i++) {
                bool denied = true;
                for (unsigned k = 0; k < G_N_ELEMENTS(start_calls[i]) && start_calls[i][k]; k++)
                        denied = denied && filter_denies(context, start_calls[i][k]);
                if (denied)
                        g_string_append_printf(missing, "%s%s", missing->len ? ", " : "", start_calls[i][0]);
        }
        if (missing->len)
                (void)lint_report(context, rule, lint_setting(context, DIRECTIVE_SYSTEM_CALL_FILTER, NULL), NULL,
                                  "what", missing->str, NULL);
}

/* --- architectures --- */

static bool denies_foreign(const LintContext *context)
{
        const Need foreign = {.kind = NEED_INDIRECT, .subject = (char *)"foreign-arch"};
        return lint_denies(context, context->effects, &foreign, NULL);
}

/* Programs of the host's architecture in any case: all that is run is scripts. */
static bool runs_scripts_only(const Surroundings *around)
{
        for (guint i = 0; i < around->programs->len; i++)
                if (((const Program *)around->programs->pdata[i])->kind != PROGRAM_SCRIPT)
                        return false;
        return around->programs->len > 0;
}

void check_multi_arch(LintContext *context, const LintRule *rule)
{
        const Surroundings *around = context->input->surroundings;
        /* The package of the manager is of the manager's architecture, which is what native means. */
        if (!around || !around->multi_arch || around->has_manager || !denies_foreign(context) ||
            runs_scripts_only(around))
                return;
        (void)lint_report(context, rule, lint_setting(context, DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, NULL), NULL,
                          "package", around->package ? around->package : "its package", NULL);
}

void check_foreign_host(LintContext *context, const LintRule *rule)
{
        const Surroundings *around = context->input->surroundings;
        if (!around || !around->foreign[0] || !denies_foreign(context) || runs_scripts_only(around))
                return;
        g_autofree char *names = g_strjoinv(", ", around->foreign);
        (void)lint_report(context, rule, lint_setting(context, DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, NULL), NULL, "what",
                          names, NULL);
}

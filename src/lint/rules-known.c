/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What systemd makes of the lines: those that it does not know, or not yet, and those that it reads and drops. A
 * service runs on without them, less confined than its file says; the manager tells only its log. */
#include <string.h>

#include "base/text.h"
#include "lint/internal.h"
#include "model/family.h"
#include "unit/parse.h"
#include "unit/view-internal.h"

/* --- what the parser said --- */

/* The line of the file, continuation lines included, that a line number is in. */
static const UnitLine *find_line(const UnitFile *file, unsigned number)
{
        guint low = 0, high = file->lines->len; /* the first that begins behind it */
        while (low < high) {
                guint middle = low + (high - low) / 2;
                if (((const UnitLine *)file->lines->pdata[middle])->line > number)
                        high = middle;
                else
                        low = middle + 1;
        }
        return low > 0 ? file->lines->pdata[low - 1] : NULL;
}

static const UnitLine *line_at(const UnitView *view, const Diag *diag)
{
        for (guint i = 0; i < view->files->len; i++) {
                const UnitFile *file = view->files->pdata[i];
                if (g_strcmp0(file->path, diag->file) == 0)
                        return find_line(file, diag->line);
        }
        return NULL;
}

/* Is it about confinement? A line of another kind, that a setting gets lost with, may be. */
static bool matters(const UnitView *view, const Diag *diag)
{
        const UnitLine *line = line_at(view, diag);
        if (!line || line->kind != UNIT_LINE_ASSIGNMENT)
                return true;
        int id = directive_from_name(NULL, line->name);
        return id >= 0 && directives[id].effects != NULL;
}

static void report_diag(LintContext *context, const LintRule *rule, const Diag *diag)
{
        Finding *finding = lint_report(context, rule, NULL, NULL, "problem", diag->message, NULL);
        if (diag->file) {
                g_free(finding->place.file);
                finding->place.file = g_strdup(diag->file);
        }
        finding->place.line = diag->line;
        finding->place.column = diag->column;
}

static void report_diags(LintContext *context, const LintRule *rule, Severity severity)
{
        const DiagList *diags = context->input->diags;
        for (guint i = 0; diags && i < diags->items->len; i++) {
                const Diag *diag = diags->items->pdata[i];
                if (diag->severity == severity && (severity == SEVERITY_ERROR || matters(context->view, diag)))
                        report_diag(context, rule, diag);
        }
}

void check_not_loaded(LintContext *context, const LintRule *rule)
{
        report_diags(context, rule, SEVERITY_ERROR);
}

void check_ignored_line(LintContext *context, const LintRule *rule)
{
        report_diags(context, rule, SEVERITY_WARNING);
}

void check_too_large(LintContext *context, const LintRule *rule)
{
        if (lint_is_too_large(context->view))
                (void)lint_report(context, rule, NULL, NULL, NULL);
}

/* --- names --- */

/* What systemd still reads in [Service] for the sake of old units, or gave up without a word. */
static const char *const legacy[] = {
        "BlockIOAccounting",
        "BlockIODeviceWeight",
        "BlockIOReadBandwidth",
        "BlockIOWeight",
        "BlockIOWriteBandwidth",
        "Capabilities",
        "CPUShares",
        "ControlGroup",
        "ControlGroupAttribute",
        "DefaultMemoryLow",
        "DefaultMemoryMin",
        "FailureAction",
        "FsckPassNo",
        "HttpdCompat",
        "MemoryLimit",
        "NetClass",
        "PermissionsStartOnly",
        "RebootArgument",
        "StartLimitAction",
        "StartLimitBurst",
        "StartLimitInterval",
        "StartLimitIntervalSec",
        "StartupBlockIOWeight",
        "StartupCPUShares",
        "SysVStartPriority",
        "TCPWrapName",
        NULL,
};

/* Number of letters to change, add or leave out, up to 3. */
static unsigned distance(const char *a, const char *b)
{
        size_t n = strlen(a), m = strlen(b);
        if (n > 63 || m > 63 || (n > m ? n - m : m - n) > 2)
                return 3;
        unsigned char row[64];
        for (size_t j = 0; j <= m; j++)
                row[j] = (unsigned char)j;
        for (size_t i = 1; i <= n; i++) {
                unsigned char diagonal = row[0];
                row[0] = (unsigned char)i;
                for (size_t j = 1; j <= m; j++) {
                        unsigned char above = row[j];
                        unsigned char change =
                                (unsigned char)(diagonal + (g_ascii_tolower(a[i - 1]) != g_ascii_tolower(b[j - 1])));
                        row[j] = MIN(MIN((unsigned char)(above + 1), (unsigned char)(row[j - 1] + 1)), change);
                        diagonal = above;
                }
        }
        return MIN(row[m], 3U);
}

static const char *similar(const char *name)
{
        const char *best = NULL;
        unsigned nearest = 3;
        for (int id = 0; id < _DIRECTIVE_MAX; id++) {
                unsigned d = distance(name, directives[id].name);
                if (d < nearest) {
                        nearest = d;
                        best = directives[id].name;
                }
        }
        return best;
}

void check_unknown_directive(LintContext *context, const LintRule *rule)
{
        for (guint i = 0; i < context->view->settings->len; i++) {
                const UnitSetting *setting = context->view->settings->pdata[i];
                if (strcmp(setting->section, "Service") != 0 || g_str_has_prefix(setting->name, "X-") ||
                    setting->directive >= 0 || string_table_index(legacy, setting->name) >= 0)
                        continue;
                const char *other = similar(setting->name);
                g_autofree char *hint =
                        other ? g_strdup_printf("Write %s=, if that is meant", other)
                              : g_strdup("Leave it out, or write X- before its name if it is a note of your own");
                Finding *finding = lint_report(context, rule, setting, NULL, "what", setting->name, "hint", hint, NULL);
                finding->place.column = 1;
                finding->place.line = setting->line;
        }
}

/* The settings of the unit that the table knows. */
typedef void (*SettingFunc)(LintContext *context, const LintRule *rule, const UnitSetting *setting, DirectiveId id);

static void for_each_setting(LintContext *context, const LintRule *rule, SettingFunc function)
{
        for (guint i = 0; i < context->view->settings->len; i++) {
                const UnitSetting *setting = context->view->settings->pdata[i];
                int id = setting->directive;
                if (id >= 0 && *setting->value)
                        function(context, rule, setting, (DirectiveId)id);
        }
}

static void check_directive_since(LintContext *context, const LintRule *rule, const UnitSetting *setting,
                                  DirectiveId id)
{
        unsigned systemd = context->input->systemd;
        if (directives[id].since <= systemd || !directive_value_is_on(id, setting->value))
                return;
        g_autofree char *since = g_strdup_printf("%u", directives[id].since), *target = g_strdup_printf("%u", systemd);
        Finding *finding = lint_report(context, rule, setting, NULL, "what", setting->name, "since", since, "systemd",
                                       target, NULL);
        finding->place.column = 1;
        finding->place.line = setting->line;
}

void check_newer_directive(LintContext *context, const LintRule *rule)
{
        for_each_setting(context, rule, check_directive_since);
}

/* Is there a line before it that an older systemd understands? Then that one counts there, and this is meant so. */
static bool has_fallback(const LintContext *context, const UnitSetting *setting, DirectiveId id)
{
        for (guint i = 0; i < context->view->settings->len; i++) {
                const UnitSetting *earlier = context->view->settings->pdata[i];
                if (earlier == setting)
                        return false;
                if (earlier->directive == (int)id && *earlier->value &&
                    directive_rung_since(id, earlier->value) <= context->input->systemd)
                        return true;
        }
        return false;
}

static void check_value_since(LintContext *context, const LintRule *rule, const UnitSetting *setting, DirectiveId id)
{
        unsigned systemd = context->input->systemd, since;
        if (directives[id].kind != VALUE_ENUM || directives[id].since > systemd)
                return;
        since = directive_rung_since(id, setting->value);
        if (since <= systemd || has_fallback(context, setting, id))
                return;
        g_autofree char *since_text = g_strdup_printf("%u", since), *target = g_strdup_printf("%u", systemd);
        (void)lint_report(context, rule, setting, setting->value, "what", setting->name, "value", setting->value,
                          "since", since_text, "systemd", target, NULL);
}

void check_newer_value(LintContext *context, const LintRule *rule)
{
        for_each_setting(context, rule, check_value_since);
}

/* --- words of sets --- */

static bool is_architecture(const char *word)
{
        static const char *const names[] = {
                "native",      "x86",           "x86-64",   "x32",    "arm",       "arm64",
                "loongarch64", "mips",          "mips-le",  "mips64", "mips64-le", "mips64-n32",
                "parisc",      "mips64-le-n32", "parisc64", "ppc",    "ppc64",     "ppc64-le",
                "riscv64",     "s390",          "s390x",    NULL,
        };
        return string_table_index(names, word) >= 0;
}

static bool is_call_or_group(const char *word, unsigned systemd)
{
        g_autofree char *name = g_strndup(word, strcspn(word, ":"));
        SyscallSet set;
        return *name == '@' ? syscall_group(name, systemd, &set) : syscall_from_name(name) >= 0;
}

static bool is_known_word(DirectiveId id, const char *word, unsigned systemd)
{
        switch ((int)id) {
        case DIRECTIVE_SYSTEM_CALL_FILTER:
        case DIRECTIVE_SYSTEM_CALL_LOG:
                return is_call_or_group(word, systemd);
        case DIRECTIVE_RESTRICT_ADDRESS_FAMILIES:
                return strcmp(word, "none") == 0 || family_from_name(word) >= 0;
        case DIRECTIVE_RESTRICT_NAMESPACES:
                return parse_boolean(word) >= 0 || string_table_index(namespace_names, word) >= 0;
        case DIRECTIVE_SYSTEM_CALL_ARCHITECTURES:
                return is_architecture(word);
        default:
                return true;
        }
}

/* What systemd does with a word that it does not know. */
static const char *effect_of_unknown(DirectiveId id, unsigned systemd)
{
        if (id == DIRECTIVE_RESTRICT_NAMESPACES)
                return "the whole line is ignored";
        if (id == DIRECTIVE_RESTRICT_ADDRESS_FAMILIES && systemd >= 258)
                return "the rest of the line is ignored";
        return "the word is ignored";
}

static void check_words_known(LintContext *context, const LintRule *rule, const UnitSetting *setting, DirectiveId id)
{
        const char *value = setting->value + (*setting->value == '~');
        g_auto(GStrv) words = g_strsplit_set(value, " \t", 0);
        g_autofree char *target = g_strdup_printf("%u", context->input->systemd);
        for (char **word = words; *word; word++) {
                if (!**word || strchr(*word, '%') || is_known_word(id, *word, context->input->systemd))
                        continue;
                (void)lint_report(context, rule, setting, *word, "setting", setting->name, "what", *word, "systemd",
                                  target, "hint", is_known_word(id, *word, SYSTEMD_NEWEST) ? ", a newer one does" : "",
                                  "effect", effect_of_unknown(id, context->input->systemd), NULL);
        }
}

void check_unknown_word(LintContext *context, const LintRule *rule)
{
        for_each_setting(context, rule, check_words_known);
}

/* --- user managers --- */

/* Has the service a user namespace, in which a user manager may do what else takes privilege? Seen on 252, where only
 * PrivateUsers= makes one, and on 257 and 262, where the manager makes one for each other namespace. */
static bool has_user_namespace(const LintContext *context)
{
        static const DirectiveId others[] = {DIRECTIVE_PROTECT_CLOCK, DIRECTIVE_PROTECT_HOSTNAME};

        if (config_is_on(context->config, DIRECTIVE_PRIVATE_USERS))
                return true;
        if (context->input->systemd < 257)
                return false;
        for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
                if (config_is_on(context->config, others[i]))
                        return true;
        for (DirectiveId id = 0; id < _DIRECTIVE_MAX; id++)
                if ((directives[id].implies & IMPLIES_MOUNT_NAMESPACE) && (directives[id].scope & SCOPE_USER) &&
                    config_is_on(context->config, id))
                        return true;
        return false;
}

static void check_scope(LintContext *context, const LintRule *rule, const UnitSetting *setting, DirectiveId id)
{
        bool in_namespace = id == DIRECTIVE_CAPABILITY_BOUNDING_SET || id == DIRECTIVE_AMBIENT_CAPABILITIES ||
                            id == DIRECTIVE_PROTECT_CONTROL_GROUPS;

        if ((directives[id].scope & SCOPE_USER) || !directives[id].effects ||
            !directive_value_is_on(id, setting->value))
                return;
        if (in_namespace &&
            (has_user_namespace(context) || (id == DIRECTIVE_PROTECT_CONTROL_GROUPS && context->input->systemd >= 257)))
                return;
        (void)lint_report(context, rule, setting, NULL, "what", setting->name, NULL);
}

void check_user_scope(LintContext *context, const LintRule *rule)
{
        if (context->view->user)
                for_each_setting(context, rule, check_scope);
}

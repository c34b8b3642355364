/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person got wrong in the value of a setting, as far as the manager would notice when it reads the file:
 * quoting, escapes, specifiers, command lines, booleans, paths, names of capabilities. The manager passes over the
 * setting and goes on, but for command lines and the like: there it gives up, and a unit with a bad command line does
 * not load. Whether a setting makes sense is for others to say. */
#include <string.h>

#include "base/text.h"
#include "model/capability.h"
#include "unit/canonical.h"
#include "unit/exec-line.h"
#include "unit/load-internal.h"
#include "unit/view-internal.h"
#include "unit/words.h"

typedef struct Check {
        const UnitFile *file;
        const UnitLine *line;
        DiagList *diags;
} Check;

static void report(const Check *check, Severity severity, size_t offset, const char *format, ...) G_GNUC_PRINTF(4, 5);

static void report(const Check *check, Severity severity, size_t offset, const char *format, ...)
{
        unsigned row, column;
        va_list arguments;
        va_start(arguments, format);
        g_autofree char *message = g_strdup_vprintf(format, arguments);
        va_end(arguments);
        unit_line_position(check->file, check->line, offset, &row, &column);
        diag_add(check->diags, severity, check->file->path, row, column, "%s=: %s", check->line->name, message);
}

/* The column in what was written of a problem found in what it expands to: the same where there are no specifiers
 * before. */
static size_t written_offset(const char *written, size_t offset)
{
        const char *percent = strchr(written, '%');
        size_t plain = percent ? (size_t)(percent - written) : strlen(written);
        return MIN(offset, plain);
}

/* Settings that the manager takes so seriously that it gives up on the file if it can't make them out. */
static bool is_vital(DirectiveId id)
{
        static const DirectiveId vital[] = {
                DIRECTIVE_USER,
                DIRECTIVE_GROUP,
                DIRECTIVE_SUPPLEMENTARY_GROUPS,
                DIRECTIVE_WORKING_DIRECTORY,
                DIRECTIVE_ROOT_DIRECTORY,
                DIRECTIVE_ROOT_IMAGE,
                DIRECTIVE_APPARMOR_PROFILE,
                DIRECTIVE_SELINUX_CONTEXT,
                DIRECTIVE_SMACK_PROCESS_LABEL,
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(vital); i++)
                if (vital[i] == id)
                        return true;
        return directives[id].kind == VALUE_COMMAND;
}

/* Settings of one value for which an empty assignment is no reset but a value that can't be read, and so nothing.
 * Booleans, enumerations and modes are of that kind too, and config_assign() knows that. (Tried out, one by one.) */
static bool ignores_empty(DirectiveId id)
{
        static const DirectiveId keep[] = {DIRECTIVE_BUS_NAME,
                                           DIRECTIVE_CPU_PRESSURE_THRESHOLD_SEC,
                                           DIRECTIVE_CPU_PRESSURE_WATCH,
                                           DIRECTIVE_CPU_SCHEDULING_PRIORITY,
                                           DIRECTIVE_EXIT_TYPE,
                                           DIRECTIVE_FILE_DESCRIPTOR_STORE_MAX,
                                           DIRECTIVE_FILE_DESCRIPTOR_STORE_PRESERVE,
                                           DIRECTIVE_FINAL_KILL_SIGNAL,
                                           DIRECTIVE_IO_PRESSURE_THRESHOLD_SEC,
                                           DIRECTIVE_IO_PRESSURE_WATCH,
                                           DIRECTIVE_KILL_SIGNAL,
                                           DIRECTIVE_LOG_LEVEL_MAX,
                                           DIRECTIVE_LOG_RATE_LIMIT_BURST,
                                           DIRECTIVE_LOG_RATE_LIMIT_INTERVAL_SEC,
                                           DIRECTIVE_MANAGED_OOM_PREFERENCE,
                                           DIRECTIVE_MEMORY_PRESSURE_THRESHOLD_SEC,
                                           DIRECTIVE_MEMORY_PRESSURE_WATCH,
                                           DIRECTIVE_MEMORY_THP,
                                           DIRECTIVE_OOM_POLICY,
                                           DIRECTIVE_RELOAD_SIGNAL,
                                           DIRECTIVE_RESTART,
                                           DIRECTIVE_RESTART_KILL_SIGNAL,
                                           DIRECTIVE_RESTART_MAX_DELAY_SEC,
                                           DIRECTIVE_RESTART_MODE,
                                           DIRECTIVE_RESTART_RANDOMIZED_DELAY_SEC,
                                           DIRECTIVE_RESTART_SEC,
                                           DIRECTIVE_RESTART_STEPS,
                                           DIRECTIVE_RUNTIME_DIRECTORY_PRESERVE,
                                           DIRECTIVE_RUNTIME_MAX_SEC,
                                           DIRECTIVE_RUNTIME_RANDOMIZED_EXTRA_SEC,
                                           DIRECTIVE_SLICE,
                                           DIRECTIVE_STANDARD_ERROR,
                                           DIRECTIVE_STANDARD_INPUT,
                                           DIRECTIVE_STANDARD_OUTPUT,
                                           DIRECTIVE_SYSLOG_FACILITY,
                                           DIRECTIVE_SYSLOG_LEVEL,
                                           DIRECTIVE_TIMEOUT_CLEAN_SEC,
                                           DIRECTIVE_TIMEOUT_SEC,
                                           DIRECTIVE_TIMEOUT_START_FAILURE_MODE,
                                           DIRECTIVE_TIMEOUT_START_SEC,
                                           DIRECTIVE_TIMEOUT_STOP_FAILURE_MODE,
                                           DIRECTIVE_TIMEOUT_STOP_SEC,
                                           DIRECTIVE_TIMER_SLACK_NSEC,
                                           DIRECTIVE_TYPE,
                                           DIRECTIVE_UTMP_MODE,
                                           DIRECTIVE_WATCHDOG_SEC,
                                           DIRECTIVE_WATCHDOG_SIGNAL};
        for (unsigned i = 0; i < G_N_ELEMENTS(keep); i++)
                if (keep[i] == id)
                        return true;
        return g_str_has_prefix(directives[id].name, "Limit");
}

static bool ignores_failure(const char *value)
{
        return memchr(value, '-', strspn(value, "-@:+!|")) != NULL;
}

static SettingVerdict check_command(const Check *check, const char *expanded)
{
        size_t offset = 0;
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) commands = exec_line_parse(expanded, &offset, &error);
        if (commands) {
                if (!strpbrk(check->line->value, "\"'\\"))
                        return SETTING_GOOD;
                const char *problem;
                g_auto(GStrv) words = words_split(check->line->value, WORD_UNQUOTE | WORD_UNESCAPE, &offset, &problem);
                if (!words && !strstr(check->line->value, "\\;"))
                        report(check, SEVERITY_WARNING, offset, "%s; it stays as it is written", problem);
                return SETTING_GOOD;
        }

        const char *first = expanded, *value = check->line->value;
        g_autofree char *word = NULL;
        bool passed_over = ignores_failure(value) ||
                           word_next(&first, WORD_UNQUOTE | WORD_UNESCAPE | WORD_KEEP_BAD_ESCAPES, &word, NULL) < 0;
        report(check, passed_over ? SEVERITY_WARNING : SEVERITY_ERROR, written_offset(value, offset), "%s; %s",
               error->message, passed_over ? "the line is ignored" : "the manager gives up on the file here");
        return passed_over ? SETTING_IGNORED : SETTING_FATAL;
}

static void check_path(const Check *check, const char *word, size_t offset)
{
        const char *path = word + strspn(word, "-+");
        if (*path != '/' && *path != '%')
                report(check, SEVERITY_WARNING, offset, "\"%s\" is not an absolute path and is ignored", word);
}

static void check_words(const Check *check, WordFlags flags, bool paths)
{
        const char *value = check->line->value, *p = value, *problem = NULL;
        for (;;) {
                g_autofree char *word = NULL;
                size_t start = (size_t)(p - value) + strspn(p, " \t\n\r");
                int r = word_next(&p, flags, &word, &problem);
                if (r < 0)
                        report(check, SEVERITY_WARNING, (size_t)(p - value), "%s; the rest of the line is ignored",
                               problem);
                if (r <= 0)
                        return;
                if (paths)
                        check_path(check, word, start);
        }
}

static void check_capabilities(const Check *check)
{
        const char *value = check->line->value;
        g_autofree char *unknown = NULL;
        capability_mask_from_string(*value == '~' ? value + 1 : value, &unknown);
        if (!unknown || !*unknown)
                return;
        const char *at = strstr(value, unknown);
        report(check, SEVERITY_WARNING, at ? (size_t)(at - value) : 0, "no capability is called %s; it is ignored",
               unknown);
}

/* Values that are one thing and that the manager passes over whole if it can't read them. */
static bool is_scalar(DirectiveId id)
{
        ValueKind kind = directives[id].kind;
        return directives[id].merge == MERGE_ASSIGN &&
               (kind == VALUE_TIME || kind == VALUE_SIZE || kind == VALUE_NUMBER || kind == VALUE_MODE ||
                kind == VALUE_STRING || kind == VALUE_OTHER);
}

static SettingVerdict check_value(const Check *check, DirectiveId id, const char *expanded)
{
        ValueKind kind = directives[id].kind;
        if (kind == VALUE_BOOLEAN && parse_boolean(expanded) < 0) {
                report(check, SEVERITY_WARNING, 0, "\"%s\" is neither yes nor no; the line is ignored", expanded);
                return SETTING_IGNORED;
        }
        if (kind == VALUE_ENUM && !config_takes(id, expanded)) {
                report(check, SEVERITY_WARNING, 0, "no systemd up to %d knows the value \"%s\"; the line is ignored",
                       SYSTEMD_NEWEST, expanded);
                return SETTING_IGNORED;
        }
        if (is_scalar(id) || kind == VALUE_DEVICE) {
                g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
                if (!canonical_value(id, expanded, lines)) {
                        report(check, SEVERITY_WARNING, 0, "\"%s\" is no value for this setting; the line is ignored",
                               expanded);
                        return SETTING_IGNORED;
                }
        }
        if (kind == VALUE_PATH_LIST)
                check_words(check, WORD_UNQUOTE, true);
        else if (kind == VALUE_BIND_LIST || kind == VALUE_DIRECTORY_LIST)
                check_words(check, WORD_UNQUOTE | WORD_RETAIN_ESCAPES, false);
        else if (id == DIRECTIVE_ENVIRONMENT || id == DIRECTIVE_UNSET_ENVIRONMENT)
                check_words(check, WORD_UNQUOTE | WORD_UNESCAPE, false);
        else if (kind == VALUE_CAPABILITIES)
                check_capabilities(check);
        return SETTING_GOOD;
}

SettingVerdict unit_check_setting(const UnitFile *file, const UnitLine *line, int id, const SpecifierContext *context,
                                  DiagList *diags)
{
        Check check = {.file = file, .line = line, .diags = diags};
        if (id < 0) {
                int elsewhere = directive_from_name(NULL, line->name);
                /* Sockets, mounts, swaps and slices have sections of their own for many of the same settings. */
                bool shared = strcmp(line->section, "Unit") == 0 || strcmp(line->section, "Install") == 0 ||
                              strcmp(line->section, "Service") == 0;
                if (elsewhere < 0 || !shared)
                        return SETTING_GOOD;
                diag_add(diags, SEVERITY_WARNING, file->path, line->line, 0,
                         "%s= belongs into [%s]; in [%s] it is ignored", line->name, directives[elsewhere].section,
                         line->section);
                return SETTING_IGNORED;
        }
        if (!*line->value) {
                if (!ignores_empty((DirectiveId)id))
                        return SETTING_GOOD;
                report(&check, SEVERITY_WARNING, 0, "an empty value does not reset this setting, the line is ignored");
                return SETTING_IGNORED;
        }

        size_t offset = 0;
        g_autoptr(GError) error = NULL;
        g_autofree char *copy = NULL;
        const char *expanded = line->value;
        if (strchr(expanded, '%'))
                expanded = copy =
                        specifier_expand(line->value, context, unit_setting_quoting((DirectiveId)id), &offset, &error);
        if (!expanded) {
                g_autofree char *rest = unit_setting_expand((DirectiveId)id, line->value, context);
                if (rest) {
                        report(&check, SEVERITY_WARNING, offset, "%s; this word is ignored", error->message);
                        return SETTING_GOOD;
                }
                bool fatal = is_vital((DirectiveId)id) && !ignores_failure(line->value);
                report(&check, fatal ? SEVERITY_ERROR : SEVERITY_WARNING, offset, "%s; %s", error->message,
                       fatal ? "the manager gives up on the file here" : "the line is ignored");
                return fatal ? SETTING_FATAL : SETTING_IGNORED;
        }
        if (directives[id].kind == VALUE_COMMAND)
                return check_command(&check, expanded);
        return check_value(&check, (DirectiveId)id, expanded);
}

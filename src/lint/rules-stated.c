/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Contradictions: what a unit says that it needs, and denies itself. The needs are those that source/declared reads
 * from the unit, the answer is the predicate's; what is written here is only which lines systemd takes differently from
 * how they look, each tried in labs of 252, 257 and 262 (test/live/lint.sh).
 *
 * PIDFile= is read by the manager, outside of the sandbox. EnvironmentFile= likewise: it is never denied to it. Sockets
 * that are passed come ready: neither address families nor IP lists touch them, but accept(2) is the service's own. */
#include <stdio.h>
#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "lint/internal.h"
#include "unit/exec-line.h"
#include "unit/unit-name.h"

/* The entry of the path directives that decides about a path; NULL: none does. */
static const PathEntry *deciding_entry(const LintContext *context, const char *path)
{
        for (guint i = 0; i < context->effects->effects->len; i++) {
                const Effect *effect = context->effects->effects->pdata[i];
                const PathEntry *entry =
                        effect->kind == EFFECT_PATHS ? path_view_find(effect->paths, path, false) : NULL;
                if (entry)
                        return entry;
        }
        return NULL;
}

/* A directory that is hidden can still be entered by root itself, what lies in it cannot; an empty one in its place can
 * be entered by anybody. */
static bool can_be_entered(const LintContext *context, const char *path)
{
        const PathEntry *entry = deciding_entry(context, path);
        if (!entry || strcmp(entry->path, path) != 0)
                return false;
        return entry->mode != PATH_INACCESSIBLE || context->effects_of.root;
}

/* Is a device mounted into the private /dev? */
static bool is_bound(const LintContext *context, const char *path)
{
        static const DirectiveId binds[] = {DIRECTIVE_BIND_PATHS, DIRECTIVE_BIND_READ_ONLY_PATHS};
        for (unsigned i = 0; i < G_N_ELEMENTS(binds); i++)
                for (char **line = context->config->lines[binds[i]]; line && *line; line++)
                        if (strstr(*line, path))
                                return true;
        return false;
}

/* The PID file must be seen by the manager, so that a directory of the service's own will not do. */
static bool pid_file_denied(const LintContext *context, const Need *need, DirectiveId *ret_by)
{
        const Need seen = {
                .kind = NEED_PATH, .access = need->access & ~(unsigned)ACCESS_CREATE, .subject = need->subject};
        if (g_strcmp0(unit_view_get(context->view, "Service", "Type"), "forking") != 0)
                return false; /* others need not make it */
        if (!lint_is_shared(context, need->subject)) {
                const char *root = config_root_directory(context->config);
                *ret_by = lint_own_root(context);
                return !root || !path_has_prefix(need->subject, root); /* where it is named as the host has it */
        }
        return lint_denies(context, context->effects, need, ret_by) ||
               lint_denies(context, context->effects, &seen, ret_by);
}

static bool stated_is_denied(const LintContext *context, const Need *need, const char *note, const UnitSetting *setting,
                             DirectiveId *ret_by)
{
        if (strcmp(note, "PIDFile=") == 0)
                return pid_file_denied(context, need, ret_by);
        if (strcmp(note, "WorkingDirectory=") == 0 &&
            ((setting && *setting->value == '-') || can_be_entered(context, need->subject)))
                return false;
        if (strcmp(note, "DeviceAllow=") == 0 && is_bound(context, need->subject))
                return false;
        /* An old setting that frees all but ExecStart= of the sandbox. */
        const char *start_only = unit_view_get(context->view, "Service", "PermissionsStartOnly");
        if (g_str_has_prefix(note, "Exec") && strcmp(note, "ExecStart=") != 0 && start_only &&
            parse_boolean(start_only) > 0)
                return false;
        return lint_denies(context, context->effects, need, ret_by);
}

static void report_stated(LintContext *context, const LintRule *rule, const Need *need, const Evidence *evidence)
{
        DirectiveId by;
        const UnitSetting *setting = lint_stated_by(context, evidence);
        if (!stated_is_denied(context, need, evidence->note, setting, &by))
                return;
        const PathEntry *entry = need->kind == NEED_PATH ? deciding_entry(context, need->subject) : NULL;
        const UnitSetting *denying = lint_setting(context, by, entry ? entry->path : NULL);
        g_autofree char *shown = lint_shown(context, by,
                                            entry && denying && strstr(denying->value, entry->path) ? entry->path
                                                                                                    : NULL),
                        *line = lint_line_of(denying, setting);
        /* A name as it is written: without an instance, %i stands for nothing. */
        bool template = setting && strchr(setting->value, '%') != NULL;
        g_autofree char *base =
                need->kind == NEED_PATH ? g_path_get_basename(template ? setting->value : need->subject) : NULL;
        g_autofree char *stem = base ? lint_stem(base) : NULL;
        /* "~" is said as it is written, and what it is */
        bool home = setting && strcmp(setting->value + strspn(setting->value, "-"), "~") == 0;
        g_autofree char *what = home ? g_strdup_printf("~, that is %s,", need->subject) : g_strdup(need->subject);
        Finding *finding = lint_report(context, rule, setting, home ? "~" : need->subject, "setting", evidence->note,
                                       "what", what, "written", home ? "~" : need->subject, "by", shown, "line", line,
                                       "directive", directives[by].name, "name", stem ? stem : "", NULL);
        lint_relate(context, finding, denying, NULL, "denied here");
}

void check_stated(LintContext *context, const LintRule *rule)
{
        for (guint i = 0; i < context->needs->entries->len; i++) {
                const NeedEntry *entry = context->needs->entries->pdata[i];
                for (guint k = 0; k < entry->evidence->len; k++) {
                        const Evidence *evidence = entry->evidence->pdata[k];
                        if (g_str_has_prefix(evidence->note, rule->setting))
                                report_stated(context, rule, &entry->need, evidence);
                }
        }
}

/* --- paths in arguments --- */

/* "/a", "--file=/a", "-f/a" -> "/a"; NULL: no path. */
static const char *path_in(const char *word)
{
        if (strpbrk(word, " \t\n*?$%{"))
                return NULL;
        if (*word == '/')
                return word;
        const char *equals = *word == '-' ? strchr(word, '=') : NULL;
        return equals && equals[1] == '/' ? equals + 1 : NULL;
}

static void check_command_arguments(LintContext *context, const LintRule *rule, const LintCommand *command)
{
        const ExecLine *line = command->line;
        if (line->prefixes & EXEC_FULLY_PRIVILEGED)
                return;
        for (unsigned i = 1; line->argv[0] && line->argv[i]; i++) {
                const char *word = path_in(line->argv[i]);
                g_autofree char *path = word ? path_simplify(word) : NULL;
                const PathEntry *entry = path ? deciding_entry(context, path) : NULL;
                if (!entry || (entry->mode != PATH_INACCESSIBLE && entry->mode != PATH_EMPTY) ||
                    strcmp(entry->path, path) == 0)
                        continue;
                const UnitSetting *denying = lint_setting(context, entry->directive, entry->path);
                g_autofree char *shown = lint_shown(context, entry->directive, entry->path),
                                *at = lint_line_of(denying, command->setting);
                Finding *finding = lint_report(context, rule, command->setting, path, "setting", command->name, "what",
                                               path, "by", shown, "line", at, NULL);
                lint_relate(context, finding, denying, NULL, "hidden here");
        }
}

void check_argument(LintContext *context, const LintRule *rule)
{
        lint_commands(context, rule, check_command_arguments);
}

/* --- EnvironmentFile= --- */

static bool is_mentioned(const char *text, const char *path)
{
        const char *at = strstr(text, path);
        return at && !g_ascii_isalnum(at[strlen(path)]);
}

static void check_command_writes(LintContext *context, const LintRule *rule, const LintCommand *command)
{
        g_autoptr(GPtrArray) values = unit_view_values(context->view, "Service", "EnvironmentFile");
        if (command->line->prefixes & EXEC_FULLY_PRIVILEGED)
                return;
        for (guint i = 0; i < values->len; i++) {
                const UnitValue *value = values->pdata[i];
                const char *path = value->value + (*value->value == '-'); /* that may miss, and then always will */
                const PathEntry *entry = *path == '/' ? deciding_entry(context, path) : NULL;
                bool mentioned = false;
                for (char **word = command->line->argv; *word; word++)
                        mentioned = mentioned || is_mentioned(*word, path);
                if (!mentioned || !entry || (entry->mode != PATH_PRIVATE && entry->mode != PATH_EMPTY))
                        continue;
                const UnitSetting *denying = lint_setting(context, entry->directive, NULL);
                g_autofree char *shown = lint_shown(context, entry->directive, NULL);
                Finding *finding = lint_report(context, rule, value->setting, path, "what", value->value, "by", shown,
                                               "command", command->name, NULL);
                lint_relate(context, finding, denying, NULL, "a directory of its own by this");
        }
}

void check_environment_file(LintContext *context, const LintRule *rule)
{
        if (!config_has_own_root(context->config)) /* a file of each, there */
                lint_commands(context, rule, check_command_writes);
}

/* --- NoExecPaths= and the loader --- */

void check_libraries(LintContext *context, const LintRule *rule)
{
        const Need loader = {.kind = NEED_PATH, .access = ACCESS_MAP_EXECUTE, .subject = (char *)"/usr/lib/ld.so"};
        DirectiveId by;
        if (!context->config->lines[DIRECTIVE_NO_EXEC_PATHS] || !lint_denies(context, context->effects, &loader, &by) ||
            by != DIRECTIVE_NO_EXEC_PATHS)
                return;
        /* Who names a directory in there knows of it. */
        for (char **line = context->config->lines[DIRECTIVE_EXEC_PATHS]; line && *line; line++)
                if (strstr(*line, "/lib"))
                        return;
        const UnitSetting *setting = lint_setting(context, by, NULL);
        Finding *finding = lint_report(context, rule, setting, NULL, NULL);
        lint_relate(context, finding, lint_setting(context, DIRECTIVE_EXEC_PATHS, NULL), NULL, "what may be executed");
}

/* --- User= --- */

static bool has_capability(const LintContext *context, const char *name)
{
        for (guint i = 0; i < context->needs->entries->len; i++) {
                const NeedEntry *entry = context->needs->entries->pdata[i];
                if (entry->need.kind == NEED_CAPABILITY && g_ascii_strcasecmp(entry->need.subject, name) == 0)
                        return true;
        }
        return false;
}

/* The directory of a PID file is root's: /run itself. */
void check_pid_file_owner(LintContext *context, const LintRule *rule)
{
        g_autoptr(GPtrArray) values = unit_view_values(context->view, "Service", "PIDFile");
        const UnitValue *last = values->len ? values->pdata[values->len - 1] : NULL;
        const char *start_only = unit_view_get(context->view, "Service", "PermissionsStartOnly");
        g_autofree char *directory = last ? g_path_get_dirname(last->value) : NULL;
        if (!last || context->effects_of.root || context->view->user || lint_is_on(context, DIRECTIVE_DYNAMIC_USER) ||
            g_strcmp0(unit_view_get(context->view, "Service", "Type"), "forking") != 0 ||
            (strcmp(directory, "/run") != 0 && strcmp(directory, "/var/run") != 0 && strcmp(directory, ".") != 0) ||
            has_capability(context, "CAP_DAC_OVERRIDE") || (start_only && parse_boolean(start_only) > 0) ||
            (lint_prefixes(context) & (EXEC_FULLY_PRIVILEGED | EXEC_NO_SETUID | EXEC_AMBIENT)))
                return;
        g_autofree char *base = g_path_get_basename(last->value), *name = lint_stem(base);
        g_autofree char *user = lint_shown(context, DIRECTIVE_USER, NULL);
        const UnitSetting *by = lint_setting(context, DIRECTIVE_USER, NULL);
        Finding *finding = lint_report(context, rule, last->setting, last->value, "what", last->value, "by", user,
                                       "name", name, NULL);
        lint_relate(context, finding, by, NULL, "who makes it");
}

/* A command with "!" is to change its user itself. */
static void check_command_prefix(LintContext *context, const LintRule *rule, const LintCommand *command)
{
        static const Need needs[] = {{.kind = NEED_CAPABILITY, .subject = (char *)"CAP_SETUID"},
                                     {.kind = NEED_CAPABILITY, .subject = (char *)"CAP_SETGID"}};
        if (!(command->line->prefixes & EXEC_NO_SETUID) || !lint_has_user(context))
                return;
        for (unsigned i = 0; i < G_N_ELEMENTS(needs); i++) {
                DirectiveId by;
                if (!lint_denies(context, context->effects, &needs[i], &by))
                        continue;
                const UnitSetting *denying = lint_setting(context, by, NULL);
                g_autofree char *line = lint_line_of(denying, command->setting), *shown = lint_shown(context, by, NULL),
                                *user = lint_shown(context, DIRECTIVE_USER, NULL);
                Finding *finding = lint_report(context, rule, command->setting, NULL, "setting", command->name, "user",
                                               user, "what", needs[i].subject, "by", shown, "line", line, NULL);
                lint_relate(context, finding, denying, NULL, "taken away here");
                return;
        }
}

void check_privileged_prefix(LintContext *context, const LintRule *rule)
{
        lint_commands(context, rule, check_command_prefix);
}

/* --- sockets --- */

static bool passes_stream(const UnitView *socket)
{
        const char *accept = unit_view_get(socket, "Socket", "Accept");
        return (!accept || parse_boolean(accept) <= 0) && (unit_view_get(socket, "Socket", "ListenStream") ||
                                                           unit_view_get(socket, "Socket", "ListenSequentialPacket"));
}

void check_socket_accept(LintContext *context, const LintRule *rule)
{
        static const Need needs[] = {{.kind = NEED_SYSCALL, .subject = (char *)"accept"},
                                     {.kind = NEED_SYSCALL, .subject = (char *)"accept4"}};
        const Surroundings *around = context->input->surroundings;
        DirectiveId by;
        for (unsigned i = 0; i < G_N_ELEMENTS(needs); i++)
                if (!lint_denies(context, context->effects, &needs[i], &by))
                        return;
        for (guint i = 0; around && i < around->sockets->len; i++) {
                const UnitView *socket = around->sockets->pdata[i];
                if (!passes_stream(socket))
                        continue;
                const UnitSetting *denying = lint_setting(context, by, NULL);
                Finding *finding = lint_report(context, rule, denying, NULL, "socket", socket->name, "by",
                                               directives[by].name, NULL);
                lint_relate(context, finding, unit_view_find(socket, "Socket", "ListenStream"), NULL, "passed by this");
                return;
        }
}

/* --- Type=notify --- */

/* sd_notify(3) makes a socket of AF_UNIX and sends over it; where it may not, nobody hears of it but the manager. */
void check_notify(LintContext *context, const LintRule *rule)
{
        static const Need needs[] = {{.kind = NEED_SOCKET, .subject = (char *)"AF_UNIX/SOCK_DGRAM/0"},
                                     {.kind = NEED_SYSCALL, .subject = (char *)"socket"},
                                     {.kind = NEED_SYSCALL, .subject = (char *)"sendmsg"}};
        const UnitSetting *type = unit_view_find(context->view, "Service", "Type");
        const char *value = type ? unit_view_get(context->view, "Service", "Type") : NULL;
        DirectiveId by;
        if (!value || (strcmp(value, "notify") != 0 && strcmp(value, "notify-reload") != 0) ||
            (lint_prefixes(context) & EXEC_FULLY_PRIVILEGED))
                return;
        for (unsigned i = 0; i < G_N_ELEMENTS(needs); i++) {
                if (!lint_denies(context, context->effects, &needs[i], &by))
                        continue;
                const UnitSetting *denying = lint_setting(context, by, NULL);
                g_autofree char *line = lint_line_of(denying, type);
                Finding *finding = lint_report(context, rule, type, NULL, "what", value, "by", directives[by].name,
                                               "line", line, "need", i == 0 ? "AF_UNIX" : needs[i].subject, NULL);
                lint_relate(context, finding, denying, NULL, "denied here");
                return;
        }
}

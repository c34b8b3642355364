/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a unit runs: mail that goes by way of a program which the confinement of the caller confines too, and programs
 * that let people log in, for whom the sandbox of the service becomes that of their sessions. */
#include <string.h>

#include "base/text.h"
#include "lint/internal.h"
#include "unit/exec-line.h"

/* --- sendmail --- */

/* What stands before a command's name in a line of a shell script: keywords, and variables for the command alone. */
static bool is_before_command(const char *word)
{
        static const char *const words[] = {"if",   "then", "elif", "else", "do",   "while", "until", "exec",
                                            "time", "eval", "!",    "{",    "nice", "nohup", NULL};
        return string_table_index(words, word) >= 0 || (g_ascii_isalpha(*word) && strchr(word, '='));
}

/* Does a command's name stand there, in a line of a shell script? */
static bool is_command_at(const char *line, const char *at)
{
        for (;;) {
                const char *begin = at;
                while (at > line && (at[-1] == ' ' || at[-1] == '\t'))
                        at--;
                if (at == line || strchr("|&;(`", at[-1]))
                        return true;
                if (at == begin)
                        return false; /* the end of another word */
                const char *end = at;
                while (at > line && !strchr(" \t|&;(`", at[-1]))
                        at--;
                g_autofree char *word = g_strndup(at, (gsize)(end - at));
                if (!is_before_command(word))
                        return false;
        }
}

static bool ends_word(const char *at)
{
        return !g_ascii_isalnum(*at) && *at != '-' && *at != '_' && *at != '.' && *at != '/';
}

/* Neither "mail=x" nor "mail)", a case. */
static bool ends_command(const char *at)
{
        return strchr(" \t;|&<>`\"'", *at) != NULL; /* the end of the line, too */
}

/* A word to look for in a script. */
typedef struct ScriptWord {
        const char *word;
        enum {
                ANYWHERE,
                COMMAND, /* where a command's name stands in a shell script */
                OTHER,   /* in scripts of other languages, as it is written there */
        } where;
} ScriptWord;

/* sendmail, and the programs that call it for each mail. */
static const ScriptWord mail_words[] = {
        {"/usr/sbin/sendmail", ANYWHERE},
        {"/usr/lib/sendmail", ANYWHERE},
        {"/usr/bin/mail", ANYWHERE},
        {"/usr/bin/mailx", ANYWHERE},
        {"sendmail", COMMAND},
        {"mail", COMMAND},
        {"mailx", COMMAND},
        /* a list of words to run, or a command line; not server.sendmail() */
        {"[\"sendmail\"", OTHER},
        {"['sendmail'", OTHER},
        {"[\"mail\", \"-", OTHER},
        {"['mail', '-", OTHER},
        {"[\"mailx\"", OTHER},
        {"['mailx'", OTHER},
        {"\"sendmail -", OTHER},
        {"'sendmail -", OTHER},
        {},
};
/* Set-ID programs that are called for nothing but that. Not su(1): scripts call it where they are root, and services
 * that are not never get there. */
static const ScriptWord set_id_words[] = {
        {"/usr/bin/sudo", ANYWHERE}, {"/usr/bin/pkexec", ANYWHERE},
        {"sudo", COMMAND},           {"pkexec", COMMAND},
        {"doas", COMMAND},           {},
};

static bool is_word_at(const char *line, const char *at, const ScriptWord *word)
{
        const char *end = at + strlen(word->word);
        bool open = !g_ascii_isalnum(end[-1]); /* "['mail', '-": anything may follow */
        if (word->where == COMMAND)
                return ends_command(end) && is_command_at(line, at);
        return open || ends_word(end);
}

static bool line_has(const char *line, bool shell, const ScriptWord *words)
{
        for (; words->word; words++) {
                if (words->where != ANYWHERE && shell != (words->where == COMMAND))
                        continue;
                for (const char *at = line; (at = strstr(at, words->word)); at++)
                        if (is_word_at(line, at, words))
                                return true;
        }
        return false;
}

/* The first line that has one of these words, from 1; 0: none does. */
static unsigned find_words(const char *text, bool shell, const ScriptWord *words)
{
        unsigned number = 0;
        for (const char *p = text, *end; p; p = end ? end + 1 : NULL) {
                end = strchr(p, '\n');
                g_autofree char *line = end ? g_strndup(p, (gsize)(end - p)) : g_strdup(p);
                g_strstrip(line);
                number++;
                if (*line != '#' && !g_str_has_prefix(line, "//") && line_has(line, shell, words))
                        return number;
        }
        return 0;
}

static bool is_shell(const char *interpreter)
{
        static const char *const shells[] = {"sh", "bash", "dash", "ksh", "zsh", "busybox", NULL};
        g_autofree char *base = g_path_get_basename(interpreter);
        return string_table_index(shells, base) >= 0;
}

/* Is a word of a command line the text of a shell script? "sh -c TEXT", "env bash -ec TEXT" */
static bool is_inline_script(const ExecLine *line, unsigned i)
{
        const char *option = i > 0 ? line->argv[i - 1] : "";
        if (*option != '-' || option[1] == '-' || !g_str_has_suffix(option, "c"))
                return false;
        bool shell = is_shell(line->path);
        for (unsigned k = 1; k + 1 < i && !shell; k++)
                shell = is_shell(line->argv[k]);
        return shell;
}

typedef struct Call {
        char *where; /* "/usr/lib/foo/notify:7"; NULL: in the command line itself */
        const Program *program;
        unsigned line;
} Call;

/* Does a command call one of these, and where? The caller frees ret->where. */
static bool find_call(const LintContext *context, const ExecLine *line, const ScriptWord *words, Call *ret)
{
        const Surroundings *around = context->input->surroundings;
        *ret = (Call){};
        if (find_words(line->path, false, words))
                return true;
        for (unsigned i = 0; line->argv[i]; i++) {
                const char *word = line->argv[i];
                if (is_inline_script(line, i) && find_words(word, true, words))
                        return true;
                const Program *program = !around ? NULL : surroundings_program(around, i == 0 ? line->path : word);
                unsigned number =
                        program && program->text ? find_words(program->text, is_shell(program->interpreter), words) : 0;
                if (!number)
                        continue;
                ret->program = program;
                ret->line = number;
                ret->where = g_strdup_printf(" (%s:%u)", program->path, number);
                return true;
        }
        return false;
}

static void relate_call(Finding *finding, const Call *call, const char *note)
{
        if (!call->program)
                return;
        finding->other =
                (FindingPlace){.file = g_strdup(call->program->path), .line = call->line, .note = g_strdup(note)};
}

/* Who hands a mail over to postfix, exim and others must get the privilege of their set-ID programs. */
static bool sendmail_denied(const LintContext *context, DirectiveId *ret_by)
{
        static const Need need = {.kind = NEED_SETID_EXEC, .subject = (char *)"/usr/sbin/sendmail"};
        return !context->effects_of.root && lint_denies(context, context->effects, &need, ret_by);
}

static void check_command_mail(LintContext *context, const LintRule *rule, const LintCommand *command)
{
        Call call;
        DirectiveId by;
        if ((command->line->prefixes & EXEC_FULLY_PRIVILEGED) || sendmail_denied(context, &by) ||
            !find_call(context, command->line, mail_words, &call))
                return;
        g_autofree char *where = call.where;
        Finding *finding = lint_report(context, rule, command->setting, NULL, "setting", command->name, "where",
                                       where ? where : "", NULL);
        relate_call(finding, &call, "sends mail here");
}

void check_sendmail(LintContext *context, const LintRule *rule)
{
        lint_commands(context, rule, check_command_mail);
}

static void check_command_mail_denied(LintContext *context, const LintRule *rule, const LintCommand *command)
{
        Call call;
        DirectiveId by;
        if ((command->line->prefixes & (EXEC_FULLY_PRIVILEGED | EXEC_NO_SETUID)) || !sendmail_denied(context, &by) ||
            !find_call(context, command->line, mail_words, &call))
                return;
        g_autofree char *where = call.where;
        const UnitSetting *denying = lint_setting(context, by, NULL);
        g_autofree char *shown = lint_shown(context, by, NULL), *line = lint_line_of(denying, command->setting);
        Finding *finding = lint_report(context, rule, command->setting, NULL, "setting", command->name, "where",
                                       where ? where : "", "by", shown, "line", line, NULL);
        if (call.program)
                relate_call(finding, &call, "sends mail here");
        else
                lint_relate(context, finding, denying, NULL, "no more privileges by this");
}

void check_sendmail_denied(LintContext *context, const LintRule *rule)
{
        lint_commands(context, rule, check_command_mail_denied);
}

/* --- set-ID programs --- */

/* Programs that are nothing without their set-user-ID or set-group-ID bit, wherever they are looked at. */
static const char *const known_set_id[] = {
        "at",      "chage",       "chfn",   "chsh",      "crontab", "doas",      "expiry", "fusermount",
        "gpasswd", "fusermount3", "newgrp", "newgidmap", "passwd",  "newuidmap", "pkexec", "postdrop",
        "sg",      "ssh-agent",   "su",     "sudo",      "wall",    NULL,
};

static bool is_set_id(const LintContext *context, const char *path)
{
        const Program *program =
                context->input->surroundings ? surroundings_program(context->input->surroundings, path) : NULL;
        g_autofree char *base = g_path_get_basename(path);
        return program && program->kind != PROGRAM_UNKNOWN ? program->set_id
                                                           : string_table_index(known_set_id, base) >= 0;
}

static void check_command_set_id(LintContext *context, const LintRule *rule, const LintCommand *command)
{
        const ExecLine *line = command->line;
        Call call = {};
        bool direct = is_set_id(context, line->path);
        if ((line->prefixes & (EXEC_FULLY_PRIVILEGED | EXEC_NO_SETUID)) ||
            (!direct && !find_call(context, line, set_id_words, &call)))
                return;
        g_autofree char *where = call.where;
        const Need need = {.kind = NEED_SETID_EXEC, .subject = direct ? line->path : (char *)"/usr/bin/sudo"};
        DirectiveId by;
        if (!lint_denies(context, context->effects, &need, &by))
                return;
        const UnitSetting *denying = lint_setting(context, by, NULL);
        g_autofree char *shown = lint_shown(context, by, NULL), *at = lint_line_of(denying, command->setting);
        g_autofree char *what =
                direct ? g_strdup_printf("%s is", line->path)
                       : g_strdup_printf("sudo or the like, called by %s=%s, is", command->name, where ? where : "");
        Finding *finding =
                lint_report(context, rule, command->setting, line->path, "what", what, "by", shown, "line", at, NULL);
        if (call.program)
                relate_call(finding, &call, "called here");
        else
                lint_relate(context, finding, denying, NULL, "no more privileges by this");
}

void check_set_id(LintContext *context, const LintRule *rule)
{
        if (!context->effects_of.root) /* root has what the bit would give */
                lint_commands(context, rule, check_command_set_id);
}

/* --- logins --- */

/* Programs whose children are the sessions and jobs of people. */
static const struct {
        const char *program, *what;
} logins[] = {
        {"agetty", "a login on a terminal"},
        {"atd", "jobs of users"},
        {"cron", "jobs of users"},
        {"crond", "jobs of users"},
        {"dropbear", "logins by ssh"},
        {"gdm3", "graphical sessions"},
        {"getty", "a login on a terminal"},
        {"greetd", "graphical sessions"},
        {"in.telnetd", "logins by telnet"},
        {"inetd", "any service of inetd.conf, logins among them"},
        {"lightdm", "graphical sessions"},
        {"login", "a login on a terminal"},
        {"mingetty", "a login on a terminal"},
        {"sddm", "graphical sessions"},
        {"sshd", "logins by ssh"},
        {"sulogin", "a login on a terminal"},
        {"systemd-sulogin-shell", "a login on a terminal"},
        {"xdm", "graphical sessions"},
        {"xinetd", "any service of xinetd.conf, logins among them"},
        {"xrdp-sesman", "graphical sessions"},
};

/* A directive of the unit that confines; -1: none. Directories that are made, and umask, do not. */
static int confining(const LintContext *context)
{
        for (guint i = 0; i < context->effects->effects->len; i++) {
                const Effect *effect = context->effects->effects->pdata[i];
                if (effect->kind != EFFECT_PATHS && effect->directive != DIRECTIVE_UMASK &&
                    effect->directive != DIRECTIVE_REMOVE_IPC)
                        return (int)effect->directive;
                for (guint k = 0; effect->kind == EFFECT_PATHS && k < effect->paths->entries->len; k++) {
                        const PathEntry *entry = effect->paths->entries->pdata[k];
                        if (entry->mode != PATH_READ_WRITE)
                                return (int)entry->directive;
                }
        }
        return -1;
}

/* What comes of a program; NULL: no people. */
static const char *who_comes(const ExecLine *line, const char *base)
{
        if (strcmp(base, "systemd") == 0)
                return g_strv_contains((const char *const *)line->argv, "--user")
                               ? "all services and sessions of a user"
                               : NULL;
        for (unsigned i = 0; i < G_N_ELEMENTS(logins); i++)
                if (strcmp(logins[i].program, base) == 0)
                        return logins[i].what;
        return NULL;
}

static void check_command_login(LintContext *context, const LintRule *rule, const LintCommand *command)
{
        g_autofree char *base = g_path_get_basename(command->line->path);
        int by = confining(context);
        /* Nobody logs in as a user who is there only as long as the service is. */
        if (by < 0 || lint_is_on(context, DIRECTIVE_DYNAMIC_USER) || strcmp(command->name, "ExecStart") != 0 ||
            (command->line->prefixes & EXEC_FULLY_PRIVILEGED))
                return;
        const char *what = who_comes(command->line, base);
        if (!what)
                return;
        const UnitSetting *setting = lint_setting(context, (DirectiveId)by, NULL);
        g_autofree char *shown = lint_shown(context, (DirectiveId)by, NULL);
        Finding *finding = lint_report(context, rule, setting, NULL, "program", base, "what", what, "by", shown, NULL);
        lint_relate(context, finding, command->setting, base, "starts them");
}

void check_login(LintContext *context, const LintRule *rule)
{
        lint_commands(context, rule, check_command_login);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lint/lint.h"
#include "lint/rule.h"
#include "model/effect.h"
#include "model/need.h"

/* Shared by the families of rules; nobody else's business. */
struct LintContext {
        const LintInput *input;
        const UnitView *view;
        Config *config; /* what the unit amounts to */
        EffectContext effects_of;
        EffectList *effects;
        NeedSet *needs;       /* those that the unit states itself */
        GHashTable *by_place; /* "FILE:LINE" -> UnitSetting */
        GPtrArray *findings;  /* of Finding */
};

/* No unit that people or programs write comes near these; what does is not looked at, since rules compare settings with
 * each other. */
#define LINT_SETTINGS_MAX 4096
#define LINT_VALUES_MAX (64U * 1024U) /* bytes of all values */
bool lint_is_too_large(const UnitView *view);

/* A finding at a setting of the unit (NULL: at the unit file as a whole), at a word of its value (NULL, or not there:
 * at the value's beginning). Then pairs of a {word} of the rule's texts and what it stands for, ends with NULL. Points
 * into the context: it is for lint_relate(). */
#define lint_report(context, rule, setting, word, ...) \
        lint_report_words(context, rule, setting, word, (const char *const[]){__VA_ARGS__})
Finding *lint_report_words(LintContext *context, const LintRule *rule, const UnitSetting *setting, const char *word,
                           const char *const *pairs);
/* Adds the other line that a finding is about. setting may be NULL: then there is none. */
void lint_relate(LintContext *context, Finding *finding, const UnitSetting *setting, const char *word,
                 const char *note);

/* The line of a directive that is in effect; with a word, the last one that has it, else the last one. NULL if unset.
 */
const UnitSetting *lint_setting(const LintContext *context, DirectiveId id, const char *word);
/* The line that says a need, from its evidence; NULL: none. */
const UnitSetting *lint_stated_by(const LintContext *context, const Evidence *evidence);
/* " (line 7)", or with the file where that is another; "" for NULL. Caller frees. */
char *lint_line_of(const UnitSetting *setting, const UnitSetting *seen_from);

/* "ProtectSystem=strict", as it is in effect; of a list only the name and the word. Caller frees. */
char *lint_shown(const LintContext *context, DirectiveId id, const char *word);
/* "foo.pid" -> "foo". Caller frees. */
char *lint_stem(const char *name);
/* Does the unit deny it? A path counts as denied only if it is so by all of its usual names (/var/run, /bin). */
bool lint_denies(const LintContext *context, const EffectList *effects, const Need *need, DirectiveId *ret_by);
/* The entry of the path directives that decides a question about a path; NULL: none does. */
const PathEntry *lint_path_entry(const LintContext *context, const char *path, PathLayer layer);
/* Is a path, or one above it, one that the unit lets systemd make? given: and give to the service's user. */
bool lint_is_made(const LintContext *context, const char *path, bool given);
/* The directive that gives the service a root directory of its own, if one does (config_has_own_root()): of several, an
 * image goes before a directory. */
DirectiveId lint_own_root(const LintContext *context);
/* Is what the service has at that path the host's? */
bool lint_is_shared(const LintContext *context, const char *path);
bool lint_is_on(const LintContext *context, DirectiveId id);
/* Does User= or DynamicUser= name another user than root? Its commands with "!" start as root in spite of it. */
bool lint_has_user(const LintContext *context);

/* All command lines of the unit, in order. */
typedef struct LintCommand {
        const char *name; /* "ExecStartPre" */
        const UnitSetting *setting;
        const struct ExecLine *line;
} LintCommand;
typedef void (*LintCommandFunc)(LintContext *context, const LintRule *rule, const LintCommand *command);
void lint_commands(LintContext *context, const LintRule *rule, LintCommandFunc function);
/* All prefixes (EXEC_*) that any of them has. */
unsigned lint_prefixes(LintContext *context);
/* The words of a list, unquoted; never NULL. Caller frees (g_strfreev). */
char **lint_words(const char *value);
/* The words of ReadWritePaths= or another such list as paths that the service has, without "-" and "+". Caller frees
 * (g_strfreev). */
char **lint_paths(const LintContext *context, const char *value);

#define LINT_CHECK(name) void name(LintContext *context, const LintRule *rule)
/* rules-stated.c: a need that the unit states and denies */
LINT_CHECK(check_stated);
LINT_CHECK(check_argument);
LINT_CHECK(check_environment_file);
LINT_CHECK(check_libraries);
LINT_CHECK(check_notify);
LINT_CHECK(check_pid_file_owner);
LINT_CHECK(check_privileged_prefix);
LINT_CHECK(check_socket_accept);
/* rules-known.c: what systemd makes of the lines */
LINT_CHECK(check_ignored_line);
LINT_CHECK(check_newer_directive);
LINT_CHECK(check_newer_value);
LINT_CHECK(check_not_loaded);
LINT_CHECK(check_too_large);
LINT_CHECK(check_unknown_directive);
LINT_CHECK(check_unknown_word);
LINT_CHECK(check_user_scope);
/* rules-implied.c: lines that others overrule, or make needless */
LINT_CHECK(check_dynamic_user_overrules);
LINT_CHECK(check_dynamic_user_implies);
LINT_CHECK(check_no_new_privileges);
/* rules-effect.c: lines without any effect */
LINT_CHECK(check_bind_allow);
LINT_CHECK(check_capabilities_unreachable);
LINT_CHECK(check_error_number);
LINT_CHECK(check_exec_paths);
LINT_CHECK(check_made_writable);
LINT_CHECK(check_ip_allow);
LINT_CHECK(check_passed_socket_filter);
LINT_CHECK(check_read_write);
/* rules-filter.c: system calls */
LINT_CHECK(check_filter_kills);
LINT_CHECK(check_filter_start);
LINT_CHECK(check_foreign_host);
LINT_CHECK(check_multi_arch);
/* rules-place.c: directories and early boot */
LINT_CHECK(check_directory_owner);
LINT_CHECK(check_dynamic_user_path);
LINT_CHECK(check_early_private_tmp);
LINT_CHECK(check_pid_file_place);
/* rules-root.c: a root directory of its own */
LINT_CHECK(check_missing_in_root);
LINT_CHECK(check_path_outside_root);
LINT_CHECK(check_root_unseen);
/* rules-script.c: what is run */
LINT_CHECK(check_set_id);
LINT_CHECK(check_sendmail);
LINT_CHECK(check_sendmail_denied);
LINT_CHECK(check_login);

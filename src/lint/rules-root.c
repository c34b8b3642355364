/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A root directory of the service's own (RootDirectory=, RootImage=): what lies in it, and what lines of the unit still
 * speak of the host. Tried on 252, 257 and 262 (test/live/lint.sh): ReadWritePaths= and its like name paths of the host
 * unless they begin with "+", and are dropped without a word where these lie outside; commands are looked for inside,
 * those with "+" and "!", too; PIDFile= and EnvironmentFile= are the manager's, and outside. */
#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "lint/internal.h"
#include "unit/exec-line.h"

static const DirectiveId roots[] = {DIRECTIVE_ROOT_IMAGE, DIRECTIVE_ROOT_MSTACK, DIRECTIVE_ROOT_DIRECTORY};

DirectiveId lint_own_root(const LintContext *context)
{
        unsigned i = 0;
        while (i + 1 < G_N_ELEMENTS(roots) && !config_get(context->config, roots[i]))
                i++;
        return roots[i];
}

static bool in_own_root(const LintContext *context, const char *setting)
{
        const char *start_only = unit_view_get(context->view, "Service", "RootDirectoryStartOnly");
        return config_has_own_root(context->config) &&
               (strcmp(setting, "ExecStart") == 0 || !start_only || parse_boolean(start_only) <= 0);
}

/* Something is mounted at or above a path; what that is, is not asked. */
static bool is_mounted(const LintContext *context, const char *path)
{
        static const DirectiveId mounts[] = {DIRECTIVE_MOUNT_IMAGES, DIRECTIVE_EXTENSION_IMAGES,
                                             DIRECTIVE_EXTENSION_DIRECTORIES};
        static const char *const api[] = {"/dev", "/proc", "/sys"};
        for (unsigned i = 0; i < G_N_ELEMENTS(mounts); i++)
                if (config_get(context->config, mounts[i]))
                        return true;
        for (unsigned i = 0; i < G_N_ELEMENTS(api); i++)
                if (path_has_prefix(path, api[i]))
                        return true;
        const PathEntry *entry = lint_path_entry(context, path, PATH_LAYER_THERE);
        return (entry && entry->mode == PATH_BOUND) || lint_is_made(context, path, false);
}

bool lint_is_shared(const LintContext *context, const char *path)
{
        return !config_has_own_root(context->config) || is_mounted(context, path);
}

/* --- what is not there --- */

static void report_missing(LintContext *context, const LintRule *rule, const UnitSetting *setting, const char *name,
                           const char *path)
{
        const Surroundings *around = context->input->surroundings;
        if (!around || !g_strv_contains((const char *const *)around->missing, path) || is_mounted(context, path))
                return;
        const char *root = config_root_directory(context->config);
        g_autofree char *whole = path_under_root(root, path);
        Finding *finding = lint_report(context, rule, setting, path, "setting", name, "what", path, "root", root,
                                       "whole", whole, NULL);
        lint_relate(context, finding, lint_setting(context, DIRECTIVE_ROOT_DIRECTORY, NULL), NULL,
                    "the root directory");
}

static void check_command_there(LintContext *context, const LintRule *rule, const LintCommand *command)
{
        if (!(command->line->prefixes & EXEC_IGNORE_FAILURE) && in_own_root(context, command->name))
                report_missing(context, rule, command->setting, command->name, command->line->path);
}

void check_missing_in_root(LintContext *context, const LintRule *rule)
{
        const UnitSetting *working = unit_view_find(context->view, "Service", "WorkingDirectory");
        const char *directory = unit_view_get(context->view, "Service", "WorkingDirectory");
        if (!config_root_directory(context->config))
                return;
        if (directory && *directory == '/')
                report_missing(context, rule, working, "WorkingDirectory", directory);
        lint_commands(context, rule, check_command_there);
}

void check_root_unseen(LintContext *context, const LintRule *rule)
{
        const Surroundings *around = context->input->surroundings;
        if (!config_has_own_root(context->config) || (around && around->root_seen))
                return;
        DirectiveId by = lint_own_root(context);
        g_autofree char *shown = lint_shown(context, by, NULL);
        (void)lint_report(context, rule, lint_setting(context, by, NULL), NULL, "by", shown, "reason",
                          by == DIRECTIVE_ROOT_DIRECTORY ? "that directory is not here, or has no programs in it"
                                                         : "images are not opened",
                          NULL);
}

/* --- lines that speak of the host --- */

void check_path_outside_root(LintContext *context, const LintRule *rule)
{
        static const DirectiveId lists[] = {DIRECTIVE_READ_WRITE_PATHS, DIRECTIVE_READ_ONLY_PATHS,
                                            DIRECTIVE_INACCESSIBLE_PATHS, DIRECTIVE_EXEC_PATHS,
                                            DIRECTIVE_NO_EXEC_PATHS};
        for (unsigned i = 0; config_has_own_root(context->config) && i < G_N_ELEMENTS(lists); i++)
                for (char **line = context->config->lines[lists[i]]; line && *line; line++) {
                        g_auto(GStrv) words = lint_words(*line);
                        for (char **word = words; *word; word++) {
                                g_autofree char *seen = path_as_seen(context->config, *word);
                                const char *path = *word + (**word == '-');
                                if (seen || *path != '/')
                                        continue;
                                g_autofree char *root = lint_shown(context, lint_own_root(context), NULL);
                                Finding *finding = lint_report(context, rule, lint_setting(context, lists[i], path),
                                                               path, "what", directives[lists[i]].name, "path", path,
                                                               "root", root, "dash", **word == '-' ? "-" : "", NULL);
                                lint_relate(context, finding, lint_setting(context, lint_own_root(context), NULL), NULL,
                                            "the root of the service");
                        }
                }
}

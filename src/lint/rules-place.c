/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a service has its files, and when it starts: directories that systemd makes and gives to it, PID files in a
 * directory of all, users that are another one at each start, private directories before there are any. */
#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "lint/internal.h"

/* --- PIDFile= --- */

void check_pid_file_place(LintContext *context, const LintRule *rule)
{
        g_autoptr(GPtrArray) values = unit_view_values(context->view, "Service", "PIDFile");
        const UnitValue *last = values->len ? values->pdata[values->len - 1] : NULL;
        g_autofree char *directory = last ? g_path_get_dirname(last->value) : NULL;
        /* Variables of the environment are not replaced there: who writes one means another file. */
        if (!last || context->view->user || strchr(last->value, '$') ||
            (strcmp(directory, "/run") != 0 && strcmp(directory, "/var/run") != 0 && strcmp(directory, ".") != 0))
                return;
        /* As it is written: without an instance, %i stands for nothing. */
        const char *written = last->setting->value;
        g_autofree char *base = g_path_get_basename(written), *name = lint_stem(base);
        (void)lint_report(context, rule, last->setting, written, "what", written, "base", base, "name", name, NULL);
}

/* --- directories that systemd makes --- */

static void check_owner(LintContext *context, const LintRule *rule, DirectiveId id, const char *path, const char *name)
{
        const Surroundings *around = context->input->surroundings;
        const char *user = config_get(context->config, DIRECTIVE_USER);
        bool dynamic = lint_is_on(context, DIRECTIVE_DYNAMIC_USER);
        const char *own = user ? user : dynamic ? "its dynamic user" : "root";
        for (guint i = 0; i < around->owners->len; i++) {
                const Owner *owner = around->owners->pdata[i];
                if (strcmp(owner->path, path) != 0 || strcmp(owner->user, own) == 0 ||
                    strcmp(owner->user, "root") == 0 || strcmp(owner->user, "0") == 0)
                        continue;
                (void)lint_report(context, rule, lint_setting(context, id, name), name, "setting", directives[id].name,
                                  "what", path, "own", own, "other", owner->user, "where", owner->where, NULL);
                return;
        }
}

void check_directory_owner(LintContext *context, const LintRule *rule)
{
        if (!context->input->surroundings || context->view->user)
                return;
        for (unsigned i = 0; i < G_N_ELEMENTS(service_directories); i++) {
                const ServiceDirectory *made = &service_directories[i];
                for (char **line = made->given ? context->config->lines[made->id] : NULL; line && *line; line++) {
                        g_auto(GStrv) words = g_strsplit_set(*line, " \t", 0);
                        for (char **word = words; *word; word++) {
                                g_autofree char *name = g_strndup(*word, strcspn(*word, ":"));
                                g_autofree char *path = service_directory_path(made, *word);
                                if (path)
                                        check_owner(context, rule, made->id, path, name);
                        }
                }
        }
}

/* --- DynamicUser= --- */

void check_dynamic_user_path(LintContext *context, const LintRule *rule)
{
        static const char *const places[] = {"/var", "/srv", "/opt", "/etc", "/usr", NULL};
        /* A user or a group that stays the same may own what is there. */
        if (!lint_is_on(context, DIRECTIVE_DYNAMIC_USER) || config_get(context->config, DIRECTIVE_USER) ||
            config_get(context->config, DIRECTIVE_GROUP) || config_get(context->config, DIRECTIVE_SUPPLEMENTARY_GROUPS))
                return;
        for (char **line = context->config->lines[DIRECTIVE_READ_WRITE_PATHS]; line && *line; line++) {
                g_auto(GStrv) paths = lint_paths(context, *line);
                for (char **path = paths; *path; path++) {
                        bool fixed = false;
                        for (const char *const *place = places; *place; place++)
                                fixed = fixed || path_has_prefix(*path, *place);
                        if (!fixed || path_has_prefix(*path, "/var/run") || path_has_prefix(*path, "/var/tmp") ||
                            lint_is_made(context, *path, true))
                                continue;
                        const char *kind = path_has_prefix(*path, "/var/cache") ? "CacheDirectory"
                                           : path_has_prefix(*path, "/var/log") ? "LogsDirectory"
                                                                                : "StateDirectory";
                        g_autofree char *name = g_path_get_basename(*path);
                        Finding *finding =
                                lint_report(context, rule, lint_setting(context, DIRECTIVE_READ_WRITE_PATHS, *path),
                                            *path, "what", *path, "setting", kind, "name", name, NULL);
                        lint_relate(context, finding, lint_setting(context, DIRECTIVE_DYNAMIC_USER, NULL), NULL,
                                    "a new user at each start");
                }
        }
}

/* --- early boot --- */

/* What is started before systemd-tmpfiles-setup.service, after which a private /tmp is ordered: in labs of 252, 257 and
 * 262 a unit before any of these makes a cycle, and systemd leaves out a unit of its choice. */
static const char *const early[] = {"systemd-tmpfiles-setup.service", "local-fs.target", "local-fs-pre.target", NULL};

static const char *early_target(const UnitView *view)
{
        g_auto(GStrv) values = unit_view_get_all(view, "Unit", "Before");
        for (char **value = values; *value; value++) {
                g_auto(GStrv) words = g_strsplit_set(*value, " \t", 0);
                for (char **word = words; *word; word++) {
                        int i = string_table_index(early, *word);
                        if (i >= 0)
                                return early[i];
                }
        }
        return NULL;
}

void check_early_private_tmp(LintContext *context, const LintRule *rule)
{
        const char *defaults = unit_view_get(context->view, "Unit", "DefaultDependencies"),
                   *target = early_target(context->view);
        const char *tmp = config_value(context->config, DIRECTIVE_PRIVATE_TMP);
        DirectiveId by;
        if (!defaults || parse_boolean(defaults) != 0 || !target)
                return;
        if (g_strcmp0(tmp, "yes") == 0)
                by = DIRECTIVE_PRIVATE_TMP;
        else if (lint_is_on(context, DIRECTIVE_DYNAMIC_USER) && context->input->systemd < 257)
                by = DIRECTIVE_DYNAMIC_USER; /* later its /tmp is of its own, without any order */
        else
                return;
        g_autofree char *shown = lint_shown(context, by, NULL);
        const UnitSetting *setting = lint_setting(context, by, NULL);
        Finding *finding = lint_report(context, rule, setting, NULL, "by", shown, "target", target, NULL);
        lint_relate(context, finding, unit_view_find(context->view, "Unit", "Before"), target, "ordered before");
}

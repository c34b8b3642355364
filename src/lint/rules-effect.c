/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that do nothing: the configuration without the line denies the same. Where the predicate can tell, it is asked
 * about the unit without the line. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lint/internal.h"
#include "model/capability.h"
#include "unit/exec-line.h"

/* The effects of the unit without some directives. */
static EffectList *effects_without(const LintContext *context, const DirectiveId *ids, size_t n_ids)
{
        g_autoptr(Config) config = config_copy(context->config);
        for (size_t i = 0; i < n_ids; i++)
                config_unset(config, ids[i]);
        EffectContext effects = context->effects_of;
        effects.config = config;
        return effects_of(&effects);
}

/* Without one, and without what ExecPaths= and NoExecPaths= do to paths that are read-only, too: make mounts of their
 * own there. */
static EffectList *effects_without_mounts(const LintContext *context, DirectiveId id)
{
        return effects_without(context, (DirectiveId[]){id, DIRECTIVE_EXEC_PATHS, DIRECTIVE_NO_EXEC_PATHS}, 3);
}

/* Is a path writable only because /run has a mount of its own? MountAPIVFS= and what implies it leave that out of
 * ProtectSystem=strict, which no manual page promises: who names /run to be sure is right. */
static bool is_by_accident(const EffectList *effects, const char *path)
{
        if (g_str_has_prefix(path, "/var/run")) /* a link */
                path += strlen("/var");
        for (guint i = 0; i < effects->effects->len; i++) {
                const Effect *effect = effects->effects->pdata[i];
                const PathEntry *entry =
                        effect->kind == EFFECT_PATHS ? path_view_layer(effect->paths, path, PATH_LAYER_WRITABLE) : NULL;
                if (entry && strcmp(entry->path, "/run") == 0)
                        return true;
        }
        return false;
}

/* Reports each path of a list that is allowed without it, too. */
static void report_needless(LintContext *context, const LintRule *rule, DirectiveId id, unsigned access)
{
        if (!context->config->lines[id])
                return;
        g_autoptr(EffectList) effects = id == DIRECTIVE_READ_WRITE_PATHS ? effects_without_mounts(context, id)
                                                                         : effects_without(context, &id, 1);
        /* Where all is read-only, it is a directory that systemd makes. */
        bool strict = g_strcmp0(config_value(context->config, DIRECTIVE_PROTECT_SYSTEM), "strict") == 0;
        const char *advice = strict ? "Leave it out" : "Add ProtectSystem=strict, or leave it out";
        for (char **line = context->config->lines[id]; *line; line++) {
                g_auto(GStrv) paths = lint_paths(context, *line);
                for (char **path = paths; *path; path++) {
                        const Need need = {.kind = NEED_PATH, .access = access, .subject = *path};
                        g_autofree char *inside = g_build_filename(*path, "x", NULL);
                        const Need below = {.kind = NEED_PATH, .access = access, .subject = inside};
                        if (**path != '/' || lint_denies(context, effects, &need, NULL) ||
                            lint_denies(context, effects, &below, NULL) || is_by_accident(effects, *path))
                                continue;
                        (void)lint_report(context, rule, lint_setting(context, id, *path), *path, "what", *path,
                                          "advice", advice, NULL);
                }
        }
}

void check_read_write(LintContext *context, const LintRule *rule)
{
        report_needless(context, rule, DIRECTIVE_READ_WRITE_PATHS, ACCESS_WRITE);
}

void check_exec_paths(LintContext *context, const LintRule *rule)
{
        report_needless(context, rule, DIRECTIVE_EXEC_PATHS, ACCESS_EXECUTE);
}

/* Paths that are read-only but for a line that is about execution. */
void check_made_writable(LintContext *context, const LintRule *rule)
{
        static const DirectiveId lists[] = {DIRECTIVE_EXEC_PATHS, DIRECTIVE_NO_EXEC_PATHS};
        if (!context->config->lines[DIRECTIVE_EXEC_PATHS] && !context->config->lines[DIRECTIVE_NO_EXEC_PATHS])
                return;
        g_autoptr(EffectList) effects = effects_without_mounts(context, DIRECTIVE_EXEC_PATHS);
        for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
                for (char **line = context->config->lines[lists[i]]; line && *line; line++) {
                        g_auto(GStrv) paths = lint_paths(context, *line);
                        for (char **path = paths; *path; path++) {
                                const Need need = {.kind = NEED_PATH, .access = ACCESS_WRITE, .subject = *path};
                                DirectiveId by;
                                if (**path != '/' || !lint_denies(context, effects, &need, &by) ||
                                    lint_denies(context, context->effects, &need, NULL))
                                        continue;
                                g_autofree char *shown = lint_shown(context, by, NULL);
                                Finding *finding = lint_report(context, rule, lint_setting(context, lists[i], *path),
                                                               *path, "what", *path, "name", directives[lists[i]].name,
                                                               "by", shown, NULL);
                                lint_relate(context, finding, lint_setting(context, by, NULL), NULL,
                                            "made read-only here");
                        }
                }
}

/* Reports a list of what is allowed that stands without the list of what is denied. */
static void report_without(LintContext *context, const LintRule *rule, DirectiveId allow, DirectiveId deny)
{
        if (context->config->lines[allow] && !context->config->lines[deny])
                (void)lint_report(context, rule, lint_setting(context, allow, NULL), NULL, NULL);
}

void check_ip_allow(LintContext *context, const LintRule *rule)
{
        const char *slice = unit_view_get(context->view, "Service", "Slice");
        /* The lists of the slice apply, too. */
        if (!slice || strcmp(slice, "system.slice") == 0)
                report_without(context, rule, DIRECTIVE_IP_ADDRESS_ALLOW, DIRECTIVE_IP_ADDRESS_DENY);
}

void check_bind_allow(LintContext *context, const LintRule *rule)
{
        report_without(context, rule, DIRECTIVE_SOCKET_BIND_ALLOW, DIRECTIVE_SOCKET_BIND_DENY);
}

void check_error_number(LintContext *context, const LintRule *rule)
{
        report_without(context, rule, DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER, DIRECTIVE_SYSTEM_CALL_FILTER);
}

/* Capabilities that may be kept and can never be had: neither root, nor ambient, nor by a set-ID program. */
void check_capabilities_unreachable(LintContext *context, const LintRule *rule)
{
        uint64_t kept = config_capabilities(context->config), ambient = config_ambient_capabilities(context->config);
        if (context->effects_of.root || context->view->user || kept == 0 || kept == CAPABILITY_ALL ||
            !config_is_allow_list(context->config, DIRECTIVE_CAPABILITY_BOUNDING_SET) || (kept & ~ambient) == 0 ||
            unit_view_get(context->view, "Service", "PAMName") ||
            (lint_prefixes(context) & (EXEC_NO_SETUID | EXEC_AMBIENT)) ||
            !implied_no_new_privileges(&context->effects_of, NULL))
                return;
        g_autofree char *names = capability_mask_to_string(kept & ~ambient),
                        *user = lint_shown(context,
                                           lint_is_on(context, DIRECTIVE_DYNAMIC_USER) ? DIRECTIVE_DYNAMIC_USER
                                                                                       : DIRECTIVE_USER,
                                           NULL);
        Finding *finding = lint_report(context, rule, lint_setting(context, DIRECTIVE_CAPABILITY_BOUNDING_SET, NULL),
                                       NULL, "what", names, "by", user, NULL);
        lint_relate(context, finding, lint_setting(context, DIRECTIVE_USER, NULL), NULL, "not root by this");
}

/* --- sockets that are passed --- */

/* "8080", "127.0.0.1:80", "[::]:80" are of IP; a path, "@name" and "vsock:" are not. */
static bool is_ip_address(const char *value)
{
        return *value != '/' && *value != '@' && !g_str_has_prefix(value, "vsock:") &&
               (strchr(value, ':') || (*value && strspn(value, "0123456789") == strlen(value)));
}

static const UnitSetting *ip_listener(const UnitView *socket)
{
        static const char *const kinds[] = {"ListenStream", "ListenDatagram"};
        for (unsigned k = 0; k < G_N_ELEMENTS(kinds); k++) {
                g_autoptr(GPtrArray) values = unit_view_values(socket, "Socket", kinds[k]);
                for (guint i = 0; i < values->len; i++) {
                        const UnitValue *value = values->pdata[i];
                        if (is_ip_address(value->value))
                                return value->setting;
                }
        }
        return NULL;
}

void check_passed_socket_filter(LintContext *context, const LintRule *rule)
{
        const Surroundings *around = context->input->surroundings;
        if (!context->config->lines[DIRECTIVE_IP_ADDRESS_DENY] || !around)
                return;
        for (guint i = 0; i < around->sockets->len; i++) {
                const UnitView *socket = around->sockets->pdata[i];
                const UnitSetting *listener = ip_listener(socket);
                if (!listener || unit_view_get(socket, "Socket", "IPAddressDeny"))
                        continue;
                Finding *finding = lint_report(context, rule, lint_setting(context, DIRECTIVE_IP_ADDRESS_DENY, NULL),
                                               NULL, "socket", socket->name, NULL);
                lint_relate(context, finding, listener, NULL, "passed by this");
        }
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A unit's twin: the same user, groups, namespaces, filters, mounts and limits, with the prober for its program. All
 * that is in the table of directives is taken over but what runs something, opens something, or takes away at the stop
 * what the real unit still uses. Nothing of the sandbox is loosened but, where the unit says what may be executed or
 * hides directories, the one path of the prober. */

#include "prober/twin.h"

#include <string.h>

#include "base/text.h"
#include "unit/exec-line.h"

/* What is no sandbox, or would act upon the real unit. */
static bool is_left_out(DirectiveId id)
{
        static const char *const names[] = {
                "Type",
                "ExitType",
                "Restart",
                "RestartSec",
                "RestartSteps",
                "RestartMaxDelaySec",
                "RestartMode",
                "RestartForceExitStatus",
                "RestartPreventExitStatus",
                "RestartRandomizedDelaySec",
                "RestartKillSignal",
                "SuccessExitStatus",
                "PIDFile",
                "BusName",
                "WatchdogSec",
                "WatchdogSignal",
                "NotifyAccess",
                "Sockets",
                "StandardInput",
                "StandardInputText",
                "StandardInputData",
                "StandardOutput",
                "StandardError",
                "TTYPath",
                "TTYReset",
                "TTYVHangup",
                "TTYVTDisallocate",
                "TTYRows",
                "TTYColumns",
                "RemainAfterExit",
                "GuessMainPID",
                "TimeoutStartSec",
                "TimeoutStopSec",
                "TimeoutSec",
                "TimeoutAbortSec",
                "TimeoutStartFailureMode",
                "TimeoutStopFailureMode",
                "RuntimeMaxSec",
                "RuntimeRandomizedExtraSec",
                "RootDirectoryStartOnly",
                "FileDescriptorStoreMax",
                "FileDescriptorStorePreserve",
                "USBFunctionDescriptors",
                "USBFunctionStrings",
                "OpenFile",
                "NonBlocking",
                "OOMPolicy",
                "KillMode",
                "KillSignal",
                "FinalKillSignal",
                "SendSIGKILL",
                "SendSIGHUP",
                "ReloadSignal",
                "RefreshOnReload",
                "LUOSession",
                "CoredumpReceive",
                "PAMName",
                "UtmpIdentifier",
                "UtmpMode",
                "RemoveIPC",
                "RuntimeDirectoryPreserve",
                "RequiresMountsFor",
                "WantsMountsFor",
                "LogNamespace",
                /* where a program looks for its files, and what it is told: no sandbox */
                "WorkingDirectory",
                "EnvironmentFile",
                /* nothing that the prober does is about these, and they would end it */
                "LimitCPU",
                "LimitFSIZE",
                NULL,
        };

        return directives[id].kind == VALUE_COMMAND || g_strv_contains(names, directives[id].name);
}

static void append_line(GString *text, const char *name, const char *value)
{
        g_auto(GStrv) parts = g_strsplit(value, "%", 0);
        g_autofree char *plain = g_strjoinv("%%", parts);

        g_string_append_printf(text, "%s=%s\n", name, plain);
}

bool twin_has_root(const Config *config)
{
        const char *root = config_get(config, DIRECTIVE_ROOT_DIRECTORY);

        return config_is_on(config, DIRECTIVE_ROOT_IMAGE) ||
               (config_is_on(config, DIRECTIVE_ROOT_DIRECTORY) && !g_str_equal(root, "/"));
}

static bool hides_paths(const Config *config)
{
        return config_is_on(config, DIRECTIVE_TEMPORARY_FILE_SYSTEM) ||
               config_is_on(config, DIRECTIVE_INACCESSIBLE_PATHS) || twin_has_root(config);
}

unsigned twin_prefixes(const Config *config)
{
        unsigned prefixes = 0;

        for (char *const *value = config->lines[DIRECTIVE_EXEC_START]; value && *value; value++) {
                g_autoptr(GPtrArray) lines = exec_line_parse(*value, NULL, NULL);

                for (guint i = 0; lines && i < lines->len; i++)
                        prefixes |= ((ExecLine *)lines->pdata[i])->prefixes;
        }
        return prefixes & EXEC_FULLY_PRIVILEGED ? EXEC_FULLY_PRIVILEGED : prefixes & EXEC_NO_SETUID;
}

char *twin_text(const Config *config, const char *unit, const char *prober, const char *arguments, const char *output,
                bool runtime_exists)
{
        g_autoptr(GString) text = g_string_new("[Unit]\n");
        unsigned prefixes = twin_prefixes(config);
        g_autofree char *description = g_strdup_printf("What could be done in %s", unit);

        append_line(text, "Description", description);
        for (int id = 0; id < _DIRECTIVE_MAX; id++)
                for (char *const *line = config->lines[id];
                     line && *line && !is_left_out((DirectiveId)id) && g_str_equal(directives[id].section, "Unit");
                     line++)
                        append_line(text, directives[id].name, *line);
        g_string_append(text,
                        "\n[Service]\nType=oneshot\nOOMPolicy=continue\nTimeoutStartSec=120\nStandardError=null\n");
        append_line(text, "StandardOutput", output);
        if (runtime_exists)
                g_string_append(text, "RuntimeDirectoryPreserve=yes\n");
        for (int id = 0; id < _DIRECTIVE_MAX; id++)
                for (char *const *line = config->lines[id];
                     line && *line && !is_left_out((DirectiveId)id) && g_str_equal(directives[id].section, "Service");
                     line++)
                        append_line(text, directives[id].name, *line);
        /* The dynamic user is known by its name: with another, directories would be given to another user. */
        if (config_is_on(config, DIRECTIVE_DYNAMIC_USER) && !config_get(config, DIRECTIVE_USER)) {
                g_autofree char *user = g_strndup(unit, strcspn(unit, ".@"));

                append_line(text, "User", user);
        }
        if (hides_paths(config))
                append_line(text, "BindReadOnlyPaths", prober);
        if (config_is_on(config, DIRECTIVE_NO_EXEC_PATHS))
                append_line(text, "ExecPaths", prober);
        g_string_append_printf(text, "ExecStart=%s%s%s%s\n",
                               prefixes & EXEC_FULLY_PRIVILEGED ? "+"
                               : prefixes & EXEC_NO_SETUID      ? "!"
                                                                : "",
                               prober, *arguments ? " " : "", arguments);
        return g_string_free(g_steal_pointer(&text), FALSE);
}

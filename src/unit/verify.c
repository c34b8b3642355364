/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the manager refuses in a service as a whole, after all its files are read: such a unit does not load
 * ("bad-setting"). systemd.service(5), and by trial. */
#include <string.h>

#include "base/text.h"
#include "unit/load-internal.h"
#include "unit/unit-name.h"

/* What the rules look at: how many commands, and the last value of each setting, NULL where it is unset or empty. */
typedef struct Stated {
        unsigned starts, stops;
        const char *type, *bus_name, *restart, *remain, *exit_type, *action;
} Stated;

static void take_setting(Stated *stated, const UnitSetting *setting)
{
        const char *value = *setting->value ? setting->value : NULL;
        switch (setting->directive) {
        case DIRECTIVE_EXEC_START:
                stated->starts = value ? stated->starts + 1 : 0;
                break;
        case DIRECTIVE_EXEC_STOP:
                stated->stops = value ? stated->stops + 1 : 0;
                break;
        case DIRECTIVE_TYPE:
                stated->type = value;
                break;
        case DIRECTIVE_BUS_NAME:
                stated->bus_name = value;
                break;
        case DIRECTIVE_RESTART:
                stated->restart = value;
                break;
        case DIRECTIVE_REMAIN_AFTER_EXIT:
                stated->remain = value;
                break;
        case DIRECTIVE_EXIT_TYPE:
                stated->exit_type = value;
                break;
        case -1: /* the table has none of the actions of units */
                if (strcmp(setting->name, "SuccessAction") == 0 && strcmp(setting->section, "Unit") == 0)
                        stated->action = value;
                break;
        default:
                break;
        }
}

/* Actions that older ones do not know, and pass over. */
static bool is_action(const char *action, unsigned systemd)
{
        static const char *const since_254[] = {"halt",        "halt-force",        "kexec", "kexec-force",
                                                "soft-reboot", "soft-reboot-force", NULL};
        if (!action || strcmp(action, "none") == 0)
                return false;
        return systemd == 0 || systemd >= 254 || !g_strv_contains(since_254, action);
}

/* systemd: 0 for what any of them takes. */
static const char *service_problem(const UnitView *view, unsigned systemd)
{
        Stated stated = {0};
        for (guint i = 0; i < view->settings->len; i++)
                take_setting(&stated, view->settings->pdata[i]);
        unsigned starts = stated.starts, stops = stated.stops;
        const char *type = stated.type, *restart = stated.restart;
        bool stays = stated.remain && parse_boolean(stated.remain) > 0, acts = is_action(stated.action, systemd);
        bool once = type ? strcmp(type, "oneshot") == 0 : starts == 0 && !stated.bus_name;

        if (starts == 0 && stops == 0 && !acts)
                return "the service has neither ExecStart=, ExecStop= nor SuccessAction=";
        if (!once && starts == 0)
                return "only a service of Type=oneshot can be without ExecStart=";
        if (starts == 0 && !stays && !acts)
                return "a service without ExecStart= needs RemainAfterExit=yes";
        if (!once && starts > 1)
                return "only a service of Type=oneshot can have more than one ExecStart=";
        if (once && restart && (strcmp(restart, "always") == 0 || strcmp(restart, "on-success") == 0))
                return "a service of Type=oneshot can't have Restart=always or on-success";
        if (once && g_strcmp0(stated.exit_type, "cgroup") == 0)
                return "a service of Type=oneshot can't have ExitType=cgroup";
        if (type && strcmp(type, "dbus") == 0 && !stated.bus_name)
                return "a service of Type=dbus needs BusName=";
        return NULL;
}

void unit_view_verify(UnitView *view, DiagList *diags)
{
        if (view->state != UNIT_LOADED || g_strcmp0(unit_name_type(view->name), "service") != 0)
                return;
        const char *problem = service_problem(view, 0);
        if (!problem)
                return;
        view->state = UNIT_BAD;
        const UnitFile *file = view->files->len > 0 ? view->files->pdata[0] : NULL;
        diag_add(diags, SEVERITY_ERROR, file ? file->path : view->fragment, 0, 0, "%s; the manager does not load it",
                 problem);
}

bool unit_view_loads_in(const UnitView *view, unsigned systemd)
{
        return view->state == UNIT_LOADED && (g_strcmp0(unit_name_type(view->name), "service") != 0 ||
                                              view->files->len == 0 || !service_problem(view, systemd));
}

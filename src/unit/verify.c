/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the manager refuses in a service as a whole, after all its files are read: such a unit does not load
 * ("bad-setting"). systemd.service(5), and by trial. */
#include <string.h>

#include "base/text.h"
#include "unit/load-internal.h"
#include "unit/unit-name.h"

static unsigned count(const UnitView *view, const char *name)
{
        unsigned count = 0;
        for (guint i = 0; i < view->settings->len; i++) {
                const UnitSetting *setting = view->settings->pdata[i];
                if (strcmp(setting->section, "Service") == 0 && strcmp(setting->name, name) == 0)
                        count = *setting->value ? count + 1 : 0;
        }
        return count;
}

static bool is_set(const UnitView *view, const char *section, const char *name, const char *value)
{
        return g_strcmp0(unit_view_get(view, section, name), value) == 0;
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
        unsigned starts = count(view, "ExecStart"), stops = count(view, "ExecStop");
        const char *type = unit_view_get(view, "Service", "Type"),
                   *action = unit_view_get(view, "Unit", "SuccessAction");
        const char *restart = unit_view_get(view, "Service", "Restart"),
                   *remain = unit_view_get(view, "Service", "RemainAfterExit");
        bool stays = remain && parse_boolean(remain) > 0, acts = is_action(action, systemd);
        bool once = type ? strcmp(type, "oneshot") == 0 : starts == 0 && !unit_view_get(view, "Service", "BusName");

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
        if (once && is_set(view, "Service", "ExitType", "cgroup"))
                return "a service of Type=oneshot can't have ExitType=cgroup";
        if (type && strcmp(type, "dbus") == 0 && !unit_view_get(view, "Service", "BusName"))
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

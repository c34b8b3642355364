/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "model/config.h"

/* What the running manager says about units, read only. bus is an sd_bus*, of the system or the user manager; a call
 * that fails says in its GError which unit it was about. Nothing here starts, stops or changes anything. */
struct sd_bus;

/* The bus of this host's system manager (with its private socket where there is no bus yet, as root), or of the user's.
 * Free with sd_bus_flush_close_unref(). */
struct sd_bus *manager_connect(bool user, GError **error);

/* Major version of the manager ("257.13-1~deb13u1" -> 257); 0 and an error if it can't be had. */
unsigned manager_version(struct sd_bus *bus, GError **error);

/* Names of the service units that are loaded or have a file, sorted, templates (foo@.service) among them where
 * with_templates. Caller frees (g_strfreev). */
char **manager_list_services(struct sd_bus *bus, bool with_templates, GError **error);

/* Object path of a unit; the manager loads it if it is not loaded. Caller frees. */
char *manager_load_unit(struct sd_bus *bus, const char *name, GError **error);

/* The settings that this manager has for units which set nothing (DefaultTimeoutStartSec=, DefaultLimitNOFILE= ... of
 * systemd-system.conf(5)), as if a unit had written them. */
Config *manager_defaults(struct sd_bus *bus, GError **error);

typedef struct UnitStatus {
        char *id;              /* real name */
        char *load_state;      /* "loaded", "masked", "not-found", "bad-setting", "error" */
        char *active_state;    /* "active", "reloading", "inactive", "failed", "activating", "deactivating" */
        char *sub_state;       /* "running", "exited", "dead", ... */
        char *unit_file_state; /* "enabled", "static", ... ; may be "" */
        char *result;          /* "success", "exit-code", ... */
        int exec_main_code;    /* CLD_EXITED, CLD_KILLED ...; 0: still runs or never ran */
        int exec_main_status;  /* exit status or signal */
        unsigned main_pid;     /* 0: none */
        unsigned restarts;     /* NRestarts */
        char *control_group;   /* "/system.slice/nginx.service"; "" if none */
        char *invocation_id;   /* 32 hex digits; "" if never started */
        bool can_reload;
        bool need_reload; /* NeedDaemonReload: its files changed since the manager read them */
} UnitStatus;

UnitStatus *manager_unit_status(struct sd_bus *bus, const char *name, GError **error);
void unit_status_free(UnitStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UnitStatus, unit_status_free)

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

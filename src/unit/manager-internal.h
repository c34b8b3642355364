/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <systemd/sd-bus.h>

/* Shared by manager.c and bus.c. */
#define MANAGER_SERVICE "org.freedesktop.systemd1"
#define MANAGER_PATH "/org/freedesktop/systemd1"
#define MANAGER_INTERFACE "org.freedesktop.systemd1.Manager"
#define MANAGER_UNIT "org.freedesktop.systemd1.Unit"
#define MANAGER_SERVICE_INTERFACE "org.freedesktop.systemd1.Service"

typedef sd_bus_error ManagerError;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ManagerError, sd_bus_error_free)

/* Sets the error from what a call returned; always false. */
bool manager_fail(GError **error, int r, const sd_bus_error *problem, const char *doing);
/* One property: a string (free()), or a fixed type. */
bool manager_get(sd_bus *bus, const char *path, const char *interface, const char *property, const char *type,
                 void *ret, GError **error);

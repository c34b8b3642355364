/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* A directory that belongs to a daemon (package file list, tmpfiles.d, logrotate, PIDFile=): where it may write more
 * than it was seen to. A fact of the host, used by policy. */
typedef struct OwnedPath {
        char *path;
        char *why; /* "listed by package nginx-common", "/etc/logrotate.d/nginx:1" */
} OwnedPath;

OwnedPath *owned_path_new(const char *path, const char *why);
void owned_path_free(OwnedPath *owned);

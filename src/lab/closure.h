/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Copies the running program with every shared library that it has loaded, and the dynamic loader, below root: the lab
 * then has /usr/local/bin/unitlock, whatever C library its suite has. Must be called where /proc is our own. */
bool closure_copy(const char *root, GError **error);

/* The files of the loaded shared libraries, by the names that they were asked for under; *ret_loader is the one among
 * them that is the dynamic loader (NULL if we were started by it directly). Caller frees with g_strfreev() and
 * g_free(). */
char **closure_list(char **ret_loader);

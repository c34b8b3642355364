/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <pwd.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "model/owned.h"

/* Directories below /etc, /opt, /srv, /usr/local and /var that one of these users owns, or that its own group may write
 * to, and those of /var/{cache,lib,spool} that all may write to: of OwnedPath, sorted by path; none is below another.
 * Users who are root or people (UIDs from 1000) are passed over; if none is left, nothing is found. File systems of
 * other machines are not looked into, nor what lies more than four levels deep. root: NULL or a tree. The caller
 * unrefs. */
GPtrArray *ownership_find(const char *root, const uid_t *users, size_t n_users);

/* /var/cache/NAME, /var/lib/NAME and /var/log/NAME of a unit NAME.service or NAME@INSTANCE.service, whether or not they
 * are there. NAME is also what comes before "-server" or "-daemon", and the user's name (NULL: none), if it is a system
 * user of its own. Of OwnedPath. The caller unrefs. */
GPtrArray *ownership_by_name(const char *unit, const struct passwd *user);

#define OWNERSHIP_SCRIPT_MAX (1u << 20) /* bytes of a script, that are read */

/* Does a script of a package keep something in /var/backups? Comments are passed over. */
bool ownership_of_backups(const char *script);

/* Directories right below /var/{cache,lib,log,spool} that an ELF program names, in a constant that has the program's
 * own name in it; and those of /var that a script goes to by "cd": of OwnedPath, sorted. Any other file has none. root:
 * NULL or a tree. The caller unrefs. */
GPtrArray *ownership_in_program(const char *root, const char *program);

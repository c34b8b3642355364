/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/owned.h"
#include "unit/unit.h"

/* What the host says about a unit, read from files only: dpkg's database, tmpfiles.d, logrotate's configuration. A
 * snapshot, const after it was made. Where there is no dpkg (another distribution) the lists are empty, which is no
 * error. */

/* One logrotate block of the unit's packages. */
typedef struct Rotation {
        char *file;         /* "/etc/logrotate.d/nginx" */
        unsigned line;      /* of the block's first line, from 1 */
        char **paths;       /* the logs, as written: may be globs */
        char *postrotate;   /* shell script that makes the daemon reopen its logs; NULL: none */
        bool copy_truncate; /* the daemon need not do anything */
} Rotation;

typedef struct UnitFacts {
        char **packages;      /* installed packages of the unit's source, sorted */
        GPtrArray *owned;     /* of OwnedPath, sorted by path */
        GPtrArray *rotations; /* of Rotation */
} UnitFacts;

/* root: NULL or a tree. programs: the ExecStart= programs, NULL-terminated, may be NULL: they say the package where the
 * unit file is of none (written by the admin). Never fails: what cannot be read is not there. */
UnitFacts *unit_facts_new(const char *root, const UnitView *unit, const char *const *programs);
void unit_facts_free(UnitFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UnitFacts, unit_facts_free)

/* Parses one logrotate file; appends Rotation to rotations. Blocks that it does not understand are skipped. */
void logrotate_parse(const char *file, const char *text, GPtrArray *rotations);
GPtrArray *rotation_list_new(void);

/* The installed version of a package; NULL: not installed, or no dpkg. Caller frees. */
char *package_version(const char *root, const char *package);
/* "bookworm"; "unknown". Caller frees. */
char *host_suite(const char *root);

/* "252.39-1~deb12u2", "v257" -> 252, 257; 0 if it is no version. */
unsigned systemd_version_parse(const char *version);

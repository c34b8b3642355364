/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"
#include "unit/unit.h"

/* A look at the programs of a unit without running any: those of its Exec lines, the interpreters of scripts, the
 * loaders of ELF files, programs that scripts name, what stands behind /usr/sbin/sendmail where one of them names that,
 * and files named in the Exec lines. Source "look". Foreign programs are needs of calls by their interface, set-ID
 * programs of their rights;
 * those of another machine need memory that is writable and executable, for the emulator. */
NeedSet *look_needs(const char *root, const UnitView *unit);
/* The same, where the unit has something else in the place of these programs (NULL-terminated). */
NeedSet *look_needs_without(const char *root, const UnitView *unit, const char *const *replaced);
/* Adds to needs what the programs in it, that are run as they say, need because of their architecture. */
void look_add_architectures(const char *root, NeedSet *needs);

/* A path that a setting names, that must be there for the unit to start (systemd ends with 226/NAMESPACE), and is not.
 */
typedef struct MissingPath {
        DirectiveId directive;
        char *word; /* as the setting has it */
        char *path;
} MissingPath;
void missing_path_free(MissingPath *missing);
/* Of MissingPath; the caller unrefs. */
GPtrArray *look_missing_paths(const char *root, const Config *config);
/* systemd follows symbolic links in lists of paths: adds what they lead to. A root directory of the unit's own is not
 * looked into. */
void look_follow_paths(const char *root, Config *config);

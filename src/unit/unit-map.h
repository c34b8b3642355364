/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <sys/stat.h>

#include "unit/init-script.h"
#include "unit/unit.h"

/* The unit files of a search path by name, symbolic links between them understood: what a name leads to, and which
 * other names lead there. One look at the directories. All paths in here are inside the root. */
typedef struct UnitMap {
        const UnitPaths *paths; /* not owned: must outlive the map */
        GHashTable *targets;    /* name -> absolute path of its file, or the name that it is an alias of */
        GHashTable *names; /* name of a file -> GPtrArray of the names that lead to it, itself among them; masks, too */
        GHashTable *scripts; /* name of a service that has no unit file -> InitScript that it is made of */
} UnitMap;

UnitMap *unit_map_new(const UnitPaths *paths, DiagList *diags);
void unit_map_free(UnitMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UnitMap, unit_map_free)

/* An empty file or a device, as /dev/null, in a unit's place masks it. */
static inline bool unit_file_is_mask(const struct stat *info)
{
        return S_ISREG(info->st_mode) ? info->st_size == 0 : S_ISCHR(info->st_mode) || S_ISBLK(info->st_mode);
}

/* The file that a name leads to, NULL if none: a template's for an instance that has no file of its own. Points into
 * the map. */
const char *unit_map_fragment(const UnitMap *map, const char *name);
/* The init script whose unit that file is to be: it is not there yet, or never will be; NULL: it is a unit file. */
const InitScript *unit_map_script(const UnitMap *map, const char *fragment);
/* All names of the unit that name belongs to, itself included, sorted; caller frees (g_strfreev). */
char **unit_map_names(const UnitMap *map, const char *name);
/* Names of the instances of templates that are there without being started: those that have a file or an alias of their
 * own, and those that a unit wants, requires or upholds by a link (foo.target.wants/bar@x.service, systemd.unit(5)).
 * Sorted, each once, without those whose template is not there; type: NULL for all. Caller frees (g_strfreev). */
char **unit_map_instances(const UnitMap *map, const char *type);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "unit/unit-map.h"
#include "unit/unit.h"

/* All service units that a running manager has or would have, read fast: from their files wherever these say the same
 * as the manager, which is asked only about the others. Asking for all properties of a unit takes milliseconds, reading
 * its file a fraction of one. */
struct sd_bus;

typedef struct Running {
        struct sd_bus *bus;      /* not owned */
        unsigned systemd;        /* major version of the manager */
        bool restrict_suid_sgid; /* DefaultRestrictSUIDSGID= of system.conf, since 258 */
        UnitPaths *paths;        /* where the manager looks */
        UnitMap *map;
        GHashTable *loaded;  /* set of names that the manager has in memory */
        guint64 load_time;   /* when it last read unit files, in µs; what was changed since then, it may not know */
        GHashTable *changed; /* set of names of directories of drop-ins ("x.service.d") that were changed since then */
        bool all_changed;    /* whole directories were */
        unsigned asked;      /* how many units the manager was asked about */
} Running;

/* NULL with an error where the manager does not answer. */
Running *running_new(struct sd_bus *bus, bool user, GError **error);
void running_free(Running *running);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Running, running_free)

/* Names of all service units: those that are loaded, and those that have a file, templates among them; each once, by
 * its own name. Sorted; caller frees (g_strfreev). */
char **running_list(const Running *running);
/* A unit as the manager has it. A template is loaded as this instance. Missing and masked units are a state. */
UnitView *running_load(Running *running, const char *name, const char *instance, GError **error);

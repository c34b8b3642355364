/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/host.h"
#include "facts/mode.h"
#include "source/profile.h"
#include "unit/unit-map.h"

/* How things stand with the confinement of units by us: which have a profile or a drop-in that was learned, what is in
 * force, under what each was started, and what a reload or a restart would change. Read from files alone, those of
 * systemd in /run among them; nothing is changed. */

typedef enum LifePending {
        LIFE_PENDING_NONE,
        LIFE_PENDING_RELOAD,  /* what the generator made is not what it would make now */
        LIFE_PENDING_RESTART, /* the unit runs under other settings than it has */
        _LIFE_PENDING_MAX,
} LifePending;
extern const char *const life_pending_names[_LIFE_PENDING_MAX + 1]; /* "", "reload", "restart" */

typedef struct LifeUnit {
        char *name;   /* an instance, where one runs */
        char *source; /* the unit whose name the drop-in has: the template of an instance; else name */
        Mode mode;
        char *why;         /* the file that says so; NULL: nothing does */
        bool user;         /* of a user manager */
        const char *never; /* why it is never to be touched; NULL: it may be */
        bool enforces;     /* its profile is to be in force */
        bool has_profile;  /* one that can be used */
        bool tested;       /* it says so */
        char *damaged;     /* what is wrong with its profile; NULL: nothing */
        char *learned; /* a drop-in that was learned and is in force, for good or until the next boot: its path; NULL:
                          none */
        char *waiting; /* the one of complain mode */
        bool active;
        char *wanted;  /* the drop-in that its profile comes to on this host as it is now; NULL: none */
        char *present; /* the one that was made when the manager last read its units; NULL: none */
        char *started; /* hash of the one that it was started under; NULL: none, or it is not active */
        LifePending pending;
} LifeUnit;

typedef struct Life {
        char *root;
        bool user; /* units of the user manager of who asks */
        HostFacts *facts;
        UnitPaths *paths;
        UnitMap *map;
        ProfileStore *store;
        DiagList *diags; /* of the profiles */
} Life;

/* root: NULL or a tree. user: units of user managers, of a tree those that have modes of the admin. Never fails. Caller
 * frees. */
Life *life_new(const char *root, bool user);
void life_free(Life *life);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Life, life_free)

/* Array of LifeUnit, by name: all installed units with a profile or a drop-in of ours; with all, those that are never
 * touched, too. Caller unrefs. */
GPtrArray *life_units(const Life *life, bool all);
/* One unit; NULL: it is not installed. Caller frees. */
LifeUnit *life_unit(const Life *life, const char *name);
/* What is left of ours of a unit that is not installed: a drop-in that waits or that was learned, and its mode; nothing
 * else is known of it. NULL: nothing is left. Caller frees. */
LifeUnit *life_unit_left(const Life *life, const char *name);
void life_unit_free(LifeUnit *unit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LifeUnit, life_unit_free)

/* The word for the mode of a unit that is loaded already (name: a template's, where the view is of an instance made up
 * for it): "enforce", "complain", "off"; "trial" while a drop-in of ours is being tried; NULL: there is neither a
 * profile nor a drop-in of ours. What life_unit() finds, without all the rest. Static. */
const char *life_mode_word(const char *root, const ProfileStore *store, const char *name, const UnitView *view);

/* The unit with one drop-in made by the generator (NULL: none) and with or without the one that was learned. NULL with
 * an error: it cannot be read. Caller frees. */
UnitView *life_view(const Life *life, const LifeUnit *unit, const char *dropin, bool learned, GError **error);

/* Where systemd has its generators write. */
#define LIFE_GENERATED_DIR "/run/systemd/generator"
/* Texts of drop-ins under which units were started are kept by hash (life/keep.h), so that it can be said what a
 * restart would change. */
#define LIFE_KEPT_DIR "/run/unitlock/dropins"
/* Caller frees; NULL: it was not kept. */
char *life_kept(const Life *life, const char *stamp);
/* Adds the hashes of the drop-ins that units were started under. */
void life_started_stamps(const char *root, GHashTable *stamps);

/* "-Name=value" and "+Name=value", sorted, of settings that only one of two drop-ins has. NULL is one without settings.
 * Caller frees (g_strfreev). */
char **life_changes(const char *from, const char *to);
/* Those between what the unit runs under, or what it would be started with now, and what it is to have. Empty: nothing
 * is pending, or it is not known what it was started under. Caller frees (g_strfreev). */
char **life_pending_changes(const Life *life, const LifeUnit *unit);

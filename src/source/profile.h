/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/diag.h"
#include "model/need.h"

/* Profiles: files of needs (unitlock-needs(5)) called UNIT.profile, in
 *
 *   /usr/share/unitlock/profiles, /usr/local/share/unitlock/profiles   shipped; the second goes before the first
 *   /etc/unitlock/profiles.d                                           of the admin: one of the same name stands in
 * place of the shipped one; any other *.profile there is joined to the profile of the unit that it names
 *
 * and for units of user managers
 *
 *   /usr/share/unitlock/user-profiles, /usr/local/share/unitlock/user-profiles
 *   /etc/unitlock/user/profiles.d
 *   ~/.config/unitlock/profiles.d      of the user himself, as those of the admin; goes before them
 *
 * In a profile, "%h/" and "%t/" at the begin of a path are the home directory of who reads it, and $XDG_RUNTIME_DIR. */
#define PROFILE_SUFFIX ".profile"
#define PROFILE_LOCAL_DIR "/etc/unitlock/profiles.d"

typedef struct Profile {
        char *unit;     /* as asked for */
        NeedSet *needs; /* joined */
        char **files;   /* that it was joined from, without root */
        bool tested;    /* all of them say so */
} Profile;

typedef struct ProfileStore ProfileStore;
/* Looks what there is below root (NULL: the host) for units of the system or of user managers, and reads the additions.
 * What is wrong in them goes to diags. Never fails. Caller frees. */
ProfileStore *profile_store_new(const char *root, bool user, DiagList *diags);
void profile_store_free(ProfileStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProfileStore, profile_store_free)
/* Units that have a profile, sorted; templates as "x@.service". Points into store; ends with NULL; caller frees the
 * array. */
const char **profile_store_units(const ProfileStore *store);
/* Is there one for a unit, or for its template? It may be wrong. */
bool profile_store_has(const ProfileStore *store, const char *unit);
/* The profile of a unit; for an instance that has none, its template's. NULL: none, or one of its files is wrong (then
 * diags has errors): half a profile would be one with needs missing. Caller frees. */
Profile *profile_store_load(const ProfileStore *store, const char *unit, DiagList *diags);
/* The same for one unit alone. */
Profile *profile_of_unit(const char *root, bool user, const char *unit, DiagList *diags);
void profile_free(Profile *profile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Profile, profile_free)

/* Reads one file of needs. NULL: it is not there or wrong, and diags say so. */
NeedSet *profile_read_file(const char *path, DiagList *diags);

/* OwnedPaths of the header; names of the directives that it leaves alone. Callers free (unref; g_strfreev). */
GPtrArray *profile_owned(const NeedSet *needs);
char **profile_left(const NeedSet *needs);

/* What a recording says of any host: needs that this host's ways brought in are left out (source "host", "margin"),
 * files that only say which library or locale is installed too, and what was seen of the host's ways becomes an
 * indirect need. One piece of evidence is kept a need. Caller frees. */
NeedSet *profile_generalise(const NeedSet *recording);

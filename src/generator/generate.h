/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/diag.h"
#include "facts/host.h"
#include "policy/policy.h"
#include "source/profile.h"
#include "unit/unit-map.h"
#include "unit/unit.h"

/* Profile + facts of the host + the unit as it is here -> drop-in. No clock, no bus, no network. */

/* Drop-ins of all directories are read in the order of their names: this one comes before those of packages and admins,
 * so that theirs have the last word. */
#define GENERATED_DROPIN "0-0-unitlock.conf"

/* The unit of the tree without drop-ins of that name. NULL with an error: it cannot be read. Caller frees. */
UnitView *generate_unit(const UnitPaths *paths, const char *unit, GError **error);
/* The same for many: the directories are read once. */
UnitView *generate_unit_mapped(const UnitMap *map, const char *unit, GError **error);

bool generate_starts_as_root(const UnitView *unit);

/* What is made of a profile here. systemd: the major version that is to read it. Caller frees. */
Policy *generate_policy(const Profile *profile, const HostFacts *facts, const UnitView *unit, unsigned systemd);
/* Is there anything to write? */
bool generate_has_lines(const Policy *policy);
/* user: it is a unit of a user manager. Caller frees. */
char *generate_text(const Profile *profile, const Policy *policy, const char *unit, bool user, const HostFacts *facts);

/* A drop-in ends with a line that puts this field into all that its unit logs, with a short hash of its settings as
 * value. systemd keeps the fields that a unit was started with (/run/systemd/units/log-extra-fields:UNIT), whatever is
 * reloaded later: so it can be told whether a unit runs under the settings that it has now. Seen on 252, 257 and 262.
 */
#define GENERATED_FIELD "UNITLOCK_DROPIN"
/* The hash that a drop-in of ours has: of its settings alone, so that a comment makes no difference. Caller frees. */
char *generate_stamp(const char *text);

typedef struct Made {
        char *unit;
        char *text;
} Made;
void made_free(Made *made);
/* Array of Made, by unit, for each installed unit with a profile that is in force. root: NULL or a tree; user: units of
 * the manager of the user who asks. Never fails as a whole: diags say what could not be made, and why. Caller unrefs.
 */
GPtrArray *generate_texts(const char *root, bool user, DiagList *diags);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Whether a unit's profile is in force: plain files below /etc/unitlock, so that they can be looked at, and removed by
 * hand.
 *
 *   /etc/unitlock/off/UNIT              the profile is not used
 *   /etc/unitlock/complain/UNIT.conf    it waits, and the watcher says what it would refuse
 *   /etc/unitlock/enforce/UNIT          it is in force
 *   /etc/unitlock/default-mode          for all others: one of these words; else
 *   /usr/lib/unitlock/default-mode      what a package says; else it is "off"
 *
 * The first that is there counts. The default puts only profiles in force that say of themselves that they are tested.
 *
 * For units of user managers the same lie in ~/.config/unitlock, where the user has the first word, then in
 * /etc/unitlock/user, and the last default in /usr/lib/unitlock/user. */
typedef enum Mode {
        MODE_OFF,
        MODE_COMPLAIN,
        MODE_ENFORCE,
        _MODE_MAX,
} Mode;
extern const char *const mode_names[_MODE_MAX + 1];

#define MODE_COMPLAIN_DIR "/etc/unitlock/complain"
#define MODE_ENFORCE_DIR "/etc/unitlock/enforce"
#define MODE_OFF_DIR "/etc/unitlock/off"

/* The directory of files of that mode, which the verbs write to; for user managers: of this user, NULL without a home.
 * Caller frees. */
char *mode_directory(bool user, Mode mode);

/* Of units that no file names. *ret_why: the file that says so, NULL if none; caller frees. What cannot be read there
 * is MODE_OFF, with an error (may be NULL). user: units of user managers. */
Mode mode_default(const char *root, bool user, char **ret_why, GError **error);

/* root: NULL or a tree. An instance has its template's mode if it has none of its own. *ret_why (may be NULL): the file
 * that says so, NULL if none; caller frees. */
Mode mode_of_unit(const char *root, bool user, const char *unit, bool tested, char **ret_why);

/* Units that are never to be touched, whatever profile is there: why, in words; NULL: it may be. Static. */
const char *mode_never(const char *unit);

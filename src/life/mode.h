/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "life/unit.h"

/* Sets modes: writes and removes the files that facts/mode.h reads. The manager is not told: the caller does that. */

typedef enum LifeSet {
        LIFE_SET_DONE,
        LIFE_SET_ALREADY, /* it was so before */
        LIFE_SET_NOTHING, /* there is neither a profile nor a drop-in of ours */
} LifeSet;

/* No drop-in of ours: what was learned is removed, and a profile is not used. False with error: not (wholly) done. */
bool life_off(const Life *life, const LifeUnit *unit, LifeSet *ret, GError **error);
/* Removes what was kept of what it did in complain mode. */
bool life_forget_watched(const Life *life, const LifeUnit *unit, GError **error);
/* The drop-in waits, and the watcher tells what it would refuse. text: the drop-in to wait; NULL: the one that was
 * learned, else what the profile comes to. */
bool life_complain(const Life *life, const LifeUnit *unit, const char *text, LifeSet *ret, GError **error);
/* What waits, or the profile, is put in force. */
bool life_enforce(const Life *life, const LifeUnit *unit, LifeSet *ret, GError **error);
/* Forgets what was set for the unit: the default counts. What was learned stays. */
bool life_default(const Life *life, const LifeUnit *unit, LifeSet *ret, GError **error);

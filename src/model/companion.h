/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* What a capability is for, where it is of no use without something else: who lists it in a unit, or keeps it when it
 * gives up the others, will want that as well. */
typedef struct Companion {
        const char *capability;
        NeedKind kind;
        const char *subject;
} Companion;

extern const Companion companions[]; /* the last has no capability */

/* The note of a capability that a program keeps by name when it gives up the others. */
extern const char note_kept[];

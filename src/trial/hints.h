/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* Calls that ask for a place to run or a node to allocate from. Refused, a program does the same work with less
 * locality. A trial is made without them first, since they would keep all of @resources open. */

bool need_is_hint(const Need *need);
/* The set without them. Caller frees. */
NeedSet *needs_without_hints(const NeedSet *needs);
/* "sched_setaffinity() is refused on purpose: ..." Caller frees. */
char *hint_note(const Need *need);
/* The same, for each that the set has. NULL-terminated; caller frees. */
char **hint_notes(const NeedSet *needs);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "life/unit.h"

/* Keeps the drop-ins that the generator has made now, and which unit has which, and forgets those that neither are made
 * nor have a unit that runs under them. root: NULL or a tree. False with error: a file below LIFE_KEPT_DIR cannot be
 * written or removed. */
bool life_keep(const char *root, GError **error);

/* What units had when life_keep() was called last: the name of a drop-in's unit (LifeUnit.source) -> its text, "" where
 * that is lost. NULL: it was not called since the boot. Caller unrefs. */
GHashTable *life_known(const char *root);

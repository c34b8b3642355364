/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"
#include "model/owned.h"
#include "unit/unit.h"

/* Directories below /run that a service of root writes to, or that belong to it (owned: of OwnedPath, NULL: none), and
 * that neither tmpfiles.d nor any unit makes: it makes them itself after each boot, though it was not seen to. Reads
 * tmpfiles.d and the directories of units; source "host", strength possible. root: NULL or a tree. The caller frees. */
NeedSet *volatile_needs(const char *root, const UnitView *unit, const NeedSet *needs, const GPtrArray *owned);

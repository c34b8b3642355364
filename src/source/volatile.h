/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/host.h"
#include "model/need.h"
#include "model/owned.h"
#include "unit/unit.h"

/* Directories below /run that a service of root writes to, or that belong to it (owned: of OwnedPath, NULL: none), and
 * that neither tmpfiles.d nor any unit makes: it makes them itself after each boot, though it was not seen to. Reads
 * tmpfiles.d and the directories of units; source "host", strength possible. root: NULL or a tree. The caller frees. */
NeedSet *volatile_needs(const char *root, const UnitView *unit, const NeedSet *needs, const GPtrArray *owned);
/* The same by the facts of a host, for who knows by its profile what a unit has in /run: a generator, which runs when
 * nothing is there yet. Other units are not asked, so it may find more. The caller frees. */
NeedSet *volatile_needs_by(const HostFacts *facts, const UnitView *unit, const NeedSet *needs, const GPtrArray *owned);

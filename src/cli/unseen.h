/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/facts.h"
#include "model/need.h"
#include "unit/unit.h"

/* What is asked about a unit that was watched, and where the answers go. */
typedef struct Unseen {
        const char *unit;
        bool by_connection;        /* each connection to its socket is an instance of it */
        char *const *triggered_by; /* units that start it; may be NULL */
        const UnitView *view;
        const UnitFacts *facts;
        bool root;
        NeedSet *needs;   /* what it did; grows */
        GPtrArray *owned; /* of OwnedPath; grows */
} Unseen;

/* Adds the needs that the unit file, its packages, this host and the programs state, and the places that are its own.
 * Looks at the running host. */
void unseen_add(const Unseen *unseen);

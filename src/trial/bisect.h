/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Delta debugging (Zeller, Hildebrandt: "Simplifying and isolating failure-inducing input", 2002) over a set of things
 * numbered from 0. Pure: what a test is, the caller knows. */

typedef enum BisectOutcome {
        BISECT_PASS,
        BISECT_FAIL,
        BISECT_ERROR, /* the test itself could not be made: *error is set, the search ends */
        _BISECT_OUTCOME_MAX,
} BisectOutcome;

/* applied[i]: is thing i in force? */
typedef BisectOutcome (*BisectTest)(const bool *applied, unsigned n, void *userdata, GError **error);

/* A minimal set that still fails: without any one of its members it passes. Expects that all together fail; where they
 * don't, the set is empty (the failure does not repeat). Where the test fails even with nothing in force, *ret_always
 * is set and the set is empty. Array of unsigned, ascending. NULL on error. n at most 4096. */
GArray *bisect_minimal(unsigned n, BisectTest test, void *userdata, bool *ret_always, GError **error);

/* What is known of the things before any test. Either may be NULL. */
typedef struct BisectHints {
        const unsigned *gains; /* what each is worth; NULL: all the same */
        const unsigned *kin;   /* bits: things that share one work by the same means, so they may all be guilty */
} BisectHints;

/* What has to go so that the rest passes: finds a minimal failing set, gives up its cheapest member, and again until
 * the rest passes. Where one thing fails alone, its kin are tried alone next: a dozen of culprits with one cause are
 * found in a dozen of short tests, not in a dozen of searches. Then takes back what proves to be innocent after all.
 * Array of unsigned, ascending, or NULL on error; empty if all pass. *ret_always as above (then the array is empty).
 * hints may be NULL. */
GArray *bisect_guilty(unsigned n, const BisectHints *hints, BisectTest test, void *userdata, bool *ret_always,
                      GError **error);

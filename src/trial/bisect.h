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

/* What has to go so that the rest passes: finds a minimal failing set, gives up its cheapest member (gains[i]: what i
 * is worth; NULL: all the same), and again until the rest passes. Then takes back what proves to be innocent after all.
 * Array of unsigned, ascending, or NULL on error; empty if all pass. *ret_always as above (then the array is empty). */
GArray *bisect_guilty(unsigned n, const unsigned *gains, BisectTest test, void *userdata, bool *ret_always,
                      GError **error);

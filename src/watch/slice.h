/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "explain/explain.h"
#include "unit/unit.h"

/* What a slice refuses to all units in it, whatever they set themselves: systemd.resource-control(5). */
typedef struct Slice {
        UnitView *view; /* its settings of that kind, as a service would have them */
        Config *config;
        ExplainContext context;
} Slice;

/* The slices around one, the outermost first and itself last: "a-b.slice" is in "a.slice", which is in "-.slice".
 * Caller frees. */
char **slice_names(const char *name);
/* The slice that a service is in by its settings, or where it has none by its name. Caller frees. */
char *slice_of_unit(const UnitView *view);

/* Reads the slices of these names, of which each that refuses something is in the array returned (of Slice; the caller
 * unrefs). The addresses that they deny or allow, which the kernel joins with those of the unit, are added to its
 * view, as if it made them itself. */
GPtrArray *slice_load_all(const UnitPaths *paths, char *const *names, unsigned systemd, UnitView *view);

/* The need was refused, and not by the unit's own settings: a slice that denies it. Nothing that the unit sets allows
 * that, so there is no change to propose. NULL: none does. Caller frees. */
Explanation *slice_explain(const GPtrArray *slices, const Need *need, const Symptom *symptom);
/* Takes the change out of an explanation (may be NULL) that is of a slice. Returns it. */
Explanation *slice_explanation(Explanation *explanation);

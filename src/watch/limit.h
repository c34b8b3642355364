/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bpf/wire.h"
#include "explain/explain.h"

/* Whose limit was reached, and what to do about it: TasksMax= and MemoryMax=, of the unit or of a slice above it. */
typedef struct Limit {
        unsigned which;  /* WIRE_LIMIT_* */
        guint64 value;   /* processes, or bytes */
        const char *who; /* the slice that has it; NULL: the unit itself */
} Limit;

/* What happened, as the predicate of a sentence. Caller frees. */
char *limit_describe(const Limit *limit);
/* Caller frees. */
Explanation *limit_explain(const ExplainContext *context, const Limit *limit);
/* Which control group from the service's own up to the root has that id? group: path below root of the one that the
 * event is of, unit: the name of the service. False: none of them (the service made it itself). *ret_who: as in Limit;
 * caller frees. */
bool limit_find_group(const char *root, const char *group, const char *unit, guint64 id, char **ret_who);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bpf/wire.h"
#include "explain/explain.h"

/* Whose limit was reached, and what to do about it: TasksMax= and MemoryMax=, of the unit or of a slice above it; or
 * one of a process, as LimitNOFILE= sets it. */
typedef struct Limit {
        unsigned which;  /* WIRE_LIMIT_* */
        guint64 value;   /* processes, bytes, files, seconds */
        int error;       /* of the call that met it; 0: none, or not known */
        const char *who; /* the slice that has it; NULL: the unit itself */
        guint64 wanted;  /* the program asked to be given more: so much; 0: it met the limit */
        guint64 enough;  /* that would have been, for what it did then; 0: not known */
} Limit;

/* What happened, as the predicate of a sentence. Caller frees. */
char *limit_describe(const Limit *limit);
/* context: of the unit; where the limit is a slice's, with the view of that or none. Caller frees. */
Explanation *limit_explain(const ExplainContext *context, const Limit *limit);
/* How large the limit would have to be for the call, by the event that tells of it. 0: that can't be said. */
guint64 limit_enough(const struct wire_event *event, const char *call);
/* Does the unit set that limit of a process, and to this value? Else it is the manager's, or the program's own. */
bool limit_is_set(const Config *config, const Limit *limit);
/* The program asked for .wanted, and did not get it. Is that for the greatest value that the unit sets, which goes to
 * .value, and would it have been within what a service has that sets none? */
bool limit_is_too_low(const Config *config, Limit *limit);
/* The program asked for .wanted, a priority (RLIMIT_NICE, RLIMIT_RTPRIO, as the kernel counts them). Is that beyond
 * what the unit sets, which goes to .value? */
bool limit_is_exceeded(const Config *config, Limit *limit);
/* Is the limit that the event tells of the reason, or had the call failed without it as well? memory: bytes that this
 * machine has for who asks at once; 0: that does not matter (overcommit_memory is 1). */
bool limit_is_reached(const struct wire_event *event, const char *call, guint64 memory);
/* Does the unit set any limit of processes? */
bool limit_any_is_set(const Config *config);
/* Which control group from the service's own up to the root has that id? group, group_id: path below root, and id, of
 * the one that the event is of, which may be gone by now; unit: the name of the service. False: none of them (the
 * service made it itself). *ret_who: as in Limit; caller frees. */
bool limit_find_group(const char *root, const char *group, guint64 group_id, const char *unit, guint64 id,
                      char **ret_who);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "explain/explain.h"
#include "watch/group.h"

/* One thing to say in the journal of a unit. Strings are the caller's. */
typedef struct WatchEntry {
        const char *message_id; /* of watch/message.h */
        int priority;           /* syslog's */
        const GroupUnit *unit;  /* NULL: about the watcher itself */
        const char *program;
        int pid;
        const char *call;
        const char *what;               /* the predicate of the sentence; NULL: from the need */
        const Symptom *symptom;         /* may be NULL */
        const Explanation *explanation; /* NULL: no setting is to blame */
        unsigned count;
} WatchEntry;

/* The fields, as "NAME=value", NULL-terminated. Pure. Caller frees (g_strfreev). */
char **watch_entry_fields(const WatchEntry *entry);
/* The same of a message about the unit in which nothing was refused. */
char **watch_notice_fields(const GroupUnit *unit, const char *message_id, const char *message);
/* Sends fields to the journal. False if it would not take them now: try again later. */
bool watch_entry_send(char *const *fields);

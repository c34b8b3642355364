/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-journal.h>

#include "explain/symptom.h"
#include "unit/unit.h"
#include "watch/slice.h"
#include "why/why.h"

/* What the files of this folder share: a story while it is collected. */

/* What the manager knows of the unit's last run. */
typedef struct LastRun {
        bool failed;
        bool up;      /* active, maybe reloading */
        char *result; /* "signal", "exit-code" ... from libsystemd: free() */
        int code;     /* CLD_* of the main process, or of the command before it that failed; 0: none */
        int status;
        guint32 pid;
        bool before;   /* of a command of ExecStartPre=: there was no main process */
        guint64 since; /* realtime, microseconds; 0: never started */
} LastRun;

typedef struct Why {
        const WhyOptions *options;
        UnitView *view;
        Config *config;
        Config *followed; /* with what symbolic links in its paths lead to */
        ExplainContext context;
        GPtrArray *slices; /* of Slice: those around it that refuse something */
        LastRun run;
        WhyStory *story;
        GHashTable *told; /* needs and settings */
        bool unread;      /* unitlock-watch.service looked, and what it wrote may not be read */
        bool watched;     /* unitlock-watch.service looked all the while, and at all that it did */
        char *spoken;     /* the last message that speaks of an error; NULL: none */
        int spoken_error;
        char *spoken_path; /* that it names; NULL: none */
        char *setup;       /* systemd's last words about setting it up; NULL: none */
} Why;

/* --- finding.c --- */

/* Not yet told? Counts as told from now on. */
bool why_is_new(Why *why, const char *what);
/* what: taken over. The story owns the finding. */
WhyFinding *why_add_finding(Why *why, WhyKind kind, char *what, const char *how);
/* A need that was refused, or will be. True if a setting denies it. what: taken over, NULL: the need in words. */
bool why_add_need(Why *why, WhyKind kind, const Need *need, const Symptom *symptom, char *what, const char *how);
/* The line that allows what the filter refuses of the group of a call. Caller frees; NULL: nothing can be said. */
char *why_likely_calls(const Why *why, const char *call);
void why_finding_free(gpointer finding);

/* --- look.c: how says in words what made us look --- */

/* Paths that must be there for the unit to start at all: without them systemd ends with 226/NAMESPACE. */
void why_look_at_mounts(Why *why, WhyKind kind, const char *how);
/* User= that nobody is: 217/USER */
void why_look_at_user(Why *why, WhyKind kind, const char *how);
/* What systemd will not be able to set up. */
void why_look_at_setup(Why *why, const char *how);
/* Programs that are not there, as the unit sees the file system: 203/EXEC */
void why_look_at_programs(Why *why, WhyKind kind, const char *how);
/* Settings that do nothing on this machine. */
void why_look_at_kernel(Why *why);
/* Needs that the unit and its programs state, against what the same unit denies. matches: which of them explain what
 * happened (NULL: nothing has happened). */
void why_look_at_needs(Why *why, bool (*matches)(const Why *why, const Need *need), const char *how);
/* The PID file of a forking service, where systemd would not see it. */
void why_look_at_pid_file(Why *why, WhyKind kind, const char *how);
/* The socket of a service that is to say when it is up, where it would not see it. */
void why_look_at_notification(Why *why, WhyKind kind, const char *how);
/* Would the unit's user get that without the sandbox? True where it is not known. */
bool why_host_allows(const Why *why, const Need *need);

/* --- imports.c --- */

/* A note of the functions that its programs import and whose calls the filter refuses, where nothing better is known.
 */
void why_look_at_imports(Why *why);

/* --- run.c --- */

/* Fills why->run. */
bool why_ask_last_run(sd_bus *bus, Why *why, GError **error);
/* Did the watcher run since before the unit's last start, and look at all since then? */
bool why_ask_watcher(sd_bus *system, const LastRun *run);
/* Waits until it has written all that has happened up to now, if we may ask it to. */
void why_await_watcher(sd_bus *system);
/* By a signal. */
bool why_was_killed(const LastRun *run);
/* In words; caller frees. */
char *why_describe_state(const LastRun *run);

/* --- journal.c --- */

/* When the first entry of a run (its invocation ID) was written: realtime, microseconds. 0: there is none. */
guint64 why_first_of_run(sd_journal *journal, const char *id, bool user);
/* The run before that one, by what systemd wrote at its end. begin 0: the last of all. Caller frees; NULL: there was
 * none. */
char *why_previous_run(sd_journal *journal, const char *unit, const char *id, guint64 begin, bool user);
/* All entries about the unit since its last start, or since when was asked for. */
void why_read_journal(Why *why);

/* --- suspicion.c --- */

/* Notes of what may have been, where nothing is known. */
void why_add_suspicions(Why *why);
/* The journal in which the watcher writes, if the caller may not read it. Caller frees; NULL: he may. */
char *why_find_unreadable(void);
/* A note about that. */
void why_add_unreadable(Why *why);

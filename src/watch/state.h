/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>

#include "explain/explain.h"
#include "source/observe/decode.h"
#include "watch/budget.h"
#include "watch/entry.h"
#include "watch/eyes.h"
#include "watch/group.h"
#include "watch/pace.h"
#include "watch/slice.h"
#include "watch/watcher.h"

/* What the files of the watcher have in common: what it knows of groups and of units. Nobody else includes this. */

#define CGROUP_ROOT "/sys/fs/cgroup"
#define HOST_ROOT "/proc/1/root"
#define ENTRIES_PER_GROUP 40 /* of one run of a unit; what comes after is counted */

/* A unit as its files have it, read when it is asked for. */
typedef struct Loaded {
        UnitView *view;
        Config *config;
        ExplainContext context;
        GPtrArray *slices; /* of Slice: those around it that refuse something */
        bool complain;
        Config *own; /* without what waits in complain mode */
        char *key;
} Loaded;

#define SLOTS_MAX 8 /* events that come to the same: by another call, with another error */

typedef struct Slot {
        unsigned number, repeats;
        guint64 fingerprint;
} Slot;

typedef struct Told {
        char **fields; /* of the first entry */
        Slot slots[SLOTS_MAX];
        unsigned n_slots, repeats; /* repeats that have no slot */
        guint64 said, heard;       /* repeats: in the last entry, and when it was last asked */
} Told;

/* A program was told EROFS of what is not there: without the sandbox it had been told that, ENOENT. */
typedef struct Doubt {
        char *program, *call, *path;
        Explanation *explanation;
} Doubt;

typedef struct Group {
        guint64 id;
        char *path;
        GroupUnit unit;
        Decoder *decoder; /* NULL: nothing has happened yet */
        guint needs_seen; /* of decoder_sightings() */
        GPtrArray *acts;  /* of Act: complain: what may not be all told by the kernel yet */
        GHashTable *told; /* key -> Told */
        unsigned unsaid;  /* refusals beyond ENTRIES_PER_GROUP */
        bool complain;
        char *kept;        /* complain: the unit under whose name what it does is kept; NULL: it is not */
        GPtrArray *doubts; /* of Doubt: answers that a program may have ended by, if it ended without success */
        bool own_pids;     /* its processes have a PID namespace of their own */
        int exec_error;    /* with which systemd last failed to run a program of it */
        bool changed;      /* complain: needs to be written */
        bool overrun;      /* not all that it did was looked at, and that was said */
        bool unkept;       /* complain: what it does cannot be kept, and that was said */
        gint64 since, written;
        gint64 rested; /* of the watcher, when this group began */
        gint64 before; /* complain: milliseconds that the unit was watched before this group; -1: not read yet */
} Group;

struct Watcher {
        Eyes *eyes;
        unsigned systemd;
        GHashTable *groups; /* id -> Group, of services that are watched */
        GPtrArray *actors;  /* number -> path */
        char *running;      /* path of the program of the event under way, where it has no number */
        GQueue *loaded;     /* of Loaded, the last used first */
        GQueue *pending;    /* of char**: what the journal did not take */
        GHashTable *before; /* "group key": told by the watcher before us */
        char *marks;        /* of the drop-ins in complain mode that were taken up */
        gint64 changed;     /* since when what is new is to be written; 0: there is none */
        unsigned acts;      /* of all groups, that wait */
        Budget *budget;
        guint64 lost, dropped_entries;
        double calls; /* that were looked at, when they were last counted */
        gint64 flushed;
        Pace pace;
        guint64 passed_over;           /* calls, as of when that was said; */
        gint64 passed_said;            /* when; 0: never */
        gint64 rest_said, rested_said; /* when it last was said that it rests, and how long it had rested */
        FILE *state;
        size_t state_bytes;
        int inotify;
        const struct wire_event *event; /* under way */
        char *act;                      /* lines that allow what was told of it last; NULL: nothing was */
        guint32 kept_from;   /* event.act of the last call that a setting kept from a file, by EACCES; 0: none */
        const char *program; /* that it is of, "" if it is not known */
        bool host_root;      /* HOST_ROOT can be looked into */
};

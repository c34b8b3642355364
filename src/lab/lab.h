/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Throw-away systemd machines: a Debian root from a cache, booted in a container, that one command runs in. All needs
 * root. */

/* What is going on, for a person who waits ("Making the bookworm root, once; this takes about half a minute"). */
typedef void (*LabProgress)(const char *message, void *data);

typedef struct LabOptions {
        const char *suite;           /* one of lab_suites[]; NULL: the host's own, or the oldest of them */
        const char *const *packages; /* NULL-terminated; may be NULL */
        const char *const *binds;    /* "SOURCE:DESTINATION" or "PATH", read-only; NULL-terminated; may be NULL */
        const char *keep;     /* keep what the command changed under this name, and go on from it; NULL: throw away */
        LabProgress progress; /* may be NULL */
        void *progress_data;
} LabOptions;

extern const char *const lab_suites[]; /* NULL-terminated */

/* Boots a lab, runs command in it as root (NULL: a login shell) on the caller's standard streams, and takes all down
 * again. *ret_status: the command's exit status, or 128 + N if signal N ended it. SIGINT, SIGTERM, SIGHUP, SIGQUIT,
 * SIGUSR1 and SIGUSR2 are passed to the command; before it runs, the first four end the lab
 * (UNITLOCK_ERROR_INTERRUPTED). Must be called from the main thread. */
bool lab_run(const LabOptions *options, const char *const *command, int *ret_status, GError **error);

/* Runs command (NULL: a login shell) in the lab called name, which another process has running. */
bool lab_enter(const char *name, const char *const *command, int *ret_status, GError **error);

bool lab_is_running(const char *name);
bool lab_is_kept(const char *name);

typedef enum LabKind {
        LAB_KIND_SUITE,    /* the cached root of a suite */
        LAB_KIND_PACKAGES, /* packages on top of one */
        LAB_KIND_KEPT,     /* kept by --keep */
        LAB_KIND_RUNNING,  /* at work now (kept or not) */
        _LAB_KIND_MAX,
} LabKind;

extern const char *const lab_kind_names[_LAB_KIND_MAX + 1];

typedef struct LabEntry {
        LabKind kind;
        char *name; /* what lab_remove() and lab_enter() call it */
        char *suite;
        char *packages; /* blank between; "" if none */
        gint64 made;    /* seconds since the epoch */
} LabEntry;

/* All that there is, sorted by kind and name. Removes what dead labs left behind. */
GPtrArray *lab_list(GError **error);

/* Removes a cached suite (with its package layers), a package layer or a kept lab. What is in use is not removed. */
bool lab_remove(const char *name, GError **error);

/* Where the cache is: $UNITLOCK_LAB_DIR, or /var/cache/unitlock. */
const char *lab_directory(void);

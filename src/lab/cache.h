/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lab/child.h"
#include "lab/lab.h"

/* The cache of roots:
 *
 *   suite/NAME/root, info           a Debian root; never written to once it is there
 *   packages/KEY/upper, info        what installing packages changed, as an overlay layer on a suite
 *   kept/NAME/upper, work, info     what a kept lab changed
 *   lock/..., run/..., log/...
 *
 * Each is built under a hidden name and renamed when whole, under a lock, so that two first uses at once make one. */

/* A root to boot from: directories, the topmost first, all read-only. */
typedef struct CacheRoot {
        char *suite_root;
        char *layer;     /* NULL: no packages */
        int lock_fds[2]; /* shared locks that keep both from being removed; -1: none */
} CacheRoot;

void cache_root_clear(CacheRoot *root);

/* Finds or makes the root. */
bool cache_get(const Signals *signals, const char *suite, const char *const *packages, LabProgress progress,
               void *progress_data, CacheRoot *ret, GError **error);

/* "nginx wrk": sorted, without duplicates. Fails on what is no package name. Caller frees. */
char *cache_packages_normalize(const char *const *packages, GError **error);
/* "bookworm+nginx+wrk", or shortened with a hash when that is too long for a file name. Caller frees. */
char *cache_key(const char *suite, const char *packages);

/* Path below the cache; its directory is made. NULL with an error where that cannot be. Caller frees. */
char *cache_path(const char *kind, const char *name, GError **error);
bool cache_remove(const char *name, GError **error);
void cache_list(GPtrArray *entries);
LabEntry *lab_entry_new(LabKind kind, const char *name, const char *suite, const char *packages, gint64 made);

/* An open, locked lock file; -1 with an error. operation: LOCK_SH or LOCK_EX, with LOCK_NB: a lock that is held is
 * UNITLOCK_ERROR_FAILED with the text busy. Without LOCK_NB: signals that ask us to end interrupt the wait. */
int cache_lock(const char *name, int operation, const char *busy, GError **error);

bool remove_directory(const char *path, GError **error);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/state.h"

/* The root directory of the host, and where /proc shows its network, as seen from here. */
const char *cause_host_root(const Watcher *watcher);
const char *cause_proc(const Watcher *watcher);
/* The directory that is the service's root, as seen from here; NULL: it cannot be looked into from outside. Caller
 * frees. */
char *cause_service_root(const Watcher *watcher, const Loaded *loaded);

/* A refusal that no effect of the unit's settings accounts for: which setting is it all the same? The event under way
 * is looked at. NULL: none. Caller frees. */
Explanation *cause_find(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal,
                        const Symptom *symptom);
/* A connection that goes out by a network interface that the unit may not use. */
Explanation *cause_find_way(const Watcher *watcher, const Loaded *loaded, const Need *need, int error);
/* The setting that gives the unit a network of its own. Caller frees. */
Explanation *cause_network(const Loaded *loaded);

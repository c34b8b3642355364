/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Watches all services of the host, and says in the journal of each what its settings refused. */
typedef struct Watcher Watcher;

/* share: of the time of all processors, that the hook on system calls may take before the watcher rests (watch/pace.h)
 */
Watcher *watcher_new(double share, GError **error);
void watcher_free(Watcher *watcher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Watcher, watcher_free)

/* Until SIGTERM or SIGINT. */
bool watcher_run(Watcher *watcher, GError **error);

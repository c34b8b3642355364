/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Watches all services of the host, and says in the journal of each what its settings refused. */
typedef struct Watcher Watcher;

Watcher *watcher_new(GError **error);
void watcher_free(Watcher *watcher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Watcher, watcher_free)

/* Until SIGTERM or SIGINT. */
bool watcher_run(Watcher *watcher, GError **error);

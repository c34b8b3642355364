/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/state.h"

void loaded_free(Loaded *loaded);

/* Of the few that are kept, or anew; NULL if there is no such unit. Owned by the watcher; valid until the next call. */
const Loaded *loaded_get(Watcher *watcher, const GroupUnit *unit);

/* Its files may have changed since. */
void loaded_forget(Watcher *watcher, const GroupUnit *unit);

/* Do filters of the unit refuse with an error that no other part of a sandbox gives? */
bool loaded_has_own_errors(const Loaded *loaded);

/* Does any setting take anything away, or limit it? Then its group is worth following, in the kernel with *ret_flags
 * (WIRE_GROUP_*). */
bool loaded_is_sandboxed(const Loaded *loaded, unsigned *ret_flags);

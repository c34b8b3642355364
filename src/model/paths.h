/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/effect-list.h"

/* What the file system looks like to a service: asked of the entries of all directives together. */

/* The entry that decides it for a path, NULL if none. */
const PathEntry *path_view_layer(const PathView *view, const char *path, PathLayer layer);
/* All layers but the last in one: what hides it, else what makes it writable or not. With exec_layer: the last. */
const PathEntry *path_view_find(const PathView *view, const char *path, bool exec_layer);

/* A word of ReadWritePaths=, ReadOnlyPaths=, InaccessiblePaths=, ExecPaths= or NoExecPaths= as the path that the
 * service has it by, with its "-". In a unit with a root directory of its own these are paths of the host unless they
 * begin with "+", and what lies outside of that directory is dropped: NULL (252, 257 and 262: test/live/lint.sh).
 * Caller frees. */
char *path_as_seen(const Config *config, const char *word);

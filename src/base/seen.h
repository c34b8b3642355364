/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What was looked at of the file system, for who has to know whether anything of that has changed since. Whatever asks
 * the file system in the layers that a drop-in is made by says so first: a lint test (test/lint-seen.py) holds it to
 * that. */
typedef enum Seen {
        SEEN_THERE,   /* whether there is anything, and of which type; of a link, where to */
        SEEN_CONTENT, /* all else, too: what is in the file, or which names are in the directory */
} Seen;

/* Notes that the path is looked at, if anybody wants to know. */
void seen(const char *path, Seen what);

/* Does anybody want to know? */
bool seen_is_wanted(void);
/* From now on: path -> GUINT_TO_POINTER(Seen). Not for threads. */
void seen_begin(void);
/* What was noted since; caller unrefs. */
GHashTable *seen_end(void);

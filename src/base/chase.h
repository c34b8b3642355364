/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

typedef enum ChaseFlags {
        CHASE_FOLLOW = 0,
        CHASE_NOFOLLOW = 1 << 0, /* the last component is not followed if it is a symbolic link */
        CHASE_MAY_MISS = 1 << 1, /* what does not exist is taken as it is written */
} ChaseFlags;

/* Resolves all symbolic links and ".." of an absolute path as if root (NULL: none) were "/": no link leads out of it.
 * Returns the path inside root, without root before it; NULL with errno set (ENOENT, ELOOP, ENOTDIR, EACCES). Caller
 * frees. */
char *path_chase(const char *root, const char *path, ChaseFlags flags);

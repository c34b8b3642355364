/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/* Directories that many programs share: a service gets what lies below, itself only for a name made right there.
 * path: absolute, without a slash at its end. */
bool path_is_shared(const char *path);

/* The same in this home directory, itself included. */
bool path_is_shared_at_home(const char *path, const char *home);

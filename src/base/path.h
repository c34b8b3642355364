/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/* Paths as text: nothing here looks at the file system. */

/* Joins root (may be NULL or "/") and an absolute path. Caller frees. */
char *path_under_root(const char *root, const char *path);

/* True if path is prefix or lies below it, by whole components; "/" is the prefix of all. Both absolute, no trailing
 * slash. */
bool path_has_prefix(const char *path, const char *prefix);

/* Removes duplicate and trailing slashes and "." components, not ".." (which only the file system can resolve). Caller
 * frees. */
char *path_simplify(const char *path);

/* The directory that the environment names for this user, as in path_of_user("XDG_CONFIG_HOME", ".config"): the
 * variable's, if absolute, else that one below the home directory. NULL: there is no home. Caller frees. */
char *path_of_user(const char *variable, const char *below);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/path.h"
#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* Writes data to path whole or not at all: temporary file in the same directory, fsync, rename, fsync of the directory.
 * Missing parent directories are made (0755). On failure the old file is untouched and no temporary is left. */
bool file_write_atomic(const char *path, const char *data, gssize length, mode_t mode, GError **error);

/* For a file that a person named: as file_write_atomic(), but links are followed, and devices and pipes (/dev/null,
 * /dev/stdout) are written to, not replaced. */
bool file_write_output(const char *path, const char *data, gssize length, mode_t mode, GError **error);

/* Can it be written there, as far as can be said without writing? For a path that a person named, before the work that
 * makes its contents. Of a pipe and a device nothing is said. */
bool file_check_output(const char *path, GError **error);

/* Reads a file of at most max bytes (0: 16 MiB); a longer one, a directory or a device is an error that says so.
 * NUL bytes are kept; *ret_data is NUL-terminated past *ret_length. ret_length may be NULL. */
bool file_read(const char *path, size_t max, char **ret_data, size_t *ret_length, GError **error);

/* The bytes of a regular file, which are read when they are looked at. Caller: g_mapped_file_unref(). NULL: it is none
 * (links are followed), or cannot be read. Of an empty one the contents are NULL. */
GMappedFile *file_map(const char *path);

/* False with an error that says what it is, where it is no regular file (links are followed). */
bool file_is_regular(const char *path, GError **error);

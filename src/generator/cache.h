/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The texts of all drop-ins of the system, and all that they were made from: to make them is a millisecond's work for
 * each, and between two reloads next to nothing changes. The generator reads the cache alone; it is written where
 * somebody may write. */
#define CACHE_FILE "/var/cache/unitlock/generator"

/* Array of Made (generator/generate.h), if everything that was looked at when they were made is as it was; NULL: no.
 * root: NULL or a tree. Caller unrefs. */
GPtrArray *cache_read(const char *root);

/* Makes the texts anew and keeps them, unless the cache holds already. What is not to be kept (something is wrong, and
 * is to be said each time; another generator had its hands in; things change just now) takes the cache away. False with
 * error: it cannot be written. */
bool cache_write(const char *root, GError **error);

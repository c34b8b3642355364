/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* What `unitlock learn --apply=yes` keeps of a unit beside its drop-in, for `--continue`: all needs with their coverage
 * and exercises, and which directives were left alone. Readable by unitlock-needs(5). */

/* The needs that are kept; an empty set where none are. NULL with an error: the file is damaged. *ret_watched: what
 * complain mode saw (may be empty), never NULL on success. Caller frees both. */
NeedSet *learned_read(const char *unit, NeedSet **ret_watched, GError **error);
/* bans: of char*, names of directives. */
bool learned_write(const char *unit, const NeedSet *needs, const GPtrArray *bans, GError **error);
/* Names of the directives that were left alone. Caller frees (g_strfreev). */
char **learned_bans(const NeedSet *learned);
/* The commands that were run to watch it. Caller frees (g_strfreev). */
char **learned_exercises(const NeedSet *learned);

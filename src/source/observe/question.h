/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/need.h"

/* Why a capability check that was granted within a successful call says nothing about a need, or NULL if it does say
 * that the capability was needed. call: name of the system call, NULL if unknown. */
const char *capability_question(int capability, const char *call);

/* May everybody call fanotify_init(2) with these flags? Such groups tell of events by the file's handle, and none waits
 * for an answer. Source: fanotify_init(2), since Linux 5.13. */
bool fanotify_is_for_all(uint64_t flags);

/* Why it does not matter whether a program can read this file of /proc, or NULL if it may matter. */
const char *path_question(const char *path);

/* Why it does not matter whether this program (a path) has this need in this call (NULL: unknown), or NULL if it may
 * matter. */
const char *actor_question(const char *program, NeedKind kind, const char *subject, const char *call);

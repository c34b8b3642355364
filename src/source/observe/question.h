/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "model/need.h"

/* Why a capability check that was granted within a successful call says nothing about a need, or NULL if it does say
 * that the capability was needed. call: name of the system call, NULL if unknown. */
const char *capability_question(int capability, const char *call);

/* Why it does not matter whether a program can read this file of /proc, or NULL if it may matter. */
const char *path_question(const char *path);

/* Why it does not matter whether this program (a path) has this need in this call (NULL: unknown), or NULL if it may
 * matter. */
const char *actor_question(const char *program, NeedKind kind, const char *subject, const char *call);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* What a service that starts as root needs to become another user, where something that it was seen to run can do so
 * and was not asked to: a program that sets the groups of a user, or a script that calls one which does. Reads the
 * files that needs name, nothing else; strength possible, source "elf" or "script". root: NULL or a tree. The caller
 * frees. */
NeedSet *become_needs(const char *root, const NeedSet *needs);

/* Does a script or module say so? For tests. code: compiled, or otherwise no text. */
bool become_in_text(const char *text, size_t length, bool code);

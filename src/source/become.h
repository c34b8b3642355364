/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* What a service needs to become another user, and to mail, where something that it was seen to run can do so and was
 * not asked to: a program that sets the groups of a user, a script that calls one which does, what names sendmail.
 * Reads the files that needs name, and scripts that those name; strength possible, source "elf" or "script". root: NULL
 * or a tree. as_root: it starts as root. The caller frees. */
NeedSet *become_needs(const char *root, const NeedSet *needs, bool as_root);

/* Does a script or module say so? For tests. code: compiled, or otherwise no text. */
bool become_in_text(const char *text, size_t length, bool code);

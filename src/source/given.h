/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <pwd.h>

#include "model/need.h"

/* Directories and files that a service of a user of its own may be given later, in the places where services keep data
 * and logs. None where user (NULL: not known, or it starts as root) is root's, a person's or one that all systems have,
 * or where needs have a capability by which owners of files do not count. And mailboxes, where it is in the group for
 * them: groups (names, NULL-terminated) and those of its needs. As possible needs; the caller frees. */
NeedSet *given_needs(const NeedSet *needs, const struct passwd *user, const char *const *groups);

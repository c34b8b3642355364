/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "explain/explain.h"

/* Nothing is renamed, linked or removed across a mount. A file or directory was not moved from or to another (EXDEV),
 * or not removed, since it is the mount itself (EBUSY) or its directory is read-only (EROFS): which setting does that?
 * need: what the call was about, a path; other: the second path of a call that has two, or NULL. root: the service's
 * root, as seen from here. NULL: none, or the host has a mount there, too. Of two paths one is told. Caller frees. */
Explanation *boundary_explain(const ExplainContext *context, const char *root, const Need *need, const char *other,
                              int error);
/* Would the host not move the one to the other either, since there is a mount between them? */
bool boundary_on_host(const char *root, const char *path, const char *other);

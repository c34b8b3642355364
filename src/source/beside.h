/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"
#include "unit/unit.h"

/* What an application may write beside itself, with source "unit": files of the directory that its program, a file that
 * its command line names or WorkingDirectory= is in, where that is one that an admin made for it (below /srv, /opt,
 * /var/www, /usr/local or a home). root: NULL or a tree. The caller frees. */
NeedSet *beside_needs(const char *root, const UnitView *unit);

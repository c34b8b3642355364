/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/config.h"

/* What systemd makes for a unit when it starts, and leaves when it stops: directories of StateDirectory= and its kin,
 * and the links to them. Listed before a twin is started, and removed after it, they leave no trace of it. */

/* Of these, what is not there now, in the order in which it can be removed. Caller frees. */
GPtrArray *made_by_start(const Config *config, bool user);

/* Removes what is there of it, if it is empty, or a link. */
void made_remove(const GPtrArray *paths);

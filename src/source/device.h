/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

#include "model/need.h"

/* Devices of the groups that a service runs with or became: groups (names, NULL-terminated) and those of its needs.
 * As possible needs; the caller frees. */
NeedSet *device_needs(const NeedSet *needs, const char *const *groups);

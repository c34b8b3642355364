/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"
#include "unit/unit.h"

/* Whom a service serves on the IP sockets that this socket unit hands to it, with source "unit": all that may reach the
 * address that is listened on. Empty where there is no such socket. The caller frees. */
NeedSet *handed_needs(const char *service, const UnitView *socket);

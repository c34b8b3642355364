/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* Needs that come from how this host looks up names, for a service that does so: it read /etc/nsswitch.conf, or has the
 * indirect need "nss". By the modules that are *enabled* there; installed but not enabled ones change nothing. Source
 * "host", strength declared. nsswitch.conf(5). */
NeedSet *host_needs(const char *root, const NeedSet *needs);

/* The same from the text of an nsswitch.conf. */
void nss_needs_add(NeedSet *into, const char *nsswitch);

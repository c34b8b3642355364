/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/host.h"
#include "model/need.h"

/* Indirect needs, and what this host makes of them. Pure: facts come in as a snapshot. Source "host", strength
 * declared. */

/* The plain needs that the indirect ones of a set come to on this host, and only those. Some plain needs say an
 * indirect one too: who read /etc/nsswitch.conf looks up names, who ran sendmail sends mail, who read /etc/pam.d/x uses
 * that service. root: the unit starts as root. The coverage says as blind what is not known of this host; there the
 * needs are taken that any such thing could have. Caller frees. */
NeedSet *host_needs(const HostFacts *facts, const NeedSet *needs, bool root);

/* The directories of hooks that a unit is known to run, and the configuration that names where it works, as indirect
 * needs. Caller frees. */
NeedSet *host_indirect_of_unit(const HostFacts *facts, const char *unit);

/* The whole set with its indirect needs replaced by what they come to. Caller frees. */
NeedSet *host_expand(const HostFacts *facts, const NeedSet *needs, bool root);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/facts.h"
#include "model/need.h"

/* The needs that the unit file itself states (ExecStart=, PIDFile=, WorkingDirectory=, AmbientCapabilities=,
 * DeviceAllow=, PAMName=), with source "unit", and those of its packages' log rotation, with source "logrotate". A log
 * that lies right in /var/log counts only if the service was seen to write one of its block (seen: may be NULL), since
 * packages rotate logs of programs that are not the service. Nothing is run. */
NeedSet *declared_needs(const UnitView *unit, const UnitFacts *facts, const NeedSet *seen);

/* What the maintainer of a unit listed as all that it may have, and so thought that some configuration of it needs: the
 * capabilities of CapabilityBoundingSet= and AmbientCapabilities= with what they are of no use without, and the
 * families of RestrictAddressFamilies=; source "unit". A unit that is to be as strict as can be is not bound by it, so
 * this is not among declared_needs(). */
NeedSet *listed_needs(const UnitView *unit);

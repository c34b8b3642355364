/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/facts.h"
#include "model/need.h"

/* The needs that the unit file itself states (ExecStart=, PIDFile=, WorkingDirectory=, AmbientCapabilities=,
 * DeviceAllow=, PAMName=), with source "unit", and those of its packages' log rotation, with source "logrotate". A log
 * that lies right in /var/log counts only if the service was seen to write one of its block (seen: may be NULL), since
 * packages rotate logs of programs that are not the service. Nothing is run. */
NeedSet *declared_needs(const UnitView *unit, const UnitFacts *facts, const NeedSet *seen);

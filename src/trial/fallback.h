/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "explain/explain.h"
#include "sink/survived.h"
#include "trial/verify.h"

/* Silent fallbacks: what was refused in a trial that did not break, and the path that was taken only after it. Pure. */

/* Adds what this trial shows and survived (of SurvivedRefusal) has not: refusals that a setting of context explains.
 * differences: of cycle_compare(baseline, trial). */
void fallbacks_add(GPtrArray *survived, const GPtrArray *differences, const CycleResult *baseline,
                   const CycleResult *trial, const ExplainContext *context);
/* After the last trial, whose differences and settings these are: what is refused no more is allowed; what still is,
 * although no setting explains it any more, was never the sandbox's doing and is taken out. */
void fallbacks_settle(GPtrArray *survived, const GPtrArray *differences, const ExplainContext *context);
/* Refused for certain by something in force, though context knows of no setting that would: of const CycleRefusal.
 * needs: what the baseline did. Caller unrefs. */
GPtrArray *fallbacks_unexplained(const GPtrArray *differences, const CycleResult *baseline,
                                 const ExplainContext *context);

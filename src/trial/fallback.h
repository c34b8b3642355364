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
/* After the last trial, whose differences, needs and settings these are: what is refused no more is allowed; what still
 * is, although no setting explains it any more, was never the sandbox's doing and is taken out, and so is what was
 * tried only while something else was refused. */
void fallbacks_settle(GPtrArray *survived, const GPtrArray *differences, const NeedSet *needs,
                      const ExplainContext *context);
/* Does a setting of context refuse it? */
bool refusal_is_explained(const CycleRefusal *refusal, const ExplainContext *context);
/* May it have been tried only because one of those before (of CycleRefusal, of the same trial) was refused? The
 * baseline did not do it, and it is of the same program or of one that the baseline did not run. */
bool refusal_may_be_fallback(const CycleRefusal *refusal, const GPtrArray *before, const CycleResult *baseline);
/* Refused for certain by something in force, though context knows of no setting that would: of const CycleRefusal.
 * needs: what the baseline did. Caller unrefs. */
GPtrArray *fallbacks_unexplained(const GPtrArray *differences, const CycleResult *baseline,
                                 const ExplainContext *context);

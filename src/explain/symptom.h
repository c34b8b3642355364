/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "explain/explain.h"

/* Can this effect, which denies the need, have been what the process saw? */
bool symptom_fits(const Symptom *symptom, const ExplainContext *context, const Effect *effect, const PathEntry *entry,
                  const Need *need);

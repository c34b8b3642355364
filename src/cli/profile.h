/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/facts.h"
#include "facts/host.h"
#include "model/need.h"
#include "unit/unit.h"

/* A profile from what is known of a unit here, with the header that says what it was made with. left: names of
 * directives that broke the service without a visible refusal; may be NULL. root: NULL or a tree. Caller frees. */
NeedSet *profile_make(const char *root, const char *unit, const NeedSet *needs, const UnitFacts *facts,
                      const char *const *left);

/* The programs that ExecStart= names; NULL-terminated. Caller frees. */
char **programs_of_unit(const UnitView *unit);
/* Adds pam:NAME for the constants that such programs have for PAM (facts/host.h). */
void add_pam_of_programs(NeedSet *needs, const HostFacts *host, char *const *programs);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "policy/policy.h"
#include "unit/unit.h"

/* What can be told today of changes that come later: sentences without a full stop. NULL: nothing. The caller frees. */

/* Files that a later configuration keeps where the policy leaves nothing open are refused: by what it leaves open. */
char *later_elsewhere(const Policy *policy, const char *unit);
/* Places that the policy leaves open, and that are not there: systemd passes those over when it starts the unit, so
 * they count from a start after they were made. root: NULL or a tree. */
char *later_missing(const char *root, const Policy *policy, const char *unit);
/* Priorities that a later configuration asks for are refused: by the programs that it ran, of which one imports what
 * sets them. systemd: major version. */
char *later_priority(const char *root, const Policy *policy, unsigned systemd, const char *unit);
/* Programs of no package that it was seen to run, and that its unit file does not name: others bring them (as a web
 * server's scripts, or hooks), and what the next one needs nobody has seen. root: NULL or a tree, for the places of its
 * own application. */
char *later_brought(const char *root, const Policy *policy, const UnitView *view);
/* A service of root that was seen to listen on ports which anyone may have is refused those below 1024, which a later
 * configuration may name. systemd: major version; root: does it start as root? */
char *later_ports(const Policy *policy, unsigned systemd, bool root, const char *unit);

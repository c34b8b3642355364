/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "policy/policy.h"
#include "trial/bisect.h"

/* What can be blamed when a service breaks under a drop-in: its directives, each with all its lines. */

/* Does the service break under the drop-in of this text? BISECT_FAIL if so. */
typedef BisectOutcome (*SuspectsTry)(const char *text, void *userdata, GError **error);

/* The directives that have to go so that the rest works. Array of DirectiveId, in no order, empty where no one can be
 * blamed; caller unrefs. NULL with an error where a trial could not be made. */
GArray *suspects_guilty(const Policy *policy, SuspectsTry try, void *userdata, GError **error);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "base/diag.h"

typedef struct Generated {
        unsigned made;   /* drop-ins written */
        DiagList *diags; /* what could not be made, and why; none of it stops the others */
} Generated;
/* The whole job: all drop-ins (generate_texts()) in directory, out of the cache (generator/cache.h) if that is as good.
 * diags are added to what ret->diags has. */
void generate_all(const char *root, bool user, const char *directory, Generated *ret);

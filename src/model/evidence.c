/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Evidence: why we believe in a need. The order puts the strongest first, so that the first piece of a need is also its
 * best one, and so that what EVIDENCE_MAX cuts off is the weakest. */
#include "model/evidence.h"

#include <string.h>

const char *const strength_names[_STRENGTH_MAX + 1] = {
        [STRENGTH_DECLARED] = "declared",
        [STRENGTH_POSSIBLE] = "possible",
        [STRENGTH_WITNESSED] = "witnessed",
};

const char *const phase_names[_PHASE_MAX + 1] = {
        [PHASE_NONE] = "-",        [PHASE_START] = "start", [PHASE_RUN] = "run",
        [PHASE_RELOAD] = "reload", [PHASE_STOP] = "stop",
};

int evidence_compare(const Evidence *a, const Evidence *b)
{
        if (a->strength != b->strength)
                return a->strength > b->strength ? -1 : 1;
        if (a->phase != b->phase)
                return a->phase < b->phase ? -1 : 1;
        int order = strcmp(a->source, b->source);
        if (order == 0)
                order = strcmp(a->actor, b->actor);
        if (order == 0)
                order = strcmp(a->note, b->note);
        return order;
}

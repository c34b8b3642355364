/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/config.h"

/* systemd-analyze security's exposure, computed from a configuration alone. Same rows, weights and rounding as systemd
 * 252 to 262 (analyze-security.c). Pure. */
typedef struct ScoreRow {
        const char *id;       /* "PrivateDevices=", "CapabilityBoundingSet=~CAP_SYS_ADMIN": systemd's own */
        const char *json;     /* systemd's JSON key */
        DirectiveId directive; /* the directive to set */
        unsigned weight, range;
} ScoreRow;
extern const ScoreRow score_rows[];
extern const unsigned score_row_count;

typedef struct Score {
        unsigned tenths;   /* exposure * 10: 96 = 9.6 */
        unsigned cost_sum, weight_sum;
        int *badness;      /* per row; -1: does not apply */
} Score;

/* root: the service runs as root; online: score as the running manager is scored (PrivateMounts inferred), else as a file. */
Score *score_config(const Config *config, unsigned systemd, bool user_manager, bool online);
void score_free(Score *score);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Score, score_free)
const char *score_label(unsigned tenths); /* "UNSAFE", "OK" ... */
/* What one directive buys: cost (in thousandths of exposure) with the directive off less cost as it is. */
unsigned score_gain(const Config *config, DirectiveId id, unsigned systemd, bool user_manager);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/config.h"

/* systemd-analyze security's exposure, computed from a configuration alone. Same rows, weights and rounding as systemd
 * 252 to 262 (analyze-security.c). Pure. */

/* How systemd judges a row. */
typedef enum ScoreRule {
        SCORE_BOOLEAN,
        SCORE_BOOLEAN_INVERTED,
        SCORE_USER,
        SCORE_SUPPLEMENTARY_GROUPS,
        SCORE_PRIVATE_MOUNTS,
        SCORE_PROTECT_HOME,
        SCORE_PROTECT_SYSTEM,
        SCORE_ROOT_DIRECTORY,
        SCORE_CAPABILITIES, /* parameter: capabilities, none of which may be left */
        SCORE_UMASK,
        SCORE_KEYRING_MODE,
        SCORE_PROTECT_PROC,
        SCORE_PROC_SUBSET,
        SCORE_NOTIFY_ACCESS,
        SCORE_REMOVE_IPC,
        SCORE_NAMESPACES, /* parameter: the type of namespace, as a bit of namespace_names */
        SCORE_FAMILIES,   /* parameter: families that share one flag */
        SCORE_SYSTEM_CALL_ARCHITECTURES,
        SCORE_SYSCALLS, /* the group is what stands behind "~" in the id */
        SCORE_IP_ADDRESSES,
        SCORE_DEVICE_ALLOW,
        SCORE_AMBIENT_CAPABILITIES,
        _SCORE_RULE_MAX,
} ScoreRule;

typedef struct ScoreRow {
        const char *id;        /* "PrivateDevices=", "CapabilityBoundingSet=~CAP_SYS_ADMIN": systemd's own */
        const char *json;      /* systemd's JSON key */
        DirectiveId directive; /* the directive to set */
        unsigned weight, range;
        ScoreRule rule;
        uint64_t parameter;
        bool not_in_early_boot; /* does not apply with DefaultDependencies=no */
} ScoreRow;
extern const ScoreRow score_rows[];
extern const unsigned score_row_count;

typedef struct Score {
        unsigned tenths; /* exposure * 10: 96 = 9.6 */
        unsigned cost_sum, weight_sum;
        int *badness; /* per row; -1: does not apply */
} Score;

/* systemd: major version; online: as "systemd-analyze security UNIT" scores the running service, else as its
 * --offline=yes scores a file (they differ in PrivateMounts=, where both have their errors, and in what counts as
 * localhost). */
Score *score_config(const Config *config, unsigned systemd, bool user_manager, bool online);
/* The same, online, where the score before one directive was changed is known: only the rows that it may touch are
 * judged. */
Score *score_config_after(const Config *config, unsigned systemd, bool user_manager, const Score *before,
                          DirectiveId changed);
void score_free(Score *score);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Score, score_free)
const char *score_label(unsigned tenths); /* "UNSAFE", "OK" ... */
/* What one directive buys, in thousandths of exposure: the exposure with the directive as base has it (NULL: unset)
 * less the exposure as it is. */
unsigned score_gain(const Config *config, const Config *base, DirectiveId id, unsigned systemd, bool user_manager);

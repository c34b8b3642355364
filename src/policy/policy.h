/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/effect.h"

/* Synthesis: needs -> the strictest configuration that denies none of them. Pure: everything about the host comes in by
 * PolicyInput. */

/* A directory that belongs to the daemon (package file list, tmpfiles.d, logrotate, *Directory=, PIDFile=): where it may
 * write more than it was seen to. */
typedef struct OwnedPath {
        char *path;
        char *why; /* "listed by package nginx-common", "/etc/logrotate.d/nginx:1" */
} OwnedPath;

typedef struct PolicyInput {
        const NeedSet *needs;
        const Config *current;  /* as shipped, before us: never made looser */
        unsigned systemd;       /* major version */
        bool root;              /* main process starts as root */
        bool user_manager;
        bool private_mounts_ok; /* false: the service mounts things for others */
        GPtrArray *owned;       /* of OwnedPath */
        GPtrArray *directories; /* of char*: paths that exist and are directories on the host (for ReadWritePaths=) */
        const char *const *ban; /* directive names that a trial found guilty: left at their current value; may be NULL */
} PolicyInput;

/* One directive of the result. */
typedef struct Decision {
        DirectiveId id;
        char **lines;      /* what to write, in order, without the reset; NULL: left as it is */
        bool reset;        /* write an empty assignment first */
        char *reason;      /* why this and not stricter: names the need; never NULL */
        const NeedEntry *stopped_by; /* the need that denies the next stricter value, in the input's needs; NULL: nothing, or no need */
        char *stricter;    /* the value that was not possible, NULL if it is the strictest there is */
        unsigned gain;     /* exposure points * 1000 that the line buys, filled by score */
} Decision;

typedef struct Policy {
        GPtrArray *decisions; /* of Decision, in table order */
        Config *result;       /* current with the decisions applied */
} Policy;

Policy *policy_synthesise(const PolicyInput *input);
void policy_free(Policy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Policy, policy_free)
const Decision *policy_find(const Policy *policy, DirectiveId id);

/* Which needs would this configuration deny? Array of Denial; caller unrefs. */
typedef struct Denial {
        const NeedEntry *entry;
        DirectiveId by;
} Denial;
GPtrArray *policy_predict(const Config *config, const NeedSet *needs, unsigned systemd, bool root, bool user_manager);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/effect.h"
#include "model/owned.h"

/* Synthesis: needs -> the strictest configuration that denies none of them. Pure: everything about the host comes in by
 * PolicyInput. */

typedef struct PolicyInput {
        const NeedSet *needs;
        const Config *current; /* as shipped, before us: never made looser */
        unsigned systemd;      /* major version */
        bool root;             /* main process starts as root */
        bool user_manager;
        /* of a user manager: */
        const char *home;        /* the home directory of its user; NULL: of whoever it will be */
        const char *runtime;     /* $XDG_RUNTIME_DIR; NULL likewise */
        bool no_user_namespaces; /* this kernel gives none to who is not root */
        const GPtrArray *owned;  /* of OwnedPath; may be NULL */
        const char *const *ban;  /* names of directives that a trial found guilty: left as they are; may be NULL */
} PolicyInput;

/* One line, or one group of lines of one directive, of the result. ReadWritePaths= has one Decision a path. */
typedef struct Decision {
        DirectiveId id;
        char **lines;    /* what to write, in order, without the reset; NULL: left as it is, and the reason says why */
        bool reset;      /* write an empty assignment first */
        char *reason;    /* why this, and why not stricter; one or more lines ('\n'), never NULL */
        char *stricter;  /* the next stricter value, that was not possible; NULL if there is none */
        Need stopped_by; /* the need that the stricter value denies; .subject NULL: none */
        unsigned gain;   /* thousandths of exposure that the line buys: left 0 here, the caller asks score_gain() */
} Decision;

typedef struct Policy {
        GPtrArray *decisions; /* of Decision, in the order of policy_rows[], at most one undecided (lines NULL) an id */
        Config *result;       /* current with the decisions applied */
        NeedSet *needs;       /* the input's and those of the margin */
} Policy;

/* Never fails: where nothing can be tightened there are no lines. Caller frees. */
Policy *policy_synthesise(const PolicyInput *input);
void policy_free(Policy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Policy, policy_free)
/* The first decision on a directive, NULL if none. */
const Decision *policy_find(const Policy *policy, DirectiveId id);

/* The directive that the lines of id come and go with: another one where they only give back from its lines, else id
 * itself. What can be blamed for a failure is what stands with itself. */
DirectiveId policy_stands_with(const Policy *policy, DirectiveId id);

/* Which needs would this configuration deny? Array of Denial, whose entries point into needs; caller unrefs. */
typedef struct Denial {
        const NeedEntry *entry;
        DirectiveId by;
} Denial;
GPtrArray *policy_predict(const Config *config, const NeedSet *needs, unsigned systemd, bool root, bool user_manager);

/* What every service of this kind may need although nobody saw it: a library update, another configuration, a rotated
 * log. Adds declared needs with source "margin". The rules are a table: margin.c. */
void margin_add(NeedSet *needs, const PolicyInput *input);

/* "seen: nginx at start (setgid)", "declared: /etc/logrotate.d/nginx:7". Caller frees. */
char *evidence_phrase(const NeedEntry *entry);

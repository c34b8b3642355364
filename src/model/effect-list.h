/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/config.h"
#include "model/family.h"
#include "model/syscall.h"

/* The data that effects are: made by effects_of(), asked by effect_denies() (model/effect.h). */

typedef enum EffectKind {
        EFFECT_SYSCALLS,     /* denies the calls in .syscalls */
        EFFECT_FOREIGN_ABI,  /* denies foreign calls but those of architectures in .allow (lines of words: "native x86")
                              */
        EFFECT_CAPABILITIES, /* denies the capabilities in .mask */
        EFFECT_FAMILIES,     /* denies socket(2) of the families in .mask */
        EFFECT_NAMESPACES,   /* denies new namespaces of the types in .mask (bits of namespace_names) */
        EFFECT_BEHAVIOURS,   /* denies the behaviours in .mask (bits 1 << Behaviour) */
        EFFECT_MEMORY,       /* denies memory that is writable and executable */
        EFFECT_SETID_EXEC,   /* set-ID programs get no privilege */
        EFFECT_SETID_BIT,    /* denies setting set-ID bits */
        EFFECT_DEVICES, /* denies device nodes but those in .allow (patterns "PATH rwm", "char-NAME rwm", "c:1:3 rwm")
                         */
        EFFECT_NETWORK, /* no network but an own, empty one: INET, packet, netlink answers, abstract sockets outside */
        EFFECT_ADDRESSES, /* denies IP traffic with peers in .deny, but for those in .allow (CIDR) */
        EFFECT_BIND,  /* denies bind(2) of INET sockets in .deny, but for those in .allow (SocketBindAllow= words) */
        EFFECT_USERS, /* denies becoming, or using files of, other users than root and its own */
        EFFECT_PATHS, /* .paths */
        _EFFECT_MAX,
} EffectKind;

/* What one path directive does at one path and below, up to a more specific entry. */
typedef enum PathMode {
        PATH_READ_WRITE,
        PATH_READ_ONLY,
        PATH_INACCESSIBLE, /* nothing there can be used */
        PATH_EMPTY,   /* an empty directory of its own, read-only: nothing of the host is seen, nothing can be made */
        PATH_PRIVATE, /* an empty directory of its own, writable: own files only */
        PATH_BOUND,   /* something else is mounted there: it can be seen; whether it can be written, others say */
        PATH_NO_EXEC, /* second layer: nothing below is executed or mapped executable */
        PATH_EXEC,    /* second layer: takes PATH_NO_EXEC back */
        _PATH_MODE_MAX,
} PathMode;

typedef struct PathEntry {
        char *path; /* absolute, simplified, no trailing slash but "/" */
        PathMode mode;
        DirectiveId directive; /* who put it here */
        bool optional;         /* "-": ignored where missing */
} PathEntry;

typedef struct PathView {
        GPtrArray *entries; /* of PathEntry, sorted by path, then mode */
} PathView;

typedef struct Effect {
        EffectKind kind;
        DirectiveId directive; /* who has it (EFFECT_PATHS: see the entry that matched) */
        SyscallSet syscalls;
        uint64_t mask;
        char **allow;
        char **deny; /* NULL: all */
        PathView *paths;
} Effect;

typedef struct EffectList {
        GPtrArray *effects;       /* of Effect */
        GPtrArray *pending_paths; /* of PathEntry, while compiling */
} EffectList;

/* What effects depend on beside the values: facts of the host, given in, never looked up. */
typedef struct EffectContext {
        unsigned systemd; /* major version */
        bool user_manager;
        bool root;            /* the main process starts as root (User= unset or root) */
        const Config *config; /* all of it: RuntimeDirectory= and implications look at others */
} EffectContext;

/* The questions that a path is asked, one after the other. */
typedef enum PathLayer {
        PATH_LAYER_THERE, /* is it what the host has there, and can be seen? */
        PATH_LAYER_WRITABLE,
        PATH_LAYER_EXECUTABLE,
        _PATH_LAYER_MAX,
} PathLayer;

EffectList *effect_list_new(void);
void effect_list_free(EffectList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EffectList, effect_list_free)
/* A new one in the list, and of it. */
Effect *effect_list_add(EffectList *list, EffectKind kind, DirectiveId directive);

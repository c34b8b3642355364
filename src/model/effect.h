/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/config.h"
#include "model/family.h"
#include "model/need.h"
#include "model/syscall.h"

/* What a directive takes away. The one predicate of the program is effect_denies(): everything else asks it.
 *
 * Directives of the file system are compiled together into one EFFECT_PATHS (model/paths.c), because they act together:
 * the most specific path wins, whichever directive named it. All others have effects of their own. */
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
        EFFECT_ADDRESSES, /* denies IP traffic but with peers in .allow (CIDR) */
        EFFECT_BIND,      /* denies bind(2) of INET sockets but those in .allow (SocketBindAllow= words) */
        EFFECT_USERS,     /* denies becoming, or using files of, other users than root and its own */
        EFFECT_PATHS,     /* .paths */
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

EffectList *effect_list_new(void);
void effect_list_free(EffectList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EffectList, effect_list_free)

/* All effects of a configuration, implied ones included (NoNewPrivileges=, capabilities taken by Protect*=,
 * DynamicUser=). */
EffectList *effects_of(const EffectContext *context);

/* THE predicate. Pure. True if a process under this effect would be refused, or would not find, what the need is. */
bool effect_denies(const Effect *effect, const Need *need);

/* Does anything in the list deny it? ret_by (may be NULL): the directive, for EFFECT_PATHS that of the deciding entry.
 */
bool effect_list_denies(const EffectList *list, const Need *need, DirectiveId *ret_by);

/* The address of an IP endpoint ("udp:[::1]:53"), without brackets and port; NULL for other protocols. Caller frees. */
char *endpoint_address(const Need *need);

/* The questions that a path is asked, one after the other. */
typedef enum PathLayer {
        PATH_LAYER_THERE, /* is it what the host has there, and can be seen? */
        PATH_LAYER_WRITABLE,
        PATH_LAYER_EXECUTABLE,
        _PATH_LAYER_MAX,
} PathLayer;

/* The entry that decides it for a path, NULL if none. */
const PathEntry *path_view_layer(const PathView *view, const char *path, PathLayer layer);
/* All layers but the last in one: what hides it, else what makes it writable or not. With exec_layer: the last. */
const PathEntry *path_view_find(const PathView *view, const char *path, bool exec_layer);

/* A word of ReadWritePaths=, ReadOnlyPaths=, InaccessiblePaths=, ExecPaths= or NoExecPaths= as the path that the
 * service has it by, with its "-". In a unit with a root directory of its own these are paths of the host unless they
 * begin with
 * "+", and what lies outside of that directory is dropped: NULL (252, 257 and 262: test/live/lint.sh). Caller frees. */
char *path_as_seen(const Config *config, const char *word);

/* Is NoNewPrivileges= in force, set or implied, and by whom? By systemd version, root, filter. ref:
 * systemd-reference 2.1 */
bool implied_no_new_privileges(const EffectContext *context, DirectiveId *ret_by);

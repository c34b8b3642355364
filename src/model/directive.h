/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/directive-id.h"

/* One row per directive of systemd.exec(5) and systemd.resource-control(5), and the sandbox-related ones of
 * systemd.service(5) and systemd.unit(5). Parser, merger, writer, scorer, explainer, linter, manual and tests read this
 * row. */

#define SYSTEMD_OLDEST 252U
#define SYSTEMD_NEWEST 262

/* The page that documents it. */
typedef enum DirectiveManual {
        MANUAL_EXEC,
        MANUAL_RESOURCE_CONTROL,
        MANUAL_SERVICE,
        MANUAL_UNIT,
        MANUAL_KILL,
        _MANUAL_MAX,
} DirectiveManual;

typedef enum Scope { SCOPE_SYSTEM = 1, SCOPE_USER = 2, SCOPE_BOTH = 3 } Scope;

typedef enum ValueKind {
        VALUE_BOOLEAN,
        VALUE_ENUM, /* one of rungs (booleans count as "yes"/"no" rungs) */
        VALUE_STRING,
        VALUE_PATH,
        VALUE_PATH_LIST,      /* with prefixes "-" and "+" */
        VALUE_BIND_LIST,      /* SRC:DST:OPTIONS */
        VALUE_DIRECTORY_LIST, /* names below /run, /var/lib ...: RuntimeDirectory= & co */
        VALUE_SYSCALLS,
        VALUE_CAPABILITIES,
        VALUE_FAMILIES,
        VALUE_NAMESPACES,
        VALUE_ARCHITECTURES,
        VALUE_DEVICE,      /* node or class, and rwm */
        VALUE_ADDRESSES,   /* IPAddressAllow= */
        VALUE_SOCKET_BIND, /* SocketBindAllow= */
        VALUE_MODE,        /* octal */
        VALUE_NUMBER,
        VALUE_SIZE,
        VALUE_TIME,
        VALUE_COMMAND, /* Exec*= */
        VALUE_OTHER,
        _VALUE_MAX,
} ValueKind;

typedef enum Merge {
        MERGE_ASSIGN,           /* the last one wins; empty = back to the default, but for booleans, enumerations and
                                   modes, where systemd ignores an empty or wrong value */
        MERGE_ACCUMULATE,       /* lines add up, an empty one does nothing */
        MERGE_ACCUMULATE_RESET, /* lines add up, an empty one forgets all before it */
        MERGE_INVERTIBLE, /* a set: as ACCUMULATE_RESET, and "~" lines take away; the first line decides the sense */
        _MERGE_MAX,
} Merge;

/* What a value other than "off" brings with it. Conditions are in model/implied.h. ref: systemd.exec(5), exec-invoke.c
 */
typedef enum Implies {
        IMPLIES_NONE = 0,
        IMPLIES_SECCOMP = 1 << 0, /* uses a filter, so NoNewPrivileges= where the manager has no CAP_SYS_ADMIN left */
        IMPLIES_MOUNT_NAMESPACE = 1 << 1,
        IMPLIES_NO_NEW_PRIVILEGES = 1 << 2,
        IMPLIES_USER_NAMESPACE = 1 << 3,
        IMPLIES_DEVICE_CLOSED = 1 << 4, /* DevicePolicy=closed if it was auto */
        IMPLIES_CAPABILITIES = 1 << 5,  /* takes capabilities out of the bounding set, see its effects */
} Implies;

struct EffectList;
struct EffectContext;
/* Appends the effects that these lines (merged, in order, never empty) of the directive have. NULL in a row:
 * unmodelled. */
typedef void (*DirectiveEffects)(struct EffectList *list, const struct EffectContext *context, DirectiveId id,
                                 const char *const *lines);

typedef struct Directive {
        const char *name;    /* "ProtectSystem" */
        const char *section; /* "Service" (exec, resource-control, kill, service) or "Unit" */
        DirectiveManual manual;
        unsigned since;   /* systemd version; 0: before 252 */
        unsigned removed; /* first version without it; 0: still there */
        Scope scope;      /* managers that it acts in */
        ValueKind kind;
        Merge merge;
        const char *const *rungs; /* loosest first, NULL-terminated; NULL: not a ladder */
        const char *off;          /* the default, as a value; NULL: unset */
        unsigned implies;         /* IMPLIES_* */
        DirectiveEffects effects; /* NULL: unmodelled, passed through untouched */
        const char *refusal;      /* what a refused process sees: "EROFS", "SIGSYS" ...; NULL: nothing is refused */
        const char *dbus;         /* property of the D-Bus API where its name differs; NULL: the same name */
        const char *help;         /* one sentence */
} Directive;

extern const Directive directives[_DIRECTIVE_MAX];

/* Section may be NULL (any). -1: unknown. Names are case-sensitive, as in systemd. Names that a directive had before,
 * and that systemd still reads (ReadWriteDirectories=), find it too. */
int directive_from_name(const char *section, const char *name);
/* Does this systemd (major version) know it? */
bool directive_known_to(DirectiveId id, unsigned systemd);
/* Since-version of one rung of an enum (PrivateTmp=disconnected 257 ...); 0: as old as the directive. */
unsigned directive_rung_since(DirectiveId id, const char *rung);
/* The directive that this one only gives back from (ReadWritePaths= from ProtectSystem=), or softens
 * (SystemCallErrorNumber= what SystemCallFilter= does); -1: it stands for itself. Without the other such a line says
 * nothing, or even takes away (DeviceAllow=), and may still cost a namespace: they come and go together. */
int directive_gives_back(DirectiveId id);
/* The settings whose names are directories that systemd makes: systemd.exec(5), "Sandboxing". given: they belong to the
 * service's user (not so the configuration). */
typedef struct ServiceDirectory {
        DirectiveId id;
        const char *parent;
        bool given;
} ServiceDirectory;

extern const ServiceDirectory service_directories[5];
/* The directory that one word of such a setting ("NAME:SYMLINK:FLAGS") names; NULL: none. Caller frees. */
char *service_directory_path(const ServiceDirectory *directory, const char *word);

/* Does the directive, with this value, do anything at all? ("no", "", "default", its off value: false) */
bool directive_value_is_on(DirectiveId id, const char *value);

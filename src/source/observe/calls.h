/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bpf/wire.h"
#include "model/need.h"

/* What a successful call means, beyond its paths. */
typedef enum CallMeaning {
        CALL_PATHS, /* nothing but its paths */
        CALL_SOCKET,
        CALL_SOCKETPAIR,
        CALL_CONNECT, /* also datagrams with an address */
        CALL_BIND,
        CALL_ACCEPT,
        CALL_NAMESPACES, /* flags in args[0] */
        CALL_CLONE3,     /* flags loaded */
        CALL_SETNS,      /* flags in args[1] */
        CALL_MMAP,
        CALL_MPROTECT,
        CALL_SHMAT,
        CALL_IDS,
        CALL_GROUPS,
        CALL_SCHEDULER,  /* policy in args[1] */
        CALL_SCHED_ATTR, /* policy loaded */
        CALL_PERSONALITY,
        CALL_ADJTIME, /* modes loaded */
        CALL_CAPSET,  /* permitted capabilities loaded */
        CALL_MOUNT,
        CALL_BEHAVIOUR, /* always CallRow.behaviour */
        _CALL_MAX,
} CallMeaning;

typedef struct CallRow {
        const char *name;
        struct wire_op op;
        unsigned access[2]; /* ACCESS_* of path[0], path[1] */
        CallMeaning meaning;
        Behaviour behaviour; /* CALL_BEHAVIOUR */
        unsigned asked;      /* argument that is a mode of access(); 0: none */
        bool nofollow;       /* a symbolic link at the end of path[0] is meant itself */
} CallRow;

/* NULL: nothing but its name matters. */
const CallRow *call_row(const char *name);
/* All rows, for filling the programs' table; ends with a NULL name. */
extern const CallRow call_rows[];
/* The architecture of an ABI for libseccomp; 0: this machine has none. */
unsigned call_architecture(int abi);
/* Name of a call by number in an ABI, NULL if unknown. Caller frees. */
char *call_name(int abi, int number);
/* "i386", "x32", "arm"; for native ones NULL. */
const char *call_abi_name(int abi);
/* Fills the table of the BPF programs: ops[abi][number]. */
void call_fill_ops(struct wire_op ops[2][WIRE_CALL_MAX]);

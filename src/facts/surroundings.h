/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "input/input.h"

/* What lies around a unit: the programs that it runs, the sockets that it is passed, who owns its directories, the
 * architectures of the host. Read from files only, where the unit was found (input/file-source.h). */
typedef enum ProgramKind {
        PROGRAM_UNKNOWN, /* there, but not looked into */
        PROGRAM_BINARY,  /* ELF */
        PROGRAM_SCRIPT,  /* begins with #! */
        PROGRAM_OTHER,
} ProgramKind;

typedef struct Program {
        char *path;
        ProgramKind kind;
        bool set_id;       /* has a set-user-ID or set-group-ID bit */
        char *interpreter; /* of a script: "/bin/sh", or what env(1) is to look for: "bash"; else NULL */
        char *text;        /* of a script; else NULL */
} Program;

/* Somebody who says whose a directory is. */
typedef struct Owner {
        char *path;
        char *user;
        char *where; /* "/usr/lib/tmpfiles.d/x.conf:3", "other.service", "the host" */
} Owner;

typedef struct Surroundings {
        char **foreign;      /* the host's foreign architectures; empty where the unit is of no installed system */
        char *package;       /* that the unit is part of; NULL: not known */
        bool multi_arch;     /* that package is Multi-Arch: foreign */
        bool has_manager;    /* that package holds systemd itself */
        bool root_seen;      /* the unit's RootDirectory= is there, in an installed system, and is filled */
        char **missing;      /* commands and the working directory of the unit that are not in that; else empty */
        char *home;          /* home directory of the unit's user, if WorkingDirectory=~ asks for it; NULL: not known */
        GPtrArray *programs; /* of Program, sorted by path: those that command lines name and that were found */
        GPtrArray *sockets;  /* of const UnitView: units that pass sockets to it; not owned */
        GPtrArray *owners;   /* of Owner: of the directories that the unit lets systemd make */
} Surroundings;

/* others: all units that came along (of InputUnit); must outlive the result. Never fails: what cannot be read is not
 * there. */
Surroundings *surroundings_new(const InputUnit *unit, const GPtrArray *others);
void surroundings_free(Surroundings *surroundings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Surroundings, surroundings_free)

/* NULL: not found. */
const Program *surroundings_program(const Surroundings *surroundings, const char *path);

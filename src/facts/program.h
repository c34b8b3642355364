/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What a program file is, from its first bytes and its mode: for whether it can run in a sandbox at all. */
typedef enum ProgramKind {
        PROGRAM_MISSING, /* or not a regular file */
        PROGRAM_ELF,
        PROGRAM_SCRIPT,
        PROGRAM_OTHER,
        _PROGRAM_KIND_MAX,
} ProgramKind;

typedef struct ProgramFacts {
        ProgramKind kind;
        char *path;        /* links resolved, within the root */
        char *interpreter; /* PT_INTERP, or what stands behind "#!"; NULL: none */
        const char *abi;   /* "i386", "x32", "arm": makes calls by an interface that is not the machine's own; NULL:
                              native, or of another machine */
        bool emulated; /* of another machine: the kernel hands it to an emulator (binfmt_misc), if anything runs it */
        const char *format; /* ELF, for people: "32-bit Intel 80386"; "" unknown */
        bool set_uid, set_gid, executable;
        bool capabilities; /* gives file capabilities */
        uint64_t required; /* of them: the kernel does not run it for who may not have them all: capabilities(7) */
        unsigned uid, gid; /* of the file */
} ProgramFacts;

/* Why the kernel would not run this program, whatever the sandbox: "its interpreter /x is not there". error: the errno
 * of the exec where it is known, else 0. NULL: no reason is seen. Caller frees. */
char *program_problem(const char *root, const char *path, int error);

/* root: NULL or a tree. Never fails: what cannot be read is missing. Caller frees. */
ProgramFacts *program_facts_new(const char *root, const char *path);
void program_facts_free(ProgramFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProgramFacts, program_facts_free)

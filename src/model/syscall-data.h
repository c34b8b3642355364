/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The tables that data/syscall-data.py makes from data/syscalls.tsv, syscall-groups.tsv and syscall-kin.tsv. For
 * syscall.c alone. */
typedef struct SyscallRow {
        const char *name;               /* sorted by it (strcmp); a call's id is its index */
        short x86_64, aarch64, generic; /* numbers; -1: none */
} SyscallRow;
extern const SyscallRow syscall_rows[];
extern const unsigned syscall_row_count;

typedef struct SyscallGroupMember {
        short group;  /* index into syscall_group_table; the rows are in its order */
        short member; /* id of a call; nested: index of a group */
        bool nested;
        unsigned short since, until; /* first and last systemd version with it; until 0: still there */
} SyscallGroupMember;
extern const SyscallGroupMember syscall_group_members[];
extern const unsigned syscall_group_member_count;
extern const char *const syscall_group_table[]; /* all groups of any version, sorted, NULL-terminated */

/* The groups that a version has, for each version in which that changes. */
typedef struct SyscallGroupNames {
        unsigned systemd;
        const char *const *names;
} SyscallGroupNames;
extern const SyscallGroupNames syscall_group_names_by_version[];
extern const unsigned syscall_group_names_count;

extern const short syscall_kin_rows[]; /* rows of ids, each ends with -1, the last with -2 behind */

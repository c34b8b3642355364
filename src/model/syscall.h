/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* System calls by name. An id is an index into our own sorted table of names (data/syscalls.tsv), the same on every
 * architecture; it is not a kernel number and is not stable between builds: never write it to a file. */
#define SYSCALL_MAX 768
#define SYSCALL_WORDS (SYSCALL_MAX / 64)

typedef struct SyscallSet {
        uint64_t bits[SYSCALL_WORDS];
} SyscallSet;

int syscall_from_name(const char *name); /* -1: unknown */
const char *syscall_name(int id);        /* NULL: out of range */
int syscall_count(void);
/* Native kernel number -> id, -1 unknown. From libseccomp, and for calls newer than it from our own data. */
int syscall_from_number(int number);
int syscall_number(int id); /* native number, -1 where this architecture has none */

static inline void syscall_set_add(SyscallSet *set, int id)
{
        set->bits[id / 64] |= UINT64_C(1) << (id % 64);
}
static inline void syscall_set_remove(SyscallSet *set, int id)
{
        set->bits[id / 64] &= ~(UINT64_C(1) << (id % 64));
}
static inline bool syscall_set_has(const SyscallSet *set, int id)
{
        return id >= 0 && id < SYSCALL_MAX && (set->bits[id / 64] >> (id % 64)) & 1;
}
void syscall_set_union(SyscallSet *into, const SyscallSet *from);
void syscall_set_subtract(SyscallSet *into, const SyscallSet *from);
void syscall_set_intersect(SyscallSet *into, const SyscallSet *from);
bool syscall_set_intersects(const SyscallSet *a, const SyscallSet *b);
bool syscall_set_is_empty(const SyscallSet *set);
bool syscall_set_is_subset(const SyscallSet *part, const SyscallSet *whole);
bool syscall_set_equal(const SyscallSet *a, const SyscallSet *b);
unsigned syscall_set_count(const SyscallSet *set);

/* systemd's groups ("@clock", "@known", ...), as of a systemd version (252...; newer than known = newest known).
 * Members of nested groups included. False: this systemd has no such group. `systemd-analyze syscall-filter`. */
bool syscall_group(const char *group, unsigned systemd, SyscallSet *ret);
/* Names of all groups that this systemd has, sorted; static storage, NULL-terminated. */
const char *const *syscall_group_names(unsigned systemd);

/* All calls that a C library may use in place of this one (openat2 for open, clone3 for fork ...), itself included:
 * they are allowed and denied together. data/syscall-kin.tsv */
void syscall_kin(int id, SyscallSet *ret);

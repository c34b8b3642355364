/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System calls by name: sets of them, systemd's groups, and kin. An id is an index into our table of names, so that
 * calls newer than the libseccomp at hand, and those of other architectures, have one too. Native numbers come from our
 * table where it knows this architecture and from libseccomp elsewhere; a test compares the two. */
#include "model/syscall.h"

#include <seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/directive.h"
#include "model/syscall-data.h"

static int compare_name(const void *key, const void *row)
{
        return strcmp(key, ((const SyscallRow *)row)->name);
}

int syscall_from_name(const char *name)
{
        const SyscallRow *row = bsearch(name, syscall_rows, syscall_row_count, sizeof(syscall_rows[0]), compare_name);
        return row ? (int)(row - syscall_rows) : -1;
}

const char *syscall_name(int id)
{
        return id >= 0 && id < (int)syscall_row_count ? syscall_rows[id].name : NULL;
}

int syscall_count(void)
{
        return (int)syscall_row_count;
}

/* Does our table have the numbers of this architecture? */
#if (defined(__x86_64__) && defined(__LP64__)) || defined(__aarch64__) || defined(__riscv) || defined(__loongarch__)
#define OWN_NUMBERS true
#else
#define OWN_NUMBERS false
#endif

/* Our own number for this architecture; -1 where we have none. */
static int own_number(int id)
{
#if defined(__x86_64__) && defined(__LP64__)
        return syscall_rows[id].x86_64;
#elif defined(__aarch64__)
        return syscall_rows[id].aarch64;
#elif defined(__riscv) || defined(__loongarch__)
        return syscall_rows[id].generic;
#else
        (void)id;
        return -1;
#endif
}

int syscall_number(int id)
{
        const char *name = syscall_name(id);
        if (!name)
                return -1;
        int number = OWN_NUMBERS ? own_number(id) : seccomp_syscall_resolve_name_arch(SCMP_ARCH_NATIVE, name);
        return number < 0 ? -1 : number;
}

int syscall_from_number(int number)
{
        if (number < 0)
                return -1;
        for (int id = 0; id < (int)syscall_row_count; id++) {
                if (own_number(id) == number)
                        return id;
        }
        char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
        int id = name ? syscall_from_name(name) : -1;
        free(name); /* libseccomp's, so not g_free() */
        return id;
}

void syscall_set_union(SyscallSet *into, const SyscallSet *from)
{
        for (int i = 0; i < SYSCALL_WORDS; i++)
                into->bits[i] |= from->bits[i];
}

void syscall_set_subtract(SyscallSet *into, const SyscallSet *from)
{
        for (int i = 0; i < SYSCALL_WORDS; i++)
                into->bits[i] &= ~from->bits[i];
}

void syscall_set_intersect(SyscallSet *into, const SyscallSet *from)
{
        for (int i = 0; i < SYSCALL_WORDS; i++)
                into->bits[i] &= from->bits[i];
}

bool syscall_set_intersects(const SyscallSet *a, const SyscallSet *b)
{
        for (int i = 0; i < SYSCALL_WORDS; i++) {
                if (a->bits[i] & b->bits[i])
                        return true;
        }
        return false;
}

bool syscall_set_is_empty(const SyscallSet *set)
{
        for (int i = 0; i < SYSCALL_WORDS; i++) {
                if (set->bits[i])
                        return false;
        }
        return true;
}

bool syscall_set_is_subset(const SyscallSet *part, const SyscallSet *whole)
{
        for (int i = 0; i < SYSCALL_WORDS; i++) {
                if (part->bits[i] & ~whole->bits[i])
                        return false;
        }
        return true;
}

bool syscall_set_equal(const SyscallSet *a, const SyscallSet *b)
{
        return memcmp(a->bits, b->bits, sizeof(a->bits)) == 0;
}

unsigned syscall_set_count(const SyscallSet *set)
{
        unsigned count = 0;
        for (int i = 0; i < SYSCALL_WORDS; i++)
                count += (unsigned)__builtin_popcountll(set->bits[i]);
        return count;
}

/* The first row of a group; the table has them in order. */
static unsigned group_begin(int group)
{
        unsigned low = 0, high = syscall_group_member_count;
        while (low < high) {
                unsigned middle = low + (high - low) / 2;
                if (syscall_group_members[middle].group < group)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

static bool group_add(int group, unsigned systemd, SyscallSet *set)
{
        bool any = false;
        for (unsigned i = group_begin(group); i < syscall_group_member_count; i++) {
                const SyscallGroupMember *row = &syscall_group_members[i];
                if (row->group != group)
                        break;
                if (systemd < row->since || (row->until && systemd > row->until))
                        continue;
                any = true;
                if (row->nested)
                        group_add(row->member, systemd, set);
                else
                        syscall_set_add(set, row->member);
        }
        return any;
}

static unsigned clamp_version(unsigned systemd)
{
        return CLAMP(systemd, SYSTEMD_OLDEST, SYSTEMD_NEWEST);
}

bool syscall_group(const char *group, unsigned systemd, SyscallSet *ret)
{
        int index = string_table_index(syscall_group_table, group);
        SyscallSet set = {};
        if (index < 0 || !group_add(index, clamp_version(systemd), &set))
                return false;
        *ret = set;
        return true;
}

const char *const *syscall_group_names(unsigned systemd)
{
        const char *const *names = syscall_group_names_by_version[0].names;
        for (unsigned i = 0; i < syscall_group_names_count; i++) {
                if (syscall_group_names_by_version[i].systemd <= clamp_version(systemd))
                        names = syscall_group_names_by_version[i].names;
        }
        return names;
}

void syscall_kin(int id, SyscallSet *ret)
{
        SyscallSet kin = {};
        for (const short *row = syscall_kin_rows; *row != -2;) {
                const short *end = row;
                bool here = false;
                for (; *end != -1; end++)
                        here = here || *end == id;
                for (; here && row < end; row++)
                        syscall_set_add(&kin, *row);
                row = end + 1;
        }
        if (syscall_name(id))
                syscall_set_add(&kin, id);
        *ret = kin;
}

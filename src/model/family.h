/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

/* Address families, linux/socket.h: all fit into 64 bits (AF_MAX is 46 in 6.18). */
typedef uint64_t FamilySet;
#define FAMILY_BIT(family) (UINT64_C(1) << (family))
#define FAMILY_ALL (~UINT64_C(0))

int family_from_name(const char *name); /* "AF_INET"; -1 unknown */
const char *family_name(int family);    /* NULL: none of that number */

/* Namespace types by systemd's words, RestrictNamespaces=: bits in the order of namespace_names[]. */
extern const char *const namespace_names[]; /* cgroup ipc net mnt pid user uts time, NULL */
#define NAMESPACE_COUNT 8
#define NAMESPACE_ALL ((1u << NAMESPACE_COUNT) - 1)

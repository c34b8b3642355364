/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* The names of a path, each with its NUL, the last first: "c\0b\0a\0" -> "/a/b/c"; none -> "/". Caller frees. */
char *name_from_components(const char *data, size_t length);
/* What a process called string, below the directory that it meant. Caller frees. */
char *name_join(const char *directory, const char *string);
/* The endpoint of a socket address, as "tcp:127.0.0.1:80", or NULL if it is none that a need can be about. directory:
 * where a relative unix path begins. Caller frees. */
char *name_of_endpoint(const void *address, size_t length, int type, int protocol, const char *directory);
/* "tcp", "udp", "sctp", "icmp" or "raw". */
const char *name_of_transport(int type, int protocol);
/* The subject of a socket need. Flags in type (SOCK_CLOEXEC) are left out. Caller frees. */
char *name_of_socket(int family, int type, int protocol);

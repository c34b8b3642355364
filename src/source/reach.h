/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* Needs that the programs in a NeedSet could come to have by what they import: a small table of library functions
 * that fail hard without the need, and of constants that tell what a program is for. Reads the executed and mapped ELF
 * files named in needs, nothing else; source "elf", strength possible. root: NULL or a tree. Files that cannot be read
 * are told as blind in the coverage. */
NeedSet *reach_needs(const char *root, const NeedSet *needs);

/* Of a service that is handed each connection: its program needs no socket for that one, but if it imports socket()
 * with bind() or connect() it may open others, as FTP and SANE do for data. As reach_needs(); the caller frees. */
NeedSet *reach_needs_of_connection(const char *root, const NeedSet *needs);

/* Of a service that is started after the network, and had no use for it as it is set up now. As
 * reach_needs_of_connection(), of programs that know addresses as well. */
NeedSet *reach_needs_of_network(const char *root, const NeedSet *needs);

/* How many rows of the table hold, by symbols and strings of the file? For tests. -1: not an ELF file. */
int reach_scan(const void *data, size_t length);

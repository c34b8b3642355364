/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* Needs that the programs in a NeedSet could come to have by what they import: a small table of C library functions
 * that fail hard without the need. Reads the executed and mapped ELF files named in needs, nothing else; source "elf",
 * strength possible. root: NULL or a tree. Files that cannot be read are told as blind in the coverage. */
NeedSet *reach_needs(const char *root, const NeedSet *needs);

/* Does the file import (or define) one of the table's symbols? For tests. -1: not an ELF file; else a bit a table row.
 */
int reach_scan(const void *data, size_t length);

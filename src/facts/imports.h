/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Does it begin as an ELF file does? data may be NULL where length is 0. */
bool is_elf(const void *data, size_t length);

/* Does it take a symbol of that name from another library? False where it is no ELF file of 64 bits, little-endian.
 * length: of data, in bytes. */
bool elf_imports(const void *data, size_t length, const char *name);

/* Is this a string of an ELF file: a C string, or the name of a symbol that it imports? Of a file that is none, or lies
 * about itself, only C strings are. length: of data, in bytes. */
bool elf_has_string(const void *data, size_t length, const char *string);

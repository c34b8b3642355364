/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <glib.h>
#include <stdbool.h>

/* libarchive, loaded when the first package is read: it brings fifteen libraries along, and loading these takes longer
 * than all else that most calls of the program do. The functions are called as members: la.read_new(). */
#define LIBARCHIVE_FUNCTIONS(F)      \
        F(read_new)                  \
        F(read_free)                 \
        F(read_support_filter_gzip)  \
        F(read_support_filter_xz)    \
        F(read_support_filter_zstd)  \
        F(read_support_filter_lzma)  \
        F(read_support_filter_bzip2) \
        F(read_support_filter_none)  \
        F(read_support_format_ar)    \
        F(read_support_format_tar)   \
        F(read_support_format_empty) \
        F(read_open)                 \
        F(read_open_filename)        \
        F(read_next_header)          \
        F(read_data)                 \
        F(read_data_block)           \
        F(error_string)              \
        F(set_error)                 \
        F(filter_bytes)              \
        F(entry_pathname)            \
        F(entry_size)                \
        F(entry_hardlink)            \
        F(entry_symlink)             \
        F(entry_filetype)            \
        F(entry_mode)                \
        F(entry_perm)

typedef struct Libarchive {
#define LIBARCHIVE_MEMBER(name) __typeof__(archive_##name) *(name);
        LIBARCHIVE_FUNCTIONS(LIBARCHIVE_MEMBER)
#undef LIBARCHIVE_MEMBER
} Libarchive;
extern Libarchive la;

/* False with an error that says what to install. */
bool libarchive_load(GError **error);

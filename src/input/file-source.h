/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "input/input.h"

/* Where the files that a unit speaks of are looked up: the tree or the package that it comes from, or what lies beside
 * it. Paths are absolute, as the service would name them. */
typedef struct FileInfo {
        char *text; /* NULL where there was no reason to read it: no regular file, too long */
        size_t length;
        guint32 mode; /* type and permissions, as of stat(2) */
        guint32 uid;  /* G_MAXUINT32: not known (in a package all is root's, until its scripts run) */
} FileInfo;

#define FILE_SOURCE_TEXT_MAX (1024U * 1024) /* bytes of a file that is read */

void file_info_clear(FileInfo *info);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FileInfo, file_info_clear)

/* False: there is no such file there. Links are followed. */
bool file_source_read(const InputUnit *unit, const char *path, FileInfo *ret);
/* The same of a path in a directory there that is the root for it and for the links in it: "/etc/passwd" of
 * "/srv/chroot". directory: NULL: none. */
bool file_source_read_in(const InputUnit *unit, const char *directory, const char *path, FileInfo *ret);
/* Absolute paths of the regular files in a directory, sorted; never NULL. Caller frees (g_strfreev). */
char **file_source_list(const InputUnit *unit, const char *directory);
/* Does the unit come from an installed system, that of a tree or the running one? */
bool file_source_is_system(const InputUnit *unit);

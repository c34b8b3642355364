/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "input/units.h"

/* Shared by the files of this layer; nobody else's business. */

#define INPUT_FILE_MAX (16U * 1024 * 1024) /* bytes of one unit file */

/* file-name.c */
typedef struct FileName {
        char *unit;       /* NULL: this is no unit file */
        char *package;    /* from debian/control; NULL: none */
        char *multi_arch; /* the same */
        bool user;        /* of a user manager */
} FileName;
/* The unit that a file is, judged by its path alone and, in a debian/ directory, by the control file beside it. must:
 * it is taken for one of type (NULL: service) whatever it is called. */
FileName file_name_judge(const char *path, const char *type, bool must);
void file_name_clear(FileName *name);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FileName, file_name_clear)
bool file_name_is_pattern(const char *path); /* "foo.service.in" */
/* The fields of a stanza of a control file: value of a field, NULL if it has none. Caller frees. */
char *control_field(const char *stanza, const char *field);

/* placeholder.c: puts something harmless of the same length in the place of each @NAME@, and says so. */
void placeholders_replace(const char *path, char *text, size_t length, DiagList *diags);

/* directory.c */
typedef struct FoundFile {
        char *path;         /* as the person named the directory, and below */
        char *unit;         /* name of the unit */
        GPtrArray *aliases; /* of char *: names of links to it */
} FoundFile;
/* All unit files below a directory, sorted by path: array of FoundFile. */
GPtrArray *directory_find(const char *directory, const char *type, DiagList *diags);

/* deb.c */
typedef struct DebMember {
        char *path; /* absolute */
        char *text; /* NULL: a link; of files also: no script, or too long */
        size_t length;
        guint32 mode; /* of files */
        char *link;   /* what it points to, as it is written */
} DebMember;
typedef struct Deb {
        char *package, *multi_arch; /* fields of its control file; NULL: none */
        GPtrArray *members;         /* of DebMember: what lies in the directories of units */
        GHashTable *files;          /* path -> DebMember: programs, links, and files that say whose a directory is */
} Deb;
Deb *deb_read(const char *path, DiagList *diags, GError **error);
void deb_free(Deb *deb);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Deb, deb_free)

/* package.c: adds the units of a package, and keeps it. */
void package_add(Input *input, const InputOptions *options, const char *path);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/diag.h"

/* One unit file or drop-in, without loss: the lines' bytes one after the other are the file. */

#define UNIT_LINE_MAX (1024U * 1024U) /* bytes; a longer line makes the manager give up on the file */

typedef enum UnitLineKind {
        UNIT_LINE_BLANK,
        UNIT_LINE_COMMENT,
        UNIT_LINE_SECTION,    /* [Service] */
        UNIT_LINE_ASSIGNMENT, /* Name=value, with its continuation lines and the comments between them */
        UNIT_LINE_BAD,        /* the manager skips it: there is a diagnostic */
        UNIT_LINE_UNREAD,     /* the rest of a broken file */
        _UNIT_LINE_MAX,
} UnitLineKind;

/* Where a stretch of the joined line comes from. */
typedef struct UnitPiece {
        size_t at;     /* offset in the value; the first piece may begin before it (never: at is then 0) */
        size_t offset; /* offset in the file */
} UnitPiece;

/* With all that it points to, memory of its file. */
typedef struct UnitLine {
        UnitLineKind kind;
        unsigned piece_count;
        size_t offset, length; /* bytes of the file, line ends included */
        unsigned line;         /* from 1, where it begins */
        const char *section;   /* of a section line: its name; of an assignment: the one it stands in; else NULL */
        const char *name;      /* of an assignment */
        const char *value;     /* joined, without blanks around it; quotes, escapes and specifiers as written */
        UnitPiece *pieces;     /* of an assignment */
} UnitLine;

typedef struct UnitFileBlock UnitFileBlock;

typedef struct UnitFile {
        char *path; /* as given, for messages */
        char *text;
        size_t length;
        GPtrArray *lines;  /* of UnitLine */
        GArray *line_ends; /* of size_t: offset of each '\n' */
        bool broken; /* the manager stops reading this file: a fragment does not load, the rest of a drop-in is ignored
                      */
        UnitFileBlock *blocks; /* where the lines lie */
        char *block_next;      /* what is free of the last one */
        size_t block_left;
} UnitFile;

/* Never NULL: what is wrong goes to diags (may be NULL). Text may hold any bytes; it is copied. */
UnitFile *unit_file_parse(const char *path, const char *text, size_t length, DiagList *diags);
/* The same of text of g_malloc() with a NUL behind it, which the file then owns. */
UnitFile *unit_file_parse_taken(const char *path, char *text, size_t length, DiagList *diags);
/* NULL if the file can't be read. */
UnitFile *unit_file_read(const char *path, DiagList *diags, GError **error);
void unit_file_free(UnitFile *file);
/* Memory that lives as long as the file: what is about one file lies in few blocks. */
void *unit_file_allocate(UnitFile *file, size_t size);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UnitFile, unit_file_free)

/* The bytes of all lines: the same that were parsed. Caller frees. */
char *unit_file_to_text(const UnitFile *file, size_t *ret_length);
/* Line and column (both from 1) of an offset in the file. Lines end with '\n', and columns count characters of Unicode,
 * a tab being one, as in an editor. */
void unit_file_position(const UnitFile *file, size_t offset, unsigned *ret_line, unsigned *ret_column);
/* The same of an offset in the value of an assignment. */
void unit_line_position(const UnitFile *file, const UnitLine *line, size_t value_offset, unsigned *ret_line,
                        unsigned *ret_column);

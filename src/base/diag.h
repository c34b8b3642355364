/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What a person wrote and got wrong: collected, with file, line and column, and shown together. */
typedef enum Severity {
        SEVERITY_NOTE,
        SEVERITY_WARNING,
        SEVERITY_ERROR,
        _SEVERITY_MAX,
} Severity;

typedef struct Diag {
        Severity severity;
        char *file;      /* NULL: not from a file */
        unsigned line;   /* from 1; 0: the whole file */
        unsigned column; /* from 1; 0: the whole line */
        char *message;
} Diag;

typedef struct DiagList {
        GPtrArray *items; /* of Diag */
} DiagList;

DiagList *diag_list_new(void);
void diag_list_free(DiagList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiagList, diag_list_free)

/* list may be NULL: then the diagnostic is dropped. */
void diag_add(DiagList *list, Severity severity, const char *file, unsigned line, unsigned column, const char *format,
              ...) G_GNUC_PRINTF(6, 7);
bool diag_list_has_errors(const DiagList *list);
unsigned diag_list_count_errors(const DiagList *list);
/* One line a diagnostic, as compilers print: "file:line:column: error: message\n". Caller frees. */
char *diag_list_to_string(const DiagList *list);

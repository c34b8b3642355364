/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Diagnostics: what a person wrote and got wrong, collected so that all of it can be shown at once, in the one form
 * that editors and CI systems already know how to jump to. They are data, not output: only programs print them. */
#include "base/diag.h"

#include "base/text.h"
#include <stdarg.h>
#include <string.h>

static const char *const severity_names[_SEVERITY_MAX] = {
        [SEVERITY_NOTE] = "note",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
};

static void diag_free(gpointer p)
{
        Diag *diag = p;

        g_free(diag->file);
        g_free(diag->message);
        g_free(diag);
}

DiagList *diag_list_new(void)
{
        DiagList *list = g_new0(DiagList, 1);

        list->items = g_ptr_array_new_with_free_func(diag_free);
        return list;
}

void diag_list_free(DiagList *list)
{
        if (!list)
                return;
        g_clear_pointer(&list->items, g_ptr_array_unref);
        g_free(list);
}

void diag_add(DiagList *list, Severity severity, const char *file, unsigned line, unsigned column, const char *format,
              ...)
{
        Diag *diag;
        va_list args;

        g_return_if_fail(severity < _SEVERITY_MAX);

        if (!list)
                return;
        diag = g_new0(Diag, 1);
        diag->severity = severity;
        diag->file = g_strdup(file);
        diag->line = line;
        diag->column = column;
        va_start(args, format);
        diag->message = g_strdup_vprintf(format, args);
        va_end(args);
        g_ptr_array_add(list->items, diag);
}

unsigned diag_list_count_errors(const DiagList *list)
{
        unsigned n = 0;

        for (guint i = 0; list && i < list->items->len; i++)
                n += ((const Diag *)list->items->pdata[i])->severity == SEVERITY_ERROR;
        return n;
}

bool diag_list_has_errors(const DiagList *list)
{
        return diag_list_count_errors(list) > 0;
}

/* A name at which a line begins: one that would not be seen, or would look like another, is quoted. */
static void append_file(GString *out, const char *file)
{
        size_t length = strlen(file);
        bool quoted = length == 0 || g_ascii_isspace(file[0]) || g_ascii_isspace(file[length - 1]);
        g_autofree char *shown = text_printable(file, false);

        g_string_append_printf(out, quoted ? "\"%s\"" : "%s", shown);
}

char *diag_list_to_string(const DiagList *list)
{
        GString *out = g_string_new(NULL);

        for (guint i = 0; list && i < list->items->len; i++) {
                const Diag *diag = g_ptr_array_index(list->items, i);

                if (diag->file) {
                        append_file(out, diag->file);
                        if (diag->line > 0)
                                g_string_append_printf(out, ":%u", diag->line);
                        if (diag->line > 0 && diag->column > 0)
                                g_string_append_printf(out, ":%u", diag->column);
                        g_string_append(out, ": ");
                }
                g_autofree char *message = text_printable(diag->message, false);
                g_string_append_printf(out, "%s: %s\n", severity_names[diag->severity], message);
        }
        return g_string_free(out, FALSE);
}

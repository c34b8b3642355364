/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Table of strings that ends with NULL -> index, or -1. */
int string_table_index(const char *const *table, const char *string);

/* Compares two of an array of char *, byte by byte: for qsort(3) and g_ptr_array_sort(). */
int strings_compare(gconstpointer a, gconstpointer b);
/* The keys of a set of strings, sorted; caller frees (g_strfreev). */
char **strings_of_set(GHashTable *set);

/* systemd's boolean words (1 yes y true t on / 0 no n false f off): 1, 0, or -1 for anything else. */
int parse_boolean(const char *string);

/* systemd's time spans ("5min 20s", "1h", "90" = seconds, "infinity"): microseconds. systemd.time(7). */
bool parse_timespan(const char *string, guint64 *ret_usec, GError **error);

/* Escapes blanks, quotes, backslashes and control bytes as \xNN, so that the result is one word without blanks. "" ->
 * "\\e". word_unescape() is its inverse, and fails (NULL) on a bad escape. Callers free. */
char *word_escape(const char *string);
char *word_unescape(const char *string);

/* As a terminal may show it: control characters, those that turn the direction of writing, and bytes that are no UTF-8
 * as \xNN; a line's end stays if lines is true. What a person or a package wrote may hold anything. Caller frees. */
char *text_printable(const char *string, bool lines);

/* A word of a setting, quoted where it must be, so that the manager (and words_split() with WORD_UNQUOTE|WORD_UNESCAPE)
 * reads it again: on one line, whatever is in it; "" -> "\"\"". '%' is left alone. Caller frees. */
char *word_quote(const char *word);

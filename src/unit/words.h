/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* How the value of a setting falls into words: systemd.syntax(7), "Quoting". */
typedef enum WordFlags {
        WORD_UNQUOTE = 1 << 0,          /* '...' and "..." are taken off */
        WORD_UNESCAPE = 1 << 1,         /* C escapes and \s are resolved; a bad one is an error */
        WORD_KEEP_BAD_ESCAPES = 1 << 2, /* with WORD_UNESCAPE: a bad one is kept as it was written */
        WORD_RETAIN_ESCAPES = 1 << 3,   /* a backslash is a character like others */
        WORD_RELAX = 1 << 4,            /* an open quote or a trailing backslash ends with the text */
} WordFlags;

/* Takes the next word from *p. Returns 1 and the word, 0 at the end, -1 if it can't be read: then *p is where that was
 * noticed and *ret_problem (may be NULL) says what, as a static string. */
int word_next(const char **p, WordFlags flags, char **ret_word, const char **ret_problem);

/* All words of a value; NULL on a bad one, *ret_offset (may be NULL) is where. Caller frees (g_strfreev). */
char **words_split(const char *value, WordFlags flags, size_t *ret_offset, const char **ret_problem);

/* Length in bytes of a valid UTF-8 text's valid beginning: where it is less than the length, the byte there is bad. */
size_t utf8_valid_length(const char *text, size_t length);

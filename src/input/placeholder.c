/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are made into unit files when a program is built hold @NAMES@ for what is only known then. They can be
 * looked at all the same, for most of what matters stands in them as it will be: each @NAME@ is taken for something
 * harmless. It has the same length, so that lines and columns stay those of the file. */
#include <string.h>

#include "input/internal.h"

/* Length of the @NAME@ at text, both "@" included; 0: there is none. "@" is also a prefix of commands and part of names
 * of templates, so that what is between must look like a variable. */
static size_t placeholder_length(const char *text, size_t left)
{
        size_t length = 1;
        while (length < left && (g_ascii_isalnum(text[length]) || strchr("_-.", text[length]) != NULL) && text[length])
                length++;
        return length > 1 && length < left && text[length] == '@' ? length + 1 : 0;
}

void placeholders_replace(const char *path, char *text, size_t length, DiagList *diags)
{
        unsigned line = 1;
        size_t begin = 0;
        bool comment = false;
        for (size_t i = 0; i < length; i++) {
                if (text[i] == '\n') {
                        line++;
                        begin = i + 1;
                        continue;
                }
                if (i == begin)
                        comment = text[i] == '#' || text[i] == ';';
                size_t size = !comment && text[i] == '@' ? placeholder_length(text + i, length - i) : 0;
                if (size == 0)
                        continue;
                /* "=@bindir@/foo" begins a path, anything else is part of a word. */
                bool path_begins = i > begin && strchr("= \t-+!:", text[i - 1]) != NULL && i + size < length &&
                                   text[i + size] == '/';
                diag_add(diags, SEVERITY_NOTE, path, line, (unsigned)(i - begin + 1),
                         "%.*s is not known before the program is built, and taken for some %s", (int)size, text + i,
                         path_begins ? "directory" : "word");
                text[i] = path_begins ? '/' : '_';
                text[i + size - 1] = path_begins ? '/' : '_';
                i += size - 1;
        }
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notes paths while somebody wants to know, and does nothing else. */
#include "base/seen.h"

static GHashTable *noted;

void seen(const char *path, Seen what)
{
        gpointer before;

        if (!noted)
                return;
        before = g_hash_table_lookup(noted, path);
        if (GPOINTER_TO_UINT(before) > what)
                return;
        g_hash_table_insert(noted, g_strdup(path), GUINT_TO_POINTER(what));
}

bool seen_is_wanted(void)
{
        return noted != NULL;
}

void seen_begin(void)
{
        g_clear_pointer(&noted, g_hash_table_unref);
        noted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

GHashTable *seen_end(void)
{
        return g_steal_pointer(&noted);
}

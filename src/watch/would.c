/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file of would-be refusals. A line is the time and the needs, as in a file of needs, between tabs, which words
 * there never have. Lines of before, with a directive and a need, have no tab and say only when that was. */

#include "watch/would.h"

#include <inttypes.h>
#include <string.h>

static unsigned rank(const Need *need)
{
        return need->kind == NEED_SYSCALL || need->kind == NEED_FOREIGN ? 2 : need->kind == NEED_CAPABILITY ? 1 : 0;
}

static gint compare_ranks(gconstpointer a, gconstpointer b)
{
        return (gint)rank(*(Need *const *)a) - (gint)rank(*(Need *const *)b);
}

void would_sort(GPtrArray *needs)
{
        g_ptr_array_sort(needs, compare_ranks); /* which is stable */
}

static const char *path_of(const Need *need)
{
        return g_str_has_prefix(need->subject, "unix:/") ? need->subject + strlen("unix:") : need->subject;
}

char *would_describe(const GPtrArray *needs)
{
        const Need *first = needs->pdata[0];
        g_autofree char *begin = need_describe(first);
        GString *what = g_string_new(begin);

        for (guint i = 1; i < needs->len; i++) {
                const Need *need = needs->pdata[i];
                g_autofree char *text = need_describe(need);

                if (rank(need) == rank(first) && !g_str_equal(path_of(need), path_of(first)))
                        g_string_append_printf(what, " and %s", text);
        }
        return g_string_free(what, FALSE);
}

char *would_line(gint64 seconds, const GPtrArray *needs)
{
        g_autoptr(GString) line = g_string_new(NULL);

        g_string_printf(line, "%" G_GINT64_FORMAT, seconds);
        for (guint i = 0; i < needs->len; i++) {
                g_autofree char *need = need_to_string(needs->pdata[i]);

                g_string_append_printf(line, "\t%s", need);
        }
        g_string_append_c(line, '\n');
        return g_string_free(g_steal_pointer(&line), FALSE);
}

bool would_has(const char *text, const char *line)
{
        g_autofree char *needs = g_strchomp(g_strdup(line + strcspn(line, "\t")));
        g_auto(GStrv) lines = g_strsplit(text, "\n", 0);

        for (char **known = lines; *known; known++)
                if (g_str_equal(*known + strcspn(*known, "\t"), needs))
                        return true;
        return false;
}

gint64 would_last(const char *text)
{
        g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
        gint64 last = 0;

        for (char **line = lines; *line; line++)
                if (**line)
                        last = g_ascii_strtoll(*line, NULL, 10);
        return last;
}

static gint compare_numbers(gconstpointer a, gconstpointer b)
{
        guint x = *(const guint *)a, y = *(const guint *)b;

        return (x > y) - (x < y);
}

/* The longest first: what is a part of another comes behind it. */
static gint compare_acts(gconstpointer a, gconstpointer b)
{
        const GArray *x = *(GArray *const *)a, *y = *(GArray *const *)b;
        guint i = 0;

        if (x->len != y->len)
                return x->len < y->len ? 1 : -1;
        while (i < x->len && g_array_index(x, guint, i) == g_array_index(y, guint, i))
                i++;
        return i == x->len ? 0 : compare_numbers(&g_array_index(x, guint, i), &g_array_index(y, guint, i));
}

static gint compare_first(gconstpointer a, gconstpointer b)
{
        return compare_numbers((*(GArray *const *)a)->data, (*(GArray *const *)b)->data);
}

/* Both sorted. */
static bool is_part_of(const GArray *part, const GArray *whole)
{
        guint i = 0;

        for (guint j = 0; i < part->len && j < whole->len; j++)
                if (g_array_index(part, guint, i) == g_array_index(whole, guint, j))
                        i++;
        return i == part->len;
}

/* What a line has of the needs; empty: nothing. Caller unrefs. */
static GArray *act_of_line(const char *line, GHashTable *numbers)
{
        g_auto(GStrv) words = g_strsplit(line, "\t", 0);
        GArray *act = g_array_new(FALSE, FALSE, sizeof(guint));

        for (char **word = words; *word && word[1]; word++) {
                gpointer number;

                if (g_hash_table_lookup_extended(numbers, word[1], NULL, &number)) {
                        guint one = GPOINTER_TO_UINT(number);

                        g_array_append_val(act, one);
                }
        }
        g_array_sort(act, compare_numbers);
        return act;
}

GPtrArray *would_acts(const char *text, const GPtrArray *needs)
{
        g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
        GPtrArray *acts = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
        g_auto(GStrv) lines = g_strsplit(text, "\n", 0);

        for (guint i = 0; i < needs->len; i++) {
                GArray *alone = g_array_new(FALSE, FALSE, sizeof(guint));

                g_array_append_val(alone, i);
                g_ptr_array_add(all, alone);
                g_hash_table_insert(numbers, need_to_string(needs->pdata[i]), GUINT_TO_POINTER(i));
        }
        for (char **line = lines; *line; line++)
                g_ptr_array_add(all, act_of_line(*line, numbers));
        g_ptr_array_sort(all, compare_acts);
        for (guint i = 0; i < all->len; i++) {
                GArray *act = all->pdata[i];
                bool counts = act->len > 0;

                for (guint j = 0; counts && j < acts->len; j++)
                        counts = !is_part_of(act, acts->pdata[j]);
                if (counts)
                        g_ptr_array_add(acts, g_array_ref(act));
        }
        g_ptr_array_sort(acts, compare_first);
        return acts;
}

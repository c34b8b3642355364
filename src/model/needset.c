/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The NeedSet: the waist of the program. Both arrays are kept sorted at all times, so union is a merge, equality a
 * walk, and the text form (needset-text.c) comes out the same whatever order things were added in. */
#include "model/need.h"

#include <string.h>

#include "base/text.h"

static void evidence_free(gpointer data)
{
        Evidence *evidence = data;
        if (!evidence)
                return;
        g_free(evidence->source);
        g_free(evidence->actor);
        g_free(evidence->note);
        g_free(evidence);
}

static void need_entry_free(gpointer data)
{
        NeedEntry *entry = data;
        if (!entry)
                return;
        g_free(entry->need.subject);
        g_clear_pointer(&entry->evidence, g_ptr_array_unref);
        g_free(entry);
}

static void coverage_free(gpointer data)
{
        Coverage *coverage = data;
        if (!coverage)
                return;
        g_free(coverage->source);
        g_strfreev(coverage->blind);
        g_strfreev(coverage->exercises);
        g_free(coverage);
}

NeedSet *need_set_new(const char *unit)
{
        NeedSet *set = g_new0(NeedSet, 1);
        set->unit = g_strdup(unit ? unit : "");
        set->entries = g_ptr_array_new_with_free_func(need_entry_free);
        set->coverages = g_ptr_array_new_with_free_func(coverage_free);
        set->headers = g_new0(char *, 1);
        return set;
}

void need_set_free(NeedSet *set)
{
        if (!set)
                return;
        g_free(set->unit);
        g_clear_pointer(&set->entries, g_ptr_array_unref);
        g_clear_pointer(&set->coverages, g_ptr_array_unref);
        g_strfreev(set->headers);
        g_free(set);
}

/* Index of the need, or of where it belongs. */
static unsigned find_entry(const NeedSet *set, const Need *need, bool *ret_found)
{
        unsigned low = 0, high = set->entries->len;
        while (low < high) {
                unsigned middle = low + (high - low) / 2;
                const NeedEntry *entry = g_ptr_array_index(set->entries, middle);
                int order = need_compare(need, &entry->need);
                if (order == 0) {
                        *ret_found = true;
                        return middle;
                }
                if (order < 0)
                        high = middle;
                else
                        low = middle + 1;
        }
        *ret_found = false;
        return low;
}

static void add_evidence(NeedEntry *entry, const Evidence *evidence)
{
        unsigned at = 0;
        for (; at < entry->evidence->len; at++) {
                int order = evidence_compare(evidence, g_ptr_array_index(entry->evidence, at));
                if (order == 0)
                        return;
                if (order < 0)
                        break;
        }
        if (at >= EVIDENCE_MAX)
                return;
        Evidence *copy = g_new(Evidence, 1);
        *copy = (Evidence){
                .strength = evidence->strength,
                .phase = evidence->phase,
                .source = g_strdup(evidence->source),
                .actor = g_strdup(evidence->actor),
                .note = g_strdup(evidence->note),
        };
        g_ptr_array_insert(entry->evidence, (int)at, copy);
        if (entry->evidence->len > EVIDENCE_MAX)
                g_ptr_array_set_size(entry->evidence, EVIDENCE_MAX);
}

static void add_need(NeedSet *set, const Need *need, const Evidence *evidence)
{
        bool found;
        unsigned at = find_entry(set, need, &found);
        if (!found) {
                NeedEntry *entry = g_new0(NeedEntry, 1);
                entry->need = (Need){need->kind, need->access, g_strdup(need->subject)};
                entry->evidence = g_ptr_array_new_with_free_func(evidence_free);
                g_ptr_array_insert(set->entries, (int)at, entry);
        }
        add_evidence(g_ptr_array_index(set->entries, at), evidence);
}

void need_set_add(NeedSet *set, NeedKind kind, unsigned access, const char *subject, Strength strength, Phase phase,
                  const char *source, const char *actor, const char *note)
{
        g_return_if_fail(set && subject && (unsigned)kind < _NEED_MAX);
        g_return_if_fail((unsigned)strength < _STRENGTH_MAX && (unsigned)phase < _PHASE_MAX);
        g_return_if_fail((access & ~(unsigned)_ACCESS_ALL) == 0 && need_kind_has_access(kind) == (access != 0));

        const Need need = {kind, access, (char *)subject};
        const Evidence evidence = {
                .strength = strength,
                .phase = phase,
                .source = (char *)(source ? source : ""),
                .actor = (char *)(actor ? actor : ""),
                .note = (char *)(note ? note : ""),
        };
        add_need(set, &need, &evidence);
}

/* Sorted union of two lists of words; either may be NULL. */
static char **join_words(char *const *a, char *const *b)
{
        g_autoptr(GPtrArray) all = g_ptr_array_new();
        char *const *const lists[] = {a, b};
        for (unsigned l = 0; l < G_N_ELEMENTS(lists); l++) {
                for (char *const *word = lists[l]; word && *word; word++)
                        g_ptr_array_add(all, *word);
        }
        g_ptr_array_sort(all, strings_compare);

        g_autoptr(GStrvBuilder) out = g_strv_builder_new();
        const char *last = NULL;
        for (unsigned i = 0; i < all->len; i++) {
                const char *word = g_ptr_array_index(all, i);
                if (!last || strcmp(last, word) != 0)
                        g_strv_builder_add(out, word);
                last = word;
        }
        return g_strv_builder_end(out);
}

void need_set_add_coverage(NeedSet *set, const Coverage *coverage)
{
        g_return_if_fail(set && coverage);
        const char *source = coverage->source ? coverage->source : "";
        unsigned at = 0;
        Coverage *into = NULL;

        for (; at < set->coverages->len; at++) {
                Coverage *here = g_ptr_array_index(set->coverages, at);
                int order = strcmp(source, here->source);
                if (order == 0)
                        into = here;
                if (order <= 0)
                        break;
        }
        if (!into) {
                into = g_new0(Coverage, 1);
                into->source = g_strdup(source);
                g_ptr_array_insert(set->coverages, (int)at, into);
        }
        into->phases |= coverage->phases & ((1u << _PHASE_MAX) - 1);
        into->milliseconds = MAX(into->milliseconds, coverage->milliseconds);
        into->lost = MAX(into->lost, coverage->lost);

        char **blind = join_words(into->blind, coverage->blind);
        g_strfreev(into->blind);
        into->blind = blind;
        char **exercises = join_words(into->exercises, coverage->exercises);
        g_strfreev(into->exercises);
        into->exercises = exercises;
}

static void join_headers(NeedSet *into, char *const *headers)
{
        char **all = join_words(into->headers, headers);

        g_strfreev(into->headers);
        into->headers = all;
}

void need_set_add_header(NeedSet *set, Header header, const char *text)
{
        g_return_if_fail(set && header_text_is_valid(header, text, NULL));
        g_autofree char *line = g_strdup_printf("%s %s", header_names[header], text);

        join_headers(set, (char *[]){line, NULL});
}

const char **need_set_headers(const NeedSet *set, Header header)
{
        GPtrArray *texts = g_ptr_array_new();
        size_t length = strlen(header_names[header]);

        for (char **line = set->headers; *line; line++)
                if (strncmp(*line, header_names[header], length) == 0 && (*line)[length] == ' ')
                        g_ptr_array_add(texts, *line + length + 1);
        g_ptr_array_add(texts, NULL);
        return (const char **)g_ptr_array_free(texts, FALSE);
}

static void join(NeedSet *into, const NeedSet *from, NeedSetKeep keep, void *userdata)
{
        for (unsigned i = 0; i < from->entries->len; i++) {
                const NeedEntry *entry = g_ptr_array_index(from->entries, i);
                for (unsigned j = 0; j < entry->evidence->len && (!keep || keep(entry, userdata)); j++)
                        add_need(into, &entry->need, g_ptr_array_index(entry->evidence, j));
        }
        for (unsigned i = 0; i < from->coverages->len; i++)
                need_set_add_coverage(into, g_ptr_array_index(from->coverages, i));
        join_headers(into, from->headers);
}

bool need_set_uses_ip(const NeedSet *needs)
{
        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;

                if (need->kind == NEED_SOCKET && g_str_has_prefix(need->subject, "AF_INET"))
                        return true;
                if ((need->kind == NEED_CONNECT || need->kind == NEED_BIND || need->kind == NEED_ACCEPT) &&
                    !g_str_has_prefix(need->subject, "unix:"))
                        return true;
        }
        return false;
}

void need_set_union(NeedSet *into, const NeedSet *from)
{
        g_return_if_fail(into && from);
        if (into != from)
                join(into, from, NULL, NULL);
}

NeedSet *need_set_filter(const NeedSet *set, NeedSetKeep keep, void *userdata)
{
        NeedSet *copy = need_set_new(set->unit);
        join(copy, set, keep, userdata);
        return copy;
}

NeedSet *need_set_copy(const NeedSet *set)
{
        return need_set_filter(set, NULL, NULL);
}

static bool entries_equal(const NeedEntry *a, const NeedEntry *b)
{
        if (need_compare(&a->need, &b->need) != 0 || a->evidence->len != b->evidence->len)
                return false;
        for (unsigned i = 0; i < a->evidence->len; i++) {
                if (evidence_compare(g_ptr_array_index(a->evidence, i), g_ptr_array_index(b->evidence, i)) != 0)
                        return false;
        }
        return true;
}

static bool coverages_equal(const Coverage *a, const Coverage *b)
{
        return strcmp(a->source, b->source) == 0 && a->phases == b->phases && a->milliseconds == b->milliseconds &&
               a->lost == b->lost && g_strv_equal((const char *const *)a->blind, (const char *const *)b->blind) &&
               g_strv_equal((const char *const *)a->exercises, (const char *const *)b->exercises);
}

bool need_set_equal(const NeedSet *a, const NeedSet *b)
{
        if (strcmp(a->unit, b->unit) != 0 || a->entries->len != b->entries->len ||
            a->coverages->len != b->coverages->len ||
            !g_strv_equal((const char *const *)a->headers, (const char *const *)b->headers))
                return false;
        for (unsigned i = 0; i < a->entries->len; i++) {
                if (!entries_equal(g_ptr_array_index(a->entries, i), g_ptr_array_index(b->entries, i)))
                        return false;
        }
        for (unsigned i = 0; i < a->coverages->len; i++) {
                if (!coverages_equal(g_ptr_array_index(a->coverages, i), g_ptr_array_index(b->coverages, i)))
                        return false;
        }
        return true;
}

const NeedEntry *need_set_find(const NeedSet *set, NeedKind kind, unsigned access, const char *subject)
{
        const Need need = {kind, access, (char *)subject};
        bool found;
        unsigned at = find_entry(set, &need, &found);
        return found ? g_ptr_array_index(set->entries, at) : NULL;
}

bool need_set_has(const NeedSet *set, NeedKind kind, const char *subject)
{
        /* Access 0 sorts first, so this is the first entry of that subject, or where it would be. */
        const Need need = {kind, 0, (char *)subject};
        bool found;
        unsigned at = find_entry(set, &need, &found);
        if (at >= set->entries->len)
                return false;
        const NeedEntry *entry = g_ptr_array_index(set->entries, at);
        return entry->need.kind == kind && strcmp(entry->need.subject, subject) == 0;
}

const Evidence *need_entry_best(const NeedEntry *entry)
{
        g_return_val_if_fail(entry->evidence->len > 0, NULL);
        return g_ptr_array_index(entry->evidence, 0);
}

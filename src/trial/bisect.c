/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Delta debugging: the algorithm ddmin, over sets of numbers. A trial is dear (a restart and all exercises), so no set
 * is tried twice: outcomes are remembered by the set. */
#include "trial/bisect.h"

#include <string.h>

#define N_MAX 4096

typedef struct Search {
        unsigned n;
        BisectTest test;
        void *userdata;
        GHashTable *known; /* of GBytes (one bool each) -> outcome */
} Search;

static BisectOutcome try_set(Search *search, const bool *applied, GError **error)
{
        g_autoptr(GBytes) key = g_bytes_new(applied, search->n * sizeof *applied);
        void *value;
        if (g_hash_table_lookup_extended(search->known, key, NULL, &value))
                return (BisectOutcome)GPOINTER_TO_INT(value);
        BisectOutcome outcome = search->test(applied, search->n, search->userdata, error);
        if (outcome != BISECT_ERROR)
                g_hash_table_insert(search->known, g_bytes_ref(key), GINT_TO_POINTER((int)outcome));
        return outcome;
}

/* Tries the members [from, to) of set, or all the others. */
static BisectOutcome try_part(Search *search, const GArray *set, unsigned from, unsigned to, bool others,
                              GError **error)
{
        g_autofree bool *applied = g_new0(bool, search->n);
        for (unsigned i = 0; i < set->len; i++)
                if ((i >= from && i < to) != others)
                        applied[g_array_index(set, unsigned, i)] = true;
        return try_set(search, applied, error);
}

static void keep_part(GArray *set, unsigned from, unsigned to, bool others)
{
        if (others) {
                g_array_remove_range(set, from, to - from);
        } else {
                g_array_set_size(set, to);
                g_array_remove_range(set, 0, from);
        }
}

/* Makes a failing set smaller until each member is needed. */
static bool minimise(Search *search, GArray *set, GError **error)
{
        unsigned parts = 2;
        while (set->len >= 2) {
                bool reduced = false;
                parts = MIN(parts, set->len);
                /* With two parts, the rest of one is the other: no need to ask twice. */
                for (unsigned others = 0; others < (parts > 2 ? 2 : 1) && !reduced; others++)
                        for (unsigned i = 0; i < parts && !reduced; i++) {
                                unsigned from = set->len * i / parts, to = set->len * (i + 1) / parts;
                                BisectOutcome outcome = try_part(search, set, from, to, others, error);
                                if (outcome == BISECT_ERROR)
                                        return false;
                                if (outcome == BISECT_FAIL) {
                                        keep_part(set, from, to, others);
                                        parts = others ? MAX(parts - 1, 2) : 2;
                                        reduced = true;
                                }
                        }
                if (!reduced) {
                        if (parts >= set->len)
                                return true;
                        parts *= 2;
                }
        }
        return true;
}

/* A minimal failing set among those that are not banned; empty if they pass. NULL on error. */
static GArray *find_minimal(Search *search, const bool *banned, bool *ret_always, GError **error)
{
        g_autoptr(GArray) set = g_array_new(FALSE, FALSE, sizeof(unsigned));
        g_autofree bool *nothing = g_new0(bool, search->n);
        for (unsigned i = 0; i < search->n; i++)
                if (!banned[i])
                        g_array_append_val(set, i);
        *ret_always = false;
        BisectOutcome outcome = try_part(search, set, 0, set->len, false, error);
        if (outcome == BISECT_FAIL) {
                BisectOutcome empty = try_set(search, nothing, error);
                *ret_always = empty == BISECT_FAIL;
                if (empty == BISECT_ERROR)
                        return NULL;
                if (empty == BISECT_PASS)
                        return minimise(search, set, error) ? g_steal_pointer(&set) : NULL;
        } else if (outcome == BISECT_ERROR) {
                return NULL;
        }
        g_array_set_size(set, 0);
        return g_steal_pointer(&set);
}

static void search_init(Search *search, unsigned n, BisectTest test, void *userdata)
{
        g_assert(n <= N_MAX);
        *search = (Search){n, test, userdata,
                           g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL)};
}

GArray *bisect_minimal(unsigned n, BisectTest test, void *userdata, bool *ret_always, GError **error)
{
        Search search;
        search_init(&search, n, test, userdata);
        g_autofree bool *banned = g_new0(bool, n);
        bool always = false;
        GArray *set = find_minimal(&search, banned, &always, error);
        g_hash_table_unref(search.known);
        if (set && ret_always)
                *ret_always = always;
        return set;
}

/* Who of the kin of a culprit fails alone is guilty as well. One that passes clears the means that it shares with it:
 * no other is asked for those. */
static bool ban_kin(Search *search, const BisectHints *hints, unsigned culprit, bool *banned, GError **error)
{
        unsigned means = hints->kin[culprit];
        for (unsigned i = 0; i < search->n; i++) {
                g_autofree bool *alone = g_new0(bool, search->n);
                if (banned[i] || !(hints->kin[i] & means))
                        continue;
                alone[i] = true;
                BisectOutcome outcome = try_set(search, alone, error);
                if (outcome == BISECT_ERROR)
                        return false;
                if (outcome == BISECT_FAIL)
                        banned[i] = true;
                else
                        means &= ~hints->kin[i];
        }
        return true;
}

/* Bans until the rest passes. */
static bool ban_culprits(Search *search, const BisectHints *hints, bool *banned, bool *ret_always, GError **error)
{
        for (;;) {
                g_autoptr(GArray) set = find_minimal(search, banned, ret_always, error);
                if (!set)
                        return false;
                if (set->len == 0)
                        return true;
                unsigned cheapest = g_array_index(set, unsigned, 0);
                for (unsigned i = 1; hints->gains && i < set->len; i++) {
                        unsigned other = g_array_index(set, unsigned, i);
                        if (hints->gains[other] < hints->gains[cheapest])
                                cheapest = other;
                }
                banned[cheapest] = true;
                if (hints->kin && set->len == 1 && !ban_kin(search, hints, cheapest, banned, error))
                        return false;
        }
}

/* Where culprits act together, one that was banned early may have become harmless by a later ban: dearest first. */
static bool take_back(Search *search, const BisectHints *hints, bool *banned, GError **error)
{
        const unsigned *gains = hints->gains;
        unsigned count = 0;
        for (unsigned i = 0; i < search->n; i++)
                count += banned[i] ? 1 : 0;
        g_autofree bool *asked = g_new0(bool, search->n);
        for (unsigned round = 0; count > 1 && round < count; round++) {
                int dearest = -1;
                for (unsigned i = 0; i < search->n; i++)
                        if (banned[i] && !asked[i] && (dearest < 0 || (gains && gains[i] > gains[dearest])))
                                dearest = (int)i;
                if (dearest < 0)
                        break;
                asked[dearest] = true;
                g_autofree bool *applied = g_new0(bool, search->n);
                for (unsigned i = 0; i < search->n; i++)
                        applied[i] = !banned[i] || i == (unsigned)dearest;
                BisectOutcome outcome = try_set(search, applied, error);
                if (outcome == BISECT_ERROR)
                        return false;
                if (outcome == BISECT_PASS)
                        banned[dearest] = false;
        }
        return true;
}

GArray *bisect_guilty(unsigned n, const BisectHints *hints, BisectTest test, void *userdata, bool *ret_always,
                      GError **error)
{
        static const BisectHints nothing = {};
        Search search;
        search_init(&search, n, test, userdata);
        g_autofree bool *banned = g_new0(bool, n);
        bool always = false;
        bool ok = ban_culprits(&search, hints ?: &nothing, banned, &always, error) &&
                  take_back(&search, hints ?: &nothing, banned, error);
        g_hash_table_unref(search.known);
        if (!ok)
                return NULL;
        GArray *guilty = g_array_new(FALSE, FALSE, sizeof(unsigned));
        for (unsigned i = 0; i < n && !always; i++)
                if (banned[i])
                        g_array_append_val(guilty, i);
        if (ret_always)
                *ret_always = always;
        return guilty;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as the text of a NeedSet. What must hold: text that is read and written is a fixed point of reading and
 * writing, its union with itself is itself, and what is refused is refused with a reason. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "model/need.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)           \
        do {                      \
                if (!(condition)) \
                        abort();  \
        } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        g_autofree char *text = size > 0 ? g_strndup((const char *)data, size) : g_strdup("");
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(NeedSet) set = need_set_from_text(text, "input", diags);
        MUST(!set == diag_list_has_errors(diags));
        if (!set)
                return 0;

        g_autofree char *once = need_set_to_text(set);
        g_autoptr(NeedSet) again = need_set_from_text(once, "output", diags);
        MUST(again && need_set_equal(set, again));
        g_autofree char *twice = need_set_to_text(again);
        MUST(strcmp(once, twice) == 0);

        need_set_union(again, set);
        MUST(need_set_equal(set, again));
        for (unsigned i = 0; i < set->entries->len; i++) {
                const NeedEntry *entry = g_ptr_array_index(set->entries, i);
                MUST(entry->evidence->len > 0 && entry->evidence->len <= EVIDENCE_MAX);
                g_autofree char *said = need_describe(&entry->need);
                MUST(said[0] != '\0');
        }
        return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as events of the kernel: each begins with its length (16 bits). What must hold: only needs of valid form
 * come out, and they survive being written down and read again. */
#include "base/diag.h"
#include "source/observe/decode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)           \
        do {                      \
                if (!(condition)) \
                        abort();  \
        } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        const DecoderSystem system = {};
        Decoder *decoder = decoder_new(&system);

        while (size >= sizeof(uint16_t)) {
                uint16_t length;
                g_autofree void *event = NULL;

                memcpy(&length, data, sizeof(length));
                data += sizeof(length);
                size -= sizeof(length);
                length = (uint16_t)MIN(length, size);
                event = g_memdup2(data, length); /* aligned, and with a guarded end */
                decoder_event(decoder, event, length);
                data += length;
                size -= length;
        }

        const NeedSet *needs = decoder_needs(decoder);
        for (unsigned i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = g_ptr_array_index(needs->entries, i);
                MUST(need_subject_is_valid(entry->need.kind, entry->need.subject, NULL));
        }
        GPtrArray *refusals = decoder_refusals(decoder);
        for (unsigned i = 0; i < refusals->len; i++) {
                const ObservedRefusal *refusal = g_ptr_array_index(refusals, i);
                g_autofree char *key = observed_refusal_key(refusal), *text = observed_refusal_describe(refusal);
                MUST(need_subject_is_valid(refusal->need.kind, refusal->need.subject, NULL));
                MUST(key && text);
        }
        g_autofree char *text = need_set_to_text(needs);
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(NeedSet) again = need_set_from_text(text, "fuzz", diags);
        MUST(again && need_set_equal(needs, again));
        decoder_free(decoder);
        return 0;
}

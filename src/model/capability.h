/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

/* linux/capability.h as of 6.18: CAP_CHOWN 0 .. CAP_CHECKPOINT_RESTORE 40. */
#define CAPABILITY_COUNT 41
#define CAPABILITY_ALL ((UINT64_C(1) << CAPABILITY_COUNT) - 1)

int capability_from_name(const char *name);  /* "CAP_CHOWN", any case; -1 unknown */
const char *capability_name(int capability); /* NULL: out of range */
const char *capability_help(int capability); /* one phrase: "change owners of files" */
/* "CAP_A CAP_B", in the order of numbers; "" for none. Caller frees. */
char *capability_mask_to_string(uint64_t mask);
/* Words of a CapabilityBoundingSet= line without its "~". Unknown words are skipped and returned in *ret_unknown (may
 * be NULL). */
uint64_t capability_mask_from_string(const char *words, char **ret_unknown);

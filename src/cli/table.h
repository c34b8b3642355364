/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <libsmartcols/libsmartcols.h>
#include <stdbool.h>

/* Prints a table, and frees it. compact: it is one of JSON, which libsmartcols indents, and is to be one line
 * (--json=short). */
void table_print(struct libscols_table *table, bool compact);

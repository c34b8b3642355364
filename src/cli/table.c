/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libsmartcols has one form of JSON, the indented one. The short one, a line without a space between its words, is made
 * of it here, so that --json=short is the same for all verbs. */
#include "cli/table.h"

#include <glib.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

void table_print(struct libscols_table *table, bool compact)
{
        char *text = NULL;
        json_t *object = NULL;

        if (compact && scols_print_table_to_string(table, &text) == 0)
                object = json_loads(text, 0, NULL);
        if (object) {
                json_dumpf(object, stdout, JSON_COMPACT);
                putchar('\n');
        } else {
                scols_print_table(table);
        }
        json_decref(object);
        free(text);
        scols_unref_table(table);
}

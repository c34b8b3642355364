/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is used of libsmartcols, in the order of the alphabet. A function that is missing here is an error of the
 * linker: add its row, with the prototype of the header. */
#include <errno.h>
#include <libsmartcols.h>

#include "lazy/lazy.h"

static LazyLibrary libsmartcols = {.name = "libsmartcols.so.1", .required = true};

/* clang-format off */
#define ROW(type, failure, name, parameters, arguments) LAZY(&libsmartcols, type, failure, name, parameters, arguments)

ROW(int, -ELIBACC, scols_cell_set_color, (struct libscols_cell *ce, const char *color), (ce, color))
ROW(int, -ELIBACC, scols_column_set_flags, (struct libscols_column *cl, int flags), (cl, flags))
ROW(int, -ELIBACC, scols_column_set_wrapfunc, (struct libscols_column *cl, size_t (*wrap_chunksize)(const struct libscols_column *, const char *, void *), char *(*wrap_nextchunk)(const struct libscols_column *, char *, void *), void *userdata), (cl, wrap_chunksize, wrap_nextchunk, userdata))
ROW(void, , scols_init_debug, (int mask), (mask))
ROW(struct libscols_cell *, NULL, scols_line_get_cell, (struct libscols_line *ln, size_t n), (ln, n))
ROW(int, -ELIBACC, scols_line_set_data, (struct libscols_line *ln, size_t n, const char *data), (ln, n, data))
ROW(struct libscols_table *, NULL, scols_new_table, (void), ())
ROW(int, -ELIBACC, scols_print_table, (struct libscols_table *tb), (tb))
ROW(int, -ELIBACC, scols_print_table_to_string, (struct libscols_table *tb, char **data), (tb, data))
ROW(int, -ELIBACC, scols_table_enable_colors, (struct libscols_table *tb, int enable), (tb, enable))
ROW(int, -ELIBACC, scols_table_enable_json, (struct libscols_table *tb, int enable), (tb, enable))
ROW(int, -ELIBACC, scols_table_enable_noencoding, (struct libscols_table *tb, int enable), (tb, enable))
ROW(int, -ELIBACC, scols_table_enable_noheadings, (struct libscols_table *tb, int enable), (tb, enable))
ROW(struct libscols_column *, NULL, scols_table_new_column, (struct libscols_table *tb, const char *name, double whint, int flags), (tb, name, whint, flags))
ROW(struct libscols_line *, NULL, scols_table_new_line, (struct libscols_table *tb, struct libscols_line *parent), (tb, parent))
ROW(int, -ELIBACC, scols_table_set_name, (struct libscols_table *tb, const char *name), (tb, name))
ROW(int, -ELIBACC, scols_table_set_termforce, (struct libscols_table *tb, int force), (tb, force))
ROW(int, -ELIBACC, scols_table_set_termwidth, (struct libscols_table *tb, size_t width), (tb, width))
ROW(void, , scols_unref_table, (struct libscols_table *tb), (tb))
ROW(size_t, 0, scols_wrapnl_chunksize, (const struct libscols_column *cl, const char *data, void *userdata), (cl, data, userdata))
ROW(char *, NULL, scols_wrapnl_nextchunk, (const struct libscols_column *cl, char *data, void *userdata), (cl, data, userdata))
/* clang-format on */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One unit, row by row: what each costs, what would end that, whether something else does it already, and whether we
 * would advise it. Exposures are rounded up row by row, as systemd does, so that they add up to more than the whole;
 * the costs beside them are exact. */
#include "sink/scores.h"

#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* All that is to be said of a row. */
typedef struct Row {
        unsigned number;
        int badness;           /* -1: does not apply */
        unsigned tenths;       /* as systemd shows it; 0: nothing shown */
        unsigned cost;         /* thousandths of exposure */
        DirectiveId by;        /* implied by; _DIRECTIVE_MAX: no */
        bool counted;          /* and the exposure knows */
        const ScoreLine *line; /* NULL: nothing to write */
        const char *advice;    /* "yes", "try", "no"; NULL: nothing to do */
        char *reason;          /* for the advice; may be NULL */
} Row;

static void row_clear(gpointer data)
{
        Row *row = data;
        g_free(row->reason);
}

/* Its start is root's, and what it keeps of that is its own affair. */
static bool has_command_as_root(const UnitView *view)
{
        for (guint i = 0; i < view->settings->len; i++) {
                const UnitSetting *setting = view->settings->pdata[i];
                if (g_str_has_prefix(setting->name, "Exec") &&
                    memchr(setting->value, '!', strspn(setting->value, "-@:+!|")))
                        return true;
        }
        return false;
}

static void advise(Row *row, const ScoredUnit *unit, const ScoreAdvice *advice)
{
        if (row->badness <= 0)
                return;
        row->line = score_line_of_row(advice, row->number, unit->config, unit->network);
        if (!row->line) {
                row->advice = "no";
                return;
        }
        size_t index = (size_t)(row->line - score_lines);
        const char *denied = unit->objections ? unit->objections[index] : NULL;
        const char *objection = denied ? denied : score_objection(row->line, unit->config, unit->network);
        row->advice = objection ? "no" : row->line->safety == SCORE_SAFE ? "yes" : "try";
        bool nothing = !objection && score_takes_nothing(row->line, unit->config, unit->view->user) &&
                       !has_command_as_root(unit->view);
        if (nothing)
                row->advice = "yes";
        row->reason = g_strdup(objection ? objection
                               : nothing ? "it has no capabilities, and can gain none"
                                         : row->line->caution);
        if (row->by != _DIRECTIVE_MAX && !row->counted)
                row->advice = "yes"; /* it holds already: to write it costs nothing */
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
        const Row *left = a, *right = b;
        if (left->cost != right->cost)
                return left->cost > right->cost ? -1 : 1;
        if ((left->badness < 0) != (right->badness < 0))
                return left->badness < 0 ? 1 : -1;
        return left->number < right->number ? -1 : left->number > right->number;
}

static GArray *make_rows(const ScoredUnit *unit, const ScoreAdvice *advice)
{
        GArray *rows = g_array_new(FALSE, TRUE, sizeof(Row));
        g_array_set_clear_func(rows, row_clear);
        unsigned sum = MAX(unit->score->weight_sum, 1);
        for (unsigned i = 0; i < score_row_count; i++) {
                const ScoreRow *known = &score_rows[i];
                Row row = {.number = i, .badness = unit->score->badness[i], .by = _DIRECTIVE_MAX};
                if (row.badness > 0) {
                        guint64 hundred =
                                ((guint64)row.badness * known->weight * 100 + known->range - 1) / known->range;
                        row.tenths = (unsigned)((hundred + sum - 1) / sum);
                        row.cost = (unsigned)((guint64)row.badness * known->weight * 10000 / known->range / sum);
                }
                if (!score_implied(unit->config, unit->score, i, unit->view->user, &row.by, &row.counted))
                        row.by = _DIRECTIVE_MAX;
                advise(&row, unit, advice);
                g_array_append_val(rows, row);
        }
        g_array_sort(rows, compare_rows);
        return rows;
}

static char *implied_text(const Row *row)
{
        if (row->by == _DIRECTIVE_MAX)
                return g_strdup("");
        return g_strdup_printf("%s=%s", directives[row->by].name, row->counted ? "" : " (not counted)");
}

static char *line_text(const Row *row)
{
        if (!row->line)
                return g_strdup("");
        g_autofree char *value = g_strjoinv("; ", (char **)row->line->lines);
        return g_strdup_printf("%s=%s", directives[row->line->directive].name, value);
}

char *score_details_to_text(const ScoredUnit *unit, const ScoreAdvice *advice, const ScoresFormat *format)
{
        g_autoptr(GArray) rows = make_rows(unit, advice);
        struct libscols_table *table = scols_new_table();
        scols_table_enable_noencoding(table, 1); /* as in sink/scores.c */
        scols_table_enable_colors(table, format->colors);
        scols_table_enable_noheadings(table, !format->legend);
        scols_table_set_termforce(table, format->width > 0 ? SCOLS_TERMFORCE_ALWAYS : SCOLS_TERMFORCE_NEVER);
        if (format->width > 0)
                scols_table_set_termwidth(table, format->width);
        static const struct {
                const char *name;
                double width;
                int flags;
        } columns[] = {
                {"", 1, 0},
                {"ROW", 0.25, 0},
                {"WEIGHT", 6, SCOLS_FL_RIGHT},
                {"COST", 5, SCOLS_FL_RIGHT},
                {"IMPLIED BY", 0.1, 0},
                {"TO SET", 0.2, SCOLS_FL_TRUNC},
                {"ADVICE", 6, 0},
                {"WHO NEEDS IT, OR WHY NOT", 0.3, SCOLS_FL_TRUNC},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(columns); i++)
                scols_table_new_column(table, columns[i].name, columns[i].width, columns[i].flags);
        for (guint i = 0; i < rows->len; i++) {
                const Row *row = &g_array_index(rows, Row, i);
                struct libscols_line *line = scols_table_new_line(table, NULL);
                g_autofree char *weight = g_strdup_printf("%u", score_rows[row->number].weight);
                g_autofree char *cost = row->badness > 0
                                                ? g_strdup_printf("%u.%03u", row->cost / 1000, row->cost % 1000)
                                                : g_strdup(row->badness < 0 ? "n/a" : "");
                g_autofree char *implied = implied_text(row), *set = line_text(row);
                g_autofree char *reason = text_printable(row->reason ? row->reason : "", false);
                scols_line_set_data(line, 0, row->badness == 0 ? "\u2713" : row->badness < 0 ? " " : "\u2717");
                scols_line_set_data(line, 1, score_rows[row->number].id);
                scols_line_set_data(line, 2, weight);
                scols_line_set_data(line, 3, cost);
                scols_line_set_data(line, 4, implied);
                scols_line_set_data(line, 5, set);
                scols_line_set_data(line, 6, row->advice ? row->advice : "");
                scols_line_set_data(line, 7, reason);
                if (row->badness >= 0)
                        scols_cell_set_color(scols_line_get_cell(line, 0), row->badness == 0 ? "green" : "red");
        }
        char *text = NULL;
        scols_print_table_to_string(table, &text);
        scols_unref_table(table);
        GString *out = g_string_new(text);
        free(text);
        g_string_append_printf(out, "\nOverall exposure of %s: %u.%u %s (by the rules of systemd %u)\n", unit->unit,
                               unit->score->tenths / 10, unit->score->tenths % 10, score_label(unit->score->tenths),
                               format->systemd);
        return g_string_free(out, FALSE);
}

static json_t *text_or_null(const char *text)
{
        return text ? json_string(text) : json_null();
}

json_t *score_details_to_json(const ScoredUnit *unit, const ScoreAdvice *advice, bool plain)
{
        g_autoptr(GArray) rows = make_rows(unit, advice);
        json_t *array = json_array();
        for (guint i = 0; i < rows->len; i++) {
                const Row *row = &g_array_index(rows, Row, i);
                const ScoreRow *known = &score_rows[row->number];
                json_t *object = json_object();
                json_object_set_new(object, "set", row->badness < 0 ? json_null() : json_boolean(row->badness == 0));
                json_object_set_new(object, "name", json_string(known->id));
                json_object_set_new(object, "json_field", json_string(known->json));
                json_object_set_new(object, "description", text_or_null(directives[known->directive].help));
                g_autofree char *exposure =
                        row->tenths > 0 ? g_strdup_printf("%u.%u", row->tenths / 10, row->tenths % 10) : NULL;
                json_object_set_new(object, "exposure", text_or_null(exposure));
                if (!plain) {
                        json_object_set_new(object, "unit", text_or_null(unit->unit));
                        json_object_set_new(object, "weight", json_integer(known->weight));
                        json_object_set_new(object, "range", json_integer(known->range));
                        json_object_set_new(object, "badness",
                                            row->badness < 0 ? json_null() : json_integer(row->badness));
                        json_object_set_new(object, "cost", json_real(row->cost / 1000.0));
                        json_object_set_new(object, "implied_by",
                                            text_or_null(row->by == _DIRECTIVE_MAX ? NULL : directives[row->by].name));
                        json_object_set_new(object, "implied_counted", json_boolean(row->counted));
                        json_t *lines = json_array();
                        for (unsigned j = 0; row->line && j < G_N_ELEMENTS(row->line->lines) && row->line->lines[j];
                             j++) {
                                g_autofree char *text = g_strdup_printf("%s=%s", directives[row->line->directive].name,
                                                                        row->line->lines[j]);
                                json_array_append_new(lines, json_string(text));
                        }
                        json_object_set_new(object, "lines", lines);
                        json_object_set_new(object, "advice", text_or_null(row->advice));
                        json_object_set_new(object, "reason", text_or_null(row->reason));
                }
                json_array_append_new(array, object);
        }
        return array;
}

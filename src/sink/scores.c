/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of exposures. What programs read has systemd's keys, as text where systemd has text ("9.6"), so that a
 * script made for systemd-analyze reads it unchanged; what is ours is beside them. */
#include "sink/scores.h"

#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "base/json-text.h"
#include "base/text.h"

static const char *const state_names[_UNIT_STATE_MAX] = {
        [UNIT_LOADED] = "loaded", [UNIT_MASKED] = "masked", [UNIT_NOT_FOUND] = "not found", [UNIT_BAD] = "bad"};

static char *tenths_to_string(unsigned tenths)
{
        return g_strdup_printf("%u.%u", tenths / 10, tenths % 10);
}

/* Thousandths as what they change in the number shown. */
static char *gain_to_string(unsigned gain)
{
        return g_strdup_printf("%u.%02u", gain / 1000, gain % 1000 / 10);
}

static const char *label_color(unsigned tenths)
{
        return tenths >= 90 ? "red" : tenths >= 75 ? "yellow" : tenths < 50 ? "green" : NULL;
}

static char *fired_to_string(unsigned fired)
{
        GString *out = g_string_new(NULL);
        for (unsigned i = 0; i < _TRIGGER_MAX; i++)
                if (fired & 1U << i)
                        g_string_append_printf(out, "%s%s", out->len ? "," : "", trigger_names[i]);
        return g_string_free(out, FALSE);
}

static char *line_to_string(const ScoreLine *line)
{
        return g_strdup_printf("%s=%s", directives[line->directive].name, line->lines[0]);
}

static char *offers_to_string(const ScoredUnit *unit)
{
        GString *out = g_string_new(NULL);
        for (unsigned i = 0; i < unit->offer_count; i++) {
                g_autofree char *line = line_to_string(unit->offers[i].line);
                g_autofree char *gain = gain_to_string(unit->offers[i].gain);
                g_string_append_printf(out, "%s%s (%s)", i ? ", " : "", line, gain);
        }
        return g_string_free(out, FALSE);
}

static struct libscols_table *new_table(const ScoresFormat *format)
{
        struct libscols_table *table = scols_new_table();
        scols_table_enable_noencoding(table, 1); /* it would write each \x of a unit's name as \x5cx */
        scols_table_enable_colors(table, format->colors);
        scols_table_enable_noheadings(table, !format->legend);
        if (format->width > 0) {
                scols_table_set_termforce(table, SCOLS_TERMFORCE_ALWAYS);
                scols_table_set_termwidth(table, format->width);
        } else {
                scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
        }
        return table;
}

static void add_text(struct libscols_line *line, unsigned column, char *text)
{
        scols_line_set_data(line, column, text);
        g_free(text);
}

static char *print_table(struct libscols_table *table)
{
        char *text = NULL;
        scols_print_table_to_string(table, &text);
        scols_unref_table(table);
        char *copy = g_strdup(text ? text : "");
        free(text);
        return copy;
}

char *scores_to_text(const GPtrArray *units, const ScoresFormat *format)
{
        struct libscols_table *table = new_table(format);
        static const struct {
                const char *name;
                double width;
                int flags;
        } columns[] = {
                {"UNIT", 0.2, 0},
                {"EXPOSURE", 8, SCOLS_FL_RIGHT},
                {"PREDICATE", 9, 0},
                {"FIRED-BY", 0.05, 0},
                {"USER", 0.05, 0},
                {"MODE", 4, 0},
                {"WOULD BUY MOST", 0.4, SCOLS_FL_TRUNC},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(columns); i++)
                scols_table_new_column(table, columns[i].name, columns[i].width, columns[i].flags);
        unsigned scored = 0;
        for (guint i = 0; i < units->len; i++) {
                const ScoredUnit *unit = units->pdata[i];
                struct libscols_line *line = scols_table_new_line(table, NULL);
                add_text(line, 0, text_printable(unit->unit, false));
                add_text(line, 3, fired_to_string(unit->fired));
                scols_line_set_data(line, 5, unit->mode);
                if (!unit->score) {
                        scols_line_set_data(line, 1, "-");
                        scols_line_set_data(line, 2, state_names[unit->view->state]);
                        continue;
                }
                scored++;
                unsigned tenths = unit->score->tenths;
                add_text(line, 1, tenths_to_string(tenths));
                scols_line_set_data(line, 2, score_label(tenths));
                add_text(line, 4, text_printable(unit->user, false));
                add_text(line, 6, offers_to_string(unit));
                const char *color = label_color(tenths);
                if (color) {
                        scols_cell_set_color(scols_line_get_cell(line, 1), color);
                        scols_cell_set_color(scols_line_get_cell(line, 2), color);
                }
        }
        g_autofree char *text = print_table(table);
        if (!format->legend)
                return g_steal_pointer(&text);
        return g_strdup_printf("%s\n%u unit%s, %u scored by the rules of systemd %u.\n", text, units->len,
                               units->len == 1 ? "" : "s", scored, format->systemd);
}

/* As systemd shows it; the strings are not words but pictures. */
static const char *happy(unsigned tenths)
{
        static const struct {
                unsigned from;
                const char *face;
        } faces[] = {{100, "\U0001F922"}, {90, "\U0001F628"}, {75, "\U0001F641"}, {50, "\U0001F610"},
                     {10, "\U0001F642"},  {1, "\U0001F600"},  {0, "\U0001F607"}};
        unsigned i = 0;
        while (tenths < faces[i].from)
                i++;
        return faces[i].face;
}

static void write_line(JsonText *json, const ScoreLine *line)
{
        json_text_begin_array(json, "lines");
        for (unsigned i = 0; i < G_N_ELEMENTS(line->lines) && line->lines[i]; i++) {
                g_autofree char *text = g_strconcat(directives[line->directive].name, "=", line->lines[i], NULL);
                json_text_string(json, NULL, text);
        }
        json_text_end_array(json);
}

static void write_our_keys(JsonText *json, const ScoredUnit *unit)
{
        json_text_string(json, "state", state_names[unit->view->state]);
        json_text_string(json, "file", unit->where);
        json_text_begin_array(json, "aliases");
        for (char **alias = unit->view->aliases; *alias; alias++)
                json_text_string(json, NULL, *alias);
        json_text_end_array(json);
        json_text_begin_array(json, "fired_by");
        for (unsigned i = 0; i < _TRIGGER_MAX; i++)
                if (unit->fired & 1U << i)
                        json_text_string(json, NULL, trigger_names[i]);
        json_text_end_array(json);
        json_text_string(json, "user", unit->score ? unit->user : NULL);
        json_text_string(json, "mode", strcmp(unit->mode, "-") == 0 ? NULL : unit->mode);
        json_text_begin_array(json, "best");
        for (unsigned i = 0; i < unit->offer_count; i++) {
                json_text_begin_object(json, NULL);
                write_line(json, unit->offers[i].line);
                json_text_thousandths(json, "gain", unit->offers[i].gain);
                json_text_end_object(json);
        }
        json_text_end_array(json);
}

char *scores_to_json(const GPtrArray *units, bool plain, bool compact)
{
        g_auto(JsonText) json = {0};
        json_text_init(&json, compact);
        json_text_begin_array(&json, NULL);
        for (guint i = 0; i < units->len; i++) {
                const ScoredUnit *unit = units->pdata[i];
                if (plain && !unit->score)
                        continue;
                unsigned tenths = unit->score ? unit->score->tenths : 0;
                char exposure[] = {(char)('0' + tenths / 10), '.', (char)('0' + tenths % 10), '\0'};
                json_text_begin_object(&json, NULL);
                json_text_string(&json, "unit", unit->unit);
                json_text_string(&json, "exposure", !unit->score ? NULL : tenths == 100 ? "10.0" : exposure);
                json_text_string(&json, "predicate", unit->score ? score_label(tenths) : NULL);
                json_text_string(&json, "happy", unit->score ? happy(tenths) : NULL);
                if (!plain)
                        write_our_keys(&json, unit);
                json_text_end_object(&json);
        }
        json_text_end_array(&json);
        return json_text_steal(&json);
}

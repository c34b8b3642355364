/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as text. What matters stands first (did it work, what is it worth), then the lines, dearest first, then
 * what nobody should have to ask for: what was not looked at. */
#include "sink/report.h"

#include "base/term.h"
#include "base/text.h"

#include <libsmartcols.h>
#include <string.h>

#define WIDTH_DEFAULT 80
#define VALUE_MAX 34 /* longer values are cut: the drop-in has them whole */
#define TEXT_MIN 24

const char *const report_outcome_names[_REPORT_OUTCOME_MAX + 1] = {
        [REPORT_PROPOSED] = "proposed",
        [REPORT_PROVEN] = "proven",
        [REPORT_BROKEN] = "broken",
};

static void add_heading(GString *out, const char *text, bool colors)
{
        g_string_append_printf(out, "\n%s%s%s\n", colors ? "\033[1m" : "", text, colors ? "\033[0m" : "");
}

static void add_list(GString *out, const char *heading, const char *const *lines, unsigned width, bool colors)
{
        if (!lines || !*lines)
                return;
        add_heading(out, heading, colors);
        for (; *lines; lines++) {
                g_autofree char *wrapped = term_wrap(*lines, width - 2, "    ");
                g_string_append_printf(out, "  %s\n", wrapped);
        }
}

static void add_survived(GString *out, const Report *report, unsigned width, bool colors)
{
        g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
        for (guint i = 0; report->survived && i < report->survived->len; i++)
                g_ptr_array_add(lines, survived_refusal_describe(report->survived->pdata[i]));
        g_ptr_array_add(lines, NULL);
        add_list(out, "What was refused in a trial, and it went on", (const char *const *)lines->pdata, width, colors);
}

static char *cut(const char *text, unsigned max)
{
        if (g_utf8_strlen(text, -1) <= (glong)max)
                return g_strdup(text);
        g_autofree char *start = g_utf8_substring(text, 0, (glong)max - 3);
        return g_strconcat(start, "...", NULL);
}

static char *thousandths(unsigned value)
{
        unsigned hundredths = (value + 5) / 10;
        return g_strdup_printf("%u.%02u", hundredths / 100, hundredths % 100);
}

static glong widest_line(const char *text)
{
        glong widest = 0;
        for (const char *p = text; *p;) {
                size_t n = strcspn(p, "\n");
                widest = MAX(widest, g_utf8_strlen(p, (gssize)n));
                p += n + (p[n] ? 1 : 0);
        }
        return widest;
}

/* A cell: each line of the text broken to the width. smartcols escapes what the locale cannot show, so it is given none
 * of that: systemd's own "..." in a row's name is one character. */
static char *cell(const char *text, unsigned width)
{
        g_auto(GStrv) pieces = g_strsplit(text, "\xe2\x80\xa6", -1);
        g_autofree char *plain = g_strjoinv("...", pieces);
        g_auto(GStrv) lines = g_strsplit(plain, "\n", -1);
        g_autoptr(GPtrArray) wrapped = g_ptr_array_new_with_free_func(g_free);
        for (char **line = lines; *line; line++) {
                for (char *p = *line; *p; p++)
                        if (g_ascii_iscntrl(*p))
                                *p = ' ';
                if (**line)
                        g_ptr_array_add(wrapped, term_wrap(*line, width, "  "));
        }
        g_ptr_array_add(wrapped, NULL);
        return g_strjoinv("\n", (char **)wrapped->pdata);
}

/* The first that a reason says, in one line: the whole of it stands in the drop-in. */
static char *first_words(const char *text, unsigned width)
{
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        g_autofree char *joined = g_strjoinv(" ", lines), *plain = cell(joined, G_MAXINT);
        return cut(plain, MAX(width, 4));
}

/* A table of three columns, the last one cut to a line (brief), or wrapped at words: rows are arrays of three strings.
 */
static void add_table(GString *out, const char *const *headings, GPtrArray *rows, unsigned width, bool brief)
{
        glong used = 2 * 1; /* blanks between columns */
        for (int column = 0; column < 2; column++) {
                glong widest = (glong)strlen(headings[column]);
                for (guint i = 0; i < rows->len; i++)
                        widest = MAX(widest, widest_line(((char **)rows->pdata[i])[column]));
                used += widest;
        }
        unsigned rest = (glong)width - 2 - used > TEXT_MIN ? (unsigned)((glong)width - 2 - used) : TEXT_MIN;

        struct libscols_table *table = scols_new_table();
        scols_table_enable_noencoding(table, 1); /* as in sink/scores.c */
        for (int column = 0; column < 3; column++) {
                struct libscols_column *c =
                        scols_table_new_column(table, headings[column], 0, column == 0 ? SCOLS_FL_RIGHT : 0);
                if (column > 0) {
                        scols_column_set_flags(c, SCOLS_FL_WRAP);
                        scols_column_set_wrapfunc(c, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, NULL);
                }
        }
        for (guint i = 0; i < rows->len; i++) {
                char **cells = rows->pdata[i];
                struct libscols_line *line = scols_table_new_line(table, NULL);
                g_autofree char *wrapped = brief ? first_words(cells[2], rest) : cell(cells[2], rest);
                const char *texts[] = {cells[0], cells[1], wrapped};
                for (unsigned column = 0; column < G_N_ELEMENTS(texts); column++) {
                        g_autofree char *text = text_printable(texts[column], true);
                        scols_line_set_data(line, column, text);
                }
        }
        scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER); /* we have made it fit */
        char *text = NULL;
        if (scols_print_table_to_string(table, &text) == 0 && text) {
                g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
                for (char **line = lines; *line; line++)
                        if (**line)
                                g_string_append_printf(out, "  %s\n", g_strchomp(*line));
        }
        free(text);
        scols_unref_table(table);
}

static GPtrArray *rows_new(void)
{
        return g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
}

static void add_row(GPtrArray *rows, const char *a, const char *b, const char *c)
{
        char **cells = g_new0(char *, 4);
        cells[0] = g_strdup(a);
        cells[1] = g_strdup(b);
        cells[2] = g_strdup(c);
        g_ptr_array_add(rows, cells);
}

static int by_gain(gconstpointer a, gconstpointer b)
{
        const Decision *left = *(const Decision *const *)a, *right = *(const Decision *const *)b;
        return left->gain == right->gain ? 0 : left->gain > right->gain ? -1 : 1;
}

static void add_lines(GString *out, const Report *report, unsigned width, bool colors)
{
        static const char *const headings[] = {"BUYS", "LINE", "WHY"};
        g_autoptr(GPtrArray) decisions = g_ptr_array_new(), rows = rows_new();
        for (guint i = 0; i < report->policy->decisions->len; i++)
                if (((Decision *)report->policy->decisions->pdata[i])->lines)
                        g_ptr_array_add(decisions, report->policy->decisions->pdata[i]);
        g_ptr_array_sort(decisions, by_gain); /* stable: merge sort since GLib 2.32 */
        for (guint i = 0; i < decisions->len; i++) {
                const Decision *decision = decisions->pdata[i];
                g_autofree char *value = g_strjoinv(" ", decision->lines);
                g_autofree char *line = g_strdup_printf("%s=%s", directives[decision->id].name, value);
                g_autofree char *shown = cut(line, VALUE_MAX);
                g_autofree char *gain = decision->gain ? thousandths(decision->gain) : g_strdup("-");
                add_row(rows, gain, shown, decision->reason);
        }
        if (rows->len == 0)
                return;
        add_heading(out, "What is taken away", colors);
        add_table(out, headings, rows, width, true);
}

static void add_floor(GString *out, const Report *report, unsigned width, bool colors)
{
        static const char *const headings[] = {"COSTS", "NOT SET", "WHY"};
        g_autoptr(GPtrArray) floor = report_floor(report), rows = rows_new();
        for (guint i = 0; i < floor->len; i++) {
                const FloorLine *line = floor->pdata[i];
                g_autofree char *cost = thousandths(line->cost);
                /* Rows of one directive have long names: its own name stands above them. */
                const char *value = strchr(line->missing, '=');
                size_t name = value && strlen(line->missing) > VALUE_MAX ? (size_t)(value + 1 - line->missing) : 0;
                g_autofree char *broken = g_strdup_printf("%.*s%s%s", (int)name, line->missing, name > 0 ? "\n" : "",
                                                          line->missing + name);
                g_autofree char *missing = cell(broken, VALUE_MAX);
                add_row(rows, cost, missing, line->reason);
        }
        if (rows->len == 0)
                return;
        g_autofree char *heading = g_strdup_printf("What it cannot give up: its floor is %u.%u",
                                                   report->after->tenths / 10, report->after->tenths % 10);
        add_heading(out, heading, colors);
        add_table(out, headings, rows, width, false);
}

char *report_to_text(const Report *report, unsigned width, bool colors)
{
        static const char *const said[_REPORT_OUTCOME_MAX] = {
                [REPORT_PROPOSED] = "a proposal that was not tried",
                [REPORT_PROVEN] = "tried, and it does all that it did before",
                [REPORT_BROKEN] = "tried, and it broke: all is as it was before",
        };
        static const char *const shades[_REPORT_OUTCOME_MAX] = {
                [REPORT_PROPOSED] = "\033[1;33m", [REPORT_PROVEN] = "\033[1;32m", [REPORT_BROKEN] = "\033[1;31m"};
        GString *out = g_string_new(NULL);
        width = width ?: WIDTH_DEFAULT;
        g_string_append_printf(out, "%s%s%s: %s\n", colors ? shades[report->outcome] : "", report->unit,
                               colors ? "\033[0m" : "", said[report->outcome]);
        if (report->before && report->after)
                g_string_append_printf(out, "Exposure: %u.%u %s before, %u.%u %s after\n", report->before->tenths / 10,
                                       report->before->tenths % 10, score_label(report->before->tenths),
                                       report->after->tenths / 10, report->after->tenths % 10,
                                       score_label(report->after->tenths));
        if (report->path)
                g_string_append_printf(out, "Drop-in: %s\n", report->path);
        add_list(out, report->outcome == REPORT_BROKEN ? "What broke" : "What differed", report->differences, width,
                 colors);
        add_survived(out, report, width, colors);
        add_lines(out, report, width, colors);
        add_list(out, "What was proven", report->proven, width, colors);
        add_list(out, "What was not covered", report->uncovered, width, colors);
        add_floor(out, report, width, colors);
        return g_string_free(out, FALSE);
}

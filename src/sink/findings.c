/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings for people, for lintian's readers, and as JSON. Text that came from files need not be UTF-8; JSON must be.
 */
#include "sink/findings.h"

#include <string.h>

#include "base/term.h"
#include "base/text.h"
#include "lint/rule.h"

#define WIDTH_MAX 120 /* longer lines are hard to read */

const char *const finding_severity_names[_SEVERITY_MAX + 1] = {
        [SEVERITY_NOTE] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};

static const Style severity_styles[_SEVERITY_MAX] = {
        [SEVERITY_NOTE] = STYLE_BLUE, [SEVERITY_WARNING] = STYLE_YELLOW, [SEVERITY_ERROR] = STYLE_RED};

static char *place_text(const FindingPlace *place)
{
        if (place->line == 0)
                return g_strdup("-");
        return place->column ? g_strdup_printf("%u:%u", place->line, place->column)
                             : g_strdup_printf("%u", place->line);
}

static unsigned widest(const GPtrArray *findings, bool rule)
{
        unsigned width = 0;
        for (guint i = 0; i < findings->len; i++) {
                const Finding *finding = findings->pdata[i];
                g_autofree char *place = place_text(&finding->place);
                width = MAX(width, (unsigned)strlen(rule ? finding->rule->id : place));
        }
        return width;
}

static void append_wrapped(GString *out, const char *text, unsigned columns, unsigned indent)
{
        g_autofree char *blanks = g_strnfill(indent, ' ');
        g_autofree char *shown = text_printable(text, false);
        g_autofree char *wrapped = term_wrap(shown, columns > indent + 30 ? columns - indent : 30, "");
        g_auto(GStrv) lines = g_strsplit(g_strchomp(wrapped), "\n", -1);
        g_autofree char *separator = g_strconcat("\n", blanks, NULL), *joined = g_strjoinv(separator, lines);
        g_string_append_printf(out, "%s\n", joined);
}

char *findings_to_text(const GPtrArray *findings, FILE *stream)
{
        GString *out = g_string_new(NULL);
        unsigned columns = MIN(term_columns(stream), WIDTH_MAX), place_width = widest(findings, false),
                 rule_width = widest(findings, true);
        unsigned indent = 2 + place_width + 2 + (unsigned)strlen("warning") + 2 + rule_width + 2;
        const char *file = NULL;
        for (guint i = 0; i < findings->len; i++) {
                const Finding *finding = findings->pdata[i];
                Severity severity = finding->rule->severity;
                g_autofree char *place = place_text(&finding->place);
                if (!file || g_strcmp0(file, finding->place.file) != 0) {
                        file = finding->place.file;
                        g_autofree char *shown = text_printable(file ? file : finding->unit, false);
                        g_string_append_printf(out, "%s%s%s%s\n", i ? "\n" : "", term_style(stream, STYLE_BOLD), shown,
                                               term_style(stream, STYLE_NORMAL));
                }
                g_string_append_printf(out, "  %-*s  %s%-7s%s  %-*s  ", (int)place_width, place,
                                       term_style(stream, severity_styles[severity]), finding_severity_names[severity],
                                       term_style(stream, STYLE_NORMAL), (int)rule_width, finding->rule->id);
                append_wrapped(out, finding->message, columns, indent);
                if (!finding->fix)
                        continue;
                g_string_append_printf(out, "%*s%s", (int)indent, "", term_style(stream, STYLE_GREY));
                append_wrapped(out, finding->fix, columns, indent);
                g_string_append(out, term_style(stream, STYLE_NORMAL));
        }
        return g_string_free(out, FALSE);
}

char *findings_summary(const GPtrArray *findings, unsigned units)
{
        unsigned counts[_SEVERITY_MAX] = {};
        g_autoptr(GHashTable) with = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        GString *out = g_string_new(NULL);
        for (guint i = 0; i < findings->len; i++) {
                const Finding *finding = findings->pdata[i];
                counts[finding->rule->severity]++;
                g_hash_table_add(with, g_strconcat(finding->unit, "\n", finding->place.file, NULL));
        }
        g_string_append_printf(out, "%u finding%s", findings->len, findings->len == 1 ? "" : "s");
        const char *before = " (";
        for (int severity = _SEVERITY_MAX - 1; severity >= 0; severity--) {
                if (!counts[severity])
                        continue;
                g_string_append_printf(out, "%s%u %s%s", before, counts[severity], finding_severity_names[severity],
                                       counts[severity] == 1 ? "" : "s");
                before = ", ";
        }
        g_string_append_printf(out, "%s in %u of %u unit%s", findings->len ? ")" : "",
                               MIN(g_hash_table_size(with), units), units, units == 1 ? "" : "s");
        return g_string_free(out, FALSE);
}

char *findings_to_lintian(const GPtrArray *findings)
{
        static const char letters[_SEVERITY_MAX] = {
                [SEVERITY_NOTE] = 'I', [SEVERITY_WARNING] = 'W', [SEVERITY_ERROR] = 'E'};
        GString *out = g_string_new(NULL);
        for (guint i = 0; i < findings->len; i++) {
                const Finding *finding = findings->pdata[i];
                const char *of = finding->package ? finding->package : finding->unit;
                const char *file = finding->place.file ? finding->place.file : finding->unit;
                g_autofree char *who = text_printable(of, false), *message = text_printable(finding->message, false);
                g_autofree char *where = text_printable(file, false);
                g_string_append_printf(out, "%c: %s: unitlock-%s %s [%s", letters[finding->rule->severity], who,
                                       finding->rule->id, message, where);
                if (finding->place.line)
                        g_string_append_printf(out, ":%u", finding->place.line);
                g_string_append(out, "]\n");
        }
        return g_string_free(out, FALSE);
}

static json_t *text(const char *string)
{
        if (!string)
                return json_null();
        g_autofree char *valid = g_utf8_make_valid(string, -1);
        return json_string(valid);
}

static void set_place(json_t *object, const FindingPlace *place)
{
        json_object_set_new(object, "file", text(place->file));
        json_object_set_new(object, "line", place->line ? json_integer(place->line) : json_null());
        json_object_set_new(object, "column", place->column ? json_integer(place->column) : json_null());
}

json_t *findings_to_json(const GPtrArray *findings, unsigned units, unsigned systemd)
{
        json_t *object = json_object(), *array = json_array();
        for (guint i = 0; i < findings->len; i++) {
                const Finding *finding = findings->pdata[i];
                json_t *one = json_object(), *related = NULL;
                json_object_set_new(one, "rule", text(finding->rule->id));
                json_object_set_new(one, "severity", text(finding_severity_names[finding->rule->severity]));
                json_object_set_new(one, "unit", text(finding->unit));
                json_object_set_new(one, "package", text(finding->package));
                set_place(one, &finding->place);
                json_object_set_new(one, "message", text(finding->message));
                json_object_set_new(one, "fix", text(finding->fix));
                if (finding->other.file) {
                        related = json_object();
                        set_place(related, &finding->other);
                        json_object_set_new(related, "note", text(finding->other.note));
                }
                json_object_set_new(one, "related", related ? related : json_null());
                json_array_append_new(array, one);
        }
        json_object_set_new(object, "systemd", json_integer(systemd));
        json_object_set_new(object, "units", json_integer(units));
        json_object_set_new(object, "findings", array);
        return object;
}

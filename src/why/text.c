/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The story for people and for programs. */

#include "why/why.h"

#include <string.h>

#include "base/term.h"
#include "base/text.h"
#include "unit/unit-name.h"

static void append_wrapped(GString *out, const char *text, unsigned width, const char *indent)
{
        g_autofree char *wrapped = term_wrap(text, width, indent);

        g_string_append(out, wrapped);
        g_string_append_c(out, '\n');
}

/* Where to write the change. Drop-ins count in the order of their names, whatever directories they are in: that of
 * systemctl edit is not the last where the setting is in one whose name comes after. */
static void append_where(GString *out, const WhyStory *story, const WhyFinding *finding)
{
        static const char edited[] = "override.conf", usual[] = "zz-override.conf";
        g_autofree char *directory = finding->file ? g_path_get_dirname(finding->file) : g_strdup("");
        g_autofree char *base = finding->file ? g_path_get_basename(finding->file) : g_strdup("");
        g_autofree char *late = NULL, *name = unit_name_for_shell(story->unit);

        if (!g_str_has_suffix(directory, ".d") || strcmp(base, edited) <= 0) {
                g_string_append_printf(out, "   To allow it, 'systemctl %sedit %s', write this, and restart it:\n\n",
                                       story->user ? "--user " : "", name);
                return;
        }
        if (strcmp(base, usual) < 0)
                late = g_strdup(usual);
        else /* "zzz.conf" -> "zzzz.conf" */
                late = g_strdup_printf("%.*sz.conf", (int)(strlen(base) - strlen(".conf")), base);
        g_string_append_printf(out,
                               "   To allow it, write this to %s/%s.d/%s (its name must come\n"
                               "   after %s), 'systemctl %sdaemon-reload', and restart it:\n\n",
                               story->user ? "~/.config/systemd/user" : "/etc/systemd/system", story->unit, late, base,
                               story->user ? "--user " : "");
}

/* What is told are also words of the service and names that it made: they stay on their line, and do nothing to the
 * terminal. */
static void append_field(GString *out, const char *heading, const char *text)
{
        g_autofree char *shown = text_printable(text, false);

        g_string_append_printf(out, "   %s%s\n", heading, shown);
}

static void append_finding(GString *out, const WhyStory *story, const WhyFinding *finding, unsigned number,
                           unsigned width)
{
        g_autofree char *what = text_printable(finding->what, false);
        g_autofree char *head = g_strdup_printf("%u. %s.", number, what);

        g_string_append_c(out, '\n');
        append_wrapped(out, head, width, "   ");
        if (finding->count > 1)
                g_string_append_printf(out, "   Times: %u\n", finding->count);
        append_field(out, "Known by: ", finding->how);
        if (finding->cause)
                append_field(out, "Setting: ", finding->cause);
        if (finding->without)
                append_field(out, "The service stayed up: ", finding->without);
        if (finding->others)
                append_field(out, "And then: ", finding->others);
        if (finding->change && *finding->change) {
                append_where(out, story, finding);
                g_string_append(out, "       [Service]\n");
                for (char **line = finding->change; *line; line++)
                        append_field(out, "    ", *line);
                g_string_append_c(out, '\n');
        }
        if (finding->cost && finding->change && *finding->change)
                g_string_append_printf(out, "   Cost: %s\n", finding->cost);
        if (finding->likely) {
                g_autofree char *likely =
                        g_strdup_printf("   Likely as well: %s. Who is refused one call seldom comes to the "
                                        "next, and the filter refuses more of that group",
                                        finding->likely);
                append_wrapped(out, likely, width, "   ");
        }
}

char *why_story_to_text(const WhyStory *story, unsigned width)
{
        GString *out = g_string_new(NULL);
        unsigned number = 0;
        bool asked = story->state != NULL;

        if (asked)
                g_string_append_printf(out, "%s: %s\n", story->unit, story->state);
        for (guint i = 0; i < story->findings->len; i++) {
                const WhyFinding *finding = story->findings->pdata[i];

                if (finding->kind == WHY_EXPECTED && asked)
                        continue;
                append_finding(out, story, finding, ++number, width);
        }
        if (number == 0)
                g_string_append_printf(out,
                                       asked ? story->watched ? "unitlock-watch saw no setting of %s refuse anything "
                                                                "since its last start:\n"
                                                                "the cause lies elsewhere, or further back "
                                                                "(--since=TIME).\n"
                                                              : "No setting of %s is known to have refused anything.\n"
                                             : "Nothing in %s is known to be refused by its own settings.\n",
                                       story->unit);
        for (guint i = 0, first = 1; asked && i < story->findings->len; i++) {
                const WhyFinding *finding = story->findings->pdata[i];

                if (finding->kind != WHY_EXPECTED)
                        continue;
                if (first)
                        g_string_append(out, "\nNot seen to have happened, but its settings would refuse these too:\n");
                first = 0;
                append_finding(out, story, finding, ++number, width);
        }
        for (guint i = 0; i < story->notes->len; i++) {
                g_autofree char *text = text_printable(story->notes->pdata[i], false);
                g_autofree char *note = g_strdup_printf("Note: %s.", text);

                g_string_append_c(out, '\n');
                append_wrapped(out, note, width, "");
        }
        return g_string_free(out, FALSE);
}

/* What a service logs, and names of files, need not be UTF-8, which JSON must be. */
static json_t *json_text_of(const char *string)
{
        g_autofree char *valid = string ? g_utf8_make_valid(string, -1) : NULL;

        return valid ? json_string(valid) : json_null();
}

json_t *why_story_to_json(const WhyStory *story)
{
        json_t *findings = json_array(), *notes = json_array();

        for (guint i = 0; i < story->findings->len; i++) {
                const WhyFinding *finding = story->findings->pdata[i];
                json_t *change = json_array();

                for (char **line = finding->change; line && *line; line++)
                        json_array_append_new(change, json_text_of(*line));
                json_array_append_new(findings,
                                      json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i}", "kind",
                                                why_kind_names[finding->kind], "what", json_text_of(finding->what),
                                                "directive", json_text_of(finding->directive), "cause",
                                                json_text_of(finding->cause), "others", json_text_of(finding->others),
                                                "change", change, "likely", json_text_of(finding->likely), "cost",
                                                json_text_of(finding->cost), "need", json_text_of(finding->need), "how",
                                                json_text_of(finding->how), "without", json_text_of(finding->without),
                                                "count", (int)finding->count));
        }
        for (guint i = 0; i < story->notes->len; i++)
                json_array_append_new(notes, json_text_of(story->notes->pdata[i]));
        return json_pack("{s:o, s:o, s:b, s:o, s:o}", "unit", json_text_of(story->unit), "state",
                         json_text_of(story->state), "failed", story->failed, "findings", findings, "notes", notes);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a service cannot give up, and what each of it costs: the rows of the exposure that are still bad under the
 * result, with the reason that synthesis found. Where systemd counts something that no need can settle (User= of a
 * service that starts as root), the reason is said here, once. */
#include "sink/report.h"

#include "model/capability.h"

#include <string.h>

/* Reasons for rows that synthesis does not decide. */
static const struct {
        DirectiveId id;
        const char *reason;
} fixed_reasons[] = {
        {DIRECTIVE_USER,
         "It starts as root. Another user would own other files: that is a change of the service, not of its "
         "sandbox."},
        {DIRECTIVE_ROOT_DIRECTORY, "A root of its own is a way to ship a service, not a line to add."},
        {DIRECTIVE_SUPPLEMENTARY_GROUPS, "It runs with more groups than its own."},
        {DIRECTIVE_DELEGATE, "It manages control groups of its own."},
        {DIRECTIVE_NOTIFY_ACCESS, "Others than its main process may tell systemd about it."},
        {DIRECTIVE_AMBIENT_CAPABILITIES, "It is started with capabilities although it is not root."},
};

static void floor_line_free(gpointer data)
{
        FloorLine *line = data;
        g_free(line->missing);
        g_free(line->reason);
        g_free(line);
}

static bool speaks_of(const char *text, uint64_t mask)
{
        for (int capability = 0; capability < CAPABILITY_COUNT; capability++)
                if (mask & UINT64_C(1) << capability) {
                        g_autofree char *pattern = g_strdup_printf("\\b%s\\b", capability_name(capability));
                        if (g_regex_match_simple(pattern, text, 0, 0))
                                return true;
                }
        return false;
}

/* The lines of the decision's reasons that explain this row. */
static char *reason_of(const Report *report, const ScoreRow *row)
{
        g_autoptr(GString) all = g_string_new(NULL), special = g_string_new(NULL);
        for (guint i = 0; i < report->policy->decisions->len; i++) {
                const Decision *decision = report->policy->decisions->pdata[i];
                if (decision->id != row->directive)
                        continue;
                g_auto(GStrv) lines = g_strsplit(decision->reason, "\n", -1);
                for (char **line = lines; *line; line++) {
                        if (!**line)
                                continue;
                        g_string_append_printf(all, "%s%s", all->len > 0 ? "\n" : "", *line);
                        if (row->rule == SCORE_CAPABILITIES && speaks_of(*line, row->parameter))
                                g_string_append_printf(special, "%s%s", special->len > 0 ? "\n" : "", *line);
                }
        }
        if (special->len > 0)
                return g_strdup(special->str);
        if (all->len > 0)
                return g_strdup(all->str);
        if (row->directive == DIRECTIVE_DEVICE_ALLOW && config_is_on(report->policy->result, DIRECTIVE_PROTECT_CLOCK))
                return g_strdup(
                        "ProtectClock= makes systemd itself list char-rtc for reading, which its measure counts; it "
                        "buys more than that costs.");
        for (size_t i = 0; i < G_N_ELEMENTS(fixed_reasons); i++)
                if (fixed_reasons[i].id == row->directive)
                        return g_strdup(fixed_reasons[i].reason);
        return g_strdup(report->policy->result->lines[row->directive] ? "The unit sets it so itself." : "");
}

static int dearest_first(gconstpointer a, gconstpointer b)
{
        const FloorLine *left = *(const FloorLine *const *)a, *right = *(const FloorLine *const *)b;
        if (left->cost != right->cost)
                return left->cost > right->cost ? -1 : 1;
        return strcmp(left->missing, right->missing);
}

GPtrArray *report_floor(const Report *report)
{
        GPtrArray *floor = g_ptr_array_new_with_free_func(floor_line_free);
        for (unsigned i = 0; report->after && i < score_row_count; i++) {
                const ScoreRow *row = &score_rows[i];
                if (report->after->badness[i] <= 0)
                        continue;
                /* In tenths, systemd's own sum is cost * 100 / weights: so thousandths are 10,000. */
                unsigned cost = (unsigned)((guint64)(unsigned)report->after->badness[i] * row->weight * 10000 /
                                           row->range / report->after->weight_sum);
                g_autofree char *reason = reason_of(report, row);
                FloorLine *line = NULL;
                for (guint k = 0; k < floor->len && !line; k++) {
                        FloorLine *other = floor->pdata[k];
                        if (other->directive == row->directive && g_str_equal(other->reason, reason))
                                line = other;
                }
                if (!line) {
                        line = g_new0(FloorLine, 1);
                        line->directive = row->directive;
                        line->missing = g_strdup(row->id);
                        line->reason = g_steal_pointer(&reason);
                        g_ptr_array_add(floor, line);
                } else {
                        /* "CapabilityBoundingSet=~CAP_A, ~CAP_B": the name once. */
                        const char *value = strchr(row->id, '=');
                        g_autofree char *shorter = line->missing;
                        line->missing = g_strdup_printf("%s, %s", shorter, value && value[1] ? value + 1 : row->id);
                }
                line->cost += cost;
        }
        g_ptr_array_sort(floor, dearest_first);
        return floor;
}

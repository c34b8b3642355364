/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The drop-in that a person will read, years later, and ask of each line: why is this here, and may I take it away? So
 * each has its reason above it, the dearest come first, and what was left open is said too. Lists of system calls are
 * broken into several assignments, which systemd joins; everything else stays on one line, as one would write it by
 * hand. */
#include "sink/dropin.h"

#include "base/term.h"
#include "score/score.h"
#include "unit/unit-name.h"

#include <string.h>

#define COMMENT_WIDTH 98 /* with "# " before it: 100 columns */
#define CALLS_WIDTH 110

/* All decisions on one directive: they stay together. */
typedef struct Group {
        DirectiveId id;
        bool gives_back; /* belongs behind the directive that it takes from */
        unsigned gain; /* the most of any of them: where each has the gain of the whole directive, a sum would count it
                          twice */
        unsigned order;
        GPtrArray *decisions; /* of const Decision */
} Group;

static void group_free(gpointer data)
{
        Group *group = data;
        g_ptr_array_unref(group->decisions);
        g_free(group);
}

static void place_behind(const GPtrArray *groups, Group *group)
{
        int from = directive_gives_back(group->id);
        for (guint k = 0; from >= 0 && k < groups->len; k++) {
                const Group *takes = groups->pdata[k];
                if ((int)takes->id != from)
                        continue;
                group->gives_back = true;
                group->gain = takes->gain;
                group->order = takes->order;
        }
}

static GPtrArray *groups_of(const Policy *policy)
{
        GPtrArray *groups = g_ptr_array_new_with_free_func(group_free);
        for (guint i = 0; i < policy->decisions->len; i++) {
                const Decision *decision = policy->decisions->pdata[i];
                Group *group = NULL;
                if (!decision->lines)
                        continue;
                for (guint k = 0; k < groups->len && !group; k++)
                        if (((Group *)groups->pdata[k])->id == decision->id)
                                group = groups->pdata[k];
                if (!group) {
                        group = g_new0(Group, 1);
                        group->id = decision->id;
                        group->order = groups->len;
                        group->decisions = g_ptr_array_new();
                        g_ptr_array_add(groups, group);
                }
                group->gain = MAX(group->gain, decision->gain);
                g_ptr_array_add(group->decisions, (gpointer)decision);
        }
        for (guint i = 0; i < groups->len; i++)
                place_behind(groups, groups->pdata[i]);
        return groups;
}

static int by_gain(gconstpointer a, gconstpointer b)
{
        const Group *left = *(const Group *const *)a, *right = *(const Group *const *)b;
        if (left->gain != right->gain)
                return left->gain > right->gain ? -1 : 1;
        if (left->order != right->order)
                return left->order < right->order ? -1 : 1;
        return (int)left->gives_back - (int)right->gives_back;
}

/* Text as comment lines; "\n" in it begins a new one. Control characters cannot end the comment. */
static void add_comment(GString *out, const char *text, const char *indent)
{
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        for (char **line = lines; *line; line++) {
                for (char *p = *line; *p; p++)
                        if (g_ascii_iscntrl(*p))
                                *p = ' ';
                g_autofree char *hanging = g_strdup_printf("# %s  ", indent);
                g_autofree char *wrapped = term_wrap(*line, COMMENT_WIDTH, hanging);
                g_string_append_printf(out, *wrapped ? "# %s%s\n" : "#\n", indent, wrapped);
        }
}

/* "SystemCallFilter=~a b c ..." in as many assignments as it needs to stay readable. */
static void add_calls(GString *out, const char *name, const char *line)
{
        const char *sense = *line == '~' ? "~" : "";
        g_auto(GStrv) words = g_strsplit(line + strlen(sense), " ", -1);
        size_t start = out->len;
        for (char **word = words; *word; word++) {
                if (!**word)
                        continue;
                if (out->len > start && out->len - start + 1 + strlen(*word) > CALLS_WIDTH) {
                        g_string_append_c(out, '\n');
                        start = out->len;
                }
                if (out->len == start)
                        g_string_append_printf(out, "%s=%s%s", name, sense, *word);
                else
                        g_string_append_printf(out, " %s", *word);
        }
        if (out->len > start)
                g_string_append_c(out, '\n');
}

static void add_decision(GString *out, const Decision *decision)
{
        const Directive *row = &directives[decision->id];
        if (decision->reset)
                g_string_append_printf(out, "%s=\n", row->name);
        for (char **line = decision->lines; *line; line++)
                if (row->kind == VALUE_SYSCALLS)
                        add_calls(out, row->name, *line);
                else
                        g_string_append_printf(out, "%s=%s\n", row->name, *line);
}

static void add_section(GString *out, const GPtrArray *groups, const char *section)
{
        bool begun = false;
        for (guint i = 0; i < groups->len; i++) {
                const Group *group = groups->pdata[i];
                if (!g_str_equal(directives[group->id].section, section))
                        continue;
                if (!begun)
                        g_string_append_printf(out, "\n[%s]\n", section);
                else
                        g_string_append_c(out, '\n');
                begun = true;
                for (guint k = 0; k < group->decisions->len; k++) {
                        const Decision *decision = group->decisions->pdata[k];
                        add_comment(out, decision->reason, "");
                        add_decision(out, decision);
                }
        }
}

static void add_left(GString *out, const Policy *policy)
{
        bool begun = false;
        for (guint i = 0; i < policy->decisions->len; i++) {
                const Decision *decision = policy->decisions->pdata[i];
                if (decision->lines)
                        continue;
                if (!begun)
                        g_string_append(out, "\n# Left as they are:\n");
                begun = true;
                g_autofree char *text = g_strdup_printf("%s=: %s", directives[decision->id].name, decision->reason);
                add_comment(out, text, "  ");
        }
}

/* "12.3 s", "5 h", "12 days". Not printf's: the decimal point is not to depend on the locale. */
static char *time_phrase(guint64 milliseconds)
{
        guint64 minutes = milliseconds / 60000;
        if (minutes >= 2880)
                return g_strdup_printf("%u days", (unsigned)(minutes / 1440));
        if (minutes >= 120)
                return g_strdup_printf("%u h", (unsigned)(minutes / 60));
        return g_strdup_printf("%u.%u s", (unsigned)(milliseconds / 1000), (unsigned)(milliseconds % 1000 / 100));
}

/* What a source of needs is, for who reads no manual. */
static const char *source_words(const char *source)
{
        static const struct {
                const char *source, *words;
        } known[] = {
                {"observe", "what it did, as the kernel told"},
                {"trial", "what it did under settings like these, as the kernel told"},
                {"watch", "what it did later, as the watcher was told"},
                {"unit", "what its unit file and its packages state"},
                {"elf", "what its programs and libraries could do, by the names in them"},
                {"host", "what the configuration of this host asks for"},
        };
        for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
                if (g_str_equal(source, known[i].source))
                        return known[i].words;
        return source;
}

char **coverage_describe(const NeedSet *needs)
{
        g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
        for (guint i = 0; i < needs->coverages->len; i++) {
                const Coverage *coverage = needs->coverages->pdata[i];
                g_autoptr(GString) line = g_string_new(source_words(coverage->source));
                const char *comma = ": ";
                for (int phase = PHASE_START; phase < _PHASE_MAX; phase++)
                        if (coverage->phases & 1u << phase) {
                                g_string_append_printf(line, "%s%s", comma, phase_names[phase]);
                                comma = ", ";
                        }
                comma = coverage->phases ? "; " : ": ";
                if (coverage->milliseconds > 0) {
                        g_autofree char *time = time_phrase(coverage->milliseconds);
                        g_string_append_printf(line, "%s%s", comma, time);
                        comma = "; ";
                        if (coverage->lost == 0)
                                g_string_append(line, "; nothing lost");
                }
                if (coverage->lost > 0) {
                        g_string_append_printf(line, "%s%" G_GUINT64_FORMAT " events lost", comma, coverage->lost);
                        comma = "; ";
                }
                if (coverage->blind && *coverage->blind) {
                        g_autofree char *blind = g_strjoinv(", ", coverage->blind);
                        g_string_append_printf(line, "%snot seen: %s", comma, blind);
                }
                g_strv_builder_add(builder, line->str);
        }
        return g_strv_builder_end(builder);
}

static void add_header(GString *out, const DropinInfo *info)
{
        g_autofree char *on = info->date ? g_strdup_printf(" on %s", info->date) : g_strdup("");
        g_autofree char *first = g_strdup_printf("Written by unitlock %s%s for %s under systemd %u.", info->version, on,
                                                 info->unit, info->systemd);
        add_comment(out, first, "");
        if (info->before || info->after)
                g_string_append_printf(out,
                                       "# Exposure (systemd-analyze security): %u.%u %s before, %u.%u %s with it.\n",
                                       info->before / 10, info->before % 10, score_label(info->before),
                                       info->after / 10, info->after % 10, score_label(info->after));
        for (const char *const *note = info->notes; note && *note; note++)
                add_comment(out, *note, "");
        if (info->needs && info->needs->coverages->len > 0) {
                g_auto(GStrv) lines = coverage_describe(info->needs);
                g_string_append(out, "#\n# It rests on what was looked at:\n");
                for (guint i = 0; i < info->needs->coverages->len; i++) {
                        const Coverage *coverage = info->needs->coverages->pdata[i];
                        add_comment(out, lines[i], "  ");
                        for (char **command = coverage->exercises; command && *command; command++) {
                                g_autofree char *stripped = g_strstrip(g_strdup(*command));
                                g_autofree char *text = g_strdup_printf("exercise: %s", stripped);
                                add_comment(out, text, "    ");
                        }
                }
        }
        g_string_append(out, "#\n");
        add_comment(out,
                    "Above each line stands why: \"seen: nginx at start, bind\" is a program, when it did so, and its "
                    "system call. A word in capitals in a path (FILE, USER) stands for any name.",
                    "");
        if (!info->path)
                return;
        g_string_append_printf(out, "#\n# To undo it:\n#   rm %s\n#   systemctl daemon-reload\n", info->path);
        if (unit_name_kind(info->unit) != UNIT_NAME_TEMPLATE) /* each of its instances begins by itself */
                g_string_append_printf(out, "#   systemctl try-restart %s\n", info->unit);
}

char *dropin_to_text(const Policy *policy, const DropinInfo *info)
{
        g_autoptr(GPtrArray) groups = groups_of(policy);
        GString *out = g_string_new(NULL);
        g_ptr_array_sort(groups, by_gain);
        add_header(out, info);
        add_section(out, groups, "Unit");
        add_section(out, groups, "Service");
        add_left(out, policy);
        return g_string_free(out, FALSE);
}

char *dropin_to_text_bare(const Policy *policy, const bool *applied)
{
        static const char *const sections[] = {"Unit", "Service"};
        GString *out = g_string_new(NULL);
        for (size_t s = 0; s < G_N_ELEMENTS(sections); s++) {
                bool begun = false;
                for (guint i = 0; i < policy->decisions->len; i++) {
                        const Decision *decision = policy->decisions->pdata[i];
                        if (!decision->lines || !g_str_equal(directives[decision->id].section, sections[s]))
                                continue;
                        if (applied && !applied[policy_stands_with(policy, decision->id)])
                                continue;
                        if (!begun)
                                g_string_append_printf(out, "[%s]\n", sections[s]);
                        begun = true;
                        add_decision(out, decision);
                }
        }
        return g_string_free(out, FALSE);
}

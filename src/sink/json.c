/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same for programs. Text that came from paths and logs need not be UTF-8, which JSON must be: it is made so. */
#include "sink/report.h"

static json_t *text(const char *string)
{
        if (!string)
                return json_null();
        g_autofree char *valid = g_utf8_make_valid(string, -1);
        return json_string(valid);
}

static json_t *list(const char *const *strings)
{
        json_t *array = json_array();
        for (; strings && *strings; strings++)
                json_array_append_new(array, text(*strings));
        return array;
}

/* As a reader would write it: 2.4, not 2.3999999999999999. jansson prints 17 digits unless told otherwise, see
 * docs/report-format.md. */
static json_t *exposure(const Score *score)
{
        return score ? json_pack("{s:f, s:s}", "exposure", score->tenths / 10.0, "label", score_label(score->tenths))
                     : json_null();
}

static json_t *access_to_json(unsigned access)
{
        json_t *array = json_array();
        for (int bit = 0; access_names[bit]; bit++)
                if (access & 1u << bit)
                        json_array_append_new(array, text(access_names[bit]));
        return array;
}

static json_t *need_to_json(const Need *need)
{
        json_t *object = json_object();
        json_object_set_new(object, "kind", text(need_kind_names[need->kind]));
        if (need->access)
                json_object_set_new(object, "access", access_to_json(need->access));
        json_object_set_new(object, "subject", text(need->subject));
        return object;
}

static json_t *evidence_to_json(const Evidence *evidence)
{
        json_t *object = json_object();
        json_object_set_new(object, "strength", text(strength_names[evidence->strength]));
        json_object_set_new(object, "phase",
                            evidence->phase == PHASE_NONE ? json_null() : text(phase_names[evidence->phase]));
        json_object_set_new(object, "source", text(evidence->source));
        json_object_set_new(object, "actor", text(evidence->actor));
        json_object_set_new(object, "note", text(evidence->note));
        return object;
}

static json_t *coverage_to_json(const Coverage *coverage)
{
        json_t *object = json_object(), *phases = json_array();
        for (int phase = PHASE_START; phase < _PHASE_MAX; phase++)
                if (coverage->phases & 1u << phase)
                        json_array_append_new(phases, text(phase_names[phase]));
        json_object_set_new(object, "source", text(coverage->source));
        json_object_set_new(object, "phases", phases);
        json_object_set_new(object, "milliseconds", json_integer((json_int_t)coverage->milliseconds));
        json_object_set_new(object, "lost", json_integer((json_int_t)coverage->lost));
        json_object_set_new(object, "blind", list((const char *const *)coverage->blind));
        json_object_set_new(object, "exercises", list((const char *const *)coverage->exercises));
        return object;
}

json_t *need_set_to_json(const NeedSet *needs)
{
        json_t *object = json_object(), *entries = json_array(), *coverages = json_array();
        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];
                json_t *one = need_to_json(&entry->need), *evidence = json_array();
                for (guint k = 0; k < entry->evidence->len; k++)
                        json_array_append_new(evidence, evidence_to_json(entry->evidence->pdata[k]));
                json_object_set_new(one, "evidence", evidence);
                json_array_append_new(entries, one);
        }
        for (guint i = 0; i < needs->coverages->len; i++)
                json_array_append_new(coverages, coverage_to_json(needs->coverages->pdata[i]));
        json_object_set_new(object, "unit", text(needs->unit));
        json_object_set_new(object, "needs", entries);
        json_object_set_new(object, "coverage", coverages);
        return object;
}

json_t *policy_to_json(const Policy *policy)
{
        json_t *array = json_array();
        for (guint i = 0; i < policy->decisions->len; i++) {
                const Decision *decision = policy->decisions->pdata[i];
                json_t *object = json_object();
                json_object_set_new(object, "directive", text(directives[decision->id].name));
                json_object_set_new(object, "section", text(directives[decision->id].section));
                json_object_set_new(object, "set", json_boolean(decision->lines != NULL));
                json_object_set_new(object, "reset", json_boolean(decision->reset));
                json_object_set_new(object, "lines", list((const char *const *)decision->lines));
                json_object_set_new(object, "reason", text(decision->reason));
                json_object_set_new(object, "stricter", text(decision->stricter));
                json_object_set_new(object, "stopped_by",
                                    decision->stopped_by.subject ? need_to_json(&decision->stopped_by) : json_null());
                json_object_set_new(object, "buys", json_real(decision->gain / 1000.0));
                json_array_append_new(array, object);
        }
        return array;
}

json_t *report_to_json(const Report *report)
{
        json_t *object = json_object(), *floor = json_array(), *survived = json_array();
        g_autoptr(GPtrArray) lines = report_floor(report);
        for (guint i = 0; i < lines->len; i++) {
                const FloorLine *line = lines->pdata[i];
                json_t *one = json_object();
                json_object_set_new(one, "directive", text(directives[line->directive].name));
                json_object_set_new(one, "rows", text(line->missing));
                json_object_set_new(one, "costs", json_real(line->cost / 1000.0));
                json_object_set_new(one, "reason", text(line->reason));
                json_array_append_new(floor, one);
        }
        json_object_set_new(object, "unit", text(report->unit));
        json_object_set_new(object, "systemd", json_integer(report->systemd));
        json_object_set_new(object, "outcome", text(report_outcome_names[report->outcome]));
        json_object_set_new(object, "before", exposure(report->before));
        json_object_set_new(object, "after", exposure(report->after));
        json_object_set_new(object, "path", text(report->path));
        json_object_set_new(object, "dropin", text(report->dropin));
        json_object_set_new(object, "directives", policy_to_json(report->policy));
        json_object_set_new(object, "floor", floor);
        json_object_set_new(object, "proven", list(report->proven));
        json_object_set_new(object, "uncovered", list(report->uncovered));
        json_object_set_new(object, "differences", list(report->differences));
        for (guint i = 0; report->survived && i < report->survived->len; i++)
                json_array_append_new(survived, survived_refusal_to_json(report->survived->pdata[i]));
        json_object_set_new(object, "survived", survived);
        json_object_set_new(object, "observed", report->needs ? need_set_to_json(report->needs) : json_null());
        return object;
}

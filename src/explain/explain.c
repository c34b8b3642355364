/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Explaining a refusal is the predicate asked from another side: of the effects that this unit's settings have, which
 * one denies the need? Where the setting stands is found by leaving out its lines from the end, one by one, until the
 * need is no longer denied: so it is right for lists, resets and inversions without knowing their rules. The change is
 * found by trying. */

#include "explain/explain.h"

#include <string.h>

#include "explain/symptom.h"
#include "score/score.h"
#include "unit/view-internal.h"

#define ROUNDS_MAX 40 /* directives that one need can be denied by */

static void blame_free(gpointer data)
{
        Blame *blame = data;

        g_free(blame->setting);
        g_free(blame->file);
        g_free(blame);
}

void explanation_free(Explanation *explanation)
{
        if (!explanation)
                return;
        g_free(explanation->need.subject);
        g_clear_pointer(&explanation->blames, g_ptr_array_unref);
        g_clear_pointer(&explanation->others, g_ptr_array_unref);
        g_strfreev(explanation->change);
        g_free(explanation);
}

EffectList *explain_effects(const ExplainContext *context, const Config *config)
{
        const EffectContext effect_context = {
                .systemd = context->systemd,
                .user_manager = context->user_manager,
                .root = context->root,
                .config = config,
        };

        return effects_of(&effect_context);
}

/* The entry of an effect on paths that decides about the need. */
static const PathEntry *entry_of(const Effect *effect, const Need *need)
{
        const char *path = g_str_has_prefix(need->subject, "unix:/") ? need->subject + strlen("unix:") : need->subject;
        const PathEntry *entry, *exec;

        if (effect->kind != EFFECT_PATHS || *path != '/')
                return NULL;
        entry = path_view_find(effect->paths, path, false);
        exec = path_view_find(effect->paths, path, true);
        /* the layer of execution decides where the other has nothing against it */
        if (exec && exec->mode == PATH_NO_EXEC && (need->access & (ACCESS_EXECUTE | ACCESS_MAP_EXECUTE)) &&
            (!entry || entry->mode == PATH_READ_WRITE || entry->mode == PATH_BOUND || entry->mode == PATH_READ_ONLY))
                return exec;
        return entry ? entry : exec;
}

static DirectiveId directive_of(const Effect *effect, const PathEntry *entry)
{
        return entry ? entry->directive : effect->directive;
}

/* The first effect that denies the need, in the way of the symptom. */
static const Effect *find_denying(const ExplainContext *context, const EffectList *list, const Need *need,
                                  const Symptom *symptom, const PathEntry **ret_entry)
{
        for (guint i = 0; i < list->effects->len; i++) {
                const Effect *effect = list->effects->pdata[i];
                const PathEntry *entry;

                if (!effect_denies(effect, need))
                        continue;
                entry = entry_of(effect, need);
                if (!symptom_fits(symptom, context, effect, entry, need))
                        continue;
                *ret_entry = entry;
                return effect;
        }
        return NULL;
}

/* Does this directive deny the need? */
static bool directive_denies(const ExplainContext *context, const Config *config, const Need *need, DirectiveId id)
{
        g_autoptr(EffectList) list = explain_effects(context, config);

        for (guint i = 0; i < list->effects->len; i++) {
                const Effect *effect = list->effects->pdata[i];

                if (effect_denies(effect, need) && directive_of(effect, entry_of(effect, need)) == id)
                        return true;
        }
        return false;
}

/* The line at which the directive came to deny the need, and does so up to the end. */
static const UnitSetting *find_origin(const ExplainContext *context, const Need *need, DirectiveId id)
{
        const UnitSetting *origin = NULL;
        g_autoptr(GPtrArray) mine = g_ptr_array_new();

        if (!context->view)
                return NULL;
        for (guint i = 0; i < context->view->settings->len; i++) {
                const UnitSetting *setting = context->view->settings->pdata[i];

                if (setting->directive == (int)id)
                        g_ptr_array_add(mine, (gpointer)setting);
        }
        if (mine->len == 1)
                return mine->pdata[0];
        for (guint keep = mine->len; keep > 0; keep--) {
                UnitView part = *context->view;
                g_autoptr(GPtrArray) settings = g_ptr_array_new();
                g_autoptr(Config) config = NULL;

                for (guint i = 0; i < context->view->settings->len; i++) {
                        gpointer setting = context->view->settings->pdata[i];
                        guint number;

                        if (!g_ptr_array_find(mine, setting, &number) || number < keep)
                                g_ptr_array_add(settings, setting);
                }
                part.settings = settings;
                config = unit_view_to_config(&part);
                if (!directive_denies(context, config, need, id))
                        break;
                origin = mine->pdata[keep - 1];
        }
        return origin;
}

static Blame *blame_new(const ExplainContext *context, const Need *need, DirectiveId id)
{
        const UnitSetting *origin = find_origin(context, need, id);
        const char *value = origin ? origin->value : config_get(context->config, id);
        Blame *blame = g_new0(Blame, 1);

        blame->directive = id;
        blame->setting = g_strdup_printf("%s=%s", directives[id].name, value ? value : "");
        if (origin) {
                blame->file = g_strdup(origin->file);
                blame->line = origin->line;
        }
        return blame;
}

static bool is_blamed(const GPtrArray *blames, DirectiveId id)
{
        for (guint i = 0; i < blames->len; i++)
                if (((const Blame *)blames->pdata[i])->directive == id)
                        return true;
        return false;
}

/* Loosens config until the directive no longer denies the need; the lines that did it, or NULL. */
static char *loosen(const ExplainContext *context, Config *config, const Need *need, DirectiveId id,
                    const PathEntry *entry)
{
        g_autoptr(GPtrArray) candidates = change_candidates(context, config, need, id, entry);

        for (guint i = 0; i < candidates->len; i++) {
                g_autoptr(Config) tried = config_copy(config);

                change_apply(tried, candidates->pdata[i]);
                if (directive_denies(context, tried, need, id))
                        continue;
                change_apply(config, candidates->pdata[i]);
                return g_strdup(candidates->pdata[i]);
        }
        return NULL;
}

/* Blames what denies the need, and loosens config, which allows the needs before, until nothing does. effect: the first
 * that denies it. */
static void explain_one(const ExplainContext *context, const Need *need, const Effect *effect, const PathEntry *entry,
                        Config *config, Explanation *explanation, GStrvBuilder *change)
{
        g_autoptr(EffectList) list = NULL;

        for (unsigned round = 0; effect && round < ROUNDS_MAX; round++) {
                DirectiveId id = directive_of(effect, entry);
                g_autofree char *lines = NULL;
                g_auto(GStrv) each = NULL;

                if (!is_blamed(explanation->blames, id))
                        g_ptr_array_add(explanation->blames, blame_new(context, need, id));
                /* what allows a need before may allow this one, too */
                lines = directive_denies(context, config, need, id) ? loosen(context, config, need, id, entry)
                                                                    : g_strdup("");
                if (!lines)
                        break;
                each = g_strsplit(lines, "\n", 0);
                g_strv_builder_addv(change, (const char **)each);
                effect_list_free(list);
                list = explain_effects(context, config);
                effect = find_denying(context, list, need, NULL, &entry);
        }
}

static Explanation *explain(const ExplainContext *context, const GPtrArray *needs, const Symptom *symptom)
{
        g_autoptr(EffectList) list = explain_effects(context, context->config);
        g_autoptr(Explanation) explanation = NULL;
        g_autoptr(Config) config = NULL;
        g_autoptr(GStrvBuilder) change = NULL;
        g_autoptr(Score) before = NULL, after = NULL;

        for (guint i = 0; i < needs->len; i++) {
                const Need *need = needs->pdata[i];
                const PathEntry *entry = NULL;
                const Effect *effect = find_denying(context, list, need, symptom, &entry);

                if (!effect)
                        continue;
                if (!explanation) {
                        explanation = g_new0(Explanation, 1);
                        explanation->need = (Need){need->kind, need->access, g_strdup(need->subject)};
                        explanation->blames = g_ptr_array_new_with_free_func(blame_free);
                        explanation->others = g_ptr_array_new_with_free_func(need_free);
                        config = config_copy(context->config);
                        change = g_strv_builder_new();
                } else {
                        g_ptr_array_add(explanation->others, need_new(need->kind, need->access, need->subject));
                }
                explain_one(context, need, effect, entry, config, explanation, change);
        }
        if (!explanation)
                return NULL;
        explanation->change = g_strv_builder_end(change);
        before = score_config(context->config, context->systemd, context->user_manager, true);
        after = score_config(config, context->systemd, context->user_manager, true);
        explanation->before = before->tenths;
        explanation->after = after->tenths;
        return g_steal_pointer(&explanation);
}

Explanation *explain_need(const ExplainContext *context, const Need *need, const Symptom *symptom)
{
        g_autoptr(GPtrArray) needs = g_ptr_array_new();

        g_ptr_array_add(needs, (gpointer)need);
        return explain(context, needs, symptom);
}

bool explain_adds(const ExplainContext *context, const Config *own, const Need *need)
{
        g_autoptr(EffectList) list = explain_effects(context, context->config);

        for (guint i = 0; i < list->effects->len; i++) {
                const Effect *effect = list->effects->pdata[i];

                if (effect_denies(effect, need) &&
                    !directive_denies(context, own, need, directive_of(effect, entry_of(effect, need))))
                        return true;
        }
        return false;
}

Explanation *explain_act(const ExplainContext *context, const GPtrArray *needs)
{
        return explain(context, needs, NULL);
}

Explanation *explain_refusal(const ExplainContext *context, const Need *need, Symptom *symptom, const char *call)
{
        const Symptom filtered = {.filtered = true, .error = symptom->error};
        Explanation *explanation = NULL;

        if (!symptom->signal) {
                explanation = explain_need(context, need, &filtered);
                if (!explanation && *call && need->kind != NEED_FOREIGN)
                        explanation = explain_need(context, &(Need){NEED_SYSCALL, 0, (char *)call}, &filtered);
        }
        if (explanation) {
                symptom->filtered = true;
                return explanation;
        }
        return explain_need(context, need, symptom);
}

void explanation_add_need(Explanation *explanation, const ExplainContext *context, const Need *need,
                          const Symptom *symptom)
{
        g_autoptr(Config) config = config_copy(context->config);
        g_autoptr(GStrvBuilder) change = g_strv_builder_new();
        g_autoptr(Explanation) further = NULL;
        ExplainContext changed = *context;

        for (char **line = explanation->change; *line; line++)
                change_apply(config, *line);
        changed.config = config;
        further = explain_need(&changed, need, symptom);
        if (!further)
                return;
        while (further->blames->len > 0) {
                Blame *blame = g_ptr_array_steal_index(further->blames, 0);

                if (is_blamed(explanation->blames, blame->directive))
                        blame_free(blame);
                else
                        g_ptr_array_add(explanation->blames, blame);
        }
        g_strv_builder_addv(change, (const char **)explanation->change);
        g_strv_builder_addv(change, (const char **)further->change);
        g_strfreev(explanation->change);
        explanation->change = g_strv_builder_end(change);
        explanation->after = further->after;
}

Explanation *explain_setting(const ExplainContext *context, DirectiveId id, const char *otherwise, const char *change)
{
        Explanation *explanation = g_new0(Explanation, 1);
        Blame *blame = g_new0(Blame, 1);
        g_autoptr(Config) config = config_copy(context->config);
        g_autoptr(Score) before = score_config(context->config, context->systemd, context->user_manager, true),
                         after = NULL;

        blame->directive = id;
        for (guint i = context->view ? context->view->settings->len : 0; i-- > 0 && !blame->setting;) {
                const UnitSetting *setting = context->view->settings->pdata[i];

                if (setting->directive != (int)id)
                        continue;
                blame->setting = g_strdup_printf("%s=%s", setting->name, setting->value);
                blame->file = g_strdup(setting->file);
                blame->line = setting->line;
        }
        if (!blame->setting)
                blame->setting = g_strdup(otherwise);
        explanation->blames = g_ptr_array_new_with_free_func(blame_free);
        g_ptr_array_add(explanation->blames, blame);
        explanation->change = *change ? g_strsplit(change, "\n", 0) : g_new0(char *, 1);
        if (*change)
                change_apply(config, change);
        after = score_config(config, context->systemd, context->user_manager, true);
        explanation->before = before->tenths;
        explanation->after = after->tenths;
        return explanation;
}

GPtrArray *explanation_needs(const Explanation *explanation)
{
        GPtrArray *needs = g_ptr_array_new();

        g_ptr_array_add(needs, (gpointer)&explanation->need);
        if (explanation->others)
                g_ptr_array_extend(needs, explanation->others, NULL, NULL);
        return needs;
}

static char *blame_to_string(const Blame *blame)
{
        if (!blame->file)
                return g_strdup(blame->setting);
        return blame->line ? g_strdup_printf("%s (%s:%u)", blame->setting, blame->file, blame->line)
                           : g_strdup_printf("%s (%s)", blame->setting, blame->file);
}

char *explanation_cause(const Explanation *explanation)
{
        return blame_to_string(explanation->blames->pdata[0]);
}

char *explanation_others(const Explanation *explanation)
{
        g_autoptr(GString) others = g_string_new(NULL);

        for (guint i = 1; i < explanation->blames->len; i++) {
                g_autofree char *one = blame_to_string(explanation->blames->pdata[i]);

                g_string_append_printf(others, "%s%s", others->len ? ", " : "", one);
        }
        return others->len ? g_string_free(g_steal_pointer(&others), FALSE) : NULL;
}

char *explanation_dropin(const Explanation *explanation)
{
        g_autofree char *lines = g_strjoinv("\n", explanation->change);

        return g_strdup_printf("[Service]\n%s\n", lines);
}

char *explanation_cost(const Explanation *explanation)
{
        return g_strdup_printf("exposure %u.%u -> %u.%u", explanation->before / 10, explanation->before % 10,
                               explanation->after / 10, explanation->after % 10);
}

ExplainContext explain_context(const UnitView *view, const Config *config, unsigned systemd)
{
        return (ExplainContext){
                .view = view,
                .config = config,
                .systemd = systemd,
                .user_manager = view->user,
                .root = config_starts_as_root(config),
        };
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The predicate, asked for primitives. A row lists all that an attempt comes past; the prediction is that it is refused
 * if an effect denies one of these, or if the user that the service runs as lacks the right that root would have. The
 * latter is no directive's effect, and so it is here and not in the model. */

#include "prober/predict.h"

#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "model/capability.h"

bool primitive_parse_need(const char *line, Need *ret)
{
        g_auto(GStrv) words = g_strsplit(line, " ", 3);
        Need need = {0};
        int kind = words[0] ? string_table_index(need_kind_names, words[0]) : -1;
        const char *rest = strchr(line, ' ');

        if (kind < 0 || !rest)
                return false;
        need.kind = (NeedKind)kind;
        rest++;
        if (need_kind_has_access(need.kind)) {
                if (!words[1] || !access_from_string(words[1], &need.access))
                        return false;
                rest += strlen(words[1]);
                if (*rest != ' ')
                        return false;
                rest++;
        }
        need.subject = (char *)rest;
        if (!need_subject_is_valid(need.kind, need.subject, NULL))
                return false;
        *ret = need;
        return true;
}

const Primitive *primitive_find(const char *name)
{
        for (size_t i = 0; i < primitive_count; i++)
                if (g_str_equal(primitives[i].name, name))
                        return &primitives[i];
        return NULL;
}

/* IPC objects are removed when the service stops: that is seen by the next one, not by an attempt. */
static bool acts_at_stop(const Effect *effect)
{
        return effect->kind == EFFECT_BEHAVIOURS &&
               (effect->directive == DIRECTIVE_REMOVE_IPC || effect->directive == DIRECTIVE_DYNAMIC_USER);
}

static bool denied(const EffectList *effects, const Need *need, unsigned without, DirectiveId without_id,
                   DirectiveId *ret_by)
{
        for (guint i = 0; i < effects->effects->len; i++) {
                Effect *effect = effects->effects->pdata[i];
                void *one[] = {effect};
                GPtrArray array = {.pdata = one, .len = 1};
                EffectList list = {.effects = &array};

                if (!(without & (1u << effect->kind)) && effect->directive != without_id && !acts_at_stop(effect) &&
                    effect_list_denies(&list, need, ret_by))
                        return true;
        }
        return false;
}

/* Words of the table beside needs: a need, but asked of some effects only. */
static const struct {
        const char *word, *line, *tail;
        unsigned without;
        DirectiveId without_id;
} words[] = {
        {"held ", "capability ", "", 0, DIRECTIVE_PRIVATE_USERS},
        {"family ", "socket ", "/SOCK_STREAM/0", 1u << EFFECT_NETWORK, _DIRECTIVE_MAX},
        {"bound ", "bind ", "", 1u << EFFECT_NETWORK | 1u << EFFECT_ADDRESSES, _DIRECTIVE_MAX},
        {"set-id-bit", "setid-bit /", "x", 1u << EFFECT_PATHS, _DIRECTIVE_MAX},
};

/* The need behind a word, as a line (caller frees); *ret_index of words[], or -1. */
static char *word_to_line(const char *word, int *ret_index)
{
        *ret_index = -1;
        for (int i = 0; i < (int)G_N_ELEMENTS(words); i++)
                if (g_str_has_prefix(word, words[i].word)) {
                        *ret_index = i;
                        return g_strconcat(words[i].line, word + strlen(words[i].word), words[i].tail, NULL);
                }
        return g_strdup(word);
}

bool primitive_word_is_valid(const char *word)
{
        int index;
        g_autofree char *line = word_to_line(word, &index);
        Need need;

        return g_str_equal(word, "root") || primitive_parse_need(line, &need);
}

/* Is one alternative denied? */
static bool alternative_denied(const char *word, const EffectContext *context, const EffectList *effects,
                               DirectiveId *ret_by)
{
        int index;
        g_autofree char *line = word_to_line(word, &index);
        Need need;

        *ret_by = _DIRECTIVE_MAX;
        if (g_str_equal(word, "root"))
                return !context->root;
        if (!primitive_parse_need(line, &need))
                g_return_val_if_reached(false); /* test-prober.c reads every row */
        if (denied(effects, &need, index < 0 ? 0 : words[index].without,
                   index < 0 ? _DIRECTIVE_MAX : words[index].without_id, ret_by))
                return true;
        if (need.kind == NEED_CAPABILITY && !context->root) {
                int capability = capability_from_name(need.subject);

                return !(config_ambient_capabilities(context->config) & (UINT64_C(1) << capability));
        }
        return false;
}

Prediction primitive_predict(const Primitive *primitive, const EffectContext *context, const EffectList *effects,
                             unsigned flags)
{
        Prediction prediction = {.allowed = true, .by = _DIRECTIVE_MAX};

        for (int i = 0; i < PRIMITIVE_NEEDS_MAX && primitive->needs[i]; i++) {
                g_auto(GStrv) alternatives = g_strsplit(primitive->needs[i], " | ", 0);
                DirectiveId by = _DIRECTIVE_MAX;
                bool all = true;

                if ((flags & PREDICT_CALLS_ONLY) && !g_str_has_prefix(alternatives[0], "syscall ") &&
                    !g_str_has_prefix(alternatives[0], "foreign ") && !g_str_has_prefix(alternatives[0], "family "))
                        continue;
                for (char **word = alternatives; *word && all; word++) {
                        DirectiveId its;

                        all = alternative_denied(*word, context, effects, &its);
                        if (its != _DIRECTIVE_MAX)
                                by = its;
                }
                if (all && (prediction.allowed || prediction.by == _DIRECTIVE_MAX))
                        prediction = (Prediction){false, by, primitive->needs[i]};
        }
        return prediction;
}

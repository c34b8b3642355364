/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of effects: made, filled, freed. What an effect denies is in effect.c. */
#include "model/effect-list.h"

static void effect_free(gpointer data)
{
        Effect *effect = data;

        if (!effect)
                return;
        g_strfreev(effect->allow);
        g_strfreev(effect->deny);
        if (effect->paths) {
                g_ptr_array_unref(effect->paths->entries);
                g_free(effect->paths);
        }
        g_free(effect);
}

EffectList *effect_list_new(void)
{
        EffectList *list = g_new0(EffectList, 1);

        list->effects = g_ptr_array_new_with_free_func(effect_free);
        return list;
}

void effect_list_free(EffectList *list)
{
        if (!list)
                return;
        g_ptr_array_unref(list->effects);
        g_clear_pointer(&list->pending_paths, g_ptr_array_unref);
        g_free(list);
}

Effect *effect_list_add(EffectList *list, EffectKind kind, DirectiveId directive)
{
        Effect *effect = g_new0(Effect, 1);

        effect->kind = kind;
        effect->directive = directive;
        g_ptr_array_add(list->effects, effect);
        return effect;
}

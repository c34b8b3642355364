/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of placement hints, and what is said of them. Whether the service minds, a trial says (prove.c). */
#include "trial/hints.h"

static const char *const placement_hints[] = {
        "sched_setaffinity",       "sched_set_affinity", "mbind",      "set_mempolicy",
        "set_mempolicy_home_node", "migrate_pages",      "move_pages", NULL,
};

bool need_is_hint(const Need *need)
{
        return need->kind == NEED_SYSCALL && g_strv_contains(placement_hints, need->subject);
}

static bool is_no_hint(const NeedEntry *entry, void *userdata)
{
        return !need_is_hint(&entry->need);
}

NeedSet *needs_without_hints(const NeedSet *needs)
{
        return need_set_filter(needs, is_no_hint, NULL);
}

char *hint_note(const Need *need)
{
        return g_strdup_printf("%s() is refused on purpose: the service works without, and only its placement on "
                               "processors or memory is left to the kernel. SystemCallFilter=%s gives it back.",
                               need->subject, need->subject);
}

char **hint_notes(const NeedSet *needs)
{
        g_autoptr(GStrvBuilder) notes = g_strv_builder_new();

        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];
                g_autofree char *note = need_is_hint(&entry->need) ? hint_note(&entry->need) : NULL;

                if (note)
                        g_strv_builder_add(notes, note);
        }
        return g_strv_builder_end(notes);
}

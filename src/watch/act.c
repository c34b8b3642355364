/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a unit in complain mode did, by the acts that it is. The kernel tells of one call by its number, for the
 * capability that it took and by what it did, and each of that may be denied by another setting: to people it is one
 * thing, which would have been refused once, and needs all of these settings changed. */

#include "watch/act.h"

#include "source/observe/calls.h"
#include "source/observe/names.h"
#include "watch/loaded.h"
#include "watch/message.h"
#include "watch/tell.h"
#include "watch/would.h"

typedef struct Act {
        guint32 id; /* of wire_event */
        gint64 since;
        struct wire_event event; /* where repetitions are counted, if anywhere; without the bytes behind it */
        GPtrArray *needs;        /* of Need: those that are new */
        char *program;
} Act;

void act_free(gpointer data)
{
        Act *act = data;

        g_ptr_array_unref(act->needs);
        g_free(act->program);
        g_free(act);
}

static Act *find_act(const Group *group, guint32 id)
{
        for (guint i = 0; i < group->acts->len; i++) {
                Act *act = group->acts->pdata[i];

                if (act->id == id)
                        return act;
        }
        return NULL;
}

void act_add(Watcher *watcher, Group *group, const Need *need)
{
        Act *act = find_act(group, watcher->event->act);

        if (!act) {
                act = g_new0(Act, 1);
                act->id = watcher->event->act;
                act->since = g_get_monotonic_time();
                act->event = *watcher->event;
                act->needs = g_ptr_array_new_with_free_func(need_free);
                act->program = g_strdup(watcher->program);
                g_ptr_array_add(group->acts, act);
                watcher->acts++;
        }
        g_ptr_array_add(act->needs, need_new(need->kind, need->access, need->subject));
}

void act_note(Group *group, const struct wire_event *event)
{
        Act *act = find_act(group, event->act);

        if (act && event->slot)
                act->event = *event;
}

static gboolean is_same(gconstpointer a, gconstpointer b)
{
        return need_compare(a, b) == 0;
}

/* The call by which it was done, which a filter may refuse whatever it does. None: it is not known. Caller unrefs. */
static GPtrArray *calls_of(const struct wire_event *event)
{
        GPtrArray *calls = g_ptr_array_new_with_free_func(need_free);
        bool known = event->kind == WIRE_EVENT_SYSCALL || event->kind == WIRE_EVENT_CAPS ||
                     event->kind == WIRE_EVENT_CALL || event->kind == WIRE_EVENT_FILE;
        g_autofree char *name = known ? call_name(event->abi, event->nr) : NULL;
        const char *abi = call_abi_name(event->abi);

        if (name) {
                g_autofree char *subject = abi ? g_strconcat(abi, ":", name, NULL) : g_strdup(name);

                g_ptr_array_add(calls, need_new(abi ? NEED_FOREIGN : NEED_SYSCALL, 0, subject));
        }
        return calls;
}

/* Is anything of it new to people, too? What is denied beside something that was told before was told with it. */
static bool has_news(const Watcher *watcher, const Group *group, const Act *act, const GPtrArray *denied)
{
        for (guint i = 0; i < act->needs->len; i++)
                if (g_ptr_array_find_with_equal_func((GPtrArray *)denied, act->needs->pdata[i], is_same, NULL) &&
                    !tell_is_covered(watcher, group, act->needs->pdata[i]))
                        return true;
        return false;
}

static void tell_act(Watcher *watcher, Group *group, const Act *act)
{
        const Loaded *loaded = loaded_get(watcher, &group->unit);
        g_autoptr(GPtrArray) needs = g_ptr_array_new();
        g_autoptr(Explanation) explanation = NULL;
        g_autofree char *what = NULL;
        g_autoptr(GPtrArray) calls = calls_of(&act->event), denied = NULL;

        for (guint i = 0; loaded && i < act->needs->len; i++)
                if (explain_adds(&loaded->context, loaded->own, act->needs->pdata[i]))
                        g_ptr_array_add(needs, act->needs->pdata[i]);
        for (guint i = 0; i < calls->len; i++)
                if (loaded && explain_adds(&loaded->context, loaded->own, calls->pdata[i]) &&
                    !g_ptr_array_find_with_equal_func(needs, calls->pdata[i], is_same, NULL))
                        g_ptr_array_add(needs, calls->pdata[i]);
        would_sort(needs);
        explanation = loaded && loaded->complain ? explain_act(&loaded->context, needs) : NULL;
        denied = explanation ? explanation_needs(explanation) : NULL;
        if (denied && has_news(watcher, group, act, denied)) {
                const struct wire_event *before = watcher->event;

                what = would_describe(denied);
                watcher->event = &act->event;
                tell(watcher, group,
                     (WatchEntry){.message_id = WATCH_MESSAGE_WOULD,
                                  .program = act->program,
                                  .what = what,
                                  .explanation = explanation});
                watcher->event = before;
        }
}

void act_tell(Watcher *watcher, Group *group, bool all)
{
        gint64 now = g_get_monotonic_time();
        guint done = 0;

        for (; done < group->acts->len; done++) {
                const Act *act = group->acts->pdata[done];

                if (!all && now - act->since < ACT_WAIT)
                        break;
                tell_act(watcher, group, act);
        }
        watcher->acts -= done;
        g_ptr_array_remove_range(group->acts, 0, done);
}

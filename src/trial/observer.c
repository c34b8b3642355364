/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Joins the recorder to the cycle, which knows nothing of BPF. Events that wait when a phase ends are taken in before
 * the next one is announced, or they would be counted to it. */
#include "trial/observer.h"

static void take_in(RecorderObserver *observer)
{
        g_autoptr(GError) error = NULL;
        if (!observer->recorder || recorder_poll(observer->recorder, 0, &error))
                return;
        if (!observer->error)
                observer->error = g_steal_pointer(&error);
}

static void on_readable(int fd, void *userdata)
{
        take_in(userdata);
}

static void on_begin(void *userdata)
{
        RecorderObserver *observer = userdata;
        take_in(observer);
        if (observer->recorder)
                recorder_begin_run(observer->recorder);
}

static void on_phase(Phase phase, void *userdata)
{
        RecorderObserver *observer = userdata;
        take_in(observer);
        if (observer->recorder)
                recorder_set_phase(observer->recorder, phase);
}

static void on_exercise(const char *command, void *userdata)
{
        RecorderObserver *observer = userdata;
        if (observer->recorder)
                recorder_add_exercise(observer->recorder, command);
}

/* RestrictNamespaces= answers each clone3() with ENOSYS, because a filter cannot see the flags in its structure, and
 * the C library then uses clone(): nothing is lost by it. (systemd's seccomp_restrict_namespaces(), 249 and newer.) */
static bool is_harmless(const ObservedRefusal *refusal)
{
        return refusal->error == ENOSYS && g_str_equal(refusal->syscall, "clone3");
}

static GPtrArray *on_refusals(void *userdata)
{
        RecorderObserver *observer = userdata;
        GPtrArray *refusals = g_ptr_array_new_with_free_func((GDestroyNotify)cycle_refusal_free);
        if (!observer->recorder)
                return refusals;
        take_in(observer);
        g_autoptr(GPtrArray) observed = recorder_refusals(observer->recorder);
        for (guint i = 0; i < observed->len; i++) {
                const ObservedRefusal *one = observed->pdata[i];
                if (is_harmless(one))
                        continue;
                g_autofree char *key = observed_refusal_key(one);
                g_autofree char *text = observed_refusal_describe(one);
                CycleRefusal *refusal = cycle_refusal_new(key, text, one->phase, one->actor);
                if (one->need.subject)
                        cycle_refusal_set_need(refusal, one->need.kind, one->need.access, one->need.subject);
                g_free(refusal->syscall);
                refusal->syscall = g_strdup(one->syscall);
                refusal->error = one->error;
                refusal->signal = one->signal;
                refusal->filtered = one->filtered;
                refusal->euid = one->euid;
                refusal->after = one->after;
                g_ptr_array_add(refusals, refusal);
        }
        return refusals;
}

static GPtrArray *on_deeds(void *userdata)
{
        RecorderObserver *observer = userdata;
        GPtrArray *deeds = g_ptr_array_new_with_free_func((GDestroyNotify)cycle_deed_free);
        const Need *need;
        const char *actor;
        for (unsigned i = 0; observer->recorder && recorder_need(observer->recorder, i, &need, &actor); i++)
                g_ptr_array_add(deeds, cycle_deed_new(need, actor));
        return deeds;
}

void recorder_observer_init(RecorderObserver *observer, Recorder *recorder, Waiter *waiter)
{
        *observer = (RecorderObserver){
                .base = {.begin = on_begin,
                         .phase = on_phase,
                         .exercise = on_exercise,
                         .refusals = on_refusals,
                         .deeds = on_deeds,
                         .userdata = observer},
                .recorder = recorder,
                .waiter = waiter,
        };
        if (recorder)
                waiter_watch(waiter, recorder_fd(recorder), on_readable, observer);
}

void recorder_observer_clear(RecorderObserver *observer)
{
        if (observer->recorder)
                waiter_unwatch(observer->waiter, recorder_fd(observer->recorder));
        g_clear_error(&observer->error);
}

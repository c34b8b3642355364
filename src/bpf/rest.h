/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When the watcher may rest. A hook at the exit of calls makes each call of each process of the host slower, whatever
 * hangs on it. So calls are counted, user space takes the hook away for a while where they are too many
 * (src/watch/pace.h), and the hooks that stay call it back. Part of observe.bpf.c. */
#pragma once

struct wire_counter counters[WIRE_COUNTERS] = {};

__noinline int tell_pace(__u32 kind)
{
        struct scratch *s = scratch_take();

        if (!s)
                return 0;
        __builtin_memset(&s->event, 0, sizeof(s->event));
        s->event.kind = kind;
        event_send(s, 0);
        scratch_give(s);
        return 0;
}

static __always_inline void count_call(void)
{
        __u64 *calls = &counters[clip(bpf_get_smp_processor_id(), WIRE_COUNTERS - 1)].calls;

        if (!(++*calls & (WIRE_PULSE_CALLS - 1)))
                tell_pace(WIRE_EVENT_PULSE);
}

static __always_inline void count_whole(void)
{
        counters[clip(bpf_get_smp_processor_id(), WIRE_COUNTERS - 1)].whole++;
}

/* Is the control group of the host that the watcher sees? It may be in a container. */
static __always_inline int is_below_root(struct cgroup *cgroup)
{
        for (int i = 0; i < WIRE_ANCESTORS; i++) {
                struct cgroup_subsys_state *up = BPF_CORE_READ(cgroup, self.parent);

                if (!up)
                        break;
                cgroup = BPF_CORE_READ(up, cgroup);
                if (BPF_CORE_READ(cgroup, kn, id) == watch_root)
                        return 1;
        }
        return 0;
}

static __always_inline void wake(void)
{
        if (resting && __sync_lock_test_and_set(&resting, 0))
                tell_pace(WIRE_EVENT_WAKE);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the watcher alone tells, beside refused calls: a limit that was reached, and a program that systemd could not
 * run. Part of observe.bpf.c.
 *
 * Whose limit it was is asked at once, in the kernel: when user space looks, the processes are gone, and often the
 * control group, too. */
#pragma once

/* A charge takes this much at once, in pages: memory is full when less is left. */
#define MEMORY_BATCH 64
#define PAGE_SHIFT 12

static __always_inline struct cgroup_subsys_state *controller_of(struct task_struct *task, __u32 number)
{
        void *set = BPF_CORE_READ(task, cgroups);
        struct cgroup_subsys_state *css = NULL;

        bpf_probe_read_kernel(&css, sizeof(css), set + bpf_core_field_offset(struct css_set, subsys) + number * 8);
        return css;
}

__noinline int tell_limit(struct task_state *state, __u32 which)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct cgroup_subsys_state *css = NULL;
        __u64 full = 0, limit = 0, hash;
        struct scratch *s;
        int slot;

        if (!state)
                return 0;
        if (which == WIRE_LIMIT_TASKS && bpf_core_enum_value_exists(enum cgroup_subsys_id, pids_cgrp_id))
                css = controller_of(task, bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id));
        if (which == WIRE_LIMIT_MEMORY && bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id))
                css = controller_of(task, bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id));
        for (int i = 0; i < WIRE_ANCESTORS; i++) {
                __u64 used;

                if (!css)
                        break;
                if (which == WIRE_LIMIT_TASKS) {
                        struct pids_cgroup *pids = (void *)css;

                        used = BPF_CORE_READ(pids, counter.counter);
                        limit = BPF_CORE_READ(pids, limit.counter);
                } else {
                        struct mem_cgroup *memory = (void *)css;

                        used = BPF_CORE_READ(memory, memory.usage.counter) + MEMORY_BATCH;
                        limit = BPF_CORE_READ(memory, memory.max);
                }
                if (used >= limit) {
                        full = BPF_CORE_READ(css, cgroup, kn, id);
                        break;
                }
                css = BPF_CORE_READ(css, parent);
        }
        if (!full)
                return 0; /* another limit, as that of the user */
        hash = wire_mix(wire_mix(hash_base(state, WIRE_EVENT_LIMIT), which), full);
        slot = is_new(hash);
        if (!slot)
                return 0;
        s = scratch_take();
        if (!s)
                return 0;
        event_init(&s->event, WIRE_EVENT_LIMIT, task, state);
        s->event.slot = slot;
        s->event.args[0] = which;
        s->event.args[1] = full;
        s->event.args[2] = which == WIRE_LIMIT_MEMORY ? limit << PAGE_SHIFT : limit;
        event_send(s, 0);
        scratch_give(s);
        return 0;
}

/* The current task is not followed: it is systemd's, on its way to becoming the service. */
__noinline int tell_unstarted(long ret, __u32 status)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct scratch *s = scratch_take();
        struct bpf_pidns_info ids = {};

        if (!s)
                return 0;
        if (is_in_unit(s, number_of_pointer(task))) {
                __builtin_memset(&s->event, 0, sizeof(s->event));
                s->event.kind = WIRE_EVENT_UNSTARTED;
                s->event.phase = phase;
                s->event.cgroup = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
                s->event.euid = BPF_CORE_READ(task, cred, euid.val);
                s->event.egid = BPF_CORE_READ(task, cred, egid.val);
                s->event.ret = ret;
                s->event.args[0] = status;
                if (!bpf_get_ns_current_pid_tgid(pidns_dev, pidns_ino, &ids, sizeof(ids)))
                        s->event.pid = ids.tgid;
                event_send(s, 0);
        }
        scratch_give(s);
        return 0;
}

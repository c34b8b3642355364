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

/* RLIMIT_*, as on all architectures that these programs are for */
#define LIMIT_CPU 0
#define LIMIT_FSIZE 1
#define LIMIT_DATA 2
#define LIMIT_STACK 3
#define LIMIT_NPROC 6
#define LIMIT_NOFILE 7
#define LIMIT_MEMLOCK 8
#define LIMIT_AS 9
#define LIMIT_SIGPENDING 11
#define LIMIT_RTTIME 15

#define SCHED_FIFO 1
#define SCHED_RR 2
#define F_DUPFD 0
#define F_DUPFD_CLOEXEC 1030
#define SHM_LOCK 11
#define STACK_GAP (128ul << 20) /* at least so much below the stack is left free for it */

/* What user space needs for saying how much would have been enough. */
struct wish {
        __u64 used; /* bytes, or where the file is at */
        __u64 args[6];
};

__noinline int tell_resource(struct task_state *state, __u32 resource, long ret, const struct wish *wish)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct signal_struct *group = BPF_CORE_READ(task, signal);
        struct rlimit limit = {};
        struct scratch *s;
        __u64 hash;
        int slot;

        if (!state)
                return 0;
        bpf_probe_read_kernel(&limit, sizeof(limit),
                              (void *)group + bpf_core_field_offset(struct signal_struct, rlim) +
                                      (resource & 15) * sizeof(limit));
        if (limit.rlim_cur == ~0ul)
                return 0;
        hash = wire_mix(hash_base(state, WIRE_EVENT_LIMIT), WIRE_LIMIT_RESOURCE + resource);
        slot = is_new(wire_mix(hash, limit.rlim_cur));
        if (!slot)
                return 0;
        s = scratch_take();
        if (!s)
                return 0;
        event_init(&s->event, WIRE_EVENT_LIMIT, task, state);
        s->event.slot = slot;
        s->event.ret = ret;
        s->event.args[0] = WIRE_LIMIT_RESOURCE + resource;
        s->event.args[2] = limit.rlim_cur;
        if (wish) {
                s->event.args[3] = wish->used;
                s->event.args[4] = wish->args[1];
                s->event.args[5] = wish->args[2];
                s->event.loaded = wish->args[3];
        }
        event_send(s, 0);
        scratch_give(s);
        return 0;
}

static __always_inline __u64 limit_of(struct task_struct *task, __u32 resource)
{
        struct signal_struct *group = BPF_CORE_READ(task, signal);
        struct rlimit limit = {};

        bpf_probe_read_kernel(&limit, sizeof(limit),
                              (void *)group + bpf_core_field_offset(struct signal_struct, rlim) +
                                      resource * sizeof(limit));
        return limit.rlim_cur;
}

/* Would that many bytes more be beyond the limit? */
static __always_inline int is_beyond(struct task_struct *task, __u32 resource, __u64 pages, __u64 more)
{
        __u64 limit = limit_of(task, resource);

        return limit != ~0ul && (pages << PAGE_SHIFT) + more > limit;
}

/* No memory for so many bytes more: args[1] of the wish. */
static __always_inline void look_at_memory(struct task_struct *task, struct task_state *state, struct wish *wish)
{
        __u64 pages = BPF_CORE_READ(task, mm, total_vm), own = BPF_CORE_READ(task, mm, data_vm);

        if (is_beyond(task, LIMIT_AS, pages, wish->args[1])) {
                wish->used = pages << PAGE_SHIFT;
                tell_resource(state, LIMIT_AS, -ENOMEM, wish);
        } else if (is_beyond(task, LIMIT_DATA, own, wish->args[1])) {
                wish->used = own << PAGE_SHIFT;
                tell_resource(state, LIMIT_DATA, -ENOMEM, wish);
        }
}

/* brk() came back: is the break below the one that was asked for? */
__noinline int look_at_break(struct task_state *state, unsigned long ret)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct wish wish = {};

        arguments_of((struct pt_regs *)bpf_task_pt_regs(task), WIRE_NATIVE, wish.args);
        if (!state || wish.args[0] <= ret)
                return 0;
        wish.args[1] = wish.args[0] - ret;
        wish.args[2] = wish.args[3] = 0;
        look_at_memory(task, state, &wish);
        return 0;
}

/* A call failed. Which limit of the process can have been the reason, by the error and by what the call takes? */
__noinline int look_at_limits(struct task_state *state, __u32 op_index, long ret)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
        const volatile struct wire_op *op = op_of(op_index);
        struct wish wish = {};
        struct file *file;

        if (!state)
                return 0;
        switch (-ret) {
        case EMFILE:
                if (op->own_limit != WIRE_LIMIT_NONE)
                        tell_resource(state, op->own_limit ? op->own_limit : LIMIT_NOFILE, ret, NULL);
                break;
        case EFBIG:
                arguments_of(regs, WIRE_NATIVE, wish.args);
                file = file_of(task, wish.args[0]);
                wish.used = (__u64)BPF_CORE_READ(file, f_pos);
                tell_resource(state, LIMIT_FSIZE, ret, &wish);
                break;
        case EBADF:
        case EINVAL:
                if (!op->duplicates)
                        break;
                arguments_of(regs, WIRE_NATIVE, wish.args);
                if (op->duplicates == 3 && wish.args[1] != F_DUPFD && wish.args[1] != F_DUPFD_CLOEXEC)
                        break;
                if ((__u32)(op->duplicates == 3 ? wish.args[2] : wish.args[1]) >= limit_of(task, LIMIT_NOFILE))
                        tell_resource(state, LIMIT_NOFILE, ret, &wish);
                break;
        case EAGAIN:
                if (op->queues) {
                        tell_resource(state, LIMIT_SIGPENDING, ret, NULL);
                        break;
                }
                if (op->makes_task) {
                        tell_resource(state, LIMIT_NPROC, ret, NULL);
                        break;
                }
                /* fallthrough */
        case EPERM:
        case ENOMEM:
                if (!op->locks && ((op->kind != WIRE_OP_MMAP && op->kind != WIRE_OP_REMAP) || ret == -EPERM))
                        break;
                arguments_of(regs, WIRE_NATIVE, wish.args);
                wish.used = BPF_CORE_READ(task, mm, total_vm) << PAGE_SHIFT;
                if (ret == -ENOMEM && op->kind == WIRE_OP_REMAP) {
                        wish.args[1] = wish.args[2] - wish.args[1];
                        wish.args[2] = wish.args[3] = 0;
                }
                if (ret == -ENOMEM && (op->kind == WIRE_OP_MMAP || op->kind == WIRE_OP_REMAP)) {
                        look_at_memory(task, state, &wish);
                        break;
                }
                if (op->locks == WIRE_LOCKS_SHARED && (wish.args[1] != SHM_LOCK || ret != -ENOMEM))
                        break;
                if (!op->locks_all)
                        wish.used = BPF_CORE_READ(task, mm, locked_vm) << PAGE_SHIFT;
                tell_resource(state, LIMIT_MEMLOCK, ret, &wish);
                break;
        default:
                break;
        }
        return 0;
}

/* The kernel's own signals for too much CPU time, of which the second kills. */
static __always_inline void look_at_time(struct task_struct *task, struct task_state *state)
{
        __u64 used = BPF_CORE_READ(task, signal, cputimer.cputime_atomic.utime.counter) +
                     BPF_CORE_READ(task, signal, cputimer.cputime_atomic.stime.counter);
        __u64 limit = limit_of(task, LIMIT_CPU);
        __u32 policy = BPF_CORE_READ(task, policy);

        if (limit != ~0ul && used / 1000000000 >= limit)
                tell_resource(state, LIMIT_CPU, 0, NULL);
        else if ((policy == SCHED_FIFO || policy == SCHED_RR) && limit_of(task, LIMIT_RTTIME) != ~0ul)
                tell_resource(state, LIMIT_RTTIME, 0, NULL);
}

/* Was nothing there where the stack would have grown to? */
static __always_inline void look_at_stack(struct task_struct *task, struct task_state *state, __u64 address)
{
        __u64 start = BPF_CORE_READ(task, mm, start_stack), end = BPF_CORE_READ(task, mm, env_end);
        __u64 limit = limit_of(task, LIMIT_STACK);

        if (limit != ~0ul && address < start && start - address < limit + STACK_GAP &&
            end + (2ul << PAGE_SHIFT) - address > limit)
                tell_resource(state, LIMIT_STACK, 0, NULL);
}

#define SIGABRT 6

/* code: as wait(2) has it. */
__noinline int look_at_end(struct task_state *state, __u32 code)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct scratch *s;

        if (!state || !state->doubtful || !phase || (!(code >> 8) && (code & 0x7f) != SIGABRT))
                return 0;
        s = scratch_take();
        if (!s)
                return 0;
        event_init(&s->event, WIRE_EVENT_ENDED, task, state);
        s->event.args[0] = code >> 8 & 0xff;
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

// SPDX-License-Identifier: GPL-2.0-or-later
/* The eyes of the watcher: those of the recorder, over all units at once. What differs is said at each place by
 * WATCH_ALL: control groups are told apart by id and asked about in a map, successes are told only where a unit is in
 * complain mode, and what is not told again is counted.
 *
 * There is no hook at the entry of calls, which would double the cost for the whole host. A filter refuses the same
 * call with the same arguments always: so that it was a filter follows from the unit's settings. */
#define WATCH_ALL
#define WIRE_TASK_SETS 8192
#define WIRE_RING_BYTES (4 << 20)
#include "observe.bpf.c"

#define TCP_SYN_SENT 2

/* A TCP connection is tried. Where packets are dropped without a word, the attempt is all that there is to see. */
SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(on_tcp_state, const struct sock *sk, int old, int new)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct task_state *state;
        struct pt_regs *regs;
        struct scratch *s;

        if (new != TCP_SYN_SENT)
                return 0;
        state = state_of(task->pid);
        if (!state || !phase)
                return 0;
        if (state->mode == WIRE_GROUP_NEW)
                group_note(state, task);
        if (!(state->flags & WIRE_GROUP_ADDRESSES) && state->mode != WIRE_GROUP_NEW)
                return 0;
        regs = (struct pt_regs *)bpf_task_pt_regs(task);
        if (number_of(regs) != connect_nr)
                return 0;
        s = scratch_take();
        if (!s)
                return 0;
        s->call.nr = connect_nr;
        s->call.abi = WIRE_NATIVE;
        s->call.filtered = 0;
        s->call.ret = -EINPROGRESS;
        s->call.loaded = 0;
        arguments_of(regs, WIRE_NATIVE, s->call.args);
        tell_call(state, s, clip(connect_nr, WIRE_CALL_MAX - 1));
        scratch_give(s);
        return 0;
}

/* Somebody is to be killed for want of memory. Where a limit is the reason, who asked for more is of the same group. */
SEC("tp_btf/mark_victim")
int BPF_PROG(on_victim)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct task_state *state = state_of(task->pid);

        if (state && phase)
                tell_limit(state, WIRE_LIMIT_MEMORY);
        return 0;
}

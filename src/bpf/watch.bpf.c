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
#define TCP_CLOSE 7

/* A TCP connection is tried. Where packets are dropped without a word, the attempt is all that there is to see. In a
 * network of its own nobody takes it: a socket that does not wait learns of that only later, but it happens in the call
 * itself, since the answer comes over the loopback device. */
SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(on_tcp_state, const struct sock *sk, int old, int new)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct task_state *state;
        struct pt_regs *regs;
        struct scratch *s;

        if (new != TCP_SYN_SENT && (new != TCP_CLOSE || old != TCP_SYN_SENT))
                return 0;
        state = state_of(task->pid);
        if (!state || !phase)
                return 0;
        if (state->mode == WIRE_GROUP_NEW)
                group_note(state, task);
        if (!(state->flags & (new == TCP_SYN_SENT ? WIRE_GROUP_ADDRESSES : WIRE_GROUP_NETWORK)) &&
            state->mode != WIRE_GROUP_NEW)
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
        s->call.ret = new == TCP_SYN_SENT ? -EINPROGRESS : -ECONNREFUSED;
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

/* A unit is started, most likely. */
SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(on_new_group, struct cgroup *cgroup)
{
        if (resting && is_below_root(cgroup))
                wake();
        return 0;
}

/* A packet from outside that the filters of a control group (IPAddressDeny=) do not let in. The service sees nothing at
 * all. Told once for each unit and kind of socket; what others send is counted. Kernels before 6.11 do not say which
 * socket it was for: there user space leaves this out. */
SEC("tp_btf/kfree_skb")
int BPF_PROG(on_packet, struct sk_buff *skb, void *location, int reason, struct sock *sk)
{
        unsigned char *head;
        struct wire_group *group;
        struct scratch *s;
        __u8 first = 0;
        __u64 id, hash;
        __u32 socket;
        int slot;

        if (reason != (int)bpf_core_enum_value(enum skb_drop_reason, SKB_DROP_REASON_SOCKET_FILTER) || !sk || !phase)
                return 0;
        id = BPF_CORE_READ(sk, sk_cgrp_data.cgroup, kn, id);
        group = bpf_map_lookup_elem(&groups, &id);
        if (!group || !(group->flags & WIRE_GROUP_ADDRESSES) || group->mode == WIRE_GROUP_IGNORE)
                return 0;
        head = BPF_CORE_READ(skb, head) + BPF_CORE_READ(skb, network_header);
        bpf_probe_read_kernel(&first, sizeof(first), head);
        socket = (first >> 4 == 6 ? 10u /* AF_INET6 */ : 2u) << 24 | (BPF_CORE_READ(sk, sk_type) & 0xff) << 16 |
                 BPF_CORE_READ(sk, sk_protocol);
        hash = wire_mix(wire_mix(wire_mix(WIRE_EVENT_DROPPED, id), socket), (__u64)generation << 8 | phase);
        slot = is_new(hash);
        if (!slot)
                return 0;
        s = scratch_take();
        if (!s)
                return 0;
        __builtin_memset(&s->event, 0, sizeof(s->event));
        s->event.kind = WIRE_EVENT_DROPPED;
        s->event.phase = phase;
        s->event.cgroup = id;
        s->event.slot = slot;
        s->event.socket = socket;
        if (first >> 4 == 6)
                bpf_probe_read_kernel(s->event.args, 16, head + 8);
        else
                bpf_probe_read_kernel(s->event.args, 4, head + 12);
        event_send(s, 0);
        scratch_give(s);
        return 0;
}

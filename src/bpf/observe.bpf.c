// SPDX-License-Identifier: GPL-2.0-or-later
/* The eyes in the kernel. A task is followed from the first exec inside a watched control group, and by inheritance:
 * what systemd does there before that exec is not the service's doing. Everything is looked at on the way out of a
 * call, when its result is known; the way in only leaves a mark, because an exit without that mark was refused by
 * seccomp.
 *
 * All of it must cost little, for the service is under load while we watch: tasks that are not followed leave after one
 * look into our table, and what was told once (by a fingerprint of all that matters in it) is not told again.
 * The table of fingerprints forgets; user space sees some things twice, and that is fine.
 *
 * Data structures are read without locks. A name may be torn by a rename at that very moment; a recording is evidence
 * of what a program needs, not a boundary, so that is fine too. */
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/errno.h>

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#include "kernel.h"
#include "wire.h"
/* in this order: each needs those before it */
#include "state.h"

#include "call.h"

#include "tell.h"

#ifdef WATCH_ALL
#include "limit.h"
#include "rest.h"
#endif

char LICENSE[] SEC("license") = "GPL";

/* ---- the way in and the way out ---------------------------------------------------------------------------------- */

/* Wakes user space when a task has a seccomp filter: calls that it refuses are seen only with the hook at the entry. */
static __always_inline void note_filter(struct task_struct *task, struct task_state *state)
{
        struct scratch *s;

        if (filters_seen || !task->seccomp.mode)
                return;
        filters_seen = 1;
        s = scratch_take();
        if (!s)
                return;
        event_init(&s->event, WIRE_EVENT_FILTER, task, state);
        event_send(s, 0);
        scratch_give(s);
}

/* Tells of a call by its name alone, the first time. */
__noinline int tell_syscall(struct task_state *state, long nr, int abi)
{
        struct scratch *s;
        __u64 hash;

        if (!state)
                return 0;
        if (abi == WIRE_NATIVE && (unsigned long)nr < WIRE_CALL_MAX) {
                __u64 *word = &state->called[clip(nr / 64, WIRE_CALL_MAX / 64 - 1)], bit = 1ull << (nr & 63);

                if (state->phase != (__u8)phase || state->generation != generation) {
                        __builtin_memset(state->called, 0, sizeof(state->called));
                        state->phase = phase;
                        state->generation = generation;
                }
                if (*word & bit)
                        return 0;
                *word |= bit;
        }
        hash = wire_mix(hash_base(state, WIRE_EVENT_SYSCALL), (__u64)nr << 8 | abi);
        if (!is_new(hash))
                return 0;
        s = scratch_take();
        if (!s)
                return 0;
        event_init(&s->event, WIRE_EVENT_SYSCALL, bpf_get_current_task_btf(), state);
        s->event.abi = abi;
        event_send(s, 0);
        scratch_give(s);
        return 0;
}

#ifndef WATCH_ALL
/* Half of the cost of all, and needed only while a seccomp filter is there, or may come: user space detaches it at
 * other times (see entry_epoch). */
static __always_inline void call_begins(long nr)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct task_state *state = state_of(task->pid);
        int abi;

        if (!state)
                return;
        abi = abi_of(task, &nr);
        state->entered = 1;
        state->armed = entry_epoch;
        state->nr = nr;
        if (phase && TELLS_ALL(state))
                tell_syscall(state, nr, abi);
}

/* Most hooks are there twice, for one of both to be attached: see preempt.bpf.c. */
SEC("tp_btf/sys_enter")
int BPF_PROG(on_enter, struct pt_regs *regs, long nr)
{
        call_begins(nr);
        return 0;
}

SEC("tracepoint/raw_syscalls/sys_enter")
int on_enter_perf(struct trace_event_raw_sys_enter *event)
{
        call_begins(event->id);
        return 0;
}
#endif

#ifdef WATCH_ALL
/* of a group that is new nobody has said it yet */
#define HAS_ERRORS(state) (((state)->flags & WIRE_GROUP_ERRORS) || (state)->mode == WIRE_GROUP_NEW)
#endif

/* Is the error one that a sandbox makes? EINVAL only of calls on users and groups, of which a user namespace lacks
 * most, and on limits; EXDEV and EBUSY only of calls that a mount is in the way of. Where filters have an error of
 * their own, any may be. */
__noinline int is_refusal(const struct task_state *state, __u32 op_index, long ret)
{
        USED(op_index);
        if (!state)
                return 0;
#ifdef WATCH_ALL
        const volatile struct wire_op *op = op_of(op_index);

        if (HAS_ERRORS(state)) /* where others are hidden, ESRCH is for is_process_outside() */
                return ret != -ESRCH || !(state->flags & WIRE_GROUP_PROCESSES);
        if (ret == -EINVAL)
                return op->raises || op->kind == WIRE_OP_IDS || op->kind == WIRE_OP_GROUPS || op->kind == WIRE_OP_FD ||
                       (op->kind == WIRE_OP_PATH && op->changes);
        if (ret == -EXDEV || ret == -EBUSY)
                return op->moves;
#endif
        return is_telling(ret);
}

#define AF_NETLINK 16
#define NLMSG_ERROR 2
#define BY_MESSAGE (1ull << CAP_NET_ADMIN | 1ull << CAP_AUDIT_CONTROL | 1ull << CAP_AUDIT_WRITE)

/* What is asked of the kernel by a netlink message is refused by another one, which waits already when the call that
 * sent it succeeds. A capability that was asked for on the way, and without which it went on, is none. */
__noinline int is_refused_by_message(const struct task_state *state, __u32 op_index)
{
        struct task_struct *task = bpf_get_current_task_btf();
        const volatile struct wire_op *op = op_of(op_index);
        struct {
                __u32 length;
                __u16 type, flags;
                __u32 number, sender;
                int error;
        } answer = {};
        struct socket *socket;
        struct sk_buff *last;
        struct sock *sk;
        __u64 args[6];

        if (!state || !(state->refused & BY_MESSAGE) || (op->kind != WIRE_OP_ADDRESS && op->kind != WIRE_OP_MESSAGE))
                return 0;
        arguments_of((struct pt_regs *)bpf_task_pt_regs(task), WIRE_NATIVE, args);
        socket = BPF_CORE_READ(file_of(task, args[0]), private_data);
        sk = BPF_CORE_READ(socket, sk);
        if (BPF_CORE_READ(sk, __sk_common.skc_family) != AF_NETLINK)
                return 0;
        last = BPF_CORE_READ(sk, sk_receive_queue.prev);
        if ((void *)last == (void *)sk + bpf_core_field_offset(struct sock, sk_receive_queue) ||
            bpf_probe_read_kernel(&answer, sizeof(answer), BPF_CORE_READ(last, data)))
                return 0;
        return answer.type == NLMSG_ERROR && (answer.error == -EPERM || answer.error == -EACCES);
}

/* What the call's argument points to, as the table asks for it. */
static __always_inline __u64 load_words(const struct call *call, __u32 arg, __u32 low, __u32 high)
{
        __u32 word = 0;
        __u64 words;

        bpf_probe_read_user(&word, sizeof(word), (void *)(argument(call, arg) + low));
        words = word;
        if (high) {
                word = 0;
                bpf_probe_read_user(&word, sizeof(word), (void *)(argument(call, arg) + high));
                words |= (__u64)word << 32;
        }
        return words;
}

/* What is known of a call when it is looked at. */
#define EXIT_FAILED 1
#define EXIT_TOLD 2
#define EXIT_OUTSIDE 4 /* it looked for a process outside */
#define EXIT_MESSAGE 8 /* a message refuses what it asked for */

/* The part of call_ends() for calls that are worth a look. */
__noinline int look(struct task_state *state, struct scratch *s, __u32 op_index, __u32 how)
{
        struct task_struct *task = bpf_get_current_task_btf();
        const volatile struct wire_op *op = op_of(op_index);
        int failed = how & EXIT_FAILED, told = how & EXIT_TOLD, by_message = how & EXIT_MESSAGE, lacked, refused;
        struct call *call;
        long ret;

        if (!state || !s)
                return 0;
        lacked = failed && !by_message && state->refused;
        call = &s->call;
        ret = call->ret;
        if (by_message) {
                call->ret = -EPERM; /* what the message says */
                tell_caps(state, s);
                call->ret = ret;
        } else if (state->granted && !failed) {
                tell_caps(state, s);
        }
        if (!lacked)
                state->granted = state->refused = 0;

        if ((__u8)op->load_arg < 6 && !call->loaded) {
                call->loaded = load_words(call, op->load_arg, op->load_offset, op->load_high);
                if (op->load_part) {
                        __u64 part = load_words(call, op->load_arg, op->load_offset - sizeof(__u32),
                                                op->load_high ? op->load_high - sizeof(__u32) : 0);

                        if (part & ~call->loaded)
                                call->loaded = part & ~call->loaded;
                }
        }
        refused = call->filtered ||
                  (told && failed && (is_refusal(state, op_index, ret) || (op->process && call->loaded)));
        if (refused)
                tell_call(state, s, op_index);
        if (lacked) { /* what was refused comes first: it may be why a capability was asked for at all */
                tell_caps(state, s);
                state->granted = state->refused = 0;
        }
        if (refused)
                return 0;
#ifdef WATCH_ALL
        if (!failed && !TELLS_ALL(state)) {
                /* Root may open what nobody may: systemd puts such a thing in the place of what is inaccessible. */
                struct file *file = op->kind == WIRE_OP_OPEN ? file_of(task, ret) : NULL;

                if (file)
                        tell_file(state, s, (__u64)file, WIRE_HIDDEN, argument(call, op->path[0]));
                return 0;
        }
#endif
        if (!told)
                return 0;
        if (op->mask && !(((__u8)op->load_arg < 6 ? call->loaded : argument(call, op->mask_arg)) & op->mask))
                return 0;
        switch (op->kind) {
        case WIRE_OP_OPEN: {
                struct file *file = file_of(task, ret);

                if (file)
                        tell_file(state, s, (__u64)file, 0, argument(call, op->path[0]));
                break;
        }
        case WIRE_OP_FD: {
                struct file *file = file_of(task, argument(call, op->dirfd[0]));

                if (file)
                        tell_file(state, s, (__u64)file, WIRE_CHANGED, 0);
                if (argument(call, op->mode) & 06000)
                        tell_call(state, s, op_index);
                break;
        }
        case WIRE_OP_MMAP:
                if (!(call->args[3] & 0x20 /* MAP_ANONYMOUS */)) {
                        struct file *file = file_of(task, call->args[4]);

                        if (file)
                                tell_file(state, s, (__u64)file, WIRE_MAPPED, 0);
                }
                if (call->args[2] & 2 /* PROT_WRITE */)
                        tell_call(state, s, op_index);
                break;
        case WIRE_OP_ACCEPT:
                tell_accept(state, s, call->nr, ret);
                break;
        case WIRE_OP_IDS:
                tell_ids(state, s, 0);
                break;
        case WIRE_OP_GROUPS:
                tell_ids(state, s, 1);
                break;
        case WIRE_OP_FILTER:
                note_filter(task, state);
                break;
        case WIRE_OP_NONE:
                break;
        default:
                if (tell_call(state, s, op_index)) {
                        struct file *file = file_of(task, argument(call, op->dirfd[0]));

                        if (file)
                                tell_file(state, s, (__u64)file, WIRE_CHANGED, 0);
                }
        }
        return 0;
}

#ifdef WATCH_ALL
/* of a group that is new nobody has said it yet */
#define HAS_LIMITS(state) (((state)->flags & WIRE_GROUP_LIMITS) || (state)->mode == WIRE_GROUP_NEW)

/* A number that its namespace of processes has not come to yet: who looks for it has got it from outside. */
__noinline int is_process_outside(const struct task_state *state, __u32 op_index, long ret)
{
        struct task_struct *task = bpf_get_current_task_btf();
        const volatile struct wire_op *op = op_of(op_index);
        __u64 args[6];
        int number;

        if (!state || ret != -ESRCH || !op->process ||
            !((state->flags & WIRE_GROUP_PROCESSES) || state->mode == WIRE_GROUP_NEW))
                return 0;
        arguments_of((struct pt_regs *)bpf_task_pt_regs(task), WIRE_NATIVE, args);
        number = (int)(op->process == 1 ? args[0] : args[1]);
        if (number < 0)
                number = -number; /* a group */
        return (__u32)number >= BPF_CORE_READ(task, nsproxy, pid_ns_for_children, idr.idr_next);
}

/* What is to be seen here of tasks that are not followed: an exec that fails, as systemd's own before it gives up. */
static __always_inline void look_at_stranger(struct task_struct *task, struct pt_regs *regs, long ret)
{
        long nr;

        if (!is_error(ret) || !phase)
                return;
        nr = number_of(regs);
        if (nr == execve_nr || nr == execveat_nr)
                tell_unstarted(ret, 0);
}

static __always_inline int is_hidden(struct task_struct *task, long fd)
{
        struct file *file = file_of(task, fd);

        return file && !(BPF_CORE_READ(file, f_inode, i_mode) & 0777);
}
#endif

/* What is to be told of a call with that result: EXIT_*. And whether it came to a limit. */
__noinline int weigh(struct task_state *state, __u32 op_index, long ret, int abi)
{
        const volatile struct wire_op *op = op_of(op_index);
        int failed = is_error(ret) && !is_success(ret), told, outside = 0;

        USED(abi);
        if (!state)
                return 0;
#ifdef WATCH_ALL
        failed |= ret == -EAGAIN && HAS_ERRORS(state);
#endif
        told = !failed ? op->kind != WIRE_OP_NONE && !op->quiet
                       : is_refusal(state, op_index, ret) || op->kind == WIRE_OP_ARGS;
#ifdef WATCH_ALL
        if (!failed && !TELLS_ALL(state)) {
                state->granted = 0;
                told = op->kind == WIRE_OP_OPEN && is_hidden(bpf_get_current_task_btf(), ret);
        }
        if (ret == -EROFS && op->moves) {
                struct task_state *leader = state_of(bpf_get_current_task_btf()->tgid);

                if (leader)
                        leader->doubtful = 1;
        }
        if (ret == -EAGAIN && op->makes_task)
                tell_limit(state, WIRE_LIMIT_TASKS);
        if (is_error(ret) && HAS_LIMITS(state))
                look_at_limits(state, op_index, ret);
        if (op->kind == WIRE_OP_BREAK && abi == WIRE_NATIVE && HAS_LIMITS(state))
                look_at_break(state, ret);
        outside = abi == WIRE_NATIVE && is_process_outside(state, op_index, ret);
#endif
        return (failed ? EXIT_FAILED : 0) | (told || outside ? EXIT_TOLD : 0) | (outside ? EXIT_OUTSIDE : 0);
}

/* The part of call_ends() for what is not let go at once. */
__noinline int leave(struct task_state *state, long ret)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
        __u32 op_index = 0; /* read(): nothing special */
        int abi, filtered, how;
        struct scratch *s;
        long nr;

        if (!state)
                return 0;
        nr = number_of(regs);
        if (nr < 0)
                return 0; /* sigreturn and kin: the number is gone, and so is the result */
        abi = abi_of(task, &nr);
        filtered = entry_epoch && state->armed == entry_epoch && !state->entered;
        state->entered = 0;
        state->nr = nr;
        if (!phase) {
                state->granted = state->refused = 0;
                return 0;
        }
        if (!entry_epoch && TELLS_ALL(state))
                tell_syscall(state, nr, abi);
        if (abi != WIRE_X32 && (unsigned long)nr < WIRE_CALL_MAX)
                op_index = (abi == WIRE_COMPAT) * WIRE_CALL_MAX + nr;
        how = weigh(state, op_index, ret, abi);
        if (!filtered && !(how & EXIT_TOLD) && !(state->granted | state->refused))
                return 0;
        if (!(how & EXIT_FAILED) && abi == WIRE_NATIVE && is_refused_by_message(state, op_index))
                how |= EXIT_MESSAGE;
        s = scratch_take();
        if (!s)
                return 0;
        s->call.nr = nr;
        s->call.abi = abi;
        s->call.filtered = filtered;
        s->call.ret = ret;
        s->call.loaded = !!(how & EXIT_OUTSIDE);
        arguments_of(regs, abi, s->call.args);
        look(state, s, op_index, how);
        scratch_give(s);
        return 0;
}

static __always_inline void call_ends(struct pt_regs *regs, long ret)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct task_state *state = state_of(task->pid);

#ifdef WATCH_ALL
        count_call();
#endif
        if (!state) {
#ifdef WATCH_ALL
                look_at_stranger(task, regs, ret);
#endif
                return;
        }
#ifdef WATCH_ALL
        if (state->rests != rests) { /* what was asked for before, no call now has to do with */
                state->rests = rests;
                state->granted = state->refused = 0;
        }
        if (state->mode == WIRE_GROUP_NEW) { /* user space may have answered by now */
                group_note(state, task);
                if (state->mode == WIRE_GROUP_IGNORE) {
                        state_free(task->pid);
                        return;
                }
        }
        /* Nearly all calls: out by the shortest way. Of opens that succeed only root's can be of what is hidden. */
        if (!is_error(ret) && !TELLS_ALL(state)) {
                long nr = number_of(regs);

                if (state->refused && !((unsigned long)nr < WIRE_CALL_MAX && is_refused_by_message(state, nr)))
                        state->refused = 0;
                if (!state->refused && (unsigned long)nr < WIRE_CALL_MAX &&
                    (op_of(nr)->kind != WIRE_OP_OPEN || task->cred->fsuid.val != 0) &&
                    (op_of(nr)->kind != WIRE_OP_BREAK || !HAS_LIMITS(state)) && abi_of(task, &nr) == WIRE_NATIVE)
                        return;
        }
        if (TELLS_ALL(state))
                count_whole();
#endif
        leave(state, ret);
#ifdef WATCH_ALL
        state->calls++;
#endif
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit, struct pt_regs *regs, long ret)
{
        call_ends(regs, ret);
        return 0;
}

SEC("tracepoint/raw_syscalls/sys_exit")
int on_exit_perf(struct trace_event_raw_sys_exit *event)
{
        call_ends((struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf()), event->ret);
        return 0;
}

/* ---- capabilities ------------------------------------------------------------------------------------------------ */

static __always_inline void on_capability(const struct cred *cred, int cap, int ret)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct task_state *state = state_of(task->pid);

        if (!state || (unsigned)cap > 63)
                return;
#ifdef WATCH_ALL
        if (!ret && !TELLS_ALL(state))
                return;
#endif
        /* The accounting asks in page faults, too, which are no calls. */
        if (number_of((struct pt_regs *)bpf_task_pt_regs(task)) < 0)
                return;
        /* A file system that looks at its own lower layers with the credentials of whoever mounted it (overlayfs). */
        if (task->real_cred != cred)
                return;
        /* Capabilities in a user namespace that the service made itself come with it. */
        if (BPF_CORE_READ(cred, user_ns) != state->user_ns)
                return;
        if (ret)
                state->refused |= 1ull << cap;
        else
                state->granted |= 1ull << cap;
}

SEC("tp_btf/cap_capable")
int BPF_PROG(on_cap_tracepoint, const struct cred *cred, struct user_namespace *target,
             const struct user_namespace *holder, int cap, int ret)
{
        on_capability(cred, cap, ret);
        return 0;
}

SEC("tracepoint/capability/cap_capable")
int on_cap_tracepoint_perf(struct trace_event_raw_cap_capable *event)
{
        on_capability(event->cred, event->cap, event->ret);
        return 0;
}

/* Kernels before 6.14. Here the kernel says which checks are not even worth an audit record (CAP_OPT_NOAUDIT): mere
 * questions. */
SEC("fexit/cap_capable")
int BPF_PROG(on_cap_fexit, const struct cred *cred, struct user_namespace *target, int cap, unsigned int opts, int ret)
{
        if (!(opts & 2))
                on_capability(cred, cap, ret);
        return 0;
}

/* ---- tasks ------------------------------------------------------------------------------------------------------- */

static __always_inline void fork_seen(__u32 parent, __u32 child)
{
        struct task_state *from = state_of(parent), *to;

        if (!from)
                return;
        to = state_of(child);
        if (!to)
                to = state_new(child);
        if (!to)
                return;
        __builtin_memcpy(to, from, sizeof(*to));
        to->entered = 1; /* its first exit is that of the clone which made it */
        to->granted = to->refused = 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
        fork_seen(parent->pid, child->pid);
        return 0;
}

SEC("tracepoint/sched/sched_process_fork")
int on_fork_perf(struct trace_event_raw_sched_process_fork *event)
{
        fork_seen(bpf_get_current_task_btf()->pid, event->child_pid);
        return 0;
}

static __always_inline void state_init(struct task_state *state, struct task_struct *task)
{
        const struct cred *cred = BPF_CORE_READ(task, cred);

        state->uid = BPF_CORE_READ(cred, uid.val);
        state->euid = BPF_CORE_READ(cred, euid.val);
        state->gid = BPF_CORE_READ(cred, gid.val);
        state->egid = BPF_CORE_READ(cred, egid.val);
        state->entered = 1; /* its next exit is that of execve */
        state->armed = entry_epoch;
#ifdef WATCH_ALL
        group_note(state, task);
#endif
        note_filter(task, state);
        state->phase = 0xff;
}

/* The number of a program, by its path. Tells user space of a new one. */
static __always_inline void actor_assign(struct task_struct *task, struct task_state *state, struct scratch *s,
                                         struct file *file, const char *filename)
{
        struct inode *inode = BPF_CORE_READ(file, f_inode);
        __u64 hash, hash_name;
        __u32 end, from, length;
        __u16 *known, number;

        event_init(&s->event, WIRE_EVENT_ACTOR, task, state);
        s->event.mode = BPF_CORE_READ(inode, i_mode);
        s->event.uid = BPF_CORE_READ(inode, i_uid.val);
        s->event.gid = BPF_CORE_READ(inode, i_gid.val);
        if (BPF_CORE_READ(inode, i_sb, s_flags) & MS_NOUSER)
                s->event.flags |= WIRE_NO_PATH; /* a memory file */
        if (((s->event.mode & 04000) && state->euid != s->event.uid) ||
            ((s->event.mode & 02010) == 02010 && state->egid != s->event.gid))
                s->event.flags |= WIRE_NO_SETID;
#ifdef WATCH_ALL
        /* whether it has file capabilities is for user space to see */
        if (state->euid != 0 &&
            ((task->atomic_flags & 1 /* no new privileges */) || BPF_CORE_READ(task, cred, user_ns, level) > 0))
                s->event.flags |= WIRE_UNPRIVILEGED;
#endif
        end = put_path(s, 0, (__u64)BPF_CORE_READ(file, f_path.mnt), (__u64)BPF_CORE_READ(file, f_path.dentry), 0);
        hash = hash_bytes(s, 0, end);
        known = bpf_map_lookup_elem(&actors, &hash);
        if (known && !owns_number(*known, (__u32)hash))
                known = NULL; /* another has it by now */
        if (known) {
                number = *known;
                s->event.kind = WIRE_EVENT_EXEC;
        } else {
                number = (__u16)(__sync_fetch_and_add(&last_actor, 1) % (WIRE_ACTORS - 1) + 1);
                actor_owner[clip(number, ACTOR_MASK)] = (__u32)hash;
                if (bpf_map_update_elem(&actors, &hash, &number, BPF_ANY)) {
                        number = 0;
                        __sync_fetch_and_add(&actors_lost, 1);
                }
        }
        state->actor = number;
        state->actor_mark = (__u32)hash;
        s->event.actor = number;
        hash_name = wire_mix(hash_base(state, WIRE_EVENT_EXEC), s->event.mode);
        from = align8(end);
        if (filename && from < WIRE_DATA_BYTES) {
                long n = bpf_probe_read_kernel_str(&s->data[bounded(from)], WIRE_PATH_BYTES, filename);

                if (n > 1 && n <= WIRE_PATH_BYTES) {
                        length = n - 1;
                        s->event.offset[1] = from;
                        s->event.length[1] = length;
                        hash_name = wire_mix(hash_name, hash_bytes(s, from, length));
                        end = from + n;
                        end = put_base(s, align8(end), (__u32)-100, 2 | (s->data[bounded(from)] == '/' ? 0x100 : 0));
                }
        }
        if (!TELLS_ALL(state) && known && !(s->event.flags & (WIRE_NO_SETID | WIRE_UNPRIVILEGED)))
                return;
        s->event.slot = is_new(wire_mix(hash_name, s->event.flags));
        if (!known || (s->event.slot && phase))
                event_send(s, end);
}

/* Is this systemd's helper that sets up the sandbox and then runs the daemon (since 255)? */
static __always_inline int is_executor(struct file *file)
{
        static const char name[] = "systemd-executor";
        char there[sizeof(name)] = {};

        bpf_probe_read_kernel_str(there, sizeof(there), BPF_CORE_READ(file, f_path.dentry, d_name.name));
        for (__u32 i = 0; i < sizeof(name); i++) {
                if (there[i] != name[i])
                        return 0;
        }
        return 1;
}

static __always_inline void exec_seen(struct task_struct *task, struct scratch *s, int old_pid, struct file *file,
                                      const char *filename)
{
        struct task_state *state = state_of(task->pid);

        if (old_pid != task->pid) { /* a thread that was not the first took over the number of that one */
                struct task_state *old = state_of(old_pid);

                if (old && !state) {
                        state = state_new(task->pid);
                        if (state)
                                __builtin_memcpy(state, old, sizeof(*state));
                }
                state_free(old_pid);
        }
        if (!is_in_unit(s, number_of_pointer(task))) {
                state_free(task->pid);
                return;
        }
#ifdef WATCH_ALL
        /* from another unit (a user's manager starts its own): a new beginning */
        if (state && state->cgroup != BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id)) {
                state_free(task->pid);
                state = NULL;
        }
#endif
        if (!state) {
                if (is_executor(file))
                        return;
                state = state_new(task->pid);
                if (!state)
                        return;
                state->mnt_ns = BPF_CORE_READ(task, nsproxy, mnt_ns);
                state->user_ns = BPF_CORE_READ(task, cred, user_ns);
        }
        state_init(state, task);
#ifdef WATCH_ALL
        if (state->mode == WIRE_GROUP_WATCHED) /* a new one is told of anyway */
                wake();
#endif
        actor_assign(task, state, s, file, filename);
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
        struct scratch *s = scratch_take();

        if (!s)
                return 0;
        exec_seen(task, s, old_pid, bprm->file, bprm->filename);
        scratch_give(s);
        return 0;
}

SEC("tracepoint/sched/sched_process_exec")
int on_exec_perf(struct trace_event_raw_sched_process_exec *event)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct scratch *s = scratch_take();

        if (!s)
                return 0;
        exec_seen(task, s, event->old_pid, BPF_CORE_READ(task, mm, exe_file),
                  (const char *)event + (event->__data_loc_filename & 0xffff));
        scratch_give(s);
        return 0;
}

static __always_inline void exit_seen(struct task_struct *task)
{
#ifdef WATCH_ALL
        /* systemd says by its status that it could not run the program: systemd.exec(5). 0: nor did it have to, as
         * before 255 where the program is not there and may be missing */
        __u32 code = (__u32)task->exit_code, status = code >> 8;

        if (((status >= WIRE_STATUS_FIRST && status <= WIRE_STATUS_LAST) || !code) && task->pid == task->tgid &&
            phase && !state_of(task->pid))
                tell_unstarted(0, status);
        look_at_end(state_of(task->pid), code);
#endif
        state_free(task->pid);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_task_exit, struct task_struct *task)
{
        exit_seen(task);
        return 0;
}

SEC("tracepoint/sched/sched_process_exit")
int on_task_exit_perf(void *event)
{
        exit_seen(bpf_get_current_task_btf());
        return 0;
}

SEC("tp_btf/signal_generate")
int BPF_PROG(on_signal, int sig, struct kernel_siginfo *info, struct task_struct *target, int group, int result)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct task_state *state = state_of(task->pid);
        struct kernel_siginfo_head head = {};
        struct scratch *s;
        __u64 hash;

#ifdef WATCH_ALL
        if (!state && resting && state_of(target->pid))
                wake(); /* told from outside to do something */
#endif
        if (!state || !phase)
                return 0;
        if ((unsigned long)info > 1)
                bpf_probe_read_kernel(&head, sizeof(head), info);
        if (sig == SIGSYS && target == task && head.si_code == 1 /* SYS_SECCOMP */) {
                int slot;

                hash = wire_mix(hash_base(state, WIRE_EVENT_KILLED), head.sigsys._syscall);
                slot = is_new(hash);
                if (!slot)
                        return 0;
                s = scratch_take();
                if (!s)
                        return 0;
                event_init(&s->event, WIRE_EVENT_KILLED, task, state);
                s->event.slot = slot;
                long nr = head.sigsys._syscall;

                s->event.args[0] = head.sigsys._arch;
                s->event.abi = abi_of(task, &nr);
                s->event.nr = nr;
                event_send(s, 0);
                scratch_give(s);
                return 0;
        }
#ifdef WATCH_ALL
        if (target == task && (sig == SIGXCPU || sig == SIGKILL) && (unsigned long)info == 1 && HAS_LIMITS(state))
                look_at_time(task, state);
        if (target == task && sig == SIGSEGV && head.si_code == 1 /* SEGV_MAPERR */ && HAS_LIMITS(state))
                look_at_stack(task, state, head.si_addr);
#endif
        if (!TELLS_ALL(state))
                return 0;
        /* Signals that a process sends itself have a code of zero or less (SI_USER, SI_QUEUE, SI_TKILL). */
        if (head.si_code > 0 || (unsigned long)info <= 1)
                return 0;
        if (state_of(target->pid))
                return 0;
        hash = wire_mix(hash_base(state, WIRE_EVENT_SIGNAL), sig);
        if (!is_new(hash))
                return 0;
        s = scratch_take();
        if (!s)
                return 0;
        event_init(&s->event, WIRE_EVENT_SIGNAL, task, state);
        s->event.args[0] = sig;
        event_send(s, 0);
        scratch_give(s);
        return 0;
}

/* Run once when a control group begins to be watched: whatever runs in it already is followed from now on. */
SEC("iter/task")
int adopt(struct bpf_iter__task *ctx)
{
        struct task_struct *task = ctx->task;
        struct task_state *state;
        struct scratch *s;
        struct file *file;

        if (!task)
                return 0;
        state = state_of(task->pid);
        if (state) {
#ifdef WATCH_ALL
                group_note(state, task); /* its mode may be another by now */
                if (state->mode == WIRE_GROUP_IGNORE)
                        state_free(task->pid);
#endif
                return 0;
        }
        file = BPF_CORE_READ(task, mm, exe_file);
        if (!file || is_executor(file))
                return 0;
        s = scratch_take();
        if (!s)
                return 0;
        if (is_in_unit(s, number_of_pointer(task))) {
                state = state_new(task->pid);
                if (state) {
                        state->mnt_ns = BPF_CORE_READ(task, nsproxy, mnt_ns);
                        state->user_ns = BPF_CORE_READ(task, cred, user_ns);
                        state_init(state, task);
                        actor_assign(task, state, s, file, NULL);
                }
        }
        scratch_give(s);
        return 0;
}

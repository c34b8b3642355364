// SPDX-License-Identifier: GPL-2.0-or-later
/* The eyes in the kernel. A task is followed from the first exec inside a watched control group, and by inheritance:
 * what systemd does there before that exec is not the service's doing. Everything is looked at on the way out of a
 * call, when its result is known; the way in only leaves a mark, because an exit without that mark was refused by
 * seccomp.
 *
 * All of it must cost little, for the service is under load while we watch: tasks that are not followed leave after one
 * look at their local storage, and what was told once (by a fingerprint of all that matters in it) is not told again.
 * The table of fingerprints forgets; user space sees some things twice, and that is fine.
 *
 * Data structures are read without locks. A name may be torn by a rename at that very moment; a recording is evidence
 * of what a program needs, not a boundary, so that is fine too. */
#include <linux/bpf.h>
#include <linux/errno.h>

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#include "kernel.h"
#include "wire.h"

char LICENSE[] SEC("license") = "GPL";

/* Set before loading. */
const volatile struct wire_op ops[2][WIRE_CALL_MAX] = {};
const volatile __u64 pidns_dev = 0, pidns_ino = 0;

/* Set while running. */
struct wire_unit units[WIRE_UNIT_MAX] = {};
__u32 phase = 0;        /* 0: follow tasks, tell nothing but programs */
__u32 generation = 0;   /* raised when all is to be told again */
__u32 entry_epoch = 0;  /* number of the present attachment of the hook at the entry of calls; 0: it is not attached */
__u32 filters_seen = 0; /* a task that is followed has a seccomp filter */
__u64 lost = 0;         /* events that did not fit into the ring */
__u32 actors_lost = 0;
__u32 tasks_lost = 0;

static __u64 seen[WIRE_SEEN_SETS * WIRE_SEEN_WAYS] = {};
static __u32 last_actor = 0;

/* What is known of a task that is followed. A table of our own, four slots for each remainder of the thread's number,
 * because every call of every process on the host looks into it, twice: a look at a task that is not followed costs a
 * few nanoseconds here, and some fifty where the kernel's task storage is asked. */
struct task_state {
        __u16 actor;
        __u8 entered; /* the call under way was seen at its entry */
        __u8 phase;   /* that `called` is about, with its generation */
        __u32 generation;
        __u32 armed; /* entry_epoch, when the hook at the entry of calls last saw this task */
        __u32 nr;
        __u64 granted, refused; /* capabilities asked for by the call under way */
        __u64 called[WIRE_CALL_MAX / 64];
        __u32 uid, euid, gid, egid;
        struct mnt_namespace *mnt_ns; /* as systemd made it */
        struct user_namespace *user_ns;
};

/* threads by their number in the initial PID namespace, 0: a free slot; apart from the states, so that the four lie
 * together */
static __u32 followed[WIRE_TASK_SETS * WIRE_TASK_WAYS] = {};
static struct task_state states[WIRE_TASK_SETS * WIRE_TASK_WAYS] = {};

struct call {
        long nr;
        long ret;
        int abi;
        int filtered;
        __u64 args[6];
        __u64 loaded; /* what load_arg points to */
};

#define SCRATCHES 4

struct scratch {
        struct wire_event event; /* with the data behind it: what goes to user space */
        unsigned char data[WIRE_DATA_BYTES + WIRE_PATH_BYTES + 64] __attribute__((aligned(8)));
        __u32 busy;
        struct call call; /* on_exit(): too much for the stack of four functions deep */
        /* is_in_unit(): a control group and its ancestors */
        __u64 words[WIRE_NAME_WORDS], id[WIRE_ANCESTORS], name[WIRE_ANCESTORS];
};

struct {
        __uint(type, BPF_MAP_TYPE_RINGBUF);
        __uint(max_entries, WIRE_RING_BYTES);
} ring SEC(".maps");

/* Room to put an event together, more than a stack has. A program may be interrupted, or even its task be replaced by
 * another on this processor, so it takes a slot that nobody has. */
struct {
        __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
        __uint(max_entries, SCRATCHES);
        __type(key, __u32);
        __type(value, struct scratch);
} scratches SEC(".maps");

/* fingerprint of a path -> actor number */
struct {
        __uint(type, BPF_MAP_TYPE_HASH);
        __uint(max_entries, 4096);
        __type(key, __u64);
        __type(value, __u16);
} actors SEC(".maps");

#define FMODE_READ 1
#define FMODE_WRITE 2
#define FMODE_CREATED (1u << 20)
#define MS_NOUSER (1ul << 31)
#define TS_COMPAT 2
#define TIF_32BIT_ARM64 22
#define X32_BIT 0x40000000
#define PROT_EXEC 4
#define S_IFMT 0170000
#define SIGSYS 31
#define MAX_ERRNO 4095
#define SEEN_MASK (WIRE_SEEN_SETS * WIRE_SEEN_WAYS - 1)

/* An index, for the verifier: without the barriers the compiler leaves out a mask that it can prove to be needless, and
 * older verifiers cannot follow the proof. */
static __always_inline __u64 clip(__u64 index, __u64 mask)
{
        asm volatile("" : "+r"(index));
        index &= mask;
        asm volatile("" : "+r"(index));
        return index;
}

static __always_inline __u64 bounded(__u64 offset)
{
        return clip(offset, WIRE_DATA_BYTES - 1);
}

/* Has this been told? Remembers it if not. */
static __always_inline int is_new(__u64 hash)
{
        __u32 set = (__u32)(hash & (WIRE_SEEN_SETS - 1)) * WIRE_SEEN_WAYS;
        __u32 free = (hash >> 40) & (WIRE_SEEN_WAYS - 1);

        hash |= 1; /* zero means empty */
        for (int i = 0; i < WIRE_SEEN_WAYS; i++) {
                __u64 there = seen[clip(set + i, SEEN_MASK)];

                if (there == hash)
                        return 0;
                if (!there)
                        free = i;
        }
        seen[clip(set + free, SEEN_MASK)] = hash;
        return 1;
}

static __always_inline __u64 hash_base(const struct task_state *state, __u32 kind)
{
        return wire_mix(wire_mix(kind, state->actor), (__u64)generation << 8 | phase);
}

#define TASK_MASK (WIRE_TASK_SETS * WIRE_TASK_WAYS - 1)

static __always_inline struct task_state *state_of(__u32 pid)
{
        __u32 set = pid * WIRE_TASK_WAYS;

        if (!pid)
                return NULL;
        for (int i = 0; i < WIRE_TASK_WAYS; i++) {
                if (followed[clip(set + i, TASK_MASK)] == pid)
                        return &states[clip(set + i, TASK_MASK)];
        }
        return NULL;
}

/* A new state of a task that has none, or NULL where its slots are all taken: then it can't be followed. */
static __always_inline struct task_state *state_new(__u32 pid)
{
        __u32 set = pid * WIRE_TASK_WAYS;

        if (!pid)
                return NULL;
        for (int i = 0; i < WIRE_TASK_WAYS; i++) {
                __u32 *slot = &followed[clip(set + i, TASK_MASK)];

                if (!*slot && __sync_val_compare_and_swap(slot, 0, pid) == 0) {
                        struct task_state *state = &states[clip(set + i, TASK_MASK)];

                        __builtin_memset(state, 0, sizeof(*state));
                        return state;
                }
        }
        __sync_fetch_and_add(&tasks_lost, 1);
        return NULL;
}

static __always_inline void state_free(__u32 pid)
{
        __u32 set = pid * WIRE_TASK_WAYS;

        for (int i = 0; i < WIRE_TASK_WAYS; i++) {
                __u32 *slot = &followed[clip(set + i, TASK_MASK)];

                if (pid && *slot == pid)
                        *slot = 0;
        }
}

static __always_inline struct scratch *scratch_take(void)
{
        for (__u32 i = 0; i < SCRATCHES; i++) {
                __u32 slot = i;
                struct scratch *s = bpf_map_lookup_elem(&scratches, &slot);

                if (s && __sync_lock_test_and_set(&s->busy, 1) == 0)
                        return s;
        }
        __sync_fetch_and_add(&lost, 1);
        return NULL;
}

static __always_inline void scratch_give(struct scratch *s)
{
        s->busy = 0;
}

static __always_inline void event_init(struct wire_event *e, __u16 kind, struct task_struct *task,
                                       const struct task_state *state)
{
        struct bpf_pidns_info ids = {};

        __builtin_memset(e, 0, sizeof(*e));
        e->kind = kind;
        e->phase = phase;
        e->actor = state->actor;
        e->nr = state->nr;
        e->euid = BPF_CORE_READ(task, cred, euid.val);
        if (BPF_CORE_READ(task, nsproxy, mnt_ns) != state->mnt_ns)
                e->flags |= WIRE_OWN_MOUNTS;
        if (BPF_CORE_READ(task, cred, user_ns) != state->user_ns)
                e->flags |= WIRE_SUB_USERNS;
        if (!bpf_get_ns_current_pid_tgid(pidns_dev, pidns_ino, &ids, sizeof(ids)))
                e->pid = ids.tgid;
}

static __always_inline void event_send(struct scratch *s, __u32 end)
{
        if (end > WIRE_DATA_BYTES + WIRE_PATH_BYTES)
                end = WIRE_DATA_BYTES + WIRE_PATH_BYTES;
        if (bpf_ringbuf_output(&ring, s, sizeof(s->event) + end, 0))
                __sync_fetch_and_add(&lost, 1);
}

/* Pieces begin at multiples of 8. */
static __always_inline __u32 align8(__u32 offset)
{
        return (offset + 7) & ~7u;
}

/* Appends the names from the file up to the root of its mount namespace, the last name first, each with its NUL. Mounts
 * are climbed, so that what systemd bind-mounted for the unit still has its own name. Returns the new offset. */
__noinline __u32 put_path(struct scratch *s, __u32 offset, __u64 mnt_pointer, __u64 dentry_pointer, __u32 piece)
{
        struct vfsmount *mnt = (void *)mnt_pointer;
        struct dentry *dentry = (void *)dentry_pointer;
        __u32 begin = offset;
        int done = 0;

        if (!s)
                return 0;

        for (int i = 0; i < WIRE_COMPONENTS; i++) {
                struct dentry *parent;
                const unsigned char *name;
                long n;

                if (!mnt || !dentry)
                        break;
                if (dentry == BPF_CORE_READ(mnt, mnt_root)) {
                        struct mount *m = (void *)mnt - bpf_core_field_offset(struct mount, mnt);
                        struct mount *up = BPF_CORE_READ(m, mnt_parent);

                        if (up == m) {
                                done = 1;
                                break;
                        }
                        dentry = BPF_CORE_READ(m, mnt_mountpoint);
                        mnt = (void *)up + bpf_core_field_offset(struct mount, mnt);
                        continue;
                }
                parent = BPF_CORE_READ(dentry, d_parent);
                if (parent == dentry)
                        break;
                if (offset >= WIRE_DATA_BYTES)
                        break;
                name = BPF_CORE_READ(dentry, d_name.name);
                n = bpf_probe_read_kernel_str(&s->data[bounded(offset)], 256, name);
                if (n <= 0 || n > 256)
                        break;
                offset += n;
                dentry = parent;
        }
        if (!done)
                s->event.flags |= WIRE_CUT;
        s->event.offset[clip(piece, WIRE_PIECES - 1)] = begin;
        s->event.length[clip(piece, WIRE_PIECES - 1)] = offset - begin;
        return offset;
}

/* Appends a string of user space; its length there without the NUL. */
static __always_inline __u32 put_user_string(struct scratch *s, __u32 offset, __u64 address, __u32 piece)
{
        long n;

        if (offset >= WIRE_DATA_BYTES)
                return offset;
        n = bpf_probe_read_user_str(&s->data[bounded(offset)], WIRE_PATH_BYTES, (void *)address);
        if (n <= 1 || n > WIRE_PATH_BYTES)
                return offset;
        s->event.offset[clip(piece, WIRE_PIECES - 1)] = offset;
        s->event.length[clip(piece, WIRE_PIECES - 1)] = n - 1;
        return offset + n;
}

/* Fingerprint of the bytes of a piece: all of a short one, the first half kilobyte and the length of a long one. */
__noinline __u64 hash_bytes(struct scratch *s, __u32 offset, __u32 length)
{
        __u64 hash = length;

        if (!s)
                return 0;

        for (__u32 i = 0; i < 64; i++) {
                __u32 at = offset + i * 8;
                __u64 word;

                if (i * 8 >= length || at >= WIRE_DATA_BYTES)
                        break;
                word = *(__u64 *)&s->data[clip(at, (WIRE_DATA_BYTES - 1) & ~7)];
                if (length - i * 8 < 8)
                        word &= (1ull << ((length - i * 8) * 8)) - 1;
                hash = wire_mix(hash, word);
        }
        return hash;
}

static __always_inline struct file *file_of(struct task_struct *task, __u32 fd)
{
        struct fdtable *table = BPF_CORE_READ(task, files, fdt);
        struct file *file = NULL;
        struct file **array;

        if (!table || fd >= BPF_CORE_READ(table, max_fds))
                return NULL;
        array = BPF_CORE_READ(table, fd);
        bpf_probe_read_kernel(&file, sizeof(file), array + fd);
        return file;
}

/* A pointer as a mere number, which is all that a function of its own may be given of it. */
static __always_inline __u64 number_of_pointer(const void *pointer)
{
        __u64 number = 0;

        bpf_probe_read_kernel(&number, sizeof(number), &pointer);
        return number;
}

/* Is the task in a watched control group? Names are compared, since a restarted unit gets a new control group of the
 * same name. */
__noinline int is_in_unit(struct scratch *s, __u64 task_pointer)
{
        struct task_struct *task = (void *)task_pointer;
        struct cgroup *group = BPF_CORE_READ(task, cgroups, dfl_cgrp);
        __u32 levels = 0;

        if (!s)
                return 0;
        for (int i = 0; i < WIRE_ANCESTORS; i++) {
                struct cgroup_subsys_state *up;
                struct kernfs_node *node;

                if (!group)
                        break;
                node = BPF_CORE_READ(group, kn);
                s->id[i] = BPF_CORE_READ(node, id);
                __builtin_memset(s->words, 0, sizeof(s->words));
                bpf_probe_read_kernel_str(s->words, sizeof(s->words), BPF_CORE_READ(node, name));
                s->name[i] = wire_hash_name(s->words);
                levels = i + 1;
                up = BPF_CORE_READ(group, self.parent);
                group = up ? BPF_CORE_READ(up, cgroup) : NULL;
        }
        for (int u = 0; u < WIRE_UNIT_MAX; u++) {
                __u32 depth = units[u].depth;

                if (!depth || depth > WIRE_DEPTH_MAX)
                        continue;
                for (__u32 i = 0; i < WIRE_ANCESTORS; i++) {
                        int same = 1;

                        if (i >= levels)
                                break;
                        if (s->id[i] != units[u].root)
                                continue;
                        for (__u32 d = 0; d < WIRE_DEPTH_MAX; d++) {
                                if (d >= depth)
                                        break;
                                if (i < d + 1 || s->name[clip(i - d - 1, WIRE_ANCESTORS - 1)] != units[u].name[d]) {
                                        same = 0;
                                        break;
                                }
                        }
                        if (same)
                                return 1;
                        break;
                }
        }
        return 0;
}

static __always_inline int abi_of(struct task_struct *task, long *nr)
{
#if defined(__TARGET_ARCH_x86)
        if (task->thread_info.status & TS_COMPAT)
                return WIRE_COMPAT;
        if (*nr & X32_BIT) {
                *nr &= ~(long)X32_BIT;
                return WIRE_X32;
        }
#elif defined(__TARGET_ARCH_arm64)
        if (task->thread_info.flags & (1ul << TIF_32BIT_ARM64))
                return WIRE_COMPAT;
#endif
        return WIRE_NATIVE;
}

static __always_inline long number_of(struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
        return regs->orig_ax;
#else
        return regs->syscallno;
#endif
}

static __always_inline void arguments_of(struct pt_regs *regs, int abi, __u64 *args)
{
#if defined(__TARGET_ARCH_x86)
        if (abi == WIRE_COMPAT) {
                args[0] = (__u32)regs->bx;
                args[1] = (__u32)regs->cx;
                args[2] = (__u32)regs->dx;
                args[3] = (__u32)regs->si;
                args[4] = (__u32)regs->di;
                args[5] = (__u32)regs->bp;
                return;
        }
        args[0] = regs->di;
        args[1] = regs->si;
        args[2] = regs->dx;
        args[3] = regs->r10;
        args[4] = regs->r8;
        args[5] = regs->r9;
#else
        args[0] = regs->orig_x0;
        args[1] = regs->regs[1];
        args[2] = regs->regs[2];
        args[3] = regs->regs[3];
        args[4] = regs->regs[4];
        args[5] = regs->regs[5];
#endif
}

/* Errors that a sandbox makes, or that tell what a program looks for. */
static __always_inline int is_telling(long ret)
{
        switch (-ret) {
        case EPERM:
        case ENOENT:
        case ENXIO:
        case EACCES:
        case ENODEV:
        case ENOTDIR:
        case EROFS:
        case ENOSYS:
        case EPROTONOSUPPORT:
        case ESOCKTNOSUPPORT:
        case EOPNOTSUPP:
        case EAFNOSUPPORT:
        case EADDRNOTAVAIL:
        case ENETUNREACH:
        case EHOSTUNREACH:
        case ECONNREFUSED:
                return 1;
        default:
                return 0;
        }
}

static __always_inline int is_error(long ret)
{
        return ret < 0 && ret >= -MAX_ERRNO;
}

/* A call that goes on later, or would have: what it asked for was allowed. */
static __always_inline int is_success(long ret)
{
        return !is_error(ret) || ret == -EINPROGRESS || ret == -EAGAIN || ret == -EINTR || ret <= -512;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

__noinline int tell_file(struct task_state *state, struct scratch *s, __u64 file_pointer, __u32 flags, __u64 hint)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct file *file = (void *)file_pointer;
        struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
        struct inode *inode = BPF_CORE_READ(file, f_inode);
        struct super_block *sb = BPF_CORE_READ(dentry, d_sb);
        __u32 fmode = BPF_CORE_READ(file, f_mode);
        __u64 hash;
        __u32 end;

        if (!state || !s)
                return 0;
        if (fmode & FMODE_CREATED && !(flags & (WIRE_MAPPED | WIRE_CHANGED)))
                flags |= WIRE_CREATED;
        fmode &= FMODE_READ | FMODE_WRITE;
        hash = hash_base(state, WIRE_EVENT_FILE);
        hash = wire_mix(hash, (__u64)flags << 32 | fmode);
        hash = wire_mix(hash, BPF_CORE_READ(dentry, d_name.hash_len));
        hash = wire_mix(hash, BPF_CORE_READ(dentry, d_parent, d_inode, i_ino));
        hash = wire_mix(hash, BPF_CORE_READ(sb, s_dev));
        if (!is_new(hash))
                return 0;
        event_init(&s->event, WIRE_EVENT_FILE, task, state);
        s->event.flags |= flags;
        s->event.fmode = fmode;
        s->event.mode = BPF_CORE_READ(inode, i_mode);
        s->event.rdev = BPF_CORE_READ(inode, i_rdev);
        s->event.uid = BPF_CORE_READ(inode, i_uid.val);
        s->event.gid = BPF_CORE_READ(inode, i_gid.val);
        end = 0;
        if (BPF_CORE_READ(sb, s_flags) & MS_NOUSER)
                s->event.flags |= WIRE_NO_PATH;
        else
                end = put_path(s, 0, (__u64)BPF_CORE_READ(file, f_path.mnt), (__u64)dentry, 0);
        if (hint)
                end = put_user_string(s, align8(end), hint, 1);
        event_send(s, end);
        return 0;
}

/* ---- calls told with their arguments ----------------------------------------------------------------------------- */

/* Argument of that number, 0 where the table says none. */
static __always_inline __u64 argument(const struct call *call, __u32 number)
{
        switch (number) {
        case 0:
                return call->args[0];
        case 1:
                return call->args[1];
        case 2:
                return call->args[2];
        case 3:
                return call->args[3];
        case 4:
                return call->args[4];
        case 5:
                return call->args[5];
        default:
                return 0;
        }
}

/* The directory that a relative path of the call begins at, or the task's root directory for an absolute one. */
__noinline __u32 put_base(struct scratch *s, __u32 offset, __u64 dirfd, __u32 piece)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct path base = {};

        if (!s)
                return 0;

        if (piece & 0x100) {
                bpf_core_read(&base, sizeof(base), &task->fs->root);
        } else if ((__s32)dirfd == -100 /* AT_FDCWD */) {
                bpf_core_read(&base, sizeof(base), &task->fs->pwd);
        } else {
                struct file *file = file_of(task, dirfd);

                if (!file)
                        return offset;
                bpf_core_read(&base, sizeof(base), &file->f_path);
        }
        return put_path(s, offset, (__u64)base.mnt, (__u64)base.dentry, piece & (WIRE_PIECES - 1));
}

__noinline int tell_call(struct task_state *state, struct scratch *s, __u32 op_index)
{
        struct task_struct *task = bpf_get_current_task_btf();
        const volatile struct wire_op *op = &ops[clip(op_index / WIRE_CALL_MAX, 1)][clip(op_index, WIRE_CALL_MAX - 1)];
        struct call *call;
        __u64 hash, address;
        __u32 end = 0, from;
        int kind = op->kind;

        if (!s || !state)
                return 0;
        call = &s->call;
        s->event.length[0] = s->event.length[1] = s->event.length[2] = s->event.length[3] = 0;
        s->event.socket = 0;
        hash = hash_base(state, WIRE_EVENT_CALL);
        hash = wire_mix(hash, call->nr | (__u64)call->abi << 16 | (__u64)call->filtered << 18);
        hash = wire_mix(hash, is_error(call->ret) ? call->ret : 0);
        for (int i = 0; i < 6; i++) {
                if (op->hash_args & (1 << i))
                        hash = wire_mix(hash, call->args[i]);
        }
        hash = wire_mix(hash, call->loaded);
        hash = wire_mix(hash, argument(call, op->mode) & 06000);

        /* Strings first: they tell whether this is new. Then, for new ones, the directories. */
        if (kind == WIRE_OP_OPEN || kind == WIRE_OP_PATH) {
                for (int i = 0; i < 2; i++) {
                        __u32 arg = (__u32)op->path[i];
                        struct file *file;

                        if (arg > 5)
                                continue;
                        from = end = align8(end);
                        end = put_user_string(s, end, argument(call, arg), i ? 3 : 1);
                        hash = wire_mix(hash, hash_bytes(s, from, end - from));
                        if (end > from && from < WIRE_DATA_BYTES && s->data[bounded(from)] == '/')
                                continue;
                        arg = (__u32)op->dirfd[i];
                        if (arg > 5 || (__s32)argument(call, arg) == -100) {
                                hash = wire_mix(hash, (__u64)BPF_CORE_READ(task, fs, pwd.dentry));
                                continue;
                        }
                        file = file_of(task, argument(call, arg));
                        hash = wire_mix(hash, (__u64)BPF_CORE_READ(file, f_path.dentry));
                }
        } else if (kind == WIRE_OP_ADDRESS || kind == WIRE_OP_MESSAGE) {
                __u32 arg = (__u32)op->path[0], fd = (__u32)op->dirfd[0];
                __u64 length = 0;
                struct socket *socket;
                struct sock *sk;

                if (arg > 4 || fd > 5)
                        return 0;
                address = argument(call, arg);
                length = argument(call, arg + 1);
                if (kind == WIRE_OP_MESSAGE) {
                        struct {
                                __u64 name;
                                __u32 length;
                        } header = {};

                        if (call->abi != WIRE_NATIVE || bpf_probe_read_user(&header, sizeof(header), (void *)address))
                                return 0;
                        address = header.name;
                        length = header.length;
                }
                if (address && length >= 2) {
                        if (length > 128)
                                length = 128;
                        if (bpf_probe_read_user(s->data, length, (void *)address))
                                return 0;
                        end = length;
                        s->event.offset[3] = 0;
                        s->event.length[3] = length;
                        hash = wire_mix(hash, hash_bytes(s, 0, length));
                } else if (!is_error(call->ret)) {
                        return 0; /* to where it is connected already */
                }
                socket = BPF_CORE_READ(file_of(task, argument(call, fd)), private_data);
                sk = BPF_CORE_READ(socket, sk);
                s->event.socket = BPF_CORE_READ(sk, __sk_common.skc_family) << 24 |
                                  (BPF_CORE_READ(socket, type) & 0xff) << 16 | BPF_CORE_READ(sk, sk_protocol);
                hash = wire_mix(hash, s->event.socket);
        }
        if (kind == WIRE_OP_PATH && !s->event.length[1] && !is_error(call->ret)) {
                /* fstat() and the like by AT_EMPTY_PATH: the descriptor itself is meant, for on_exit() to tell */
                return op->changes;
        }
        if (!is_new(hash))
                return 0;

        __u16 length1 = s->event.length[1], length3 = s->event.length[3], offset3 = s->event.offset[3];
        __u32 socket_kind = s->event.socket;

        event_init(&s->event, WIRE_EVENT_CALL, task, state);
        s->event.socket = socket_kind;
        s->event.length[1] = length1;
        s->event.length[3] = length3;
        s->event.offset[3] = length3 ? offset3 : 0;
        s->event.nr = call->nr;
        s->event.abi = call->abi;
        s->event.ret = call->ret;
        if (call->filtered)
                s->event.flags |= WIRE_FILTERED;
        __builtin_memcpy(s->event.args, call->args, sizeof(call->args));
        s->event.loaded = call->loaded;
        if (kind == WIRE_OP_OPEN || kind == WIRE_OP_PATH) {
                for (int i = 0; i < 2; i++) {
                        __u32 arg = (__u32)op->path[i], dirfd = (__u32)op->dirfd[i];
                        int absolute;

                        if (arg > 5)
                                continue;
                        absolute = i ? length3 && s->data[bounded(offset3)] == '/' : length1 && s->data[0] == '/';
                        end = put_base(s, align8(end), dirfd > 5 ? (__u32)-100 : argument(call, dirfd),
                                       (i ? 2 : 0) | (absolute ? 0x100 : 0));
                }
        } else if (kind == WIRE_OP_ADDRESS || kind == WIRE_OP_MESSAGE) {
                end = put_base(s, align8(end), (__u32)-100, 2); /* a unix address may be relative */
        }
        event_send(s, end);
        return 0;
}

/* A peer that connected to us: told as if it were the address argument of accept(). */
__noinline int tell_accept(struct task_state *state, struct scratch *s, __u32 nr, __u32 fd)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct socket *socket = BPF_CORE_READ(file_of(task, fd), private_data);
        struct sock *sk = BPF_CORE_READ(socket, sk);
        __u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
        struct in6_addr address = {};
        __u64 hash, words[2];

        if (!state || !s)
                return 0;
        if (family == 2 /* AF_INET */)
                bpf_core_read(&address, 4, &sk->__sk_common.skc_daddr);
        else if (family == 10 /* AF_INET6 */)
                bpf_core_read(&address, sizeof(address), &sk->__sk_common.skc_v6_daddr);
        else
                return 0;
        __builtin_memcpy(words, &address, sizeof(words));
        hash = wire_mix(wire_mix(hash_base(state, 100), words[0]), words[1]);
        if (!is_new(wire_mix(hash, family)))
                return 0;
        event_init(&s->event, WIRE_EVENT_CALL, task, state);
        s->event.nr = nr;
        s->event.socket =
                (__u32)family << 24 | (BPF_CORE_READ(socket, type) & 0xff) << 16 | BPF_CORE_READ(sk, sk_protocol);
        s->event.args[0] = words[0];
        s->event.args[1] = words[1];
        event_send(s, 0);
        return 0;
}

__noinline int tell_ids(struct task_state *state, struct scratch *s, int groups)
{
        struct task_struct *task = bpf_get_current_task_btf();
        const struct cred *cred = BPF_CORE_READ(task, cred);
        __u32 uid = BPF_CORE_READ(cred, uid.val), euid = BPF_CORE_READ(cred, euid.val);
        __u32 gid = BPF_CORE_READ(cred, gid.val), egid = BPF_CORE_READ(cred, egid.val);
        struct call *call;
        __u32 end = 0;

        if (!state || !s)
                return 0;
        call = &s->call;
        if (!groups && uid == state->uid && euid == state->euid && gid == state->gid && egid == state->egid)
                return 0;
        event_init(&s->event, WIRE_EVENT_CALL, task, state);
        s->event.nr = call->nr;
        s->event.abi = call->abi;
        s->event.args[0] = uid;
        s->event.args[1] = euid;
        s->event.args[2] = gid;
        s->event.args[3] = egid;
        /* what it was before */
        s->event.args[4] = (__u64)state->uid << 32 | state->euid;
        s->event.args[5] = (__u64)state->gid << 32 | state->egid;
        state->uid = uid;
        state->euid = euid;
        state->gid = gid;
        state->egid = egid;
        if (groups) {
                __u64 bytes = call->args[0] * 4;

                if (bytes > 256)
                        bytes = 256;
                if (bytes && !bpf_probe_read_user(s->data, bytes, (void *)call->args[1])) {
                        s->event.offset[3] = 0;
                        s->event.length[3] = bytes;
                        end = bytes;
                }
        }
        event_send(s, end);
        return 0;
}

__noinline int tell_caps(struct task_state *state, struct scratch *s)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct call *call;
        __u64 hash;

        if (!state || !s)
                return 0;
        call = &s->call;
        hash = wire_mix(hash_base(state, WIRE_EVENT_CAPS), call->nr | (__u64)call->abi << 16);
        hash = wire_mix(hash, state->granted);
        hash = wire_mix(hash, state->refused);
        hash = wire_mix(hash, is_error(call->ret) ? call->ret : 0);
        if (!is_new(hash))
                return 0;
        event_init(&s->event, WIRE_EVENT_CAPS, task, state);
        s->event.nr = call->nr;
        s->event.abi = call->abi;
        s->event.ret = call->ret;
        s->event.args[0] = state->granted;
        s->event.args[1] = state->refused;
        event_send(s, 0);
        return 0;
}

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
static __always_inline void tell_syscall(struct task_struct *task, struct task_state *state, long nr, int abi)
{
        struct scratch *s;
        __u64 hash;

        if (abi == WIRE_NATIVE && (unsigned long)nr < WIRE_CALL_MAX) {
                __u64 *word = &state->called[clip(nr / 64, WIRE_CALL_MAX / 64 - 1)], bit = 1ull << (nr & 63);

                if (state->phase != (__u8)phase || state->generation != generation) {
                        __builtin_memset(state->called, 0, sizeof(state->called));
                        state->phase = phase;
                        state->generation = generation;
                }
                if (*word & bit)
                        return;
                *word |= bit;
        }
        hash = wire_mix(hash_base(state, WIRE_EVENT_SYSCALL), (__u64)nr << 8 | abi);
        if (!is_new(hash))
                return;
        s = scratch_take();
        if (!s)
                return;
        event_init(&s->event, WIRE_EVENT_SYSCALL, task, state);
        s->event.abi = abi;
        event_send(s, 0);
        scratch_give(s);
}

/* Half of the cost of all, and needed only while a seccomp filter is there, or may come: user space detaches it at
 * other times (see entry_epoch). */
SEC("tp_btf/sys_enter")
int BPF_PROG(on_enter, struct pt_regs *regs, long nr)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct task_state *state = state_of(task->pid);
        int abi;

        if (!state)
                return 0;
        abi = abi_of(task, &nr);
        state->entered = 1;
        state->armed = entry_epoch;
        state->nr = nr;
        if (phase)
                tell_syscall(task, state, nr, abi);
        return 0;
}

/* The part of on_exit() for calls that are worth a look. */
static __always_inline void look(struct task_struct *task, struct task_state *state, struct scratch *s, __u32 op_index,
                                 int failed, int told)
{
        const volatile struct wire_op *op = &ops[clip(op_index / WIRE_CALL_MAX, 1)][clip(op_index, WIRE_CALL_MAX - 1)];
        struct call *call = &s->call;
        long ret = call->ret;

        if ((state->granted && !failed) || (state->refused && failed))
                tell_caps(state, s);
        state->granted = state->refused = 0;

        if ((__u8)op->load_arg < 6) {
                __u32 word = 0;

                bpf_probe_read_user(&word, sizeof(word), (void *)(argument(call, op->load_arg) + op->load_offset));
                call->loaded = word;
        }
        if (call->filtered || (told && failed && is_telling(ret))) {
                tell_call(state, s, op_index);
                return;
        }
        if (!told)
                return;
        if (op->mask && !(((__u8)op->load_arg < 6 ? call->loaded : argument(call, op->mask_arg)) & op->mask))
                return;
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
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit, struct pt_regs *regs, long ret)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct task_state *state = state_of(task->pid);
        const volatile struct wire_op *op;
        struct scratch *s;
        long nr;
        int abi, filtered;
        __u32 op_index = 0; /* read(): nothing special */
        int failed, told;

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
        if (!entry_epoch)
                tell_syscall(task, state, nr, abi);
        if (abi != WIRE_X32 && (unsigned long)nr < WIRE_CALL_MAX)
                op_index = (abi == WIRE_COMPAT) * WIRE_CALL_MAX + nr;
        op = &ops[clip(op_index / WIRE_CALL_MAX, 1)][clip(op_index, WIRE_CALL_MAX - 1)];
        failed = is_error(ret) && !is_success(ret);
        told = !failed ? op->kind != WIRE_OP_NONE && !op->quiet : is_telling(ret) || op->kind == WIRE_OP_ARGS;
        if (!filtered && !told && !(state->granted | state->refused))
                return 0;
        s = scratch_take();
        if (!s)
                return 0;
        s->call.nr = nr;
        s->call.abi = abi;
        s->call.filtered = filtered;
        s->call.ret = ret;
        s->call.loaded = 0;
        arguments_of(regs, abi, s->call.args);
        look(task, state, s, op_index, failed, told);
        scratch_give(s);
        return 0;
}

/* ---- capabilities ------------------------------------------------------------------------------------------------ */

static __always_inline void on_capability(const struct cred *cred, int cap, int ret)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct task_state *state = state_of(task->pid);

        if (!state || (unsigned)cap > 63)
                return;
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

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
        struct task_state *from = state_of(parent->pid), *to;
        __u32 pid = child->pid;

        if (!from)
                return 0;
        to = state_of(pid);
        if (!to)
                to = state_new(pid);
        if (!to)
                return 0;
        __builtin_memcpy(to, from, sizeof(*to));
        to->entered = 1; /* its first exit is that of the clone which made it */
        to->granted = to->refused = 0;
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
        end = put_path(s, 0, (__u64)BPF_CORE_READ(file, f_path.mnt), (__u64)BPF_CORE_READ(file, f_path.dentry), 0);
        hash = hash_bytes(s, 0, end);
        known = bpf_map_lookup_elem(&actors, &hash);
        if (known) {
                number = *known;
                s->event.kind = WIRE_EVENT_EXEC;
        } else {
                number = __sync_fetch_and_add(&last_actor, 1) + 1;
                if (bpf_map_update_elem(&actors, &hash, &number, BPF_ANY)) {
                        number = 0;
                        __sync_fetch_and_add(&actors_lost, 1);
                }
        }
        state->actor = number;
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
                        end = put_base(s, align8(end), (__u32)-100, 2);
                }
        }
        if (!known || (is_new(hash_name) && phase))
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

static __always_inline void exec_seen(struct task_struct *task, struct scratch *s, int old_pid,
                                      struct linux_binprm *bprm)
{
        struct task_state *state = state_of(task->pid);
        struct file *file = bprm->file;

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
        actor_assign(task, state, s, file, bprm->filename);
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
        struct scratch *s = scratch_take();

        if (!s)
                return 0;
        exec_seen(task, s, old_pid, bprm);
        scratch_give(s);
        return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_task_exit, struct task_struct *task)
{
        state_free(task->pid);
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

        if (!state || !phase)
                return 0;
        if ((unsigned long)info > 1)
                bpf_probe_read_kernel(&head, sizeof(head), info);
        if (sig == SIGSYS && target == task && head.si_code == 1 /* SYS_SECCOMP */) {
                hash = wire_mix(hash_base(state, WIRE_EVENT_KILLED), head.sigsys._syscall);
                if (!is_new(hash))
                        return 0;
                s = scratch_take();
                if (!s)
                        return 0;
                event_init(&s->event, WIRE_EVENT_KILLED, task, state);
                s->event.nr = head.sigsys._syscall;
                s->event.args[0] = head.sigsys._arch;
                s->event.abi = abi_of(task, &(long){0});
                event_send(s, 0);
                scratch_give(s);
                return 0;
        }
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

        if (!task || state_of(task->pid))
                return 0;
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

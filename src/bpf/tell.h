/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Putting events together: names of files climbed from the kernel's own structures, strings of user space, addresses.
 * Each tell_ function first asks whether the same was told before, by a fingerprint of all that matters in it.
 * Functions that are not inlined are verified once, alone: they are given numbers and memory, no kernel pointers, and
 * of what they return the verifier knows nothing, so that all the ways to it are one from there on. Part of
 * observe.bpf.c. */
#pragma once

static __always_inline void event_init(struct wire_event *e, __u16 kind, struct task_struct *task,
                                       const struct task_state *state)
{
        struct bpf_pidns_info ids = {};

        __builtin_memset(e, 0, sizeof(*e));
        e->kind = kind;
        e->phase = phase;
        e->actor = owns_number(state->actor, state->actor_mark) ? state->actor : 0;
        e->nr = state->nr;
        e->euid = BPF_CORE_READ(task, cred, euid.val);
        e->egid = BPF_CORE_READ(task, cred, egid.val);
        /* by its place: what is in it has other names in older kernels */
        bpf_probe_read_kernel(&e->capabilities, sizeof(e->capabilities),
                              (void *)BPF_CORE_READ(task, cred) + bpf_core_field_offset(struct cred, cap_effective));
#ifdef WATCH_ALL
        e->cgroup = state->cgroup;
        e->act = (__u32)wire_mix(wire_mix(1, task->pid), state->calls);
#endif
        if (BPF_CORE_READ(task, nsproxy, mnt_ns) != state->mnt_ns)
                e->flags |= WIRE_OWN_MOUNTS;
        if (BPF_CORE_READ(task, cred, user_ns) != state->user_ns)
                e->flags |= WIRE_SUB_USERNS;
        if (!bpf_get_ns_current_pid_tgid(pidns_dev, pidns_ino, &ids, sizeof(ids)))
                e->pid = ids.tgid;
}

/* A function of its own, so that the verifier goes through it once, and not for each place that sends. */
__noinline int event_send(struct scratch *s, __u32 end)
{
        __u64 size;

        if (!s)
                return 0;
#ifdef WATCH_ALL
        /* One that is in trouble must not keep us from hearing the others. */
        if (s->event.kind != WIRE_EVENT_GROUP && s->event.kind != WIRE_EVENT_ACTOR) {
                __u64 id = s->event.cgroup, second = bpf_ktime_get_ns() >> 30;
                struct wire_group *group = bpf_map_lookup_elem(&groups, &id);

                int miss = s->event.kind == WIRE_EVENT_CALL && s->event.ret == -ENOENT;
                __u32 beyond = 0;

                if (group && group->second != second) {
                        group->second = second;
                        group->told = group->missed = 0;
                }
                if (group)
                        beyond = miss ? ++group->missed - WIRE_GROUP_MISSES_MAX : ++group->told - WIRE_GROUP_EVENTS_MAX;
                if ((__s32)beyond > 0) {
                        __sync_fetch_and_add(&group->dropped, 1);
                        __sync_fetch_and_add(&lost, 1);
                        if (beyond > 1)
                                return 0;
                        s->event.kind = WIRE_EVENT_LOST;
                        __builtin_memset(s->event.length, 0, sizeof(s->event.length));
                        __builtin_memset(s->event.offset, 0, sizeof(s->event.offset));
                        end = 0;
                }
        }
#endif
        /* Bounded last: the verifier of 6.1 forgets the bounds of what was put aside on the stack in between. */
        size = sizeof(s->event) + end;
        asm volatile("" : "+r"(size));
        if (size > sizeof(s->event) + WIRE_DATA_BYTES + WIRE_PATH_BYTES)
                size = sizeof(s->event) + WIRE_DATA_BYTES + WIRE_PATH_BYTES;
        if (bpf_ringbuf_output(&ring, s, size, 0))
                __sync_fetch_and_add(&lost, 1);
        return 0;
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
                __u64 word;

                if (!length || offset >= WIRE_DATA_BYTES)
                        break;
                word = *(__u64 *)&s->data[clip(offset, (WIRE_DATA_BYTES - 1) & ~7)];
                if (length < 8) /* the last: to leave here keeps the verifier from going on with it */
                        return wire_mix(hash, word & ((1ull << (length * 8)) - 1));
                hash = wire_mix(hash, word);
                offset += 8;
                length -= 8;
        }
        return hash;
}

static __always_inline struct file *file_of(struct task_struct *task, __u32 fd)
{
        struct fdtable *table = task->files->fdt; /* no helper: this is on the way of every open */
        struct file *file = NULL;

        if (fd < table->max_fds)
                bpf_probe_read_kernel(&file, sizeof(file), table->fd + fd);
        return file;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

__noinline int tell_file(struct task_state *state, struct scratch *s, __u64 file_pointer, __u32 flags, __u64 hint)
{
        struct task_struct *task = bpf_get_current_task_btf();
        struct file *file = (void *)file_pointer;
        struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
        __u32 fmode = BPF_CORE_READ(file, f_mode);
        struct super_block *sb;
        struct inode *inode;
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
        /* The directory by its address, which may be used again, but hardly for one with the same name in it. */
        hash = wire_mix(hash, (__u64)BPF_CORE_READ(dentry, d_parent));
        if (!is_new(hash))
                return 0;
        inode = BPF_CORE_READ(file, f_inode);
        sb = BPF_CORE_READ(dentry, d_sb);
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

/* The row of a call: its number, and WIRE_CALL_MAX more for one of the other ABI. */
static __always_inline const volatile struct wire_op *op_of(__u32 op_index)
{
        return &ops[clip(op_index / WIRE_CALL_MAX, 1)][clip(op_index, WIRE_CALL_MAX - 1)];
}

/* Argument of that number, 0 where the table says none. */
static __always_inline __u64 argument(const struct call *call, __u32 number)
{
        return number < 6 ? call->args[clip(number, 7)] : 0;
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

/* For fingerprints: the error, and whether root got it; what others are refused says nothing of root. */
static __always_inline __u64 failure_of(const struct task_state *state, const struct call *call)
{
        return is_error(call->ret) ? (__u64)call->ret << 1 | (state->euid != 0) : 0;
}

/* As wire_event.socket has it. */
static __always_inline __u32 kind_of_socket(struct task_struct *task, long fd)
{
        struct socket *socket = BPF_CORE_READ(file_of(task, fd), private_data);
        struct sock *sk = BPF_CORE_READ(socket, sk);

        return (__u32)BPF_CORE_READ(sk, __sk_common.skc_family) << 24 | (BPF_CORE_READ(socket, type) & 0xff) << 16 |
               BPF_CORE_READ(sk, sk_protocol);
}

/* The address that the socket is connected to, as if the call had named it. Returns its length; 0: none. */
__noinline __u32 put_peer(struct scratch *s, __u64 fd)
{
        struct file *file = file_of(bpf_get_current_task_btf(), fd);
        struct socket *socket;
        struct sock *sk;
        __u16 family, port;
        __u32 length;

        if (!s || !file || (BPF_CORE_READ(file, f_inode, i_mode) & 0170000) != 0140000 /* S_IFSOCK */)
                return 0;
        socket = BPF_CORE_READ(file, private_data);
        sk = BPF_CORE_READ(socket, sk);
        family = BPF_CORE_READ(sk, __sk_common.skc_family);
        port = BPF_CORE_READ(sk, __sk_common.skc_dport);
        if (!port || (family != 2 /* AF_INET */ && family != 10 /* AF_INET6 */))
                return 0;
        __builtin_memset(s->data, 0, 32);
        *(__u16 *)s->data = family;
        *(__u16 *)&s->data[2] = port;
        if (family == 2) {
                bpf_core_read(&s->data[4], 4, &sk->__sk_common.skc_daddr);
                length = 16;
        } else {
                bpf_core_read(&s->data[8], 16, &sk->__sk_common.skc_v6_daddr);
                length = 28;
        }
        s->event.offset[3] = 0;
        s->event.length[3] = length;
        return length;
}

/* The descriptor of a file that could not be mapped, or not be changed; negative: it is not about one. */
static __always_inline long refused_file(const volatile struct wire_op *op, const struct call *call)
{
        if (is_error(call->ret) && op->kind == WIRE_OP_FD && op->dirfd[0] == 0)
                return (__u32)call->args[0];
        if (is_error(call->ret) && op->kind == WIRE_OP_MMAP && !(call->args[3] & 0x20 /* MAP_ANONYMOUS */))
                return (__u32)call->args[4];
        return -1;
}

__noinline int tell_call(struct task_state *state, struct scratch *s, __u32 op_index)
{
        struct task_struct *task = bpf_get_current_task_btf();
        const volatile struct wire_op *op = op_of(op_index);
        struct call *call;
        __u64 hash, address;
        __u32 end = 0, from;
        int kind = op->kind, no_descriptor = 0;
        long refused;

        if (!s || !state)
                return 0;
        call = &s->call;
        s->event.length[0] = s->event.length[1] = s->event.length[2] = s->event.length[3] = 0;
        s->event.socket = 0;
        refused = refused_file(op, call);
        hash = hash_base(state, WIRE_EVENT_CALL);
        hash = wire_mix(hash, call->nr | (__u64)call->abi << 16 | (__u64)call->filtered << 18);
        hash = wire_mix(hash, failure_of(state, call));
        for (int i = 0; i < 6; i++) {
                if (op->hash_args & (1 << i))
                        hash = wire_mix(hash, call->args[i]);
        }
        if (!op->raises) /* who is refused more tries again with less, many times */
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
                } else {
                        end = put_peer(s, argument(call, fd));
                        hash = wire_mix(hash, hash_bytes(s, 0, end));
                }
                s->event.socket = kind_of_socket(task, argument(call, fd));
                hash = wire_mix(hash, s->event.socket);
        } else if (refused >= 0) {
                struct file *file = file_of(task, refused);

                hash = wire_mix(hash, (__u64)BPF_CORE_READ(file, f_path.dentry));
        } else if (op->socket) {
                s->event.socket = kind_of_socket(task, call->args[0]);
                hash = wire_mix(hash, s->event.socket);
        }
        if ((kind == WIRE_OP_FD || kind == WIRE_OP_ARGS) && (__u8)op->dirfd[0] < 6)
                no_descriptor = !file_of(task, argument(call, (__u8)op->dirfd[0]));
        hash = wire_mix(hash, no_descriptor);
        if (op->name && (call->ret == -ENODEV || call->ret == -ENOENT)) {
                end = put_user_string(s, 0, argument(call, op->name - 1), 1);
                hash = wire_mix(hash, hash_bytes(s, 0, end));
        } else if (op->peer && is_error(call->ret)) {
                end = put_peer(s, call->args[0]);
                hash = wire_mix(hash, hash_bytes(s, 0, end));
                s->event.socket = end ? kind_of_socket(task, call->args[0]) : 0;
        } else if (op->type && is_error(call->ret)) {
                from = end = align8(end);
                end = put_user_string(s, end, argument(call, op->type - 1), 3);
                hash = wire_mix(hash, hash_bytes(s, from, end - from));
        }
        if (kind == WIRE_OP_PATH && !s->event.length[1] && !is_error(call->ret)) {
                /* fstat() and the like by AT_EMPTY_PATH: the descriptor itself is meant, for call_ends() to tell */
                return op->changes;
        }
        int slot = is_new(hash);

        if (!slot)
                return 0;

        __u16 length1 = s->event.length[1], length3 = s->event.length[3], offset3 = s->event.offset[3];
        __u32 socket_kind = s->event.socket;

        event_init(&s->event, WIRE_EVENT_CALL, task, state);
        s->event.slot = slot;
        s->event.socket = socket_kind;
        s->event.length[1] = length1;
        s->event.length[3] = length3;
        s->event.offset[3] = length3 ? offset3 : 0;
        s->event.nr = call->nr;
        s->event.abi = call->abi;
        s->event.ret = call->ret;
        s->event.uid = BPF_CORE_READ(task, cred, uid.val);
        s->event.gid = BPF_CORE_READ(task, cred, gid.val);
        if (call->filtered)
                s->event.flags |= WIRE_FILTERED;
        if (no_descriptor)
                s->event.flags |= WIRE_NO_DESCRIPTOR;
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
        } else if (refused >= 0) {
                struct file *file = file_of(task, refused);

                end = put_path(s, 0, (__u64)BPF_CORE_READ(file, f_path.mnt), (__u64)BPF_CORE_READ(file, f_path.dentry),
                               0);
        }
#ifdef WATCH_ALL
        if (call->ret == -ENOENT && ((state->flags & WIRE_GROUP_PROCESSES) || state->mode == WIRE_GROUP_NEW))
                s->event.next_pid = BPF_CORE_READ(task, nsproxy, pid_ns_for_children, idr.idr_next);
#endif
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
        s->event.socket = kind_of_socket(task, fd);
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
        __u32 socket = 0;
        __u64 hash;

        if (!state || !s)
                return 0;
        call = &s->call;
        hash = wire_mix(hash_base(state, WIRE_EVENT_CAPS), call->nr | (__u64)call->abi << 16);
        hash = wire_mix(hash, state->granted);
        hash = wire_mix(hash, state->refused);
        hash = wire_mix(hash, failure_of(state, call));
        if (call->abi == WIRE_NATIVE && (unsigned long)call->nr < WIRE_CALL_MAX) {
                const volatile struct wire_op *op = &ops[0][clip(call->nr, WIRE_CALL_MAX - 1)];

                /* what is asked for depends on them */
                for (int i = 0; i < 3; i++) {
                        if (op->kind == WIRE_OP_NONE && !op->process && (op->hash_args & (1 << i)))
                                hash = wire_mix(hash, call->args[i]);
                }
                if (op->socket) {
                        socket = kind_of_socket(task, call->args[0]);
                        hash = wire_mix(hash, socket);
                }
        }
        int slot = is_new(hash);

        if (!slot)
                return 0;
        event_init(&s->event, WIRE_EVENT_CAPS, task, state);
        s->event.slot = slot;
        s->event.socket = socket;
        s->event.nr = call->nr;
        s->event.abi = call->abi;
        s->event.ret = call->ret;
        s->event.args[0] = state->granted;
        s->event.args[1] = state->refused;
        __builtin_memcpy(&s->event.args[2], call->args, 3 * sizeof(call->args[0]));
        event_send(s, 0);
        return 0;
}

#ifdef WATCH_ALL
#define ONES 0x0101010101010101ull
#define SIGNS (ONES * '@')

/* Is the name in s->words that of a unit in complain mode, or does it begin as a template's that is? Cuts it off. */
__noinline int is_complaining(struct scratch *s)
{
        __u64 hash, open = ~0ull;

        if (!s)
                return 0;
        hash = wire_hash_name(s->words);
        if (bpf_map_lookup_elem(&complaining, &hash))
                return 1;
        /* Eight bytes at once, and no branch for what the verifier would have to go on with twice. */
        for (int i = 0; i < WIRE_NAME_WORDS; i++) {
                __u64 signs = s->words[i] ^ SIGNS, found = (signs - ONES) & ~signs & (ONES << 7);

                found &= -found;
                s->words[i] &= open & ((found << 1) - 1); /* all of it, where there is none */
                open &= ((found | -found) >> 63) - 1;
                asm volatile("" : "+r"(open));
        }
        hash = wire_hash_name(s->words);
        return !open && bpf_map_lookup_elem(&complaining, &hash);
}

/* The watcher follows every task in a control group that user space does not want ignored. Tells it of a new one. */
__noinline int is_in_unit(struct scratch *s, __u64 task_pointer)
{
        struct task_struct *task = (void *)task_pointer;
        struct cgroup *cgroup = BPF_CORE_READ(task, cgroups, dfl_cgrp);
        struct wire_group fresh = {}, *known;
        struct kernfs_node *node;
        __u32 end = 0, flags = 0;
        __u64 id;

        if (!s)
                return 0;
        node = BPF_CORE_READ(cgroup, kn);
        id = BPF_CORE_READ(node, id);
        known = bpf_map_lookup_elem(&groups, &id);
        if (known)
                return known->mode != WIRE_GROUP_IGNORE;
        if (bpf_map_update_elem(&groups, &id, &fresh, BPF_NOEXIST))
                return 1; /* another task of it was quicker */
        __builtin_memset(&s->event, 0, sizeof(s->event));
        s->event.kind = WIRE_EVENT_GROUP;
        s->event.cgroup = id;
        s->event.flags = WIRE_CUT;
        for (int i = 0; i < WIRE_ANCESTORS; i++) {
                struct cgroup_subsys_state *up;
                long n;

                if (!cgroup)
                        break;
                node = BPF_CORE_READ(cgroup, kn);
                if (BPF_CORE_READ(node, id) == watch_root) {
                        s->event.flags = 0;
                        break;
                }
                if (end >= WIRE_DATA_BYTES)
                        break;
                n = bpf_probe_read_kernel_str(&s->data[bounded(end)], 256, BPF_CORE_READ(node, name));
                if (n <= 0 || n > 256)
                        break;
                end += n;
                __builtin_memset(s->words, 0, sizeof(s->words));
                bpf_probe_read_kernel_str(s->words, sizeof(s->words), BPF_CORE_READ(node, name));
                if (is_complaining(s))
                        flags = WIRE_GROUP_ALL;
                up = BPF_CORE_READ(cgroup, self.parent);
                cgroup = up ? BPF_CORE_READ(up, cgroup) : NULL;
        }
        s->event.length[0] = end;
        known = bpf_map_lookup_elem(&groups, &id);
        if (known)
                known->flags |= flags;
        event_send(s, end);
        return 1;
}

/* Puts the task's control group and what is wanted of it into its state. */
static __always_inline void group_note(struct task_state *state, struct task_struct *task)
{
        struct wire_group *group;
        __u64 id = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);

        group = bpf_map_lookup_elem(&groups, &id);
        state->cgroup = id;
        state->mode = group ? group->mode : WIRE_GROUP_NEW;
        state->flags = group ? group->flags : 0;
}
#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the programs remember: the settings that user space makes, the tasks that are followed, what has been told, and
 * room to put an event together. Part of observe.bpf.c. */
#pragma once

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

__u64 seen[WIRE_SEEN_SETS * WIRE_SEEN_WAYS] = {};
#ifdef WATCH_ALL
__u32 repeats[WIRE_SEEN_SETS * WIRE_SEEN_WAYS] = {}; /* times that each was not told again */
const volatile __u32 connect_nr = 0, execve_nr = 0, execveat_nr = 0;
const volatile __u64 watch_root = 0; /* id of the root control group that user space sees */
__u32 resting = 0;                   /* user space has taken away the hook at the exit of calls */
__u32 rests = 0;                     /* how often it did */
#endif
static __u32 last_actor = 0;
/* Whose each number is: the fingerprint of a path, cut. A program that has lost its number to another is of no name. */
static __u32 actor_owner[WIRE_ACTORS] = {};

/* What is known of a task that is followed. A table of our own, four slots for each remainder of the thread's number,
 * because every call of every process on the host looks into it, twice: a look at a task that is not followed costs a
 * few nanoseconds here, and some fifty where the kernel's task storage is asked. */
struct task_state {
        __u16 actor;
        __u8 entered; /* the call under way was seen at its entry */
        __u8 phase;   /* that `called` is about, with its generation */
        __u32 generation;
        __u32 actor_mark; /* of the program, as in actor_owner */
        __u32 armed;      /* entry_epoch, when the hook at the entry of calls last saw this task */
        __u32 nr;
#ifdef WATCH_ALL
        __u32 rests; /* before the last call that was looked at */
#endif
        __u64 granted, refused; /* capabilities asked for by the call under way */
        __u64 called[WIRE_CALL_MAX / 64];
        __u32 uid, euid, gid, egid;
        struct mnt_namespace *mnt_ns; /* as systemd made it */
        struct user_namespace *user_ns;
#ifdef WATCH_ALL
        __u64 cgroup;
        __u32 calls;      /* that it has left, where all is told */
        __u8 mode, flags; /* of the control group */
        __u8 doubtful;    /* leader: the process was told of a read-only place where it removes or renames something */
#endif
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
        struct call call; /* call_ends(): too much for the stack of four functions deep */
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

#ifdef WATCH_ALL
/* control groups met, by id; user space answers with a mode */
struct {
        __uint(type, BPF_MAP_TYPE_LRU_HASH);
        __uint(max_entries, 8192);
        __type(key, __u64);
        __type(value, struct wire_group);
} groups SEC(".maps");

/* Names of units in complain mode, by their hash; of templates, what is before the instance. A unit may be over before
 * user space answers, and what it did then is not to be had again. */
struct {
        __uint(type, BPF_MAP_TYPE_HASH);
        __uint(max_entries, WIRE_COMPLAINING_MAX);
        __type(key, __u64);
        __type(value, __u8);
} complaining SEC(".maps");

#define TELLS_ALL(state) ((state)->flags & WIRE_GROUP_ALL)
#else
#define TELLS_ALL(state) 1
#endif

/* fingerprint of a path -> actor number. Half as many as there are numbers: what is run again and again keeps its own.
 */
struct {
        __uint(type, BPF_MAP_TYPE_LRU_HASH);
        __uint(max_entries, WIRE_ACTORS / 2);
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
#define SIGKILL 9
#define SIGSEGV 11
#define SIGXCPU 24
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

/* Of a function that is not inlined, where only one of the two makes use of an argument: the compiler would give it
 * nothing, and the verifier does not take that. */
#define USED(argument) asm volatile("" : : "r"(argument))

#define ACTOR_MASK (WIRE_ACTORS - 1)

static __always_inline int owns_number(__u16 number, __u32 mark)
{
        return number && actor_owner[clip(number, ACTOR_MASK)] == mark;
}

static __always_inline __u64 bounded(__u64 offset)
{
        return clip(offset, WIRE_DATA_BYTES - 1);
}

/* Has this been told? Remembers it if not, and says where, plus 1. */
__noinline int is_new(__u64 hash)
{
        __u32 set = (__u32)(hash & (WIRE_SEEN_SETS - 1)) * WIRE_SEEN_WAYS;
        __u32 free = (hash >> 40) & (WIRE_SEEN_WAYS - 1);
#ifdef WATCH_ALL
        __u32 least = repeats[clip(set + free, SEEN_MASK)];
#endif

        hash |= 1; /* zero means empty */
        for (int i = 0; i < WIRE_SEEN_WAYS; i++) {
                __u64 there = seen[clip(set + i, SEEN_MASK)];

                if (there == hash) {
#ifdef WATCH_ALL
                        __sync_fetch_and_add(&repeats[clip(set + i, SEEN_MASK)], 1);
#endif
                        return 0;
                }
#ifdef WATCH_ALL
                /* what came most often stays: user space may not have read how often yet */
                __u32 times = there ? repeats[clip(set + i, SEEN_MASK)] : 0;

                if (!there || times < least) {
                        free = i;
                        least = times;
                }
#else
                if (!there)
                        free = i;
#endif
        }
        seen[clip(set + free, SEEN_MASK)] = hash;
#ifdef WATCH_ALL
        repeats[clip(set + free, SEEN_MASK)] = 0;
#endif
        return (int)clip(set + free, SEEN_MASK) + 1;
}

static __always_inline __u64 hash_base(const struct task_state *state, __u32 kind)
{
#ifdef WATCH_ALL
        kind ^= (__u32)wire_mix(state->cgroup, 1);
#endif
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

/* A pointer as a mere number, which is all that a function of its own may be given of it. */
static __always_inline __u64 number_of_pointer(const void *pointer)
{
        __u64 number = 0;

        bpf_probe_read_kernel(&number, sizeof(number), &pointer);
        return number;
}

#ifdef WATCH_ALL
__noinline int is_in_unit(struct scratch *s, __u64 task_pointer);
#else
/* Is that unit among the control groups in s->id and s->name, of which there are so many? */
__noinline int is_unit(struct scratch *s, __u32 u, __u32 levels)
{
        const struct wire_unit *unit = &units[clip(u, WIRE_UNIT_MAX - 1)];
        __u32 depth = unit->depth;

        if (!s || !depth || depth > WIRE_DEPTH_MAX)
                return 0;
        for (__u32 i = 0; i < WIRE_ANCESTORS; i++) {
                if (i >= levels)
                        break;
                if (s->id[i] != unit->root)
                        continue;
                for (__u32 d = 0; d < WIRE_DEPTH_MAX; d++) {
                        if (d >= depth)
                                break;
                        if (i < d + 1 || s->name[clip(i - d - 1, WIRE_ANCESTORS - 1)] != unit->name[d])
                                return 0;
                }
                return 1;
        }
        return 0;
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
        for (__u32 u = 0; u < WIRE_UNIT_MAX; u++) {
                if (is_unit(s, u, levels))
                        return 1;
        }
        return 0;
}
#endif

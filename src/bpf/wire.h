/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the BPF programs and user space say to each other: the one header that both include.
 *
 * The BPF side knows no call names and no policy. User space fills in, before loading, one wire_op a system call
 * number: which argument is a path, which a file descriptor, what is worth a look. That keeps the programs free of
 * architecture and lets a unit test read the table. An event is a fixed head and up to four pieces of bytes behind it.
 */
#pragma once

#ifndef __bpf__
#include <linux/types.h>
#endif

#define WIRE_CALL_MAX 512    /* call numbers looked at; 6.18 ends at 469 */
#define WIRE_UNIT_MAX 8      /* control groups watched at once */
#define WIRE_DEPTH_MAX 8     /* names in a control group's path below the root of the hierarchy */
#define WIRE_ANCESTORS 16    /* levels of a control group that are climbed */
#define WIRE_ACTORS 4096     /* power of two: numbers of programs, the oldest is given away when a new one comes */
#define WIRE_SEEN_SETS 16384 /* power of two; 4 fingerprints each */
#define WIRE_SEEN_WAYS 4
#ifndef WIRE_TASK_SETS
#define WIRE_TASK_SETS 1024 /* power of two */
#endif
#define WIRE_TASK_WAYS 4
#define WIRE_PATH_BYTES 4096 /* one string of user space */
#define WIRE_DATA_BYTES 8192 /* pieces may begin below this */
#define WIRE_COMPONENTS 48   /* names of a path that are climbed */
#ifndef WIRE_RING_BYTES
#define WIRE_RING_BYTES (1 << 20)
#endif
#define WIRE_PIECES 4

/* Calls by the way they were made. */
enum wire_abi {
        WIRE_NATIVE,
        WIRE_COMPAT, /* i386 on x86-64, arm on arm64 */
        WIRE_X32,
};

/* What the exit of a call is looked at for. */
enum wire_op_kind {
        WIRE_OP_NONE,    /* only errors that a sandbox makes */
        WIRE_OP_OPEN,    /* returns a new descriptor of the path in path[0] */
        WIRE_OP_PATH,    /* one or two paths */
        WIRE_OP_FD,      /* changes the file behind the descriptor in dirfd[0] */
        WIRE_OP_ARGS,    /* numbers only */
        WIRE_OP_MMAP,    /* args[2] protection, args[3] flags, args[4] descriptor */
        WIRE_OP_ADDRESS, /* descriptor in dirfd[0], socket address in path[0], its length in the next argument */
        WIRE_OP_MESSAGE, /* descriptor in dirfd[0], struct msghdr in path[0] */
        WIRE_OP_ACCEPT,  /* returns a connected descriptor */
        WIRE_OP_IDS,     /* may have changed user or group IDs */
        WIRE_OP_GROUPS,  /* setgroups: count, list */
        WIRE_OP_FILTER,  /* may have installed a seccomp filter */
        WIRE_OP_BREAK,   /* brk(): when it fails it returns what there is already */
        WIRE_OP_REMAP,   /* args[1] bytes to become args[2] */
};

struct wire_op {
        __u8 kind;
        __s8 dirfd[2]; /* argument that is the directory of path[i]; -1: the working directory */
        __s8 path[2];  /* argument that is a path; -1: none */
        __s8 mode;     /* argument that is a file mode, for set-ID bits; -1: none */
        __s8 mask_arg; /* with a mask: success is told only if args[mask_arg] (or what was loaded) has some of its bits
                        */
        __s8 load_arg; /* args[load_arg] points to a structure: tell the 32 bits at load_offset; -1: none */
        __u8 load_offset;
        __u8 load_high; /* where the upper 32 bits of what is told are; 0: there are none */
        __u8 load_part; /* 32 bits before each of them stands what must be a part of it: told is what is not, if any */
        __u8 hash_args; /* bit i: args[i] takes part in telling calls apart */
        __u8 quiet;     /* a success is not told at all, only an error */
        __u8 changes;   /* changes the file itself: matters where the path is empty and the descriptor is meant */
        __u8 moves;     /* renames, links or removes: EXDEV and EBUSY tell of mounts in the way */
        __u8 makes_task;
        __u8 locks;      /* locks memory, up to a limit of its own: args[1] bytes; or WIRE_LOCKS_SHARED */
        __u8 locks_all;  /* locks all that the process has */
        __u8 process;    /* argument, plus 1, that is the number of a process; 0: none */
        __u8 queues;     /* EAGAIN says that too many signals wait, or timers for which one is kept */
        __u8 duplicates; /* argument, plus 1, that is the number of a new descriptor: EBADF or, with the commands of
                            fcntl() for it, EINVAL says that it is beyond the limit; 0: none */
        __u8 own_limit;  /* EMFILE says something else than that there are too many descriptors: RLIMIT_*, or
                            WIRE_LIMIT_NONE where it is none of these; 0: it does not */
        __u8 socket;     /* args[0] is a socket, and what is asked for depends on its kind */
        __u8 raises;     /* sets a limit of the process: EINVAL says that it is beyond the greatest */
        __u8 name; /* ENODEV, ENOENT: args[name - 1] points to the name of what is not there (piece 1); 0: never */
        __u8 type; /* args[type - 1] points to the name of a kind of file system: an error is told with it (piece 3);
                      0: none */
        __u8 peer; /* args[0] may be a connected socket: an error is told with the address of its peer (piece 3) */
        __u32 mask;
};

enum wire_event_kind {
        WIRE_EVENT_ACTOR = 1, /* a program is run by the unit for the first time: piece 0 its path, piece 1 the name it
                                 was called by, piece 2 the directory of that */
        WIRE_EVENT_SYSCALL,   /* nr was called for the first time */
        WIRE_EVENT_FILE,      /* piece 0: path of an open file, piece 1: the name it was opened by, if any */
        WIRE_EVENT_CALL,   /* a call that wire_op asks to tell, or that failed: pieces 0, 2 directories, 1, 3 strings */
        WIRE_EVENT_CAPS,   /* args[0] granted, args[1] refused within the call nr, which returned ret; args[2..4] its
                              first three arguments */
        WIRE_EVENT_KILLED, /* SIGSYS for call nr */
        WIRE_EVENT_SIGNAL, /* args[0] sent to a process outside the unit */
        WIRE_EVENT_FILTER, /* there is a seccomp filter now */
        WIRE_EVENT_EXEC,   /* as ACTOR, when a known program is run again under another name */
        WIRE_EVENT_GROUP,  /* watcher: a control group is met for the first time; piece 0: its names up to the root */
        WIRE_EVENT_LIMIT, /* watcher: args[0] WIRE_LIMIT_*, args[1] id of the control group that is full (none for those
                             of processes), args[2] its limit; .ret: the error. Of a process also args[3], what is in
                             use or where the file is at, args[4..5] and .loaded, the call's arguments but the first */
        WIRE_EVENT_UNSTARTED, /* watcher: systemd could not run a program. ret: an exec failed with that error; 0: the
                                 process ended with the status in args[0] */
        WIRE_EVENT_PULSE,     /* watcher: WIRE_PULSE_CALLS calls more were made on one processor */
        WIRE_EVENT_WAKE,      /* watcher: something new begins while it rests */
        WIRE_EVENT_DROPPED,   /* watcher: what a peer sent to a socket of the unit was dropped: args[0..1] its address,
                                 .socket; not by any process */
        WIRE_EVENT_LOST,      /* watcher: more than can be told of that group in this second */
        WIRE_EVENT_ENDED,     /* watcher: a process that was refused to remove or to rename something (EROFS) ended by
                                 itself     without success. args[0] exit status, 0: by SIGABRT */
};

enum wire_flag {
        WIRE_FILTERED = 1 << 0,      /* the exit of a call that never entered: seccomp refused it */
        WIRE_CUT = 1 << 1,           /* a path was too long and is not complete */
        WIRE_CREATED = 1 << 2,       /* FILE: made by this very open */
        WIRE_MAPPED = 1 << 3,        /* FILE: mapped executable */
        WIRE_CHANGED = 1 << 4,       /* FILE: owner, mode, times or attributes changed */
        WIRE_NO_PATH = 1 << 5,       /* FILE: a pipe, socket, memory file: has no path */
        WIRE_OWN_MOUNTS = 1 << 6,    /* the task has entered another mount namespace since the unit started it */
        WIRE_SUB_USERNS = 1 << 7,    /* ... another user namespace */
        WIRE_NO_SETID = 1 << 8,      /* ACTOR, EXEC: has a set-ID bit, and got nothing of it */
        WIRE_UNPRIVILEGED = 1 << 10, /* ACTOR, EXEC: not root, and may gain nothing by an exec */
        WIRE_HIDDEN = 1 << 9, /* FILE: nobody may read it, and yet it was opened: a stand-in for what is hidden */
        WIRE_NO_DESCRIPTOR = 1 << 11, /* CALL: the descriptor that it is about is not open */
};

/* The watcher's settings for a control group, by its id. */
enum wire_group_mode {
        WIRE_GROUP_NEW,     /* told to user space, which has not answered yet: as WATCHED */
        WIRE_GROUP_WATCHED, /* refusals are told */
        WIRE_GROUP_IGNORE,
};
#define WIRE_STATUS_FIRST 200 /* exit statuses that are systemd's own */
#define WIRE_STATUS_LAST 245
#define WIRE_LIMIT_TASKS 1
#define WIRE_LIMIT_MEMORY 2
#define WIRE_LIMIT_RESOURCE 16 /* plus RLIMIT_*: a limit of the process itself */
#define WIRE_LIMIT_NONE 255
#define WIRE_LOCKS_SHARED 2    /* shmctl(): by one of its commands, and no error but ENOMEM says so */
#define WIRE_GROUP_ADDRESSES 1 /* flag: connections are told as they are tried */
#define WIRE_GROUP_NETWORK 2   /* flag: has a network of its own: connections that nobody takes are told */
#define WIRE_GROUP_LIMITS 4    /* flag: sets limits of processes (LimitNOFILE= and its kin) */
#define WIRE_GROUP_ALL 8       /* flag: what succeeds is told, too (complain mode) */
/* flag: sees none but its own processes; CALL with the number of another: loaded is 1 where there was none of its own
 */
#define WIRE_GROUP_PROCESSES 16
#define WIRE_GROUP_ERRORS 32 /* flag: filters refuse with other errors than those of sandboxes: all errors are told */
#define WIRE_COMPLAINING_MAX 4096
#define WIRE_PULSE_CALLS 65536    /* power of two */
#define WIRE_COUNTERS 64          /* power of two; where there are more processors some share one: near enough */
#define WIRE_GROUP_EVENTS_MAX 500 /* told of one group in one second; more are counted */
/* The same of names that are not there, which are counted apart: a program that begins asks for a thousand and more
 * (the modules of an interpreter, in each directory that may have them), and what it is refused then must not be lost.
 */
#define WIRE_GROUP_MISSES_MAX 4000

struct wire_group {
        __u32 mode;
        __u32 flags;
        __u64 second; /* that .told is about */
        __u32 told;
        __u32 missed; /* told of names that are not there */
        __u32 dropped;
        __u32 pad;
};

/* Calls that were looked at on one processor; each in a cache line of its own. */
struct wire_counter {
        __u64 calls;
        __u64 whole; /* of them, those of units in complain mode, of which successes are looked at, too */
        __u64 apart[6];
};

struct wire_event {
        __u16 kind;
        __u8 phase;
        __u8 abi;
        __u16 flags;
        __u16 actor; /* number of the program; 0: it is known no more */
        __s32 nr;
        __s32 pid; /* process as the recorder's own PID namespace numbers it; 0: not in it */
        __s64 ret;
        __u64 args[6];
        __u64 loaded;       /* CALL: what wire_op.load_arg pointed to */
        __u32 mode;         /* FILE, ACTOR: st_mode */
        __u32 rdev;         /* FILE: kernel's dev_t of a device node */
        __u32 uid, gid;     /* FILE: owner; CALL: real ones of the task */
        __u32 euid;         /* of the task */
        __u32 fmode;        /* FILE: bits 0 read, 1 write */
        __u32 egid;         /* of the task */
        __u32 next_pid;     /* watcher, CALL with ENOENT: the number that the next process of its namespace gets */
        __u64 cgroup;       /* watcher: of the task */
        __u64 capabilities; /* that the task may use, in its own user namespace */
        __u32 slot;         /* watcher: where repetitions are counted, plus 1; 0: nowhere */
        __u32 socket;       /* CALL, CAPS: family << 24 | type << 16 | protocol of the socket; 0: not told */
        __u32 act; /* watcher: the same in all that is told of one call; those of two are most likely not the same */
        __u32 pad;
        __u16 offset[WIRE_PIECES], length[WIRE_PIECES]; /* where each piece begins behind the head, and its bytes */
        /* bytes follow */
};

/* A control group, by the names below the root of the hierarchy that the recorder sees. Names are hashed by
 * wire_hash_name(). */
struct wire_unit {
        __u64 root;  /* id (inode number) of that root */
        __u32 depth; /* 0: the slot is free */
        __u32 pad;
        __u64 name[WIRE_DEPTH_MAX]; /* from the root downwards */
};

static inline __u64 wire_mix(__u64 hash, __u64 word)
{
        hash ^= word;
        hash *= 0x9e3779b97f4a7c15ULL;
        return hash ^ (hash >> 29);
}

#define WIRE_NAME_WORDS 32 /* names of control groups have at most 255 bytes */
/* words: the name, padded with NUL bytes to 256. */
static inline __u64 wire_hash_name(const __u64 *words)
{
        __u64 hash = 1;

        for (int i = 0; i < WIRE_NAME_WORDS; i++) {
                if (!words[i])
                        break;
                hash = wire_mix(hash, words[i]);
        }
        return hash;
}

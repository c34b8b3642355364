/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What an intruder may try after the first exploit, as a table: each row is one primitive, with an attempt that is
 * harmless where it succeeds. The prober (prober.c) makes the attempts; predict.c asks the model what they would come
 * to; both read this table. Plain C without a library: the prober is static and runs in any sandbox. */

/* In the order of a report: what takes the whole machine stands first. */
typedef enum PrimitiveFamily {
        FAMILY_KERNEL,     /* into the kernel, or its settings */
        FAMILY_PRIVILEGE,  /* to other users, and more rights */
        FAMILY_SYSTEM,     /* changes of the system's files */
        FAMILY_SECRETS,    /* reading what is not for everybody */
        FAMILY_PROCESSES,  /* other processes */
        FAMILY_MOUNTS,     /* mounts and roots */
        FAMILY_NAMESPACES, /* new namespaces */
        FAMILY_DEVICES,
        FAMILY_EXECUTION, /* running code that was brought along */
        FAMILY_SERVICES,  /* talking to other services of the machine */
        FAMILY_NETWORK,   /* outward, and servers of its own */
        FAMILY_SOCKETS,   /* rare kinds of sockets: code of the kernel that few test */
        FAMILY_RESOURCES, /* using the machine up */
        _FAMILY_MAX,
} PrimitiveFamily;

/* How bad it is. */
typedef enum Grade {
        GRADE_AID = 1, /* helps an intruder on */
        GRADE_OTHERS,  /* reaches other services or users */
        GRADE_MACHINE, /* takes the machine */
} Grade;

typedef struct Primitive Primitive;

/* Runs in a child of its own: 0 if it can be done, else the errno that refused it, or one of these. */
#define ATTEMPT_UNTRIED 253        /* would leave the machine, and this is no place for that */
#define ATTEMPT_NOT_APPLICABLE 254 /* there is nothing of that kind here */
typedef int (*Attempt)(const Primitive *primitive);

#define PRIMITIVE_NEEDS_MAX 14
struct Primitive {
        const char *name;
        PrimitiveFamily family;
        Grade grade;
        const char *means; /* to an attacker; completes "An intruder ..." */
        /* What it takes, all of them; " | " between alternatives. Each is a line of unitlock-needs(5), or
         *   root            the user ID of root (files of root, in the main)
         *   held CAP_X      the capability in the process's own user namespace, which PrivateUsers= leaves
         *   family AF_X     a socket of the family may be made, be it of use or not
         *   bound ENDPOINT  as "bind", though nobody outside may be able to come in
         *   set-id-bit      a file may get set-ID bits, wherever it is */
        const char *needs[PRIMITIVE_NEEDS_MAX];
        const char *architecture; /* "x86-64": only there; NULL: everywhere */
        const char *limit;        /* a directive that stops it and is not modelled: MemoryMax, TasksMax */
        bool apart;               /* changes its memory, or must not share it: a child with a copy of its own */
        Attempt attempt;
        const char *subject; /* path, name: what the attempt is about */
        long number, value;  /* call, family, flags, port ... */
        long arguments[6];   /* of a call */
        int permitted;       /* the errno that a permitted attempt ends with, 0: success */
};

extern const Primitive primitives[];
extern const size_t primitive_count;
extern const char *const primitive_family_names[_FAMILY_MAX];  /* "kernel" */
extern const char *const primitive_family_titles[_FAMILY_MAX]; /* for people */

/* Given to the prober, for the attempts. */
typedef struct ProbeArguments {
        unsigned port;  /* where the counterpart listens on loopback; 0: there is none */
        int memory;     /* its System V segment; -1: none */
        unsigned peers; /* the peer group that the root directory of PID 1 is in; 0: not known */
        bool identify;  /* say of each file that was reached which one it is */
        bool no_dump;   /* attempts run without a core dump */
} ProbeArguments;
extern ProbeArguments probe_arguments;

void attempt_be_dumpable(void);
/* Runs function in a child that has our memory, and waits until it exits or executes: many times cheaper than a copy,
 * whose every page has to be faulted in again. Returns its ID, or -1; the caller reaps it. The level is that of the
 * caller: 0 the prober, 1 an attempt. */
pid_t child_sharing_memory(int level, int (*function)(void *), void *data);
/* The functions of the table. */
int attempt_call(const Primitive *primitive);
int attempt_open(const Primitive *primitive);    /* .number: flags of open(2) */
int attempt_read(const Primitive *primitive);    /* reads a byte */
int attempt_list(const Primitive *primitive);    /* finds a name in a directory */
int attempt_make_in(const Primitive *primitive); /* a file without a name in the directory */
int attempt_node(const Primitive *primitive);    /* mknod in /tmp; .number major, .value minor */
int attempt_chown(const Primitive *primitive);
int attempt_setid_bit(const Primitive *primitive); /* .number: which call */
int attempt_setid_exec(const Primitive *primitive);
int attempt_file_capability(const Primitive *primitive);
int attempt_run(const Primitive *primitive);          /* executes a program that is there */
int attempt_drop_and_run(const Primitive *primitive); /* .subject: directory; NULL: memory */
int attempt_drop_and_map(const Primitive *primitive);
int attempt_write_execute(const Primitive *primitive); /* .number: 0 mmap, 1 mprotect, 2 pkey_mprotect, 3 shmat */
int attempt_handle(const Primitive *primitive);
int attempt_process_file(const Primitive *primitive); /* .subject: name below /proc/OTHER; .number flags */
int attempt_see_processes(const Primitive *primitive);
int attempt_pidfd_steal(const Primitive *primitive);
int attempt_process_memory(const Primitive *primitive);
int attempt_signal_other(const Primitive *primitive);
int attempt_trace_child(const Primitive *primitive);
int attempt_become(const Primitive *primitive); /* .number: 0 uid, 1 gid, 2 groups */
int attempt_realtime(const Primitive *primitive);
int attempt_deadline(const Primitive *primitive);
int attempt_nice(const Primitive *primitive);
int attempt_raise_limit(const Primitive *primitive);
int attempt_spare(const Primitive *primitive);
int attempt_memory(const Primitive *primitive); /* .number: MiB */
int attempt_tasks(const Primitive *primitive);  /* .number: how many */
int attempt_set_tick(const Primitive *primitive);
int attempt_set_zone(const Primitive *primitive);
int attempt_bpf_map(const Primitive *primitive);
int attempt_perf(const Primitive *primitive);
int attempt_io_uring(const Primitive *primitive);
int attempt_user_mount(const Primitive *primitive);
int attempt_mount_for_all(const Primitive *primitive);
int attempt_terminal_input(const Primitive *primitive);
int attempt_foreign(const Primitive *primitive); /* .number: i386 call, or x32 where .value */
int attempt_socket(const Primitive *primitive);  /* .number family, .value type, .arguments[0] protocol */
int attempt_link(const Primitive *primitive);    /* changes a network interface that is not there */
int attempt_connect_unix(const Primitive *primitive);
int attempt_connect_counterpart(const Primitive *primitive); /* .number family, .value type */
int attempt_connect_out(const Primitive *primitive);         /* .subject address, .number port, .value type */
int attempt_bind(const Primitive *primitive);                /* .number port, .value type, .arguments[0] family */
int attempt_bind_unix(const Primitive *primitive);
int attempt_attach(const Primitive *primitive);
int attempt_queue(const Primitive *primitive);

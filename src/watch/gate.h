/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* Would the same have worked outside of the sandbox, for a process with the same credentials? */
typedef struct GateSubject {
        unsigned uid, gid;      /* effective */
        const unsigned *groups; /* supplementary; may be NULL */
        unsigned n_groups;
} GateSubject;

/* root: where the host's file system is seen ("/proc/1/root", or "" for our own). For needs of paths, devices and unix
 * sockets by path; true for all others. */
bool gate_host_allows(const char *root, const Need *need, const GateSubject *subject);
/* Would the subject be told that there is no such file (and not that it may not look)? */
bool gate_host_misses(const char *root, const char *path, const GateSubject *subject);
/* Does a process of the host listen there ("tcp:127.0.0.1:25", "unix:@name")? proc: "/proc". */
bool gate_host_listens(const char *proc, const char *endpoint);
/* Only the owner of a file, or root, changes its mode and owner. */
bool gate_host_owner(const char *root, const char *path, const GateSubject *subject);
/* Has the host a network interface of that name? */
bool gate_host_has_interface(const char *proc, const char *name);
/* Is there a process of that number, and not one of the kernel's own threads? */
bool gate_host_has_process(const char *proc, int number);
/* Is there System V memory ("shm"), are there semaphores ("sem") or messages ("msg") with that key? */
bool gate_host_has_ipc(const char *proc, const char *kind, int key);
/* Has the host that address itself? Has it a way to it? By its tables, which proc/net shows; false for unix sockets. */
bool gate_host_owns(const char *proc, const char *endpoint);
bool gate_host_has_route(const char *proc, const char *endpoint);
/* The interface by which the host would send to that address ("lo" for its own). NULL: there is no way, or it cannot be
 * said. Caller frees. */
char *gate_host_way(const char *proc, const char *endpoint);
/* Those of the capabilities that processes of the host may have at all. In a container some are missing. */
uint64_t gate_host_capabilities(const char *proc, uint64_t capabilities);
/* The number that a kernel variable ("kernel/dmesg_restrict") has; 0 where there is none. */
gint64 gate_host_variable(const char *proc, const char *variable);
typedef enum GateLook {
        GATE_LOOK_INTO,
        GATE_LOOK_AT,      /* stat(): what is it, or what does it lead to? */
        GATE_LOOK_AT_LINK, /* lstat() */
} GateLook;
/* Is that ("/proc/1/environ") one of the files of another's process that are for those alone who may trace it, so that
 * the subject cannot look at it like that? */
bool gate_host_guards(const char *proc, const char *path, GateLook look, const GateSubject *subject);
/* Is that program on a file system where set-ID bits have no meaning? */
bool gate_host_is_nosuid(const char *root, const char *path);
/* Supplementary groups of a process, or of a user where that is gone. Caller frees. */
unsigned *gate_groups(int pid, unsigned uid, unsigned *ret_n);

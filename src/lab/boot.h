/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lab/cache.h"
#include "lab/child.h"
#include <sys/types.h>

/* One running container: our watcher in its own namespaces, systemd-nspawn under it, systemd under that. */
typedef struct BootOptions {
        const CacheRoot *root;
        const char *kept;         /* directory with upper/ and work/; NULL: in memory */
        const char *const *binds; /* as in LabOptions */
        const char *suite;
        const char *group; /* control group, made already */
        int cgroup_fd;     /* of cgroup_root_open() */
} BootOptions;

typedef struct Boot {
        pid_t watcher; /* our child */
        int socket_fd; /* to it; its end closes when it dies */
        int leader_fd; /* pidfd of systemd in the lab */
        int root_fd; /* its root directory, which need not be that of its mount namespace: on a host that is a chroot it
                        is not */
        pid_t leader; /* the same as we see it */
} Boot;

/* Is there what a lab is booted by? To be asked before a minute is spent on its root. */
bool boot_check(GError **error);
/* Returns when systemd in the lab says that it has booted. */
bool boot_start(const Signals *signals, const BootOptions *options, Boot *ret, GError **error);

/* Ends all processes of the lab but its systemd, which is stopped, and waits until they have ended, for ten seconds.
 *
 * Before Linux 6.9 the end of a PID namespace and that of a process in it that holds a BPF program at a function's exit
 * may wait for each other for ever: the first process waits for its children within what the kernel's list of tasks
 * (RCU tasks) waits for, and to take the program away waits for that. So both are not to end at once. */
void boot_empty(const Boot *boot, int cgroup_fd, const char *group);

/* orderly: systemd in the lab shuts down first, so that what is kept is whole. Otherwise the kernel ends all. The
 * caller must have reaped its own children in the lab: until then the kernel does not let the lab go. */
void boot_stop(const Signals *signals, Boot *boot, bool orderly);

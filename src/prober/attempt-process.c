/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attempts on processes, users, scheduling and resources. Other processes are looked at and asked whether they could be
 * signalled; they are never stopped, changed or signalled. Process 1 stands for all others. */
#include "prober/primitive.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Attempts leave no core dump; but /proc/self then belongs to root, and nothing may trace them. */
void attempt_be_dumpable(void)
{
        if (probe_arguments.no_dump)
                prctl(PR_SET_DUMPABLE, 1);
}

pid_t child_sharing_memory(int level, int (*function)(void *), void *data)
{
        static _Alignas(16) char stacks[2][256 << 10];

        return clone(function, stacks[level] + sizeof stacks[level], CLONE_VM | CLONE_VFORK | SIGCHLD, data);
}

int attempt_process_file(const Primitive *primitive)
{
        char path[64], byte;
        int fd;

        if (getpid() == 1 || getppid() <= 1)
                return ESRCH; /* process 1 is our own: a PID namespace */
        snprintf(path, sizeof path, "/proc/1/%s", primitive->subject);
        fd = open(path, (int)primitive->number | O_CLOEXEC);
        if (fd < 0)
                return errno;
        if (primitive->number != O_RDONLY || primitive->value)
                return 0;
        return read(fd, &byte, 1) < 0 ? errno : 0;
}

/* Any process that is neither this, nor its parent, nor itself of the unit: process 1 is enough. */
int attempt_see_processes(const Primitive *primitive)
{
        if (getppid() <= 1)
                return ESRCH;
        return access("/proc/1/cmdline", F_OK) < 0 ? errno : 0;
}

int attempt_pidfd_steal(const Primitive *primitive)
{
        long fd;

        if (getppid() <= 1)
                return ESRCH;
        fd = syscall(SYS_pidfd_open, 1, 0);
        if (fd < 0)
                return errno;
        return syscall(SYS_pidfd_getfd, fd, 0, 0) < 0 && errno != EBADF ? errno : 0;
}

int attempt_process_memory(const Primitive *primitive)
{
        char byte;
        struct iovec ours = {&byte, 1}, theirs = {NULL, 1}; /* nothing is there: EFAULT once it is permitted */

        if (getppid() <= 1)
                return ESRCH;
        return syscall(primitive->number, 1, &ours, 1, &theirs, 1, 0) < 0 && errno != EFAULT ? errno : 0;
}

int attempt_signal_other(const Primitive *primitive)
{
        if (getppid() <= 1)
                return ESRCH;
        return kill(1, 0) < 0 ? errno : 0;
}

static int ask_to_be_traced(void *unused)
{
        return ptrace(PTRACE_TRACEME, 0, 0, 0) < 0 ? errno : 0;
}

int attempt_trace_child(const Primitive *primitive)
{
        int status;
        pid_t child;

        attempt_be_dumpable();
        child = child_sharing_memory(1, ask_to_be_traced, NULL);
        if (child < 0 || waitpid(child, &status, 0) < 0)
                return errno;
        return WIFEXITED(status) ? WEXITSTATUS(status) : EPERM;
}

int attempt_become(const Primitive *primitive)
{
        gid_t group = (gid_t)primitive->value;
        int r;

        switch (primitive->number) {
        case 0:
                r = (int)syscall(SYS_setresuid, primitive->value, primitive->value, -1);
                break;
        case 1:
                r = (int)syscall(SYS_setresgid, primitive->value, primitive->value, -1);
                break;
        default:
                r = (int)syscall(SYS_setgroups, 1, &group);
                break;
        }
        return r < 0 ? errno : 0;
}

int attempt_realtime(const Primitive *primitive)
{
        struct sched_param param = {.sched_priority = 1};

        return syscall(SYS_sched_setscheduler, 0, SCHED_RR, &param) < 0 ? errno : 0;
}

int attempt_deadline(const Primitive *primitive)
{
        struct {
                unsigned size, policy;
                unsigned long long flags;
                int nice;
                unsigned priority;
                unsigned long long runtime, deadline, period;
        } attributes = {.size = 48, .policy = 6, .runtime = 1000000, .deadline = 100000000, .period = 100000000};

        return syscall(SYS_sched_setattr, 0, &attributes, 0) < 0 && errno != EBUSY ? errno : 0;
}

int attempt_nice(const Primitive *primitive)
{
        return setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) - 1) < 0 ? errno : 0;
}

int attempt_raise_limit(const Primitive *primitive)
{
        struct rlimit limit;

        if (getrlimit(RLIMIT_MSGQUEUE, &limit) < 0)
                return errno;
        limit.rlim_max = limit.rlim_max == RLIM_INFINITY ? RLIM_INFINITY : limit.rlim_max + 1;
        return setrlimit(RLIMIT_MSGQUEUE, &limit) < 0 ? errno : 0;
}

int attempt_spare(const Primitive *primitive)
{
        int fd;

        attempt_be_dumpable();
        fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
        return fd < 0 || write(fd, "-1", 2) < 0 ? errno : 0;
}

/* The kernel is asked for all of it at once, as a fault for each page takes long in virtual machines. */
int attempt_memory(const Primitive *primitive)
{
        size_t size = (size_t)primitive->number << 20;
        char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

        if (memory == MAP_FAILED)
                return errno;
        for (size_t at = 0; at < size; at += 4096)
                memory[at] = 1;
        return 0;
}

static int tasks_pipe[2];

static int wait_for_end(void *unused)
{
        char byte;

        close(tasks_pipe[1]);
        return read(tasks_pipe[0], &byte, 1) < 0;
}

/* They wait for the end of a pipe, and go with it: nothing has to be able to kill them. */
int attempt_tasks(const Primitive *primitive)
{
        static _Alignas(16) char stacks[64][4096];
        int r = 0, status;

        if (pipe2(tasks_pipe, O_CLOEXEC) < 0)
                return errno;
        for (int n = 0; n < primitive->number && n < 64 && r == 0; n++)
                if (clone(wait_for_end, stacks[n] + sizeof stacks[n], CLONE_VM | SIGCHLD, NULL) < 0)
                        r = errno;
        close(tasks_pipe[1]);
        while (waitpid(-1, &status, 0) > 0)
                ;
        return r;
}

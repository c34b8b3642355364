/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for a silent fallback. What it costs to go on without a call, the call itself says, where it is for one thing
 * only; else the need does. What the service does instead nobody knows but the service. */

#include "explain/consequence.h"

#include <string.h>

#include "base/text.h"

static const struct {
        const char *call, *then;
} by_call[] = {
        {"add_key", "it does without the kernel's keys"},
        {"bpf", "it does without programs and maps in the kernel"},
        {"capset", "that process keeps its capabilities"},
        {"chmod", "that file keeps its mode"},
        {"chown", "that file keeps its owner and group"},
        {"chroot", "it sees the whole file system"},
        {"fanotify_init", "it is not told of what is done to files"},
        {"fchmod", "that file keeps its mode"},
        {"fchmodat", "that file keeps its mode"},
        {"fchmodat2", "that file keeps its mode"},
        {"fchown", "that file keeps its owner and group"},
        {"fchownat", "that file keeps its owner and group"},
        {"inotify_init", "it is not told of changes to files, and has to look"},
        {"inotify_init1", "it is not told of changes to files, and has to look"},
        {"io_uring_setup", "it reads and writes without io_uring"},
        {"ioprio_set", "its reads and writes have normal priority"},
        {"keyctl", "it does without the kernel's keys"},
        {"lchown", "that file keeps its owner and group"},
        {"mbind", "its memory comes from any node"},
        {"memfd_create", "it has no file in memory"},
        {"mlock", "its memory can be written to swap"},
        {"mlock2", "its memory can be written to swap"},
        {"mlockall", "its memory can be written to swap"},
        {"nice", "it runs at the priority that it was started with"},
        {"perf_event_open", "it does without the kernel's counters"},
        {"personality", "it runs with the personality that it was started with"},
        {"pidfd_open", "it knows that process by its number only"},
        {"prlimit64", "its limits stay as they were"},
        {"request_key", "it does without the kernel's keys"},
        {"sched_setaffinity", "it runs on any processor"},
        {"sched_setattr", "it runs at normal priority"},
        {"sched_setparam", "it runs at normal priority"},
        {"sched_setscheduler", "it runs at normal priority"},
        {"seccomp", "it has no filter of its own"},
        {"set_mempolicy", "its memory comes from any node"},
        {"setdomainname", "the name of the host stays as it was"},
        {"setfsgid", "that process keeps its group"},
        {"setfsuid", "that process keeps its user"},
        {"setgid", "that process keeps its group"},
        {"setgroups", "that process keeps its groups"},
        {"sethostname", "the name of the host stays as it was"},
        {"setpriority", "it runs at the priority that it was started with"},
        {"setregid", "that process keeps its group"},
        {"setresgid", "that process keeps its group"},
        {"setresuid", "that process keeps its user"},
        {"setreuid", "that process keeps its user"},
        {"setrlimit", "its limits stay as they were"},
        {"setsockopt", "that socket stays as it was"},
        {"setuid", "that process keeps its user"},
        {"timerfd_create", "it has no such timer"},
        {"unshare", "it has no namespace of its own"},
};

static const char *by_family(const char *subject)
{
        static const struct {
                const char *family, *then;
        } rows[] = {
                {"AF_INET/", "it does without IPv4"},
                {"AF_INET6/", "it does without IPv6"},
                {"AF_NETLINK/", "the kernel does not tell it of interfaces, addresses and routes"},
                {"AF_PACKET/", "it does not see packets as they come from the interface"},
                {"AF_UNIX/", "it reaches no other program by a local socket"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
                if (g_str_has_prefix(subject, rows[i].family))
                        return rows[i].then;
        return "it has no such socket";
}

static const char *by_access(unsigned access)
{
        if (access & ACCESS_EXECUTE)
                return "that program is not run";
        if (access & ACCESS_CREATE)
                return access & ACCESS_READ    ? "it keeps nothing there"
                       : access & ACCESS_WRITE ? "nothing is written there"
                                               : "nothing is made there";
        return access & ACCESS_WRITE ? "that stays as it was" : "it goes by what it has without that";
}

static const char *by_need(const Need *need)
{
        switch (need->kind) {
        case NEED_PATH:
                return by_access(need->access);
        case NEED_DEVICE:
                return "it does without that device";
        case NEED_SOCKET:
                return by_family(need->subject);
        case NEED_CONNECT:
                return "it does not reach that";
        case NEED_BIND:
                return "nobody reaches it there";
        case NEED_NAMESPACE:
                return "it has no namespace of its own";
        case NEED_MEMORY:
                return "it runs no code that it makes itself";
        case NEED_SETID_EXEC:
                return "that program runs with the rights of who called it";
        case NEED_SETID_BIT:
                return "who runs that file has no rights of its owner or group";
        case NEED_SYSCALL:
        case NEED_FOREIGN:
        case NEED_CAPABILITY:
        case NEED_ACCEPT:
        case NEED_USER:
        case NEED_GROUP:
        case NEED_BEHAVIOUR:
        case NEED_INDIRECT:
        case _NEED_MAX:
                break;
        }
        return NULL;
}

const char *refusal_consequence(const Need *need, const char *call)
{
        const char *then = need->subject ? by_need(need) : NULL;

        for (size_t i = 0; !then && call && i < G_N_ELEMENTS(by_call); i++)
                if (strcmp(call, by_call[i].call) == 0)
                        then = by_call[i].then;
        return then ? then : "it does without";
}

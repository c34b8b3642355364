/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A filter is the first to refuse a call. Many that filters refuse would be refused a moment later, to a user that has
 * not the capability for them: then the filter has taken nothing away. Here are those that need one whatever their
 * arguments, and the few whose arguments are known.
 *
 * Source: capabilities(7), and the manual page of each call. */

#include "watch/privilege.h"

#include <linux/capability.h>
#include <linux/sched.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "source/observe/question.h"

#define SYSLOG_READ_ALL 3 /* these two may be asked by all, if kernel.dmesg_restrict does not say otherwise */
#define SYSLOG_SIZE_BUFFER 10
#define SOCKET_TYPE_MASK 15 /* SOCK_NONBLOCK and SOCK_CLOEXEC are above */

static const struct {
        const char *call;
        int capability;
} calls[] = {
        {"acct", CAP_SYS_PACCT},
        {"chroot", CAP_SYS_CHROOT},
        {"clock_settime", CAP_SYS_TIME},
        {"delete_module", CAP_SYS_MODULE},
        {"finit_module", CAP_SYS_MODULE},
        {"fsmount", CAP_SYS_ADMIN},
        {"fsopen", CAP_SYS_ADMIN},
        {"fspick", CAP_SYS_ADMIN},
        {"init_module", CAP_SYS_MODULE},
        {"ioperm", CAP_SYS_RAWIO},
        {"iopl", CAP_SYS_RAWIO},
        {"kexec_file_load", CAP_SYS_BOOT},
        {"kexec_load", CAP_SYS_BOOT},
        {"mount", CAP_SYS_ADMIN},
        {"mount_setattr", CAP_SYS_ADMIN},
        {"move_mount", CAP_SYS_ADMIN},
        {"open_by_handle_at", CAP_DAC_READ_SEARCH},
        {"pivot_root", CAP_SYS_ADMIN},
        {"reboot", CAP_SYS_BOOT},
        {"setgroups", CAP_SETGID},
        {"setdomainname", CAP_SYS_ADMIN},
        {"sethostname", CAP_SYS_ADMIN},
        {"setns", CAP_SYS_ADMIN},
        {"settimeofday", CAP_SYS_TIME},
        {"stime", CAP_SYS_TIME},
        {"swapoff", CAP_SYS_ADMIN},
        {"swapon", CAP_SYS_ADMIN},
        {"umount2", CAP_SYS_ADMIN},
        {"vhangup", CAP_SYS_TTY_CONFIG},
};

static bool is_behaviour(const Need *need, Behaviour behaviour)
{
        return need->kind == NEED_BEHAVIOUR && g_str_equal(need->subject, behaviour_names[behaviour]);
}

/* Does it give a file to another user? Who may only give it to a group may need nothing for that. */
static bool gives_away(const struct wire_event *event, const char *call)
{
        uint32_t owner = (uint32_t)event->args[g_str_equal(call, "fchownat") ? 2 : 1];

        return owner != (uint32_t)-1 && owner != event->euid;
}

static bool is_device(uint64_t mode)
{
        return S_ISCHR((mode_t)mode) || S_ISBLK((mode_t)mode);
}

/* Does it make one to a user (or group) that one is not? Users are those of the event: the real and the effective. */
static bool changes_ids(const struct wire_event *event, const char *call, bool groups)
{
        unsigned n = g_str_has_prefix(call, "setres") ? 3 : g_str_has_prefix(call, "setre") ? 2 : 1;

        for (unsigned i = 0; i < n; i++) {
                uint32_t id = (uint32_t)event->args[i];

                if (id != (uint32_t)-1 && id != (groups ? event->gid : event->uid) &&
                    id != (groups ? event->egid : event->euid))
                        return true;
        }
        return false;
}

static int privilege_of_socket(const struct wire_event *event)
{
        bool raw = (event->args[1] & SOCKET_TYPE_MASK) == SOCK_RAW;

        switch (event->args[0]) {
        case AF_PACKET:
        case AF_XDP:
        case AF_LLC:
                return CAP_NET_RAW;
        case AF_INET:
        case AF_INET6:
                return raw ? CAP_NET_RAW : -1;
        case AF_KEY:
                return CAP_NET_ADMIN;
        default:
                return -1;
        }
}

/* Of calls that need one for some arguments only. */
static int privilege_of_arguments(const char *call, const struct wire_event *event)
{
        static const char *const users[] = {"setuid", "setreuid", "setresuid", NULL};
        static const char *const groups[] = {"setgid", "setregid", "setresgid", NULL};

        if (g_str_equal(call, "fanotify_init"))
                return fanotify_is_for_all(event->args[0]) ? -1 : CAP_SYS_ADMIN;
        if (g_str_equal(call, "mknod") || g_str_equal(call, "mknodat"))
                return is_device(event->args[g_str_equal(call, "mknod") ? 1 : 2]) ? CAP_MKNOD : -1;
        if (g_str_equal(call, "chown") || g_str_equal(call, "fchown") || g_str_equal(call, "lchown") ||
            g_str_equal(call, "fchownat"))
                return gives_away(event, call) ? CAP_CHOWN : -1;
        if (g_str_equal(call, "setpriority"))
                return (int)event->args[2] < 0 ? CAP_SYS_NICE : -1;
        if (g_str_equal(call, "socket"))
                return privilege_of_socket(event);
        if (g_strv_contains(users, call))
                return changes_ids(event, call, false) ? CAP_SETUID : -1;
        if (g_strv_contains(groups, call))
                return changes_ids(event, call, true) ? CAP_SETGID : -1;
        return -1;
}

int privilege_of(const Need *need, const char *call, const struct wire_event *event)
{
        for (size_t i = 0; call && i < G_N_ELEMENTS(calls); i++)
                if (g_str_equal(calls[i].call, call))
                        return calls[i].capability;
        if (call && g_str_equal(call, "syslog") && event->args[0] != SYSLOG_READ_ALL &&
            event->args[0] != SYSLOG_SIZE_BUFFER)
                return CAP_SYSLOG;
        if (is_behaviour(need, BEHAVIOUR_CLOCK))
                return CAP_SYS_TIME;
        if (is_behaviour(need, BEHAVIOUR_REALTIME))
                return CAP_SYS_NICE;
        /* one of users may be made by all, and whoever makes it may make others with it */
        if (call && g_str_equal(call, "unshare"))
                return event->args[0] & CLONE_NEWUSER ? -1 : CAP_SYS_ADMIN;
        if (need->kind == NEED_NAMESPACE && call && g_str_has_prefix(call, "clone"))
                return (g_str_equal(call, "clone3") ? event->loaded : event->args[0]) & CLONE_NEWUSER ? -1
                                                                                                      : CAP_SYS_ADMIN;
        return call ? privilege_of_arguments(call, event) : -1;
}

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

#define SYSLOG_READ_ALL 3 /* these two may be asked by all, if kernel.dmesg_restrict does not say otherwise */
#define SYSLOG_SIZE_BUFFER 10

static const struct {
        const char *call;
        int capability;
} calls[] = {
        {"acct", CAP_SYS_PACCT},           {"chroot", CAP_SYS_CHROOT},       {"clock_settime", CAP_SYS_TIME},
        {"delete_module", CAP_SYS_MODULE}, {"finit_module", CAP_SYS_MODULE}, {"fsmount", CAP_SYS_ADMIN},
        {"fsopen", CAP_SYS_ADMIN},         {"fspick", CAP_SYS_ADMIN},        {"init_module", CAP_SYS_MODULE},
        {"ioperm", CAP_SYS_RAWIO},         {"iopl", CAP_SYS_RAWIO},          {"kexec_file_load", CAP_SYS_BOOT},
        {"kexec_load", CAP_SYS_BOOT},      {"mount", CAP_SYS_ADMIN},         {"mount_setattr", CAP_SYS_ADMIN},
        {"move_mount", CAP_SYS_ADMIN},     {"pivot_root", CAP_SYS_ADMIN},    {"reboot", CAP_SYS_BOOT},
        {"setdomainname", CAP_SYS_ADMIN},  {"sethostname", CAP_SYS_ADMIN},   {"setns", CAP_SYS_ADMIN},
        {"settimeofday", CAP_SYS_TIME},    {"stime", CAP_SYS_TIME},          {"swapoff", CAP_SYS_ADMIN},
        {"swapon", CAP_SYS_ADMIN},         {"umount2", CAP_SYS_ADMIN},       {"vhangup", CAP_SYS_TTY_CONFIG},
};

static bool is_behaviour(const Need *need, Behaviour behaviour)
{
        return need->kind == NEED_BEHAVIOUR && g_str_equal(need->subject, behaviour_names[behaviour]);
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
        return -1;
}

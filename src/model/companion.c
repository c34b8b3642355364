/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of companions. Calls are those that a filter by groups would refuse: others need not be named. */

#include "model/companion.h"

const char note_kept[] = "keeps it by capset()";

const Companion companions[] = {
        {"CAP_AUDIT_CONTROL", NEED_SOCKET, "AF_NETLINK/SOCK_RAW/9"},
        {"CAP_AUDIT_WRITE", NEED_SOCKET, "AF_NETLINK/SOCK_RAW/9"},
        {"CAP_CHOWN", NEED_SYSCALL, "chown"},
        {"CAP_NET_ADMIN", NEED_SOCKET, "AF_NETLINK/SOCK_RAW/0"},
        {"CAP_NET_RAW", NEED_SOCKET, "AF_PACKET/SOCK_RAW/0"},
        {"CAP_SETGID", NEED_SYSCALL, "setgid"},
        {"CAP_SETGID", NEED_SYSCALL, "setgroups"},
        {"CAP_SETUID", NEED_SYSCALL, "setuid"},
        {"CAP_SYSLOG", NEED_BEHAVIOUR, "kernel-log"},
        {"CAP_SYS_CHROOT", NEED_SYSCALL, "chroot"},
        {"CAP_SYS_MODULE", NEED_BEHAVIOUR, "module"},
        {"CAP_SYS_NICE", NEED_BEHAVIOUR, "realtime"},
        {"CAP_SYS_NICE", NEED_SYSCALL, "setpriority"},
        {"CAP_SYS_PTRACE", NEED_BEHAVIOUR, "other-process"},
        {"CAP_SYS_RESOURCE", NEED_SYSCALL, "setrlimit"},
        {"CAP_SYS_TIME", NEED_BEHAVIOUR, "clock"},
        {"CAP_SYS_TIME", NEED_SYSCALL, "clock_settime"},
        {0},
};

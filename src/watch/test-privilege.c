/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that need a capability whatever a filter says of them. */

#include "watch/privilege.h"

#include <linux/capability.h>
#include <linux/fanotify.h>
#include <linux/sched.h>
#include <sys/socket.h>
#include <sys/stat.h>

static void test_privileges(void)
{
        static const struct {
                Need need;
                const char *call;
                uint64_t first, loaded;
                int capability;
                uint64_t second, third;
        } rows[] = {
                {{NEED_SYSCALL, 0, (char *)"mount"}, "mount", 0, 0, CAP_SYS_ADMIN},
                {{NEED_SYSCALL, 0, (char *)"read"}, "read", 0, 0, -1},
                {{NEED_SYSCALL, 0, (char *)"read"}, NULL, 0, 0, -1},
                {{NEED_BEHAVIOUR, 0, (char *)"clock"}, "adjtimex", 0, 0, CAP_SYS_TIME},
                {{NEED_BEHAVIOUR, 0, (char *)"clock-read"}, "adjtimex", 0, 0, -1},
                {{NEED_BEHAVIOUR, 0, (char *)"realtime"}, "sched_setscheduler", 0, 0, CAP_SYS_NICE},
                {{NEED_BEHAVIOUR, 0, (char *)"hostname"}, "sethostname", 0, 0, CAP_SYS_ADMIN},
                {{NEED_BEHAVIOUR, 0, (char *)"kernel-log"}, "syslog", 5, 0, CAP_SYSLOG},
                {{NEED_BEHAVIOUR, 0, (char *)"kernel-log"}, "syslog", 3, 0, -1},
                {{NEED_NAMESPACE, 0, (char *)"mnt"}, "unshare", CLONE_NEWNS, 0, CAP_SYS_ADMIN},
                /* a user namespace needs none, and has all in it */
                {{NEED_NAMESPACE, 0, (char *)"user"}, "unshare", CLONE_NEWUSER, 0, -1},
                {{NEED_NAMESPACE, 0, (char *)"mnt"}, "unshare", CLONE_NEWUSER | CLONE_NEWNS, 0, -1},
                {{NEED_NAMESPACE, 0, (char *)"net"}, "clone", CLONE_NEWNET, 0, CAP_SYS_ADMIN},
                {{NEED_NAMESPACE, 0, (char *)"net"}, "clone3", 0, CLONE_NEWNET, CAP_SYS_ADMIN},
                {{NEED_NAMESPACE, 0, (char *)"net"}, "clone3", 0, CLONE_NEWNET | CLONE_NEWUSER, -1},
                /* for some arguments only */
                {{NEED_SYSCALL, 0, (char *)"chown"}, "chown", 0, 0, CAP_CHOWN, 1, 1},
                {{NEED_SYSCALL, 0, (char *)"chown"}, "chown", 0, 0, -1, 1000, 1}, /* to itself */
                {{NEED_SYSCALL, 0, (char *)"fchown"}, "fchown", 3, 0, -1, (uint32_t)-1, 1},
                {{NEED_SYSCALL, 0, (char *)"fchownat"}, "fchownat", 3, 0, CAP_CHOWN, 0, 1},
                {{NEED_SYSCALL, 0, (char *)"mknod"}, "mknod", 0, 0, CAP_MKNOD, S_IFCHR | 0644, 0x103},
                {{NEED_SYSCALL, 0, (char *)"mknodat"}, "mknodat", 3, 0, CAP_MKNOD, 0, S_IFBLK | 0644},
                {{NEED_SYSCALL, 0, (char *)"mknodat"}, "mknodat", 3, 0, -1, S_IFBLK, S_IFIFO | 0644},
                {{NEED_SYSCALL, 0, (char *)"fanotify_init"}, "fanotify_init", FAN_CLASS_CONTENT, 0, CAP_SYS_ADMIN},
                {{NEED_SYSCALL, 0, (char *)"fanotify_init"}, "fanotify_init", FAN_REPORT_FID, 0, -1},
                {{NEED_SYSCALL, 0, (char *)"setpriority"}, "setpriority", 0, 0, CAP_SYS_NICE, 0, (uint32_t)-5},
                {{NEED_SYSCALL, 0, (char *)"setpriority"}, "setpriority", 0, 0, -1, 0, 5},
                {{NEED_SYSCALL, 0, (char *)"setuid"}, "setuid", 0, 0, CAP_SETUID},
                {{NEED_SYSCALL, 0, (char *)"setuid"}, "setuid", 1000, 0, -1},
                {{NEED_SYSCALL, 0, (char *)"setuid"}, "setuid", 1001, 0, -1}, /* back to its real one */
                {{NEED_SYSCALL, 0, (char *)"setreuid"}, "setreuid", (uint32_t)-1, 0, CAP_SETUID, 0},
                {{NEED_SYSCALL, 0, (char *)"setresuid"}, "setresuid", 1000, 0, -1, (uint32_t)-1, (uint32_t)-1},
                {{NEED_SYSCALL, 0, (char *)"setresgid"}, "setresgid", 1002, 0, CAP_SETGID, (uint32_t)-1, 7},
                {{NEED_SYSCALL, 0, (char *)"setgid"}, "setgid", 1002, 0, -1},
                {{NEED_SOCKET, 0, (char *)""}, "socket", AF_PACKET, 0, CAP_NET_RAW, SOCK_DGRAM},
                {{NEED_SOCKET, 0, (char *)""}, "socket", AF_INET, 0, CAP_NET_RAW, SOCK_RAW | SOCK_CLOEXEC},
                {{NEED_SOCKET, 0, (char *)""}, "socket", AF_INET, 0, -1, SOCK_DGRAM | SOCK_CLOEXEC},
                {{NEED_SOCKET, 0, (char *)""}, "socket", AF_NETLINK, 0, -1, SOCK_RAW},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                const struct wire_event event = {.args = {rows[i].first, rows[i].second, rows[i].third},
                                                 .loaded = rows[i].loaded,
                                                 .euid = 1000,
                                                 .uid = 1001,
                                                 .egid = 1002,
                                                 .gid = 1002};

                if (privilege_of(&rows[i].need, rows[i].call, &event) != rows[i].capability)
                        g_error("row %zu: %s", i, rows[i].need.subject);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/watch/privilege", test_privileges);
        return g_test_run();
}

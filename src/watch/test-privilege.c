/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that need a capability whatever a filter says of them. */

#include "watch/privilege.h"

#include <linux/capability.h>
#include <linux/sched.h>

static void test_privileges(void)
{
        static const struct {
                Need need;
                const char *call;
                uint64_t first, loaded;
                int capability;
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
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                const struct wire_event event = {.args = {rows[i].first}, .loaded = rows[i].loaded};

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

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Explanations as a table: the settings of a unit, a need, how its refusal looked; and the line that is blamed, and the
 * change. */

#include "explain/consequence.h"
#include "explain/explain.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/diag.h"

typedef struct Row {
        unsigned systemd;
        const char *settings; /* "Name=value|Name=value": one a line of x.service, from line 2 */
        const char *need;     /* a line of the text form */
        Symptom symptom;      /* all 0: none */
        const char *cause;    /* NULL: no directive is to blame */
        const char *change;   /* lines joined by '|' */
} Row;

#define FILTERED(e)                            \
        {                                      \
                .filtered = true, .error = (e) \
        }
#define KILLED                                     \
        {                                          \
                .filtered = true, .signal = SIGSYS \
        }
#define FAILED(e)            \
        {                    \
                .error = (e) \
        }

static const Row rows[] = {
        /* what is to blame, and where it is */
        {257, "PrivateTmp=yes|SystemCallArchitectures=native", "foreign i386:brk", KILLED,
         "SystemCallArchitectures=native (x.service:3)", "SystemCallArchitectures=x86"},
        {257, "SystemCallFilter=@system-service|SystemCallFilter=~@privileged", "syscall setuid", KILLED,
         "SystemCallFilter=~@privileged (x.service:3)", "SystemCallFilter=setuid"},
        {257, "SystemCallFilter=@system-service|SystemCallFilter=~@resources", "syscall setuid", KILLED, NULL, NULL},
        {257, "SystemCallFilter=~@privileged|SystemCallFilter=@setuid|SystemCallFilter=~setuid", "syscall setuid",
         KILLED, "SystemCallFilter=~setuid (x.service:4)", "SystemCallFilter=setuid"},
        {257, "SystemCallFilter=~@clock|ProtectClock=yes", "syscall adjtimex", FILTERED(EPERM),
         "ProtectClock=yes (x.service:3)", "ProtectClock=no|SystemCallFilter=adjtimex"},
        {257, "SystemCallFilter=~@clock|ProtectClock=yes", "syscall adjtimex", KILLED,
         "SystemCallFilter=~@clock (x.service:2)", NULL},
        {257, "CapabilityBoundingSet=CAP_CHOWN", "capability CAP_SETUID", FAILED(EPERM),
         "CapabilityBoundingSet=CAP_CHOWN (x.service:2)", "CapabilityBoundingSet=CAP_SETUID"},
        {257, "CapabilityBoundingSet=", "capability CAP_NET_BIND_SERVICE", FAILED(EACCES),
         "CapabilityBoundingSet= (x.service:2)", "CapabilityBoundingSet=CAP_NET_BIND_SERVICE"},
        {257, "CapabilityBoundingSet=~CAP_SETUID CAP_CHOWN", "capability CAP_SETUID", FAILED(EPERM),
         "CapabilityBoundingSet=~CAP_SETUID CAP_CHOWN (x.service:2)", "CapabilityBoundingSet=CAP_SETUID"},

        /* a name may hold anything */
        {257, "ProtectSystem=strict", "path write /srv/a\\x20b", FAILED(EROFS), "ProtectSystem=strict (x.service:2)",
         "ReadWritePaths=\"/srv/a b\""},
        {257, "ProtectSystem=strict", "path write /srv/x\\x0aUser=root", FAILED(EROFS),
         "ProtectSystem=strict (x.service:2)", "ProtectSystem=full"},

        /* no filter does these: an error has another reason */
        {257, "PrivateTmp=yes|ProtectHome=yes", "behaviour mount-shared", FILTERED(EPERM), NULL, NULL},
        {257, "PrivateTmp=yes|ProtectHome=yes", "behaviour mount-shared", FAILED(EPERM), NULL, NULL},
        {257, "PrivateIPC=yes", "behaviour sysv-ipc", FILTERED(EPERM), NULL, NULL},
        {257, "PrivatePIDs=yes", "behaviour process-signal", FAILED(ESRCH), "PrivatePIDs=yes (x.service:2)",
         "PrivatePIDs=no"},
        {257, "ProtectProc=invisible|User=joe", "behaviour other-process", FAILED(ESRCH), NULL, NULL},
        {257, "PrivateIPC=yes", "behaviour sysv-ipc", FAILED(ENOENT), "PrivateIPC=yes (x.service:2)", "PrivateIPC=no"},

        /* the file system */
        {257, "ProtectSystem=strict", "path create /run/x.pid", FAILED(EROFS), "ProtectSystem=strict (x.service:2)",
         "ReadWritePaths=/run"},
        {257, "ProtectSystem=strict", "path create /run/x.pid", FAILED(ENOENT), NULL, NULL},
        {257, "ProtectSystem=strict|ReadWritePaths=/run", "path create /run/x.pid", FAILED(EACCES), NULL, NULL},
        {257, "ProtectSystem=strict|ReadOnlyPaths=/srv", "path write /srv/x", FAILED(EROFS),
         "ReadOnlyPaths=/srv (x.service:3)", "ReadWritePaths=/srv/x"},
        {257, "ReadOnlyPaths=/srv /opt", "path write /srv", FAILED(EROFS), "ReadOnlyPaths=/srv /opt (x.service:2)",
         "ReadOnlyPaths=|ReadOnlyPaths=/opt"},
        {257, "ReadOnlyPaths=/etc /var /var/log", "path create /var/log/x", FAILED(EROFS),
         "ReadOnlyPaths=/etc /var /var/log (x.service:2)",
         "ReadOnlyPaths=|ReadOnlyPaths=/etc|ReadOnlyPaths=/var|ReadWritePaths=/var/log"},
        {257, "ProtectHome=yes", "path read /root/lab/file", FAILED(ENOENT), "ProtectHome=yes (x.service:2)",
         "ProtectHome=read-only"},
        {257, "ProtectHome=yes", "path write /root/lab/file", FAILED(ENOENT), "ProtectHome=yes (x.service:2)",
         "ProtectHome=tmpfs|BindPaths=/root/lab"},
        /* a file that is written has its directory with it, if that is the service's own */
        {257, "ProtectSystem=strict", "path write /var/log/x/error.log", FAILED(EROFS),
         "ProtectSystem=strict (x.service:2)", "ReadWritePaths=/var/log/x"},
        {257, "ProtectSystem=strict", "path write /var/log/x.log", FAILED(EROFS), "ProtectSystem=strict (x.service:2)",
         "ReadWritePaths=/var/log/x.log"},
        {257, "ReadOnlyPaths=/var/log/x", "path write /var/log/x/error.log", FAILED(EROFS),
         "ReadOnlyPaths=/var/log/x (x.service:2)", "ReadWritePaths=/var/log/x/error.log"},
        {257, "TemporaryFileSystem=/var:ro", "path read /var/lib/x/state", FAILED(ENOENT),
         "TemporaryFileSystem=/var:ro (x.service:2)", "BindPaths=/var/lib/x"},
        {257, "TemporaryFileSystem=/srv", "path read /srv/state", FAILED(ENOENT),
         "TemporaryFileSystem=/srv (x.service:2)", "BindPaths=/srv/state"},
        {257, "ReadOnlyPaths=/home", "path write /home/joe/file", FAILED(EROFS), "ReadOnlyPaths=/home (x.service:2)",
         "ReadWritePaths=/home/joe/file"},
        {257, "ReadOnlyPaths=/home", "path write /home/joe/app/file", FAILED(EROFS),
         "ReadOnlyPaths=/home (x.service:2)", "ReadWritePaths=/home/joe/app"},
        {257, "ReadOnlyPaths=/sys", "path write /sys/class/leds/x", FAILED(EROFS), "ReadOnlyPaths=/sys (x.service:2)",
         "ReadWritePaths=/sys/class/leds/x"},
        {257, "ProtectHome=read-only", "path write /root/x", FAILED(EROFS), "ProtectHome=read-only (x.service:2)",
         "ReadWritePaths=/root/x"},
        {257, "InaccessiblePaths=/srv", "path read /srv/x", FAILED(ENOENT), "InaccessiblePaths=/srv (x.service:2)",
         "InaccessiblePaths="},
        {257, "PrivateTmp=yes", "path read /tmp/x", FAILED(ENOENT), "PrivateTmp=yes (x.service:2)", NULL},
        {257, "NoExecPaths=/srv", "path execute /srv/x", FAILED(EACCES), "NoExecPaths=/srv (x.service:2)",
         "ExecPaths=/srv/x"},
        {257, "NoExecPaths=/", "path map-execute /usr/lib/x86_64-linux-gnu/libz.so.1.3", FAILED(EPERM),
         "NoExecPaths=/ (x.service:2)", "ExecPaths=/usr/lib/x86_64-linux-gnu"},
        /* a link, which systemd follows: its directory has nothing else */
        {257, "NoExecPaths=/", "path execute,map-execute /lib64/ld-linux-x86-64.so.2", FAILED(EACCES),
         "NoExecPaths=/ (x.service:2)", "ExecPaths=/lib64/ld-linux-x86-64.so.2"},
        {257, "NoExecPaths=/", "path read,map-execute /usr/lib/libz.so", FAILED(EPERM), "NoExecPaths=/ (x.service:2)",
         "ExecPaths=/usr/lib/libz.so"},
        {257, "DynamicUser=yes", "path create /var/x/y", FAILED(EROFS), "DynamicUser=yes (x.service:2)",
         "ReadWritePaths=/var/x"},

        /* devices */
        {257, "PrivateDevices=yes", "device read,write /dev/net/tun", FAILED(ENOENT),
         "PrivateDevices=yes (x.service:2)", "PrivateDevices=no|DevicePolicy=closed|DeviceAllow=/dev/net/tun rw"},
        {257, "DevicePolicy=closed", "device read /dev/kvm", FAILED(EPERM), "DevicePolicy=closed (x.service:2)",
         "DeviceAllow=/dev/kvm r"},

        /* the network */
        {257, "RestrictAddressFamilies=AF_UNIX", "socket AF_NETLINK/SOCK_RAW/0", FILTERED(EAFNOSUPPORT),
         "RestrictAddressFamilies=AF_UNIX (x.service:2)", "RestrictAddressFamilies=AF_NETLINK"},
        {257, "RestrictAddressFamilies=AF_UNIX", "socket AF_INET/SOCK_STREAM/0", FAILED(EAFNOSUPPORT), NULL, NULL},
        {257, "IPAddressDeny=any", "connect udp:192.0.2.1:53", FAILED(EPERM), "IPAddressDeny=any (x.service:2)",
         "IPAddressAllow=192.0.2.1"},
        {257, "SocketBindDeny=any", "bind tcp:127.0.0.1:80", FAILED(EPERM), "SocketBindDeny=any (x.service:2)",
         "SocketBindAllow=ipv4:tcp:80"},
        {257, "SocketBindDeny=any", "bind tcp:127.0.0.1:80", FAILED(EACCES), NULL, NULL},
        {257, "RestrictNamespaces=yes", "namespace net", FILTERED(EPERM), "RestrictNamespaces=yes (x.service:2)",
         "RestrictNamespaces=net"},
        {257, "RestrictNamespaces=yes", "namespace net", FAILED(EPERM), NULL, NULL},

        /* privileges that set-ID programs do not get, set, implied and disguised */
        {257,
         "NoNewPrivileges=yes",
         "setid-exec /usr/sbin/postdrop",
         {},
         "NoNewPrivileges=yes (x.service:2)",
         "NoNewPrivileges=no"},
        {252,
         "User=x|LockPersonality=yes|RestrictRealtime=yes",
         "setid-exec /usr/sbin/postdrop",
         {},
         "LockPersonality=yes (x.service:3)",
         "LockPersonality=no|RestrictRealtime=no"},
        {257, "User=x|LockPersonality=yes|RestrictRealtime=yes", "setid-exec /usr/sbin/postdrop", {}, NULL, NULL},
        {257,
         "User=x|SystemCallFilter=@system-service|SystemCallFilter=~@privileged",
         "setid-exec /usr/sbin/postdrop",
         {},
         "SystemCallFilter=~@privileged (x.service:4)",
         "SystemCallFilter=capset"},
        {257,
         "PrivateUsers=yes",
         "setid-exec /usr/sbin/postdrop",
         {},
         "PrivateUsers=yes (x.service:2)",
         "PrivateUsers=identity"},

        /* behaviours */
        {257, "RestrictRealtime=yes", "behaviour realtime", FILTERED(EPERM), "RestrictRealtime=yes (x.service:2)",
         "RestrictRealtime=no"},
        {257, "PrivateTmp=yes", "behaviour mount-shared", FAILED(ENOENT), NULL, NULL}, /* mounts work, unseen */
        {257, "MemoryDenyWriteExecute=yes", "memory write-execute", FAILED(EACCES),
         "MemoryDenyWriteExecute=yes (x.service:2)", "MemoryDenyWriteExecute=no"},
        {257, "ProcSubset=pid", "path read /proc/meminfo", FAILED(ENOENT), "ProcSubset=pid (x.service:2)",
         "ProcSubset=all"},
};

static UnitView *view_of(const char *text)
{
        UnitView *view = unit_view_new("x.service");
        g_auto(GStrv) lines = g_strsplit(text, "|", 0);

        for (unsigned i = 0; lines[i]; i++) {
                char *equals = strchr(lines[i], '=');

                *equals = '\0';
                g_ptr_array_add(view->settings, unit_setting_new("Service", lines[i], equals + 1, "x.service", i + 2));
        }
        return view;
}

static NeedSet *need_of(const char *line)
{
        g_autoptr(DiagList) diags = diag_list_new();
        g_autofree char *text =
                g_strdup_printf("unitlock-needs 1\nunit x.service\n%s\n\twitnessed run test - -\n", line);
        NeedSet *needs = need_set_from_text(text, "row", diags);

        if (!needs) {
                g_autofree char *wrong = diag_list_to_string(diags);

                g_error("%s\n%s", text, wrong);
        }
        return needs;
}

static void test_rows(void)
{
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                const Row *row = &rows[i];
                g_autoptr(UnitView) view = view_of(row->settings);
                g_autoptr(Config) config = unit_view_to_config(view);
                g_autoptr(NeedSet) needs = need_of(row->need);
                const Need *need = &((const NeedEntry *)needs->entries->pdata[0])->need;
                ExplainContext context = explain_context(view, config, row->systemd);
                bool seen = row->symptom.filtered || row->symptom.error || row->symptom.signal;
                g_autoptr(Explanation) explanation = explain_need(&context, need, seen ? &row->symptom : NULL);
                g_autofree char *cause = explanation ? explanation_cause(explanation) : NULL;
                g_autofree char *change = explanation ? g_strjoinv("|", explanation->change) : NULL;

                if (g_strcmp0(cause, row->cause) != 0)
                        g_error("%s and \"%s\": blamed on %s, not on %s", row->settings, row->need,
                                cause ? cause : "nothing", row->cause ? row->cause : "nothing");
                if (row->change && g_strcmp0(change, row->change) != 0)
                        g_error("%s and \"%s\": change %s, not %s", row->settings, row->need, change, row->change);
        }
}

/* All that denies something of one act, in the order of its needs, and one change for all. */
static void test_act(void)
{
        g_autoptr(UnitView) view =
                view_of("CapabilityBoundingSet=CAP_KILL|RestrictRealtime=yes|SystemCallFilter=~sched_setscheduler");
        g_autoptr(Config) config = unit_view_to_config(view), own = config_new();
        const ExplainContext context = explain_context(view, config, 257);
        const Need realtime = {NEED_BEHAVIOUR, 0, (char *)"realtime"},
                   capability = {NEED_CAPABILITY, 0, (char *)"CAP_SYS_NICE"},
                   held = {NEED_CAPABILITY, 0, (char *)"CAP_KILL"},
                   call = {NEED_SYSCALL, 0, (char *)"sched_setscheduler"};
        g_autoptr(GPtrArray) needs = g_ptr_array_new(), denied = NULL;
        g_autoptr(Explanation) explanation = NULL, none = NULL;
        g_autofree char *cause = NULL, *others = NULL, *change = NULL;

        g_ptr_array_add(needs, (gpointer)&held);
        none = explain_act(&context, needs);
        g_assert_null(none);
        g_ptr_array_add(needs, (gpointer)&realtime);
        g_ptr_array_add(needs, (gpointer)&capability);
        g_ptr_array_add(needs, (gpointer)&call);
        explanation = explain_act(&context, needs);
        denied = explanation_needs(explanation);
        g_assert_cmpuint(denied->len, ==, 3);
        /* what denies it in any case is no news, another setting is */
        config_assign(own, DIRECTIVE_RESTRICT_REALTIME, "yes");
        g_assert_false(explain_adds(&context, own, &realtime));
        g_assert_true(explain_adds(&context, own, &capability));
        g_assert_false(explain_adds(&context, own, &held));
        g_assert_cmpint(need_compare(denied->pdata[0], &realtime), ==, 0);
        g_assert_cmpint(need_compare(denied->pdata[2], &call), ==, 0);
        cause = explanation_cause(explanation);
        others = explanation_others(explanation);
        change = g_strjoinv("|", explanation->change);
        g_assert_cmpstr(cause, ==, "RestrictRealtime=yes (x.service:3)");
        g_assert_cmpstr(others, ==,
                        "CapabilityBoundingSet=CAP_KILL (x.service:2), SystemCallFilter=~sched_setscheduler "
                        "(x.service:4)");
        g_assert_cmpstr(change, ==,
                        "RestrictRealtime=no|CapabilityBoundingSet=CAP_SYS_NICE|SystemCallFilter=sched_setscheduler");
}

/* With the change nothing denies the need, whatever the row. */
static void test_change_helps(void)
{
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                const Row *row = &rows[i];
                g_autoptr(UnitView) view = view_of(row->settings);
                g_autoptr(Config) config = unit_view_to_config(view);
                g_autoptr(NeedSet) needs = need_of(row->need);
                const Need *need = &((const NeedEntry *)needs->entries->pdata[0])->need;
                ExplainContext context = explain_context(view, config, row->systemd);
                g_autoptr(Explanation) explanation = explain_need(&context, need, NULL), again = NULL;

                if (!explanation)
                        continue;
                for (char **line = explanation->change; *line; line++)
                        change_apply(config, *line);
                again = explain_need(&context, need, NULL);
                if (again)
                        g_error("%s and \"%s\": still denied", row->settings, row->need);
        }
}

/* By the error alone: those that can give it, with their places, and no others. */
static void test_suspects(void)
{
        static const char text[] = "LockPersonality=yes|RestrictAddressFamilies=AF_UNIX|ProtectSystem=strict|"
                                   "SystemCallFilter=~@mount|UMask=0027|PrivateTmp=yes|LimitNOFILE=64";
        g_autoptr(UnitView) view = view_of(text);
        g_autoptr(Config) config = unit_view_to_config(view);
        ExplainContext context = explain_context(view, config, 257);
        static const struct {
                int error;
                const char *suspects;
        } cases[] = {
                {EPERM, "LockPersonality=yes (x.service:2)|ProtectSystem=strict (x.service:4)"}, /* the filter kills */
                {EAFNOSUPPORT, "RestrictAddressFamilies=AF_UNIX (x.service:3)"},
                {EROFS, "ProtectSystem=strict (x.service:4)"},
                {ENETUNREACH, ""},
                {ENOENT, "PrivateTmp=yes (x.service:7)"}, /* a filter never says that */
                {EMFILE, "LimitNOFILE=64 (x.service:8)"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(GPtrArray) suspects = explain_suspects(&context, cases[i].error);
                g_autofree char *joined = NULL;

                g_ptr_array_add(suspects, NULL);
                joined = g_strjoinv("|", (char **)suspects->pdata);
                g_assert_cmpstr(joined, ==, cases[i].suspects);
        }
}

static void test_consequence(void)
{
        static const struct {
                Need need;
                const char *call, *then;
        } cases[] = {
                {{NEED_SYSCALL, 0, (char *)"mlockall"}, "mlockall", "its memory can be written to swap"},
                {{NEED_CAPABILITY, 0, (char *)"CAP_CHOWN"}, "fchownat", "that file keeps its owner and group"},
                {{NEED_BEHAVIOUR, 0, (char *)"realtime"}, "sched_setscheduler", "it runs at normal priority"},
                /* the need says more than the call */
                {{NEED_SOCKET, 0, (char *)"AF_NETLINK/SOCK_RAW/0"},
                 "socket",
                 "the kernel does not tell it of interfaces, addresses and routes"},
                {{NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, (char *)"/opt/hook"}, "execve", "that program is not run"},
                {{NEED_PATH, ACCESS_CREATE, (char *)"/srv/x"}, "mkdir", "nothing is made there"},
                {{NEED_PATH, ACCESS_WRITE | ACCESS_CREATE, (char *)"/proc/sys/x"},
                 "openat",
                 "nothing is written there"},
                {{NEED_PATH, ACCESS_READ, (char *)"/srv/x"}, "openat", "it goes by what it has without that"},
                {{NEED_NAMESPACE, 0, (char *)"user"}, "clone", "it has no namespace of its own"},
                /* nothing is known, or no more than a call of many uses */
                {{NEED_SYSCALL, 0, (char *)"ioctl"}, "ioctl", "it does without"},
                {{}, "chroot", "it sees the whole file system"},
                {{}, NULL, "it does without"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
                g_assert_cmpstr(refusal_consequence(&cases[i].need, cases[i].call), ==, cases[i].then);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/explain/rows", test_rows);
        g_test_add_func("/explain/act", test_act);
        g_test_add_func("/explain/change-helps", test_change_helps);
        g_test_add_func("/explain/suspects", test_suspects);
        g_test_add_func("/explain/consequence", test_consequence);
        return g_test_run();
}

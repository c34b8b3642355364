/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What directives deny, as a table: one row a claim. The matrix of a lab (test/live/matrix.sh) holds such claims
 * against a kernel. */

#include "model/effect.h"

#include "base/diag.h"

typedef struct Row {
        unsigned systemd;
        const char *user;     /* User=; NULL: root */
        const char *settings; /* "Name=value|Name=value" */
        const char *need;     /* a line of the text form */
        const char *by;       /* the directive that denies it; NULL: allowed */
} Row;

static const Row rows[] = {
        /* the file system: the more specific path has the last word */
        {257, NULL, "ProtectSystem=strict", "path create /var/lib/x/y", "ProtectSystem"},
        {257, NULL, "ProtectSystem=strict", "path read /var/lib/x/y", NULL},
        {257, NULL, "ProtectSystem=strict", "path write /proc/sys/vm/x", NULL},
        {257, NULL, "ProtectSystem=strict", "path write /home/joe/x", NULL},
        {257, NULL, "ProtectSystem=strict|ReadWritePaths=/var/lib/x", "path create /var/lib/x/y", NULL},
        {257, NULL, "ProtectSystem=strict|ReadWritePaths=/var/lib/x", "path create /var/lib/xy", "ProtectSystem"},
        {257, NULL, "ProtectSystem=strict|ReadWritePaths=-/var|ReadOnlyPaths=/var/lib", "path write /var/lib/a",
         "ReadOnlyPaths"},
        {257, NULL, "ProtectSystem=strict|StateDirectory=x", "path create /var/lib/x/y", NULL},
        {257, NULL, "ProtectSystem=strict|RuntimeDirectory=x", "bind unix:/run/x/s", NULL},
        {257, NULL, "ProtectSystem=strict", "bind unix:/run/x/s", "ProtectSystem"},
        {257, NULL, "ProtectSystem=strict", "connect unix:/run/x/s", NULL},
        {257, NULL, "ProtectSystem=full", "path write /etc/x", "ProtectSystem"},
        {257, NULL, "ProtectSystem=yes", "path write /etc/x", NULL},
        {257, NULL, "ProtectSystem=yes", "path write /usr/x", "ProtectSystem"},
        {257, NULL, "ProtectSystem=full|ReadWritePaths=/etc", "path write /etc/x", "ProtectSystem"},
        {257, NULL, "ProtectHome=yes", "path read /root/x", "ProtectHome"},
        {257, NULL, "ProtectHome=yes|ReadWritePaths=/home/joe", "path read /home/joe/x", "ProtectHome"},
        {257, NULL, "ProtectHome=read-only", "path read /home/joe/x", NULL},
        {257, NULL, "ProtectHome=read-only", "path write /home/joe/x", "ProtectHome"},
        {257, NULL, "ProtectHome=tmpfs", "path read /home/joe/x", "ProtectHome"},
        {257, NULL, "ProtectHome=tmpfs|BindPaths=/home/joe", "path write /home/joe/x", NULL},
        {257, NULL, "TemporaryFileSystem=/opt|BindReadOnlyPaths=/opt/x", "path read,execute /opt/x/y", NULL},
        {257, NULL, "TemporaryFileSystem=/opt|BindReadOnlyPaths=/opt/x", "path write /opt/x/y", "BindReadOnlyPaths"},
        {257, NULL, "BindReadOnlyPaths=/var/x:/var/y", "path write /var/y/z", "BindReadOnlyPaths"},
        {257, NULL, "PrivatePIDs=yes", "behaviour process-signal", "PrivatePIDs"},
        {257, NULL, "PrivatePIDs=yes", "behaviour other-process", "PrivatePIDs"},
        {256, NULL, "PrivatePIDs=yes", "behaviour process-signal", NULL},
        {257, NULL, "PrivateTmp=yes", "path read /tmp/x", "PrivateTmp"},
        {257, NULL, "PrivateTmp=yes", "path read,own /tmp/x", NULL},
        {257, NULL, "PrivateTmp=yes", "path create /var/tmp/x", NULL},
        {257, NULL, "PrivateTmp=yes", "bind unix:/tmp/s", "PrivateTmp"},
        {257, NULL, "InaccessiblePaths=/srv", "path read /srv/x", "InaccessiblePaths"},
        {257, NULL, "InaccessiblePaths=/srv|ReadWritePaths=/srv/x", "path read /srv/x/y", "InaccessiblePaths"},
        {257, NULL, "TemporaryFileSystem=/var", "path create /var/x", NULL},
        {257, NULL, "TemporaryFileSystem=/var", "path read /var/x", "TemporaryFileSystem"},
        {257, NULL, "NoExecPaths=/var", "path execute /var/x", "NoExecPaths"},
        {257, NULL, "NoExecPaths=/var|ExecPaths=/var/bin", "path execute /var/bin/x", NULL},
        {257, NULL, "NoExecPaths=/", "path map-execute /usr/lib/x.so", "NoExecPaths"},
        {257, NULL, "NoExecPaths=/var", "path read /var/x", NULL},
        /* a mount of its own, which what is above it does not make read-only */
        {257, NULL, "ProtectSystem=strict|NoExecPaths=/var/lib", "path create /var/lib/x/y", NULL},
        {257, NULL, "ProtectSystem=strict|NoExecPaths=/var/lib", "path create /var/log/x", "ProtectSystem"},
        {257, NULL, "ProtectSystem=strict|NoExecPaths=/var/lib|ReadOnlyPaths=/var/lib", "path create /var/lib/x",
         "ReadOnlyPaths"},
        {257, NULL, "ProtectSystem=strict|NoExecPaths=/var|ReadOnlyPaths=/var/lib", "path create /var/lib/x",
         "ReadOnlyPaths"},
        {257, NULL, "ProtectSystem=full|ExecPaths=/usr/lib/x", "path create /usr/lib/x/y", NULL},
        {257, NULL, "ReadOnlyPaths=/|NoExecPaths=/", "path create /var/x", "ReadOnlyPaths"},
        {257, NULL, "ProtectKernelTunables=yes", "path write /proc/sys/vm/x", "ProtectKernelTunables"},
        {257, NULL, "ProtectKernelTunables=yes", "path read /proc/sys/vm/x", NULL},
        {257, NULL, "ProtectKernelTunables=yes", "path read /proc/kcore", "ProtectKernelTunables"},
        {257, NULL, "ProtectKernelTunables=yes", "path write /sys/fs/cgroup/x", NULL},
        {257, NULL, "ProtectControlGroups=yes", "path write /sys/fs/cgroup/x", "ProtectControlGroups"},
        {257, NULL, "ProtectKernelModules=yes", "path read /usr/lib/modules/x", "ProtectKernelModules"},
        {257, NULL, "ProcSubset=pid", "path read /proc/meminfo", "ProcSubset"},
        {257, NULL, "ProcSubset=pid", "path read /proc/self/maps", NULL},
        {257, NULL, "ProcSubset=pid", "path read /proc/1/stat", NULL},
        {257, "joe", "ProtectProc=invisible", "behaviour other-process", "ProtectProc"},
        {257, NULL, "ProtectProc=invisible", "behaviour other-process", NULL}, /* root may trace, and so sees all */
        {257, NULL, "ProtectProc=invisible|CapabilityBoundingSet=~CAP_SYS_PTRACE", "behaviour other-process", NULL},
        {257, NULL, "ProtectProc=ptraceable|CapabilityBoundingSet=~CAP_SYS_PTRACE", "behaviour other-process",
         "ProtectProc"},
        {257, "joe", "ProtectProc=invisible|Group=root", "behaviour other-process", NULL},
        {257, NULL, "TemporaryFileSystem=/srv|ReadOnlyPaths=/srv", "path read /srv/x", NULL},
        {257, NULL, "ReadOnlyPaths=/|ProtectProc=invisible", "path create,own /dev/shm/x", NULL},
        {257, NULL, "ReadOnlyPaths=/", "path create,own /dev/shm/x", "ReadOnlyPaths"},
        {257, NULL, "ProtectHome=tmpfs", "path create,own /home/x", "ProtectHome"},
        {257, NULL, "ProcSubset=pid", "path read /proc/net/tcp", "ProcSubset"},
        {257, NULL, "PrivateTmp=yes|ReadOnlyPaths=/tmp", "path create,own /tmp/x", "ReadOnlyPaths"},
        {257, NULL, "ProtectHome=tmpfs|BindPaths=/root", "path create /root/x", "ProtectHome"},
        {257, NULL, "ProtectHome=tmpfs|BindReadOnlyPaths=/home", "path read /home/x", NULL},
        {257, NULL, "ProtectSystem=strict|ProtectKernelTunables=yes", "path create /run/x", NULL}, /* MountAPIVFS= */
        {257, NULL, "ProtectSystem=strict|ProtectKernelTunables=yes|ReadOnlyPaths=/run", "path create /run/x",
         "ReadOnlyPaths"},
        {257, NULL, "PrivateDevices=yes", "path create,own,execute /dev/shm/x", NULL},
        {257, NULL, "PrivateUsers=identity", "user 33", NULL},
        {257, NULL, "PrivateUsers=identity", "capability CAP_SYS_ADMIN", "PrivateUsers"},
        {257, NULL, "DeviceAllow=char-misc rw", "device read,write /dev/net/tun", NULL},
        {257, NULL, "RestrictNamespaces=~user", "namespace time", "RestrictNamespaces"},
        {262, NULL, "RestrictNamespaces=~user", "namespace time", NULL},

        /* devices */
        {257, NULL, "PrivateDevices=yes", "device read /dev/sda", "PrivateDevices"},
        {257, NULL, "PrivateDevices=yes", "device read,write /dev/null", NULL},
        {257, NULL, "PrivateDevices=yes", "path read /dev/disk/by-uuid/x", "PrivateDevices"},
        {257, NULL, "PrivateDevices=yes|DeviceAllow=/dev/sda rw", "device read /dev/sda", "PrivateDevices"},
        {257, NULL, "PrivateDevices=yes", "capability CAP_MKNOD", "PrivateDevices"},
        {257, NULL, "PrivateDevices=yes", "syscall iopl", "PrivateDevices"},
        {257, NULL, "DevicePolicy=closed", "device read /dev/sda", "DevicePolicy"},
        {257, NULL, "DevicePolicy=closed", "device read,write /dev/urandom", NULL},
        {257, NULL, "DevicePolicy=strict", "device read /dev/null", "DevicePolicy"},
        {257, NULL, "DeviceAllow=/dev/net/tun rw", "device read,write /dev/net/tun", NULL},
        {257, NULL, "DeviceAllow=/dev/net/tun r", "device read,write /dev/net/tun", "DeviceAllow"},
        {257, NULL, "DevicePolicy=closed|DeviceAllow=char-ttyS rw", "device read,write /dev/ttyS0", NULL},
        {257, NULL, "DevicePolicy=closed|DeviceAllow=char-alsa rw", "device read,write /dev/snd/controlC0", NULL},
        {257, NULL, "DevicePolicy=closed|DeviceAllow=char-video4linux rw", "device read,write /dev/video0", NULL},
        {257, NULL, "DevicePolicy=closed|DeviceAllow=char-drm rw", "device read,write /dev/video0", "DevicePolicy"},

        /* a root directory of its own: the lists speak of the host, but for "+" */
        {257, NULL, "RootDirectory=/srv/r|InaccessiblePaths=/opt", "path read /opt/a", NULL},
        {257, NULL, "RootDirectory=/srv/r|InaccessiblePaths=+/opt", "path read /opt/a", "InaccessiblePaths"},
        {257, NULL, "RootDirectory=/srv/r|InaccessiblePaths=-+/opt", "path read /opt/a", "InaccessiblePaths"},
        {257, NULL, "RootDirectory=/srv/r/|InaccessiblePaths=/srv/r/opt", "path read /opt/a", "InaccessiblePaths"},
        {257, NULL, "RootDirectory=/srv/r|InaccessiblePaths=/srv/r", "path read /opt/a", "InaccessiblePaths"},
        {257, NULL, "RootDirectory=/srv/r|InaccessiblePaths=/srv/rest/opt", "path read /opt/a", NULL},
        {257, NULL, "RootDirectory=/|InaccessiblePaths=/opt", "path read /opt/a", "InaccessiblePaths"},
        {257, NULL, "RootImage=/srv/r.raw|InaccessiblePaths=/opt", "path read /opt/a", NULL},
        {257, NULL, "RootImage=/srv/r.raw|RootDirectory=/srv/r|InaccessiblePaths=/srv/r/opt", "path read /opt/a", NULL},
        {257, NULL, "RootDirectory=/srv/r|ProtectHome=yes", "path read /home/a", "ProtectHome"},
        {257, NULL, "RootDirectory=/srv/r|TemporaryFileSystem=/opt", "path read /opt/a", "TemporaryFileSystem"},

        /* calls */
        {257, NULL, "SystemCallFilter=@system-service", "syscall openat", NULL},
        {257, NULL, "SystemCallFilter=@system-service", "syscall mount", "SystemCallFilter"},
        {257, NULL, "SystemCallFilter=~@mount", "syscall mount", "SystemCallFilter"},
        {257, NULL, "SystemCallFilter=~@mount", "syscall openat", NULL},
        {257, NULL, "SystemCallFilter=@system-service|SystemCallFilter=~@privileged|SystemCallFilter=@setuid",
         "syscall setuid", NULL},
        {257, NULL, "SystemCallFilter=@system-service|SystemCallFilter=~@privileged:EPERM", "syscall chown",
         "SystemCallFilter"},
        {257, NULL, "SystemCallArchitectures=native", "foreign i386:open", "SystemCallArchitectures"},
        {257, NULL, "SystemCallArchitectures=native", "syscall open", NULL},
        {257, NULL, "SystemCallArchitectures=native x86", "foreign i386:open", NULL},
        {257, NULL, "SystemCallArchitectures=native|SystemCallArchitectures=x86", "foreign i386:open", NULL},
        {257, NULL, "SystemCallArchitectures=native x32", "foreign i386:open", "SystemCallArchitectures"},
        {257, NULL, "SystemCallFilter=~@network-io", "foreign i386:socketcall", "SystemCallFilter"},
        {257, NULL, "SystemCallFilter=~@network-io", "foreign x32:socket", "SystemCallFilter"},
        {257, NULL, "SystemCallFilter=~@network-io", "foreign i386:open", NULL},
        {257, NULL, "LockPersonality=yes", "syscall personality", "LockPersonality"},
        {257, NULL, "ProtectClock=yes", "syscall adjtimex", "ProtectClock"},
        {257, NULL, "ProtectClock=yes", "capability CAP_SYS_TIME", "ProtectClock"},
        {257, NULL, "ProtectClock=yes", "syscall clock_gettime", NULL},
        {257, NULL, "ProtectKernelLogs=yes", "syscall syslog", "ProtectKernelLogs"},
        {257, NULL, "ProtectKernelLogs=yes", "capability CAP_SYSLOG", "ProtectKernelLogs"},
        {257, NULL, "ProtectKernelModules=yes", "syscall init_module", "ProtectKernelModules"},
        {257, NULL, "ProtectHostname=yes", "syscall sethostname", "ProtectHostname"},
        {262, NULL, "ProtectHostname=private", "syscall sethostname", NULL},
        {257, NULL, "RestrictRealtime=yes", "behaviour realtime", "RestrictRealtime"},
        {257, NULL, "RestrictSUIDSGID=yes", "setid-bit /usr/x", "RestrictSUIDSGID"},
        {257, NULL, "RestrictSUIDSGID=yes", "syscall openat2", "RestrictSUIDSGID"},
        {257, NULL, "MemoryDenyWriteExecute=yes", "memory write-execute", "MemoryDenyWriteExecute"},
        {257, NULL, "RestrictNamespaces=yes", "namespace net", "RestrictNamespaces"},
        {257, NULL, "RestrictNamespaces=net", "namespace net", NULL},
        {257, NULL, "RestrictNamespaces=~user", "namespace user", "RestrictNamespaces"},
        {257, NULL, "RestrictNamespaces=~user", "namespace net", NULL},

        /* sockets */
        {257, NULL, "RestrictAddressFamilies=AF_UNIX", "socket AF_INET/SOCK_STREAM/0", "RestrictAddressFamilies"},
        {257, NULL, "RestrictAddressFamilies=AF_UNIX", "socket AF_UNIX/SOCK_DGRAM/0", NULL},
        {257, NULL, "RestrictAddressFamilies=none", "socket AF_UNIX/SOCK_DGRAM/0", "RestrictAddressFamilies"},
        {257, NULL, "RestrictAddressFamilies=~AF_PACKET", "socket AF_PACKET/SOCK_RAW/0", "RestrictAddressFamilies"},
        {257, NULL, "PrivateNetwork=yes", "socket AF_INET/SOCK_STREAM/0", "PrivateNetwork"},
        {257, NULL, "PrivateNetwork=yes", "connect unix:/run/x", NULL},
        {257, NULL, "PrivateNetwork=yes", "connect unix:@x", "PrivateNetwork"},
        {257, NULL, "IPAddressDeny=any", "connect tcp:192.0.2.1:80", "IPAddressDeny"},
        {257, NULL, "IPAddressDeny=any|IPAddressAllow=localhost", "connect tcp:127.0.0.1:80", NULL},
        {257, NULL, "IPAddressDeny=any|IPAddressAllow=localhost", "connect tcp:[::1]:80", NULL},
        {257, NULL, "IPAddressDeny=any|IPAddressAllow=192.0.2.0/24", "connect udp:192.0.2.7:53", NULL},
        {257, NULL, "IPAddressDeny=any|IPAddressAllow=192.0.2.0/24", "connect udp:192.0.3.7:53", "IPAddressDeny"},
        {257, NULL, "IPAddressDeny=any", "connect unix:/run/x", NULL},
        {257, NULL, "SocketBindDeny=any", "bind tcp:0.0.0.0:80", "SocketBindDeny"},
        {257, NULL, "SocketBindDeny=any|SocketBindAllow=tcp:80", "bind tcp:0.0.0.0:80", NULL},
        {257, NULL, "SocketBindDeny=any|SocketBindAllow=ipv6:tcp:80", "bind tcp:0.0.0.0:80", "SocketBindDeny"},
        {257, NULL, "SocketBindDeny=any|SocketBindAllow=8000-9000", "bind udp:[::]:8080", NULL},
        {257, NULL, "SocketBindDeny=any", "bind unix:/run/x", NULL},
        {257, NULL, "IPAddressDeny=192.0.2.0/24", "connect tcp:192.0.2.1:80", "IPAddressDeny"},
        {257, NULL, "IPAddressDeny=192.0.2.0/24", "connect tcp:192.0.3.1:80", NULL},
        {257, NULL, "IPAddressDeny=localhost", "accept tcp:127.0.0.1", "IPAddressDeny"},
        {257, NULL, "IPAddressDeny=192.0.2.0/24|IPAddressAllow=192.0.2.1", "connect tcp:192.0.2.1:80", NULL},
        {257, NULL, "SocketBindDeny=ipv6:tcp|SocketBindDeny=ipv4:tcp", "bind tcp:[::]:9100", "SocketBindDeny"},
        {257, NULL, "SocketBindDeny=ipv4:tcp", "bind tcp:[::]:9100", NULL},
        {257, NULL, "SocketBindDeny=9000-9999", "bind tcp:[::]:9100", "SocketBindDeny"},
        {257, NULL, "SocketBindDeny=tcp|SocketBindAllow=tcp:9100", "bind tcp:[::]:9100", NULL},

        /* privileges */
        {257, NULL, "CapabilityBoundingSet=CAP_CHOWN", "capability CAP_SETUID", "CapabilityBoundingSet"},
        {257, NULL, "CapabilityBoundingSet=CAP_CHOWN", "capability CAP_CHOWN", NULL},
        {257, NULL, "CapabilityBoundingSet=~CAP_CHOWN", "capability CAP_CHOWN", "CapabilityBoundingSet"},
        {257, NULL, "CapabilityBoundingSet=", "capability CAP_KILL", "CapabilityBoundingSet"},
        {257, NULL, "NoNewPrivileges=yes", "setid-exec /usr/sbin/postdrop", "NoNewPrivileges"},
        {257, NULL, "PrivateUsers=yes", "user 33", "PrivateUsers"},
        {257, NULL, "PrivateUsers=yes", "setid-exec /usr/sbin/postdrop", "PrivateUsers"},
        {257, NULL, "PrivateUsers=yes", "capability CAP_CHOWN", "PrivateUsers"},

        /* NoNewPrivileges= that nobody set */
        {252, NULL, "LockPersonality=yes", "setid-exec /usr/bin/x", NULL},
        {252, "daemon", "LockPersonality=yes", "setid-exec /usr/bin/x", "LockPersonality"},
        {257, "daemon", "LockPersonality=yes", "setid-exec /usr/bin/x", NULL},
        {252, "daemon", "ProtectSystem=strict", "setid-exec /usr/bin/x", NULL},
        {257, "daemon", "SystemCallFilter=~@privileged", "setid-exec /usr/bin/x", "SystemCallFilter"},
        {257, "daemon", "SystemCallFilter=~@mount", "setid-exec /usr/bin/x", NULL},
        {257, NULL, "SystemCallFilter=~@privileged", "setid-exec /usr/bin/x", NULL},
        {257, NULL, "DynamicUser=yes", "setid-exec /usr/bin/x", "DynamicUser"},
        {257, NULL, "DynamicUser=yes", "path write /var/x", "DynamicUser"},

        /* mounts made inside stay inside */
        {257, NULL, "PrivateTmp=yes", "behaviour mount-shared", "PrivateTmp"},
        {257, NULL, "LockPersonality=yes", "behaviour mount-shared", NULL},
        {252, NULL, "PrivateNetwork=yes", "behaviour mount-shared", NULL},
        {257, NULL, "PrivateNetwork=yes", "behaviour mount-shared", "PrivateNetwork"},
        {257, NULL, "PrivateNetwork=yes|PrivateMounts=no", "behaviour mount-shared", NULL},
};

static void test_rows(void)
{
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                const Row *row = &rows[i];
                g_autoptr(Config) config = config_new();
                g_autoptr(EffectList) effects = NULL;
                g_autoptr(NeedSet) needs = NULL;
                g_autoptr(DiagList) diags = diag_list_new();
                g_auto(GStrv) settings = g_strsplit(row->settings, "|", 0);
                g_autofree char *text =
                        g_strdup_printf("unitlock-needs 1\nunit x.service\n%s\n\twitnessed run test - -\n", row->need);
                EffectContext context = {.systemd = row->systemd, .root = !row->user, .config = config};
                DirectiveId by = _DIRECTIVE_MAX;
                const char *denied;

                if (row->user)
                        config_assign(config, DIRECTIVE_USER, row->user);
                for (char **setting = settings; *setting; setting++) {
                        char *equals = strchr(*setting, '=');
                        int id;

                        *equals = '\0';
                        id = directive_from_name("Service", *setting);
                        g_assert_cmpint(id, >=, 0);
                        config_assign(config, id, equals + 1);
                }
                needs = need_set_from_text(text, "row", diags);
                if (!needs) {
                        g_autofree char *wrong = diag_list_to_string(diags);

                        g_error("%s\n%s", text, wrong);
                }
                g_assert_cmpuint(needs->entries->len, ==, 1);
                effects = effects_of(&context);
                denied = effect_list_denies(effects, &((const NeedEntry *)needs->entries->pdata[0])->need, &by)
                                 ? directives[by].name
                                 : NULL;
                if (g_strcmp0(denied, row->by) != 0)
                        g_error("%s (systemd %u, %s) and \"%s\": denied by %s, not by %s", row->settings, row->systemd,
                                row->user ? row->user : "root", row->need, denied ? denied : "nothing",
                                row->by ? row->by : "nothing");
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/model/effect/rows", test_rows);
        return g_test_run();
}

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The watcher against a real systemd: each kind of refusal is told in the journal of its unit, with the setting to blame and no
# other; and what fails for other reasons blames nothing.
# where: outside
#
# usage: watch.sh [SUITE]     (default: $SUITE; $UNITLOCK: the program that has the lab)
set -eu

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/watch-lib.sh"

# Linux 6.11 and later say whose packets are dropped.
sees_packets() {
        [ "$(printf '%s\n' 6.11 "$(uname -r)" | sort -V | head -n 1)" = 6.11 ]
}

inside() {
        version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
        ip link set lo up
        mkdir -p /usr/lib/systemd/catalog /srv/data /root/lab
        cp "$here/unitlock.catalog" /usr/lib/systemd/catalog/ && journalctl --update-catalog
        start_watcher
        # The kernel verifies a million steps at most, which take seconds. A branch in a loop can multiply them.
        steps=$(sed -n 's/^verified_insns:[^0-9]*//p' "/proc/$(watcher_pid)/fdinfo/"* | sort -n | tail -n 1)
        check "of its programs the kernel verifies $steps steps at most, a tenth of what it takes" test "${steps:-1000000}" -le 100000
        exposure=$(systemd-analyze security --no-pager unitlock-watch | sed -n 's/.*: \([0-9.]*\) .*/\1/p' | tail -n 1)
        check "its exposure ($exposure) is at most 1.5" test "$(echo "$exposure" | tr -d .)" -le 15

        p=$here/probe
        mknod /dev/extra c 1 5
        mknod /dev/mapped b 7 99
        ln -s of-others /tmp/link-of-others
        ln -s /root/lab/file /srv/link-home
        ln -s /root/lab/missing /srv/link-nowhere
        echo text >/root/lab/file
        echo text >/tmp/of-others
        echo text >/srv/data/file
        echo text >/srv/secret && chmod 600 /srv/secret
        echo text >/srv/of-daemon && chmod 600 /srv/of-daemon && chown daemon /srv/of-daemon
        mkdir -m 770 /srv/shared && chgrp daemon /srv/shared
        sleep 1000 &
        outside=$!
        mkdir -m 700 /srv/closed && echo text >/srv/closed/file
        cp /bin/true /srv/data/program
        cp /usr/bin/id /opt/set-id && chown root:mail /opt/set-id && chmod 2755 /opt/set-id
        cp /bin/true /opt/not-executable && chmod 644 /opt/not-executable
        printf '#!/nowhere/interpreter\n' >/opt/script && chmod 755 /opt/script
        mkdir -p /srv/read-only && mount -t tmpfs -o ro none /srv/read-only
        mkdir -p /srv/full && mount -t tmpfs -o size=4k none /srv/full && { cat /dev/zero >/srv/full/a 2>/dev/null || :; }
        printf '#!/srv/data/program\n' >/opt/script-data && chmod 755 /opt/script-data
        printf '#!/root/lab/program\n' >/opt/script-home && cp /bin/true /root/lab/program && chmod 755 /opt/script-home
        printf 'no program\n' >/opt/text && chmod 755 /opt/text
        # the head of an ELF program that no kernel here runs: 64-bit, of machine 22 (S/390)
        { printf '\177ELF\2\1\1'; head -c 9 /dev/zero; printf '\2\0\26\0\1'; head -c 200 /dev/zero; } >/opt/foreign && chmod 755 /opt/foreign
        ln -s /srv/data/program /opt/link
        : >/var/lib/a-file
        cp /bin/true /opt/with-capability && setcap cap_net_raw+ep /opt/with-capability
        mkdir -p /srv/root/data && echo text >/srv/root/data/file
        printf '#!/bin/sh\n' >/srv/root/data/script && chmod 755 /srv/root/data/script
        mkdir -p /srv/no-setid && mount -t tmpfs none /srv/no-setid && cp -p /opt/set-id /srv/no-setid/ && mount -o remount,nosuid /srv/no-setid
        controllers=$(cat /sys/fs/cgroup/cgroup.controllers)
        for _ in 1 2 3; do setpriv --reuid=news --clear-groups sleep 1000 & done
        mkdir -p /srv/no-exec && mount -t tmpfs none /srv/no-exec && cp /bin/true /srv/no-exec/ && mount -o remount,noexec /srv/no-exec

        ip address add 10.9.9.1/24 dev lo && ip route add 10.9.8.0/24 dev lo
        ip link add host0 type veth peer name host1 && ip link set host0 up && ip link set host1 up && ip address add 10.9.7.1/24 dev host0
        echo 'visitor:x:4711:4711::/home/visitor:/bin/sh' >>/etc/passwd # there may be no useradd
        mkdir -p -m 700 /home/visitor && chown 4711 /home/visitor
        printf '[Slice]\nIPAddressDeny=any\n' >/etc/systemd/system/deny.slice
        mkdir /etc/systemd/system/device.slice.d # a slice needs no file of its own
        printf '[Slice]\nDevicePolicy=closed\n' >/etc/systemd/system/device.slice.d/x.conf
        printf '[Slice]\nSocketBindDeny=any\n' >/etc/systemd/system/bind.slice
        printf '[Slice]\nRestrictNetworkInterfaces=lo\n' >/etc/systemd/system/interface.slice
        "$p" new-queue=of-host >/dev/null
        cat >/opt/host-listens <<'END'
use IO::Socket;
my $tcp = IO::Socket::INET->new(Listen => 5, LocalAddr => "127.0.0.1:8093") or die;
my $udp = IO::Socket::INET->new(Proto => "udp", LocalAddr => "127.0.0.1:8093") or die;
my $unix = IO::Socket::UNIX->new(Listen => 5, Local => "\0host-listens") or die;
open(my $ready, ">", "/run/host-listens") or die;
close $ready;
sleep 1000;
END
        mkfifo /run/host-listens
        perl /opt/host-listens &
        perl -e 'shmget(4711, 4096, 01600) or die'
        cat /run/host-listens

        number=0
        cases=/tmp/cases
        : >$cases
        # row DIRECTIVE|none "SETTING|SETTING" COMMAND...
        row() {
                want=$1
                settings=$2
                shift 2
                number=$((number + 1))
                {
                        echo "[Service]"
                        echo "Type=oneshot"
                        [ -z "$settings" ] || echo "$settings" | tr '|' '\n'
                        echo "ExecStart=$*"
                } >"/etc/systemd/system/case$number.service"
                printf '%s\t%s\t%s\t%s\n' "$number" "$want" "$settings" "$*" >>$cases
        }

        # --- the sandbox's doing
        row SystemCallFilter 'SystemCallFilter=~@chown' "$p" chown=/srv/data/file
        row SystemCallFilter 'SystemCallFilter=~@chown|SystemCallErrorNumber=EPERM' "$p" chown=/srv/data/file
        row SystemCallFilter 'SystemCallFilter=~ptrace' /bin/sh -c "'$p ptrace; true'"
        row SystemCallFilter 'SystemCallFilter=~@setuid' "$p" setuid=0
        row SystemCallArchitectures 'SystemCallArchitectures=native' "$here/x32"
        row CapabilityBoundingSet 'CapabilityBoundingSet=' "$p" chown=/srv/data/file
        row CapabilityBoundingSet 'CapabilityBoundingSet=' "$p" bind-tcp=82
        row CapabilityBoundingSet 'CapabilityBoundingSet=~CAP_SETUID' "$p" setuid=33
        row CapabilityBoundingSet 'CapabilityBoundingSet=~CAP_NET_RAW' "$p" socket=17
        row ProtectSystem 'ProtectSystem=strict' "$p" write=/srv/data/file
        row ProtectSystem 'ProtectSystem=strict' "$p" write=/run/frobozzd.pid
        row ProtectSystem 'ProtectSystem=full' "$p" mkdir=/etc/made
        row ReadOnlyPaths 'ReadOnlyPaths=/srv/data' "$p" unlink=/srv/data/file
        row ProtectHome 'ProtectHome=yes' "$p" read=/root/lab/file
        row ProtectHome 'ProtectHome=tmpfs' "$p" stat=/root/lab/file
        row ProtectHome 'ProtectHome=yes' "$p" read=/srv/link-home
        row none 'ProtectHome=yes' "$p" read=/srv/link-nowhere
        row ProtectHome 'ProtectHome=read-only' "$p" write=/root/lab/file
        row InaccessiblePaths 'InaccessiblePaths=/srv/data' "$p" read=/srv/data/file
        row InaccessiblePaths 'InaccessiblePaths=/srv/data/file' "$p" read=/srv/data/file
        row TemporaryFileSystem 'TemporaryFileSystem=/srv' "$p" read=/srv/data/file
        row PrivateTmp 'PrivateTmp=yes' "$p" read=/tmp/of-others
        row NoExecPaths 'NoExecPaths=/srv/data' "$p" run=/srv/data/program
        row PrivateDevices 'PrivateDevices=yes' "$p" read=/dev/extra
        row DevicePolicy 'DevicePolicy=strict|DeviceAllow=/dev/null rw' "$p" read=/dev/zero
        row DevicePolicy 'DevicePolicy=closed' "$p" read=/dev/mapped
        row DevicePolicy 'DevicePolicy=strict' "$p" read=/srv/data/file
        row PrivateTmp 'PrivateTmp=yes' "$p" read=/tmp/link-of-others
        row ProcSubset 'ProcSubset=pid' "$p" read=/proc/version
        row ProtectProc 'ProtectProc=invisible|User=daemon' "$p" stat=/proc/1/stat
        row ProtectKernelTunables 'ProtectKernelTunables=yes' "$p" append=/proc/sys/kernel/printk
        row ProtectControlGroups 'ProtectControlGroups=yes' "$p" mkdir=/sys/fs/cgroup/made
        row ProtectKernelLogs 'ProtectKernelLogs=yes' "$p" read=/dev/kmsg
        row RestrictAddressFamilies 'RestrictAddressFamilies=AF_UNIX' "$p" socket=16
        row RestrictAddressFamilies 'RestrictAddressFamilies=AF_UNIX' "$p" connect-tcp=81
        row RestrictNamespaces 'RestrictNamespaces=yes' "$p" unshare=0x20000
        row RestrictRealtime 'RestrictRealtime=yes' "$p" realtime
        row RestrictSUIDSGID 'RestrictSUIDSGID=yes' "$p" chmod-suid=/srv/data/program
        row LockPersonality 'LockPersonality=yes' "$p" personality
        row MemoryDenyWriteExecute 'MemoryDenyWriteExecute=yes' "$p" wx
        row ProtectHostname 'ProtectHostname=yes' "$p" hostname
        row ProtectClock 'ProtectClock=yes' "$p" adjtimex
        row IPAddressDeny 'IPAddressDeny=any' "$p" send-udp=53
        row IPAddressDeny 'IPAddressDeny=any' timeout 2 "$p" connect-tcp=81
        [ "$version" -lt 257 ] || # Debian's 252 was built without it
                row SocketBindDeny 'SocketBindDeny=any' "$p" bind-tcp=8082
        row NoNewPrivileges 'NoNewPrivileges=yes|User=daemon' "$p" run=/opt/set-id
        row PrivateUsers 'PrivateUsers=yes' "$p" run=/opt/set-id
        row PrivateUsers 'PrivateUsers=yes' "$p" hostname
        row PrivateUsers 'PrivateUsers=yes' "$p" read=/srv/of-daemon
        if [ "$version" -lt 255 ]; then
                row LockPersonality 'LockPersonality=yes|User=daemon' "$p" run=/opt/set-id
        else
                row SystemCallFilter 'SystemCallFilter=@system-service|SystemCallFilter=~@privileged|User=daemon' "$p" run=/opt/set-id
        fi

        row PrivateNetwork 'PrivateNetwork=yes' "$p" connect=127.0.0.1:8093
        row PrivateNetwork 'PrivateNetwork=yes' "$p" connect=+127.0.0.1:8093
        row PrivateNetwork 'PrivateNetwork=yes' "$p" connect-unix=@host-listens
        row PrivateNetwork 'PrivateNetwork=yes' "$p" connect=10.9.8.7:80
        row PrivateNetwork 'PrivateNetwork=yes' "$p" bind=10.9.9.1:8094

        row PrivateUsers 'PrivateUsers=yes' "$p" chown=/srv/data/file
        row PrivateUsers 'PrivateUsers=yes' "$p" setuid=33
        row PrivateUsers 'PrivateUsers=yes' "$p" setgroups=5
        row PrivateIPC 'PrivateIPC=yes' "$p" shm=4711
        row SystemCallFilter 'CapabilityBoundingSet=~CAP_CHOWN|SystemCallErrorNumber=EPERM|SystemCallFilter=~@chown' "$p" chown=/srv/data/file
        both=$number
        row RestrictNamespaces 'RestrictNamespaces=yes|SystemCallErrorNumber=EPERM|SystemCallFilter=~unshare' "$p" unshare=0x20000
        twice=$number
        row SystemCallFilter 'ReadOnlyPaths=/srv|SystemCallErrorNumber=EPERM|SystemCallFilter=~mkdir mkdirat' "$p" mkdir=/srv/data/made
        thrice=$number
        row SystemCallFilter 'ReadOnlyPaths=/srv|SystemCallErrorNumber=EPERM|SystemCallFilter=~mkdir mkdirat' "$p" mkdir=/var/tmp/made
        once=$number
        # late, after a thousand names that are nowhere: an interpreter that looks for its modules
        row ProtectSystem 'ProtectSystem=strict' /usr/bin/perl -e "'stat(\"/nowhere/\$\$_\") for 1..3000; open(F, \">\", \"/srv/late\") or die'"
        row ProtectHome 'ProtectHome=tmpfs' /usr/bin/perl -e "'stat(\"/nowhere/\$\$_\") for 1..3000; open(F, \"<\", \"/root/lab/file\") or die'"
        row ProtectSystem 'ProtectSystem=strict' /usr/bin/perl -MIO::Socket -e "'IO::Socket::UNIX->new(Listen => 1, Local => \"/run/bound.sock\") or die'"
        bound=$number
        # what is refused by an answer, by a set that is too large, to who only asks
        row CapabilityBoundingSet 'CapabilityBoundingSet=~CAP_NET_ADMIN' /sbin/ip link add unitlock0 type dummy
        row PrivateUsers 'PrivateUsers=yes' /sbin/ip address add 10.9.9.2/32 dev lo
        row CapabilityBoundingSet 'CapabilityBoundingSet=~CAP_NET_RAW' "$p" capset=13
        row CapabilityBoundingSet 'CapabilityBoundingSet=~CAP_NET_RAW' "$p" use-capability=13
        row CapabilityBoundingSet 'CapabilityBoundingSet=~CAP_SETFCAP' setcap cap_net_raw+ep /srv/data/program
        row CapabilityBoundingSet 'CapabilityBoundingSet=~CAP_NET_RAW' "$p" run=/opt/with-capability
        row CapabilityBoundingSet 'CapabilityBoundingSet=~CAP_NET_RAW|User=daemon' "$p" run=/opt/with-capability
        row ReadOnlyPaths 'ReadOnlyPaths=/srv/shared|User=daemon' "$p" may-write=/srv/shared
        [ "$version" -lt 257 ] || {
                row PrivatePIDs 'PrivatePIDs=yes' "$p" "signal=$outside"
                row PrivatePIDs 'PrivatePIDs=yes' "$p" "stat=/proc/$outside/status"
        }
        row NoExecPaths 'NoExecPaths=/srv/data' "$p" map=/srv/data/program
        row LimitNOFILE 'LimitNOFILE=100|User=daemon' "$p" raise=500
        row LimitNOFILE 'LimitNOFILE=3' /bin/true
        # a mount that a setting makes is in the way
        mkdir -p /srv/moved/a /srv/moved/b && echo text >/srv/moved/a/file && echo text >/srv/moved/a/whole
        x='ProtectSystem=strict|ReadWritePaths=/srv/moved/'
        row ReadWritePaths "${x}a /srv/moved/b" /bin/ln /srv/moved/a/file /srv/moved/b/linked
        row ReadWritePaths "${x}a /srv/moved/b" /usr/bin/perl -e "'rename(\"/srv/moved/a/file\", \"/srv/moved/b/file\") or die'"
        row ProtectSystem "${x}a/whole" "$p" unlink=/srv/moved/a/whole # its directory is read-only
        row ReadOnlyPaths 'ReadOnlyPaths=/srv/moved/a/whole' "$p" unlink=/srv/moved/a/whole
        row BindPaths 'BindPaths=/srv/moved/a' /bin/ln /srv/moved/a/file /srv/moved/b/linked
        row RootImage 'RootImage=/nowhere' /bin/true
        row RootDirectory 'RootDirectory=/nowhere' /bin/true
        row CapabilityBoundingSet 'CapabilityBoundingSet=~CAP_SYS_ADMIN' "$p" fanotify=4
        # filters with an error that says something else
        row SystemCallFilter 'SystemCallFilter=~setpriority|SystemCallErrorNumber=EINVAL' /usr/bin/perl -e "'setpriority(0, 0, 5) or die'"
        row SystemCallFilter 'SystemCallFilter=~chown:ENOSPC' "$p" chown=/srv/data/file
        # ... or what the call says by itself
        row SystemCallFilter 'SystemCallFilter=~socket|SystemCallErrorNumber=EMFILE|LimitNOFILE=100' /usr/bin/perl -MSocket -e "'socket(S, 2, 1, 0) or die'"
        row SystemCallFilter 'SystemCallFilter=~prlimit64 setrlimit:EINVAL' /bin/sh -c "'ulimit -n 50'"
        row SystemCallFilter 'SystemCallFilter=~timer_create:EAGAIN|LimitSIGPENDING=1000' "$p" timers=2
        row SystemCallFilter 'SystemCallFilter=~mlock:ENOMEM|LimitMEMLOCK=1M|User=daemon' "$p" lock=64
        row SystemCallFilter 'SystemCallFilter=~kill:ESRCH' /bin/sh -c "'kill -0 \$\$\$\$'"
        row SystemCallFilter 'SystemCallFilter=~unlink unlinkat:ENOENT' "$p" unlink=/srv/data/file
        row none 'SystemCallFilter=~unlink:ENOENT' "$p" unlink=/srv/data/missing
        row LimitNOFILE 'LimitNOFILE=4|ProtectSystem=full|PrivateTmp=yes' /bin/true
        # not there, but it is told that it may not look
        row InaccessiblePaths 'InaccessiblePaths=/srv/data|User=daemon' "$p" stat=/srv/data/missing
        row BindReadOnlyPaths 'BindReadOnlyPaths=/srv/shared:/srv/data' "$p" read=/srv/data/file
        row LimitNOFILE 'LimitNOFILE=100' "$p" raise=500:
        # in a container that lacks a capability it is nothing that a unit could take
        case $((0x$(sed -n 's/^CapBnd:[^0-9a-f]*//p' /proc/1/status) >> 24 & 1)) in
        1) limit=CapabilityBoundingSet score=CapabilityBoundingSet ;;
        *) limit=LimitNOFILE score=none ;;
        esac
        row $limit 'CapabilityBoundingSet=~CAP_SYS_RESOURCE|LimitNOFILE=100' "$p" raise=500
        row $score 'CapabilityBoundingSet=~CAP_SYS_RESOURCE' /bin/sh -c "'echo -900 >/proc/self/oom_score_adj'"
        row none 'User=daemon|AmbientCapabilities=CAP_NET_BIND_SERVICE|CapabilityBoundingSet=CAP_NET_BIND_SERVICE' "$p" read=/root/lab/file chown=/srv/data/file
        row InaccessiblePaths 'InaccessiblePaths=/srv/data' "$p" list=/srv/data
        # by a descriptor, a connected socket, a name; by a slice; by root without its powers
        row RestrictSUIDSGID 'RestrictSUIDSGID=yes' "$p" fchmod-suid=/srv/data/program
        row IPAddressDeny 'IPAddressDeny=any' "$p" send-connected=10.9.9.1:53
        row IPAddressDeny 'Slice=deny.slice' "$p" send-connected=10.9.9.1:53
        row DevicePolicy 'Slice=device.slice' "$p" read=/dev/mapped
        row DevicePolicy 'Slice=device.slice|DeviceAllow=/dev/mapped r' "$p" read=/dev/mapped
        row PrivateNetwork 'PrivateNetwork=yes' "$p" send-connected=127.0.0.1:8093
        row PrivateNetwork 'PrivateNetwork=yes' "$p" interface=host0
        row PrivateNetwork 'PrivateNetwork=yes' "$p" read=/proc/sys/net/ipv4/conf/host0/forwarding
        row PrivateIPC 'PrivateIPC=yes' "$p" queue=of-host
        row LimitMSGQUEUE 'LimitMSGQUEUE=0' "$p" new-queue=of-service
        row SecureBits 'SecureBits=noroot' "$p" chown=/srv/data/file
        row ProtectHome 'ProtectHome=yes|User=visitor|WorkingDirectory=~' /bin/true
        row RestrictNamespaces 'RestrictNamespaces=yes|User=daemon' "$p" unshare=0x10000000
        [ "$version" -lt 257 ] || { # Debian's 252 was built without it
                row RestrictNetworkInterfaces 'RestrictNetworkInterfaces=lo' "$p" send-connected=10.9.7.2:53
                row RestrictNetworkInterfaces 'Slice=interface.slice' "$p" send-connected=10.9.7.2:53
                row SocketBindDeny 'Slice=bind.slice|SocketBindAllow=tcp:8083' "$p" bind-tcp=8083
        }
        row none 'Slice=device.slice' "$p" read=/dev/zero
        row none 'Slice=device.slice' "$p" read=/dev/none
        # limits: where the kernel has the controllers in the unified hierarchy
        printf '[Slice]\nTasksMax=4\n' >/etc/systemd/system/tasks.slice
        case $controllers in *pids*)
                row TasksMax 'TasksMax=4' "$p" tasks=20
                row TasksMax 'Slice=tasks.slice' "$p" tasks=20
                ;;
        esac
        printf '[Slice]\nMemoryMax=24M\nMemorySwapMax=0\n' >/etc/systemd/system/memory.slice
        case $controllers in *memory*)
                row MemoryMax 'MemoryMax=24M|MemorySwapMax=0' "$p" memory=64
                row MemoryMax 'Slice=memory.slice' "$p" memory=64
                ;;
        esac
        case $(cat /sys/kernel/security/lsm 2>/dev/null) in
        *bpf*) row RestrictFileSystems 'RestrictFileSystems=~tmpfs' "$p" write=/run/on-tmpfs ;;
        esac
        row LimitNOFILE 'LimitNOFILE=12' "$p" files=20
        row LimitNPROC 'LimitNPROC=2|User=games' "$p" tasks=20
        row LimitNPROC 'LimitNPROC=2|User=news' /bin/true
        row LimitFSIZE 'LimitFSIZE=16K' "$p" grow=/var/tmp/grown
        row LimitAS 'LimitAS=64M' "$p" memory=100
        row LimitMEMLOCK 'LimitMEMLOCK=8K|User=daemon' "$p" lock=64
        row LimitCPU 'LimitCPU=1' "$p" spin
        u='User=games|LimitSIGPENDING=8'
        row LimitSIGPENDING "$u" "$p" timers=20
        row LimitSIGPENDING "$u" "$p" queue-signals=20
        row none 'User=games|LimitSIGPENDING=1000' "$p" timers=20
        row LimitMEMLOCK 'LimitMEMLOCK=64K|User=daemon' "$p" lock-shared=1024
        row none 'LimitMEMLOCK=1M|User=daemon' "$p" lock-nothing
        row none 'LimitMEMLOCK=64K' "$p" lock=128 # root may
        row LimitNICE 'LimitNICE=-2|User=daemon' /usr/bin/perl -e "'setpriority(0, 0, -5) or die'"
        row none 'LimitNICE=-10|User=daemon' /usr/bin/perl -e "'setpriority(0, 0, -5) or die'"
        row none 'LimitRTPRIO=0|User=daemon' "$p" realtime # nobody may, unless he is allowed to
        row LimitRTPRIO 'LimitRTPRIO=5|User=daemon' "$p" realtime=10
        row none 'LimitRTPRIO=20|User=daemon' "$p" realtime=10
        row LimitRTTIME 'LimitRTTIME=20ms' "$p" spin-in-realtime
        row none 'LimitCPU=100' /bin/sh -c "'kill -XCPU \$\$\$\$'" # it was told to, by itself
        row LimitSTACK 'LimitSTACK=64K' "$p" stack=4096
        row none 'LimitSTACK=64M' "$p" stack=4096
        row none 'LimitSTACK=64K' /bin/sh -c "'kill -SEGV \$\$\$\$'"
        row LimitDATA 'LimitDATA=16M' "$p" break=64
        row LimitAS 'LimitAS=32M' "$p" remap=64
        row none 'LimitAS=8G' "$p" memory=200000000 # no kernel has so much
        row LimitNOFILE 'LimitNOFILE=12' "$p" duplicate=20
        row none 'LimitNOFILE=12' "$p" duplicate=9000000
        row NoNewPrivileges 'NoNewPrivileges=yes|User=daemon' "$p" run=/opt/with-capability
        # programs that systemd cannot run
        row ProtectHome 'ProtectHome=yes' /root/lab/program
        row NoExecPaths 'NoExecPaths=/srv/data' /srv/data/program
        row NoExecPaths 'NoExecPaths=/srv/data' /opt/script-data
        row NoExecPaths 'NoExecPaths=/srv/data' "$p" run=/opt/script-data
        row NoExecPaths 'NoExecPaths=/srv/data/program' "$p" run=/opt/link
        row ProtectHome 'ProtectHome=yes' /opt/script-home
        row ProtectHome 'ProtectHome=yes' "$p" run=/opt/script-home
        row ProtectHome 'ProtectHome=yes' -/root/lab/program
        row CapabilityBoundingSet 'CapabilityBoundingSet=~CAP_NET_RAW' /opt/with-capability
        # what systemd cannot set up
        row SystemCallFilter 'SystemCallFilter=~execve execveat|SystemCallErrorNumber=EPERM' /bin/true
        printf '[Slice]\nDevicePolicy=strict\n' >/etc/systemd/system/no-device.slice
        row DevicePolicy 'ProtectHome=yes|Slice=no-device.slice' /bin/true
        row RootDirectory 'RootDirectory=/srv/root' /bin/true
        row RootDirectory 'RootDirectory=/srv/root' /data/script
        row ProtectHome 'ProtectHome=yes|WorkingDirectory=/root/lab' /bin/true
        row WorkingDirectory 'ProtectHome=yes|WorkingDirectory=/nowhere' /bin/true
        row BindPaths 'ProtectHome=yes|BindPaths=/nowhere:/mnt' /bin/true
        [ "$version" -lt 255 ] || { # before, it may end before it is put into the unit's control group; systemd's own words tell then
                row User 'ProtectHome=yes|User=nobody-of-that-name' /bin/true
                row SupplementaryGroups 'ProtectHome=yes|SupplementaryGroups=nobody-of-that-name' /bin/true
        }
        row StateDirectory 'ProtectHome=yes|StateDirectory=a-file' /bin/true
        row StandardInput 'ProtectHome=yes|StandardInput=file:/nowhere' /bin/true
        row LoadCredential 'ProtectHome=yes|LoadCredential=x:/nowhere' /bin/true
        # another root
        r="RootDirectory=/srv/root|BindReadOnlyPaths=/usr /bin /lib -/lib64 $here"
        row ProtectSystem "$r|ProtectSystem=strict" "$p" write=/data/file
        row InaccessiblePaths "$r|InaccessiblePaths=+/data/file" "$p" append=/data/file
        row RootDirectory "$r" "$p" read=/srv/data/file

        # --- not its doing
        row none "$r|ProtectSystem=strict" "$p" read=/data/missing
        row none "$r|User=daemon" "$p" write=/data/file
        case $controllers in *pids*) row none 'TasksMax=4000|User=daemon' /bin/sh -c "'ulimit -u 1; $p tasks=20'" ;; esac
        s='ProtectSystem=strict|ProtectHome=yes|PrivateTmp=yes|PrivateDevices=yes|RestrictAddressFamilies=AF_UNIX AF_INET|CapabilityBoundingSet=~CAP_SYS_ADMIN|SystemCallFilter=@system-service'
        row none "$s" /nowhere/program
        row none "$s" -/nowhere/program
        row none 'RootDirectory=/srv/root' /nowhere/program
        row none "$s|ExecStartPre=-/bin/true" /bin/true
        row none "$s" /opt/script
        row none "$s" /opt/not-executable
        row none "$s" /srv/no-exec/true
        row none "$s" /opt/text
        row none "$s" /opt/foreign
        row none "$s" "$p" read=/nowhere
        row none "$s" "$p" read=/srv/data/missing
        row none "$s" "$p" stat=/etc/missing/at/all
        row none "$s" "$p" read=/etc/hostname/below-a-file
        row none "$s" "$p" read=/root/lab/missing
        row none "$s" "$p" read=/tmp/missing
        row none "$s" "$p" read=/dev/missing
        row none "$s" "$p" mkdir=/nowhere/made
        row none "$s" "$p" unlink=/run/missing
        row none 'ProtectSystem=strict' /usr/bin/perl -e "'rmdir(\"/run/missing\"); rename(\"/run/missing\", \"/run/other\")'"
        row ProtectSystem 'ProtectSystem=strict' /usr/bin/perl -e "'rmdir(\"/run/missing\") or \$\$!{ENOENT} or exit 1'" # it may be why it ended
        doubted=$number
        row ProtectSystem 'ProtectSystem=strict' /usr/bin/perl -e "'rename(\"/run/missing\", \"/run/other\") or \$\$!{ENOENT} or exit 1'"
        row none 'ProtectSystem=strict|ReadWritePaths=/run' /usr/bin/perl -e "'rmdir(\"/run/missing\") or exit 1'"
        row none 'ProtectSystem=strict' /usr/bin/perl -e "'rmdir(\"/srv/read-only/missing\") or exit 1'"
        row none 'ProtectSystem=strict' /bin/sh -c "'perl -e \"rmdir(q(/run/missing))\"; exit 1'"
        row none "$s" "$p" chdir=/nowhere
        row none "$s" "$p" run=/nowhere
        row none "$s" "$p" run=/opt/script
        row none "$s" "$p" run=/opt/not-executable
        row none "$s" "$p" write=/srv/read-only/file
        row none "$s|ReadWritePaths=/srv/full" /bin/sh -c "'cat /dev/zero >/srv/full/b'"
        row none "$s" "$p" run=/srv/no-exec/true
        row none "$s|ReadWritePaths=/srv/data /srv/full" /bin/ln /srv/data/file /srv/full/linked
        row none "$s|ReadWritePaths=/srv/data /srv/full" /bin/rmdir /srv/full
        row none "$s" "$p" connect-unix=/run/nobody-listens.sock
        row none "$s" "$p" connect-unix=@nobody-listens
        row none "$s" "$p" connect-tcp=81
        row none "$s" "$p" stat=/proc/999999/stat
        row none "$s|User=daemon" "$p" read=/srv/secret
        row none "$s|User=daemon" "$p" read=/srv/closed/file
        row none "$s|User=daemon" "$p" write=/etc/hostname
        row none "$s|User=daemon" "$p" mkdir=/var/lib/made
        row none "$s|User=daemon" "$p" bind-tcp=82
        row none "$s|User=daemon" "$p" setuid=0
        row none "$s|User=daemon" "$p" chown=/srv/data/file
        row none "$s|User=daemon" "$p" signal=1
        row none "$s|User=daemon" "$p" chown=/home
        row none "$s|User=daemon" "$p" chmod=/root
        row none 'PrivateIPC=yes' "$p" shm=4712 queue=of-nobody
        row none 'PrivateNetwork=yes' "$p" interface=nowhere0 read=/proc/sys/net/ipv4/conf/nowhere0/forwarding
        row none 'RestrictNetworkInterfaces=lo|IPAddressDeny=192.0.2.0/24' "$p" send-connected=127.0.0.1:8093
        # the filter is only the first to refuse these
        row none 'RestrictNamespaces=yes' "$p" setns=99
        row none 'RestrictNamespaces=yes|User=daemon' "$p" unshare=0x20000
        row none 'RestrictRealtime=yes|User=daemon' "$p" realtime
        row none 'ProtectHostname=yes|User=daemon' "$p" hostname
        row none 'SystemCallFilter=~@mount|SystemCallErrorNumber=EPERM|User=daemon' "$p" mount=/mnt
        row none 'InaccessiblePaths=/mnt|User=daemon' "$p" mount=/mnt
        row none 'RestrictSUIDSGID=yes|User=daemon' "$p" chmod-suid=/srv/data/program fchmod-suid=/srv/data/program
        f='SystemCallErrorNumber=EPERM|User=daemon|SystemCallFilter='
        row none "$f~@chown" "$p" chown=/srv/data/file
        row none "$f~mknod mknodat" /bin/mknod /var/tmp/device c 1 3
        row none "$f~@setuid" "$p" setuid=0
        row SystemCallFilter "$f~@setuid" "$p" setuid=1
        row none "$f~kill" /bin/sh -c "'kill -TERM 1'"
        row none "$f~mkdir" /bin/mkdir /etc/made
        row none 'RestrictAddressFamilies=AF_UNIX|User=daemon' /usr/bin/perl -MSocket -e "'socket(S, 17, 3, 0) or die'"
        # nor would it have done what no kernel does, or where nothing is
        row none 'RestrictAddressFamilies=AF_UNIX' /usr/bin/perl -MSocket -e "'socket(S, 4, 2, 0) or die'"
        f='SystemCallErrorNumber=EPERM|SystemCallFilter='
        row none "$f~@mount" /bin/mount -t frobozzfs none /mnt
        row none "$f~@mount" "$p" mount=/nowhere
        row SystemCallFilter "$f~@mount" /bin/mount -t tmpfs none /mnt
        row none "$f~chroot" /usr/bin/perl -e "'chroot(\"/nowhere\") or die'"
        row none "$f~mkdir" /bin/mkdir /nowhere/made
        row SystemCallFilter "$f~mkdir" /usr/bin/perl -e "'mkdir(\"/srv\") or die'" # who is told that it is there goes on
        row none "$f~@mount" /usr/bin/perl -e "'syscall(166, my \$\$x = \"/srv\", 0) == 0 or die'"
        row SystemCallFilter "$f~umount2" /usr/bin/perl -e "'syscall(166, my \$\$x = \"/srv/read-only\", 0) == 0 or die'"
        row none "$f~@clock" /usr/bin/perl -e "'syscall(305, 11, my \$\$x = \"x\" x 208) == 0 or die'"
        row none 'ProtectClock=yes' /usr/bin/perl -e "'syscall(227, 11, my \$\$x = \"x\" x 16) == 0 or die'"
        row none 'RestrictAddressFamilies=AF_UNIX' /usr/bin/perl -MSocket -e "'socket(S, 2, 1, 200) or die'"
        row none 'RestrictAddressFamilies=AF_UNIX' /usr/bin/perl -MSocket -e "'socket(S, 16, 3, 19) or die'"
        row none 'SystemCallFilter=~mkdir:EEXIST' /usr/bin/perl -e "'mkdir(\"/srv\") or die'"
        row none 'SystemCallFilter=~connect:ECONNREFUSED' "$p" connect-tcp=81
        row none "SystemCallErrorNumber=EPERM|User=daemon|SystemCallFilter=~setpriority" /usr/bin/perl -e "'setpriority(0, 0, -5) or die'"
        # what it gave up itself
        row none 'CapabilityBoundingSet=~CAP_CHOWN' "$p" capset=-1 chown=/srv/data/file
        row none 'CapabilityBoundingSet=~CAP_CHOWN' "$p" setuid=33 chown=/srv/data/file # the saved user is root, who may not use that now
        row none 'SystemCallFilter=~@module|SystemCallErrorNumber=EPERM' "$p" capset=-1 module
        # where set-ID bits have no meaning, and where its files are shut for others whatever shows them
        row none 'NoNewPrivileges=yes|User=daemon' "$p" run=/srv/no-setid/set-id
        row none 'ProtectProc=invisible|User=daemon' "$p" read=/proc/1/environ
        row none 'ProtectProc=invisible|User=daemon' /bin/readlink /proc/1/exe /proc/1/fd/0
        row none 'ProtectProc=invisible|User=daemon' "$p" chdir=/proc/1/fd
        row none 'ProtectProc=noaccess|User=daemon' "$p" stat=/proc/1/fd/0 stat=/proc/1/no-such-file
        row ProtectProc 'ProtectProc=noaccess|User=daemon' "$p" stat=/proc/1/fd
        # its owner alone may remove it there
        echo text >/tmp/of-root
        row none 'ReadOnlyPaths=/tmp|User=daemon' "$p" unlink=/tmp/of-root
        row ReadOnlyPaths 'ReadOnlyPaths=/tmp' "$p" unlink=/tmp/of-root
        # of what is inaccessible root lacks a capability, too, which would not help
        row ProtectHome 'CapabilityBoundingSet=|ProtectHome=yes' "$p" read=/root/lab/file
        row InaccessiblePaths 'CapabilityBoundingSet=|InaccessiblePaths=/srv/data' "$p" read=/srv/data/file
        row InaccessiblePaths 'CapabilityBoundingSet=|InaccessiblePaths=/srv/data/file' "$p" read=/srv/data/file
        row CapabilityBoundingSet 'CapabilityBoundingSet=|InaccessiblePaths=/srv/data' "$p" read=/srv/of-daemon
        # root may not write these either, nor make another
        row none 'ProtectKernelTunables=yes' "$p" append=/proc/sys/kernel/ostype append=/sys/kernel/uevent_seqnum
        row none 'ProtectControlGroups=yes' "$p" write=/sys/fs/cgroup/missing
        # libsystemd asks for a larger buffer than all may have, for each message
        row none 'CapabilityBoundingSet=~CAP_NET_ADMIN' "$p" send-buffer receive-buffer
        row none 'LimitNOFILE=100|User=daemon' "$p" raise=50000000
        row none 'LimitNOFILE=3' /nowhere/program
        row none 'InaccessiblePaths=/srv/closed|User=daemon' "$p" stat=/srv/closed/missing
        row none 'BindReadOnlyPaths=/srv/shared:/srv/data' "$p" read=/srv/data/missing
        row none 'LimitNOFILE=100:1000|User=daemon' "$p" raise=500: raise=400
        row none 'NoExecPaths=/srv/data' "$p" map=/srv/no-exec/true map=/usr/bin/true
        row none 'CapabilityBoundingSet=~CAP_NET_ADMIN' /bin/ss -tn
        row none 'CapabilityBoundingSet=~CAP_NET_ADMIN|User=daemon' /sbin/ip link add unitlock0 type dummy
        row none 'CapabilityBoundingSet=~CAP_NET_RAW|User=daemon' "$p" capset=13
        row none 'CapabilityBoundingSet=~CAP_NET_RAW|User=daemon' "$p" use-capability=13
        row none 'CapabilityBoundingSet=~CAP_SYS_TIME' "$p" run=/opt/with-capability use-capability=13
        row none 'CapabilityBoundingSet=~CAP_SYS_TIME' /opt/with-capability
        row none 'ReadOnlyPaths=/srv/data|User=daemon' "$p" may-write=/srv/data
        # one that never was, and one of its own that has ended: in the host a kernel's thread or another has that number
        row none 'PrivatePIDs=yes' "$p" signal=4194000 stat=/proc/4194000/status
        row none 'PrivatePIDs=yes' /bin/sh -c "'true & p=\$\$!; wait; kill -0 \$\$p; ls /proc/\$\$p'"
        row none 'PrivateTmp=yes|ProtectHome=yes|User=daemon' "$p" mount=/mnt
        row none 'PrivateUsers=yes' "$p" setuid=0
        row none 'PrivateUsers=yes' "$p" read=/srv/missing
        l='LimitNOFILE=500:1000|LimitNPROC=500|LimitFSIZE=1G|LimitAS=8G|LimitMEMLOCK=1M|LimitCPU=1h'
        row none "$l" "$p" files=20 grow=/var/tmp/grown-2 memory=10 lock=64
        row none "$l" /bin/sh -c "'ulimit -n 12 -f 1; $p files=20'"
        row none "$l|User=daemon" /bin/sh -c "'ulimit -u 1; $p tasks=20'"
        n='PrivateNetwork=yes'
        row none "$n" "$p" connect=127.0.0.1:81
        row none "$n" "$p" connect=+127.0.0.1:81
        row none "$n" "$p" connect-unix=@nobody-listens
        row none "$n" "$p" connect-unix=@host-listen # who listens has a longer name
        row none "$n" "$p" connect=127.0.0.2:8093    # ... another address
        row none "$n" "$p" connect=203.0.113.1:80
        row none "$n" "$p" bind=203.0.113.1:8094
        row none '' "$p" read=/nowhere write=/srv/read-only/file
        row none 'User=daemon' "$p" read=/srv/secret write=/etc/hostname bind-tcp=82

        row ProtectSystem 'ProtectSystem=strict' "$p" write=/srv/marker
        systemctl daemon-reload
        # all at once, but for the last
        # shellcheck disable=SC2046 # words are wanted
        systemctl start $(seq -f 'case%g.service' $((number - 1)))
        systemctl start "case$number"
        # events are taken in order: when the last one is told, all are
        is_told "case$number.service" /srv/marker
        journalctl --sync

        tab=$(printf '\t')
        while IFS=$tab read -r n want settings command; do
                got=$(journalctl -o cat --output-fields=UNITLOCK_DIRECTIVE "OBJECT_SYSTEMD_UNIT=case$n.service" | sort -u | xargs)
                [ -n "$got" ] || got=none
                [ "$got" = "$want" ] || note "$(journalctl -o cat "OBJECT_SYSTEMD_UNIT=case$n.service" SYSLOG_IDENTIFIER=unitlock-watch)"
                same "${settings:-no sandbox}: ${command#"$here/"}" "$want" "$got"
        done <$cases

        contains 'of what may only have been why a program ended it says so' 'ended with status 1, perhaps because it was refused to remove /run/missing' \
                "$(journalctl -o cat "OBJECT_SYSTEMD_UNIT=case$doubted.service" SYSLOG_IDENTIFIER=unitlock-watch)"
        contains '... and to why, too' '"kind": "matches"' "$(unitlock why --json "case$doubted")"
        same 'what binds to a name is refused once' 1 "$(told "case$bound.service" | wc -l)"

        # --- who would refuse it next
        both_of() { # NUMBER
                journalctl -o cat --output-fields=MESSAGE "OBJECT_SYSTEMD_UNIT=case$1.service" SYSLOG_IDENTIFIER=unitlock-watch
        }
        contains 'the bounding set behind a filter is named' \
                "and then by CapabilityBoundingSet=~CAP_CHOWN (/etc/systemd/system/case$both.service:3). To allow it: SystemCallFilter=chown, CapabilityBoundingSet=CAP_CHOWN" \
                "$(both_of "$both")"
        contains '... to why, too' "CapabilityBoundingSet=~CAP_CHOWN (/etc/systemd/system/case$both.service:3)" \
                "$(unitlock why --json "case$both" | grep '"others"')"
        contains '... a filter behind another' "and then by SystemCallFilter=~unshare (/etc/systemd/system/case$twice.service:5)" "$(both_of "$twice")"
        contains '... a place behind a filter' "and then by ReadOnlyPaths=/srv (/etc/systemd/system/case$thrice.service:3)" "$(both_of "$thrice")"
        same '... and no place that is none of it' 0 "$(both_of "$once" | grep -c 'and then by')"

        # --- what is dropped before the service sees it
        sees_packets || check 'of which they were, this kernel does not say: that is told' \
                journal_until 'Not seen here: .*packets' -u unitlock-watch
        cat >/opt/listens <<'END'
use IO::Socket;
my $tcp = IO::Socket::INET->new(Listen => 5, LocalAddr => "127.0.0.1:8090") or die;
my $udp = IO::Socket::INET->new(Proto => "udp", LocalAddr => "127.0.0.1:8090") or die;
open(my $ready, ">", "/run/listens") or die;
close $ready;
sleep 100;
END
        for name in closed open; do
                rm -f /run/listens && mkfifo /run/listens
                deny=
                [ $name = open ] || deny='IPAddressDeny=any'
                printf '[Service]\nRestrictRealtime=yes\n%s\nExecStart=/usr/bin/perl /opt/listens\n' "$deny" \
                        >/etc/systemd/system/listens-$name.service
                systemctl daemon-reload
                systemctl start listens-$name
                cat /run/listens
                timeout 1 perl -MIO::Socket -e 'IO::Socket::INET->new("127.0.0.1:8090"); IO::Socket::INET->new(Proto => "udp", PeerAddr => "127.0.0.1:8090")->send("x")'
                [ $name = open ] || ! sees_packets || {
                        perl -MIO::Socket -e 'for (1 .. 7) { IO::Socket::INET->new(Proto => "udp", PeerAddr => "127.0.0.1:8090")->send("x") }'
                        contains 'packets that do not come in are told of' 'was not reached by 127.0.0.1 (tcp): what it sent was dropped, by IPAddressDeny=any' \
                                "$(journal_until '(tcp)' OBJECT_SYSTEMD_UNIT=listens-closed.service)"
                        contains 'of UDP too' IPAddressAllow=127.0.0.1 \
                                "$(journal_until '(udp)' OBJECT_SYSTEMD_UNIT=listens-closed.service)"
                }
                systemctl stop listens-$name
        done

        # --- what no setting refuses, and nobody says well
        while IFS=$tab read -r n want settings command; do
                [ "$want" = none ] || continue
                case $command in
                /opt/script) text='its interpreter /nowhere/interpreter is not there' ;;
                /opt/foreign) text='this kernel does not run such programs (it is ELF, 64-bit, of another machine)' ;;
                /opt/text) text='it is neither an ELF program nor a script' ;;
                /srv/no-exec/true) text='mounted noexec' ;;
                *) continue ;;
                esac
                contains "203/EXEC of $command is explained" "$text" \
                        "$(journalctl -o cat "OBJECT_SYSTEMD_UNIT=case$n.service" SYSLOG_IDENTIFIER=unitlock-watch)"
        done <$cases

        same 'and of nothing where all may come' '' "$(journalctl -o cat OBJECT_SYSTEMD_UNIT=listens-open.service SYSLOG_IDENTIFIER=unitlock-watch)"
        # --- one entry, whole
        entry=$(journalctl -o verbose OBJECT_SYSTEMD_UNIT=case11.service)
        for field in 'UNITLOCK_DIRECTIVE=ProtectSystem' 'UNITLOCK_FILE=/etc/systemd/system/case11.service' 'UNITLOCK_LINE=3' \
                'UNITLOCK_ERRNO=EROFS' 'UNITLOCK_SYSCALL=openat' "UNITLOCK_PROGRAM=$p" 'ReadWritePaths=/run' 'UNITLOCK_PID=' \
                'UNITLOCK_NEED=path write,create /run/frobozzd.pid' 'UNITLOCK_COST=exposure'; do
                contains "an entry has $field" "$field" "$entry"
        done
        contains 'systemctl status shows it' 'by ProtectSystem=strict (/etc/systemd/system/case11.service:3)' \
                "$(systemctl status --no-pager -l case11 2>&1 || :)"
        contains 'journalctl -x explains what could not be set up' 'Subject: systemd could not do what a setting of the unit asks for' \
                "$(journalctl -xu "case$(sed -n "s/^\([0-9]*\)${tab}StateDirectory.*/\1/p" $cases)")"
        contains 'journalctl -x explains a program that is not there' 'Subject: systemd could not run a program of the unit' \
                "$(journalctl -xu "case$(sed -n "s/^\([0-9]*\)${tab}none.*\/opt\/script$/\1/p" $cases | head -n 1)")"
        contains 'journalctl -x explains it' 'Subject: A setting of the unit refused something' "$(journalctl -xu case11)"

        # what the service says of it itself is not another finding
        same 'why tells of what was seen once' 1 "$(unitlock why --json=pretty case11 | grep -c '"directive": "ProtectSystem"')"

        # a filter shows one call at a time, whether it kills or fails
        sed -n "s/^\([0-9]*\)${tab}.*SystemCallFilter=~@chown\(|SystemCallErrorNumber=EPERM\)*${tab}.*/case\1/p" $cases | head -n 2 >/tmp/one-call
        while read -r case; do
                contains "why says what of that group is likely as well ($case)" '"likely": "SystemCallFilter=@chown"' "$(unitlock why --json "$case")"
        done </tmp/one-call

        # what it ended by comes first: what it spoke of, else what it was refused last
        ends() { # NAME COMMANDS
                printf '[Service]\nType=oneshot\nProtectSystem=strict\nRestrictRealtime=yes\nExecStart=/bin/sh -c "%s"\n' "$2" \
                        >"/etc/systemd/system/$1.service"
                systemctl daemon-reload
                systemctl start "$1" 2>/dev/null || :
                is_told "$1.service" RestrictRealtime && is_told "$1.service" ProtectSystem
                unitlock why --json=short "$1" | tr -d ' ' | grep -o '"directive":"[^"]*"' | head -n 1
        }
        same 'why: the last refusal comes first' '"directive":"ProtectSystem"' \
                "$(ends ends-last "$p realtime 2>/dev/null; $p write=/srv/ends 2>/dev/null; exit 1")"
        same 'why: but for what was spoken of' '"directive":"ProtectSystem"' \
                "$(ends ends-spoken "(echo >/srv/ends-spoken); $p realtime >/dev/null 2>&1; exit 1")"

        # --- how soon: from a crash by SIGSYS to the entry, by the journal's clock; much more than a second would be of another kind
        printf '[Service]\nType=oneshot\nSystemCallArchitectures=native\nExecStart=%s/x32\n' "$here" >/etc/systemd/system/soon.service
        systemctl daemon-reload
        systemctl start soon
        journalctl --sync
        crash=$(date -d "$(systemctl show -P ExecMainExitTimestamp --timestamp=us soon)" +%s%6N)
        entry=$(journal_until __REALTIME_TIMESTAMP -o json OBJECT_SYSTEMD_UNIT=soon.service SYSLOG_IDENTIFIER=unitlock-watch |
                sed -n 's/.*"__REALTIME_TIMESTAMP" *: *"\([0-9]*\)".*/\1/p')
        check "a crash by SIGSYS is told $(((entry - crash) / 1000)) ms after it" test "$((entry - crash))" -lt 5000000

        # --- who asks at once waits for a watcher that is behind
        printf '[Service]\nType=oneshot\nSystemCallErrorNumber=EPERM\nSystemCallFilter=~@chown\nExecStart=/bin/chown root /srv/data\n' \
                >/etc/systemd/system/asked.service
        systemctl daemon-reload
        kill -STOP "$(watcher_pid)"
        systemctl start asked
        unitlock why --json asked >/tmp/asked &
        asking=$!
        until_ok grep -q '^ShdPnd:.*[2367abef]..$' "/proc/$(watcher_pid)/status" # SIGUSR1 waits
        kill -CONT "$(watcher_pid)"
        wait "$asking"
        contains 'who asks at once is told what the watcher has yet to tell' '"directive": "SystemCallFilter"' "$(cat /tmp/asked)"

        # --- the watcher's own life
        pid=$(systemctl show -p MainPID --value unitlock-watch)
        kill -9 "$pid"
        # both in one answer: between two, it may have died
        until state=$(systemctl show -p ActiveState -p MainPID unitlock-watch) && echo "$state" | grep -qx ActiveState=active &&
                ! echo "$state" | grep -qx "MainPID=$pid"; do :; done
        printf '[Service]\nProtectSystem=strict\nType=oneshot\nExecStart=-%s write=/srv/again\n' "$p" >/etc/systemd/system/again.service
        systemctl daemon-reload
        systemctl start again
        check 'after a kill -9 it goes on' is_told again.service /srv/again
        systemctl restart systemd-journald
        contains 'and says that it was away' 'refusals in between were not seen' "$(journalctl -o cat SYSLOG_IDENTIFIER=unitlock-watch)"
        sed -i s,/srv/again,/srv/journald, /etc/systemd/system/again.service
        systemctl daemon-reload
        systemctl start again
        check 'after a restart of journald, too' is_told again.service /srv/journald

        # --- so many names that some are not looked at
        printf '[Service]\nProtectSystem=strict\nType=oneshot\nExecStart=/usr/bin/perl -e '\''stat("/nowhere/$$_") for 1..200000; exit 1'\''\n' \
                >/etc/systemd/system/too-many.service
        systemctl daemon-reload
        systemctl start too-many
        check 'what is not looked at is said of the unit' journal_until 'some was not looked at' OBJECT_SYSTEMD_UNIT=too-many.service
        contains '... and to why the watcher is no witness then' 'did not look all the while' "$(unitlock why --json too-many)"

        # --- many at once, one that floods, and another that is heard all the same
        printf '[Service]\nType=oneshot\nProtectSystem=strict\nExecStart=-/bin/sh -c "echo >/srv/many-%%i"\n' >/etc/systemd/system/many@.service
        printf '[Service]\nProtectSystem=strict\nType=oneshot\nExecStart=-%s flood=/srv/flood\n' "$p" >/etc/systemd/system/flood.service
        systemctl daemon-reload
        # shellcheck disable=SC2046
        systemctl start flood $(seq -f 'many@%g.service' 200)
        sed -i s,/srv/journald,/srv/last, /etc/systemd/system/again.service
        systemctl daemon-reload
        systemctl start again
        check 'beside 200 units and a flood another is heard' is_told again.service /srv/last
        journalctl --sync
        same 'each of 200 units at once is told of' 200 \
                "$(journalctl -o cat --output-fields=OBJECT_SYSTEMD_UNIT SYSLOG_IDENTIFIER=unitlock-watch | grep -c '^many@')"
        same 'a flood is one entry' 1 "$(journalctl -o cat OBJECT_SYSTEMD_UNIT=flood.service MESSAGE_ID=$refused | wc -l)"
        rss=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$(systemctl show -p MainPID --value unitlock-watch)/status")
        check "the watcher has $rss kB, at most 25 MB" test "$rss" -le 25600
        systemctl stop unitlock-watch
        contains 'repetitions are counted' '100000 times more' \
                "$(journalctl -o cat OBJECT_SYSTEMD_UNIT=flood.service | sed 's/ 99999 / 100000 /')"
        contains 'what was told is not told again by the next watcher' 1 \
                "$(journalctl -o cat OBJECT_SYSTEMD_UNIT=case1.service MESSAGE_ID=$refused | wc -l)"
        finish
}

if [ "${1-}" = --inside ]; then
        set +e
        inside
        exit
fi

begin_outside "$@"
watch_lab "$0" libcap2-bin

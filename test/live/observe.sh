#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The recorder against a real systemd: units with known behaviour run in a lab, and what was seen is compared with it.
# where: outside
#
# usage: observe.sh [SUITE]     (default: $SUITE; $UNITLOCK: the program that has the lab)
set -eu

# ---- inside the lab -------------------------------------------------------------------------------------------------

here=/opt/observe
count=0
failures=0

tool() {
        unit=$1
        shift
        "$here/lib/loader" --library-path "$here/lib" "$here/observe-tool" --needs=/tmp/needs --refusals=/tmp/refusals \
                "/sys/fs/cgroup/system.slice/$unit" -- "$@" 2>/tmp/talk || { cat /tmp/talk; return 1; }
}

# record PROPERTY... -- ACTION...: runs the probe as a transient unit under observation.
record() {
        properties=
        while [ "$1" != -- ]; do
                properties="$properties -p $1"
                shift
        done
        shift
        systemctl reset-failed probe.service 2>/dev/null || :
        # shellcheck disable=SC2086
        tool probe.service systemd-run --quiet --wait --unit=probe $properties "$here/probe" "$@" || :
}

# result SUCCEEDED WHAT
result() {
        count=$((count + 1))
        if [ "$1" = 0 ]; then
                echo "ok $count - $case: $2"
        else
                echo "not ok $count - $case: $2"
                failures=$((failures + 1))
        fi
}

check() { # check some|no FILE LINE: a line of the file that begins so (the actor may follow)
        found=no
        grep -qE "^$3( \[|\$)" "$2" && found=some
        r=0
        [ "$1" = "$found" ] || r=1
        result $r "$1 $3"
}
need() { for line; do check some /tmp/needs "$line"; done; }
no_need() { for line; do check no /tmp/needs "$line"; done; }
refused() { for line; do check some /tmp/refusals "start $line"; done; }
not_refused() { for line; do check no /tmp/refusals "start $line"; done; }

inside() {
        ip link set lo up
        p='(map-execute|read|write|create|execute|own|,)*' # any access

        case='files'
        record -- read=/etc/hostname write=/tmp/a append=/tmp/a rename=/tmp/a:/tmp/b chmod=/tmp/b chown=/tmp/b unlink=/tmp/b \
                mkdir=/var/run/zz stat=/etc/passwd read=/dev/zero append=/etc/hosts run=/usr/bin/true read=/nowhere chmod-suid=/run/zz
        need 'path read /etc/hostname' 'path write,create,own /tmp/a' 'path write,own /tmp/a' 'path create,own /tmp/a' \
                'path create,own /tmp/b' 'path write,own /tmp/b' 'path create,own /run/zz' 'path read /etc/passwd' \
                'device read /dev/zero' 'path write /etc/hosts' 'path read,execute /usr/bin/true' 'path read,execute /opt/observe/probe' \
                'path map-execute /usr/lib/x86_64-linux-gnu/libc.so.6' 'capability CAP_CHOWN' 'setid-bit /run/zz' \
                'syscall execve' 'syscall exit_group' 'syscall rename'
        no_need "path $p /nowhere" 'capability CAP_DAC_OVERRIDE' 'capability CAP_SYS_ADMIN' 'syscall seccomp' 'syscall mount' \
                'syscall setns' 'syscall capset' "path $p /sys/fs/cgroup.*"
        refused 'openat ENOENT path read /nowhere'

        case='sockets'
        record -- connect-unix=/run/dbus/system_bus_socket connect-unix=@nobody bind-unix=/run/t.sock connect-tcp=81 send-udp=53 \
                bind-tcp=82 bind-tcp=8082 socket=17
        need 'connect unix:/run/dbus/system_bus_socket' 'bind unix:/run/t.sock' 'path create,own /run/t.sock' \
                'connect udp:127.0.0.1:53' 'bind tcp:127.0.0.1:82' 'bind tcp:127.0.0.1:8082' 'capability CAP_NET_BIND_SERVICE' \
                'socket AF_PACKET/SOCK_RAW/0' 'socket AF_INET/SOCK_STREAM/0' 'socket AF_UNIX/SOCK_STREAM/0' 'capability CAP_NET_RAW'
        refused 'connect ECONNREFUSED connect unix:@nobody' 'connect ECONNREFUSED connect tcp:127.0.0.1:81'

        case='behaviours'
        record -- unshare=0x20000 unshare=0x40000000 wx realtime personality hostname adjtimex keyring shm ptrace signal=1 \
                io_uring read=/proc/1/status read=/proc/self/status read=/proc/meminfo setgid=33 setuid=33
        need 'namespace mnt' 'namespace net' 'memory write-execute' 'behaviour realtime' 'behaviour personality' \
                'behaviour hostname' 'behaviour clock-read' 'behaviour keyring' 'behaviour sysv-ipc' 'behaviour ptrace' \
                'behaviour process-signal' 'behaviour io-uring' 'behaviour other-process' 'behaviour proc-files' 'user 33' 'group 33' \
                'capability CAP_SETUID' 'capability CAP_SETGID' 'capability CAP_SYS_NICE' 'capability CAP_SYS_ADMIN' \
                'path read /proc/self/status'
        no_need "path $p /proc/1/.*" 'behaviour clock' 'behaviour abstract-unix'
        r=0
        grep -q '^[[:space:]]*blind .*io_uring' /tmp/needs || r=1
        result $r 'io_uring is told as blind'

        case='six that do nothing but calls'
        tool busy.service systemd-run --quiet --wait --unit=busy sh -c \
                'for i in 1 2 3 4 5 6; do dd if=/dev/zero of=/dev/null bs=1 count=200000 status=none & done; wait'
        need 'device read /dev/zero'
        r=0
        ! grep -q '^[[:space:]]*lost' /tmp/needs || r=1
        result $r 'nothing is lost, nor passed over by the kernel'

        case='setuid to what it is'
        record -- setuid=0 setgid=0
        no_need 'capability CAP_SETUID' 'capability CAP_SETGID' 'user 0'

        case='no capabilities'
        record CapabilityBoundingSet= -- write=/tmp/c chown=/tmp/c bind-tcp=82 setuid=33 unlink=/tmp/c
        refused 'chown EPERM capability CAP_CHOWN' 'bind EACCES capability CAP_NET_BIND_SERVICE' 'bind EACCES bind tcp:127.0.0.1:82' \
                'setresuid EPERM capability CAP_SETUID'
        no_need 'capability .*' 'bind .*'

        case='a set of capabilities that the program names'
        record -- capset=34
        need 'capability CAP_SYSLOG'
        no_need 'capability CAP_CHOWN'
        record CapabilityBoundingSet=CAP_CHOWN -- capset=34
        refused 'capset EPERM capability CAP_SYSLOG'
        no_need 'capability .*'

        case='sandboxed'
        record ProtectSystem=strict PrivateTmp=yes ProtectHome=yes PrivateDevices=yes RestrictAddressFamilies=AF_UNIX \
                RestrictNamespaces=yes LockPersonality=yes RestrictRealtime=yes ProtectHostname=yes RestrictSUIDSGID=yes \
                ProtectClock=yes ProtectKernelTunables=yes SystemCallFilter=~ptrace -- read=/etc/hostname write=/etc/x \
                write=/tmp/a chmod-suid=/tmp/a mkdir=/var/lib/zz stat=/root/x read=/dev/net/tun read=/dev/null socket=17 \
                unshare=0x20000 realtime personality hostname adjtimex write=/proc/sys/kernel/printk ptrace
        need 'path read /etc/hostname' 'path write,create,own /tmp/a' 'device read /dev/null'
        refused 'openat EROFS path write,create /etc/x' 'chmod filtered:EPERM setid-bit /tmp/a' 'mkdir EROFS path create /var/lib/zz' \
                'access ENOENT path read /root/x' 'openat ENOENT device read /dev/net/tun' \
                'socket filtered:EAFNOSUPPORT socket AF_PACKET/SOCK_RAW/0' 'unshare filtered:EPERM namespace mnt' \
                'sched_setscheduler filtered:EPERM behaviour realtime' 'personality filtered:EPERM behaviour personality' \
                'sethostname filtered:EPERM behaviour hostname' 'clock_adjtime filtered:EPERM behaviour clock-read' \
                'openat EROFS path write,create /proc/sys/kernel/printk' 'ptrace filtered:SIGSYS syscall ptrace'
        not_refused '.*filtered:.* syscall read' '.*filtered:.* syscall execve'
        no_need 'behaviour .*(realtime|hostname|personality|clock-read)' 'namespace .*' "path $p /run/systemd/.*"

        case='all commands of a unit, and every start of it'
        mkdir -p /run/systemd/system
        cat >/run/systemd/system/whole.service <<END
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStartPre=$here/probe stat=/etc/hosts
ExecStart=$here/probe stat=/etc/group
ExecStart=+$here/probe stat=/etc/shells
ExecReload=$here/probe stat=/etc/issue
ExecStop=$here/probe stat=/etc/services
ExecStopPost=$here/probe stat=/etc/rpc stat=/etc/protocols
ProtectSystem=full
END
        systemctl daemon-reload
        tool whole.service sh -c 'systemctl start whole; echo reload >&3; systemctl reload whole; echo stop >&3; systemctl stop whole
                echo start >&3; systemctl start whole; echo - >&3; systemctl stop whole'
        need 'path read /etc/hosts' 'path read /etc/group' 'path read /etc/shells' 'path read /etc/issue' 'path read /etc/services' \
                'path read /etc/protocols'
        case='phases'
        r=0
        awk '/^path read \/etc\/issue$/ { on = 1; next } /^[^ \t]/ { on = 0 } on && /witnessed reload/ { found = 1 } END { exit !found }' \
                /tmp/needs || r=1
        result $r '/etc/issue is told in the phase of the reload'

        case='what is missing is said'
        missing() { # missing WORDS COMMAND...: the recorder, run so, fails and says the words
                words=$1
                shift
                r=0
                "$@" "$here/lib/loader" --library-path "$here/lib" "$here/observe-tool" /sys/fs/cgroup/system.slice/probe.service \
                        -- true >/tmp/said 2>&1 && r=1
                grep -q "$words" /tmp/said || r=1
                result $r "$words"
        }
        missing 'only root may' setpriv --reuid=65534
        missing 'CAP_BPF' setpriv --bounding-set=-all --inh-caps=-all
        missing '/sys/kernel/btf/vmlinux is not there' unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && exec "$@"' sh

        case='nginx'
        tool nginx.service sh -c 'systemctl restart nginx; echo run >&3; curl -s -o /dev/null http://127.0.0.1/; echo reload >&3
                systemctl reload nginx; curl -s -o /dev/null http://127.0.0.1/; echo stop >&3; systemctl stop nginx'
        need 'bind tcp:0\.0\.0\.0:80' 'accept tcp:127\.0\.0\.1' 'capability CAP_SETUID' 'capability CAP_SETGID' \
                'capability CAP_NET_BIND_SERVICE' 'user 33' 'group 33' 'path write /var/log/nginx/access.log' \
                'path read,write,create,own /run/nginx.pid' 'path read,execute /usr/sbin/nginx' 'device read,write /dev/null'
        no_need 'capability CAP_SYS_ADMIN' 'capability CAP_FOWNER' 'capability CAP_SYS_RESOURCE' 'capability CAP_CHOWN' 'namespace .*'

        echo "1..$count"
        [ "$failures" = 0 ]
}

if [ "${1-}" = --inside ]; then
        inside
        exit
fi

# ---- outside --------------------------------------------------------------------------------------------------------

. "$(dirname "$0")/lib.sh"
begin_outside "$@"
bring "$build/src/source/observe/observe-tool" "$work"
cp "$build/test/probe" "$0" "$work/"
"$UNITLOCK" lab run --quiet --suite="$suite" --package=nginx-light --package=curl --bind-ro="$work:/opt/observe" -- \
        sh /opt/observe/observe.sh --inside

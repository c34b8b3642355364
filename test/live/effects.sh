# SPDX-License-Identifier: GPL-2.0-or-later
# What the model claims of directives (src/model/test-effect.c), held against a real systemd and kernel: each line is a sandbox, a
# command, and whether the command works in it.
# packages: perl-base
. /srv/unitlock/test/live/lib.sh

version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
mkdir -p /srv/data /root/lab /opt/tool
echo text >/root/lab/file
echo text >/tmp/of-others
cp /bin/true /srv/data/program
cp /usr/bin/id /opt/tool/set-id && chown root:mail /opt/tool/set-id && chmod 2755 /opt/tool/set-id

# row allowed|denied "SETTING|SETTING" COMMAND
row() {
        _want=$1
        _settings=$2
        shift 2
        IFS='|'
        set -- "$*" $_settings
        unset IFS
        _command=$1
        shift
        _options=
        for _setting; do
                set -- "$@" -p "$_setting"
                shift
        done
        if systemd-run --wait --quiet --collect -p StandardOutput=null -p StandardError=null "$@" /bin/sh -c "$_command" >/dev/null 2>&1; then
                _got=allowed
        else
                _got=denied
        fi
        same "$_settings: $_command: $_want" "$_want" "$_got"
}
# The number of a system call on x86-64; others have no table here.
[ "$(uname -m)" = x86_64 ] || skip_all "the calls are numbered for x86-64"
call() { # NUMBER ARGUMENTS: works unless refused by the sandbox (EPERM, ENOSYS, EACCES, EAFNOSUPPORT)
        _arguments=
        _number=$1
        shift
        for _a; do _arguments="$_arguments, $_a"; done
        echo "perl -e '\$r = syscall($_number$_arguments); exit(\$r < 0 && (\$! == 1 || \$! == 38 || \$! == 13 || \$! == 97) ? 1 : 0)'"
}

row allowed "" "touch /var/lib/x"
row denied "ProtectSystem=strict" "touch /var/lib/x"
row allowed "ProtectSystem=strict" "cat /etc/passwd"
row allowed "ProtectSystem=strict" "touch /root/lab/x"
row allowed "ProtectSystem=strict|ReadWritePaths=/srv/data" "touch /srv/data/x"
row denied "ProtectSystem=strict|ReadWritePaths=/srv/data" "touch /srv/x"
row allowed "ProtectSystem=strict|ReadWritePaths=-/not/there" "true"
row denied "ProtectSystem=full" "touch /etc/x"
row allowed "ProtectSystem=yes" "touch /etc/x"
row denied "ProtectSystem=yes" "touch /usr/x"
row denied "ProtectSystem=full|ReadWritePaths=/etc" "touch /etc/x"
row allowed "ProtectSystem=strict|StateDirectory=lab" "touch /var/lib/lab/x"
row denied "ProtectHome=yes" "cat /root/lab/file"
row allowed "ProtectHome=read-only" "cat /root/lab/file"
row denied "ProtectHome=read-only" "touch /root/lab/file"
row denied "ProtectHome=tmpfs" "cat /root/lab/file"
row allowed "ProtectHome=tmpfs|BindPaths=/root/lab" "touch /root/lab/file"
row denied "ProtectHome=yes|ReadWritePaths=-/root/lab" "cat /root/lab/file"
row denied "PrivateTmp=yes" "cat /tmp/of-others"
row allowed "PrivateTmp=yes" "touch /tmp/new && cat /tmp/new"
row denied "InaccessiblePaths=/srv|ReadWritePaths=-/srv/data" "test -x /srv/data/program"
row denied "TemporaryFileSystem=/srv" "test -e /srv/data/program"
row allowed "TemporaryFileSystem=/srv|BindReadOnlyPaths=/srv/data" "/srv/data/program"
row denied "TemporaryFileSystem=/srv|BindReadOnlyPaths=/srv/data" "touch /srv/data/x"
row allowed "TemporaryFileSystem=/srv" "touch /srv/new"
row denied "NoExecPaths=/srv" "/srv/data/program"
row allowed "NoExecPaths=/srv" "cat /srv/data/program"
row allowed "NoExecPaths=/srv|ExecPaths=/srv/data" "/srv/data/program"
row denied "ProtectKernelTunables=yes" "echo 1 >/proc/sys/vm/drop_caches"
row allowed "ProtectKernelTunables=yes" "cat /proc/sys/vm/swappiness"
row denied "ProtectControlGroups=yes" "mkdir /sys/fs/cgroup/lab"
row denied "ProtectKernelModules=yes" "$(call 175 0 0 '""')"
row denied "ProcSubset=pid" "cat /proc/meminfo"
row allowed "ProcSubset=pid" "cat /proc/self/status"
row denied "PrivateDevices=yes" "test -e /dev/net/tun"
row allowed "PrivateDevices=yes" "echo >/dev/null && head -c1 /dev/urandom"
row denied "PrivateDevices=yes" "mknod /tmp/lab-node c 1 3"
row denied "DevicePolicy=closed" "exec 3</dev/net/tun"
row allowed "DevicePolicy=closed" "head -c1 /dev/zero"
row allowed "DevicePolicy=closed|DeviceAllow=/dev/net/tun rw" "exec 3<>/dev/net/tun"
row denied "DevicePolicy=closed|DeviceAllow=/dev/net/tun r" "exec 3<>/dev/net/tun"
row denied "SystemCallFilter=~@chown|SystemCallErrorNumber=EPERM" "chown mail /tmp/of-others"
row allowed "SystemCallFilter=@system-service|SystemCallFilter=~@privileged|SystemCallFilter=@chown|SystemCallErrorNumber=EPERM" "chown mail /tmp/of-others"
row denied "LockPersonality=yes" "$(call 135 0xffffffff)"
row denied "ProtectClock=yes" "$(call 227 0 '"x" x 16')"
row denied "ProtectHostname=yes" "$(call 170 '"lab"' 3)"
row denied "ProtectKernelLogs=yes" "$(call 103 10 0 0)"
row denied "RestrictSUIDSGID=yes" "touch /tmp/s && chmod 4755 /tmp/s"
row denied "RestrictNamespaces=yes" "unshare --net true"
row allowed "RestrictNamespaces=net" "unshare --net true"
row denied "RestrictNamespaces=~net" "unshare --net true"
row allowed "RestrictNamespaces=~net" "unshare --uts true"
row denied "MemoryDenyWriteExecute=yes" "perl -e 'exit(syscall(9, 0, 4096, 7, 0x22, -1, 0) == -1)'"
row allowed "" "perl -e 'exit(syscall(9, 0, 4096, 7, 0x22, -1, 0) == -1)'"
row denied "RestrictAddressFamilies=AF_UNIX" "$(call 41 2 1 0)"
row allowed "RestrictAddressFamilies=AF_UNIX" "$(call 41 1 1 0)"
row denied "RestrictAddressFamilies=~AF_INET" "$(call 41 2 1 0)"
row denied "PrivateNetwork=yes" "perl -MSocket -e 'socket(S, AF_INET, SOCK_DGRAM, 0); connect(S, sockaddr_in(9, inet_aton(\"192.0.2.1\"))) or exit 1'"
# Debian 12 builds systemd without what these two need; there they do nothing, and systemd says so only at debug level.
case $(systemctl --version) in
*+BPF_FRAMEWORK*)
        row denied "SocketBindDeny=any" "perl -MSocket -e 'socket(S, AF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in(8181, INADDR_ANY)) or exit 1'"
        row allowed "SocketBindDeny=any|SocketBindAllow=tcp:8181" "perl -MSocket -e 'socket(S, AF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in(8181, INADDR_ANY)) or exit 1'"
        ;;
esac
row denied "IPAddressDeny=any" "perl -MSocket -e 'socket(S, AF_INET, SOCK_DGRAM, 0); send(S, \"x\", 0, sockaddr_in(9, INADDR_LOOPBACK)) or exit 1'"
row allowed "IPAddressDeny=any|IPAddressAllow=localhost" "perl -MSocket -e 'socket(S, AF_INET, SOCK_DGRAM, 0); send(S, \"x\", 0, sockaddr_in(9, INADDR_LOOPBACK)) or exit 1'"
row denied "CapabilityBoundingSet=~CAP_CHOWN" "chown mail /tmp/of-others"
row allowed "CapabilityBoundingSet=CAP_CHOWN" "chown mail /tmp/of-others"
row denied "CapabilityBoundingSet=" "chown mail /tmp/of-others"
row denied "PrivateUsers=yes" "chown mail /tmp/of-others"

# Does a set-group-ID program get its group? NoNewPrivileges=, set or implied, by version and user.
mail="test \"\$(/opt/tool/set-id -gn)\" = mail"
row allowed "" "$mail"
row denied "NoNewPrivileges=yes" "$mail"
row denied "PrivateUsers=yes" "$mail"
row allowed "LockPersonality=yes" "$mail"
row allowed "SystemCallFilter=~@privileged|SystemCallErrorNumber=EPERM" "$mail"
row allowed "User=daemon|ProtectSystem=strict" "$mail"
if [ "$version" -lt 255 ]; then
        row denied "User=daemon|LockPersonality=yes" "$mail"
else
        row allowed "User=daemon|LockPersonality=yes" "$mail"
        row allowed "User=daemon|SystemCallFilter=~@mount|SystemCallErrorNumber=EPERM" "$mail"
fi
row denied "User=daemon|SystemCallFilter=~@privileged|SystemCallErrorNumber=EPERM" "$mail"
row denied "DynamicUser=yes" "$mail"

finish

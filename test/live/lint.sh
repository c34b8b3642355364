# SPDX-License-Identifier: GPL-2.0-or-later
# What the rules of lint claim of systemd (src/lint/), held against a real one: each rule's unit, and its near miss.
# packages: perl-base passwd
. /srv/unitlock/test/live/lib.sh

version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
useradd --system lab 2>/dev/null
mkdir -p /root/joe/work /opt/foo && echo A=1 >/root/joe/env
cp /bin/true /opt/foo/true

# try SETTING... -- COMMAND...: runs it as a service; output in $out, status in $status
try() {
        _options=
        while [ "$1" != -- ]; do
                _options="$_options
-p$1"
                shift
        done
        shift
        _ifs=$IFS
        IFS='
'
        out=$(systemd-run --wait --quiet --collect --pipe $_options "$@" 2>/dev/null)
        status=$?
        IFS=$_ifs
}
# starts WHAT UNIT-LINES...: success|failure of a service of that name
starts() {
        printf '%s\n' '[Service]' TimeoutStartSec=3 "$@" >/run/systemd/system/lint.service
        systemctl daemon-reload
        systemctl start lint.service >/dev/null 2>&1 && started=yes || started=no
        systemctl stop lint.service 2>/dev/null
        systemctl reset-failed 2>/dev/null
        rm -f /run/lint.pid /tmp/lint.pid
}

# capabilities
try User=lab AmbientCapabilities=CAP_NET_RAW CapabilityBoundingSet=CAP_CHOWN -- sed -n 's/^CapAmb:[^0-9]*//p' /proc/self/status
same "denied-capability: what is not in the bounding set is dropped without a word" "0 0000000000000000" "$status $out"
try User=lab AmbientCapabilities=CAP_SYS_MODULE ProtectKernelModules=yes -- sed -n 's/^CapAmb:[^0-9]*//p' /proc/self/status
same "denied-capability: by ProtectKernelModules=, too" "0 0000000000000000" "$status $out"
try User=lab CapabilityBoundingSet= SystemCallFilter=~@setuid SystemCallErrorNumber=EPERM -- id -un
same "denied-user: systemd needs nothing kept to change the user" "lab" "$out"
starts Type=oneshot User=lab CapabilityBoundingSet=CAP_CHOWN "ExecStart=!/usr/bin/setpriv --reuid lab --clear-groups true"
same "denied-user: a command with ! does" no "$started"
starts Type=oneshot User=lab "CapabilityBoundingSet=CAP_SETUID CAP_SETGID" "ExecStart=!/usr/bin/setpriv --reuid lab --clear-groups true"
same "denied-user: and works with them" yes "$started"

# files that the manager reads, and files that the service is to find
try ProtectHome=yes EnvironmentFile=/root/joe/env -- sh -c 'echo $A'
same "environment-file-outside: the file is read outside of the sandbox" 1 "$out"
starts Type=oneshot PrivateTmp=yes EnvironmentFile=/tmp/lint.env "ExecStartPre=/bin/sh -c 'echo A=1 >/tmp/lint.env'" ExecStart=/bin/true
same "environment-file-outside: what the service writes to its own /tmp is not found" no "$started"
starts Type=oneshot RuntimeDirectory=lint EnvironmentFile=-/run/lint/env "ExecStartPre=/bin/sh -c 'echo A=1 >/run/lint/env'" \
        "ExecStart=/bin/sh -c 'test \"\$A\" = 1'"
same "environment-file-outside: in RuntimeDirectory= it is" yes "$started"
try ProtectHome=yes WorkingDirectory=/root/joe/work -- true
same "denied-working-directory: ends with 200" 200 "$status"
try ProtectHome=yes WorkingDirectory=-/root/joe/work -- true
same "denied-working-directory: not if it may be missing" 0 "$status"
try ProtectHome=yes WorkingDirectory=/root -- true
same "denied-working-directory: root can enter what is hidden itself" 0 "$status"
try ProtectHome=yes WorkingDirectory=/root User=lab -- true
same "denied-working-directory: others cannot" 200 "$status"
try PrivateTmp=yes WorkingDirectory=/tmp User=lab -- true
same "denied-working-directory: anybody can enter an empty directory" 0 "$status"
try TemporaryFileSystem=/opt -- /opt/foo/true
same "denied-program: ends with 203" 203 "$status"
try TemporaryFileSystem=/opt BindReadOnlyPaths=/opt/foo -- /opt/foo/true
same "denied-program: not if it is bound" 0 "$status"
try NoExecPaths=/ ExecPaths=/usr/bin/true -- /usr/bin/true
same "denied-libraries: the loader is denied" 203 "$status"
try NoExecPaths=/ ExecPaths=/usr/bin/true ExecPaths=/usr/lib -- /usr/bin/true
same "denied-libraries: /usr/lib is enough" 0 "$status"
for setting in RestrictAddressFamilies=AF_INET "SystemCallFilter=~sendmsg" "SystemCallFilter=~socket"; do
        starts Type=notify NotifyAccess=all "$setting" SystemCallErrorNumber=EPERM "ExecStart=/bin/sh -c 'systemd-notify --ready; exec sleep 60'"
        same "denied-notify: nobody is told under $setting" no "$started"
done
starts Type=notify NotifyAccess=all RestrictAddressFamilies=AF_UNIX PrivateNetwork=yes "ExecStart=/bin/sh -c 'systemd-notify --ready; exec sleep 60'"
same "denied-notify: AF_UNIX is enough" yes "$started"
starts Type=notify NotifyAccess=all RestrictAddressFamilies=none "ExecStart=+/bin/sh -c 'systemd-notify --ready; exec sleep 60'"
same "denied-notify: not for a command with +" yes "$started"
try PrivateDevices=yes DeviceAllow=/dev/net/tun -- ls /dev/net/tun
check "denied-device: the node is not there" test "$status" != 0

# a root directory of its own: programs come in by a mount
root=/srv/lint-root
mkdir -p $root/usr $root/opt/bin $root/root/joe $root/etc
ln -s usr/bin $root/bin
ln -s usr/lib $root/lib
ln -s usr/lib64 $root/lib64
cp /bin/true $root/opt/bin/
cp /bin/true $root/root/joe/
in_root() { # WHAT EXPECTED-STATUS SETTING... -- COMMAND...
        _what=$1 _expected=$2
        shift 2
        try RootDirectory=$root BindReadOnlyPaths=/usr "$@"
        same "$_what" "$_expected" "$status"
}
in_root "missing-in-root: a command that is only on the host ends with 203" 203 -- /opt/foo/true
in_root "missing-in-root: one that is inside starts" 0 -- /opt/bin/true
in_root "missing-in-root: a working directory that is only on the host ends with 200" 200 WorkingDirectory=/opt/foo -- true
in_root "denied-program: ProtectHome= hides what is inside, too" 203 ProtectHome=yes -- /root/joe/true
for list in InaccessiblePaths NoExecPaths; do
        in_root "path-outside-root: $list= without + does nothing inside" 0 $list=/opt -- /opt/bin/true
        in_root "path-outside-root: $list= with + does" 203 $list=+/opt -- /opt/bin/true
        in_root "path-outside-root: ... and as the host has it" 203 $list=$root/opt -- /opt/bin/true
done
in_root "path-outside-root: ReadWritePaths= without + does nothing inside" 1 ProtectSystem=strict ReadWritePaths=/opt -- touch /opt/x
in_root "path-outside-root: with + it does" 0 ProtectSystem=strict ReadWritePaths=+/opt -- touch /opt/x
in_root "path-outside-root: TemporaryFileSystem= means what is inside" 203 TemporaryFileSystem=/opt -- /opt/bin/true
starts Type=oneshot RootDirectory=$root BindReadOnlyPaths=/usr "ExecStart=+/opt/foo/true"
same "missing-in-root: a command with + is looked for inside, too" no "$started"
useradd --system --home-dir /home/homely --create-home homely
try User=homely "WorkingDirectory=~" ProtectHome=yes -- true
same "denied-working-directory: ~ is the home of the user, which can be hidden" 200 "$status"
try User=homely WorkingDirectory=-~ ProtectHome=yes -- true
same "denied-working-directory: -~ may be" 0 "$status"
try "WorkingDirectory=~" ProtectHome=yes -- true
same "denied-working-directory: root enters its own" 0 "$status"

# PID files
pid_file() { # EXPECTED WHAT FILE SETTING...
        _want=$1
        _what=$2
        _file=$3
        shift 3
        starts Type=forking PIDFile="$_file" "ExecStart=/bin/sh -c 'sleep 1000 & echo \$! >$_file'" "$@"
        same "$_what" "$_want" "$started"
}
pid_file no "denied-pidfile: below ProtectSystem=strict" /run/lint.pid ProtectSystem=strict
pid_file yes "denied-pidfile: in RuntimeDirectory= it works" /run/lint/lint.pid ProtectSystem=strict RuntimeDirectory=lint
pid_file no "denied-pidfile: the manager does not look into a private /tmp" /tmp/lint.pid PrivateTmp=yes
pid_file yes "denied-pidfile: ProtectSystem=full leaves /run" /run/lint.pid ProtectSystem=full
pid_file no "pidfile-of-user: /run is root's" /run/lint.pid User=lab
pid_file yes "pidfile-of-user: not if it is prepared" /run/lint.pid User=lab \
        "ExecStartPre=+/usr/bin/install -o lab /dev/null /run/lint.pid"
pid_file no "denied-pidfile: the manager does not look into RootDirectory=" /run/lint.pid RootDirectory=$root BindReadOnlyPaths=/usr
pid_file yes "denied-pidfile: what RuntimeDirectory= makes is the same on both sides" /run/lint/lint.pid RootDirectory=$root \
        BindReadOnlyPaths=/usr RuntimeDirectory=lint
starts Type=forking PIDFile=lint.pid "ExecStart=/bin/sh -c 'sleep 1000 & echo \$! >/run/lint.pid'"
same "denied-pidfile: a name alone is one in /run" yes "$started"

# privileges
privileges() { # EXPECTED SETTING...
        _want=$1
        shift
        try User=lab NoNewPrivileges=no "$@" -- sed -n 's/^NoNewPrivs:[^0-9]*//p' /proc/self/status
        same "no-new-privileges-implied: $*" "$_want" "$out"
}
[ "$version" -lt 255 ] && old=1 || old=0
privileges $old ProtectClock=yes
privileges 1 SystemCallFilter=~@privileged SystemCallErrorNumber=EPERM
privileges 1 DynamicUser=yes
starts Type=oneshot User=lab NoNewPrivileges=no ProtectClock=yes SystemCallFilter=~@reboot SystemCallErrorNumber=EPERM \
        "ExecStart=!/bin/grep -q 'NoNewPrivs:.0' /proc/self/status"
same "no-new-privileges-implied: a command with ! starts as root, for which nothing implies it" yes "$started"
cat >/run/systemd/system/lint.service <<END
[Service]
ExecStart=/bin/true
DynamicUser=yes
ProtectSystem=full
ProtectHome=no
PrivateTmp=no
RestrictSUIDSGID=no
RemoveIPC=no
END
systemctl daemon-reload
for setting in ProtectSystem=strict ProtectHome=read-only PrivateTmp=yes RestrictSUIDSGID=yes RemoveIPC=yes; do
        same "dynamic-user-overrules: $setting" "$setting" "$(systemctl show lint.service -p "${setting%%=*}")"
done

# directories
tree() {
        rm -rf /var/lib/lint /etc/lint && mkdir -p /var/lib/lint/sub /etc/lint && touch /var/lib/lint/sub/file
        chown -R games /var/lib/lint /etc/lint
}
tree
try User=lab StateDirectory=lint -- true
same "directory-of-another: all of the tree changes hands" lab "$(stat -c %U /var/lib/lint/sub/file)"
tree
try StateDirectory=lint -- true
same "directory-of-another: for a service of root, too" root "$(stat -c %U /var/lib/lint/sub/file)"
tree
try User=lab ConfigurationDirectory=lint -- true
same "directory-of-another: not ConfigurationDirectory=" games "$(stat -c %U /etc/lint)"
try DynamicUser=yes ReadWritePaths=/var/lib/lint -- touch /var/lib/lint/x
check "dynamic-user-fixed-path: cannot write there" test "$status" != 0

# early boot
cycle() { # EXPECTED SETTING BEFORE
        printf '[Unit]\nDefaultDependencies=no\nBefore=%s\n[Service]\nType=oneshot\n%s\nExecStart=/bin/true\n' "$3" "$2" \
                >/etc/systemd/system/lint-early.service
        mkdir -p /etc/systemd/system/sysinit.target.wants
        ln -sf ../lint-early.service /etc/systemd/system/sysinit.target.wants/
        systemctl daemon-reload
        if systemd-analyze verify --man=no sysinit.target 2>&1 | grep -qi 'ordering cycle'; then _got=yes; else _got=no; fi
        same "early-private-tmp: a cycle with $2, before $3: $1" "$1" "$_got"
        rm -f /etc/systemd/system/sysinit.target.wants/lint-early.service /etc/systemd/system/lint-early.service
}
cycle yes PrivateTmp=yes local-fs.target
cycle yes PrivateTmp=yes systemd-tmpfiles-setup.service
cycle no PrivateTmp=yes sysinit.target
[ "$version" -lt 257 ] && old=yes || old=no
cycle $old DynamicUser=yes systemd-tmpfiles-setup.service
[ "$version" -lt 257 ] || cycle no PrivateTmp=disconnected local-fs.target

# system calls
for call in execve openat read pread64 mmap mprotect close; do
        try SystemCallFilter=~$call SystemCallErrorNumber=EPERM -- /bin/true
        check "filter-misses-start: nothing starts without $call" test "$status" != 0
done
try "SystemCallFilter=~newfstatat fstat" SystemCallErrorNumber=EPERM -- /bin/true
check "filter-misses-start: nothing starts without newfstatat and fstat" test "$status" != 0
try "SystemCallFilter=@network-io" SystemCallErrorNumber=EPERM -- /bin/true
check "filter-misses-start: @default alone is not enough" test "$status" != 0
try "SystemCallFilter=@basic-io @file-system" SystemCallErrorNumber=EPERM -- /bin/true
same "filter-misses-start: with @basic-io and @file-system it is" 0 "$status"
starts Type=oneshot SystemCallFilter=~chroot "ExecStart=/usr/sbin/chroot / true"
same "filter-kills: it fails" no "$started"
try SystemCallFilter=~chroot -- /usr/sbin/chroot / true
same "filter-kills: by a signal" 255 "$status"
try SystemCallFilter=~chroot:EPERM -- /usr/sbin/chroot / true
same "filter-kills: not with an error number" 125 "$status"

# privileges that a service cannot get
cp /usr/bin/id /usr/local/bin/lint-id && chmod 4755 /usr/local/bin/lint-id
cp /usr/bin/sed /usr/local/bin/lint-sed && chmod 4755 /usr/local/bin/lint-sed
try User=lab -- lint-id -u
same "denied-set-id: a set-ID program becomes root" 0 "$out"
try User=lab NoNewPrivileges=yes -- lint-id -u
same "denied-set-id: not with NoNewPrivileges=" "$(id -u lab)" "$out"
try User=lab SystemCallFilter=~@privileged SystemCallErrorNumber=EPERM -- lint-id -u
same "denied-set-id: not where a filter implies it" "$(id -u lab)" "$out"
try User=lab CapabilityBoundingSet=CAP_CHOWN -- sed -n "s/^CapEff:[^0-9]*//p" /proc/self/status
same "capabilities-unreachable: what the set leaves is not given" 0000000000000000 "$out"
try User=lab CapabilityBoundingSet=CAP_CHOWN NoNewPrivileges=yes -- lint-sed -n "s/^CapEff:[^0-9]*//p" /proc/self/status
same "capabilities-unreachable: nor gained by a set-ID program under NoNewPrivileges=" 0000000000000000 "$out"
try User=lab CapabilityBoundingSet=CAP_CHOWN -- lint-sed -n "s/^CapEff:[^0-9]*//p" /proc/self/status
same "capabilities-unreachable: else it is" 0000000000000001 "$out"
try User=lab AmbientCapabilities=CAP_CHOWN CapabilityBoundingSet=CAP_CHOWN NoNewPrivileges=yes -- sed -n "s/^CapEff:[^0-9]*//p" /proc/self/status
same "capabilities-unreachable: AmbientCapabilities= gives it" 0000000000000001 "$out"
printf "[Service]\nExecStart=/bin/true\nDynamicUser=yes\n" >/run/systemd/system/lint.service
systemctl daemon-reload
[ "$version" -lt 257 ] && tmp=PrivateTmp=yes || tmp=PrivateTmpEx=disconnected
for setting in ProtectSystem=strict ProtectHome=read-only RestrictSUIDSGID=yes NoNewPrivileges=yes RemoveIPC=yes $tmp; do
        same "dynamic-user-implies: $setting" "$setting" "$(systemctl show lint.service -p "${setting%%=*}")"
done

# words that systemd does not know
family="use Socket; socket(S, PF_INET, SOCK_STREAM, 0) or exit 1"
[ "$version" -lt 258 ] && rest=no || rest=yes
echo "$family" >/root/family.pl
starts Type=oneshot "RestrictAddressFamilies=~AF_INET5 AF_INET" "ExecStart=/usr/bin/perl /root/family.pl"
same "unknown-word: a family, and what of the line comes after it" $rest "$started"
starts Type=oneshot "RestrictAddressFamilies=~AF_INET AF_INET5" "ExecStart=/usr/bin/perl /root/family.pl"
same "unknown-word: a family, what comes before it counts" no "$started"
starts Type=oneshot "SystemCallFilter=~@modul clone9 chroot" SystemCallErrorNumber=EPERM "ExecStart=/usr/sbin/chroot / true"
same "unknown-word: a call or a group, the others count" no "$started"
starts Type=oneshot "SystemCallFilter=~@modul clone9" SystemCallErrorNumber=EPERM "ExecStart=/usr/sbin/chroot / true"
same "unknown-word: alone they deny nothing" yes "$started"
starts Type=oneshot "RestrictNamespaces=~uts usr" "ExecStart=/usr/bin/unshare --uts true"
same "unknown-word: a type of namespace, the line does nothing" yes "$started"
starts Type=oneshot "RestrictNamespaces=~uts" "ExecStart=/usr/bin/unshare --uts true"
same "unknown-word: without it, the line counts" no "$started"
starts Type=oneshot "CapabilityBoundingSet=CAP_CHOWN CAP_NOTHING" "ExecStart=/bin/grep -q ^CapBnd:.0000000000000001 /proc/self/status"
same "unknown-word: a capability, the others count" yes "$started"

# lines that do nothing
bound='use Socket; socket(S, PF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in(8081, INADDR_LOOPBACK)) or exit 1'
try SocketBindAllow=tcp:80 -- perl -e "$bound"
same "ineffective-bind-allow: another port can be bound" 0 "$status"
sent='use Socket; socket(S, PF_INET, SOCK_DGRAM, 0); send(S, "x", 0, sockaddr_in(9, INADDR_LOOPBACK)) or exit 1'
try IPAddressAllow=10.0.0.0/8 -- perl -e "$sent"
same "ineffective-ip-allow: another address can be sent to" 0 "$status"
try IPAddressAllow=10.0.0.0/8 IPAddressDeny=any -- perl -e "$sent"
check "ineffective-ip-allow: not with IPAddressDeny=" test "$status" != 0
try SystemCallErrorNumber=EPERM -- /usr/sbin/chroot / true
same "ineffective-error-number: nothing is denied" 0 "$status"
try ExecPaths=/usr/bin -- /opt/foo/true
same "ineffective-exec-paths: another program starts" 0 "$status"
try NoExecPaths=/opt ExecPaths=/usr/bin -- /opt/foo/true
same "ineffective-exec-paths: not where NoExecPaths= covers it" 203 "$status"
try ProtectSystem=full ReadWritePaths=/srv -- touch /var/lib/lint-x
same "ineffective-read-write: ProtectSystem=full leaves /var" 0 "$status"

# lines that take back what others do
try ProtectSystem=strict NoExecPaths=/var/lib -- touch /var/lib/lint-x
same "made-writable: NoExecPaths= below what is read-only" 0 "$status"
try ProtectSystem=strict NoExecPaths=/var/lib -- touch /var/log/lint-x
check "made-writable: nothing else" test "$status" != 0
try ProtectSystem=strict NoExecPaths=/var/lib ReadOnlyPaths=/var/lib -- touch /var/lib/lint-x
check "made-writable: not with ReadOnlyPaths=" test "$status" != 0
try ReadOnlyPaths=/usr ExecPaths=/usr/share -- touch /usr/share/lint-x
same "made-writable: ExecPaths= does it, too" 0 "$status"

# sockets that are passed
cat >/root/serve.pl <<'END'
use Socket;
$^F = 9;
open(my $listener, "+<&=", 3) or exit 2;
accept(my $peer, $listener) or exit 3;
print $peer "hello\n";
END
passed() { # EXPECTED RULE SETTING...
        _want=$1
        _what=$2
        shift 2
        printf '[Socket]\nListenStream=127.0.0.1:7777\n' >/run/systemd/system/lint.socket
        printf '%s\n' '[Service]' 'ExecStart=/usr/bin/perl /root/serve.pl' "$@" >/run/systemd/system/lint.service
        systemctl daemon-reload
        systemctl start lint.socket
        _got=$(perl -e 'use Socket; alarm 10; socket(S, PF_INET, SOCK_STREAM, 0);
                connect(S, sockaddr_in(7777, INADDR_LOOPBACK)) or exit 1; $_ = <S>; chomp; print' 2>/dev/null)
        same "$_what: $*" "$_want" "$_got"
        systemctl stop lint.socket lint.service 2>/dev/null
        systemctl reset-failed
}
passed hello "denied-accept: families are no matter" RestrictAddressFamilies=none PrivateNetwork=yes
passed "" "denied-accept: a filter is" "SystemCallFilter=~accept accept4"
passed hello "passed-socket-unfiltered" IPAddressDeny=any
printf '[Socket]\nListenStream=127.0.0.1:7777\nIPAddressDeny=any\n' >/run/systemd/system/lint.socket
systemctl daemon-reload
systemctl start lint.socket
perl -e 'use Socket; $SIG{ALRM} = sub { exit 1 }; alarm 3; socket(S, PF_INET, SOCK_STREAM, 0);
        connect(S, sockaddr_in(7777, INADDR_LOOPBACK)) or exit 1; <S>; exit 0'
check "passed-socket-unfiltered: in the socket unit it applies" test $? != 0
systemctl stop lint.socket

# programs of another architecture: an ELF file of 32 bits that ends with 7, and does nothing else
perl -e 'my $code = pack("H*", "b801000000bb07000000cd80"); my $size = 84 + length $code;
        print "\x7fELF", pack("C5x7 v2 V5 v6 V8", 1, 1, 1, 0, 0, 2, 3, 1, 0x8048054, 52, 0, 0, 52, 32, 1, 40, 0, 0,
                1, 0, 0x8048000, 0x8048000, $size, $size, 5, 0x1000), $code' >/opt/foo/foreign
chmod +x /opt/foo/foreign
/opt/foo/foreign
if [ $? -eq 7 ]; then
        foreign() {
                starts Type=oneshot SuccessExitStatus=7 ExecStart=/opt/foo/foreign "$@"
        }
        foreign SystemCallArchitectures=native
        same "foreign-architecture-host: native is what systemd is of, others are killed" no "$started"
        contains "multi-arch-native: by a signal at a system call" "status=31/SYS" "$(journalctl -q -o cat -u lint.service)"
        same "multi-arch-native: which is all that is told" "" "$(journalctl -q -o cat -u lint.service | grep -iE 'arch|i386|32.bit|ELF')"
        foreign
        same "multi-arch-native: without the line it runs" yes "$started"
        foreign "SystemCallArchitectures=native x86"
        same "foreign-architecture-host: where the architecture is allowed it runs" yes "$started"
else
        note "this kernel runs no 32-bit programs: nothing of other architectures is tried"
fi

# what a user manager cannot do. Where logind has a /proc of its own it does not see this boot ID: probe.sh says more
umount /proc/sys/kernel/random/boot_id
uid=$(id -u lab)
systemctl start "user@$uid"
as_user() {
        setpriv --reuid=lab --regid=lab --init-groups env XDG_RUNTIME_DIR="/run/user/$uid" HOME=/tmp "$@"
}
# in_user COMMAND SETTING...: what the command, as a service of a user, prints; or how it ended
in_user() {
        _command=$1
        shift
        as_user mkdir -p "/run/user/$uid/systemd/user"
        as_user rm -f "/run/user/$uid/out"
        printf '%s\n' '[Service]' Type=oneshot "ExecStart=/bin/sh -c '$_command >%t/out 2>/dev/null'" "$@" |
                as_user tee "/run/user/$uid/systemd/user/lint.service" >/dev/null
        as_user systemctl --user daemon-reload
        as_user systemctl --user start lint.service 2>/dev/null && cat "/run/user/$uid/out" || echo "fails"
        as_user systemctl --user reset-failed 2>/dev/null
}
serve='use Socket; socket(L, PF_INET, SOCK_STREAM, 0); bind(L, sockaddr_in(7778, INADDR_LOOPBACK)) or die; listen(L, 1);
        socket(S, PF_INET, SOCK_STREAM, 0); alarm 5; print "connected" if connect(S, sockaddr_in(7778, INADDR_LOOPBACK))'
printf '%s\n' "$serve" >/opt/foo/serve.pl
bounding='sed -n s/^CapBnd:.//p /proc/self/status'
ambient='sed -n s/^CapAmb:.//p /proc/self/status'
same "user-manager-ignores: CapabilityBoundingSet= makes the start fail" fails "$(in_user "$bounding" CapabilityBoundingSet=CAP_CHOWN)"
same "user-manager-ignores: AmbientCapabilities= too" fails "$(in_user "$ambient" AmbientCapabilities=CAP_NET_RAW)"
same "user-manager-ignores: in a user namespace the first works" 0000000000000001 \
        "$(in_user "$bounding" CapabilityBoundingSet=CAP_CHOWN PrivateUsers=yes)"
same "user-manager-ignores: and the second" 0000000000002000 "$(in_user "$ambient" AmbientCapabilities=CAP_NET_RAW PrivateUsers=yes)"
[ "$version" -ge 257 ] && _with=0000000000000001 || _with=fails
for setting in ProtectSystem=yes PrivateTmp=yes PrivateNetwork=yes ProtectHostname=yes ProtectClock=yes; do
        same "user-manager-ignores: and with $setting, which makes one, or not" $_with "$(in_user "$bounding" CapabilityBoundingSet=CAP_CHOWN $setting)"
done
same "user-manager-ignores: NoNewPrivileges= makes none" fails "$(in_user "$bounding" CapabilityBoundingSet=CAP_CHOWN NoNewPrivileges=yes)"
same "user-manager-ignores: DynamicUser= makes the start fail" fails "$(in_user "echo ran" DynamicUser=yes)"
same "user-manager-ignores: ProtectProc= does nothing" systemd "$(in_user "cat /proc/1/comm" ProtectProc=invisible)"
same "user-manager-ignores: DevicePolicy= does nothing" 1 "$(in_user "head -c1 /dev/zero | wc -c" DevicePolicy=strict)"
for setting in IPAddressDeny=any SocketBindDeny=any RestrictNetworkInterfaces=~lo; do
        same "user-manager-ignores: $setting does nothing" connected "$(in_user "perl /opt/foo/serve.pl" $setting)"
done
read_only='case $(grep " /sys/fs/cgroup " /proc/self/mountinfo) in *" ro,"*) echo read-only;; *) echo writable;; esac'
[ "$version" -ge 257 ] && _alone=read-only || _alone=writable
same "user-manager-ignores: ProtectControlGroups= before 257" $_alone "$(in_user "$(echo "$read_only" | sed 's/\$/$$/g')" ProtectControlGroups=yes)"
same "user-manager-ignores: not in a user namespace" read-only "$(in_user "$(echo "$read_only" | sed 's/\$/$$/g')" ProtectControlGroups=yes PrivateUsers=yes)"

finish

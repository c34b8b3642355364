# SPDX-License-Identifier: GPL-2.0-or-later
# unitlock learn on services with hidden needs, on bad input, and interrupted at each point: what it finds is in force, or the unit is
# as it was.
set -u
here=$(dirname "$0")
. "$here/lib.sh"

learn() { # prints the exit status; the talk goes to /tmp/out
        unitlock learn --quiet "$@" </dev/null >/tmp/out 2>&1
        echo $?
}
# "" if the unit is in this state and nothing of ours is left.
remains() { # UNIT STATE
        [ "$(systemctl show -P ActiveState "$1")" = "$2" ] || systemctl show -P ActiveState "$1"
        systemctl show -P DropInPaths "$1" | grep unitlock
        [ "$(systemctl show -P NeedDaemonReload "$1")" = no ] || echo "daemon-reload is needed"
        systemctl list-units --no-legend --plain 'unitlock-guard-*'
        find /run/unitlock /run/systemd/system.control -mindepth 1 2>/dev/null
}
failed_as() { # WHAT UNIT STATE STATUS MESSAGE ARGUMENTS...
        what=$1 unit=$2 state=$3 wanted=$4 message=$5
        shift 5
        same "$what: exit status" "$wanted" "$(learn "$@")"
        contains "$what: says so" "$message" "$(cat /tmp/out)"
        same "$what: the unit is as before" "" "$(remains "$unit" "$state")"
}

mkdir -p /srv/hidden
cat >/usr/local/bin/hidden <<'END'
#!/usr/bin/perl
# Has needs that show late: a file on SIGHUP, an owner on SIGUSR1. Does without a privilege rather than die.
use Socket;
sub tell_systemd {
        socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
        send($s, "READY=1", 0, pack_sockaddr_un($ENV{NOTIFY_SOCKET})) or die "send: $!";
}
sub make {
        my ($name, $uid) = @_;
        open(my $f, ">", "/srv/hidden/new") or do { print STDERR "cannot write: $!\n"; exit 4 };
        close $f;
        chown($uid, $uid, "/srv/hidden/new") if $uid;
        rename("/srv/hidden/new", "/srv/hidden/$name");
}
$SIG{HUP} = sub { make("reloaded", 0) };
$SIG{USR1} = sub { make("owned", 33) };
$SIG{TERM} = sub { exit 0 };
if (-e "/srv/hidden/picky") { # breaks under one line, without any refusal
        open(my $f, "<", "/proc/self/status");
        exit 5 if grep { /^NoNewPrivs:\s*1/ } <$f>;
}
if (-e "/srv/hidden/hostile") { # breaks under any drop-in, even an empty one
        exit 6 if `systemctl show -P DropInPaths hidden.service` =~ /unitlock/;
}
tell_systemd();
sleep 1000 while 1;
END
chmod +x /usr/local/bin/hidden
cat >/etc/systemd/system/hidden.service <<'END'
[Service]
Type=notify
ExecStart=/usr/local/bin/hidden
ExecReload=/bin/sh -c 'rm -f /srv/hidden/reloaded; kill -HUP $MAINPID; until [ -e /srv/hidden/reloaded ]; do kill -0 $MAINPID || exit 1; done'
END
cat >/usr/local/bin/ask-for-owner <<'END'
#!/bin/sh
rm -f /srv/hidden/owned
systemctl kill -s USR1 hidden.service
until [ -e /srv/hidden/owned ]; do
        systemctl -q is-active hidden || exit 1
done
[ "$(stat -c %u /srv/hidden/owned)" = 33 ]
END
chmod +x /usr/local/bin/ask-for-owner
systemctl daemon-reload
systemctl start hidden
conf=/etc/systemd/system/hidden.service.d/90-unitlock.conf

# --- needs that an exercise shows ---
same "a need that shows on a signal" 0 "$(learn hidden --exercise=ask-for-owner --apply=yes)"
contains "... is in the drop-in" "CAP_CHOWN" "$(grep ^CapabilityBoundingSet= $conf)"
check "... and met" ask-for-owner
check "a need that shows on reload is met" systemctl reload hidden
same "... by the line for it" "ReadWritePaths=-/srv/hidden" "$(grep -x 'ReadWritePaths=-*/srv/hidden' $conf)"
same "systemd-analyze verify has nothing to say" "" "$(systemd-analyze verify --man=no hidden.service 2>&1)"
exposure=$(systemd-analyze security --no-pager hidden.service | sed -n 's/.*exposure level for.*: \([0-9.]*\) .*/\1/p')
contains "the exposure is what systemd says" "$exposure " "$(grep '^# Exposure' $conf)"
note "hidden.service: exposure $exposure"
same "nothing but the drop-in is left" "$conf" "$(systemctl show -P DropInPaths hidden)$(ls /run/unitlock)"
same "learning again without the exercise" 0 "$(learn hidden --apply=yes)"
same "... forgets the capability" "" "$(grep '^CapabilityBoundingSet=.*CAP_CHOWN' $conf)"
check "... and is in force" sh -c '! ask-for-owner'
rm -r /etc/systemd/system/hidden.service.d
systemctl daemon-reload
systemctl restart hidden

# --- breaks without a refusal ---
touch /srv/hidden/picky
same "a line that breaks it without a refusal" 0 "$(learn hidden --output=/tmp/dropin)"
same "... is found and left out" "" "$(grep ^NoNewPrivileges /tmp/dropin)"
contains "... and nothing else is" "ProtectHome=yes" "$(cat /tmp/dropin)"
rm /srv/hidden/picky
same "... with --apply=no all is as before" "" "$(remains hidden.service active)"
touch /srv/hidden/hostile
failed_as "one that breaks under anything" hidden.service active 7 "does not work under" hidden
rm /srv/hidden/hostile

# --- a service that runs to its end ---
if systemctl cat dpkg-db-backup.service >/dev/null 2>&1; then
        same "a oneshot of a timer" 0 "$(learn dpkg-db-backup.service --apply=runtime)"
        exposure=$(systemd-analyze security --no-pager dpkg-db-backup.service | sed -n 's/.*exposure level for.*: \([0-9.]*\) .*/\1/p')
        note "dpkg-db-backup.service: exposure $exposure"
        check "... has an exposure of at most 1.5" test "$(printf '%s\n1.5\n' "$exposure" | sort -n | tail -n 1)" = 1.5
        check "... still works" systemctl start dpkg-db-backup.service
fi

# --- bad input ---
failed_as "no such unit" hidden.service active 3 "nowhere.service" nowhere
ln -sf /dev/null /etc/systemd/system/masked.service
printf '[Service]\nType=simple\n' >/etc/systemd/system/empty.service
printf '[Service]\nExecStart=/bin/false\n' >/etc/systemd/system/fails.service
printf '[Service]\nExecStart=/bin/sleep infinity\n' >/etc/systemd/system/goes.service
systemctl daemon-reload
failed_as "a masked unit" masked.service inactive 9 "masked" masked
failed_as "a unit without ExecStart=" empty.service inactive 9 "empty.service" empty
failed_as "a unit that fails as it is" fails.service inactive 6 "fails.service" fails
failed_as "an exercise that fails as it is" hidden.service active 6 "status 3" hidden --exercise="exit 3"
failed_as "an exercise that hangs" hidden.service active 6 "did not end within 2 s" hidden --exercise="sleep 1000" --timeout=2s
failed_as "something that is no service" hidden.service active 9 "not a service" basic.target
same "not root" 4 "$(cp "$(command -v unitlock)" /tmp/unitlock-copy 2>/dev/null; setpriv --reuid=33 --clear-groups "$(command -v unitlock)" learn hidden >/tmp/out 2>&1; echo $?)"
mkdir -p /etc/systemd/system/hidden.service.d
printf '[Service\nnonsense\n' >/etc/systemd/system/hidden.service.d/50-malformed.conf
systemctl daemon-reload
learn hidden >/dev/null
contains "a malformed drop-in that is there already is told" "50-malformed.conf:1" "$(cat /tmp/out)"
# systemd wants a daemon-reload of such a unit for ever, before us and after
same "... and the unit is as before" "daemon-reload is needed" "$(remains hidden.service active)"
rm -r /etc/systemd/system/hidden.service.d
systemctl daemon-reload
mount --bind /etc /etc && mount -o remount,bind,ro /etc
failed_as "a read-only /etc" hidden.service active 1 "Read-only file system" hidden --apply=yes
umount /etc
mkdir /etc/systemd/system/hidden.service.d
mount -t tmpfs -o size=4k,nr_inodes=3 none /etc/systemd/system/hidden.service.d
head -c 4096 /dev/zero >/etc/systemd/system/hidden.service.d/full
failed_as "a full disk" hidden.service active 1 "No space left" hidden --apply=yes
umount /etc/systemd/system/hidden.service.d
rmdir /etc/systemd/system/hidden.service.d
systemctl start goes
status=$(learn goes --apply=yes --exercise="rm -f /etc/systemd/system/goes.service; systemctl daemon-reload")
note "a unit that is removed meanwhile: $status: $(cat /tmp/out)"
check "a unit that is removed meanwhile: not a success" test "$status" -ne 0
same "... and nothing of ours is left" "" "$(find /run/unitlock /run/systemd/system.control /etc/systemd/system/goes.service.d -mindepth 1 2>/dev/null)"

# --- Ctrl-C at each point: the exercise itself sends it, at its n-th run ---
cat >/usr/local/bin/interrupts <<'END'
#!/bin/sh
n=$(($(cat /run/n) + 1))
echo $n >/run/n
[ $n -ne "$1" ] || kill -INT "$(cat /run/learner)"
END
chmod +x /usr/local/bin/interrupts
# A shell without job control has background commands ignore SIGINT: exec from perl, which gives it back.
for n in 1 2 3 4 5 6; do
        echo 0 >/run/n
        perl -e '$SIG{INT} = "DEFAULT"; open(F, ">", "/run/learner"); print F $$; close F; exec @ARGV' \
                unitlock learn --quiet hidden --apply=yes --exercise="interrupts $n" >/tmp/out 2>&1 </dev/null
        same "Ctrl-C during exercise $n" 8 $?
        same "... and the unit is as before" "" "$(remains hidden.service active)"
done
finish

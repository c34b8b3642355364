# SPDX-License-Identifier: GPL-2.0-or-later
# For the live tests of unitlock learn, to be sourced after lib.sh: how it is run, what must hold of a unit after it failed, and a
# daemon with needs that show late.

learn() { # prints the exit status; the talk goes to /tmp/out
        unitlock learn --quiet "$@" </dev/null >/tmp/out 2>&1
        echo $?
}

# "" if the unit is in this state and nothing of ours is left.
remains() { # UNIT STATE
        [ "$(systemctl show -P ActiveState "$1")" = "$2" ] || systemctl show -P ActiveState "$1"
        systemctl show -P DropInPaths "$1" | grep unitlock
        [ "$(systemctl show -P NeedDaemonReload "$1")" = no ] || echo "daemon-reload is needed"
        systemctl list-units --all --no-legend --plain 'unitlock-guard-*'
        find /run/unitlock /run/systemd/system.control /run/systemd/transient -mindepth 1 -name '*unitlock*' 2>/dev/null
        find /run/unitlock /run/systemd/system.control -mindepth 1 2>/dev/null
}

# One message, the right status, and the unit as it was.
failed_as() { # WHAT UNIT STATE STATUS MESSAGE ARGUMENTS...
        what=$1 unit=$2 state=$3 wanted=$4 message=$5
        shift 5
        same "$what: exit status" "$wanted" "$(learn "$@")"
        contains "$what: says so" "$message" "$(cat /tmp/out)"
        same "$what: once" 1 "$(grep -c '^unitlock: ' /tmp/out)"
        same "$what: the unit is as before" "" "$(remains "$unit" "$state")"
}

# hidden.service: writes a file on SIGHUP only, gives it away on SIGUSR1, makes a big socket buffer on SIGUSR2. Does without a
# privilege rather than die.
make_hidden() {
        mkdir -p /srv/hidden
        cat >/usr/local/bin/hidden <<'END'
#!/usr/bin/perl
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
sub enlarge { # SO_RCVBUFFORCE: CAP_NET_ADMIN
        socket(my $s, 16, SOCK_DGRAM, 0) or return make("small", 0); # AF_NETLINK
        make(setsockopt($s, SOL_SOCKET, 33, pack("i", 8 << 20)) ? "enlarged" : "small", 0);
}
$SIG{HUP} = sub { make("reloaded", 0) };
$SIG{USR1} = sub { make("owned", 33) };
$SIG{USR2} = \&enlarge;
$SIG{TERM} = sub { exit 0 };
if (-e "/srv/hidden/insists") { # on init's mount namespace, without any refusal
        exit 7 if readlink("/proc/self/ns/mnt") ne readlink("/proc/1/ns/mnt");
}
if (-e "/srv/hidden/picky") { # breaks under one line, without any refusal
        open(my $f, "<", "/proc/self/status");
        exit 5 if grep { /^NoNewPrivs:\s*1/ } <$f>;
}
if (-e "/srv/hidden/hostile") { # breaks under any drop-in of ours, even an empty one
        exit 6 if `systemctl show -P DropInPaths hidden.service` =~ /unitlock/;
}
if (-e "/srv/hidden/late") { # breaks when all is proven
        exit 8 if -e "/etc/systemd/system/hidden.service.d/90-unitlock.conf";
}
tell_systemd();
sleep 1000 while 1;
END
        chmod +x /usr/local/bin/hidden
        # ask SIGNAL FILE [OWNER]: is the work done that this signal asks for?
        cat >/usr/local/bin/ask <<'END'
#!/bin/sh
rm -f /srv/hidden/owned /srv/hidden/enlarged /srv/hidden/small
systemctl kill -s "$1" hidden.service
until [ -e "/srv/hidden/$2" ]; do
        [ ! -e /srv/hidden/small ] || exit 1
        systemctl -q is-active hidden || exit 1
done
[ "$(stat -c %u "/srv/hidden/$2")" = "${3:-0}" ]
END
        chmod +x /usr/local/bin/ask
        cat >/etc/systemd/system/hidden.service <<'END'
[Service]
Type=notify
ExecStart=/usr/local/bin/hidden
ExecReload=/bin/sh -c 'rm -f /srv/hidden/reloaded; kill -HUP $MAINPID; until [ -e /srv/hidden/reloaded ]; do kill -0 $MAINPID || exit 1; done'
END
        systemctl daemon-reload
        systemctl start hidden
}

# SPDX-License-Identifier: GPL-2.0-or-later
# unitlock learn on units of many kinds and in many states: each is learned, and ends in the state that it was in.
# packages: dbus
set -u
here=$(dirname "$0")
. "$here/lib.sh"
. "$here/learn-lib.sh"

unit() { # NAME, text on stdin
        cat >"/etc/systemd/system/$1"
}
# Learned, proven, in force until the next boot, and in its state.
learned() { # WHAT UNIT STATE ARGUMENTS...
        what=$1 unit=$2 state=$3
        shift 3
        same "$what: learned" 0 "$(learn "$unit" --apply=runtime "$@")"
        [ -s "/run/systemd/system/$unit.d/90-unitlock.conf" ] || note "$(cat /tmp/out)"
        same "$what: in force" "/run/systemd/system/$unit.d/90-unitlock.conf" "$(systemctl show -P DropInPaths "$unit")"
        same "$what: is $state as before" "$state no" "$(systemctl show -P ActiveState "$unit") $(systemctl show -P NeedDaemonReload "$unit")"
        same "$what: nothing else is left" "" "$(ls /run/unitlock)"
}

unit sleeps.service <<'END'
[Service]
ExecStart=/bin/sleep infinity
[Install]
Alias=dozes.service
END
unit failed.service <<'END'
[Service]
ExecStart=/bin/sh -c '[ ! -e /run/broken ] || exit 3; exec sleep infinity'
END
unit once.service <<'END'
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo run >>/var/lib/once'
END
unit stays.service <<'END'
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'echo start >>/var/lib/stays'
ExecStop=/bin/sh -c 'echo stop >>/var/lib/stays'
END
unit instance@.service <<'END'
[Service]
ExecStart=/bin/sh -c 'echo %i >/var/lib/instance; exec sleep infinity'
END
unit listens.socket <<'END'
[Socket]
ListenStream=/run/listens
END
unit listens.service <<'END'
[Service]
ExecStart=/usr/local/bin/listens
END
unit each.socket <<'END'
[Socket]
ListenStream=/run/each
Accept=yes
END
unit each@.service <<'END'
[Service]
StandardInput=socket
ExecStart=-/bin/sh -c 'echo %i >>/var/lib/each; echo hello'
END
unit answers.socket <<'END'
[Socket]
ListenDatagram=127.0.0.1:6969
END
unit answers.service <<'END'
[Service]
ExecStart=/usr/local/bin/answers
END
cat >/usr/local/bin/answers <<'END'
#!/usr/bin/perl
# Answers a datagram from another socket, as servers of TFTP do.
use Socket;
open(my $listen, "+<&=", 3) or die "no socket: $!";
$SIG{TERM} = sub { exit 0 };
while (my $from = recv($listen, my $got, 99, 0)) {
        socket(my $s, AF_INET, SOCK_DGRAM, 0) or die "socket: $!";
        send($s, "hello", 0, $from) or die "send: $!";
}
END
unit serves.service <<'END'
[Unit]
After=network.target
[Service]
ExecStart=/usr/local/bin/serves
END
cat >/usr/local/bin/serves <<'END'
#!/usr/bin/perl
# Serves a network once its configuration says so.
use Socket;
sleep 1000 if !-e "/etc/serves.conf";
socket(my $listen, AF_INET, SOCK_STREAM, 0) or die "socket: $!";
bind($listen, pack_sockaddr_in(6970, INADDR_LOOPBACK)) or die "bind: $!";
listen($listen, 5) or die "listen: $!";
while (accept(my $s, $listen)) { syswrite($s, "hello"); close $s }
END
unit slow.service <<'END'
[Service]
ExecStart=/usr/local/bin/slow
END
cat >/usr/local/bin/slow <<'END'
#!/usr/bin/perl
# Has a lot to do before it serves.
my ($end, $n) = (time() + 3, 0);
$n++ while time() < $end;
open(my $state, ">", "/var/lib/slow.state") or die "state: $!";
close $state;
sleep 1000;
END
cat >/usr/local/bin/visit <<'END'
#!/usr/bin/perl
use Socket;
socket(my $s, AF_INET, SOCK_STREAM, 0) or die;
connect($s, pack_sockaddr_in(6970, INADDR_LOOPBACK)) or die "connect: $!";
sysread($s, my $got, 5);
exit($got eq "hello" ? 0 : 1);
END
cat >/usr/local/bin/ask <<'END'
#!/usr/bin/perl
use Socket;
socket(my $s, AF_INET, SOCK_DGRAM, 0) or die;
bind($s, pack_sockaddr_in(0, INADDR_LOOPBACK)) or die "bind: $!";
send($s, "x", 0, pack_sockaddr_in(6969, INADDR_LOOPBACK)) or die "send: $!";
alarm 10;
recv($s, my $got, 5, 0);
exit($got eq "hello" ? 0 : 1);
END
cat >/usr/local/bin/listens <<'END'
#!/usr/bin/perl
# Says hello on the socket that it was handed.
use Socket;
open(my $listen, "+<&=", 3) or die "no socket: $!";
$SIG{TERM} = sub { exit 0 };
while (accept(my $s, $listen)) { syswrite($s, "hello"); close $s }
END
cat >/usr/local/bin/greet <<'END'
#!/usr/bin/perl
use Socket;
socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die;
connect($s, pack_sockaddr_un(shift // "/run/listens")) or die "connect: $!";
sysread($s, my $got, 5);
exit($got eq "hello" ? 0 : 1);
END
chmod +x /usr/local/bin/*
systemctl daemon-reload
systemctl -q enable sleeps.service

systemctl start sleeps
same "an alias: learned" 0 "$(learn dozes --apply=runtime)"
same "... under its own name" "/run/systemd/system/sleeps.service.d/90-unitlock.conf" "$(systemctl show -P DropInPaths sleeps)"
same "... and runs" active "$(systemctl is-active sleeps)"
rm -r /run/systemd/system/sleeps.service.d
systemctl daemon-reload
systemctl stop sleeps
learned "an inactive unit" sleeps.service inactive

touch /run/broken
systemctl start failed 2>/dev/null
until [ "$(systemctl is-active failed)" = failed ]; do
        :
done
rm /run/broken
same "a unit that has failed: learned" 0 "$(learn failed --apply=runtime)"
check "... does not run afterwards" sh -c '! systemctl -q is-active failed'

learned "a oneshot" once.service inactive
same "... ran once in each cycle" 2 "$(wc -l </var/lib/once)"
systemctl start stays
learned "a oneshot that stays" stays.service active
systemctl start instance@one
learned "an instance" instance@one.service active
same "... of the template only" "" "$(systemctl show -P DropInPaths instance@two.service)"
systemctl start listens.socket
learned "a unit with a socket" listens.service inactive --exercise=greet
check "... and the socket serves" greet
# Of what it does for a network, nothing is shown to it
systemctl start answers.socket
learned "a unit that nobody asks" answers.service inactive
check "... and answers when it is asked" ask
systemctl start serves
learned "a unit that is of the network, but does not use it yet" serves.service active
touch /etc/serves.conf
systemctl restart serves
check "... serves when it is to" until_ok visit
learned "a unit that is slow to begin" slow.service inactive
check "... is watched until it has done that" test -e /var/lib/slow.state
rm -f /var/lib/slow.state
systemctl start slow
check "... may do what it did then" until_ok test -e /var/lib/slow.state

# A connection is an instance: the template has the drop-in, and the socket is started
systemctl start each.socket
same "a template of connections: learned" 0 "$(learn each@ --apply=runtime --exercise='greet /run/each')"
[ -s /run/systemd/system/each@.service.d/90-unitlock.conf ] || note "$(cat /tmp/out)"
check "... has the drop-in" grep -q '^ProtectSystem=strict' /run/systemd/system/each@.service.d/90-unitlock.conf
check "... which says nothing of a restart" sh -c '! grep try-restart /run/systemd/system/each@.service.d/90-unitlock.conf'
same "... and the socket is as before" "active no" "$(systemctl show -P ActiveState each.socket) $(systemctl show -P NeedDaemonReload each.socket)"
same "... nothing else is left" "" "$(ls /run/unitlock)"
mv /var/lib/each /var/lib/each.before
check "... a connection is served" greet /run/each
until_ok test -s /var/lib/each
check "... and writes" test -s /var/lib/each
same "the socket's name does as well" 0 "$(learn each.socket --apply=runtime --exercise='greet /run/each')"

# D-Bus itself, whose end would take the tool's own connection with it, and a unit of Type=dbus
systemctl start dbus.service
learned "the message bus" dbus.service active --exercise='busctl --no-pager list >/dev/null'
learned "a unit of Type=dbus" systemd-hostnamed.service "$(systemctl is-active systemd-hostnamed)" --exercise='hostnamectl >/dev/null'
check "... and serves" hostnamectl

# A oneshot of Debian's own, that a timer fires
systemctl start dpkg-db-backup.timer
learned "a oneshot of a timer" dpkg-db-backup.service inactive
exposure=$(systemd-analyze security --no-pager dpkg-db-backup.service | sed -n 's/.*exposure level for.*: \([0-9.]*\) .*/\1/p')
note "dpkg-db-backup.service: exposure $exposure"
check "... has an exposure of at most 1.5" test "$(printf '%s\n1.5\n' "$exposure" | sort -n | tail -n 1)" = 1.5
check "... still works" systemctl start dpkg-db-backup.service
check "... and its timer waits" systemctl -q is-active dpkg-db-backup.timer
finish

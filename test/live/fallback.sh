# SPDX-License-Identifier: GPL-2.0-or-later
# unitlock learn on a daemon that falls back silently: what is refused while it lives on is told, with the path that it took only then,
# and the drop-in ends up refusing none of it. It does that work from its third life on, so only a trial shows it; and always what any
# sandbox and none refuses.
set -u
here=$(dirname "$0")
. "$here/lib.sh"
. "$here/learn-lib.sh"

mkdir -p /srv/fb /srv/other
cat >/usr/local/bin/fb <<'END_OF_FB'
#!/usr/bin/perl
use Socket;
use Fcntl;
sub tell_systemd {
        socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
        send($s, "READY=1", 0, pack_sockaddr_un($ENV{NOTIFY_SOCKET})) or die "send: $!";
}
sub say_done { # atomically: who waits sees all of it
        my ($name, $text) = @_;
        open(my $f, ">", "/srv/fb/.new") or exit 3;
        print $f $text;
        close $f;
        rename("/srv/fb/.new", "/srv/fb/$name");
}
sub nice { # no more priority than before
        return eval { setpriority(0, 0, -5) } ? "" : "nice ";
}
sub lock_memory {
        return syscall(151, 1) == 0 ? "" : "mlock ";
}
sub big_buffer { # SO_RCVBUFFORCE
        socket(my $s, 16, SOCK_DGRAM, 0) or return "buffer "; # AF_NETLINK
        return setsockopt($s, SOL_SOCKET, 33, pack("i", 8 << 20)) ? "" : "buffer ";
}
sub listen_somewhere { # a unix socket in place of the network
        my $tcp;
        if (socket($tcp, AF_INET, SOCK_STREAM, 0)) {
                setsockopt($tcp, SOL_SOCKET, SO_REUSEADDR, 1);
                return "" if bind($tcp, pack_sockaddr_in(7799, INADDR_LOOPBACK));
        }
        unlink("/srv/fb/socket");
        socket(my $s, AF_UNIX, SOCK_STREAM, 0);
        bind($s, pack_sockaddr_un("/srv/fb/socket"));
        return "family ";
}
sub use_device { # numbers from a file in place of the device
        return "" if sysopen(my $f, "/dev/net/tun", O_RDWR);
        open(my $g, "<", "/etc/machine-id");
        return "device ";
}
sub hide { # runs a program in place of a namespace of its own
        return "" if syscall(272, 0x04000000) == 0;
        system("/usr/bin/true");
        return "namespace ";
}
sub scratch { # O_TMPFILE, or a file with a name elsewhere
        return "" if sysopen(my $f, "/srv/other", 0x410000 | O_RDWR, 0600);
        open(my $g, ">", "/srv/fb/scratch");
        return "tmpfile ";
}
sub refused_anyway { # not root, and a file of root's
        my $pid = fork // exit 3;
        if ($pid == 0) {
                $> = 65534;
                eval { setpriority(0, 0, -5) };
                open(my $f, "<", "/srv/fb/secret");
                exit 0;
        }
        waitpid($pid, 0);
}
open(my $f, "<", "/srv/fb/lives");
my $lives = $f ? <$f> + 1 : 1;
say_done("lives", $lives);
my $affinity = pack("Q", 1);
syscall(203, 0, 8, $affinity); # where it runs does not matter to it
$SIG{USR1} = sub {
        my $fallen = "";
        refused_anyway();
        $fallen = nice() . lock_memory() . big_buffer() . listen_somewhere() . use_device() . hide() . scratch() if $lives > 2;
        say_done("fallen", "$fallen\n");
};
$SIG{TERM} = sub { exit 0 };
tell_systemd();
sleep 1000 while 1;
END_OF_FB
# work [WORD...]: asks for the work; prints what it fell back from
cat >/usr/local/bin/work <<'END_OF_WORK'
#!/bin/sh
rm -f /srv/fb/fallen
systemctl kill -s USR1 fb.service
until [ -e /srv/fb/fallen ]; do systemctl -q is-active fb || exit 1; done
cat /srv/fb/fallen
END_OF_WORK
chmod +x /usr/local/bin/fb /usr/local/bin/work
: >/srv/fb/secret
chmod 600 /srv/fb/secret
printf '[Service]\nType=notify\nExecStart=/usr/local/bin/fb\n' >/etc/systemd/system/fb.service
systemctl daemon-reload
[ -c /dev/net/tun ] || note "no /dev/net/tun here"

same "a daemon that falls back silently" 0 "$(learn fb --exercise=work --apply=yes)"
conf=/etc/systemd/system/fb.service.d/90-unitlock.conf
tr -s ' \n' '  ' </tmp/out | sed 's/ What is taken away .*//; s/ perl at /\nperl at /g' >/tmp/survived
# survived CALL: what the report says of it
survived() {
        grep "^perl at [a-z]*: $1()" /tmp/survived
}

for row in setpriority mlockall setsockopt socket openat unshare; do
        contains "$row: told, and allowed" "allows it now" "$(survived $row)"
done
contains "priority: what it means" "runs at the priority" "$(survived setpriority)"
contains "priority: by the capabilities" CapabilityBoundingSet "$(survived setpriority)"
contains "buffer: by the capabilities" CapabilityBoundingSet "$(survived setsockopt)"
contains "memory: by the capabilities" CapabilityBoundingSet "$(survived mlockall)"
contains "family: by the families" RestrictAddressFamilies "$(survived socket)"
contains "family: the path that it took then" "bind unix:/srv/fb/socket" "$(survived socket)"
contains "namespace: by its line" RestrictNamespaces "$(survived unshare)"
contains "namespace: the program that it ran then" "/usr/bin/true" "$(survived unshare)"
contains "device: by its line" PrivateDevices "$(survived openat)"
contains "device: the file that it opened then" "/etc/machine-id" "$(survived openat)"
contains "temporary file: by the file system" ProtectSystem "$(survived openat)"
contains "temporary file: the other path" "/srv/fb/scratch" "$(survived openat)"
contains "a hint is refused on purpose, and told" "still refuses it" "$(survived sched_setaffinity)"
same "what is refused to anyone is not told" "" "$(grep secret /tmp/survived)"
same "... nor for a process that may not" 1 "$(survived setpriority | wc -l)"
systemctl start fb
check "in force, it works" work
same "... and falls back from nothing" "" "$(cat /srv/fb/fallen)"
same "... and that is not for want of trying" 1 "$(($(cat /srv/fb/lives) > 2))"
check "... under a drop-in that takes other things" grep -q ^ProtectHome=yes $conf
same "where it fell back to is not kept" "" "$(grep -E '^(ReadWritePaths=.*scratch)' $conf)"

systemctl stop fb
rm $conf /srv/fb/lives
systemctl daemon-reload
same "the same for programs" 0 "$(learn fb --exercise=work --json=short)"
contains "... has it" allowed "$(grep -o '"call":"setpriority","error":"EACCES","need":"capability CAP_SYS_NICE","directive":"CapabilityBoundingSet","allowed":true' /tmp/out)"
# one that is refused where it falls back to as well: what it needs is the first alone
cat >/usr/local/bin/fc <<'END_OF_FC'
#!/usr/bin/perl
use Socket;
open(my $f, "<", "/srv/fb/lives-of-fc");
my $lives = $f ? <$f> + 1 : 1;
open($f, ">", "/srv/fb/lives-of-fc");
print $f $lives;
close $f;
$SIG{TERM} = sub { exit 0 };
if ($lives > 2) {
        open(my $said, ">", "/srv/fb/said-by-fc");
        print $said socket(my $n, 16, SOCK_DGRAM, 0) ? "netlink\n" : socket(my $i, AF_INET, SOCK_DGRAM, 0) ? "inet\n" : "none\n";
}
socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
send($s, "READY=1", 0, pack_sockaddr_un($ENV{NOTIFY_SOCKET})) or die "send: $!";
sleep 1000 while 1;
END_OF_FC
chmod +x /usr/local/bin/fc
printf '[Service]\nType=notify\nExecStart=/usr/local/bin/fc\n' >/etc/systemd/system/fc.service
systemctl daemon-reload
same "a daemon with two fallbacks, one behind the other" 0 "$(learn fc --exercise='systemctl is-active fc' --apply=yes)"
contains "... is told of the first" "AF_NETLINK" "$(cat /tmp/out)"
same "... which alone is allowed" "AF_NETLINK AF_UNIX" \
        "$(sed -n 's/^RestrictAddressFamilies=//p' /etc/systemd/system/fc.service.d/90-unitlock.conf | tr ' ' '\n' | grep . | sort | xargs)"
systemctl start fc
same "... and taken" netlink "$(cat /srv/fb/said-by-fc)"
finish

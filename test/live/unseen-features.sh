# SPDX-License-Identifier: GPL-2.0-or-later
# Features that are switched on after the service was learned: what unit files, programs and their places say of them must have been
# enough. And daemons that end by themselves: by a reload, or in one way or another.
# packages: dnsmasq bind9-dnsutils passwd
. /srv/unitlock/test/live/lib.sh

learn() { # UNIT EXERCISE
        check "$1: learned with '$2'" unitlock learn "$1" --quiet --apply=yes --output=/tmp/dropin --exercise="$2"
}
line() { # UNIT DIRECTIVE: its lines in the drop-in
        grep "^$2=" "/etc/systemd/system/$1.d/90-unitlock.conf"
}

# A name server that is to hand out addresses: packets for those who have none, and leases.
systemctl start dnsmasq
learn dnsmasq.service 'dig +short @127.0.0.1 localhost'
printf 'dhcp-range=192.0.2.50,192.0.2.60,12h\nbind-interfaces\ninterface=lo\n' >/etc/dnsmasq.d/lab.conf
check "dnsmasq: restarts as a DHCP server" systemctl restart dnsmasq
check "dnsmasq: answers" until_ok sh -c 'dig +short @127.0.0.1 localhost | grep -q 127.0.0.1'
check "dnsmasq: has a place for leases" test -e /var/lib/misc/dnsmasq.leases

# An application of the admin's, with what it writes beside it. It reads its own directory until the file "order" is there.
mkdir -p /srv/shop
cat >/srv/shop/shop.pl <<'END'
#!/usr/bin/perl
$SIG{USR1} = sub {
        open(my $f, ">", "/srv/shop/orders") or do { print STDERR "cannot write: $!\n"; return };
        print $f "one\n";
        close $f;
};
print STDERR "ready\n";
sleep 1000 while 1;
END
cat >/etc/systemd/system/shop.service <<'END'
[Service]
ExecStart=/usr/bin/perl /srv/shop/shop.pl
END
# A service of a user of its own, which is given places later.
useradd --system --no-create-home queue
cat >/usr/local/bin/queue <<'END'
#!/usr/bin/perl
$SIG{USR1} = sub {
        for my $path (@ARGV) {
                open(my $f, ">>", $path) or do { print STDERR "cannot write: $!\n"; next };
                print $f "one\n";
                close $f;
        }
        print STDERR "done\n";
};
print STDERR "ready\n";
sleep 1000 while 1;
END
chmod 755 /usr/local/bin/queue
cat >/etc/systemd/system/queue.service <<'END'
[Service]
User=queue
ExecStartPre=/sbin/ldconfig -p
ExecStart=/usr/local/bin/queue /srv/jobs/a /var/lib/jobs/a /var/log/queue.log /opt/jobs/a
END
# It knows no SIGHUP.
cat >/etc/systemd/system/hup.service <<'END'
[Service]
ExecStart=/usr/bin/sleep infinity
ExecReload=/bin/kill -HUP $MAINPID
END
# Its maintainer listed what some configuration of it needs.
cat >/etc/systemd/system/listed.service <<'END'
[Service]
ExecStart=/usr/bin/sleep infinity
CapabilityBoundingSet=CAP_NET_RAW CAP_SYS_CHROOT
DeviceAllow=char-pps rw
END
# Its maintainer opened places that it uses with some configuration.
cat >/etc/systemd/system/opened.service <<'END'
[Service]
ProtectSystem=strict
ProtectKernelTunables=yes
ReadWritePaths=/run /var/cache
ExecStart=/usr/local/bin/queue /run/opened /var/cache/opened
END
# Its maintainer keeps from it what others have in their places.
mkdir -p /var/lib/others
cat >/etc/systemd/system/kept.service <<'END'
[Service]
TemporaryFileSystem=/var/lib /var/cache:ro
ExecStart=/usr/local/bin/queue /var/lib/others/a /var/lib/kept
END
# It keeps the one capability that it will need, once there is an interface to listen on.
cat >/usr/local/bin/sniff <<'END'
#!/usr/bin/perl
my ($whom, $net_raw) = (pack("Li", 0x20080522, 0), 1 << 13);
syscall(126, $whom, pack("L6", $net_raw, $net_raw, 0, 0, 0, 0)) == 0 or die "capset: $!"; # x86_64
$SIG{USR1} = sub { print STDERR socket(my $s, 17, 3, 0) ? "listens\n" : "cannot listen: $!\n" }; # AF_PACKET
print STDERR "ready\n";
sleep 1000 while 1;
END
chmod 755 /usr/local/bin/sniff
printf '[Service]\nExecStart=/usr/local/bin/sniff\n' >/etc/systemd/system/sniff.service
# It gives a file to who asks for it. SIGURG ends nobody who does not know it yet.
cat >/usr/local/bin/giver <<'END'
#!/usr/bin/perl
$SIG{URG} = sub {
        open(my $f, "<", "/etc/client");
        chomp(my $client = <$f>);
        mkdir("/run/giver");
        unlink("/run/giver/new");
        open(my $g, ">", "/run/giver/new");
        print STDERR chown($client, $client, "/run/giver/new") && chmod(0600, "/run/giver/new") &&
                rename("/run/giver/new", "/run/giver/for-$client") ? "gives\n" : "cannot give: $!\n";
};
print STDERR "ready\n";
sleep 1000 while 1;
END
chmod 755 /usr/local/bin/giver
printf '[Service]\nExecStart=/usr/local/bin/giver\n' >/etc/systemd/system/giver.service
echo 0 >/etc/client
# It listens, and runs what others put there.
mkdir -p /srv/hooks
printf '#!/bin/sh\n: >/run/hooked\n' >/srv/hooks/first
cat >/usr/local/bin/runner <<'END'
#!/usr/bin/perl
use IO::Socket::INET;
my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:9100", Listen => 1) or die "listen: $!";
system($_) for glob("/srv/hooks/*");
sleep 1000 while 1;
END
chmod 755 /srv/hooks/first /usr/local/bin/runner
printf '[Service]\nExecStart=/usr/local/bin/runner\n' >/etc/systemd/system/runner.service
# From the third time on it ends in a failure when it is stopped, whatever its settings are.
cat >/usr/local/bin/ends <<'END'
#!/usr/bin/perl
my $stops = "/var/lib/ends/stops";
$SIG{TERM} = sub {
        open(my $f, ">>", $stops) or die "open: $!";
        print $f "x";
        close $f;
        exit(-s $stops > 2 ? 1 : 0);
};
open(my $f, ">", "/var/lib/ends/ready") or die "open: $!";
sleep 1000 while 1;
END
chmod 755 /usr/local/bin/ends
printf '[Service]\nStateDirectory=ends\nExecStart=/usr/local/bin/ends\n' >/etc/systemd/system/ends.service
cat >/etc/systemd/system/never.service <<'END'
[Unit]
ConditionPathExists=/nonexistent
[Service]
ExecStart=/usr/bin/sleep infinity
END
systemctl daemon-reload
systemctl start giver shop hup kept listed opened queue sniff

learn shop.service true
same "shop: nothing of root's is needed" "CapabilityBoundingSet=" "$(line shop.service CapabilityBoundingSet)"
check "shop: knows the signal" journal_until ready "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID shop)"
systemctl kill -s USR1 shop
check "shop: writes beside itself" until_ok grep -q one /srv/shop/orders

learn queue.service true
same "queue: what ldconfig keeps is not its own" "" "$(line queue.service ReadWritePaths | grep ldconfig)"
install -d -o queue /srv/jobs /var/lib/jobs /opt/jobs
install -o queue /dev/null /var/log/queue.log
check "queue: restarts" systemctl restart queue
check "queue: knows the signal" journal_until ready "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID queue)"
systemctl kill -s USR1 queue
check "queue: was asked" journal_until done "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID queue)"
same "queue: writes where its user was given a place" "one one one" "$(echo $(cat /srv/jobs/a /var/lib/jobs/a /var/log/queue.log))"
check "queue: and nowhere else" test ! -e /opt/jobs/a

check "hup: learned, although a reload ends it" sh -c 'unitlock learn hup.service --quiet --exercise="systemctl is-active hup" >/tmp/out 2>&1'
contains "hup: says so" "a reload stops it" "$(cat /tmp/out)"

learn listed.service true
contains "listed: keeps packet sockets for CAP_NET_RAW" "AF_PACKET" "$(line listed.service RestrictAddressFamilies)"
same "listed: keeps the devices that it names" "" "$(line listed.service PrivateDevices)"

learn opened.service true
check "opened: knows the signal" journal_until ready "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID opened)"
systemctl kill -s USR1 opened
check "opened: was asked" journal_until done "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID opened)"
same "opened: writes where its unit says that it may" "one one" "$(echo $(cat /run/opened /var/cache/opened))"

learn kept.service true
check "kept: knows the signal" journal_until ready "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID kept)"
systemctl kill -s USR1 kept
check "kept: was asked" journal_until done "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID kept)"
same "kept: has what it writes to itself" "" "$(ls -d /var/lib/others/a /var/lib/kept 2>/dev/null)"

learn sniff.service true
check "sniff: knows the signal" journal_until ready "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID sniff)"
systemctl kill -s USR1 sniff
same "sniff: does what it kept a capability for" listens \
        "$(journal_until listen "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID sniff)")"

learn giver.service 'rm -f /run/giver/for-0; until systemctl kill -s URG giver && test -e /run/giver/for-0; do :; done'
echo 33 >/etc/client
check "giver: knows the signal" journal_until ready "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID giver)"
systemctl kill -s URG giver
same "giver: gives to others than root, too" gives \
        "$(journal_until give "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID giver)")"

check "runner: learned" sh -c 'unitlock learn runner.service --quiet --exercise="test -e /run/hooked" >/tmp/out 2>&1'
said=$(tr -s ' \n' ' ' </tmp/out)
contains "runner: says that what others bring may need more" "it ran /srv/hooks/first, which is of no package" "$said"
contains "runner: says which ports are closed to it" "told later to listen on is refused (it listens on tcp:127.0.0.1:9100)" "$said"

check "ends: learned, however it ends" sh -c \
        'unitlock learn ends.service --quiet --exercise="test -e /var/lib/ends/ready" >/tmp/out 2>&1'
contains "ends: says so" "how it ends was not compared" "$(tr -s ' \n' ' ' </tmp/out)"

unitlock learn never.service --quiet --exercise=false >/tmp/out 2>&1
contains "never: says that systemd passes it over" "a condition of it is not met" "$(cat /tmp/out)"
finish

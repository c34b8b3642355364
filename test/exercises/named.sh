#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: named.service
# packages: bind9 bind9-dnsutils
# What BIND is for: a zone that it serves, transfers, signs and takes updates of, over UDP and TCP; its control channel.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        cat >>/etc/bind/named.conf.local <<'ZONE'
zone "lab.test" { type primary; file "/etc/bind/db.lab"; allow-transfer { 127.0.0.1; }; };
zone "copy.test" { type secondary; file "/var/cache/bind/db.copy"; primaries { 127.0.0.1; }; };
zone "live.test" { type primary; file "/var/lib/bind/db.live"; allow-update { 127.0.0.1; }; dnssec-policy default; };
ZONE
        cat >/etc/bind/db.lab <<'ZONE'
$TTL 60
@ IN SOA ns root 1 60 60 60 60
@ IN NS ns
ns IN A 127.0.0.1
www IN A 192.0.2.1
ZONE
        cp /etc/bind/db.lab /var/lib/bind/db.live
        chown bind: /var/lib/bind/db.live
        systemctl restart named
        exit 0
fi
[ "$(dig +short @127.0.0.1 www.lab.test)" = 192.0.2.1 ]
[ "$(dig +short +tcp @::1 www.lab.test)" = 192.0.2.1 ]
dig @127.0.0.1 lab.test AXFR | grep -q 192.0.2.1
printf 'server 127.0.0.1\nzone live.test\nupdate delete new.live.test A\nupdate add new.live.test 60 A 192.0.2.9\nsend\n' | nsupdate
[ "$(dig +short @127.0.0.1 new.live.test)" = 192.0.2.9 ]
rndc status >/dev/null
rndc sync live.test
rndc reload >/dev/null
rndc flush
rndc dumpdb -all
rndc querylog on
rndc stats
rndc querylog off

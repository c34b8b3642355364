#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: named.service
# packages: bind9 bind9-dnsutils
# variant: not the configuration of Debian, but one as admins have it
# BIND with a zone that it signs itself, keys and zone elsewhere, one that takes updates, one that it has from another server (itself),
# and a log of queries.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        mkdir -p /srv/dns/keys /srv/dns/zones /srv/dns/log
        for zone in signed dynamic; do
                printf '$TTL 60\n@ IN SOA ns root 1 60 60 600 60\n@ IN NS ns\nns IN A 127.0.0.1\nwww IN A 192.0.2.1\n' >/srv/dns/zones/$zone.test
        done
        chown -R bind:bind /srv/dns
        cat >>/etc/bind/named.conf.local <<'CONF'
zone "signed.test" { type primary; file "/srv/dns/zones/signed.test"; key-directory "/srv/dns/keys"; dnssec-policy default; inline-signing yes; allow-transfer { 127.0.0.1; }; };
zone "dynamic.test" { type primary; file "/srv/dns/zones/dynamic.test"; allow-update { 127.0.0.1; }; allow-transfer { 127.0.0.1; }; };
view-is-none;
CONF
        sed -i '/view-is-none/d' /etc/bind/named.conf.local
        echo 'zone "copy.test" { type secondary; file "db.copy"; primaries { 127.0.0.1; }; };' >>/etc/bind/named.conf.local
        echo 'logging { channel q { file "/srv/dns/log/queries" versions 3 size 1m; }; category queries { q; }; };' >>/etc/bind/named.conf.local
        systemctl restart named
        exit 0
fi
becomes rndc status
becomes sh -c 'dig +dnssec +short @127.0.0.1 www.signed.test | grep -q RSA\\\|ECDSA\\\|" 13 "'
[ -n "$(find /srv/dns/keys -name '*.private')" ]
printf 'server 127.0.0.1\nzone dynamic.test\nupdate add n%s.dynamic.test 60 A 192.0.2.9\nsend\n' $$ | nsupdate
[ "$(dig +short @127.0.0.1 n$$.dynamic.test)" = 192.0.2.9 ]
rndc sync -clean dynamic.test
grep -q "n$$" /srv/dns/zones/dynamic.test
rndc freeze dynamic.test
rndc thaw dynamic.test
rndc reload
dig @127.0.0.1 signed.test AXFR | grep -q 192.0.2.1
arrives /srv/dns/log/queries signed.test

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: apt-cacher-ng.service
# packages: apt-cacher-ng curl python3
# What apt-cacher-ng is for: it fetches from a mirror, serves the second time from its cache, shows its report and expires.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        mkdir -p /srv/mirror/debian/pool /srv/mirror/debian/dists/lab
        head -c 300000 /dev/urandom >/srv/mirror/debian/pool/x_1_all.deb
        printf 'Origin: lab\nSuite: lab\n' >/srv/mirror/debian/dists/lab/InRelease
        printf '[Service]\nExecStart=/usr/bin/python3 -m http.server -d /srv/mirror 80\n' >/etc/systemd/system/mirror.service
        # it asks DNS by itself, and wants to know whom, even for names that are in /etc/hosts
        [ -s /etc/resolv.conf ] || echo 'nameserver 127.0.0.1' >/etc/resolv.conf
        systemctl daemon-reload
        systemctl restart mirror apt-cacher-ng
        exit 0
fi
rm -rf /var/cache/apt-cacher-ng/localhost*
becomes curl -fsS http://localhost:3142/acng-report.html
curl -fsS -o /run/got http://localhost:3142/localhost/debian/pool/x_1_all.deb
cmp /run/got /srv/mirror/debian/pool/x_1_all.deb
find /var/cache/apt-cacher-ng -name x_1_all.deb | grep -q deb
curl -fsS -o /run/got -x http://localhost:3142 http://localhost/debian/dists/lab/InRelease
curl -fsS -o /run/got http://localhost:3142/localhost/debian/pool/x_1_all.deb
cmp /run/got /srv/mirror/debian/pool/x_1_all.deb
arrives /var/log/apt-cacher-ng/apt-cacher.log x_1_all.deb
curl -fsS 'http://localhost:3142/acng-report.html?doExpire=Start+Scan+and%2For+Expiration&abortOnErrors=aOe' >/dev/null

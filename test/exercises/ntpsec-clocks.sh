#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: ntpsec.service
# packages: ntpsec openssl
# variant: not the configuration of Debian, but one as admins have it
# ntpsec with the clock of gpsd, in memory that it shares, time over TLS (NTS) as a server, a log and statistics elsewhere. It is not made
# to set the clock.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        sed -i '/^pool\|^server/d' /etc/ntpsec/ntp.conf
        mkdir -p /data/ntp /etc/ntpsec/tls
        openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -keyout /etc/ntpsec/tls/key.pem -out /etc/ntpsec/tls/cert.pem
        chown -R ntpsec /data/ntp /etc/ntpsec/tls
        cat >>/etc/ntpsec/ntp.conf <<'CONF'
nts enable
nts cert /etc/ntpsec/tls/cert.pem
nts key /etc/ntpsec/tls/key.pem
logfile /data/ntp/ntp.log
refclock shm unit 2
disable ntp
CONF
        systemctl restart ntpsec
        exit 0
fi
becomes sh -c 'ntpq -pn 127.0.0.1 | grep -q SHM'
# what gpsd would find, too: not the memory of a namespace of its own
becomes sh -c 'ipcs -m | grep -q 0x4e545032'
becomes sh -c 'echo | openssl s_client -connect 127.0.0.1:4460 -alpn ntske/1 2>/dev/null | grep -q CN.*localhost'
test -s /data/ntp/ntp.log

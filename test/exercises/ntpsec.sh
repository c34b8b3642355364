#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: ntpsec.service
# packages: ntpsec
# What ntpsec is for, as far as a machine goes whose clock is not its own: it answers clients and questions. It is not made to set
# the clock: there is no server that it could follow.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        sed -i '/^pool\|^server/d' /etc/ntpsec/ntp.conf
        systemctl restart ntpsec
        exit 0
fi
becomes sh -c 'ntpq -c rv 127.0.0.1 | grep -q version'
ntpq -p 127.0.0.1 >/dev/null

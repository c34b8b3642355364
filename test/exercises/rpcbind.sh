#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: rpcbind.service
# packages: rpcbind
# What rpcbind is for: a program that registers itself is found, by UDP, TCP and the socket, and forgotten when it goes.
set -e
. "$(dirname "$0")/lib.sh"
[ "${1:-}" != prepare ] || exit 0
becomes rpcinfo
rpcinfo -p 127.0.0.1 | grep -q portmapper
rpcinfo -T udp 127.0.0.1 100000 4 >/dev/null
rpcinfo -T tcp 127.0.0.1 100000 4 >/dev/null
rpcinfo -s >/dev/null
rpcinfo -d 100000 99 2>/dev/null || true

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: nfs-server.service
# packages: nfs-kernel-server
# What nfs-server is for, as far as a kernel without nfsd goes: its unit is started. No more can be seen in a container.
set -e
. "$(dirname "$0")/lib.sh"
[ "${1:-}" != prepare ] || { mkdir -p /srv/nfs; echo '/srv/nfs localhost(rw)' >/etc/exports; exit 0; }
exportfs -ra

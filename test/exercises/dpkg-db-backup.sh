#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: dpkg-db-backup.service
# packages: dpkg
# What it is for: copies of dpkg's database, older ones kept.
set -e
. "$(dirname "$0")/lib.sh"
[ "${1:-}" != prepare ] || exit 0
rm -f /var/backups/dpkg.status.*
systemctl start dpkg-db-backup.service
cmp /var/lib/dpkg/status /var/backups/dpkg.status.0
printf '\n' >>/var/lib/dpkg/status
systemctl start dpkg-db-backup.service
cmp /var/lib/dpkg/status /var/backups/dpkg.status.0
zcat /var/backups/dpkg.status.1.gz >/dev/null

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: smartmontools.service
# packages: smartmontools
# What smartd is for, as far as a machine without disks goes: it starts, looks for devices again when told, and stays.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        # Debian's unit is not for containers, and smartd ends where there are no disks.
        mkdir -p /etc/systemd/system/smartmontools.service.d
        printf '[Unit]\nConditionVirtualization=\n[Service]\nEnvironment=smartd_opts=--quit=never\n' >/etc/systemd/system/smartmontools.service.d/exercise.conf
        echo 'smartd_opts="--quit=never"' >/etc/default/smartmontools
        systemctl daemon-reload
        systemctl restart smartmontools
        exit 0
fi
systemctl is-active smartmontools

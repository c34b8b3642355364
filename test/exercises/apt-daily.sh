#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: apt-daily.service
# packages: apt python3 unattended-upgrades
# What apt-daily.service is for: lists of a repository are fetched over HTTP, packages to be upgraded are downloaded, and
# commands of others run afterwards; and unattended-upgrade downloads what it is to install later.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        mkdir -p /srv/repository
        cd /srv/repository
        mkdir -p tree/DEBIAN
        printf 'Package: unitlock-exercise\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@localhost>\nDescription: x\n' >tree/DEBIAN/control
        dpkg-deb -b tree old.deb
        dpkg -i old.deb
        sed -i 's/Version: 1/Version: 2/' tree/DEBIAN/control
        dpkg-deb -b tree new.deb
        rm -f old.deb
        {
                cat tree/DEBIAN/control
                echo "Filename: ./new.deb"
                echo "Size: $(stat -c %s new.deb)"
                echo "SHA256: $(sha256sum new.deb | cut -d ' ' -f 1)"
        } >Packages
        rm -f /etc/apt/sources.list.d/*
        echo 'deb [trusted=yes] http://localhost:8000/ ./' >/etc/apt/sources.list
        printf 'APT::Periodic::Enable "1";\nAPT::Periodic::Update-Package-Lists "always";\nAPT::Periodic::Download-Upgradeable-Packages "always";\nAPT::Periodic::AutocleanInterval "always";\nAPT::Periodic::RandomSleep "0";\nAPT::Periodic::Unattended-Upgrade "always";\n' \
                >/etc/apt/apt.conf.d/20unitlock
        printf 'Unattended-Upgrade::Origins-Pattern { "site=localhost"; };\n' >/etc/apt/apt.conf.d/52unitlock
        echo 'APT::Update::Post-Invoke { "touch /var/lib/apt/unitlock-exercise"; };' >/etc/apt/apt.conf.d/21unitlock
        printf '[Service]\nExecStart=/usr/bin/python3 -m http.server -d /srv/repository 8000\n' >/etc/systemd/system/repository.service
        systemctl daemon-reload
        systemctl start repository.service
        exit 0
fi
rm -f /var/log/unattended-upgrades/unattended-upgrades.log /var/lib/apt/lists/localhost* /var/lib/apt/unitlock-exercise /var/cache/apt/archives/*.deb
systemctl start apt-daily.service
ls /var/lib/apt/lists/localhost*Packages* >/dev/null
test -e /var/lib/apt/unitlock-exercise
test -s /var/cache/apt/archives/unitlock-exercise_2_all.deb
test -s /var/log/unattended-upgrades/unattended-upgrades.log

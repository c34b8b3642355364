#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: rsync.service
# packages: rsync
# What the rsync daemon is for: a module that is read, one that is written to, one with a password, one in a home.
set -e
user=share
home=/home/$user
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        mkdir -p /srv/out /srv/in "$home"
        echo hello >/srv/out/file
        echo home >"$home"/file
        chown -R nobody:nogroup /srv/in
        echo joe:secret >/etc/rsyncd.secrets
        chmod 600 /etc/rsyncd.secrets
        cat >/etc/rsyncd.conf <<CONF
uid = nobody
gid = nogroup
log file = /var/log/rsyncd.log
[out]
        path = /srv/out
        read only = yes
[in]
        path = /srv/in
        read only = no
        auth users = joe
        secrets file = /etc/rsyncd.secrets
[as-root]
        path = /srv/as-root
        uid = root
        gid = root
        read only = no
        use chroot = no
[home]
        path = $home
CONF
        mkdir -p /srv/as-root
        systemctl restart rsync
        exit 0
fi
rm -rf /run/got && mkdir /run/got
becomes rsync rsync://localhost/
rsync -a rsync://localhost/out/ /run/got/
grep -q hello /run/got/file
rsync -a rsync://localhost/home/ /run/got/
grep -q home /run/got/file
head -c 2000000 /dev/urandom >/run/got/big
RSYNC_PASSWORD=secret rsync -rt /run/got/ rsync://joe@localhost/in/
cmp /run/got/big /srv/in/big
chown nobody /run/got/big
rsync -a --delete /run/got/ rsync://localhost/as-root/
[ "$(stat -c %U /srv/as-root/big)" = nobody ]
! RSYNC_PASSWORD=wrong rsync -rt /run/got/ rsync://joe@localhost/in/ 2>/dev/null

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: etckeeper.service
# packages: etckeeper
# What etckeeper.service is for: what changed in /etc is committed each day, with owners and modes noted, and pushed.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        [ -d /etc/.git ] || etckeeper init
        git -C /etc rev-parse HEAD >/dev/null 2>&1 || etckeeper commit first
        git init -q --bare /srv/etc.git
        git -C /etc remote add copy /srv/etc.git
        git -C /etc push -q -u copy HEAD
        sed -i 's/^PUSH_REMOTE=.*/PUSH_REMOTE="copy"/' /etc/etckeeper/etckeeper.conf
        exit 0
fi
echo $$ >/etc/unitlock-exercise
chown daemon /etc/unitlock-exercise
systemctl start etckeeper.service
git -C /etc log -1 --name-only | grep -q unitlock-exercise
[ -z "$(git -C /etc status --porcelain)" ]
[ "$(git -C /etc rev-parse HEAD)" = "$(git -C /srv/etc.git rev-parse HEAD)" ]
grep -q "daemon.*unitlock-exercise" /etc/.etckeeper
rm /etc/unitlock-exercise
systemctl start etckeeper.service
[ -z "$(git -C /etc status --porcelain)" ]

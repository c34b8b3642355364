#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: etckeeper.service
# packages: etckeeper
# What etckeeper.service is for: what changed in /etc is committed each day, with owners and modes noted.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        [ -d /etc/.git ] || etckeeper init
        git -C /etc rev-parse HEAD >/dev/null 2>&1 || etckeeper commit first
        exit 0
fi
echo $$ >/etc/unitlock-exercise
chown daemon /etc/unitlock-exercise
systemctl start etckeeper.service
git -C /etc log -1 --name-only | grep -q unitlock-exercise
[ -z "$(git -C /etc status --porcelain)" ]
grep -q "daemon.*unitlock-exercise" /etc/.etckeeper
rm /etc/unitlock-exercise
systemctl start etckeeper.service
[ -z "$(git -C /etc status --porcelain)" ]

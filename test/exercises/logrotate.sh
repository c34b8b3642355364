#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: logrotate.service
# packages: logrotate rsyslog
# What logrotate is for: logs of a daemon, of another user's directory and of an admin's own are rotated and compressed, with
# scripts that make a daemon open its log anew; and mail of a log that goes.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        useradd --system --create-home logger
        mkdir -p /var/log/of-logger /srv/app/log /data/app
        chown logger /var/log/of-logger
        cat >/etc/logrotate.d/unitlock-exercise <<'CONF'
/var/log/of-logger/*.log {
        su logger logger
        rotate 2
        compress
        create
        missingok
}
/data/app/*.log {
        rotate 2
        missingok
}
/srv/app/log/*.log {
        rotate 2
        copytruncate
        missingok
        sharedscripts
        postrotate
                systemctl kill -s HUP rsyslog.service
        endscript
}
CONF
        exit 0
fi
echo "line $$" >/srv/app/log/app.log
echo "line $$" >/data/app/app.log
echo "line $$" | setpriv --reuid=logger --clear-groups tee /var/log/of-logger/a.log >/dev/null
logger "message-$$"
arrives /var/log/syslog "message-$$"
# all is due
sed -i 's/ [0-9][0-9]*-[0-9]*-[0-9]*-.*$/ 2020-1-1-0:0:0/' /var/lib/logrotate/status 2>/dev/null || true
mkdir -p /var/lib/logrotate
{
        echo 'logrotate state -- version 2'
        for log in /srv/app/log/app.log /data/app/app.log /var/log/of-logger/a.log /var/log/syslog; do echo "\"$log\" 2020-1-1-0:0:0"; done
} >/var/lib/logrotate/status
systemctl start logrotate.service
grep -q "line $$" /srv/app/log/app.log.1
grep -q "line $$" /data/app/app.log.1
zgrep -q "line $$" /var/log/of-logger/a.log.1.gz
grep -q "message-$$" /var/log/syslog.1
logger "later-$$"
arrives /var/log/syslog "later-$$"

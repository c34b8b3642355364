#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: rsyslog.service
# packages: rsyslog
# What rsyslog is for: messages into their files, of users and of the mail system; and new files after log rotation.
set -e
arrives() { # FILE TEXT
        timeout 20 tail -n +1 -F "$1" 2>/dev/null | grep -q -m 1 "$2"
}
logger -t exercise "message-$$"
arrives /var/log/syslog "message-$$"
logger -p mail.info -t exercise "letter-$$"
arrives /var/log/mail.log "letter-$$"
logger -p auth.info -t exercise "login-$$"
arrives /var/log/auth.log "login-$$"
mv /var/log/syslog /var/log/syslog.unitlock
/usr/lib/rsyslog/rsyslog-rotate
logger -t exercise "after-$$"
arrives /var/log/syslog "after-$$"
cat /var/log/syslog.unitlock >>/var/log/syslog
rm /var/log/syslog.unitlock

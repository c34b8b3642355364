#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: rsyslog.service
# packages: rsyslog rsyslog-gnutls netcat-openbsd
# variant: not the configuration of Debian, but one as admins have it
# rsyslog as the log host: messages by TCP and UDP, a file for each sender below /data, a queue on disk, a program that is handed
# messages, a file of another program that it follows, forwarding by TCP.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        mkdir -p /data/hosts /data/queue /srv/app
        : >/srv/app/app.log
        printf '#!/bin/sh\nexec cat >>/data/by-program\n' >/usr/local/bin/take
        chmod 755 /usr/local/bin/take
        cat >/etc/rsyslog.d/10-lab.conf <<'CONF'
global(workDirectory="/data/queue")
module(load="imtcp")
module(load="imudp")
module(load="omprog")
module(load="imfile")
input(type="imtcp" port="10514")
input(type="imudp" port="10514")
input(type="imfile" File="/srv/app/app.log" Tag="app:")
template(name="far" type="string" string="/data/hosts/%HOSTNAME%/%PROGRAMNAME%.log")
*.* action(type="omfile" dynaFile="far")
*.* -/data/all.log
local3.* action(type="omprog" binary="/usr/local/bin/take")
local4.* action(type="omfwd" target="127.0.0.1" port="10515" protocol="tcp" queue.type="LinkedList" queue.filename="far" queue.saveOnShutdown="on")
CONF
        printf '[Service]\nExecStart=/bin/sh -c "exec nc -lk 127.0.0.1 10515 >/run/far.log"\n' >/etc/systemd/system/far.service
        systemctl daemon-reload
        systemctl start far
        systemctl restart rsyslog
        exit 0
fi
logger -t exercise "message-$$"
arrives /data/all.log "message-$$"
logger -n 127.0.0.1 -P 10514 -T -t bytcp "tcp-$$"
logger -n 127.0.0.1 -P 10514 -d -t byudp "udp-$$"
arrives /data/all.log "tcp-$$"
arrives /data/all.log "udp-$$"
[ -n "$(find /data/hosts -name exercise.log)" ]
echo "followed-$$" >>/srv/app/app.log
arrives /data/all.log "followed-$$"
logger -p local3.info -t exercise "program-$$"
arrives /data/by-program "program-$$"
logger -p local4.info -t exercise "forward-$$"
arrives /run/far.log "forward-$$"

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit bookworm: postgresql@15-main.service
# unit trixie: postgresql@17-main.service
# packages: postgresql rsync
# variant: not the configuration of Debian, but one as admins have it
# PostgreSQL with a tablespace, an archive by rsync and its log on a disk of their own, and files of COPY in /srv.
set -e
. "$(dirname "$0")/lib.sh"
as_postgres() { (cd / && HOME=/var/lib/postgresql setpriv --reuid=postgres --regid=postgres --init-groups "$@"); }
sql() { as_postgres psql -qAt -v ON_ERROR_STOP=1 "$@"; }
version=$(ls /etc/postgresql)
if [ "${1:-}" = prepare ]; then
        install -d -o postgres -g postgres /disk /disk/space /disk/log /disk/archive /srv/copies
        cat >"/etc/postgresql/$version/main/conf.d/exercise.conf" <<CONF
archive_mode = on
archive_command = 'rsync -a %p /disk/archive/%f'
log_directory = '/disk/log'
logging_collector = on
log_statement = all
CONF
        systemctl restart postgresql
        becomes sql -c 'select 1'
        sql -c "create tablespace disk location '/disk/space'"
        exit 0
fi
becomes sql -c 'select 1'
sql -c 'drop table if exists there' -c 'create table there tablespace disk as select * from generate_series(1, 1000) n'
sql -c "select 'logged-$$'" >/dev/null
becomes grep -rq "logged-$$" /disk/log
segment=$(sql -c 'select pg_walfile_name(pg_current_wal_lsn())')
sql -c 'select pg_switch_wal()' >/dev/null
becomes test -s "/disk/archive/$segment"
sql -c "copy there to '/srv/copies/$$'" -c "copy there to program 'gzip >/srv/copies/$$.gz'"
[ "$(zcat "/srv/copies/$$.gz" | wc -l)" = 1000 ]

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit bookworm: postgresql@15-main.service
# unit trixie: postgresql@17-main.service
# packages: postgresql postgresql-plperl
# What PostgreSQL is for: tables, transactions, parallel queries, compiled queries, a tablespace of its own, a dump and its restore,
# connections over TCP, TLS and the socket, settings that are changed while it runs; and what a year brings: vacuum, an archive of its
# log, a base backup, a standby that follows, extensions and languages, files and commands of COPY, a renewed certificate.
set -e
. "$(dirname "$0")/lib.sh"
as_postgres() { (cd / && HOME=/var/lib/postgresql setpriv --reuid=postgres --regid=postgres --init-groups "$@"); }
sql() { as_postgres psql -qAt -v ON_ERROR_STOP=1 "$@"; }
version=$(ls /etc/postgresql)
if [ "${1:-}" = prepare ]; then
        install -d -o postgres -g postgres /var/lib/postgresql/archive /var/lib/postgresql/elsewhere /var/backups/postgresql
        cat >"/etc/postgresql/$version/main/conf.d/exercise.conf" <<CONF
archive_mode = on
archive_command = 'test ! -f /var/lib/postgresql/archive/%f && cp %p /var/lib/postgresql/archive/%f && cp %p /var/backups/postgresql/%f'
wal_level = logical
shared_preload_libraries = 'pg_stat_statements'
log_min_duration_statement = 0
CONF
        systemctl restart postgresql
        becomes sql -c 'select 1'
        sql -c "create role joe login password 'secret' superuser"
        exit 0
fi
becomes sql -c 'select 1'
sql -c 'drop table if exists lab' -c 'create table lab as select n, n::text as t from generate_series(1, 200000) n' -c 'create index on lab (t)' -c 'vacuum analyze lab'
[ "$(sql -c "set max_parallel_workers_per_gather = 2" -c "set parallel_setup_cost = 0" -c "set min_parallel_table_scan_size = 0" -c 'select count(*) from lab where t like $$%7%$$')" -gt 1000 ]
[ "$(sql -c 'set jit_above_cost = 0' -c 'select sum(n) from lab where n < 10')" = 45 ]
[ "$(PGPASSWORD=secret sql -h 127.0.0.1 -U joe -d postgres -c 'select count(*) from lab')" = 200000 ]
sql -c "copy lab to '/tmp/unitlock-lab-copy'" -c "truncate lab" -c "copy lab from '/tmp/unitlock-lab-copy'"
# where others may fetch it
[ "$(wc -l </tmp/unitlock-lab-copy)" = 200000 ]
rm /tmp/unitlock-lab-copy
[ "$(sql -c 'select count(*) from lab')" = 200000 ]
sql -c "copy lab to program 'gzip >/var/lib/postgresql/lab.gz'" -c "truncate lab" -c "copy lab from program 'gunzip </var/lib/postgresql/lab.gz'"
[ "$(sql -c 'select count(*) from lab')" = 200000 ]
sql -c "alter system set work_mem = '8MB'" -c 'select pg_reload_conf()' -c 'checkpoint' -c 'notify x' >/dev/null
sql -c "set work_mem = '64kB'" -c 'select count(*) from (select t from lab order by t desc offset 10) s' >/dev/null

# housekeeping, extensions and languages
sql -c 'vacuum full lab' -c 'cluster lab using lab_t_idx' -c 'reindex table concurrently lab'
sql -c 'create extension if not exists pg_trgm' -c 'create extension if not exists pgcrypto' -c 'create extension if not exists postgres_fdw' \
        -c 'create extension if not exists pg_stat_statements' -c 'create extension if not exists plperl' \
        -c "do language plperl 'my \$x = 1 + 1;'"
sql -c "select gen_random_bytes(8), crypt('x', gen_salt('bf'))" -c 'select count(*) from pg_stat_statements' >/dev/null
sql -c "create server if not exists me foreign data wrapper postgres_fdw options (host '127.0.0.1', dbname 'postgres')" \
        -c "create user mapping if not exists for postgres server me options (user 'joe', password 'secret')" \
        -c 'create foreign table if not exists far (n int, t text) server me options (table_name $$lab$$)' \
        -c 'select count(*) from far where n = 7' | grep -q '^1$'
sql -c 'drop table if exists there' -c 'drop tablespace if exists elsewhere' -c "create tablespace elsewhere location '/var/lib/postgresql/elsewhere'" \
        -c 'create table there tablespace elsewhere as select * from lab limit 10'
# a certificate that was renewed
sql -c 'select pg_reload_conf()' >/dev/null
[ "$(PGPASSWORD=secret PGSSLMODE=require sql -h 127.0.0.1 -U joe -d postgres -c 'select ssl from pg_stat_ssl where pid = pg_backend_pid()')" = t ]
# the archive of its log
segment=$(sql -c 'select pg_walfile_name(pg_current_wal_lsn())')
sql -c 'create table if not exists filler (t text)' -c 'select pg_switch_wal()' >/dev/null
becomes test -s "/var/lib/postgresql/archive/$segment"
becomes test -s "/var/backups/postgresql/$segment"
find /var/lib/postgresql/archive /var/backups/postgresql -type f -delete
# a dump, and a standby
as_postgres pg_dump -Fc postgres >/run/lab.dump
sql -c 'drop table lab cascade'
as_postgres pg_restore -d postgres --clean --if-exists </run/lab.dump
[ "$(sql -c 'select count(*) from lab')" = 200000 ]
pg_createcluster "$version" standby >/dev/null
rm -rf "/var/lib/postgresql/$version/standby"
as_postgres pg_basebackup -c fast -D "/var/lib/postgresql/$version/standby" -R -T "/var/lib/postgresql/elsewhere=/var/lib/postgresql/elsewhere-$$"
systemctl start "postgresql@$version-standby"
sql -c "create table if not exists news (t text)" -c "insert into news values ('to-standby-$$')"
follows() { [ "$(sql -p 5433 -c "select count(*) from news where t = 'to-standby-$$'")" = 1 ]; }
becomes follows
systemctl stop "postgresql@$version-standby"
pg_dropcluster "$version" standby
rm -rf "/var/lib/postgresql/elsewhere-$$"
sql -c 'drop foreign table far' -c 'drop table lab, there, filler, news' -c 'drop tablespace elsewhere'

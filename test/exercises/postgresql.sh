#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit bookworm: postgresql@15-main.service
# unit trixie: postgresql@17-main.service
# packages: postgresql
# What PostgreSQL is for: tables, transactions, parallel queries, compiled queries, a tablespace of its own, a dump and its restore,
# connections over TCP and the socket, settings that are changed while it runs.
set -e
. "$(dirname "$0")/lib.sh"
sql() { (cd / && setpriv --reuid=postgres --regid=postgres --init-groups psql -qAt -v ON_ERROR_STOP=1 "$@"); }
[ "${1:-}" != prepare ] || { systemctl start postgresql; becomes sql -c 'select 1'; sql -c "create role joe login password 'secret' superuser"; exit 0; }
becomes sql -c 'select 1'
sql -c 'drop table if exists lab' -c 'create table lab as select n, n::text as t from generate_series(1, 200000) n' -c 'create index on lab (t)' -c 'vacuum analyze lab'
[ "$(sql -c "set max_parallel_workers_per_gather = 2" -c "set parallel_setup_cost = 0" -c "set min_parallel_table_scan_size = 0" -c 'select count(*) from lab where t like $$%7%$$')" -gt 1000 ]
[ "$(sql -c 'set jit_above_cost = 0' -c 'select sum(n) from lab where n < 10')" = 45 ]
[ "$(PGPASSWORD=secret sql -h 127.0.0.1 -U joe -d postgres -c 'select count(*) from lab')" = 200000 ]
sql -c "copy lab to '/tmp/unitlock-lab-copy'" -c "truncate lab" -c "copy lab from '/tmp/unitlock-lab-copy'"
[ "$(sql -c 'select count(*) from lab')" = 200000 ]
sql -c "alter system set work_mem = '8MB'" -c 'select pg_reload_conf()' -c 'checkpoint' -c 'select pg_switch_wal()' -c 'notify x' >/dev/null
sql -c 'drop table lab'

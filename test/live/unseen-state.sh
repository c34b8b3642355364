# SPDX-License-Identifier: GPL-2.0-or-later
# rsyslog, redis and PostgreSQL, learned with the least of exercises. Then what they were not seen to do must work, or the drop-in
# must have said before that it will not.
# packages: rsyslog redis-server postgresql logrotate
. /srv/unitlock/test/live/lib.sh

learn() { # UNIT EXERCISE
        check "$1: learned with '$2'" unitlock learn "$1" --quiet --apply=yes --output=/dev/null --exercise="$2"
}

learn rsyslog.service 'logger learned'
dropin=/etc/systemd/system/rsyslog.service.d/90-unitlock.conf
contains "rsyslog: the drop-in says before what another directory needs" "name that path there first" "$(tr -d '#\n' <$dropin | tr -s ' ')"
cat >/etc/rsyslog.d/lab.conf <<'CONF'
local0.* action(type="omfile" file="/var/log/lab/new/deep.log" createDirs="on")
local1.* action(type="omfile" file="/srv/logs/elsewhere.log" createDirs="on")
CONF
check "rsyslog: restarts with a new configuration" systemctl restart rsyslog
check "rsyslog: writes a new file in a new directory of its own" until_ok sh -c 'logger -p local0.info deep; grep -q deep /var/log/lab/new/deep.log'
mkdir -p /srv/logs
mkdir -p /etc/systemd/system/rsyslog.service.d
printf '[Service]\nReadWritePaths=/srv/logs\n' >/etc/systemd/system/rsyslog.service.d/95-admin.conf
check "rsyslog: with what the drop-in says, another directory works" sh -c 'systemctl daemon-reload && systemctl restart rsyslog'
check "rsyslog: writes there" until_ok sh -c 'logger -p local1.info elsewhere; grep -q elsewhere /srv/logs/elsewhere.log'
check "rsyslog: its logs rotate" logrotate -f /etc/logrotate.d/rsyslog
check "rsyslog: writes after rotation" until_ok sh -c 'logger rotated-now; grep -q rotated-now /var/log/syslog'

learn redis-server.service 'redis-cli ping'
info() { redis-cli info "$1" | tr -d '\r'; }
redis-cli set seen before >/dev/null
check "redis: BGSAVE" redis-cli bgsave
check "redis: BGSAVE ends well" until_ok sh -c 'redis-cli info persistence | grep -q "rdb_bgsave_in_progress:0" && redis-cli info persistence | grep -q "rdb_last_bgsave_status:ok"'
same "redis: AOF is switched on" OK "$(redis-cli config set appendonly yes)"
check "redis: AOF is written" until_ok sh -c 'redis-cli info persistence | grep -q "aof_last_bgrewrite_status:ok" && redis-cli info persistence | grep -q aof_rewrite_in_progress:0 && test -n "$(find /var/lib/redis -name "*aof*" -type f)"'
same "redis: CONFIG REWRITE" OK "$(redis-cli config rewrite)"
mkdir -p /tmp/replica
redis-server --port 6390 --dir /tmp/replica --replicaof 127.0.0.1 6379 --daemonize yes --save "" >/dev/null
check "redis: a replica follows it" until_ok sh -c 'test "$(redis-cli -p 6390 get seen)" = before'
redis-cli -p 6390 replicaof no one >/dev/null
redis-cli -p 6390 set seen from-the-other >/dev/null
redis-cli replicaof 127.0.0.1 6390 >/dev/null
check "redis: it follows another" until_ok sh -c 'test "$(redis-cli get seen)" = from-the-other'
redis-cli replicaof no one >/dev/null
redis-cli -p 6390 shutdown nosave 2>/dev/null
check "redis: restarts with the rewritten configuration" systemctl restart redis-server
check "redis: and its data" until_ok sh -c 'test "$(redis-cli get seen)" = from-the-other'
check "redis: log rotation" logrotate -f /etc/logrotate.d/redis-server

cluster=$(pg_lsclusters -h | awk '{ print $1 "-" $2; exit }')
unit=postgresql@$cluster.service
sql() { (cd / && setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtqc "$1"); }
learn "$unit" 'cd / && setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtqc "select 1"'
check "postgresql: answers" until_ok sql 'select 1'
check "postgresql: a new database" sql 'create database lab'
check "postgresql: a table, an index, rows" sql 'create table t as select g, md5(g::text) as m from generate_series(1, 200000) g; create index on t (m); analyze t'
check "postgresql: a sort that spills to disk" sql "set work_mem = '64kB'; select count(*) from (select * from t order by m) s"
check "postgresql: parallel query" sql 'set max_parallel_workers_per_gather = 2; set parallel_setup_cost = 0; set parallel_tuple_cost = 0; select count(*) from t'
check "postgresql: vacuum full and checkpoint" sh -c "cd / && setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtq -c 'vacuum full t' -c 'checkpoint'"
check "postgresql: an extension with a library" sql "create function lab_test() returns int language plpgsql as 'begin return 1; end'"
check "postgresql: a setting, by reload" sh -c "cd / && setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtq -c 'alter system set log_min_duration_statement = 0' -c 'select pg_reload_conf()'"
check "postgresql: systemctl reload" systemctl reload "$unit"
check "postgresql: a base backup by replication" sh -c 'cd / && rm -rf /tmp/backup && setpriv --reuid=postgres --regid=postgres --init-groups pg_basebackup -D /tmp/backup -X stream -c fast'
check "postgresql: log rotation" logrotate -f /etc/logrotate.d/postgresql-common
check "postgresql: restart" systemctl restart "$unit"
check "postgresql: data is there" until_ok sh -c "cd / && test \$(setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtqc 'select count(*) from t') = 200000"
same "all of them run" "active active active" "$(systemctl is-active rsyslog redis-server "$unit" | tr '\n' ' ' | sed 's/ $//')"
finish

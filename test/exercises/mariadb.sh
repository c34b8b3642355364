#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: mariadb.service
# packages: mariadb-server ssl-cert
# What MariaDB is for: tables of its engines, transactions, users over TCP, TLS and the socket, files out and in, a dump and its restore;
# and what a year brings: a log for replicas, scheduled events, sorts that do not fit into memory, plugins, renewed certificates, logs of
# slow and of all statements.
set -e
. "$(dirname "$0")/lib.sh"
certificate() {
        for part in cert:pem key:key; do
                from=/etc/ssl/certs/ssl-cert-snakeoil.pem
                [ ${part%:*} = cert ] || from=/etc/ssl/private/ssl-cert-snakeoil.key
                install -o mysql -g mysql -m 600 $from "/etc/mysql/tls/${part%:*}.pem"
        done
}
if [ "${1:-}" = prepare ]; then
        mkdir -p /etc/mysql/tls
        certificate
        install -d -o mysql -g adm -m 2750 /var/log/mysql
        cat >/etc/mysql/mariadb.conf.d/99-exercise.cnf <<CONF
[mariadb]
log_bin = /var/log/mysql/mariadb-bin
server_id = 1
event_scheduler = on
slow_query_log = on
long_query_time = 0
log_slow_verbosity = query_plan
general_log = on
general_log_file = /var/log/mysql/mariadb.log
slow_query_log_file = /var/log/mysql/mariadb-slow.log
ssl_cert = /etc/mysql/tls/cert.pem
ssl_key = /etc/mysql/tls/key.pem
CONF
        systemctl restart mariadb
        mariadb -e "create user if not exists 'joe'@'localhost' identified by 'secret'; grant all on *.* to 'joe'@'localhost'"
        exit 0
fi
becomes mariadb -e 'select 1'
mariadb -e "drop database if exists lab; create database lab; use lab;
        create table i (n int primary key, t text) engine=innodb; create table a (n int) engine=aria; create table m (n int) engine=myisam;
        start transaction; insert into i values (1, 'one'), (2, 'two'); commit; insert into a select n from i; insert into m select n from i;
        create fulltext index f on i (t); analyze table i, a, m; optimize table a; check table i; flush logs;
        select * from i order by t desc limit 1; set global max_connections = 200"
[ "$(mariadb -h 127.0.0.1 -u joe -psecret -N -e 'select count(*) from lab.i')" = 2 ]
for at in "/var/lib/mysql/unitlock-$$" "/tmp/unitlock-$$"; do
        mariadb -e "select * from lab.i into outfile '$at'; load data infile '$at' ignore into table lab.i"
        # where others may fetch it
        [ "$(wc -l <"$at")" = 2 ]
        mariadb --local-infile=1 -e "load data local infile '$at' replace into table lab.i"
        rm "$at"
done
mariadb-dump lab >/run/lab.sql
mariadb -e 'drop database lab; create database lab'
mariadb lab </run/lab.sql
[ "$(mariadb -N -e 'select count(*) from lab.i')" = 2 ]

# TLS, and a certificate that was renewed
certificate
mariadb -e 'flush ssl'
[ -n "$(mariadb -h 127.0.0.1 -u joe -psecret --ssl --skip-ssl-verify-server-cert -N -e 'show status like "Ssl_cipher"' | cut -f 2)" ]
# an event, a plugin, partitions, a sort on disk
mariadb lab -e "create event e on schedule every 1 second do replace into i values (99, 'by-event'); install soname 'simple_password_check';
        uninstall soname 'simple_password_check';
        create table p (n int) partition by hash (n) partitions 4; set sort_buffer_size = 65536, tmp_table_size = 1024, max_heap_table_size = 16384;
        insert into p select seq from seq_1_to_20000; select count(*) from (select distinct concat(n, repeat('x', 200)) from p order by 1) d;
        alter table p add column t text default 'x', algorithm = copy; alter table i add index (t(10)), algorithm = inplace" >/dev/null
becomes sh -c "[ \"\$(mariadb -N -e 'select t from lab.i where n = 99')\" = by-event ]"
# what a replica would read, and what is not wanted any more
mariadb -N -e "flush binary logs; show binary logs" | grep -q mariadb-bin
mariadb-binlog --read-from-remote-server -h 127.0.0.1 -u joe -psecret --skip-ssl "$(mariadb -N -e 'show binary logs' | tail -2 | head -1 | cut -f 1)" | grep -q by-event
mariadb -e "purge binary logs before now()"
mariadb -e "select 'slow-$$'"  >/dev/null
arrives /var/log/mysql/mariadb-slow.log "slow-$$"
arrives /var/log/mysql/mariadb.log "slow-$$"
mariadb -e 'drop database lab'

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: mariadb.service
# packages: mariadb-server
# What MariaDB is for: tables of its engines, transactions, users over TCP and the socket, files out and in, a dump and its restore.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        systemctl start mariadb
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
mariadb -e "select * from lab.i into outfile '/var/lib/mysql/unitlock-$$'; load data infile '/var/lib/mysql/unitlock-$$' ignore into table lab.i"
rm "/var/lib/mysql/unitlock-$$"
mariadb-dump lab >/run/lab.sql
mariadb -e 'drop database lab; create database lab'
mariadb lab </run/lab.sql
[ "$(mariadb -N -e 'select count(*) from lab.i')" = 2 ]
mariadb -e 'drop database lab'

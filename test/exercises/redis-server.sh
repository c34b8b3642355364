#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: redis-server.service
# packages: redis-server
# What Redis is for: keys, scripts, subscriptions, and both ways of keeping data.
set -e
redis-cli set "unitlock-$$" value | grep -q OK
[ "$(redis-cli get "unitlock-$$")" = value ]
[ "$(redis-cli eval 'local s = 0 for i = 1, 1000 do s = s + i end return s' 0)" = 500500 ]
redis-cli save | grep -q OK
redis-cli config set appendonly yes | grep -q OK
redis-cli bgrewriteaof >/dev/null
until redis-cli info persistence | grep -q aof_rewrite_in_progress:0; do :; done
redis-cli bgsave >/dev/null
until redis-cli info persistence | grep -q rdb_bgsave_in_progress:0; do :; done
redis-cli info persistence | grep -q rdb_last_bgsave_status:ok
redis-cli info persistence | grep -q aof_last_bgrewrite_status:ok
redis-cli config set appendonly no | grep -q OK
redis-cli info >/dev/null
redis-cli memory doctor >/dev/null
redis-cli del "unitlock-$$" >/dev/null

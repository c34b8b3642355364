# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# The shipped profiles on real daemons: the generator at daemon-reload confines each, its exercise passes, the exposure is lower
# than Debian's, the admin has the last word, a damaged profile is told and harms no other, and when all is taken away, all is as
# before.
. "$(dirname "$0")/lib.sh"

if [ "${1:-}" = inside ]; then
        here=$2
        units="nginx redis-server rsyslog"
        if [ "$SUITE" = bookworm ]; then units="$units postfix@-"; else units="$units postfix"; fi
        generator=/usr/lib/systemd/system-generators/unitlock-generator
        made=/run/systemd/generator
        exposure() {
                systemd-analyze security --no-pager "$1.service" | sed -n 's/.*exposure level for.*: \([0-9.]*\) .*/\1/p'
        }
        lower() { # A B: A < B, or as much where $3 says so
                awk -v a="$1" -v b="$2" -v same="${3:-}" 'BEGIN { exit !(a < b || (same && a == b)) }'
        }
        # What there is of files and of settings that we could have changed.
        state() {
                # the exercise of Postfix makes a user, and removes it
                find /etc /usr/lib/systemd -newer "$here/began" -type f | grep -v -x '/etc/\(passwd\|shadow\|group\|gshadow\|subuid\|subgid\)-*' | sort
                for unit in $units; do systemctl cat "$unit.service" | grep -v '^# /run/systemd/system\|^$'; done
        }

        for unit in $units; do
                systemctl start "$unit" || note "$unit does not start"
                exposure "$unit" >"/run/before.$unit"
        done
        touch "$here/began"
        state >/run/state.before
        mkdir -p /usr/share/unitlock /etc/unitlock/enforce
        cp -r "$here/profiles" /usr/share/unitlock/profiles
        host=/usr/local/lib/unitlock-host
        printf '#!/bin/sh\nexec %s --library-path %s %s "$@"\n' $host/ld-*.so* $host "$here/unitlock-generator" >$generator
        chmod +x $generator

        systemctl daemon-reload
        same "installed and no more: nothing is enforced" "" "$(find $made -name 0-0-unitlock.conf)"
        mkdir -p /usr/lib/unitlock
        echo enforce >/usr/lib/unitlock/default-mode
        systemctl daemon-reload
        for unit in $units; do
                check "$unit: there is a drop-in" test -s "$made/$unit.service.d/0-0-unitlock.conf" -o -s "$made/${unit%@-}@.service.d/0-0-unitlock.conf"
                same "$unit: systemd-analyze verify has nothing to say" "" "$(systemd-analyze verify --man=no "$unit.service" 2>&1 | grep 0-0-unitlock)"
                check "$unit: restarts under it" systemctl restart "$unit"
                check "$unit: does what it is for" sh "$here/exercises/$(echo "$unit" | tr -d '@' | sed 's/-$//').sh"
                case $unit in redis-server | nginx | postfix*) systemctl reload "$unit" 2>/dev/null ;; esac
                check "$unit: is active" systemctl is-active "$unit"
                before=$(cat "/run/before.$unit") after=$(exposure "$unit")
                note "$unit: exposure $before, with its profile $after"
                check "$unit: is less exposed" lower "$after" "$before" "$(test "$unit" = redis-server && echo same)"
        done
        check "nginx: exposure of at most 2.5" lower "$(exposure nginx)" 2.5 same

        # The admin has the last word.
        mkdir -p /etc/systemd/system/nginx.service.d
        printf '[Service]\nProtectClock=no\n' >/etc/systemd/system/nginx.service.d/00-mine.conf
        systemctl daemon-reload
        same "a drop-in of the admin's comes after ours" no "$(systemctl show -P ProtectClock nginx)"
        rm -r /etc/systemd/system/nginx.service.d

        # The host decides.
        same "nginx has no memory that is writable and executable" yes "$(systemctl show -P MemoryDenyWriteExecute nginx)"
        mkdir -p /etc/nginx/modules-enabled
        echo 'load_module modules/ngx_http_lua_module.so;' >/etc/nginx/modules-enabled/50-lua.conf
        systemctl daemon-reload
        same "... but with LuaJIT it may have" no "$(systemctl show -P MemoryDenyWriteExecute nginx)"
        rm /etc/nginx/modules-enabled/50-lua.conf

        # A damaged addition disables that one profile.
        mkdir -p /etc/unitlock/profiles.d
        printf 'unit nginx.service\nsurprise\n' >/etc/unitlock/profiles.d/local.profile
        systemctl daemon-reload
        check "a damaged addition: no drop-in for its unit" test ! -e $made/nginx.service.d/0-0-unitlock.conf
        check "... but for the others" test -e $made/rsyslog.service.d/0-0-unitlock.conf
        contains "... and the message has file and line" "local.profile:2" \
                "$($generator /run/nowhere 2>&1; dmesg 2>/dev/null | grep unitlock-generator; journalctl --no-pager -t unitlock-generator 2>/dev/null)"
        rm -rf /run/nowhere /etc/unitlock/profiles.d

        # Off, and away.
        mkdir -p /etc/unitlock/off
        touch /etc/unitlock/off/rsyslog.service
        systemctl daemon-reload
        check "off: no drop-in" test ! -e $made/rsyslog.service.d/0-0-unitlock.conf
        rm -rf /etc/unitlock /usr/lib/unitlock /usr/share/unitlock $generator
        systemctl daemon-reload
        for unit in $units; do
                systemctl restart "$unit"
                same "$unit: as exposed as before, after all is taken away" "$(cat "/run/before.$unit")" "$(exposure "$unit")"
        done
        state >/run/state.after
        same "nothing of ours is left" "" "$(diff /run/state.before /run/state.after)"
        finish
        exit
fi

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$(dirname "$UNITLOCK")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$build/src/generator/unitlock-generator" "$top/profiles" "$top/test/exercises" "$0" "$(dirname "$0")/lib.sh" "$work/"
"$UNITLOCK" lab run --quiet --suite="$SUITE" --package=curl --package=nginx --package=postfix --package=redis-server --package=rsyslog \
        --bind-ro="$work:/opt/test" -- sh -c "cp -r /opt/test /run/test && SUITE=$SUITE sh /run/test/profiles.sh inside /run/test"

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# "unitlock score" in a lab against "systemd-analyze security" there: every service unit file is in the list, and every unit's
# exposure is the same; also of what the manager has not read yet, was told at run time, or has by its own defaults.
. "$(dirname "$0")/lib.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

set -- nginx-light redis-server chrony rsyslog memcached systemd-resolved systemd-oomd polkitd udisks2 unbound
packages=
for package; do
        packages="$packages --package=$package"
done

# shellcheck disable=SC2086
"$UNITLOCK" lab run --quiet --suite="$SUITE" $packages -- sh -c '
        both() {
                echo "= ours $1"
                unitlock score --json=short $2
                echo "= files $1"
                systemctl $2 list-unit-files --type=service --no-legend --no-pager | cut -d" " -f1
                echo "= theirs $1"
                # With its defaults, one unit too many has been seen to make it give up: some at a time.
                unitlock score --json=short $2 | grep -o "\"unit\":\"[^\"]*\"" | cut -d\" -f4 | grep -v "^\.service" |
                        xargs -n 40 systemd-analyze $2 security --no-pager --json=short 2>/dev/null | grep "\"predicate\""
        }
        both plain
        # Written, not read: the manager has the old state. And one directory of drop-ins gone.
        mkdir -p /etc/systemd/system/redis-server.service.d /etc/systemd/system/nginx.service.d
        printf "[Service]\nPrivateNetwork=yes\n" >/etc/systemd/system/redis-server.service.d/x.conf
        printf "[Service]\nPrivateNetwork=yes\n" >/etc/systemd/system/nginx.service.d/x.conf
        systemctl daemon-reload
        rm -r /etc/systemd/system/nginx.service.d
        printf "[Service]\nPrivateUsers=yes\n" >/etc/systemd/system/redis-server.service.d/y.conf
        printf "[Service]\nExecStart=/bin/true\nPrivateTmp=yes\n" >/etc/systemd/system/new.service
        both unread
        systemctl daemon-reload
        systemctl set-property --runtime memcached.service IPAddressDeny=any
        systemd-run --quiet --unit=transient -p ProtectSystem=strict -p PrivateTmp=yes --remain-after-exit /bin/true
        systemd-run --quiet --unit=later --on-active=1h -p ProtectHome=yes /bin/true
        ln -s /dev/null /etc/systemd/system/masked.service
        both told
        mkdir -p /etc/systemd/system.conf.d
        printf "[Manager]\nDefaultRestrictSUIDSGID=yes\n" >/etc/systemd/system.conf.d/x.conf
        systemctl daemon-reexec
        both defaults
        export XDG_RUNTIME_DIR=/run/user/0 HOME=/root
        umount /proc/sys/kernel/random/boot_id # logind, with a /proc of its own, does not see it: probe.sh says more
        systemctl start user@0.service && both user --user
        echo "= unprivileged"
        setpriv --reuid=65534 --regid=65534 --clear-groups unitlock score --json=short 2>&1
' >"$work/answers" 2>"$work/talk"
check "the lab of $SUITE answers" test -s "$work/answers"
note "$(head -n 5 "$work/talk")"
python3 "$top/test/live/compare-list.py" "$work/answers" >"$work/result"
status=$?
cat "$work/result"
exit $status

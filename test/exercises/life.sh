#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# life.sh UNIT PACKAGE EXERCISE: what happens to every daemon, whatever it is for: a reload, log rotation, a crash and the start after it,
# a boot, which leaves nothing in /run, the upgrade of its package while it runs. After each the exercise must pass. Tells on standard output what it did; ends with
# status 0 if all of it went well.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/repack.sh"
unit=$1 package=$2 exercise=$3
export DEBIAN_FRONTEND=noninteractive

# A daemon that has started may not answer yet.
works() {
        # More happens here within seconds than in a month: its start limit is not what this is about.
        [ "$(state)" = active ] || systemctl reset-failed "$unit" 2>/dev/null
        until sh "$exercise" >/run/life.log 2>&1; do
                tries=$((${tries:-0} + 1))
                [ "$tries" -lt 5 ] || { echo "after $1 it does not do what it is for:"; tail -5 /run/life.log; exit 1; }
        done
        tries=
        echo "works after $1"
}

state() { systemctl show -P ActiveState "$unit"; }

settled() { case $(state) in *ing) return 1 ;; esac; }

works "its start"
if [ "$(systemctl show -P CanReload "$unit")" = yes ] && [ "$(state)" = active ]; then
        systemctl reload "$unit" || { echo "does not reload"; exit 1; }
        works "a reload"
fi
rotated=
if command -v logrotate >/dev/null; then
        # its configuration may be in another package of the same source (nginx-common)
        source=$(dpkg-query -W -f '${source:Package}' "$package")
        siblings=$(dpkg-query -W -f '${source:Package} ${binary:Package} ${db:Status-Status}\n' | awk -v s="$source" '$1 == s && $3 == "installed" { print $2 }')
        # shellcheck disable=SC2086 # words on purpose
        for file in $(dpkg-query -L $siblings | grep '^/etc/logrotate.d/.'); do
                logrotate -f "$file" || { echo "$file does not rotate"; exit 1; }
                rotated=1
        done
        [ -z "$rotated" ] || works "log rotation"
fi
# of an init script systemd knows no main process
if [ "$(state)" = active ] && { [ "$(systemctl show -P MainPID "$unit")" != 0 ] || [ "$(systemctl show -P Type "$unit")" = forking ]; }; then
        systemctl kill -s KILL "$unit"
        becomes settled
        systemctl reset-failed "$unit" 2>/dev/null
        # with RemainAfterExit= it still counts as active
        systemctl restart "$unit" || { echo "does not start after a crash"; exit 1; }
        works "a crash"
fi
becomes settled
if [ "$(state)" = active ]; then
        systemctl stop "$unit"
        for path in $(systemctl show -P ReadWritePaths "$unit" | tr ' ' '\n' | sed -n 's,^-*/run/,,p') "${unit%.service}"; do
                case $path in lock* | systemd* | user*) ;; *) rm -rf "/run/$path" ;; esac
        done
        systemd-tmpfiles --create 2>/dev/null || :
        systemctl start "$unit" || { echo "does not start when /run is empty"; exit 1; }
        works "a boot"
fi
repack "$package" /run/again.deb
was=$(state)
dpkg --force-confold -i /run/again.deb >/run/life.log 2>&1 || { echo "the upgrade of $package fails:"; tail -5 /run/life.log; exit 1; }
becomes settled
[ "$(state)" = "$was" ] || { echo "is $(state) after the upgrade of its package, and was $was"; exit 1; }
works "the upgrade of $package"

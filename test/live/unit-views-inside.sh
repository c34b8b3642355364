#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs inside a lab, started by unit-views.sh. Prints TAP.
set -u
tool() {
        /views/lib/loader --library-path /views/lib /views/view-tool "$@"
}

# check NAME ARGUMENTS...: no difference is to be found, and what was compared is said.
n=0
check() {
        n=$((n + 1))
        name=$1
        shift
        if tool "$@" >/tmp/out 2>/tmp/err; then
                echo "ok $n $name: $(tail -n 1 /tmp/out)"
        else
                echo "not ok $n $name: $(tail -n 1 /tmp/out)"
                sed 's/^/#   /' /tmp/out
                tail -n 5 /tmp/err | sed 's/^/#   /'
        fi
}

check "every service unit of the system" compare

mkdir -p /run/systemd/system
cp -a /views/views/. /run/systemd/system/
# What an older manager takes for something else is marked by "# since VERSION" in its first line.
version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
for unit in /run/systemd/system/ul-*.service; do
        since=$(sed -n '1s/^# since \([0-9]*\)$/\1/p' "$unit" | tr -d '\000')
        [ "${since:-0}" -le "$version" ] || rm "$unit"
done
# What was not read again must be seen as a difference: this test can fail.
n=$((n + 1))
mkdir -p /run/systemd/system/systemd-journald.service.d
printf '[Service]\nNice=7\n' >/run/systemd/system/systemd-journald.service.d/unread.conf
if tool compare systemd-journald.service >/tmp/out 2>/tmp/err; then
        echo "not ok $n a change that the manager has not read is seen"
else
        echo "ok $n a change that the manager has not read is seen"
fi
systemctl daemon-reload

# Each of these once, then instances and aliases, which no list names.
cd /run/systemd/system || exit 1
check "units that hold what no sane unit holds" compare $(ls -d ul-*.service | grep -v @)
check "instances and aliases" compare 'ul-tmpl-x@a\x20b.service' ul-tmpl-x@srv-www.service ul-talias@z.service ul-inst@one.service \
        ul-none.service systemd-journald.service

# The same of a user manager, where other defaults hold. It refuses DynamicUser=.
mkdir -p /run/systemd/user
cp -a /run/systemd/system/ul-* /run/systemd/user/
rm /run/systemd/user/ul-dynamic*.service
export HOME=/root XDG_RUNTIME_DIR=/run/user/0
# (a boot ID that logind, with a /proc of its own, does not see: probe.sh says more)
umount /proc/sys/kernel/random/boot_id
systemctl start user@0.service
check "every service unit of a user manager" --user compare
echo "1..$n"

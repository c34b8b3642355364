#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The watcher on a host that makes very many system calls: when nothing is new, it looks at a part of them only. What is refused again and
# again is told in spite of that, and so is what a unit does that is started then.
# where: outside
#
# usage: watch-rest.sh [SUITE]     (default: $SUITE; $UNITLOCK: the program that has the lab)
set -eu

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/watch-lib.sh"

# Hooks that are attached: one less in a rest.
hooks() {
        find "/proc/$(watcher_pid)/fd" -lname '*bpf*link*' | wc -l
}
wait_for_rest() {
        until [ "$(hooks)" -lt "$all" ]; do :; done
}

inside() {
        "$here/lib/loader" --library-path "$here/lib" "$here/unitlock-watch" --cost=nothing 2>/dev/null
        same 'a share that is none is no share' 2 $?
        start_watcher
        all=$(hooks)
        start_obeys
        printf '[Service]\nExecStart=/bin/dd if=/dev/zero of=/dev/null bs=1 status=none\n' >/etc/systemd/system/busy@.service
        # what fails without the sandbox, and never twice the same, does not keep it awake
        printf '[Service]\nProtectSystem=strict\nExecStart=/bin/sh -c "while :; do n=$$((n + 1)); [ -e /srv/missing-$$n ]; done"\n' \
                >/etc/systemd/system/asks.service
        systemctl daemon-reload
        systemctl start asks busy@1 busy@2
        check 'where calls are many, and nothing is told, it says that it rests' \
                journal_until 'for a part of the time only' SYSLOG_IDENTIFIER=unitlock-watch

        wait_for_rest
        tries=0
        while ! told obeys.service | grep -q /srv/often && [ $tries -lt 10000 ]; do
                obey /srv/often
                tries=$((tries + 1))
        done
        check "what is refused again and again is told ($tries tries)" is_told obeys.service /srv/often

        # it has a few milliseconds for coming back
        before=$(for _ in $(seq $((2 * ${UNITLOCK_PATIENCE:-1}))); do echo ExecStartPre=/bin/true; done)
        for n in 1 2 3; do
                printf '[Service]\nType=oneshot\nProtectSystem=strict\n%s\nExecStart=-/bin/sh -c "echo >/srv/new-%s"\n' "$before" $n \
                        >/etc/systemd/system/new$n.service
                systemctl daemon-reload
                wait_for_rest
                systemctl start new$n
                check "a unit that is started in a rest is heard ($n)" is_told new$n.service /srv/new-$n
        done
        wait_for_rest
        systemctl stop unitlock-watch
        check 'that it rested is there for who asks later' test -e /run/unitlock-watch/rested
        contains 'how long it rested is said at the end' 'calls were not looked at for' "$(said)"
        finish
}

if [ "${1-}" = --inside ]; then
        set +e
        inside
        exit
fi
begin_outside "$@"
watch_lab "$0"

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The watcher's own life: killed, it goes on and knows what it had told; without a journal it waits; many units at once, a unit of short
# processes and one that floods take nothing from the others; and what is lost is said.
# where: outside
#
# usage: watch-life.sh [SUITE]     (default: $SUITE; $UNITLOCK: the program that has the lab)
set -eu

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/watch-lib.sh"

# After another unit's refusal has been told, all that came before it has been.
marker() {
        marks=$((marks + 1))
        printf '[Service]\nType=oneshot\nProtectSystem=strict\nExecStart=-/bin/sh -c "echo >/srv/mark-%s"\n' $marks \
                >"/etc/systemd/system/mark$marks.service"
        systemctl daemon-reload
        systemctl start "mark$marks"
        is_told "mark$marks.service" "/srv/mark-$marks"
}

inside() {
        marks=0
        ip link set lo up
        start_watcher

        # --- kill -9: the same run of a unit, before and after
        start_obeys
        obey /srv/one /srv/two
        check 'a running unit is heard' is_told obeys.service /srv/two
        first=$(watcher_pid)
        kill -9 "$first"
        until state=$(systemctl show -p ActiveState -p MainPID unitlock-watch) && echo "$state" | grep -qx ActiveState=active &&
                ! echo "$state" | grep -qx "MainPID=$first"; do :; done
        obey /srv/one /srv/two /srv/three
        check 'after a kill -9 the same run of it is heard' is_told obeys.service /srv/three
        same 'and what was told before is not told again' '/srv/one /srv/two /srv/three' \
                "$(told obeys.service | grep -o '/srv/[a-z]*' | uniq | xargs)"
        contains 'that it was away is said' 'refusals in between were not seen' "$(said)"

        # --- restart, orderly
        systemctl restart unitlock-watch
        obey /srv/one /srv/three /srv/four
        check 'after a restart too' is_told obeys.service /srv/four
        same 'and nothing is told twice' '' "$(told obeys.service | sort | uniq -d)"
        same 'a restart is no loss' 1 "$(said | grep -c 'refusals in between were not seen')"

        # --- the journal is not there for a while, and is restarted
        before=$(watcher_pid)
        kill -STOP "$(systemctl show -P MainPID systemd-journald)"
        obey /srv/unheard
        for n in $(seq 200); do echo "/srv/unheard-$n"; done >/run/list
        while read -r path; do obey "$path"; done </run/list
        systemctl kill --signal=CONT systemd-journald
        check 'what was refused while the journal slept is told' is_told obeys.service '/srv/unheard'
        systemctl restart systemd-journald
        obey /srv/five
        marker
        check 'after a restart of the journal it goes on' test "$before" = "$(watcher_pid)"
        # forty of one run are told, and the others are counted
        contains 'beyond forty of one run there is a count' 'refusals more in this run' "$(systemctl stop obeys; systemctl restart unitlock-watch; said)"

        # --- 500 units at once
        printf '[Service]\nType=exec\nProtectSystem=strict\nStandardOutput=null\nStandardError=null\nExecStart=-/bin/sh -c "echo >/srv/many-%%i"\n' \
                >/etc/systemd/system/many@.service
        systemctl daemon-reload
        before=$(watcher_pid)
        # shellcheck disable=SC2046 # words are wanted
        systemctl start $(seq -f 'many@%g.service' 500)
        marker
        journalctl --sync
        number=$(said | grep -c '/srv/many-')
        lost=$(said | sed -n 's/^\([0-9]*\) events came too fast.*/\1/p' | tail -n 1)
        note "of 500 units at once $number were told of; events lost: ${lost:-none}"
        check 'each of 500 units at once is told of, or what is lost is said' test "$number" = 500 -o -n "$lost"

        # --- 10,000 short processes
        cat >/opt/forks <<'END'
for (1 .. 10000) { my $pid = fork; if (!defined $pid) { die "fork: $!" } if ($pid == 0) { open(my $file, ">", "/srv/short"); exit 0 } waitpid($pid, 0) }
END
        printf '[Service]\nType=oneshot\nProtectSystem=strict\nExecStart=/usr/bin/perl /opt/forks\n' >/etc/systemd/system/forks.service
        systemctl daemon-reload
        check 'a unit of 10,000 short processes ends' systemctl start forks
        marker
        same 'it has one entry' 1 "$(told forks.service | grep -c /srv/short)"

        # --- more programs than have numbers, and one that was there before them
        mkfifo /run/go /run/never
        mkdir /opt/programs && cp /bin/true /opt/programs/0 && cp "$here/probe" /opt/newest
        printf '[Service]\nProtectSystem=strict\nExecStart=/bin/sh -c "read -r word </run/go; echo >/srv/oldest; read -r word </run/never"\n' >/etc/systemd/system/oldest.service
        # of a unit that begins so many there is more in a second than is looked at, which has a test of its own: so the last is of another second
        cat >/opt/programs.pl <<'END'
for (1 .. 4200) { link("/opt/programs/0", "/opt/programs/$_") or die; system("/opt/programs/$_") == 0 or die } select undef, undef, undef, 1.1; exec("/opt/newest", "write=/srv/newest");
END
        printf '[Service]\nType=oneshot\nProtectSystem=strict\nReadWritePaths=/opt/programs\nExecStart=/usr/bin/perl /opt/programs.pl\n' \
                >/etc/systemd/system/programs.service
        systemctl daemon-reload
        systemctl start oldest programs
        echo word >/run/go
        is_told oldest.service /srv/oldest
        contains 'the 4200th program has a name' '/opt/newest was refused' "$(told programs.service)"
        contains 'and so has one that runs since before the first' "$(readlink -f /bin/sh) was refused" "$(told oldest.service)"

        # --- 100,000 refusals, and another unit meanwhile
        printf '[Service]\nProtectSystem=strict\nExecStart=/bin/sh -c "while :; do %s flood=/srv/flood; done"\n' "$here/probe" \
                >/etc/systemd/system/flood.service
        systemctl daemon-reload
        systemctl start flood
        check 'a unit that floods is heard' is_told flood.service /srv/flood
        check 'and beside it another one' marker
        started=$(date +%s%N)
        "$here/probe" flood=/proc/none >/dev/null
        note "100,000 calls that fail take $((($(date +%s%N) - started) / 1000000)) ms here"
        systemctl stop flood
        marker
        same 'the flood is one entry' 1 "$(told flood.service | grep -c /srv/flood)"
        rss=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$(watcher_pid)/status")
        check "after all this the watcher has $rss kB, at most 25 MB" test "$rss" -le 25600
        same 'and it is the same process' "$before" "$(watcher_pid)"
        systemctl stop unitlock-watch
        times=$(journalctl -o cat OBJECT_SYSTEMD_UNIT=flood.service | sed -n 's/^Again, \([0-9]*\) times more.*/\1/p' | tail -n 1)
        check "the flood is counted: ${times:-no} times" test "${times:-0}" -ge 99999
        times=$(journalctl -o cat OBJECT_SYSTEMD_UNIT=forks.service | sed -n 's/^Again, \([0-9]*\) times more.*/\1/p' | tail -n 1)
        same 'so are the short processes' 9999 "$times"
        finish
}

if [ "${1-}" = --inside ]; then
        set +e
        inside
        exit
fi
begin_outside "$@"
watch_lab "$0"

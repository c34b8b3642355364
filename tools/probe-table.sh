#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Measures what an intruder could do in some services of Debian, each in a lab of its own, before and after learn, and writes the table of
# docs/probe.md. UNITS= in the environment names some only: then only their rows are made anew. One to five minutes each.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
UNITLOCK=${UNITLOCK:-$(cd "${BUILD:-$top/build}" && pwd)/unitlock}
suite=${SUITE:-trixie}
measured=${BUILD:-$top/build}/probe-table
: >"$measured"
for unit in ${UNITS:-nginx redis-server ssh cron postfix rsyslog systemd-journald systemd-resolved}; do
        exercise=test/probe-table/$unit.sh
        [ -e "$top/$exercise" ] || exercise=test/exercises/$unit.sh
        set --
        for package in $(sed -n 's/^# packages: *//p' "$top/$exercise"); do
                set -- "$@" --package="$package"
        done
        echo "$unit" >&2
        "$UNITLOCK" lab run --quiet --suite="$suite" "$@" --bind-ro="$top:/srv/unitlock" -- \
                sh /srv/unitlock/test/probe-table-inside.sh "$unit.service" "/srv/unitlock/$exercise" >"$measured.one"
        { printf '%s\t' "$unit"; tr '\n' '\t' <"$measured.one"; echo; } >>"$measured"
done
python3 "$top/tools/probe-table.py" "$measured" "$top/docs/probe.md"

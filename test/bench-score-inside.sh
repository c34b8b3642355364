# SPDX-License-Identifier: GPL-2.0-or-later
# The part of bench-score.sh inside the lab.
set -eu
rounds=5

# Milliseconds that a command takes.
took() {
        begin=$(date +%s%N)
        "$@" >/dev/null 2>&1 || :
        echo $((($(date +%s%N) - begin) / 1000))
}

# least THEIRS OURS: both in turns; prints the least of each, in microseconds.
least() {
        theirs= ours=
        for _ in $(seq $rounds); do
                t=$(took sh -c "$1")
                o=$(took sh -c "$2")
                [ -n "$theirs" ] && [ "$theirs" -le "$t" ] || theirs=$t
                [ -n "$ours" ] && [ "$ours" -le "$o" ] || ours=$o
        done
        echo "$theirs $ours"
}

row() {
        awk -v what="$1" -v units="$2" -v theirs="$3" -v ours="$4" 'BEGIN {
                printf "%-44s %6d %10.1f %10.1f %8.1f %12.3f\n", what, units, theirs / 1000, ours / 1000, theirs / ours, ours / 1000 / units }'
}

printf '%-44s %6s %10s %10s %8s %12s\n' 'time of one call, ms' units systemd unitlock ratio 'ours a unit'

cp -an /srv/units/. /run/systemd/system/
systemctl daemon-reload
unitlock score --json=short -q | grep -o '"unit":"[^"]*","exposure":"' | cut -d'"' -f4 >/tmp/names
# What is written in the second of a reload is asked of the manager: a host is not always just reloaded.
until [ $(($(date +%s) - $(stat -c %Z /run/systemd/system))) -ge 2 ] && systemctl daemon-reload; do :; done
set -- $(least 'xargs systemd-analyze security --no-pager --json=short </tmp/names' 'unitlock score --json=short -q')
row "all services of a host (ours lists all)" "$(wc -l </tmp/names)" "$1" "$2"
systemd-analyze security --no-pager --json=short 2>/dev/null | grep -o '"unit":"[^"]*"' | cut -d'"' -f4 >/tmp/listed
set -- $(least 'systemd-analyze security --no-pager --json=short' 'unitlock score --json=short -q')
row "... theirs only lists what is loaded" "$(wc -l </tmp/listed)" "$1" "$2"
set -- $(least 'xargs systemd-analyze security --no-pager --json=short </tmp/listed' 'xargs unitlock score --json=short -q </tmp/listed')
row "these units by name" "$(wc -l </tmp/listed)" "$1" "$2"

# Files in one directory: 1000 of the corpus' units, by other names.
mkdir /tmp/many
count=0
while [ $count -lt 1000 ]; do
        for file in /srv/units/*.service; do
                [ -f "$file" ] && [ ! -L "$file" ] && [ $count -lt 1000 ] || continue
                count=$((count + 1))
                cp "$file" "/tmp/many/$(printf 'b%04d' $count)$(case $file in *@*) echo @ ;; esac).service"
        done
done
rm -rf /run/systemd/system/*
for units in 10 100 300 1000; do
        find /tmp/many -name '*.service' | sort | head -n $units >/tmp/files
        set -- $(least 'SYSTEMD_UNIT_PATH= xargs systemd-analyze security --offline=yes --no-pager --json=short </tmp/files' 'xargs unitlock score --json=short -q </tmp/files')
        row "files, offline" $units "$1" "$2"
done

# SPDX-License-Identifier: GPL-2.0-or-later
# The part of bench-score.sh inside the lab.
set -eu
host=/usr/local/lib/unitlock-host

# Commands are files with a word a line: they are run without a shell, which takes as long to start as we do. For the same reason ours
# is not the script that a lab has for it, but what that would run.
theirs() {
        printf '%s\n' systemd-analyze security --no-pager --json=short "$@" >/tmp/theirs
}
ours() {
        printf '%s\n' "$(echo $host/ld-*.so*)" --library-path $host --argv0 unitlock $host/unitlock score --json=short -q "$@" >/tmp/ours
}

# Both in turns; the least of each, in microseconds.
least() {
        bench-spawn "$1" /tmp/theirs /tmp/ours
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
theirs $(cat /tmp/names)
ours
set -- $(least 5)
row "all services of a host (ours lists all)" "$(wc -l </tmp/names)" "$1" "$2"
systemd-analyze security --no-pager --json=short 2>/dev/null | grep -o '"unit":"[^"]*"' | cut -d'"' -f4 >/tmp/listed
theirs
set -- $(least 5)
row "... theirs only lists what is loaded" "$(wc -l </tmp/listed)" "$1" "$2"
theirs $(cat /tmp/listed)
ours $(cat /tmp/listed)
set -- $(least 5)
row "these units by name" "$(wc -l </tmp/listed)" "$1" "$2"
theirs "$(head -n 1 /tmp/listed)"
ours "$(head -n 1 /tmp/listed)"
set -- $(least 20)
row "one unit by name" 1 "$1" "$2"

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
for units in 1 10 100 300 1000; do
        files=$(find /tmp/many -name '*.service' | sort | head -n $units)
        theirs --offline=yes $files
        ours $files
        set -- $(SYSTEMD_UNIT_PATH='' least $((units > 300 ? 10 : 20)))
        row "files, offline" $units "$1" "$2"
done

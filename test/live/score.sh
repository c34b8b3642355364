#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# The exposure of every service unit of a lab, computed from its files and from the running manager, against what
# "systemd-analyze security" says there: each of the 81 rows, and the total.
. "$(dirname "$0")/lib.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$(dirname "$UNITLOCK")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Services that use much of what the score looks at.
set -- nginx-light redis-server chrony rsyslog memcached systemd-resolved systemd-oomd polkitd udisks2 unbound

packages=
for package; do
        packages="$packages --package=$package"
done

# Our programs bring the libraries along that the lab may not have.
# shellcheck disable=SC2086
"$UNITLOCK" lab run --quiet --suite="$SUITE" $packages --bind-ro="$build/test:/srv/test" -- sh -c '
        host=/usr/local/lib/unitlock-host
        tool() {
                "$host/ld-linux-x86-64.so.2" --library-path "$host" /srv/test/score-tool "$@"
        }
        echo "= version"
        systemctl --version
        echo "= files"
        tool files
        echo "= manager"
        tool manager >/tmp/manager
        cat /tmp/manager
        export SYSTEMD_ANALYZE_DEBUG=1
        for unit in $(cut -d" " -f1 /tmp/manager | uniq); do
                echo "= unit $unit"
                systemd-analyze security --no-pager --json=short "$unit" 2>/dev/null
        done
' >"$work/answers"
check "units of $SUITE can be scored" test -s "$work/answers"
python3 "$top/test/live/compare-scores.py" "$work/answers" >"$work/result"
same "exposures are those of systemd-analyze" 0 $?
note "$(tail -n 20 "$work/result")"

# What no packaged unit does, random ones do. From files only: "offline". The same ones each time; SCORE_SEED= (empty): others.
version=$(sed -n 's/^systemd \([0-9]*\).*/\1/p' "$work/answers" | head -n 1)
mkdir "$work/units"
python3 "$top/test/live/score-random.py" make "$work/units" 150 "${SCORE_SEED-1}"
"$UNITLOCK" lab run --quiet --suite="$SUITE" --bind-ro="$work/units:/srv/units" -- sh -c '
        export SYSTEMD_ANALYZE_DEBUG=1 SYSTEMD_UNIT_PATH=
        for unit in /srv/units/*; do
                rows=$(systemd-analyze security --offline=yes --no-pager --json=short "$unit" 2>/dev/null) || continue
                printf "= unit %s\n%s\n" "$(basename "$unit")" "$rows"
        done
' >"$work/random"
python3 "$top/test/live/score-random.py" compare "$version" "$work/units" "$build/test/score-tool" "$work/random" >"$work/result"
same "exposures of random units are those of systemd-analyze" 0 $?
note "$(tail -n 60 "$work/result")"
finish

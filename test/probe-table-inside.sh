# SPDX-License-Identifier: GPL-2.0-or-later
# Inside the lab: what is open in a unit, as its package ships it and under the drop-in that learn makes with an exercise: three lines,
# two of JSON, and what learn said if it did not get there. Usage: probe-table-inside.sh UNIT EXERCISE
set -u
export SYSTEMD_COLORS=0
systemctl start "$1"
unitlock probe "$1" --json=short
. /srv/unitlock/test/exercises/lib.sh
sh "$2" prepare >&2 # some have such a part; for others it is once more
if unitlock learn "$1" --exercise="sh $2" --timeout=200 --apply=runtime --output=/run/table.conf >/run/table.said 2>&1; then
        unitlock probe "$1" --json=short
else
        cat /run/table.said >&2
        echo "{}"
        tail -n 3 /run/table.said | tr '\n' ' '
fi

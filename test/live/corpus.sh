#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# Hundreds of units of real packages (test/corpus/packages.txt): our exposure against what the systemd of a lab says of them, online
# and offline. Packages are fetched and cached by tools/corpus.sh; nothing of them is installed but their unit files.
. "$(dirname "$0")/lib.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

corpus=$("$top/tools/corpus.sh" "$UNITLOCK" 2>"$work/talk") || {
        note "$(cat "$work/talk")"
        skip_all "the packages can't be fetched"
}
units=$corpus.tree/usr/lib/systemd/system

"$UNITLOCK" lab run --quiet --suite="$SUITE" --bind-ro="$units:/srv/units" -- sh -c '
        echo "= version"
        systemctl --version | head -n 1
        # What is there already would win, or add to it: only the corpus counts.
        cp -a --remove-destination /srv/units/. /run/systemd/system/
        cd /srv/units
        find . -maxdepth 1 -type f -name "*.service" | sed "s,^\./,," | sort >/tmp/names
        while read -r name; do
                rm -rf "/etc/systemd/system/$name" "/etc/systemd/system/$name.d" "/usr/lib/systemd/system/$name.d"
        done </tmp/names
        systemctl daemon-reload
        echo "= online"
        xargs -n 40 systemd-analyze security --no-pager --json=short </tmp/names 2>/tmp/refused | grep "\"predicate\""
        echo "= refused"
        cat /tmp/refused
        echo "= running"
        unitlock score --json=short
        mkdir /tmp/offline
        cp -a /srv/units/. /tmp/offline
        rm -rf /run/systemd/system/*
        echo "= offline"
        sed s,^,/tmp/offline/, /tmp/names | xargs systemd-analyze security --offline=yes --no-pager 2>/dev/null | grep Overall
        echo "= like"
        sed s,^,/tmp/offline/, /tmp/names | xargs unitlock score --like-systemd --json=short 2>/dev/null
' >"$work/answers" 2>"$work/talk"
check "the lab of $SUITE answers" test -s "$work/answers"
version=$(sed -n 's/^systemd \([0-9]*\).*/\1/p' "$work/answers" | head -n 1)
{
        echo "= files"
        "$UNITLOCK" score --root="$corpus.tree" --systemd-version="$version" --json=short 2>"$work/talk"
        echo "= packages"
        # The same whatever systemd is in the lab.
        [ "$SUITE" != trixie ] || "$UNITLOCK" score --systemd-version="$version" --json=short "$corpus"/*.deb 2>>"$work/talk"
} >>"$work/answers"
[ -z "${KEEP-}" ] || cp "$work/answers" "$KEEP"
python3 "$top/test/live/compare-corpus.py" "$work/answers"

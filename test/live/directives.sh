#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The directive table and the system call groups against a real systemd, in both directions.
#
# usage: directives.sh SUITE...        (bookworm, trixie, forky: run in labs)
#        directives.sh --root=DIR...   (trees with systemd, "/" for this host; as root)
# $BUILD is the build directory (default: build beside the source), $UNITLOCK the program that has the lab.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-$top/build}
UNITLOCK=${UNITLOCK:-$BUILD/unitlock}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# Commands run with the shell of the systemd under test; standard input is passed on.
inside() {
        case $target in
        --root=/) sh -c "$1" ;;
        --root=*) chroot "${target#--root=}" sh -c "$1" ;;
        *) "$UNITLOCK" lab run --suite="$target" -- sh -c "$1" ;;
        esac
}

# All that is asked of one systemd, in one run: booting a lab for each question would take longer than the questions.
questions='
set -e
systemctl --version | sed -n "1s/^systemd \([0-9]*\).*/version \1/p"
for d in /usr/lib/systemd /lib/systemd; do [ ! -x $d/systemd ] || break; done
$d/systemd --dump-configuration-items 2>/dev/null | sed "s/^/item /"
systemd-analyze syscall-filter --no-pager 2>/dev/null | sed "/^#/d; s/^/group /"
t=$(mktemp -d)
while read -r name value; do
        f=$t/check-$name-$value.service
        printf "[Service]\nExecStart=/bin/true\n%s=%s\n" "$name" "$value" >"$f"
        # 257 and later say "Failed to parse", older ones also "Invalid" or "Failed to parse boolean".
        if SYSTEMD_UNIT_PATH= systemd-analyze verify --man=no "$f" 2>&1 | grep -q "$name-$value.service:3:.*ignoring"; then
                echo "value $name $value no"
        else
                echo "value $name $value yes"
        fi
done <<END
@VALUES@
END
rm -rf "$t"
'

for target; do
        values=$("$BUILD/test/table-dump" values 262 | cut -d" " -f1,2)
        inside "$(printf '%s' "$questions" | awk -v v="$values" '$0 == "@VALUES@" { print v; next } { print }')" >"$work/answers"
        python3 "$top/test/live/compare-directives.py" "$BUILD/test/table-dump" "$work/answers" || failed=1
done
exit $failed

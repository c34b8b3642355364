#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# The directive table and the system call groups against a real systemd, in both directions: names, values of
# enumerations, members of groups. With a tree instead of a lab, as root:
#
#   TREE=DIR UNITLOCK=build/unitlock sh directives.sh
. "$(dirname "$0")/lib.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
dump=${BUILD:-$(dirname "$UNITLOCK")}/test/table-dump
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A script for the shell of the systemd under test.
inside() {
        case ${TREE:-} in
        '') "$UNITLOCK" lab run --quiet --suite="$SUITE" -- sh -c "$1" ;;
        /) sh -c "$1" ;;
        *) chroot "$TREE" sh -c "$1" ;;
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

values=$("$dump" values 262 | cut -d" " -f1,2)
inside "$(printf '%s' "$questions" | awk -v v="$values" '$0 == "@VALUES@" { print v; next } { print }')" >"$work/answers"
check "systemd tells what it knows" test -s "$work/answers"
python3 "$top/test/live/compare-directives.py" "$dump" "$work/answers" >"$work/result"
same "the table and systemd know the same" 0 $?
note "$(tail -n 20 "$work/result")"
finish

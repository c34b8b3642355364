#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tools/try-profile.sh SUITE NAME [TABLE]: the shipped profile of the unit that test/exercises/NAME.sh is about, in a lab: the unit under it does what
# it is for, over a reload, log rotation, a crash and an upgrade of its package. With TABLE, a line is added to that file: unit, suite,
# result, exposure and open primitives without and with it, and what it left as it was (see tools/profiles.sh).
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/test/live/lib.sh"
. "$top/test/live/profiles-lib.sh"
suite=$1 name=$2 table=${3:-}
build=${BUILD:-$top/build}
exercise=$top/test/exercises/$name.sh
! grep -q '^# variant:' "$exercise" || table=
if ! is_for "$exercise" "$suite"; then
        echo "$name is not for $suite"
        exit 0
fi
unit=$(unit_of "$exercise" "$suite")
packages=$(packages_of "$exercise")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pack "$work"
status=0
# shellcheck disable=SC2046 # words on purpose
"${UNITLOCK:-$build/unitlock}" lab run --quiet --suite="$suite" $(printf -- '--package=%s ' $packages logrotate) --bind-ro="$work:/opt/test" -- sh -c '
        export SUITE=$1
        cp -r /opt/test /run/test
        . /run/test/live/lib.sh
        . /run/test/live/profiles-lib.sh
        sh "/run/test/exercises/$3.sh" prepare >&2 || exit 1
        try_profile "$2" "$4" "/run/test/exercises/$3.sh" /run/test
        rm /usr/lib/systemd/system-generators/unitlock-generator
        if [ -n "$5" ]; then
                unitlock profile show --dropin "$2" >/run/dropin.conf
                systemctl daemon-reload
                printf "#left"
                sed -n "s/^#   \([A-Z][A-Za-z]*\)=.*/ \1/p" /run/dropin.conf | tr -d "\n"
                printf "\n#probe "
                unitlock probe "$2" --diff=/run/dropin.conf | tail -1
        fi
        finish' sh "$suite" "$unit" "$name" "${packages%% *}" "$table" >"$work/out" || status=$?
cat "$work/out"
[ -z "$table" ] || printf '%s\t%s\t%s\t%s\t%s\n' "$unit" "$suite" "$([ $status = 0 ] && echo passes || echo FAILS)" \
        "$(sed -n 's/^#probe //p' "$work/out")" "$(sed -n 's/^#left //p' "$work/out")" >>"$table"
exit $status

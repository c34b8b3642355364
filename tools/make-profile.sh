#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tools/make-profile.sh SUITE NAME...: learns a unit in a lab with test/exercises/NAME.sh and prints its profile, as a first draft: it is to be
# read, joined with those of other suites (unitlock profile merge --generalise) and completed by hand, docs/HOWTO-add-profile.md.
# The head of the exercise says which unit it is and which packages are to be installed.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
suite=$1 name=$2
exercise=$top/test/exercises/$name.sh
unit=$(sed -n "s/^# unit $suite: //p" "$exercise")
unit=${unit:-$(sed -n 's/^# unit: //p' "$exercise")}
packages=$(sed -n 's/^# packages: //p' "$exercise" | tr ' ' '\n' | sed '/./s/^/--package=/' | tr '\n' ' ')
# shellcheck disable=SC2086 # words on purpose
exec "${UNITLOCK:-${BUILD:-$top/build}/unitlock}" lab run --quiet --suite="$suite" $packages --bind-ro="$top/test/exercises:/exercises" -- sh -c '
        export SUITE=$1
        sh "/exercises/$2.sh" prepare >&2 || exit
        cd /exercises/..
        mkdir -p /run/test && ln -s /exercises /run/test/exercises && cd /run
        unitlock learn "$3" --timeout=3min --exercise="sh test/exercises/$2.sh" --profile=/run/made.profile >/run/report </dev/null || { cat /run/report; exit 1; }
        sed -n "/^What it cannot/,\$p;/^What was not cov/,/^\$/p" /run/report >&2
        cat /run/made.profile' sh "$suite" "$name" "$unit"

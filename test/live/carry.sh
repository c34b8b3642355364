# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# What was learned on one release, as a profile on another: under it the daemon does what its exercise asks for, over a reload, log
# rotation, a crash and an upgrade.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/profiles-lib.sh"

prepare() { # EXERCISE
        ! grep -q "= prepare" "$1" || sh "$1" prepare >&2
}

case ${1:-} in
learn) # UNIT EXERCISE: the profile to standard output
        prepare "/srv/work/exercises/$3" || exit 1
        unitlock learn "$2" --quiet --profile=/run/learned --output=/dev/null --exercise="sh /srv/work/exercises/$3" >&2 &&
                cat /run/learned
        exit
        ;;
try) # UNIT PACKAGE EXERCISE
        work=/srv/work
        check "prepared" prepare "$work/exercises/$4"
        try_profile "$2" "$3" "$work/exercises/$4" $work
        finish
        exit
        ;;
esac

top=$(cd "$(dirname "$0")/../.." && pwd)
begin_outside
case $SUITE in
bookworm) other=trixie ;;
*) other=bookworm ;;
esac
for exercise in nginx redis-server named; do
        file=$top/test/exercises/$exercise.sh
        packages=$(packages_of "$file")
        options=$(printf ' --package=%s' $packages)
        rm -rf "$work/in"
        mkdir "$work/in"
        pack "$work/in"
        rm -f "$work/in/profiles/"*
        unit=$(unit_of "$file" "$other")
        # shellcheck disable=SC2086 # words are wanted
        "$UNITLOCK" lab run --quiet --suite="$other" $options --bind-ro="$work/in:/srv/work" -- \
                sh /srv/work/live/carry.sh learn "$unit" "$exercise.sh" >"$work/learned" 2>"$work/said"
        result $? "$unit: learned on $other"
        [ -s "$work/learned" ] || { note "$(cat "$work/said")"; continue; }
        there=$(unit_of "$file" "$SUITE")
        sed "s/^unit .*/unit $there/" "$work/learned" >"$work/in/profiles/$there.profile"
        check "... and is a profile" "$UNITLOCK" profile check "$work/in/profiles/$there.profile"
        # shellcheck disable=SC2086 # words are wanted
        out=$("$UNITLOCK" lab run --quiet --suite="$SUITE" $options --bind-ro="$work/in:/srv/work" -- \
                sh /srv/work/live/carry.sh try "$there" "${packages%% *}" "$exercise.sh" 2>&1)
        check "... that holds on $SUITE" sh -c '! printf "%s" "$1" | grep -q "^not ok" && printf "%s" "$1" | grep -q "^1\.\."' sh "$out"
        note "$out"
done
finish

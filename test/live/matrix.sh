# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# The conformance matrix: each primitive under each configuration of a plan, in a lab, against what the model says. PLAN=cover (the
# default here) has each directive, and each effect of it; PLAN=quick each of their values, and combinations; PLAN=full, by
# "make conformance", also each call, capability, family and namespace. What was measured is kept in RESULTS, a directory.
. "$(dirname "$0")/lib.sh"

[ "$(uname -m)" = x86_64 ] || skip_all "the calls are listed for x86-64"
top=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$(dirname "$UNITLOCK")}
case $SUITE in
bookworm) version=252 ;;
trixie) version=257 ;;
*) version=262 ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$build/test/matrix-tool" plan $version "${PLAN:-cover}" >"$work/plan"
"$UNITLOCK" lab run --quiet --suite="$SUITE" --bind-ro="$top:/srv/unitlock" --bind-ro="$build/src/prober:/srv/build" --bind-ro="$work:/srv/plan" -- \
        sh /srv/unitlock/test/live/matrix-inside.sh /srv/build/unitlock-prober /srv/plan/plan >"$work/results"
same "the runs in the lab came to their end" 0 $?
"$build/test/matrix-tool" compare $version "$work/results" >"$work/said"
same "the model agrees with systemd $version and the kernel" 0 $?
note "$(tail -n 40 "$work/said")"
"$build/test/matrix-tool" lies $version "$work/results" >"$work/said"
same "an effect that the model forgets is noticed, of each kind" 0 $?
note "$(grep -v ^1 "$work/said")"
[ -z "${RESULTS:-}" ] || cp "$work/results" "$RESULTS/$SUITE"
finish

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tries the whole conformance matrix under the systemd of each suite, and writes what was measured to docs/: a table for each version, and
# one of what differs between them, if all have been measured. What was measured stays in BUILD/conformance/. Usage: conformance.sh SUITE...
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}
results=$PWD/$build/conformance
mkdir -p "$results"

version() {
        case $1 in
        bookworm) echo 252 ;;
        trixie) echo 257 ;;
        *) echo 262 ;;
        esac
}

for suite in "$@"; do
        PLAN=full RESULTS=$results sh test/live/run.sh "$PWD/$build/unitlock" "$suite" "$PWD/test/live/matrix.sh"
        number=$(version "$suite")
        "$build/test/matrix-tool" table "$number" "$results/$suite" >docs/conformance-$number.md
        echo "docs/conformance-$number.md"
done
if [ -e "$results/bookworm" ] && [ -e "$results/trixie" ] && [ -e "$results/forky" ]; then
        "$build/test/matrix-tool" differences 252 "$results/bookworm" 257 "$results/trixie" 262 "$results/forky" >docs/conformance-differences.md
        echo "docs/conformance-differences.md"
fi

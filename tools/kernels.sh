#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs live tests under kernels of Debian's, one machine after the other (test/kernel.py), goes on after a failure, and prints a table at
# the end: kernel, release in the lab, test, outcome, rows that passed, failed and were skipped, time. Fails if anything did. Each test is run
# here first, under this machine's own kernel: then the roots that it wants are there, which a machine without a network cannot make.
# In the environment: KERNELS, KERNEL_TESTS, BUILD. What each printed is in BUILD/kernels/.
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${BUILD:-$top/build}" && pwd) || exit 1
logs=$build/kernels
table=$(mktemp)
trap 'rm -f "$table"' EXIT
mkdir -p "$logs"
cd "$top" || exit 1
status=0

rows() { # PATTERN
        grep -ci "$1" "$log"
}
row() {
        printf '%-18s %-9s %-13s %-8s %7s %7s %8s %7s\n' "$@"
}

try() { # KERNEL SUITE TEST: KERNEL is "here" for this machine's own
        kernel=$1 suite=$2 name=$3
        log=$logs/$kernel-$suite-$name.tap
        echo "# $name of $suite under the kernel of $kernel"
        begin=$(date +%s)
        ended=0
        set -- sh test/live/run.sh "$build/unitlock" "$suite" "test/live/$name.sh"
        [ "$kernel" = here ] || set -- test/kernel.py "$kernel" "$@"
        "$@" >"$log" 2>&1 </dev/null || ended=$?
        cat "$log"
        skipped=$(rows '^ok .*# *skip')
        passed=$(($(rows '^ok ') - skipped))
        failed=$(rows '^not ok ')
        outcome=failed
        # a plan comes last: without one it did not come to its end
        if [ "$ended" = 0 ] && [ "$failed" = 0 ] && [ "$(rows '^1\.\.[0-9]')" = 1 ]; then
                outcome=passed
                [ "$passed" != 0 ] || outcome=skipped
        fi
        [ "$outcome" != failed ] || status=1
        row "$kernel" "$suite" "$name" "$outcome" "$passed" "$failed" "$skipped" "$(($(date +%s) - begin)) s" >>"$table"
}

for release in ${KERNELS:-bookworm trixie forky}; do
        for name in ${KERNEL_TESTS:-observe watch complain why watch-life watch-rest watch-worlds}; do
                try here "${release%-backports}" "$name"
                try "$release" "${release%-backports}" "$name"
        done
done
row KERNEL LAB TEST OUTCOME PASSED FAILED SKIPPED TIME
cat "$table"
exit $status

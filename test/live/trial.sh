#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Trials on a real systemd: whatever happens, the unit is as before.
#
# usage: trial.sh SUITE...   (bookworm, trixie, forky; as root)
# $BUILD is the build directory (default: build beside the source), $UNITLOCK the program that has the lab.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-$top/build}
UNITLOCK=${UNITLOCK:-$BUILD/unitlock}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The tool with all its libraries: the lab's own may be others.
mkdir "$work/lib"
cp "$BUILD/test/trial-tool" "$top/test/live/trial-inside.sh" "$work"
ldd "$BUILD/test/trial-tool" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^\t\(\/[^ ]*\) .*/\1/p' | xargs -I{} cp -L {} "$work/lib"
ln -s "$(basename "$work"/lib/ld-*)" "$work/lib/loader"

failed=0
for suite; do
        "$UNITLOCK" lab run --suite="$suite" --bind-ro="$work:/trial" -- sh /trial/trial-inside.sh || failed=1
done
exit $failed

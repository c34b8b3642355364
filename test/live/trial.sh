#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Trials on a real systemd: whatever happens, the unit is as before. trial-inside.sh is what runs in the lab.
# where: outside
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=$(dirname "$UNITLOCK")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The tool with all its libraries: the lab's own may be others.
mkdir "$work/lib"
cp "$BUILD/test/trial-tool" "$top/test/live/trial-inside.sh" "$work"
ldd "$BUILD/test/trial-tool" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^\t\(\/[^ ]*\) .*/\1/p' | xargs -I{} cp -L {} "$work/lib"
ln -s "$(basename "$work"/lib/ld-*)" "$work/lib/loader"

"$UNITLOCK" lab run --quiet --suite="$SUITE" --bind-ro="$work:/trial" -- sh /trial/trial-inside.sh

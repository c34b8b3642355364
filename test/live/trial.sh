#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Trials on a real systemd: whatever happens, the unit is as before. trial-inside.sh is what runs in the lab.
# where: outside
set -eu
. "$(dirname "$0")/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=$(dirname "$UNITLOCK")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The tool with all its libraries: the lab's own may be others.
bring "$BUILD/test/trial-tool" "$work"
cp "$top/test/live/trial-inside.sh" "$work"

"$UNITLOCK" lab run --quiet --suite="$SUITE" --bind-ro="$work:/trial" -- sh /trial/trial-inside.sh

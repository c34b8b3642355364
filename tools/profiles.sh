#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tries all shipped profiles on bookworm and trixie, each in a lab of its own, and writes what it measured into the table of
# docs/PROFILES.md. In the environment, PROFILES= names some only: then only their rows are made anew; TABLE= names a file that is
# kept: what passed by it is not tried again. About half a minute for each and suite.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
export UNITLOCK="${UNITLOCK:-$(cd "${BUILD:-$top/build}" && pwd)/unitlock}"
export TABLE="${TABLE:-$(mktemp)}"
export PROFILES="${PROFILES:-all}"
status=0
for suite in ${SUITES:-bookworm trixie}; do
        SUITE=$suite sh "$top/test/live/profile-set.sh" || status=1
done
python3 "$top/tools/profiles-table.py" "$TABLE" "$top/docs/PROFILES.md"
exit $status

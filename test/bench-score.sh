#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unitlock score against systemd-analyze security: the same units, in one lab, one after the other in turns; the least of all rounds each.
set -eu
cd "$(dirname "$0")/.."
build=$(realpath "${BUILD:-build}")
unitlock=$build/unitlock
corpus=$(tools/corpus.sh "$unitlock")
exec "$unitlock" lab run --quiet --suite="${SUITE:-trixie}" --bind-ro="$corpus.tree/usr/lib/systemd/system:/srv/units" \
        --bind-ro="$PWD/test:/srv/unitlock-test" --bind-ro="$build/test/bench-spawn:/usr/local/bin/bench-spawn" -- sh /srv/unitlock-test/bench-score-inside.sh

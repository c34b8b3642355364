#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# nginx requests per second: as it is, under unitlock's observation, under strace -f; with the recorder's own CPU time and memory. One run,
# one lab, side by side. BENCH_SECONDS: how long each is loaded (default 10).
set -eu
cd "$(dirname "$0")/.."
suite=${SUITE:-bookworm}
exec "${BUILD:-build}/unitlock" lab run --suite="$suite" --package=nginx --package=wrk --package=strace --package=time --package=curl \
        --bind-ro="$PWD/test:/srv/unitlock-test" -- sh /srv/unitlock-test/bench-inside.sh "${BENCH_SECONDS:-10}"

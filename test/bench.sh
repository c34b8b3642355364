#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# nginx requests per second: as it is, under unitlock's observation, under the watcher, under strace -f; with the recorder's own CPU time and
# memory; and Redis, as it is and under the watcher; with the CPU time of a request. One run, one lab, side by side. BENCH_SECONDS: how long each is loaded (default 3);
# BENCH_ROUNDS: how often (default 12). BENCH_ONLY=watch leaves out observation and strace,
# BENCH_ONLY=quiet all but the watcher beside idle units and a flood.
set -eu
cd "$(dirname "$0")/.."
suite=${SUITE:-bookworm}
build=$(realpath "${BUILD:-build}")
exec "$build/unitlock" lab run --suite="$suite" --package=nginx --package=wrk --package=redis-server --package=strace --package=time --package=curl \
        --bind-ro="$PWD/test:/srv/unitlock-test" --bind-ro="$build:/srv/unitlock-build" -- \
        sh /srv/unitlock-test/bench-inside.sh "${BENCH_SECONDS:-3}" "${BENCH_ROUNDS:-12}" "${BENCH_ONLY:-all}"

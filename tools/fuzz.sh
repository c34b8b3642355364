#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds every fuzz target with libFuzzer and the sanitizers, and runs each for FUZZ_SECONDS on a copy of its corpus. What it finds
# stays in $BUILD/findings/.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build-fuzz}
[ -e "$build/build.ninja" ] || CC=clang meson setup "$build" -Dfuzz=true -Db_lundef=false
ninja -C "$build"
found=0
for target in $(find "$build" -type f -name 'fuzz-*' -perm -u+x | sort); do
        name=$(basename "$target")
        name=${name#fuzz-}
        mkdir -p "$build/corpus/$name" "$build/findings"
        echo "== $name, ${FUZZ_SECONDS:-300} s"
        "$target" -max_total_time="${FUZZ_SECONDS:-300}" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
                -artifact_prefix="$build/findings/$name-" "$build/corpus/$name" $(find test/fuzz -maxdepth 1 -name "$name") || found=1
done
exit $found

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds every fuzz target with libFuzzer and the sanitizers, and runs each for FUZZ_SECONDS on a copy of its corpus. What it finds
# stays in $BUILD/findings/. FUZZ_TARGETS="score lint" for some of them.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build-fuzz}
[ -e "$build/build.ninja" ] || CC=clang meson setup "$build" -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false
targets=$(ninja -C "$build" -t targets all | sed -n 's/^\([^:]*\/fuzz-[a-z]*\): .*LINKER.*/\1/p' | sort)
ninja -C "$build" $targets
found=0
for target in $targets; do
        name=${target##*/fuzz-}
        case " ${FUZZ_TARGETS:-$name} " in *" $name "*) ;; *) continue ;; esac
        mkdir -p "$build/corpus/$name" "$build/findings"
        echo "== $name, ${FUZZ_SECONDS:-300} s"
        "$build/$target" -max_total_time="${FUZZ_SECONDS:-300}" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
                -artifact_prefix="$build/findings/$name-" "$build/corpus/$name" $(find test/fuzz -maxdepth 1 -name "$name") || found=1
done
exit $found

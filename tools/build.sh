#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds in build/ (or $BUILD). On a terminal it shows how far it is; what went wrong it says anywhere, and nothing else.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

say() {
        [ ! -t 2 ] || printf '%s\n' "$*" >&2
}
failed() { # WHAT
        cat "$log" >&2
        echo "build.sh: $1; what it said stands above, and more of it in $build/meson-logs" >&2
        exit 1
}

[ -e "$build/build.ninja" ] || {
        say "Preparing to build in $build ..."
        meson setup "$build" >"$log" 2>&1 || failed "meson cannot set up $build"
}
if [ -t 2 ]; then
        # One line that counts, and the output of what fails.
        echo "Building in $build: some minutes the first time ..." >&2
        NINJA_STATUS='  %f of %t  ' ninja -C "$build" >&2 || exit 1
else
        ninja -C "$build" >"$log" 2>&1 || failed "ninja cannot build"
fi

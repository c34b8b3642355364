#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds in build/ (or $BUILD) and says nothing but what went wrong.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
[ -e "$build/build.ninja" ] || meson setup "$build" >"$log" 2>&1 || {
        cat "$log" >&2
        exit 1
}
ninja -C "$build" >"$log" 2>&1 || {
        cat "$log" >&2
        exit 1
}

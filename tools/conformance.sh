#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tries the whole conformance matrix under the systemd of a suite, and writes what was measured to docs/. Usage: conformance.sh SUITE
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
PLAN=full RESULTS=$results sh test/live/run.sh "$PWD/$build/unitlock" "$1" "$PWD/test/live/matrix.sh"
case $1 in
bookworm) version=252 ;;
trixie) version=257 ;;
*) version=262 ;;
esac
"$build/test/matrix-tool" table $version "$results/$1" >docs/conformance-$version.md
echo "docs/conformance-$version.md"

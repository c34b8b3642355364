#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs one live test: run.sh UNITLOCK SUITE SCRIPT. The script runs inside a lab of that suite, as root, with this source tree at
# /srv/unitlock (read-only) and unitlock on its PATH; what it prints is TAP. Lines at the script's head say what it wants:
#
#   # packages: nginx wrk     installed in the lab
#   # where: outside          run the script on this machine instead, with UNITLOCK and SUITE in its environment

set -u
unitlock=$1
suite=$2
script=$3
tree=$(cd "$(dirname "$script")/../.." && pwd)

skip_all() {
        printf '1..0 # SKIP %s\n' "$*"
        exit 0
}

[ "$(id -u)" -eq 0 ] || skip_all "live tests need root"
command -v systemd-nspawn >/dev/null || skip_all "live tests need systemd-nspawn: apt install mmdebstrap systemd-container"

header() {
        sed -n "s/^# $1: *//p" "$script" | head -n 1
}

if [ "$(header where)" = outside ]; then
        UNITLOCK=$unitlock SUITE=$suite exec sh "$script"
fi

set --
for package in $(header packages); do
        set -- "$@" --package="$package"
done
exec "$unitlock" lab run --quiet --suite="$suite" "$@" --bind-ro="$tree:/srv/unitlock" -- \
        env SUITE="$suite" UNITLOCK_PATIENCE="${UNITLOCK_PATIENCE:-1}" sh "/srv/unitlock/test/live/$(basename "$script")"

# SPDX-License-Identifier: GPL-2.0-or-later
# For live tests of the life cycle, to be sourced after lib.sh. Outside: the program's parts into a lab. Inside: installs them where
# packages have them, but for profiles, which a test installs itself.
#
#   life_outside [PACKAGE...]     runs this script's part LAB_PART ("inside") in a lab, with LAB_OPTIONS
#   life_install DIRECTORY        inside: generator and profiles from what was brought

life_outside() {
        _top=$(cd "$(dirname "$0")/../.." && pwd)
        _build=${BUILD:-$(dirname "$UNITLOCK")}
        _work=$(mktemp -d)
        trap 'rm -rf "$_work"' EXIT
        chmod 755 "$_work"
        cp -r "$_build/src/generator/unitlock-generator" "$_top/profiles" "$_top/test/exercises" "$_top/test/live" "$_work/"
        _packages=
        for _package; do _packages="$_packages --package=$_package"; done
        # shellcheck disable=SC2086 # words are wanted
        "$UNITLOCK" lab run --quiet --suite="$SUITE" ${LAB_OPTIONS:-} $_packages --bind-ro="$_work:/opt/test" -- \
                env SUITE="$SUITE" sh "/opt/test/live/$(basename "$0")" "${LAB_PART:-inside}"
}

life_install() {
        mkdir -p /usr/share/unitlock /usr/lib/unitlock
        cp -r "$1/profiles" /usr/share/unitlock/profiles
        _host=/usr/local/lib/unitlock-host
        printf '#!/bin/sh\nexec %s --library-path %s %s "$@"\n' $_host/ld-*.so* $_host "$1/unitlock-generator" \
                >/usr/lib/systemd/system-generators/unitlock-generator
        chmod +x /usr/lib/systemd/system-generators/unitlock-generator
}

# SPDX-License-Identifier: GPL-2.0-or-later
# For live tests of the life cycle, to be sourced after lib.sh. Outside: the program's parts into a lab. Inside: installs them where
# packages have them, but for profiles, which a test installs itself.
#
#   life_outside [PACKAGE...]     runs this script's part LAB_PART ("inside") in a lab, with LAB_OPTIONS; MORE: a directory that is
#                                 brought along as /opt/test/more
#   life_install DIRECTORY        inside: generator and profiles from what was brought
#   life_install_refresh DIRECTORY  inside: what notices changes, and the package's triggers in a package of their own
#   life_repack PACKAGE SUITE     prints the package as a .deb, made anew from where it is installed
#   field UNIT COLUMN             a word of the table of unitlock status

life_outside() {
        _top=$(cd "$(dirname "$0")/../.." && pwd)
        _build=${BUILD:-$(dirname "$UNITLOCK")}
        _work=$(mktemp -d)
        trap 'rm -rf "$_work"' EXIT
        chmod 755 "$_work"
        cp -r "$_build/src/generator/unitlock-generator" "$_top/profiles" "$_top/test/exercises" "$_top/test/live" "$_work/"
        mkdir "$_work/debian"
        cp "$_build/units/unitlock-refresh@.service" "$_top"/units/unitlock-refresh@.path "$_top/units/unitlock-refresh.target" "$_top/units/sendmail-by-msmtp" "$_work/"
        cp "$_top/debian/unitlock.triggers" "$_top/debian/unitlock.postinst" "$_work/debian/"
        [ -z "${MORE:-}" ] || cp -r "$MORE" "$_work/more"
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

life_install_refresh() {
        sed "s|^ExecStart=[^ ]*|ExecStart=$(command -v unitlock)|" "$1/unitlock-refresh@.service" \
                >/usr/lib/systemd/system/unitlock-refresh@.service
        cp "$1/unitlock-refresh@.path" "$1/unitlock-refresh.target" /usr/lib/systemd/system/
        _tree=$(mktemp -d)
        mkdir "$_tree/DEBIAN"
        printf 'Package: unitlock-triggers\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@localhost>\nDescription: triggers\n' \
                >"$_tree/DEBIAN/control"
        cp "$1/debian/unitlock.triggers" "$_tree/DEBIAN/triggers"
        grep -v '^#DEBHELPER#' "$1/debian/unitlock.postinst" >"$_tree/DEBIAN/postinst"
        chmod 755 "$_tree/DEBIAN/postinst"
        dpkg-deb --root-owner-group --build "$_tree" "$_tree.deb" >/dev/null
        dpkg -i "$_tree.deb" >/dev/null
        rm -r "$_tree" "$_tree.deb"
        systemctl daemon-reload
        systemctl start unitlock-refresh.target
}

life_repack() {
        "$UNITLOCK" lab run --quiet --suite="$2" --package="$1" --bind-ro="$(cd "$(dirname "$0")/.." && pwd)/exercises:/opt/exercises" -- sh -c \
                ". /opt/exercises/repack.sh; repack $1 /run/$1.deb >&2; cat /run/$1.deb"
}

field() {
        unitlock status --json=short "$1" | sed -n "s/.*\"$2\": *\"\([^\"]*\)\".*/\1/p"
}

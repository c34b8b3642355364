#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Fetches the packages of test/corpus/packages.txt, as they are in Debian's trixie, into the cache: real service units to test with.
# What is there already is not fetched again. Prints the directory of the packages; beside it, with .tree at its end, are the unit
# files, drop-ins and links of all of them as one tree. Usage: corpus.sh [UNITLOCK]
set -eu
cd "$(dirname "$0")/.."
unitlock=${1:-${BUILD:-build}/unitlock}
suite=trixie
cache=${UNITLOCK_LAB_DIR:-/var/cache/unitlock}
root=$cache/suite/$suite/root
corpus=$cache/corpus/$suite

# The lab's root of that suite knows a mirror and its keys.
[ -e "$root/etc/apt/sources.list" ] || "$unitlock" lab run --quiet --suite="$suite" -- true >&2
mkdir -p "$corpus" "$cache/corpus/apt/lists/partial" "$cache/corpus/apt/archives/partial"
: >"$cache/corpus/apt/status"

apt() {
        apt-get -qq -o Dir::State="$cache/corpus/apt" -o Dir::State::status="$cache/corpus/apt/status" -o Dir::State::lists="$cache/corpus/apt/lists" \
                -o Dir::Cache="$cache/corpus/apt" -o Dir::Etc::sourcelist="$root/etc/apt/sources.list" -o Dir::Etc::sourceparts=- \
                -o Dir::Etc::trustedparts="$root/etc/apt/trusted.gpg.d" -o APT::Architecture="$(dpkg --print-architecture)" \
                -o APT::Sandbox::User=root -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none "$@"
}

exec 9>"$cache/corpus/lock"
flock 9
missing=
for package in $(sed 's/#.*//' test/corpus/packages.txt); do
        set -- "$corpus/${package}"_*.deb
        [ -e "$1" ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
        echo "Fetching $(echo "$missing" | wc -w) packages" >&2
        apt update >&2
        # shellcheck disable=SC2086 # words are wanted
        (cd "$corpus" && apt download $missing >&2)
fi
list=$(ls "$corpus")
if [ ! -e "$corpus.tree/made" ] || [ "$(cat "$corpus.tree/made")" != "$list" ]; then
        rm -rf "$corpus.tree"
        units=$corpus.tree/usr/lib/systemd/system
        mkdir -p "$units"
        for package in "$corpus"/*.deb; do
                rm -rf "$corpus.one"
                mkdir "$corpus.one"
                dpkg-deb --fsys-tarfile "$package" | tar -x -C "$corpus.one" --wildcards './usr/lib/systemd/system/*' './lib/systemd/system/*' 2>/dev/null || :
                for directory in "$corpus.one/usr/lib/systemd/system" "$corpus.one/lib/systemd/system"; do
                        [ ! -d "$directory" ] || cp -an "$directory/." "$units/"
                done
        done
        rm -rf "$corpus.one"
        find "$units" -mindepth 1 -maxdepth 1 ! -name '*.service' ! -name '*.d' -exec rm -rf {} +
        echo "$list" >"$corpus.tree/made"
fi
echo "$corpus"

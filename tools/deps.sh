#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs with apt what building and testing unitlock needs and this machine lacks. Says nothing if nothing is missing.
# Usage: deps.sh [build] [lab] [check]   (default: all three)
set -eu

build="make gcc clang llvm bpftool libbpf-dev libelf-dev meson ninja-build pkgconf python3 libglib2.0-dev libsystemd-dev libseccomp-dev
        libsmartcols-dev libjansson-dev libarchive-dev scdoc"
lab="mmdebstrap systemd-container debian-archive-keyring"
check="procps util-linux zsh"

missing=
[ $# -gt 0 ] || set -- build lab check
for group; do
        case $group in
        build) packages=$build ;;
        lab) packages=$lab ;;
        check) packages=$check ;;
        *)
                echo "deps.sh: unknown group '$group'; there are build, lab, check" >&2
                exit 2
                ;;
        esac
        for package in $packages; do
                case $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || :) in
                ii*) ;;
                *) missing="$missing $package" ;;
                esac
        done
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
        as_root=
elif command -v sudo >/dev/null; then
        as_root=sudo
else
        echo "deps.sh: these packages are missing:$missing; install them as root" >&2
        exit 1
fi

echo "Installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get -qq update >&2
# shellcheck disable=SC2086 # words are wanted
$as_root apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install $missing >&2

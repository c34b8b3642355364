#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The generator for 10, 100 and 1000 services that all have a profile and a unit, beside systemd's own generators: in turns, the least of
# all rounds, output to memory. Once without its cache, and once with it. A host that has the profiles but not the services is the last row.
set -eu
cd "$(dirname "$0")/.."
build=$(realpath "${BUILD:-build}")
work=$(mktemp -d /dev/shm/unitlock-bench-XXXXXX)
trap 'rm -rf "$work"' EXIT

# tree N M: N profiles by other names, M of their units
tree() {
        root=$work/$1-$2
        mkdir -p "$root/usr/share/unitlock/profiles" "$root/usr/lib/unitlock" "$root/usr/lib/systemd/system" "$root/usr/bin" "$root/etc"
        echo enforce >"$root/usr/lib/unitlock/default-mode"
        touch "$root/usr/lib/systemd/libsystemd-shared-257.so"
        cp -r /etc/nsswitch.conf /etc/pam.d "$root/etc/"
        cp /bin/sleep "$root/usr/bin/"
        count=0
        while [ $count -lt "$1" ]; do
                for profile in profiles/*.profile; do
                        name=$(basename "$profile" .service.profile)
                        case $name in *@) continue ;; esac
                        [ $count -lt "$1" ] || break
                        count=$((count + 1))
                        sed "s/^unit .*/unit s$count.service/; s/^stability .*/stability tested/" "$profile" \
                                >"$root/usr/share/unitlock/profiles/s$count.service.profile"
                        [ $count -gt "$2" ] || printf '[Service]\nType=forking\nPIDFile=/run/s%s.pid\nExecStart=/usr/bin/sleep inf\n' $count \
                                >"$root/usr/lib/systemd/system/s$count.service"
                done
        done
}

row() {
        printf '%-52s %8s %10s %12s\n' "$@"
}

row 'generator, of services' number ms 'ms each'
for numbers in '10 10' '100 100' '1000 1000' '100 0'; do
        # shellcheck disable=SC2086 # two words
        tree $numbers
        out=$work/out
        printf '%s\n' "$build/src/generator/unitlock-generator" "--root=$root" "$out" >"$work/ours"
        for cache in without with; do
                [ $cache = without ] || "$build/src/generator/unitlock-generator" "--root=$root" --remember
                rm -rf "$out"
                mkdir -p "$out"
                took=$("$build/test/bench-spawn" 5 "$work/ours")
                made=$(find "$out" -type f | wc -l)
                [ "$made" -eq "${numbers#* }" ] || { echo "bench-generator: $made drop-ins for ${numbers#* } services" >&2; exit 1; }
                each=$(awk -v t="$took" -v n="${numbers%% *}" 'BEGIN { printf "%.3f", t / 1000 / n }')
                row "unitlock-generator, ${numbers#* } installed, $cache cache" "${numbers%% *}" "$(awk -v t="$took" 'BEGIN { printf "%.1f", t / 1000 }')" "$each"
        done
        rm -rf "$out" "$root"
done
mkdir "$work/1" "$work/2" "$work/3"
for theirs in /usr/lib/systemd/system-generators/systemd-*; do
        [ -x "$theirs" ] || continue
        printf '%s\n' "$theirs" "$work/1" "$work/2" "$work/3" >"$work/theirs"
        row "$(basename "$theirs")" - "$("$build/test/bench-spawn" 5 "$work/theirs" | awk '{ printf "%.1f", $1 / 1000 }')" -
done

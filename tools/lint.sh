#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Reads the sources: our own lints, formatting, cppcheck, clang-tidy; the last three only where they are installed.
set -u
cd "$(dirname "$0")/.." || exit
build=${BUILD:-build}
bad=0
meson test -C "$build" --no-rebuild --suite lint --print-errorlogs || bad=1
python3 test/lint-layers.py . | grep -v '^ok' | grep -v '^1\.\.' && bad=1
files=$(git ls-files 'src/*.c' | grep -v '\.bpf\.c$')
if command -v clang-format >/dev/null; then
        # shellcheck disable=SC2046
        clang-format --dry-run -Werror $(git ls-files 'src/*.[ch]' 'test/*.[ch]') || bad=1
fi
if command -v cppcheck >/dev/null; then
        # shellcheck disable=SC2086
        cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --suppress=missingIncludeSystem \
                --library=gnu --library=gtk -Isrc -D_GNU_SOURCE '-DG_GNUC_PRINTF(a,b)=' --error-exitcode=1 $files || bad=1
fi
if command -v clang-tidy >/dev/null; then
        # A file at a time, and again where it crashed (clang-tidy 14 does now and then): so none is passed over.
        # shellcheck disable=SC2016,SC2086
        printf '%s\n' $files | xargs -n 1 -P "$(nproc)" sh -c '
                said=$(clang-tidy --quiet -p "$0" "$1" 2>/dev/null)
                status=$?
                [ $status -lt 128 ] || { said=$(clang-tidy --quiet -p "$0" "$1" 2>/dev/null); status=$?; }
                echo "$said"
                [ $status -lt 128 ] || echo "$1: error: clang-tidy was killed by signal $((status - 128))"' "$build" |
                grep -E '(warning|error):' && bad=1
fi
exit $bad

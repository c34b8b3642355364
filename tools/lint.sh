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
        # shellcheck disable=SC2086
        clang-tidy --quiet -p "$build" $files 2>/dev/null | grep -E '(warning|error):' && bad=1
fi
exit $bad

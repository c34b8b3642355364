#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# Lint over hundreds of units of real packages (test/corpus/packages.txt), which tools/corpus.sh fetches and caches.
. "$(dirname "$0")/lib.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
corpus=$("$top/tools/corpus.sh" "$UNITLOCK" 2>/dev/null) || skip_all "the packages can't be fetched"
exec python3 "$top/test/live/lint-corpus.py" "$UNITLOCK" "$corpus"

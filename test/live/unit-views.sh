#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Do the two views of a unit agree, that from its files and that from the running manager? Every service unit of a real
# system, and those of test/live/views, which hold what no sane unit holds. unit-views-inside.sh is what runs in the lab.
# where: outside
set -eu
. "$(dirname "$0")/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=$(dirname "$UNITLOCK")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The tool with all its libraries: the lab's own may be others.
bring "$BUILD/src/unit/view-tool" "$work"
cp "$top/test/live/unit-views-inside.sh" "$work"
cp -a "$top/test/live/views" "$work"

# Packages with units of many kinds: sandboxed and not, templates, aliases, drop-ins.
set -- chrony memcached nginx-light polkitd redis-server rsyslog systemd-oomd systemd-resolved udisks2 unbound
for package; do
        set -- "$@" --package="$package"
        shift
done
"$UNITLOCK" lab run --quiet --suite="$SUITE" "$@" --bind-ro="$work:/views" -- sh /views/unit-views-inside.sh

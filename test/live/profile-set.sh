# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# Shipped profiles, one lab each: under its profile a unit does what it is for, over a reload, log rotation, a crash and the upgrade of
# its package. Some by default; PROFILES= in the environment names others, "all" stands for all that have an exercise
# (`make profiles` does that, and writes docs/PROFILES.md).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/profiles-lib.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$(dirname "$UNITLOCK")}
[ "${PROFILES:-}" != all ] || PROFILES=$(cd "$top/test/exercises" && grep -l '^# unit' ./*.sh | sed 's/^..//; s/\.sh$//')
for name in ${PROFILES:-named dpkg-db-backup logrotate}; do
        if [ -n "${TABLE:-}" ] && grep -qs "^$(unit_of "$top/test/exercises/$name.sh" "$SUITE")	$SUITE	passes" "$TABLE"; then
                note "$name: measured before"
                continue
        fi
        out=$(BUILD=$build "$top/tools/try-profile.sh" "$SUITE" "$name" ${TABLE:+"$TABLE"} 2>&1)
        result $? "$name"
        note "$out"
done
finish

# SPDX-License-Identifier: GPL-2.0-or-later
# For tests of shipped profiles, to be sourced: their exercises, and the generator in a lab.

# Head of an exercise: unit_of FILE SUITE, packages_of FILE (the first one is the daemon's own)
unit_of() {
        sed -n "s/^# unit $2: //p; s/^# unit: //p" "$1" | head -1
}

packages_of() {
        sed -n 's/^# packages: *//p' "$1"
}

is_for() { # FILE SUITE
        ! grep -q '^# suites:' "$1" || grep -q "^# suites:.*\b$2\b" "$1"
}

# What goes into the lab: generator with its libraries, profiles, exercises, tests.
pack() { # INTO
        bring "$build/src/generator/unitlock-generator" "$1"
        cp -r "$top/profiles" "$top/test/exercises" "$top/test/live" "$1/"
}

# In the lab: the generator where systemd looks for it, the profiles where it looks for them, all of them in force.
enforce_profiles() { # PACKED
        mkdir -p /usr/share/unitlock /usr/lib/unitlock
        cp -r "$1/profiles" /usr/share/unitlock/
        # a trial profile is in force where the admin says so
        mkdir -p /etc/unitlock/enforce
        for file in "$1"/profiles/*.profile; do
                name=${file##*/}
                touch "/etc/unitlock/enforce/${name%.profile}"
        done
        printf '#!/bin/sh\nexec %s/lib/loader --library-path %s/lib %s/unitlock-generator "$@"\n' "$1" "$1" "$1" \
                >/usr/lib/systemd/system-generators/unitlock-generator
        chmod +x /usr/lib/systemd/system-generators/unitlock-generator
        systemctl daemon-reload
}

exposure() {
        systemd-analyze security --no-pager "$1" | sed -n 's/.*exposure level for.*: \([0-9.]*\) .*/\1/p'
}

# Confines a unit by its profile, and lets it live: each step is a line of the test.
try_profile() { # UNIT PACKAGE EXERCISE PACKED
        before=$(exposure "$1")
        [ -e /usr/lib/systemd/system-generators/unitlock-generator ] || enforce_profiles "$4"
        contains "$1: has a drop-in of ours" 0-0-unitlock.conf "$(systemctl show -P DropInPaths "$1")"
        same "$1: systemd-analyze verify has nothing to say" "" "$(systemd-analyze verify --man=no "$1" 2>&1 | grep 0-0-unitlock)"
        if [ "$(systemctl show -P Type "$1")" != oneshot ]; then check "$1: restarts under it" systemctl restart "$1"; fi
        lived=$(sh "$4/exercises/life.sh" "$1" "$2" "$3" 2>&1)
        status=$?
        result $status "$1: does what it is for, over a reload, log rotation, a crash and an upgrade"
        [ $status = 0 ] || note "$(journalctl --no-pager -o cat -n 15 -u "$1")"
        note "$lived"
        after=$(exposure "$1")
        note "$1: exposure $before, with its profile $after"
        check "$1: is not more exposed" awk -v a="$after" -v b="$before" 'BEGIN { exit !(a <= b) }'
}

# SPDX-License-Identifier: GPL-2.0-or-later
# For the exercises, to be sourced. An exercise is called in two ways: `NAME.sh prepare`, once, before its daemon is looked at,
# gives the daemon something to do (a zone, a database, a user); `NAME.sh` then makes it do all that it is for, as often as
# wanted, and ends with status 0 if that worked. Lines at its head say what it is about:
#
#   # unit: named.service             (# unit bookworm: OTHER.service, where one release has another)
#   # packages: bind9 bind9-dnsutils  the first is the daemon's own
#   # suites: trixie                  only these; without it, all
#   # variant: WHAT                   another exercise of a unit, for another configuration: no row in docs/PROFILES.md

# FILE gets a line with TEXT in it.
arrives() {
        timeout 40 tail -n +1 -F "$1" 2>/dev/null | grep -q -m 1 -e "$2"
}

# COMMAND... succeeds within 40 s.
becomes() {
        began=$(date +%s)
        until "$@" >/dev/null 2>&1; do
                [ "$(($(date +%s) - began))" -lt 40 ] || { echo "does not become true: $*" >&2; return 1; }
        done
}

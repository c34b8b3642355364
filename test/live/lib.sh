# SPDX-License-Identifier: GPL-2.0-or-later
# For the scripts in this directory, to be sourced: TAP (Test Anything Protocol) from POSIX sh.
#
#   check "what must hold" COMMAND...      ok if COMMAND succeeds
#   same  "what must hold" EXPECTED GOT    ok if both are equal
#   note  TEXT                             a comment in the output
#   bring PROGRAM DIRECTORY                for a lab whose suite may be another one
#   until_ok COMMAND...                    tries it until it succeeds, for 30 s: where nobody says when that is (a reload, a replica)
#   journal_until PATTERN OPTION...        waits for a message of the journal, for a minute, and prints it
#   UNITLOCK_PATIENCE                      in the environment, a whole number: how many times as long is waited for what does not come
#   begin_outside [SUITE]                  $suite, $UNITLOCK, $build, and $work: what is to be seen in the lab
#   skip_all REASON, finish                last words; finish prints the plan

count=0
failed=0

note() {
        printf '%s\n' "$*" | sed 's/^/# /'
}

result() {
        count=$((count + 1))
        if [ "$1" -eq 0 ]; then
                printf 'ok %d %s\n' "$count" "$2"
        else
                failed=$((failed + 1))
                printf 'not ok %d %s\n' "$count" "$2"
        fi
}

check() {
        _what=$1
        shift
        _out=$("$@" 2>&1)
        _status=$?
        [ "$_status" -eq 0 ] || note "'$*' ended with $_status: $_out"
        result "$_status" "$_what"
}

same() {
        if [ "$2" = "$3" ]; then
                result 0 "$1"
        else
                note "expected: $2"
                note "got: $3"
                result 1 "$1"
        fi
}

until_ok() {
        _end=$(($(date +%s) + 30 * ${UNITLOCK_PATIENCE:-1}))
        until "$@" >/dev/null 2>&1; do
                [ "$(date +%s)" -lt "$_end" ] || return 1
        done
}

# OPTION: of journalctl. A message that is there already will do. A miss says what there was instead.
journal_until() {
        _pattern=$1
        shift
        timeout $((60 * ${UNITLOCK_PATIENCE:-1})) journalctl -f -n all -o cat "$@" 2>/dev/null | grep -m 1 -e "$_pattern" && return
        note "nothing of '$_pattern' came in time in: $(journalctl -q --no-pager -n 50 -o cat "$@" 2>&1)" >&2
        return 1
}

# check for text in text
contains() {
        case $3 in
        *"$2"*) result 0 "$1" ;;
        *)
                note "no '$2' in: $3"
                result 1 "$1"
                ;;
        esac
}

# The libraries of the program, its dynamic loader and what our programs open only when they need it, with what these need: a line each.
libraries() {
        _linked=$(ldd "$1" | awk '$2 == "=>" { print $3 } $1 ~ /^\/.*ld-linux/ { print $1 }')
        {
                printf '%s\n' "$_linked"
                printf '%s\n' "$_linked" | sed 's,/[^/]*$,,' | sort -u | while read -r _place; do
                        for _library in libbpf.so.1 libjansson.so.4 libseccomp.so.2 libsmartcols.so.1 libsystemd.so.0; do
                                [ ! -e "$_place/$_library" ] || { echo "$_place/$_library" && ldd "$_place/$_library" | awk '$2 == "=>" { print $3 }'; }
                        done
                done
        } | sort -u
}

# Copies the program to DIRECTORY, and its libraries to DIRECTORY/lib, its dynamic loader as lib/loader: so it runs in every suite, by
# "lib/loader --library-path lib PROGRAM".
bring() {
        mkdir -p "$2/lib"
        libraries "$1" | while read -r _library; do
                case $_library in
                *ld-linux*) cp -L "$_library" "$2/lib/loader" ;;
                *) cp -L "$_library" "$2/lib/" ;;
                esac
        done
        cp "$1" "$2/"
}

# Of a test that takes its parts into the lab itself: SUITE is that of the command line, else of the environment.
begin_outside() {
        suite=${1:-$SUITE}
        UNITLOCK=${UNITLOCK:-$(dirname "$0")/../../build/unitlock}
        build=$(dirname "$UNITLOCK")
        work=$(mktemp -d)
        trap 'rm -rf "$work"' EXIT
        chmod 755 "$work"
}

skip_all() {
        printf '1..0 # SKIP %s\n' "$*"
        exit 0
}

finish() {
        printf '1..%d\n' "$count"
        [ "$failed" -eq 0 ]
        exit
}

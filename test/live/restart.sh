# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# unitlock restart: nothing is restarted without being told, one unit that goes wrong is rolled back and no other, and what is not
# confirmed is taken back by a timer.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/life-lib.sh"

made=/run/systemd/generator
invocation() {
        systemctl show -P InvocationID "$1"
}
# daemon NAME COMMANDS: a unit that does this before it is ready
daemon() {
        printf '[Service]\nType=notify\nNotifyAccess=all\nExecStart=/bin/sh -c "%s systemd-notify --ready; exec sleep infinity"\n' \
                "$2" >"/etc/systemd/system/$1.service"
}
# Waits until the unit that the timer starts has ended. Not by -u and a pattern: before systemd 253 that ends at once while no such
# unit has logged anything.
wait_undone() {
        journal_until 'unitlock-undo-.*\.service: Deactivated successfully' -n 200 _PID=1 >/dev/null
}

if [ "${1:-}" = inside ]; then
        life_install /opt/test
        # A unit that does well under its profile, one that the profile breaks, as it writes where it may not, one that goes on all
        # the same, and says so, and one that repeats what others say.
        daemon good ''
        daemon bad 'echo x >/var/lib/bad || exit 1;'
        daemon murmur 'echo x >/var/lib/murmur;'
        daemon prattle 'cat /run/words;'
        : >/run/words
        for unit in good bad murmur prattle; do
                printf 'unit %s.service\nstability tested\nsocket AF_UNIX/SOCK_DGRAM/0\n declared - profile - readiness\npath execute /bin/sh\n declared - profile - shell\n' \
                        $unit >/usr/share/unitlock/profiles/$unit.service.profile
        done
        systemctl daemon-reload
        systemctl start good bad murmur prattle
        before=$(invocation good)
        contains "nothing to do" "No unit runs under other settings" "$(unitlock restart)"
        check "enforce" unitlock enforce good bad murmur prattle
        echo 'client: GET /srv/x: Permission denied' >/run/words
        contains "the list names them" "good.service" "$(unitlock restart)"
        same "and restarts nothing" "$before" "$(invocation good)"

        unitlock restart --restart >/run/said 2>&1
        same "one is rolled back: the exit status says so" 7 $?
        note "$(cat /run/said)"
        contains "the good one runs" "good.service                     runs" "$(cat /run/said)"
        contains "the bad one is rolled back" "bad.service                      ROLLED BACK" "$(cat /run/said)"
        contains "so is the one that only says that it is refused something" "murmur.service                   ROLLED BACK: it logged" "$(cat /run/said)"
        contains "but not one that says what others may have made it say" "prattle.service                  runs: but it logged" "$(cat /run/said)"
        check "the bad one is active all the same" systemctl is-active bad
        same "it complains" complain "$(field bad mode)"
        contains "its file says why" "rolled back" "$(head -n 1 /etc/unitlock/complain/bad.service.conf)"
        same "the good one is enforced" enforce "$(field good mode)"
        same "the good one runs confined" yes "$(systemctl show -P ProtectClock good)"
        contains "nothing is left to do" "No unit runs under other settings" "$(unitlock restart)"
        unitlock restart good --check='test "$UNIT" = other.service' >/run/said 2>&1
        same "a check that fails rolls back" 7 $?
        same "... into complain mode" complain "$(field good mode)"
        check "enforce again" unitlock enforce good
        check "a check that succeeds" unitlock restart good --check='test "$UNIT" = good.service'

        # What others say of it, as the watcher would, is no reason.
        cat >/run/forge <<'END'
printf 'MESSAGE=forged\nMESSAGE_ID=7a1b7c5f6a5e4d0c9d3f2b8e61c04f11\nOBJECT_SYSTEMD_UNIT=good.service\n' | logger --journald
journalctl --sync
END
        unitlock restart good --check='sh /run/forge' >/run/said 2>&1
        same "what others write about it does not roll it back" 0 $?
        note "$(cat /run/said)"
        check "though it is in the journal" sh -c 'journalctl -q -o cat OBJECT_SYSTEMD_UNIT=good.service | grep forged'

        # Killed while it looks: who stands by puts the unit back.
        cat >/run/die <<'END'
unitlock restart murmur >/run/second 2>&1
echo $? >>/run/second
kill -KILL "$(cat /run/pid)"
END
        sh -c 'echo $$ >/run/pid; exec unitlock restart good --check="sh /run/die"' >/run/said 2>&1
        same "killed: exit status" 137 $?
        contains "another one meanwhile says so" "Another 'unitlock restart' is at work" "$(cat /run/second)"
        same "... and ends with 1" 1 "$(tail -n 1 /run/second)"
        until_ok test ! -e /run/unitlock/undo
        until_ok test ! -e /run/unitlock/undo.taken # what it is called while that is done
        same "killed: the unit complains" complain "$(field good mode)"
        contains "... its file says why" "looked" "$(head -n 1 /etc/unitlock/complain/good.service.conf)"
        check "... it is active" systemctl is-active good
        same "... and runs unconfined" no "$(systemctl show -P ProtectClock good)"
        check "... nothing is left of it" sh -c '! ls -d /run/unitlock/undo* 2>/dev/null'
        check "enforce once more" unitlock enforce good
        check "and restart" unitlock restart good
        check "... after which nothing is left of the other" sh -c '! ls -d /run/unitlock/undo* 2>/dev/null'

        # The dead man's switch: not confirmed.
        unitlock off -q good && unitlock restart good >/dev/null
        unitlock enforce -q good
        SSH_CONNECTION='192.0.2.1 1 192.0.2.2 22' unitlock restart good --confirm-within=1 </dev/null >/run/said 2>&1
        same "it does not wait itself" 0 $?
        contains "it says what to do" "unitlock restart --confirm" "$(cat /run/said)"
        wait_undone
        check "not confirmed: the timer has put it back" test -e /etc/unitlock/complain/good.service.conf
        same "it complains" complain "$(field good mode)"
        same "and runs unconfined" - "$(field good pending)"
        check "it is active" systemctl is-active good
        unitlock restart --confirm 2>/run/said
        same "it is too late to confirm" 3 $?
        contains "and that is said" "journalctl -u unitlock-undo" "$(cat /run/said)"

        # Confirmed.
        unitlock enforce -q good
        unitlock restart good --confirm-within=600 </dev/null >/dev/null 2>&1
        check "there is a timer" systemctl is-active 'unitlock-undo-*.timer'
        unitlock restart good 2>/run/said
        same "no other restart meanwhile" 1 $?
        check "confirm" unitlock restart --confirm
        check "the timer is gone" sh -c "! systemctl is-active 'unitlock-undo-*.timer'"
        check "nothing is left of it" test ! -e /run/unitlock/undo
        same "it stays enforced" enforce "$(field good mode)"

        # Over ssh the switch is there without being asked for.
        SSH_CONNECTION='192.0.2.1 1 192.0.2.2 22' unitlock restart good </dev/null >/dev/null 2>&1
        check "over ssh there is a timer" systemctl is-active 'unitlock-undo-*.timer'
        check "undo" unitlock restart --undo
        same "undone: it complains" complain "$(field good mode)"
        check "undone: it is active" systemctl is-active good
        unitlock restart getty@tty1 2>/dev/null
        same "never a getty" 5 $?
        finish
        exit
fi

life_outside

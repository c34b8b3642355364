# SPDX-License-Identifier: GPL-2.0-or-later
# unitlock learn ended by SIGINT, SIGTERM and SIGKILL in each of its phases: the unit runs as before, with the same drop-ins, and
# nothing of ours is left. What the phase is, its own progress says; nothing waits for a time.
set -u
here=$(dirname "$0")
. "$here/lib.sh"
. "$here/learn-lib.sh"

make_hidden
conf=/etc/systemd/system/hidden.service.d/90-unitlock.conf
mkfifo /run/talk

# A shell without job control has background commands ignore SIGINT: exec from perl, which gives it back.
start_learning() { # ARGUMENTS...; learner: its process id
        perl -e '$SIG{INT} = "DEFAULT"; open(F, ">", "/run/learner"); print F $$; close F; exec @ARGV' \
                unitlock learn hidden --apply=yes "$@" </dev/null >/tmp/result 2>/run/talk &
        learner=$!
}

# Sends the signal at the first line that begins with THEN after one that begins with AFTER. Sets status.
interrupt() { # SIGNAL AFTER THEN ARGUMENTS...
        signal=$1 after=$2 then=$3
        shift 3
        state=waits
        : >/tmp/talk
        start_learning "$@"
        while IFS= read -r line; do
                printf '%s\n' "$line" >>/tmp/talk
                case $state$line in
                "waits$after"*) state=near ;;
                "near$then"*)
                        state=sent
                        kill -s "$signal" "$learner"
                        ;;
                esac
        done </run/talk
        wait "$learner"
        status=$?
}

# After SIGKILL nobody is left but the watchdog, which goes away last.
watchdog_done() {
        until [ ! -e /run/unitlock/hidden.service.trial ]; do
                flock /run/unitlock/hidden.service.lock true
        done
        for guard in $(systemctl list-units --all --no-legend --plain 'unitlock-guard-*' | cut -d" " -f1); do
                systemctl stop "$guard"
        done
        rm -f /run/unitlock/*.lock # made anew by the flock above
}

ends_well() { # WHAT
        if [ "$signal" = KILL ]; then
                watchdog_done
                same "$1: exit status" 137 "$status"
        else
                same "$1: exit status" 8 "$status"
                same "$1: one message" "unitlock: Interrupted by a signal; hidden.service is as it was before" "$(grep '^unitlock: ' /tmp/talk)"
        fi
        same "$1: the signal was sent" sent "$state"
        same "$1: the unit is as before" "" "$(remains hidden.service active)"
        check "$1: and reloads" systemctl reload hidden
}

for signal in INT TERM KILL; do
        interrupt $signal Watching "  start" --exercise=true
        ends_well "SIG$signal at the first start"
        interrupt $signal Watching "  exercise" --exercise="sleep 1000"
        ends_well "SIG$signal in an exercise"
        interrupt $signal "Trial 1" "  start" --exercise=true
        ends_well "SIG$signal in the start of a trial"
done
interrupt INT Watching "  reload" --exercise=true
ends_well "SIGINT in a reload"
interrupt TERM Watching "  stop" --exercise=true
ends_well "SIGTERM in a stop"
interrupt KILL "Trial 1" "  stop" --exercise=true
ends_well "SIGKILL in the stop of a trial"

# --- while it looks for the guilty line ---
touch /srv/hidden/hostile
for signal in INT KILL; do
        interrupt $signal "Trial 1" "It broke"
        ends_well "SIG$signal in a bisection"
done
rm /srv/hidden/hostile

# --- while the final drop-in is put into force: a command of the unit, outside of all sandboxes, sends the signal as it sees it ---
cat >/usr/local/bin/last-words <<'END'
#!/bin/sh
conf=/etc/systemd/system/hidden.service.d/90-unitlock.conf
[ -e /run/signal ] && [ -e $conf ] && ! cmp -s $conf /run/older || exit 0
signal=$(cat /run/signal)
rm /run/signal
kill -s "$signal" "$(cat /run/learner)"
END
chmod +x /usr/local/bin/last-words
sed -i '/^ExecStart=/i ExecStartPre=+/usr/local/bin/last-words' /etc/systemd/system/hidden.service
systemctl daemon-reload
systemctl restart hidden
for signal in INT TERM KILL; do
        echo $signal >/run/signal
        interrupt $signal never never --exercise=true
        state=$([ -e /run/signal ] || echo sent)
        ends_well "SIG$signal while the final drop-in is put into force"
        check "... which is gone" test ! -e $conf
done
same "one drop-in is there already" 0 "$(learn hidden --exercise=true --apply=yes)"
cp $conf /run/older
for signal in INT KILL; do
        echo $signal >/run/signal
        interrupt $signal never never --exercise=/bin/true
        state=$([ -e /run/signal ] || echo sent)
        [ $signal != KILL ] || watchdog_done
        same "SIG$signal while it is replaced: the signal was sent" sent "$state"
        check "... it comes back" cmp $conf /run/older
        same "... alone" "$conf" "$(systemctl show -P DropInPaths hidden)$(ls /run/unitlock)"
        same "... and the unit runs" "active no" "$(systemctl is-active hidden) $(systemctl show -P NeedDaemonReload hidden)"
done
finish

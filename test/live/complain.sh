#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Complain mode: a daemon that silently falls back is let be and told of, and then is not enforced without more ado.
# where: outside
set -eu

here=/opt/watch

# told UNIT TEXT: waits until the journal of the unit has an entry of ours with the text
told() {
        journal_until "$2" "OBJECT_SYSTEMD_UNIT=$1" >/dev/null
}

inside() {
        . "$here/lib.sh"
        # the verifier takes its time where the processor is emulated (test/kernel.py)
        sed "s|^ExecStart=.*|TimeoutStartSec=10min\nExecStart=$here/lib/loader --library-path $here/lib $here/unitlock-watch|" \
                "$here/unitlock-watch.service" >/etc/systemd/system/unitlock-watch.service
        mkdir -p /usr/lib/systemd/catalog
        cp "$here/unitlock.catalog" /usr/lib/systemd/catalog/
        journalctl --update-catalog
        # on EPERM it goes on at normal priority, and says nothing of it
        printf '[Service]\nType=oneshot\nExecStart=/bin/sh -c "%s/probe realtime >/run/said; true"\n' "$here" \
                >/etc/systemd/system/fallback.service
        printf '# tried\n[Service]\nProtectHome=yes\nRestrictRealtime=yes\n' >/root/profile.conf
        systemctl daemon-reload
        systemctl start unitlock-watch

        check 'complain with a profile' unitlock complain fallback --profile=/root/profile.conf
        same 'nothing is said of the watcher, which runs' 0 "$(unitlock complain fallback --profile=/root/profile.conf 2>&1 | grep -c watch)"
        systemctl start fallback
        contains 'nothing is refused' 'realtime : ok' "$(cat /run/said)"
        check 'what would have been is told' told fallback.service 'would be refused.*RestrictRealtime=yes (/etc/unitlock/complain/fallback.service.conf:4)'
        systemctl stop unitlock-watch
        contains 'one that does not run is' 'does not run' "$(unitlock complain fallback --profile=/root/profile.conf 2>&1)"
        line=$(unitlock status --no-legend)
        contains 'status: the mode' 'fallback.service complain' "$(echo "$line" | tr -s ' ')"
        same 'status: one thing would be refused' 1 "$(echo "$line" | tr -s ' ' | sed 's/.* min \([0-9]*\) .*/\1/')"
        unitlock enforce fallback 2>/tmp/why
        same 'it is not enforced' 7 $?
        contains 'and that says why' 'RestrictRealtime=' "$(cat /tmp/why)"
        check 'unless told to' unitlock enforce --force fallback
        check 'then it is among the drop-ins of the unit' test -e /etc/systemd/system/fallback.service.d/90-unitlock.conf
        systemctl start unitlock-watch
        systemctl start fallback
        contains 'enforced, it falls back' 'realtime : Operation not permitted' "$(cat /run/said)"
        same 'and its unit did not fail' success "$(systemctl show -p Result --value fallback)"
        check 'but that is told' told fallback.service 'was refused.*by RestrictRealtime=yes'
        contains 'why names it, too' 'RestrictRealtime=yes (/etc/systemd/system/fallback.service.d/90-unitlock.conf:4)' "$(unitlock why fallback)"
        contains 'as seen' '"kind": "seen"' "$(unitlock why --json fallback)"
        # one that stays up does without from now on
        printf '[Service]\nType=exec\nRestrictRealtime=yes\nExecStart=/bin/sh -c "%s/probe realtime; exec sleep inf"\n' "$here" \
                >/etc/systemd/system/upright.service
        systemctl daemon-reload
        systemctl start upright
        check 'one that stays up is told of' told upright.service 'was refused.*by RestrictRealtime=yes'
        contains 'why says what it does without' 'The service stayed up: it runs at normal priority' "$(unitlock why upright)"
        contains 'for programs, too' '"without": "it runs at normal priority"' "$(unitlock why --json upright)"
        contains 'and so does the journal' 'went on all the same: it runs at normal priority.' \
                "$(journalctl -x --no-pager OBJECT_SYSTEMD_UNIT=upright.service)"
        systemctl stop upright
        same 'nothing of the kind of one that is down' 0 "$(unitlock why upright | grep -c 'stayed up')"
        check 'back to complain' unitlock complain fallback
        systemctl start fallback
        contains 'nothing is refused again' 'realtime : ok' "$(cat /run/said)"
        # what it does is one act, which three settings would have refused
        printf '[Service]\nRestrictRealtime=yes\nCapabilityBoundingSet=CAP_KILL\nSystemCallFilter=~sched_setscheduler\n' >/root/three.conf
        printf '[Service]\nType=oneshot\nExecStart=%s/probe realtime\nExecStart=%s/probe realtime\n' "$here" "$here" \
                >/etc/systemd/system/once.service
        systemctl daemon-reload
        check 'complain where three settings would refuse one thing' unitlock complain once --profile=/root/three.conf
        systemctl start once
        unitlock enforce once 2>/tmp/why
        same 'what was done a moment ago counts' 7 $?
        systemctl stop unitlock-watch # it tells all that waits
        would=$(journalctl -o cat OBJECT_SYSTEMD_UNIT=once.service MESSAGE_ID=4be8f0d2c7194e63a5b1908f3d72e633)
        same 'it is told once' 1 "$(echo "$would" | grep -c 'would be refused')"
        for setting in RestrictRealtime=yes CapabilityBoundingSet=CAP_KILL SystemCallFilter=~sched_setscheduler; do
                contains "with $setting" "$setting (/etc/unitlock/complain/once.service.conf:" "$would"
        done
        same 'each time of it is counted once' 'Again, 1 times more' \
                "$(journalctl -o cat OBJECT_SYSTEMD_UNIT=once.service SYSLOG_IDENTIFIER=unitlock-watch | grep -o 'Again, [0-9]* times more')"
        same 'status counts it once' 1 "$(unitlock status --no-legend once.service | tr -s ' ' | sed 's/.* - [0-9]* min \([0-9]*\) [0-9]* min .*/\1/')"
        unitlock enforce once 2>/tmp/why
        contains 'and so does enforce' 'would refuse (1)' "$(cat /tmp/why)"
        contains 'which names the three' 'RestrictRealtime=, CapabilityBoundingSet=, SystemCallFilter=' "$(cat /tmp/why)"
        systemctl start unitlock-watch
        check 'off for that one' unitlock off once
        # what its own settings let it do, though they are said to deny it, the drop-in refuses no more
        printf '[Service]\nType=oneshot\nProtectHome=yes\nExecStart=/bin/ls -d /root\nExecStart=%s/probe realtime\n' "$here" \
                >/etc/systemd/system/own.service
        systemctl daemon-reload
        check 'complain for what has settings of its own' unitlock complain own --profile=/root/profile.conf
        systemctl start own
        check 'what the drop-in adds is told' told own.service 'would be refused.*RestrictRealtime=yes'
        unitlock enforce own 2>/tmp/why
        same 'it alone' 'would refuse (1)' "$(grep -o 'would refuse ([0-9]*)' /tmp/why)"
        same 'in the journal, too' 0 "$(journalctl -o cat OBJECT_SYSTEMD_UNIT=own.service | grep -c 'would be refused.*ProtectHome')"
        check 'off for it' unitlock off own
        # the watcher has taken it up when complain returns, or that it has not is said
        check 'off' unitlock off fallback
        same 'nothing is kept of it' '' "$(cd /var/lib/unitlock/watch && echo fallback* | grep -v '\*')"
        same 'what is off is taken up' 0 "$(grep -c fallback.service /run/unitlock-watch/modes)"
        # nor is what the watcher writes when it lets go
        check 'complain once more' unitlock complain fallback --profile=/root/profile.conf
        systemctl start fallback
        check 'off for what ran' unitlock off fallback
        same 'nothing is kept of that either' '' "$(cd /var/lib/unitlock/watch && echo fallback* | grep -v '\*')"
        kill -STOP "$(systemctl show -P MainPID unitlock-watch)"
        contains 'a watcher that does not answer is told of' 'has not taken up the change' \
                "$(unitlock complain fallback --profile=/root/profile.conf 2>&1)"
        printf '[Service]\nRestrictRealtime=yes\n' >/root/other.conf
        unitlock complain fallback --profile=/root/other.conf 2>/tmp/late &
        late=$!
        kill -CONT "$(systemctl show -P MainPID unitlock-watch)"
        wait $late
        same 'it is waited for' 0 "$(grep -c 'has not taken up' /tmp/late)"
        same 'until it has' 1 "$(grep -c fallback.service /run/unitlock-watch/modes)"
        # over before anybody can look at them, all at once, by the drop-in of their template
        printf '[Service]\nType=oneshot\nExecStart=%s/probe realtime\n' "$here" >/etc/systemd/system/quick@.service
        systemctl daemon-reload
        check 'complain for a template' unitlock complain quick@.service --profile=/root/profile.conf
        # shellcheck disable=SC2046 # words are wanted
        systemctl start $(seq -f 'quick@%g' 20)
        for instance in $(seq 20); do
                told "quick@$instance.service" 'would be refused.*RestrictRealtime=yes' || echo "$instance"
        done >/tmp/untold
        same 'of each of twenty that are over at once' '' "$(cat /tmp/untold)"
        systemctl stop unitlock-watch
        same 'what instances did is kept together, under the name of the template' 'quick@.service.needs quick@.service.would' \
                "$(cd /var/lib/unitlock/watch && echo quick*)"
        same 'status: of all instances' 1 \
                "$(unitlock status --no-legend quick@.service | tr -s ' ' | sed 's/.* - [0-9]* min \([0-9]*\) [0-9]* min .*/\1/')"
        unitlock enforce quick@.service 2>/tmp/why
        same 'it is not enforced for what an instance did' 7 $?
        contains 'and that says why, too' 'RestrictRealtime=' "$(cat /tmp/why)"
        # a script is run by its interpreter, and is refused itself; and what everybody may ask fanotify for is not all of it
        mkdir -p /opt/hooks
        printf '#!/bin/sh\nexit 0\n' >/opt/hooks/late
        chmod 755 /opt/hooks/late
        printf '[Service]\nType=oneshot\nExecStart=/bin/sh -c "cd /opt; hooks/late; %s/probe fanotify=512; %s/probe fanotify=4"\n' \
                "$here" "$here" >/etc/systemd/system/hooked.service
        printf '[Service]\nNoExecPaths=/opt/hooks\nCapabilityBoundingSet=~CAP_SYS_ADMIN\n' >/root/hooked.conf
        systemctl daemon-reload
        check 'complain for what runs a script' unitlock complain hooked --profile=/root/hooked.conf
        systemctl start unitlock-watch
        check 'off for a template' unitlock off quick@.service
        systemctl start hooked
        check 'the script is told of' told hooked.service 'would be refused.*/opt/hooks/late, by NoExecPaths=/opt/hooks'
        check 'and the capability' told hooked.service 'would be refused.*CAP_SYS_ADMIN'
        check 'off for that' unitlock off hooked
        # the disk is full
        mount -t tmpfs -o size=4k none /var/lib/unitlock/watch
        head -c 8192 /dev/zero >/var/lib/unitlock/watch/full 2>/dev/null
        systemctl stop unitlock-watch
        check 'complain where nothing can be kept' unitlock complain hooked --profile=/root/hooked.conf
        systemctl start unitlock-watch
        systemctl start hooked
        systemctl stop unitlock-watch # it keeps now what else it keeps within a minute
        check 'what is not kept is said' journal_until 'hooked.service does in complain mode is not kept: .*No space left' \
                OBJECT_SYSTEMD_UNIT=hooked.service
        contains 'and when it is to be enforced' 'nobody knows what this refuses' "$(unitlock enforce hooked 2>&1)"
        umount /var/lib/unitlock/watch
        # it is removed, and what was set for it is not
        rm /etc/systemd/system/hooked.service
        systemctl daemon-reload
        check 'off for what is no longer installed' unitlock off hooked
        check 'off' unitlock off fallback
        check 'nothing of it is left' sh -c '! ls /etc/unitlock/complain/*.conf /etc/systemd/system/fallback.service.d/*.conf 2>/dev/null'
        unitlock off fallback 2>/dev/null
        same 'off twice: there is nothing' 3 $?
        unitlock complain fallback 2>/dev/null
        same 'complain without a drop-in: there is nothing' 3 $?
        finish
}

if [ "${1-}" = --inside ]; then
        set +e
        inside
        exit
fi

. "$(dirname "$0")/lib.sh"
begin_outside "$@"
bring "$build/src/watch/unitlock-watch" "$work"
cp "$build/units/unitlock-watch.service" "$build/catalog/unitlock.catalog" "$build/test/probe" "$0" "$(dirname "$0")/lib.sh" "$work/"
"$UNITLOCK" lab run --quiet --suite="$suite" --bind-ro="$work:$here" -- \
        env UNITLOCK_PATIENCE="${UNITLOCK_PATIENCE:-1}" sh "$here/complain.sh" --inside

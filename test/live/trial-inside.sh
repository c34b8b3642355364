# SPDX-License-Identifier: GPL-2.0-or-later
# Runs inside a lab, started by trial.sh. Prints TAP. Each kind of unit, each way for a trial to go wrong and each way for the program
# to end; after each, as_before says whether the unit, its drop-ins and /run are as they were.
set -u
failed=0
n=0
version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
tool() {
        /trial/lib/loader --library-path /trial/lib /trial/trial-tool "$@"
}

check() { # NAME COMMAND...
        n=$((n + 1))
        name=$1
        shift
        if "$@"; then
                echo "ok $n systemd $version: $name"
        else
                failed=1
                echo "not ok $n systemd $version: $name"
                [ ! -s /tmp/out ] || sed 's/^/#   /' /tmp/out
        fi
}

# What must hold after every trial. $1: unit, $2: its state before.
as_before() {
        state=$(systemctl show -P ActiveState "$1")
        dropins=$(systemctl show -P DropInPaths "$1")
        reload=$(systemctl show -P NeedDaemonReload "$1")
        guards=$(systemctl list-units --no-legend --plain 'unitlock-guard-*' | wc -l)
        left=$(ls /run/unitlock 2>/dev/null)
        strays=$(ls -d "/run/systemd/system.control/$1.d" 2>/dev/null)
        [ "$state" = "$2" ] && [ -z "$dropins" ] && [ "$reload" = no ] && [ "$guards" = 0 ] && [ -z "$left$strays" ] ||
                { echo "#   $1: $state, drop-ins \"$dropins\", reload $reload, $guards guards, left \"$left$strays\""; false; }
}
has() { grep -q -- "$1" /tmp/out; }
run() { # STATUS ARGUMENTS...
        wanted=$1
        shift
        tool "$@" >/tmp/out 2>&1
        status=$?
        [ "$status" = "$wanted" ] || { echo "#   status $status, not $wanted"; false; }
}

mkdir -p /opt /var/demo
cat >/opt/demo <<'END'
#!/bin/sh
# Needs /var/demo when it reloads, and only then.
trap 'date >/var/demo/reloaded || exit 3' HUP
trap 'exit 0' TERM
echo "started as process $$"
while :; do
        sleep 1000 &
        wait $!
done
END
chmod +x /opt/demo
unit() { # NAME, text on stdin
        cat >"/etc/systemd/system/$1"
}
unit demo.service <<'END'
[Service]
ExecStart=/opt/demo
ExecReload=/bin/sh -c 'rm -f /var/demo/reloaded; kill -HUP $MAINPID; while [ ! -e /var/demo/reloaded ]; do kill -0 $MAINPID || exit 1; done'
END
unit again.service <<'END'
[Unit]
StartLimitIntervalSec=0
[Service]
Type=notify
ExecStart=/bin/sh -c 'systemd-notify --ready || exit 1; exec sleep 1000'
NotifyAccess=all
Restart=always
RestartSec=50ms
END
unit once.service <<'END'
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo run >>/var/demo/runs'
END
unit once.timer <<'END'
[Timer]
OnCalendar=2099-01-01
END
unit needs-demo.service <<'END'
[Unit]
Requires=demo.service
After=demo.service
[Service]
ExecStart=/bin/sleep infinity
END
unit listens.socket <<'END'
[Socket]
ListenStream=/run/listens
END
unit listens.service <<'END'
[Service]
ExecStart=/bin/sleep infinity
END
printf '[Service]\nEnvironment=TRIAL=1\n' >/tmp/good
printf '[Service]\nProtectSystem=strict\n' >/tmp/no-writing
printf '[Service]\nUser=nobody-at-all\n' >/tmp/no-user
printf '[Service]\nInaccessiblePaths=/usr/bin/systemd-notify\n' >/tmp/no-notify
printf '[Unit]\nConditionPathExists=/nowhere\n' >/tmp/condition
systemctl daemon-reload
systemctl start demo again once.timer

check 'a baseline alone' run 0 cycle demo.service - true
check '... goes through all phases' has 'baseline: exercise2 true: ok'
check '... and leaves all as before' as_before demo.service active
check 'a harmless drop-in' run 0 cycle demo.service /tmp/good
check '... makes no difference' sh -c '! grep difference: /tmp/out'
check '... and is gone' as_before demo.service active
check 'a need that shows on reload only' run 1 cycle demo.service /tmp/no-writing
check '... is told' has 'difference: step breaks'
check '... and in the journal' has 'difference: journal: new in the journal: demo: .*Read-only file system'
check '... and rolled back' as_before demo.service active
check 'a service that cannot start' run 1 cycle demo.service /tmp/no-user
check '... is told' has 'did not stay up\|difference: step breaks: start'
check '... and rolled back' as_before demo.service active
check 'an exercise that fails as shipped' run 1 cycle demo.service - false
check '... leaves all as before' as_before demo.service active
check 'an exercise that hangs' run 1 cycle demo.service - 'sleep 1000'
check '... is ended' has 'did not end within 5 s'
check '... and all is as before' as_before demo.service active
check 'one that systemd restarts for ever' run 1 cycle again.service /tmp/no-notify
check '... is given up at its first death' has 'trial: start0 : FAILED'
check '... and rolled back' as_before again.service active
rm -f /var/demo/runs
check 'a oneshot' run 0 cycle once.service /tmp/good
check '... runs once a cycle' test "$(wc -l </var/demo/runs)" = 2
check '... and is inactive as before' as_before once.service inactive
check '... and so is its timer active' systemctl -q is-active once.timer
systemctl stop demo
check 'an inactive unit' run 0 cycle demo.service /tmp/good
check '... is inactive after' as_before demo.service inactive
systemctl start needs-demo
check 'a unit that others need' run 0 cycle demo.service /tmp/good
check '... with the others up again' systemctl -q is-active needs-demo
check '... and all as before' as_before demo.service active
systemctl stop needs-demo
systemctl start listens.socket
check 'a unit with a socket' run 0 cycle listens.service /tmp/good
check '... is inactive after' as_before listens.service inactive
check '... and the socket listens' systemctl -q is-active listens.socket
unit eager.service <<'END'
[Service]
ExecStart=/bin/sleep infinity
ExecStopPost=-/bin/sh -c 'mkdir /var/demo/stopped && systemctl start --no-block eager.service'
END
systemctl daemon-reload
systemctl start eager
check 'a unit that is started while it is being stopped' run 0 cycle eager.service /tmp/good
check '... which was so' test -d /var/demo/stopped
check '... is active after' as_before eager.service active
systemctl stop eager

check 'no such unit' run 13 cycle nowhere.service /tmp/good
systemctl -q mask listens.service 2>/dev/null || { rm /etc/systemd/system/listens.service; systemctl -q mask listens.service; }
check 'a masked unit' run 12 cycle listens.service /tmp/good
unit bad.service <<'END'
[Service]
Type=simple
END
systemctl daemon-reload
check 'a unit without ExecStart=' run 12 cycle bad.service /tmp/good

# Holding, and ended in every way.
mkfifo /tmp/in /tmp/held
hold() {
        /trial/lib/loader --library-path /trial/lib /trial/trial-tool hold "$@" </tmp/in >/tmp/held &
        pid=$!
        exec 3>/tmp/in 4</tmp/held
        read -r line <&4
        [ "$line" = holding ]
}
release() { # STATUS
        exec 3>&-
        wait $pid
        status=$?
        cat <&4 >/tmp/out
        exec 4<&-
        [ "$status" = "$1" ] || { echo "#   status $status, not $1"; false; }
}
in_force() { systemctl show -P Environment "$1" | grep -q TRIAL; }
check 'holding' hold demo.service /tmp/good
check '... it is in force' in_force demo.service
check '... a second one is refused' run 10 cycle demo.service /tmp/good
check '... plainly' has 'Another unitlock'
check '... it ends' release 0
check '... with all as before' as_before demo.service active
for signal in INT TERM HUP; do
        check "SIG$signal" hold demo.service /tmp/good
        kill -s $signal $pid
        check '... ends it' release 18
        check '... with all as before' as_before demo.service active
done

killed() { # and nobody comes to help: the watchdog does it
        kill -KILL $pid
        release 137
        until [ ! -e "/run/unitlock/$1.trial" ]; do
                flock "/run/unitlock/$1.lock" true
        done
        # What it does last is to go away itself.
        for guard in $(systemctl list-units --no-legend --plain 'unitlock-guard-*' | cut -d" " -f1); do
                systemctl stop "$guard"
        done
        rm -f /run/unitlock/*.lock
}
check 'SIGKILL' hold demo.service /tmp/good
before=$(systemctl show -P InvocationID demo.service)
killed demo.service
check '... is put right by the watchdog' as_before demo.service active
check '... with a new start' test "$before" != "$(systemctl show -P InvocationID demo.service)"
systemctl stop demo
check 'SIGKILL with a unit that was inactive' hold demo.service /tmp/good
killed demo.service
check '... stops it again' as_before demo.service inactive
systemctl start demo
check 'SIGKILL of the watchdog too' hold demo.service /tmp/good
systemctl kill -s KILL 'unitlock-guard-*'
kill -KILL $pid
release 137
check '... leaves it in force' in_force demo.service
check '... until the next run' run 0 recover
check '... says so' has 'recovered demo.service'
check '... and all is as before' as_before demo.service active

# For good.
etc=/etc/systemd/system/demo.service.d/90-unitlock.conf
check 'a kept drop-in' run 0 keep demo.service /tmp/good $etc
check '... is written' cmp -s /tmp/good $etc
check '... is in force' in_force demo.service
check '... and the unit is active' systemctl -q is-active demo
check '... an older one of ours is out of the way in a baseline' run 0 cycle demo.service - 'systemctl show -P Environment demo.service; ! systemctl show -P Environment demo.service | grep -q TRIAL'
check '... and back after it' in_force demo.service
check 'one that breaks is not kept' run 17 keep demo.service /tmp/no-user $etc
check '... the older one stays' cmp -s /tmp/good $etc
check '... and the unit is active' systemctl -q is-active demo
rm -r /etc/systemd/system/demo.service.d
systemctl daemon-reload
systemctl restart demo
mount --bind /etc /etc && mount -o remount,bind,ro /etc
check 'a read-only /etc' run 10 keep demo.service /tmp/good $etc
check '... is told' has 'Read-only file system'
check '... and all is as before' as_before demo.service active
umount /etc
mkdir -p /etc/systemd/system/demo.service.d
mount -t tmpfs -o size=4k,nr_inodes=3 none /etc/systemd/system/demo.service.d
head -c 4096 /dev/zero >/etc/systemd/system/demo.service.d/full
check 'a full disk' run 10 keep demo.service /tmp/good $etc
check '... is told' has 'No space left'
umount /etc/systemd/system/demo.service.d
rmdir /etc/systemd/system/demo.service.d
systemctl daemon-reload
check '... and all is as before' as_before demo.service active
printf 'nonsense\n[Service\nMore=\n' | { mkdir -p /etc/systemd/system/demo.service.d; cat >/etc/systemd/system/demo.service.d/x.conf; }
systemctl daemon-reload
check 'a malformed drop-in that is there already' run 0 cycle demo.service /tmp/good
rm -r /etc/systemd/system/demo.service.d
systemctl daemon-reload
check '... does not matter' as_before demo.service active
check 'a unit that is removed meanwhile' hold demo.service /tmp/good
rm /etc/systemd/system/demo.service
systemctl daemon-reload
release 0 || echo "#   $(cat /tmp/out)"
check '... leaves nothing of ours' sh -c '! ls /run/unitlock/* /run/systemd/system.control/demo.service.d 2>/dev/null'

echo "1..$n"
exit $failed

# SPDX-License-Identifier: GPL-2.0-or-later
# unitlock probe: what it says, that a drop-in shows, and that nothing is left: the lab is compared before and after.
# packages: cron
. /srv/unitlock/test/live/lib.sh

# Files with contents' sizes and times, other things by what they are; processes, mounts, keys, IPC objects, settings of the kernel.
snapshot() {
        find / /run /tmp /dev /var/tmp -xdev \( -path /run/systemd/journal -o -path /run/log -o -path /var/log/journal -o -path /proc \
                -o -path /sys -o -path /run/lab -o -path /tmp/snapshots -o -path /run/systemd/transient -o -name systemd-units-load \) -prune -o \
                \( -type f -printf '%p %y %m %U %G %s %T@\n' \) -o -printf '%p %y %m %U %G\n' | grep -v '^/dev/pts/[0-9]' | sort -u
        ps -eo comm= | grep -vE '^(ps|sort|sh|uniq|grep|snapshot|kworker.*)$' | sort | uniq -c
        sort /proc/1/mountinfo
        cut -d' ' -f3- /proc/keys | grep -vE 'expd|perm' | sort
        cat /proc/sysvipc/shm /proc/sysvipc/sem /proc/sysvipc/msg
        ls /dev/mqueue /sys/class/net
        # what changes by itself is left out
        find /proc/sys -type f -readable ! -path '*/random/*' ! -path '*/fs/quota/*' ! -name '*state' ! -name 'ns_last_pid' ! -name 'pty' ! -name '*-nr' \
                ! -path '*/kernel/*next_id' ! -path '*/netfilter/*count' ! -path '*/sched_domain/*' ! -name nr -exec grep -H . {} + 2>/dev/null | sort
}
mkdir -p /tmp/snapshots
systemctl start cron
# a way out that leads nowhere, for there to be something that must not be tried
ip tuntap add dev lab0 mode tun && ip addr add 10.9.0.1/24 dev lab0 && ip link set lab0 up && ip route add default dev lab0
sent() {
        cat /sys/class/net/lab0/statistics/tx_packets /sys/class/net/lab0/statistics/tx_dropped
}

# The first run makes what any first start of a unit makes (the journal's file, directories of systemd).
unitlock probe cron >/tmp/snapshots/first
snapshot >/tmp/snapshots/before
before=$(sent)
unitlock probe cron >/tmp/snapshots/text
same "a unit can be probed" 0 $?
snapshot >/tmp/snapshots/after
same "no trace is left" "" "$(diff /tmp/snapshots/before /tmp/snapshots/after)"
contains "the count is told, beside the exposure" "primitives open, exposure 9." "$(tail -n 1 /tmp/snapshots/text)"
check "what is open is told with what it means" grep -q "gets commands run as root by cron" /tmp/snapshots/text
check "and with what would stop it" grep -q "ProtectSystem=full" /tmp/snapshots/text
check "what would leave the machine is predicted" grep -q "sends out what it found (predicted)" /tmp/snapshots/text
same "and no packet went out" "$before" "$(sent)"
check "the unit itself runs as before" systemctl is-active cron

printf '[Service]\nProtectSystem=strict\nRestrictRealtime=yes\n' >/tmp/snapshots/drop-in.conf
unitlock probe cron --diff=/tmp/snapshots/drop-in.conf >/tmp/snapshots/diff
same "a drop-in can be compared" 0 $?
check "what it stops is shown" grep -q "^- make-in-cron" /tmp/snapshots/diff
check "and what else" grep -q "^- realtime " /tmp/snapshots/diff
same "it opens nothing" "" "$(grep '^+' /tmp/snapshots/diff)"

cat >/run/systemd/system/closed.service <<END
[Service]
ExecStart=/bin/true
DynamicUser=yes
NoExecPaths=/
ExecPaths=/usr/bin
TemporaryFileSystem=/srv
RuntimeDirectory=closed
SystemCallFilter=@system-service
END
mkdir -p /run/closed
unitlock probe /run/systemd/system/closed.service --json=short >/tmp/snapshots/json
same "a file can be probed, and filters that kill" 0 $?
check "a signal is told" grep -q '"how":"SIGSYS"' /tmp/snapshots/json
check "a runtime directory that was there stays" test -d /run/closed

refused=$(/usr/local/lib/unitlock-host/unitlock-prober 2>&1)
same "the prober does not run outside of a unit" 3 $?
contains "and says why" "--i-know" "$refused"
cp /usr/local/lib/unitlock-host/unitlock-prober /opt/set-id && chmod 4755 /opt/set-id
refused=$(setpriv --reuid=1 --regid=1 --clear-groups /opt/set-id --i-know 2>&1)
same "nor set-ID" 3 $?
unitlock probe no-such-unit >/dev/null 2>&1
same "a unit that is not there is another failure" 3 $?
finish

# SPDX-License-Identifier: GPL-2.0-or-later
# unitlock probe: what it says, that a drop-in shows, and that nothing is left: the lab is compared before and after. Units of many
# kinds, user units, and what a person does wrong.
# packages: cron
. /srv/unitlock/test/live/lib.sh

# Files with contents' sizes and times, other things by what they are; processes, mounts, keys, IPC objects, settings of the kernel.
snapshot() {
        find / /run /tmp /dev /dev/shm /dev/mqueue /var/tmp -xdev \( -path /run/systemd/journal -o -path /run/log -o -path /var/log/journal -o -path /proc \
                -o -path /sys -o -path /run/lab -o -path /tmp/snapshots -o -path /run/systemd/transient -o -name systemd-units-load \) -prune -o \
                \( -type f -printf '%p %y %m %U %G %s %T@\n' \) -o -printf '%p %y %m %U %G\n' | grep -v '^/dev/pts/[0-9]' | sort -u
        ps -eo comm= | grep -vE '^(ps|sort|sh|uniq|grep|snapshot|kworker.*)$' | sort | uniq -c
        sort /proc/1/mountinfo
        # Each start of a unit makes some. All labs have the keys of root in common: what another one plants is not of this test.
        awk -v mine="$mark" '/ keyring |invocation_id/ || (/planted-/ && !index($0, mine)) { next } { print $4, $5, $6, $7, $8, $9 }' /proc/keys | sort
        cat /proc/sysvipc/shm /proc/sysvipc/sem /proc/sysvipc/msg
        ls /dev/mqueue /sys/class/net
        # what changes by itself is left out
        find /proc/sys -type f -readable ! -path '*/random/*' ! -path '*/fs/quota/*' ! -name '*state' ! -name 'ns_last_pid' ! -name 'pty' ! -name '*-nr' \
                ! -path '*/kernel/*next_id' ! -path '*/netfilter/*count' ! -path '*/sched_domain/*' ! -name nr -exec grep -H . {} + 2>/dev/null | sort
}
mark=planted-$(cut -c 1-8 /proc/sys/kernel/random/uuid)
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

# Would a trace be seen, and a packet? One of each kind is left on purpose.
echo planted >/etc/cron.d/planted
chmod u+s /usr/bin/true
touch /var/lib/planted /dev/shm/planted /dev/mqueue/planted
sleep 1000 &
sleeper=$!
mount -t tmpfs planted /mnt
key=$(perl -e 'my ($type, $text) = ("user", "x"); print syscall(248, $type, $ARGV[0], $text, 1, -4)' "$mark") # add_key, to the keyring of the user
segment=$(ipcmk --shmem 4242 | sed 's/.*: //')
ttl=$(cat /proc/sys/net/ipv4/ip_default_ttl)
echo 42 >/proc/sys/net/ipv4/ip_default_ttl
ip tuntap add dev planted0 mode tun
snapshot >/tmp/snapshots/planted
diff /tmp/snapshots/after /tmp/snapshots/planted >/tmp/snapshots/seen
for trace in '^> /etc/cron.d/planted f' '^> /usr/bin/true f 4755 ' '^> /var/lib/planted ' '^> /dev/shm/planted ' '^> /dev/mqueue/planted ' \
        '^> .* sleep$' '^> .* /mnt ' '^> .*user *planted-' '^> .* 4242 ' '^> /proc/sys/net/ipv4/ip_default_ttl:42' '^> planted0$'; do
        check "a trace would be seen: $trace" grep -q -e "$trace" /tmp/snapshots/seen
done
kill $sleeper
umount /mnt
perl -e 'syscall(250, 9, $ARGV[0] + 0, -4)' "$key" # keyctl, to unlink it
ipcrm --shmem-id "$segment"
ip link del planted0
echo "$ttl" >/proc/sys/net/ipv4/ip_default_ttl
chmod u-s /usr/bin/true
rm /etc/cron.d/planted /var/lib/planted /dev/shm/planted /dev/mqueue/planted
perl -MIO::Socket -e 'IO::Socket::INET->new(Proto => "udp", PeerAddr => "192.0.2.1:9")->send("x")'
if [ "$before" = "$(sent)" ]; then false; else true; fi
result $? "a packet would be counted"

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

# Does a service need what would be refused? The mildest setting that refuses nothing of it is named, else the mildest.
needs() { # LINE...
        printf 'unitlock-needs 1\nunit cron.service\n' >/tmp/snapshots/needs
        for need; do printf '\n%s\n        witnessed run observe /usr/sbin/cron\n' "$need" >>/tmp/snapshots/needs; done
        unitlock probe cron --needs=/tmp/snapshots/needs >/tmp/snapshots/needed
}
advice() {
        grep -A 1 '^  realtime ' /tmp/snapshots/needed
}
needs "behaviour realtime"
same "needs can be given" 0 $?
contains "a setting that the service does not suffer from is named" "~@resources" "$(advice)"
same "and none that it does" 0 "$(grep -c 'but the service' /tmp/snapshots/needed)"
needs "behaviour realtime" "syscall sched_setscheduler" "capability CAP_SYS_NICE"
contains "a setting that the service suffers from is told, if there is no other" "RestrictRealtime=yes; but the service " "$(advice)"

# Units of all kinds; those that run are not touched.
units=/run/systemd/system
mkdir -p /srv/root/etc /srv/root/run /srv/root/tmp /srv/root/proc /srv/root/dev /srv/root/sys /srv/root/usr
mount --bind /usr /srv/root/usr && for name in bin lib lib64 sbin; do ln -s usr/$name /srv/root/$name; done
printf '[Service]\nExecStart=/bin/sleep 1000\nRootDirectory=/srv/root\n' >$units/rooted.service
printf '[Service]\nExecStart=/bin/sleep 1000\nUser=%%i\n' >$units/instance@.service
printf '[Service]\nExecStart=/bin/false\nPrivateUsers=yes\n' >$units/failed.service
printf '[Service]\nExecStart=/bin/sleep 1000\nDynamicUser=yes\nStateDirectory=dynamic\nRuntimeDirectory=dynamic\n' >$units/dynamic.service
printf '[Service]\nExecStart=/bin/sleep 1000\nUser=nobody-knows\n' >$units/no-user.service
printf '[Service]\nExecStart=/bin/sleep 1000\nSystemCallFilter=write\n' >$units/killed.service
systemctl daemon-reload
systemctl start rooted instance@nobody dynamic
systemctl start failed
until systemctl is-failed --quiet failed; do :; done
systemctl show -p Id,ActiveState,InvocationID,MainPID rooted instance@nobody dynamic failed >/tmp/snapshots/units-before
owner=$(stat -c %u:%g /var/lib/private/dynamic)
for unit in rooted instance@nobody failed dynamic; do
        unitlock probe $unit >/tmp/snapshots/$unit 2>&1
        same "$unit can be probed" 0 $?
done
systemctl show -p Id,ActiveState,InvocationID,MainPID rooted instance@nobody dynamic failed >/tmp/snapshots/units-after
same "the units run, or not, as before" "" "$(diff /tmp/snapshots/units-before /tmp/snapshots/units-after)"
contains "a root of its own is told" "a root of its own" "$(cat /tmp/snapshots/rooted)"
same "its own /etc is not the machine's" "" "$(grep -E '^  (make-in-etc|make-in-var-lib|make-in-run) ' /tmp/snapshots/rooted)"
check "but what is bound into it is" grep -q '^  make-in-usr-bin ' /tmp/snapshots/rooted
same "an instance has its user" "" "$(grep '^  write-passwd' /tmp/snapshots/instance@nobody)"
same "a dynamic user's state stays his" "$owner" "$(stat -c %u:%g /var/lib/private/dynamic)"
check "and so does what is in /run" test -d /run/private/dynamic -o -d /run/dynamic

wrong() { # WHAT STATUS MESSAGE UNIT
        said=$(unitlock probe "$4" 2>&1)
        same "$1" "$2" $?
        contains "$1: it is said" "$3" "$said"
}
wrong "a template alone is none" 9 "name one, as in instance@INSTANCE" instance@
wrong "a socket is none" 9 "dbus.socket is no service" dbus.socket
wrong "a user that is not there" 1 "the user does not exist, or could not be taken (217/USER)" no-user
wrong "a filter that kills everything" 1 "signal 31 ended it" killed

# Interrupted, it leaves nothing behind.
unitlock probe cron >/dev/null 2>/tmp/snapshots/interrupted &
pid=$!
until [ "$(systemctl is-active 'unitlock-probe-*.service')" = activating ]; do kill -0 $pid || break; done
kill -INT $pid
wait $pid
same "it can be interrupted" 8 $?
same "and nothing is left" "" "$(ls -d $units/unitlock-probe* /run/unitlock-probe* 2>/dev/null; systemctl list-units --all --plain --no-legend 'unitlock-probe*'; pgrep -l unitlock-prober)"

# User units, of a user that is not root. Where logind has a /proc of its own (systemd 258 on), the boot ID that nspawn puts over the
# host's is not in it, so that logind takes the process of a session for one of another boot.
umount /proc/sys/kernel/random/boot_id
as_user() {
        setpriv --reuid=1 --regid=1 --init-groups env XDG_RUNTIME_DIR=/run/user/1 HOME=/tmp "$@"
}
check "a user manager starts" systemctl start user@1
as_user mkdir -p /run/user/1/systemd/user
printf '[Service]\nExecStart=/bin/sleep 1000\nRestrictRealtime=yes\nLockPersonality=yes\n' | as_user tee /run/user/1/systemd/user/mine.service >/dev/null
as_user systemctl --user daemon-reload
as_user systemctl --user start mine
as_user unitlock probe --user mine >/tmp/snapshots/user 2>&1
same "a user unit can be probed, without root" 0 $?
contains "the count is told" "primitives open, exposure" "$(tail -n 1 /tmp/snapshots/user)"
same "what it forbids is refused" "" "$(grep '^  no-randomization ' /tmp/snapshots/user)"
check "what it does not is open" grep -q '^  run-shell ' /tmp/snapshots/user
same "and nothing is advised that a user manager cannot do" "" "$(grep -E 'CapabilityBoundingSet=|DevicePolicy=|User=' /tmp/snapshots/user)"
same "the unit runs as before" active "$(as_user systemctl --user is-active mine)"
same "no twin is left" mine.service "$(ls /run/user/1/systemd/user)"

refused=$(/usr/local/lib/unitlock-host/unitlock-prober 2>&1)
same "the prober does not run outside of a unit" 3 $?
contains "and says why" "--i-know" "$refused"
cp /usr/local/lib/unitlock-host/unitlock-prober /opt/set-id && chmod 4755 /opt/set-id
refused=$(setpriv --reuid=1 --regid=1 --clear-groups /opt/set-id --i-know 2>&1)
same "nor set-ID" 3 $?
unitlock probe no-such-unit >/dev/null 2>&1
same "a unit that is not there is another failure" 3 $?
finish

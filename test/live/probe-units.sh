# SPDX-License-Identifier: GPL-2.0-or-later
# unitlock probe on units that are not as most are: what is measured is what such a unit would have, and what the unit would wait for,
# fail at or make is not.
. /srv/unitlock/test/live/lib.sh

units=/run/systemd/system
said=/tmp/said
mkdir -p $said

unit() { # NAME LINE...
        _name=$1
        shift
        printf '%s\n' "$@" >"$units/$_name"
}
service() { # NAME LINE...
        _service=$1
        shift
        unit "$_service.service" '[Service]' 'ExecStart=/bin/sleep 100' "$@"
}
probe() { # NAME
        unitlock probe "$1" >"$said/$1" 2>&1
        same "$1 can be probed" 0 $?
}
open_in() { # PRIMITIVE NAME
        check "$1 is open in $2" grep -q "^  $1 " "$said/$2"
}
shut_in() { # PRIMITIVE NAME
        same "$1 is not open in $2" "" "$(grep "^  $1 " "$said/$2")"
}
made() {
        ls -dl /var/lib/* /var/lib/private/* /var/cache/* /var/cache/private/* /var/log/* /var/log/private/* /etc/* /run/* /run/private/* 2>/dev/null |
                sed 's/^[^ ]* *[^ ]* \([^ ]* [^ ]*\) .* \(\/.*\)/\1 \2/'
}

service plain
service waits Type=notify TimeoutStartSec=1s WatchdogSec=1 RuntimeMaxSec=1
service before ExecStartPre=/bin/false ExecCondition=/bin/false
service environment EnvironmentFile=/not/there WorkingDirectory=/not/there
service sizes LimitFSIZE=0 LimitCPU=1
service space LimitAS=1M
service state User=nobody StateDirectory=never/deep CacheDirectory=never LogsDirectory=never RuntimeDirectory=never ConfigurationDirectory=never
service dynamic DynamicUser=yes 'StateDirectory=never-own:never-link never-two' CacheDirectory=never-own RuntimeDirectory=never-own
unit condition.service '[Unit]' ConditionPathExists=/not/there AssertPathExists=/not/there '[Service]' 'ExecStart=/bin/sleep 100'
unit plus.service '[Service]' 'ExecStart=+/bin/sleep 100' User=nobody ProtectSystem=strict
unit bang.service '[Service]' 'ExecStart=!/bin/sleep 100' User=nobody ProtectSystem=strict
unit bangbang.service '[Service]' 'ExecStart=!!/bin/sleep 100' User=nobody ProtectSystem=strict
echo secret >/root/secret
service credential LoadCredential=x:/root/secret SetCredential=y:z
service joined Type=exec PrivateNetwork=yes PrivateTmp=yes
unit joins.service '[Unit]' JoinsNamespaceOf=joined.service '[Service]' 'ExecStart=/bin/sleep 100' PrivateNetwork=yes PrivateTmp=yes
mkdir -p /run/netns
ip netns add elsewhere
service elsewhere NetworkNamespacePath=/run/netns/elsewhere
unit asked.socket '[Socket]' ListenStream=/run/asked.sock Accept=yes
unit asked@.service '[Service]' ExecStart=-/bin/cat StandardInput=socket StandardOutput=socket User=nobody
unit closed.slice '[Slice]' IPAddressDeny=any
service sliced Slice=closed.slice
service template@ 'StateDirectory=never-%i' User=nobody
service escaped@ 'Environment=NAME=%i' User=nobody
mkdir -p /srv/root/etc/cron.d /srv/root/var/lib /srv/root/run /srv/root/tmp /srv/root/proc /srv/root/dev /srv/root/sys /srv/root/usr
mount --bind /usr /srv/root/usr
service rooted RootDirectory=/srv/root BindPaths=/etc/cron.d MountAPIVFS=yes
service rooted-here RootDirectory=/
systemctl daemon-reload
systemctl start joined plain
echo theirs >/proc/"$(systemctl show -P MainPID joined)"/root/tmp/of-joined
mkdir -p /etc/cron.d
# the first start of a twin makes what is for all (/run/private, the directories of systemd)
unitlock probe plain >/dev/null
made >$said/made-before

for name in plain waits before environment sizes state dynamic condition plus bang bangbang credential joins elsewhere asked@1 sliced \
        template@one 'escaped@a\x2db' template@a-b rooted rooted-here; do
        probe "$name"
done
made >$said/made-after
same "no directory of a unit that never ran is left" "" "$(diff $said/made-before $said/made-after)"

all=$(tail -n 1 $said/plain | sed 's/.*: //')
for name in waits before environment sizes condition; do
        same "$name: no less is open for what is no sandbox" "$all" "$(tail -n 1 "$said/$name" | sed 's/.*: //')"
done
open_in make-unit plain
open_in make-unit plus
contains "+: that it is outside of its settings is said" 'begins with "+"' "$(cat $said/plus)"
contains "+: what would help is told" 'ExecStart= without "+"' "$(grep -A 1 '^  make-unit ' $said/plus)"
shut_in make-unit bang
open_in become-user bang
shut_in become-user bangbang
shut_in make-unit state
open_in read-tmp-of-others joins
shut_in connect-loopback-tcp4 joins
shut_in connect-loopback-tcp4 elsewhere
shut_in connect-loopback-tcp4 sliced
open_in socket-inet sliced
shut_in become-user asked@1
shut_in make-in-etc rooted
shut_in make-in-var-lib rooted
open_in make-in-cron rooted
open_in make-in-usr-bin rooted
open_in make-in-etc rooted-here
contains "a root of its own is told" "a root of its own" "$(cat $said/rooted)"
unitlock probe rooted --json=short >$said/json
check "in JSON too" grep -q '"how":"own-root"' $said/json

wrong=$(unitlock probe space 2>&1)
same "a limit that is too low for any program is a failure" 1 $?
contains "and is said to be one" "a limit of the unit's" "$wrong"
wrong=$(unitlock probe "" 2>&1)
same "no name is a mistake" 9 $?
contains "and is said to be one" "is not the name of a unit" "$wrong"
check "the unit that ran runs" systemctl is-active plain joined
finish

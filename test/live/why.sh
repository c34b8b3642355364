# SPDX-License-Identifier: GPL-2.0-or-later
# unitlock why, without the watcher: before there is trouble, and from what trouble leaves behind.
. /srv/unitlock/test/live/lib.sh

version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
cp /usr/bin/id /usr/local/bin/set-id && chown root:mail /usr/local/bin/set-id && chmod 2755 /usr/local/bin/set-id
printf '#!/bin/sh\nexec /usr/local/bin/set-id\n' >/usr/local/bin/hook && chmod 755 /usr/local/bin/hook
printf '#!/bin/sh\ncat /root/secret\n' >/root/run && chmod 755 /root/run

# unit NAME LINE...: a unit file; its [Service] begins at line 1
unit() {
        _name=$1
        shift
        { echo '[Service]'; printf '%s\n' "$@"; } >"/etc/systemd/system/$_name.service"
}

# blames "WHAT" UNIT DIRECTIVE LINE CHANGE [--dry]
blames() {
        _story=$(unitlock why --json=short ${6-} "$2" 2>&1)
        contains "$1: names $3" "\"directive\":\"$3\"" "$(echo "$_story" | tr -d ' ')"
        contains "$1: says the place" "/etc/systemd/system/$2.service:$4)" "$_story"
        contains "$1: says the change" "$5" "$_story"
}

unit pidfile 'Type=forking' 'ExecStart=/bin/sh -c "echo 1 >/run/frobozzd.pid || exit 1"' 'PIDFile=/run/frobozzd.pid' 'ProtectSystem=strict'
unit home 'ExecStart=/root/run' 'ProtectHome=yes'
unit mounts 'ExecStart=/bin/true' 'ReadWritePaths=/etc /nowhere'
unit user 'ExecStart=/bin/true' 'User=nobody-of-that-name'
unit killed 'ExecStart=/bin/chown root /etc/issue' 'SystemCallFilter=~@chown'
unit hook 'ExecStart=/usr/local/bin/hook' 'NoNewPrivileges=yes'
unit implied 'ExecStart=/usr/local/bin/hook' 'User=daemon' 'SystemCallFilter=@system-service' 'SystemCallFilter=~@privileged'
unit locked 'ExecStart=/usr/local/bin/hook' 'User=daemon' 'LockPersonality=yes'
unit disguised 'ExecStart=/usr/local/bin/hook' 'PrivateUsers=yes'
unit good 'ExecStart=/bin/true' 'ProtectSystem=strict' 'ProtectHome=yes' 'PrivateTmp=yes' 'SystemCallFilter=@system-service'
unit broken 'ExecStart=/bin/sh -c "cat /nowhere; exit 1"' 'ProtectSystem=strict' 'ProtectHome=yes'
unit unseen 'ExecStart=/usr/bin/setarch i686 /bin/true' 'LockPersonality=yes' 'RestrictRealtime=yes' 'ProtectHome=yes' 'Type=oneshot'
unit gone 'ExecStart=/usr/local/bin/not-there' 'Type=oneshot'
unit rootless 'RootDirectory=/srv' 'ExecStart=/bin/true' 'Type=oneshot'
systemctl daemon-reload

blames 'before: PID file' pidfile ProtectSystem 5 ReadWritePaths=/run --dry
blames 'before: program in a home directory' home ProtectHome 3 ProtectHome=read-only --dry
blames 'before: path that is not there' mounts ReadWritePaths 3 'ReadWritePaths=-/nowhere' --dry
blames 'before: set-group-ID helper that a script runs' hook NoNewPrivileges 3 NoNewPrivileges=no --dry
# Since 257 there is a value that maps all users, set-group-ID programs among what it leaves alone.
least=no
[ "$version" -lt 257 ] || least=identity
blames 'before: the same, disguised' disguised PrivateUsers 3 "PrivateUsers=$least" --dry
if [ "$version" -lt 255 ]; then
        blames 'before: the same, implied by another setting' locked LockPersonality 4 LockPersonality=no --dry
        blames 'before: the same, implied by any filter' implied SystemCallFilter 4 SystemCallFilter= --dry
else
        blames 'before: the same, implied by the filter' implied SystemCallFilter 5 SystemCallFilter=capset --dry
        contains 'before: LockPersonality= implies nothing here' '"findings": []' "$(unitlock why --json --dry locked)"
fi
contains 'before: nothing is wrong with a good one' '"findings": []' "$(unitlock why --json --dry good)"

systemctl start unseen gone rootless 2>/dev/null
for u in pidfile home mounts user killed broken good; do
        systemctl start $u 2>/dev/null
done
# simple services are not waited for: until all have ended, none of them runs for long
ended() {
        [ "$(systemctl show -p SubState --value "$1")" != running ]
}
for u in pidfile home mounts user killed broken good; do
        until_ok ended $u
done
blames 'after: PID file' pidfile ProtectSystem 5 ReadWritePaths=/run
contains 'after: PID file: by its own words' '"kind": "said"' "$(unitlock why --json pidfile)"
blames 'after: program in a home directory' home ProtectHome 3 ProtectHome=read-only
contains 'after: program in a home directory: that is what happened' '"kind": "recorded"' "$(unitlock why --json home)"
contains 'after: 203 is explained' 'could not run the program' "$(unitlock why home)"
blames 'after: path that is not there' mounts ReadWritePaths 3 'ReadWritePaths=-/nowhere'
contains 'after: 226 is explained' '226/NAMESPACE' "$(unitlock why mounts)"
contains 'after: 217 is explained' 'there is no user nobody-of-that-name' "$(unitlock why user)"
contains 'after: a kill by the filter is told' '"directive": "SystemCallFilter"' "$(unitlock why --json killed)"
contains 'after: a file that is nowhere is not blamed on the sandbox' '"findings": []' "$(unitlock why --json broken)"
contains 'after: nothing is wrong with a good one' '"findings": []' "$(unitlock why --json good)"

story=$(unitlock why --json=short unseen)
contains 'after: nobody saw it: that is said' 'unitlock-watch.service did not look' "$story"
contains 'after: nobody saw it: by the error, which settings it may be' 'LockPersonality=yes (/etc/systemd/system/unseen.service:3), RestrictRealtime=yes' "$story"
contains 'after: nobody saw it: and no others' '"findings":[]' "$(echo "$story" | tr -d ' ')"
contains 'after: a program that is not there' 'there is no /usr/local/bin/not-there' "$(unitlock why gone | tr -s '\n ' ' ')"
contains 'after: a program that is not below the root directory' 'there is no /bin/true below /srv' "$(unitlock why rootless | tr -s '\n ' ' ')"
blames 'after: ... which is named' rootless RootDirectory 2 ''

# a command before the main process: systemd keeps how it ended
unit before 'ExecStartPre=/bin/true' 'ExecStartPre=/usr/local/bin/not-there' 'ExecStartPre=/bin/true' 'ExecStart=/bin/true' 'Type=oneshot'
unit before-home 'ExecStartPre=-/bin/false' 'ExecStartPre=/root/run' 'ProtectHome=yes' 'ExecStart=/bin/true' 'Type=oneshot'
systemctl daemon-reload
systemctl start before before-home 2>/dev/null
story=$(unitlock why before | tr -s '\n ' ' ')
contains 'after: a command before it: how it ended' 'exit status 203/EXEC of a command of ExecStartPre=' "$story"
contains 'after: a command before it: it is not there' 'there is no /usr/local/bin/not-there' "$story"
contains 'after: a command before it: which setting names it' 'before.service:3)' "$story"
blames 'after: a command before it, in a home directory' before-home ProtectHome 4 ProtectHome=read-only

# What is written has its directory with it: the change holds when the log is rotated, which it would not for the file alone.
rotates() { # CHANGE
        printf '[Service]\n%s\n' "$1" >/run/systemd/system/rotates.service.d/change.conf
        systemctl daemon-reload
        systemctl start rotates 2>/dev/null
        _status=$?
        cat /var/log/rotates/log* | xargs
        return $_status
}
mkdir -p /var/log/rotates /run/systemd/system/rotates.service.d
echo old >/var/log/rotates/log
unit rotates 'ProtectSystem=strict' 'Type=oneshot' \
        'ExecStart=/bin/sh -c "l=/var/log/rotates/log; echo new >>$$l && mv $$l $$l.1 && echo newer >$$l"'
same 'after: a log that is rotated: refused' old "$(rotates '')"
blames 'after: a log that is rotated' rotates ProtectSystem 2 '"ReadWritePaths=/var/log/rotates"'
same '... its file alone would not do' 'old new' "$(rotates ReadWritePaths=/var/log/rotates/log)"
same '... the change does' 'newer old new new' "$(rotates ReadWritePaths=/var/log/rotates)"

# who speaks is not what was refused
printf '#!/bin/sh\necho "$0: cannot create log: Read-only file system"; exit 1\n' >/opt/speaks && chmod 755 /opt/speaks
unit speaks 'ProtectSystem=strict' 'ExecStart=/opt/speaks' 'Type=oneshot'
printf '#!/bin/sh\nprintf "\\033[31mcannot create /srv/log\\033[0m: Read-only file system\\n"; exit 1\n' >/opt/colours && chmod 755 /opt/colours
unit colours 'ProtectSystem=strict' 'ExecStart=/opt/colours' 'Type=oneshot'
unit shell 'ProtectSystem=strict' 'ExecStart=/bin/sh -c "cd /srv && echo >log"' 'Type=oneshot'
systemctl daemon-reload
systemctl start speaks shell colours 2>/dev/null
blames 'after: what is said in colours' colours ProtectSystem 2 '"ReadWritePaths=/srv"'
for u in speaks shell; do
        story=$(unitlock why --json=short $u | tr -d ' ')
        contains "after: $u: who speaks is not what was refused" '"findings":[]' "$story"
        contains "after: $u: but the setting is said" ProtectSystem=strict "$story"
done

# a PID file that systemd cannot see
for place in /run TemporaryFileSystem=/run /tmp PrivateTmp=yes; do
        case $place in
        /*) where=$place && continue ;;
        esac
        unit unseen-pid 'Type=forking' "$place" "PIDFile=$where/unseen.pid" 'TimeoutStartSec=1' \
                "ExecStart=/bin/sh -c 'sleep 1000 & echo \$\$! >$where/unseen.pid'"
        systemctl daemon-reload
        systemctl start unseen-pid 2>/dev/null
        for dry in --dry ''; do
                blames "a PID file that systemd does not see$dry" unseen-pid "${place%=*}" 3 "systemd waits in vain for the PID file $where/unseen.pid" $dry
        done
done

# an error of the filter's own, a place behind a link, a limit of a filter on what runs before, a device that may only be read
unit own-error 'SystemCallFilter=~@network-io' 'SystemCallErrorNumber=EACCES' 'ExecStart=/bin/sh -c "echo socket: Permission denied; exit 1"' 'Type=oneshot'
unit merged 'NoExecPaths=/' 'ExecPaths=/usr' 'ExecStart=/bin/true' 'Type=oneshot'
unit unmapped 'NoExecPaths=/' 'ExecPaths=/usr/bin /usr/sbin /lib64/ld-linux-x86-64.so.2' 'ExecStart=/usr/bin/id' 'Type=oneshot'
unit prepares 'SystemCallFilter=~@chown' 'ExecStartPre=/bin/chown root /etc/issue' 'ExecStart=/bin/true' 'Type=oneshot'
unit null 'DevicePolicy=strict' 'DeviceAllow=/dev/null r' 'ExecStart=/bin/sh -c "echo >/dev/null"' 'Type=oneshot'
unit reset 'CapabilityBoundingSet=' 'User=daemon' 'ExecStart=/bin/sh -c "echo chown: Operation not permitted; exit 1"' 'Type=oneshot'
systemctl daemon-reload
systemctl start own-error merged unmapped prepares null reset 2>/dev/null
contains "after: a filter's own error" 'these refuse so: SystemCallFilter=~@network-io (/etc/systemd/system/own-error.service:2)' "$(unitlock why own-error | tr -s '\n ' ' ')"
contains 'after: what lies behind a link is not told' '"findings": []' "$(unitlock why --json merged)"
contains 'after: words of the dynamic loader' 'these refuse so: NoExecPaths=/ (/etc/systemd/system/unmapped.service:2)' "$(unitlock why unmapped | tr -s '\n ' ' ')"
contains 'after: what a program before it imports' 'chown imports functions' "$(unitlock why prepares | tr -s '\n ' ' ')"
blames 'after: a device that may only be read' null DevicePolicy 2 'DeviceAllow=/dev/null rw'
contains 'after: a line that resets has its place' 'CapabilityBoundingSet= (/etc/systemd/system/reset.service:2)' "$(unitlock why reset | tr -s '\n ' ' ')"

# to remove a file is to write its directory
echo >/srv/stale
unit removes 'ProtectSystem=strict' 'ExecStart=/bin/rm /srv/stale' 'Type=oneshot'
systemctl daemon-reload
systemctl start removes 2>/dev/null
blames 'after: a file that is to be removed' removes ProtectSystem 2 '"ReadWritePaths=/srv"'

# what is to be made is not there without the sandbox either
mkdir -m 700 /srv/of-daemon /var/lib/hidden && chown daemon /srv/of-daemon
unit makes 'CapabilityBoundingSet=' 'ExecStart=/bin/sh -c "echo >/srv/of-daemon/new"' 'Type=oneshot'
unit makes-hidden 'TemporaryFileSystem=/var' 'ExecStart=/bin/sh -c "echo >/var/lib/hidden/new"' 'Type=oneshot'
unit makes-nowhere 'TemporaryFileSystem=/var' 'ExecStart=/bin/sh -c "echo >/srv/nowhere/new"' 'Type=oneshot'
# one that waits for systemd's ear
unit notifies 'TemporaryFileSystem=/run' 'Type=notify' 'NotifyAccess=all' 'TimeoutStartSec=5' \
        'ExecStart=/bin/sh -c "systemd-notify --ready; exec sleep 1000"'
mkdir -p /run/systemd/system/notifies.service.d
systemctl daemon-reload
systemctl start makes makes-hidden makes-nowhere notifies 2>/dev/null
contains 'after: a file that is to be made: who refuses so' 'these refuse so: CapabilityBoundingSet= (' "$(unitlock why makes | tr -s '\n ' ' ')"
contains 'after: ... in what is hidden' 'these refuse so: TemporaryFileSystem=/var (' "$(unitlock why makes-hidden | tr -s '\n ' ' ')"
contains 'after: ... in what is nowhere' 'without any sandbox that fails as well' "$(unitlock why makes-nowhere | tr -s '\n ' ' ')"
contains 'after: nobody looked at one that ended well: that is said' 'what it was refused is not known' "$(unitlock why good | tr -s '\n ' ' ')"
for dry in --dry ''; do
        blames "systemd cannot be told that it is up$dry" notifies TemporaryFileSystem 2 'BindPaths=/run/systemd/notify' $dry
done
printf '[Service]\nBindPaths=/run/systemd/notify\n' >/run/systemd/system/notifies.service.d/change.conf
systemctl daemon-reload
check '... the change does' systemctl start notifies
systemctl stop notifies

# nobody saw it: who it may have been, by how it ended, by what it said, or by nothing
suspects() { # "WHAT" UNIT WORDS
        systemctl start "$2" 2>/dev/null
        contains "after: $1" "$3" "$(unitlock why --json=short "$2")"
}
unit crash 'MemoryDenyWriteExecute=yes' 'ProtectHome=yes' 'ExecStart=/bin/sh -c "kill -SEGV $$$$"' 'Type=oneshot'
unit files 'LimitNOFILE=99' 'ProtectHome=yes' 'ExecStart=/bin/sh -c "echo Too many open files; exit 1"' 'Type=oneshot'
unit anyway 'User=daemon' 'ProtectSystem=strict' 'ExecStart=/bin/cat /etc/shadow' 'Type=oneshot'
unit mute 'ProtectHome=yes' 'ExecStart=/bin/false' 'Type=oneshot'
unit socket 'PrivateTmp=yes' 'ProtectClock=yes' 'ExecStart=/bin/sh -c "echo No such file or directory; exit 1"' 'Type=oneshot'
systemctl daemon-reload
suspects 'a crash' crash 'may make a program end so: MemoryDenyWriteExecute=yes (/etc/systemd/system/crash.service:2).'
suspects 'a limit' files 'these refuse so: LimitNOFILE=99 (/etc/systemd/system/files.service:2).'
suspects 'what fails without a sandbox as well' anyway 'without any sandbox that fails as well'
unit owner 'User=daemon' 'ProtectHome=yes' 'ExecStart=/bin/chown root /home' 'Type=oneshot'
systemctl daemon-reload
systemctl start owner 2>/dev/null
contains 'after: what its user may not do anyway is blamed on nothing' 'without any sandbox that fails as well' "$(unitlock why --json owner)"
unit made-up 'DynamicUser=yes' 'ExecStart=/usr/bin/touch /var/lib/made-up' 'Type=oneshot'
systemctl daemon-reload
systemctl start made-up 2>/dev/null
same 'after: nor what a user that is made up may not do anyway' 0 "$(unitlock why --json made-up | grep -c '"directive"')"
mkdir -p -m 700 /srv/of-root && echo text >/srv/of-root/file
unit shut 'User=daemon' 'InaccessiblePaths=/srv/of-root' 'ExecStart=/bin/cat /srv/of-root/file' 'Type=oneshot'
unit open 'InaccessiblePaths=/srv/of-root' 'ExecStart=/bin/cat /srv/of-root/file' 'Type=oneshot'
cp /bin/true /opt/of-root && chmod 4755 /opt/of-root
unit superuser 'NoNewPrivileges=yes' 'ExecStart=/opt/of-root' 'Type=oneshot'
unit listed 'NoNewPrivileges=yes' 'ExecStart=/bin/ls /opt/of-root' 'Type=oneshot'
unit core 'LimitCORE=0' 'ExecStart=/bin/sh -c "kill -ABRT $$$$"' 'Type=oneshot'
unit exec 'SystemCallFilter=~execve execveat' 'SystemCallErrorNumber=EPERM' 'ExecStart=/bin/true' 'Type=oneshot'
unit sys 'SystemCallFilter=~@swap' 'ExecStart=/bin/sh -c "kill -SYS $$$$"' 'Type=oneshot'
systemctl daemon-reload
systemctl start shut open core exec sys 2>/dev/null
same 'after: what its command names and its user may not read anyway' 0 "$(unitlock why --json shut | grep -c '"directive"')"
same '... nor before' 0 "$(unitlock why --json --dry shut | grep -c '"directive"')"
contains '... but root may' '"directive": "InaccessiblePaths"' "$(unitlock why --json open)"
same 'before: root gets nothing of a program that is root anyway' 0 "$(unitlock why --json --dry superuser | grep -c '"directive"')"
contains 'before: what is only named may be run' 'may run it' "$(unitlock why --json --dry listed)"
contains 'after: it left no core' 'it left no core to look into, by LimitCORE=0 (/etc/systemd/system/core.service:2)' "$(unitlock why --json core)"
contains 'after: a filter that lets no program run' '"directive": "SystemCallFilter"' "$(unitlock why --json exec)"
contains 'after: a signal that anybody may send is not said to be of the filter' 'it ended as by a call that the system call filter refuses' "$(unitlock why --json sys)"
suspects 'not a word' mute 'these of its settings refuse something: ProtectHome=yes (/etc/systemd/system/mute.service:2).'
suspects 'an error that a filter never gives' socket 'these refuse so: PrivateTmp=yes (/etc/systemd/system/socket.service:2).'

# a filter, and a program that goes on: what it may call is known by what it imports
unit imports 'ExecStart=/usr/bin/perl -e "sleep 1000"' 'SystemCallFilter=~@swap' 'SystemCallFilter=~chroot setgroups'
unit swap 'ExecStart=/usr/bin/perl -e "sleep 1000"' 'SystemCallFilter=~@swap'
unit privileged 'ExecStart=+/usr/bin/perl -e "sleep 1000"' 'SystemCallFilter=~chroot'
unit plain 'ExecStart=/usr/bin/perl -e "sleep 1000"'
systemctl daemon-reload
systemctl start imports swap privileged plain
for when in '' --dry; do
        story=$(unitlock why --json $when imports)
        contains "what a program may call, by its imports${when:+ ($when)}" '/usr/bin/perl imports functions whose calls SystemCallFilter=' "$story"
        contains "... and which${when:+ ($when)}" 'refuses, and may call them: chroot(), setgroups()"' "$story"
        for u in swap privileged plain; do
                same "... but not of $u${when:+ ($when)}" 0 "$(unitlock why --json $when $u | grep -c imports)"
        done
done
contains 'of what runs it says that nobody looked' 'did not look all the while: what it was refused and went on without is not known' "$(unitlock why --json swap)"
same '... but not where no setting refuses anything' 0 "$(unitlock why --json plain | grep -c 'did not look')"
systemctl stop imports swap privileged plain

# what a slice around it refuses, which has no file but a drop-in: by its own words, and by an error that says nothing of where
mkdir /etc/systemd/system/around.slice.d && printf '[Slice]\nDevicePolicy=closed\nTasksMax=99\n' >/etc/systemd/system/around.slice.d/x.conf
mknod /dev/mapped b 7 99
unit inner 'Slice=around-inner.slice' 'ExecStart=/bin/cat /dev/mapped' 'Type=oneshot'
unit tasks 'Slice=around.slice' 'ExecStart=/bin/sh -c "echo Resource temporarily unavailable; exit 1"' 'Type=oneshot'
systemctl daemon-reload
systemctl start inner 2>/dev/null
contains 'after: a slice is to blame' 'DevicePolicy=closed (/etc/systemd/system/around.slice.d/x.conf:2)' "$(unitlock why --json inner)"
contains 'after: a slice is to blame: no change to the unit is proposed' '"change":[]' "$(unitlock why --json=short inner | tr -d ' ')"
suspects 'a limit of a slice' tasks 'these refuse so: TasksMax=99 (/etc/systemd/system/around.slice.d/x.conf:3).'

# what systemd could not set up: by its exit status
: >/var/lib/a-file
for case in 'StateDirectory=a-file' 'SupplementaryGroups=nobody-of-that-name' 'StandardInput=file:/nowhere' 'LoadCredential=x:/nowhere' \
        'WorkingDirectory=/nowhere' 'EnvironmentFile=/nowhere'; do
        unit setup "$case" 'ExecStart=/bin/true' 'Type=oneshot'
        systemctl daemon-reload
        contains "before: $case" "Setting: $case (/etc/systemd/system/setup.service:2)" "$(unitlock why --dry setup)"
        systemctl reset-failed setup 2>/dev/null
        systemctl start setup 2>/dev/null
        contains "after: $case" "Setting: $case (/etc/systemd/system/setup.service:2)" "$(unitlock why setup)"
done
unit setup 'RootImage=/nowhere' 'ExecStart=/bin/true' 'Type=oneshot'
systemctl daemon-reload
systemctl reset-failed setup
systemctl start setup 2>/dev/null
contains 'after: a root image that is not there' 'Setting: RootImage=/nowhere (/etc/systemd/system/setup.service:2)' "$(unitlock why setup)"
unit setup 'RootImage=/etc/hostname' 'ExecStart=/bin/true' 'Type=oneshot' # no image
systemctl daemon-reload
systemctl reset-failed setup
systemctl start setup 2>/dev/null
contains 'after: what is not understood is quoted' 'systemd said:' "$(unitlock why setup)"
unit setup 'Group=root' 'SupplementaryGroups=nobody-of-that-name' 'ExecStart=/bin/true' 'Type=oneshot'
systemctl daemon-reload
systemctl reset-failed setup
systemctl start setup 2>/dev/null
contains 'after: of two settings with one status the right one' 'Setting: SupplementaryGroups=' "$(unitlock why setup)"

for _ in 1 2 3; do setpriv --reuid=news --clear-groups sleep 1000 & done
unit setup 'LimitNPROC=2' 'User=news' 'ExecStart=/bin/true' 'Type=oneshot'
systemctl daemon-reload
systemctl reset-failed setup
systemctl start setup 2>/dev/null
# systemd's child, a user's by then, says why and ends: where the journal is too late to see whose it was, the look at processes tells
contains 'after: systemd itself is one process too many' 'Setting: LimitNPROC=2 (/etc/systemd/system/setup.service:2)' "$(unitlock why setup)"
mkdir -p /srv/root/opt && printf '#!/bin/sh\n' >/srv/root/opt/script && chmod 755 /srv/root/opt/script
unit setup 'RootDirectory=/srv/root' 'ExecStart=/opt/script' 'Type=oneshot'
systemctl daemon-reload
systemctl reset-failed setup
systemctl start setup 2>/dev/null
contains 'after: an interpreter that is not below the root directory' 'needs /bin/sh, which is not there below /srv/root' "$(unitlock why setup | tr -s '\n ' ' ')"

# systemd follows symbolic links in lists of paths, and in that of the program
ln -s /usr/bin/true /usr/local/bin/linked
unit linked 'ExecStart=/usr/local/bin/linked' 'NoExecPaths=/' 'ExecPaths=/usr/local/bin/linked /usr/lib /lib64' 'Type=oneshot'
systemctl daemon-reload
check 'linked: it works' systemctl start linked
contains 'linked: nothing is expected' '"findings": []' "$(unitlock why --json --dry linked)"

# one that systemd has forgotten, since it is done: told is of its last run, not of those before
unit done 'ExecStart=-/bin/cat /root/run' 'ProtectHome=yes' 'Type=oneshot'
systemctl daemon-reload
systemctl start done
contains 'done: its last run' ProtectHome= "$(unitlock why done)"
sed -i /ProtectHome/d /etc/systemd/system/done.service
sed -i 's/ExecStart=.*/ExecStart=-\/bin\/cat \/srv\/missing/' /etc/systemd/system/done.service
echo 'ProtectHome=read-only' >>/etc/systemd/system/done.service
systemctl daemon-reload
systemctl start done
journalctl --sync
same 'done: not those before' '' "$(unitlock why --json done | grep '"directive"')"

# one that systemd starts again and again: told is of the last run that failed, whenever it is asked
unit again 'ExecStart=/bin/sh -c "sleep 0.2; cat /root/run; exit 1"' 'ProtectHome=yes' 'Restart=on-failure' 'RestartSec=300ms' 'StandardError=journal'
sed -i '1i[Unit]\nStartLimitIntervalSec=0' /etc/systemd/system/again.service
systemctl daemon-reload
systemctl start again
until_ok sh -c 'test "$(systemctl show -P NRestarts again)" -ge 1'
for state in auto-restart running; do
        until_ok sh -c "systemctl show -P SubState again | grep -q $state"
        contains "again and again, $state: names ProtectHome" ProtectHome= "$(unitlock why again)"
done
sed -i '/StartLimit/s/.*/StartLimitBurst=1/' /etc/systemd/system/again.service
systemctl daemon-reload
until_ok sh -c 'systemctl show -P ActiveState again | grep -q failed'
contains "again and again, until it may not: names ProtectHome" ProtectHome= "$(unitlock why again)"

# with the change it works: word for word
unitlock why --json home | sed -n '/"change"/,/\]/s/^ *"\([^"]*\)",*$/\1/p' >/tmp/change
mkdir -p /etc/systemd/system/home.service.d
{ echo '[Service]'; cat /tmp/change; } >/etc/systemd/system/home.service.d/allow.conf
echo secret >/root/secret
systemctl daemon-reload
check 'the change allows it' systemd-run --wait --quiet -p "$(head -n 1 /tmp/change)" /root/run

# where to write it: systemctl edit makes override.conf, which does not count against what comes after it
printf '#!/bin/sh\necho done\n' >/root/run
for name in 10-first yonder zzz; do
        unit late 'ExecStart=/root/run' 'Type=oneshot'
        rm -rf /etc/systemd/system/late.service.d
        mkdir /etc/systemd/system/late.service.d
        printf '[Service]\nProtectHome=yes\n' >/etc/systemd/system/late.service.d/$name.conf
        systemctl daemon-reload
        systemctl start late 2>/dev/null
        unitlock why late >/tmp/late
        case $name in
        10-first)
                contains "$name: systemctl edit" "'systemctl edit late.service', write this, and restart it:" "$(cat /tmp/late)"
                dropin=/etc/systemd/system/late.service.d/override.conf
                ;;
        *) dropin=$(sed -n 's/^ *To allow it, write this to \([^ ]*\) (its name must come$/\1/p' /tmp/late) ;;
        esac
        check "$name: does not work" sh -c '! systemctl start late 2>/dev/null'
        sed -n '/^       \[Service\]/,/^$/s/^       //p' /tmp/late >"$dropin"
        systemctl daemon-reload
        check "$name: works, once it is written to $dropin" systemctl start late
done
setpriv --reuid=1 --regid=1 --clear-groups unitlock why late >/tmp/late
contains 'who may not read the journal is told so' 'where unitlock-watch.service writes what it saw' "$(tr -s '\n ' ' ' </tmp/late)"

# What others write into the journal, and what it says itself, is believed for what it is.
unit idle 'ExecStart=/bin/sleep infinity' 'ProtectSystem=strict'
systemctl daemon-reload
systemctl start idle
cat >/tmp/forge <<'END'
printf 'MESSAGE=forged: /etc/shadow: Permission denied\nMESSAGE_ID=7a1b7c5f6a5e4d0c9d3f2b8e61c04f11\nOBJECT_SYSTEMD_UNIT=idle.service\nUNIT=idle.service\nUNITLOCK_CAUSE=x\nUNITLOCK_CHANGE=ExecStartPre=/srv/forged\n' |
        logger --journald
END
sh /tmp/forge
setpriv --reuid=1 --regid=1 --clear-groups sh /tmp/forge
journalctl --sync
same 'both are in the journal' 2 "$(journalctl -q -o cat OBJECT_SYSTEMD_UNIT=idle.service MESSAGE_ID=7a1b7c5f6a5e4d0c9d3f2b8e61c04f11 | grep -c forged)"
same 'what others write about a unit is not taken for what was seen' 0 "$(unitlock why --json idle | grep -c forged)"

touch /srv/painted
cat >/usr/local/bin/painted <<'END'
#!/bin/sh
printf '/srv/painted: \033[31m\377 Permission denied\n'
exit 1
END
chmod 755 /usr/local/bin/painted
unit painted 'ExecStart=/usr/local/bin/painted' 'InaccessiblePaths=/srv/painted'
systemctl daemon-reload
systemctl start painted
until_ok sh -c '[ "$(systemctl is-active painted)" = failed ]'
journalctl --sync
unitlock why painted >/tmp/painted
contains 'what it says is without its colours, and does nothing to the terminal' '/srv/painted: \xff Permission denied' "$(cat /tmp/painted)"
same 'nothing of it' 0 "$(tr -d '\n' </tmp/painted | grep -c "$(printf '\033')")"
contains 'in JSON it is not lost, though it is no UTF-8' 'Permission denied' "$(unitlock why --json painted)"

check 'usage: a bad time' sh -c '! unitlock why --since=x good'
check 'usage: no such unit' sh -c 'unitlock why nowhere; [ $? = 3 ]'
finish

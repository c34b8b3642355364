#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Whose refusals the watcher tells: those of services with a sandbox, of the system and of users, in nested control groups too; and never
# those of a container, of a user's shell, of a unit without a sandbox.
# where: outside
#
# usage: watch-worlds.sh [SUITE]     (default: $SUITE; $UNITLOCK: the program that has the lab)
set -eu

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/watch-lib.sh"

# All refusals of the file system that a sandbox could have made, and all kinds of failing
tries="read=/nowhere write=/srv/read-only/file read=/srv/closed/file mkdir=/nowhere/made bind-tcp=82 setuid=0 chown=/srv/closed connect-tcp=81 signal=1"

unit() { # NAME LINE...
        _name=$1
        shift
        printf '%s\n' "$@" >"/etc/systemd/system/$_name"
}

inside() {
        p=$here/probe
        ip link set lo up
        mkdir -p /srv/data /srv/closed /srv/read-only && chmod 700 /srv/closed && echo text >/srv/closed/file
        mount -t tmpfs -o ro none /srv/read-only
        start_watcher
        sandbox='ProtectSystem=strict
PrivateTmp=yes
RestrictRealtime=yes'

        # --- a container: a service that runs one, with another root, its own processes, its own control groups
        mkdir -p /srv/root/etc /srv/root/usr "/srv/root$here" /srv/root/tmp /srv/root/var /srv/root/run /srv/root/srv
        for name in bin lib lib64 sbin; do [ ! -L /$name ] || cp -P /$name /srv/root/; done
        cp /usr/lib/os-release /srv/root/etc/
        unit container.service '[Service]' Type=oneshot Delegate=yes DevicePolicy=closed DeviceAllow='char-pts rw' TasksMax=1000 "$sandbox" \
                StandardOutput=file:/srv/container.out StandardError=file:/srv/container.out \
                'ReadWritePaths=/srv /run' \
                "ExecStart=-/usr/bin/systemd-nspawn --quiet --register=no --keep-unit --as-pid2 --read-only --pipe --directory=/srv/root --bind-ro=/usr --bind-ro=$here $p write=/etc/from-the-container realtime read=/nowhere mkdir=/usr/made unshare=0x20000"
        # another kind of container: namespaces of its own, made by the program
        unit namespaces.service '[Service]' Type=oneshot "$sandbox" \
                "ExecStart=-/usr/bin/unshare --pid --fork --mount $p write=/srv/from-namespaces"
        # a scope of machines
        systemd-run --quiet --scope --slice=machine.slice --unit=machine-other "$p" write=/srv/read-only/of-machine $tries >/dev/null

        # --- a user's shell
        systemd-run --quiet --scope --slice=user-1.slice --unit=session-c9 setpriv --reuid=1 --regid=1 --init-groups "$p" \
                write=/etc/of-shell $tries >/dev/null
        # Where logind has a /proc of its own (systemd 258 on), what nspawn puts over this file is not in it; and the journal is asked
        # for the entries of this boot.
        cp /proc/sys/kernel/random/boot_id /run/boot-id
        umount /proc/sys/kernel/random/boot_id
        sed -i "/^daemon:/s,:[^:]*:\([^:]*\)$,:/srv/home:\1," /etc/passwd # usermod is not everywhere
        mkdir -p /srv/home/.config/systemd/user/at-home.service.d
        printf '[Service]\nType=oneshot\nExecStart=-%s personality\n' "$p" >/srv/home/.config/systemd/user/at-home.service
        printf '[Service]\n\nLockPersonality=yes\n' >/srv/home/.config/systemd/user/at-home.service.d/lock.conf
        chown -R daemon: /srv/home && chmod 700 /srv/home
        check 'a user manager starts' systemctl start user@1
        mount --bind /run/boot-id /proc/sys/kernel/random/boot_id
        setpriv --reuid=1 --regid=1 --init-groups env XDG_RUNTIME_DIR=/run/user/1 systemd-run --user --quiet --scope "$p" write=/etc/of-scope $tries >/dev/null

        # --- no sandbox
        # shellcheck disable=SC2086 # words are wanted
        unit bare.service '[Service]' Type=oneshot "ExecStart=-$p write=/srv/read-only/of-bare $tries"
        unit bare-user.service '[Service]' Type=oneshot User=daemon "ExecStart=-$p write=/etc/of-bare $tries"
        unit limits.service '[Service]' Type=oneshot User=daemon LimitNOFILE=64 Nice=5 "ExecStart=-$p write=/etc/of-limits $tries"

        # --- what is to be told: nested groups, units of users
        cat >/opt/nested <<END
#!/bin/sh
group=/sys/fs/cgroup\$(sed -n 's/^0:://p' /proc/self/cgroup)
mkdir -p "\$group/below/deeper"
echo \$\$ >"\$group/below/deeper/cgroup.procs"
exec $p write=/srv/from-nested
END
        chmod 755 /opt/nested
        unit nested.service '[Service]' Type=oneshot Delegate=yes "$sandbox" ExecStart=-/opt/nested
        mkdir -p /etc/systemd/user
        printf '[Service]\nType=oneshot\nRestrictRealtime=yes\nLockPersonality=yes\nSystemCallFilter=~mkdir mkdirat\nSystemCallErrorNumber=EPERM\nExecStart=-%s personality mkdir=/tmp/of-user\n' \
                "$p" >/etc/systemd/user/of-user.service
        printf '[Service]\nType=oneshot\nExecStart=-%s write=/etc/of-bare-user read=/nowhere\n' "$p" >/etc/systemd/user/of-user-bare.service
        printf '[Service]\nType=oneshot\nProtectSystem=full\nExecStart=/bin/touch /etc/not-his\n' >/etc/systemd/user/not-his.service
        printf '[Service]\nType=oneshot\nProtectSystem=strict\nExecStart=/bin/touch /srv/home/his\n' >/etc/systemd/user/his.service
        as_user() {
                setpriv --reuid=1 --regid=1 --init-groups env XDG_RUNTIME_DIR=/run/user/1 HOME=/srv/home "$@"
        }
        unit last.service '[Service]' Type=oneshot "$sandbox" "ExecStart=-$p write=/srv/last"
        systemctl daemon-reload
        as_user systemctl --user daemon-reload
        systemctl start container namespaces bare bare-user limits nested
        contains 'the container ran' 'write /etc/from-the-container: Read-only' "$(cat /srv/container.out)"
        as_user systemctl --user start of-user of-user-bare at-home not-his his
        systemctl start last
        check 'all has been looked at' is_told last.service /srv/last
        journalctl --sync

        for name in container namespaces bare bare-user limits; do
                same "$name: nothing is told" '' "$(told $name.service)"
        done
        same 'of no scope anything is told' '' "$(said | grep -E 'of-machine|of-shell|of-scope')"
        contains 'what is in a nested control group is the service' /srv/from-nested "$(told nested.service)"
        ours=$(journalctl -o cat OBJECT_SYSTEMD_USER_UNIT=of-user.service SYSLOG_IDENTIFIER=unitlock-watch)
        contains 'a unit of a user is told of' LockPersonality "$ours"
        contains 'with all its refusals' SystemCallFilter "$ours"
        contains 'and one below his home, with the file that sets it' \
                'LockPersonality=yes (/srv/home/.config/systemd/user/at-home.service.d/lock.conf:3)' \
                "$(journalctl -o cat OBJECT_SYSTEMD_USER_UNIT=at-home.service SYSLOG_IDENTIFIER=unitlock-watch)"
        same 'and one without a sandbox is not' '' "$(journalctl -o cat OBJECT_SYSTEMD_USER_UNIT=of-user-bare.service SYSLOG_IDENTIFIER=unitlock-watch)"
        same 'nor of what the user may not do anyway' '' "$(journalctl -o cat OBJECT_SYSTEMD_USER_UNIT=not-his.service SYSLOG_IDENTIFIER=unitlock-watch)"
        as_reader() { # a user of the system: what his units say is in the journal of the system
                setpriv --reuid=1 --regid=1 --groups="$(getent group systemd-journal | cut -d: -f3)" \
                        env XDG_RUNTIME_DIR=/run/user/1 HOME=/srv/home "$@"
        }
        same '... nor does why' 0 "$(as_reader unitlock why --user --json not-his | grep -c '"directive"')"
        # before 254 the manager of a user mounts nothing for units that do not ask for PrivateUsers=
        [ "$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')" -lt 254 ] || {
                contains '... but it does of what he may' '"directive": "ProtectSystem"' "$(as_reader unitlock why --user --json his)"
                contains '... and to who may not read what was seen, that' 'may not be read here' "$(as_user unitlock why --user --json his)"
        }
        # services of systemd's own have a sandbox, too, and ask for more than they get
        same 'nobody else is told of' '' "$(journalctl -o cat --output-fields=OBJECT_SYSTEMD_UNIT "MESSAGE_ID=$refused" | sort -u | grep -vxE 'nested.service|last.service|user@1.service|systemd-.*')"
        finish
}

if [ "${1-}" = --inside ]; then
        set +e
        inside
        exit
fi
begin_outside "$@"
watch_lab "$0" systemd-container

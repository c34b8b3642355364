# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# A service that is an init script, which systemd makes a unit of while our generator runs beside it: a profile of the admin's confines it,
# it starts, stops and serves, all verbs know it, and it is let alone where the script is no unit: masked, not to be executed, or systemd
# (since 260) takes no scripts.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/life-lib.sh"

dropin=/run/systemd/generator/tftpd-hpa.service.d/0-0-unitlock.conf
profile=/etc/unitlock/profiles.d/tftpd-hpa.service.profile

serves() {
        for _try in 1 2 3 4 5; do
                [ "$(curl -s --max-time 5 tftp://localhost/file)" != hello ] || return 0
        done
        return 1
}

daemons() { pgrep -c -x in.tftpd; }

if [ "${1:-}" = inside ]; then
        life_install /opt/test
        systemctl stop tftpd-hpa 2>/dev/null
        # newer releases have a unit file, too
        rm -f /usr/lib/systemd/system/tftpd-hpa.service
        systemctl daemon-reload
        mkdir -p /srv/tftp
        echo hello >/srv/tftp/file
        mkdir -p "${profile%/*}"
        {
                printf 'unitlock-needs 1\nunit tftpd-hpa.service\nstability tested\n'
                for need in 'capability CAP_NET_BIND_SERVICE' 'capability CAP_SYS_CHROOT' 'capability CAP_SETUID' 'capability CAP_SETGID' \
                        'syscall chroot' 'syscall setgroups' 'syscall setuid' 'syscall setgid' 'path read /srv/tftp/FILE' 'indirect nss' \
                        'socket AF_INET/SOCK_DGRAM/0' 'socket AF_INET6/SOCK_DGRAM/0' 'socket AF_UNIX/SOCK_DGRAM/0' 'bind udp:0.0.0.0:69' \
                        'accept udp:127.0.0.1' 'bind udp:0.0.0.0:0' 'connect udp:127.0.0.1:2000' 'user 100' 'group 100'; do
                        printf '%s\n\tdeclared - profile - serves files\n' "$need"
                done
        } >$profile
        unitlock enforce tftpd-hpa 2>/run/said
        got=$?
        if [ "$SUITE" = forky ]; then
                same "this systemd makes no unit of it: it is not there" 3 $got
                check "... and has no drop-in" test ! -e $dropin
                finish
                exit
        fi
        same "it can be enforced" 0 "$got"
        note "$(cat /run/said)"
        check "it has a drop-in of ours" test -s $dropin
        systemctl start tftpd-hpa
        rm -r $dropin /etc/unitlock/enforce
        systemctl daemon-reload
        systemctl restart tftpd-hpa
        check "it serves, as it comes" serves
        shipped=$(field tftpd-hpa exposure)

        check "it is to be confined" unitlock enforce --quiet tftpd-hpa
        same "systemd reads our drop-in beside the unit that it made" $dropin "$(systemctl show -P DropInPaths tftpd-hpa)"
        same "... of the script" /etc/init.d/tftpd-hpa "$(systemctl show -P SourcePath tftpd-hpa)"
        same "systemd-analyze verify has nothing to say" "" "$(systemd-analyze verify --man=no tftpd-hpa.service 2>&1 | grep 0-0-unitlock)"
        same "it waits for its restart, and for no reload" restart "$(field tftpd-hpa pending)"
        before=$(pgrep -x in.tftpd)
        check "it restarts" unitlock restart --restart tftpd-hpa
        same "the daemon from before was found and stopped" 1 "$(daemons)"
        check "... it is another one" test "$before" != "$(pgrep -x in.tftpd)"
        check "it serves, confined" serves
        contains "confined" "NoNewPrivs:	1" "$(cat "/proc/$(pgrep -x in.tftpd)/status")"
        same "nothing waits" - "$(field tftpd-hpa pending)"
        note "exposure $shipped, with its profile $(field tftpd-hpa exposure)"
        check "it is less exposed" awk -v a="$(field tftpd-hpa exposure)" -v b="$shipped" 'BEGIN { exit !(a < b - 4) }'
        same "... as systemd says" "$(systemd-analyze security --no-pager tftpd-hpa.service | sed -n 's/.*exposure level for.*: \([0-9.]*\) .*/\1/p')" \
                "$(field tftpd-hpa exposure)"
        check "score knows it" unitlock score tftpd-hpa
        contains "profile show makes the same drop-in" "$(grep ^ProtectSystem= $dropin)" "$(unitlock profile show --dropin tftpd-hpa)"

        systemctl stop tftpd-hpa
        same "it stops" 0 "$(daemons)"
        check "it starts again" systemctl start tftpd-hpa
        check "... and serves" serves

        # What is kept holds although the unit that systemd made is there at one time and not at another.
        unitlock refresh --quiet
        check "what was made is kept" test -s /var/cache/unitlock/generator
        kept=$(stat -c '%i %z' /var/cache/unitlock/generator)
        systemctl daemon-reload
        /usr/lib/systemd/system-generators/unitlock-generator --remember
        same "... and holds after a reload" "$kept" "$(stat -c '%i %z' /var/cache/unitlock/generator)"
        chmod -x /etc/init.d/tftpd-hpa
        systemctl daemon-reload
        check "a script that may not be executed: no drop-in" test ! -e $dropin
        unitlock enforce --quiet tftpd-hpa 2>/dev/null
        same "... and no unit" 3 $?
        chmod +x /etc/init.d/tftpd-hpa
        systemctl daemon-reload
        check "there again" test -s $dropin
        systemctl mask --quiet tftpd-hpa
        check "masked: no drop-in" test ! -e $dropin
        systemctl unmask --quiet tftpd-hpa
        check "not masked: there again" test -s $dropin

        check "complain" unitlock complain --quiet tftpd-hpa
        check "... no drop-in" test ! -e $dropin
        same "... says status" complain "$(field tftpd-hpa mode)"
        check "enforced again" unitlock enforce --quiet --force tftpd-hpa
        check "off" unitlock off --quiet tftpd-hpa
        check "... no drop-in" test ! -e $dropin
        check "... restarts" systemctl restart tftpd-hpa
        same "... as it came" "$shipped" "$(field tftpd-hpa exposure)"
        check "... and serves" serves
        finish
        exit
fi
life_outside tftpd-hpa curl procps

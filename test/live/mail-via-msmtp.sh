# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# unitlock mail-via-msmtp: two confined units, root's and a user's, mail through the host's Postfix by TCP in place of its set-group-ID
# program; what is missing is said before anything is set; and the way back.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/life-lib.sh"

# The last letter that came with this subject, headers and all.
letter() {
        timeout 20 tail -n +1 -F /var/mail/joe 2>/dev/null | grep -q -m 1 "^Subject: $1\$" && cat /var/mail/joe
}
# EXPECTED-STATUS TEXT WHAT UNIT: it is refused, for this reason, and nothing is set
refused() {
        unitlock mail-via-msmtp "$4" >/run/said 2>&1
        same "$3: refused" "$1" $?
        contains "... with the reason" "$2" "$(cat /run/said)"
        check "... and nothing is set" test ! -e /etc/unitlock/mail-via-msmtp
}
privileges() {
        systemctl show -P NoNewPrivileges "$1"
}

if [ "${1:-}" = inside ]; then
        life_install /opt/test
        useradd --create-home joe
        useradd --system mailer
        echo '127.0.0.1 lab.test lab localhost' >/etc/hosts
        program=$(sed -n 's/^ExecStart=\(.*\)\/bin\/unitlock .*/\1/p' /opt/test/unitlock-refresh@.service)/libexec/unitlock/sendmail-by-msmtp
        install -D -m 755 /opt/test/sendmail-by-msmtp "$program"
        # it does not say plainly that it mails: what is read there must not stand in for what the profile says
        cat >/usr/local/lib/mailer <<'SH'
#!/bin/sh
printf 'To: joe\nSubject: by-%s\n\nHello.\n' "$1" | /usr/sbin/send${mail:-mail} -t
exec sleep infinity
SH
        chmod 755 /usr/local/lib/mailer
        printf '[Service]\nExecStart=sleep infinity\n' >/etc/systemd/system/plain.service
        for kind in root user deaf; do
                printf '[Service]\nType=exec\n%s\nExecStart=/usr/local/lib/mailer %s\n' "$(test $kind = user && echo User=mailer)" $kind \
                        >/etc/systemd/system/mailer-$kind.service
                {
                        printf 'unitlock-needs 1\nunit mailer-%s.service\nstability tested\npath read,execute /usr/bin/dash\n declared - profile - its script\n' $kind
                        [ $kind = deaf ] || printf 'indirect sendmail\n declared - profile - mails\n'
                } >/usr/share/unitlock/profiles/mailer-$kind.service.profile
        done
        systemctl daemon-reload

        refused 9 "its profile is not in force" "a profile that is not in force" mailer-user
        unitlock enforce -q mailer-root mailer-user mailer-deaf
        refused 9 "does not say that it mails" "a unit that does not mail" mailer-deaf
        refused 3 "it has no profile" "a unit without a profile" plain.service
        systemctl stop postfix 'postfix@-' # Debian 12: the unit stands for its instances
        refused 1 "No mail server listens" "no server" mailer-user
        case $SUITE in bookworm) systemctl start postfix@- ;; *) systemctl start postfix ;; esac
        mv /usr/bin/msmtp /usr/bin/msmtp.away
        refused 3 "apt install msmtp" "no msmtp" mailer-user
        mv /usr/bin/msmtp.away /usr/bin/msmtp
        mkdir -p /etc/systemd/system/mailer-user.service.d
        printf '[Service]\nPrivateNetwork=yes\n' >/etc/systemd/system/mailer-user.service.d/own.conf
        refused 5 "PrivateNetwork=yes" "a unit with a network of its own" mailer-user
        rm -r /etc/systemd/system/mailer-user.service.d
        systemctl daemon-reload

        for kind in root user; do
                same "mailer-$kind: at first it may gain privileges, for postdrop" no "$(privileges mailer-$kind)"
        done
        check "set for both" unitlock mail-via-msmtp mailer-root mailer-user
        check "twice is no error" unitlock mail-via-msmtp mailer-root
        for kind in root user; do
                contains "mailer-$kind: the drop-in says so" ":/usr/sbin/sendmail" "$(systemctl show -P BindReadOnlyPaths mailer-$kind)"
                same "mailer-$kind: no new privileges" yes "$(privileges mailer-$kind)"
                same "mailer-$kind: systemd-analyze verify has nothing to say" "" "$(systemd-analyze verify --man=no mailer-$kind.service 2>&1 | grep 0-0-unitlock)"
                systemctl start mailer-$kind
                contains "mailer-$kind: the letter arrives, by SMTP" "Received: from localhost (" "$(letter "by-$kind")"
                contains "mailer-$kind: from whom it is" "From $(test $kind = root && echo root || echo mailer)@" "$(letter "by-$kind")"
                systemctl stop mailer-$kind
                rm -f /var/mail/joe
        done
        same "all others have the sendmail of the host" /usr/sbin/sendmail "$(readlink -f /usr/sbin/sendmail)"
        check "... of Postfix" sh -c '! grep -q msmtp /usr/sbin/sendmail'
        check "and back" unitlock mail-via-msmtp --undo mailer-root mailer-user
        for kind in root user; do
                same "mailer-$kind: it may gain privileges again" no "$(privileges mailer-$kind)"
                systemctl start mailer-$kind
                text=$(letter "by-$kind")
                contains "mailer-$kind: the letter arrives" "Subject: by-$kind" "$text"
                same "mailer-$kind: ... not by SMTP" "" "$(echo "$text" | grep "Received: from localhost (")"
                systemctl stop mailer-$kind
                rm -f /var/mail/joe
        done
        # msmtp away after it was set: the host's sendmail counts
        unitlock mail-via-msmtp -q mailer-user
        mv /usr/bin/msmtp /usr/bin/msmtp.away
        systemctl daemon-reload
        same "msmtp is removed: the unit has the sendmail of the host" "" "$(systemctl show -P BindReadOnlyPaths mailer-user)"
        systemctl start mailer-user
        contains "... and mails" "Subject: by-user" "$(letter "by-user")"
        finish
        exit
fi

life_outside postfix msmtp

# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# What a host is changes: a name service module, a foreign architecture, a hook of the admin's, another mail provider. Each time the
# units that this concerns are named with what changes, in the journal, by dpkg or by status, no other unit is, and after their
# restart they do what the host now asks of them.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/life-lib.sh"

# The journal from here on.
mark() {
        cursor=$(journalctl -n 0 --show-cursor | sed -n 's/^-- cursor: //p')
}
# TEXT [MATCHES]: waits until it is logged since the mark, by unitlock refresh or as told.
# shellcheck disable=SC2086 # words are wanted
logged() {
        journal_until "$1" --after-cursor="$cursor" ${2:--t unitlock-refresh} >/dev/null
}
# UNIT: what status says of it below the table
pending() {
        unitlock status | sed -n "/^$1, by a /,/^\$/p"
}
# NAME INDIRECT-NEED [LINE-OF-UNIT] <SCRIPT: a service that does this, and stays
service() {
        { echo '#!/bin/sh'; cat; echo 'exec sleep infinity'; } >"/usr/local/lib/$1"
        chmod 755 "/usr/local/lib/$1"
        printf '[Service]\nType=exec\n%s\nExecStart=/usr/local/lib/%s\n' "${3:-}" "$1" >"/etc/systemd/system/$1.service"
        printf 'unitlock-needs 1\nunit %s.service\nstability tested\npath read,execute /usr/bin/dash\n declared - profile - its script\nindirect %s\n declared - profile - it does\n' \
                "$1" "$2" >"/usr/share/unitlock/profiles/$1.service.profile"
}
# KIND: that of mailer-KIND. It does not say plainly that it mails: what is read there must not stand in for what the profile says.
letter() {
        cat <<SH
printf 'To: joe@localhost\nSubject: by-mailer-$1\n\nHello.\n' | /usr/sbin/send\${mail:-mail} -f mailer@localhost joe@localhost
SH
}

if [ "${1:-}" = inside ]; then
        life_install /opt/test
        useradd --create-home joe
        useradd --system mailer
        echo '127.0.0.1 lab.test lab localhost' >/etc/hosts
        service looker nss <<'SH'
if perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0) or exit 1'; then echo may-ask-sssd; fi
if perl -MSocket -e 'socket(my $s, AF_INET, SOCK_DGRAM, 0) or exit 1'; then echo may-ask-NIS; else echo may-not-ask-NIS; fi
SH
        letter root | service mailer-root sendmail
        letter user | service mailer-user sendmail User=mailer
        sh /opt/test/exercises/smartmontools.sh prepare
        printf '[Service]\nExecStartPost=-/usr/share/smartmontools/smartd-runner\n' >/etc/systemd/system/smartmontools.service.d/warn.conf
        life_install_refresh /opt/test
        unitlock enforce -q looker mailer-root mailer-user smartmontools nginx postfix
        systemctl restart postfix nginx smartmontools
        mark
        systemctl start looker mailer-root mailer-user
        check "at first: no network for a service that looks up names in files" logged may-not-ask-NIS '-u looker.service'
        check "at first: the letters arrive" timeout 60 sh -c 'tail -n +1 -F /var/mail/joe 2>/dev/null | grep -q -m 1 by-mailer-user'
        contains "at first: nothing to do" "Nothing has changed" "$(unitlock refresh)"
        same "... or to say" "" "$(unitlock refresh --quiet 2>&1)"

        # Name service modules. For sssd nothing has to change: any service may ask over a socket of the host.
        mark
        sed -i 's/^passwd:.*/& sss/' /etc/nsswitch.conf
        check "sss in nsswitch.conf: it is looked at" logged Finished '-u unitlock-refresh@etc-nsswitch.conf.service'
        same "... and changes no unit" "" "$(unitlock status | grep ', by a')"
        contains "... though it is known" "/etc/nsswitch.conf:" "$(unitlock facts looker | grep libnss_sss)"
        mark
        systemctl restart looker
        check "... which may ask sssd as it is" logged may-ask-sssd '-u looker.service'
        echo 'ypserver 192.0.2.9' >/etc/yp.conf
        mark
        sed -i 's/^passwd:.*/& nis/' /etc/nsswitch.conf
        check "nis in nsswitch.conf: the journal names the unit" logged 'looker.service is confined otherwise, from its next restart on'
        note "$(pending looker.service)"
        contains "status: what changes" '-PrivateNetwork=yes' "$(pending looker.service)"
        contains "... and why" "NIS server" "$(unitlock facts looker)"
        mark
        check "it restarts" unitlock restart looker
        check "it may ask NIS then" logged may-ask-NIS '-u looker.service'
        same "nothing is pending" - "$(field looker pending)"
        sed -i 's/ nis$//' /etc/nsswitch.conf
        check "... and back" unitlock refresh

        # A foreign architecture.
        mark
        dpkg --add-architecture i386
        check "a foreign architecture: the journal names the unit" logged 'postfix.*.service is confined otherwise'
        unit=$(unitlock status --no-legend | awk '$1 ~ /^postfix/ && $6 == "restart" { print $1; exit }')
        note "$(pending "$unit")"
        contains "status: what changes" 'SystemCallArchitectures=' "$(pending "$unit")"
        check "it restarts" unitlock restart "$unit"
        check "it mails" sh /opt/test/exercises/postfix.sh

        # A hook of the admin's. Not noticed at first: then it is refused what it wants.
        systemctl stop unitlock-refresh.target
        printf '#!/bin/sh\ncurl -sS -A page-by-smartd http://localhost/\n' >/etc/smartmontools/smartd_warning.d/page
        chmod +x /etc/smartmontools/smartd_warning.d/page
        ln -s ../smartd_warning.d/page /etc/smartmontools/run.d/20page
        systemctl restart smartmontools
        same "a hook that was not noticed gets no further" "" "$(grep page-by-smartd /var/log/nginx/access.log)"
        same "status: it is named" reload "$(field smartmontools pending)"
        contains "... with what changes" 'RestrictAddressFamilies' "$(pending smartmontools.service)"
        contains "facts name it" /etc/smartmontools/smartd_warning.d/page "$(unitlock facts smartmontools)"
        contains "... and what it calls" curl "$(unitlock facts smartmontools)"
        mark
        systemctl start unitlock-refresh.target
        touch /etc/smartmontools/smartd_warning.d/page
        check "a hook of smartd: the journal names the unit" logged 'smartmontools.service is confined otherwise'
        check "it restarts" systemctl restart smartmontools
        check "the hook does what it is for" grep -q page-by-smartd /var/log/nginx/access.log

        # Another mail provider; by dpkg's triggers alone.
        systemctl stop unitlock-refresh.target
        perl /opt/test/live/smtp-sink.pl 2525 /run/sink.mbox &
        printf 'account default\nhost 127.0.0.1\nport 2525\nfrom mailer@localhost\ntls off\n' >/etc/msmtprc
        chmod 644 /etc/msmtprc
        dpkg --remove --force-depends postfix >/run/dpkg.log 2>&1
        dpkg -i /opt/test/more/msmtp-mta.deb >>/run/dpkg.log 2>&1
        note "$(grep -A 20 'What this host' /run/dpkg.log)"
        contains "postfix replaced by msmtp: dpkg names the unit" 'mailer-user.service is confined otherwise' "$(cat /run/dpkg.log)"
        same "status: restart" restart "$(field mailer-user pending)"
        contains "status: what changes, of a user's" '+RestrictAddressFamilies' "$(pending mailer-user.service)"
        contains "status: what changes, of root's" 'RestrictAddressFamilies' "$(pending mailer-root.service)"
        for kind in root user; do
                check "mailer-$kind restarts" unitlock restart mailer-$kind
                contains "mailer-$kind: confined" 0-0-unitlock.conf "$(systemctl show -P DropInPaths mailer-$kind)"
                check "mailer-$kind: the letter arrives by msmtp" \
                        timeout 60 sh -c "tail -n +1 -F /run/sink.mbox 2>/dev/null | grep -q -m 1 by-mailer-$kind"
        done
        finish
        exit
fi

more=$(mktemp -d)
life_repack msmtp-mta "$SUITE" >"$more/msmtp-mta.deb"
MORE=$more life_outside nginx postfix msmtp smartmontools curl perl-base
status=$?
rm -r "$more"
exit $status

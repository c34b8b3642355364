# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# The matrix of mail: one profile that says "indirect sendmail" x who provides /usr/sbin/sendmail x whether the unit is root's. In every
# cell the letter really arrives, under the drop-in that the generator made for this host, and without the indirect need it does not
# where the provider needs more than any service has: else the cell would prove nothing. PROVIDERS= in the environment chooses
# others than the few that are run by default (`make matrix`: all).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/profiles-lib.sh"

all="postfix exim4 sendmail-bin msmtp-mta dma nullmailer opensmtpd"

# Who sends nothing without the indirect need: postfix, by its group; and so on. What is left out works either way.
breaks() { # PROVIDER KIND
        case $1-$2 in
        msmtp-mta-*) return 1 ;;
        postfix-root | sendmail-bin-root | exim4-root) return 1 ;; # root's rights may do in its place: not said either way
        esac
}

if [ "${1:-}" = inside ]; then
        here=$2 provider=$3
        useradd --create-home joe
        useradd --system mailer
        echo '127.0.0.1 lab.test lab localhost' >/etc/hosts
        mailbox=/var/mail/joe
        sink() {
                perl "$here/live/smtp-sink.pl" 25 /run/sink.mbox &
                mailbox=/run/sink.mbox
        }
        case $provider in
        postfix) systemctl restart postfix ;;
        exim4) systemctl restart exim4 ;;
        sendmail-bin) systemctl restart sendmail ;;
        msmtp-mta)
                sink
                printf 'account default\nhost 127.0.0.1\nport 25\nfrom mailer@localhost\ntls off\n' >/etc/msmtprc
                chmod 644 /etc/msmtprc
                ;;
        dma) echo lab >/etc/mailname ;;
        nullmailer)
                sink
                echo '127.0.0.1 smtp --port=25' >/etc/nullmailer/remotes
                echo lab.test >/etc/mailname
                systemctl restart nullmailer
                ;;
        opensmtpd)
                sed -i 's/maildir/mbox/' /etc/smtpd.conf
                systemctl restart opensmtpd
                # it is ready later than it says
                tries=0
                until smtpctl show status >/dev/null 2>&1 || [ $tries -gt 1000 ]; do tries=$((tries + 1)); done
                ;;
        esac
        mkdir -p /usr/share/unitlock/profiles /etc/unitlock/enforce
        for kind in root user; do
                for needs in with without; do
                        unit=mailer-$kind-$needs
                        {
                                echo "[Service]"
                                echo "Type=exec"
                                [ $kind = root ] || echo "User=mailer"
                                # The service stays, as one that mails does: exim's child delivers in it. Its program does not say plainly
                                # that it mails: what `unitlock` reads there must not stand in for what the profile says.
                                echo "ExecStart=/bin/sh -c 'printf \"To: joe@localhost\\\\nSubject: by-$unit\\\\n\\\\nHello.\\\\n\" | /usr/sbin/send\$\${mail:-mail} -f mailer@localhost joe@localhost; echo sendmail-ended-with-\$\$?; exec sleep infinity'"
                        } >/etc/systemd/system/$unit.service
                        {
                                printf 'unitlock-needs 1\nunit %s.service\nstability tested\n\ncoverage profile\n' $unit
                                printf 'path read,execute /usr/bin/dash\n\tdeclared - profile - its script\n'
                                [ $needs = without ] || printf 'indirect sendmail\n\tdeclared - profile - mails\n'
                        } >/usr/share/unitlock/profiles/$unit.service.profile
                done
        done
        # The generator takes no shipped profile to be in the way.
        mkdir "$here/none"
        mv "$here/profiles" "$here/none/"
        mkdir "$here/profiles"
        cp /usr/share/unitlock/profiles/* "$here/profiles/"
        enforce_profiles "$here"
        for kind in root user; do
                unit=mailer-$kind-with
                contains "$provider, $kind: confined" 0-0-unitlock.conf "$(systemctl show -P DropInPaths $unit)"
                check "$provider, $kind: really: exposure $(exposure $unit) is below 7" awk -v e="$(exposure $unit)" 'BEGIN { exit !(e < 7) }'
                systemctl start $unit
                if timeout 60 tail -n +1 -F $mailbox 2>/dev/null | grep -q -m 1 "by-$unit"; then
                        result 0 "$provider, $kind: the letter arrives"
                else
                        note "$(journalctl --no-pager -u $unit 2>&1 | tail -12; systemctl cat $unit | grep -v '^#'; tail -5 /var/log/mail.log /var/log/exim4/mainlog 2>/dev/null)"
                        result 1 "$provider, $kind: the letter arrives"
                fi
                systemctl stop $unit
        done
        # one letter that was not to arrive is looked for when another has come
        for kind in root user; do
                breaks "$provider" $kind || continue
                systemctl start mailer-$kind-without
                journal_until sendmail-ended-with -u mailer-$kind-without >/dev/null
                ended=$(journalctl --no-pager -u mailer-$kind-without -o cat | grep -o 'sendmail-ended-with-[0-9]*')
                systemctl stop mailer-$kind-without
                # nullmailer and dma take it and lose it: then only the mailbox says so
                if [ "$ended" = sendmail-ended-with-0 ]; then
                        printf 'To: joe@localhost\nSubject: then-%s\n\nHello.\n' $kind | /usr/sbin/sendmail -f root@localhost joe@localhost
                        timeout 60 tail -n +1 -F $mailbox 2>/dev/null | grep -q -m 1 "then-$kind"
                fi
                same "$provider, $kind: without the indirect need none arrives ($ended)" "" "$(grep -s "by-mailer-$kind-without" $mailbox)"
        done
        for unit in mailer-root-with mailer-user-with; do
                sed -n '/^\[Service\]/,$p' /run/systemd/generator/$unit.service.d/0-0-unitlock.conf | grep -v '^#\|^$' >/run/$unit
        done
        echo "#dropin $(cat /run/mailer-root-with | cksum | tr ' ' -) $(cat /run/mailer-user-with | cksum | tr ' ' -)"
        finish
        exit
fi

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$(dirname "$UNITLOCK")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pack "$work/pack"
[ "${PROVIDERS:-}" != all ] || PROVIDERS=$all
for provider in ${PROVIDERS:-postfix msmtp-mta nullmailer}; do
        case $provider in
        exim4) packages="exim4-daemon-light" ;;
        sendmail-bin) packages="sendmail-bin sendmail" ;;
        *) packages=$provider ;;
        esac
        # shellcheck disable=SC2046 # words on purpose
        "$UNITLOCK" lab run --quiet --suite="$SUITE" $(printf -- '--package=%s ' $packages perl-base) --bind-ro="$work/pack:/opt/test" -- sh -c \
                "cp -r /opt/test /run/test && SUITE=$SUITE sh /run/test/live/mail-matrix.sh inside /run/test $provider" >"$work/out.$provider" 2>&1
        grep '^#' "$work/out.$provider" | grep -v '^#dropin'
        while read -r line; do
                case $line in
                "ok "*) result 0 "$(echo "$line" | cut -d ' ' -f 3-)" ;;
                "not ok "*) result 1 "$(echo "$line" | cut -d ' ' -f 4-)" ;;
                esac
        done <"$work/out.$provider"
        contains "$provider: went through" "#dropin" "$(cat "$work/out.$provider")"
        sed -n "s/^#dropin/$provider/p" "$work/out.$provider" >>"$work/dropins"
done
# postfix wants its group, msmtp nothing: the same profile must not come to the same
[ "$(wc -l <"$work/dropins")" -lt 2 ] || check "the drop-ins differ from provider to provider" test "$(awk '{ print $2 }' "$work/dropins" | sort -u | wc -l)" -gt 1
finish

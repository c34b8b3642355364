#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit bookworm: postfix@-.service
# unit trixie: postfix.service
# packages: postfix curl dovecot-imapd perl-base
# variant: not the configuration of Debian, but one as admins have it
# Postfix with mail of users in their homes, of virtual ones below /data by maps in /srv, a policy server that it starts, and submission
# with passwords that Dovecot checks.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        useradd --create-home joe
        echo joe:secret | chpasswd
        useradd --system vmail
        mkdir -p /data/vhosts/lab.test /srv/maps
        chown -R vmail /data/vhosts
        echo 'ann@lab.test lab.test/ann/' >/srv/maps/boxes
        echo 'alias@lab.test joe@localhost' >/srv/maps/aliases
        # mail for an alias into a file, and into a command that keeps it
        install -d -o nobody /opt/archive /opt/desk /var/lib/tickets
        printf '#!/bin/sh\nexec tee -a /opt/desk/in >>/var/lib/tickets/in\n' >/usr/local/bin/take
        chmod 755 /usr/local/bin/take
        printf 'archive: /opt/archive/mail\ntickets: "|/usr/local/bin/take"\n' >>/etc/aliases
        newaliases
        postmap hash:/srv/maps/boxes
        postmap hash:/srv/maps/aliases
        cat >/usr/local/lib/policy <<'PL'
#!/usr/bin/perl
$| = 1;
while (<STDIN>) { print "action=PREPEND X-Policy: seen\n\n" if $_ eq "\n" }
PL
        chmod 755 /usr/local/lib/policy
        postconf -e 'home_mailbox = Maildir/' 'virtual_mailbox_domains = lab.test' 'virtual_mailbox_base = /data/vhosts' \
                'virtual_mailbox_maps = hash:/srv/maps/boxes' 'virtual_alias_maps = hash:/srv/maps/aliases' \
                "virtual_uid_maps = static:$(id -u vmail)" "virtual_gid_maps = static:$(id -g vmail)" \
                'smtpd_recipient_restrictions = check_policy_service unix:private/policy, permit_mynetworks, reject_unauth_destination' \
                'smtpd_sasl_type = dovecot' 'smtpd_sasl_path = private/auth' 'smtpd_sasl_auth_enable = yes'
        postconf -Me 'policy/unix=policy unix - n n - 0 spawn user=nobody argv=/usr/local/lib/policy'
        postconf -Me 'submission/inet=submission inet n - y - - smtpd -o smtpd_client_restrictions=permit_sasl_authenticated,reject'
        printf 'service auth {\n  unix_listener /var/spool/postfix/private/auth {\n    mode = 0660\n    user = postfix\n  }\n}\n%s\n' \
                "$(dovecot --version | grep -q '^2\.3' && echo 'disable_plaintext_auth = no' || echo 'auth_allow_cleartext = yes')" >/etc/dovecot/local.conf
        systemctl restart dovecot "$(systemctl list-units --plain --no-legend 'postfix*' | awk '/active running/ { print $1; exit }')"
        exit 0
fi
home=$(getent passwd joe | cut -d : -f 6)
send() { # TEXT TO [OPTION...]
        printf 'Subject: %s\r\n\r\nHello.\r\n' "$1" >/run/letter
        text=$1 to=$2
        shift 2
        curl -sS "$@" --mail-from root@localhost --mail-rcpt "$to" -T /run/letter
        becomes grep -rq "$text" "$home/Maildir" /data/vhosts /opt/archive /var/lib/tickets
}
send "home-$$" joe@localhost smtp://localhost
send "virtual-$$" ann@lab.test smtp://localhost
send "alias-$$" alias@lab.test smtp://localhost
send "submitted-$$" ann@lab.test smtp://localhost:587 --user joe:secret
send "archived-$$" archive@localhost smtp://localhost
send "ticket-$$" tickets@localhost smtp://localhost
becomes grep -q "ticket-$$" /opt/desk/in
grep -rq "submitted-$$" /data/vhosts/lab.test/ann
grep -rq "X-Policy: seen" "$home/Maildir"
! curl -sS smtp://localhost:587 --user joe:wrong --mail-from a@localhost --mail-rcpt joe@localhost -T /run/letter 2>/dev/null

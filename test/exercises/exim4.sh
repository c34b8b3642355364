#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: exim4.service
# suites: trixie
# packages: exim4-daemon-light curl
# What Exim is for: mail by SMTP and from users, into mailboxes, to addresses that a user forwards to and into a user's command;
# the queue. In bookworm it is an init script: systemd makes its unit when generators have run, so it can have no drop-in of theirs.
set -e
user=eximuser
home=/home/$user
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        useradd --create-home $user
        systemctl restart exim4
        exit 0
fi
rm -f "$home"/.forward
printf 'Subject: by-smtp-%s\n\nHello.\n' $$ >/run/letter
curl -sS smtp://localhost --mail-from root@localhost --mail-rcpt eximuser@localhost -T /run/letter
arrives /var/mail/eximuser "by-smtp-$$"
printf 'Subject: by-sendmail-%s\n\nHello.\n' $$ | /usr/sbin/sendmail -odq eximuser@localhost
curl -sS smtp://localhost --mail-from root@localhost --mail-rcpt eximuser@localhost -T /run/letter
exim4 -qff
arrives /var/mail/eximuser "by-sendmail-$$"
echo "$home/kept" >"$home"/.forward
chown eximuser: "$home"/.forward
printf 'Subject: forwarded-%s\n\nHello.\n' $$ >/run/letter
curl -sS smtp://localhost --mail-from root@localhost --mail-rcpt eximuser@localhost -T /run/letter
arrives "$home"/kept "forwarded-$$"
rm -f "$home"/.forward "$home"/kept
exim4 -bp >/dev/null

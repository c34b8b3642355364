#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit bookworm: postfix@-.service
# unit trixie: postfix.service
# packages: postfix curl
# What Postfix is for: mail handed over by sendmail and by SMTP, into a mailbox and through a command of a user's; its queue and
# a change of its configuration.
set -e
user=joe$$
useradd --create-home "$user"
trap 'userdel --remove "$user" 2>/dev/null' EXIT
arrives() { # FILE TEXT
        timeout 30 tail -n +1 -F "$1" 2>/dev/null | grep -q -m 1 "$2"
}
printf 'Subject: by-sendmail-%s\n\nHello.\n' $$ | /usr/sbin/sendmail -f root "$user@localhost"
arrives "/var/mail/$user" "by-sendmail-$$"
printf 'Subject: by-smtp-%s\n\nHello.\n' $$ >"/tmp/letter-$$"
curl -sS smtp://localhost --mail-from root@localhost --mail-rcpt "$user@localhost" -T "/tmp/letter-$$"
arrives "/var/mail/$user" "by-smtp-$$"
echo "|cat >/tmp/piped-$user" >"/home/$user/.forward"
printf 'Subject: by-command-%s\n\nHello.\n' $$ | /usr/sbin/sendmail -f root "$user@localhost"
mailq >/dev/null
postqueue -f
until [ "$(mailq)" = "Mail queue is empty" ]; do
        [ "$((n = ${n:-0} + 1))" -lt 3000 ]
done
rm -f "/tmp/letter-$$" "/home/$user/.forward"

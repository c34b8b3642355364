#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: exim4.service
# packages: exim4-daemon-light curl
# What Exim is for: mail by SMTP and from users, into mailboxes, to files and addresses that a user forwards to and into a user's
# command, which mails again; the queue.
set -e
user=eximuser
home=/home/$user
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        useradd --create-home $user
        printf '#!/bin/sh\n{ cat; id -un; } >>%s/taken\necho Subject: answer | /usr/sbin/sendmail root@localhost\n' $home >$home/take
        chmod 755 $home/take
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
printf '|%s/take\n' "$home" >"$home"/.forward
printf 'Subject: piped-%s\n\nHello.\n' $$ >/run/letter
curl -sS smtp://localhost --mail-from root@localhost --mail-rcpt eximuser@localhost -T /run/letter
arrives "$home"/taken "piped-$$"
arrives "$home"/taken "^$user\$"
printf 'root@localhost\n' >"$home"/.forward
printf 'Subject: on-%s\n\nHello.\n' $$ >/run/letter
curl -sS smtp://localhost --mail-from root@localhost --mail-rcpt eximuser@localhost -T /run/letter
arrives /var/mail/mail "on-$$"
arrives /var/mail/mail "^Subject: answer"
rm -f "$home"/.forward "$home"/kept "$home"/taken
exim4 -bp >/dev/null

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: dovecot.service
# packages: dovecot-imapd dovecot-lmtpd dovecot-sieve dovecot-managesieved curl
# variant: not the configuration of Debian, but one as admins have it
# suites: bookworm
# Dovecot with virtual users in a file, whose mail is below /data, LMTP by TCP, a sieve script that files mail, and a log of its own.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        useradd --system --no-create-home vmail
        mkdir -p /data/vmail /data/index /data/log
        chown vmail:vmail /data/vmail /data/index
        echo 'ann@lab.test:{PLAIN}secret' >/etc/dovecot/virtual
        cat >/etc/dovecot/local.conf <<'CONF'
mail_location = maildir:/data/vmail/%d/%n/Maildir:INDEX=/data/index/%u
disable_plaintext_auth = no
log_path = /data/log/dovecot.log
passdb {
  driver = passwd-file
  args = /etc/dovecot/virtual
}
userdb {
  driver = static
  args = uid=vmail gid=vmail home=/data/vmail/%d/%n
}
mail_uid = vmail
first_valid_uid = 100
protocol lmtp {
  mail_plugins = $mail_plugins sieve
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = 24
  }
}
lda_mailbox_autocreate = yes
CONF
        mkdir -p /data/vmail/lab.test/ann
        printf 'require ["fileinto", "mailbox"];\nif header :contains "Subject" "list" { fileinto :create "lists"; }\n' >/data/vmail/lab.test/ann/.dovecot.sieve
        chown -R vmail:vmail /data/vmail
        systemctl restart dovecot
        exit 0
fi
deliver() {
        printf 'LHLO lab\r\nMAIL FROM:<a@lab.test>\r\nRCPT TO:<ann@lab.test>\r\nDATA\r\nSubject: %s\r\n\r\nHello.\r\n.\r\nQUIT\r\n' "$1" |
                timeout 20 bash -c 'exec 3<>/dev/tcp/127.0.0.1/24; cat >&3; cat <&3' | grep -q Saved
}
deliver "letter-$$"
deliver "list-$$"
curl -sS "imap://localhost/INBOX?SUBJECT%20letter-$$" -u ann@lab.test:secret | grep -q 'SEARCH [0-9]'
curl -sS "imap://localhost/lists?SUBJECT%20list-$$" -u ann@lab.test:secret | grep -q 'SEARCH [0-9]'
[ -n "$(find /data/index -name 'dovecot*')" ]
doveadm expunge -u ann@lab.test mailbox INBOX all
arrives /data/log/dovecot.log 'ann@lab.test'

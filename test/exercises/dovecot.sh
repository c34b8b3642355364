#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: dovecot.service
# packages: dovecot-imapd dovecot-pop3d dovecot-lmtpd curl
# What Dovecot is for: a user of the host logs in by IMAP and POP3, with and without TLS, puts mail in a mailbox and finds it; LMTP
# delivers; who has a wrong password stays outside.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        useradd --create-home imapuser
        echo imapuser:secret | chpasswd
        usermod -a -G mail imapuser
        if [ -e /etc/dovecot/conf.d/10-mail.conf ] && dovecot --version | grep -q '^2\.3'; then
                printf 'mail_location = maildir:~/Maildir\ndisable_plaintext_auth = no\n' >/etc/dovecot/local.conf
        else
                printf 'mail_driver = maildir\nmail_path = ~/Maildir\nmail_inbox_path =\nauth_allow_cleartext = yes\n' >/etc/dovecot/local.conf
        fi
        systemctl restart dovecot
        exit 0
fi
printf 'From: a@localhost\r\nSubject: letter-%s\r\n\r\nHello.\r\n' $$ >/run/letter
curl -sS imap://localhost/INBOX -u imapuser:secret -T /run/letter
curl -sS 'imap://localhost/INBOX?SUBJECT%20letter-'$$ -u imapuser:secret | grep -q 'SEARCH [0-9]'
curl -sSk imaps://localhost/INBOX -u imapuser:secret -X 'STATUS INBOX (MESSAGES)' | grep -q MESSAGES
curl -sS pop3://localhost/ -u imapuser:secret | grep -q '^1'
curl -sSk pop3s://localhost/1 -u imapuser:secret | grep -q letter
! curl -sS imap://localhost/INBOX -u imapuser:wrong 2>/dev/null
doveadm mailbox list -u imapuser | grep -q INBOX
printf 'From: a@localhost\nSubject: by-lmtp-%s\n\nHello.\n' $$ | /usr/lib/dovecot/dovecot-lda -d imapuser
curl -sS 'imap://localhost/INBOX?SUBJECT%20by-lmtp-'$$ -u imapuser:secret | grep -q 'SEARCH [0-9]'
doveadm expunge -u imapuser mailbox INBOX all
doveadm reload

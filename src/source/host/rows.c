/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The knowledge of what parts of a Debian host need from a service that uses them, one row a need. Rows on sendmail,
 * names and PAM were measured: each provider under each directive, on systemd 252 and 257, for a caller that is root
 * and one that is not. Rows on hooks and extensions come from what the programs are for. To add a fact:
 * docs/HOWTO-add-fact.md. */

#include "source/host/rows.h"

#include <string.h>

#define R ACCESS_READ
#define W ACCESS_WRITE
#define C ACCESS_CREATE
#define X ACCESS_EXECUTE

#define MAIL_QUEUE "puts the mail into its queue"
#define MAIL_TCP "hands the mail over by TCP"
#define SETID "the sendmail of this host does nothing without the rights of its set-ID program"

/* One row a line, however long. */
/* clang-format off */
static const HostRow host_rows[] = {
        /* --- sendmail: postfix. Root could do without the group if it kept CAP_DAC_OVERRIDE; the group is the less. --- */
        {"sendmail:postfix", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/sbin/postdrop", SETID},
        {"sendmail:postfix", FOR_ALL, NEED_PATH, R | X, "/usr/sbin/postdrop", "puts the mail into the queue"},
        {"sendmail:postfix", FOR_ALL, NEED_PATH, W | C, "/var/spool/postfix/maildrop/MAIL", MAIL_QUEUE},
        {"sendmail:postfix", FOR_ALL, NEED_PATH, R | W, "/var/spool/postfix/public/pickup", "wakes the queue's reader"},
        {"sendmail:postfix", FOR_ALL, NEED_CONNECT, 0, "unix:/var/spool/postfix/public/pickup", "wakes the queue's reader"},
        {"sendmail:postfix", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "postfix asks for the host's addresses and fails without"},
        {"sendmail:postfix", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "wakes the queue's reader"},
        {"sendmail:postfix", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up who sends"},
        /* --- exim4: the caller becomes the mail server, and its child delivers, in the caller's sandbox. --- */
        {"sendmail:exim4", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/sbin/exim4", SETID},
        {"sendmail:exim4", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETUID", "exim becomes its own user"},
        {"sendmail:exim4", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETGID", "exim becomes its own user"},
        {"sendmail:exim4", FOR_ALL, NEED_CAPABILITY, 0, "CAP_CHOWN", "exim delivers to mailboxes of users"},
        {"sendmail:exim4", FOR_ALL, NEED_CAPABILITY, 0, "CAP_DAC_OVERRIDE", "exim delivers to mailboxes of users"},
        {"sendmail:exim4", FOR_ALL, NEED_CAPABILITY, 0, "CAP_FOWNER", "exim delivers to mailboxes of users"},
        {"sendmail:exim4", FOR_ALL, NEED_SYSCALL, 0, "setuid", "exim becomes its own user"},
        {"sendmail:exim4", FOR_ALL, NEED_SYSCALL, 0, "setgid", "exim becomes its own user"},
        {"sendmail:exim4", FOR_ALL, NEED_SYSCALL, 0, "setgroups", "exim becomes its own user"},
        {"sendmail:exim4", FOR_ALL, NEED_SYSCALL, 0, "setresuid", "exim becomes its own user"},
        {"sendmail:exim4", FOR_ALL, NEED_SYSCALL, 0, "chown", "exim gives spool files to its user"},
        {"sendmail:exim4", FOR_ALL, NEED_SYSCALL, 0, "fchown", "exim gives spool files to its user"},
        {"sendmail:exim4", FOR_ALL, NEED_SYSCALL, 0, "setrlimit", "exim raises its limits"},
        {"sendmail:exim4", FOR_ALL, NEED_BEHAVIOUR, 0, "outside-files-owned", "its spool is its own user's"},
        {"sendmail:exim4", FOR_ALL, NEED_PATH, W | C, "/var/spool/exim4/input/MAIL", MAIL_QUEUE},
        {"sendmail:exim4", FOR_ALL, NEED_PATH, W | C, "/var/log/exim4/mainlog", "logs what it did"},
        {"sendmail:exim4", FOR_ALL, NEED_PATH, W | C, "/var/mail/USER", "delivers to local mailboxes itself"},
        {"sendmail:exim4", FOR_ALL, NEED_PATH, R, "/home/USER/.forward", "looks for where mail is forwarded to"},
        {"sendmail:exim4", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "delivers to other hosts itself"},
        {"sendmail:exim4", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:25", "delivers to other hosts itself"},
        {"sendmail:exim4", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "asks for the host's addresses"},
        {"sendmail:exim4", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up who sends and who gets it"},
        /* --- dma drops root at once, so its group is all it has. --- */
        {"sendmail:dma", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/sbin/dma", SETID},
        {"sendmail:dma", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETUID", "dma drops root"},
        {"sendmail:dma", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETGID", "dma drops root"},
        {"sendmail:dma", FOR_ALL, NEED_SYSCALL, 0, "setuid", "dma drops root"},
        {"sendmail:dma", FOR_ALL, NEED_SYSCALL, 0, "setgid", "dma drops root"},
        {"sendmail:dma", FOR_ALL, NEED_SYSCALL, 0, "setresuid", "dma drops root"},
        {"sendmail:dma", FOR_ALL, NEED_SYSCALL, 0, "setgroups", "dma drops root"},
        {"sendmail:dma", FOR_ALL, NEED_BEHAVIOUR, 0, "outside-files-owned", "its spool belongs to group mail"},
        {"sendmail:dma", FOR_ALL, NEED_PATH, W | C, "/var/spool/dma/MAIL", MAIL_QUEUE},
        {"sendmail:dma", FOR_ALL, NEED_PATH, W | C, "/var/mail/USER", "delivers to local mailboxes itself"},
        {"sendmail:dma", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/lib/dma/dma-mbox-create", "makes mailboxes"},
        {"sendmail:dma", FOR_ALL, NEED_CAPABILITY, 0, "CAP_CHOWN", "its dma-mbox-create gives new mailboxes to their users"},
        {"sendmail:dma", FOR_ALL, NEED_CAPABILITY, 0, "CAP_FOWNER", "its dma-mbox-create gives new mailboxes to their users"},
        {"sendmail:dma", FOR_ALL, NEED_SYSCALL, 0, "fchown", "its dma-mbox-create gives new mailboxes to their users"},
        {"sendmail:dma", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "delivers to other hosts itself"},
        {"sendmail:dma", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:25", "delivers to other hosts itself"},
        {"sendmail:dma", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up who sends and who gets it"},
        /* --- nullmailer: without its user the mail is taken, and lost without a word. --- */
        {"sendmail:nullmailer", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/sbin/nullmailer-queue", SETID ": the mail would be lost without a word"},
        {"sendmail:nullmailer", FOR_ALL, NEED_PATH, R | X, "/usr/sbin/nullmailer-queue", MAIL_QUEUE},
        {"sendmail:nullmailer", FOR_ALL, NEED_PATH, W | C, "/var/spool/nullmailer/queue/MAIL", MAIL_QUEUE},
        {"sendmail:nullmailer", FOR_ALL, NEED_BEHAVIOUR, 0, "outside-files-owned", "its spool is its own user's"},
        {"sendmail:nullmailer", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up who sends"},
        /* --- ssmtp --- */
        {"sendmail:ssmtp", FOR_USER, NEED_SETID_EXEC, 0, "/usr/sbin/ssmtp", SETID},
        {"sendmail:ssmtp", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", MAIL_TCP},
        {"sendmail:ssmtp", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:25", MAIL_TCP},
        {"sendmail:ssmtp", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up who sends"},
        /* --- msmtp and esmtp need nothing but the network. --- */
        {"sendmail:msmtp-mta", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", MAIL_TCP},
        {"sendmail:msmtp-mta", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:25", MAIL_TCP},
        {"sendmail:msmtp-mta", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up who sends and the mail server"},
        {"sendmail:msmtp-localhost", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", MAIL_TCP},
        {"sendmail:msmtp-localhost", FOR_ALL, NEED_CONNECT, 0, "tcp:127.0.0.1:25", MAIL_TCP},
        {"sendmail:msmtp-localhost", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up who sends"},
        {"sendmail:esmtp", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", MAIL_TCP},
        {"sendmail:esmtp", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:25", MAIL_TCP},
        {"sendmail:esmtp", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up who sends and the mail server"},
        /* --- opensmtpd --- */
        {"sendmail:opensmtpd", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/sbin/smtpctl", SETID},
        {"sendmail:opensmtpd", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "hands the mail to the daemon"},
        /* 6.8 of Debian 12: it counts its descriptors by making one more, for ever where it may not. It is never connected. */
        {"sendmail:opensmtpd", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0", "makes a socket to see how many it has"},
        {"sendmail:opensmtpd", FOR_ALL, NEED_CONNECT, 0, "unix:/run/smtpd.sock", "hands the mail to the daemon"},
        {"sendmail:opensmtpd", FOR_ALL, NEED_PATH, W | C, "/var/spool/smtpd/offline/MAIL", "keeps the mail while the daemon is down"},
        {"sendmail:opensmtpd", FOR_ALL, NEED_BEHAVIOUR, 0, "outside-files-owned", "the daemon asks who sends"},
        {"sendmail:opensmtpd", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up who sends"},
        /* --- sendmail itself --- */
        {"sendmail:sendmail-bin", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/libexec/sendmail/sendmail", SETID},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETUID", "it drops root"},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETGID", "it drops root"},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_SYSCALL, 0, "setuid", "it drops root"},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_SYSCALL, 0, "setgid", "it drops root"},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_SYSCALL, 0, "setresuid", "it drops root"},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_SYSCALL, 0, "setgroups", "it drops root"},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_SYSCALL, 0, "chown", "it gives queue files to its user"},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_BEHAVIOUR, 0, "outside-files-owned", "its queue is its own user's"},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_PATH, W | C, "/var/spool/mqueue-client/MAIL", MAIL_QUEUE},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", MAIL_TCP},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_CONNECT, 0, "tcp:127.0.0.1:25", MAIL_TCP},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "asks for the host's addresses"},
        {"sendmail:sendmail-bin", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up who sends"},
        /* --- courier --- */
        {"sendmail:courier-mta", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/sbin/sendmail", SETID},
        {"sendmail:courier-mta", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETUID", "it drops root"},
        {"sendmail:courier-mta", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETGID", "it drops root"},
        {"sendmail:courier-mta", FOR_ALL, NEED_SYSCALL, 0, "setuid", "it drops root"},
        {"sendmail:courier-mta", FOR_ALL, NEED_SYSCALL, 0, "setgid", "it drops root"},
        {"sendmail:courier-mta", FOR_ALL, NEED_SYSCALL, 0, "setgroups", "it drops root"},
        {"sendmail:courier-mta", FOR_ALL, NEED_BEHAVIOUR, 0, "outside-files-owned", "its spool is its own user's"},
        {"sendmail:courier-mta", FOR_ALL, NEED_PATH, W | C, "/var/lib/courier/tmp/MAIL", MAIL_QUEUE},
        {"sendmail:courier-mta", FOR_ALL, NEED_CONNECT, 0, "unix:/run/courier/authdaemon/socket", "asks who sends"},
        {"sendmail:courier-mta", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "asks who sends"},
        {"sendmail:courier-mta", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up who sends"},
        /* --- a sendmail that we do not know: all of the above --- */
        {"sendmail:?", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/sbin/sendmail", "an unknown sendmail may have set-ID programs"},
        {"sendmail:?", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETUID", "an unknown sendmail may change users"},
        {"sendmail:?", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETGID", "an unknown sendmail may change users"},
        {"sendmail:?", FOR_ALL, NEED_CAPABILITY, 0, "CAP_CHOWN", "an unknown sendmail may deliver by itself"},
        {"sendmail:?", FOR_ALL, NEED_CAPABILITY, 0, "CAP_DAC_OVERRIDE", "an unknown sendmail may deliver by itself"},
        {"sendmail:?", FOR_ALL, NEED_CAPABILITY, 0, "CAP_FOWNER", "an unknown sendmail may deliver by itself"},
        {"sendmail:?", FOR_ALL, NEED_SYSCALL, 0, "setuid", "an unknown sendmail may change users"},
        {"sendmail:?", FOR_ALL, NEED_SYSCALL, 0, "setgid", "an unknown sendmail may change users"},
        {"sendmail:?", FOR_ALL, NEED_SYSCALL, 0, "setgroups", "an unknown sendmail may change users"},
        {"sendmail:?", FOR_ALL, NEED_SYSCALL, 0, "chown", "an unknown sendmail may deliver by itself"},
        {"sendmail:?", FOR_ALL, NEED_BEHAVIOUR, 0, "outside-files-owned", "an unknown sendmail may have its own user"},
        {"sendmail:?", FOR_ALL, NEED_PATH, W | C, "/var/spool/MAIL", "an unknown sendmail may have a queue"},
        {"sendmail:?", FOR_ALL, NEED_PATH, W | C, "/var/mail/USER", "an unknown sendmail may deliver by itself"},
        {"sendmail:?", FOR_ALL, NEED_PATH, R, "/home/USER/.forward", "an unknown sendmail may deliver by itself"},
        {"sendmail:?", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "an unknown sendmail may use the network"},
        {"sendmail:?", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:25", "an unknown sendmail may use the network"},
        {"sendmail:?", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "an unknown sendmail may ask for the host's addresses"},
        {"sendmail:?", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up who sends"},

        /* --- names: what libnss_NAME does in the process that looks a name up. getaddrinfo() itself tries netlink and nscd's
         * socket, and does without. --- */
        {"nss:myhostname", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "libnss_myhostname asks for the host's addresses"},
        {"nss:gw_name", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "libnss_gw_name asks for the gateway"},
        {"nss:resolve", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "libnss_resolve asks systemd-resolved"},
        {"nss:resolve", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "libnss_resolve may ask for names of interfaces"},
        {"nss:resolve", FOR_ALL, NEED_CONNECT, 0, "unix:/run/systemd/resolve/io.systemd.Resolve", "libnss_resolve asks systemd-resolved"},
        {"nss:mymachines", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "libnss_mymachines asks systemd-machined"},
        {"nss:mymachines", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "libnss_mymachines may ask for names of interfaces"},
        {"nss:mymachines", FOR_ALL, NEED_CONNECT, 0, "unix:/run/dbus/system_bus_socket", "libnss_mymachines asks systemd-machined"},
        {"nss:systemd", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "libnss_systemd asks for users of units and of services"},
        {"nss:systemd", FOR_ALL, NEED_CONNECT, 0, "unix:/run/systemd/userdb/io.systemd.Multiplexer", "libnss_systemd asks for users of units and of services"},
        {"nss:sss", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "libnss_sss asks sssd"},
        {"nss:sss", FOR_ALL, NEED_PATH, R, "/var/lib/sss/mc/passwd", "libnss_sss maps sssd's cache"},
        {"nss:sss", FOR_ALL, NEED_CONNECT, 0, "unix:/var/lib/sss/pipes/nss", "libnss_sss asks sssd"},
        {"nss:ldap", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "libnss_ldap asks nslcd"},
        {"nss:ldap", FOR_ALL, NEED_CONNECT, 0, "unix:/run/nslcd/socket", "libnss_ldap asks nslcd"},
        {"nss:winbind", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "libnss_winbind asks winbindd"},
        {"nss:winbind", FOR_ALL, NEED_CONNECT, 0, "unix:/run/samba/winbindd/pipe", "libnss_winbind asks winbindd"},
        {"nss:wins", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "libnss_wins asks winbindd"},
        {"nss:wins", FOR_ALL, NEED_CONNECT, 0, "unix:/run/samba/winbindd/pipe", "libnss_wins asks winbindd"},
        {"nss:mdns*", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "libnss_mdns asks avahi-daemon"},
        {"nss:mdns*", FOR_ALL, NEED_CONNECT, 0, "unix:/run/avahi-daemon/socket", "libnss_mdns asks avahi-daemon"},
        {"nss:mdns*", FOR_ALL, NEED_PATH, R, "/etc/mdns.allow", "libnss_mdns reads which domains to ask for"},
        {"nss:docker", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "libnss_docker asks dockerd"},
        {"nss:docker", FOR_ALL, NEED_CONNECT, 0, "unix:/run/docker.sock", "libnss_docker asks dockerd"},
        {"nss:tls", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "libnss_tls asks nss-tlsd"},
        {"nss:tls", FOR_ALL, NEED_CONNECT, 0, "unix:/run/nss-tls/nss-tlsd.sock", "libnss_tls asks nss-tlsd"},
        {"nss:libvirt*", FOR_ALL, NEED_PATH, R, "/var/lib/libvirt/dnsmasq/default.status", "libnss_libvirt reads leases of guests"},
        {"nss:extrausers", FOR_ALL, NEED_PATH, R, "/var/lib/extrausers/passwd", "libnss_extrausers reads users there"},
        {"nss:db", FOR_ALL, NEED_PATH, R, "/var/lib/misc/passwd.db", "libnss_db reads users there"},
        {"nss:cache", FOR_ALL, NEED_PATH, R, "/etc/passwd.cache", "libnss_cache reads users there"},
        {"nss:nis*", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0", "libnss_nis talks to NIS servers in the process itself; sssd would do it outside of it"},
        {"nss:nis*", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "libnss_nis talks to NIS servers in the process itself; sssd would do it outside of it"},
        {"nss:nis*", FOR_ALL, NEED_CONNECT, 0, "udp:127.0.0.1:111", "libnss_nis asks rpcbind"},
        {"nss:nis*", FOR_ALL, NEED_PATH, R, "/var/yp/binding/DOMAIN.2", "libnss_nis reads which server ypbind found"},
        {"nss:compat", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0", "libnss_compat asks NIS for lines that begin with \"+\""},
        {"nss:compat", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "libnss_compat asks NIS for lines that begin with \"+\""},
        {"nss:compat", FOR_ALL, NEED_CONNECT, 0, "udp:127.0.0.1:111", "libnss_compat asks rpcbind"},
        {"nss:compat", FOR_ALL, NEED_PATH, R, "/var/yp/binding/DOMAIN.2", "libnss_compat reads which server ypbind found"},
        {"nss:hesiod", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0", "libnss_hesiod asks DNS servers"},
        {"nss:hesiod", FOR_ALL, NEED_CONNECT, 0, "udp:0.0.0.0:53", "libnss_hesiod asks DNS servers"},
        {"nss:pgsql*", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "libnss_pgsql asks PostgreSQL"},
        {"nss:pgsql*", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "libnss_pgsql asks PostgreSQL"},
        {"nss:pgsql*", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:5432", "libnss_pgsql asks PostgreSQL"},
        {"nss:oslogin", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "libnss_oslogin asks the metadata server"},
        {"nss:oslogin", FOR_ALL, NEED_CONNECT, 0, "tcp:169.254.169.254:80", "libnss_oslogin asks the metadata server"},
        {"nss:cache_oslogin", FOR_ALL, NEED_PATH, R, "/etc/oslogin_passwd.cache", "libnss_cache_oslogin reads users there"},
        {"nss:?", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "an unknown name service may ask a daemon"},
        {"nss:?", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "an unknown name service may ask for the host's addresses"},
        {"nss:?", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "an unknown name service may use the network"},
        {"nss:?", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "an unknown name service may use the network"},

        /* --- PAM: what a module does in the process that authenticates. From 1.7 on pam_unix asks unix_chkpwd even as root. */
        {"pam:pam_unix", FOR_ALL, NEED_PATH, R | X, "/usr/sbin/unix_chkpwd", "pam_unix has passwords checked by it"},
        {"pam:pam_unix", FOR_USER, NEED_SETID_EXEC, 0, "/usr/sbin/unix_chkpwd", "only its group may read passwords"},
        {"pam:pam_unix", FOR_ROOT, NEED_PATH, R, "/etc/shadow", "pam_unix checks passwords"},
        {"pam:pam_unix", FOR_ALL, NEED_INDIRECT, 0, "nss", "pam_unix looks up who it is"},
        {"pam:pam_systemd", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "pam_systemd makes a session over D-Bus"},
        {"pam:pam_systemd", FOR_ALL, NEED_CONNECT, 0, "unix:/run/dbus/system_bus_socket", "pam_systemd makes a session over D-Bus"},
        {"pam:pam_systemd_home", FOR_ALL, NEED_CONNECT, 0, "unix:/run/dbus/system_bus_socket", "pam_systemd_home asks systemd-homed"},
        {"pam:pam_sss*", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "pam_sss asks sssd"},
        {"pam:pam_sss*", FOR_ALL, NEED_CONNECT, 0, "unix:/var/lib/sss/pipes/pam", "pam_sss asks sssd"},
        {"pam:pam_sss*", FOR_ROOT, NEED_CONNECT, 0, "unix:/var/lib/sss/pipes/private/pam", "pam_sss asks sssd"},
        {"pam:pam_ldap", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "pam_ldap asks nslcd"},
        {"pam:pam_ldap", FOR_ALL, NEED_CONNECT, 0, "unix:/run/nslcd/socket", "pam_ldap asks nslcd"},
        {"pam:pam_winbind", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "pam_winbind asks winbindd"},
        {"pam:pam_winbind", FOR_ALL, NEED_CONNECT, 0, "unix:/run/samba/winbindd/pipe", "pam_winbind asks winbindd"},
        {"pam:pam_krb5*", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0", "pam_krb5 asks the Kerberos server"},
        {"pam:pam_krb5*", FOR_ALL, NEED_CONNECT, 0, "udp:0.0.0.0:88", "pam_krb5 asks the Kerberos server"},
        {"pam:pam_krb5*", FOR_ALL, NEED_PATH, R, "/etc/krb5.keytab", "pam_krb5 proves that the server is the right one"},
        {"pam:pam_krb5*", FOR_ALL, NEED_BEHAVIOUR, 0, "keyring", "tickets may be kept in a keyring"},
        {"pam:pam_fprintd*", FOR_ALL, NEED_CONNECT, 0, "unix:/run/dbus/system_bus_socket", "pam_fprintd asks fprintd over D-Bus"},
        {"pam:pam_u2f", FOR_ALL, NEED_DEVICE, R | W, "/dev/hidraw0", "pam_u2f talks to the token"},
        {"pam:pam_u2f", FOR_ALL, NEED_PATH, R, "/home/USER/.config/Yubico/u2f_keys", "pam_u2f reads which tokens are the user's"},
        {"pam:pam_google_authenticator", FOR_ALL, NEED_PATH, R | W | C, "/home/USER/.google_authenticator", "pam_google_authenticator keeps its state there"},
        {"pam:pam_mount", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SYS_ADMIN", "pam_mount mounts homes"},
        {"pam:pam_mount", FOR_ALL, NEED_SYSCALL, 0, "mount", "pam_mount mounts homes"},
        {"pam:pam_mount", FOR_ALL, NEED_BEHAVIOUR, 0, "mount-shared", "others are to see the home"},
        {"pam:pam_mount", FOR_ALL, NEED_PATH, W | C, "/home/USER", "pam_mount mounts homes"},
        {"pam:pam_cgfs", FOR_ALL, NEED_PATH, W | C, "/sys/fs/cgroup/user/USER", "pam_cgfs makes control groups"},
        {"pam:pam_limits", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_SYS_RESOURCE", "pam_limits raises limits"},
        {"pam:pam_limits", FOR_ROOT, NEED_SYSCALL, 0, "setrlimit", "pam_limits sets limits"},
        {"pam:pam_limits", FOR_ROOT, NEED_SYSCALL, 0, "setpriority", "pam_limits sets priorities"},
        {"pam:pam_loginuid", FOR_ALL, NEED_CAPABILITY, 0, "CAP_AUDIT_CONTROL", "pam_loginuid sets the audit user"},
        {"pam:pam_tty_audit", FOR_ALL, NEED_CAPABILITY, 0, "CAP_AUDIT_CONTROL", "pam_tty_audit switches auditing"},
        {"pam:pam_keyinit", FOR_ALL, NEED_BEHAVIOUR, 0, "keyring", "pam_keyinit makes a keyring"},
        {"pam:pam_keyinit", FOR_ALL, NEED_SYSCALL, 0, "keyctl", "pam_keyinit makes a keyring"},
        {"pam:pam_namespace", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SYS_ADMIN", "pam_namespace makes a mount namespace"},
        {"pam:pam_namespace", FOR_ALL, NEED_NAMESPACE, 0, "mnt", "pam_namespace makes a mount namespace"},
        {"pam:pam_namespace", FOR_ALL, NEED_SYSCALL, 0, "mount", "pam_namespace makes a mount namespace"},
        {"pam:pam_mkhomedir", FOR_ALL, NEED_PATH, W | C, "/home/USER", "pam_mkhomedir makes homes"},
        {"pam:pam_mkhomedir", FOR_ALL, NEED_CAPABILITY, 0, "CAP_CHOWN", "pam_mkhomedir makes homes"},
        {"pam:pam_ecryptfs", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SYS_ADMIN", "pam_ecryptfs mounts homes"},
        {"pam:pam_ecryptfs", FOR_ALL, NEED_SYSCALL, 0, "mount", "pam_ecryptfs mounts homes"},
        {"pam:pam_ecryptfs", FOR_ALL, NEED_BEHAVIOUR, 0, "mount-shared", "others are to see the home"},
        {"pam:pam_radius_auth", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0", "pam_radius_auth asks the RADIUS server"},
        {"pam:pam_radius_auth", FOR_ALL, NEED_CONNECT, 0, "udp:0.0.0.0:1812", "pam_radius_auth asks the RADIUS server"},
        {"pam:pam_duo", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "pam_duo asks its provider"},
        {"pam:pam_duo", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:443", "pam_duo asks its provider"},
        {"pam:pam_yubico", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "pam_yubico asks its provider"},
        {"pam:pam_yubico", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:443", "pam_yubico asks its provider"},
        {"pam:pam_lastlog*", FOR_ALL, NEED_PATH, W | C, "/var/log/lastlog", "pam_lastlog notes the login"},
        {"pam:pam_faillock", FOR_ALL, NEED_PATH, W | C, "/run/faillock/USER", "pam_faillock counts failures"},
        {"pam:pam_mail", FOR_ALL, NEED_PATH, R, "/var/mail/USER", "pam_mail looks whether there is mail"},
        {"pam:?", FOR_ALL, NEED_PATH, R | X, "/usr/bin/PROGRAM", "a PAM module that is not known may run programs"},
        {"pam:?", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/bin/PROGRAM", "a PAM module that is not known may run set-ID programs"},
        {"pam:?", FOR_ALL, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0", "a PAM module that is not known may ask a daemon"},
        {"pam:?", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "a PAM module that is not known may use the network"},
        {"pam:?", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "a PAM module that is not known may use the network"},
        {"pam:?", FOR_ALL, NEED_PATH, R | W | C, "/home/USER/FILE", "a PAM module that is not known may use the user's home"},

        /* --- what one who runs hooks does beside --- */
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_CHOWN", "new logs belong to whom the old ones did"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_SYSCALL, 0, "fchown", "new logs belong to whom the old ones did"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_DAC_OVERRIDE", "logs and their directories belong to others"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_FOWNER", "sets modes of logs of others"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_SETGID", "\"su\" in its configuration"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_SETUID", "\"su\" in its configuration"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_SYSCALL, 0, "setresuid", "\"su\" in its configuration"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_KILL", "its scripts signal daemons"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_BEHAVIOUR, 0, "process-signal", "its scripts signal daemons"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_BEHAVIOUR, 0, "outside-files-owned", "logs belong to others"},
        {"hooks:/etc/logrotate.d", FOR_ALL, NEED_PATH, R | W | C, "/var/log/FILE", "logs are there"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_PATH, R | W | C, "/var/lib/FILE", "applications keep logs beside their data"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_PATH, R | W | C, "/var/www/FILE", "web sites have logs beside their pages"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_PATH, R | W | C, "/srv/FILE", "web sites have logs beside their pages"},
        {"hooks:/etc/logrotate.d", FOR_ROOT, NEED_PATH, R | W | C, "/opt/FILE", "applications have logs beside their programs"},
        {"hooks:/etc/logrotate.d", FOR_ALL, NEED_PATH, R | W | C, "/run/FILE", "its scripts leave marks for daemons there"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_CHOWN", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_DAC_OVERRIDE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_FOWNER", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_SETGID", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_SETUID", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_KILL", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/etc/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/home/USER/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/mnt/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/opt/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/root/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/run/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/srv/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/usr/local/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/var/backups/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/var/cache/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/var/lib/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/var/log/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_PATH, R | W | C, "/var/spool/FILE", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_SYSCALL, 0, "chown", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_SYSCALL, 0, "setuid", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_MEMORY, 0, "write-execute", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_SETID_EXEC, 0, "/usr/bin/PROGRAM", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_BEHAVIOUR, 0, "group-readable", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_BEHAVIOUR, 0, "other-process", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_BEHAVIOUR, 0, "outside-files-owned", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_BEHAVIOUR, 0, "process-signal", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_INDIRECT, 0, "nss", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_INDIRECT, 0, "pam:su", "jobs of the admin and of packages may do anything"},
        {"hooks:/etc/cron.daily", FOR_ROOT, NEED_INDIRECT, 0, "sendmail", "jobs of the admin and of packages may do anything"},

        /* --- what hook scripts call --- */
        {"calls:mail*", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "sends mail"},
        {"calls:sendmail", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "sends mail"},
        {"calls:bsd-mailx", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "sends mail"},
        {"calls:s-nail", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "sends mail"},
        {"calls:mutt", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "sends mail"},
        {"calls:exim", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "sends mail"},
        {"calls:msmtp", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "sends mail"},
        {"calls:msmtp", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:25", "sends mail"},
        {"calls:curl", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "calls curl"},
        {"calls:curl", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:443", "calls curl"},
        {"calls:curl", FOR_ALL, NEED_INDIRECT, 0, "nss", "calls curl"},
        {"calls:wget", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "calls wget"},
        {"calls:wget", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:443", "calls wget"},
        {"calls:wget", FOR_ALL, NEED_INDIRECT, 0, "nss", "calls wget"},
        {"calls:nc", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "calls nc"},
        {"calls:nc", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "calls nc"},
        {"calls:telnet", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "calls telnet"},
        {"calls:telnet", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "calls telnet"},
        {"calls:rsync", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "calls rsync"},
        {"calls:rsync", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:873", "calls rsync"},
        {"calls:ssh", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "calls ssh"},
        {"calls:ssh", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:22", "calls ssh"},
        {"calls:ssh", FOR_ALL, NEED_PATH, R, "/root/KEYS", "calls ssh, whose keys are there"},
        {"calls:ssh", FOR_ALL, NEED_INDIRECT, 0, "nss", "calls ssh"},
        {"calls:scp", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "calls scp"},
        {"calls:scp", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:22", "calls scp"},
        {"calls:scp", FOR_ALL, NEED_PATH, R, "/root/KEYS", "calls scp, whose keys are there"},
        {"calls:ping", FOR_ALL, NEED_CAPABILITY, 0, "CAP_NET_RAW", "calls ping"},
        {"calls:ping", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_RAW/1", "calls ping"},
        {"calls:ping", FOR_ALL, NEED_CONNECT, 0, "udp:0.0.0.0:0", "calls ping"},
        {"calls:systemctl", FOR_ALL, NEED_CONNECT, 0, "unix:/run/systemd/private", "calls systemctl"},
        {"calls:systemctl", FOR_ALL, NEED_CONNECT, 0, "unix:/run/dbus/system_bus_socket", "calls systemctl"},
        {"calls:service", FOR_ALL, NEED_CONNECT, 0, "unix:/run/systemd/private", "calls service, which calls systemctl"},
        {"calls:invoke-rc.d", FOR_ALL, NEED_CONNECT, 0, "unix:/run/systemd/private", "calls invoke-rc.d, which calls systemctl"},
        {"calls:busctl", FOR_ALL, NEED_CONNECT, 0, "unix:/run/dbus/system_bus_socket", "calls busctl"},
        {"calls:dbus-send", FOR_ALL, NEED_CONNECT, 0, "unix:/run/dbus/system_bus_socket", "calls dbus-send"},
        {"calls:shutdown", FOR_ALL, NEED_CONNECT, 0, "unix:/run/dbus/system_bus_socket", "shuts the machine down"},
        {"calls:poweroff", FOR_ALL, NEED_CONNECT, 0, "unix:/run/systemd/private", "shuts the machine down"},
        {"calls:reboot", FOR_ALL, NEED_CONNECT, 0, "unix:/run/systemd/private", "reboots the machine"},
        {"calls:logger", FOR_ALL, NEED_CONNECT, 0, "unix:/dev/log", "calls logger"},
        {"calls:docker", FOR_ALL, NEED_CONNECT, 0, "unix:/run/docker.sock", "calls docker"},
        {"calls:chronyc", FOR_ALL, NEED_CONNECT, 0, "unix:/run/chrony/chronyd.sock", "calls chronyc"},
        {"calls:fail2ban-client", FOR_ALL, NEED_CONNECT, 0, "unix:/run/fail2ban/fail2ban.sock", "calls fail2ban-client"},
        {"calls:mysql*", FOR_ALL, NEED_CONNECT, 0, "unix:/run/mysqld/mysqld.sock", "asks the database"},
        {"calls:mariadb-admin", FOR_ALL, NEED_CONNECT, 0, "unix:/run/mysqld/mysqld.sock", "asks the database"},
        {"calls:psql", FOR_ALL, NEED_CONNECT, 0, "unix:/run/postgresql/.s.PGSQL.5432", "asks the database"},
        {"calls:kill", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_KILL", "signals other services"},
        {"calls:kill", FOR_ALL, NEED_BEHAVIOUR, 0, "process-signal", "signals other services"},
        {"calls:killall", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_KILL", "signals other services"},
        {"calls:killall", FOR_ALL, NEED_BEHAVIOUR, 0, "other-process", "looks for processes by name"},
        {"calls:pkill", FOR_ROOT, NEED_CAPABILITY, 0, "CAP_KILL", "signals other services"},
        {"calls:pkill", FOR_ALL, NEED_BEHAVIOUR, 0, "other-process", "looks for processes by name"},
        {"calls:squid", FOR_ALL, NEED_CAPABILITY, 0, "CAP_KILL", "signals squid"},
        {"calls:wall", FOR_ALL, NEED_DEVICE, W, "/dev/pts/0", "writes to terminals"},
        {"calls:wall", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/bin/wall", "writes to terminals by its group"},
        {"calls:ip", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "calls ip"},
        {"calls:ip", FOR_ALL, NEED_CAPABILITY, 0, "CAP_NET_ADMIN", "calls ip"},
        {"calls:iptables", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "changes the packet filter"},
        {"calls:iptables", FOR_ALL, NEED_CAPABILITY, 0, "CAP_NET_ADMIN", "changes the packet filter"},
        {"calls:nft", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "changes the packet filter"},
        {"calls:nft", FOR_ALL, NEED_CAPABILITY, 0, "CAP_NET_ADMIN", "changes the packet filter"},
        {"calls:modprobe", FOR_ALL, NEED_BEHAVIOUR, 0, "module", "loads kernel modules"},
        {"calls:modprobe", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SYS_MODULE", "loads kernel modules"},
        {"calls:modprobe", FOR_ALL, NEED_SYSCALL, 0, "finit_module", "loads kernel modules"},
        {"calls:sysctl", FOR_ALL, NEED_PATH, W, "/proc/sys/kernel/VALUE", "sets kernel parameters"},
        {"calls:mount", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SYS_ADMIN", "mounts"},
        {"calls:mount", FOR_ALL, NEED_SYSCALL, 0, "mount", "mounts"},
        {"calls:mount", FOR_ALL, NEED_BEHAVIOUR, 0, "mount-shared", "mounts what others are to see"},
        {"calls:umount", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SYS_ADMIN", "unmounts"},
        {"calls:umount", FOR_ALL, NEED_SYSCALL, 0, "umount2", "unmounts"},
        {"calls:umount", FOR_ALL, NEED_BEHAVIOUR, 0, "mount-shared", "unmounts what others see"},
        {"calls:zfs", FOR_ALL, NEED_DEVICE, R | W, "/dev/zfs", "calls zfs"},
        {"calls:zfs", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SYS_ADMIN", "calls zfs"},
        {"calls:zpool", FOR_ALL, NEED_DEVICE, R | W, "/dev/zfs", "calls zpool"},
        {"calls:zpool", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SYS_ADMIN", "calls zpool"},
        {"calls:su", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETUID", "becomes another user"},
        {"calls:su", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETGID", "becomes another user"},
        {"calls:su", FOR_ALL, NEED_SYSCALL, 0, "setuid", "becomes another user"},
        {"calls:su", FOR_USER, NEED_SETID_EXEC, 0, "/usr/bin/su", "becomes another user"},
        {"calls:su", FOR_ALL, NEED_INDIRECT, 0, "pam:su", "becomes another user"},
        {"calls:runuser", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETUID", "becomes another user"},
        {"calls:runuser", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETGID", "becomes another user"},
        {"calls:runuser", FOR_ALL, NEED_SYSCALL, 0, "setuid", "becomes another user"},
        {"calls:runuser", FOR_ALL, NEED_INDIRECT, 0, "pam:runuser", "becomes another user"},
        {"calls:setpriv", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETUID", "becomes another user"},
        {"calls:setpriv", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETGID", "becomes another user"},
        {"calls:setpriv", FOR_ALL, NEED_SYSCALL, 0, "setresuid", "becomes another user"},
        {"calls:setpriv", FOR_ALL, NEED_SYSCALL, 0, "setresgid", "becomes another user"},
        {"calls:setpriv", FOR_ALL, NEED_SYSCALL, 0, "setgroups", "becomes another user"},
        {"calls:sudo", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETUID", "becomes another user"},
        {"calls:sudo", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SETGID", "becomes another user"},
        {"calls:sudo", FOR_ALL, NEED_SYSCALL, 0, "setresuid", "becomes another user"},
        {"calls:sudo", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/bin/sudo", "becomes another user"},
        {"calls:sudo", FOR_ALL, NEED_INDIRECT, 0, "pam:sudo", "becomes another user"},
        {"calls:language", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "is no shell script: its libraries may use the network"},
        {"calls:language", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "is no shell script: its libraries may use the network"},
        {"calls:?", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/bin/PROGRAM", "cannot be read as a script, so it may do anything"},
        {"calls:?", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "cannot be read as a script, so it may do anything"},
        {"calls:?", FOR_ALL, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "cannot be read as a script, so it may do anything"},
        {"calls:?", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "cannot be read as a script, so it may do anything"},
        {"calls:?", FOR_ALL, NEED_MEMORY, 0, "write-execute", "cannot be read as a script, so it may do anything"},
        {"calls:?", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "cannot be read as a script, so it may do anything"},

        /* --- extensions --- */
        {"nginx:ngx_http_perl_module", FOR_ALL, NEED_PATH, R | X, "/usr/bin/perl", "Perl in the server"},
        {"nginx:ngx_http_lua_module", FOR_ALL, NEED_MEMORY, 0, "write-execute", "LuaJIT makes code as it runs"},
        {"nginx:ngx_stream_lua_module", FOR_ALL, NEED_MEMORY, 0, "write-execute", "LuaJIT makes code as it runs"},
        {"nginx:ngx_http_lua_module", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "Lua opens connections"},
        {"nginx:ngx_http_auth_pam_module", FOR_ALL, NEED_INDIRECT, 0, "pam:nginx", "asks PAM for users"},
        {"nginx:ngx_http_dav_ext_module", FOR_ALL, NEED_PATH, W | C, "/srv/FILE", "stores what clients send"},
        {"nginx:ngx_http_passenger_module", FOR_ALL, NEED_PATH, R | X, "/usr/bin/ruby", "starts applications"},
        {"nginx:ngx_http_passenger_module", FOR_ALL, NEED_CAPABILITY, 0, "CAP_DAC_OVERRIDE", "starts applications as their users"},
        {"apache2:php*", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "PHP opens connections"},
        {"apache2:php*", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "PHP's mail() sends mail"},
        {"apache2:cgi*", FOR_ALL, NEED_PATH, R | X, "/usr/lib/cgi-bin/PROGRAM", "runs CGI programs"},
        {"apache2:cgi*", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "CGI programs may send mail"},
        {"apache2:php*", FOR_ALL, NEED_MEMORY, 0, "write-execute", "PHP compiles regular expressions, and warns where it may not"},
        {"apache2:md_module", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:443", "has certificates renewed"},
        {"apache2:md_module", FOR_ALL, NEED_PATH, R | W | C, "/etc/apache2/FILE", "keeps accounts and certificates there, in md"},
        {"apache2:wsgi_module", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "Python applications open connections"},
        {"apache2:wsgi_module", FOR_ALL, NEED_PATH, R | X, "/usr/bin/python3", "Python applications run programs"},
        {"apache2:perl_module", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "Perl applications open connections"},
        {"apache2:lua_module", FOR_ALL, NEED_MEMORY, 0, "write-execute", "Lua may be LuaJIT"},
        {"apache2:userdir_module", FOR_ALL, NEED_PATH, R, "/home/USER/public_html/index.html", "serves homes"},
        {"apache2:dav_fs_module", FOR_ALL, NEED_PATH, W | C, "/srv/FILE", "stores what clients send"},
        {"apache2:ldap_module", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:389", "asks an LDAP server"},
        {"apache2:authnz_ldap_module", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:389", "asks an LDAP server"},
        {"apache2:suexec_module", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/lib/apache2/suexec", "runs programs as other users"},
        {"apache2:authnz_pam_module", FOR_ALL, NEED_INDIRECT, 0, "pam:apache2", "asks PAM for users"},
        {"apache2:php*", FOR_ALL, NEED_PATH, R | W | C, "/srv/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:php*", FOR_ALL, NEED_PATH, R | W | C, "/var/cache/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:php*", FOR_ALL, NEED_PATH, R | W | C, "/var/lib/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:wsgi_module", FOR_ALL, NEED_PATH, R | W | C, "/srv/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:wsgi_module", FOR_ALL, NEED_PATH, R | W | C, "/var/cache/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:wsgi_module", FOR_ALL, NEED_PATH, R | W | C, "/var/lib/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:fcgid_module", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "applications open connections"},
        {"apache2:fcgid_module", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "applications may send mail"},
        {"apache2:fcgid_module", FOR_ALL, NEED_PATH, R | X, "/usr/bin/PROGRAM", "runs applications"},
        {"apache2:fcgid_module", FOR_ALL, NEED_PATH, R | W | C, "/srv/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:fcgid_module", FOR_ALL, NEED_PATH, R | W | C, "/var/cache/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:fcgid_module", FOR_ALL, NEED_PATH, R | W | C, "/var/lib/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:passenger_module", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "applications open connections"},
        {"apache2:passenger_module", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "applications may send mail"},
        {"apache2:passenger_module", FOR_ALL, NEED_PATH, R | X, "/usr/bin/PROGRAM", "runs applications"},
        {"apache2:passenger_module", FOR_ALL, NEED_MEMORY, 0, "write-execute", "Ruby and Node.js may make code as they run"},
        {"apache2:passenger_module", FOR_ALL, NEED_PATH, R | W | C, "/srv/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:passenger_module", FOR_ALL, NEED_PATH, R | W | C, "/var/cache/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:passenger_module", FOR_ALL, NEED_PATH, R | W | C, "/var/lib/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:python_module", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "applications open connections"},
        {"apache2:python_module", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "applications may send mail"},
        {"apache2:python_module", FOR_ALL, NEED_PATH, R | X, "/usr/bin/PROGRAM", "runs applications"},
        {"apache2:python_module", FOR_ALL, NEED_PATH, R | W | C, "/srv/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:python_module", FOR_ALL, NEED_PATH, R | W | C, "/var/cache/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:python_module", FOR_ALL, NEED_PATH, R | W | C, "/var/lib/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:perl_module", FOR_ALL, NEED_PATH, R | W | C, "/srv/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:perl_module", FOR_ALL, NEED_PATH, R | W | C, "/var/cache/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:perl_module", FOR_ALL, NEED_PATH, R | W | C, "/var/lib/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:cgi*", FOR_ALL, NEED_PATH, R | W | C, "/srv/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:cgi*", FOR_ALL, NEED_PATH, R | W | C, "/var/cache/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"apache2:cgi*", FOR_ALL, NEED_PATH, R | W | C, "/var/lib/FILE", "applications keep data there, as Debian's packages and admins have it"},
        {"postfix:mysql", FOR_ALL, NEED_CONNECT, 0, "unix:/run/mysqld/mysqld.sock", "looks up in a database"},
        {"postfix:mysql", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:3306", "looks up in a database"},
        {"postfix:pgsql", FOR_ALL, NEED_CONNECT, 0, "unix:/run/postgresql/.s.PGSQL.5432", "looks up in a database"},
        {"postfix:pgsql", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:5432", "looks up in a database"},
        {"postfix:ldap", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:389", "looks up in a directory"},
        {"postfix:tcp", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "looks up over TCP"},
        {"postfix:socketmap", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "looks up over a socket"},
        {"postfix:memcache", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:11211", "looks up in memcached"},
        {"postfix:mongodb", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:27017", "looks up in a database"},
        {"postfix:nis*", FOR_ALL, NEED_CONNECT, 0, "udp:0.0.0.0:111", "looks up in NIS"},
        {"postfix-workers:local", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/bin/PROGRAM", "local(8) runs commands of users' .forward files"},
        {"postfix-workers:local", FOR_ALL, NEED_PATH, R, "/home/USER/.forward", "local(8) reads where mail is forwarded to"},
        {"postfix-workers:local", FOR_ALL, NEED_PATH, W | C, "/home/USER/Maildir/new/MAIL", "local(8) delivers to homes"},
        {"postfix-workers:local", FOR_ALL, NEED_PATH, W | C, "/var/mail/USER", "local(8) delivers to mailboxes"},
        {"postfix-workers:virtual", FOR_ALL, NEED_PATH, W | C, "/var/mail/VIRTUAL", "virtual(8) delivers to mailboxes"},
        {"postfix-workers:pipe", FOR_ALL, NEED_PATH, R | X, "/usr/bin/PROGRAM", "pipe(8) runs commands"},
        {"postfix-workers:spawn", FOR_ALL, NEED_PATH, R | X, "/usr/bin/PROGRAM", "spawn(8) runs commands"},
        {"postfix-workers:local", FOR_ALL, NEED_PATH, R | W | C, "/srv/FILE", "commands of aliases and of users keep data there"},
        {"postfix-workers:local", FOR_ALL, NEED_PATH, R | W | C, "/var/lib/FILE", "commands of aliases and of users keep data there"},
        {"postfix-workers:local", FOR_ALL, NEED_PATH, R | W | C, "/var/spool/FILE", "commands of aliases and of users keep data there"},
        {"postfix-workers:pipe", FOR_ALL, NEED_PATH, R | W | C, "/srv/FILE", "commands keep data there"},
        {"postfix-workers:pipe", FOR_ALL, NEED_PATH, R | W | C, "/var/lib/FILE", "commands keep data there"},
        {"postfix-workers:pipe", FOR_ALL, NEED_PATH, R | W | C, "/var/spool/FILE", "commands keep data there"},
        {"dovecot:sql", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "looks up users in a database"},
        {"dovecot:ldap", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:389", "looks up users in a directory"},
        {"dovecot:system", FOR_ALL, NEED_INDIRECT, 0, "pam:dovecot", "asks PAM for users"},
        {"dovecot:sieve", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "Sieve scripts redirect mail"},
        {"dovecot:fts_solr", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:8983", "searches by Solr"},
        {"rsyslog:omfwd", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "sends logs to another host"},
        {"rsyslog:omfwd", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:514", "sends logs to another host"},
        {"rsyslog:omrelp", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "sends logs to another host"},
        {"rsyslog:omrelp", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:2514", "sends logs to another host"},
        {"rsyslog:imudp", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0", "takes logs from other hosts"},
        {"rsyslog:imudp", FOR_ALL, NEED_BIND, 0, "udp:0.0.0.0:514", "takes logs from other hosts"},
        {"rsyslog:imudp", FOR_ALL, NEED_CAPABILITY, 0, "CAP_NET_BIND_SERVICE", "takes logs from other hosts"},
        {"rsyslog:imtcp", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "takes logs from other hosts"},
        {"rsyslog:imtcp", FOR_ALL, NEED_BIND, 0, "tcp:0.0.0.0:514", "takes logs from other hosts"},
        {"rsyslog:imtcp", FOR_ALL, NEED_CAPABILITY, 0, "CAP_NET_BIND_SERVICE", "takes logs from other hosts"},
        {"rsyslog:imrelp", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "takes logs from other hosts"},
        {"rsyslog:imrelp", FOR_ALL, NEED_BIND, 0, "tcp:0.0.0.0:2514", "takes logs from other hosts"},
        {"rsyslog:imklog", FOR_ALL, NEED_BEHAVIOUR, 0, "kernel-log", "reads the kernel's log"},
        {"rsyslog:imklog", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SYSLOG", "reads the kernel's log"},
        {"rsyslog:imklog", FOR_ALL, NEED_PATH, R, "/proc/kmsg", "reads the kernel's log"},
        {"rsyslog:imkmsg", FOR_ALL, NEED_BEHAVIOUR, 0, "kernel-log", "reads the kernel's log"},
        {"rsyslog:imkmsg", FOR_ALL, NEED_CAPABILITY, 0, "CAP_SYSLOG", "reads the kernel's log"},
        {"rsyslog:imkmsg", FOR_ALL, NEED_DEVICE, R, "/dev/kmsg", "reads the kernel's log"},
        {"rsyslog:omprog", FOR_ALL, NEED_PATH, R | X, "/usr/bin/PROGRAM", "gives logs to a program"},
        {"rsyslog:omprog", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/bin/PROGRAM", "gives logs to a program, which may do anything"},
        {"rsyslog:omprog", FOR_ALL, NEED_CAPABILITY, 0, "CAP_DAC_OVERRIDE", "gives logs to a program, which may do anything"},
        {"rsyslog:omprog", FOR_ALL, NEED_PATH, R | W | C, "/srv/FILE", "gives logs to a program, which may keep data there"},
        {"rsyslog:omprog", FOR_ALL, NEED_PATH, R | W | C, "/var/lib/FILE", "gives logs to a program, which may keep data there"},
        {"rsyslog:omprog", FOR_ALL, NEED_PATH, R | W | C, "/var/spool/FILE", "gives logs to a program, which may keep data there"},
        {"rsyslog:ommail", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "sends logs by mail"},
        {"rsyslog:ommail", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:25", "sends logs by mail"},
        {"rsyslog:ommysql", FOR_ALL, NEED_CONNECT, 0, "unix:/run/mysqld/mysqld.sock", "writes logs to a database"},
        {"rsyslog:ommysql", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:3306", "writes logs to a database"},
        {"rsyslog:ompgsql", FOR_ALL, NEED_CONNECT, 0, "unix:/run/postgresql/.s.PGSQL.5432", "writes logs to a database"},
        {"rsyslog:ompgsql", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:5432", "writes logs to a database"},
        {"libvirt:smb", FOR_ALL, NEED_PATH, R | X, "/usr/sbin/smbd", "a guest's user network has a share: qemu starts smbd"},
        {"libvirt:smb", FOR_ALL, NEED_INDIRECT, 0, "pam:samba", "a guest's user network has a share: smbd asks PAM by this name"},
        {"gstreamer:libgstv4l2", FOR_ALL, NEED_DEVICE, R | W, "/dev/video0", "GStreamer uses cameras"},
        {"gstreamer:libgstalsa", FOR_ALL, NEED_DEVICE, R | W, "/dev/snd/pcmC0D0p", "GStreamer plays sound"},
        {"gstreamer:libgstsoup", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:80", "GStreamer reads from web servers"},
        {"gstreamer:libgstcurl", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:80", "GStreamer reads from web servers"},
        {"gstreamer:libgsttcp", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "GStreamer streams over TCP"},
        {"gstreamer:libgstudp", FOR_ALL, NEED_CONNECT, 0, "udp:0.0.0.0:0", "GStreamer streams over UDP"},
        {"gstreamer:libgstrtsp*", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:554", "GStreamer reads from RTSP servers"},
        {"gstreamer:libgst*", FOR_ALL, NEED_MEMORY, 0, "write-execute", "GStreamer's ORC makes code as it runs"},
        {"mdadm:MAILADDR", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "tells of failed disks by mail"},
        {"mdadm:/*", FOR_ALL, NEED_PATH, R | X, "/usr/local/sbin/PROGRAM", "tells of failed disks by a program of the admin's"},
        {"mdadm:/*", FOR_ALL, NEED_PATH, R | X, "/usr/bin/PROGRAM", "tells of failed disks by a program of the admin's"},
        {"mdadm:/*", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:443", "a program of the admin's may send messages"},
        {"mdadm:/*", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "a program of the admin's may send messages"},
        {"mdadm:/*", FOR_ALL, NEED_INDIRECT, 0, "sendmail", "a program of the admin's may send mail"},
        {"freeradius:exec", FOR_ALL, NEED_PATH, R | X, "/usr/bin/PROGRAM", "runs programs"},
        {"freeradius:echo", FOR_ALL, NEED_PATH, R | X, "/bin/echo", "runs a program"},
        {"freeradius:ntlm_auth", FOR_ALL, NEED_PATH, R | X, "/usr/bin/ntlm_auth", "runs a program of Samba's"},
        {"freeradius:ntlm_auth", FOR_ALL, NEED_CONNECT, 0, "unix:/run/samba/winbindd/pipe", "asks winbindd"},
        {"freeradius:mschap", FOR_ALL, NEED_CONNECT, 0, "unix:/run/samba/winbindd/pipe", "may ask winbindd"},
        {"freeradius:sql*", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "asks a database"},
        {"freeradius:sql*", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "asks a database"},
        {"freeradius:sql*", FOR_ALL, NEED_CONNECT, 0, "unix:/run/mysqld/mysqld.sock", "asks a database"},
        {"freeradius:ldap*", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "asks a directory"},
        {"freeradius:ldap*", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:389", "asks a directory"},
        {"freeradius:pam", FOR_ALL, NEED_INDIRECT, 0, "pam:radiusd", "asks PAM"},
        {"freeradius:unix", FOR_ALL, NEED_PATH, R, "/etc/shadow", "reads passwords"},
        {"freeradius:unix", FOR_ALL, NEED_INDIRECT, 0, "nss", "looks up users"},
        {"ntpsec:*", FOR_ALL, NEED_DEVICE, R | W, "/dev/pps0", "a clock that its configuration names"},
        {"ntpsec:*", FOR_ALL, NEED_DEVICE, R | W, "/dev/gps0", "a clock that its configuration names"},
        {"ntpsec:*", FOR_ALL, NEED_DEVICE, R | W, "/dev/gpspps0", "a clock that its configuration names"},
        {"ntpsec:*", FOR_ALL, NEED_DEVICE, R | W, "/dev/refclock-0", "a clock that its configuration names"},
        {"ntpsec:*", FOR_ALL, NEED_DEVICE, R | W, "/dev/ttyS0", "a clock that its configuration names"},
        {"ntpsec:*", FOR_ALL, NEED_DEVICE, R | W, "/dev/ttyUSB0", "a clock that its configuration names"},
        {"ntpsec:*", FOR_ALL, NEED_DEVICE, R | W, "/dev/ttyACM0", "a clock that its configuration names"},
        {"ntpsec:*", FOR_ALL, NEED_DEVICE, R | W, "/dev/ttyAMA0", "a clock that its configuration names"},
        {"ntpsec:*", FOR_ALL, NEED_BEHAVIOUR, 0, "sysv-ipc", "gpsd hands the time over in shared memory"},
        {"ntpsec:*", FOR_ALL, NEED_SYSCALL, 0, "shmat", "gpsd hands the time over in shared memory"},
        {"ntpsec:*", FOR_ALL, NEED_SYSCALL, 0, "shmctl", "gpsd hands the time over in shared memory"},
        {"ntpsec:*", FOR_ALL, NEED_SYSCALL, 0, "shmdt", "gpsd hands the time over in shared memory"},
        {"ntpsec:*", FOR_ALL, NEED_SYSCALL, 0, "shmget", "gpsd hands the time over in shared memory"},
        {"php-fpm:opcache", FOR_ALL, NEED_MEMORY, 0, "write-execute", "compiles, where opcache.jit is on"},
        {"php-fpm:ffi", FOR_ALL, NEED_MEMORY, 0, "write-execute", "calls functions of libraries"},
        {"php-fpm:pcntl", FOR_ALL, NEED_BEHAVIOUR, 0, "process-signal", "signals processes"},
        {"mariadb:auth_pam*", FOR_ALL, NEED_PATH, R | X, "/usr/lib/mysql/plugin/auth_pam_tool_dir/auth_pam_tool", "has PAM asked by it"},
        {"mariadb:auth_pam*", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/lib/mysql/plugin/auth_pam_tool_dir/auth_pam_tool", "PAM is asked as root"},
        {"mariadb:auth_pam*", FOR_ALL, NEED_INDIRECT, 0, "pam:mariadb", "accounts say which service of PAM, this one by custom"},
        {"postgresql-auth:pam", FOR_ALL, NEED_SETID_EXEC, 0, "/usr/sbin/unix_chkpwd", "its server is not root: only that program's group may read passwords"},
        {"postgresql-auth:pam", FOR_ALL, NEED_PATH, R | X, "/usr/sbin/unix_chkpwd", "has passwords checked by it"},
        {"postgresql-auth:pam", FOR_ALL, NEED_INDIRECT, 0, "pam:postgresql", "asks PAM about users"},
        {"?:?", FOR_ALL, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "what it does is not known"},
        {"?:?", FOR_ALL, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "what it does is not known"},
        {"?:?", FOR_ALL, NEED_MEMORY, 0, "write-execute", "what it does is not known"},
        {"?:?", FOR_ALL, NEED_PATH, R | X, "/usr/bin/PROGRAM", "what it does is not known"},
        {"?:?", FOR_ALL, NEED_INDIRECT, 0, "nss", "what it does is not known"},
};

/* Known, and needs no more than a service needs anyway. Words with blanks between. */
static const struct {
        const char *kind, *names;
} harmless[] = {
        {"sendmail", "none"},
        {"nss", "files dns cache_files"},
        {"pam", "pam_access pam_cap pam_cracklib pam_debug pam_deny pam_echo pam_env pam_faildelay pam_filter pam_ftp pam_gnome_keyring "
                "pam_group pam_issue pam_listfile pam_localuser pam_motd pam_nologin pam_permit pam_pwhistory pam_pwquality "
                "pam_rhosts pam_rootok pam_securetty pam_selinux pam_sepermit pam_setquota pam_shells pam_succeed_if pam_time "
                "pam_timestamp pam_umask pam_userdb pam_usertype pam_warn pam_wheel pam_xauth pam_apparmor"},
        {"calls", "chrony notify-send systemd-notify"},
        {"nginx", "ngx_http_geoip_module ngx_http_geoip2_module ngx_stream_geoip_module ngx_stream_geoip2_module "
                  "ngx_http_image_filter_module ngx_http_xslt_filter_module ngx_mail_module ngx_stream_module ngx_http_echo_module "
                  "ngx_http_subs_filter_module ngx_http_headers_more_filter_module ngx_http_cache_purge_module "
                  "ngx_http_fancyindex_module ngx_http_uploadprogress_module ngx_http_upstream_fair_module ndk_http_module "
                  "ngx_nchan_module ngx_rtmp_module ngx_http_brotli_filter_module ngx_http_brotli_static_module"},
        {"apache2", "access_compat_module actions_module alias_module allowmethods_module asis_module auth_basic_module "
                    "auth_digest_module auth_form_module authn_anon_module authn_core_module authn_file_module authn_socache_module "
                    "authz_core_module authz_groupfile_module authz_host_module authz_owner_module authz_user_module "
                    "autoindex_module brotli_module buffer_module cache_module cache_disk_module cache_socache_module dir_module "
                    "deflate_module env_module expires_module ext_filter_module file_cache_module filter_module headers_module "
                    "http2_module include_module info_module log_debug_module macro_module mime_module "
                    "mime_magic_module mpm_event_module mpm_prefork_module mpm_worker_module negotiation_module proxy_module "
                    "proxy_ajp_module proxy_balancer_module proxy_connect_module proxy_fcgi_module proxy_ftp_module "
                    "proxy_html_module proxy_http_module proxy_http2_module proxy_scgi_module proxy_uwsgi_module "
                    "proxy_wstunnel_module ratelimit_module remoteip_module reqtimeout_module request_module rewrite_module "
                    "session_module session_cookie_module setenvif_module slotmem_shm_module socache_shmcb_module "
                    "socache_dbm_module speling_module ssl_module status_module substitute_module unique_id_module "
                    "vhost_alias_module xml2enc_module"},
        {"postfix", "pcre lmdb cdb sqlite proxy netinfo"},
        {"postfix-workers", "smtpd pickup cleanup qmgr nqmgr tlsmgr rewrite bounce verify flush proxymap smtp showq error discard "
                            "lmtp anvil scache postlogd postscreen dnsblog tlsproxy qmqpd trivial"},
        {"dovecot", "quota acl imap_quota imap_acl zlib imap_zlib fts fts_lucene mail_log notify trash virtual master passwdfile "
                    "deny checkpassword static"},
        {"bind", "filter-a filter-aaaa synthrecord"},
        {"freeradius", "always attr_filter chap date detail detail_log digest dynamic_clients eap expiration expr files linelog logintime pap "
                       "passwd preprocess proxy_rate_limit radutmp realm replicate soh sradutmp totp unpack utf8"},
        /* an application may do what it does without these, too: open connections, run programs */
        {"php-fpm", "amqp apcu bcmath bz2 calendar ctype curl dba dom ds enchant exif fileinfo ftp gd gettext gmp gnupg iconv igbinary "
                    "imagick imap interbase intl ldap mailparse mbstring memcache memcached mongodb msgpack mysqli mysqlnd oauth odbc pdo "
                    "pdo_dblib pdo_firebird pdo_mysql pdo_odbc pdo_pgsql pdo_sqlite pgsql phar posix pspell raphf readline redis shmop "
                    "simplexml snmp soap sockets sqlite3 ssh2 sysvmsg sysvsem sysvshm tidy tokenizer uploadprogress uuid xdebug xml "
                    "xmlreader xmlrpc xmlwriter xsl yaml zip zmq"},
        {"mariadb", "provider_bzip2 provider_lz4 provider_lzma provider_lzo provider_snappy ha_archive ha_blackhole ha_connect ha_federatedx "
                    "ha_mroonga ha_oqgraph ha_rocksdb ha_s3 ha_sphinx ha_spider server_audit simple_password_check "
                    "cracklib_password_check password_reuse_check auth_ed25519 auth_parsec auth_gssapi auth_socket unix_socket disks "
                    "file_key_management hashicorp_key_management sql_errlog query_response_time locales metadata_lock_info query_cache_info "
                    "type_mysql_json wsrep_info"},
        {"postgresql", "pg_stat_statements auto_explain auth_delay passwordcheck pg_prewarm basic_archive sepgsql pgaudit pg_cron "
                       "pg_hint_plan pg_partman_bgw pg_qualstats pg_squeeze pg_stat_kcache pg_stat_monitor pg_wait_sampling pglogical powa "
                       "set_user timescaledb citus"},
        {"postgresql-auth", "ldap radius gss"},
        {"ntpsec", "local 127.127.1"},
        {"rsyslog", "imuxsock immark imfile imjournal omfile omjournal omusrmsg omdiscard omstdout mmanon mmjsonparse mmnormalize "
                    "mmfields mmutf8fix pmrfc3164 pmrfc5424 lmnet builtin"},
};
/* clang-format on */

static bool is_harmless(const char *key)
{
        const char *colon = strchr(key, ':');

        for (size_t i = 0; colon && i < G_N_ELEMENTS(harmless); i++) {
                g_auto(GStrv) names = NULL;

                if (strlen(harmless[i].kind) != (size_t)(colon - key) || !g_str_has_prefix(key, harmless[i].kind))
                        continue;
                names = g_strsplit(harmless[i].names, " ", 0);
                return g_strv_contains((const char *const *)names, colon + 1);
        }
        return false;
}

/* How well a row fits a key: 0 not at all; an exact one best, then the longer prefix. */
static size_t fit(const char *row, const char *key)
{
        size_t length = strlen(row);

        if (g_str_equal(row, key))
                return G_MAXSIZE;
        if (row[length - 1] != '*' || strncmp(row, key, length - 1) != 0)
                return 0;
        return length;
}

bool host_rows_of(const char *key, void (*add)(const HostRow *row, void *userdata), void *userdata)
{
        g_autofree char *unknown = NULL;
        size_t best = 0;
        bool any = false;

        if (is_harmless(key))
                return true;
        for (size_t i = 0; i < G_N_ELEMENTS(host_rows); i++)
                best = MAX(best, fit(host_rows[i].key, key));
        for (size_t i = 0; best && i < G_N_ELEMENTS(host_rows); i++)
                if (fit(host_rows[i].key, key) == best)
                        add(&host_rows[i], userdata);
        if (best)
                return true;
        unknown = g_strdup_printf("%.*s:?", (int)strcspn(key, ":"), key);
        for (unsigned round = 0; !any && round < 2; round++)
                for (size_t i = 0; i < G_N_ELEMENTS(host_rows); i++)
                        if (g_str_equal(host_rows[i].key, round ? "?:?" : unknown)) {
                                add(&host_rows[i], userdata);
                                any = true;
                        }
        return false;
}

void host_rows_each(void (*add)(const HostRow *row, void *userdata), void *userdata)
{
        for (size_t i = 0; i < G_N_ELEMENTS(host_rows); i++)
                add(&host_rows[i], userdata);
}

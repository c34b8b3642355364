# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# The matrix of names: one profile that says "indirect nss" x the module that knows the name x whether the unit is root's; and one of
# Dovecot x the PAM module that knows the password. The name is known to that module alone, so that only it can have answered.
# LABS= in the environment chooses others than what is run by default (`make matrix`: all).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/profiles-lib.sh"

all="plain directory network"

if [ "${1:-}" = inside ]; then
        here=$2 lab=$3

        # MODULE DATABASE KEY: a confined unit finds the key
        finds() {
                systemctl daemon-reload
                for kind in root user; do
                        mkdir -p /run/systemd/system/looker-$kind.service.d
                        printf '[Service]\nEnvironment=DATABASE=%s KEY=%s\n' "$2" "$3" >/run/systemd/system/looker-$kind.service.d/key.conf
                done
                systemctl daemon-reload
                for kind in root user; do
                        unit=looker-$kind.service
                        contains "$1, $kind: confined" 0-0-unitlock.conf "$(systemctl show -P DropInPaths $unit)"
                        if systemctl start $unit; then
                                result 0 "$1, $kind: $2 $3 is found"
                        else
                                note "outside of the unit: $(getent "$2" "$3")"
                                note "$(journalctl --no-pager -u $unit 2>&1 | tail -5; sed '/^#/d; /^$/d' /run/systemd/generator/$unit.d/0-0-unitlock.conf)"
                                result 1 "$1, $kind: $2 $3 is found"
                        fi
                done
        }

        names() { # DATABASE MODULES
                sed -i "s/^$1:.*/$1: $2/" /etc/nsswitch.conf
                grep -q "^$1:" /etc/nsswitch.conf || echo "$1: $2" >>/etc/nsswitch.conf
        }

        # MODULE USER: a login, by a confined Dovecot
        logs_in() {
                systemctl daemon-reload
                systemctl restart dovecot
                contains "$1: Dovecot is confined" 0-0-unitlock.conf "$(systemctl show -P DropInPaths dovecot.service)"
                tries=0
                until got=$(curl -sS imap://localhost/ -u "$2:secret" -X 'STATUS INBOX (MESSAGES)' 2>&1) || [ $tries -gt 20 ]; do tries=$((tries + 1)); done
                contains "$1: $2 logs in" MESSAGES "$got"
                case $got in *MESSAGES*) ;; *) note "$(journalctl --no-pager -u dovecot 2>&1 | tail -5; cat /etc/pam.d/dovecot)" ;; esac
                if curl -sS imap://localhost/ -u "$2:wrong" >/dev/null 2>&1; then result 1 "$1: not with a wrong password"; else result 0 "$1: not with a wrong password"; fi
        }

        mkdir -p "$here/mine"
        for kind in root user; do
                {
                        printf '[Service]\nType=oneshot\n'
                        [ $kind = root ] || echo User=daemon
                        echo "ExecStart=/usr/bin/getent \$DATABASE \$KEY"
                } >/etc/systemd/system/looker-$kind.service
                printf 'unitlock-needs 1\nunit looker-%s.service\nstability tested\n\ncoverage profile\nindirect nss\n\tdeclared - profile - looks names up\n' $kind \
                        >"$here/profiles/looker-$kind.service.profile"
        done
        enforce_profiles "$here"

        case $lab in
        plain)
                useradd --create-home filesuser
                echo filesuser:secret | chpasswd
                finds files passwd filesuser
                mkdir -p /var/lib/extrausers
                echo 'extrauser:x:4711:4711::/home/extrauser:/bin/sh' >/var/lib/extrausers/passwd
                names passwd "files extrausers"
                finds extrausers passwd extrauser
                printf '[Service]\nDynamicUser=yes\nUser=ofaunit\nExecStart=sleep infinity\n' >/etc/systemd/system/dynamic.service
                systemctl daemon-reload
                systemctl start dynamic
                names passwd "files systemd"
                finds systemd passwd ofaunit
                names hosts "myhostname"
                finds myhostname ahosts localhost
                printf 'mail_location = maildir:~/Maildir\ndisable_plaintext_auth = no\n' >/etc/dovecot/local.conf
                dovecot --version | grep -q '^2\.3' ||
                        printf 'mail_driver = maildir\nmail_path = ~/Maildir\nmail_inbox_path =\nauth_allow_cleartext = yes\n' >/etc/dovecot/local.conf
                logs_in pam_unix filesuser
                ;;
        directory)
                suffix=$(ldapsearch -LLL -Y EXTERNAL -H ldapi:/// -b cn=config olcSuffix 2>/dev/null | sed -n 's/^olcSuffix: //p' | head -1)
                database=$(ldapsearch -LLL -Y EXTERNAL -H ldapi:/// -b cn=config '(olcSuffix=*)' dn 2>/dev/null | sed -n 's/^dn: //p' | head -1)
                printf 'dn: %s\nchangetype: modify\nreplace: olcRootPW\nolcRootPW: secret\n-\nreplace: olcRootDN\nolcRootDN: cn=admin,%s\n' "$database" "$suffix" |
                        ldapmodify -Y EXTERNAL -H ldapi:/// >/dev/null 2>&1
                mkdir -p /home/ldapuser
                chown 5000:5000 /home/ldapuser
                ldapadd -x -H ldap://localhost -D "cn=admin,$suffix" -w secret >/dev/null <<LDIF
dn: uid=ldapuser,$suffix
objectClass: account
objectClass: posixAccount
objectClass: shadowAccount
uid: ldapuser
cn: ldapuser
uidNumber: 5000
gidNumber: 5000
homeDirectory: /home/ldapuser
loginShell: /bin/sh
userPassword: secret

dn: cn=ldapuser,$suffix
objectClass: posixGroup
cn: ldapuser
gidNumber: 5000
LDIF
                printf 'uri ldap://localhost/\nbase %s\nuid nslcd\ngid nslcd\n' "$suffix" >/etc/nslcd.conf
                cat >/etc/sssd/sssd.conf <<CONF
[sssd]
services = nss, pam
domains = lab
config_file_version = 2
[domain/lab]
id_provider = ldap
auth_provider = ldap
access_provider = permit
ldap_uri = ldap://localhost
ldap_search_base = $suffix
ldap_auth_disable_tls_never_use_in_production = true
ldap_id_use_start_tls = false
CONF
                chmod 600 /etc/sssd/sssd.conf
                printf 'mail_location = maildir:~/Maildir\ndisable_plaintext_auth = no\n' >/etc/dovecot/local.conf
                dovecot --version | grep -q '^2\.3' ||
                        printf 'mail_driver = maildir\nmail_path = ~/Maildir\nmail_inbox_path =\nauth_allow_cleartext = yes\n' >/etc/dovecot/local.conf
                systemctl restart nslcd
                names passwd "files ldap"
                names group "files ldap"
                finds ldap passwd ldapuser
                printf 'auth required pam_ldap.so\naccount required pam_ldap.so\n' >/etc/pam.d/dovecot
                logs_in pam_ldap ldapuser
                systemctl stop nslcd
                systemctl restart sssd
                names passwd "files sss"
                names group "files sss"
                finds sss passwd ldapuser
                printf 'auth required pam_sss.so\naccount required pam_sss.so\n' >/etc/pam.d/dovecot
                logs_in pam_sss ldapuser
                ;;
        network)
                echo '192.0.2.7 of-hosts.test' >>/etc/hosts
                systemctl start systemd-resolved
                names hosts "resolve"
                finds resolve ahosts of-hosts.test
                ip link add out0 type veth peer name in0
                ip address add 192.0.2.1/24 dev out0
                ip link set out0 up
                ip link set in0 up
                sed -i 's/^#\?allow-interfaces=.*/allow-interfaces=out0/; s/^#\?host-name=.*/host-name=bonjour/; s/^#\?use-ipv6=.*/use-ipv6=no/' /etc/avahi/avahi-daemon.conf
                systemctl restart avahi-daemon
                names hosts "mdns4_minimal"
                # it asks the network first whether the name is free
                timeout 60 sh -c 'until avahi-resolve -4 -n bonjour.local 2>/dev/null | grep -q 192.0.2.1; do :; done'
                finds mdns ahosts bonjour.local
                # NIS: a server of this host's own users
                names hosts files
                echo lab.nis >/etc/defaultdomain
                domainname lab.nis
                useradd --uid 4000 nisuser
                grep '^nisuser' /etc/passwd >/run/nis.passwd
                mkdir -p /var/yp/lab.nis
                printf 'domain lab.nis server 127.0.0.1\n' >/etc/yp.conf
                awk -F: '{ print $1 "\t" $0 }' /run/nis.passwd | /usr/lib/yp/makedbm -i /run/nis.passwd - /var/yp/lab.nis/passwd.byname
                userdel nisuser
                systemctl restart rpcbind ypserv ypbind
                names passwd "files nis"
                tries=0
                until ypcat passwd.byname >/dev/null 2>&1 || [ $tries -gt 20 ]; do tries=$((tries + 1)); done
                finds nis passwd nisuser
                for kind in root user; do
                        same "nis, $kind: no packets but with rpcbind and the NIS server" "any 127.0.0.1/32" \
                                "$(systemctl show -P IPAddressDeny looker-$kind.service | grep -q '^0.0.0.0/0 ::/0$\|^::/0 0.0.0.0/0$' && echo any) $(systemctl show -P IPAddressAllow looker-$kind.service)"
                done
                ;;
        esac
        echo "#went-through"
        finish
        exit
fi

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$(dirname "$UNITLOCK")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pack "$work/pack"
[ "${LABS:-}" != all ] || LABS=$all
for lab in ${LABS:-plain}; do
        case $lab in
        plain) packages="libnss-extrausers libnss-systemd libnss-myhostname dovecot-imapd curl" ;;
        directory) packages="slapd ldap-utils sssd-ldap libnss-sss libpam-sss nslcd libnss-ldapd libpam-ldapd dovecot-imapd curl" ;;
        network) packages="systemd-resolved libnss-resolve avahi-daemon avahi-utils libnss-mdns iproute2 rpcbind ypserv ypbind-mt yp-tools libnss-nis" ;;
        esac
        # shellcheck disable=SC2046,SC2086 # words on purpose
        "$UNITLOCK" lab run --quiet --suite="$SUITE" $(printf -- '--package=%s ' $packages) --bind-ro="$work/pack:/opt/test" -- sh -c \
                "cp -r /opt/test /run/test && SUITE=$SUITE sh /run/test/live/name-matrix.sh inside /run/test $lab" >"$work/out.$lab" 2>&1
        grep '^# ' "$work/out.$lab"
        while read -r line; do
                case $line in
                "ok "*) result 0 "$(echo "$line" | cut -d ' ' -f 3-)" ;;
                "not ok "*) result 1 "$(echo "$line" | cut -d ' ' -f 4-)" ;;
                esac
        done <"$work/out.$lab"
        contains "$lab: went through" "#went-through" "$(tail -5 "$work/out.$lab")"
done
finish

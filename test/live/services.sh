# SPDX-License-Identifier: GPL-2.0-or-later
# Daemons of many kinds, learned as a user would: they work afterwards, and are nowhere looser than they were shipped.
# packages: bind9 bind9-dnsutils snmpd snmp redis-server chrony rsyslog memcached netcat-openbsd cups-daemon cups-client cups-bsd slapd ldap-utils exim4-daemon-light
. /srv/unitlock/test/live/lib.sh

exposure() {
        systemd-analyze security --no-pager "$1" | sed -n 's/^.*Overall exposure level for [^:]*: *\([0-9.]*\).*/\1/p'
}

# learn UNIT LIMIT EXERCISE...: proven, exposure not above LIMIT nor above what it was, verify is silent, still works
learn() {
        unit=$1
        limit=$2
        shift 2
        before=$(exposure "$unit")
        was=$(systemctl is-active "$unit")
        set -- "$@"
        options=
        for exercise; do
                set -- "$@" "--exercise=$exercise"
                shift
        done
        if out=$(unitlock learn "$unit" --quiet --apply=yes "$@" 2>&1); then
                result 0 "$unit: learned and proven"
        else
                note "$out"
                result 1 "$unit: learned and proven"
                return
        fi
        after=$(exposure "$unit")
        note "$unit: exposure $before before, $after after"
        check "$unit: exposure $after is at most $limit" awk -v a="$after" -v l="$limit" 'BEGIN { exit !(a <= l) }'
        check "$unit: and not above the $before that it was shipped with" awk -v a="$after" -v b="$before" 'BEGIN { exit !(a <= b) }'
        same "$unit: is as $was as before" "$was" "$(systemctl is-active "$unit")"
        case $(systemctl show -P FragmentPath "$unit") in
        /run/*) ;; # made from an init script: verify knows files only
        *) same "$unit: systemd-analyze verify has nothing to say" "" "$(systemd-analyze verify --man=no "$unit" 2>&1)" ;;
        esac
}

# A zone to serve and to transfer.
cat >>/etc/bind/named.conf.local <<'ZONE'
zone "lab.test" { type primary; file "/etc/bind/db.lab"; allow-transfer { 127.0.0.1; }; };
zone "copy.test" { type secondary; file "/var/cache/bind/db.copy"; primaries { 127.0.0.1; }; };
ZONE
cat >/etc/bind/db.lab <<'ZONE'
$TTL 60
@ IN SOA ns root 1 60 60 60 60
@ IN NS ns
ns IN A 127.0.0.1
www IN A 192.0.2.1
ZONE
systemctl restart named
learn named.service 2.7 \
        'test "$(dig +short @127.0.0.1 www.lab.test)" = 192.0.2.1' 'rndc reload' 'dig @127.0.0.1 lab.test AXFR | grep -q 192.0.2.1'
same "named: serves its zone" 192.0.2.1 "$(dig +short @127.0.0.1 www.lab.test)"
check "named: reloads" systemctl reload named
check "named: rndc works" rndc status
contains "named: zone transfer" 192.0.2.1 "$(dig @127.0.0.1 lab.test AXFR)"

# By number: the names of objects are not free, so Debian does not ship them.
learn snmpd.service 3.0 'snmpwalk -v2c -c public 127.0.0.1 1.3.6.1.2.1.1 >/dev/null'
contains "snmpd: answers" "STRING: \"Linux" "$(snmpget -v2c -c public 127.0.0.1 1.3.6.1.2.1.1.1.0 2>&1)"
check "snmpd: answers after a restart" sh -c 'systemctl restart snmpd && snmpget -v2c -c public 127.0.0.1 1.3.6.1.2.1.1.1.0'

learn dpkg-db-backup.service 1.5
rm -f /var/backups/dpkg.status.0
check "dpkg-db-backup: runs" systemctl start dpkg-db-backup.service
check "dpkg-db-backup: makes its backup" test -s /var/backups/dpkg.status.0

learn redis-server.service 10 'redis-cli set a b | grep -q OK' 'redis-cli save | grep -q OK'
same "redis: keeps data over a restart" b "$(redis-cli save >/dev/null; systemctl restart redis-server; redis-cli --no-auth-warning wait 0 100 >/dev/null 2>&1; redis-cli get a)"

learn chrony.service 10 'chronyc tracking >/dev/null'
check "chrony: answers" chronyc tracking

learn rsyslog.service 10 'logger -t lab learned'
logger -t lab "after-$$"
check "rsyslog: writes" sh -c "for i in \$(seq 100); do grep -q after-$$ /var/log/syslog && exit 0; logger -t lab again; done; exit 1"

learn memcached.service 10 'printf "stats\r\nquit\r\n" | nc -q1 127.0.0.1 11211 | grep -q STAT'
check "memcached: answers" sh -c 'printf "stats\r\nquit\r\n" | nc -q1 127.0.0.1 11211 | grep -q STAT'
# Its socket and its path unit are stopped and started along with it, and have start limits of their own.
learn cups.service 3.0 'lpstat -r'
check "cups: takes a printer" lpadmin -p p -E -v file:///dev/null -m raw
check "cups: prints" sh -c 'echo hello | lp -d p -o raw'

# It rewrites its own configuration, below /etc: the directory is its user's. It keeps CAP_SYS_CHROOT, for its option -r.
learn slapd.service 3.2 'ldapsearch -x -H ldap://127.0.0.1 -b "" -s base >/dev/null'
printf 'dn: cn=config\nchangetype: modify\nreplace: olcLogLevel\nolcLogLevel: stats\n' >/tmp/change.ldif
check "slapd: takes a change of its configuration" ldapmodify -Q -Y EXTERNAL -H ldapi:/// -f /tmp/change.ldif

# Root, who sets modes of files that it gave to its own user: of the log of a message that cannot be delivered at once, which it was
# not seen to have.
useradd -m joe
cat >/run/smtp <<'SMTP'
use IO::Socket::INET;
$s = IO::Socket::INET->new("127.0.0.1:25") or die "connect: $!";
sub answer { do { $l = <$s> } while $l =~ /^\d+-/; die $l if $l !~ /^[23]/ }
answer();
for ("EHLO x", "MAIL FROM:<root\@localhost>", "RCPT TO:<joe\@localhost>", "DATA", "Subject: x\r\n\r\n$ARGV[0]\r\n.") { print $s "$_\r\n"; answer() }
for (1 .. 200) { exit 0 if system("grep -q $ARGV[0] $ARGV[1] 2>/dev/null") == 0; system("exim4 -qff") }
exit 1;
SMTP
# (a bare init script on Debian 12, a unit with some settings on 13)
learn exim4.service 3.6 'perl /run/smtp hello-1 /var/mail/joe'
mv /var/mail/joe /var/tmp/old && mkdir /var/mail/joe
perl /run/smtp hello-2 /var/mail/none/at/all >/dev/null 2>&1 &
sender=$!
# (others may have waited before: it must be this one)
waits() {
        _id=$(grep -rl hello-2 /var/spool/exim4/input | sed -n 's,.*/,,; s/-D$//p') && [ -n "$_id" ] && grep -rq defer "/var/spool/exim4/msglog/$_id"
}
check "exim4: keeps a mail that cannot be delivered, and its log" until_ok waits
kill $sender
rmdir /var/mail/joe
check "exim4: delivers it when that is mended" until_ok sh -c 'exim4 -qff; grep -q hello-2 /var/mail/joe'
finish

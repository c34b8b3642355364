# SPDX-License-Identifier: GPL-2.0-or-later
# The case that the question began with: nginx of a foreign architecture under SystemCallArchitectures=native, which dies
# with SIGSYS and not a word of the architecture anywhere.
# packages: nginx:i386
. /srv/unitlock/test/live/lib.sh

systemctl stop nginx
runs=no
/usr/sbin/nginx -v 2>/dev/null && runs=yes
mkdir -p /etc/systemd/system/nginx.service.d
printf '# hardening\n[Service]\nSystemCallArchitectures=native\n' >/etc/systemd/system/nginx.service.d/hardening.conf
systemctl daemon-reload

told() {
        contains "$1: the directive" '"directive": "SystemCallArchitectures"' "$2"
        contains "$1: file and line" '/etc/systemd/system/nginx.service.d/hardening.conf:3)' "$2"
        contains "$1: the ELF class" 'ELF, 32-bit Intel 80386' "$2"
        contains "$1: the change" 'SystemCallArchitectures=x86' "$2"
}

told 'before the start' "$(unitlock why --dry --json nginx)"
systemctl reset-failed nginx
check 'nginx does not start' sh -c '! systemctl start nginx'
if [ "$runs" = yes ]; then
        told 'after the crash' "$(unitlock why --json nginx)"
        contains 'after the crash: the signal' 'SIGSYS' "$(unitlock why nginx)"
        contains 'after the crash: it is the first cause' '1. /usr/sbin/nginx is a program of another architecture' "$(unitlock why nginx | tr -s '\n ' '  ')"
else
        note 'this kernel runs no 32-bit programs: only what is said of that is tried'
        contains 'after the crash: that the kernel is to blame' '1. this kernel cannot run /usr/sbin/nginx (ELF, 32-bit Intel 80386 (i386))' \
                "$(unitlock why nginx | tr -s '\n ' '  ')"
fi

echo 'SystemCallArchitectures=x86' >>/etc/systemd/system/nginx.service.d/hardening.conf
systemctl daemon-reload
systemctl reset-failed nginx
[ "$runs" = no ] || check 'with the change it starts' systemctl start nginx
contains 'and nothing more is said' '"findings": []' "$(unitlock why --json --dry nginx)"
finish

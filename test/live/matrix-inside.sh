# SPDX-License-Identifier: GPL-2.0-or-later
# Inside the lab: runs the prober once for each line of a plan (settings, separated by tabs) in a unit that has these settings,
# and prints "= LINE" and what it said. Usage: matrix-inside.sh PROBER PLAN
set -eu
units=/run/systemd/system
out=/run/matrix
mkdir -p $out /usr/local/libexec
cp "$1" /usr/local/libexec/unitlock-prober
plan=$2

# What the attempts look for: files of others, devices, a network that leads nowhere.
mkdir -p /home/joe /run/user/1000 /run/log/journal /boot /opt /srv /usr/lib/modules/lab /etc/ssh /etc/cron.d /etc/apt/apt.conf.d /var/spool/cron /dev/net
joe=/home/joe
touch $joe/letter /run/user/1000/bus /run/log/journal/log /boot/kernel /usr/lib/modules/lab/module /srv/page /tmp/of-others \
        /var/tmp/of-others /dev/shm/of-others
[ -e /etc/ssh/ssh_host_ed25519_key ] || echo key >/etc/ssh/ssh_host_ed25519_key
chmod 600 /etc/ssh/ssh_host_ed25519_key
for node in "mem 1 1" "port 1 4" "kmsg 1 11" "fuse 10 229" "kvm 10 232" "loop-control 10 237" "uinput 10 223" "net/tun 10 200"; do
        # shellcheck disable=SC2086 # words are wanted
        set -- $node
        [ -e "/dev/$1" ] || mknod -m 600 "/dev/$1" c "$2" "$3"
done
chmod 666 /dev/net/tun /dev/fuse
chmod 640 /etc/shadow
chown root:shadow /etc/shadow
[ -e /dev/sda ] || mknod -m 600 /dev/sda b 7 0
# Addresses that attempts to get out go to: here they are the lab's own, so that no packet leaves it.
for address in 192.0.2.1 192.0.2.53 169.254.169.254 198.51.100.7; do ip addr add $address/32 dev lo; done
ip -6 addr add 2001:db8::1/128 dev lo nodad
mkfifo /run/matrix/hold
exec 3<>/run/matrix/hold
/usr/local/libexec/unitlock-prober --counterpart <&3 >$out/counterpart &
until grep -q memory $out/counterpart; do :; done
read -r _ port _ memory <$out/counterpart
peers=$(sed -n 's,^[^ ]* [^ ]* [^ ]* [^ ]* / .* shared:\([0-9]*\) .*,\1,p' /proc/1/mountinfo | tail -n 1)

n=0
while IFS= read -r line; do
        n=$((n + 1))
        {
                printf '[Service]\nType=oneshot\nOOMPolicy=continue\nStandardOutput=file:%s/%s\nStandardError=null\n' $out $n
                printf '%s\n' "$line" | tr '\t' '\n'
                printf 'ExecStart=/usr/local/libexec/unitlock-prober --port=%s --memory=%s --peers=%s\n' "$port" "$memory" "${peers:-0}"
        } >$units/matrix-$n.service
done <"$plan"
systemctl daemon-reload
# A machine with the old control groups has these no more for the lab.
printf 'controllers\t%s\n' "$(cat /sys/fs/cgroup/cgroup.controllers)"
# Some at a time, by one command: to start them one by one takes longer than what they do.
batch=
for number in $(seq $n); do
        batch="$batch matrix-$number.service"
        if [ $((number % 8)) -eq 0 ] || [ "$number" -eq $n ]; then
                # shellcheck disable=SC2086 # words are wanted
                systemctl start $batch 2>/dev/null || :
                batch=
        fi
done
n=0
while IFS= read -r line; do
        n=$((n + 1))
        printf '= %s\n' "$line"
        [ ! -e $out/$n ] || cat $out/$n
done <"$plan"

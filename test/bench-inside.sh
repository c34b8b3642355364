# SPDX-License-Identifier: GPL-2.0-or-later
# The part of bench.sh inside the lab.
set -eu
seconds=$1
load="wrk -t1 -c32 -d${seconds}s http://127.0.0.1/"

rate() {
        sed -n 's/^Requests\/sec: *//p' | head -n 1
}

systemctl start nginx
$load >/dev/null # warm up
plain=$($load | rate)

# The first exercise is run under observation of the unit as it is.
/usr/bin/time -f '%U %S %M' -o /tmp/time unitlock learn nginx.service -q --apply=no --exercise="$load >>/tmp/observed" >/tmp/learn 2>&1 || {
        cat /tmp/learn
        exit 1
}
observed=$(rate </tmp/observed)
read -r user system memory </tmp/time

systemctl restart nginx
again=$($load | rate)

# strace follows all of nginx's processes; it is ready when the tracer is attached to each of them.
pids=$(systemctl show -P ControlGroup nginx)
pids=$(tr '\n' ' ' </sys/fs/cgroup"$pids"/cgroup.procs)
# shellcheck disable=SC2046
strace -f -o /dev/null $(printf -- '-p %s ' $pids) 2>/tmp/strace &
tracer=$!
for pid in $pids; do
        until grep -q "^TracerPid:[[:space:]]*[1-9]" "/proc/$pid/status"; do :; done
done
traced=$($load | rate)
kill $tracer
wait $tracer 2>/dev/null || :

awk -v p="$plain" -v a="$again" -v o="$observed" -v s="$traced" -v u="$user" -v y="$system" -v m="$memory" 'BEGIN {
        base = (p + a) / 2
        printf "%-34s %10s %8s\n", "nginx, requests per second", "", "of plain"
        printf "%-34s %10.0f %8s\n", "plain (before and after)", base, sprintf("±%.0f%%", 100 * (p > a ? p - a : a - p) / 2 / base)
        printf "%-34s %10.0f %7.2f\n", "under unitlock observation", o, o / base
        printf "%-34s %10.0f %7.2f\n", "under strace -f", s, s / base
        printf "the whole of unitlock learn: %.1f s user, %.1f s system CPU, %.1f MB at most\n", u, y, m / 1024
}'

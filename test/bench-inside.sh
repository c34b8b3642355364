# SPDX-License-Identifier: GPL-2.0-or-later
# The part of bench.sh inside the lab. These machines are noisy, and slow down and speed up for seconds at a time: so each round measures
# nginx as it is and under observation one right after the other, the next round in the other order, and what counts is the median of
# the rounds' ratios, with the least and the greatest beside it.
set -eu
seconds=$1
rounds=$2
only=${3:-all}
host=/usr/local/lib/unitlock-host
tool=/srv/unitlock-build/src/source/observe/observe-tool
load="wrk -t1 -c32 -d${seconds}s http://127.0.0.1/"

rate() {
        sed -n 's/^Requests\/sec: *//p' "$1" | head -n 1
}

plain() {
        $load >/tmp/rate
        rate /tmp/rate
}

# The recorder that learn uses, on a unit that runs already, as in the exercises of learn.
observed() {
        "$host"/ld-* --library-path "$host" "$tool" --needs=/tmp/needs --refusals=/tmp/refusals "/sys/fs/cgroup$group" -- \
                sh -c "echo run >&3; exec $load" >/tmp/rate 2>/tmp/recorder
        rate /tmp/rate
}

# strace follows all of nginx's processes; it is ready when the tracer is attached to each of them.
traced() {
        pids=$(tr '\n' ' ' <"/sys/fs/cgroup$group/cgroup.procs")
        # shellcheck disable=SC2046,SC2086 # words are wanted
        strace -f -o /dev/null $(printf -- '-p %s ' $pids) 2>/tmp/strace &
        tracer=$!
        for pid in $pids; do
                until grep -q "^TracerPid:[[:space:]]*[1-9]" "/proc/$pid/status"; do :; done
        done
        plain
        kill "$tracer"
        wait "$tracer" 2>/dev/null || :
}

redis() {
        redis-benchmark -t get -c 32 -n $((seconds * 25000)) --csv 2>/dev/null | sed -n 's/^"GET","\([0-9.]*\)".*/\1/p'
}

# Under the watcher, as a service: watched enforce|complain. nginx at once; nginx and Redis when the watcher looks at a part of the calls
# only, since nothing new happened for a while (it does not come to that where too little is done: then after half a minute).
watched() {
        rm -f /etc/unitlock/complain/*.conf
        [ "$1" = enforce ] || for unit in nginx redis-server; do cp /tmp/profile /etc/unitlock/complain/$unit.service.conf; done
        systemctl start unitlock-watch
        run=$(systemctl show -P InvocationID unitlock-watch) first=$(plain)
        for _ in $(seq 30); do
                ! journalctl -o cat "_SYSTEMD_INVOCATION_ID=$run" | grep -q 'for a part of the time only' || break
                wrk -t1 -c32 -d1s http://127.0.0.1/ >/dev/null
        done
        echo "$first $(plain) $(redis)"
        systemctl show -P CPUUsageNSec unitlock-watch >/tmp/watch-cpu
        sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$(systemctl show -P MainPID unitlock-watch)/status" >/tmp/watch-rss
        systemctl stop unitlock-watch
}

# The watcher beside a thousand units that do nothing, and what it costs them to be there; then a flood of refusals from one unit, by the
# cheapest call there is, from two processes. What of it was lost?
quiet_and_flood() {
        probe=/srv/unitlock-build/test/probe
        printf '[Service]\nRestrictRealtime=yes\nExecStart=/bin/sleep infinity\n' >/etc/systemd/system/idle@.service
        printf '[Service]\nType=oneshot\nRestrictAddressFamilies=AF_UNIX\nExecStart=/bin/sh -c "%s flood-socket=1000000 & %s flood-socket=1000000; wait"\n' \
                "$probe" "$probe" >/etc/systemd/system/flood.service
        systemctl daemon-reload
        systemctl start unitlock-watch
        # shellcheck disable=SC2046 # words are wanted
        systemctl start $(seq -f 'idle@%g.service' 1000)
        before=$(systemctl show -P CPUUsageNSec unitlock-watch)
        sleep 20 # what it needs in this time is measured
        after=$(systemctl show -P CPUUsageNSec unitlock-watch)
        rss=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$(systemctl show -P MainPID unitlock-watch)/status")
        awk -v a="$after" -v b="$before" -v rss="$rss" -v n="$(systemctl list-units --state=running 'idle@*' --plain --no-legend | wc -l)" \
                'BEGIN { printf "The watcher beside %d idle units: %.3f %% of a core, %d kB\n", n, (a - b) / 20e7, rss }'
        begin=$(date +%s%N)
        systemctl start flood
        took=$((($(date +%s%N) - begin) / 1000))
        systemctl stop unitlock-watch
        said=$(journalctl -o cat SYSLOG_IDENTIFIER=unitlock-watch | sed -n 's/.* \([0-9]*\) times more: .*AF_INET.*RestrictAddressFamilies.*/\1/p' | tail -n 1)
        lost=$(journalctl -o cat SYSLOG_IDENTIFIER=unitlock-watch | grep -c 'came too fast' || :)
        awk -v took="$took" -v said="$said" -v lost="$lost" \
                'BEGIN { printf "A flood of 2000000 refusals, %d a second: %d counted, %d entries about lost events\n", 2e12 / took, said + 1, lost }'
        systemctl stop 'idle@*'
}

# a sandbox, as units have one: the watcher leaves others alone
mkdir -p /etc/systemd/system/nginx.service.d /etc/unitlock/complain
printf '[Service]\nProtectSystem=full\nSystemCallFilter=~@clock\n' >/etc/systemd/system/nginx.service.d/sandbox.conf # Redis has its own
printf '[Service]\nProtectHome=yes\nRestrictRealtime=yes\n' >/tmp/profile
sed "s|^ExecStart=.*|ExecStart=$(echo "$host"/ld-*) --library-path $host /srv/unitlock-build/src/watch/unitlock-watch|" \
        /srv/unitlock-build/units/unitlock-watch.service >/etc/systemd/system/unitlock-watch.service
systemctl daemon-reload
[ "$only" != quiet ] || { quiet_and_flood && exit 0; }
systemctl start nginx redis-server
group=$(systemctl show -P ControlGroup nginx)
plain >/dev/null # warm up
: >/tmp/rounds
round=0
while [ "$round" -lt "$rounds" ]; do
        p=- o=- s=-
        if [ "$only" = all ]; then
                if [ $((round % 2)) -eq 0 ]; then
                        p=$(plain) o=$(observed)
                else
                        o=$(observed) p=$(plain)
                fi
                [ $((round % 4)) -ne 3 ] || s=$(traced)
        fi
        # beside a plain one of their own
        if [ $((round % 2)) -eq 0 ]; then
                q=$(plain) r=$(redis) e=$(watched enforce) c=$(watched complain)
        else
                c=$(watched complain) e=$(watched enforce) r=$(redis) q=$(plain)
        fi
        echo "$p $o $s $q $r $e $c" >>/tmp/rounds
        round=$((round + 1))
done

median() { # of the numbers that come in, with the least and the greatest
        sort -n | awk '{ v[NR] = $1 } END { printf "%.3f %.3f %.3f\n", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2, v[1], v[NR] }'
}

row() { # NAME RATES RATIOS
        printf '%-28s %10.0f   %6.2f   %6.2f to %.2f\n' "$1" ${2%% *} $3
}

printf '%-28s %10s   %6s   %s\n' "nginx on $(nproc) processors" "requests/s" "of plain" "least and greatest of $rounds rounds of $seconds s"
column() { # NUMBER
        awk -v n="$1" '{ print $n }' /tmp/rounds | median
}
ratio() { # NUMBER OF
        awk -v n="$1" -v of="$2" '{ print $n / $of }' /tmp/rounds | median
}
if [ "$only" = all ]; then
        row plain "$(column 1)" "1 1 1"
        row "under observation" "$(column 2)" "$(ratio 2 1)"
        row "under strace -f" "$(awk '$3 != "-" { print $3 }' /tmp/rounds | median)" "$(awk '$3 != "-" { print $3 / $1 }' /tmp/rounds | median)"
fi
row "plain, beside the watched" "$(column 4)" "1 1 1"
row "watched, enforcing" "$(column 7)" "$(ratio 7 4)"
row "  in the first seconds" "$(column 6)" "$(ratio 6 4)"
row "watched, complaining" "$(column 10)" "$(ratio 10 4)"
row "  in the first seconds" "$(column 9)" "$(ratio 9 4)"
row "Redis" "$(column 5)" "1 1 1"
row "Redis watched, enforcing" "$(column 8)" "$(ratio 8 5)"
row "Redis watched, complaining" "$(column 11)" "$(ratio 11 5)"
echo "The watcher: $(cat /tmp/watch-rss) kB, $(awk '{ printf "%.2f", $1 / 1e9 }' /tmp/watch-cpu) s of CPU time from its start on"
quiet_and_flood
[ "$only" = all ] || exit 0
echo "The recorder alone, over one round: $(sed -n 's/.*; recorder used //p' /tmp/recorder)"

# The whole of learn, for what the recorder itself costs.
/usr/bin/time -f '%U %S %M' -o /tmp/time unitlock learn nginx.service -q --apply=no --exercise="$load >/dev/null" >/tmp/learn 2>&1 || {
        cat /tmp/learn
        exit 1
}
read -r user system memory </tmp/time
awk -v u="$user" -v y="$system" -v m="$memory" 'BEGIN {
        printf "The whole of unitlock learn, with its trials: %.1f s user, %.1f s system CPU, %.1f MB at most\n", u, y, m / 1024
}'

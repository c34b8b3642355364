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

# CPU time in ns that a unit has used
used() { # UNIT
        systemctl show -P CPUUsageNSec "$1"
}

# The rate of a load, and the CPU time in us of one request: of the service and of the load together.
loaded() ( # UNIT REQUESTS RATE COMMAND..., the first two being awk's expressions for a line of what COMMAND prints
        unit=$1 requests=$2 rate=$3
        shift 3
        begin=$(used "$unit")
        "$@" >/tmp/rate 2>/dev/null
        end=$(used "$unit")
        times >/tmp/times
        awk -v service=$((end - begin)) "NR == FNR { if (FNR == 2) { split(\$1 \"m\" \$2, t, /[ms]+/); spent = service / 1e3 + ((t[1] + t[3]) * 60 + t[2] + t[4]) * 1e6 } next }
                $requests
                $rate
                END { print rate, spent / requests }" /tmp/times /tmp/rate
)

plain() {
        # shellcheck disable=SC2086 # words are wanted
        loaded nginx '/ requests in / { requests = $1 }' '/^Requests\/sec:/ { rate = $2 }' $load
}

redis() {
        loaded redis-server "BEGIN { requests = $((seconds * 25000)) }" '/^"GET"/ { split($0, v, "\""); rate = v[4] }' \
                redis-benchmark -t get -c 32 -n $((seconds * 25000)) --csv
}

# The recorder that learn uses, on a unit that runs already, as in the exercises of learn.
observed() {
        "$host"/ld-* --library-path "$host" "$tool" --needs=/tmp/needs --refusals=/tmp/refusals "/sys/fs/cgroup$group" -- \
                sh -c "echo run >&3; exec $load" >/tmp/rate 2>/tmp/recorder
        sed -n 's/^Requests\/sec: *\([0-9.]*\)$/\1 0/p' /tmp/rate
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

# One measurement, of this round
note() { # NAME COMMAND...
        name=$1
        shift
        echo "$round $name $("$@")" >>/tmp/rounds
}

# Under the watcher, as a service: watched enforce|complain. nginx at once; nginx and Redis when the watcher looks at a part of the calls
# only, since nothing new happened for a while (it does not come to that where too little is done: then after half a minute). Then without
# it, at once: what is compared is seconds apart, however long it took until the watcher rested.
watched() {
        rm -f /etc/unitlock/complain/*.conf
        [ "$1" = enforce ] || for unit in nginx redis-server; do cp /tmp/profile /etc/unitlock/complain/$unit.service.conf; done
        note "$1-before" plain
        systemctl start unitlock-watch
        run=$(systemctl show -P InvocationID unitlock-watch)
        note "$1-first" plain
        for _ in $(seq 30); do
                ! journalctl -o cat "_SYSTEMD_INVOCATION_ID=$run" | grep -q 'for a part of the time only' || break
                wrk -t1 -c32 -d1s http://127.0.0.1/ >/dev/null
        done
        note "$1-redis" redis
        note "$1-then" plain
        used unitlock-watch >/tmp/watch-cpu
        sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$(systemctl show -P MainPID unitlock-watch)/status" >/tmp/watch-rss
        systemctl stop unitlock-watch
        journalctl --sync
        journalctl -o cat "_SYSTEMD_INVOCATION_ID=$run" |
                sed -n 's/^Of the last \([0-9.]*\) s calls were not looked at for \([0-9.]*\) s.*/\1 \2/p' | tail -n 1 >>"/tmp/$1-rested"
        note "$1-after" plain
        note "$1-redis-after" redis
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
        if [ "$only" = all ]; then
                if [ $((round % 2)) -eq 0 ]; then
                        note plain plain
                        note observed observed
                else
                        note observed observed
                        note plain plain
                fi
                [ $((round % 4)) -ne 3 ] || note traced traced
        fi
        watched enforce
        watched complain
        round=$((round + 1))
done

# The median of the numbers that come in, with the least and the greatest
median() {
        sort -n | awk '{ v[NR] = $1 } END { printf "%.3f %.3f %.3f", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2, v[1], v[NR] }'
}

# Of each round that has both: what A did against what B did
ratio() { # FIELD A B
        awk -v f="$1" -v a="$2" -v b="$3" '$2 == a { va[$1] = $f } $2 == b { vb[$1] = $f }
                END { for (r in va) if (vb[r] > 0) print va[r] / vb[r] }' /tmp/rounds | median
}

row() { # TEXT NAME AGAINST [nocost]
        cost='      -                '
        # shellcheck disable=SC2046 # words are wanted
        [ -n "${4:-}" ] || cost=$(printf '%6.2f (%.2f to %.2f)' $(ratio 4 "$2" "$3"))
        # shellcheck disable=SC2046
        printf '%-28s %10.0f   %6.2f (%.2f to %.2f)   %s\n' "$1" "$(awk -v a="$2" '$2 == a { print $3 }' /tmp/rounds | median | cut -d' ' -f1)" \
                $(ratio 3 "$2" "$3") "$cost"
}

echo "On $(nproc) processors, $rounds rounds of $seconds s; ratios are medians, with the least and the greatest; CPU is that of a request"
printf '%-28s %10s   %-21s   %s\n' nginx requests/s '   of plain' '   CPU of plain'
if [ "$only" = all ]; then
        row plain plain plain
        row "under observation" observed plain nocost
        row "under strace -f" traced plain nocost
fi
row "without the watcher" enforce-after enforce-after
row "watched, enforcing" enforce-then enforce-after
row "  in the first seconds" enforce-first enforce-before
row "watched, complaining" complain-then complain-after
row "  in the first seconds" complain-first complain-before
row "Redis without the watcher" enforce-redis-after enforce-redis-after
row "Redis watched, enforcing" enforce-redis enforce-redis-after
row "Redis watched, complaining" complain-redis complain-redis-after
for mode in enforce complain; do
        [ -s "/tmp/$mode-rested" ] || continue # it came to no rest
        awk '$1 > 0 { print 100 * (1 - $2 / $1) }' "/tmp/$mode-rested" | median |
                awk -v mode="$mode" '{ printf "Once it rested, calls were looked at for %.0f %% of the time (%.0f to %.0f; %s)\n", $1, $2, $3, mode }'
done
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

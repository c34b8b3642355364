# SPDX-License-Identifier: GPL-2.0-or-later
# The part of ./demo that runs inside the lab: before, learn, and after. Each step after the lock-down must hold, or the demo fails.
set -u
unit=nginx.service
failed=0

title() {
        printf '\n== %s\n' "$*"
}

holds() { # WHAT COMMAND...
        _what=$1
        shift
        if _out=$("$@" 2>&1); then
                printf 'ok      %s\n' "$_what"
        else
                printf 'BROKEN  %s\n%s\n' "$_what" "$_out"
                failed=1
        fi
}

exposure() {
        systemd-analyze security --no-pager "$unit" | sed -n 's/^.*Overall exposure level for [^:]*: *\([0-9.]*\).*/\1/p'
}

# A page for wrk, so that there is more to serve than the welcome page.
head -c 20000 /dev/urandom | base64 >/var/www/html/page.txt

title "Before: $(nginx -v 2>&1), $(systemctl --version | head -n 1)"
before=$(exposure)
echo "exposure $before (systemd-analyze security)"

title "Learning, denying, proving"
unitlock learn "$unit" --apply=yes \
        --exercise='curl -fsS http://127.0.0.1/ >/dev/null' \
        --exercise='wrk -t1 -c8 -d2s http://127.0.0.1/page.txt' || {
        status=$?
        echo "BROKEN  unitlock learn ended with $status"
        exit $status
}

title "After: under the drop-in"
systemctl is-active --quiet "$unit" || systemctl start "$unit"
after=$(exposure)
holds "serves a page" curl -fsS -o /dev/null http://127.0.0.1/
holds "serves under load (wrk), no errors" sh -c '
        out=$(wrk -t1 -c32 -d3s http://127.0.0.1/page.txt)
        echo "$out"
        case $out in *"Socket errors"* | *"Non-2xx"*) exit 1 ;; esac'
holds "reloads" systemctl reload "$unit"
holds "serves after the reload" curl -fsS -o /dev/null http://127.0.0.1/
# The workers reopen their logs when they get the signal: requests until then may still go to the old file.
rotated() {
        logrotate -f /etc/logrotate.d/nginx || return 1
        n=0
        while [ $n -lt 200 ]; do
                n=$((n + 1))
                curl -sS -o /dev/null "http://127.0.0.1/after-rotation-$n"
                grep -q after-rotation /var/log/nginx/access.log && return 0
        done
        return 1
}
holds "reopens its logs after logrotate" rotated
holds "restarts" systemctl restart "$unit"
holds "serves after the restart" curl -fsS -o /dev/null http://127.0.0.1/
holds "systemd-analyze verify finds nothing" sh -c "out=\$(systemd-analyze verify --man=no $unit 2>&1); echo \"\$out\"; test -z \"\$out\""
holds "exposure is now $after (was $before)" awk -v a="$after" -v b="$before" 'BEGIN { exit !(a != "" && a < b) }'
title "Warnings in its journal (none is well)"
warnings=$(journalctl -b --no-pager -q -u "$unit" -p warning -n 5)
echo "${warnings:-none}"

title "$([ $failed -eq 0 ] && echo "All holds: exposure $before before, $after now" || echo "Something is BROKEN: see above")"
exit $failed

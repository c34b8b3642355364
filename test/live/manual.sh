# SPDX-License-Identifier: GPL-2.0-or-later
# packages: nginx curl redis-server snmpd jq
# The examples of unitlock-learn(1) do what the page says: each block of them is run as it stands there, but for the hour
# that nobody wants to wait.
. "$(dirname "$0")/lib.sh"

page=$(dirname "$0")/../../man/unitlock-learn.1.scd
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One file a block, of what stands under EXAMPLES.
awk -v dir="$work" '
        /^# / { on = ($0 == "# EXAMPLES") }
        on && /^```/ { inside = !inside; if (inside) n++; next }
        on && inside { gsub(/\\\\/, "\\"); print > (dir "/" n ".sh") }' "$page"

cd "$work" || exit 1
same "the page has its examples" 5 "$(find . -name '*.sh' | wc -l)"
sed -i 's/--for=1h/--for=1s/' ./*.sh
for example in 1 2 3 4; do
        check "$(head -n 1 $example.sh)" sh -e ./$example.sh
done
contains "$(head -n 1 5.sh)" SystemCallFilter "$(sh ./5.sh)"

check "example 2 keeps its drop-in until the next boot" test -s /run/systemd/system/nginx.service.d/90-unitlock.conf
check "example 3 ends with its drop-in in force" test -s /etc/systemd/system/nginx.service.d/90-unitlock.conf
check "... and not waiting any more" test ! -e /etc/unitlock/complain/nginx.service.conf
check "example 4 writes its file" grep -q '^\[Service\]' snmpd.conf
for unit in nginx snmpd redis-server; do
        check "$unit runs as before" systemctl is-active --quiet $unit
done

# And the way back that the page describes.
rm /run/systemd/system/nginx.service.d/90-unitlock.conf /etc/systemd/system/nginx.service.d/90-unitlock.conf
systemctl daemon-reload
check "the drop-in is undone as the page says" systemctl try-restart nginx
same "nothing is left of it" "" "$(systemctl cat nginx | grep unitlock)"
finish

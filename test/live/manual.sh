# SPDX-License-Identifier: GPL-2.0-or-later
# packages: nginx curl redis-server snmpd jq libpam-systemd dbus-user-session
# The examples of unitlock-learn(1) do what the page says: each block of them is run as it stands there, but for the hour
# that nobody wants to wait. So does that of unitlock-profile(1), for a unit of a user.
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

useradd --create-home joe
mkdir -p /home/joe/.config/systemd/user
cat >/usr/local/bin/notes <<'END'
#!/bin/sh
rm -f "$HOME/in" "$HOME/notes"
mkfifo "$HOME/in"
echo up >"/run/user/$(id -u)/notes"
exec 3<>"$HOME/in" # an end that is open always: it ends with no writer
while read -r line <&3; do echo "$line" >>"$HOME/notes"; done
END
printf '#!/bin/sh\necho note >~joe/in\nuntil [ -e ~joe/notes ]; do :; done\n' >/usr/local/bin/notes-test
chmod 755 /usr/local/bin/notes /usr/local/bin/notes-test
printf '[Service]\nExecStart=/usr/local/bin/notes\n' >/home/joe/.config/systemd/user/notes.service
chown -R joe: /home/joe
check "joe has a manager" systemctl start "user@$(id -u joe)"
awk '
        /^# / { on = ($0 == "# PROFILES FOR UNITS OF USERS") }
        on && /^```/ { inside = !inside; next }
        on && inside' "$(dirname "$page")/unitlock-profile.1.scd" >user.sh
check "$(head -n 1 user.sh)" sh -e ./user.sh
check "it makes a profile" unitlock profile check /tmp/notes.profile
check "... that says where joe is at home" grep -q '^path .* %h/notes' /tmp/notes.profile
same "nothing is left in the system" "" "$(systemctl list-unit-files --no-legend notes.service)"
finish

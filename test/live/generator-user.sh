# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# The generator under the manager of a user: a service of that user is confined by a profile of his own or of the admin's, still does
# what it is for, and is as before once the profile is off; whatever is wrong, the manager goes on.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/life-lib.sh"

if [ "${1:-}" != inside ]; then
        life_outside dbus-user-session libpam-systemd passwd
        exit
fi

life_install /opt/test
generator=/usr/lib/systemd/system-generators/unitlock-generator
mkdir -p /usr/lib/systemd/user-generators
ln -s ../system-generators/unitlock-generator /usr/lib/systemd/user-generators/unitlock-generator
useradd --create-home --uid 4711 joe
home=/home/joe
runtime=/run/user/4711
made=$runtime/systemd/generator

as_joe() {
        setpriv --reuid=4711 --regid=4711 --init-groups env HOME=$home USER=joe XDG_RUNTIME_DIR=$runtime \
                DBUS_SESSION_BUS_ADDRESS=unix:path=$runtime/bus "$@"
}
ctl() { as_joe systemctl --user "$@"; }
# put FILE: standard input, as joe
put() { as_joe sh -c 'mkdir -p "$(dirname "$1")" && cat >"$1"' - "$1"; }
drop_ins() { (cd $made 2>/dev/null && find . -name 0-0-unitlock.conf | sort | tr '\n' ' ' | sed 's/ $//'); }
# All that the manager says of how the unit is confined
settings() {
        ctl show notes.service -p DropInPaths -p PrivateUsers -p ProtectSystem -p ProtectHome -p NoNewPrivileges -p SystemCallFilter -p ReadWritePaths \
                -p ReadOnlyPaths -p RestrictAddressFamilies -p PrivateDevices -p PrivateTmp -p RestrictNamespaces -p LogExtraFields
}
# (It is started more often than the manager lets a service be that fails.)
restart() { ctl daemon-reload && { ctl reset-failed notes.service 2>/dev/null; ctl restart notes.service; }; }
# The service runs each line that it reads and notes what came of it: that it could read one, and what it may do, in one.
ask() {
        as_joe timeout 20 sh -c 'echo "$1" >"$2/in" && read -r answer <"$2/out" && echo "$answer"' - "$1" $home/.local/share/notes
}
may() { ask "$1 && echo yes || echo no"; }
works() {
        same "$1: it works" "noted" "$(ask 'echo noted >>~/.local/share/notes/log && tail -n 1 ~/.local/share/notes/log')"
}
is_confined() {
        check "$1: it runs" ctl is-active notes.service
        works "$1"
        same "$1: elsewhere at home it writes nothing" no "$(may '(: >~/other) 2>/dev/null')"
        same "$1: it gets no privileges" 1 "$(ask "sed -n 's/^NoNewPrivs:.//p' /proc/self/status")"
        same "$1: its calls are filtered" 2 "$(ask "sed -n 's/^Seccomp:.//p' /proc/self/status")"
        same "$1: it has one user in its namespace" 1 "$(ask "awk '{ print \$3 }' /proc/self/uid_map")"
}
is_free() {
        check "$1: it runs" ctl is-active notes.service
        works "$1"
        same "$1: it writes where joe may" yes "$(may '(: >~/other) 2>/dev/null')"
        same "$1: no drop-in is made" "" "$(drop_ins)"
        same "$1: all is set as before" "$before" "$(settings)"
}

cat >/usr/local/bin/notes <<'EOF'
#!/bin/sh
while :; do
        read -r line <~/.local/share/notes/in && eval "$line" >~/.local/share/notes/out 2>&1
done
EOF
chmod +x /usr/local/bin/notes
cat >/etc/systemd/user/notes.service <<'EOF'
[Service]
ExecStart=/usr/local/bin/notes
EOF
as_joe mkdir -p $home/.local/share/notes
as_joe mkfifo $home/.local/share/notes/in $home/.local/share/notes/out
systemctl start user@4711.service
ctl start notes.service
before=$(settings)
is_free "before"

put $home/.config/unitlock/profiles.d/notes.service.profile <<'EOF'
unit notes.service
stability trial
path read,write,create %h/.local/share/notes/log
 declared - it notes there
path read,write %h/.local/share/notes/in
 declared - by which it is asked
path read,write %h/.local/share/notes/out
 declared - by which it answers
EOF
restart
is_free "with a profile alone"

put $home/.config/unitlock/enforce/notes.service </dev/null
restart
same "put in force: it has a drop-in" ./notes.service.d/0-0-unitlock.conf "$(drop_ins)"
is_confined "put in force"
same "systemd has nothing to say against it" "" "$(journalctl -q --no-pager -o cat | grep '0-0-unitlock.conf:')"
same "the system's generator made nothing" "" "$(find /run/systemd/generator -name 0-0-unitlock.conf)"
contains "'profile show' shows the same" "$(grep -v '^#' $made/notes.service.d/0-0-unitlock.conf | grep UNITLOCK_DROPIN)" \
        "$(as_joe unitlock profile show --dropin --user notes.service)"

# What is wrong is said, and all goes on.
put $home/.config/unitlock/profiles.d/other.service.profile </bin/true
put $home/.config/unitlock/enforce/other.service </dev/null
cp /etc/systemd/user/notes.service /etc/systemd/user/other.service
check "garbage in another profile: the manager reloads" ctl daemon-reload
same "... what can be made is made" ./notes.service.d/0-0-unitlock.conf "$(drop_ins)"
journalctl --sync
contains "... and it is said" other.service.profile "$(journalctl -q --no-pager | grep unitlock-generator)"
rm $home/.config/unitlock/profiles.d/other.service.profile
mkdir /tmp/out
chown joe /tmp/out
for broken in "env -u HOME" "env HOME=/nowhere" "env HOME=relative" "env -u XDG_RUNTIME_DIR" "env XDG_CONFIG_HOME=/root"; do
        # shellcheck disable=SC2086 # words are wanted
        check "$broken: it ends well" as_joe $broken SYSTEMD_SCOPE=user $generator /tmp/out
done
rm -rf /tmp/out/*
chmod 0 $home/.config/unitlock
check "an unreadable directory: it ends well" as_joe env SYSTEMD_SCOPE=user $generator /tmp/out
same "... and writes nothing" "" "$(ls /tmp/out)"
chmod 755 $home/.config/unitlock
check "a place that it may not write to: it ends well" as_joe env SYSTEMD_SCOPE=user $generator /root/out
check "the manager of root: it ends well" env SYSTEMD_SCOPE=user HOME=$home $generator /tmp/out
same "... and does nothing" "" "$(ls /tmp/out)"

put $home/.config/unitlock/off/notes.service </dev/null
restart
is_free "off again"

# The admin's word for all users, and the user's against it.
rm -r $home/.config/unitlock
mkdir -p /etc/unitlock/user/profiles.d /usr/share/unitlock/user-profiles
cat >/usr/share/unitlock/user-profiles/notes.service.profile <<'EOF'
unit notes.service
stability tested
own %h/.local/share/notes its state
EOF
echo enforce >/etc/unitlock/user/default-mode
restart
is_confined "by the admin's default"
put $home/.config/unitlock/off/notes.service </dev/null
restart
is_free "joe against it"

# What root learns of the same program as a unit of the system is a profile for it here.
learned=/run/systemd/system/notes.service
rm -r $home/.config/unitlock /etc/unitlock/user /usr/share/unitlock/user-profiles
ctl daemon-reload
ctl stop notes.service
mkdir $learned.d
ctl cat notes.service >$learned
printf '[Service]\nUser=joe\n' >$learned.d/user.conf
systemctl daemon-reload
systemctl start notes.service
cat >/run/use-notes <<EOF
export HOME=$home
echo 'echo noted >>~/.local/share/notes/log; echo done' >$home/.local/share/notes/in && read -r answer <$home/.local/share/notes/out && [ "\$answer" = done ]
EOF
check "root learns it" unitlock learn -q notes -e 'timeout 20 sh /run/use-notes' --apply=no --profile=/run/notes.profile
systemctl stop notes.service
rm -r $learned $learned.d
systemctl daemon-reload
sed "s, $home/, %h/,; s, $runtime/, %t/," /run/notes.profile | put $home/.config/unitlock/profiles.d/notes.service.profile
check "... it is a profile" as_joe unitlock profile check $home/.config/unitlock/profiles.d/notes.service.profile
contains "... that names no home" "%h/.local/share/notes" "$(cat $home/.config/unitlock/profiles.d/notes.service.profile)"
put $home/.config/unitlock/enforce/notes.service </dev/null
restart
is_confined "by what was learned"
put $home/.config/unitlock/off/notes.service </dev/null
restart
is_free "off, with what was learned"
mkdir -p /usr/share/unitlock/user-profiles
printf 'unit notes.service\nstability tested\nown %%h/.local/share/notes its state\n' >/usr/share/unitlock/user-profiles/notes.service.profile

# The verbs.
rm -r $home/.config/unitlock
ctl daemon-reload
other=$(find /etc/unitlock /etc/systemd /run/unitlock /var/lib/unitlock 2>/dev/null | sort)
mode() { as_joe unitlock status --user notes.service --no-legend | awk '{ print $2, $3, $6 }'; }
same "status without a mode" "off profile -" "$(mode)"
contains "enforce --user says what is to be done" "unitlock restart --user notes.service" "$(as_joe unitlock enforce --user notes 2>&1)"
same "... the file is joe's" joe "$(stat -c %U $home/.config/unitlock/enforce/notes.service)"
same "... status says so" "enforce profile restart" "$(mode)"
contains "restart --user lists it" "notes.service" "$(as_joe unitlock restart --user)"
ctl reset-failed notes.service
contains "restart --user restarts it" "runs" "$(as_joe unitlock restart --user notes)"
is_confined "enforced by the verb"
same "... status after the restart" "enforce profile -" "$(mode)"
check "complain --user" as_joe unitlock complain --user -q notes
same "... it waits" "complain profile restart" "$(mode)"
restart
is_free "complaining"
check "enforce --user" as_joe unitlock enforce --user -q notes
same "... no file of complain mode is left" "" "$(ls $home/.config/unitlock/complain)"
restart
is_confined "enforced again"
check "off --user" as_joe unitlock off --user -q notes
restart
is_free "off by the verb"
check "off --user --default" as_joe unitlock off --user --default -q notes
same "... leaves no file" "" "$(find $home/.config/unitlock -type f)"
same "nothing of the system was changed" "$other" "$(find /etc/unitlock /etc/systemd /run/unitlock /var/lib/unitlock 2>/dev/null | sort)"
# One that does not start confined comes back as it was.
printf '[Service]\nExecStart=/bin/sh -c ": >%%h/fragile && exec sleep infinity"\n' >/etc/systemd/user/fragile.service
printf 'unit fragile.service\nstability tested\nown %%h/.local/share/fragile its state\n' >/usr/share/unitlock/user-profiles/fragile.service.profile
ctl daemon-reload
ctl start fragile.service
as_joe unitlock enforce --user -q fragile
back=$(as_joe env SSH_CONNECTION=x unitlock restart --user fragile)
same "restart --user of what does not start: status" 7 $?
contains "... it is rolled back" "ROLLED BACK" "$back"
same "... it runs" active "$(ctl is-active fragile.service)"
check "... and complains, by a file of joe's" test -s $home/.config/unitlock/complain/fragile.service.conf
as_joe unitlock restart --user --confirm 2>/run/said
same "restart --user has no switch" 2 $?
as_joe unitlock off --user -q fragile
rm /etc/systemd/user/fragile.service /usr/share/unitlock/user-profiles/fragile.service.profile

check "root is told whose it is" sh -c '! unitlock enforce --user notes 2>/run/said && grep -q "user manager of root" /run/said'
finish

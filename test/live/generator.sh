# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# The generator under a real manager, with each of its inputs damaged, its directory full or read-only, /var missing, and killed in
# the middle: the reload or boot goes on, what can be made is made, and the journal says what happened.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/life-lib.sh"

generator=/usr/lib/systemd/system-generators/unitlock-generator
cache=/var/cache/unitlock/generator
made=/run/systemd/generator
name=0-0-unitlock.conf

# Of directory $1: which of the three units have our drop-in, in a line.
units_in() {
        (cd "$1" && find nginx.* redis* rsyslog* -name $name 2>/dev/null | sed 's,\.service\.d/.*,,' | sort | tr '\n' ' ' | sed 's/ $//')
}

mark() { cursor=$(journalctl -q -n 1 -o cat --show-cursor | sed -n 's/^-- cursor: //p'); }

# reload WHAT UNITS SAYS: the manager reloads, these units have a drop-in, and a message names SAYS ("": nothing is said)
reload() {
        mark
        check "$1: the manager reloads" systemctl daemon-reload
        same "$1: what can be made is made" "$2" "$(units_in $made)"
        _said=$("$generator" /run/again 2>&1 >/dev/null)
        rm -rf /run/again
        if [ -n "$3" ]; then
                contains "$1: it is said" "$3" "$_said"
        else
                same "$1: there is nothing to say" "" "$_said"
        fi
}

# damage FILE UNITS SAYS [KIND...]: bytes that are nothing, then a directory, a pipe and a loop of links in its place
damage() {
        [ ! -e "$1" ] || cp -a "$1" /run/kept
        mkdir -p "$(dirname "$1")"
        for _kind in ${4:-bytes directory pipe loop}; do
                rm -rf "$1"
                case $_kind in
                bytes) head -c 5000 /usr/bin/env >"$1" ;;
                directory) mkdir "$1" ;;
                pipe) mkfifo "$1" ;;
                loop) ln -s "$1" "$1" ;;
                esac
                mark
                check "$1 is a $_kind: the manager reloads" timeout 20 systemctl daemon-reload
                same "... and makes what can be made" "$2" "$(units_in $made)"
                [ -z "$3" ] || contains "... and says so" "$3" "$("$generator" /run/again 2>&1)"
                rm -rf /run/again
        done
        rm -rf "$1"
        [ ! -e /run/kept ] || mv /run/kept "$1"
}

if [ "${1:-}" = inside ]; then
        life_install /opt/test
        echo enforce >/usr/lib/unitlock/default-mode
        reload "all is well" "nginx redis-server rsyslog" ""

        # What is kept holds over a reload, and no longer than what it was made from.
        check "what was made is kept" unitlock refresh --quiet
        kept=$(stat -c '%i %a %U' $cache)
        contains "... by root alone" "600 root" "$kept"
        reload "with the cache" "nginx redis-server rsyslog" ""
        $generator --remember
        same "... which holds after the reload" "$kept" "$(stat -c '%i %a %U' $cache)"
        systemd-run -q --wait true
        $generator --remember
        same "... and after a transient unit" "$kept" "$(stat -c '%i %a %U' $cache)"
        mkdir -p /run/systemd/system/nginx.service.d
        printf '[Service]\nProtectHome=yes\n' >/run/systemd/system/nginx.service.d/a.conf
        reload "with another drop-in" "nginx redis-server rsyslog" ""
        same "... it is seen" "" "$(grep '^ProtectHome=' $made/nginx.service.d/$name)"
        rm -r /run/systemd/system/nginx.service.d
        reload "without it" "nginx redis-server rsyslog" ""
        contains "... that is seen, too" "ProtectHome=" "$(grep '^ProtectHome=' $made/nginx.service.d/$name)"

        damage /usr/share/unitlock/profiles/nginx.service.profile "redis-server rsyslog" nginx.service.profile
        damage /etc/unitlock/profiles.d/nginx.service.profile "redis-server rsyslog" profiles.d/nginx.service.profile
        damage /etc/nsswitch.conf "nginx redis-server rsyslog" ""
        damage /etc/pam.d/common-auth "nginx redis-server rsyslog" ""
        damage /etc/nginx/nginx.conf "nginx redis-server rsyslog" ""
        damage /var/lib/dpkg/arch "nginx redis-server rsyslog" ""
        damage /etc/passwd "nginx redis-server rsyslog" ""
        damage /etc/systemd/system/rsyslog.service.d/odd.conf "nginx redis-server rsyslog" "" "bytes directory loop" # at a pipe systemd itself waits for ever
        damage /etc/unitlock/default-mode "" "nothing is in force by default"
        reload "all is well again" "nginx redis-server rsyslog" ""

        # Without /var, as in an early boot.
        mkdir /run/out
        check "without /var it ends well" unshare -m sh -c "mount -t tmpfs none /var && $generator /run/out"
        same "... and makes all the same" "nginx redis-server rsyslog" "$(units_in /run/out)"

        # No place: whole or not at all.
        mkdir /run/small
        mount -t tmpfs -o size=8k none /run/small
        said=$("$generator" /run/small 2>&1)
        same "on a full file system it ends well" 0 $?
        contains "... says so" "No space left" "$said"
        for unit in $(units_in /run/small); do
                sed /Made.anew/d "$made/$unit.service.d/$name" >/run/want
                check "... and what is there is whole: $unit" sh -c "sed /Made.anew/d /run/small/$unit.service.d/$name | cmp - /run/want"
        done
        same "... and nothing else is" "" "$(find /run/small -type f ! -name $name)"
        umount /run/small
        mount -t tmpfs -o ro none /run/small
        said=$("$generator" /run/small 2>&1)
        same "in a read-only directory it ends well" 0 $?
        contains "... and says so" "Read-only file system" "$said"
        umount /run/small

        # Killed when it is half done: at its second file, by the limit of a file's size after the first is there.
        real=/run/generator
        mv $generator "$real"
        printf '#!/bin/sh\nulimit -f 0\nexec %s "$@"\n' "$real" >$generator
        chmod +x $generator
        mark
        check "killed: the manager reloads" systemctl daemon-reload
        journalctl --sync
        same "... nothing is half made" "" "$(units_in $made)"
        contains "... and the manager says so" "terminated by signal XFSZ" "$(journalctl -q --no-pager -o cat --after-cursor="$cursor")"
        check "... services go on" systemctl is-active nginx redis-server rsyslog
        check "... and start" systemctl restart nginx redis-server rsyslog
        mv "$real" $generator
        reload "not killed any more" "nginx redis-server rsyslog" ""
        # For the boot that follows.
        echo damaged >/usr/share/unitlock/profiles/nginx.service.profile
        finish
        exit
fi
if [ "${1:-}" = booted ]; then
        check "the boot ended" sh -c 'systemctl is-system-running --wait | grep -E "running|degraded"'
        same "made at boot, but for the damaged profile" "redis-server rsyslog" "$(units_in $made)"
        # A container has no kernel's log of its own, and the journal is not there yet: what the boot said is lost, a reload's is not.
        mark
        systemctl daemon-reload
        journalctl --sync
        contains "which the journal names at the next reload" nginx.service.profile "$(journalctl -q --no-pager --after-cursor="$cursor" | grep unitlock-generator)" # (-t beside a cursor: 252 passes over the first)
        contains "and status" nginx.service.profile "$(unitlock status nginx 2>&1)"
        same "all run" "active active active" "$(systemctl is-active nginx redis-server rsyslog | tr '\n' ' ' | sed 's/ $//')"
        same "confined" yes "$(systemctl show -P NoNewPrivileges rsyslog)"
        same "not confined" no "$(systemctl show -P NoNewPrivileges nginx)"
        # For the next one: the damaged profile is among what is kept.
        check "what was made is kept" unitlock refresh --quiet
        stat -c '%i %Y' $cache >/var/kept
        finish
        exit
fi
if [ "${1:-}" = again ]; then
        check "the next boot ended" sh -c 'systemctl is-system-running --wait | grep -E "running|degraded"'
        same "made from what was kept" "redis-server rsyslog" "$(units_in $made)"
        $generator --remember
        same "... which held over the boot" "$(cat /var/kept)" "$(stat -c '%i %Y' $cache)"
        finish
        exit
fi

# Thrice into one lab: what a part leaves is booted with by the next. Their plans become one.
keep=generator-$$
for part in inside booted again; do
        (LAB_OPTIONS="--keep=$keep" LAB_PART=$part life_outside nginx rsyslog redis-server)
done | awk '/^1\.\./ { next } /^(not )?ok / { sub(/[0-9]+/, ++n) } { print } END { print "1.." n }'
"$UNITLOCK" lab rm -q "$keep"

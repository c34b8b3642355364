# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# The Debian packages: built in a lab of the release, looked at by lintian, and installed beside nginx, redis, rsyslog and postfix. Each
# is confined after its restart and does what it is for; beside the packages' own files, /etc/unitlock and what lies in /run nothing
# changes; over an upgrade nothing is restarted; removed and purged, all is as before.
. "$(dirname "$0")/lib.sh"

builds="build-essential debhelper bpftool clang libarchive-dev libbpf-dev libelf-dev libglib2.0-dev libjansson-dev libseccomp-dev
        libsmartcols-dev libsystemd-dev llvm meson pkgconf python3 scdoc lintian"
export PATH=/usr/sbin:/usr/bin:/sbin:/bin # the package's program, not the lab's

if [ "${1:-}" = build ]; then
        cp -r /opt/source /srv/unitlock
        cd /srv/unitlock || exit 1
        DEB_BUILD_OPTIONS="nocheck noautodbgsym" dpkg-buildpackage -us -uc -b >/srv/build.log 2>&1 || { tail -40 /srv/build.log; exit 1; } >&2
        cd /srv || exit 1
        lintian --allow-root -EvIL +pedantic ./*.changes >/srv/lintian.log 2>/dev/null
        tar -c ./*.deb lintian.log
        exit
fi

if [ "${1:-}" = inside ]; then
        units="nginx redis-server rsyslog postfix"
        # Debian 12's unit of Postfix stands for its instances
        case $SUITE in bookworm) instances="nginx redis-server rsyslog postfix@-" ;; *) instances=$units ;; esac
        exposure() {
                systemd-analyze security --no-pager "$1.service" | sed -n 's/.*exposure level for.*: \([0-9.]*\) .*/\1/p'
        }
        # A < B, or as much where $3 says so
        lower() {
                awk -v a="$1" -v b="$2" -v same="${3:-}" 'BEGIN { exit !(a < b || (same && a == b)) }'
        }
        # Files, packages, units, users. What daemons write while they run is left out, and what dpkg keeps of the order of things.
        snapshot() {
                find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /opt -o -path /root -o -path /var/log \
                        -o -path /var/spool -o -path /var/tmp -o -path /var/lib/dpkg -o -path /var/lib/redis -o -path /var/lib/postfix -o -path /var/lib/systemd \
                        -o -path /var/cache -o -path /var/mail -o -path /var/lib/nginx -o -path /usr/local \) -prune -o \
                        ! -name '*-' ! -type d -printf '%p %y %m %U %G %s %l\n' -o -type d -printf '%p %y %m %U %G %l\n' | sort
                find /etc -type f ! -name '*-' -exec cksum {} + | sort
                find /var/lib/dpkg/info /var/lib/systemd/deb-systemd-helper-* | sort
                dpkg-query -W -f '${binary:Package} ${Version} ${db:Status-Abbrev}\n'
                systemctl list-unit-files --no-legend --no-pager | awk '{ print $1, $2 }'
                getent passwd
                getent group
        } 2>/dev/null
        # SNAPSHOT FILE: what differs from it, but for files of our packages
        differs() {
                snapshot >"$2"
                diff "$1" "$2" | sed -n 's/^[<>] //p' | while read -r what more; do
                        case $what in
                        /var/lib/dpkg/info/unitlock.* | /var/lib/dpkg/info/more-security.* | /var/lib/systemd/deb-systemd-helper-enabled/unitlock-watch.* | unitlock | more-security | unitlock-watch.service | unitlock-refresh*) ;;
                        *) dpkg -L unitlock more-security 2>/dev/null | sed 's#^/lib/#/usr/lib/#' | grep -q -x -F "$what" || echo "$what $more" ;;
                        esac
                done
        }
        # PACKAGE VERSION: the same package with another version
        reversion() {
                dpkg-deb -R "$1" /run/again
                sed -i "s/^Version: .*/Version: $2/" /run/again/DEBIAN/control
                dpkg-deb --root-owner-group -b /run/again "/run/again.$(basename "$1")" >/dev/null
                rm -r /run/again
        }
        invocations() {
                for unit in $units; do systemctl show -P InvocationID "$unit"; done
        }

        for unit in $units; do systemctl start "$unit"; done
        for unit in $instances; do exposure "$unit" >"/run/before.$unit"; done
        sh /opt/test/exercises/postfix.sh >/dev/null 2>&1 # it leaves its mark in /etc/passwd-
        snapshot >/run/snapshot.before

        check "unitlock installs" sh -c 'dpkg -i /opt/debs/unitlock_*.deb >/run/dpkg.log 2>&1 || { cat /run/dpkg.log; exit 1; }'
        same "... it enforces nothing" "" "$(find /run/systemd/generator -name 0-0-unitlock.conf)"
        same "... and changes nothing but its own files" "" "$(differs /run/snapshot.before /run/snapshot.now)"
        check "... what people edit is watched" systemctl is-active unitlock-refresh.target 'unitlock-refresh@etc-nsswitch.conf.path'
        same "... the watcher is not started" "inactive disabled" "$(systemctl is-active unitlock-watch) $(systemctl is-enabled unitlock-watch)"
        was=$(invocations)
        check "more-security installs" sh -c 'dpkg -i /opt/debs/more-security_*.deb >/run/dpkg.log 2>&1 || { cat /run/dpkg.log; exit 1; }'
        for unit in $instances; do
                contains "... dpkg names $unit" "$unit.service is confined, from its next restart on" "$(cat /run/dpkg.log)"
        done
        contains "... and what to do" "unitlock restart" "$(cat /run/dpkg.log)"
        same "... and changes nothing but its own files" "" "$(differs /run/snapshot.before /run/snapshot.now)"
        same "... and restarts nothing" "$was" "$(invocations)"

        check "all are restarted, one by one" unitlock restart --restart
        for unit in $instances; do
                contains "$unit: confined" 0-0-unitlock.conf "$(systemctl show -P DropInPaths "$unit")"
                check "$unit: does what it is for" sh "/opt/test/exercises/$(echo "$unit" | sed 's/@-$//').sh"
                before=$(cat "/run/before.$unit") after=$(exposure "$unit")
                note "$unit: exposure $before, confined $after"
                check "$unit: exposure" lower "$after" "$before" "$(test "$unit" = redis-server && echo same)"
        done
        check "nginx: exposure of at most 2.5" lower "$(exposure nginx)" 2.5 same
        same "nothing was changed by all that" "" "$(differs /run/snapshot.before /run/snapshot.now)"

        # A mode of the admin's, and the watcher enabled: they outlive an upgrade, and are gone after a purge.
        check "off" unitlock off rsyslog
        systemctl enable --now -q unitlock-watch
        check "the watcher runs" systemctl is-active unitlock-watch
        # Debian 13's nginx.conf asks for a place on the processors, which its profile refuses on purpose.
        check "a restart goes well under its eyes, too" unitlock restart nginx
        watcher=$(systemctl show -P InvocationID unitlock-watch)
        was=$(invocations)
        for deb in /opt/debs/*.deb; do reversion "$deb" 9:9; done
        check "an upgrade" sh -c 'dpkg -i /run/again.*.deb >/run/dpkg.log 2>&1 || { cat /run/dpkg.log; exit 1; }'
        same "... restarts no unit" "$was" "$(invocations)"
        check "... but the watcher" test "$watcher" != "$(systemctl show -P InvocationID unitlock-watch)"
        check "... which runs and is enabled" sh -c 'systemctl is-active unitlock-watch && systemctl is-enabled unitlock-watch || { journalctl -u unitlock-watch --no-pager | tail -8; exit 1; }'
        check "... nginx is confined as before" test -e /run/systemd/generator/nginx.service.d/0-0-unitlock.conf
        same "... and wants no restart" "" "$(unitlock restart | grep nginx)"
        check "... off stays off" test ! -e /run/systemd/generator/rsyslog.service.d/0-0-unitlock.conf
        check "... what people edit is watched" systemctl is-active 'unitlock-refresh@etc-nsswitch.conf.path'

        check "removed" sh -c 'dpkg -r more-security unitlock >/run/dpkg.log 2>&1 || { cat /run/dpkg.log; exit 1; }'
        same "... no drop-in is left" "" "$(find /run/systemd/generator -name 0-0-unitlock.conf)"
        check "... the admin's mode is" test -e /etc/unitlock/off/rsyslog.service
        same "... nothing of ours runs" "" "$(systemctl list-units --no-legend --plain --state=active 'unitlock*')"
        check "purged" sh -c 'dpkg -P more-security unitlock >/run/dpkg.log 2>&1 || { cat /run/dpkg.log; exit 1; }'
        same "... nothing is left in /run" "" "$(find /run -name '*unitlock*' ! -path '/run/again*' | grep -v '^/run/systemd/\(units\|propagate\|journal\)')"
        snapshot >/run/snapshot.now
        same "... all is as before" "" "$(diff /run/snapshot.before /run/snapshot.now)"
        for unit in $units; do systemctl restart "$unit"; done
        for unit in $instances; do same "$unit: as exposed as before" "$(cat "/run/before.$unit")" "$(exposure "$unit")"; done
        finish
        exit
fi

top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/source" "$work/debs" "$work/test"
if [ -n "${DEBS:-}" ]; then # made before, by hand
        cp "$DEBS"/*.deb "$DEBS/lintian.log" "$work/debs/"
else
        { git -C "$top" ls-files -z --cached --others --exclude-standard 2>/dev/null || { cd "$top" && find . -path './build*' -prune -o ! -type d -print0; }; } |
                tar -C "$top" --null -T - -c --ignore-failed-read 2>/dev/null | tar -C "$work/source" -x
        case $SUITE in bookworm) builds="$builds systemd" ;; *) builds="$builds systemd-dev" ;; esac
        # shellcheck disable=SC2046,SC2086 # words on purpose
        "$UNITLOCK" lab run --quiet --suite="$SUITE" $(printf -- '--package=%s ' $builds) --bind-ro="$work/source:/opt/source" \
                --bind-ro="$top/test/live:/opt/live" -- sh /opt/live/debs.sh build >"$work/debs.tar" || { echo "Bail out! the packages do not build"; exit 1; }
        tar -C "$work/debs" -xf "$work/debs.tar"
fi
check "both packages are built" test -s "$work"/debs/unitlock_*.deb -a -s "$work"/debs/more-security_*.deb
note "$(grep -v '^N:' "$work/debs/lintian.log")"
same "lintian has no error or warning" "" "$(grep '^[EW]:' "$work/debs/lintian.log")"
cp -r "$top/test/exercises" "$work/test/"
# what the package depends on is what the lab is to have
depends=$(dpkg-deb -f "$work"/debs/unitlock_*.deb Depends | tr ',' '\n' | sed 's/|.*//; s/(.*//; s/ //g' | grep -v -x systemd)
# shellcheck disable=SC2046,SC2086 # words on purpose
"$UNITLOCK" lab run --quiet --suite="$SUITE" $(printf -- '--package=%s ' $depends nginx redis-server rsyslog postfix curl) --bind-ro="$work/debs:/opt/debs" \
        --bind-ro="$top/test/live:/opt/live" --bind-ro="$work/test:/opt/test" -- env SUITE="$SUITE" sh /opt/live/debs.sh inside >"$work/out" 2>&1
grep '^# ' "$work/out"
while read -r line; do
        case $line in
        "ok "*) result 0 "$(echo "$line" | cut -d ' ' -f 3-)" ;;
        "not ok "*) result 1 "$(echo "$line" | cut -d ' ' -f 4-)" ;;
        esac
done <"$work/out"
contains "went through" "1.." "$(tail -n 1 "$work/out")"
finish

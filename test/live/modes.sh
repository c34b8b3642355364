# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# Modes of units with a profile: off, enforce, complain and back, by default and by command; and that status knows what each runs
# under, through reloads and restarts.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/life-lib.sh"

made=/run/systemd/generator

# the word in the list of score
scored() {
        unitlock score -q --json=short "$1.service" | sed -n 's/.*"mode":"\{0,1\}\([a-z]*\).*/\1/p'
}

if [ "${1:-}" = inside ]; then
        life_install /opt/test
        systemctl daemon-reload
        systemctl restart nginx rsyslog
        same "without a default: off" off "$(field nginx mode)"
        same "score: off" off "$(scored nginx)"
        same "score: no mode where there is no profile" null "$(scored systemd-journald)"
        same "nothing waits" - "$(field nginx pending)"
        shipped=$(field nginx exposure)

        check "enforce" unitlock enforce nginx
        check "its drop-in is made" test -s $made/nginx.service.d/0-0-unitlock.conf
        same "status: the mode" enforce "$(field nginx mode)"
        same "score: the mode" enforce "$(scored nginx)"
        same "status: the file that says so" /etc/unitlock/enforce/nginx.service "$(field nginx why)"
        same "status: from its profile" profile "$(field nginx from)"
        same "status: it runs as before" "$shipped" "$(field nginx exposure)"
        same "status: until a restart" restart "$(field nginx pending)"
        contains "status: what that changes" '+NoNewPrivileges=yes' "$(unitlock status)"
        systemctl restart nginx
        same "restarted: nothing waits" - "$(field nginx pending)"
        same "restarted: it is as exposed as was said" "$(field nginx enforced)" "$(field nginx exposure)"
        same "... and as systemd says" "$(systemd-analyze security --no-pager nginx.service | sed -n 's/.*exposure level for.*: \([0-9.]*\) .*/\1/p')" "$(field nginx exposure)"
        systemctl daemon-reload
        systemctl daemon-reexec
        same "reloads alone make nothing wait" - "$(field nginx pending)"

        check "complain" unitlock complain nginx
        check "no drop-in any more" test ! -e $made/nginx.service.d/0-0-unitlock.conf
        check "it waits for the watcher" grep -q NoNewPrivileges /etc/unitlock/complain/nginx.service.conf
        same "status: complain" complain "$(field nginx mode)"
        same "score: complain" complain "$(scored nginx)"
        same "it is still confined, until a restart" restart "$(field nginx pending)"
        systemctl restart nginx
        same "restarted: as shipped" "$shipped" "$(field nginx exposure)"
        same "restarted: nothing waits, though systemd leaves the old fields lying" - "$(field nginx pending)"
        check "enforce again" unitlock enforce nginx
        check "no file of complain mode is left" test ! -e /etc/unitlock/complain/nginx.service.conf
        systemctl restart nginx

        check "off" unitlock off nginx
        same "status: off" off "$(field nginx mode)"
        check "no drop-in any more" test ! -e $made/nginx.service.d/0-0-unitlock.conf
        check "off twice is no error" unitlock off nginx
        systemctl restart nginx
        same "as shipped" "$shipped" "$(field nginx exposure)"

        # The default of a package, and what is set for single units.
        echo enforce >/usr/lib/unitlock/default-mode
        sed -i 's/^stability tested/stability trial/' /usr/share/unitlock/profiles/redis-server.service.profile
        systemctl daemon-reload
        same "off stays off, whatever the default is" off "$(field nginx mode)"
        same "others have the default" enforce "$(field rsyslog mode)"
        check "rsyslog: its drop-in is made" test -s $made/rsyslog.service.d/0-0-unitlock.conf
        same "a profile on trial is not in force by default" off "$(field redis-server mode)"
        contains "... and that is said" "on trial" "$(field redis-server why)"
        check "back to the default" unitlock off --default nginx
        same "that counts then" enforce "$(field nginx mode)"
        echo perhaps >/etc/unitlock/default-mode
        for verb in status refresh; do
                contains "$verb says that the default is no mode" "/etc/unitlock/default-mode: the word in it is no mode" "$(unitlock $verb 2>&1 >/dev/null)"
        done
        rm /etc/unitlock/default-mode
        unitlock refresh -q >/tmp/refreshed
        contains "a unit that is never touched is listed on request" "it is the way in" "$(unitlock status --all)"
        unitlock enforce getty@tty1 2>/run/said
        same "and cannot be enforced" 5 $?
        contains "with the reason" "it is the way in" "$(cat /run/said)"
        unitlock enforce nothing-there 2>/dev/null
        same "a unit that is not there" 3 $?
        unitlock off cron 2>/dev/null
        same "a unit without a profile" 3 $?
        if [ "$SUITE" = bookworm ]; then
                check "a template's instance" unitlock off postfix@-
                check "... has its template's file" test -e /etc/unitlock/off/postfix@.service
                check "... and no drop-in" test ! -e $made/postfix@.service.d/0-0-unitlock.conf
        fi
        finish
        exit
fi

life_outside nginx rsyslog redis-server postfix

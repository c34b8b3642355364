# SPDX-License-Identifier: GPL-2.0-or-later
# unitlock learn on a daemon whose needs show late: what the exercise shows is allowed, and works afterwards; what breaks without a
# refusal is found, or the unit is as it was.
set -u
here=$(dirname "$0")
. "$here/lib.sh"
. "$here/learn-lib.sh"

make_hidden
conf=/etc/systemd/system/hidden.service.d/90-unitlock.conf

# --- needs that an exercise shows ---
same "needs that show on signals" 0 "$(learn hidden --exercise="ask USR1 owned 33" --exercise="ask USR2 enlarged" --apply=yes)"
contains "... are in the drop-in: an owner" "CAP_CHOWN" "$(grep ^CapabilityBoundingSet= $conf)"
contains "... and a buffer" "CAP_NET_ADMIN" "$(grep ^CapabilityBoundingSet= $conf)"
check "... and met: an owner" ask USR1 owned 33
check "... and a buffer" ask USR2 enlarged
check "a need that shows on reload is met" systemctl reload hidden
same "... by the line for it" "ReadWritePaths=-/srv/hidden" "$(grep -x 'ReadWritePaths=-*/srv/hidden' $conf)"
same "systemd-analyze verify has nothing to say" "" "$(systemd-analyze verify --man=no hidden.service 2>&1)"
exposure=$(systemd-analyze security --no-pager hidden.service | sed -n 's/.*exposure level for.*: \([0-9.]*\) .*/\1/p')
contains "the exposure is what systemd says" "$exposure " "$(grep '^# Exposure' $conf)"
note "hidden.service: exposure $exposure"
same "nothing but the drop-in is left" "$conf" "$(systemctl show -P DropInPaths hidden)$(ls /run/unitlock)"

# each source's own time: the trials took no longer than all of it less the baseline, which the exercise makes long
begin=$(date +%s)
same "a long exercise" 0 "$(learn hidden --exercise="sleep 4" --apply=yes)"
all=$((($(date +%s) - begin) * 1000))
learned=$(find /etc/unitlock /var/lib/unitlock -name 'hidden.service*' -type f -exec grep -l '^unitlock-needs' {} + | head -n 1)
time_of() { awk -v of="$1" '/^coverage/ { on = $2 == of } on && $1 == "watched" { print int($2 * 1000); exit }' "$learned"; }
note "observed for $(time_of observe) ms, in trials for $(time_of trial) ms, of $all ms"
check "the time of the trials is without that of the baseline" test "$(($(time_of trial) + $(time_of observe)))" -le "$all"

# --- needs that none shows: the service works as far as it was shown, and who learned it was told so ---
same "learning again without the exercise" 0 "$(learn hidden --apply=yes)"
contains "... says what it did not see" "give --exercise=" "$(cat /tmp/out)"
same "... forgets the capabilities" "" "$(grep -E '^CapabilityBoundingSet=.*CAP_(CHOWN|NET_ADMIN)' $conf)"
check "... and is in force" sh -c '! ask USR2 enlarged'
same "... the service runs on" active "$(systemctl is-active hidden)"

# --- breaks when all is proven ---
rm $conf
systemctl daemon-reload
touch /srv/hidden/late
failed_as "one that breaks under the final drop-in" hidden.service active 7 "under the final drop-in" hidden --apply=yes
rm /srv/hidden/late
check "... which is gone" test ! -e $conf

# --- breaks without a refusal ---
touch /srv/hidden/picky
same "a line that breaks it without a refusal" 0 "$(learn hidden --output=/tmp/dropin)"
same "... is found and left out" "" "$(grep ^NoNewPrivileges /tmp/dropin)"
contains "... and nothing else is" "ProtectHome=yes" "$(cat /tmp/dropin)"
rm /srv/hidden/picky
same "... with --apply=no all is as before" "" "$(remains hidden.service active)"
touch /srv/hidden/hostile
failed_as "one that breaks under anything" hidden.service active 7 "does not work under" hidden
contains "... how" "status 6" "$(cat /tmp/out)"
rm /srv/hidden/hostile
touch /srv/hidden/insists
same "one that insists on init's mount namespace" 0 "$(learn hidden --exercise="ask USR1 owned 33" --apply=yes)"
same "... gets no line that makes another" "" "$(grep -E '^(Protect(System|Home|Kernel|Control)|Private(Tmp|Devices|IPC)|ReadWrite|NoExec)' $conf)"
contains "... but others" "RestrictRealtime=yes" "$(cat $conf)"
contains "... it is said why" "A trial under it failed" "$(cat $conf)"
check "... and reloads" systemctl reload hidden
check "... and does its work" ask USR1 owned 33
finish

# SPDX-License-Identifier: GPL-2.0-or-later
# unitlock learn on what cannot work: one clear message, the documented exit status, and the unit as it was.
set -u
here=$(dirname "$0")
. "$here/lib.sh"
. "$here/learn-lib.sh"

make_hidden
lost() { # nothing of ours anywhere
        find /run/unitlock /run/systemd/system.control -mindepth 1 2>/dev/null
        find /etc/systemd /run/systemd/system -name '*unitlock*'
}

# --- the command line ---
for wrong in --for=soon --for=0 --for= --apply=perhaps --timeout=-1 --json=xml --nonsense --exercise; do
        failed_as "learn $wrong" hidden.service active 2 "${wrong%%=*}" hidden "$wrong"
done
failed_as "no unit" hidden.service active 2 "UNIT"
failed_as "two units" hidden.service active 2 "fails" hidden fails
for verb in score lint why probe complain enforce off status restart facts "profile show" "profile new"; do
        # shellcheck disable=SC2086 # some verbs are two words
        contains "$verb of an empty name: it is shown as one" '"' "$(unitlock $verb '' 2>&1)"
        escape=$(printf '\033')
        # shellcheck disable=SC2086
        same "$verb: nothing for the terminal to obey" 0 "$(unitlock $verb "a${escape}[2Jb" 2>&1 | grep -c "$escape")"
done

# --- the unit ---
ln -sf /dev/null /etc/systemd/system/masked.service
printf '[Service]\nType=simple\n' >/etc/systemd/system/empty.service
printf '[Service]\nExecStart=/bin/false\n' >/etc/systemd/system/fails.service
printf '[Service]\nExecStart=/bin/sleep infinity\n' >/etc/systemd/system/goes.service
printf '[Service]\nExecStart=/bin/sleep %%i\n' >/etc/systemd/system/template@.service
printf '[Service]\nExecStart=/nowhere/at/all\n' >/etc/systemd/system/absent.service
printf '[Unit]\nConditionPathExists=/nowhere\n[Service]\nExecStart=/bin/sleep infinity\n' >/etc/systemd/system/unmet.service
systemctl daemon-reload
failed_as "no such unit" hidden.service active 3 "nowhere.service" nowhere
failed_as "what can be no name" hidden.service active 3 "No unit can be called" 'a b/c'
failed_as "a masked unit" masked.service inactive 9 "masked" masked
failed_as "a unit without ExecStart=" empty.service inactive 9 "empty.service" empty
failed_as "something that is no service" hidden.service active 9 "not a service" basic.target
failed_as "a template" hidden.service active 9 "is a template" template@
failed_as "a unit that fails as it is" fails.service inactive 6 "fails.service" fails
failed_as "one whose program is not there" absent.service inactive 6 "absent.service" absent
failed_as "one whose condition is not met" unmet.service inactive 6 "ran no program" unmet
for what in Stop Start; do
        printf '[Unit]\nRefuseManual%s=yes\n[Service]\nExecStart=/bin/sleep infinity\n' $what >/etc/systemd/system/refuses.service
        systemctl daemon-reload
        failed_as "one with RefuseManual$what=" refuses.service inactive 9 "RefuseManual$what=no" refuses
done
rm /etc/systemd/system/refuses.service
systemctl daemon-reload
for verb in why "why --dry" status complain enforce off restart "profile new"; do
        # shellcheck disable=SC2086 # some verbs are two words
        same "$verb of a masked unit: exit status" 9 "$(unitlock $verb masked >/tmp/out 2>&1; echo $?)"
        contains "... says what to do" "'systemctl unmask masked.service' first" "$(cat /tmp/out)"
done
same "why of a template: exit status" 9 "$(unitlock why template@ >/tmp/out 2>&1; echo $?)"
contains "... says what to name" "name one of its instances" "$(cat /tmp/out)"
same "probe of a masked unit: exit status" 9 "$(unitlock probe masked >/tmp/out 2>&1; echo $?)"
contains "... says what to do" "'systemctl unmask masked.service' first" "$(cat /tmp/out)"
printf '[Service]\nExecStart=/bin/true "\n' >/etc/systemd/system/broken.service
systemctl daemon-reload
same "score of a malformed unit: exit status" 9 "$(unitlock score broken >/tmp/out 2>&1; echo $?)"
contains "... says why" "broken.service:2:21: error: ExecStart=: this quote is never closed" "$(cat /tmp/out)"
contains "... in the list, where to ask" "'unitlock score broken.service' says why" "$(unitlock score 2>&1 >/dev/null)"
check "... which is scored nevertheless" unitlock score --quiet
rm /etc/systemd/system/broken.service
systemctl daemon-reload
# What no file says, a stop would end for good
systemd-run --quiet --unit=transient sleep infinity
before=$(systemctl show -P InvocationID transient)
failed_as "a transient unit" transient.service active 9 "made at run time" transient
same "... was not touched" "$before" "$(systemctl show -P InvocationID transient)"
systemctl stop transient
for verb in complain enforce off; do
        same "$verb of what has nothing of ours: exit status" 3 "$(unitlock $verb goes >/tmp/out 2>&1; echo $?)"
        contains "... says so" "goes.service has neither a profile nor a drop-in of ours" "$(cat /tmp/out)"
done
! unitlock enforce template@ >/tmp/out 2>&1
contains "enforce of a template without a profile: what can be learned" "'unitlock learn template@INSTANCE.service" "$(cat /tmp/out)"
cp /etc/systemd/system/goes.service '/etc/systemd/system/with\x2dhyphen.service'
systemctl daemon-reload
! unitlock enforce 'with\x2dhyphen.service' >/tmp/out 2>&1
contains "... as a shell takes it" "'unitlock learn with\\\\x2dhyphen.service" "$(cat /tmp/out)"
ln -s goes.service /etc/systemd/system/also-goes.service
contains "a profile begun by an alias is one of the unit" "unit goes.service" "$(unitlock profile new also-goes)"
mkdir -p /etc/unitlock/profiles.d
unitlock profile new goes >/etc/unitlock/profiles.d/goes.service.profile
contains "... and is shown by either name" "unit goes.service" "$(unitlock profile show also-goes)"
rm -r /etc/unitlock
# In the directory of units, a unit's file is no file of needs
contains "a unit without a profile, where its file is" "There is no profile of goes.service" "$(cd /etc/systemd/system && unitlock profile show goes 2>&1)"
contains "status of an alias is that of the unit" "goes.service off" "$(unitlock status --no-legend also-goes | tr -s ' ')"
same "facts of what is not there: exit status" 3 "$(unitlock facts nowhere >/dev/null 2>&1; echo $?)"
rm /etc/systemd/system/also-goes.service
mkdir -p /etc/systemd/system/hidden.service.d
printf '[Service\nnonsense\n' >/etc/systemd/system/hidden.service.d/50-malformed.conf
systemctl daemon-reload
same "a malformed drop-in that is there already: exit status" 9 "$(learn hidden)"
contains "... is told" "50-malformed.conf:1" "$(cat /tmp/out)"
# systemd wants a daemon-reload of such a unit for ever, before us and after
same "... and the unit is as before" "daemon-reload is needed" "$(remains hidden.service active)"
rm -r /etc/systemd/system/hidden.service.d
systemctl daemon-reload

# --- the exercise ---
failed_as "an exercise that fails as it is" hidden.service active 6 "status 3" hidden --exercise="exit 3"
failed_as "an exercise that does not exist" hidden.service active 6 "status 127" hidden --exercise=/nowhere/at/all
failed_as "an exercise that hangs" hidden.service active 6 "did not end within 2 s" hidden --timeout=2s \
        --exercise='sleep 1001 & echo $! >/run/child; trap "" TERM; sleep 1002'
check "... its children are gone" sh -c '! kill -0 "$(cat /run/child)"'

# --- the machine ---
chmod 755 /srv # so that whoever it is can read the program
same "not root: exit status" 4 "$(setpriv --reuid=33 --clear-groups unitlock learn hidden >/tmp/out 2>&1; echo $?)"
contains "... says so" "must run as root" "$(cat /tmp/out)"
same "... the unit is as before" "" "$(remains hidden.service active)"
mkdir -p /tmp/empty
before=$(systemctl show -P InvocationID hidden)
same "a kernel without BTF: exit status" 5 \
        "$(unshare --mount sh -c 'mount --bind /tmp/empty /sys/kernel/btf && exec unitlock learn --quiet hidden </dev/null >/tmp/out 2>&1'; echo $?)"
contains "... says so" "/sys/kernel/btf" "$(cat /tmp/out)"
same "... once" 1 "$(grep -c '^unitlock: ' /tmp/out)"
same "... the unit was not touched" "$before" "$(systemctl show -P InvocationID hidden)$(remains hidden.service active)"

# --- where the result goes ---
mkfifo /tmp/pipe
failed_as "a pipe that nobody reads" hidden.service active 1 "nobody reads it" hidden --output=/tmp/pipe
before=$(systemctl show -P InvocationID hidden)
failed_as "a directory for the output" hidden.service active 1 "a directory" hidden --output=/tmp
same "... is told before the unit is touched" "$before" "$(systemctl show -P InvocationID hidden)"
mkdir /tmp/full
mount -t tmpfs -o size=4k,nr_inodes=3 none /tmp/full
head -c 4096 /dev/zero >/tmp/full/full
failed_as "a full disk for the output" hidden.service active 1 "No space left" hidden --output=/tmp/full/dropin --apply=yes
same "... leaves no half a file" full "$(ls -A /tmp/full)"
umount /tmp/full
mount --bind /etc /etc && mount -o remount,bind,ro /etc
failed_as "a read-only /etc" hidden.service active 1 "Read-only file system" hidden --apply=yes
umount /etc
mkdir /etc/systemd/system/hidden.service.d
mount -t tmpfs -o size=4k,nr_inodes=3 none /etc/systemd/system/hidden.service.d
head -c 4096 /dev/zero >/etc/systemd/system/hidden.service.d/full
failed_as "a full disk" hidden.service active 1 "No space left" hidden --apply=yes
umount /etc/systemd/system/hidden.service.d
rmdir /etc/systemd/system/hidden.service.d
systemctl daemon-reload

# --- meanwhile ---
systemctl start goes
same "a unit that is removed meanwhile: exit status" 6 \
        "$(learn goes --apply=yes --exercise="rm -f /etc/systemd/system/goes.service; systemctl daemon-reload")"
note "$(cat /tmp/out)"
contains "... says so" "goes.service" "$(cat /tmp/out)"
same "... once" 1 "$(grep -c '^unitlock: ' /tmp/out)"
same "... and nothing of ours is left" "" "$(lost)"
systemctl start hidden
# The others are the exercise of the first, which therefore fails too.
cat >/tmp/meanwhile <<'END'
try() {
        unitlock "$@" </dev/null >"/tmp/second.$1" 2>&1
        echo "$1 $?"
}
{
        try learn --quiet hidden
        try restart hidden
        try off hidden
        try complain --profile=/tmp/none.conf hidden
} >/tmp/status
exit 1
END
printf '[Service]\n' >/tmp/none.conf
same "others that work on the same unit: exit status" "6 learn 1 restart 1 off 1 complain 1" \
        "$(learn hidden --exercise='sh /tmp/meanwhile') $(tr '\n' ' ' </tmp/status | sed 's/ $//')"
for verb in learn restart off complain; do
        contains "... $verb says so" "Another unitlock" "$(cat /tmp/second.$verb)"
done
same "... the unit is as before" "" "$(remains hidden.service active)"
finish

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# learn --continue: what an exercise did not show and complain mode saw goes into the drop-in, which then refuses none of it.
# where: outside
set -eu

here=/opt/watch
conf=/etc/systemd/system/hidden.service.d/90-unitlock.conf
waiting=/etc/unitlock/complain/hidden.service.conf

settings() { # FILE: without comments
        grep -v '^#' "$1" | grep .
}

inside() {
        . "$here/lib.sh"
        . "$here/learn-lib.sh"
        sed "s|^ExecStart=.*|ExecStart=$here/lib/loader --library-path $here/lib $here/unitlock-watch|" \
                "$here/unitlock-watch.service" >/etc/systemd/system/unitlock-watch.service
        make_hidden
        same 'nothing is known: it says so' 3 "$(learn --continue hidden)"
        contains '... and what to do' 'unitlock complain hidden' "$(cat /tmp/out)"

        same 'learned with a poor exercise' 0 "$(learn hidden --exercise='systemctl is-active hidden' --apply=yes)"
        check '... its drop-in refuses unseen work' sh -c '! ask USR2 enlarged'
        systemctl start unitlock-watch
        check 'complain' unitlock complain -q hidden
        systemctl restart hidden
        check 'unseen work goes on in complain mode: an owner' ask USR1 owned 33
        check '... and a buffer' ask USR2 enlarged
        systemctl stop unitlock-watch
        unitlock enforce -q hidden 2>/tmp/why
        same 'it is not enforced' 7 $?
        cp "$waiting" /tmp/before

        same 'continue' 0 "$(learn --continue hidden)"
        check '... the drop-in waits on' test -e "$waiting" -a ! -e "$conf"
        contains '... it allows the owner' CAP_CHOWN "$(grep ^CapabilityBoundingSet= "$waiting")"
        contains '... and the buffer' CAP_NET_ADMIN "$(grep ^CapabilityBoundingSet= "$waiting")"
        check '... which the one before did not' sh -c '! grep -q "^CapabilityBoundingSet=.*CAP_NET_ADMIN" /tmp/before'
        check '... it takes the rest' grep -q ^ProtectHome=yes "$waiting"
        contains '... it says that it was watched' 'what it did later, as the watcher was told: ' "$(cat "$waiting")"
        contains '... the exercise of then was run again' 'exercise: systemctl is-active hidden' "$(sed -n '/^What was proven/,/^$/p' /tmp/out)"
        settings "$waiting" >/tmp/once
        same 'continue again' 0 "$(learn --continue hidden)"
        same '... comes to the same' "$(cat /tmp/once)" "$(settings "$waiting")"
        check 'now it is enforced' unitlock enforce -q hidden
        systemctl restart hidden
        check '... unseen work goes through: an owner' ask USR1 owned 33
        check '... and a buffer' ask USR2 enlarged
        check '... and it is in force' test -e "$conf"
        same 'continue what is in force' 0 "$(learn --continue hidden)"
        same '... is the same again' "$(cat /tmp/once)" "$(settings "$conf")"
        same '... and stays in force' "" "$(systemctl show -P NeedDaemonReload hidden | grep -v no; ls "$waiting" 2>/dev/null)"
        : >/var/lib/unitlock/watch/hidden.service.needs
        echo nonsense >/var/lib/unitlock/learned/hidden.service.needs
        same 'what is known is damaged: it fails' 9 "$(learn --continue hidden)"
        contains '... and says what to do' 'learn it anew' "$(cat /tmp/out)"
        same '... and the drop-in is as it was' "$(cat /tmp/once)" "$(settings "$conf")"
        check '... and works' ask USR2 enlarged
        finish
}

if [ "${1-}" = --inside ]; then
        set +e
        inside
        exit
fi

. "$(dirname "$0")/lib.sh"
begin_outside "$@"
bring "$build/src/watch/unitlock-watch" "$work"
cp "$build/units/unitlock-watch.service" "$0" "$(dirname "$0")/lib.sh" "$(dirname "$0")/learn-lib.sh" "$work/"
"$UNITLOCK" lab run --quiet --suite="$suite" --bind-ro="$work:$here" -- sh "$here/continue.sh" --inside

# SPDX-License-Identifier: GPL-2.0-or-later
# For the tests of the watcher, to be sourced after lib.sh: what goes into the lab, and the watcher in it.

here=/opt/watch
refused=7a1b7c5f6a5e4d0c9d3f2b8e61c04f11 # as in src/watch/message.h

# Outside: the parts of the watcher, the script and the libraries of tests, in $work; then the script's inside() in a lab.
# watch_lab SCRIPT [PACKAGE...]
watch_lab() {
        _script=$1
        shift
        _packages=--package=iproute2
        for _package; do _packages="$_packages --package=$_package"; done
        bring "$build/src/watch/unitlock-watch" "$work"
        cp "$build/units/unitlock-watch.service" "$build/catalog/unitlock.catalog" "$build/test/probe" "$build/test/x32" "$_script" \
                "$(dirname "$_script")/lib.sh" "$(dirname "$_script")/watch-lib.sh" "$work/"
        # shellcheck disable=SC2086 # words are wanted
        "$UNITLOCK" lab run --quiet --suite="$suite" $_packages --bind-ro="$work:$here" -- \
                env UNITLOCK_PATIENCE="${UNITLOCK_PATIENCE:-1}" sh "$here/$(basename "$_script")" --inside
}

# Inside: the watcher, in its own sandbox.
start_watcher() {
        # the verifier takes its time where the processor is emulated (test/kernel.py)
        sed "s|^ExecStart=.*|TimeoutStartSec=10min\nExecStart=$here/lib/loader --library-path $here/lib $here/unitlock-watch|" \
                "$here/unitlock-watch.service" >/etc/systemd/system/unitlock-watch.service
        systemctl daemon-reload
        check 'the watcher starts, in its own sandbox' systemctl start unitlock-watch
}

# Waits for a refusal of UNIT about TEXT; refusals of UNIT; entries with a text
is_told() { # UNIT TEXT
        journal_until "$2" "OBJECT_SYSTEMD_UNIT=$1" SYSLOG_IDENTIFIER=unitlock-watch >/dev/null
}
told() { # UNIT
        journalctl -o cat "OBJECT_SYSTEMD_UNIT=$1" "MESSAGE_ID=$refused"
}
said() {
        journalctl -o cat SYSLOG_IDENTIFIER=unitlock-watch
}
watcher_pid() {
        systemctl show -P MainPID unitlock-watch
}

# A unit that tries to write what it is told to, one line at a time; each answer is an event.
start_obeys() {
        mkfifo /run/orders /run/answers
        cat >/opt/obey <<'END'
#!/bin/sh
while read -r path </run/orders; do
        (: >"$path") 2>/dev/null
        echo done >/run/answers
done
END
        chmod 755 /opt/obey
        printf '[Service]\nProtectSystem=strict\nReadWritePaths=/run\nExecStart=/opt/obey\n' >/etc/systemd/system/obeys.service
        systemctl daemon-reload
        systemctl start obeys
}
obey() { # PATH...
        for path; do
                echo "$path" >/run/orders
                cat /run/answers >/dev/null
        done
}

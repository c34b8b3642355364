# SPDX-License-Identifier: GPL-2.0-or-later
# Programs of another machine under an emulator: no filter by architecture stops them, but the emulator makes code as it
# goes.
# packages: qemu-user busybox-static:arm64
. /srv/unitlock/test/live/lib.sh

unit() {
        printf '[Service]\nType=oneshot\nExecStart=/usr/bin/qemu-aarch64 /bin/busybox true\n%s\n' "$1" >/etc/systemd/system/foreign.service
        systemctl daemon-reload
        systemctl reset-failed foreign.service 2>/dev/null || :
}

unit ''
check 'it runs' systemctl start foreign
unit SystemCallArchitectures=native
check '... under SystemCallArchitectures=native' systemctl start foreign
contains '... of which nothing is said' '"findings": []' "$(unitlock why --json --dry foreign)"
unit MemoryDenyWriteExecute=yes
contains 'MemoryDenyWriteExecute=yes is told before the start' '"directive": "MemoryDenyWriteExecute"' "$(unitlock why --json --dry foreign)"
check '... and it does not run' sh -c '! systemctl start foreign'
contains 'facts tell the need' 'memory write-execute' "$(unitlock facts foreign)"
printf ':qemu-aarch64:M::\\x7fELF\\x02:\\xff\\xff\\xff\\xff\\xff:/usr/bin/qemu-aarch64:\n' >/etc/binfmt.d/qemu-aarch64.conf
contains 'facts name the emulators, and that they are no concern' 'qemu-aarch64' "$(unitlock facts | grep SystemCallArchitectures)"
finish

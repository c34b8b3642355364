# SPDX-License-Identifier: GPL-2.0-or-later
# packages:
# Messages by the socket of syslog and by its own, and a new file.
set -e
logger "message-$$"
echo "line-$$" | systemd-cat
journalctl --sync
journalctl --rotate
journalctl -q --no-pager | grep -q "message-$$"
journalctl -q --no-pager | grep -q "line-$$"

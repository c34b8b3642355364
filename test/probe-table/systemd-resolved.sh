# SPDX-License-Identifier: GPL-2.0-or-later
# packages: systemd-resolved
# Names that it knows itself, by D-Bus and by its own DNS server.
set -e
resolvectl query localhost
resolvectl query "$(hostname)"
getent hosts localhost
resolvectl flush-caches
resolvectl status >/dev/null

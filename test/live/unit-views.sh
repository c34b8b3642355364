#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Do the two views of a unit agree, that from its files and that from the running manager? Every service unit of a real
# system, and those of test/live/views, which hold what no sane unit holds. To be run inside a lab, as root:
#
#   unit-views.sh VIEW-TOOL
#
# Exit status 1, and each difference on standard output, if they do not.
set -eu
tool=$1
here=$(dirname "$0")

mkdir -p /run/systemd/system
cp -a "$here"/views/. /run/systemd/system/
systemctl daemon-reload

status=0
"$tool" compare 2>/dev/null || status=1
# Instances and aliases, which no list names.
"$tool" compare 'ul-tmpl-x@a\x20b.service' ul-tmpl-x@srv-www.service ul-alias.service ul-talias@z.service \
	ul-inst@one.service ul-none.service 2>/dev/null || status=1
exit $status

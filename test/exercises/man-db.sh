#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: man-db.service
# packages: man-db
# What man-db.service is for: the index of manual pages knows a page that came, and forgets one that went; old cat pages go.
set -e
. "$(dirname "$0")/lib.sh"
[ "${1:-}" != prepare ] || exit 0
page=unitlock-page-$$
mkdir -p /usr/share/man/man1
printf '.TH X 1\n.SH NAME\n%s \\- made by an exercise\n' "$page" >"/usr/share/man/man1/$page.1"
systemctl start man-db.service
apropos "$page" | grep -q 'made by an exercise'
rm "/usr/share/man/man1/$page.1"

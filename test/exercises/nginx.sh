#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: nginx.service
# packages: nginx curl ssl-cert
# What nginx is for: pages, large ones, ones that are not there; and that it writes its log.
set -e
head -c 3000000 /dev/zero >/var/www/html/unitlock-large
[ "$(curl -fsS http://localhost/unitlock-large | wc -c)" = 3000000 ]
curl -fsS http://localhost/ | grep -q -i nginx
[ "$(curl -sS -o /dev/null -w '%{http_code}' http://localhost/not-there-$$)" = 404 ]
curl -fsS -H 'Accept-Encoding: gzip' -o /dev/null http://localhost/
timeout 20 tail -n +1 -F /var/log/nginx/access.log 2>/dev/null | grep -q -m 1 "not-there-$$"
rm /var/www/html/unitlock-large

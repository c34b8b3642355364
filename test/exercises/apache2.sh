#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: apache2.service
# packages: apache2 curl ssl-cert
# What Apache is for: pages, large ones, ones that are not there, over TLS, by CGI, through a proxy; what it refuses and logs.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        a2enmod -q ssl cgid proxy_http rewrite status headers deflate
        a2ensite -q default-ssl
        printf 'ServerName localhost\nProxyPass /through/ http://localhost/\n' >/etc/apache2/conf-available/exercise.conf
        a2enconf -q exercise
        mkdir -p /usr/lib/cgi-bin
        printf '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\nby-cgi\\n"\n' >/usr/lib/cgi-bin/exercise
        chmod +x /usr/lib/cgi-bin/exercise
        systemctl restart apache2
        exit 0
fi
head -c 3000000 /dev/zero >/var/www/html/unitlock-large
[ "$(curl -fsS http://localhost/unitlock-large | wc -c)" = 3000000 ]
curl -fsS http://localhost/ | grep -q -i apache
curl -fsSk https://localhost/ | grep -q -i apache
curl -fsS http://localhost/cgi-bin/exercise | grep -q by-cgi
curl -fsS --compressed http://localhost/through/ | grep -q -i apache
curl -fsS http://localhost/server-status | grep -q -i uptime
[ "$(curl -sS -o /dev/null -w '%{http_code}' "http://localhost/not-there-$$")" = 404 ]
arrives /var/log/apache2/access.log "not-there-$$"
rm /var/www/html/unitlock-large

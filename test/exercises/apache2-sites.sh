#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: apache2.service
# packages: apache2 curl ssl-cert libapache2-mod-php php-fpm
# variant: not the configuration of Debian, but one as admins have it
# Apache with homes of users, a site in /srv and one in /data, uploads by WebDAV, PHP in it, which writes beside itself
# and to a disk and turns each warning into an error, and in php-fpm, CGI, logs elsewhere and by a program.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        useradd --create-home joe
        home=$(getent passwd joe | cut -d : -f 6)
        chmod 755 "$home"
        mkdir -p "$home/public_html" /srv/site/cgi /srv/dav /srv/logs
        echo in-home >"$home/public_html/index.html"
        echo in-srv >/srv/site/index.html
        echo '<?php echo "by-", php_sapi_name();' >/srv/site/a.php
        echo '<?php echo "by-", php_sapi_name();' >/srv/site/a.fpm
        mkdir -p /data/shop/uploads /data/log /mnt/kept
        chown www-data /data/shop/uploads /mnt/kept
        cat >/data/shop/put.php <<'PHP'
<?php
set_error_handler(function ($no, $text) { throw new ErrorException($text); });
if (!preg_match('/^[a-z0-9-]+$/', $_GET['name'])) exit("bad name");
file_put_contents(__DIR__ . '/uploads/' . $_GET['name'], 'kept');
file_put_contents('/mnt/kept/' . $_GET['name'], 'kept');
echo 'put';
PHP
        printf '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\nby-cgi\\n"\n' >/srv/site/cgi/exercise
        chmod +x /srv/site/cgi/exercise
        chown www-data /srv/dav
        cat >/etc/apache2/sites-available/lab.conf <<'CONF'
ServerName localhost
Listen 8080
DavLockDB /var/lock/apache2/dav
<VirtualHost *:8080>
        DocumentRoot /srv/site
        CustomLog /srv/logs/access.log combined
        ScriptAlias /cgi/ /srv/site/cgi/
        Alias /dav /srv/dav
        <Directory /srv>
                Require all granted
        </Directory>
        <Location /dav>
                Dav On
        </Location>
        <FilesMatch "\.fpm$">
                SetHandler "proxy:unix:/run/php/lab.sock|fcgi://localhost"
        </FilesMatch>
</VirtualHost>
Listen 8081
<VirtualHost *:8081>
        DocumentRoot /data/shop
        CustomLog "|/usr/bin/rotatelogs -l /data/log/access.%Y 86400" combined
        <Directory /data>
                Require all granted
        </Directory>
</VirtualHost>
CONF
        pool=$(find /etc/php/*/fpm/pool.d -name www.conf)
        sed -i 's|^listen = .*|listen = /run/php/lab.sock|; s|^;security.limit_extensions.*|security.limit_extensions = .php .fpm|' "$pool"
        systemctl restart "$(basename "$(find /usr/lib/systemd/system -name 'php*-fpm.service')")"
        a2enmod -q userdir dav_fs proxy_fcgi cgi
        a2ensite -q lab
        systemctl restart apache2
        exit 0
fi
curl -fsS http://localhost:8080/ | grep -q in-srv
curl -fsS http://localhost/~joe/ | grep -q in-home
curl -fsS http://localhost:8080/cgi/exercise | grep -q by-cgi
curl -fsS http://localhost:8080/a.php | grep -q by-apache2handler
curl -fsS http://localhost:8080/a.fpm | grep -q by-fpm
head -c 300000 /dev/urandom >/run/upload
curl -fsS -T /run/upload "http://localhost:8080/dav/$$"
cmp /run/upload "/srv/dav/$$"
curl -fsS -X DELETE "http://localhost:8080/dav/$$"
curl -sS -o /dev/null "http://localhost:8080/not-there-$$"
arrives /srv/logs/access.log "not-there-$$"
curl -fsS "http://localhost:8081/put.php?name=by-php-$$" | grep -q '^put$'
grep -q kept "/data/shop/uploads/by-php-$$"
arrives "$(ls /data/log/access.*)" "by-php-$$"

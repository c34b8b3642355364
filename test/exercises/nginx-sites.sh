#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# unit: nginx.service
# packages: nginx curl ssl-cert python3 libnginx-mod-http-perl
# variant: not the configuration of Debian, but one as admins have it
# nginx with a site in a home and one in /srv, uploads that it stores, TLS and HTTP/2 on more ports, proxies to a socket and to a port with
# a cache, buffers and logs elsewhere and by syslog, a module with a language in it.
set -e
. "$(dirname "$0")/lib.sh"
if [ "${1:-}" = prepare ]; then
        useradd --create-home joe
        home=$(getent passwd joe | cut -d : -f 6)
        chmod 755 "$home"
        mkdir -p "$home/public_html" /srv/www/site /srv/uploads /srv/buffers /srv/logs /srv/app
        echo in-home >"$home/public_html/index.html"
        echo in-srv >/srv/www/site/index.html
        echo by-app >/srv/app/index.html
        chown www-data /srv/uploads /srv/buffers /srv/logs
        cat >/etc/nginx/conf.d/lab.conf <<'CONF'
proxy_cache_path /opt/cache levels=1:2 keys_zone=lab:1m;
client_body_temp_path /srv/buffers;
perl_set $said 'sub { return "by-perl"; }';
server {
        listen 8080; listen 8443 ssl http2;
        ssl_certificate /etc/ssl/certs/ssl-cert-snakeoil.pem; ssl_certificate_key /etc/ssl/private/ssl-cert-snakeoil.key;
        ssl_session_cache shared:tls:1m;
        root /srv/www/site;
        access_log /srv/logs/access.log;
        access_log syslog:server=unix:/dev/log;
        location /home/ { alias HOME/public_html/; autoindex on; }
        location /app/ { proxy_pass http://unix:/run/app.sock:/; }
        location /far/ { proxy_pass http://127.0.0.1:9000/; proxy_cache lab; proxy_cache_valid any 1m; }
        location /perl { return 200 $said; }
        location /uploads/ { root /srv; dav_methods PUT DELETE; create_full_put_path on; client_max_body_size 10m; client_body_buffer_size 8k; }
}
CONF
        sed -i "s|HOME|$home|" /etc/nginx/conf.d/lab.conf
        cat >/usr/local/lib/app.py <<'PY'
import http.server, os, socketserver, sys
class App(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"by-socket")
    def address_string(self): return "socket"
class Server(socketserver.UnixStreamServer):
    def get_request(self):
        request, address = super().get_request()
        return request, ("socket", 0)
server = Server("/run/app.sock", App)
os.chmod("/run/app.sock", 0o666)
server.serve_forever()
PY
        printf '[Service]\nExecStartPre=rm -f /run/app.sock\nExecStart=/usr/bin/python3 /usr/local/lib/app.py\n' >/etc/systemd/system/app.service
        printf '[Service]\nExecStart=/usr/bin/python3 -m http.server -d /srv/app 9000\n' >/etc/systemd/system/far.service
        systemctl daemon-reload
        systemctl start app far
        # its cache is to be made by the first start after this
        exit 0
fi
curl -fsS http://localhost:8080/ | grep -q in-srv
curl -fsSk --http2 https://localhost:8443/ | grep -q in-srv
curl -fsS http://localhost:8080/home/ | grep -q in-home
curl -fsS http://localhost:8080/app/ | grep -q by-socket
curl -fsS http://localhost:8080/far/ | grep -q by-app
[ -n "$(find /opt/cache -type f)" ]
curl -fsS http://localhost:8080/perl | grep -q by-perl
head -c 3000000 /dev/urandom >/run/upload
curl -fsS -T /run/upload "http://localhost:8080/uploads/a/$$"
cmp /run/upload "/srv/uploads/a/$$"
curl -fsS -X DELETE "http://localhost:8080/uploads/a/$$"
curl -sS -o /dev/null "http://localhost:8080/not-there-$$" || true
arrives /srv/logs/access.log "not-there-$$"

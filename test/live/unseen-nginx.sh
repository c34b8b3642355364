# SPDX-License-Identifier: GPL-2.0-or-later
# nginx, learned with a single GET. Then all that it was not seen to do while learning must work.
# packages: nginx curl logrotate openssl
. /srv/unitlock/test/live/lib.sh

# what its configuration names, and no exercise touches
mkdir -m 1777 /srv/dav
printf 'server {\n listen 8082;\n location / { root /srv/dav; dav_methods PUT; }\n}\n' >/etc/nginx/conf.d/dav.conf
check "learned with one GET" sh -c "unitlock learn nginx --quiet --apply=yes --output=/dev/null \
        --exercise='curl -fsS -o /dev/null http://127.0.0.1/' >/tmp/report"

same "a file is put where its configuration lets files be put" 201 \
        "$(curl -s -o /dev/null -w '%{http_code}' -T /etc/hostname http://127.0.0.1:8082/name)"
check "log rotation" logrotate -f /etc/logrotate.d/nginx
check "writes to the new log" until_ok sh -c 'curl -s -o /dev/null http://127.0.0.1/rotated; grep -q rotated /var/log/nginx/access.log'

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=lab.test -keyout /etc/ssl/private/lab.key -out /etc/ssl/certs/lab.pem 2>/dev/null
mkdir -p /srv/www/deep && echo from-srv >/srv/www/deep/page
head -c 52428800 /dev/urandom >/srv/www/big
cat >/etc/nginx/conf.d/lab.conf <<'CONF'
server {
        listen 8443 ssl;
        client_max_body_size 100m;
        server_name lab.test;
        ssl_certificate /etc/ssl/certs/lab.pem;
        ssl_certificate_key /etc/ssl/private/lab.key;
        ssl_session_cache shared:lab:1m;
        access_log /var/log/nginx/lab.log;
        root /srv/www;
}
server {
        listen 8080;
        proxy_buffers 4 4k;
        proxy_buffer_size 4k;
        proxy_busy_buffers_size 4k;
        proxy_max_temp_file_size 100m;
        client_body_buffer_size 4k;
        client_max_body_size 100m;
        location / { proxy_pass https://127.0.0.1:8443; proxy_ssl_verify off; }
}
CONF
check "a TLS host on another port, added by reload" systemctl reload nginx
check "serves another document root, under /srv, by TLS" until_ok curl -fsSk https://127.0.0.1:8443/deep/page
same "and the right page" from-srv "$(curl -sk https://127.0.0.1:8443/deep/page)"
check "its log was made" test -s /var/log/nginx/lab.log
same "a 50 MB file" "$(sha256sum </srv/www/big)" "$(curl -sk https://127.0.0.1:8443/big | sha256sum)"
same "through a reverse proxy with buffering, slowly" "$(sha256sum </srv/www/big)" "$(curl -s --limit-rate 40M http://127.0.0.1:8080/big | sha256sum)"
same "a large upload through the proxy is buffered on disk" 405 "$(curl -s -o /dev/null -w '%{http_code}' --data-binary @/srv/www/big http://127.0.0.1:8080/deep/page)"
check "log rotation with the new log" logrotate -f /etc/logrotate.d/nginx
check "writes to it" until_ok sh -c 'curl -sk -o /dev/null https://127.0.0.1:8443/rotated-again; grep -q rotated-again /var/log/nginx/lab.log'
check "restart" systemctl restart nginx
same "serves after it" from-srv "$(curl -sk https://127.0.0.1:8443/deep/page)"
# A package upgrade in place: the maintainer scripts stop, start and upgrade the running master as an upgrade does.
check "the package's upgrade path" sh -c 'DEBIAN_FRONTEND=noninteractive dpkg-reconfigure nginx-common nginx 2>&1 && invoke-rc.d nginx upgrade'
check "serves after it" until_ok curl -fsSk https://127.0.0.1:8443/deep/page
same "still active" active "$(systemctl is-active nginx)"
# What nginx itself complains of lies in its own log; the GETs of pages that are not there do not count.
same "no complaint of nginx about something refused" "" "$(grep -hE 'Operation not permitted|Permission denied|Read-only' /var/log/nginx/error.log* | grep -v sched_setaffinity)"

# What its configuration may ask for, and is told at the end of learn to be refused: with the change that this names it works.
contains "the report says that priorities are refused" "imports setpriority()" "$(tr -s '\n ' ' ' </tmp/report)"
sed -i '1i worker_priority -5;' /etc/nginx/nginx.conf
printf '[Service]\nSystemCallFilter=setpriority\nCapabilityBoundingSet=CAP_SYS_NICE\n' >/etc/systemd/system/nginx.service.d/99-priority.conf
systemctl daemon-reload
systemctl restart nginx
same "workers have the priority that it gives them, as the report says how" -5 \
        "$(ps -o ni= --ppid "$(systemctl show -P MainPID nginx)" | head -n 1 | tr -d ' ')"
finish

unitlock-needs 1
unit nginx.service
note What it serves, caches and logs is seen in its configuration below /etc/nginx, not in files included from elsewhere. worker_rlimit_nofile, worker_priority and worker_cpu_affinity are refused, and it goes on without: LimitNOFILE= of the unit does the first.
note Its master tells workers what to do by socket pairs; signals, which it takes to where such a pair is full, are refused, and systemd ends what does not end by itself.
note Its tests serve files. Proxies and FastCGI need no more: sockets of both kinds are open.
own /var/cache/nginx where proxy_cache_path is often made to point
own /var/lib/nginx listed by package nginx-common
own /var/log/nginx logs rotated by /etc/logrotate.d/nginx:1
package nginx 1.22.1-9+deb12u11 bookworm
package nginx 1.26.3-3+deb13u11 trixie
package nginx-common 1.22.1-9+deb12u11 bookworm
package nginx-common 1.26.3-3+deb13u11 trixie
stability tested

coverage elf

coverage observe
        phases start run reload stop
        watched 8.781 s
        exercise sh test/exercises/nginx.sh

coverage trial
        phases start run reload stop
        watched 21.374 s
        exercise sh test/exercises/nginx.sh

coverage unit

syscall accept4
        witnessed run observe /usr/sbin/nginx
syscall access
        witnessed start observe /usr/sbin/nginx
syscall arch_prctl
        witnessed start observe /usr/sbin/nginx
syscall bind
        witnessed start observe /usr/sbin/nginx
syscall brk
        witnessed start observe /usr/sbin/nginx
syscall clock_nanosleep
        witnessed reload observe /usr/sbin/nginx
syscall clone
        witnessed start observe /usr/sbin/nginx
syscall close
        witnessed start observe /usr/sbin/nginx
syscall connect
        witnessed start observe /usr/sbin/nginx
syscall dup2
        witnessed start observe /usr/sbin/nginx
syscall epoll_create
        witnessed start observe /usr/sbin/nginx
syscall epoll_ctl
        witnessed start observe /usr/sbin/nginx
syscall epoll_wait
        witnessed start observe /usr/sbin/nginx
syscall eventfd2
        witnessed start observe /usr/sbin/nginx
syscall execve
        witnessed start observe /usr/sbin/nginx
syscall exit_group
        witnessed start observe /usr/sbin/nginx
syscall fcntl
        witnessed start observe /usr/sbin/nginx
syscall fstat
        witnessed start observe /usr/sbin/nginx
syscall futex
        witnessed start observe /usr/sbin/nginx
syscall getdents64
        witnessed start observe /usr/sbin/nginx
syscall geteuid
        witnessed start observe /usr/sbin/nginx
syscall getgid
        witnessed stop observe /usr/sbin/start-stop-daemon
syscall getpid
        witnessed start observe /usr/sbin/nginx
syscall getppid
        witnessed start observe /usr/sbin/nginx
syscall getrandom
        witnessed start observe /usr/sbin/nginx
syscall gettid
        witnessed start trial /usr/sbin/nginx
syscall getuid
        witnessed stop observe /usr/sbin/start-stop-daemon
syscall ioctl
        witnessed start observe /usr/sbin/nginx
syscall kill
        witnessed reload observe /usr/sbin/nginx
syscall listen
        witnessed start observe /usr/sbin/nginx
syscall lseek
        witnessed start observe /usr/sbin/nginx
syscall mkdir
        witnessed start observe /usr/sbin/nginx
syscall mmap
        witnessed start observe /usr/sbin/nginx
syscall mprotect
        witnessed start observe /usr/sbin/nginx
syscall munmap
        witnessed start observe /usr/sbin/nginx
syscall newfstatat
        witnessed start observe /usr/sbin/nginx
syscall openat
        witnessed start observe /usr/sbin/nginx
syscall prctl
        witnessed start observe /usr/sbin/nginx
syscall pread64
        witnessed start observe /usr/sbin/nginx
syscall prlimit64
        witnessed start observe /usr/sbin/nginx
syscall pselect6
        witnessed stop observe /usr/sbin/start-stop-daemon
syscall pwrite64
        witnessed start observe /usr/sbin/nginx
syscall read
        witnessed start observe /usr/sbin/nginx
syscall recvfrom
        witnessed run observe /usr/sbin/nginx
syscall recvmsg
        witnessed start observe /usr/sbin/nginx
syscall rseq
        witnessed start observe /usr/sbin/nginx
syscall rt_sigaction
        witnessed start observe /usr/sbin/nginx
syscall rt_sigprocmask
        witnessed start observe /usr/sbin/nginx
syscall rt_sigreturn
        witnessed reload observe /usr/sbin/nginx
syscall rt_sigsuspend
        witnessed start observe /usr/sbin/nginx
syscall sendfile
        witnessed run observe /usr/sbin/nginx
syscall sendmsg
        witnessed start observe /usr/sbin/nginx
syscall set_robust_list
        witnessed start observe /usr/sbin/nginx
syscall set_tid_address
        witnessed start observe /usr/sbin/nginx
syscall setgid
        witnessed start observe /usr/sbin/nginx
syscall setgroups
        witnessed start observe /usr/sbin/nginx
syscall setsid
        witnessed start observe /usr/sbin/nginx
syscall setsockopt
        witnessed start observe /usr/sbin/nginx
syscall setuid
        witnessed start observe /usr/sbin/nginx
syscall socket
        witnessed start observe /usr/sbin/nginx
syscall socketpair
        witnessed start observe /usr/sbin/nginx
syscall sysinfo
        witnessed start observe /usr/sbin/nginx
syscall umask
        witnessed start observe /usr/sbin/nginx
syscall uname
        witnessed start observe /usr/sbin/nginx
syscall unlink
        witnessed stop observe /usr/sbin/nginx
syscall wait4
        witnessed reload observe /usr/sbin/nginx
syscall write
        witnessed start trial /usr/sbin/nginx
syscall writev
        witnessed run observe /usr/sbin/nginx

capability CAP_DAC_OVERRIDE
        witnessed start observe /usr/sbin/nginx openat
capability CAP_DAC_READ_SEARCH
        declared - profile - keys are read by root before it becomes its user
capability CAP_NET_BIND_SERVICE
        witnessed start observe /usr/sbin/nginx bind
capability CAP_SETGID
        witnessed start observe /usr/sbin/nginx setgid
capability CAP_SETUID
        witnessed start observe /usr/sbin/nginx setuid

path read /
        witnessed start observe /usr/sbin/nginx newfstatat
path read /etc/letsencrypt/live/DOMAIN/privkey.pem
        declared - profile - keys are read by root before it becomes its user
path read /home/USER/public_html/index.html
        declared - profile - pages may lie in homes, too
path read,write,create /run/nginx.pid
        declared - unit /usr/lib/systemd/system/nginx.service:21 PIDFile=
path write,create,own /run/nginx/SOCKET
        declared - profile - may listen on sockets
path read,execute /sbin/start-stop-daemon
        declared - unit /usr/lib/systemd/system/nginx.service:25 ExecStop=
path read /srv/www/index.html
        declared - profile - pages may lie anywhere
path read /sys/devices/system/cpu/online
        witnessed start observe /usr/sbin/nginx openat
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/sbin/nginx loader
path read,execute /usr/sbin/nginx
        witnessed start observe /usr/sbin/nginx execve
path read,execute /usr/sbin/start-stop-daemon
        witnessed stop observe /usr/sbin/start-stop-daemon execve
path write,create /var/log/nginx/*.log
        declared - logrotate /etc/logrotate.d/nginx:1 is made anew after rotation
path write /var/log/nginx/access.log
        witnessed start observe /usr/sbin/nginx openat
path write /var/log/nginx/error.log
        witnessed start observe /usr/sbin/nginx openat

device read,write /dev/null
        witnessed start observe /usr/sbin/nginx openat

socket AF_INET/SOCK_STREAM/0
        witnessed start observe /usr/sbin/nginx
socket AF_INET6/SOCK_STREAM/0
        witnessed start observe /usr/sbin/nginx
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/sbin/nginx

connect tcp:0.0.0.0:443
        declared - profile - proxies connect to where they are told
connect udp:0.0.0.0:53
        declared - profile - "resolver" in its configuration
connect unix:/run/php/php-fpm.sock
        declared - profile - FastCGI and its kin

bind tcp:0.0.0.0:443
        declared - profile - pages over TLS
bind tcp:0.0.0.0:80
        witnessed start observe /usr/sbin/nginx
bind tcp:[::]:80
        witnessed start observe /usr/sbin/nginx
bind udp:0.0.0.0:443
        declared - profile - pages over QUIC

accept tcp:127.0.0.1
        witnessed run observe /usr/sbin/nginx
accept tcp:::1
        witnessed run observe /usr/sbin/nginx

user 33
        witnessed start observe /usr/sbin/nginx setuid

group 33
        witnessed start observe /usr/sbin/nginx setgid

behaviour group-readable
        witnessed start observe /usr/sbin/nginx made /run/nginx.pid with mode 644
behaviour outside-files-owned
        witnessed start observe /usr/sbin/nginx /var/log/nginx/access.log belongs to user 33

indirect nss
        witnessed start observe /usr/sbin/nginx newfstatat
indirect places:nginx
        declared - profile - where its configuration lets it read and write
indirect plugins:/usr/lib/nginx/modules/*
        declared - profile - what is enabled in /etc/nginx/modules-enabled

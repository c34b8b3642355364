unitlock-needs 1
unit apache2.service
note Applications in it (PHP, WSGI, Perl, CGI) run in this sandbox. They may write to what its configuration serves and to /var/www, /var/lib, /var/cache, /srv, /data, /media and /mnt; other directories of theirs need an addition.
own /run/apache2 PIDFile= and sockets of its workers
own /run/lock/apache2 locks of its workers
own /var/cache/apache2 listed by package apache2
own /var/cache/apache2/mod_cache_disk listed by package apache2
own /var/lib/apache2 listed by package apache2
own /var/log/apache2 logs rotated by /etc/logrotate.d/apache2:1
package apache2 2.4.71-1~deb12u1 bookworm
package apache2 2.4.71-1~deb13u1 trixie
package apache2-bin 2.4.71-1~deb12u1 bookworm
package apache2-bin 2.4.71-1~deb13u1 trixie
stability tested

coverage elf

coverage observe
        phases start run reload stop
        watched 8.871 s
        exercise if pgrep -f ^/usr/sbin/apache2 > /dev/null; then\x0ainvoke-rc.d apache2 reload 2>&1 | logger -t apache2.logrotate\x0afi
        exercise sh test/exercises/apache2.sh

coverage trial
        phases start run reload stop
        watched 23.833 s
        exercise if pgrep -f ^/usr/sbin/apache2 > /dev/null; then\x0ainvoke-rc.d apache2 reload 2>&1 | logger -t apache2.logrotate\x0afi
        exercise sh test/exercises/apache2.sh

coverage unit

syscall accept
        witnessed start observe /usr/sbin/apache2
syscall accept4
        witnessed run observe /usr/sbin/apache2
syscall access
        witnessed start observe /usr/bin/dash
syscall arch_prctl
        witnessed start observe /usr/bin/dash
syscall bind
        witnessed start observe /usr/sbin/apache2
syscall brk
        witnessed start observe /usr/bin/dash
syscall chdir
        witnessed start observe /usr/sbin/apache2
syscall chmod
        witnessed start observe /usr/sbin/apache2
syscall chown
        witnessed start observe /usr/sbin/apache2
syscall clone
        witnessed start observe /usr/bin/dash
syscall clone3
        witnessed start observe /usr/sbin/apache2
syscall close
        witnessed start observe /usr/bin/dash
syscall connect
        witnessed start observe /usr/sbin/apache2
syscall dup2
        witnessed start observe /usr/bin/dash
syscall dup3
        witnessed start observe /usr/sbin/apache2
syscall epoll_create1
        witnessed start observe /usr/sbin/apache2
syscall epoll_ctl
        witnessed start observe /usr/sbin/apache2
syscall epoll_wait
        witnessed start observe /usr/sbin/apache2
syscall execve
        witnessed start observe /usr/bin/dash
syscall exit
        witnessed start observe /usr/sbin/apache2
syscall exit_group
        witnessed start observe /usr/bin/dash
syscall fcntl
        witnessed start observe /usr/bin/dash
syscall fstat
        witnessed start observe /usr/bin/dash
syscall futex
        witnessed start observe /usr/sbin/apache2
syscall getcwd
        witnessed start observe /usr/bin/dash
syscall getdents64
        witnessed start observe /usr/bin/dash
syscall getegid
        witnessed start observe /usr/bin/dash
syscall geteuid
        witnessed start observe /usr/bin/dash
syscall getgid
        witnessed start observe /usr/bin/dash
syscall getpgid
        witnessed stop observe /usr/sbin/apache2
syscall getpgrp
        witnessed stop observe /usr/sbin/apache2
syscall getpid
        witnessed start observe /usr/bin/dash
syscall getppid
        witnessed start observe /usr/bin/dash
syscall getrandom
        witnessed start observe /usr/bin/dash
syscall getsockname
        witnessed start observe /usr/sbin/apache2
syscall getsockopt
        witnessed run observe /usr/sbin/apache2
syscall gettid
        witnessed start observe /usr/sbin/apache2
syscall getuid
        witnessed start observe /usr/bin/dash
syscall ioctl
        witnessed start observe /usr/bin/rm
syscall kill
        witnessed run observe /usr/sbin/apache2
syscall listen
        witnessed start observe /usr/sbin/apache2
syscall lseek
        witnessed start observe /usr/bin/rm
syscall madvise
        witnessed start observe /usr/sbin/apache2
syscall mmap
        witnessed start observe /usr/bin/dash
syscall mprotect
        witnessed start observe /usr/bin/dash
syscall munmap
        witnessed start observe /usr/bin/dash
syscall newfstatat
        witnessed start observe /usr/bin/dash
syscall openat
        witnessed start observe /usr/bin/dash
syscall pipe2
        witnessed start observe /usr/bin/dash
syscall poll
        witnessed run observe /usr/sbin/apache2
syscall pread64
        witnessed start observe /usr/bin/dash
syscall prlimit64
        witnessed start observe /usr/bin/dash
syscall pselect6
        witnessed start observe /usr/sbin/apache2
syscall read
        witnessed start observe /usr/bin/dash
syscall recvmsg
        witnessed start observe /usr/sbin/apache2
syscall rename
        witnessed start observe /usr/sbin/apache2
syscall rseq
        witnessed start observe /usr/bin/dash
syscall rt_sigaction
        witnessed start observe /usr/bin/dash
syscall rt_sigprocmask
        witnessed start observe /usr/bin/dash
syscall rt_sigreturn
        witnessed start observe /usr/bin/dash
syscall sendto
        witnessed start observe /usr/sbin/apache2
syscall set_robust_list
        witnessed start observe /usr/bin/dash
syscall set_tid_address
        witnessed start observe /usr/bin/dash
syscall setgid
        witnessed start observe /usr/sbin/apache2
syscall setgroups
        witnessed start observe /usr/sbin/apache2
syscall setrlimit
        declared - profile - raises its limits where its configuration says so
syscall setsid
        witnessed start observe /usr/sbin/apache2
syscall setsockopt
        witnessed start observe /usr/sbin/apache2
syscall setuid
        witnessed start observe /usr/sbin/apache2
syscall shutdown
        witnessed run observe /usr/sbin/apache2
syscall socket
        witnessed start observe /usr/sbin/apache2
syscall statfs
        witnessed start observe /usr/bin/id
syscall sysinfo
        witnessed start observe /usr/sbin/apache2
syscall tgkill
        witnessed reload observe /usr/sbin/apache2
syscall times
        witnessed start observe /usr/sbin/apache2
syscall umask
        witnessed start observe /usr/sbin/apache2
syscall uname
        witnessed run observe /usr/sbin/apache2
syscall unlink
        witnessed reload observe /usr/sbin/apache2
syscall unlinkat
        witnessed start observe /usr/bin/rm
syscall vfork
        witnessed start observe /usr/bin/dash
syscall wait4
        witnessed start observe /usr/bin/dash
syscall write
        witnessed start observe /usr/bin/id
syscall writev
        witnessed run observe /usr/sbin/apache2

capability CAP_CHOWN
        witnessed start observe /usr/sbin/apache2 chown
capability CAP_DAC_OVERRIDE
        witnessed start observe /usr/sbin/apache2 bind
capability CAP_DAC_READ_SEARCH
        declared - profile - reads keys and pages that are not everybody's before it gives up root
capability CAP_KILL
        witnessed run observe /usr/sbin/apache2 kill
capability CAP_NET_BIND_SERVICE
        witnessed start observe /usr/sbin/apache2 bind
capability CAP_SETGID
        witnessed start observe /usr/sbin/apache2 setgid
capability CAP_SETUID
        witnessed start observe /usr/sbin/apache2 setuid
capability CAP_SYS_RESOURCE
        declared - profile - raises its limits where its configuration says so

path read /
        witnessed start observe /usr/sbin/apache2 chdir
path read /dev/urandom
        witnessed start observe /usr/sbin/apache2 newfstatat
path read /home/USER/public_html/index.html
        declared - profile - pages may lie in homes, too
path read /run/apache2
        witnessed start observe /usr/bin/dash newfstatat
path read,write,create,own /run/apache2/FILE
        witnessed reload observe /usr/sbin/apache2 openat
path read /run/apache2/socks
        witnessed start observe /usr/bin/dash newfstatat
path read /run/lock/apache2
        witnessed start observe /usr/bin/dash newfstatat
path read /srv/www/index.html
        declared - profile - pages may lie anywhere
path read /sys/devices/system/cpu/online
        witnessed start observe /usr/sbin/apache2 openat
path read /sys/fs/selinux
        witnessed start observe /usr/bin/id statfs
path read,execute /usr/bin/dash
        witnessed start observe /usr/bin/dash execve
path read,execute /usr/bin/id
        witnessed start observe /usr/bin/id execve
path read,execute /usr/bin/rm
        witnessed start observe /usr/bin/rm execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/dash loader
path read,execute /usr/sbin/apache2
        witnessed start observe /usr/sbin/apache2 execve
path read,execute /usr/sbin/apachectl
        declared - unit /usr/lib/systemd/system/apache2.service:10 ExecStop=
path write,create /var/log/apache2/*.log
        declared - logrotate /etc/logrotate.d/apache2:1 is made anew after rotation
path write /var/log/apache2/access.log
        witnessed start observe /usr/sbin/apache2 openat
path write /var/log/apache2/error.log
        witnessed start observe /usr/sbin/apache2 openat
path write /var/log/apache2/other_vhosts_access.log
        witnessed start observe /usr/sbin/apache2 openat
path read,write,create /var/www/FILE
        declared - profile - applications keep what users upload

device read,write /dev/null
        witnessed start observe /usr/sbin/apache2 openat
device read /dev/urandom
        witnessed start observe /usr/sbin/apache2 openat
device read,write /dev/zero
        witnessed start observe /usr/sbin/apache2 openat

socket AF_INET/SOCK_DGRAM/0
        witnessed run observe /usr/sbin/apache2
socket AF_INET/SOCK_STREAM/0
        witnessed start observe /usr/sbin/apache2
socket AF_INET6/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/apache2
socket AF_INET6/SOCK_STREAM/0
        witnessed start observe /usr/sbin/apache2
socket AF_INET6/SOCK_STREAM/6
        witnessed run observe /usr/sbin/apache2
socket AF_NETLINK/SOCK_RAW/0
        witnessed start observe /usr/sbin/apache2
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/sbin/apache2

connect tcp:0.0.0.0:80
        declared - profile - proxies connect to where they are told
connect tcp:[::1]:80
        witnessed run observe /usr/sbin/apache2
connect udp:0.0.0.0:0
        witnessed start observe /usr/sbin/apache2
connect udp:0.0.0.0:443
        witnessed start observe /usr/sbin/apache2
connect udp:0.0.0.0:80
        witnessed start observe /usr/sbin/apache2
connect udp:[::]:0
        witnessed start observe /usr/sbin/apache2
connect udp:[::]:443
        witnessed start observe /usr/sbin/apache2
connect udp:[::]:80
        witnessed start observe /usr/sbin/apache2
connect unix:/run/apache2/socks/cgisock.N
        declared - profile - workers talk by sockets
connect unix:/run/php/php-fpm.sock
        declared - profile - proxies connect to where they are told

bind tcp:[::]:443
        witnessed start observe /usr/sbin/apache2
bind tcp:[::]:80
        witnessed start observe /usr/sbin/apache2
bind unix:/run/apache2/socks/cgisock.N
        declared - profile - workers talk by sockets

accept tcp:127.0.0.1
        witnessed run observe /usr/sbin/apache2
accept tcp:::1
        witnessed run observe /usr/sbin/apache2

user 33
        witnessed start observe /usr/sbin/apache2 setuid

group 33
        witnessed start observe /usr/sbin/apache2 setgid

behaviour process-signal
        witnessed run observe /usr/sbin/apache2

indirect hooks:/usr/lib/cgi-bin
        declared - profile - what the admin put there is run
indirect nss
        witnessed start observe /usr/sbin/apache2 newfstatat
indirect places:apache2
        declared - profile - where its configuration lets it read and write
indirect plugins:/usr/lib/apache2/modules/*
        declared - profile - what is enabled in /etc/apache2/mods-enabled

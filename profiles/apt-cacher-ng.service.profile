unitlock-needs 1
unit apt-cacher-ng.service
note Directories to import from that only some users may read need an addition.
note Commands of .hooks files (PreUp, Down) run in this sandbox, as its user.
own /run/apt-cacher-ng /usr/lib/tmpfiles.d/apt-cacher-ng.conf:2
own /var/cache/apt-cacher-ng its cache
own /var/lib/apt-cacher-ng listed by package apt-cacher-ng
own /var/log/apt-cacher-ng logs rotated by /etc/logrotate.d/apt-cacher-ng:1
package apt-cacher-ng 3.7.4-1+b2 bookworm
package apt-cacher-ng 3.7.5-1 trixie
stability tested

coverage elf

coverage observe
        phases start run reload stop
        watched 4.134 s
        exercise if [ -e /run/systemd/system ] ; then\x0aif systemctl -q is-active apt-cacher-ng ; then systemctl kill --signal=USR1 apt-cacher-ng ; fi\x0aelif [ -s /var/run/apt-cacher-ng/pid ] ; then\x0akill -s USR1 "$(cat /var/run/apt-cacher-ng/pid)" 2>/dev/null ||:\x0afi
        exercise sh test/exercises/apt-cacher-ng.sh

coverage trial
        phases start run reload stop
        watched 7.624 s
        exercise if [ -e /run/systemd/system ] ; then\x0aif systemctl -q is-active apt-cacher-ng ; then systemctl kill --signal=USR1 apt-cacher-ng ; fi\x0aelif [ -s /var/run/apt-cacher-ng/pid ] ; then\x0akill -s USR1 "$(cat /var/run/apt-cacher-ng/pid)" 2>/dev/null ||:\x0afi
        exercise sh test/exercises/apt-cacher-ng.sh

coverage unit

syscall accept
        witnessed run observe /usr/sbin/apt-cacher-ng
syscall access
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall arch_prctl
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall bind
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall brk
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall clone
        witnessed run trial /usr/sbin/apt-cacher-ng
syscall clone3
        witnessed run observe /usr/sbin/apt-cacher-ng
syscall close
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall connect
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall epoll_create1
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall epoll_ctl
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall epoll_wait
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall eventfd2
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall execve
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall exit
        witnessed run trial /usr/sbin/apt-cacher-ng
syscall exit_group
        witnessed stop observe /usr/sbin/apt-cacher-ng
syscall fadvise64
        witnessed run observe /usr/sbin/apt-cacher-ng
syscall fallocate
        witnessed run observe /usr/sbin/apt-cacher-ng
syscall fcntl
        witnessed run observe /usr/sbin/apt-cacher-ng
syscall fstat
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall ftruncate
        witnessed run observe /usr/sbin/apt-cacher-ng
syscall futex
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall getdents64
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall getegid
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall geteuid
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall getgid
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall getrandom
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall getsockname
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall getsockopt
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall getuid
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall listen
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall lseek
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall madvise
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall mkdir
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall mmap
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall mprotect
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall munmap
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall newfstatat
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall openat
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall pipe2
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall prctl
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall pread64
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall prlimit64
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall pselect6
        witnessed run observe /usr/sbin/apt-cacher-ng
syscall read
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall readlink
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall recvfrom
        witnessed run observe /usr/sbin/apt-cacher-ng
syscall recvmsg
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall rseq
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall rt_sigaction
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall rt_sigprocmask
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall rt_sigreturn
        witnessed reload observe /usr/sbin/apt-cacher-ng
syscall sendfile
        witnessed run observe /usr/sbin/apt-cacher-ng
syscall sendmsg
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall sendto
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall set_robust_list
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall set_tid_address
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall setsockopt
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall shutdown
        witnessed run observe /usr/sbin/apt-cacher-ng
syscall socket
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall symlink
        witnessed reload observe /usr/sbin/apt-cacher-ng
syscall sysinfo
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall umask
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall uname
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall unlink
        witnessed start observe /usr/sbin/apt-cacher-ng
syscall write
        witnessed run observe /usr/sbin/apt-cacher-ng

path read /etc/apt-cacher-ng/FILE
        declared - profile - its configuration
path read /etc/ssl/certs/FILE
        declared - profile - mirrors by HTTPS
path read /usr/share/apt-cacher-ng/FILE
        declared - profile - templates of its pages
path read,write,create,own /var/cache/apt-cacher-ng/FILE
        witnessed run observe /usr/sbin/apt-cacher-ng openat
        declared - profile - its cache, its statistics and test files

device read /dev/urandom
        witnessed start observe /usr/sbin/apt-cacher-ng openat

socket AF_INET/SOCK_DGRAM/0
        witnessed run observe /usr/sbin/apt-cacher-ng
socket AF_INET/SOCK_DGRAM/17
        witnessed run observe /usr/sbin/apt-cacher-ng
socket AF_INET/SOCK_STREAM/0
        witnessed run observe /usr/sbin/apt-cacher-ng
socket AF_INET/SOCK_STREAM/6
        witnessed start observe /usr/sbin/apt-cacher-ng
socket AF_INET6/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/apt-cacher-ng
socket AF_INET6/SOCK_DGRAM/17
        witnessed run observe /usr/sbin/apt-cacher-ng
socket AF_INET6/SOCK_STREAM/0
        witnessed run observe /usr/sbin/apt-cacher-ng
socket AF_INET6/SOCK_STREAM/6
        witnessed start observe /usr/sbin/apt-cacher-ng
socket AF_NETLINK/SOCK_RAW/0
        witnessed start observe /usr/sbin/apt-cacher-ng
socket AF_UNIX/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/apt-cacher-ng
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/sbin/apt-cacher-ng

connect tcp:0.0.0.0:443
        declared - profile - mirrors by HTTPS, and where CONNECT goes
connect tcp:127.0.0.1:80
        witnessed run observe /usr/sbin/apt-cacher-ng
connect tcp:[::1]:80
        witnessed run observe /usr/sbin/apt-cacher-ng
connect udp:0.0.0.0:3142
        witnessed start observe /usr/sbin/apt-cacher-ng
connect udp:0.0.0.0:53
        possible - elf /usr/lib/x86_64-linux-gnu/libkrb5.so.3.3 imports res_nsearch(): asks DNS
connect udp:127.0.0.1:53
        witnessed run observe /usr/sbin/apt-cacher-ng
connect udp:127.0.0.1:80
        witnessed run observe /usr/sbin/apt-cacher-ng
connect udp:[::1]:80
        witnessed run observe /usr/sbin/apt-cacher-ng
connect udp:[::]:3142
        witnessed start observe /usr/sbin/apt-cacher-ng
connect unix:/run/systemd/notify
        witnessed start observe /usr/sbin/apt-cacher-ng

bind tcp:0.0.0.0:3142
        witnessed start observe /usr/sbin/apt-cacher-ng
bind tcp:[::]:3142
        witnessed start observe /usr/sbin/apt-cacher-ng
bind unix:/run/apt-cacher-ng/socket
        witnessed start observe /usr/sbin/apt-cacher-ng

accept tcp:127.0.0.1
        witnessed run observe /usr/sbin/apt-cacher-ng
accept tcp:::1
        witnessed run observe /usr/sbin/apt-cacher-ng

behaviour group-readable
        witnessed start observe /usr/sbin/apt-cacher-ng made /var/cache/apt-cacher-ng/testfile.-4190165395674868522 with mode 644

indirect nss
        witnessed start observe /usr/sbin/apt-cacher-ng openat
indirect places:apt-cacher-ng
        declared - profile - where its configuration lets it read and write

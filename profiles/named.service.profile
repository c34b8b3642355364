unitlock-needs 1
unit named.service
note Zones that it writes to are seen in named.conf and its kin below /etc/bind; those of files that these include elsewhere need an addition.
own /run/named /usr/lib/tmpfiles.d/named.conf:1
own /var/cache/bind listed by package bind9
own /var/lib/bind zones that are updated and signed
own /var/log/named where logs go if its configuration says so
package bind9 1:9.18.49-1~deb12u3 bookworm
package bind9 1:9.20.30-1~deb13u1 trixie
stability tested

coverage elf

coverage observe
        phases start run reload stop
        watched 13.651 s
        blind io_uring
        exercise sh test/exercises/named.sh

coverage trial
        phases start run reload stop
        watched 30.751 s
        blind io_uring
        exercise sh test/exercises/named.sh

coverage unit

syscall accept4
        witnessed run observe /usr/sbin/named
syscall access
        witnessed start observe /usr/sbin/named
syscall arch_prctl
        witnessed start observe /usr/sbin/named
syscall bind
        witnessed start observe /usr/sbin/named
syscall brk
        witnessed start observe /usr/sbin/named
syscall capget
        witnessed start observe /usr/sbin/named
syscall capset
        witnessed start observe /usr/sbin/named
syscall chdir
        witnessed start observe /usr/sbin/named
syscall clock_nanosleep
        witnessed reload observe /usr/sbin/rndc
syscall clone
        witnessed start trial /usr/sbin/named
syscall clone3
        witnessed start observe /usr/sbin/named
syscall close
        witnessed start observe /usr/sbin/named
syscall connect
        witnessed start observe /usr/sbin/named
syscall epoll_create1
        witnessed start observe /usr/sbin/named
syscall epoll_ctl
        witnessed start observe /usr/sbin/named
syscall epoll_pwait
        witnessed start observe /usr/sbin/named
syscall epoll_wait
        witnessed start observe /usr/sbin/named
syscall eventfd2
        witnessed start observe /usr/sbin/named
syscall execve
        witnessed start observe /usr/sbin/named
syscall exit
        witnessed reload observe /usr/sbin/rndc
syscall exit_group
        witnessed reload observe /usr/sbin/rndc
syscall fcntl
        witnessed start observe /usr/sbin/named
syscall fstat
        witnessed start observe /usr/sbin/named
syscall fsync
        witnessed start observe /usr/sbin/named
syscall futex
        witnessed start observe /usr/sbin/named
syscall getcwd
        witnessed start observe /usr/sbin/named
syscall getdents64
        witnessed start observe /usr/sbin/named
syscall getegid
        witnessed start observe /usr/sbin/named
syscall geteuid
        witnessed start observe /usr/sbin/named
syscall getgid
        witnessed start observe /usr/sbin/named
syscall getpeername
        witnessed start observe /usr/sbin/named
syscall getpid
        witnessed start observe /usr/sbin/named
syscall getrandom
        witnessed start observe /usr/sbin/named
syscall getsockname
        witnessed start observe /usr/sbin/named
syscall getsockopt
        witnessed start observe /usr/sbin/named
syscall getuid
        witnessed start observe /usr/sbin/named
syscall io_uring_enter
        witnessed start observe /usr/sbin/named
syscall io_uring_setup
        witnessed start observe /usr/sbin/named
syscall ioctl
        witnessed start observe /usr/sbin/named
syscall kill
        witnessed reload observe /usr/sbin/rndc
syscall listen
        witnessed start observe /usr/sbin/named
syscall lseek
        witnessed start observe /usr/sbin/named
syscall madvise
        witnessed start observe /usr/sbin/named
syscall membarrier
        witnessed start observe /usr/sbin/named
syscall mmap
        witnessed start observe /usr/sbin/named
syscall mprotect
        witnessed start observe /usr/sbin/named
syscall munmap
        witnessed start observe /usr/sbin/named
syscall newfstatat
        witnessed start observe /usr/sbin/named
syscall open
        witnessed start observe /usr/sbin/named
syscall openat
        witnessed start observe /usr/sbin/named
syscall pipe2
        witnessed start observe /usr/sbin/named
syscall poll
        witnessed start observe /usr/sbin/named
syscall prctl
        witnessed start observe /usr/sbin/named
syscall pread64
        witnessed start observe /usr/sbin/named
syscall prlimit64
        witnessed start observe /usr/sbin/named
syscall read
        witnessed start observe /usr/sbin/named
syscall readlink
        witnessed start observe /usr/sbin/named
syscall recvmmsg
        witnessed start observe /usr/sbin/named
syscall recvmsg
        witnessed start observe /usr/sbin/named
syscall rename
        witnessed run observe /usr/sbin/named
syscall rseq
        witnessed start observe /usr/sbin/named
syscall rt_sigaction
        witnessed start observe /usr/sbin/named
syscall rt_sigprocmask
        witnessed start observe /usr/sbin/named
syscall rt_sigtimedwait
        witnessed start observe /usr/sbin/named
syscall sched_getaffinity
        witnessed start observe /usr/sbin/named
syscall sched_yield
        witnessed start observe /usr/sbin/named
syscall sendmmsg
        witnessed start observe /usr/sbin/named
syscall sendmsg
        witnessed start observe /usr/sbin/named
syscall sendto
        witnessed start observe /usr/sbin/named
syscall set_robust_list
        witnessed start observe /usr/sbin/named
syscall set_tid_address
        witnessed start observe /usr/sbin/named
syscall setgid
        witnessed start observe /usr/sbin/named
syscall setgroups
        witnessed start observe /usr/sbin/named
syscall setrlimit
        declared - profile - raises its limits where its configuration says so
syscall setsockopt
        witnessed start observe /usr/sbin/named
syscall setuid
        witnessed start observe /usr/sbin/named
syscall socket
        witnessed start observe /usr/sbin/named
syscall sysinfo
        witnessed start observe /usr/sbin/named
syscall umask
        witnessed start observe /usr/sbin/named
syscall uname
        witnessed start observe /usr/sbin/named
syscall unlink
        witnessed start observe /usr/sbin/named
syscall write
        witnessed start observe /usr/sbin/named
syscall writev
        witnessed run observe /usr/sbin/named

capability CAP_DAC_READ_SEARCH
        witnessed reload observe /usr/sbin/rndc openat
capability CAP_NET_BIND_SERVICE
        witnessed start observe /usr/sbin/named bind
capability CAP_SETGID
        witnessed start observe /usr/sbin/named setgid
capability CAP_SETUID
        witnessed start observe /usr/sbin/named setuid
capability CAP_SYS_RESOURCE
        declared - profile - raises its limits where its configuration says so

path read /
        witnessed start observe /usr/sbin/named newfstatat
path read,write /proc/self/task
        witnessed start observe /usr/sbin/named openat
path read /proc/sys/net/ipv4/ip_local_port_range
        witnessed start observe /usr/sbin/named openat
path read /run/named
        witnessed start observe /usr/sbin/named newfstatat
path read,write,create /run/named/named.pid
        witnessed start observe /usr/sbin/named newfstatat
path write,create,own /run/named/session.key
        witnessed stop observe /usr/sbin/named unlink
path read /sys/devices/system/cpu/possible
        witnessed start observe /usr/sbin/named openat
path read /sys/kernel/mm/transparent_hugepage/enabled
        witnessed start observe /usr/sbin/named open
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/sbin/named loader
path read,execute /usr/sbin/named
        witnessed start observe /usr/sbin/named execve
path read,execute /usr/sbin/rndc
        witnessed reload observe /usr/sbin/rndc execve
path read,write,create /var/cache/bind/FILE
        witnessed run trial /usr/sbin/named openat
path read,write /var/cache/bind/managed-keys.bind.jnl
        witnessed start observe /usr/sbin/named openat
path read,write,create /var/lib/bind/FILE
        witnessed start observe /usr/sbin/named openat

device read,write /dev/null
        witnessed start observe /usr/sbin/named openat

socket AF_INET/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/named
socket AF_INET/SOCK_STREAM/0
        witnessed start observe /usr/sbin/named
socket AF_INET6/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/named
socket AF_INET6/SOCK_STREAM/0
        witnessed start observe /usr/sbin/named
socket AF_NETLINK/SOCK_RAW/0
        witnessed start observe /usr/sbin/named
socket AF_UNIX/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/named
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/sbin/named

connect tcp:0.0.0.0:53
        declared - profile - transfers zones and asks other servers
connect tcp:127.0.0.1:953
        witnessed reload observe /usr/sbin/rndc
connect udp:0.0.0.0:53
        declared - profile - asks other servers
connect udp:127.0.0.1:0
        witnessed start observe /usr/sbin/named
connect udp:127.0.0.1:53
        witnessed start observe /usr/sbin/named
connect unix:/run/systemd/journal/dev-log
        witnessed start observe /usr/sbin/named
connect unix:/run/systemd/notify
        witnessed start observe /usr/sbin/named

bind tcp:0.0.0.0:0
        witnessed reload observe /usr/sbin/rndc
bind tcp:0.0.0.0:53
        declared - profile - addresses come and go while it runs
bind tcp:0.0.0.0:853
        declared - profile - DNS over TLS, where it is configured
bind tcp:127.0.0.1:53
        witnessed start observe /usr/sbin/named
bind tcp:127.0.0.1:953
        witnessed start observe /usr/sbin/named
bind tcp:[::1]:53
        witnessed start observe /usr/sbin/named
bind tcp:[::1]:953
        witnessed start observe /usr/sbin/named
bind udp:0.0.0.0:0
        witnessed start observe /usr/sbin/named
bind udp:127.0.0.1:53
        witnessed start observe /usr/sbin/named
bind udp:[::1]:53
        witnessed start observe /usr/sbin/named
bind udp:[::]:0
        witnessed start observe /usr/sbin/named

accept tcp:127.0.0.1
        witnessed run observe /usr/sbin/named
accept tcp:::1
        witnessed run observe /usr/sbin/named

user 100
        witnessed start observe /usr/sbin/named setuid

group 100
        witnessed start observe /usr/sbin/named setgid

behaviour group-readable
        witnessed start observe /usr/sbin/named made /run/named/named.pid with mode 644
behaviour io-uring
        witnessed start observe /usr/sbin/named io_uring_setup
behaviour outside-files-owned
        witnessed reload observe /usr/sbin/rndc /etc/bind/rndc.key belongs to user 100
behaviour proc-files
        witnessed start observe /usr/sbin/named

indirect nss
        witnessed start observe /usr/sbin/named newfstatat
indirect places:bind
        declared - profile - where its configuration lets it read and write
indirect plugins:/etc/default/named
        declared - profile - options that it is started with
indirect plugins:/usr/lib/*/bind/*
        declared - profile - plugins and databases that its configuration loads

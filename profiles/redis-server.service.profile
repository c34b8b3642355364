unitlock-needs 1
unit redis-server.service
note Data elsewhere than in /var/lib/redis needs a drop-in: the unit of Debian refuses that itself, and a profile never loosens.
note The unit of Debian is confined already; a script of an event (notify) is not among what was tried.
own /run/redis PIDFile= of the unit
own /var/log/redis logs rotated by /etc/logrotate.d/redis-server:1
package redis-server 5:7.0.15-1~deb12u10 bookworm
package redis-server 5:8.0.2-3+deb13u3 trixie
package redis-tools 5:7.0.15-1~deb12u10 bookworm
package redis-tools 5:8.0.2-3+deb13u3 trixie
stability tested

coverage elf

coverage observe
        phases start run stop
        watched 8.361 s
        exercise sh test/exercises/redis-server.sh

coverage trial
        phases start run stop
        watched 17.958 s
        exercise sh test/exercises/redis-server.sh

coverage unit

syscall accept4
        witnessed run observe /usr/bin/redis-check-rdb
syscall access
        witnessed start observe /usr/bin/redis-check-rdb
syscall arch_prctl
        witnessed start observe /usr/bin/redis-check-rdb
syscall bind
        witnessed start observe /usr/bin/redis-check-rdb
syscall brk
        witnessed start observe /usr/bin/redis-check-rdb
syscall chdir
        witnessed start observe /usr/bin/redis-check-rdb
syscall clone
        witnessed start observe /usr/bin/redis-check-rdb
syscall close
        witnessed start observe /usr/bin/redis-check-rdb
syscall epoll_create
        witnessed start observe /usr/bin/redis-check-rdb
syscall epoll_ctl
        witnessed start observe /usr/bin/redis-check-rdb
syscall epoll_wait
        witnessed start observe /usr/bin/redis-check-rdb
syscall execve
        witnessed start observe /usr/bin/redis-check-rdb
syscall exit_group
        witnessed run observe /usr/bin/redis-check-rdb
syscall fadvise64
        witnessed start observe /usr/bin/redis-check-rdb
syscall fcntl
        witnessed start observe /usr/bin/redis-check-rdb
syscall fdatasync
        witnessed run observe /usr/bin/redis-check-rdb
syscall fstat
        witnessed start observe /usr/bin/redis-check-rdb
syscall fsync
        witnessed run observe /usr/bin/redis-check-rdb
syscall futex
        witnessed start observe /usr/bin/redis-check-rdb
syscall getegid
        witnessed start observe /usr/bin/redis-check-rdb
syscall geteuid
        witnessed start observe /usr/bin/redis-check-rdb
syscall getgid
        witnessed start observe /usr/bin/redis-check-rdb
syscall getpeername
        witnessed run observe /usr/bin/redis-check-rdb
syscall getpid
        witnessed start observe /usr/bin/redis-check-rdb
syscall getrandom
        witnessed start observe /usr/bin/redis-check-rdb
syscall getrusage
        witnessed run observe /usr/bin/redis-check-rdb
syscall getsockopt
        witnessed start observe /usr/bin/redis-check-rdb
syscall getuid
        witnessed start observe /usr/bin/redis-check-rdb
syscall ioctl
        witnessed start observe /usr/bin/redis-check-rdb
syscall listen
        witnessed start observe /usr/bin/redis-check-rdb
syscall lseek
        witnessed start observe /usr/bin/redis-check-rdb
syscall madvise
        witnessed start observe /usr/bin/redis-check-rdb
syscall mkdir
        witnessed run observe /usr/bin/redis-check-rdb
syscall mmap
        witnessed start observe /usr/bin/redis-check-rdb
syscall mprotect
        witnessed start observe /usr/bin/redis-check-rdb
syscall munmap
        witnessed start observe /usr/bin/redis-check-rdb
syscall newfstatat
        witnessed start observe /usr/bin/redis-check-rdb
syscall open
        witnessed start observe /usr/bin/redis-check-rdb
syscall openat
        witnessed start observe /usr/bin/redis-check-rdb
syscall pipe2
        witnessed start observe /usr/bin/redis-check-rdb
syscall prctl
        witnessed start observe /usr/bin/redis-check-rdb
syscall pread64
        witnessed start observe /usr/bin/redis-check-rdb
syscall prlimit64
        witnessed start observe /usr/bin/redis-check-rdb
syscall read
        witnessed start observe /usr/bin/redis-check-rdb
syscall readlink
        witnessed start observe /usr/bin/redis-check-rdb
syscall rename
        witnessed run observe /usr/bin/redis-check-rdb
syscall rseq
        witnessed start observe /usr/bin/redis-check-rdb
syscall rt_sigaction
        witnessed start observe /usr/bin/redis-check-rdb
syscall rt_sigprocmask
        witnessed start observe /usr/bin/redis-check-rdb
syscall rt_sigreturn
        witnessed stop observe /usr/bin/redis-check-rdb
syscall sched_getaffinity
        witnessed start observe /usr/bin/redis-check-rdb
syscall sendmsg
        witnessed start observe /usr/bin/redis-check-rdb
syscall set_robust_list
        witnessed start observe /usr/bin/redis-check-rdb
syscall set_tid_address
        witnessed start observe /usr/bin/redis-check-rdb
syscall setitimer
        witnessed start observe /usr/bin/redis-check-rdb
syscall setsockopt
        witnessed start observe /usr/bin/redis-check-rdb
syscall shutdown
        witnessed run observe /usr/bin/redis-check-rdb
syscall socket
        witnessed start observe /usr/bin/redis-check-rdb
syscall sysinfo
        witnessed start observe /usr/bin/redis-check-rdb
syscall umask
        witnessed start observe /usr/bin/redis-check-rdb
syscall uname
        witnessed run observe /usr/bin/redis-check-rdb
syscall unlink
        witnessed run observe /usr/bin/redis-check-rdb
syscall wait4
        witnessed run observe /usr/bin/redis-check-rdb
syscall write
        witnessed start observe /usr/bin/redis-check-rdb

path read /proc/self/smaps
        witnessed run observe /usr/bin/redis-check-rdb openat
path read /proc/self/stat
        witnessed start observe /usr/bin/redis-check-rdb openat
path read /proc/sys/net/core/somaxconn
        witnessed start observe /usr/bin/redis-check-rdb openat
path read,write,create /run/redis/redis-server.pid
        declared - unit /usr/lib/systemd/system/redis-server.service:9 PIDFile=
path write,create,own /run/redis/redis-server.sock
        declared - profile - "unixsocket" in its configuration
path read /sys/devices/system/clocksource/clocksource0/current_clocksource
        witnessed start observe /usr/bin/redis-check-rdb openat
path read /sys/kernel/mm/transparent_hugepage/enabled
        witnessed start observe /usr/bin/redis-check-rdb open
path read,execute /usr/bin/redis-check-rdb
        witnessed start observe /usr/bin/redis-check-rdb execve
path read,execute /usr/bin/redis-server
        declared - unit /usr/lib/systemd/system/redis-server.service:8 ExecStart=
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/redis-check-rdb loader
path read,write,create /var/lib/redis/appendonlydir/FILE
        witnessed run observe /usr/bin/redis-check-rdb unlink
path create,own /var/lib/redis/dump.rdb
        witnessed run observe /usr/bin/redis-check-rdb rename
path write,create,own /var/lib/redis/temp-N.rdb
        witnessed run observe /usr/bin/redis-check-rdb rename
path write,create,own /var/lib/redis/temp-rewriteaof-N.aof
        witnessed run observe /usr/bin/redis-check-rdb rename
path create,own /var/lib/redis/temp-rewriteaof-bg-N.aof
        witnessed run observe /usr/bin/redis-check-rdb rename
path write,create /var/log/redis/redis-server*.log
        declared - logrotate /etc/logrotate.d/redis-server:1 is made anew after rotation
path write /var/log/redis/redis-server.log
        witnessed start observe /usr/bin/redis-check-rdb openat

device read /dev/urandom
        witnessed start observe /usr/bin/redis-check-rdb openat

socket AF_INET/SOCK_STREAM/6
        witnessed start observe /usr/bin/redis-check-rdb
socket AF_INET6/SOCK_STREAM/6
        witnessed start observe /usr/bin/redis-check-rdb
socket AF_UNIX/SOCK_DGRAM/0
        witnessed start observe /usr/bin/redis-check-rdb

connect tcp:0.0.0.0:6379
        declared - profile - replicas connect to their master
connect tcp:0.0.0.0:6380
        declared - profile - TLS to other members of a cluster
connect unix:/run/systemd/notify
        witnessed start observe /usr/bin/redis-check-rdb

bind tcp:0.0.0.0:16379
        declared - profile - the bus of a cluster
bind tcp:127.0.0.1:6379
        witnessed start observe /usr/bin/redis-check-rdb
bind tcp:[::1]:6379
        witnessed start observe /usr/bin/redis-check-rdb

accept tcp:127.0.0.1
        witnessed run observe /usr/bin/redis-check-rdb

behaviour group-readable
        witnessed start observe /usr/bin/redis-check-rdb made /run/redis/redis-server.pid with mode 660
behaviour proc-files
        witnessed start observe /usr/bin/redis-check-rdb

indirect places:redis
        declared - profile - where its configuration lets it read and write
indirect plugins:/usr/lib/redis/modules/*
        declared - profile - what loadmodule names

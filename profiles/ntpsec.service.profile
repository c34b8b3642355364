unitlock-needs 1
unit ntpsec.service
note Exercised as a server without a clock to set: in a container the clock is the machine's. Reference clocks were tried without their devices.
own /var/lib/ntpsec its drift file
own /var/log/ntpsec statistics
package ntpsec 1.2.3+dfsg1-8 trixie
stability trial

coverage elf

coverage observe
        phases start run stop
        watched 9.393 s
        exercise sh test/exercises/ntpsec.sh

coverage trial
        phases start run stop
        watched 139.531 s
        exercise sh test/exercises/ntpsec.sh

coverage unit

syscall access
        witnessed start observe /usr/bin/dash
syscall adjtimex
        declared - profile - sets the clock
syscall arch_prctl
        witnessed start observe /usr/bin/dash
syscall bind
        witnessed start observe /usr/sbin/ntpd
syscall brk
        witnessed start observe /usr/bin/dash
syscall capget
        witnessed start observe /usr/sbin/ntpd
syscall capset
        witnessed start observe /usr/sbin/ntpd
syscall clock_adjtime
        witnessed start observe /usr/sbin/ntpd
        declared - profile - sets the clock
syscall clock_settime
        declared - profile - sets the clock
syscall clone
        witnessed start observe /usr/bin/dash
syscall close
        witnessed start observe /usr/bin/dash
syscall connect
        witnessed start observe /usr/sbin/ntpd
syscall dup
        witnessed start observe /usr/bin/flock
syscall dup2
        witnessed start observe /usr/bin/dash
syscall execve
        witnessed start observe /usr/bin/dash
syscall exit_group
        witnessed start observe /usr/bin/dash
syscall faccessat2
        witnessed start observe /usr/bin/dash
syscall fcntl
        witnessed start observe /usr/bin/dash
syscall flock
        witnessed start observe /usr/bin/flock
syscall fstat
        witnessed start observe /usr/bin/dash
syscall futex
        witnessed start observe /usr/bin/flock
syscall getcwd
        witnessed start observe /usr/bin/dash
syscall getegid
        witnessed start observe /usr/bin/dash
syscall geteuid
        witnessed start observe /usr/bin/dash
syscall getgid
        witnessed start observe /usr/bin/dash
syscall getpid
        witnessed start observe /usr/bin/dash
syscall getppid
        witnessed start observe /usr/bin/dash
syscall getrandom
        witnessed start observe /usr/bin/dash
syscall getsockname
        witnessed start observe /usr/sbin/ntpd
syscall getuid
        witnessed start observe /usr/bin/dash
syscall ioctl
        witnessed start observe /usr/sbin/ntpd
syscall lseek
        witnessed start observe /usr/sbin/ntpd
syscall mlockall
        declared - profile - locks itself into memory
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
syscall prctl
        witnessed start observe /usr/sbin/ntpd
syscall pread64
        witnessed start observe /usr/bin/dash
syscall prlimit64
        witnessed start observe /usr/bin/dash
syscall pselect6
        witnessed start observe /usr/sbin/ntpd
syscall read
        witnessed start observe /usr/bin/dash
syscall recvmsg
        witnessed start observe /usr/sbin/ntpd
syscall rseq
        witnessed start observe /usr/bin/dash
syscall rt_sigaction
        witnessed start observe /usr/bin/dash
syscall rt_sigprocmask
        witnessed start observe /usr/bin/dash
syscall rt_sigreturn
        witnessed start observe /usr/bin/dash
syscall sched_setscheduler
        declared - profile - real-time priority
syscall sendto
        witnessed start observe /usr/sbin/ntpd
syscall set_robust_list
        witnessed start observe /usr/bin/dash
syscall set_tid_address
        witnessed start observe /usr/bin/dash
syscall setgid
        witnessed start observe /usr/sbin/ntpd
syscall setgroups
        witnessed start observe /usr/sbin/ntpd
syscall setresgid
        witnessed start observe /usr/sbin/ntpd
syscall setresuid
        witnessed start observe /usr/sbin/ntpd
syscall setrlimit
        declared - profile - raises the limit of locked memory
syscall setsid
        witnessed start observe /usr/sbin/ntpd
syscall setsockopt
        witnessed start observe /usr/sbin/ntpd
syscall settimeofday
        declared - profile - sets the clock
syscall setuid
        witnessed start observe /usr/sbin/ntpd
syscall socket
        witnessed start observe /usr/sbin/ntpd
syscall timer_create
        witnessed start observe /usr/bin/flock
syscall timer_delete
        witnessed start observe /usr/bin/flock
syscall timer_settime
        witnessed start observe /usr/bin/flock
syscall umask
        witnessed start observe /usr/sbin/ntpd
syscall uname
        witnessed start observe /usr/sbin/ntpd
syscall vfork
        witnessed start observe /usr/bin/dash
syscall wait4
        witnessed start observe /usr/bin/dash
syscall write
        witnessed start observe /usr/sbin/ntpd

capability CAP_DAC_OVERRIDE
        declared - profile - its directories belong to its user
capability CAP_IPC_LOCK
        declared - profile - locks itself into memory
capability CAP_NET_BIND_SERVICE
        witnessed start observe /usr/sbin/ntpd bind
capability CAP_SETGID
        witnessed start observe /usr/sbin/ntpd setgid
capability CAP_SETUID
        witnessed start observe /usr/sbin/ntpd setuid
capability CAP_SYS_NICE
        declared - profile - keeps it when it gives up root (ntp_sandbox.c), and fails without
capability CAP_SYS_RESOURCE
        declared - profile - raises the limit of locked memory
capability CAP_SYS_TIME
        witnessed start observe /usr/sbin/ntpd clock_adjtime
        declared - profile - sets the clock

path read /
        witnessed start observe /usr/sbin/ntpd newfstatat
path read /proc/net/if_inet6
        witnessed start observe /usr/sbin/ntpd openat
path read /proc/self/net/if_inet6
        witnessed start observe /usr/sbin/ntpd openat
path write /run/lock/ntpsec-ntpdate
        witnessed start observe /usr/bin/dash openat
path read,write,create /run/ntpd.pid
        declared - unit /usr/lib/systemd/system/ntpsec.service:12 PIDFile=
path read,execute /usr/bin/dash
        witnessed start observe /usr/bin/dash execve
path read,execute /usr/bin/flock
        witnessed start observe /usr/bin/flock execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/dash loader
path read,execute /usr/libexec/ntpsec/ntp-systemd-wrapper
        declared - unit /usr/lib/systemd/system/ntpsec.service:13 ExecStart=
path read,execute /usr/sbin/ntpd
        witnessed start observe /usr/sbin/ntpd execve
path read,write,create /var/lib/ntpsec/ntp.drift
        declared - profile - keeps the drift of the clock
path read,write,create /var/log/ntpsec/STATISTICS
        declared - profile - statistics, where its configuration says so

device read /dev/null
        witnessed start observe /usr/sbin/ntpd openat
device read,write /dev/rtc0
        declared - profile - the hardware clock

socket AF_INET/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/ntpd
socket AF_INET/SOCK_STREAM/0
        witnessed start observe /usr/sbin/ntpd
socket AF_INET6/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/ntpd
socket AF_INET6/SOCK_STREAM/0
        witnessed start observe /usr/sbin/ntpd
socket AF_NETLINK/SOCK_RAW/0
        witnessed start observe /usr/sbin/ntpd
socket AF_UNIX/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/ntpd
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/sbin/ntpd

connect tcp:0.0.0.0:4460
        declared - profile - NTS
connect udp:0.0.0.0:123
        declared - profile - asks servers
connect udp:0.0.0.0:53
        declared - profile - looks up servers
connect udp:127.0.0.1:0
        witnessed run observe /usr/sbin/ntpd
connect unix:/run/systemd/journal/dev-log
        witnessed start observe /usr/sbin/ntpd

bind tcp:0.0.0.0:4460
        declared - profile - NTS, as a server
bind udp:0.0.0.0:123
        witnessed start observe /usr/sbin/ntpd
bind udp:127.0.0.1:123
        witnessed start observe /usr/sbin/ntpd
bind udp:[::1]:123
        witnessed start observe /usr/sbin/ntpd
bind udp:[::]:123
        witnessed start observe /usr/sbin/ntpd

user 100
        witnessed start observe /usr/sbin/ntpd setuid

group 100
        witnessed start observe /usr/sbin/ntpd setgid

behaviour clock
        witnessed start observe /usr/sbin/ntpd clock_adjtime
behaviour clock-read
        witnessed start observe /usr/sbin/ntpd clock_adjtime
behaviour group-readable
        witnessed start observe /usr/sbin/ntpd made /run/ntpd.pid with mode 644
behaviour proc-files
        witnessed start observe /usr/sbin/ntpd
behaviour process-signal
        witnessed start observe /usr/sbin/ntpd
behaviour realtime
        declared - profile - real-time priority

indirect nss
        witnessed start observe /usr/sbin/ntpd newfstatat
indirect places:ntpsec
        declared - profile - where its configuration lets it read and write
indirect plugins:/etc/ntpsec/ntp.conf
        declared - profile - reference clocks that its configuration names

unitlock-needs 1
unit rsyslog.service
note Files that it writes outside of /var/log are seen in its configuration, but not by ruleset or include of other directories.
own /var/log logs rotated by /etc/logrotate.d/rsyslog:1
own /var/spool/rsyslog listed by package rsyslog
package rsyslog 8.2302.0-1+deb12u2 bookworm
package rsyslog 8.2504.0-1+deb13u2 trixie
stability tested

coverage elf

coverage observe
        phases start run reload stop
        watched 12.730 s
        exercise sh test/exercises/rsyslog.sh

coverage trial
        phases start run reload stop
        watched 34.682 s
        exercise sh test/exercises/rsyslog.sh

coverage unit

syscall access
        witnessed start observe /usr/sbin/rsyslogd
syscall arch_prctl
        witnessed start observe /usr/sbin/rsyslogd
syscall bind
        witnessed start observe /usr/sbin/rsyslogd
syscall brk
        witnessed start observe /usr/sbin/rsyslogd
syscall chdir
        witnessed start observe /usr/sbin/rsyslogd
syscall chmod
        witnessed start observe /usr/sbin/rsyslogd
syscall clone
        witnessed start trial /usr/sbin/rsyslogd
syscall clone3
        witnessed start observe /usr/sbin/rsyslogd
syscall close
        witnessed start observe /usr/sbin/rsyslogd
syscall connect
        witnessed start observe /usr/sbin/rsyslogd
syscall execve
        witnessed start observe /usr/sbin/rsyslogd
syscall exit
        witnessed stop observe /usr/sbin/rsyslogd
syscall exit_group
        witnessed stop observe /usr/sbin/rsyslogd
syscall faccessat2
        witnessed start observe /usr/sbin/rsyslogd
syscall fchown
        witnessed start trial /usr/sbin/rsyslogd
syscall fcntl
        witnessed start observe /usr/sbin/rsyslogd
syscall fstat
        witnessed start observe /usr/sbin/rsyslogd
syscall futex
        witnessed start observe /usr/sbin/rsyslogd
syscall getdents64
        witnessed start observe /usr/sbin/rsyslogd
syscall getegid
        witnessed start observe /usr/sbin/rsyslogd
syscall geteuid
        witnessed start observe /usr/sbin/rsyslogd
syscall getgid
        witnessed start observe /usr/sbin/rsyslogd
syscall getpid
        witnessed start observe /usr/sbin/rsyslogd
syscall getrandom
        witnessed start observe /usr/sbin/rsyslogd
syscall getsockname
        witnessed start observe /usr/sbin/rsyslogd
syscall getsockopt
        witnessed start observe /usr/sbin/rsyslogd
syscall gettid
        witnessed run observe /usr/sbin/rsyslogd
syscall getuid
        witnessed start observe /usr/sbin/rsyslogd
syscall ioctl
        witnessed start observe /usr/sbin/rsyslogd
syscall kill
        witnessed start observe /usr/sbin/rsyslogd
syscall lseek
        witnessed start observe /usr/sbin/rsyslogd
syscall madvise
        witnessed stop observe /usr/sbin/rsyslogd
syscall mkdir
        witnessed start trial /usr/sbin/rsyslogd
syscall mmap
        witnessed start observe /usr/sbin/rsyslogd
syscall mprotect
        witnessed start observe /usr/sbin/rsyslogd
syscall munmap
        witnessed start observe /usr/sbin/rsyslogd
syscall newfstatat
        witnessed start observe /usr/sbin/rsyslogd
syscall openat
        witnessed start observe /usr/sbin/rsyslogd
syscall poll
        witnessed start observe /usr/sbin/rsyslogd
syscall prctl
        witnessed start observe /usr/sbin/rsyslogd
syscall pread64
        witnessed start observe /usr/sbin/rsyslogd
syscall prlimit64
        witnessed start observe /usr/sbin/rsyslogd
syscall pselect6
        witnessed start observe /usr/sbin/rsyslogd
syscall read
        witnessed start observe /usr/sbin/rsyslogd
syscall recvmsg
        witnessed start observe /usr/sbin/rsyslogd
syscall rseq
        witnessed start observe /usr/sbin/rsyslogd
syscall rt_sigaction
        witnessed start observe /usr/sbin/rsyslogd
syscall rt_sigprocmask
        witnessed start observe /usr/sbin/rsyslogd
syscall rt_sigreturn
        witnessed start observe /usr/sbin/rsyslogd
syscall sched_get_priority_max
        witnessed start observe /usr/sbin/rsyslogd
syscall sched_get_priority_min
        witnessed start observe /usr/sbin/rsyslogd
syscall sched_getparam
        witnessed start observe /usr/sbin/rsyslogd
syscall sched_getscheduler
        witnessed start observe /usr/sbin/rsyslogd
syscall sched_setscheduler
        witnessed start observe /usr/sbin/rsyslogd
syscall sendmsg
        witnessed start observe /usr/sbin/rsyslogd
syscall sendto
        witnessed start observe /usr/sbin/rsyslogd
syscall set_robust_list
        witnessed start observe /usr/sbin/rsyslogd
syscall set_tid_address
        witnessed start observe /usr/sbin/rsyslogd
syscall setgid
        declared - profile - $PrivDropToGroup in its configuration
syscall setgroups
        declared - profile - $PrivDropToUser in its configuration
syscall setsockopt
        witnessed start observe /usr/sbin/rsyslogd
syscall setuid
        declared - profile - $PrivDropToUser in its configuration
syscall socket
        witnessed start observe /usr/sbin/rsyslogd
syscall tgkill
        witnessed run observe /usr/sbin/rsyslogd
syscall umask
        witnessed start observe /usr/sbin/rsyslogd
syscall uname
        witnessed start observe /usr/sbin/rsyslogd
syscall unlink
        witnessed start observe /usr/sbin/rsyslogd
syscall write
        witnessed start observe /usr/sbin/rsyslogd

capability CAP_CHOWN
        witnessed start trial /usr/sbin/rsyslogd fchown
capability CAP_DAC_OVERRIDE
        declared - profile - logs may be given to other users (FileOwner)
capability CAP_NET_ADMIN
        witnessed start observe /usr/sbin/rsyslogd setsockopt
capability CAP_SETGID
        declared - profile - $PrivDropToGroup in its configuration
capability CAP_SETUID
        declared - profile - $PrivDropToUser in its configuration
capability CAP_SYSLOG
        witnessed start observe /usr/sbin/rsyslogd openat

path read /
        witnessed start observe /usr/sbin/rsyslogd chdir
path write,create /dev/xconsole
        declared - profile - a pipe that a configuration of old writes to
path read /proc/kmsg
        witnessed start observe /usr/sbin/rsyslogd openat
path read /run/systemd/journal/syslog
        witnessed start observe /usr/sbin/rsyslogd newfstatat
path read /run/systemd/system
        witnessed start observe /usr/sbin/rsyslogd faccessat2
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/sbin/rsyslogd loader
path read,execute /usr/sbin/rsyslogd
        witnessed start observe /usr/sbin/rsyslogd execve
path read,write,create /var/log/FILE
        witnessed start trial /usr/sbin/rsyslogd openat
path read,write,create /var/log/HOST/FILE
        declared - profile - logs may be sorted into directories
path write,create,own /var/spool/postfix/dev/log
        witnessed start observe /usr/sbin/rsyslogd chmod

device write /dev/pts/0
        declared - profile - emergencies are written to the terminals of users
device read /dev/urandom
        witnessed start observe /usr/sbin/rsyslogd openat

socket AF_NETLINK/SOCK_RAW/0
        possible - elf /usr/lib/x86_64-linux-gnu/rsyslog/lmnet.so imports getifaddrs()
socket AF_UNIX/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/rsyslogd
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/sbin/rsyslogd

connect unix:/run/systemd/journal/dev-log
        witnessed start observe /usr/sbin/rsyslogd
connect unix:/run/systemd/notify
        witnessed start observe /usr/sbin/rsyslogd

bind unix:/var/spool/postfix/dev/log
        witnessed start observe /usr/sbin/rsyslogd

behaviour group-readable
        witnessed start trial /usr/sbin/rsyslogd made /var/log/kern.log with mode 640
behaviour kernel-log
        witnessed start observe /usr/sbin/rsyslogd
behaviour proc-files
        witnessed start observe /usr/sbin/rsyslogd

indirect nss
        witnessed start observe /usr/sbin/rsyslogd newfstatat
indirect places:rsyslog
        declared - profile - where its configuration lets it read and write
indirect plugins:/usr/lib/*/rsyslog/*
        declared - profile - what its configuration loads and where it sends to

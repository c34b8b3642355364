unitlock-needs 1
unit postfix.service
also postfix@.service
note What users start by .forward files runs in this sandbox, too: so it is wide.
own /var/lib/postfix listed by package postfix
own /var/spool/postfix listed by package postfix
own /var/spool/postfix/dev listed by package postfix
own /var/spool/postfix/etc listed by package postfix
own /var/spool/postfix/lib listed by package postfix
own /var/spool/postfix/usr listed by package postfix
own /var/spool/postfix/usr/lib listed by package postfix
own /var/spool/postfix/usr/lib/sasl2 listed by package postfix
own /var/spool/postfix/usr/lib/zoneinfo listed by package postfix
package postfix 3.10.13-0+deb13u1 trixie
package postfix 3.7.11-0+deb12u1 bookworm
stability tested

coverage elf

coverage observe
        phases start run reload stop
        watched 44.157 s
        exercise sh test/exercises/postfix.sh

coverage trial
        phases start run reload stop
        watched 177.811 s
        exercise sh test/exercises/postfix.sh

coverage unit

syscall accept
        witnessed start observe /usr/lib/postfix/sbin/pickup
syscall access
        witnessed start observe /usr/bin/chmod
syscall alarm
        witnessed start observe /usr/lib/postfix/sbin/master
syscall arch_prctl
        witnessed start observe /usr/bin/chmod
syscall bind
        witnessed start observe /usr/lib/postfix/sbin/master
syscall brk
        witnessed start observe /usr/bin/chmod
syscall chdir
        witnessed start observe /usr/bin/dash
syscall chmod
        witnessed start observe /usr/lib/postfix/sbin/master
syscall chown
        witnessed start trial /usr/bin/cpio
syscall chroot
        witnessed start observe /usr/lib/postfix/sbin/pickup
syscall clock_nanosleep
        witnessed stop trial /usr/bin/sleep
syscall clone
        witnessed start observe /usr/bin/dash
syscall close
        witnessed start observe /usr/bin/chmod
syscall close_range
        witnessed start observe /usr/lib/postfix/sbin/master
syscall connect
        witnessed start observe /usr/bin/find
syscall copy_file_range
        witnessed start observe /usr/bin/cp
syscall dup
        witnessed start observe /usr/lib/postfix/sbin/master
syscall dup2
        witnessed start observe /usr/bin/dash
syscall epoll_create
        witnessed start observe /usr/lib/postfix/sbin/master
syscall epoll_ctl
        witnessed start observe /usr/lib/postfix/sbin/master
syscall epoll_wait
        witnessed start observe /usr/lib/postfix/sbin/master
syscall execve
        witnessed start observe /usr/bin/chmod
syscall exit_group
        witnessed start observe /usr/bin/chmod
syscall faccessat2
        witnessed start observe /usr/bin/dash
syscall fadvise64
        witnessed start observe /usr/bin/cp
syscall fchdir
        witnessed start observe /usr/bin/find
syscall fchmod
        witnessed start observe /usr/bin/cpio
syscall fchmodat
        witnessed start observe /usr/bin/chmod
syscall fchown
        witnessed start observe /usr/bin/cpio
syscall fcntl
        witnessed start observe /usr/bin/cmp
syscall fdatasync
        witnessed run observe /usr/lib/postfix/sbin/tlsmgr
syscall flock
        witnessed start observe /usr/lib/postfix/sbin/master
syscall fstat
        witnessed start observe /usr/bin/cmp
syscall fstatfs
        witnessed start observe /usr/bin/find
syscall fsync
        witnessed run observe /usr/lib/postfix/sbin/cleanup
syscall ftruncate
        witnessed run observe /usr/lib/postfix/sbin/tlsmgr
syscall futex
        witnessed start observe /usr/bin/chmod
syscall getcwd
        witnessed start observe /usr/bin/dash
syscall getdents64
        witnessed start observe /usr/bin/dash
syscall getegid
        witnessed start observe /usr/bin/dash
syscall geteuid
        witnessed start observe /usr/bin/cp
syscall getgid
        witnessed start observe /usr/bin/dash
syscall getpeername
        witnessed run observe /usr/lib/postfix/sbin/smtpd
syscall getpid
        witnessed start observe /usr/bin/dash
syscall getppid
        witnessed start observe /usr/bin/dash
syscall getrandom
        witnessed start observe /usr/bin/chmod
syscall getsockname
        witnessed start observe /usr/lib/postfix/sbin/master
syscall getuid
        witnessed start observe /usr/bin/dash
syscall ioctl
        witnessed start observe /usr/bin/cp
syscall kill
        witnessed reload observe /usr/bin/dash
syscall listen
        witnessed start observe /usr/lib/postfix/sbin/master
syscall lseek
        witnessed start observe /usr/bin/cmp
syscall mkdir
        witnessed start observe /usr/bin/mkdir
syscall mknodat
        witnessed start trial /usr/bin/cpio
syscall mmap
        witnessed start observe /usr/bin/chmod
syscall mprotect
        witnessed start observe /usr/bin/chmod
syscall munmap
        witnessed start observe /usr/bin/chmod
syscall newfstatat
        witnessed start observe /usr/bin/chmod
syscall openat
        witnessed start observe /usr/bin/chmod
syscall pipe2
        witnessed start observe /usr/bin/dash
syscall poll
        witnessed start observe /usr/lib/postfix/sbin/master
syscall prctl
        witnessed start observe /usr/bin/ls
syscall pread64
        witnessed start observe /usr/bin/chmod
syscall prlimit64
        witnessed start observe /usr/bin/chmod
syscall read
        witnessed start observe /usr/bin/chmod
syscall readlink
        witnessed start observe /usr/bin/perl
syscall recvmsg
        witnessed start observe /usr/lib/postfix/sbin/master
syscall rename
        witnessed run observe /usr/lib/postfix/sbin/cleanup
syscall renameat2
        witnessed start observe /usr/bin/mv
syscall rseq
        witnessed start observe /usr/bin/chmod
syscall rt_sigaction
        witnessed start observe /usr/bin/cmp
syscall rt_sigprocmask
        witnessed start observe /usr/bin/dash
syscall rt_sigreturn
        witnessed start observe /usr/bin/dash
syscall sched_getaffinity
        witnessed start observe /usr/bin/sort
syscall sendto
        witnessed start observe /usr/lib/postfix/sbin/master
syscall set_robust_list
        witnessed start observe /usr/bin/chmod
syscall set_tid_address
        witnessed start observe /usr/bin/chmod
syscall setgid
        witnessed start observe /usr/lib/postfix/sbin/master
syscall setgroups
        witnessed start observe /usr/lib/postfix/sbin/master
syscall setresgid
        witnessed start observe /usr/lib/postfix/sbin/master
syscall setresuid
        witnessed start observe /usr/lib/postfix/sbin/master
syscall setsid
        witnessed start observe /usr/lib/postfix/sbin/master
syscall setsockopt
        witnessed start observe /usr/lib/postfix/sbin/master
syscall setuid
        witnessed start observe /usr/lib/postfix/sbin/master
syscall sigaltstack
        witnessed start observe /usr/bin/cmp
syscall socket
        witnessed start observe /usr/bin/find
syscall socketpair
        witnessed start observe /usr/lib/postfix/sbin/master
syscall statfs
        witnessed start observe /usr/bin/cp
syscall statx
        witnessed start observe /usr/bin/ls
syscall symlink
        witnessed start observe /usr/bin/openssl
syscall symlinkat
        witnessed start observe /usr/bin/ln
syscall sysinfo
        witnessed start observe /usr/bin/openssl
syscall umask
        witnessed start observe /usr/bin/chmod
syscall uname
        witnessed start observe /usr/bin/find
syscall unlink
        witnessed start observe /usr/bin/openssl
syscall unlinkat
        witnessed start observe /usr/bin/rm
syscall utimensat
        witnessed start observe /usr/bin/tar
syscall vfork
        witnessed start observe /usr/bin/dash
syscall wait4
        witnessed start observe /usr/bin/dash
syscall write
        witnessed start observe /usr/bin/cp

capability CAP_CHOWN
        declared - profile - local(8) gives mailboxes to their users
capability CAP_DAC_OVERRIDE
        declared - profile - local(8) delivers into directories of any user
capability CAP_DAC_READ_SEARCH
        witnessed start observe /usr/bin/find openat
capability CAP_FOWNER
        declared - profile - postfix set-permissions, as its start does after an upgrade
capability CAP_KILL
        witnessed stop observe /usr/lib/postfix/sbin/master kill
capability CAP_MKNOD
        witnessed start trial /usr/bin/cpio mknodat
capability CAP_NET_BIND_SERVICE
        witnessed start observe /usr/lib/postfix/sbin/master bind
capability CAP_SETGID
        witnessed start observe /usr/lib/postfix/sbin/master setgroups
capability CAP_SETUID
        witnessed start observe /usr/lib/postfix/sbin/master setresuid
capability CAP_SYS_CHROOT
        witnessed start observe /usr/lib/postfix/sbin/pickup chroot

path read /
        witnessed start observe /usr/bin/find newfstatat
path read /dev/null
        witnessed start observe /usr/bin/grep newfstatat
path read /dev/random
        witnessed start observe /usr/bin/cpio newfstatat
path read /dev/urandom
        witnessed start observe /usr/bin/cpio newfstatat
path read /home/USER/.forward
        witnessed run observe /usr/lib/postfix/sbin/local newfstatat
path read,write,create /home/USER/Maildir/new/MAIL
        declared - profile - local(8) delivers to homes
path read /proc/self/exe
        witnessed start observe /usr/bin/perl readlink
path read /proc/self/maps
        witnessed start observe /usr/bin/cmp openat
path read /run/systemd/system
        witnessed start observe /usr/bin/dash newfstatat
path read /sys/devices/system/cpu/online
        witnessed run observe /usr/lib/postfix/sbin/local openat
path read /sys/fs/selinux
        witnessed start observe /usr/bin/cp statfs
path read,execute /usr/bin/cat
        witnessed run observe /usr/bin/cat execve
path read,execute /usr/bin/chmod
        witnessed start observe /usr/bin/chmod execve
path read,execute /usr/bin/cmp
        witnessed start observe /usr/bin/cmp execve
path read,execute /usr/bin/cp
        witnessed start observe /usr/bin/cp execve
path read,execute /usr/bin/cpio
        witnessed start observe /usr/bin/cpio execve
path read,execute /usr/bin/cut
        witnessed start observe /usr/bin/cut execve
path read,execute /usr/bin/dash
        witnessed start observe /usr/bin/dash execve
path read,execute /usr/bin/expr
        witnessed start observe /usr/bin/expr execve
path read,execute /usr/bin/find
        witnessed start observe /usr/bin/find execve
path read,execute /usr/bin/grep
        witnessed start observe /usr/bin/grep execve
path read,execute /usr/bin/ln
        witnessed start observe /usr/bin/ln execve
path read,execute /usr/bin/ls
        witnessed start observe /usr/bin/ls execve
path read,execute /usr/bin/mawk
        witnessed start observe /usr/bin/mawk execve
path read,execute /usr/bin/mkdir
        witnessed start observe /usr/bin/mkdir execve
path read,execute /usr/bin/mv
        witnessed start observe /usr/bin/mv execve
path read,execute /usr/bin/openssl
        witnessed start observe /usr/bin/openssl execve
path read,execute /usr/bin/perl
        witnessed start observe /usr/bin/perl execve
path read,execute /usr/bin/rm
        witnessed start observe /usr/bin/rm execve
path read,execute /usr/bin/sed
        witnessed start observe /usr/bin/sed execve
path read,execute /usr/bin/sleep
        witnessed stop trial /usr/bin/sleep execve
path read,execute /usr/bin/sort
        witnessed start observe /usr/bin/sort execve
path read,execute /usr/bin/tar
        witnessed start observe /usr/bin/tar execve
path read,execute /usr/bin/tr
        witnessed start observe /usr/bin/tr execve
path read,execute /usr/bin/uname
        witnessed start observe /usr/bin/uname execve
path read,execute /usr/lib/postfix/configure-instance.sh
        declared - unit /usr/lib/systemd/system/postfix@.service:13 ExecStartPre=
path read,execute /usr/lib/postfix/sbin/cleanup
        witnessed run observe /usr/lib/postfix/sbin/cleanup execve
path read,execute /usr/lib/postfix/sbin/local
        witnessed run observe /usr/lib/postfix/sbin/local execve
path read,execute /usr/lib/postfix/sbin/master
        witnessed start observe /usr/lib/postfix/sbin/master execve
path read,execute /usr/lib/postfix/sbin/pickup
        witnessed start observe /usr/lib/postfix/sbin/pickup execve
path read,execute /usr/lib/postfix/sbin/proxymap
        witnessed run observe /usr/lib/postfix/sbin/proxymap execve
path read,execute /usr/lib/postfix/sbin/qmgr
        witnessed start observe /usr/lib/postfix/sbin/qmgr execve
path read,execute /usr/lib/postfix/sbin/showq
        witnessed run observe /usr/lib/postfix/sbin/showq execve
path read,execute /usr/lib/postfix/sbin/smtpd
        witnessed run observe /usr/lib/postfix/sbin/smtpd execve
path read,execute /usr/lib/postfix/sbin/tlsmgr
        witnessed run observe /usr/lib/postfix/sbin/tlsmgr execve
path read,execute /usr/lib/postfix/sbin/trivial-rewrite
        witnessed run observe /usr/lib/postfix/sbin/trivial-rewrite execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/chmod loader
path read,execute /usr/sbin/postconf
        witnessed start observe /usr/sbin/postconf execve
path read,execute /usr/sbin/postfix
        witnessed start observe /usr/sbin/postfix execve
path read,execute /usr/sbin/postlog
        witnessed start observe /usr/sbin/postlog execve
path read,execute /usr/sbin/postmulti
        witnessed start observe /usr/sbin/postmulti execve
path read,execute /usr/sbin/postsuper
        witnessed start observe /usr/sbin/postsuper execve
path read,write /var/lib/postfix/master.lock
        witnessed start observe /usr/lib/postfix/sbin/master openat
path read,write /var/lib/postfix/prng_exch
        witnessed run observe /usr/lib/postfix/sbin/tlsmgr openat
path read,write /var/lib/postfix/smtp_scache.db
        witnessed run observe /usr/lib/postfix/sbin/tlsmgr openat
path read,write,create /var/log/mail.log
        declared - profile - postlogd writes it where maillog_file says so
path read,write,create,own /var/mail/USER
        witnessed run observe /usr/lib/postfix/sbin/local newfstatat
path write,create,own /var/mail/USER.lock
        witnessed run observe /usr/lib/postfix/sbin/local unlink
path read,write,create /var/spool/postfix/FILE
        witnessed start observe /usr/bin/openssl access
path read,write,create /var/vmail/DOMAIN/USER/MAIL
        declared - profile - virtual(8) delivers to mailboxes of users without accounts

device read,write /dev/null
        witnessed reload observe /usr/bin/dash openat
device read /dev/urandom
        witnessed start observe /usr/bin/perl openat

socket AF_INET/SOCK_DGRAM/0
        witnessed run observe /usr/lib/postfix/sbin/smtpd
socket AF_INET/SOCK_STREAM/0
        witnessed start observe /usr/lib/postfix/sbin/master
socket AF_INET6/SOCK_DGRAM/0
        witnessed start observe /usr/lib/postfix/sbin/master
socket AF_INET6/SOCK_STREAM/0
        witnessed start observe /usr/lib/postfix/sbin/master
socket AF_NETLINK/SOCK_RAW/0
        witnessed start observe /usr/lib/postfix/sbin/master
socket AF_UNIX/SOCK_DGRAM/0
        witnessed start observe /usr/lib/postfix/sbin/master
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/bin/find

connect tcp:0.0.0.0:25
        declared - profile - delivers to other hosts
connect tcp:0.0.0.0:8891
        declared - profile - milters
connect udp:0.0.0.0:1
        witnessed start observe /usr/lib/postfix/sbin/master
connect udp:0.0.0.0:25
        witnessed start observe /usr/lib/postfix/sbin/master
connect udp:127.0.0.1:0
        witnessed run observe /usr/lib/postfix/sbin/smtpd
connect udp:[::]:1
        witnessed start observe /usr/lib/postfix/sbin/master
connect udp:[::]:25
        witnessed start observe /usr/lib/postfix/sbin/master
connect unix:/run/MILTER/SOCKET
        declared - profile - milters, policy servers and LMTP of other daemons
connect unix:/run/systemd/journal/dev-log
        witnessed start observe /usr/lib/postfix/sbin/master
connect unix:/var/spool/postfix/private/SERVICE
        witnessed run observe /usr/lib/postfix/sbin/cleanup
connect unix:/var/spool/postfix/public/SERVICE
        witnessed start observe /usr/lib/postfix/sbin/master

bind tcp:0.0.0.0:25
        witnessed start observe /usr/lib/postfix/sbin/master
bind tcp:0.0.0.0:465
        declared - profile - submission, where master.cf has it
bind tcp:0.0.0.0:587
        declared - profile - submission, where master.cf has it
bind tcp:[::]:25
        witnessed start observe /usr/lib/postfix/sbin/master
bind unix:/var/spool/postfix/private/SERVICE
        witnessed start observe /usr/lib/postfix/sbin/master
bind unix:/var/spool/postfix/public/SERVICE
        witnessed start observe /usr/lib/postfix/sbin/master

accept tcp:127.0.0.1
        witnessed run observe /usr/lib/postfix/sbin/smtpd
accept tcp:::1
        witnessed run observe /usr/lib/postfix/sbin/smtpd

setid-exec /usr/sbin/postdrop
        declared - profile - mail that a command of a user sends

user 0
        witnessed start observe /usr/lib/postfix/sbin/master setresuid
user 1000
        witnessed run observe /usr/lib/postfix/sbin/local setresuid
user 101
        witnessed start observe /usr/lib/postfix/sbin/master setresuid
user 102
        witnessed start observe /usr/lib/postfix/sbin/master setresuid

group 0
        witnessed start observe /usr/lib/postfix/sbin/master setgid
group 1000
        witnessed run observe /usr/lib/postfix/sbin/local setgid
group 102
        witnessed start observe /usr/lib/postfix/sbin/master setgroups
group 105
        witnessed start observe /usr/lib/postfix/sbin/master setgroups
group 8
        witnessed run observe /usr/lib/postfix/sbin/local setgroups

behaviour group-readable
        witnessed start observe /usr/bin/cp made /var/spool/postfix/etc/host.conf with mode 644
behaviour outside-files-owned
        witnessed start observe /usr/bin/find /var/spool/postfix/active belongs to user 101

indirect foreign-arch
        declared - profile - commands of users may be any program
indirect nss
        witnessed start observe /usr/bin/cmp openat
indirect places:postfix
        declared - profile - where its configuration lets it read and write
indirect plugins:/usr/lib/postfix/postfix-*
        declared - profile - which tables main.cf uses
indirect plugins:/usr/lib/postfix/sbin/*
        declared - profile - which workers master.cf starts
indirect sendmail
        witnessed start observe /usr/bin/cmp openat

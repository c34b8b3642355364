unitlock-needs 1
unit dovecot.service
note Mail below another directory than /home, /var/mail and /var/vmail is seen where its configuration names it; where a database says it, it needs an addition.
note Scripts that it runs (checkpassword, quota warnings) run in this sandbox.
own /run/dovecot sockets of its workers
own /var/lib/dovecot listed by package dovecot-core
package dovecot-core 1:2.4.1+dfsg1-6+deb13u7 trixie
stability tested

coverage elf

coverage observe
        phases start run reload stop
        watched 48.015 s
        exercise sh test/exercises/dovecot.sh

coverage trial
        phases start run reload stop
        watched 508.997 s
        exercise sh test/exercises/dovecot.sh

coverage unit

syscall accept
        witnessed start observe /usr/lib/dovecot/anvil
syscall access
        witnessed start observe /usr/bin/doveconf
syscall alarm
        witnessed start observe /usr/lib/dovecot/anvil
syscall arch_prctl
        witnessed start observe /usr/bin/doveconf
syscall bind
        witnessed start observe /usr/sbin/dovecot
syscall brk
        witnessed start observe /usr/bin/doveconf
syscall capget
        witnessed start observe /usr/sbin/dovecot
syscall capset
        witnessed start observe /usr/sbin/dovecot
syscall chdir
        witnessed start observe /usr/sbin/dovecot
syscall chown
        witnessed start observe /usr/sbin/dovecot
syscall chroot
        witnessed run observe /usr/lib/dovecot/imap-login
syscall clock_nanosleep
        witnessed stop observe /usr/sbin/dovecot
syscall clone
        witnessed start observe /usr/sbin/dovecot
syscall close
        witnessed start observe /usr/bin/doveconf
syscall close_range
        witnessed run observe /usr/lib/dovecot/auth
syscall connect
        witnessed start observe /usr/bin/doveconf
syscall dup
        witnessed start observe /usr/sbin/dovecot
syscall dup2
        witnessed start observe /usr/sbin/dovecot
syscall epoll_create
        witnessed start observe /usr/bin/doveconf
syscall epoll_ctl
        witnessed start observe /usr/bin/doveconf
syscall epoll_wait
        witnessed start observe /usr/lib/dovecot/anvil
syscall execve
        witnessed start observe /usr/bin/doveconf
syscall exit_group
        witnessed start trial /usr/sbin/dovecot
syscall faccessat2
        witnessed run observe /usr/lib/dovecot/imap
syscall fcntl
        witnessed start observe /usr/bin/doveconf
syscall fdatasync
        witnessed start observe /usr/sbin/dovecot
syscall fstat
        witnessed start observe /usr/bin/doveconf
syscall fstatfs
        witnessed run observe /usr/lib/dovecot/auth
syscall fsync
        witnessed run observe /usr/lib/dovecot/imap
syscall futex
        witnessed start observe /usr/bin/doveconf
syscall getcwd
        witnessed run observe /usr/lib/dovecot/imap
syscall getdents64
        witnessed start observe /usr/bin/doveconf
syscall getegid
        witnessed start observe /usr/lib/dovecot/anvil
syscall geteuid
        witnessed start observe /usr/lib/dovecot/anvil
syscall getgid
        witnessed start observe /usr/sbin/dovecot
syscall getgroups
        witnessed run observe /usr/lib/dovecot/imap
syscall getpeername
        witnessed start observe /usr/lib/dovecot/anvil
syscall getpid
        witnessed start observe /usr/bin/doveconf
syscall getrandom
        witnessed start observe /usr/bin/doveconf
syscall getsockname
        witnessed start observe /usr/lib/dovecot/anvil
syscall getsockopt
        witnessed start observe /usr/sbin/dovecot
syscall getuid
        witnessed start observe /usr/lib/dovecot/anvil
syscall ioctl
        witnessed run observe /usr/lib/dovecot/auth
syscall kill
        witnessed reload observe /usr/bin/doveadm
syscall link
        witnessed start observe /usr/sbin/dovecot
syscall listen
        witnessed start observe /usr/sbin/dovecot
syscall lseek
        witnessed start observe /usr/bin/doveconf
syscall madvise
        witnessed run trial /usr/lib/dovecot/imap
syscall mkdir
        witnessed start observe /usr/sbin/dovecot
syscall mmap
        witnessed start observe /usr/bin/doveconf
syscall mprotect
        witnessed start observe /usr/bin/doveconf
syscall munmap
        witnessed start observe /usr/bin/doveconf
syscall newfstatat
        witnessed start observe /usr/bin/doveconf
syscall openat
        witnessed start observe /usr/bin/doveconf
syscall pipe2
        witnessed start observe /usr/bin/doveconf
syscall poll
        witnessed run observe /usr/lib/dovecot/auth
syscall prctl
        witnessed start observe /usr/sbin/dovecot
syscall pread64
        witnessed start observe /usr/bin/doveconf
syscall prlimit64
        witnessed start observe /usr/bin/doveconf
syscall pselect6
        witnessed run observe /usr/lib/dovecot/auth
syscall pwrite64
        witnessed start observe /usr/bin/doveconf
syscall read
        witnessed start observe /usr/bin/doveconf
syscall readlink
        witnessed start observe /usr/sbin/dovecot
syscall recvfrom
        witnessed run observe /usr/lib/dovecot/auth
syscall recvmsg
        witnessed start observe /usr/lib/dovecot/anvil
syscall rename
        witnessed start observe /usr/lib/dovecot/config
syscall rseq
        witnessed start observe /usr/bin/doveconf
syscall rt_sigaction
        witnessed start observe /usr/bin/doveconf
syscall rt_sigprocmask
        witnessed start observe /usr/bin/doveconf
syscall rt_sigreturn
        witnessed run observe /usr/sbin/dovecot
syscall sendmsg
        witnessed start observe /usr/lib/dovecot/config
syscall sendto
        witnessed start observe /usr/sbin/dovecot
syscall set_robust_list
        witnessed start observe /usr/bin/doveconf
syscall set_tid_address
        witnessed start observe /usr/bin/doveconf
syscall setgid
        witnessed run observe /usr/lib/dovecot/auth
syscall setgroups
        witnessed start observe /usr/lib/dovecot/anvil
syscall setpriority
        declared - profile - sets priorities of its workers
syscall setresgid
        witnessed run observe /usr/lib/dovecot/imap
syscall setresuid
        witnessed run observe /usr/lib/dovecot/imap
syscall setrlimit
        declared - profile - raises limits of its workers
syscall setsockopt
        witnessed start observe /usr/sbin/dovecot
syscall setuid
        witnessed run observe /usr/lib/dovecot/auth
syscall shutdown
        witnessed run observe /usr/lib/dovecot/anvil
syscall socket
        witnessed start observe /usr/bin/doveconf
syscall socketpair
        witnessed start observe /usr/sbin/dovecot
syscall statfs
        witnessed run observe /usr/lib/dovecot/auth
syscall symlink
        witnessed start observe /usr/sbin/dovecot
syscall umask
        witnessed start observe /usr/bin/doveconf
syscall uname
        witnessed start observe /usr/bin/doveconf
syscall unlink
        witnessed start observe /usr/bin/doveconf
syscall wait4
        witnessed run observe /usr/lib/dovecot/auth
syscall write
        witnessed start observe /usr/bin/doveconf
syscall writev
        witnessed run observe /usr/lib/dovecot/auth

capability CAP_AUDIT_WRITE
        witnessed run observe /usr/lib/dovecot/auth sendto
capability CAP_CHOWN
        witnessed start observe /usr/sbin/dovecot chown
capability CAP_DAC_OVERRIDE
        declared - profile - makes sockets in directories of others and opens mailboxes
capability CAP_FOWNER
        declared - profile - sets modes of sockets and mailboxes of others
capability CAP_KILL
        declared - profile - ends workers that have become other users
capability CAP_NET_BIND_SERVICE
        witnessed start observe /usr/sbin/dovecot bind
capability CAP_SETGID
        witnessed start observe /usr/lib/dovecot/anvil setgroups
capability CAP_SETUID
        witnessed run observe /usr/lib/dovecot/auth setuid
capability CAP_SYS_CHROOT
        witnessed run observe /usr/lib/dovecot/imap-login chroot
capability CAP_SYS_RESOURCE
        declared - profile - raises limits of its workers

path read /
        witnessed start observe /usr/bin/doveconf newfstatat
path read,write,create /home/USER/Maildir/new/MAIL
        declared - profile - mailboxes are in homes
path read /proc/self/exe
        witnessed run observe /usr/lib/dovecot/auth readlink
path read /proc/self/loginuid
        witnessed run observe /usr/lib/dovecot/auth openat
path read /proc/self/stat
        witnessed run observe /usr/lib/dovecot/imap openat
path read /proc/self/status
        witnessed run observe /usr/lib/dovecot/imap openat
path read /proc/sys/fs/suid_dumpable
        witnessed start observe /usr/sbin/dovecot newfstatat
path read /proc/sys/kernel/core_pattern
        witnessed start observe /usr/sbin/dovecot newfstatat
path read /run/dovecot
        witnessed start observe /usr/sbin/dovecot chdir
path read,write,create /run/dovecot/DIRECTORY/FILE
        witnessed start observe /usr/sbin/dovecot newfstatat
path read,write,create /run/dovecot/FILE
        witnessed start observe /usr/sbin/dovecot unlink
path read /run/dovecot/empty
        witnessed start observe /usr/sbin/dovecot newfstatat
path read /run/dovecot/login
        witnessed start observe /usr/sbin/dovecot newfstatat
path read /run/dovecot/login/pop3
        witnessed start observe /usr/sbin/dovecot newfstatat
path read /run/dovecot/token-login
        witnessed start observe /usr/sbin/dovecot newfstatat
path read /sys/fs/selinux
        witnessed run observe /usr/lib/dovecot/auth statfs
path read,execute /usr/bin/doveadm
        witnessed reload observe /usr/bin/doveadm execve
path read,execute /usr/bin/doveconf
        witnessed start observe /usr/bin/doveconf execve
path read,execute /usr/lib/dovecot/anvil
        witnessed start observe /usr/lib/dovecot/anvil execve
path read,execute /usr/lib/dovecot/auth
        witnessed run observe /usr/lib/dovecot/auth execve
path read,execute /usr/lib/dovecot/config
        witnessed start observe /usr/lib/dovecot/config execve
path read,execute /usr/lib/dovecot/imap
        witnessed run observe /usr/lib/dovecot/imap execve
path read,execute /usr/lib/dovecot/imap-login
        witnessed run observe /usr/lib/dovecot/imap-login execve
path read,execute /usr/lib/dovecot/log
        witnessed start observe /usr/lib/dovecot/log execve
path read,execute /usr/lib/dovecot/pop3
        witnessed run observe /usr/lib/dovecot/pop3 execve
path read,execute /usr/lib/dovecot/pop3-login
        witnessed run observe /usr/lib/dovecot/pop3-login execve
path read,execute /usr/lib/dovecot/stats
        witnessed run observe /usr/lib/dovecot/stats execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/doveconf loader
path read,execute /usr/sbin/dovecot
        witnessed start observe /usr/sbin/dovecot execve
path read,execute /usr/sbin/unix_chkpwd
        witnessed run observe /usr/sbin/unix_chkpwd execve
path read,write,create,own /var/lib/dovecot/FILE
        witnessed start observe /usr/sbin/dovecot link
path read,write,create /var/log/dovecot.log
        declared - profile - where its log goes if its configuration says so
path read,write,create /var/mail/USER
        declared - profile - mailboxes of Debian's default
path write,create,own /var/spool/postfix/private/auth
        declared - profile - Postfix asks it about users and hands it mail
path read,write,create /var/vmail/DOMAIN/USER/MAIL
        declared - profile - mailboxes of users without accounts

device write /dev/null
        witnessed start observe /usr/bin/doveconf openat

socket AF_INET/SOCK_STREAM/0
        witnessed start observe /usr/sbin/dovecot
socket AF_INET6/SOCK_STREAM/0
        witnessed start observe /usr/sbin/dovecot
socket AF_NETLINK/SOCK_RAW/0
        witnessed run observe /usr/lib/dovecot/auth
socket AF_NETLINK/SOCK_RAW/9
        witnessed run observe /usr/lib/dovecot/auth
socket AF_UNIX/SOCK_DGRAM/0
        witnessed start observe /usr/lib/dovecot/log
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/bin/doveconf

connect unix:/run/dovecot/SERVICE
        declared - profile - its workers talk by sockets
connect unix:/run/systemd/journal/dev-log
        witnessed start observe /usr/lib/dovecot/log
connect unix:/run/systemd/notify
        witnessed start observe /usr/sbin/dovecot

bind tcp:0.0.0.0:110
        witnessed start observe /usr/sbin/dovecot
bind tcp:0.0.0.0:143
        witnessed start observe /usr/sbin/dovecot
bind tcp:0.0.0.0:993
        witnessed start observe /usr/sbin/dovecot
bind tcp:0.0.0.0:995
        witnessed start observe /usr/sbin/dovecot
bind tcp:[::]:110
        witnessed start observe /usr/sbin/dovecot
bind tcp:[::]:143
        witnessed start observe /usr/sbin/dovecot
bind tcp:[::]:993
        witnessed start observe /usr/sbin/dovecot
bind tcp:[::]:995
        witnessed start observe /usr/sbin/dovecot
bind unix:/run/dovecot/SERVICE
        declared - profile - its workers talk by sockets
bind unix:/var/spool/postfix/private/auth
        declared - profile - Postfix asks it about users and hands it mail

accept tcp:::1
        witnessed run observe /usr/lib/dovecot/imap-login

setid-exec /usr/sbin/unix_chkpwd
        witnessed run observe /usr/sbin/unix_chkpwd

user 100
        witnessed run observe /usr/lib/dovecot/auth setuid
user 1000
        witnessed run observe /usr/lib/dovecot/imap setuid

group 0
        witnessed start observe /usr/lib/dovecot/anvil setgroups
group 100
        witnessed run observe /usr/lib/dovecot/auth setgid
group 1000
        witnessed run observe /usr/lib/dovecot/imap setgroups
group 8
        witnessed run observe /usr/lib/dovecot/imap setgroups

behaviour group-readable
        witnessed start observe /usr/sbin/dovecot made /var/lib/dovecot/.temp.lab.218.3503851a934955cf with mode 644
behaviour proc-files
        witnessed start observe /usr/sbin/dovecot
behaviour process-signal
        witnessed run trial /usr/sbin/unix_chkpwd

indirect nss
        witnessed start observe /usr/bin/doveconf newfstatat
indirect pam:dovecot
        witnessed run observe /usr/lib/dovecot/auth newfstatat
indirect places:dovecot
        declared - profile - where its configuration lets it read and write
indirect plugins:/usr/lib/dovecot/modules/*
        declared - profile - what its configuration loads, and where it asks for users
indirect sendmail
        declared - profile - Sieve scripts redirect and answer mail

unitlock-needs 1
unit exim4.service
note In bookworm exim4 is an init script, and keeps what such scripts need beside this (unitlock-generator(8)).
note What users start by .forward files and transports by pipes runs in this sandbox, too: so it is wide.
own /run/exim4 /usr/lib/tmpfiles.d/exim4-base.conf:1
own /var/lib/exim4 listed by package exim4-config
own /var/log/exim4 logs rotated by /etc/logrotate.d/exim4-base:1
own /var/spool/exim4 its queue
package exim4-base 4.96-15+deb12u10 bookworm
package exim4-base 4.98.2-1+deb13u5 trixie
package exim4-daemon-light 4.96-15+deb12u10 bookworm
package exim4-daemon-light 4.98.2-1+deb13u5 trixie
stability tested

coverage elf

coverage observe
        phases start run reload stop
        watched 207.267 s
        exercise sh test/exercises/exim4.sh

coverage trial
        phases start run reload stop
        watched 446.923 s
        exercise sh test/exercises/exim4.sh

coverage unit

syscall accept
        witnessed run observe /usr/sbin/exim4
syscall access
        witnessed start observe /usr/bin/cat
syscall alarm
        witnessed start observe /usr/sbin/exim4
syscall arch_prctl
        witnessed start observe /usr/bin/cat
syscall bind
        witnessed start observe /usr/sbin/exim4
syscall brk
        witnessed start observe /usr/bin/cat
syscall chdir
        witnessed start observe /usr/sbin/exim4
syscall chmod
        witnessed run observe /usr/sbin/exim4
syscall chown
        witnessed run observe /usr/sbin/exim4
syscall clone
        witnessed start observe /usr/bin/dash
syscall close
        witnessed start observe /usr/bin/cat
syscall connect
        witnessed start observe /usr/bin/chown
syscall dup
        witnessed start observe /usr/bin/getopt
syscall dup2
        witnessed start observe /usr/bin/dash
syscall execve
        witnessed start observe /usr/bin/cat
syscall exit_group
        witnessed start observe /usr/bin/cat
syscall faccessat2
        witnessed start observe /usr/bin/dash
syscall fadvise64
        witnessed start observe /usr/bin/cat
syscall fchdir
        witnessed start observe /usr/sbin/exim4
syscall fchmod
        witnessed start observe /usr/sbin/exim4
syscall fchmodat
        witnessed start observe /usr/bin/chmod
syscall fchown
        witnessed run observe /usr/sbin/exim4
syscall fchownat
        witnessed start observe /usr/bin/chown
syscall fcntl
        witnessed start observe /usr/bin/dash
syscall fdatasync
        witnessed run observe /usr/sbin/exim4
syscall fstat
        witnessed start observe /usr/bin/cat
syscall fsync
        witnessed run observe /usr/sbin/exim4
syscall futex
        witnessed start observe /usr/bin/cat
syscall getcwd
        witnessed start observe /usr/bin/dash
syscall getdents64
        witnessed start observe /usr/bin/run-parts
syscall getegid
        witnessed start observe /usr/bin/dash
syscall geteuid
        witnessed start observe /usr/bin/dash
syscall getgid
        witnessed start observe /usr/bin/dash
syscall getgroups
        witnessed start observe /usr/sbin/exim4
syscall getpid
        witnessed start observe /usr/bin/dash
syscall getppid
        witnessed start observe /usr/bin/dash
syscall getrandom
        witnessed start observe /usr/bin/cat
syscall getsockname
        witnessed start observe /usr/bin/systemctl
syscall getsockopt
        witnessed start observe /usr/bin/systemctl
syscall getuid
        witnessed start observe /usr/bin/dash
syscall ioctl
        witnessed start observe /usr/bin/dash
syscall kill
        witnessed reload observe /usr/bin/kill
syscall link
        witnessed run observe /usr/sbin/exim4
syscall listen
        witnessed start observe /usr/sbin/exim4
syscall lseek
        witnessed start observe /usr/bin/chown
syscall mmap
        witnessed start observe /usr/bin/cat
syscall mprotect
        witnessed start observe /usr/bin/cat
syscall munmap
        witnessed start observe /usr/bin/cat
syscall newfstatat
        witnessed start observe /usr/bin/cat
syscall openat
        witnessed start observe /usr/bin/cat
syscall pipe2
        witnessed start observe /usr/bin/dash
syscall poll
        witnessed start observe /usr/sbin/exim4
syscall ppoll
        witnessed start observe /usr/bin/systemctl
syscall prctl
        witnessed start observe /usr/bin/systemctl
syscall pread64
        witnessed start observe /usr/bin/cat
syscall prlimit64
        witnessed start observe /usr/bin/cat
syscall pselect6
        witnessed run observe /usr/sbin/exim4
syscall read
        witnessed start observe /usr/bin/cat
syscall readlink
        witnessed run observe /usr/sbin/exim4
syscall recvmsg
        witnessed start observe /usr/bin/systemctl
syscall rename
        witnessed run observe /usr/sbin/exim4
syscall renameat
        witnessed start observe /usr/bin/mv
syscall renameat2
        witnessed start observe /usr/bin/mv
syscall rseq
        witnessed start observe /usr/bin/cat
syscall rt_sigaction
        witnessed start observe /usr/bin/dash
syscall rt_sigprocmask
        witnessed start observe /usr/bin/dash
syscall rt_sigreturn
        witnessed start observe /usr/bin/dash
syscall sendmsg
        witnessed start observe /usr/bin/systemctl
syscall sendto
        witnessed start observe /usr/sbin/exim4
syscall set_robust_list
        witnessed start observe /usr/bin/cat
syscall set_tid_address
        witnessed start observe /usr/bin/cat
syscall setgid
        witnessed start observe /usr/sbin/exim4
syscall setgroups
        witnessed start observe /usr/sbin/exim4
syscall setresgid
        witnessed run observe /usr/sbin/exim4
syscall setresuid
        witnessed run observe /usr/sbin/exim4
syscall setrlimit
        declared - profile - raises its limits
syscall setsid
        witnessed start observe /usr/sbin/exim4
syscall setsockopt
        witnessed start observe /usr/bin/systemctl
syscall setuid
        witnessed start observe /usr/sbin/exim4
syscall sigaltstack
        witnessed start observe /usr/bin/grep
syscall socket
        witnessed start observe /usr/bin/chown
syscall socketpair
        witnessed start observe /usr/sbin/exim4
syscall statfs
        witnessed start observe /usr/bin/id
syscall umask
        witnessed start observe /usr/bin/chmod
syscall uname
        witnessed start observe /usr/sbin/exim4
syscall unlink
        witnessed run observe /usr/sbin/exim4
syscall unlinkat
        witnessed start observe /usr/bin/rm
syscall utimensat
        witnessed start observe /usr/bin/touch
syscall vfork
        witnessed start observe /usr/bin/dash
syscall wait4
        witnessed start observe /usr/bin/dash
syscall write
        witnessed start observe /usr/bin/cat

capability CAP_CHOWN
        witnessed start observe /usr/bin/chown fchownat
capability CAP_DAC_OVERRIDE
        witnessed start observe /usr/sbin/exim4 openat
capability CAP_DAC_READ_SEARCH
        witnessed start trial /usr/sbin/start-stop-daemon refused in a trial
capability CAP_FOWNER
        witnessed run observe /usr/sbin/exim4 fchmod
        declared - profile - sets modes of mailboxes of users
capability CAP_KILL
        witnessed reload observe /usr/bin/kill kill
capability CAP_NET_BIND_SERVICE
        witnessed start observe /usr/sbin/exim4 bind
capability CAP_SETGID
        witnessed start observe /usr/sbin/exim4 setgid
capability CAP_SETUID
        witnessed start observe /usr/sbin/exim4 setuid
capability CAP_SYS_RESOURCE
        declared - profile - raises its limits

path read /
        witnessed start observe /usr/bin/chown newfstatat
path read /dev/null
        witnessed start observe /usr/bin/dash newfstatat
path read,execute /etc/init.d/exim4
        declared - unit /run/systemd/generator.late/exim4.service:31 ExecStart=
path read /home/USER/.forward
        declared - profile - looks where mail is forwarded to
path read,write,create /home/USER/Maildir/new/MAIL
        declared - profile - users may have their mail in their homes
path read /proc/self/exe
        witnessed reload observe /usr/sbin/start-stop-daemon readlink
path read /proc/self/maps
        witnessed start observe /usr/bin/grep openat
path read /run/exim4
        witnessed start observe /usr/bin/dash newfstatat
path read,write,create /run/exim4/exim.pid
        declared - unit /usr/lib/systemd/system/exim4.service:23 PIDFile=
path read /run/systemd/system
        witnessed start observe /usr/bin/dash newfstatat
path read,write,create /srv/FILE
        declared - profile - what aliases and transports by pipes start keeps its data there
path read /sys/devices/system/cpu/online
        witnessed run observe /usr/sbin/exim4 openat
path read /sys/fs/selinux
        witnessed start observe /usr/bin/id statfs
path read,execute /usr/bin/cat
        witnessed start observe /usr/bin/cat execve
path read,execute /usr/bin/chmod
        witnessed start observe /usr/bin/chmod execve
path read,execute /usr/bin/chown
        witnessed start observe /usr/bin/chown execve
path read,execute /usr/bin/dash
        witnessed start observe /usr/bin/dash execve
path read,execute /usr/bin/dirname
        witnessed start observe /usr/bin/dirname execve
path read,execute /usr/bin/getopt
        witnessed start observe /usr/bin/getopt execve
path read,execute /usr/bin/grep
        witnessed start observe /usr/bin/grep execve
path read,execute /usr/bin/id
        witnessed start observe /usr/bin/id execve
path read,execute /usr/bin/kill
        witnessed reload observe /usr/bin/kill execve
path read,execute /usr/bin/mv
        witnessed start observe /usr/bin/mv execve
path read,execute /usr/bin/rm
        witnessed start observe /usr/bin/rm execve
path read,execute /usr/bin/run-parts
        witnessed start observe /usr/bin/run-parts execve
path read,execute /usr/bin/sed
        witnessed start observe /usr/bin/sed execve
path read,execute /usr/bin/systemctl
        witnessed start observe /usr/bin/systemctl execve
path read,execute /usr/bin/touch
        witnessed start observe /usr/bin/touch execve
path read,execute /usr/bin/tr
        witnessed start observe /usr/bin/tr execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/cat loader
path read,execute /usr/sbin/exim4
        witnessed start observe /usr/sbin/exim4 execve
path read,execute /usr/sbin/start-stop-daemon
        witnessed start observe /usr/sbin/start-stop-daemon execve
path read,execute /usr/sbin/update-exim4.conf
        declared - unit /usr/lib/systemd/system/exim4.service:26 ExecStartPre=
path read,write,create /var/lib/FILE
        declared - profile - what aliases and transports by pipes start keeps its data there
path read,write,create /var/lib/exim4/config.autogenerated
        witnessed start observe /usr/bin/chmod fchmodat
path read,write,create,own /var/lib/exim4/config.autogenerated.tmp
        witnessed start observe /usr/bin/chmod newfstatat
path write,create /var/log/exim4/mainlog
        witnessed start observe /usr/sbin/exim4 openat
path write,create /var/log/exim4/paniclog
        declared - logrotate /etc/logrotate.d/exim4-paniclog:1 is made anew after rotation
path write,create /var/log/exim4/rejectlog
        declared - logrotate /etc/logrotate.d/exim4-base:1 is made anew after rotation
path read,write,create /var/mail/FILE
        witnessed run trial /usr/sbin/exim4 utimensat
path read,write,create /var/mail/USER
        declared - profile - mailboxes
path read,write,create /var/spool/FILE
        declared - profile - what aliases and transports by pipes start keeps its data there
path read,write,create /var/spool/exim4/db/retry.lockfile
        witnessed run trial /usr/sbin/exim4 openat
path read,write,create /var/spool/exim4/input/MAIL
        declared - profile - its queue
path write,create,own /var/spool/exim4/msglog/FILE
        witnessed run observe /usr/sbin/exim4 fchown
path read,write,create /var/vmail/DOMAIN/USER/MAIL
        declared - profile - mailboxes of users without accounts

device read,write /dev/null
        witnessed start observe /usr/bin/cat openat

socket AF_INET/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/exim4
socket AF_INET/SOCK_STREAM/0
        witnessed start observe /usr/sbin/exim4
socket AF_INET6/SOCK_STREAM/0
        witnessed start observe /usr/sbin/exim4
socket AF_NETLINK/SOCK_RAW/0
        possible - elf /usr/lib/x86_64-linux-gnu/libevent-2.1.so.7.0.1 imports getifaddrs()
socket AF_UNIX/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/exim4
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/bin/chown

connect tcp:0.0.0.0:25
        declared - profile - delivers to other hosts
connect udp:0.0.0.0:53
        declared - profile - looks up where to deliver
connect udp:127.0.0.1:53
        witnessed start observe /usr/sbin/exim4
connect unix:/run/systemd/private
        witnessed start observe /usr/bin/systemctl
connect unix:@NAME
        witnessed run observe /usr/sbin/exim4

bind tcp:0.0.0.0:25
        declared - profile - takes mail of other hosts where it is configured so
bind tcp:127.0.0.1:25
        witnessed start observe /usr/sbin/exim4
bind tcp:[::1]:25
        witnessed start observe /usr/sbin/exim4
bind unix:@NAME
        witnessed start observe /usr/sbin/exim4

accept tcp:127.0.0.1
        witnessed run observe /usr/sbin/exim4
accept tcp:::1
        witnessed run observe /usr/sbin/exim4

setid-exec /usr/bin/PROGRAM
        declared - profile - commands of users may be set-ID
setid-exec /usr/sbin/exim4
        witnessed start observe /usr/sbin/exim4

user 0
        witnessed start observe /usr/sbin/exim4 setuid
user 100
        witnessed start observe /usr/sbin/exim4 setuid
user 1000
        witnessed run observe /usr/sbin/exim4 setuid

group 100
        witnessed start observe /usr/sbin/exim4 setgid
group 1000
        witnessed run observe /usr/sbin/exim4 setgid
group 8
        witnessed run observe /usr/sbin/exim4 setgid

behaviour abstract-unix
        witnessed start observe /usr/sbin/exim4 unix:@/var/spool/exim4/exim_daemon_notify
behaviour group-readable
        witnessed start observe /usr/bin/touch made /var/lib/exim4/config.autogenerated.tmp with mode 644
behaviour other-process
        witnessed start observe /usr/bin/systemctl looks at /proc/PID of a process outside the unit
behaviour outside-files-owned
        witnessed start observe /usr/sbin/exim4 /run/exim4 belongs to user 100

indirect foreign-arch
        declared - profile - commands of users may be any program
indirect nss
        witnessed start observe /usr/bin/chown newfstatat
indirect pam:exim
        declared - profile - asks PAM about users who send, where it is configured so
indirect places:exim
        declared - profile - where its configuration lets it write
indirect sendmail
        declared - profile - commands of users send mail

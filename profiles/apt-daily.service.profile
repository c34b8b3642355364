unitlock-needs 1
unit apt-daily.service
note Commands that other packages hang into apt (APT::Update::Pre-Invoke and its kin) run in this sandbox. unattended-upgrade only downloads here: what installs is apt-daily-upgrade, which has no profile.
own /var/cache/apt listed by package apt
own /var/cache/apt/archives listed by package apt
own /var/cache/apt/archives/partial listed by package apt
own /var/lib/apt listed by package apt
own /var/lib/apt/lists listed by package apt
own /var/lib/apt/mirrors listed by package apt
own /var/lib/apt/mirrors/partial listed by package apt
own /var/lib/apt/periodic listed by package apt
own /var/log/apt logs rotated by /etc/logrotate.d/apt:1
package apt 2.6.1 bookworm
package apt 3.0.4 trixie
stability tested

coverage elf

coverage observe
        phases start run
        watched 30.912 s
        exercise sh test/exercises/apt-daily.sh

coverage trial
        phases start run
        watched 90.348 s
        exercise sh test/exercises/apt-daily.sh

coverage unit

syscall access
        witnessed start observe /usr/bin/apt-config
syscall arch_prctl
        witnessed start observe /usr/bin/apt-config
syscall bind
        witnessed start observe /usr/bin/systemctl
syscall brk
        witnessed start observe /usr/bin/apt-config
syscall chdir
        witnessed start observe /usr/bin/apt-get
syscall chmod
        witnessed start observe /usr/bin/apt-get
syscall chroot
        declared - profile - apt may change roots
syscall clone
        witnessed start observe /usr/bin/apt-config
syscall clone3
        witnessed start observe /usr/bin/apt-get
syscall close
        witnessed start observe /usr/bin/apt-config
syscall connect
        witnessed start observe /usr/bin/apt-get
syscall copy_file_range
        witnessed start observe /usr/bin/cp
syscall dup
        witnessed start observe /usr/bin/flock
syscall dup2
        witnessed start observe /usr/bin/apt-config
syscall execve
        witnessed start observe /usr/bin/apt-config
syscall exit_group
        witnessed start observe /usr/bin/apt-config
syscall faccessat2
        witnessed start observe /usr/bin/dash
syscall fadvise64
        witnessed start observe /usr/bin/cp
syscall fchmod
        witnessed start observe /usr/bin/apt-get
syscall fchownat
        declared - profile - partial downloads belong to _apt
syscall fcntl
        witnessed start observe /usr/bin/apt-config
syscall flistxattr
        witnessed start observe /usr/bin/cp
syscall flock
        witnessed start observe /usr/bin/flock
syscall fstat
        witnessed start observe /usr/bin/apt-config
syscall fstatfs
        witnessed start observe /usr/bin/systemctl
syscall ftruncate
        witnessed start observe /usr/lib/apt/methods/http
syscall futex
        witnessed start observe /usr/bin/apt-config
syscall getcwd
        witnessed start observe /usr/bin/dash
syscall getdents64
        witnessed start observe /usr/bin/apt-config
syscall getegid
        witnessed start observe /usr/bin/dash
syscall geteuid
        witnessed start observe /usr/bin/cp
syscall getgid
        witnessed start observe /usr/bin/dash
syscall getpeername
        witnessed start observe /usr/bin/systemctl
syscall getpid
        witnessed start observe /usr/bin/apt-get
syscall getppid
        witnessed start observe /usr/bin/dash
syscall getrandom
        witnessed start observe /usr/bin/apt-config
syscall getsockname
        witnessed start observe /usr/bin/systemctl
syscall getsockopt
        witnessed start observe /usr/bin/systemctl
syscall getuid
        witnessed start observe /usr/bin/apt-get
syscall ioctl
        witnessed start observe /usr/bin/apt-config
syscall kill
        witnessed start observe /usr/bin/apt-get
syscall lchown
        witnessed start observe /usr/bin/apt-get
syscall lseek
        witnessed start observe /usr/bin/apt-get
syscall mkdir
        witnessed start observe /usr/bin/apt-get
syscall mmap
        witnessed start observe /usr/bin/apt-config
syscall mprotect
        witnessed start observe /usr/bin/apt-config
syscall msync
        witnessed start observe /usr/bin/apt-get
syscall munmap
        witnessed start observe /usr/bin/apt-config
syscall name_to_handle_at
        witnessed start observe /usr/bin/systemctl
syscall newfstatat
        witnessed start observe /usr/bin/apt-config
syscall openat
        witnessed start observe /usr/bin/apt-config
syscall pipe2
        witnessed start observe /usr/bin/apt-config
syscall poll
        witnessed start observe /usr/lib/apt/methods/http
syscall ppoll
        witnessed start observe /usr/bin/systemctl
syscall prctl
        witnessed start observe /usr/bin/apt-config
syscall pread64
        witnessed start observe /usr/bin/apt-config
syscall prlimit64
        witnessed start observe /usr/bin/apt-config
syscall pselect6
        witnessed start observe /usr/bin/apt-get
syscall read
        witnessed start observe /usr/bin/apt-config
syscall readlink
        witnessed start observe /usr/bin/apt-get
syscall recvmsg
        witnessed start observe /usr/bin/systemctl
syscall rename
        witnessed start observe /usr/bin/apt-get
syscall renameat2
        witnessed start observe /usr/bin/mv
syscall rseq
        witnessed start observe /usr/bin/apt-config
syscall rt_sigaction
        witnessed start observe /usr/bin/apt-config
syscall rt_sigprocmask
        witnessed start observe /usr/bin/apt-config
syscall rt_sigreturn
        witnessed start observe /usr/bin/dash
syscall sendmsg
        witnessed start observe /usr/bin/systemctl
syscall sendto
        witnessed start observe /usr/lib/apt/methods/http
syscall set_robust_list
        witnessed start observe /usr/bin/apt-config
syscall set_tid_address
        witnessed start observe /usr/bin/apt-config
syscall setgroups
        declared - profile - methods become the user _apt
syscall setresgid
        declared - profile - methods become the user _apt
syscall setresuid
        declared - profile - methods become the user _apt
syscall setsockopt
        witnessed start observe /usr/bin/systemctl
syscall sigaltstack
        witnessed start observe /usr/bin/cmp
syscall socket
        witnessed start observe /usr/bin/apt-get
syscall statfs
        witnessed start observe /usr/bin/apt-get
syscall symlink
        witnessed start trial /usr/bin/apt-get
syscall timer_create
        witnessed start observe /usr/bin/flock
syscall timer_delete
        witnessed start observe /usr/bin/flock
syscall timer_settime
        witnessed start observe /usr/bin/flock
syscall umask
        witnessed start observe /usr/bin/apt-get
syscall uname
        witnessed start observe /usr/bin/apt-get
syscall unlink
        witnessed start observe /usr/bin/apt-get
syscall unlinkat
        witnessed start observe /usr/bin/rm
syscall utimensat
        witnessed start observe /usr/bin/cp
syscall vfork
        witnessed start observe /usr/bin/dash
syscall wait4
        witnessed start observe /usr/bin/apt-config
syscall write
        witnessed start observe /usr/bin/apt-config

capability CAP_CHOWN
        declared - profile - partial downloads belong to _apt
capability CAP_DAC_OVERRIDE
        declared - profile - partial downloads belong to _apt
capability CAP_FOWNER
        declared - profile - partial downloads belong to _apt
capability CAP_KILL
        declared - profile - ends methods
capability CAP_SETGID
        declared - profile - methods become the user _apt
capability CAP_SETUID
        declared - profile - methods become the user _apt

path read /
        witnessed start observe /usr/bin/apt-get newfstatat
path read /proc/self/fd
        witnessed start observe /usr/bin/apt-config openat
path read /proc/self/maps
        witnessed start observe /usr/bin/cmp openat
path read /proc/self/mountinfo
        witnessed start observe /usr/bin/ischroot openat
path read /run/systemd/system
        witnessed start observe /usr/bin/systemctl faccessat2
path read,write,create /run/unattended-upgrades.lock
        declared - profile - unattended-upgrade downloads
path read,write,create /run/unattended-upgrades.pid
        declared - profile - unattended-upgrade downloads
path read,write,create /run/unattended-upgrades.progress
        declared - profile - unattended-upgrade downloads
path read /sys/fs/selinux
        witnessed start observe /usr/bin/cp statfs
path read,write,create,own /tmp/apt.TEMPORARY
        declared - profile - checks signatures
path read,execute /usr/bin/PROGRAM
        declared - profile - commands that packages hang into apt
path read,execute /usr/bin/apt-config
        witnessed start observe /usr/bin/apt-config execve
path read,execute /usr/bin/apt-get
        witnessed start observe /usr/bin/apt-get execve
path read,execute /usr/bin/basename
        witnessed start observe /usr/bin/basename execve
path read,execute /usr/bin/cmp
        witnessed start observe /usr/bin/cmp execve
path read,execute /usr/bin/cp
        witnessed start observe /usr/bin/cp execve
path read,execute /usr/bin/dash
        witnessed start observe /usr/bin/dash execve
path read,execute /usr/bin/date
        witnessed start observe /usr/bin/date execve
path read,execute /usr/bin/dirname
        witnessed start observe /usr/bin/dirname execve
path read,execute /usr/bin/dpkg
        witnessed start observe /usr/bin/dpkg execve
path read,execute /usr/bin/flock
        witnessed start observe /usr/bin/flock execve
path read,execute /usr/bin/gpgv
        declared - profile - checks signatures
path read,execute /usr/bin/ischroot
        witnessed start observe /usr/bin/ischroot execve
path read,execute /usr/bin/mv
        witnessed start observe /usr/bin/mv execve
path read,execute /usr/bin/rm
        witnessed start observe /usr/bin/rm execve
path read,execute /usr/bin/sqv
        declared - profile - checks signatures
path read,execute /usr/bin/systemctl
        witnessed start observe /usr/bin/systemctl execve
path read,execute /usr/bin/touch
        witnessed start observe /usr/bin/touch execve
path read,execute /usr/lib/apt/apt-helper
        witnessed start observe /usr/lib/apt/apt-helper execve
path read,execute /usr/lib/apt/apt.systemd.daily
        declared - unit /usr/lib/systemd/system/apt-daily.service:10 ExecStart=
path read,execute /usr/lib/apt/methods/http
        witnessed start observe /usr/lib/apt/methods/http execve
path read,execute /usr/lib/apt/methods/store
        witnessed start trial /usr/lib/apt/methods/store execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/apt-config loader
path read,write,create,own /var/backups/apt.extended_states
        witnessed start observe /usr/bin/dash newfstatat
path read,create,own /var/backups/apt.extended_states.N
        witnessed start observe /usr/bin/dash newfstatat
path read,write,create /var/cache/FILE
        declared - profile - APT::Update::Post-Invoke of others (appstream, debtags)
path read,write,create /var/cache/apt/FILE
        witnessed start trial /usr/bin/apt-get unlink
path read,write,create /var/cache/apt/archives/FILE
        declared - profile - packages to be upgraded
path read,write /var/cache/apt/archives/lock
        witnessed start observe /usr/bin/apt-get openat
path write /var/cache/apt/archives/partial
        witnessed start observe /usr/bin/apt-get chmod
path read,write,create /var/lib/FILE
        declared - profile - APT::Update::Post-Invoke of others (appstream, debtags)
path write,create /var/lib/apt/daily_lock
        witnessed start trial /usr/bin/dash openat
path read,write,create /var/lib/apt/lists/FILE
        declared - profile - lists of repositories
path read,write,create /var/lib/apt/lists/lock
        witnessed start trial /usr/bin/apt-get openat
path read,write,create /var/lib/apt/lists/partial
        witnessed start trial /usr/bin/apt-get chmod
path write,create /var/lib/apt/periodic/download-upgradeable-stamp
        witnessed start trial /usr/bin/touch openat
path write,create /var/lib/apt/periodic/update-stamp
        witnessed start trial /usr/bin/touch openat
path read,write,create /var/lib/command-not-found/FILE
        declared - profile - APT::Update::Post-Invoke of command-not-found
path read,write,create /var/lib/dpkg/FILE
        declared - profile - dpkg --clear-avail and its kin, called by hooks
path read,write /var/lib/dpkg/lock
        witnessed start observe /usr/bin/apt-get openat
path read,write,create /var/lib/dpkg/lock
        declared - profile - unattended-upgrade downloads
path read,write /var/lib/dpkg/lock-frontend
        witnessed start observe /usr/bin/apt-get openat
path read,write,create /var/lib/dpkg/lock-frontend
        declared - profile - unattended-upgrade downloads
path read,write,create /var/lib/unattended-upgrades/kept-back
        declared - profile - unattended-upgrade remembers what it left
path write,create /var/log/apt/history.log
        declared - logrotate /etc/logrotate.d/apt:9 is made anew after rotation
path write,create /var/log/apt/term.log
        declared - logrotate /etc/logrotate.d/apt:1 is made anew after rotation
path read,write,create /var/log/unattended-upgrades/FILE
        declared - profile - unattended-upgrade downloads, where it is installed
        declared - profile - unattended-upgrade logs

device read,write /dev/null
        witnessed start observe /usr/bin/apt-config openat

socket AF_INET/SOCK_DGRAM/0
        witnessed start observe /usr/lib/apt/methods/http
socket AF_INET/SOCK_STREAM/6
        witnessed start observe /usr/lib/apt/methods/http
socket AF_INET6/SOCK_DGRAM/0
        witnessed start observe /usr/lib/apt/methods/http
socket AF_INET6/SOCK_STREAM/6
        witnessed start observe /usr/lib/apt/methods/http
socket AF_NETLINK/SOCK_RAW/0
        witnessed start observe /usr/lib/apt/methods/http
socket AF_NETLINK/SOCK_RAW/15
        possible - elf /usr/lib/x86_64-linux-gnu/libudev.so.1.7.10 imports udev's monitor
socket AF_NETLINK/SOCK_RAW/9
        possible - elf /usr/lib/x86_64-linux-gnu/libaudit.so.1.0.0 imports libaudit's audit_open()
socket AF_UNIX/SOCK_DGRAM/0
        witnessed start observe /usr/bin/systemctl
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/bin/apt-get

connect tcp:0.0.0.0:443
        declared - profile - repositories
connect tcp:0.0.0.0:80
        declared - profile - repositories
connect udp:0.0.0.0:53
        declared - profile - looks up repositories
connect udp:127.0.0.1:53
        witnessed start observe /usr/lib/apt/methods/http
connect unix:/run/dbus/system_bus_socket
        declared - profile - asks for power and whether others update
connect unix:/run/systemd/journal/socket
        witnessed start observe /usr/bin/systemctl
connect unix:/run/systemd/private
        witnessed start observe /usr/bin/systemctl

bind unix:@NAME
        witnessed start observe /usr/bin/systemctl

user 42
        declared - profile - the user _apt

group 65534
        declared - profile - the group of _apt

behaviour abstract-unix
        witnessed start observe /usr/bin/systemctl unix:@3626f2d06b7b1b2c/bus/systemctl/
behaviour group-readable
        witnessed start observe /usr/bin/apt-get made /var/lib/apt/lists/lock with mode 640
behaviour other-process
        witnessed start observe /usr/bin/ischroot looks at /proc/PID of a process outside the unit
behaviour outside-files-owned
        declared - profile - partial downloads belong to _apt
behaviour proc-files
        witnessed start observe /usr/bin/systemctl
behaviour process-signal
        witnessed start observe /usr/bin/apt-get

indirect hooks:/etc/apt/apt.conf.d
        declared - profile - commands that other packages hang into apt
indirect nss
        witnessed start observe /usr/bin/apt-get newfstatat

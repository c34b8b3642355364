unitlock-needs 1
unit logrotate.service
note Logs outside of /var/log that are rotated need an addition where the unit has ProtectSystem=full or stricter: Debian ships it so.
own /var/lib/logrotate listed by package logrotate
own /var/log logs rotated by /etc/logrotate.d/btmp:2
package logrotate 3.21.0-1 bookworm
package logrotate 3.22.0-1 trixie
stability tested

coverage elf

coverage observe
        phases start run
        watched 2.862 s
        exercise sh test/exercises/logrotate.sh

coverage trial
        phases start run
        watched 4.865 s
        exercise sh test/exercises/logrotate.sh

coverage unit

syscall access
        witnessed start observe /usr/sbin/logrotate
syscall arch_prctl
        witnessed start observe /usr/sbin/logrotate
syscall bind
        witnessed run observe /usr/bin/systemctl
syscall brk
        witnessed start observe /usr/sbin/logrotate
syscall chdir
        witnessed start observe /usr/sbin/logrotate
syscall clone
        witnessed run observe /usr/sbin/logrotate
syscall close
        witnessed start observe /usr/sbin/logrotate
syscall connect
        witnessed start observe /usr/sbin/logrotate
syscall dup2
        witnessed run observe /usr/sbin/logrotate
syscall execve
        witnessed start observe /usr/sbin/logrotate
syscall exit_group
        witnessed start observe /usr/sbin/logrotate
syscall faccessat2
        witnessed run observe /usr/bin/systemctl
syscall fchdir
        witnessed start observe /usr/sbin/logrotate
syscall fchmod
        witnessed start observe /usr/sbin/logrotate
syscall fchown
        witnessed run observe /usr/sbin/logrotate
syscall fcntl
        witnessed start observe /usr/sbin/logrotate
syscall fgetxattr
        witnessed start observe /usr/sbin/logrotate
syscall flock
        witnessed start observe /usr/sbin/logrotate
syscall fsetxattr
        witnessed start observe /usr/sbin/logrotate
syscall fstat
        witnessed start observe /usr/sbin/logrotate
syscall fstatfs
        witnessed run observe /usr/bin/systemctl
syscall fsync
        witnessed start observe /usr/sbin/logrotate
syscall ftruncate
        witnessed run observe /usr/sbin/logrotate
syscall futex
        witnessed start observe /usr/sbin/logrotate
syscall getcwd
        witnessed run observe /usr/bin/dash
syscall getdents64
        witnessed start observe /usr/sbin/logrotate
syscall getegid
        witnessed start observe /usr/sbin/logrotate
syscall geteuid
        witnessed start observe /usr/sbin/logrotate
syscall getgid
        witnessed run observe /usr/bin/dash
syscall getpeername
        witnessed run observe /usr/bin/systemctl
syscall getpid
        witnessed start observe /usr/sbin/logrotate
syscall getppid
        witnessed run observe /usr/bin/dash
syscall getrandom
        witnessed start observe /usr/sbin/logrotate
syscall getsockname
        witnessed run observe /usr/bin/systemctl
syscall getsockopt
        witnessed run observe /usr/bin/systemctl
syscall getuid
        witnessed start observe /usr/sbin/logrotate
syscall getxattr
        witnessed run observe /usr/sbin/logrotate
syscall ioctl
        witnessed run observe /usr/bin/gzip
syscall lseek
        witnessed start observe /usr/sbin/logrotate
syscall madvise
        witnessed start observe /usr/sbin/logrotate
syscall mmap
        witnessed start observe /usr/sbin/logrotate
syscall mprotect
        witnessed start observe /usr/sbin/logrotate
syscall munmap
        witnessed start observe /usr/sbin/logrotate
syscall name_to_handle_at
        witnessed run observe /usr/bin/systemctl
syscall newfstatat
        witnessed start observe /usr/sbin/logrotate
syscall openat
        witnessed start observe /usr/sbin/logrotate
syscall pipe2
        witnessed run observe /usr/sbin/logrotate
syscall ppoll
        witnessed run observe /usr/bin/systemctl
syscall prctl
        witnessed run observe /usr/bin/systemctl
syscall pread64
        witnessed start observe /usr/sbin/logrotate
syscall prlimit64
        witnessed start observe /usr/sbin/logrotate
syscall read
        witnessed start observe /usr/sbin/logrotate
syscall recvmsg
        witnessed run observe /usr/bin/systemctl
syscall rename
        witnessed start observe /usr/sbin/logrotate
syscall rseq
        witnessed start observe /usr/sbin/logrotate
syscall rt_sigaction
        witnessed run observe /usr/bin/dash
syscall rt_sigprocmask
        witnessed run observe /usr/bin/dash
syscall rt_sigreturn
        witnessed run observe /usr/bin/dash
syscall sendmsg
        witnessed run observe /usr/bin/systemctl
syscall set_robust_list
        witnessed start observe /usr/sbin/logrotate
syscall set_tid_address
        witnessed start observe /usr/sbin/logrotate
syscall setgid
        witnessed run observe /usr/sbin/logrotate
syscall setresgid
        witnessed start observe /usr/sbin/logrotate
syscall setresuid
        witnessed start observe /usr/sbin/logrotate
syscall setsockopt
        witnessed run observe /usr/bin/systemctl
syscall setuid
        witnessed run observe /usr/sbin/logrotate
syscall socket
        witnessed start observe /usr/sbin/logrotate
syscall statfs
        witnessed start observe /usr/sbin/logrotate
syscall unlink
        witnessed start observe /usr/sbin/logrotate
syscall utimensat
        witnessed run observe /usr/sbin/logrotate
syscall vfork
        witnessed run observe /usr/bin/dash
syscall wait4
        witnessed run observe /usr/bin/dash
syscall write
        witnessed start observe /usr/sbin/logrotate

capability CAP_CHOWN
        witnessed run observe /usr/sbin/logrotate fchown
        declared - profile - new logs belong to whom the old ones did
capability CAP_DAC_OVERRIDE
        declared - profile - logs and their directories belong to others
capability CAP_FOWNER
        declared - profile - sets modes of logs of others
capability CAP_KILL
        declared - profile - postrotate scripts signal daemons
capability CAP_SETGID
        witnessed start observe /usr/sbin/logrotate setresgid
        declared - profile - "su" in its configuration
capability CAP_SETUID
        witnessed start observe /usr/sbin/logrotate setresuid
        declared - profile - "su" in its configuration

path read /
        witnessed start observe /usr/sbin/logrotate newfstatat
path read,write,create /home/USER/log/FILE
        declared - profile - rotates what the admin names
path read,write,create /opt/FILE
        declared - profile - rotates what the admin names
path read /run/systemd/system
        witnessed run observe /usr/bin/dash newfstatat
path read,write,create /srv/FILE
        declared - profile - rotates what the admin names
path read /sys/fs/selinux
        witnessed start observe /usr/sbin/logrotate statfs
path read,execute /usr/bin/dash
        witnessed run observe /usr/bin/dash execve
path read,execute /usr/bin/gzip
        witnessed run observe /usr/bin/gzip execve
path read,execute /usr/bin/systemctl
        witnessed run observe /usr/bin/systemctl execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/sbin/logrotate loader
path read,execute /usr/sbin/logrotate
        witnessed start observe /usr/sbin/logrotate execve
path read,write,create /var/lib/FILE
        declared - profile - some packages keep logs with their data
path read,write,create /var/lib/logrotate/status
        witnessed start trial /usr/sbin/logrotate openat
path read,write,create,own /var/lib/logrotate/status.tmp
        witnessed start observe /usr/sbin/logrotate fchmod
path read,write,create,own /var/log/FILE
        declared - profile - rotates logs of all packages

socket AF_NETLINK/SOCK_RAW/9
        possible - elf /usr/lib/x86_64-linux-gnu/libaudit.so.1.0.0 imports libaudit's audit_open()
socket AF_UNIX/SOCK_DGRAM/0
        witnessed run observe /usr/bin/systemctl
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/sbin/logrotate

connect unix:/run/dbus/system_bus_socket
        declared - profile - systemctl and invoke-rc.d, in postrotate scripts
connect unix:/run/systemd/journal/socket
        witnessed run observe /usr/bin/systemctl
connect unix:/run/systemd/private
        witnessed run observe /usr/bin/systemctl

bind unix:@NAME
        declared - profile - systemctl, in postrotate scripts, gives its socket a name

setid-exec /usr/bin/PROGRAM
        declared - profile - scripts of other packages may run set-ID programs: Debian dropped NoNewPrivileges= for them

user 0
        witnessed start observe /usr/sbin/logrotate setresuid
user 100
        witnessed start observe /usr/sbin/logrotate setresuid

group 0
        witnessed start observe /usr/sbin/logrotate setresgid
group 100
        witnessed start observe /usr/sbin/logrotate setresgid

behaviour abstract-unix
        witnessed run observe /usr/bin/systemctl unix:@cf6983b9522f7489/bus/systemctl/
behaviour group-readable
        witnessed start observe /usr/sbin/logrotate made /var/lib/logrotate/status with mode 640
behaviour other-process
        witnessed run observe /usr/bin/systemctl looks at /proc/PID of a process outside the unit
        declared - profile - postrotate scripts look for daemons
behaviour outside-files-owned
        declared - profile - logs belong to others
behaviour proc-files
        witnessed run observe /usr/bin/systemctl
behaviour process-signal
        declared - profile - postrotate scripts signal daemons

indirect hooks:/etc/logrotate.d
        declared - profile - scripts of other packages and of the admin
indirect nss
        witnessed start observe /usr/sbin/logrotate newfstatat
        declared - profile - looks up users and groups
indirect places:logrotate
        declared - profile - logs that its configuration names
indirect sendmail
        declared - profile - "mail" in its configuration

unitlock-needs 1
unit rsync.service
leave InaccessiblePaths modules lie where the admin put them
leave ProtectSystem modules that are written to lie where the admin put them
leave ReadOnlyPaths modules that are written to lie where the admin put them
leave ReadWritePaths goes with ProtectSystem=
note Programs that it runs before and after a transfer (pre-xfer exec, post-xfer exec) run in this sandbox.
note Trial, because since it was completed by hand it has been tried in trixie only.
package rsync 3.5.0+ds1-0+deb12u1 bookworm
package rsync 3.5.0+ds1-0+deb13u2 trixie
stability trial

coverage elf

coverage observe
        phases start run stop
        watched 12.837 s
        exercise sh test/exercises/rsync.sh

coverage trial
        phases start run stop
        watched 30.356 s
        exercise sh test/exercises/rsync.sh

coverage unit

syscall accept
        witnessed run observe /usr/bin/rsync
syscall access
        witnessed start observe /usr/bin/rsync
syscall arch_prctl
        witnessed start observe /usr/bin/rsync
syscall bind
        witnessed start observe /usr/bin/rsync
syscall brk
        witnessed start observe /usr/bin/rsync
syscall chdir
        witnessed run observe /usr/bin/rsync
syscall chroot
        witnessed run observe /usr/bin/rsync
syscall clock_nanosleep
        witnessed run observe /usr/bin/rsync
syscall clone
        witnessed run observe /usr/bin/rsync
syscall close
        witnessed start observe /usr/bin/rsync
syscall connect
        witnessed start observe /usr/bin/rsync
syscall execve
        witnessed start observe /usr/bin/rsync
syscall exit_group
        witnessed run observe /usr/bin/rsync
syscall fchdir
        witnessed run observe /usr/bin/rsync
syscall fchmod
        witnessed run observe /usr/bin/rsync
syscall fchownat
        witnessed run observe /usr/bin/rsync
syscall fcntl
        witnessed start observe /usr/bin/rsync
syscall fstat
        witnessed start observe /usr/bin/rsync
syscall futex
        witnessed start observe /usr/bin/rsync
syscall getcwd
        witnessed start observe /usr/bin/rsync
syscall getdents64
        witnessed run observe /usr/bin/rsync
syscall getegid
        witnessed start observe /usr/bin/rsync
syscall geteuid
        witnessed start observe /usr/bin/rsync
syscall getpeername
        witnessed run observe /usr/bin/rsync
syscall getpid
        witnessed start observe /usr/bin/rsync
syscall getrandom
        witnessed start observe /usr/bin/rsync
syscall getsockname
        witnessed start observe /usr/bin/rsync
syscall getsockopt
        witnessed start observe /usr/bin/rsync
syscall getxattr
        witnessed run observe /usr/bin/rsync
syscall kill
        witnessed run observe /usr/bin/rsync
syscall listen
        witnessed start observe /usr/bin/rsync
syscall lseek
        witnessed start observe /usr/bin/rsync
syscall mknod
        declared - profile - modules with uid = root keep devices
syscall mmap
        witnessed start observe /usr/bin/rsync
syscall mprotect
        witnessed start observe /usr/bin/rsync
syscall munmap
        witnessed start observe /usr/bin/rsync
syscall newfstatat
        witnessed start observe /usr/bin/rsync
syscall openat
        witnessed start observe /usr/bin/rsync
syscall poll
        witnessed start observe /usr/bin/rsync
syscall pread64
        witnessed start observe /usr/bin/rsync
syscall prlimit64
        witnessed start observe /usr/bin/rsync
syscall read
        witnessed start observe /usr/bin/rsync
syscall recvmsg
        witnessed start observe /usr/bin/rsync
syscall rename
        witnessed run observe /usr/bin/rsync
syscall renameat
        witnessed run observe /usr/bin/rsync
syscall rseq
        witnessed start observe /usr/bin/rsync
syscall rt_sigaction
        witnessed start observe /usr/bin/rsync
syscall rt_sigprocmask
        witnessed start observe /usr/bin/rsync
syscall rt_sigreturn
        witnessed run observe /usr/bin/rsync
syscall sendto
        witnessed start observe /usr/bin/rsync
syscall set_robust_list
        witnessed start observe /usr/bin/rsync
syscall set_tid_address
        witnessed start observe /usr/bin/rsync
syscall setgid
        witnessed run observe /usr/bin/rsync
syscall setgroups
        witnessed run observe /usr/bin/rsync
syscall setresuid
        witnessed run observe /usr/bin/rsync
syscall setsockopt
        witnessed start observe /usr/bin/rsync
syscall setuid
        witnessed run observe /usr/bin/rsync
syscall socket
        witnessed start observe /usr/bin/rsync
syscall socketpair
        witnessed run observe /usr/bin/rsync
syscall umask
        witnessed start observe /usr/bin/rsync
syscall uname
        witnessed run observe /usr/bin/rsync
syscall utimensat
        witnessed run observe /usr/bin/rsync
syscall wait4
        witnessed run observe /usr/bin/rsync
syscall write
        witnessed start observe /usr/bin/rsync

capability CAP_CHOWN
        witnessed run observe /usr/bin/rsync fchownat
capability CAP_DAC_OVERRIDE
        declared - profile - modules with uid = root are written to as they come
capability CAP_DAC_READ_SEARCH
        witnessed run observe /usr/bin/rsync openat
capability CAP_FOWNER
        witnessed run observe /usr/bin/rsync fchmod
capability CAP_FSETID
        declared - profile - modules with uid = root keep set-ID bits
capability CAP_MKNOD
        declared - profile - modules with uid = root keep devices
capability CAP_NET_BIND_SERVICE
        witnessed start observe /usr/bin/rsync bind
capability CAP_SETGID
        witnessed run observe /usr/bin/rsync setgid
capability CAP_SETUID
        witnessed run observe /usr/bin/rsync setuid
capability CAP_SYS_CHROOT
        witnessed run observe /usr/bin/rsync chroot

path read /
        witnessed start observe /usr/bin/rsync openat
path read,write,create /home/USER/MODULE/FILE
        declared - profile - modules lie where the admin put them
path read,write,create,own /run/rsyncd.lock
        declared - profile - counts connections
path read,write,create,own /run/rsyncd.pid
        declared - profile - its PID file, if it has one
path read /srv
        witnessed run observe /usr/bin/rsync newfstatat
path read,write,create /srv/MODULE/FILE
        declared - profile - modules lie where the admin put them
path read,write,create /tmp/MODULE/FILE
        declared - profile - modules lie where the admin put them
path read,execute /usr/bin/rsync
        witnessed start observe /usr/bin/rsync execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/rsync loader
path read,write,create /var/lib/MODULE/FILE
        declared - profile - modules lie where the admin put them
path write /var/log/rsyncd.log
        witnessed start observe /usr/bin/rsync openat

device read /dev/urandom
        witnessed run observe /usr/bin/rsync openat

socket AF_INET/SOCK_STREAM/6
        witnessed start observe /usr/bin/rsync
socket AF_INET6/SOCK_DGRAM/0
        witnessed start observe /usr/bin/rsync
socket AF_INET6/SOCK_STREAM/6
        witnessed start observe /usr/bin/rsync
socket AF_NETLINK/SOCK_RAW/0
        witnessed start observe /usr/bin/rsync
socket AF_UNIX/SOCK_STREAM/0
        witnessed run observe /usr/bin/rsync

connect udp:0.0.0.0:873
        witnessed start observe /usr/bin/rsync
connect udp:[::]:873
        witnessed start observe /usr/bin/rsync

bind tcp:0.0.0.0:873
        witnessed start observe /usr/bin/rsync
bind tcp:[::]:873
        witnessed start observe /usr/bin/rsync

accept tcp:::1
        witnessed run observe /usr/bin/rsync

setid-bit /srv/MODULE/FILE
        declared - profile - modules with uid = root keep set-ID bits

user 1000
        declared - profile - uid = in its configuration
user 65534
        witnessed run observe /usr/bin/rsync setuid

group 0
        witnessed run observe /usr/bin/rsync setgroups
group 1000
        declared - profile - gid = in its configuration
group 65534
        witnessed run observe /usr/bin/rsync setgid

behaviour group-readable
        declared - profile - files keep their modes
behaviour outside-files-owned
        witnessed run observe /usr/bin/rsync /srv/as-root/.big.Tu4btE belongs to user 65534

indirect nss
        witnessed run observe /usr/bin/rsync newfstatat
indirect places:rsync
        declared - profile - modules and logs that its configuration names

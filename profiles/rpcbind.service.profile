unitlock-needs 1
unit rpcbind.service
note Debian starts it by its socket unit; without that, root binds port 111 in the unit itself, which is allowed.
note Trial, because since it was completed by hand it has been tried in trixie only.
own /run/rpcbind /usr/lib/tmpfiles.d/rpcbind.conf:2
package rpcbind 1.2.6-6+b1 bookworm
package rpcbind 1.2.7-1 trixie
stability trial

coverage elf

coverage observe
        phases start run stop
        watched 10.954 s
        exercise sh test/exercises/rpcbind.sh

coverage trial
        phases start run stop
        watched 107.157 s
        exercise sh test/exercises/rpcbind.sh

coverage unit

syscall accept
        witnessed run observe /usr/sbin/rpcbind
syscall access
        witnessed start observe /usr/sbin/rpcbind
syscall arch_prctl
        witnessed start observe /usr/sbin/rpcbind
syscall bind
        witnessed start observe /usr/sbin/rpcbind
syscall brk
        witnessed start observe /usr/sbin/rpcbind
syscall close
        witnessed start observe /usr/sbin/rpcbind
syscall execve
        witnessed start observe /usr/sbin/rpcbind
syscall exit_group
        witnessed stop observe /usr/sbin/rpcbind
syscall fcntl
        witnessed start observe /usr/sbin/rpcbind
syscall flock
        witnessed start observe /usr/sbin/rpcbind
syscall fstat
        witnessed start observe /usr/sbin/rpcbind
syscall getegid
        witnessed start observe /usr/sbin/rpcbind
syscall geteuid
        witnessed start observe /usr/sbin/rpcbind
syscall getgid
        witnessed start observe /usr/sbin/rpcbind
syscall getpeername
        witnessed start observe /usr/sbin/rpcbind
syscall getpid
        witnessed start observe /usr/sbin/rpcbind
syscall getrandom
        witnessed start observe /usr/sbin/rpcbind
syscall getsockname
        witnessed start observe /usr/sbin/rpcbind
syscall getsockopt
        witnessed start observe /usr/sbin/rpcbind
syscall getuid
        witnessed start observe /usr/sbin/rpcbind
syscall lseek
        witnessed start observe /usr/sbin/rpcbind
syscall mkdir
        witnessed stop observe /usr/sbin/rpcbind
syscall mmap
        witnessed start observe /usr/sbin/rpcbind
syscall mprotect
        witnessed start observe /usr/sbin/rpcbind
syscall munmap
        witnessed start observe /usr/sbin/rpcbind
syscall newfstatat
        witnessed start observe /usr/sbin/rpcbind
syscall openat
        witnessed start observe /usr/sbin/rpcbind
syscall poll
        witnessed start observe /usr/sbin/rpcbind
syscall prctl
        witnessed start observe /usr/sbin/rpcbind
syscall pread64
        witnessed start observe /usr/sbin/rpcbind
syscall prlimit64
        witnessed start observe /usr/sbin/rpcbind
syscall read
        witnessed start observe /usr/sbin/rpcbind
syscall recvmsg
        witnessed start observe /usr/sbin/rpcbind
syscall rseq
        witnessed start observe /usr/sbin/rpcbind
syscall rt_sigaction
        witnessed start observe /usr/sbin/rpcbind
syscall sendmsg
        witnessed start observe /usr/sbin/rpcbind
syscall sendto
        witnessed start observe /usr/sbin/rpcbind
syscall set_robust_list
        witnessed start observe /usr/sbin/rpcbind
syscall set_tid_address
        witnessed start observe /usr/sbin/rpcbind
syscall setgid
        witnessed start observe /usr/sbin/rpcbind
syscall setgroups
        witnessed start observe /usr/sbin/rpcbind
        declared - profile - gives up root
syscall setsockopt
        witnessed start observe /usr/sbin/rpcbind
syscall setuid
        witnessed start observe /usr/sbin/rpcbind
syscall socket
        witnessed start observe /usr/sbin/rpcbind
syscall umask
        witnessed stop observe /usr/sbin/rpcbind
syscall unlink
        witnessed start observe /usr/sbin/rpcbind
syscall write
        witnessed run observe /usr/sbin/rpcbind

capability CAP_NET_BIND_SERVICE
        declared - profile - ports below 1024, which clients trust
capability CAP_SETGID
        witnessed start observe /usr/sbin/rpcbind setgid
capability CAP_SETUID
        witnessed start observe /usr/sbin/rpcbind setuid

path read /
        witnessed start observe /usr/sbin/rpcbind newfstatat
path read /run/rpcbind
        witnessed start observe /usr/sbin/rpcbind access
path read,create /run/rpcbind.lock
        witnessed start observe /usr/sbin/rpcbind openat
path write,create,own /run/rpcbind.sock
        declared - profile - without its socket unit
path read,write,create /run/rpcbind/portmap.xdr
        witnessed start observe /usr/sbin/rpcbind openat
path read,write,create /run/rpcbind/rpcbind.xdr
        witnessed start observe /usr/sbin/rpcbind openat
path read,execute /sbin/rpcbind
        declared - unit /usr/lib/systemd/system/rpcbind.service:16 ExecStart=
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/sbin/rpcbind loader
path read,execute /usr/sbin/rpcbind
        witnessed start observe /usr/sbin/rpcbind execve

socket AF_INET/SOCK_DGRAM/0
        declared - profile - calls and answers of programs
socket AF_INET/SOCK_STREAM/0
        declared - profile - calls and answers of programs
socket AF_INET6/SOCK_DGRAM/17
        witnessed start observe /usr/sbin/rpcbind
socket AF_NETLINK/SOCK_RAW/0
        witnessed start observe /usr/sbin/rpcbind
socket AF_UNIX/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/rpcbind

connect udp:0.0.0.0:111
        declared - profile - forwards calls to the programs that it knows
connect unix:/run/systemd/notify
        witnessed start observe /usr/sbin/rpcbind

bind tcp:0.0.0.0:111
        declared - profile - without its socket unit
bind udp:0.0.0.0:111
        declared - profile - without its socket unit
bind unix:/run/rpcbind.sock
        declared - profile - without its socket unit

accept tcp:127.0.0.1
        witnessed run observe /usr/sbin/rpcbind

user 100
        witnessed start observe /usr/sbin/rpcbind setuid

group 65534
        witnessed start observe /usr/sbin/rpcbind setgid

indirect nss
        witnessed start observe /usr/sbin/rpcbind newfstatat

unitlock-needs 1
unit mariadb.service
note Accounts that PAM checks need an addition "indirect pam:mariadb" and one for auth_pam_tool, unless plugin_load_add in its configuration names auth_pam: INSTALL SONAME is not seen.
note Files of SELECT ... INTO OUTFILE elsewhere than in /var/lib/mysql, /tmp, /srv, /mnt, /media, /opt, /data or what secure_file_priv names need an addition. mysqld_safe, galera_recovery and wsrep scripts of a cluster were not exercised.
own /run/mysqld /usr/lib/tmpfiles.d/mariadb.conf:12
own /var/lib/mysql logs rotated by /etc/logrotate.d/mariadb:9
own /var/log/mysql logs rotated by /etc/logrotate.d/mariadb:9
package mariadb-server 1:10.11.19-0+deb12u1 bookworm
package mariadb-server 1:11.8.9+ds-0+deb13u1 trixie
stability tested

coverage elf

coverage observe
        phases start run reload stop
        watched 40.297 s
        blind io_uring
        exercise if test -r /etc/mysql/debian.cnf\x0athen\x0aEXTRAPARAM='--defaults-file=/etc/mysql/debian.cnf'\x0afi\x0a\x0aif test -x /usr/bin/mariadb-admin\x0athen\x0a/usr/bin/mariadb-admin $EXTRAPARAM --local flush-error-log \x5c\x0aflush-engine-log flush-general-log flush-slow-log\x0afi
        exercise sh test/exercises/mariadb.sh

coverage trial
        phases start run reload stop
        watched 171.291 s
        blind io_uring
        exercise if test -r /etc/mysql/debian.cnf\x0athen\x0aEXTRAPARAM='--defaults-file=/etc/mysql/debian.cnf'\x0afi\x0a\x0aif test -x /usr/bin/mariadb-admin\x0athen\x0a/usr/bin/mariadb-admin $EXTRAPARAM --local flush-error-log \x5c\x0aflush-engine-log flush-general-log flush-slow-log\x0afi
        exercise sh test/exercises/mariadb.sh

coverage unit

syscall accept4
        witnessed start observe /usr/sbin/mariadbd
syscall access
        witnessed start observe /usr/bin/bash
syscall arch_prctl
        witnessed start observe /usr/bin/bash
syscall bind
        witnessed start observe /usr/sbin/mariadbd
syscall brk
        witnessed start observe /usr/bin/bash
syscall chdir
        witnessed start observe /usr/sbin/mariadbd
syscall chown
        declared - profile - mariadb-upgrade: views that are made anew get the owner of the old ones
syscall clock_nanosleep
        witnessed start observe /usr/bin/mariadb
syscall clone
        witnessed start observe /usr/bin/bash
syscall clone3
        witnessed start observe /usr/bin/mariadb-upgrade
syscall close
        witnessed start observe /usr/bin/bash
syscall connect
        witnessed start observe /usr/bin/bash
syscall dup
        witnessed start observe /usr/bin/logger
syscall dup2
        witnessed start observe /usr/bin/bash
syscall dup3
        witnessed start observe /usr/sbin/mariadbd
syscall execve
        witnessed start observe /usr/bin/bash
syscall exit
        witnessed stop observe /usr/sbin/mariadbd
syscall exit_group
        witnessed start observe /usr/bin/bash
syscall faccessat2
        witnessed start observe /usr/bin/logger
syscall fallocate
        witnessed start observe /usr/sbin/mariadbd
syscall fchmod
        witnessed run observe /usr/sbin/mariadbd
syscall fchmodat
        witnessed start observe /usr/bin/chmod
syscall fcntl
        witnessed start observe /usr/bin/bash
syscall fdatasync
        witnessed start observe /usr/sbin/mariadbd
syscall fstat
        witnessed start observe /usr/bin/bash
syscall ftruncate
        witnessed run observe /usr/sbin/mariadbd
syscall futex
        witnessed start observe /usr/bin/bash
syscall get_mempolicy
        witnessed start observe /usr/sbin/mariadbd
syscall getcwd
        witnessed start observe /usr/bin/bash
syscall getdents64
        witnessed start observe /usr/bin/mariadb
syscall getegid
        witnessed start observe /usr/bin/bash
syscall geteuid
        witnessed start observe /usr/bin/bash
syscall getgid
        witnessed start observe /usr/bin/bash
syscall getpeername
        witnessed run observe /usr/sbin/mariadbd
syscall getpgrp
        witnessed start observe /usr/bin/bash
syscall getpid
        witnessed start observe /usr/bin/bash
syscall getppid
        witnessed start observe /usr/bin/bash
syscall getrandom
        witnessed start observe /usr/bin/bash
syscall getsockname
        witnessed run observe /usr/sbin/mariadbd
syscall getsockopt
        witnessed start observe /usr/sbin/mariadbd
syscall gettid
        witnessed start observe /usr/sbin/mariadbd
syscall getuid
        witnessed start observe /usr/bin/bash
syscall io_uring_enter
        witnessed start observe /usr/sbin/mariadbd
syscall io_uring_setup
        witnessed start observe /usr/sbin/mariadbd
syscall ioctl
        witnessed start observe /usr/bin/bash
syscall listen
        witnessed start observe /usr/sbin/mariadbd
syscall lseek
        witnessed start observe /usr/bin/bash
syscall madvise
        witnessed start observe /usr/sbin/mariadbd
syscall mkdir
        witnessed run observe /usr/sbin/mariadbd
syscall mmap
        witnessed start observe /usr/bin/bash
syscall mprotect
        witnessed start observe /usr/bin/bash
syscall msync
        witnessed start observe /usr/sbin/mariadbd
syscall munmap
        witnessed start observe /usr/bin/bash
syscall newfstatat
        witnessed start observe /usr/bin/bash
syscall openat
        witnessed start observe /usr/bin/bash
syscall pipe2
        witnessed start observe /usr/bin/bash
syscall poll
        witnessed start observe /usr/bin/mariadb
syscall prctl
        witnessed start observe /usr/bin/logger
syscall pread64
        witnessed start observe /usr/bin/bash
syscall prlimit64
        witnessed start observe /usr/bin/bash
syscall pwrite64
        witnessed start observe /usr/sbin/mariadbd
syscall read
        witnessed start observe /usr/bin/bash
syscall readlink
        witnessed start observe /usr/bin/mariadb
syscall recvfrom
        witnessed start observe /usr/bin/mariadb
syscall rename
        witnessed run observe /usr/sbin/mariadbd
syscall restart_syscall
        witnessed stop observe /usr/sbin/mariadbd
syscall rmdir
        witnessed run observe /usr/sbin/mariadbd
syscall rseq
        witnessed start observe /usr/bin/bash
syscall rt_sigaction
        witnessed start observe /usr/bin/bash
syscall rt_sigprocmask
        witnessed start observe /usr/bin/bash
syscall rt_sigreturn
        witnessed start observe /usr/bin/bash
syscall rt_sigtimedwait
        witnessed start observe /usr/sbin/mariadbd
syscall sched_getaffinity
        witnessed start observe /usr/sbin/mariadbd
syscall sched_setscheduler
        declared - profile - Galera gives its threads a priority, and does not start without
syscall sched_yield
        witnessed start observe /usr/sbin/mariadbd
syscall sendmsg
        witnessed start observe /usr/bin/logger
syscall sendto
        witnessed start observe /usr/bin/mariadb
syscall set_robust_list
        witnessed start observe /usr/bin/bash
syscall set_tid_address
        witnessed start observe /usr/bin/bash
syscall setrlimit
        declared - profile - open_files_limit
syscall setsockopt
        witnessed start observe /usr/bin/mariadb
syscall sigaltstack
        witnessed start observe /usr/bin/grep
syscall socket
        witnessed start observe /usr/bin/bash
syscall statfs
        witnessed start observe /usr/bin/id
syscall sysinfo
        witnessed start observe /usr/bin/bash
syscall times
        witnessed start observe /usr/sbin/mariadbd
syscall umask
        witnessed start observe /usr/bin/chmod
syscall uname
        witnessed start observe /usr/bin/bash
syscall unlink
        witnessed start observe /usr/bin/mariadb-upgrade
syscall unlinkat
        witnessed start observe /usr/bin/rm
syscall vfork
        witnessed start observe /usr/bin/dash
syscall wait4
        witnessed start observe /usr/bin/bash
syscall write
        witnessed start observe /usr/bin/bash

capability CAP_IPC_LOCK
        declared - unit /usr/lib/systemd/system/mariadb.service:52 AmbientCapabilities=

path read /
        witnessed start observe /usr/bin/bash newfstatat
path read,execute /bin/sh
        declared - unit /usr/lib/systemd/system/mariadb.service:84 ExecStart=
path read,write,create /data/FILE
        declared - profile - tables with DATA DIRECTORY, files of OUTFILE, where an admin gave it a directory
path read /dev/shm
        witnessed start observe /usr/sbin/mariadbd newfstatat
path read,execute /etc/mysql/debian-start
        declared - unit /usr/lib/systemd/system/mariadb.service:92 ExecStartPost=
path read /etc/ssl/private/KEY
        declared - profile - TLS
path read,write,create /media/FILE
        declared - profile - tables with DATA DIRECTORY, files of OUTFILE, where an admin gave it a directory
path read,write,create /mnt/FILE
        declared - profile - tables with DATA DIRECTORY, files of OUTFILE, where an admin gave it a directory
path read,write,create /opt/FILE
        declared - profile - tables with DATA DIRECTORY, files of OUTFILE, where an admin gave it a directory
path read /proc/self/cgroup
        witnessed start observe /usr/sbin/mariadbd openat
path read /proc/self/exe
        witnessed start observe /usr/bin/my_print_defaults readlink
path read /proc/self/maps
        witnessed start observe /usr/bin/grep openat
path read /proc/self/status
        witnessed start observe /usr/sbin/mariadbd openat
path write,create,own /run/mysqld/mysqld.pid
        witnessed stop observe /usr/sbin/mariadbd unlink
path create,own /run/mysqld/mysqld.sock
        witnessed start observe /usr/sbin/mariadbd makes a socket
path read /run/systemd/system
        witnessed start observe /usr/bin/logger faccessat2
path read,write,create /srv/FILE
        declared - profile - tables with DATA DIRECTORY, files of OUTFILE, where an admin gave it a directory
path read /sys/block
        witnessed start observe /usr/sbin/mariadbd openat
path read /sys/block/DEVICE/queue/rotational
        declared - profile - which disks turn
path read /sys/devices/system/cpu/online
        witnessed start observe /usr/sbin/mariadbd openat
path read /sys/devices/system/cpu/possible
        witnessed start observe /usr/sbin/mariadbd openat
path read /sys/devices/system/node
        witnessed start observe /usr/sbin/mariadbd openat
path read /sys/devices/system/node/node0/meminfo
        witnessed start observe /usr/sbin/mariadbd openat
path read /sys/fs/selinux
        witnessed start observe /usr/bin/id statfs
path read,write,create /tmp/FILE
        witnessed start observe /usr/sbin/mariadbd openat
path read,execute /usr/bin/bash
        witnessed start observe /usr/bin/bash execve
path read,execute /usr/bin/chmod
        witnessed start observe /usr/bin/chmod execve
path read,execute /usr/bin/dash
        witnessed start observe /usr/bin/dash execve
path read,execute /usr/bin/grep
        witnessed start observe /usr/bin/grep execve
path read,execute /usr/bin/id
        witnessed start observe /usr/bin/id execve
path read,execute /usr/bin/logger
        witnessed start observe /usr/bin/logger execve
path read,execute /usr/bin/mariadb
        witnessed start observe /usr/bin/mariadb execve
path read,execute /usr/bin/mariadb-check
        witnessed start observe /usr/bin/mariadb-check execve
path read,execute /usr/bin/mariadb-upgrade
        witnessed start observe /usr/bin/mariadb-upgrade execve
path read,execute /usr/bin/mktemp
        witnessed start observe /usr/bin/mktemp execve
path read,execute /usr/bin/my_print_defaults
        witnessed start observe /usr/bin/my_print_defaults execve
path read,execute /usr/bin/rm
        witnessed start observe /usr/bin/rm execve
path read,execute /usr/bin/sed
        witnessed start observe /usr/bin/sed execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/bash loader
path read,execute /usr/sbin/mariadbd
        witnessed start observe /usr/sbin/mariadbd execve
path read,write,create /var/lib/mysql/DATABASE/FILE
        declared - profile - its data
path read,write,create /var/lib/mysql/FILE
        witnessed start observe /usr/bin/mariadb-upgrade openat
path read,write /var/lib/mysql/mysql/FILE
        witnessed start observe /usr/sbin/mariadbd openat
path write,create /var/log/mysql/*.log
        declared - logrotate /etc/logrotate.d/mariadb:9 is made anew after rotation

device read,write /dev/null
        witnessed start observe /usr/bin/bash openat

socket AF_INET/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/mariadbd
socket AF_INET/SOCK_STREAM/6
        witnessed start observe /usr/sbin/mariadbd
socket AF_NETLINK/SOCK_RAW/0
        possible - elf /usr/sbin/mariadbd imports getifaddrs()
socket AF_UNIX/SOCK_DGRAM/0
        witnessed start observe /usr/bin/logger
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/bin/bash

connect tcp:0.0.0.0:3306
        declared - profile - replicas connect to their primary
connect tcp:0.0.0.0:4567
        declared - profile - members of a cluster connect to each other
connect unix:/run/mysqld/mysqld.sock
        witnessed start observe /usr/bin/mariadb
connect unix:/run/systemd/journal/dev-log
        witnessed start observe /usr/bin/logger
connect unix:/run/systemd/notify
        witnessed start observe /usr/sbin/mariadbd

bind tcp:0.0.0.0:3306
        declared - profile - serves other hosts where it is configured so
bind tcp:0.0.0.0:4567
        declared - profile - members of a cluster connect to each other
bind tcp:127.0.0.1:3306
        witnessed start observe /usr/sbin/mariadbd
bind unix:/run/mysqld/mysqld.sock
        witnessed start observe /usr/sbin/mariadbd

accept tcp:127.0.0.1
        witnessed run observe /usr/sbin/mariadbd

behaviour group-readable
        witnessed start observe /usr/sbin/mariadbd made /run/mysqld/mysqld.pid with mode 660
behaviour io-uring
        witnessed start observe /usr/sbin/mariadbd io_uring_setup

indirect nss
        witnessed start observe /usr/bin/bash newfstatat
indirect places:mariadb
        declared - profile - where its configuration lets it read and write
indirect plugins:/usr/lib/mysql/plugin/*
        declared - profile - what its configuration loads
indirect sendmail
        declared - profile - debian-start tells root of damaged tables by mail

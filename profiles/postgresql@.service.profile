unitlock-needs 1
unit postgresql@.service
leave PrivateTmp COPY, and programs of it, leave files in /tmp for others and take them from there
note Commands that it runs (archive_command, COPY ... PROGRAM) run in this sandbox.
note Tablespaces that are there when the drop-in is made, and where archive_command or pgBackRest keep its log, are seen. Other directories than those, /var/lib/postgresql, /tmp, /srv, /mnt, /media, /opt and /data need an addition: a new tablespace elsewhere, a file of COPY.
own /run/postgresql its sockets, /usr/lib/tmpfiles.d/postgresql-common.conf
own /var/lib/postgresql listed by package postgresql-common
own /var/log/postgresql logs rotated by /etc/logrotate.d/postgresql-common:1
package postgresql 15+248+deb12u2 bookworm
package postgresql 17+278+deb13u1 trixie
package postgresql-common 248+deb12u2 bookworm
package postgresql-common 278+deb13u1 trixie
stability tested

coverage elf

coverage observe
        phases start run reload stop
        watched 76.593 s
        exercise sh test/exercises/postgresql.sh

coverage trial
        phases start run reload stop
        watched 196.271 s
        exercise sh test/exercises/postgresql.sh

coverage unit

syscall accept
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall access
        witnessed start observe /usr/bin/dash
syscall arch_prctl
        witnessed start observe /usr/bin/dash
syscall bind
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall brk
        witnessed start observe /usr/bin/dash
syscall chdir
        witnessed start observe /usr/bin/perl
syscall chmod
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall clock_nanosleep
        witnessed start observe /usr/lib/postgresql/VERSION/bin/pg_ctl
syscall clone
        witnessed start observe /usr/bin/perl
syscall clone3
        witnessed start observe /usr/lib/postgresql/VERSION/bin/pg_ctl
syscall close
        witnessed start observe /usr/bin/dash
syscall connect
        witnessed start observe /usr/bin/id
syscall dup
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall dup2
        witnessed start observe /usr/bin/dash
syscall epoll_create1
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall epoll_ctl
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall epoll_wait
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall execve
        witnessed start observe /usr/bin/dash
syscall exit_group
        witnessed start observe /usr/bin/dash
syscall fallocate
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall fcntl
        witnessed start observe /usr/bin/dash
syscall fdatasync
        witnessed run observe /usr/lib/postgresql/VERSION/bin/postgres
syscall fstat
        witnessed start observe /usr/bin/dash
syscall fstatfs
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall fsync
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall ftruncate
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall futex
        witnessed start observe /usr/bin/id
syscall getcwd
        witnessed start observe /usr/bin/dash
syscall getdents64
        witnessed start observe /usr/bin/perl
syscall getegid
        witnessed start observe /usr/bin/dash
syscall geteuid
        witnessed start observe /usr/bin/dash
syscall getgid
        witnessed start observe /usr/bin/dash
syscall getgroups
        witnessed start observe /usr/bin/perl
syscall getpid
        witnessed start observe /usr/bin/dash
syscall getppid
        witnessed start observe /usr/bin/dash
syscall getrandom
        witnessed start observe /usr/bin/dash
syscall getrusage
        witnessed run observe /usr/lib/postgresql/VERSION/bin/postgres
syscall getsockname
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall getsockopt
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall getuid
        witnessed start observe /usr/bin/dash
syscall ioctl
        witnessed start observe /usr/bin/perl
syscall kill
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall listen
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall lseek
        witnessed start observe /usr/bin/id
syscall mkdir
        witnessed run observe /usr/lib/postgresql/VERSION/bin/postgres
syscall mmap
        witnessed start observe /usr/bin/dash
syscall mprotect
        witnessed start observe /usr/bin/dash
syscall mremap
        witnessed run observe /usr/lib/postgresql/VERSION/bin/postgres
syscall munmap
        witnessed start observe /usr/bin/dash
syscall newfstatat
        witnessed start observe /usr/bin/dash
syscall openat
        witnessed start observe /usr/bin/dash
syscall pipe2
        witnessed start observe /usr/bin/perl
syscall poll
        witnessed start observe /usr/lib/postgresql/VERSION/bin/psql
syscall prctl
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall pread64
        witnessed start observe /usr/bin/dash
syscall prlimit64
        witnessed start observe /usr/bin/dash
syscall pselect6
        witnessed start observe /usr/bin/perl
syscall pwrite64
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall pwritev
        witnessed run observe /usr/lib/postgresql/VERSION/bin/postgres
syscall read
        witnessed start observe /usr/bin/dash
syscall readlink
        witnessed start observe /usr/bin/perl
syscall recvfrom
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall recvmsg
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall rename
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall rmdir
        witnessed run observe /usr/lib/postgresql/VERSION/bin/postgres
syscall rseq
        witnessed start observe /usr/bin/dash
syscall rt_sigaction
        witnessed start observe /usr/bin/dash
syscall rt_sigprocmask
        witnessed start observe /usr/bin/dash
syscall rt_sigreturn
        witnessed start observe /usr/bin/dash
syscall sendto
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall set_robust_list
        witnessed start observe /usr/bin/dash
syscall set_tid_address
        witnessed start observe /usr/bin/dash
syscall setgroups
        witnessed start observe /usr/bin/perl
syscall setitimer
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall setregid
        witnessed start observe /usr/bin/perl
syscall setresgid
        witnessed start observe /usr/bin/perl
syscall setresuid
        witnessed start observe /usr/bin/perl
syscall setreuid
        witnessed start observe /usr/bin/perl
syscall setsid
        witnessed start observe /usr/bin/perl
syscall setsockopt
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall shmat
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall shmctl
        witnessed stop observe /usr/lib/postgresql/VERSION/bin/postgres
syscall shmdt
        witnessed stop observe /usr/lib/postgresql/VERSION/bin/postgres
syscall shmget
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall signalfd4
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall socket
        witnessed start observe /usr/bin/id
syscall statfs
        witnessed start observe /usr/bin/id
syscall sync_file_range
        witnessed run observe /usr/lib/postgresql/VERSION/bin/postgres
syscall sysinfo
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall truncate
        witnessed run observe /usr/lib/postgresql/VERSION/bin/postgres
syscall umask
        witnessed start observe /usr/lib/postgresql/VERSION/bin/pg_ctl
syscall uname
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall unlink
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
syscall vfork
        witnessed start observe /usr/bin/dash
syscall wait4
        witnessed start observe /usr/bin/dash
syscall write
        witnessed start observe /usr/bin/id

capability CAP_DAC_READ_SEARCH
        witnessed start observe /usr/bin/perl newfstatat
capability CAP_SETGID
        witnessed start observe /usr/bin/perl setgroups
capability CAP_SETUID
        witnessed start observe /usr/bin/perl setreuid

path read /
        witnessed start observe /usr/bin/id newfstatat
path read,write,create /data/FILE
        declared - profile - tablespaces, archives and files of COPY, where an admin gave it a directory
path read,write,create,own /dev/shm/PostgreSQL.N
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres openat
path read,write,create /media/FILE
        declared - profile - tablespaces, archives and files of COPY, where an admin gave it a directory
path read,write,create /mnt/FILE
        declared - profile - tablespaces, archives and files of COPY, where an admin gave it a directory
path read,write,create /opt/FILE
        declared - profile - tablespaces, archives and files of COPY, where an admin gave it a directory
path read /proc/meminfo
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres openat
path read /proc/self/cgroup
        witnessed reload observe /usr/bin/perl openat
path read /proc/self/cmdline
        witnessed reload observe /usr/bin/perl openat
path read /proc/self/exe
        witnessed start observe /usr/bin/perl readlink
path read,write /proc/self/oom_score_adj
        witnessed start observe /usr/bin/perl newfstatat
path read /run/postgresql
        witnessed start observe /usr/bin/perl newfstatat
path read,write,create,own /run/postgresql/.s.PGSQL.N
        witnessed start observe /usr/bin/perl newfstatat
path read,write,create,own /run/postgresql/.s.PGSQL.N.lock
        witnessed stop observe /usr/lib/postgresql/VERSION/bin/postgres unlink
path read,write,create /run/postgresql/N-main.pid
        declared - unit /usr/lib/systemd/system/postgresql@.service:26 PIDFile=
path read,write,create /srv/FILE
        declared - profile - tablespaces, archives and files of COPY, where an admin gave it a directory
path read /sys/fs/selinux
        witnessed start observe /usr/bin/id statfs
path read,execute /usr/bin/cp
        declared - profile - archive_command
path read,execute /usr/bin/dash
        witnessed start observe /usr/bin/dash execve
path read,execute /usr/bin/id
        witnessed start observe /usr/bin/id execve
path read,execute /usr/bin/perl
        witnessed start observe /usr/bin/perl execve
path read,execute /usr/bin/pg_ctlcluster
        declared - unit /usr/lib/systemd/system/postgresql@.service:20 ExecStart=
path read,execute /usr/lib/postgresql/VERSION/bin/pg_ctl
        witnessed start observe /usr/lib/postgresql/VERSION/bin/pg_ctl execve
path read,execute /usr/lib/postgresql/VERSION/bin/postgres
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres execve
path read,execute /usr/lib/postgresql/VERSION/bin/psql
        witnessed start observe /usr/lib/postgresql/VERSION/bin/psql execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/dash loader
path read,write,create /var/backups/FILE
        declared - profile - archive_command and base backups are often made to write there
path read,write,create /var/lib/pgbackrest/FILE
        declared - profile - pgBackRest, as archive_command
path read,write,create /var/lib/postgresql/VERSION/CLUSTER/FILE
        declared - profile - its data
path read,write,create /var/log/pgbackrest/FILE
        declared - profile - pgBackRest, as archive_command
path write /var/log/postgresql/*.log
        declared - logrotate /etc/logrotate.d/postgresql-common:1 goes on writing after rotation
path write /var/log/postgresql/postgresql-15-main.log
        witnessed start observe /usr/bin/dash openat
path write /var/log/postgresql/postgresql-17-main.log
        witnessed start observe /usr/bin/dash openat
path read,write,create /var/spool/pgbackrest/FILE
        declared - profile - pgBackRest, as archive_command

device read,write /dev/null
        witnessed start observe /usr/bin/dash openat
device read /dev/urandom
        witnessed start observe /usr/bin/perl openat

socket AF_INET/SOCK_DGRAM/0
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
socket AF_INET/SOCK_STREAM/0
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
socket AF_INET6/SOCK_DGRAM/0
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
socket AF_INET6/SOCK_STREAM/0
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
socket AF_NETLINK/SOCK_RAW/0
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
socket AF_NETLINK/SOCK_RAW/9
        possible - elf /usr/lib/x86_64-linux-gnu/libaudit.so.1.0.0 imports libaudit's audit_open()
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/bin/id

connect tcp:0.0.0.0:5432
        declared - profile - standbys connect to their primary, and postgres_fdw to others
connect udp:127.0.0.1:5432
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
connect udp:[::1]:5432
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
connect unix:/run/postgresql/.s.PGSQL.N
        declared - profile - pg_ctlcluster looks whether it answers

bind tcp:0.0.0.0:5432
        declared - profile - serves other hosts where it is configured so
bind tcp:127.0.0.1:5432
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
bind tcp:[::1]:5432
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
bind unix:/run/postgresql/.s.PGSQL.N
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres

accept tcp:127.0.0.1
        witnessed run observe /usr/lib/postgresql/VERSION/bin/postgres

memory write-execute
        witnessed run observe /usr/lib/postgresql/VERSION/bin/postgres makes mapped memory executable
        declared - profile - compiled queries (jit), which Debian switches on

user 100
        witnessed start observe /usr/bin/perl setresuid

group 100
        witnessed start observe /usr/bin/perl setgroups

behaviour group-readable
        witnessed run observe /usr/lib/postgresql/VERSION/bin/postgres made /tmp/unitlock-lab-copy with mode 644
behaviour outside-files-owned
        witnessed start observe /usr/bin/perl /var/lib/postgresql/15/main/postgresql.auto.conf belongs to user 101
behaviour proc-files
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres
behaviour process-signal
        witnessed run observe /usr/lib/postgresql/VERSION/bin/postgres
behaviour sysv-ipc
        witnessed start observe /usr/lib/postgresql/VERSION/bin/postgres shmget

indirect nss
        witnessed start observe /usr/bin/id newfstatat
indirect places:postgresql
        declared - profile - where its configuration lets it read and write
indirect plugins:/etc/postgresql/*/pg_hba.conf
        declared - profile - how users prove who they are
indirect plugins:/usr/lib/postgresql/*
        declared - profile - what shared_preload_libraries names

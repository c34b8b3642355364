unitlock-needs 1
unit man-db.service
own /var/cache/man the index of all languages
own /var/lib/man-db listed by package man-db
package man-db 2.11.2-2 bookworm
package man-db 2.13.1-1 trixie
stability tested

coverage elf

coverage observe
        phases start run
        watched 2.503 s
        exercise sh test/exercises/man-db.sh

coverage trial
        phases start run
        watched 5.606 s
        exercise sh test/exercises/man-db.sh

coverage unit

syscall access
        witnessed start observe /usr/bin/find
syscall arch_prctl
        witnessed start observe /usr/bin/find
syscall brk
        witnessed start observe /usr/bin/find
syscall chdir
        witnessed start observe /usr/bin/install
syscall chmod
        witnessed start observe /usr/bin/mandb
syscall clone
        witnessed run observe /usr/bin/mandb
syscall close
        witnessed start observe /usr/bin/find
syscall connect
        witnessed start observe /usr/bin/install
syscall dup
        witnessed run observe /usr/bin/mandb
syscall dup2
        witnessed run observe /usr/bin/mandb
syscall execve
        witnessed start observe /usr/bin/find
syscall exit_group
        witnessed start observe /usr/bin/find
syscall fchdir
        witnessed start observe /usr/bin/find
syscall fcntl
        witnessed start observe /usr/bin/find
syscall flock
        witnessed start observe /usr/bin/mandb
syscall fstat
        witnessed start observe /usr/bin/install
syscall fstatfs
        witnessed start observe /usr/bin/find
syscall fsync
        witnessed start trial /usr/bin/mandb
syscall futex
        witnessed start observe /usr/bin/find
syscall getdents64
        witnessed start observe /usr/bin/find
syscall getegid
        witnessed start observe /usr/bin/mandb
syscall geteuid
        witnessed start observe /usr/bin/install
syscall getgid
        witnessed start observe /usr/bin/mandb
syscall getpid
        witnessed start observe /usr/bin/mandb
syscall getrandom
        witnessed start observe /usr/bin/find
syscall getuid
        witnessed start observe /usr/bin/mandb
syscall ioctl
        witnessed start observe /usr/bin/find
syscall lseek
        witnessed start observe /usr/bin/install
syscall mkdir
        witnessed start observe /usr/bin/install
syscall mmap
        witnessed start observe /usr/bin/find
syscall mprotect
        witnessed start observe /usr/bin/find
syscall msync
        witnessed start observe /usr/bin/mandb
syscall munmap
        witnessed start observe /usr/bin/find
syscall newfstatat
        witnessed start observe /usr/bin/find
syscall openat
        witnessed start observe /usr/bin/find
syscall pipe2
        witnessed run observe /usr/bin/mandb
syscall prctl
        witnessed start observe /usr/bin/mandb
syscall pread64
        witnessed start observe /usr/bin/find
syscall prlimit64
        witnessed start observe /usr/bin/find
syscall read
        witnessed start observe /usr/bin/find
syscall readlink
        witnessed start observe /usr/bin/mandb
syscall rename
        witnessed start trial /usr/bin/mandb
syscall rseq
        witnessed start observe /usr/bin/find
syscall rt_sigaction
        witnessed start observe /usr/bin/mandb
syscall rt_sigprocmask
        witnessed run observe /usr/bin/mandb
syscall rt_sigreturn
        witnessed run observe /usr/bin/mandb
syscall set_robust_list
        witnessed start observe /usr/bin/find
syscall set_tid_address
        witnessed start observe /usr/bin/find
syscall socket
        witnessed start observe /usr/bin/install
syscall statfs
        witnessed start observe /usr/bin/find
syscall sysinfo
        witnessed start observe /usr/bin/mandb
syscall umask
        witnessed start observe /usr/bin/install
syscall uname
        witnessed start observe /usr/bin/find
syscall unlink
        witnessed start observe /usr/bin/mandb
syscall utimensat
        witnessed start observe /usr/bin/mandb
syscall wait4
        witnessed run observe /usr/bin/mandb
syscall write
        witnessed start observe /usr/bin/mandb

path read /
        witnessed start observe /usr/bin/find openat
path read /home/USER/man/man1/PAGE
        declared - profile - MANDATORY_MANPATH in /etc/manpath.config may name homes
path read /opt/PACKAGE/man/man1/PAGE
        declared - profile - pages lie where an admin or a package put them
path read /sys/fs/selinux
        witnessed start observe /usr/bin/find statfs
path read,execute /usr/bin/find
        witnessed start observe /usr/bin/find execve
path read,execute /usr/bin/install
        witnessed start observe /usr/bin/install execve
path read,execute /usr/bin/mandb
        witnessed start observe /usr/bin/mandb execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/find loader
path read /usr/local/share/man/man1/PAGE
        declared - profile - pages lie where an admin or a package put them
path write /var/cache/man/CACHEDIR.TAG
        witnessed start observe /usr/bin/mandb chmod
path read,write,create /var/cache/man/DIRECTORY/FILE
        witnessed start trial /usr/bin/mandb chmod
path read,write,create,own /var/cache/man/N
        witnessed start observe /usr/bin/mandb newfstatat
path read,write,create,own /var/cache/man/index.db
        witnessed start trial /usr/bin/mandb newfstatat

socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/bin/install

behaviour group-readable
        witnessed start observe /usr/bin/mandb made /var/cache/man/43 with mode 644

indirect nss
        witnessed start observe /usr/bin/install newfstatat

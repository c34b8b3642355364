unitlock-needs 1
unit dpkg-db-backup.service
package dpkg 1.21.23 bookworm
package dpkg 1.22.22 trixie
stability tested

coverage elf

coverage observe
        phases start run
        watched 9.367 s
        exercise sh test/exercises/dpkg-db-backup.sh

coverage trial
        phases start run
        watched 16.447 s
        exercise sh test/exercises/dpkg-db-backup.sh

coverage unit

syscall access
        witnessed start observe /usr/bin/basename
syscall arch_prctl
        witnessed start observe /usr/bin/basename
syscall brk
        witnessed start observe /usr/bin/basename
syscall chdir
        witnessed start observe /usr/bin/dash
syscall clone
        witnessed start observe /usr/bin/dash
syscall close
        witnessed start observe /usr/bin/basename
syscall connect
        witnessed start observe /usr/bin/tar
syscall copy_file_range
        witnessed start observe /usr/bin/cp
syscall creat
        witnessed start observe /usr/bin/tar
syscall dup2
        witnessed start observe /usr/bin/dash
syscall execve
        witnessed start observe /usr/bin/basename
syscall exit_group
        witnessed start observe /usr/bin/basename
syscall faccessat2
        witnessed start observe /usr/bin/dash
syscall fadvise64
        witnessed start observe /usr/bin/cp
syscall fchmod
        witnessed start observe /usr/bin/cp
syscall fchown
        witnessed run observe /usr/bin/gzip
syscall fcntl
        witnessed start observe /usr/bin/cmp
syscall fgetxattr
        witnessed start observe /usr/bin/cp
syscall flistxattr
        witnessed start observe /usr/bin/cp
syscall fsetxattr
        witnessed start observe /usr/bin/cp
syscall fstat
        witnessed start observe /usr/bin/basename
syscall futex
        witnessed start observe /usr/bin/basename
syscall getcwd
        witnessed start observe /usr/bin/dash
syscall getdents64
        witnessed start observe /usr/bin/tar
syscall getegid
        witnessed start observe /usr/bin/dash
syscall geteuid
        witnessed start observe /usr/bin/cp
syscall getgid
        witnessed start observe /usr/bin/dash
syscall getpid
        witnessed start observe /usr/bin/dash
syscall getppid
        witnessed start observe /usr/bin/dash
syscall getrandom
        witnessed start observe /usr/bin/basename
syscall getuid
        witnessed start observe /usr/bin/dash
syscall ioctl
        witnessed start observe /usr/bin/cp
syscall lseek
        witnessed start observe /usr/bin/cmp
syscall mmap
        witnessed start observe /usr/bin/basename
syscall mprotect
        witnessed start observe /usr/bin/basename
syscall munmap
        witnessed start observe /usr/bin/basename
syscall newfstatat
        witnessed start observe /usr/bin/basename
syscall openat
        witnessed start observe /usr/bin/basename
syscall pipe2
        witnessed start observe /usr/bin/dash
syscall pread64
        witnessed start observe /usr/bin/basename
syscall prlimit64
        witnessed start observe /usr/bin/basename
syscall read
        witnessed start observe /usr/bin/basename
syscall renameat2
        witnessed start observe /usr/bin/mv
syscall rseq
        witnessed start observe /usr/bin/basename
syscall rt_sigaction
        witnessed start observe /usr/bin/cmp
syscall rt_sigprocmask
        witnessed start observe /usr/bin/dash
syscall rt_sigreturn
        witnessed start observe /usr/bin/dash
syscall set_robust_list
        witnessed start observe /usr/bin/basename
syscall set_tid_address
        witnessed start observe /usr/bin/basename
syscall sigaltstack
        witnessed start observe /usr/bin/cmp
syscall socket
        witnessed start observe /usr/bin/tar
syscall statfs
        witnessed start observe /usr/bin/cp
syscall uname
        witnessed start observe /usr/bin/cp
syscall unlinkat
        witnessed start observe /usr/bin/rm
syscall utimensat
        witnessed start observe /usr/bin/cp
syscall vfork
        witnessed start observe /usr/bin/dash
syscall wait4
        witnessed start observe /usr/bin/dash
syscall write
        witnessed start observe /usr/bin/basename

path read /
        witnessed start observe /usr/bin/tar newfstatat
path read /proc/self/maps
        witnessed start observe /usr/bin/cmp openat
path read /sys/fs/selinux
        witnessed start observe /usr/bin/cp statfs
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
path read,execute /usr/bin/gzip
        witnessed run observe /usr/bin/gzip execve
path read,execute /usr/bin/mv
        witnessed start observe /usr/bin/mv execve
path read,execute /usr/bin/rm
        witnessed start observe /usr/bin/rm execve
path read,execute /usr/bin/tar
        witnessed start observe /usr/bin/tar execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/basename loader
path read,execute /usr/libexec/dpkg/dpkg-db-backup
        declared - unit /usr/lib/systemd/system/dpkg-db-backup.service:7 ExecStart=
path read,write,create /var/backups/FILE
        witnessed run trial /usr/bin/gzip unlinkat
        declared - profile - where the copies are kept, whatever their number

device write /dev/null
        witnessed start observe /usr/bin/dash openat

socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/bin/tar

behaviour group-readable
        witnessed start observe /usr/bin/tar made /var/backups/alternatives.tar with mode 644

indirect nss
        witnessed start observe /usr/bin/tar newfstatat

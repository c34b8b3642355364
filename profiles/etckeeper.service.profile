unitlock-needs 1
unit etckeeper.service
note Trial, because since it was completed by hand it has been tried in trixie only.
own /var/cache/etckeeper listed by package etckeeper
package etckeeper 1.18.20-1 bookworm
package etckeeper 1.18.22-2 trixie
stability trial

coverage elf

coverage observe
        phases start run
        watched 26.161 s
        exercise sh test/exercises/etckeeper.sh

coverage trial
        phases start run
        watched 93.400 s
        exercise sh test/exercises/etckeeper.sh

coverage unit

syscall access
        witnessed start observe /usr/bin/chmod
syscall arch_prctl
        witnessed start observe /usr/bin/chmod
syscall brk
        witnessed start observe /usr/bin/chmod
syscall chdir
        witnessed start observe /usr/bin/dash
syscall clone
        witnessed start observe /usr/bin/dash
syscall close
        witnessed start observe /usr/bin/chmod
syscall connect
        witnessed start observe /usr/bin/dash
syscall dup
        witnessed start observe /usr/lib/git-core/git
syscall dup2
        witnessed start observe /usr/bin/dash
syscall execve
        witnessed start observe /usr/bin/chmod
syscall exit_group
        witnessed start observe /usr/bin/chmod
syscall faccessat2
        witnessed start observe /usr/bin/dash
syscall fadvise64
        witnessed start observe /usr/bin/cut
syscall fchdir
        witnessed start observe /usr/bin/find
syscall fchmodat
        witnessed start observe /usr/bin/chmod
syscall fcntl
        witnessed start observe /usr/bin/dash
syscall fstat
        witnessed start observe /usr/bin/chmod
syscall fstatfs
        witnessed start observe /usr/bin/find
syscall futex
        witnessed start observe /usr/bin/chmod
syscall getcwd
        witnessed start observe /usr/bin/dash
syscall getdents64
        witnessed start observe /usr/bin/find
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
        witnessed start observe /usr/bin/chmod
syscall getuid
        witnessed start observe /usr/bin/dash
syscall ioctl
        witnessed start observe /usr/bin/find
syscall link
        witnessed start observe /usr/bin/git
syscall lseek
        witnessed start observe /usr/bin/cut
syscall mkdir
        witnessed start observe /usr/bin/git
syscall mmap
        witnessed start observe /usr/bin/chmod
syscall mprotect
        witnessed start observe /usr/bin/chmod
syscall munmap
        witnessed start observe /usr/bin/chmod
syscall newfstatat
        witnessed start observe /usr/bin/chmod
syscall openat
        witnessed start observe /usr/bin/chmod
syscall pipe2
        witnessed start observe /usr/bin/dash
syscall pread64
        witnessed start observe /usr/bin/chmod
syscall prlimit64
        witnessed start observe /usr/bin/chmod
syscall read
        witnessed start observe /usr/bin/chmod
syscall readlink
        witnessed start observe /usr/bin/git
syscall rename
        witnessed start observe /usr/bin/git
syscall rseq
        witnessed start observe /usr/bin/chmod
syscall rt_sigaction
        witnessed start observe /usr/bin/dash
syscall rt_sigprocmask
        witnessed start observe /usr/bin/dash
syscall rt_sigreturn
        witnessed start observe /usr/bin/dash
syscall sched_getaffinity
        witnessed start observe /usr/bin/sort
syscall set_robust_list
        witnessed start observe /usr/bin/chmod
syscall set_tid_address
        witnessed start observe /usr/bin/chmod
syscall setsid
        witnessed start observe /usr/lib/git-core/git
syscall sigaltstack
        witnessed start observe /usr/bin/grep
syscall socket
        witnessed start observe /usr/bin/dash
syscall statfs
        witnessed start observe /usr/bin/find
syscall sysinfo
        witnessed start observe /usr/bin/sort
syscall umask
        witnessed start observe /usr/bin/chmod
syscall uname
        witnessed start observe /usr/bin/find
syscall unlink
        witnessed start observe /usr/bin/git
syscall unlinkat
        witnessed start observe /usr/bin/rm
syscall utimensat
        witnessed start observe /usr/bin/git
syscall vfork
        witnessed start observe /usr/bin/dash
syscall wait4
        witnessed start observe /usr/bin/dash
syscall write
        witnessed start observe /usr/bin/cut

capability CAP_DAC_OVERRIDE
        witnessed start observe /usr/bin/git link
capability CAP_DAC_READ_SEARCH
        witnessed start trial /usr/bin/git refused in a trial

path read /
        witnessed start observe /usr/bin/dash newfstatat
path read,write,create /etc/.bzr/FILE
        declared - profile - its repository may be Breezy's
path write /etc/.etckeeper
        witnessed start observe /usr/bin/chmod fchmodat
path write,create /etc/.etckeeper
        declared - profile - keeps owners and modes there
path read,write,create /etc/.git/DIRECTORY/FILE
        declared - profile - commits to the repository in /etc
path read,write,create /etc/.git/FILE
        declared - profile - commits to the repository in /etc
path read,write,create /etc/.hg/FILE
        declared - profile - its repository may be Mercurial's
path read,execute /etc/etckeeper/daily
        declared - unit /usr/lib/systemd/system/etckeeper.service:11 ExecStart=
path read /proc/self/exe
        witnessed start observe /usr/bin/perl readlink
path read /proc/self/maps
        witnessed start observe /usr/bin/grep openat
path read /root/CONFIG
        declared - profile - git reads who commits
path read /root/KEYS
        declared - profile - PUSH_REMOTE in etckeeper.conf pushes by ssh
path read /sys/fs/selinux
        witnessed start observe /usr/bin/find statfs
path read,write,create,own /tmp/FILE
        witnessed start observe /usr/bin/dash newfstatat
path read,execute /usr/bin/chmod
        witnessed start observe /usr/bin/chmod execve
path read,execute /usr/bin/cut
        witnessed start observe /usr/bin/cut execve
path read,execute /usr/bin/dash
        witnessed start observe /usr/bin/dash execve
path read,execute /usr/bin/find
        witnessed start observe /usr/bin/find execve
path read,execute /usr/bin/getent
        witnessed start observe /usr/bin/getent execve
path read,execute /usr/bin/git
        witnessed start observe /usr/bin/git execve
path read,execute /usr/bin/grep
        witnessed start observe /usr/bin/grep execve
path read,execute /usr/bin/hostname
        witnessed start observe /usr/bin/hostname execve
path read,execute /usr/bin/mktemp
        witnessed start observe /usr/bin/mktemp execve
path read,execute /usr/bin/perl
        witnessed start observe /usr/bin/perl execve
path read,execute /usr/bin/rm
        witnessed start observe /usr/bin/rm execve
path read,execute /usr/bin/sed
        witnessed start observe /usr/bin/sed execve
path read,execute /usr/bin/sort
        witnessed start observe /usr/bin/sort execve
path read,execute /usr/bin/tty
        witnessed start observe /usr/bin/tty execve
path read,execute /usr/bin/uniq
        witnessed start observe /usr/bin/uniq execve
path read,execute /usr/bin/whoami
        witnessed start observe /usr/bin/whoami execve
path read,execute /usr/lib/git-core/git
        witnessed start observe /usr/lib/git-core/git execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/bin/chmod loader

device read,write /dev/null
        witnessed start observe /usr/bin/perl openat
device read /dev/urandom
        witnessed start observe /usr/bin/git openat

socket AF_INET/SOCK_STREAM/0
        declared - profile - PUSH_REMOTE in etckeeper.conf pushes to another host
socket AF_NETLINK/SOCK_RAW/0
        possible - elf /usr/bin/hostname imports getifaddrs()
socket AF_UNIX/SOCK_STREAM/0
        witnessed start observe /usr/bin/dash

connect tcp:0.0.0.0:22
        declared - profile - PUSH_REMOTE in etckeeper.conf pushes to another host
connect tcp:0.0.0.0:443
        declared - profile - PUSH_REMOTE in etckeeper.conf pushes to another host

behaviour group-readable
        witnessed start observe /usr/bin/git made /etc/.git/AUTO_MERGE.lock with mode 644

indirect hooks:/etc/etckeeper/commit.d
        declared - profile - what the admin put there is run
indirect nss
        witnessed start observe /usr/bin/dash newfstatat
indirect places:etckeeper
        declared - profile - repositories of this host that it pushes to

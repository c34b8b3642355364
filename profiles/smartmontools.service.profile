unitlock-needs 1
unit smartmontools.service
also smartd.service
note Exercised without disks: a container has none. What it needs of disks is from its sources.
note Warnings are mailed, and scripts of the admin run, in this sandbox: see unitlock facts smartmontools.
own /var/lib/smartmontools listed by package smartmontools
own /var/lib/smartmontools/drivedb listed by package smartmontools
package smartmontools 7.4-3 trixie
stability trial

coverage elf

coverage observe
        phases start run reload stop
        watched 9.237 s
        exercise sh test/exercises/smartmontools.sh

coverage trial
        phases start run reload stop
        watched 27.581 s
        exercise sh test/exercises/smartmontools.sh

coverage unit

syscall access
        witnessed start observe /usr/sbin/smartd
syscall arch_prctl
        witnessed start observe /usr/sbin/smartd
syscall brk
        witnessed start observe /usr/sbin/smartd
syscall chdir
        witnessed start observe /usr/sbin/smartd
syscall clock_nanosleep
        witnessed start observe /usr/sbin/smartd
syscall close
        witnessed start observe /usr/sbin/smartd
syscall connect
        witnessed start observe /usr/sbin/smartd
syscall dup
        witnessed start observe /usr/sbin/smartd
syscall execve
        witnessed start observe /usr/sbin/smartd
syscall exit_group
        witnessed reload observe /usr/bin/kill
syscall fstat
        witnessed start observe /usr/sbin/smartd
syscall fstatfs
        witnessed start observe /usr/sbin/smartd
syscall futex
        witnessed start observe /usr/sbin/smartd
syscall getdents64
        witnessed start observe /usr/sbin/smartd
syscall getegid
        witnessed start observe /usr/sbin/smartd
syscall geteuid
        witnessed start observe /usr/sbin/smartd
syscall getgid
        witnessed start observe /usr/sbin/smartd
syscall getpid
        witnessed start observe /usr/sbin/smartd
syscall getrandom
        witnessed start observe /usr/sbin/smartd
syscall getsockopt
        witnessed start observe /usr/sbin/smartd
syscall getuid
        witnessed start observe /usr/sbin/smartd
syscall kill
        witnessed reload observe /usr/bin/kill
syscall lseek
        witnessed start observe /usr/sbin/smartd
syscall mknod
        declared - profile - makes nodes of controllers (twe, 3ware)
syscall mmap
        witnessed start observe /usr/sbin/smartd
syscall mprotect
        witnessed start observe /usr/sbin/smartd
syscall munmap
        witnessed start observe /usr/sbin/smartd
syscall newfstatat
        witnessed start observe /usr/sbin/smartd
syscall openat
        witnessed start observe /usr/sbin/smartd
syscall prctl
        witnessed start observe /usr/sbin/smartd
syscall pread64
        witnessed start observe /usr/sbin/smartd
syscall prlimit64
        witnessed start observe /usr/sbin/smartd
syscall read
        witnessed start observe /usr/sbin/smartd
syscall rseq
        witnessed start observe /usr/sbin/smartd
syscall rt_sigaction
        witnessed start observe /usr/sbin/smartd
syscall rt_sigreturn
        witnessed reload observe /usr/sbin/smartd
syscall sendmsg
        witnessed start observe /usr/sbin/smartd
syscall sendto
        witnessed start observe /usr/sbin/smartd
syscall set_robust_list
        witnessed start observe /usr/sbin/smartd
syscall set_tid_address
        witnessed start observe /usr/sbin/smartd
syscall setsockopt
        witnessed start observe /usr/sbin/smartd
syscall socket
        witnessed start observe /usr/sbin/smartd
syscall statfs
        witnessed start observe /usr/sbin/smartd
syscall umask
        witnessed start observe /usr/sbin/smartd
syscall uname
        witnessed start observe /usr/sbin/smartd

capability CAP_DAC_OVERRIDE
        declared - profile - device nodes belong to others
capability CAP_MKNOD
        declared - profile - makes nodes of controllers (twe, 3ware)
capability CAP_SYS_ADMIN
        declared - profile - NVMe passes commands through to it only
capability CAP_SYS_RAWIO
        declared - profile - passes commands through to disks

path read /
        witnessed start observe /usr/sbin/smartd chdir
path read,execute /bin/kill
        declared - unit /usr/lib/systemd/system/smartmontools.service:13 ExecReload=
path read /dev
        witnessed start observe /usr/sbin/smartd openat
path read,write,create /dev/twe0
        declared - profile - makes nodes of controllers (twe, 3ware)
path read /proc/devices
        witnessed start observe /usr/sbin/smartd openat
path read /sys/block/DEVICE/device/vendor
        declared - profile - which disks there are
path read /sys/fs/selinux
        witnessed start observe /usr/sbin/smartd statfs
path read,write,create,own /tmp/smartd.TEMPORARY
        declared - profile - smartd-runner keeps the message for its scripts
path read,execute /usr/bin/dash
        declared - profile - smartd-runner and smartd_warning.sh are scripts
path read,execute /usr/bin/kill
        witnessed reload observe /usr/bin/kill execve
path read,execute,map-execute /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
        witnessed start observe /usr/sbin/smartd loader
path read,execute /usr/sbin/smartd
        witnessed start observe /usr/sbin/smartd execve
path read,execute /usr/share/smartmontools/smartd-runner
        declared - profile - runs it for each warning
path read,write,create /var/lib/smartmontools/attrlog.MODEL.csv
        declared - profile - logs attributes of disks
path read,write,create /var/lib/smartmontools/smartd.MODEL.state
        declared - profile - keeps attributes of disks

device read,write /dev/megaraid_sas_ioctl_node
        declared - profile - asks disks behind controllers
device read,write /dev/null
        witnessed start observe /usr/sbin/smartd openat
device read,write /dev/nvme0
        declared - profile - asks NVMe disks
device read,write /dev/sda
        declared - profile - asks disks
device read,write /dev/sg0
        declared - profile - asks disks behind controllers

socket AF_NETLINK/SOCK_RAW/0
        declared - profile - some controllers are asked by netlink
socket AF_UNIX/SOCK_DGRAM/0
        witnessed start observe /usr/sbin/smartd

connect unix:/run/systemd/journal/dev-log
        witnessed start observe /usr/sbin/smartd
connect unix:/run/systemd/notify
        witnessed start observe /usr/sbin/smartd

behaviour proc-files
        witnessed start observe /usr/sbin/smartd

indirect hooks:/etc/smartmontools/run.d
        declared - profile - run for each warning
indirect hooks:/etc/smartmontools/smartd_warning.d
        declared - profile - run for each warning
indirect nss
        declared - profile - mail looks up users
indirect sendmail
        declared - profile - 10mail sends warnings

unitlock-needs 1
unit e2scrub@.service
note Written from its sources and manuals, and not exercised: a container has no LVM. Mail of a failure is e2scrub_fail@.service's.
stability trial

coverage profile

syscall mlock
        declared - profile - LVM locks itself into memory
syscall mlockall
        declared - profile - LVM locks itself into memory
syscall setpriority
        declared - profile - LVM raises its priority

capability CAP_DAC_OVERRIDE
        declared - profile - files of others
capability CAP_IPC_LOCK
        declared - profile - LVM locks itself into memory while devices are suspended
capability CAP_MKNOD
        declared - profile - LVM makes device nodes where udev does not
capability CAP_SYS_ADMIN
        declared - profile - device mapper
capability CAP_SYS_NICE
        declared - profile - LVM raises its priority while devices are suspended
capability CAP_SYS_RAWIO
        declared - profile - its unit asks for it
capability CAP_SYS_RESOURCE
        declared - profile - LVM raises its priority while devices are suspended

path read,write,create /dev/mapper/VOLUME
        declared - profile - device nodes of snapshots
path read,write,create /etc/lvm/archive/FILE
        declared - profile - LVM keeps old metadata
path read,write,create /etc/lvm/backup/FILE
        declared - profile - LVM keeps metadata
path read,write,create /run/lock/lvm/FILE
        declared - profile - locks of LVM
path read,write,create /run/lvm/FILE
        declared - profile - state of LVM
path read,write /sys/block/DEVICE/queue/ATTRIBUTE
        declared - profile - attributes of devices
path read,write,create,own /tmp/e2scrub.LOG
        declared - profile - keeps what e2fsck says
path read,execute /usr/bin/bash
        declared - profile - it is a script
path read,execute /usr/sbin/e2fsck
        declared - profile - checks a snapshot

device read,write /dev/DISK
        declared - profile - physical volumes
device read,write /dev/mapper/control
        declared - profile - device mapper
device read,write b:254:0
        declared - profile - volumes and their snapshots

socket AF_NETLINK/SOCK_RAW/15
        declared - profile - udev's events
socket AF_UNIX/SOCK_STREAM/0
        declared - profile - dmeventd, udev, systemd

connect unix:/run/systemd/journal/dev-log
        declared - profile - logs its result
connect unix:/run/udev/control
        declared - profile - udev is told and waited for

behaviour proc-files
        declared - profile - /proc/mounts, /proc/devices and others
behaviour sysv-ipc
        declared - profile - device mapper waits for udev by semaphores

unitlock-needs 1
unit zfs-zed.service
note Written from its sources and manuals, and not exercised: it needs the module of ZFS. Services that zed.rc notifies by HTTPS (Pushbullet, Slack and their kin) are found by the curl in zed-functions.sh.
stability trial

coverage profile

capability CAP_DAC_OVERRIDE
        declared - profile - files of others
capability CAP_SYS_ADMIN
        declared - profile - events of the kernel
capability CAP_SYS_RAWIO
        declared - profile - asks disks by ioctl

path read,write,create /dev/disk/by-vdev/NAME
        declared - profile - links that udev keeps
path read,write,create /etc/zfs/zfs-list.cache/POOL
        declared - profile - history_event-zfs-list-cacher.sh keeps it for the mount generator
path read,write,create /etc/zfs/zpool.cache
        declared - profile - zpool keeps which pools there are
path read,write,create /run/lock/zed.LOCK
        declared - profile - locks of its scripts
path read,write,create,own /run/zed.pid
        declared - profile - its PID file
path read,write,create,own /run/zed.state
        declared - profile - its state
path read,write,create /run/zed/FILE
        declared - profile - state of its scripts
path read,write /sys/class/enclosure/BAY/fault
        declared - profile - lights of bays
path read,write,create,own /tmp/zed.TEMPORARY
        declared - profile - its scripts
path read,execute /usr/bin/dash
        declared - profile - its scripts
path read,execute /usr/sbin/zpool
        declared - profile - its scripts take disks out and put spares in

device read,write /dev/DISK
        declared - profile - labels of disks that came
device read,write /dev/zfs
        declared - profile - events of pools, and what zpool does about them

socket AF_NETLINK/SOCK_RAW/15
        declared - profile - disks that come and go
socket AF_UNIX/SOCK_DGRAM/0
        declared - profile - logs

connect unix:/run/systemd/journal/dev-log
        declared - profile - logs

behaviour other-process
        declared - profile - its scripts look for each other
behaviour proc-files
        declared - profile - /proc/spl and others

indirect hooks:/etc/zfs/zed.d
        declared - profile - scripts of events, of the package and of the admin
indirect nss
        declared - profile - looks up users and hosts
indirect sendmail
        declared - profile - zed-functions.sh mails where zed.rc has an address

unitlock-needs 1
unit nfs-server.service
note Written from its sources and manuals, and not exercised: a lab's kernel has no nfsd. The daemons around it (nfs-mountd, rpc-statd, nfs-idmapd) are units of their own.
own /var/lib/nfs state of the NFS server
stability trial

coverage profile

capability CAP_DAC_READ_SEARCH
        declared - profile - exported directories of others
capability CAP_NET_ADMIN
        declared - profile - nfsdctl speaks to the kernel by netlink
capability CAP_NET_BIND_SERVICE
        declared - profile - port 2049 of the kernel's server
capability CAP_SYS_ADMIN
        declared - profile - starts the threads of the kernel's server

path read /home
        declared - profile - exported directories
path read,write /proc/fs/nfsd/threads
        declared - profile - starts and stops the kernel's server
path read,write /proc/net/rpc/nfsd.export/flush
        declared - profile - tells the kernel to ask anew
path read,write,create /run/lock/exportfs
        declared - profile - locks
path read /srv/nfs
        declared - profile - exported directories
path read,execute /usr/bin/dash
        declared - profile - its command line is a script
path read,execute /usr/sbin/exportfs
        declared - profile - exports
path read,execute /usr/sbin/rpc.nfsd
        declared - profile - starts the server
path read,write,create /var/lib/nfs/etab
        declared - profile - what is exported

socket AF_INET/SOCK_DGRAM/0
        declared - profile - sockets that it hands to the kernel
socket AF_INET/SOCK_STREAM/0
        declared - profile - sockets that it hands to the kernel
socket AF_INET6/SOCK_STREAM/0
        declared - profile - sockets that it hands to the kernel
socket AF_NETLINK/SOCK_RAW/16
        declared - profile - nfsdctl speaks to the kernel
socket AF_UNIX/SOCK_STREAM/0
        declared - profile - rpcbind

connect unix:/run/rpcbind.sock
        declared - profile - registers with rpcbind

bind tcp:0.0.0.0:2049
        declared - profile - the port of NFS
bind udp:0.0.0.0:2049
        declared - profile - the port of NFS

behaviour module
        declared - profile - the kernel may load its server at the first use
behaviour outside-files-owned
        declared - profile - exported directories of others
behaviour proc-files
        declared - profile - /proc/fs/nfsd

indirect nss
        declared - profile - hosts and netgroups in /etc/exports

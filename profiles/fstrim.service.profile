unitlock-needs 1
unit fstrim.service
leave InaccessiblePaths any path may be a file system of its own
leave NoExecPaths it mounts paths again, and fstrim reads the table of mounts
leave PrivateTmp /tmp and /var/tmp may be file systems of their own
leave ProtectHome /home may be a file system of its own
leave ProtectSystem fstrim passes over what is mounted read-only
leave ReadOnlyPaths fstrim passes over what is mounted read-only
leave ReadWritePaths goes with ProtectSystem=
note Written from its sources and manuals, and not exercised: its unit does not start in containers.
stability trial

coverage profile

capability CAP_DAC_READ_SEARCH
        declared - profile - mount points of others
capability CAP_SYS_ADMIN
        declared - profile - FITRIM

path read /
        declared - profile - mount points
path read /proc/self/mountinfo
        declared - profile - which file systems there are
path read /sys/block/DEVICE/queue/discard_granularity
        declared - profile - which devices can discard

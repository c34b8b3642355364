/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A filter refuses a call before the kernel has looked at it. Many would have failed a moment later as well: a socket
 * of a family that this kernel has not, a mount of a file system of which nobody has heard, a directory below one that
 * is not there. Then the filter has taken nothing away. privilege.c is for those that fail for want of a capability.
 *
 * Only what can be known afterwards is asked. A file that the service made and removed itself may be gone by now, so
 * that a single missing name says nothing: its directory must be missing too, and be in no place that is often cleared.
 *
 * Sources: mount(2), umount(2), socket(2), address_families(7), clock_settime(2), clock_adjtime(2); inet_create(),
 * unix_create() and netlink_create(), posix_cpu_clock_set(), of modules MODULE_ALIAS_FS() and MODULE_ALIAS_NETPROTO()
 * of Linux 6.18. */

#include "watch/futile.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include "base/chase.h"
#include "base/file.h"

#define FAMILIES_END 64     /* no kernel has families beyond */
#define SOCKET_TYPE_MASK 15 /* SOCK_NONBLOCK and SOCK_CLOEXEC are above */
#define SOCKET_TYPES_END 11 /* SOCK_PACKET is the last */
#define AUXILIARY_CLOCKS 16 /* the first of them: those may be set, too */
#define CLOCKS_END 24       /* behind the last of them */
#define CLOCK_KIND_MASK 7   /* of a clock whose number is negative: */
#define CLOCK_OF_DEVICE 3   /* ... it is that of a descriptor, as of a network card; else of a process */
#define PROTOCOLS_END 263   /* of the internet families: IPPROTO_MAX, behind IPPROTO_MPTCP */

/* What sockets of a family are called in /proc/net/protocols, or begin with. Others are not known there. */
static const char *const protocols[FAMILIES_END] = {
        [AF_AX25] = "AX25",
        [AF_APPLETALK] = "DDP",
        [AF_NETROM] = "NETROM",
        [AF_X25] = "X25",
        [AF_ROSE] = "ROSE",
        [AF_KEY] = "KEY",
        [AF_PACKET] = "PACKET",
        [AF_RDS] = "RDS",
        [AF_PPPOX] = "PPP",
        [AF_LLC] = "LLC",
        [AF_CAN] = "CAN",
        [AF_TIPC] = "TIPC",
        [AF_RXRPC] = "RXRPC",
        [AF_PHONET] = "PH",
        [AF_ALG] = "ALG",
        [AF_CAIF] = "CAIF",
        [AF_NFC] = "NFC",
        [AF_VSOCK] = "AF_V",
        [AF_KCM] = "KCM",
        [AF_SMC] = "SMC",
        [AF_QIPCRTR] = "QIPC",
        [AF_XDP] = "XDP",
        [45 /* MCTP */] = "MCTP",
        /* no kernel since 5.15 has these */
        [AF_IPX] = "-",
        [AF_DECnet] = "-",
        [AF_ECONET] = "-",
        [AF_IRDA] = "-",
        [AF_WANPIPE] = "-",
};

/* Is there a module that the kernel would load for it? */
static bool has_module(const FutileHost *host, const char *alias)
{
        g_autofree char *path = g_strconcat(host->root, "/lib/modules/", host->release, "/modules.alias", NULL),
                        *text = NULL, *line = g_strdup_printf("\nalias %s ", alias);

        return file_read(path, 0, &text, NULL, NULL) && strstr(text, line);
}

static bool has_family(const FutileHost *host, uint64_t family)
{
        g_autofree char *path = g_strconcat(host->proc, "/net/protocols", NULL), *text = NULL, *line = NULL,
                        *alias = NULL;

        if (family >= FAMILIES_END)
                return false;
        if (!protocols[family] || !file_read(path, 0, &text, NULL, NULL))
                return true;
        line = g_strconcat("\n", protocols[family], NULL);
        alias = g_strdup_printf("net-pf-%u", (unsigned)family);
        return strstr(text, line) || has_module(host, alias);
}

static bool has_file_system(const FutileHost *host, const char *type)
{
        g_autofree char *name = g_strndup(type, strcspn(type, ".")), /* "fuse.sshfs" */
                *line = g_strdup_printf("\t%s\n", name), *alias = g_strconcat("fs-", name, NULL), *text = NULL;

        return !*name || !file_read("/proc/filesystems", 0, &text, NULL, NULL) || strstr(text, line) ||
               has_module(host, alias);
}

/* Is that one of netlink, for which the kernel listens or a module would be loaded? */
static bool has_netlink(const FutileHost *host, int protocol)
{
        g_autofree char *path = g_strconcat(host->proc, "/net/netlink", NULL), *text = NULL,
                        *alias = g_strdup_printf("net-pf-%d-proto-%d", AF_NETLINK, protocol);
        g_auto(GStrv) lines = NULL;

        if (protocol < 0 || protocol >= MAX_LINKS)
                return false;
        if (protocol == NETLINK_USERSOCK || !file_read(path, 0, &text, NULL, NULL))
                return true;
        lines = g_strsplit(text, "\n", 0);
        for (char **line = lines; *line; line++) {
                int there;

                if (sscanf(*line, "%*x %d", &there) == 1 && there == protocol)
                        return true;
        }
        return has_module(host, alias);
}

/* What the kernel is built with, or may be. */
static int internet_error(unsigned type, int protocol)
{
        switch (type) {
        case SOCK_STREAM:
                return protocol == 0 || protocol == IPPROTO_TCP || protocol == IPPROTO_SCTP || protocol >= 256
                               ? 0
                               : EPROTONOSUPPORT;
        case SOCK_DGRAM:
                return protocol == 0 || protocol == IPPROTO_UDP || protocol == IPPROTO_UDPLITE ||
                                       protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6 ||
                                       protocol == 115 /* L2TP */
                               ? 0
                               : EPROTONOSUPPORT;
        case SOCK_RAW:
                return protocol == 0 ? EPROTONOSUPPORT : 0;
        default:
                return 0; /* of modules */
        }
}

static int protocol_error(const FutileHost *host, uint64_t family, unsigned type, int protocol)
{
        switch (family) {
        case AF_UNIX:
                return protocol == 0 || protocol == AF_UNIX ? 0 : EPROTONOSUPPORT;
        case AF_INET:
        case AF_INET6:
                return protocol < 0 || protocol >= PROTOCOLS_END ? EINVAL : internet_error(type, protocol);
        case AF_NETLINK:
                if (type != SOCK_RAW && type != SOCK_DGRAM)
                        return ESOCKTNOSUPPORT;
                return has_netlink(host, protocol) ? 0 : EPROTONOSUPPORT;
        default:
                return 0;
        }
}

static int socket_error(const FutileHost *host, const struct wire_event *event)
{
        unsigned type = (unsigned)event->args[1] & SOCKET_TYPE_MASK;

        if (!has_family(host, event->args[0]))
                return EAFNOSUPPORT;
        return type >= SOCKET_TYPES_END ? EINVAL : protocol_error(host, event->args[0], type, (int)event->args[2]);
}

/* Setting and steering clocks: of those with a number of their own the one of the wall and the auxiliary ones can be
 * set. None of these errors says anything that EPERM does not. */
static int clock_error(const struct wire_event *event)
{
        int clock = (int)event->args[0];

        if (clock < 0)
                return (clock & CLOCK_KIND_MASK) == CLOCK_OF_DEVICE ? 0 : EPERM;
        return clock == CLOCK_REALTIME || (clock >= AUXILIARY_CLOCKS && clock < CLOCKS_END) ? 0 : EINVAL;
}

/* Things come and go there, or are in another place on the host (the directories of a dynamic user). */
static bool is_volatile(const char *path)
{
        static const char *const places[] = {"/run/",     "/var/run/",         "/tmp/",
                                             "/var/tmp/", "/dev/shm/",         "/proc/",
                                             "/dev/",     "/var/lib/private/", "/var/cache/private/",
                                             "/sys/",     "/var/log/private/"};

        for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
                if (g_str_has_prefix(path, places[i]))
                        return true;
        return false;
}

static bool is_there(const FutileHost *host, const char *path)
{
        g_autofree char *full = g_strconcat(host->root, path, NULL);
        struct stat st;

        return lstat(full, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static bool is_parent_there(const FutileHost *host, const char *path)
{
        g_autofree char *parent = g_path_get_dirname(path);

        return is_there(host, parent);
}

/* Is something mounted there, as far as anybody knows? */
static bool is_mount(const FutileHost *host, const char *path)
{
        g_autofree char *real = path_chase(host->root, path, CHASE_MAY_MISS | CHASE_FOLLOW);
        g_auto(GStrv) lines = NULL;

        if (*path != '/' || !host->mounts)
                return true;
        lines = g_strsplit(host->mounts, "\n", 0);
        for (char **line = lines; *line; line++) {
                g_auto(GStrv) words = g_strsplit(*line, " ", 6); /* number, parent, device, root, place */
                g_autofree char *place = g_strv_length(words) > 4 ? g_strcompress(words[4]) : NULL;

                if (place && (g_str_equal(place, path) || g_strcmp0(place, real) == 0))
                        return true;
        }
        return false;
}

static int mount_error(const FutileHost *host, const char *call, const struct wire_event *event, const char *path,
                       const char *type)
{
        bool of_type = g_str_equal(call, "fsopen") ||
                       (g_str_equal(call, "mount") && !(event->args[3] & (MS_BIND | MS_MOVE | MS_REMOUNT | MS_SHARED |
                                                                          MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE)));

        if (*path == '/' && !is_volatile(path) && !is_there(host, path))
                return ENOENT;
        if (g_str_equal(call, "umount2") && !is_mount(host, path))
                return EINVAL;
        return of_type && !has_file_system(host, type) ? ENODEV : 0;
}

/* Calls that make what must not be there yet. */
static bool is_making(const char *call)
{
        static const char *const making[] = {"mkdir", "mkdirat", "mknod", "mknodat", "symlink", "symlinkat", NULL};

        return g_strv_contains(making, call);
}

static int path_error(const FutileHost *host, const Need *need, const char *call, const GateSubject *subject)
{
        const char *path = need->subject;
        bool there = is_there(host, path);

        if (*path != '/' || is_volatile(path))
                return 0;
        if (there && is_making(call))
                return EEXIST;
        if (!there && !is_parent_there(host, path))
                return ENOENT;
        if (!there && !is_making(call) && !(need->access & ACCESS_WRITE))
                return ENOENT;
        return (there || (need->access & ACCESS_CREATE)) && !gate_host_allows(host->root, need, subject) ? EACCES : 0;
}

/* Signals to, and a look into, processes of others. */
static int process_error(const char *call, const struct wire_event *event, const GateSubject *subject)
{
        bool traces = g_str_equal(call, "ptrace");
        int number = (int)event->args[traces ? 1 : 0];
        g_autofree char *path = g_strdup_printf("/proc/%d", number);
        struct stat st;

        if (number <= 0 || number == event->pid)
                return 0;
        if (stat(path, &st) < 0)
                return ESRCH;
        if (subject->uid == 0 || st.st_uid == subject->uid ||
            (event->capabilities >> (traces ? CAP_SYS_PTRACE : CAP_KILL) & 1))
                return 0;
        return EPERM;
}

int futile_error(const FutileHost *host, const Need *need, const char *call, const struct wire_event *event,
                 const char *path, const char *type, const GateSubject *subject)
{
        if (g_str_equal(call, "socket") || g_str_equal(call, "socketpair"))
                return socket_error(host, event);
        if (g_str_equal(call, "mount") || g_str_equal(call, "umount2") || g_str_equal(call, "fsopen"))
                return mount_error(host, call, event, path, type);
        if (g_str_equal(call, "kill") || g_str_equal(call, "tkill") || g_str_equal(call, "ptrace"))
                return process_error(call, event, subject);
        if (g_str_has_prefix(call, "clock_settime") || g_str_has_prefix(call, "clock_adjtime"))
                return clock_error(event);
        return need->kind == NEED_PATH ? path_error(host, need, call, subject) : 0;
}

bool futile_is_same(const Need *need, const char *call, int refused, int futile)
{
        static const char *const places[] = {"mount", "umount2", "chroot", NULL};

        if (refused == futile)
                return true;
        if (futile == ENOENT)
                return is_making(call) || g_strv_contains(places, call) || (need->access & ACCESS_CREATE);
        return futile != EEXIST && futile != ESRCH;
}

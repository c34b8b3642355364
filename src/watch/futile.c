/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A filter refuses a call before the kernel has looked at it. Many would have failed a moment later as well: a socket
 * of a family that this kernel has not, a mount of a file system of which nobody has heard, a directory below one that
 * is not there. Then the filter has taken nothing away. privilege.c is for those that fail for want of a capability.
 *
 * Only what can be known afterwards is asked. A file that the service made and removed itself may be gone by now, so
 * that a single missing name says nothing: its directory must be missing too, and be in no place that is often cleared.
 *
 * Sources: mount(2), socket(2), address_families(7), clock_settime(2); of modules, MODULE_ALIAS_FS() and
 * MODULE_ALIAS_NETPROTO() of Linux 6.18. */

#include "watch/futile.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"

#define FAMILIES_END 64     /* no kernel has families beyond */
#define SOCKET_TYPE_MASK 15 /* SOCK_NONBLOCK and SOCK_CLOEXEC are above */
#define SOCKET_TYPES_END 11 /* SOCK_PACKET is the last */
#define AUXILIARY_CLOCKS 16 /* the first of them: those may be set, too */

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

static int socket_error(const FutileHost *host, const struct wire_event *event)
{
        if (!has_family(host, event->args[0]))
                return EAFNOSUPPORT;
        return (event->args[1] & SOCKET_TYPE_MASK) >= SOCKET_TYPES_END ? EINVAL : 0;
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

static int mount_error(const FutileHost *host, const char *call, const struct wire_event *event, const char *path,
                       const char *type)
{
        bool of_type = g_str_equal(call, "fsopen") ||
                       (g_str_equal(call, "mount") && !(event->args[3] & (MS_BIND | MS_MOVE | MS_REMOUNT | MS_SHARED |
                                                                          MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE)));

        if (*path == '/' && !is_volatile(path) && !is_there(host, path))
                return ENOENT;
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
        if (g_str_equal(call, "clock_settime"))
                return event->args[0] != CLOCK_REALTIME && event->args[0] < AUXILIARY_CLOCKS ? EINVAL : 0;
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

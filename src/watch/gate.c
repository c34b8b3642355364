/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A refusal is the sandbox's only if the same access would have worked without it. Most that fail on a machine fail for
 * ordinary reasons: the file is not there, it belongs to somebody else, nobody listens. So before a setting is blamed
 * for a path, the host is asked: is it there, is it on a file system that can be written, do its owner, group, mode and
 * access control list allow it? */

#include "watch/gate.h"

#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <net/route.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>

#include "base/file.h"

#define ACL_ENTRIES_MAX 512      /* what is longer is taken for the mode that it leaves */
#define KERNEL_THREAD 0x00200000 /* of the flags in /proc/PID/stat: PF_KTHREAD */

static bool in_group(const GateSubject *subject, gid_t gid)
{
        if (subject->gid == gid)
                return true;
        for (unsigned i = 0; i < subject->n_groups; i++)
                if (subject->groups[i] == gid)
                        return true;
        return false;
}

/* What the file's access control list grants to who is not its owner: acl(5). False: it has none. */
static bool find_acl(const char *full, const struct stat *st, const GateSubject *subject, unsigned want, bool *ret_may)
{
        struct {
                struct posix_acl_xattr_header head;
                struct posix_acl_xattr_entry entries[ACL_ENTRIES_MAX];
        } list;
        ssize_t size = getxattr(full, "system.posix_acl_access", &list, sizeof(list));
        size_t n = size < (ssize_t)sizeof(list.head) ? 0 : ((size_t)size - sizeof(list.head)) / sizeof(list.entries[0]);
        unsigned mask = 07, other = 0;
        bool named = false, grouped = false, grants = false;

        if (n == 0 || GUINT32_FROM_LE(list.head.a_version) != POSIX_ACL_XATTR_VERSION)
                return false;
        for (size_t i = 0; i < n; i++)
                if (GUINT16_FROM_LE(list.entries[i].e_tag) == ACL_MASK)
                        mask = GUINT16_FROM_LE(list.entries[i].e_perm);
        for (size_t i = 0; i < n && !named; i++) {
                unsigned id = GUINT32_FROM_LE(list.entries[i].e_id), tag = GUINT16_FROM_LE(list.entries[i].e_tag),
                         granted = GUINT16_FROM_LE(list.entries[i].e_perm);
                bool enough = (granted & mask & want) == want;

                if (tag == ACL_USER && id == subject->uid) {
                        named = true;
                        grants = enough;
                } else if ((tag == ACL_GROUP_OBJ && in_group(subject, st->st_gid)) ||
                           (tag == ACL_GROUP && in_group(subject, id))) {
                        grouped = true;
                        grants |= enough;
                } else if (tag == ACL_OTHER) {
                        other = granted;
                }
        }
        *ret_may = named || grouped ? grants : (other & want) == want;
        return true;
}

/* want: bits 4 read, 2 write, 1 execute. */
static bool mode_allows(const char *full, const struct stat *st, const GateSubject *subject, unsigned want)
{
        unsigned mode = st->st_mode & 07;
        bool may;

        if (subject->uid == 0) /* root has its capabilities outside; but it runs only what someone may */
                return !(want & 1) || S_ISDIR(st->st_mode) || (st->st_mode & 0111);
        if (st->st_uid == subject->uid)
                mode = st->st_mode >> 6 & 07;
        else if (find_acl(full, st, subject, want, &may))
                return may;
        else if (in_group(subject, st->st_gid))
                mode = st->st_mode >> 3 & 07;
        return (mode & want) == want;
}

/* May the subject pass through all directories above path (below the root)? */
static bool may_reach(const char *root, const char *path, const GateSubject *subject)
{
        g_autofree char *full = g_strconcat(root, path, NULL);
        size_t base = strlen(root);

        for (char *slash = strchr(full + base + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
                struct stat st;
                bool ok;

                *slash = '\0';
                ok = stat(full, &st) == 0 && S_ISDIR(st.st_mode) && mode_allows(full, &st, subject, 1);
                *slash = '/';
                if (!ok)
                        return false;
        }
        return true;
}

/* What the kernel shows of itself obeys the mode even where root asks, and nobody makes a file there by opening it. */
static bool kernel_allows(const char *path, const struct stat *st, unsigned access, unsigned want)
{
        bool tunable = g_str_has_prefix(path, "/proc/sys/");
        unsigned bits;

        if (!tunable && !g_str_has_prefix(path, "/sys/"))
                return true;
        if (!st)
                return !(access & ACCESS_WRITE);
        bits = st->st_mode >> 6 | (tunable ? 0 : st->st_mode >> 3 | st->st_mode);
        return S_ISDIR(st->st_mode) || (bits & want & 6) == (want & 6);
}

/* In a directory that all may write to, as /tmp, what is there is removed and replaced by its owner. */
static bool is_kept_by_owner(const char *full, const struct stat *directory, const GateSubject *subject)
{
        struct stat st;

        return (directory->st_mode & S_ISVTX) && subject->uid != 0 && directory->st_uid != subject->uid &&
               lstat(full, &st) == 0 && st.st_uid != subject->uid;
}

static bool allows_path(const char *root, const char *path, unsigned access, const GateSubject *subject)
{
        g_autofree char *full = g_strconcat(root, path, NULL), *parent = g_path_get_dirname(full);
        struct stat st, up;
        struct statvfs fs;
        unsigned want =
                (access & ACCESS_READ ? 4 : 0) | (access & ACCESS_WRITE ? 2 : 0) | (access & ACCESS_EXECUTE ? 1 : 0);
        bool there = stat(full, &st) == 0;

        if (!may_reach(root, path, subject) || !kernel_allows(path, there ? &st : NULL, access, want))
                return false;
        if (access & ACCESS_CREATE) {
                if (stat(parent, &up) < 0 || !S_ISDIR(up.st_mode))
                        return false;
                /* open(O_CREAT) of what is there already makes nothing */
                if ((!there || !(access & ACCESS_WRITE)) && !mode_allows(parent, &up, subject, 3))
                        return false;
                if (!(access & ACCESS_WRITE) && is_kept_by_owner(full, &up, subject))
                        return false;
        } else if (!there) {
                return false;
        }
        if (there && !mode_allows(full, &st, subject, want & (S_ISDIR(st.st_mode) ? 5U : 7U)) &&
            access != ACCESS_CREATE)
                return false;
        /* that is its owner, mode or times: what is made and removed in it has a name of its own */
        if (there && S_ISDIR(st.st_mode) && (access & ACCESS_WRITE) && !(access & ACCESS_CREATE) && subject->uid != 0 &&
            st.st_uid != subject->uid)
                return false;
        if (statvfs(there ? full : parent, &fs) == 0) {
                bool device = there && (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode));

                if ((access & (ACCESS_WRITE | ACCESS_CREATE)) && (fs.f_flag & ST_RDONLY) && !device)
                        return false;
                if ((access & (ACCESS_EXECUTE | ACCESS_MAP_EXECUTE)) && (fs.f_flag & ST_NOEXEC))
                        return false;
        }
        return true;
}

bool gate_host_misses(const char *root, const char *path, const GateSubject *subject)
{
        g_autofree char *full = g_strconcat(root, path, NULL);
        struct stat st;

        return stat(full, &st) < 0 && errno == ENOENT && may_reach(root, path, subject);
}

bool gate_host_allows(const char *root, const Need *need, const GateSubject *subject)
{
        switch (need->kind) {
        case NEED_PATH:
        case NEED_DEVICE:
                return need->subject[0] != '/' || allows_path(root, need->subject, need->access, subject);
        case NEED_CONNECT:
                return !g_str_has_prefix(need->subject, "unix:/") ||
                       allows_path(root, need->subject + strlen("unix:"), ACCESS_WRITE, &(GateSubject){0});
        case NEED_BIND:
                return !g_str_has_prefix(need->subject, "unix:/") ||
                       allows_path(root, need->subject + strlen("unix:"), ACCESS_CREATE, subject);
        case NEED_SETID_BIT:
        case NEED_SETID_EXEC:
        case NEED_SYSCALL:
        case NEED_FOREIGN:
        case NEED_CAPABILITY:
        case NEED_SOCKET:
        case NEED_ACCEPT:
        case NEED_NAMESPACE:
        case NEED_MEMORY:
        case NEED_USER:
        case NEED_GROUP:
        case NEED_BEHAVIOUR:
        case NEED_INDIRECT:
        case _NEED_MAX:
                break;
        }
        return true;
}

bool gate_host_owner(const char *root, const char *path, const GateSubject *subject)
{
        g_autofree char *full = g_strconcat(root, path, NULL);
        struct stat st;

        return subject->uid == 0 || (stat(full, &st) == 0 && st.st_uid == subject->uid);
}

bool gate_host_has_ipc(const char *proc, const char *kind, int key)
{
        g_autofree char *path = g_strdup_printf("%s/sysvipc/%s", proc, kind), *text = NULL;
        g_auto(GStrv) lines = NULL;

        if (!file_read(path, 0, &text, NULL, NULL))
                return false;
        lines = g_strsplit(text, "\n", 0);
        for (char **line = lines; *line && line[1]; line++) /* the first is the heading */
                if (g_ascii_strtoll(line[1], NULL, 10) == key && *g_strchug(line[1]))
                        return true;
        return false;
}

bool gate_host_has_interface(const char *proc, const char *name)
{
        g_autofree char *path = g_strconcat(proc, "/net/dev", NULL), *text = NULL;
        g_auto(GStrv) lines = NULL;

        if (!*name || !file_read(path, 0, &text, NULL, NULL))
                return false;
        lines = g_strsplit(text, "\n", 0);
        for (char **line = lines; *line; line++) {
                const char *begin = g_strchug(*line);

                if (g_str_has_prefix(begin, name) && begin[strlen(name)] == ':')
                        return true;
        }
        return false;
}

bool gate_host_has_process(const char *proc, int number)
{
        g_autofree char *path = g_strdup_printf("%s/%d/stat", proc, number), *text = NULL;
        const char *rest;
        unsigned flags;

        if (!file_read(path, 0, &text, NULL, NULL))
                return false;
        rest = strrchr(text, ')'); /* a name may have one, too */
        return rest && sscanf(rest, ") %*c %*d %*d %*d %*d %*d %u", &flags) == 1 && !(flags & KERNEL_THREAD);
}

/* The address of "tcp:10.0.0.1:80", "udp:[fe80::1]:53", "tcp:10.0.0.1". Returns its family, 0 where there is none. */
static int parse_endpoint(const char *endpoint, unsigned char *ret_address)
{
        const char *begin = strchr(endpoint, ':');
        g_autofree char *text = NULL;

        if (!begin++ || g_str_has_prefix(endpoint, "unix:"))
                return 0;
        text = *begin == '[' ? g_strndup(begin + 1, strcspn(begin + 1, "]")) : g_strndup(begin, strcspn(begin, ":"));
        if (inet_pton(AF_INET, text, ret_address) == 1)
                return AF_INET;
        return inet_pton(AF_INET6, text, ret_address) == 1 ? AF_INET6 : 0;
}

static bool same_bits(const unsigned char *a, const unsigned char *b, unsigned bits)
{
        unsigned rest = bits % 8;

        return memcmp(a, b, bits / 8) == 0 &&
               (rest == 0 || ((a[bits / 8] ^ b[bits / 8]) & (0xffU << (8 - rest) & 0xffU)) == 0);
}

static bool parse_hex(const char *text, unsigned char *ret_bytes, unsigned n)
{
        for (unsigned i = 0; i < n; i++) {
                if (!g_ascii_isxdigit(text[2 * i]) || !g_ascii_isxdigit(text[2 * i + 1]))
                        return false;
                ret_bytes[i] =
                        (unsigned char)(g_ascii_xdigit_value(text[2 * i]) << 4 | g_ascii_xdigit_value(text[2 * i + 1]));
        }
        return true;
}

static char **read_table(const char *proc, const char *name)
{
        g_autofree char *path = g_strconcat(proc, "/net/", name, NULL), *text = NULL;

        return file_read(path, 0, &text, NULL, NULL) ? g_strsplit(text, "\n", 0) : NULL;
}

/* Is that the address, as /proc/net has it (words of 32 bits in the order of the machine), or one that stands for all?
 */
static bool is_address(const char *hex, size_t digits, int family, const unsigned char *wanted)
{
        static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff}, none[16] = {};
        unsigned char there[16] = {};

        if (digits != 8 && digits != 32)
                return false;
        for (size_t i = 0; i < digits / 8; i++) {
                uint32_t word;

                if (sscanf(hex + 8 * i, "%8" SCNx32, &word) != 1)
                        return false;
                memcpy(there + 4 * i, &word, sizeof(word));
        }
        if (memcmp(there, none, sizeof(none)) == 0)
                return digits == 32 || family == AF_INET;
        if (family == AF_INET && digits == 32)
                return memcmp(there, mapped, sizeof(mapped)) == 0 && memcmp(there + 12, wanted, 4) == 0;
        return (family == AF_INET6) == (digits == 32) && memcmp(there, wanted, digits / 2) == 0;
}

/* A line of /proc/net/tcp with that local end in the state LISTEN, or of udp with that local end. */
static bool has_end(const char *proc, const char *file, const char *endpoint, bool listening)
{
        const char *text = strrchr(endpoint, ':');
        unsigned char wanted[16];
        int family = parse_endpoint(endpoint, wanted);
        unsigned port = text ? (unsigned)atoi(text + 1) : 0;
        g_auto(GStrv) lines = port ? read_table(proc, file) : NULL;

        for (char **line = lines; line && *line; line++) {
                const char *colon = strchr(*line, ':'), *hex = colon ? colon + 1 + strspn(colon + 1, " ") : "";
                size_t digits = strspn(hex, "0123456789ABCDEF");
                unsigned there;

                if (hex[digits] == ':' && sscanf(hex + digits + 1, "%4x", &there) == 1 && there == port &&
                    (!listening || strstr(hex, ":0000 0A ")) &&
                    (family == 0 || is_address(hex, digits, family, wanted)))
                        return true;
        }
        return false;
}

bool gate_host_listens(const char *proc, const char *endpoint)
{
        if (g_str_has_prefix(endpoint, "unix:@")) {
                g_auto(GStrv) lines = read_table(proc, "unix");
                g_autofree char *end = g_strconcat(" ", endpoint + strlen("unix:"), NULL);

                for (char **line = lines; line && *line; line++)
                        if (g_str_has_suffix(*line, end))
                                return true;
                return false;
        }
        if (g_str_has_prefix(endpoint, "tcp:"))
                return has_end(proc, "tcp", endpoint, true) || has_end(proc, "tcp6", endpoint, true);
        if (g_str_has_prefix(endpoint, "udp:"))
                return has_end(proc, "udp", endpoint, false) || has_end(proc, "udp6", endpoint, false);
        return true;
}

bool gate_host_owns(const char *proc, const char *endpoint)
{
        unsigned char wanted[16], there[16] = {};
        int family = parse_endpoint(endpoint, wanted);
        g_auto(GStrv) lines = NULL;

        if (family == 0)
                return false;
        lines = read_table(proc, family == AF_INET ? "fib_trie" : "if_inet6");
        for (char **line = lines; line && *line; line++) {
                const char *at = g_strstrip(*line), *address = strstr(at, "|-- ");

                if (family == AF_INET6) {
                        if (parse_hex(at, there, 16) && memcmp(wanted, there, 16) == 0)
                                return true;
                } else if (address) {
                        if (inet_pton(AF_INET, address + strlen("|-- "), there) != 1)
                                memset(there, 0, sizeof(there));
                } else if (*at == '/' && strstr(at, " host LOCAL") && same_bits(wanted, there, (unsigned)atoi(at + 1)))
                        return true;
        }
        return false;
}

/* The best line of the host's tables for that address. *ret_name: its interface; may be NULL. */
static bool find_route(const char *proc, const char *endpoint, char **ret_name)
{
        unsigned char wanted[16], there[16];
        int family = parse_endpoint(endpoint, wanted), best = -1;
        g_auto(GStrv) lines = NULL;
        bool found = false;

        if (family == 0)
                return false;
        lines = read_table(proc, family == AF_INET ? "route" : "ipv6_route");
        for (char **line = lines; line && *line; line++) {
                uint32_t destination, flags, mask;
                char name[32] = "";
                unsigned bits;

                if (family == AF_INET) {
                        uint32_t address;

                        if (sscanf(*line, "%31s %" SCNx32 " %*x %" SCNx32 " %*d %*d %*d %" SCNx32, name, &destination,
                                   &flags, &mask) != 4)
                                continue;
                        memcpy(&address, wanted, sizeof(address));
                        bits = (unsigned)__builtin_popcount(mask);
                        if ((address & mask) != destination)
                                continue;
                } else {
                        if (strlen(*line) < 35 || !parse_hex(*line, there, 16) ||
                            sscanf(*line + 32, " %x %*x %*x %*x %*x %*x %*x %" SCNx32 " %31s", &bits, &flags, name) !=
                                    3 ||
                            bits > 128 || !same_bits(wanted, there, bits))
                                continue;
                }
                if ((int)bits < best || !(flags & RTF_UP))
                        continue;
                found = ((int)bits == best && found) || !(flags & RTF_REJECT);
                best = (int)bits;
                if (ret_name) {
                        g_free(*ret_name);
                        *ret_name = g_strdup(name);
                }
        }
        return found;
}

bool gate_host_has_route(const char *proc, const char *endpoint)
{
        /* nothing can be sent to port 0 */
        if (g_str_has_suffix(endpoint, ":0") &&
            (g_str_has_prefix(endpoint, "tcp:") || g_str_has_prefix(endpoint, "udp:")))
                return false;
        return gate_host_owns(proc, endpoint) || find_route(proc, endpoint, NULL);
}

char *gate_host_way(const char *proc, const char *endpoint)
{
        g_autofree char *name = NULL;

        if (gate_host_owns(proc, endpoint))
                return g_strdup("lo");
        return find_route(proc, endpoint, &name) ? g_steal_pointer(&name) : NULL;
}

uint64_t gate_host_capabilities(const char *proc, uint64_t capabilities)
{
        g_autofree char *path = g_strconcat(proc, "/1/status", NULL), *text = NULL;
        const char *line = file_read(path, 0, &text, NULL, NULL) ? strstr(text, "\nCapBnd:") : NULL;

        return line ? g_ascii_strtoull(line + strlen("\nCapBnd:"), NULL, 16) & capabilities : 0;
}

gint64 gate_host_variable(const char *proc, const char *variable)
{
        g_autofree char *path = g_strconcat(proc, "/sys/", variable, NULL), *text = NULL;

        return file_read(path, 0, &text, NULL, NULL) ? g_ascii_strtoll(text, NULL, 10) : 0;
}

bool gate_host_guards(const char *proc, const char *path, GateLook look, const GateSubject *subject)
{
        static const char *const guarded[] = {
                "auxv",        "clear_refs", "cwd",       "environ",      "exe",   "fd",        "fdinfo",
                "io",          "maps",       "map_files", "mem",          "ns",    "numa_maps", "pagemap",
                "personality", "root",       "smaps",     "smaps_rollup", "stack", "syscall",   NULL};
        static const char *const links[] = {"cwd", "exe", "root", NULL};
        g_auto(GStrv) names = g_str_has_prefix(path, "/proc/") ? g_strsplit(path + strlen("/proc/"), "/", 3) : NULL;
        g_autofree char *process = NULL;
        struct stat st;

        if (!names || !names[0] || !names[1] || !g_strv_contains(guarded, names[1]) || subject->uid == 0)
                return false;
        process = g_strconcat(proc, "/", names[0], NULL);
        if (stat(process, &st) < 0 || st.st_uid == subject->uid)
                return false;
        if (names[2] && *names[2]) /* all may pass through ns, and only there */
                return !g_str_equal(names[1], "ns") || look != GATE_LOOK_AT_LINK;
        /* what they are all are told, but where the links lead to */
        return look == GATE_LOOK_INTO || (look == GATE_LOOK_AT && g_strv_contains(links, names[1]));
}

bool gate_host_is_nosuid(const char *root, const char *path)
{
        g_autofree char *full = g_strconcat(root, path, NULL);
        struct statvfs fs;

        return statvfs(full, &fs) == 0 && (fs.f_flag & ST_NOSUID);
}

unsigned *gate_groups(int pid, unsigned uid, unsigned *ret_n)
{
        g_autofree char *path = g_strdup_printf("/proc/%d/status", pid), *text = NULL;
        GArray *groups = g_array_new(FALSE, FALSE, sizeof(unsigned));
        const char *line = pid > 0 && file_read(path, 0, &text, NULL, NULL) ? strstr(text, "\nGroups:") : NULL;

        if (line) {
                char *at = (char *)line + strlen("\nGroups:"), *end;

                for (;;) {
                        unsigned long gid;

                        while (*at == ' ' || *at == '\t')
                                at++;
                        gid = strtoul(at, &end, 10);
                        if (end == at)
                                break;
                        unsigned one = (unsigned)gid;
                        g_array_append_val(groups, one);
                        at = end;
                }
        } else {
                struct passwd *user = getpwuid(uid);
                gid_t list[64];
                int n = G_N_ELEMENTS(list);

                if (user && getgrouplist(user->pw_name, user->pw_gid, list, &n) > 0)
                        for (int i = 0; i < n; i++)
                                g_array_append_val(groups, list[i]);
        }
        *ret_n = groups->len;
        return (unsigned *)(void *)g_array_free(groups, FALSE);
}

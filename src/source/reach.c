/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a program could do, by the names that its dynamic string table has, and by a few constants that say what it is
 * for. A name that is there may never be called: so this is the looser side, and only functions are in the table whose
 * absence of a need no caller can cope with. A full analysis of the code is another source's work. */

#include "source/reach.h"

#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "facts/imports.h"

typedef struct ReachRow {
        const char *symbol; /* or another string, whole */
        NeedKind kind;
        unsigned access;
        const char *subject;
        const char *note;
} ReachRow;

/* haproxy, lighttpd and proftpd refuse their configuration where it does not work, PHP warns in its pages. */
#define JIT "pcre2_jit_compile_8"

/* Runs only when a peer calls. */
#define PPPD "/usr/sbin/pppd"

static const ReachRow reach_rows[] = {
        {"getifaddrs", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "imports getifaddrs()"},
        {"if_nameindex", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "imports if_nameindex()"},
        {"nl_socket_alloc", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "imports libnl's nl_socket_alloc()"},
        {"mnl_socket_open", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "imports libmnl's mnl_socket_open()"},
        {"audit_open", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/9", "imports libaudit's audit_open()"},
        {"udev_monitor_new_from_netlink", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/15", "imports udev's monitor"},
        {"res_query", NEED_CONNECT, 0, "udp:0.0.0.0:53", "imports res_query(): asks DNS"},
        {"res_nquery", NEED_CONNECT, 0, "udp:0.0.0.0:53", "imports res_nquery(): asks DNS"},
        {"res_search", NEED_CONNECT, 0, "udp:0.0.0.0:53", "imports res_search(): asks DNS"},
        {"res_nsearch", NEED_CONNECT, 0, "udp:0.0.0.0:53", "imports res_nsearch(): asks DNS"},
        {"res_mkquery", NEED_CONNECT, 0, "udp:0.0.0.0:53", "imports res_mkquery(): asks DNS"},
        {"res_nmkquery", NEED_CONNECT, 0, "udp:0.0.0.0:53", "imports res_nmkquery(): asks DNS"},
        {"ares_init_options", NEED_CONNECT, 0, "udp:0.0.0.0:53", "imports c-ares: asks DNS"},
        {"ub_ctx_create", NEED_CONNECT, 0, "udp:0.0.0.0:53", "imports libunbound: asks DNS"},
        {"llvmjit", NEED_MEMORY, 0, "write-execute", "compiles costly queries (LLVM)"},
        {JIT, NEED_MEMORY, 0, "write-execute", "compiles the regular expressions of its configuration (PCRE)"},
        {"cap_set_proc", NEED_SYSCALL, 0, "capset", "imports libcap's cap_set_proc()"},
        {"capng_apply", NEED_SYSCALL, 0, "capset", "imports libcap-ng's capng_apply()"},
        {"pam_open_session", NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/home/USER/FILE",
         "imports pam_open_session(): acts for people who log in"},
        {"pam_open_session", NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/srv/FILE",
         "imports pam_open_session(): acts for people, who share files there"},
        {"pam_open_session", NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/root/FILE",
         "imports pam_open_session(): acts for people who log in"},
        {"pam_open_session", NEED_CAPABILITY, 0, "CAP_DAC_READ_SEARCH",
         "imports pam_open_session(): enters homes that are closed to others"},
        {"/proc/%d/cmdline", NEED_BEHAVIOUR, 0, "other-process",
         "has the name of such files: looks at other processes"},
        {"/proc/%u/cmdline", NEED_BEHAVIOUR, 0, "other-process",
         "has the name of such files: looks at other processes"},
        {"/dev/fuse", NEED_DEVICE, ACCESS_READ | ACCESS_WRITE, "/dev/fuse", "has the name of that device"},
        {"/dev/kvm", NEED_DEVICE, ACCESS_READ | ACCESS_WRITE, "/dev/kvm", "has the name of that device"},
        {"/dev/loop-control", NEED_DEVICE, ACCESS_READ | ACCESS_WRITE, "/dev/loop-control",
         "has the name of that device"},
        {"/dev/loop-control", NEED_DEVICE, ACCESS_READ | ACCESS_WRITE, "/dev/loop0", "has the name of that device"},
        {"/dev/net/tun", NEED_DEVICE, ACCESS_READ | ACCESS_WRITE, "/dev/net/tun", "has the name of that device"},
        {"/dev/ppp", NEED_DEVICE, ACCESS_READ | ACCESS_WRITE, "/dev/ppp", "has the name of that device"},
        {PPPD, NEED_DEVICE, ACCESS_READ | ACCESS_WRITE, "/dev/ppp", "calls pppd: makes tunnels"},
        {PPPD, NEED_CAPABILITY, 0, "CAP_NET_ADMIN", "calls pppd: makes tunnels"},
        {PPPD, NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0", "calls pppd: gives addresses to tunnels"},
        {PPPD, NEED_CAPABILITY, 0, "CAP_SETUID", "calls pppd: reads options of users as they"},
        {PPPD, NEED_CAPABILITY, 0, "CAP_SETGID", "calls pppd: reads options of users as they"},
        {PPPD, NEED_SYSCALL, 0, "setresuid", "calls pppd: reads options of users as they"},
        {PPPD, NEED_SYSCALL, 0, "setgroups", "calls pppd: reads options of users as they"},
        {PPPD, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "calls pppd: gives addresses to tunnels"},
        {PPPD, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/etc/ppp/resolv.conf",
         "calls pppd: it keeps there which name servers its peer knows"},
        {PPPD, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/run/ppp0.pid", "calls pppd: makes tunnels"},
        {PPPD, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/var/log/FILE",
         "calls pppd, whose option \"logfile\" may give it a log right there"},
        {"/usr/sbin/usermod", NEED_CAPABILITY, 0, "CAP_CHOWN", "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_CAPABILITY, 0, "CAP_DAC_OVERRIDE", "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_CAPABILITY, 0, "CAP_FOWNER", "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_CAPABILITY, 0, "CAP_FSETID", "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_CAPABILITY, 0, "CAP_SETGID", "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_CAPABILITY, 0, "CAP_SETUID", "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_CAPABILITY, 0, "CAP_AUDIT_WRITE", "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/9", "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_SYSCALL, 0, "chown", "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_SYSCALL, 0, "setuid", "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/etc/FILE",
         "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/home/USER/FILE",
         "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/run/LOCK",
         "calls usermod: manages users"},
        {"/usr/sbin/usermod", NEED_BEHAVIOUR, 0, "group-readable", "calls usermod: manages users"},
        /* Go: its linker drops what is never called */
        {"syscall.NetlinkRIB", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "asks for interfaces (Go)"},
        {"github.com/mdlayher/netlink.Dial", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "speaks netlink (Go)"},
        {"golang.org/x/sys/unix.Adjtimex", NEED_BEHAVIOUR, 0, "clock-read", "asks for the state of the clock (Go)"},
        {"golang.org/x/sys/unix.Adjtimex", NEED_SYSCALL, 0, "adjtimex", "asks for the state of the clock (Go)"},
        {"DHCPOFFER", NEED_SOCKET, 0, "AF_PACKET/SOCK_RAW/0", "knows DHCP: answers those who have no address yet"},
        {"DHCPOFFER", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", "knows DHCP: follows addresses of interfaces"},
        {"DHCPOFFER", NEED_CAPABILITY, 0, "CAP_NET_RAW", "knows DHCP: answers those who have no address yet"},
        {"DHCPOFFER", NEED_CAPABILITY, 0, "CAP_NET_ADMIN", "knows DHCP: answers those who have no address yet"},
        {"DHCPOFFER", NEED_CAPABILITY, 0, "CAP_NET_BIND_SERVICE", "knows DHCP: its port is 67"},
};

/* These define what others import. */
static bool defines_them(const char *path)
{
        g_autofree char *name = g_path_get_basename(path);

        return g_str_has_prefix(name, "libc.so") || g_str_has_prefix(name, "libc-") ||
               g_str_has_prefix(name, "ld-linux") || g_str_has_prefix(name, "ld-musl") ||
               g_str_has_prefix(name, "libpam.so") || g_str_has_prefix(name, "libresolv") ||
               g_str_has_prefix(name, "libcares.so") || g_str_has_prefix(name, "libunbound.so") ||
               g_str_has_prefix(name, "libcap.so") || g_str_has_prefix(name, "libcap-ng.so");
}

int reach_scan(const void *data, size_t length)
{
        int found = 0;

        if (!is_elf(data, length))
                return -1;
        for (size_t i = 0; i < G_N_ELEMENTS(reach_rows); i++)
                found += elf_has_string(data, length, reach_rows[i].symbol);
        return found;
}

/* Programs, by the beginnings of their names, that do without a compiled expression where they cannot have one. */
static const char *const without_jit[] = {"git", "grep", "nginx", "uwsgi", "varnish", NULL};

/* A library knows devices for those who ask it for them, and compiles for them: libblkid, which is mapped by many,
 * knows loop devices. */
static bool says(size_t row, const Need *need)
{
        g_autofree char *name = g_path_get_basename(need->subject);

        if (reach_rows[row].kind != NEED_DEVICE && reach_rows[row].kind != NEED_MEMORY)
                return true;
        for (const char *const *program = without_jit; *program && reach_rows[row].kind == NEED_MEMORY; program++)
                if (g_str_has_prefix(name, *program))
                        return false;
        return need->access & ACCESS_EXECUTE;
}

static int compare_strings(gconstpointer a, gconstpointer b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

NeedSet *reach_needs(const char *root, const NeedSet *needs)
{
        NeedSet *reach = need_set_new(needs->unit);
        g_autoptr(GPtrArray) blind = g_ptr_array_new_with_free_func(g_free);
        Coverage coverage = {.source = (char *)"elf"};

        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;
                g_autofree char *path = NULL;
                g_autoptr(GMappedFile) file = NULL;
                const char *data;
                size_t length;

                if (need->kind != NEED_PATH || !(need->access & (ACCESS_EXECUTE | ACCESS_MAP_EXECUTE)) ||
                    defines_them(need->subject))
                        continue;
                path = path_under_root(root, need->subject);
                if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
                        continue;
                file = g_mapped_file_new(path, FALSE, NULL);
                if (!file) {
                        g_ptr_array_add(blind, g_strdup_printf("%s: cannot be read", need->subject));
                        continue;
                }
                data = g_mapped_file_get_contents(file);
                length = g_mapped_file_get_length(file);
                for (size_t row = 0; is_elf(data, length) && row < G_N_ELEMENTS(reach_rows); row++)
                        if (says(row, need) && elf_has_string(data, length, reach_rows[row].symbol))
                                need_set_add(reach, reach_rows[row].kind, reach_rows[row].access,
                                             reach_rows[row].subject, STRENGTH_POSSIBLE, PHASE_NONE, "elf",
                                             need->subject, reach_rows[row].note);
        }
        g_ptr_array_sort(blind, compare_strings);
        g_ptr_array_add(blind, NULL);
        if (blind->len > 1)
                coverage.blind = (char **)blind->pdata;
        need_set_add_coverage(reach, &coverage);
        return reach;
}

static bool opens_connections(const char *data, size_t length)
{
        return elf_has_string(data, length, "socket") &&
               (elf_has_string(data, length, "bind") || elf_has_string(data, length, "connect"));
}

/* Sockets of a bus or of the journal need no addresses. */
static bool knows_addresses(const char *data, size_t length)
{
        static const char *const functions[] = {"getaddrinfo", "gethostbyname", "gethostbyname2", "inet_pton",
                                                "inet_aton",   "inet_addr",     "in6addr_any",    NULL};

        for (const char *const *function = functions; *function; function++)
                if (elf_has_string(data, length, *function))
                        return true;
        return false;
}

/* The programs of which this holds may open any connection. */
static NeedSet *connections(const char *root, const NeedSet *needs, bool (*holds)(const char *data, size_t length),
                            const char *note)
{
        NeedSet *reach = need_set_new(needs->unit);

        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;
                g_autofree char *path = NULL, *name = NULL;
                g_autoptr(GMappedFile) file = NULL;

                if (need->kind != NEED_PATH || !(need->access & ACCESS_EXECUTE))
                        continue;
                path = path_under_root(root, need->subject);
                name = g_path_get_basename(path);
                /* the shell has them for its /dev/tcp */
                if (g_str_equal(name, "bash"))
                        continue;
                file = file_map(path);
                if (!file || !is_elf(g_mapped_file_get_contents(file), g_mapped_file_get_length(file)) ||
                    !opens_connections(g_mapped_file_get_contents(file), g_mapped_file_get_length(file)) ||
                    (holds && !holds(g_mapped_file_get_contents(file), g_mapped_file_get_length(file))))
                        continue;
                need_set_add(reach, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", STRENGTH_POSSIBLE, PHASE_NONE, "elf",
                             need->subject, note);
                need_set_add(reach, NEED_BIND, 0, "tcp:0.0.0.0:0", STRENGTH_POSSIBLE, PHASE_NONE, "elf", need->subject,
                             note);
                need_set_add(reach, NEED_CONNECT, 0, "tcp:0.0.0.0:0", STRENGTH_POSSIBLE, PHASE_NONE, "elf",
                             need->subject, note);
        }
        return reach;
}

NeedSet *reach_needs_of_connection(const char *root, const NeedSet *needs)
{
        return connections(root, needs, NULL,
                           "imports socket(): may open connections beside the one that it is handed");
}

NeedSet *reach_needs_of_network(const char *root, const NeedSet *needs)
{
        return connections(root, needs, knows_addresses,
                           "is started after the network and imports socket(): its configuration may have it listen");
}

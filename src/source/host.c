/* SPDX-License-Identifier: GPL-2.0-or-later */
/* glibc loads name service modules into the service's own process when it first looks up a name that the modules before
 * did not know. So what they need, the service needs, whether it was seen today or not. */

#include "source/host.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"

typedef struct ModuleRow {
        const char *module;
        NeedKind kind;
        unsigned access;
        const char *subject;
} ModuleRow;

static const ModuleRow module_rows[] = {
        {"myhostname", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0"},
        {"gw_name", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0"},
        {"resolve", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0"},
        {"mymachines", NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0"},
        {"nis", NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0"},
        {"nisplus", NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0"},
        {"compat", NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0"},
        {"hesiod", NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0"},
        {"sss", NEED_PATH, ACCESS_READ, "/var/lib/sss/mc/passwd"},
        {"sss", NEED_CONNECT, 0, "unix:/var/lib/sss/pipes/nss"},
        {"ldap", NEED_CONNECT, 0, "unix:/run/nslcd/socket"},
        {"winbind", NEED_CONNECT, 0, "unix:/run/samba/winbindd/pipe"},
        {"mdns", NEED_CONNECT, 0, "unix:/run/avahi-daemon/socket"},
        {"systemd", NEED_CONNECT, 0, "unix:/run/systemd/userdb/io.systemd.Multiplexer"},
};

/* Databases that services look into; netgroup, where Debian names nis by default, is not one. */
static bool is_looked_into(const char *database)
{
        static const char *const databases[] = {
                "passwd:", "group:", "shadow:", "gshadow:", "initgroups:", "hosts:", "networks:", NULL};

        return string_table_index(databases, database) >= 0;
}

void nss_needs_add(NeedSet *into, const char *nsswitch)
{
        g_auto(GStrv) lines = g_strsplit(nsswitch, "\n", 0);

        for (unsigned i = 0; lines[i]; i++) {
                g_auto(GStrv) words = NULL;
                g_autofree char *where = g_strdup_printf("/etc/nsswitch.conf:%u", i + 1);

                lines[i][strcspn(lines[i], "#")] = '\0';
                words = g_strsplit_set(lines[i], " \t", 0);
                if (!words[0] || !is_looked_into(words[0]))
                        continue;
                for (char **word = words + 1; *word; word++)
                        for (size_t row = 0; row < G_N_ELEMENTS(module_rows); row++) {
                                const char *module = module_rows[row].module;
                                g_autofree char *note = NULL;

                                /* mdns4_minimal and its kin are one module */
                                if (!g_str_equal(*word, module) &&
                                    !(g_str_equal(module, "mdns") && g_str_has_prefix(*word, module)))
                                        continue;
                                note = g_strdup_printf("names are looked up by libnss_%s in its own process", *word);
                                need_set_add(into, module_rows[row].kind, module_rows[row].access,
                                             module_rows[row].subject, STRENGTH_DECLARED, PHASE_NONE, "host", where,
                                             note);
                        }
        }
}

NeedSet *host_needs(const char *root, const NeedSet *needs)
{
        NeedSet *host = need_set_new(needs->unit);
        Coverage coverage = {.source = (char *)"host"};
        g_autofree char *path = path_under_root(root, "/etc/nsswitch.conf"), *text = NULL;

        need_set_add_coverage(host, &coverage);
        if (!need_set_has(needs, NEED_PATH, "/etc/nsswitch.conf") && !need_set_has(needs, NEED_INDIRECT, "nss"))
                return host;
        if (file_read(path, 0, &text, NULL, NULL))
                nss_needs_add(host, text);
        return host;
}

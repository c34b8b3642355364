/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How names of users, groups and hosts are looked up: the modules that nsswitch.conf enables. Installed but not enabled
 * ones change nothing. nsswitch.conf(5), yp.conf(5). */

#include "facts/host-internal.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"

void name_module_free(gpointer data)
{
        NameModule *module = data;

        g_free(module->database);
        g_free(module->module);
        g_free(module->where);
        g_free(module);
}

/* What glibc takes where the file or a line is missing: glibc 2.36 and 2.41, nss/nss_database.c. All of it is in libc.
 */
static const char default_nsswitch[] =
        "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nnetworks: files dns\n";

/* "passwd:      files [NOTFOUND=return] sss # comment" */
static void read_line(HostFacts *facts, char *line, unsigned number)
{
        g_auto(GStrv) words = NULL;
        bool criteria = false;

        line[strcspn(line, "#")] = '\0';
        g_strdelimit(line, "\t\r", ' ');
        words = g_strsplit(g_strstrip(line), " ", 0);
        if (!words[0] || !g_str_has_suffix(words[0], ":"))
                return;
        for (char **word = words + 1; *word; word++) {
                NameModule *module;

                criteria = criteria || **word == '[';
                if (**word && !criteria) {
                        module = g_new0(NameModule, 1);
                        module->database = g_strndup(words[0], strlen(words[0]) - 1);
                        module->module = g_strdup(*word);
                        module->where =
                                number ? g_strdup_printf("/etc/nsswitch.conf:%u", number) : g_strdup("the C library");
                        g_ptr_array_add(facts->names, module);
                }
                if (criteria && g_str_has_suffix(*word, "]"))
                        criteria = false;
        }
}

static bool is_address(const char *text)
{
        unsigned char address[sizeof(struct in6_addr)];

        return inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1;
}

/* Adds the addresses that /etc/hosts has for a name; of other names none are known without asking the network. */
static bool add_addresses_of(GStrvBuilder *servers, const char *hosts, const char *name)
{
        g_auto(GStrv) lines = g_strsplit(hosts, "\n", 0);
        bool found = false;

        for (char **line = lines; *line; line++) {
                g_auto(GStrv) words = NULL;

                (*line)[strcspn(*line, "#")] = '\0';
                words = g_strsplit_set(g_strstrip(*line), " \t", 0);
                if (!words[0] || !is_address(words[0]) || !g_strv_contains((const char *const *)words + 1, name))
                        continue;
                g_strv_builder_add(servers, words[0]);
                found = true;
        }
        return found;
}

/* yp.conf: "ypserver HOST", "domain D server HOST", "domain D broadcast". */
static void read_yp(HostFacts *facts, GPtrArray *unread)
{
        g_autofree char *hosts = NULL;
        g_autofree char *text = fact_read(facts, unread, "/etc/yp.conf");
        g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", 0);
        g_autoptr(GStrvBuilder) servers = g_strv_builder_new();

        for (char **line = lines; *line; line++) {
                g_auto(GStrv) words = NULL;
                unsigned n;
                const char *server = NULL;

                (*line)[strcspn(*line, "#")] = '\0';
                words = g_strsplit_set(g_strstrip(*line), " \t", 0);
                n = g_strv_length(words);
                if (n >= 2 && g_str_equal(words[0], "ypserver"))
                        server = words[n - 1];
                else if (n >= 4 && g_str_equal(words[0], "domain") && g_str_equal(words[n - 2], "server"))
                        server = words[n - 1];
                else if (n >= 3 && g_str_equal(words[0], "domain"))
                        facts->nis_unknowable = true;
                if (!server)
                        continue;
                if (is_address(server)) {
                        g_strv_builder_add(servers, server);
                        continue;
                }
                if (!hosts)
                        hosts = fact_read(facts, unread, "/etc/hosts");
                if (!hosts || !add_addresses_of(servers, hosts, server))
                        facts->nis_unknowable = true;
        }
        facts->nis_servers = g_strv_builder_end(servers);
}

/* libnss_compat is libnss_files until a line of these files begins with "+" or "-": then it asks NIS. */
static void read_compat(HostFacts *facts, GPtrArray *unread)
{
        static const char *const files[] = {"/etc/passwd", "/etc/group", NULL};
        bool enabled = false;

        for (guint i = 0; i < facts->names->len; i++)
                enabled = enabled || g_str_equal(((const NameModule *)facts->names->pdata[i])->module, "compat");
        for (const char *const *file = files; enabled && *file; file++) {
                guint before = unread->len;
                g_autofree char *text = fact_read(facts, unread, *file);

                if (unread->len > before ||
                    (text && (*text == '+' || *text == '-' || strstr(text, "\n+") || strstr(text, "\n-"))))
                        facts->nis_by_compat = true;
        }
}

void name_facts_read(HostFacts *facts, GPtrArray *unread)
{
        guint before = unread->len;
        g_autofree char *text = fact_read(facts, unread, "/etc/nsswitch.conf");
        g_auto(GStrv) lines = g_strsplit(text ? text : default_nsswitch, "\n", 0);

        for (unsigned i = 0; lines[i]; i++)
                read_line(facts, lines[i], text ? i + 1 : 0);
        if (unread->len > before) {
                NameModule *module = g_new0(NameModule, 1);

                *module = (NameModule){g_strdup("passwd"), g_strdup("unreadable"), g_strdup("/etc/nsswitch.conf")};
                g_ptr_array_add(facts->names, module);
        }
        read_yp(facts, unread);
        read_compat(facts, unread);
}

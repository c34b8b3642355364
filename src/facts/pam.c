/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What PAM does for a service here: the modules of its file and of all that it includes. A service without a file of
 * its own gets "other", which libpam opens for every service besides. pam.d(5), pam.conf(5). */

#include "facts/host-internal.h"
#include "facts/imports.h"

#include <fnmatch.h>
#include <string.h>

#include "base/chase.h"
#include "base/file.h"
#include "base/path.h"
static const char *const pam_directories[] = {"/etc/pam.d", "/usr/lib/pam.d", NULL};

typedef struct UserRow {
        const char *unit;
        const char *services[4];
} UserRow;

/* The service names that programs give to pam_start() where it is a constant in the program or its configuration's
 * default: read in the programs of Debian 12. */
static const UserRow user_rows[] = {
        {"atd.service", {"atd"}},
        {"cockpit*.service", {"cockpit"}},
        {"cron.service", {"cron"}},
        {"cups.service", {"cups"}},
        {"dovecot.service", {"dovecot"}},
        {"exim4*.service", {"exim"}},
        {"frr.service", {"frr"}},
        {"inn2.service", {"nnrpd"}},
        {"lightdm.service", {"lightdm", "lightdm-greeter", "lightdm-autologin"}},
        {"monit.service", {"monit"}},
        {"ocserv.service", {"ocserv"}},
        {"pgbouncer*.service", {"pgbouncer"}},
        {"polkit.service", {"polkit-1"}},
        {"postgresql*.service", {"postgresql"}},
        {"proftpd.service", {"proftpd"}},
        {"pure-ftpd.service", {"pure-ftpd"}},
        {"saslauthd.service", {"smtp", "imap"}},
        {"sddm.service", {"sddm", "sddm-greeter", "sddm-autologin"}},
        {"smbd.service", {"samba"}},
        {"ssh*.service", {"sshd"}},
        {"user@*.service", {"systemd-user"}},
        {"vsftpd.service", {"vsftpd"}},
        {"xdm.service", {"xdm"}},
        {"xrdp*.service", {"xrdp-sesman"}},
};

const char *const *pam_services_of_unit(const char *unit)
{
        for (size_t i = 0; i < G_N_ELEMENTS(user_rows); i++)
                if (fnmatch(user_rows[i].unit, unit, 0) == 0)
                        return user_rows[i].services;
        return NULL;
}

/* A string of C: between two NUL bytes. */
static bool has_string(const void *data, size_t length, const char *string)
{
        g_autofree char *needle = g_strdup_printf("x%s", string);
        size_t size = strlen(needle) + 1;

        needle[0] = '\0';
        return memmem(data, length, needle, size) != NULL;
}

char **pam_services_of_bytes(const HostFacts *facts, const void *data, size_t length)
{
        g_autoptr(GStrvBuilder) names = g_strv_builder_new();

        if (is_elf(data, length) &&
            (elf_has_string(data, length, "pam_start") || elf_has_string(data, length, "pam_start_confdir")))
                for (guint i = 0; i < facts->pam->len; i++) {
                        const char *name = ((const PamService *)facts->pam->pdata[i])->name;

                        /* libpam itself opens "other" for every service */
                        if (!g_str_equal(name, "other") && has_string(data, length, name))
                                g_strv_builder_add(names, name);
                }
        return g_strv_builder_end(names);
}

char **pam_services_of_program(const HostFacts *facts, const char *path)
{
        g_autofree char *real = path_chase(facts->root, path, CHASE_FOLLOW), *full = NULL;
        g_autoptr(GMappedFile) file = NULL;

        if (real) {
                full = path_under_root(facts->root, real);
                file = file_map(full);
        }
        return file ? pam_services_of_bytes(facts, g_mapped_file_get_contents(file), g_mapped_file_get_length(file))
                    : g_new0(char *, 1);
}

static void pam_module_free(gpointer data)
{
        PamModule *module = data;

        g_free(module->module);
        g_free(module->where);
        g_free(module);
}

void pam_service_free(gpointer data)
{
        PamService *service = data;

        g_free(service->name);
        g_free(service->file);
        g_ptr_array_unref(service->modules);
        g_free(service);
}

/* One service's file and what it includes. */
typedef struct Reading {
        HostFacts *facts;
        GPtrArray *unread;
        PamService *service;
        GHashTable *files; /* path -> FILE_OPEN or FILE_READ; each is read once, however often it is included */
} Reading;
#define FILE_OPEN GINT_TO_POINTER(1)
#define FILE_READ GINT_TO_POINTER(2)

static char *read_named(HostFacts *facts, GPtrArray *unread, const char *name, char **ret_path)
{
        for (const char *const *directory = pam_directories; *directory; directory++) {
                g_autofree char *path = *name == '/' ? g_strdup(name) : g_build_filename(*directory, name, NULL);
                char *text = fact_read(facts, unread, path);

                if (text) {
                        *ret_path = g_steal_pointer(&path);
                        return text;
                }
        }
        return NULL;
}

static void read_text(const Reading *reading, const char *file, const char *text);

static void read_file(const Reading *reading, const char *file, const char *text)
{
        g_hash_table_insert(reading->files, g_strdup(file), FILE_OPEN);
        read_text(reading, file, text);
        g_hash_table_insert(reading->files, g_strdup(file), FILE_READ);
}

/* A file that includes itself ends with an error of PAM. */
static void read_include(const Reading *reading, const char *name)
{
        g_autofree char *path = NULL, *text = read_named(reading->facts, reading->unread, name, &path);
        gpointer state = path ? g_hash_table_lookup(reading->files, path) : NULL;

        if (!text || state == FILE_OPEN)
                reading->service->incomplete = true;
        else if (!state)
                read_file(reading, path, text);
}

/* "/usr/lib/x86_64-linux-gnu/security/pam_unix.so" -> "pam_unix" */
static char *module_name(const char *word)
{
        g_autofree char *base = g_path_get_basename(word);

        return g_str_has_suffix(base, ".so") ? g_strndup(base, strlen(base) - strlen(".so")) : g_steal_pointer(&base);
}

/* The word at *cursor, which moves behind it; "[a=b c=d]" is one word. NULL at the end. Caller frees. */
static char *take_word(const char **cursor)
{
        const char *start = *cursor + strspn(*cursor, " \t"), *end;

        if (*start == '\0')
                return NULL;
        end = *start == '[' ? start + strcspn(start, "]") : start + strcspn(start, " \t");
        if (*end == ']')
                end++;
        *cursor = end;
        return g_strndup(start, (size_t)(end - start));
}

static void read_line(const Reading *reading, const char *line, const char *file, unsigned number)
{
        const char *cursor = line;
        g_autofree char *type = take_word(&cursor), *control = take_word(&cursor), *module = take_word(&cursor);
        PamModule *item;

        if (!type || !control)
                return;
        if (g_str_equal(type, "@include")) {
                read_include(reading, control);
                return;
        }
        if (!module)
                return;
        if (g_str_equal(control, "include") || g_str_equal(control, "substack")) {
                read_include(reading, module);
                return;
        }
        item = g_new0(PamModule, 1);
        item->module = module_name(module);
        item->where = g_strdup_printf("%s:%u", file, number);
        g_ptr_array_add(reading->service->modules, item);
}

static void read_text(const Reading *reading, const char *file, const char *text)
{
        g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
        g_autoptr(GString) whole = g_string_new(NULL);

        for (unsigned i = 0; lines[i]; i++) {
                size_t length;

                lines[i][strcspn(lines[i], "#")] = '\0';
                length = strlen(lines[i]);
                if (length > 0 && lines[i][length - 1] == '\\') {
                        g_string_append_len(whole, lines[i], (gssize)length - 1);
                        g_string_append_c(whole, ' ');
                        continue;
                }
                g_string_append(whole, lines[i]);
                read_line(reading, whole->str, file, i + 1);
                g_string_truncate(whole, 0);
        }
}

static int compare_services(gconstpointer a, gconstpointer b)
{
        return strcmp((*(PamService *const *)a)->name, (*(PamService *const *)b)->name);
}

const PamService *host_facts_pam(const HostFacts *facts, const char *name)
{
        const PamService *other = NULL;

        for (guint i = 0; i < facts->pam->len; i++) {
                const PamService *service = facts->pam->pdata[i];

                if (g_str_equal(service->name, name))
                        return service;
                if (g_str_equal(service->name, "other"))
                        other = service;
        }
        return other;
}

void pam_facts_read(HostFacts *facts, GPtrArray *unread)
{
        g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

        for (const char *const *directory = pam_directories; *directory; directory++) {
                g_auto(GStrv) files = fact_list(facts, unread, *directory, "*");

                for (char **file = files; *file; file++) {
                        g_autofree char *name = g_path_get_basename(*file), *text = NULL;
                        PamService *service;

                        /* common-auth and its kin are parts, not services */
                        if (g_str_has_prefix(name, "common-") || !g_hash_table_add(known, g_strdup(name)))
                                continue;
                        service = g_new0(PamService, 1);
                        service->name = g_strdup(name);
                        service->file = g_strdup(*file);
                        service->modules = g_ptr_array_new_with_free_func(pam_module_free);
                        g_ptr_array_add(facts->pam, service);
                        text = fact_read(facts, unread, *file);
                        if (text) {
                                g_autoptr(GHashTable) read =
                                        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

                                read_file(&(Reading){facts, unread, service, read}, *file, text);
                        } else {
                                service->incomplete = true;
                        }
                }
        }
        g_ptr_array_sort(facts->pam, compare_services);
}

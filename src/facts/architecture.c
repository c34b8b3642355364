/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which architectures' programs are installed here, by dpkg; and which of other machines an emulator runs, by
 * binfmt_misc's configuration: binfmt.d(5), and the database of update-binfmts(8). */

#include "facts/host-internal.h"

#include <string.h>

/* The package that is there on each Debian says the own one: "libc6:amd64.list". */
static char *own_architecture(HostFacts *facts, GPtrArray *unread)
{
        g_auto(GStrv) lists = fact_list(facts, unread, "/var/lib/dpkg/info", "libc6:*.list");
        const char *colon = lists[0] && !lists[1] ? strrchr(lists[0], ':') : NULL;

        return colon ? g_strndup(colon + 1, strlen(colon + 1) - strlen(".list")) : NULL;
}

void architecture_facts_read(HostFacts *facts, GPtrArray *unread)
{
        g_autofree char *text = fact_read(facts, unread, "/var/lib/dpkg/arch");
        g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", 0);
        g_autoptr(GStrvBuilder) foreign = g_strv_builder_new();

        /* The file is made by the first --add-architecture, and has the own one in its first line then. */
        for (unsigned i = 0; lines[i]; i++) {
                if (*g_strstrip(lines[i]) == '\0')
                        continue;
                if (!facts->architecture)
                        facts->architecture = g_strdup(lines[i]);
                else
                        g_strv_builder_add(foreign, lines[i]);
        }
        if (!facts->architecture)
                facts->architecture = own_architecture(facts, unread);
        facts->foreign = g_strv_builder_end(foreign);
}

static void emulator_free(gpointer data)
{
        Emulator *emulator = data;

        g_free(emulator->name);
        g_free(emulator->interpreter);
        g_free(emulator->where);
        g_free(emulator);
}

/* Takes it if it is for ELF programs, and none of its name is there. */
static void add_emulator(GPtrArray *emulators, const char *name, const char *magic, const char *interpreter,
                         const char *where)
{
        Emulator *emulator;

        if (!g_str_has_prefix(magic, "\\x7fELF") && !g_str_has_prefix(magic, "\\x7f\\x45\\x4c\\x46"))
                return;
        for (guint i = 0; i < emulators->len; i++)
                if (g_str_equal(((const Emulator *)emulators->pdata[i])->name, name))
                        return;
        emulator = g_new0(Emulator, 1);
        emulator->name = g_strdup(name);
        emulator->interpreter = g_strdup(interpreter);
        emulator->where = g_strdup(where);
        g_ptr_array_add(emulators, emulator);
}

/* ":NAME:TYPE:OFFSET:MAGIC:MASK:INTERPRETER:FLAGS", where the first character is what stands between the fields. */
static void read_rules(GPtrArray *emulators, const char *file, const char *text)
{
        g_auto(GStrv) lines = g_strsplit(text, "\n", 0);

        for (unsigned i = 0; lines[i]; i++) {
                char between[2] = {lines[i][0], '\0'};
                g_auto(GStrv) fields = strchr("#;", *lines[i]) ? NULL : g_strsplit(lines[i] + 1, between, 0);
                g_autofree char *where = g_strdup_printf("%s:%u", file, i + 1);

                if (fields && g_strv_length(fields) >= 6)
                        add_emulator(emulators, fields[0], fields[3], fields[5], where);
        }
}

GPtrArray *host_facts_emulators(const HostFacts *facts)
{
        static const char *const directories[] = {"/etc/binfmt.d", "/run/binfmt.d", "/usr/local/lib/binfmt.d",
                                                  "/usr/lib/binfmt.d"};
        GPtrArray *emulators = g_ptr_array_new_with_free_func(emulator_free);
        g_autoptr(GPtrArray) unread = g_ptr_array_new_with_free_func(g_free); /* changes nothing */
        g_auto(GStrv) records = fact_list(facts, unread, "/var/lib/binfmts", "*");

        for (size_t i = 0; i < G_N_ELEMENTS(directories); i++) {
                g_auto(GStrv) files = fact_list(facts, unread, directories[i], "*.conf");

                for (char **file = files; *file; file++) {
                        g_autofree char *text = fact_read(facts, unread, *file);

                        if (text)
                                read_rules(emulators, *file, text);
                }
        }
        /* of update-binfmts: package, type, offset, magic, mask, interpreter; a line each */
        for (char **file = records; *file; file++) {
                g_autofree char *text = fact_read(facts, unread, *file);
                g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", 0);

                if (g_strv_length(lines) >= 6 && g_str_equal(lines[1], "magic"))
                        add_emulator(emulators, strrchr(*file, '/') + 1, lines[3], lines[5], *file);
        }
        return emulators;
}

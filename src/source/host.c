/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an indirect need comes to on this host. A profile says "sends mail"; whether that is a set-group-ID program, a
 * TCP connection or a whole mail server inside of the caller is a fact of the host. This file turns each indirect need
 * into keys
 * ("sendmail:postfix", "nss:sss"), by the facts; the table of rows (host/rows.c) says what a key needs. A row may be an
 * indirect need again, and is expanded in turn; a set of those that were met keeps it finite. */

#include "source/host.h"

#include <fnmatch.h>
#include <string.h>

#include "base/text.h"
#include "source/host/rows.h"

typedef struct Expansion {
        const HostFacts *facts;
        bool root;
        NeedSet *out;
        GHashTable *met;   /* of indirect subjects */
        GPtrArray *queue;  /* of indirect subjects still to expand */
        GPtrArray *blind;  /* of char* */
        const char *where; /* evidence for the key at hand */
} Expansion;

static void meet(Expansion *expansion, const char *subject)
{
        if (g_hash_table_add(expansion->met, g_strdup(subject)))
                g_ptr_array_add(expansion->queue, g_strdup(subject));
}

static void add_need(Expansion *expansion, NeedKind kind, unsigned access, const char *subject, const char *note)
{
        need_set_add(expansion->out, kind, access, subject, STRENGTH_DECLARED, PHASE_NONE, "host", expansion->where,
                     note);
}

static void add_row(const HostRow *row, void *userdata)
{
        Expansion *expansion = userdata;

        if (row->who != FOR_ALL && (row->who == FOR_ROOT) != expansion->root)
                return;
        if (row->kind == NEED_INDIRECT)
                meet(expansion, row->subject);
        else
                add_need(expansion, row->kind, row->access, row->subject, row->note);
}

G_GNUC_PRINTF(2, 3) static void add_blind(Expansion *expansion, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        g_ptr_array_add(expansion->blind, g_strdup_vprintf(format, arguments));
        va_end(arguments);
}

static void add_key(Expansion *expansion, const char *kind, const char *name, const char *where)
{
        g_autofree char *key = g_strdup_printf("%s:%s", kind, name);

        expansion->where = where;
        if (!host_rows_of(key, add_row, expansion))
                add_blind(expansion, "%s (%s) is not known, so all is left open that such a thing could need", key,
                          where);
}

/* Databases that services look into; netgroup, where Debian names nis by default, is not one. */
static bool is_looked_into(const char *database)
{
        static const char *const databases[] = {"passwd",       "group",         "shadow",   "gshadow",
                                                "initgroups",   "hosts",         "networks", "passwd_compat",
                                                "group_compat", "shadow_compat", NULL};

        return string_table_index(databases, database) >= 0;
}

static void expand_names(Expansion *expansion)
{
        const HostFacts *facts = expansion->facts;

        for (guint i = 0; i < facts->names->len; i++) {
                const NameModule *module = facts->names->pdata[i];

                if (!is_looked_into(module->database))
                        continue;
                if (g_str_equal(module->module, "compat") && !facts->nis_by_compat)
                        continue;
                add_key(expansion, "nss", module->module, module->where);
                if (!g_str_has_prefix(module->module, "nis") && !g_str_equal(module->module, "compat"))
                        continue;
                /* NIS servers show shadow maps to privileged ports alone, and such a port is bound to before the server
                 * is known. */
                if (expansion->root && g_str_equal(module->database, "shadow")) {
                        add_need(expansion, NEED_CAPABILITY, 0, "CAP_NET_BIND_SERVICE",
                                 "NIS shows passwords to privileged ports");
                        add_need(expansion, NEED_BIND, 0, "udp:0.0.0.0:0", "NIS shows passwords to privileged ports");
                }
                for (char **server = facts->nis_servers; *server; server++) {
                        g_autofree char *peer =
                                g_strdup_printf(strchr(*server, ':') ? "udp:[%s]:111" : "udp:%s:111", *server);

                        expansion->where = "/etc/yp.conf";
                        add_need(expansion, NEED_CONNECT, 0, peer, "a NIS server");
                }
                if (facts->nis_unknowable || !*facts->nis_servers) {
                        expansion->where = "/etc/yp.conf";
                        add_need(expansion, NEED_CONNECT, 0, "udp:0.0.0.0:111", "NIS servers by name or broadcast");
                }
        }
}

static void expand_pam(Expansion *expansion, const char *name)
{
        const PamService *service = host_facts_pam(expansion->facts, name);

        meet(expansion, "nss");
        if (!service || service->incomplete) {
                add_blind(expansion, "PAM's configuration for %s is not there, or not whole", name);
                add_key(expansion, "pam", "?", "/etc/pam.d");
        }
        for (guint i = 0; service && i < service->modules->len; i++) {
                const PamModule *module = service->modules->pdata[i];

                add_key(expansion, "pam", module->module, module->where);
        }
}

typedef struct RowsOfKey {
        Expansion *expansion;
        const char *key;
} RowsOfKey;

static void add_row_of_key(const HostRow *row, void *userdata)
{
        const RowsOfKey *rows = userdata;

        if (g_str_equal(row->key, rows->key))
                add_row(row, rows->expansion);
}

static void expand_hooks(Expansion *expansion, const char *directory)
{
        const HookDirectory *hooks = host_facts_hooks(expansion->facts, directory);
        g_autofree char *key = g_strconcat("hooks:", directory, NULL);
        RowsOfKey rows = {.expansion = expansion, .key = key};

        expansion->where = directory;
        if (hooks && (hooks->unread || hooks->scripts->len > 0))
                host_rows_each(add_row_of_key, &rows);
        if (hooks && hooks->unread)
                add_key(expansion, "calls", "program", directory);
        for (guint i = 0; hooks && i < hooks->scripts->len; i++) {
                const HookScript *script = hooks->scripts->pdata[i];

                expansion->where = directory;
                if (script->sourced)
                        add_need(expansion, NEED_PATH, ACCESS_READ, script->path, "commands in it are run");
                else
                        add_need(expansion, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, script->path,
                                 "a hook that it runs");
                for (char **word = script->calls; *word; word++) {
                        if (g_str_equal(*word, "program"))
                                add_key(expansion, "calls", "?", script->path);
                        else
                                add_key(expansion, "calls", *word, script->path);
                }
        }
}

static void expand_extensions(Expansion *expansion, const char *pattern)
{
        const ExtensionKind *kind = host_facts_extensions(expansion->facts, pattern);

        if (!kind) {
                add_blind(expansion, "how %s are enabled is not known", pattern);
                add_key(expansion, "?", "?", pattern);
        }
        for (guint i = 0; kind && i < kind->enabled->len; i++) {
                const Extension *extension = kind->enabled->pdata[i];

                add_key(expansion, kind->name, extension->name, extension->where);
        }
}

static void expand_places(Expansion *expansion, const char *name)
{
        const PlaceKind *kind = host_facts_places(expansion->facts, name);

        if (!kind)
                add_blind(expansion, "how %s names its places is not known", name);
        for (guint i = 0; kind && i < kind->places->len; i++) {
                const Place *place = kind->places->pdata[i];
                g_autofree char *below = g_strconcat(place->path, "/FILE", NULL);

                expansion->where = place->where;
                if (place->use == PLACE_READ)
                        add_need(expansion, NEED_PATH, ACCESS_READ, place->path, "its configuration names it");
                else
                        add_need(expansion, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE,
                                 place->use == PLACE_TREE ? below : place->path,
                                 "its configuration names it, to write to");
                if (place->above) {
                        g_autofree char *beside = g_strconcat(place->above, "/FILE", NULL);

                        add_need(expansion, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, beside,
                                 "what its configuration names is not there yet, and is made there");
                }
        }
}

/* Debian's names of architectures whose programs the kernel of another runs by itself, and their binary interface. What
 * binfmt_misc hands to an emulator makes calls of the machine itself. */
static const struct {
        const char *own, *foreign, *abi;
} kernels[] = {
        {"amd64", "i386", "i386"}, {"amd64", "x32", "x32"},     {"arm64", "armhf", "arm"},
        {"arm64", "armel", "arm"}, {"i386", "amd64", "x86-64"},
};

static void expand_architectures(Expansion *expansion)
{
        const HostFacts *facts = expansion->facts;

        for (char **foreign = facts->foreign; *foreign; foreign++)
                for (size_t i = 0; i < G_N_ELEMENTS(kernels); i++)
                        if (g_str_equal(kernels[i].foreign, *foreign) &&
                            g_strcmp0(kernels[i].own, facts->architecture) == 0) {
                                g_autofree char *call = g_strdup_printf("%s:execve", kernels[i].abi);
                                g_autofree char *note =
                                        g_strdup_printf("programs of architecture %s are installed here", *foreign);

                                expansion->where = "/var/lib/dpkg/arch";
                                add_need(expansion, NEED_FOREIGN, 0, call, note);
                        }
}

static void expand(Expansion *expansion, const char *subject)
{
        const MailFacts *mail = &expansion->facts->mail;

        if (g_str_equal(subject, "nss"))
                expand_names(expansion);
        else if (g_str_equal(subject, "sendmail"))
                add_key(expansion, "sendmail", mail->provider, mail->program ? mail->program : "/usr/sbin/sendmail");
        else if (g_str_equal(subject, "foreign-arch"))
                expand_architectures(expansion);
        else if (g_str_has_prefix(subject, "pam:"))
                expand_pam(expansion, subject + strlen("pam:"));
        else if (g_str_has_prefix(subject, "hooks:"))
                expand_hooks(expansion, subject + strlen("hooks:"));
        else if (g_str_has_prefix(subject, "plugins:"))
                expand_extensions(expansion, subject + strlen("plugins:"));
        else if (g_str_has_prefix(subject, "places:"))
                expand_places(expansion, subject + strlen("places:"));
}

/* Plain needs that say an indirect one. */
static void meet_by_path(Expansion *expansion, const Need *need)
{
        static const char *const sendmails[] = {"/usr/sbin/sendmail", "/usr/lib/sendmail", NULL};
        const char *slash = strrchr(need->subject, '/');

        if (g_str_equal(need->subject, "/etc/nsswitch.conf"))
                meet(expansion, "nss");
        else if ((need->access & ACCESS_EXECUTE) && g_strv_contains(sendmails, need->subject))
                meet(expansion, "sendmail");
        else if (g_str_has_prefix(need->subject, "/etc/pam.d/") && !g_str_has_prefix(slash + 1, "common-") &&
                 !g_str_equal(slash + 1, "other")) {
                g_autofree char *service = g_strdup_printf("pam:%s", slash + 1);

                if (slash[1])
                        meet(expansion, service);
        }
}

NeedSet *host_needs(const HostFacts *facts, const NeedSet *needs, bool root)
{
        Expansion expansion = {
                .facts = facts,
                .root = root,
                .out = need_set_new(needs->unit),
                .met = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                .queue = g_ptr_array_new_with_free_func(g_free),
                .blind = g_ptr_array_new_with_free_func(g_free),
        };
        Coverage coverage = {.source = (char *)"host"};

        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;

                if (need->kind == NEED_INDIRECT)
                        meet(&expansion, need->subject);
                else if (need->kind == NEED_PATH)
                        meet_by_path(&expansion, need);
        }
        for (guint i = 0; i < expansion.queue->len; i++) {
                g_autofree char *subject = g_strdup(expansion.queue->pdata[i]);

                expand(&expansion, subject);
        }
        g_ptr_array_add(expansion.blind, NULL);
        coverage.blind = (char **)expansion.blind->pdata;
        need_set_add_coverage(expansion.out, &coverage);
        g_hash_table_unref(expansion.met);
        g_ptr_array_unref(expansion.queue);
        g_ptr_array_unref(expansion.blind);
        return expansion.out;
}

NeedSet *host_indirect_of_unit(const HostFacts *facts, const char *unit)
{
        NeedSet *needs = need_set_new(unit);

        for (guint i = 0; i < facts->hooks->len; i++) {
                const HookDirectory *hooks = facts->hooks->pdata[i];
                g_autofree char *subject = g_strconcat("hooks:", hooks->directory, NULL);

                if (fnmatch(hooks->unit, unit, 0) == 0)
                        need_set_add(needs, NEED_INDIRECT, 0, subject, STRENGTH_DECLARED, PHASE_NONE, "host",
                                     hooks->directory, hooks->what);
        }
        for (guint i = 0; i < facts->places->len; i++) {
                const PlaceKind *kind = facts->places->pdata[i];
                g_autofree char *subject = g_strconcat("places:", kind->name, NULL);

                if (fnmatch(kind->unit, unit, 0) == 0)
                        need_set_add(needs, NEED_INDIRECT, 0, subject, STRENGTH_DECLARED, PHASE_NONE, "host", NULL,
                                     "named in its configuration");
        }
        return needs;
}

NeedSet *host_expand(const HostFacts *facts, const NeedSet *needs, bool root)
{
        NeedSet *whole = host_needs(facts, needs, root);

        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];

                for (guint k = 0; entry->need.kind != NEED_INDIRECT && k < entry->evidence->len; k++) {
                        const Evidence *evidence = entry->evidence->pdata[k];

                        need_set_add(whole, entry->need.kind, entry->need.access, entry->need.subject,
                                     evidence->strength, evidence->phase, evidence->source, evidence->actor,
                                     evidence->note);
                }
        }
        for (guint i = 0; i < needs->coverages->len; i++)
                need_set_add_coverage(whole, needs->coverages->pdata[i]);
        return whole;
}

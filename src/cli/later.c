/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sandbox that fits today's configuration refuses some of tomorrow's. Which, is known when it is made, and who reads
 * that then need not find it out from a daemon that does not start. */

#include "cli/later.h"

#include <linux/capability.h>
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "facts/imports.h"
#include "model/effects-of.h"
#include "source/beside.h"

static bool is_set(const Policy *policy, DirectiveId id)
{
        const Decision *decision = policy_find(policy, id);

        return decision && decision->lines;
}

/* The paths of ReadWritePaths=, without marks and quotes. Caller frees (g_strfreev). */
static char **open_places(const Policy *policy)
{
        g_autoptr(GStrvBuilder) places = g_strv_builder_new();

        for (guint i = 0; i < policy->decisions->len; i++) {
                const Decision *decision = policy->decisions->pdata[i];

                for (char **line = decision->lines; decision->id == DIRECTIVE_READ_WRITE_PATHS && line && *line;
                     line++) {
                        const char *start = *line + strspn(*line, "\"-+");
                        g_autofree char *place = g_strndup(start, strcspn(start, "\""));

                        g_strv_builder_add(places, place);
                }
        }
        return g_strv_builder_end(places);
}

char *later_elsewhere(const Policy *policy, const char *unit)
{
        const Decision *system = policy_find(policy, DIRECTIVE_PROTECT_SYSTEM);
        bool homes = is_set(policy, DIRECTIVE_PROTECT_HOME);
        g_auto(GStrv) places = open_places(policy);
        g_autoptr(GString) open = g_string_new(NULL);

        if (!system || !system->lines || !g_str_equal(system->lines[0], "strict"))
                return NULL;
        for (char **place = places; *place; place++)
                if (!g_str_equal(*place, "/tmp") && !g_str_equal(*place, "/var/tmp")) /* are named anyway */
                        g_string_append_printf(open, "%s%s", open->len ? ", " : "", *place);
        return g_strdup_printf("what it is told later to write elsewhere than in %s%s is refused%s, until \"systemctl "
                               "edit %s\" names the place: ReadWritePaths=PLACE%s%s",
                               open->str, open->len ? ", /tmp and /var/tmp" : "/tmp and /var/tmp",
                               homes ? ", and what it is to find in home directories" : "", unit,
                               homes ? ", for homes ProtectHome=no" : "",
                               is_set(policy, DIRECTIVE_READ_ONLY_PATHS)
                                       ? ", or takes it out of ReadOnlyPaths= where that names it"
                                       : "");
}

char *later_missing(const char *root, const Policy *policy, const char *unit)
{
        g_auto(GStrv) places = open_places(policy);
        g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
        g_auto(GStrv) missing = NULL;
        g_autofree char *list = NULL;

        for (char **place = places; *place; place++) {
                g_autofree char *full = path_under_root(root, *place);

                if (!g_file_test(full, G_FILE_TEST_EXISTS))
                        g_strv_builder_add(builder, *place);
        }
        missing = g_strv_builder_end(builder);
        if (!*missing)
                return NULL;
        list = g_strjoinv(", ", missing);
        return g_strdup_printf("open to it, but not there yet: %s; what is made of these is open from the next "
                               "\"systemctl restart %s\" on",
                               list, unit);
}

/* What can be switched on by a line of configuration, and shows in no run before. */
static const struct {
        const char *import;
        Need need;
        const char *change;
} priorities[] = {
        {"setpriority", {.kind = NEED_SYSCALL, .subject = (char *)"setpriority"}, "SystemCallFilter=setpriority"},
        {"sched_setscheduler", {.kind = NEED_BEHAVIOUR, .subject = (char *)"realtime"}, "RestrictRealtime=no"},
        {"sched_setscheduler",
         {.kind = NEED_SYSCALL, .subject = (char *)"sched_setscheduler"},
         "SystemCallFilter=sched_setscheduler"},
};

/* Interpreters import all that there is, and tools do what they are told to. */
static const char *const interpreters[] = {
        "start-stop-daemon", "chrt",      "nice", "renice", "python", "perl", "ruby", "node", "lua", "tclsh", "java",
        "busybox",           "systemctl", NULL};

static bool is_interpreter(const char *program)
{
        g_autofree char *name = g_path_get_basename(program);

        for (const char *const *at = interpreters; *at; at++)
                if (g_str_has_prefix(name, *at))
                        return true;
        return false;
}

/* The first program that imports it, NULL if none does. */
static const char *importer(const char *root, const NeedSet *needs, const char *symbol)
{
        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;
                g_autofree char *full = NULL;
                g_autoptr(GMappedFile) file = NULL;

                if (need->kind != NEED_PATH || !(need->access & ACCESS_EXECUTE) || is_interpreter(need->subject))
                        continue;
                full = path_under_root(root, need->subject);
                file = file_map(full);
                if (file && is_elf(g_mapped_file_get_contents(file), g_mapped_file_get_length(file)) &&
                    elf_has_string(g_mapped_file_get_contents(file), g_mapped_file_get_length(file), symbol))
                        return need->subject;
        }
        return NULL;
}

char *later_priority(const char *root, const Policy *policy, unsigned systemd, const char *unit)
{
        EffectContext context = {.config = policy->result, .systemd = systemd, .root = true};
        g_autoptr(EffectList) effects = effects_of(&context);
        g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
        g_auto(GStrv) changes = NULL;
        g_autofree char *list = NULL;
        const char *program = NULL, *symbol = NULL;

        for (size_t i = 0; i < G_N_ELEMENTS(priorities); i++) {
                const char *by = NULL;
                DirectiveId id;

                if (effect_list_denies(effects, &priorities[i].need, &id))
                        by = importer(root, policy->needs, priorities[i].import);
                if (!by)
                        continue;
                g_strv_builder_add(builder, priorities[i].change);
                if (!program) {
                        program = by;
                        symbol = priorities[i].import;
                }
        }
        if (!program)
                return NULL;
        changes = g_strv_builder_end(builder);
        list = g_strjoinv(", ", changes);
        return g_strdup_printf("what priority it is told later to take is refused (%s imports %s()), until \"systemctl "
                               "edit %s\" allows it: %s%s",
                               program, symbol, unit, list,
                               config_capabilities(policy->result) & (UINT64_C(1) << CAP_SYS_NICE)
                                       ? ""
                                       : ", for one above others CapabilityBoundingSet=CAP_SYS_NICE");
}

/* By its name alone, as packages and admins keep them apart. What is below /etc is known by the hooks of this host. */
static bool is_of_packages(const char *program)
{
        static const char *const places[] = {"/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", NULL};

        if (path_has_prefix(program, "/usr/local"))
                return false;
        for (const char *const *place = places; *place; place++)
                if (path_has_prefix(program, *place))
                        return true;
        return false;
}

static bool is_named(const UnitView *view, const char *program)
{
        static const char *const commands[] = {"ExecStartPre", "ExecStart", "ExecStartPost", "ExecCondition",
                                               "ExecReload",   "ExecStop",  "ExecStopPost",  NULL};

        for (const char *const *command = commands; *command; command++) {
                g_auto(GStrv) values = unit_view_get_all(view, "Service", *command);

                for (char **value = values; value && *value; value++)
                        if (strstr(*value, program))
                                return true;
        }
        return false;
}

/* Is it in a directory of the unit's own application? */
static bool is_beside(const NeedSet *beside, const char *program)
{
        for (guint i = 0; i < beside->entries->len; i++) {
                g_autofree char *directory =
                        g_path_get_dirname(((const NeedEntry *)beside->entries->pdata[i])->need.subject);

                if (path_has_prefix(program, directory))
                        return true;
        }
        return false;
}

char *later_brought(const char *root, const Policy *policy, const UnitView *view)
{
        g_autoptr(NeedSet) beside = beside_needs(root, view);

        for (guint i = 0; i < policy->needs->entries->len; i++) {
                const NeedEntry *entry = policy->needs->entries->pdata[i];
                const char *program = entry->need.subject;

                if (entry->need.kind != NEED_PATH || !(entry->need.access & ACCESS_EXECUTE) ||
                    need_entry_best(entry)->strength != STRENGTH_WITNESSED || is_of_packages(program) ||
                    is_named(view, program) || is_beside(beside, program))
                        continue;
                return g_strdup_printf(
                        "it ran %s, which is of no package and not named in the unit: what programs that "
                        "others bring need and were not seen to need is refused%s; \"unitlock complain "
                        "%s\" tells of it first",
                        program,
                        is_set(policy, DIRECTIVE_NO_NEW_PRIVILEGES)
                                ? ", set-ID programs such as sendmail or sudo among it"
                                : "",
                        view->name);
        }
        return NULL;
}

/* The address that it was seen to bind to, of a port that it asked for; NULL: none. */
static const char *listens_on(const NeedSet *needs)
{
        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];
                const char *port = strrchr(entry->need.subject, ':');

                if (entry->need.kind == NEED_BIND && !g_str_has_prefix(entry->need.subject, "unix:") && port &&
                    !g_str_equal(port, ":0") && need_entry_best(entry)->strength == STRENGTH_WITNESSED)
                        return entry->need.subject;
        }
        return NULL;
}

char *later_ports(const Policy *policy, unsigned systemd, bool root, const char *unit)
{
        const Need port = {.kind = NEED_CAPABILITY, .subject = (char *)"CAP_NET_BIND_SERVICE"};
        EffectContext context = {.config = policy->result, .systemd = systemd, .root = root};
        g_autoptr(EffectList) effects = effects_of(&context);
        const char *address = root ? listens_on(policy->needs) : NULL;
        DirectiveId id;

        if (!address || !effect_list_denies(effects, &port, &id))
                return NULL;
        return g_strdup_printf(
                "what port below 1024 it is told later to listen on is refused (it listens on %s), until "
                "\"systemctl edit %s\" allows it: CapabilityBoundingSet=CAP_NET_BIND_SERVICE%s",
                address, unit, is_set(policy, DIRECTIVE_PRIVATE_USERS) ? ", PrivateUsers=no" : "");
}

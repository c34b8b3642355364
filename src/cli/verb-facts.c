/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock facts: the snapshot of the host, or that part of it which concerns one unit and what its indirect needs come
 * to here. */

#include <fnmatch.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/term.h"
#include "cli/exit.h"
#include "cli/profile.h"
#include "cli/verb.h"
#include "facts/host.h"
#include "generator/generate.h"
#include "sink/report.h"
#include "source/host.h"
#include "source/look.h"
#include "source/profile.h"
#include "unit/unit-name.h"

/* --- which facts concern a unit --- */

static void add_indirect(NeedSet *needs, const char *kind, const char *rest, const char *note)
{
        g_autofree char *subject = g_strconcat(kind, rest, NULL);

        need_set_add(needs, NEED_INDIRECT, 0, subject, STRENGTH_DECLARED, PHASE_NONE, "host", NULL, note);
}

/* Indirect needs of a unit: those of its profile, and those that its name alone says. */
static NeedSet *indirect_needs(const HostFacts *facts, const char *unit, const NeedSet *profile)
{
        NeedSet *needs = need_set_new(unit);
        g_autoptr(NeedSet) of_unit = host_indirect_of_unit(facts, unit);
        const char *const *services = pam_services_of_unit(unit);

        for (guint i = 0; profile && i < profile->entries->len; i++) {
                const NeedEntry *entry = profile->entries->pdata[i];
                const Evidence *evidence = need_entry_best(entry);

                if (entry->need.kind == NEED_INDIRECT)
                        need_set_add(needs, NEED_INDIRECT, 0, entry->need.subject, evidence->strength, evidence->phase,
                                     evidence->source, evidence->actor, evidence->note);
        }
        for (; services && *services; services++)
                add_indirect(needs, "pam:", *services, "its program asks PAM by this name");
        for (guint i = 0; i < facts->extensions->len; i++) {
                const ExtensionKind *kind = facts->extensions->pdata[i];

                if (fnmatch(kind->unit, unit, 0) == 0)
                        add_indirect(needs, "plugins:", kind->pattern, "enabled in its configuration");
        }
        need_set_union(needs, of_unit);
        return needs;
}

/* What the programs that it is made of, or is known to run, need because of their architecture. */
static void add_architectures(NeedSet *plain, const char *root, const UnitView *unit, const NeedSet *profile)
{
        g_autoptr(NeedSet) all = look_needs(root, unit);

        if (profile)
                need_set_union(all, profile);
        look_add_architectures(root, all);
        for (guint i = 0; i < all->entries->len; i++) {
                const NeedEntry *entry = all->entries->pdata[i];
                const Evidence *evidence = need_entry_best(entry);

                if (g_str_equal(evidence->source, "look") &&
                    (entry->need.kind == NEED_FOREIGN || entry->need.kind == NEED_MEMORY))
                        need_set_add(plain, entry->need.kind, 0, entry->need.subject, evidence->strength,
                                     evidence->phase, evidence->source, NULL, evidence->note);
        }
}

/* --- for people --- */

static void print_line(const char *what, const char *value, const char *more)
{
        printf("%s%-14s%s %s%s%s%s%s\n", term_style(stdout, STYLE_BOLD), what, term_style(stdout, STYLE_NORMAL), value,
               *more ? "  " : "", term_style(stdout, STYLE_GREY), more, term_style(stdout, STYLE_NORMAL));
}

static char *version_text(const HostFacts *facts)
{
        return facts->systemd ? g_strdup_printf("%u", facts->systemd) : g_strdup("not found");
}

static void print_names(const HostFacts *facts)
{
        for (guint i = 0; i < facts->names->len;) {
                const NameModule *first = facts->names->pdata[i];
                g_autoptr(GString) modules = g_string_new(NULL);

                for (; i < facts->names->len; i++) {
                        const NameModule *module = facts->names->pdata[i];

                        if (!g_str_equal(module->where, first->where) ||
                            !g_str_equal(module->database, first->database))
                                break;
                        g_string_append_printf(modules, " %s", module->module);
                }
                g_string_prepend(modules, ":");
                g_string_prepend(modules, first->database);
                print_line("names", modules->str, first->where);
        }
        for (char **server = facts->nis_servers; *server; server++)
                print_line("NIS server", *server, "/etc/yp.conf");
        if (facts->nis_unknowable)
                print_line("NIS server", "by name or broadcast: any address", "/etc/yp.conf");
        if (facts->nis_by_compat)
                print_line("names", "compat asks NIS", "lines of /etc/passwd or /etc/group that begin with + or -");
}

static void print_pam(const PamService *service)
{
        g_autoptr(GString) modules = g_string_new(service->name);

        g_string_append_c(modules, ':');
        for (guint i = 0; i < service->modules->len; i++) {
                const char *module = ((const PamModule *)service->modules->pdata[i])->module;
                bool again = false;

                for (guint k = 0; k < i && !again; k++)
                        again = g_str_equal(((const PamModule *)service->modules->pdata[k])->module, module);
                if (!again)
                        g_string_append_printf(modules, " %s", module);
        }
        print_line("pam", modules->str, service->incomplete ? "an include is missing" : service->file);
}

static void print_hooks(const HookDirectory *hooks)
{
        if (hooks->unread)
                print_line("hooks", hooks->directory, "cannot be read");
        for (guint i = 0; i < hooks->scripts->len; i++) {
                const HookScript *script = hooks->scripts->pdata[i];
                g_autofree char *calls = g_strjoinv(" ", script->calls), *more = NULL;

                more = g_strdup_printf("%s%s%s", hooks->what, *calls ? "; calls: " : "", calls);
                print_line("hook", script->path, more);
        }
}

static void print_extensions(const ExtensionKind *kind)
{
        for (guint i = 0; i < kind->enabled->len; i++) {
                const Extension *extension = kind->enabled->pdata[i];
                g_autofree char *name = g_strdup_printf("%s: %s", kind->name, extension->name);

                print_line("extension", name, extension->where);
        }
}

static const char *const place_uses[] = {
        [PLACE_READ] = "reads", [PLACE_FILE] = "writes", [PLACE_TREE] = "writes below"};

static void print_places(const PlaceKind *kind)
{
        for (guint i = 0; i < kind->places->len; i++) {
                const Place *place = kind->places->pdata[i];
                g_autofree char *name = g_strdup_printf("%s %s %s", kind->name, place_uses[place->use], place->path);

                print_line("place", name, place->where);
        }
}

#define EMULATORS_SHOWN 6

static void print_emulators(const GPtrArray *emulators)
{
        g_autoptr(GString) names = g_string_new(NULL);

        for (guint i = 0; i < MIN(emulators->len, EMULATORS_SHOWN); i++)
                g_string_append_printf(names, "%s%s", i ? " " : "", ((const Emulator *)emulators->pdata[i])->name);
        if (emulators->len > EMULATORS_SHOWN)
                g_string_append_printf(names, " and %u more", emulators->len - EMULATORS_SHOWN);
        if (emulators->len)
                print_line("emulators", names->str,
                           "no concern of SystemCallArchitectures=: they make calls of this machine itself");
}

static void print_all(const HostFacts *facts, const GPtrArray *emulators)
{
        g_autofree char *foreign = g_strjoinv(" ", facts->foreign), *systemd = version_text(facts);

        print_line("systemd", systemd, "");
        print_line("architecture", facts->architecture ? facts->architecture : "not found", "");
        if (*foreign)
                print_line("foreign", foreign, "/var/lib/dpkg/arch");
        print_emulators(emulators);
        print_line("sendmail", facts->mail.provider, facts->mail.how);
        print_names(facts);
        for (guint i = 0; i < facts->pam->len; i++)
                print_pam(facts->pam->pdata[i]);
        for (guint i = 0; i < facts->hooks->len; i++)
                print_hooks(facts->hooks->pdata[i]);
        for (guint i = 0; i < facts->extensions->len; i++)
                print_extensions(facts->extensions->pdata[i]);
        for (guint i = 0; i < facts->places->len; i++)
                print_places(facts->places->pdata[i]);
        for (char **line = facts->unread; *line; line++)
                print_line("unread", *line, "the looser side is taken");
}

static void print_needs(const char *title, const NeedSet *needs)
{
        if (needs->entries->len)
                printf("%s%s%s\n", term_style(stdout, STYLE_BOLD), title, term_style(stdout, STYLE_NORMAL));
        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];
                const Evidence *evidence = need_entry_best(entry);
                g_autofree char *text = need_to_string(&entry->need);

                printf("  %-50s %s%s%s%s%s\n", text, term_style(stdout, STYLE_GREY), evidence->note,
                       *evidence->actor ? ", " : "", evidence->actor, term_style(stdout, STYLE_NORMAL));
        }
}

static void print_unit(const NeedSet *indirect, const NeedSet *plain)
{
        print_needs("It uses what each host does in its own way:", indirect);
        print_needs("which comes to this here:", plain);
        if (indirect->entries->len && !plain->entries->len)
                puts("which comes to nothing here.");
        for (guint i = 0; i < plain->coverages->len; i++)
                for (char **blind = ((const Coverage *)plain->coverages->pdata[i])->blind; blind && *blind; blind++)
                        printf("%s\n", *blind);
        if (!indirect->entries->len && !plain->entries->len)
                puts("Nothing is known to differ from host to host for it.");
}

/* --- for programs --- */

static json_t *text(const char *string)
{
        g_autofree char *valid = string ? g_utf8_make_valid(string, -1) : NULL;

        return valid ? json_string(valid) : json_null();
}

static json_t *list(char *const *strings)
{
        json_t *array = json_array();

        for (; strings && *strings; strings++)
                json_array_append_new(array, text(*strings));
        return array;
}

static json_t *names_to_json(const HostFacts *facts)
{
        json_t *array = json_array();

        for (guint i = 0; i < facts->names->len; i++) {
                const NameModule *module = facts->names->pdata[i];

                json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "database", text(module->database), "module",
                                                       text(module->module), "where", text(module->where)));
        }
        return array;
}

static json_t *pam_to_json(const HostFacts *facts)
{
        json_t *array = json_array();

        for (guint i = 0; i < facts->pam->len; i++) {
                const PamService *service = facts->pam->pdata[i];
                json_t *modules = json_array();

                for (guint k = 0; k < service->modules->len; k++) {
                        const PamModule *module = service->modules->pdata[k];

                        json_array_append_new(modules, json_pack("{s:o, s:o}", "module", text(module->module), "where",
                                                                 text(module->where)));
                }
                json_array_append_new(array, json_pack("{s:o, s:o, s:b, s:o}", "service", text(service->name), "file",
                                                       text(service->file), "incomplete", service->incomplete,
                                                       "modules", modules));
        }
        return array;
}

static json_t *hooks_to_json(const HostFacts *facts)
{
        json_t *array = json_array();

        for (guint i = 0; i < facts->hooks->len; i++) {
                const HookDirectory *hooks = facts->hooks->pdata[i];
                json_t *scripts = json_array();

                for (guint k = 0; k < hooks->scripts->len; k++) {
                        const HookScript *script = hooks->scripts->pdata[k];

                        json_array_append_new(scripts, json_pack("{s:o, s:o}", "path", text(script->path), "calls",
                                                                 list(script->calls)));
                }
                json_array_append_new(array, json_pack("{s:o, s:o, s:o, s:b, s:o}", "directory", text(hooks->directory),
                                                       "unit", text(hooks->unit), "what", text(hooks->what), "unread",
                                                       hooks->unread, "scripts", scripts));
        }
        return array;
}

static json_t *extensions_to_json(const HostFacts *facts)
{
        json_t *array = json_array();

        for (guint i = 0; i < facts->extensions->len; i++) {
                const ExtensionKind *kind = facts->extensions->pdata[i];
                json_t *enabled = json_array();

                for (guint k = 0; k < kind->enabled->len; k++) {
                        const Extension *extension = kind->enabled->pdata[k];

                        json_array_append_new(enabled, json_pack("{s:o, s:o}", "name", text(extension->name), "where",
                                                                 text(extension->where)));
                }
                json_array_append_new(array,
                                      json_pack("{s:o, s:o, s:o, s:o}", "kind", text(kind->name), "pattern",
                                                text(kind->pattern), "unit", text(kind->unit), "enabled", enabled));
        }
        return array;
}

static json_t *places_to_json(const HostFacts *facts)
{
        json_t *array = json_array();

        for (guint i = 0; i < facts->places->len; i++) {
                const PlaceKind *kind = facts->places->pdata[i];
                json_t *places = json_array();

                for (guint k = 0; k < kind->places->len; k++) {
                        const Place *place = kind->places->pdata[k];

                        json_array_append_new(places,
                                              json_pack("{s:o, s:o, s:o}", "path", text(place->path), "use",
                                                        text(place_uses[place->use]), "where", text(place->where)));
                }
                json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "kind", text(kind->name), "unit",
                                                       text(kind->unit), "places", places));
        }
        return array;
}

static json_t *emulators_to_json(const GPtrArray *emulators)
{
        json_t *array = json_array();

        for (guint i = 0; i < emulators->len; i++) {
                const Emulator *emulator = emulators->pdata[i];

                json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "name", text(emulator->name), "interpreter",
                                                       text(emulator->interpreter), "where", text(emulator->where)));
        }
        return array;
}

static json_t *facts_to_json(const HostFacts *facts, const GPtrArray *emulators)
{
        json_t *object = json_object();

        json_object_set_new(object, "systemd", facts->systemd ? json_integer(facts->systemd) : json_null());
        json_object_set_new(object, "architecture", text(facts->architecture));
        json_object_set_new(object, "foreign", list(facts->foreign));
        json_object_set_new(object, "emulators", emulators_to_json(emulators));
        json_object_set_new(object, "sendmail",
                            json_pack("{s:o, s:o, s:o}", "provider", text(facts->mail.provider), "program",
                                      text(facts->mail.program), "how", text(facts->mail.how)));
        json_object_set_new(object, "names", names_to_json(facts));
        json_object_set_new(object, "nis_servers", list(facts->nis_servers));
        json_object_set_new(object, "nis_unknowable", json_boolean(facts->nis_unknowable));
        json_object_set_new(object, "nis_by_compat", json_boolean(facts->nis_by_compat));
        json_object_set_new(object, "pam", pam_to_json(facts));
        json_object_set_new(object, "hooks", hooks_to_json(facts));
        json_object_set_new(object, "extensions", extensions_to_json(facts));
        json_object_set_new(object, "places", places_to_json(facts));
        json_object_set_new(object, "unread", list(facts->unread));
        return object;
}

static void print_json(json_t *object, bool compact)
{
        json_dumpf(object, stdout, compact ? JSON_COMPACT : JSON_INDENT(2));
        putchar('\n');
        json_decref(object);
}

static int run(const Arguments *arguments, GError **error)
{
        static const char *const json_words[] = {"", "pretty", "short", "off", NULL};
        const char *root = arguments_get(arguments, "root"), *word = arguments_words(arguments)[0];
        int json = arguments_choice(arguments, "json", json_words, 3, error);
        g_autofree char *unit = word ? unit_name_from_input(word) : NULL;
        g_autoptr(HostFacts) facts = NULL;
        HostFacts own;
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(Profile) profile = NULL;
        g_autoptr(UnitPaths) paths = NULL;
        g_autoptr(UnitView) view = NULL;
        g_autoptr(NeedSet) indirect = NULL, plain = NULL;

        if (json < 0)
                return UNITLOCK_EXIT_USAGE;
        if (word && !unit) {
                g_autofree char *missing = unit_name_missing(word, root);

                g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, missing);
                return UNITLOCK_EXIT_NOT_FOUND;
        }
        if (root && !g_file_test(root, G_FILE_TEST_IS_DIR)) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, "--root=%s is not a directory", root);
                return UNITLOCK_EXIT_NOT_FOUND;
        }
        facts = host_facts_new(root);
        if (!unit) {
                g_autoptr(GPtrArray) emulators = host_facts_emulators(facts);

                if (json != 3)
                        print_json(facts_to_json(facts, emulators), json == 2);
                else
                        print_all(facts, emulators);
                return UNITLOCK_EXIT_OK;
        }
        profile = profile_of_unit(root, false, unit, diags);
        indirect = indirect_needs(facts, unit, profile ? profile->needs : NULL);
        paths = unit_paths_system(root);
        view = generate_unit(paths, unit, NULL);
        if (view) {
                g_auto(GStrv) programs = programs_of_unit(view);

                add_pam_of_programs(indirect, facts, programs);
        }
        if (!profile && !indirect->entries->len && !unit_view_check(view, unit, error))
                return UNITLOCK_EXIT_FAILED;
        own = *facts;
        if (mail_is_via_msmtp(root, unit))
                own.mail = mail_facts_via_msmtp();
        plain = host_needs(&own, indirect, !view || generate_starts_as_root(view));
        if (view)
                add_architectures(plain, root, view, profile ? profile->needs : NULL);
        if (diag_list_has_errors(diags)) {
                g_autofree char *said = diag_list_to_string(diags);

                fputs(said, stderr);
        }
        if (json != 3)
                print_json(json_pack("{s:o, s:o, s:o}", "unit", text(unit), "indirect", need_set_to_json(indirect),
                                     "needs", need_set_to_json(plain)),
                           json == 2);
        else
                print_unit(indirect, plain);
        return UNITLOCK_EXIT_OK;
}

static const Option options[] = {
        {"root", 0, "DIRECTORY", 0, "Look at the host below this directory instead of the running one"},
        OPTION_JSON,
        {},
};

const Verb verb_facts = {
        .name = "facts",
        .synopsis = "[UNIT]",
        .summary = "Show what differs from host to host and decides what services need",
        .help = "Who provides sendmail, which name service and PAM modules are enabled, what lies in directories of "
                "hooks, which modules and workers the configuration of daemons enables, which architectures are "
                "installed, and which an emulator runs. It is read from files; nothing is "
                "run.\n\n"
                "With a unit: what of this the unit uses, by its profile and its name, and what that comes to here.",
        .options = options,
        .min_words = 0,
        .max_words = 1,
        .run = run,
};

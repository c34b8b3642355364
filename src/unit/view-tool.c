/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For the live tests and for looking: prints a service as its files and as the running manager have it, and compares
 * the two. Not installed. Exit status 1 if a difference was found.
 *
 *   view-tool [--user] compare [UNIT...]        all directives that both can tell of; without names, every service unit
 * there is view-tool files|manager UNIT...    one of the two, in the manager's spelling view-tool raw UNIT... the
 * manager's, as unit file lines view-tool untold                   directives that the manager has no property for */
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "model/syscall.h"
#include "unit/bus-properties.h"
#include "unit/canonical.h"
#include "unit/manager.h"
#include "unit/unit-map.h"
#include "unit/unit-name.h"
#include "unit/unit.h"

typedef struct Tool {
        sd_bus *bus;
        UnitPaths *paths;
        UnitMap *map;
        unsigned systemd;
        bool user;
        Config *defaults;
        unsigned units, values, differences;
} Tool;

/* The manager has no property for it, or adds to it from other settings: then the file's lines must be among its. */
typedef enum Comparable { COMPARE_EQUAL, COMPARE_SUBSET, COMPARE_NOT } Comparable;

static Comparable comparable(DirectiveId id)
{
        /* The manager adds the mounts of all paths that a unit uses. */
        if (id == DIRECTIVE_REQUIRES_MOUNTS_FOR || id == DIRECTIVE_WANTS_MOUNTS_FOR)
                return COMPARE_SUBSET;
        if (g_str_has_prefix(directives[id].name, "Limit"))
                return COMPARE_EQUAL;
        for (unsigned i = 0; i < bus_property_count; i++)
                if (strcmp(bus_properties[i].setting, directives[id].name) == 0)
                        return COMPARE_EQUAL;
        return COMPARE_NOT;
}

/* Calls that this machine's seccomp library can't name are in no filter of the manager's, which drops them with a
 * warning; and where two calls (of other architectures) share a number there, the manager tells but one of their names.
 * So both sides are told by the library's numbers, and a number is allowed where all its names are. */
static void spell_calls(Config *config)
{
        char **lines = config->lines[DIRECTIVE_SYSTEM_CALL_FILTER];
        if (!lines)
                return;
        g_auto(GStrv) allowed = g_strsplit(lines[0], " ", -1);
        g_autoptr(GHashTable) refused = g_hash_table_new(NULL, NULL);
        for (int call = 0; call < syscall_count(); call++)
                if (!g_strv_contains((const char *const *)allowed, syscall_name(call)))
                        g_hash_table_add(refused, GINT_TO_POINTER(seccomp_syscall_resolve_name(syscall_name(call))));
        g_hash_table_add(refused, GINT_TO_POINTER(__NR_SCMP_ERROR));
        g_autoptr(GString) left = g_string_new(NULL);
        for (char **call = allowed; *call; call++)
                if (!g_hash_table_contains(refused, GINT_TO_POINTER(seccomp_syscall_resolve_name(*call))))
                        g_string_append_printf(left, left->len > 0 ? " %s" : "%s", *call);
        g_free(lines[0]);
        lines[0] = g_strdup(left->str);
}

/* What the manager can't tell of, and what it can't tell of fully. */
static void print_untold(void)
{
        for (unsigned i = 0; i < _DIRECTIVE_MAX; i++)
                if (comparable((DirectiveId)i) != COMPARE_EQUAL)
                        printf("%s%s\n", directives[i].name,
                               comparable((DirectiveId)i) == COMPARE_SUBSET ? " (adds)" : "");
}

static char *join(char *const *lines)
{
        return lines ? g_strjoinv(" | ", (char **)lines) : g_strdup("(unset)");
}

static bool agree(DirectiveId id, char *const *file, char *const *manager)
{
        /* Told only of a service that was started. */
        if (id == DIRECTIVE_WATCHDOG_SEC && !manager)
                return true;
        if (comparable(id) == COMPARE_NOT)
                return true;
        if (comparable(id) == COMPARE_SUBSET) {
                for (; file && *file; file++)
                        if (!manager || !g_strv_contains((const char *const *)manager, *file))
                                return false;
                return true;
        }
        if (!file || !manager)
                return !file && !manager;
        return g_strv_equal((const char *const *)file, (const char *const *)manager);
}

static void print_difference(const char *unit, DirectiveId id, char *const *file, char *const *manager)
{
        g_autofree char *left = join(file), *right = join(manager);
        if (strlen(left) + strlen(right) < 400) {
                printf("%s: %s=\n    files   %s\n    manager %s\n", unit, directives[id].name, left, right);
                return;
        }
        /* Long sets: what one has and the other has not. */
        g_auto(GStrv) a = g_strsplit(left, " ", -1), b = g_strsplit(right, " ", -1);
        printf("%s: %s=\n    only files  ", unit, directives[id].name);
        for (char **word = a; *word; word++)
                if (!g_strv_contains((const char *const *)b, *word))
                        printf(" %s", *word);
        printf("\n    only manager");
        for (char **word = b; *word; word++)
                if (!g_strv_contains((const char *const *)a, *word))
                        printf(" %s", *word);
        printf("\n");
}

static Config *spell(const Tool *tool, const UnitView *view)
{
        g_autoptr(Config) config = unit_view_to_config(view);
        CanonicalContext context = {
                .unit = view->name, .systemd = tool->systemd, .user = view->user, .defaults = tool->defaults};
        Config *result = config_canonical(config, &context);
        spell_calls(result);
        return result;
}

static void compare_strings(Tool *tool, const char *unit, const char *what, const char *file, const char *manager)
{
        /* /lib is /usr/lib, where a manager built for both says the former. */
        const char *a = file, *b = manager;
        if (a && g_str_has_prefix(a, "/usr/lib/"))
                a += strlen("/usr");
        if (b && g_str_has_prefix(b, "/usr/lib/"))
                b += strlen("/usr");
        if (g_strcmp0(a, b) == 0)
                return;
        printf("%s: %s\n    files   %s\n    manager %s\n", unit, what, file ? file : "-", manager ? manager : "-");
        tool->differences++;
}

static void compare_lists(Tool *tool, const char *unit, const char *what, char **file, char **manager)
{
        unsigned length = MAX(g_strv_length(file), g_strv_length(manager));
        for (unsigned i = 0; i < length; i++) {
                const char *a = i < g_strv_length(file) ? file[i] : NULL,
                           *b = i < g_strv_length(manager) ? manager[i] : NULL;
                compare_strings(tool, unit, what, a, b);
        }
}

static void compare(Tool *tool, const char *name)
{
        static const char *const states[] = {"loaded", "masked", "not-found", "bad"};
        g_autoptr(GError) error = NULL;
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(UnitView) file = unit_load_mapped(tool->map, name, diags, &error);
        g_autoptr(UnitView) manager = file ? unit_from_manager(tool->bus, name, &error) : NULL;
        tool->units++;
        if (!manager) {
                printf("%s: %s\n", name, error->message);
                tool->differences++;
                return;
        }
        g_autofree char *problems = diag_list_to_string(diags);
        if (*problems)
                fprintf(stderr, "%s", problems);
        /* An alias of a masked unit: the manager fails to join the two if it has loaded the other name already. */
        if (file->state == UNIT_MASKED && manager->state == UNIT_BAD && strcmp(file->name, name) != 0)
                return;
        compare_strings(tool, name, "name", file->name, manager->name);
        compare_strings(tool, name, "state", states[file->state], states[manager->state]);
        compare_strings(tool, name, "fragment", file->fragment, manager->fragment);
        if (file->state != UNIT_LOADED || manager->state != UNIT_LOADED)
                return;
        compare_lists(tool, name, "drop-in", file->dropins, manager->dropins);
        g_autoptr(Config) a = spell(tool, file), b = spell(tool, manager);
        for (unsigned i = 0; i < _DIRECTIVE_MAX; i++) {
                tool->values += (a->lines[i] || b->lines[i]) && comparable((DirectiveId)i) != COMPARE_NOT;
                if (agree((DirectiveId)i, a->lines[i], b->lines[i]))
                        continue;
                print_difference(name, (DirectiveId)i, a->lines[i], b->lines[i]);
                tool->differences++;
        }
}

static void print_config(const Config *config)
{
        for (unsigned i = 0; i < _DIRECTIVE_MAX; i++)
                for (char *const *line = config->lines[i]; line && *line; line++)
                        printf("%s=%s\n", directives[i].name, *line);
}

static bool print_one(Tool *tool, const char *verb, const char *name, GError **error)
{
        g_autoptr(UnitView) view = strcmp(verb, "files") == 0 ? unit_load_mapped(tool->map, name, NULL, error)
                                                              : unit_from_manager(tool->bus, name, error);
        if (!view)
                return false;
        if (strcmp(verb, "raw") == 0) {
                for (guint i = 0; i < view->settings->len; i++) {
                        const UnitSetting *setting = view->settings->pdata[i];
                        printf("[%s] %s=%s\n", setting->section, setting->name, setting->value);
                }
                return true;
        }
        g_autoptr(Config) config = spell(tool, view);
        print_config(config);
        return true;
}

static bool run(Tool *tool, const char *verb, char **names, GError **error)
{
        tool->bus = manager_connect(tool->user, error);
        if (!tool->bus)
                return false;
        tool->systemd = manager_version(tool->bus, error);
        if (tool->systemd == 0)
                return false;
        tool->defaults = manager_defaults(tool->bus, error);
        if (!tool->defaults)
                return false;
        tool->paths = tool->user ? unit_paths_user(NULL) : unit_paths_system(NULL);
        tool->map = unit_map_new(tool->paths, NULL);
        if (strcmp(verb, "compare") != 0) {
                for (; *names; names++)
                        if (!print_one(tool, verb, *names, error))
                                return false;
                return true;
        }
        g_auto(GStrv) all = *names ? g_strdupv(names) : manager_list_services(tool->bus, true, error);
        if (!all)
                return false;
        for (char **name = all; *name; name++) {
                /* The manager does not load a template: an instance of it stands for all. */
                g_autofree char *instance = unit_name_kind(*name) == UNIT_NAME_TEMPLATE
                                                    ? unit_name_with_instance(*name, "test")
                                                    : g_strdup(*name);
                compare(tool, instance);
        }
        printf("%u units, %u values, %u differences, systemd %u\n", tool->units, tool->values, tool->differences,
               tool->systemd);
        return true;
}

int main(int argc, char **argv)
{
        if (argc < 2) {
                fprintf(stderr, "usage: %s [--user] compare|files|manager|raw|untold [UNIT...]\n", argv[0]);
                return 2;
        }
        if (strcmp(argv[1], "untold") == 0) {
                print_untold();
                return 0;
        }
        Tool tool = {0};
        if (strcmp(argv[1], "--user") == 0 && argc > 2) {
                tool.user = true;
                argv++;
        }
        g_autoptr(GError) error = NULL;
        bool done = run(&tool, argv[1], argv + 2, &error);
        if (!done)
                fprintf(stderr, "%s\n", error->message);
        config_free(tool.defaults);
        unit_map_free(tool.map);
        unit_paths_free(tool.paths);
        sd_bus_flush_close_unref(tool.bus);
        return done ? tool.differences > 0 : 2;
}

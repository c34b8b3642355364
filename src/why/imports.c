/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a filter refuses may leave no trace where nobody looked: a worker that is killed is begun anew, an error is
 * passed over. But a program says by what it imports of the C library which calls it may make. It need not make them:
 * so this is a note, and no finding. */

#include "why/state.h"

#include "base/file.h"
#include "base/path.h"
#include "facts/imports.h"
#include "model/syscall.h"
#include "unit/exec-line.h"

#define CALLS_SHOWN 12

/* Functions of glibc that are named otherwise than the call they make. */
static const struct {
        const char *function, *call;
} wrappers[] = {
        {"adjtime", "clock_adjtime"},
        {"adjtimex", "clock_adjtime"},
        {"initgroups", "setgroups"},
        {"nice", "setpriority"},
        {"ntp_adjtime", "clock_adjtime"},
        {"pthread_setaffinity_np", "sched_setaffinity"},
        {"pthread_setschedparam", "sched_setscheduler"},
        {"setegid", "setresgid"},
        {"seteuid", "setresuid"},
        {"setrlimit", "prlimit64"},
        {"setrlimit64", "prlimit64"},
        {"settimeofday", "clock_settime"},
        {"umount", "umount2"},
};

static const Effect *find_filter(const EffectList *list)
{
        for (guint i = 0; i < list->effects->len; i++) {
                const Effect *effect = list->effects->pdata[i];

                if (effect->kind == EFFECT_SYSCALLS && effect->directive == DIRECTIVE_SYSTEM_CALL_FILTER)
                        return effect;
        }
        return NULL;
}

static bool refuses(const Effect *filter, const char *call)
{
        return effect_denies(filter, &(Need){NEED_SYSCALL, 0, (char *)call});
}

static bool is_wrapper(const char *function)
{
        for (size_t i = 0; i < G_N_ELEMENTS(wrappers); i++)
                if (g_str_equal(wrappers[i].function, function))
                        return true;
        return false;
}

/* Adds the functions that the program imports, and whose calls are refused. */
static void collect(GPtrArray *found, const Effect *filter, const char *path)
{
        GMappedFile *map = file_map(path);
        const char *data = map ? g_mapped_file_get_contents(map) : NULL;
        size_t length = map ? g_mapped_file_get_length(map) : 0;

        for (size_t i = 0; data && i < G_N_ELEMENTS(wrappers); i++)
                if (refuses(filter, wrappers[i].call) && elf_imports(data, length, wrappers[i].function))
                        g_ptr_array_add(found, g_strdup(wrappers[i].function));
        for (int id = 0; data && id < syscall_count(); id++) {
                const char *call = syscall_name(id);

                if (!is_wrapper(call) && refuses(filter, call) && elf_imports(data, length, call))
                        g_ptr_array_add(found, g_strdup(call));
        }
        if (map)
                g_mapped_file_unref(map);
}

/* "setgid(), setuid() and 3 more". Caller frees. */
static char *list_functions(const GPtrArray *found)
{
        GString *list = g_string_new(NULL);

        for (guint i = 0; i < found->len && i < CALLS_SHOWN; i++)
                g_string_append_printf(list, "%s%s()", i ? ", " : "", (const char *)found->pdata[i]);
        if (found->len > CALLS_SHOWN)
                g_string_append_printf(list, " and %u more", found->len - CALLS_SHOWN);
        return g_string_free(list, FALSE);
}

static void look_at_program(Why *why, const Effect *filter, const char *path)
{
        g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
        g_autofree char *full = path_under_root(why->options->root, path), *list = NULL, *place = NULL;
        const UnitSetting *setting = unit_view_find(why->view, "Service", "SystemCallFilter");

        if (!setting || !why_is_new(why, full))
                return;
        collect(found, filter, full);
        if (found->len == 0)
                return;
        list = list_functions(found);
        place = explain_setting_place(setting);
        g_ptr_array_add(why->story->notes,
                        g_strdup_printf("%s imports functions whose calls %s refuses, and may call them: %s", path,
                                        place, list));
}

/* Does something that is known already speak of a call? */
static bool knows_call(const Why *why)
{
        for (guint i = 0; i < why->story->findings->len; i++) {
                const WhyFinding *finding = why->story->findings->pdata[i];

                if (finding->kind != WHY_EXPECTED && finding->need && g_str_has_prefix(finding->need, "syscall"))
                        return true;
        }
        return false;
}

static void look_at_programs(Why *why, const Effect *filter, DirectiveId id)
{
        g_auto(GStrv) values = unit_view_get_all(why->view, "Service", directives[id].name);

        for (char **value = values; value && *value; value++) {
                g_autoptr(GPtrArray) commands = exec_line_parse(*value, NULL, NULL);

                for (guint i = 0; commands && i < commands->len; i++) {
                        const ExecLine *line = commands->pdata[i];

                        if (*line->path == '/' && !(line->prefixes & EXEC_FULLY_PRIVILEGED))
                                look_at_program(why, filter, line->path);
                }
        }
}

void why_look_at_imports(Why *why)
{
        g_autoptr(EffectList) effects = NULL;
        const Effect *filter;

        if (why->watched || config_has_own_root(why->config) || knows_call(why))
                return;
        effects = explain_effects(&why->context, why->config);
        filter = find_filter(effects);
        if (!filter)
                return;
        if (why->options->dry || why->run.before)
                look_at_programs(why, filter, DIRECTIVE_EXEC_START_PRE);
        if (!why->run.before)
                look_at_programs(why, filter, DIRECTIVE_EXEC_START);
}

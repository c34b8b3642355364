/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said, not seen. A unit file states needs: the PID file will be made, the program will be executed. And the
 * log rotation of the package states that logs are moved away and must be made anew, which an hour of watching may not
 * show. */

#include "source/declared.h"

#include <fnmatch.h>
#include <string.h>

#include "model/capability.h"
#include "model/companion.h"
#include "model/config.h"
#include "model/family.h"
#include "model/syscall.h"
#include "unit/exec-line.h"
#include "unit/init-script.h"
#include "unit/unit-name.h"

static void add(NeedSet *needs, NeedKind kind, unsigned access, const char *subject, const UnitSetting *setting,
                const char *note)
{
        g_autofree char *where = NULL;

        if (setting && setting->file)
                where = setting->line ? g_strdup_printf("%s:%u", setting->file, setting->line)
                                      : g_strdup(setting->file);
        need_set_add(needs, kind, access, subject, STRENGTH_DECLARED, PHASE_NONE, "unit", where, note);
}

/* The last value counts. */
static void add_path(NeedSet *needs, const UnitView *unit, const char *name, unsigned access, const char *note)
{
        g_autoptr(GPtrArray) values = unit_view_values(unit, "Service", name);
        const UnitValue *last = values->len ? values->pdata[values->len - 1] : NULL;
        const char *path = last ? last->value : NULL;

        while (path && (*path == '-' || *path == '~'))
                path++;
        if (path && *path == '/')
                add(needs, NEED_PATH, access, path, last->setting, note);
}

/* A name alone is one in /run; which directory that is for a manager of a user, only that knows. */
static void add_pid_file(NeedSet *needs, const UnitView *unit)
{
        const unsigned access = ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE;
        g_autoptr(GPtrArray) values = unit_view_values(unit, "Service", "PIDFile");
        const UnitValue *last = values->len ? values->pdata[values->len - 1] : NULL;
        if (!last || !*last->value || (*last->value != '/' && unit->user))
                return;
        g_autofree char *path =
                *last->value == '/' ? g_strdup(last->value) : g_build_filename("/run", last->value, NULL);
        add(needs, NEED_PATH, access, path, last->setting, "PIDFile=");
}

static void add_words(NeedSet *needs, const UnitView *unit, const char *name, NeedKind kind, const char *note)
{
        g_autoptr(GPtrArray) values = unit_view_values(unit, "Service", name);

        for (guint i = 0; i < values->len; i++) {
                const UnitValue *value = values->pdata[i];
                g_auto(GStrv) words = g_strsplit_set(value->value, " \t", 0);

                if (*value->value == '~')
                        continue;
                for (char **word = words; *word; word++)
                        if (**word)
                                add(needs, kind, 0, *word, value->setting, note);
        }
}

/* A node that DeviceAllow= names, or one of the class of nodes that it names ("char-pps": /dev/pps0). NULL: none, or
 * the class is one that every service has. Caller frees. */
static char *device_node(const char *name)
{
        static const char *const given[] = {"char-mem", "char-pts", "char-ptmx", NULL};
        const char *dash = strchr(name, '-');

        if (*name == '/')
                return g_strdup(name);
        if ((!g_str_has_prefix(name, "char-") && !g_str_has_prefix(name, "block-")) || strchr(name, '*') ||
            g_strv_contains(given, name))
                return NULL;
        return g_strdup_printf("/dev/%s0", dash + 1);
}

static void add_devices(NeedSet *needs, const UnitView *unit)
{
        g_autoptr(GPtrArray) values = unit_view_values(unit, "Service", "DeviceAllow");

        for (guint i = 0; i < values->len; i++) {
                const UnitValue *value = values->pdata[i];
                g_auto(GStrv) words = g_strsplit(value->value, " ", 2);
                const char *how = words[0] && words[1] ? words[1] : "rwm";
                unsigned access = (strchr(how, 'r') ? ACCESS_READ : 0) | (strchr(how, 'w') ? ACCESS_WRITE : 0);

                g_autofree char *node = words[0] ? device_node(words[0]) : NULL;

                if (node && access)
                        add(needs, NEED_DEVICE, access, node, value->setting, "DeviceAllow=");
        }
}

/* An init script stops its daemon by itself, and finds it by the PID file and the program that a process runs
 * (start-stop-daemon(8), pidofproc of the LSB). The kernel tells that only about processes of the same user that have
 * no more capabilities, unless who asks may trace: the daemon has changed its user, or was started before all this came
 * into force. If it is not found, the script says that all went well, and it runs on. And whatever such a script has in
 * /run, it has made itself, at the first start after each boot. */
static void add_init_script(NeedSet *needs, const UnitView *unit, const UnitSetting *setting)
{
        static const char *const note = "finds and stops its daemon as init scripts do";
        g_autofree char *name = unit_name_without_type(unit->name), *run = g_build_filename("/run", name, NULL);

        add(needs, NEED_CAPABILITY, 0, "CAP_KILL", setting, note);
        add(needs, NEED_CAPABILITY, 0, "CAP_SYS_PTRACE", setting, note);
        add(needs, NEED_BEHAVIOUR, 0, "other-process", setting, note);
        add(needs, NEED_PATH, ACCESS_WRITE | ACCESS_CREATE, run, setting,
            "makes its PID file, and the directory for it, as init scripts do");
}

static void add_programs(NeedSet *needs, const UnitView *unit)
{
        static const char *const names[] = {"ExecCondition", "ExecStartPre", "ExecStart",    "ExecStartPost",
                                            "ExecReload",    "ExecStop",     "ExecStopPost", NULL};

        for (const char *const *name = names; *name; name++) {
                g_autoptr(GPtrArray) values = unit_view_values(unit, "Service", *name);
                g_autofree char *note = g_strdup_printf("%s=", *name);

                for (guint k = 0; k < values->len; k++) {
                        const UnitValue *value = values->pdata[k];
                        g_autoptr(GPtrArray) commands = exec_line_parse(value->value, NULL, NULL);

                        for (guint i = 0; commands && i < commands->len; i++) {
                                const ExecLine *line = commands->pdata[i];

                                /* "+" lines run outside of the sandbox */
                                if (*line->path != '/' || (line->prefixes & EXEC_FULLY_PRIVILEGED))
                                        continue;
                                add(needs, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, line->path, value->setting, note);
                                if (g_str_has_prefix(line->path, INIT_SCRIPTS "/"))
                                        add_init_script(needs, unit, value->setting);
                        }
                }
        }
}

/* Does the service write that log? pattern: as logrotate's configuration has it. */
static bool was_written(const NeedSet *seen, const char *pattern)
{
        for (guint i = 0; seen && i < seen->entries->len; i++) {
                const Need *need = &((const NeedEntry *)seen->entries->pdata[i])->need;

                if (need->kind == NEED_PATH && (need->access & (ACCESS_WRITE | ACCESS_CREATE)) &&
                    fnmatch(pattern, need->subject, FNM_PATHNAME) == 0)
                        return true;
        }
        return false;
}

/* Has it the service's name, and does nobody else write it? Many packages have the log rotated that the syslog daemon
 * keeps of them, and tell that daemon then. */
static bool has_its_name(const NeedSet *needs, const Rotation *rotation, const char *log)
{
        g_autofree char *base = g_path_get_basename(log), *name = unit_name_prefix(needs->unit);
        size_t length = name ? strlen(name) : 0;

        return length > 0 && !(rotation->postrotate && strstr(rotation->postrotate, "syslog")) &&
               g_str_has_prefix(base, name) && !g_ascii_isalnum(base[length]);
}

/* One block of log rotation, as needs. If one of its logs is the service's, all are: it has just not written them yet.
 */
static void add_rotation(NeedSet *needs, const Rotation *rotation, const NeedSet *seen)
{
        g_autofree char *where = g_strdup_printf("%s:%u", rotation->file, rotation->line);
        bool ours = false;

        for (char **log = rotation->paths; *log; log++)
                ours = ours || was_written(seen, *log) || has_its_name(needs, rotation, *log);
        for (char **log = rotation->paths; *log; log++) {
                g_autofree char *directory = g_path_get_dirname(*log);

                if (ours || !g_str_equal(directory, "/var/log"))
                        need_set_add(needs, NEED_PATH, ACCESS_WRITE | (rotation->copy_truncate ? 0 : ACCESS_CREATE),
                                     *log, STRENGTH_DECLARED, PHASE_NONE, "logrotate", where,
                                     rotation->copy_truncate ? "goes on writing after rotation"
                                                             : "is made anew after rotation");
        }
}

NeedSet *declared_needs(const UnitView *unit, const UnitFacts *facts, const NeedSet *seen)
{
        NeedSet *needs = need_set_new(unit->name);
        Coverage coverage = {.source = (char *)"unit"};
        const char *pam = unit_view_get(unit, "Service", "PAMName");

        need_set_add_coverage(needs, &coverage);
        add_programs(needs, unit);
        add_pid_file(needs, unit);
        add_path(needs, unit, "WorkingDirectory", ACCESS_READ, "WorkingDirectory=");
        add_words(needs, unit, "AmbientCapabilities", NEED_CAPABILITY, "AmbientCapabilities=");
        add_devices(needs, unit);
        if (pam && *pam) {
                g_autofree char *subject = g_strdup_printf("pam:%s", pam);

                add(needs, NEED_INDIRECT, 0, subject, unit_view_find(unit, "Service", "PAMName"), "PAMName=");
        }
        for (guint i = 0; facts && i < facts->rotations->len; i++)
                add_rotation(needs, facts->rotations->pdata[i], seen);
        return needs;
}

/* --- what a maintainer lists --- */

/* Lists longer than this were made by taking away, not by giving. */
#define LISTED_MAX 16

static void add_listed_capability(NeedSet *needs, const char *name, const UnitSetting *setting, const char *note)
{
        add(needs, NEED_CAPABILITY, 0, name, setting, note);
        for (const Companion *companion = companions; companion->capability; companion++)
                if (g_str_equal(companion->capability, name))
                        add(needs, companion->kind, 0, companion->subject, setting, note);
}

static void add_listed_capabilities(NeedSet *needs, const UnitView *unit, const Config *config)
{
        uint64_t bounding = config_capabilities(config), ambient = config_ambient_capabilities(config);
        bool listed = config_is_allow_list(config, DIRECTIVE_CAPABILITY_BOUNDING_SET) &&
                      __builtin_popcountll(bounding) <= LISTED_MAX;

        for (int capability = 0; capability < CAPABILITY_COUNT; capability++) {
                uint64_t bit = UINT64_C(1) << capability;

                if (listed && (bounding & bit))
                        add_listed_capability(needs, capability_name(capability),
                                              unit_view_find(unit, "Service", "CapabilityBoundingSet"),
                                              "CapabilityBoundingSet=");
                if (ambient & bounding & bit)
                        add_listed_capability(needs, capability_name(capability),
                                              unit_view_find(unit, "Service", "AmbientCapabilities"),
                                              "AmbientCapabilities=");
        }
}

static void add_listed_families(NeedSet *needs, const UnitView *unit, const Config *config)
{
        uint64_t families = config_families(config);

        if (!config_is_allow_list(config, DIRECTIVE_RESTRICT_ADDRESS_FAMILIES) ||
            __builtin_popcountll(families) > LISTED_MAX)
                return;
        for (int family = 0; family < 64; family++)
                if ((families & FAMILY_BIT(family)) && family_name(family)) {
                        g_autofree char *subject = g_strdup_printf("%s/SOCK_DGRAM/0", family_name(family));

                        add(needs, NEED_SOCKET, 0, subject, unit_view_find(unit, "Service", "RestrictAddressFamilies"),
                            "RestrictAddressFamilies=");
                }
}

/* Groups that maintainers take by habit, or of which @system-service is made: they were not chosen for this service. */
static const char *const common_groups[] = {"@system-service", "@default", "@basic-io", "@file-system",
                                            "@network-io",     "@process", "@io-event", "@aio",
                                            "@signal",         "@timer",   "@sync",     "@ipc",
                                            "@sandbox",        "@memlock", "@known",    "@privileged",
                                            "@obsolete",       "@debug",   NULL};

/* What a call does beyond being called. */
static const struct {
        const char *call, *behaviour;
} deeds[] = {
        {"adjtimex", "clock-read"},     {"clock_settime", "clock"}, {"sched_setscheduler", "realtime"},
        {"sethostname", "hostname"},    {"settimeofday", "clock"},  {"syslog", "kernel-log"},
        {"personality", "personality"}, {"init_module", "module"},
};

static void add_listed_call(NeedSet *needs, const char *call, const UnitSetting *setting)
{
        add(needs, NEED_SYSCALL, 0, call, setting, "SystemCallFilter=");
        for (size_t i = 0; i < G_N_ELEMENTS(deeds); i++)
                if (g_str_equal(deeds[i].call, call))
                        add(needs, NEED_BEHAVIOUR, 0, deeds[i].behaviour, setting, "SystemCallFilter=");
}

/* "SystemCallFilter=@system-service sethostname": the second word was chosen for this service. */
static void add_listed_calls(NeedSet *needs, const UnitView *unit, const Config *config)
{
        const UnitSetting *setting = unit_view_find(unit, "Service", "SystemCallFilter");
        char *const *line = config_is_allow_list(config, DIRECTIVE_SYSTEM_CALL_FILTER)
                                    ? config->lines[DIRECTIVE_SYSTEM_CALL_FILTER]
                                    : NULL;

        for (; line && *line; line++) {
                g_auto(GStrv) words = g_strsplit_set(*line, " \t", 0);

                for (char **word = words; **line != '~' && *word; word++) {
                        SyscallSet members = {};

                        (*word)[strcspn(*word, ":")] = '\0'; /* an error number */
                        if (**word != '@' && syscall_from_name(*word) >= 0)
                                add_listed_call(needs, *word, setting);
                        if (**word != '@' || g_strv_contains(common_groups, *word) ||
                            !syscall_group(*word, G_MAXUINT, &members))
                                continue;
                        for (int call = 0; call < syscall_count(); call++)
                                if (syscall_set_has(&members, call))
                                        add_listed_call(needs, syscall_name(call), setting);
                }
        }
}

NeedSet *listed_needs(const UnitView *unit)
{
        NeedSet *needs = need_set_new(unit->name);
        g_autoptr(Config) config = unit_view_to_config(unit);

        add_listed_capabilities(needs, unit, config);
        add_listed_families(needs, unit, config);
        add_listed_calls(needs, unit, config);
        return needs;
}

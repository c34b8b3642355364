/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Limits are not refusals of a kind, they are refusals of a number, so effect_denies() has nothing to say of them. What
 * is proposed is what the program asked for, as far as its call tells that, and the double at least: it hardly asks
 * once only. Where it counts files or processes, no proposal is below what any service may have need of. */

#include "watch/limit.h"

#include <linux/capability.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "watch/group.h"

#define MIB (UINT64_C(1024) * 1024)
#define SECOND UINT64_C(1000000) /* in microseconds */
#define NICE_ZERO 20
#define UNLIMITED UINT32_MAX /* of .wanted */
#define ADDRESSES_MAX (UINT64_C(1) << 47)
#define PAGES_BESIDE 8192 /* memory is locked by pages, and may begin and end within one */
#define FILES_USUAL 1024  /* what a process has that nobody gives more */
#define TASKS_USUAL 64
#define MESSAGES_USUAL (800 * 1024) /* bytes: the kernel's own default */

/* As systemd.exec(5) has their values. */
typedef enum LimitKind {
        LIMIT_COUNT,
        LIMIT_BYTES,
        LIMIT_SECONDS,
        LIMIT_MICROSECONDS,
        LIMIT_NICE, /* 1 to 40: 20 less the nice value; so are those without a sign */
} LimitKind;

/* Limits of a process. */
static const struct {
        unsigned resource;
        DirectiveId directive;
        LimitKind kind;
        const char *what, *unit;
} resources[] = {
        {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NOFILE, LIMIT_COUNT, "could not have another file or socket open",
         "open files"},
        {RLIMIT_NPROC, DIRECTIVE_LIMIT_NPROC, LIMIT_COUNT, "could not make a process or thread",
         "processes and threads of its user"},
        {RLIMIT_FSIZE, DIRECTIVE_LIMIT_FSIZE, LIMIT_BYTES, "could not make a file larger (and gets SIGXFSZ)",
         "as the size of a file"},
        {RLIMIT_AS, DIRECTIVE_LIMIT_AS, LIMIT_BYTES, "could not have more address space", "of address space"},
        {RLIMIT_DATA, DIRECTIVE_LIMIT_DATA, LIMIT_BYTES, "could not have more memory of its own", "of data"},
        {RLIMIT_STACK, DIRECTIVE_LIMIT_STACK, LIMIT_BYTES, "had no room on its stack (and gets SIGSEGV)", "of stack"},
        {RLIMIT_MEMLOCK, DIRECTIVE_LIMIT_MEMLOCK, LIMIT_BYTES, "could not lock memory", "of locked memory"},
        {RLIMIT_MSGQUEUE, DIRECTIVE_LIMIT_MSGQUEUE, LIMIT_BYTES, "could not make a message queue", "in message queues"},
        {RLIMIT_SIGPENDING, DIRECTIVE_LIMIT_SIGPENDING, LIMIT_COUNT, "could not have another signal or timer wait",
         "signals of its user that wait"},
        {RLIMIT_CPU, DIRECTIVE_LIMIT_CPU, LIMIT_SECONDS, "was stopped for its use of CPU time", "seconds of CPU time"},
        {RLIMIT_RTTIME, DIRECTIVE_LIMIT_RTTIME, LIMIT_MICROSECONDS,
         "was stopped for its use of CPU time at a realtime priority", "of it without a pause"},
        {RLIMIT_NICE, DIRECTIVE_LIMIT_NICE, LIMIT_NICE, "could not lower its nice value to", "as the lowest"},
        {RLIMIT_RTPRIO, DIRECTIVE_LIMIT_RTPRIO, LIMIT_COUNT, "could not run at the realtime priority",
         "as the greatest"},
};

static int resource_row(const Limit *limit)
{
        for (size_t i = 0; i < G_N_ELEMENTS(resources); i++)
                if (limit->which == WIRE_LIMIT_RESOURCE + resources[i].resource)
                        return (int)i;
        return -1;
}

static DirectiveId directive_of(const Limit *limit)
{
        int row = resource_row(limit);

        if (row >= 0)
                return resources[row].directive;
        return limit->which == WIRE_LIMIT_TASKS ? DIRECTIVE_TASKS_MAX : DIRECTIVE_MEMORY_MAX;
}

/* As one writes it into a unit file. */
static char *number(const Limit *limit, guint64 value)
{
        int row = resource_row(limit);
        LimitKind kind = row >= 0 ? resources[row].kind : limit->which == WIRE_LIMIT_MEMORY ? LIMIT_BYTES : LIMIT_COUNT;
        bool bytes = kind == LIMIT_BYTES;

        if (bytes && value >= MIB && value % MIB == 0)
                return g_strdup_printf("%" G_GUINT64_FORMAT "M", value / MIB);
        if (bytes && row >= 0 && value >= 1024)
                return g_strdup_printf("%" G_GUINT64_FORMAT "K", (value + 1023) / 1024);
        if (bytes && value >= MIB)
                return g_strdup_printf("%" G_GUINT64_FORMAT "M", (value + MIB - 1) / MIB);
        if (kind == LIMIT_NICE)
                return g_strdup_printf("%+d", NICE_ZERO - (int)value);
        if (kind == LIMIT_MICROSECONDS && value % 1000 == 0)
                return g_strdup_printf("%" G_GUINT64_FORMAT "ms", value / 1000);
        if (kind == LIMIT_MICROSECONDS)
                return g_strdup_printf("%" G_GUINT64_FORMAT "us", value);
        return g_strdup_printf("%" G_GUINT64_FORMAT, value);
}

static bool is_priority(int row)
{
        return resources[row].resource == RLIMIT_NICE || resources[row].resource == RLIMIT_RTPRIO;
}

char *limit_describe(const Limit *limit)
{
        g_autofree char *value = number(limit, limit->value);
        const char *who = limit->who ? limit->who : "the unit";
        int row = resource_row(limit);

        if (row >= 0 && limit->wanted && is_priority(row)) {
                g_autofree char *wanted = number(limit, limit->wanted);

                return g_strdup_printf("%s %s (%s): it may have %s %s", resources[row].what, wanted,
                                       strerrorname_np(limit->error), value, resources[row].unit);
        }
        if (row >= 0 && limit->wanted)
                return g_strdup_printf("could not raise its own limit (%s): it may have %s %s",
                                       strerrorname_np(limit->error), value, resources[row].unit);
        if (row >= 0)
                return g_strdup_printf("%s%s%s%s: it may have %s %s", resources[row].what, limit->error ? " (" : "",
                                       limit->error ? strerrorname_np(limit->error) : "", limit->error ? ")" : "",
                                       value, resources[row].unit);
        if (limit->which == WIRE_LIMIT_TASKS)
                return g_strdup_printf("could not make a process or thread (EAGAIN): %s may have %s of them and has",
                                       who, value);
        return g_strdup_printf("asked for memory, and the kernel killed a process for it: %s may have %s and has", who,
                               value);
}

/* To quarters of powers of two, lest each start ask for a little more. */
static guint64 round_up(guint64 value)
{
        guint64 step = 1;

        while (step <= value / 8)
                step *= 2;
        return (value + step - 1) / step * step;
}

static guint64 proposal(const Limit *limit)
{
        guint64 least = limit->value * 2;

        if (limit->wanted)
                return limit->wanted;
        if (limit->which == WIRE_LIMIT_RESOURCE + RLIMIT_NOFILE)
                return MAX(MAX(least, FILES_USUAL), limit->enough);
        if (limit->which == WIRE_LIMIT_TASKS || limit->which == WIRE_LIMIT_RESOURCE + RLIMIT_NPROC)
                return MAX(least, TASKS_USUAL);
        if (limit->which == WIRE_LIMIT_RESOURCE + RLIMIT_MSGQUEUE)
                return MAX(least, MESSAGES_USUAL);
        return MAX(least, round_up(limit->enough));
}

guint64 limit_enough(const struct wire_event *event, const char *call)
{
        guint64 used = event->args[3], second = event->args[4], third = event->args[5], fourth = event->loaded;

        switch ((int)event->args[0] - WIRE_LIMIT_RESOURCE) {
        case RLIMIT_AS:
        case RLIMIT_DATA:
                return used + second;
        case RLIMIT_NOFILE:
                if (call && g_str_has_prefix(call, "fcntl"))
                        return third + 1;
                return call && g_str_has_prefix(call, "dup") ? second + 1 : 0;
        case RLIMIT_MEMLOCK:
                return g_strcmp0(call, "mlockall") == 0 ? used : used + second;
        case RLIMIT_FSIZE:
                if (!call)
                        return 0;
                if (g_str_has_prefix(call, "ftruncate") || g_str_has_prefix(call, "truncate"))
                        return second;
                if (g_str_equal(call, "fallocate"))
                        return third + fourth;
                if (g_str_has_prefix(call, "pwrite64"))
                        return third + fourth;
                return g_str_equal(call, "write") ? used + third : 0;
        default:
                return 0;
        }
}

Explanation *limit_explain(const ExplainContext *context, const Limit *limit)
{
        DirectiveId id = directive_of(limit);
        g_autofree char *value = number(limit, limit->value),
                        *more = limit->wanted == UNLIMITED ? g_strdup("infinity") : number(limit, proposal(limit));
        g_autofree char *change = limit->who ? g_strdup("") : g_strdup_printf("%s=%s", directives[id].name, more);
        g_autofree char *otherwise =
                limit->who ? g_strdup_printf("%s=%s of %s", directives[id].name, value, limit->who)
                : id == DIRECTIVE_TASKS_MAX
                        ? g_strdup_printf("TasksMax=%s (DefaultTasksMax= of systemd-system.conf(5))", value)
                        : g_strdup_printf("%s=%s", directives[id].name, value);

        return explain_setting(context, id, otherwise, change);
}

static bool parse_time(const char *number, const char *unit, bool seconds, guint64 *ret)
{
        static const struct {
                const char *name;
                guint64 microseconds;
        } times[] = {{"us", 1},
                     {"ms", 1000},
                     {"s", SECOND},
                     {"sec", SECOND},
                     {"m", 60 * SECOND},
                     {"min", 60 * SECOND},
                     {"h", 3600 * SECOND},
                     {"hr", 3600 * SECOND},
                     {"d", 86400 * SECOND}};
        guint64 value = g_ascii_strtoull(number, NULL, 10);

        if (!*unit)
                unit = seconds ? "s" : "us";
        for (size_t i = 0; i < G_N_ELEMENTS(times); i++)
                if (g_str_equal(unit, times[i].name)) {
                        value *= times[i].microseconds;
                        *ret = seconds ? (value + SECOND - 1) / SECOND : value;
                        return true;
                }
        return false;
}

/* "1024", "64K", "infinity", "1min", "-5": as systemd.exec(5) has it. False: not understood. */
static bool parse_value(const char *text, LimitKind kind, guint64 *ret)
{
        static const char units[] = "KMGTPE";
        char *end;
        const char *unit;

        if (g_str_equal(text, "infinity")) {
                *ret = G_MAXUINT64;
                return true;
        }
        if (kind == LIMIT_NICE && (*text == '-' || *text == '+')) {
                *ret = (guint64)(NICE_ZERO - (int)g_ascii_strtoll(text, &end, 10));
                return end != text;
        }
        *ret = g_ascii_strtoull(text, &end, 10);
        if (end == text)
                return false;
        end = g_strchug(end);
        if (kind == LIMIT_SECONDS || kind == LIMIT_MICROSECONDS)
                return parse_time(text, end, kind == LIMIT_SECONDS, ret);
        unit = *end ? strchr(units, *end) : NULL;
        if (!*end || (kind == LIMIT_BYTES && g_str_equal(end, "B")))
                return true;
        if (!unit || end[1])
                return false;
        *ret <<= 10 * (unit - units + 1);
        return true;
}

bool limit_is_set(const Config *config, const Limit *limit)
{
        int row = resource_row(limit);
        const char *value = row >= 0 ? config_get(config, resources[row].directive) : NULL;
        g_auto(GStrv) parts = value ? g_strsplit(value, ":", 2) : NULL;

        for (char **part = parts; part && *part; part++) {
                guint64 number;

                if (parse_value(*part, resources[row].kind, &number) && number == limit->value)
                        return true;
        }
        return false;
}

bool limit_is_too_low(const Config *config, Limit *limit)
{
        int row = resource_row(limit);
        const char *value = row >= 0 ? config_get(config, resources[row].directive) : NULL;
        const char *colon = value ? strchr(value, ':') : NULL;
        struct rlimit usual; /* ours, since our unit sets none */

        /* only the lower half of what was asked for is known */
        if (!value || (resources[row].kind == LIMIT_BYTES && resources[row].resource != RLIMIT_MEMLOCK) ||
            !parse_value(colon ? colon + 1 : value, resources[row].kind, &limit->value) ||
            limit->wanted <= limit->value || getrlimit((__rlimit_resource_t)resources[row].resource, &usual) < 0)
                return false;
        return usual.rlim_max == RLIM_INFINITY || (limit->wanted != UNLIMITED && limit->wanted <= usual.rlim_max);
}

bool limit_is_exceeded(const Config *config, Limit *limit)
{
        int row = resource_row(limit);
        g_autofree char *value = row >= 0 ? g_strdup(config_get(config, resources[row].directive)) : NULL;

        if (!value)
                return false;
        value[strcspn(value, ":")] = '\0';
        /* none at all is what all have that set none */
        return parse_value(value, resources[row].kind, &limit->value) && limit->value > 0 &&
               limit->wanted > limit->value;
}

bool limit_is_reached(const struct wire_event *event, const char *call, guint64 memory)
{
        guint64 value = event->args[2], enough = limit_enough(event, call), size = event->args[4];
        struct rlimit usual; /* ours, since our unit sets none */

        switch ((int)event->args[0] - WIRE_LIMIT_RESOURCE) {
        case RLIMIT_MEMLOCK:
                if (event->capabilities >> CAP_IPC_LOCK & 1)
                        return false;
                /* those of shared memory are counted by user */
                return g_strcmp0(call, "shmctl") == 0 || enough + PAGES_BESIDE > value;
        case RLIMIT_AS:
        case RLIMIT_DATA:
                if (size >= ADDRESSES_MAX)
                        return false;
                return !memory || size <= memory || g_strcmp0(call, "mmap") != 0 || !(event->args[5] & PROT_WRITE) ||
                       (event->loaded & (MAP_NORESERVE | MAP_SHARED));
        case RLIMIT_NOFILE:
                /* a number beyond what one has who sets nothing */
                return !enough || getrlimit(RLIMIT_NOFILE, &usual) < 0 || enough <= usual.rlim_cur;
        default:
                return true;
        }
}

bool limit_any_is_set(const Config *config)
{
        for (size_t i = 0; i < G_N_ELEMENTS(resources); i++)
                if (config_get(config, resources[i].directive))
                        return true;
        return false;
}

bool limit_find_group(const char *root, const char *group, guint64 group_id, const char *unit, guint64 id,
                      char **ret_who)
{
        g_autofree char *path = g_strdup(group);
        bool own = false; /* at the service's own group, or above */

        for (char *slash; (slash = strrchr(path, '/')); *slash = '\0') {
                g_autofree char *full = g_strconcat(root, path, NULL);
                bool is_unit = g_str_equal(group_unescape(slash + 1), unit);
                bool is_event = strlen(path) == strlen(group);
                struct stat st;

                if ((is_event ? group_id == id : stat(full, &st) == 0 && (guint64)st.st_ino == id) &&
                    (own || is_unit)) {
                        *ret_who = is_unit ? NULL : g_strdup(group_unescape(slash + 1));
                        return true;
                }
                own |= is_unit;
        }
        return false;
}

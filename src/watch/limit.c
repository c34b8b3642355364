/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Limits are not refusals of a kind, they are refusals of a number, so effect_denies() has nothing to say of them. What
 * is proposed is the double: enough to see whether it was about the number at all. */

#include "watch/limit.h"

#include <string.h>
#include <sys/stat.h>

#define MIB (UINT64_C(1024) * 1024)

static DirectiveId directive_of(const Limit *limit)
{
        return limit->which == WIRE_LIMIT_TASKS ? DIRECTIVE_TASKS_MAX : DIRECTIVE_MEMORY_MAX;
}

/* As one writes it into a unit file. */
static char *number(const Limit *limit, guint64 value)
{
        if (limit->which == WIRE_LIMIT_MEMORY && value >= MIB)
                return g_strdup_printf("%" G_GUINT64_FORMAT "M", (value + MIB - 1) / MIB);
        return g_strdup_printf("%" G_GUINT64_FORMAT, value);
}

char *limit_describe(const Limit *limit)
{
        g_autofree char *value = number(limit, limit->value);
        const char *who = limit->who ? limit->who : "the unit";

        if (limit->which == WIRE_LIMIT_TASKS)
                return g_strdup_printf("could not make a process or thread (EAGAIN): %s may have %s of them and has",
                                       who, value);
        return g_strdup_printf("asked for memory, and the kernel killed a process for it: %s may have %s and has", who,
                               value);
}

Explanation *limit_explain(const ExplainContext *context, const Limit *limit)
{
        DirectiveId id = directive_of(limit);
        g_autofree char *value = number(limit, limit->value), *more = number(limit, limit->value * 2);
        g_autofree char *change = limit->who ? g_strdup("") : g_strdup_printf("%s=%s", directives[id].name, more);
        g_autofree char *otherwise =
                limit->who ? g_strdup_printf("%s=%s of %s", directives[id].name, value, limit->who)
                : id == DIRECTIVE_TASKS_MAX
                        ? g_strdup_printf("TasksMax=%s (DefaultTasksMax= of systemd-system.conf(5))", value)
                        : g_strdup_printf("%s=%s", directives[id].name, value);
        ExplainContext of_slice = *context;

        if (limit->who)
                of_slice.view = NULL; /* what the unit itself sets is not it */
        return explain_setting(limit->who ? &of_slice : context, id, otherwise, change);
}

bool limit_find_group(const char *root, const char *group, const char *unit, guint64 id, char **ret_who)
{
        g_autofree char *path = g_strdup(group);
        bool own = false; /* at the service's own group, or above */

        for (char *slash; (slash = strrchr(path, '/')); *slash = '\0') {
                g_autofree char *full = g_strconcat(root, path, NULL);
                bool is_unit = g_str_equal(slash + (slash[1] == '_' ? 2 : 1), unit);
                struct stat st;

                if (stat(full, &st) == 0 && (guint64)st.st_ino == id && (own || is_unit)) {
                        *ret_who = is_unit ? NULL : g_strdup(slash + 1);
                        return true;
                }
                own |= is_unit;
        }
        return false;
}

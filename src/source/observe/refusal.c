// SPDX-License-Identifier: GPL-2.0-or-later
/* Refusals as values: copies, keys to compare runs by, and words for people. Built with and without BPF. */
#include "source/observe/decode.h"

#include <string.h>

void observed_refusal_free(ObservedRefusal *refusal)
{
        if (!refusal)
                return;
        g_free(refusal->actor);
        g_free(refusal->syscall);
        g_free(refusal->need.subject);
        g_free(refusal->other);
        g_free(refusal);
}

ObservedRefusal *observed_refusal_copy(const ObservedRefusal *refusal)
{
        ObservedRefusal *copy = g_memdup2(refusal, sizeof(*refusal));

        copy->actor = g_strdup(refusal->actor);
        copy->syscall = g_strdup(refusal->syscall);
        copy->need.subject = g_strdup(refusal->need.subject);
        copy->other = g_strdup(refusal->other);
        return copy;
}

/* Not g_strerror(): that differs from language to language. */
static const char *error_name(int error)
{
        const char *name = strerrorname_np(error);

        return name ? name : "?";
}

char *observed_refusal_key(const ObservedRefusal *refusal)
{
        g_autofree char *need = need_to_string(&refusal->need);

        /* what one who is not root is refused says nothing of root */
        return g_strdup_printf("%s %s%s %s%s", refusal->syscall[0] != '\0' ? refusal->syscall : "-",
                               refusal->filtered ? "filtered:" : "",
                               refusal->signal ? "SIGSYS" : error_name(refusal->error), need,
                               refusal->euid ? " (not root)" : "");
}

char *observed_refusal_describe(const ObservedRefusal *refusal)
{
        g_autofree char *need = need_describe(&refusal->need);
        g_autofree char *name = refusal->actor[0] != '\0' ? g_path_get_basename(refusal->actor) : g_strdup("a process");

        if (refusal->signal)
                return g_strdup_printf("%s was killed for calling %s, which the system call filter does not allow",
                                       name, refusal->syscall);
        return g_strdup_printf("%s: %s failed with \"%s\"%s; what it tried: %s", name, refusal->syscall,
                               g_strerror(refusal->error), refusal->filtered ? ", refused by a system call filter" : "",
                               need);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings of a story: each need and each setting is told once, by its best evidence. */

#include "why/state.h"

#include <signal.h>
#include <string.h>

#include "model/syscall.h"

#define GROUP_MAX 64 /* calls of a group that go together; @system-service has four hundred */

void why_finding_free(gpointer data)
{
        WhyFinding *finding = data;

        g_free(finding->what);
        g_free(finding->cause);
        g_free(finding->file);
        g_free(finding->others);
        g_strfreev(finding->change);
        g_free(finding->likely);
        g_free(finding->cost);
        g_free(finding->how);
        g_free(finding->need);
        g_free(finding->directive);
        g_free(finding->without);
        g_free(finding->error);
        g_free(finding);
}

/* Not yet told? */
bool why_is_new(Why *why, const char *what)
{
        return g_hash_table_add(why->told, g_strdup(what));
}

WhyFinding *why_add_finding(Why *why, WhyKind kind, char *what, const char *how)
{
        WhyFinding *finding = g_new0(WhyFinding, 1);

        finding->kind = kind;
        finding->what = what;
        finding->how = g_strdup(how);
        g_ptr_array_add(why->story->findings, finding);
        return finding;
}

/* A filter lets a program show one call only, as that ends it, most often. What comes after it is of the same group,
 * most likely. Returns the line that allows what the filter refuses of that group. Caller frees; NULL: nothing can be
 * said. */
char *why_likely_calls(const Why *why, const char *call)
{
        const SyscallSet *none = &(SyscallSet){};
        const Symptom killed = {.filtered = true, .signal = SIGSYS};
        const char *const *groups = syscall_group_names(why->context.systemd);
        g_autofree char *best = NULL;
        SyscallSet members = *none;
        unsigned others = 0;
        int id = syscall_from_name(call);

        for (; id >= 0 && *groups; groups++) {
                SyscallSet set = *none;

                if (syscall_group(*groups, why->context.systemd, &set) && syscall_set_has(&set, id) &&
                    syscall_set_count(&set) <= GROUP_MAX &&
                    (!best || syscall_set_count(&set) < syscall_set_count(&members))) {
                        g_free(best);
                        best = g_strdup(*groups);
                        members = set;
                }
        }
        for (int other = 0; best && other < syscall_count(); other++) {
                const Need need = {NEED_SYSCALL, 0, (char *)syscall_name(other)};
                g_autoptr(Explanation) explanation = NULL;

                if (other == id || !syscall_set_has(&members, other))
                        continue;
                explanation = explain_need(&why->context, &need, &killed);
                others += explanation != NULL;
        }
        return others ? g_strdup_printf("SystemCallFilter=%s", best) : NULL;
}

/* A need that was refused, or will be. True if a setting denies it. what: taken over, NULL: the need in words. */
bool why_add_need(Why *why, WhyKind kind, const Need *need, const Symptom *symptom, char *what, const char *how)
{
        g_autoptr(Explanation) explanation = explain_need(&why->context, need, symptom);
        g_autofree char *text = need_to_string(need), *words = what;
        g_autofree char *key = g_strdup_printf("%d %s", need->kind, need->subject); /* however it was accessed */
        WhyFinding *finding;

        if (!explanation)
                explanation = slice_explain(why->slices, need, symptom);
        if (!explanation || !why_is_new(why, key))
                return explanation != NULL;
        finding = why_add_finding(why, kind, words ? g_steal_pointer(&words) : need_describe(need), how);
        finding->cause = explanation_cause(explanation);
        finding->file = g_strdup(((const Blame *)explanation->blames->pdata[0])->file);
        finding->others = explanation_others(explanation);
        if (*explanation->change) { /* none where a slice is to blame */
                finding->cost = explanation_cost(explanation);
                finding->change = g_strdupv(explanation->change);
        }
        finding->need = g_steal_pointer(&text);
        finding->directive = g_strdup(directives[((const Blame *)explanation->blames->pdata[0])->directive].name);
        if (symptom && symptom->filtered && need->kind == NEED_SYSCALL)
                finding->likely = why_likely_calls(why, need->subject);
        return true;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SystemCallFilter=: systemd's own groups, less the groups that nothing needs. Never a list of what was seen.
 *
 * The base is @system-service, which systemd keeps up to date with what ordinary services and their libraries use. From
 * it those groups are taken that do harm and that no library starts to use on its own (removable[]); of such a group,
 * calls that are needed come back with their kin (setuid brings setgid's family: @setuid). Calls outside of the base
 * are added by the smallest group that holds them, or with their kin. What is refused gets an errno, not a kill: a
 * program that meets a refusal can say so. */

#include <string.h>

#include "base/text.h"
#include "policy/internal.h"

/* Groups to take away where nothing needs them, widest first. */
static const char *const removable[] = {"@privileged", "@resources", "@keyring", NULL};

/* Groups small and even enough to be added whole for one call. Not here: @mount, @debug, @privileged, @raw-io, @reboot,
 * @module, @obsolete, @cpu-emulation, of which single calls are less than the group. */
static const char *const addable[] = {"@setuid", "@chown", "@keyring",  "@memlock", "@aio",
                                      "@sync",   "@timer", "@signal",   "@ipc",     "@pkey",
                                      "@clock",  "@swap",  "@io-event", "@sandbox", NULL};

typedef struct Filter {
        GPtrArray *lines; /* of char* */
        GString *reason;
        SyscallSet allowed; /* by the lines so far */
} Filter;

/* The calls that needs name, as far as this systemd can name them: newer ones get ENOSYS, as on an older kernel. */
static void needed_calls(const Synthesis *s, SyscallSet *ret)
{
        SyscallSet known = {};

        *ret = (SyscallSet){};
        (void)syscall_group("@known", s->input->systemd, &known);
        for (guint i = 0; i < s->active->len; i++) {
                const NeedEntry *entry = s->active->pdata[i];
                int call = need_call(&entry->need);

                if (call >= 0 && syscall_set_has(&known, call))
                        syscall_set_add(ret, call);
        }
}

static const NeedEntry *need_in(const Synthesis *s, const SyscallSet *set)
{
        for (guint i = 0; i < s->active->len; i++) {
                const NeedEntry *entry = s->active->pdata[i];

                if (syscall_set_has(set, need_call(&entry->need)))
                        return entry;
        }
        return NULL;
}

/* Words that allow these calls: whole groups where a small one holds them, else the calls with their kin. bound:
 * nothing beyond it (NULL: no bound). */
static void words_for(const Synthesis *s, SyscallSet missing, const SyscallSet *bound, GString *words)
{
        SyscallSet known = {}, names = {};

        for (const char *const *group = addable; *group && !syscall_set_is_empty(&missing); group++) {
                SyscallSet members = {};

                if (!syscall_group(*group, s->input->systemd, &members) ||
                    !syscall_set_intersects(&members, &missing) || (bound && !syscall_set_is_subset(&members, bound)))
                        continue;
                g_string_append_printf(words, "%s%s", words->len ? " " : "", *group);
                syscall_set_subtract(&missing, &members);
        }
        for (int call = 0; call < syscall_count(); call++) {
                SyscallSet kin = {};

                if (!syscall_set_has(&missing, call))
                        continue;
                syscall_kin(call, &kin);
                syscall_set_union(&names, &kin);
        }
        (void)syscall_group("@known", s->input->systemd, &known);
        syscall_set_intersect(&names, &known);
        if (bound)
                syscall_set_intersect(&names, bound);
        for (int call = 0; call < syscall_count(); call++)
                if (syscall_set_has(&names, call))
                        g_string_append_printf(words, "%s%s", words->len ? " " : "", syscall_name(call));
}

static void filter_line(const Synthesis *s, Filter *filter, const char *line)
{
        g_autoptr(Config) probe = config_new();

        g_ptr_array_add(filter->lines, g_strdup(line));
        for (guint i = 0; i < filter->lines->len; i++)
                config_assign(probe, DIRECTIVE_SYSTEM_CALL_FILTER, filter->lines->pdata[i]);
        (void)config_syscalls(probe, s->input->systemd, &filter->allowed);
}

/* "setgid, setuid (seen: ...)" for the needs in a set. */
static void reason_for(const Synthesis *s, Filter *filter, const SyscallSet *set, const char *words)
{
        const NeedEntry *entry = need_in(s, set);
        g_autofree char *evidence = entry ? evidence_phrase(entry) : NULL;

        if (entry)
                g_string_append_printf(filter->reason, "\n%s: it calls %s() (%s).", words, entry->need.subject,
                                       evidence);
}

/* Takes removable groups away from what is allowed so far, and gives what is needed. suffix: ":EPERM" where the unit's
 * own filter kills. bound: never allow more than this (NULL: no bound). */
static void narrow(const Synthesis *s, Filter *filter, const SyscallSet *needed, const SyscallSet *bound,
                   const char *suffix)
{
        g_autoptr(GString) denied = g_string_new("~"), words = g_string_new(NULL);
        SyscallSet missing = *needed;

        for (const char *const *group = removable; *group; group++) {
                SyscallSet members = {};

                if (!syscall_group(*group, s->input->systemd, &members))
                        continue;
                syscall_set_intersect(&members, &filter->allowed);
                if (syscall_set_is_empty(&members) || syscall_set_is_subset(&members, needed))
                        continue;
                g_string_append_printf(denied, "%s%s%s", denied->len > 1 ? " " : "", *group, suffix);
        }
        if (denied->len > 1) {
                filter_line(s, filter, denied->str);
                g_string_append_printf(filter->reason, "\n%s: nothing it did needs the rest of these groups.",
                                       denied->str + 1);
        }
        syscall_set_subtract(&missing, &filter->allowed);
        if (bound)
                syscall_set_intersect(&missing, bound);
        if (syscall_set_is_empty(&missing))
                return;
        words_for(s, missing, bound, words);
        filter_line(s, filter, words->str);
        reason_for(s, filter, &missing, words->str);
}

/* Lines for these needed calls; *ret_kept: how many of them are the unit's own. */
static void make_filter(const Synthesis *s, Filter *filter, const SyscallSet *needed, guint *ret_kept)
{
        const Config *current = s->input->current;
        SyscallSet bound = {};
        bool filtered = config_syscalls(current, s->input->systemd, &bound);

        *ret_kept = 0;
        if (filtered && config_is_allow_list(current, DIRECTIVE_SYSTEM_CALL_FILTER)) {
                for (char **line = current->lines[DIRECTIVE_SYSTEM_CALL_FILTER]; line && *line; line++)
                        filter_line(s, filter, *line);
                *ret_kept = filter->lines->len;
                g_string_append(filter->reason, "The unit's own filter is kept, and narrowed.");
                narrow(s, filter, needed, &bound,
                       config_is_on(current, DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER) ? "" : ":EPERM");
                return;
        }
        filter_line(s, filter, "@system-service");
        g_string_append(filter->reason,
                        "@system-service: what ordinary services and their libraries use, by systemd's own list.");
        narrow(s, filter, needed, NULL, "");
        /* a deny list of the unit's own goes on denying */
        if (filtered && !syscall_set_is_subset(&filter->allowed, &bound)) {
                g_autoptr(GString) names = g_string_new("~");
                SyscallSet surplus = filter->allowed;

                syscall_set_subtract(&surplus, &bound);
                for (int call = 0; call < syscall_count(); call++)
                        if (syscall_set_has(&surplus, call))
                                g_string_append_printf(names, "%s%s", names->len > 1 ? " " : "", syscall_name(call));
                filter_line(s, filter, names->str);
                g_string_append(filter->reason, "\nThe last line: what the unit's own deny list denies.");
        }
}

static void filter_clear(Filter *filter)
{
        g_ptr_array_unref(filter->lines);
        g_string_free(filter->reason, TRUE);
}

static void filter_init(Filter *filter)
{
        *filter = (Filter){.lines = g_ptr_array_new_with_free_func(g_free), .reason = g_string_new(NULL)};
}

/* What the lines of a filter, together, would deny. */
static const NeedEntry *filter_denies(const Synthesis *s, const Filter *filter)
{
        g_autoptr(GPtrArray) lines = g_ptr_array_new();

        for (guint i = 0; i < filter->lines->len; i++)
                g_ptr_array_add(lines, filter->lines->pdata[i]);
        g_ptr_array_add(lines, NULL);
        return synthesis_denied(s, DIRECTIVE_SYSTEM_CALL_FILTER, (const char *const *)lines->pdata);
}

void solve_system_calls(Synthesis *s)
{
        static const char *const implying[] = {"capget", "capset", "prctl"};
        const Config *current = s->input->current;
        bool filtered = current->lines[DIRECTIVE_SYSTEM_CALL_FILTER] != NULL;
        bool has_error = config_is_on(current, DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER);
        const NeedEntry *denied;
        SyscallSet needed = {};
        Filter filter;
        guint kept;

        needed_calls(s, &needed);
        filter_init(&filter);
        make_filter(s, &filter, &needed, &kept);
        denied = filter_denies(s, &filter);
        if (denied && denied->need.kind == NEED_SETID_EXEC) {
                /* Without these calls systemd has to set NoNewPrivileges= first (implied.c). */
                for (size_t i = 0; i < G_N_ELEMENTS(implying); i++)
                        syscall_set_add(&needed, syscall_from_name(implying[i]));
                filter_clear(&filter);
                filter_init(&filter);
                make_filter(s, &filter, &needed, &kept);
                denied = filter_denies(s, &filter);
        }
        if (denied) {
                g_autofree char *need = need_describe(&denied->need), *evidence = evidence_phrase(denied);

                decision_set_stopped(synthesis_decide(s, DIRECTIVE_SYSTEM_CALL_FILTER, NULL, false,
                                                      g_strdup_printf("No filter: it %s (%s).", need, evidence)),
                                     "@system-service", denied);
        } else if (filter.lines->len > kept) {
                g_autoptr(GStrvBuilder) written = g_strv_builder_new();

                for (guint i = kept; i < filter.lines->len; i++)
                        g_strv_builder_add(written, filter.lines->pdata[i]);
                synthesis_decide(s, DIRECTIVE_SYSTEM_CALL_FILTER, g_strv_builder_end(written), filtered && kept == 0,
                                 g_strdup(filter.reason->str));
                if (!has_error && kept == 0) {
                        char **error = g_new0(char *, 2);

                        error[0] = g_strdup("EPERM");
                        synthesis_decide(s, DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER, error, false,
                                         g_strdup("A refused call fails with an error that the program can report, "
                                                  "instead of killing it."));
                }
        }
        filter_clear(&filter);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Synthesis. For every directive that is a ladder: take the strictest rung whose effects deny none of the needs. Sets
 * (capabilities, families, namespaces, calls) and paths are computed by their own files, by the same rule. What a
 * directive does is asked of effects_of() and effect_denies() alone; nothing here knows what a directive means, but for
 * policy_rows[], which says how far we go on purpose and how to say in words what was given up.
 *
 * Never looser: a rung below the current value is not tried. Sound at the end: what the whole would deny is loosened
 * again. */

#include <string.h>

#include "base/text.h"
#include "policy/internal.h"

/* A ladder that is climbed. */
typedef struct PolicyRow {
        DirectiveId id;
        const char *strictest; /* the last rung to try; NULL: the strictest there is */
        bool only;             /* and no other: the rungs below it are not less of the same */
        const char *why_not;   /* why rungs above it are not tried */
        const char *takes;     /* what the service has no need of: ends "Nothing it did needs ..." */
} PolicyRow;

static const PolicyRow policy_rows[] = {
        {DIRECTIVE_PRIVATE_NETWORK, NULL, false, NULL,
         "the network (if its configuration is to make it, set this to no first)"},
        {DIRECTIVE_PRIVATE_USERS, "yes", true, NULL, "users other than its own, or privileges outside"},
        {DIRECTIVE_NO_NEW_PRIVILEGES, NULL, false, NULL, "privileges from set-ID programs"},
        {DIRECTIVE_PRIVATE_DEVICES, NULL, false, NULL, "devices beyond /dev/null and its kind"},
        {DIRECTIVE_PRIVATE_TMP, "yes", true,
         "\"disconnected\" keeps all of it in memory and loses /var/tmp at a restart", "temporary files of others"},
        {DIRECTIVE_PROTECT_HOME, NULL, false, NULL, "home directories"},
        {DIRECTIVE_PROTECT_KERNEL_TUNABLES, NULL, false, NULL, "writing to /proc/sys or /sys"},
        {DIRECTIVE_PROTECT_KERNEL_MODULES, NULL, false, NULL, "loading kernel modules"},
        {DIRECTIVE_PROTECT_KERNEL_LOGS, NULL, false, NULL, "the kernel's log"},
        {DIRECTIVE_PROTECT_CONTROL_GROUPS, "yes", true, "what a cgroup namespace hides was not looked at",
         "writing to /sys/fs/cgroup"},
        {DIRECTIVE_PROTECT_CLOCK, NULL, false, NULL, "setting or querying the clock's state"},
        {DIRECTIVE_PROTECT_HOSTNAME, NULL, false, NULL, "changing the host name"},
        {DIRECTIVE_PROTECT_PROC, "invisible", true, NULL, "seeing other processes in /proc"},
        {DIRECTIVE_PROC_SUBSET, NULL, false, NULL, "files of /proc that are not about processes"},
        {DIRECTIVE_RESTRICT_SUID_SGID, NULL, false, NULL, "making set-ID files"},
        {DIRECTIVE_RESTRICT_REALTIME, NULL, false, NULL, "realtime scheduling"},
        {DIRECTIVE_LOCK_PERSONALITY, NULL, false, NULL, "another execution personality"},
        {DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE, NULL, false, NULL, "memory that is writable and executable"},
        {DIRECTIVE_PRIVATE_IPC, NULL, false, NULL, "System V IPC or POSIX message queues shared with others"},
        {DIRECTIVE_REMOVE_IPC, NULL, false, NULL, "IPC objects that outlive it"},
        {DIRECTIVE_KEYRING_MODE, "private", true, NULL, "keys of others"},
        {DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, NULL, false, NULL, "system calls of a foreign architecture"},
        {DIRECTIVE_IP_ADDRESS_DENY, NULL, false, NULL, "IP traffic"},
        {DIRECTIVE_SOCKET_BIND_DENY, NULL, false, NULL, "IP sockets of its own to listen on"},
        {DIRECTIVE_UMASK, NULL, false, NULL, "files that others may read"},
};

/* Ladders of directives whose values are not an enumeration in the table. */
static const char *const any_rungs[] = {"", "any", NULL};
static const char *const native_rungs[] = {"", "native", NULL};
static const char *const umask_rungs[] = {"0022", "0027", "0077", NULL};

static const char *const *rungs_of(DirectiveId id)
{
        if (id == DIRECTIVE_IP_ADDRESS_DENY || id == DIRECTIVE_SOCKET_BIND_DENY)
                return any_rungs;
        if (id == DIRECTIVE_SYSTEM_CALL_ARCHITECTURES)
                return native_rungs;
        if (id == DIRECTIVE_UMASK)
                return umask_rungs;
        return directives[id].rungs;
}

static char *stopped_phrase(const char *name, const char *stricter, const NeedEntry *by)
{
        g_autofree char *need = need_describe(&by->need), *evidence = evidence_phrase(by);

        return g_strdup_printf("Not %s=%s: it %s (%s).", name, stricter, need, evidence);
}

/* Index of the rung that is in effect now; 0 where unset. */
static int current_rung(const Synthesis *s, DirectiveId id, const char *const *rungs)
{
        const char *value = config_value(s->input->current, id);
        int rung;

        if (id == DIRECTIVE_UMASK) {
                unsigned long mask = value ? strtoul(value, NULL, 8) : 0022;

                return (mask & 0077) == 0077 ? 2 : (mask & 0027) == 0027 ? 1 : 0;
        }
        if (!value || (rungs == any_rungs && !config_is_on(s->input->current, id)))
                return 0;
        rung = string_table_index(rungs, value);
        return rung >= 0 ? rung : (int)g_strv_length((char **)rungs); /* a value beyond the ladder: leave it alone */
}

static void climb(Synthesis *s, const PolicyRow *row)
{
        const char *const *rungs = rungs_of(row->id), *name = directives[row->id].name, *stricter = NULL;
        const NeedEntry *stopped = NULL;
        int now, top;

        if (!rungs || !directive_known_to(row->id, s->input->systemd) || !synthesis_can_have(s, row->id))
                return;
        if (row->id == DIRECTIVE_REMOVE_IPC && s->input->root)
                return; /* objects of root are never removed */
        now = current_rung(s, row->id, rungs);
        /* A value that the unit sets although it is the loosest is a statement of its maintainer, so a need. */
        if (now == 0 && s->input->current->lines[row->id] && rungs != any_rungs) {
                Decision *decision =
                        synthesis_decide(s, row->id, NULL, false,
                                         g_strdup("The unit sets it so itself; what its maintainer states is kept."));

                decision_set_stopped(decision, rungs[1], NULL);
                return;
        }
        top = row->strictest ? string_table_index(rungs, row->strictest) : (int)g_strv_length((char **)rungs) - 1;
        for (int rung = top; rung > now; rung--) {
                const char *lines[] = {rungs[rung], NULL};
                unsigned since = directive_rung_since(row->id, rungs[rung]);
                const NeedEntry *denied;
                Decision *decision;
                GString *reason;

                if (since > s->input->systemd || (row->only && rung != top))
                        continue;
                denied = synthesis_denied(s, row->id, lines);
                if (denied) {
                        stopped = denied;
                        stricter = rungs[rung];
                        continue;
                }
                if (synthesis_banned(s, row->id)) {
                        synthesis_leave_banned(s, row->id, rungs[rung]);
                        return;
                }
                reason = g_string_new(NULL);
                g_string_append_printf(reason, "Nothing it did needs %s.", row->takes);
                if (stopped) {
                        g_autofree char *phrase = stopped_phrase(name, stricter, stopped);

                        g_string_assign(reason, phrase);
                } else if (row->why_not)
                        g_string_append_printf(reason, " Not stricter: %s.", row->why_not);
                decision = synthesis_decide(s, row->id, g_strdupv((char **)lines), false, g_string_free(reason, FALSE));
                if (stopped)
                        decision_set_stopped(decision, stricter, stopped);
                return;
        }
        if (stopped)
                decision_set_stopped(synthesis_decide(s, row->id, NULL, false, stopped_phrase(name, stricter, stopped)),
                                     stricter, stopped);
}

static void apply(Synthesis *s)
{
        config_free(s->policy->result);
        s->policy->result = config_copy(s->input->current);
        for (guint i = 0; i < s->policy->decisions->len; i++) {
                const Decision *decision = s->policy->decisions->pdata[i];

                if (decision->lines && decision->reset)
                        config_unset(s->policy->result, decision->id);
                for (char **line = decision->lines; line && *line; line++)
                        config_assign(s->policy->result, decision->id, *line);
        }
}

/* Takes back what we wrote of a directive, and with it what only gives back from that. Takes reason. */
static bool undo(Synthesis *s, DirectiveId id, char *reason, const NeedEntry *by)
{
        bool found = false;

        for (guint i = s->policy->decisions->len; i-- > 0;) {
                Decision *decision = s->policy->decisions->pdata[i];

                if (decision->id != id || !decision->lines)
                        continue;
                if (!found) {
                        g_autofree char *stricter = g_strjoinv(" ", decision->lines);

                        decision_set_stopped(decision, stricter, by);
                        g_clear_pointer(&decision->lines, g_strfreev);
                        g_free(decision->reason);
                        decision->reason = g_steal_pointer(&reason);
                        found = true;
                } else
                        g_ptr_array_remove_index(s->policy->decisions, i);
        }
        g_free(reason);
        for (int other = 0; found && other < _DIRECTIVE_MAX; other++)
                if (directive_gives_back((DirectiveId)other) == (int)id)
                        synthesis_forget(s, (DirectiveId)other);
        return found;
}

/* --- user managers --- */

#define NO_NAMESPACES "Without it, a user manager can protect or hide no files."

/* What stands in the way of PrivateUsers=yes, on which so much hangs, is said; if nothing does, it is decided in turn.
 */
static bool can_have_namespaces(Synthesis *s)
{
        static const char *const yes[] = {"yes", NULL};
        const Config *current = s->input->current;
        const NeedEntry *denied;
        g_autofree char *phrase = NULL;

        if (!s->input->user_manager || config_is_on(current, DIRECTIVE_PRIVATE_USERS))
                return true;
        if (s->input->no_user_namespaces) {
                synthesis_decide(s, DIRECTIVE_PRIVATE_USERS, NULL, false,
                                 g_strdup("This kernel gives namespaces of users to root alone. " NO_NAMESPACES));
                return false;
        }
        if (current->lines[DIRECTIVE_PRIVATE_USERS] || synthesis_banned(s, DIRECTIVE_PRIVATE_USERS)) {
                synthesis_decide(s, DIRECTIVE_PRIVATE_USERS, NULL, false,
                                 g_strdup_printf("%s " NO_NAMESPACES, current->lines[DIRECTIVE_PRIVATE_USERS]
                                                                              ? "The unit sets it so itself."
                                                                              : BANNED_REASON));
                return false;
        }
        denied = synthesis_denied(s, DIRECTIVE_PRIVATE_USERS, yes);
        if (!denied)
                return true;
        phrase = stopped_phrase("PrivateUsers", "yes", denied);
        decision_set_stopped(
                synthesis_decide(s, DIRECTIVE_PRIVATE_USERS, NULL, false, g_strdup_printf("%s " NO_NAMESPACES, phrase)),
                "yes", denied);
        return false;
}

/* Sets and paths are solved by what they are, whoever is to read them. */
static void forget_impossible(Synthesis *s)
{
        for (guint i = s->policy->decisions->len; s->input->user_manager && i-- > 0;) {
                const Decision *decision = s->policy->decisions->pdata[i];

                if (!synthesis_can_have(s, decision->id) &&
                    (decision->lines || decision->id != DIRECTIVE_PRIVATE_USERS))
                        g_ptr_array_remove_index(s->policy->decisions, i);
        }
}

/* Directives act together (a device hidden by one, a user by another): what the whole denies is found here, and the
 * directive that does it is taken back. Ends, because each round takes one back. */
static void make_sound(Synthesis *s)
{
        for (;;) {
                g_autoptr(EffectList) effects = NULL;
                const NeedEntry *entry;
                DirectiveId by;

                apply(s);
                effects = effects_of_config(s->input, s->policy->result);
                entry = first_denied(effects, s->active, &by);
                if (!entry ||
                    !undo(s, by, stopped_phrase(directives[by].name, "(as the rest would have it)", entry), entry))
                        return;
                if (by == DIRECTIVE_PRIVATE_USERS && s->input->user_manager) {
                        s->namespaces = false;
                        forget_impossible(s);
                }
        }
}

/* Ladders and paths are solved without what is banned; sets are independent of each other, and are taken back here. */
static void undo_banned(Synthesis *s)
{
        for (int id = 0; id < _DIRECTIVE_MAX; id++)
                if (synthesis_banned(s, (DirectiveId)id))
                        undo(s, (DirectiveId)id, g_strdup(BANNED_REASON), NULL);
}

/* What the unit as it is refuses already is no reason to refuse less of it elsewhere. */
static GPtrArray *active_needs(const PolicyInput *input, const NeedSet *needs)
{
        g_autoptr(EffectList) before = effects_of_config(input, input->current);
        GPtrArray *active = g_ptr_array_new();

        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];

                if (!effect_list_denies(before, &entry->need, NULL))
                        g_ptr_array_add(active, (gpointer)entry);
        }
        return active;
}

Policy *policy_synthesise(const PolicyInput *input)
{
        static const DirectiveId context_ids[] = {DIRECTIVE_USER, DIRECTIVE_GROUP, DIRECTIVE_AMBIENT_CAPABILITIES};
        Policy *policy = g_new0(Policy, 1);
        g_autoptr(Config) context = config_new();
        Synthesis s = {.input = input, .policy = policy, .context = context};

        policy->decisions = g_ptr_array_new_with_free_func(decision_free);
        policy->needs = need_set_copy(input->needs);
        margin_add(policy->needs, input);
        s.active = active_needs(input, policy->needs);
        for (size_t i = 0; i < G_N_ELEMENTS(context_ids); i++)
                for (char **line = input->current->lines[context_ids[i]]; line && *line; line++)
                        config_assign(context, context_ids[i], *line);

        s.namespaces = can_have_namespaces(&s);
        for (size_t i = 0; i < G_N_ELEMENTS(policy_rows); i++)
                climb(&s, &policy_rows[i]);
        solve_peers(&s);
        solve_devices(&s);
        solve_writable_paths(&s);
        solve_capabilities(&s);
        solve_address_families(&s);
        solve_namespaces(&s);
        solve_system_calls(&s);
        forget_impossible(&s);
        undo_banned(&s);
        make_sound(&s);
        g_ptr_array_unref(s.active);
        return policy;
}

GPtrArray *policy_predict(const Config *config, const NeedSet *needs, unsigned systemd, bool root, bool user_manager)
{
        const PolicyInput input = {.needs = needs, .systemd = systemd, .root = root, .user_manager = user_manager};
        g_autoptr(EffectList) effects = effects_of_config(&input, config);
        GPtrArray *denials = g_ptr_array_new_with_free_func(g_free);

        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];
                DirectiveId by;

                if (effect_list_denies(effects, &entry->need, &by)) {
                        Denial *denial = g_new0(Denial, 1);

                        denial->entry = entry;
                        denial->by = by;
                        g_ptr_array_add(denials, denial);
                }
        }
        return denials;
}

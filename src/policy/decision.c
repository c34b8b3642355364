/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decisions, and the questions that all solvers ask: what would this line alone deny, and what is the evidence for
 * that? The solvers use this file; it uses none of them. */

#include "base/text.h"
#include "policy/internal.h"

void decision_free(gpointer data)
{
        Decision *decision = data;

        g_strfreev(decision->lines);
        g_free(decision->reason);
        g_free(decision->stricter);
        g_free(decision->stopped_by.subject);
        g_free(decision);
}

void policy_free(Policy *policy)
{
        if (!policy)
                return;
        g_ptr_array_unref(policy->decisions);
        config_free(policy->result);
        need_set_free(policy->needs);
        g_free(policy);
}

DirectiveId policy_stands_with(const Policy *policy, DirectiveId id)
{
        int from = directive_gives_back(id);
        const Decision *takes = from >= 0 ? policy_find(policy, (DirectiveId)from) : NULL;

        return takes && takes->lines ? takes->id : id;
}

const Decision *policy_find(const Policy *policy, DirectiveId id)
{
        for (guint i = 0; i < policy->decisions->len; i++) {
                const Decision *decision = policy->decisions->pdata[i];

                if (decision->id == id)
                        return decision;
        }
        return NULL;
}

bool entry_is_witnessed(const NeedEntry *entry)
{
        return need_entry_best(entry)->strength == STRENGTH_WITNESSED;
}

/* The first denied need, and rather one that was seen than one that is only said: it becomes the reason that people
 * read. */
const NeedEntry *first_denied(const EffectList *effects, const GPtrArray *entries, DirectiveId *ret_by)
{
        const NeedEntry *found = NULL;

        for (guint i = 0; i < entries->len; i++) {
                const NeedEntry *entry = entries->pdata[i];
                DirectiveId by;

                if ((found && !entry_is_witnessed(entry)) || !effect_list_denies(effects, &entry->need, &by))
                        continue;
                if (ret_by)
                        *ret_by = by;
                if (entry_is_witnessed(entry))
                        return entry;
                found = entry;
        }
        return found;
}

EffectList *effects_of_config(const PolicyInput *input, const Config *config)
{
        EffectContext context = {
                .systemd = input->systemd,
                .user_manager = input->user_manager,
                .root = input->root,
                .config = config,
        };

        return effects_of(&context);
}

/* It may look at other processes (nobody saw it), after it became another user: then it sees as little as that user. */
static bool looks_as_another(const Synthesis *s)
{
        bool becomes = false, looks = false;

        for (guint i = 0; i < s->active->len; i++) {
                const NeedEntry *entry = s->active->pdata[i];

                becomes = becomes || (entry->need.kind == NEED_USER && !g_str_equal(entry->need.subject, "0"));
                looks = looks || (entry->need.kind == NEED_BEHAVIOUR && !entry_is_witnessed(entry) &&
                                  g_str_equal(entry->need.subject, behaviour_names[BEHAVIOUR_OTHER_PROCESS]));
        }
        return becomes && looks;
}

const NeedEntry *synthesis_denied(const Synthesis *s, DirectiveId id, const char *const *lines)
{
        g_autoptr(Config) probe = config_copy(s->context);
        g_autoptr(EffectList) effects = NULL;
        PolicyInput input = *s->input;

        if (id == DIRECTIVE_PROTECT_PROC && looks_as_another(s))
                input.root = false;

        for (; *lines; lines++)
                config_assign(probe, id, *lines);
        effects = effects_of_config(&input, probe);
        return first_denied(effects, s->active, NULL);
}

/* Measured on 252 and 257, each directive alone and with PrivateUsers=yes. A user manager that has no namespace of
 * users does what wants another namespace not at all (252, in silence), fails the start where capabilities are to be
 * dropped (252), or makes that namespace unasked (since 254), with all that this takes away. With one, all is as in a
 * system manager, but for what the table says and for ProtectKernelLogs=, which fails the start. */
bool synthesis_can_have(const Synthesis *s, DirectiveId id)
{
        const Directive *directive = &directives[id];

        if (!s->input->user_manager)
                return true;
        if (!(directive->scope & SCOPE_USER) || id == DIRECTIVE_PROTECT_KERNEL_LOGS)
                return false;
        return s->namespaces || (!(directive->implies & (IMPLIES_MOUNT_NAMESPACE | IMPLIES_CAPABILITIES)) &&
                                 id != DIRECTIVE_PROTECT_HOSTNAME && id != DIRECTIVE_PRIVATE_USERS);
}

bool synthesis_banned(const Synthesis *s, DirectiveId id)
{
        return s->input->ban && string_table_index(s->input->ban, directives[id].name) >= 0;
}

void synthesis_leave_banned(Synthesis *s, DirectiveId id, const char *stricter)
{
        decision_set_stopped(synthesis_decide(s, id, NULL, false, g_strdup(BANNED_REASON)), stricter, NULL);
}

Decision *synthesis_decide(Synthesis *s, DirectiveId id, char **lines, bool reset, char *reason)
{
        Decision *decision = g_new0(Decision, 1);

        decision->id = id;
        decision->lines = lines;
        decision->reset = reset;
        decision->reason = reason;
        g_ptr_array_add(s->policy->decisions, decision);
        return decision;
}

void decision_set_stopped(Decision *decision, const char *stricter, const NeedEntry *by)
{
        g_free(decision->stricter);
        g_free(decision->stopped_by.subject);
        decision->stricter = g_strdup(stricter);
        decision->stopped_by = (Need){};
        if (by) {
                decision->stopped_by = by->need;
                decision->stopped_by.subject = g_strdup(by->need.subject);
        }
}

void synthesis_forget(Synthesis *s, DirectiveId id)
{
        for (guint i = s->policy->decisions->len; i-- > 0;)
                if (((const Decision *)s->policy->decisions->pdata[i])->id == id)
                        g_ptr_array_remove_index(s->policy->decisions, i);
}

char *evidence_phrase(const NeedEntry *entry)
{
        const Evidence *evidence = need_entry_best(entry);
        GString *text = g_string_new(NULL);

        if (evidence->strength == STRENGTH_WITNESSED) {
                g_autofree char *actor = g_path_get_basename(*evidence->actor ? evidence->actor : "?");

                g_string_append_printf(text, "seen: %s", *evidence->actor ? actor : "the service");
                if (evidence->phase != PHASE_NONE)
                        g_string_append_printf(text, " at %s", phase_names[evidence->phase]);
                if (*evidence->note)
                        g_string_append_printf(text, ", %s", evidence->note);
        } else {
                g_string_append(text, *evidence->note ? evidence->note : strength_names[evidence->strength]);
                if (*evidence->actor)
                        g_string_append_printf(text, ", %s", evidence->actor);
        }
        return g_string_free(text, FALSE);
}

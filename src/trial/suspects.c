/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Delta debugging over the directives of a policy. Lines that only give back from another directive stand and fall with
 * it, so they are no suspects of their own; what works by the same means (a mount namespace, a filter) is kin. */
#include "trial/suspects.h"

#include "model/directive.h"
#include "sink/dropin.h"

typedef struct Suspects {
        const Policy *policy;
        SuspectsTry try;
        void *userdata;
        DirectiveId ids[_DIRECTIVE_MAX];
        unsigned gains[_DIRECTIVE_MAX];
        unsigned kin[_DIRECTIVE_MAX];
        unsigned n;
} Suspects;

static void find_suspects(Suspects *suspects)
{
        const GPtrArray *decisions = suspects->policy->decisions;
        bool known[_DIRECTIVE_MAX] = {};

        for (guint i = 0; i < decisions->len; i++) {
                const Decision *decision = decisions->pdata[i];

                if (!decision->lines || known[decision->id] ||
                    policy_stands_with(suspects->policy, decision->id) != decision->id)
                        continue;
                known[decision->id] = true;
                suspects->ids[suspects->n] = decision->id;
                suspects->kin[suspects->n] = directives[decision->id].implies;
                suspects->gains[suspects->n++] = decision->gain;
        }
}

static BisectOutcome try_some(const bool *applied, unsigned n, void *userdata, GError **error)
{
        const Suspects *suspects = userdata;
        bool in_force[_DIRECTIVE_MAX] = {};
        g_autofree char *text = NULL;

        for (unsigned i = 0; i < n; i++)
                in_force[suspects->ids[i]] = applied[i];
        text = dropin_to_text_bare(suspects->policy, in_force);
        return suspects->try(text, suspects->userdata, error);
}

GArray *suspects_guilty(const Policy *policy, SuspectsTry try, void *userdata, GError **error)
{
        g_autofree Suspects *suspects = g_new0(Suspects, 1);
        g_autoptr(GArray) guilty = NULL;
        GArray *ids;
        bool always = false;

        suspects->policy = policy;
        suspects->try = try;
        suspects->userdata = userdata;
        find_suspects(suspects);
        guilty = bisect_guilty(suspects->n, &(BisectHints){suspects->gains, suspects->kin}, try_some, suspects, &always,
                               error);
        if (!guilty)
                return NULL;
        ids = g_array_new(FALSE, FALSE, sizeof(DirectiveId));
        for (guint i = 0; i < guilty->len; i++)
                g_array_append_val(ids, suspects->ids[g_array_index(guilty, unsigned, i)]);
        return ids;
}

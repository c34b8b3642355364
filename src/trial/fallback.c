/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A path counts as taken because of a refusal if the baseline never took it and it was taken after the refusal, by the
 * same program or by one that itself is new. What differs from run to run (process ids in names, what mkstemp() put
 * into them, ports of the kernel's choice) is no other path. */
#include "trial/fallback.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define INSTEAD_MAX 12 /* of one refusal */
#define EPHEMERAL_PORT 32768
#define RANDOM_MIN 4  /* of the six letters of mkstemp() two names may share some */
#define RANDOM_MAX 10 /* Perl's; Python has eight */

/* "path /var/x/temp-N", without access: what two runs are compared by. Caller frees. */
static char *deed_key(const Need *need)
{
        const char *at = strrchr(need->subject, ':');
        g_autofree char *path = need->kind == NEED_PATH ? path_normalise(need->subject) : NULL, *tail = NULL;

        if (!at || (need->kind != NEED_BIND && need->kind != NEED_CONNECT))
                return g_strdup_printf("%s %s", need_kind_names[need->kind], path ?: need->subject);
        if (!g_str_has_prefix(need->subject, "unix:"))
                tail = g_strdup(atoi(at + 1) >= EPHEMERAL_PORT ? ":0" : at);
        else
                tail = text_normalise(at);
        return g_strdup_printf("%s %.*s%s", need_kind_names[need->kind], (int)(at - need->subject), need->subject,
                               tail);
}

/* What a mapping or an ownership adds is no other deed. */
static unsigned deed_access(const Need *need)
{
        return need->access & ~(unsigned)(ACCESS_OWN | ACCESS_MAP_EXECUTE);
}

/* Key -> access, of all deeds. */
static GHashTable *index_deeds(const CycleResult *run)
{
        GHashTable *index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

        for (guint i = 0; i < run->deeds->len; i++) {
                const CycleDeed *deed = run->deeds->pdata[i];
                char *key = deed_key(&deed->need);
                unsigned access = deed_access(&deed->need) | GPOINTER_TO_UINT(g_hash_table_lookup(index, key));

                /* 1 << 16: it is there, whatever its access */
                g_hash_table_insert(index, key, GUINT_TO_POINTER(access | 1u << 16));
        }
        return index;
}

/* Letters of both cases or with digits among them: what mkstemp() makes, and nobody who thinks of a name. */
static bool is_random(const char *text, size_t length)
{
        bool lower = false, upper = false, digit = false;

        for (size_t i = 0; i < length; i++) {
                if (!g_ascii_isalnum(text[i]) && text[i] != '_')
                        return false;
                lower = lower || g_ascii_islower(text[i]);
                upper = upper || g_ascii_isupper(text[i]);
                digit = digit || g_ascii_isdigit(text[i]);
        }
        return length >= RANDOM_MIN && length <= RANDOM_MAX && lower + upper + digit > 1;
}

/* Do the paths differ only in a part of one name, of one length and random in both? */
static bool is_same_but_random(const char *a, const char *b)
{
        size_t length = strlen(a), same = 0, tail = 0;

        if (strlen(b) != length)
                return false;
        while (same < length && a[same] == b[same])
                same++;
        while (tail < length - same && a[length - 1 - tail] == b[length - 1 - tail])
                tail++;
        return is_random(a + same, length - same - tail) && is_random(b + same, length - same - tail);
}

/* Temporary files have other names in each run. */
static bool is_temporary_of(const CycleResult *run, const Need *need)
{
        const unsigned made = ACCESS_CREATE | ACCESS_OWN;

        if (need->kind != NEED_PATH || (need->access & made) != made)
                return false;
        for (guint i = 0; i < run->deeds->len; i++) {
                const Need *other = &((const CycleDeed *)run->deeds->pdata[i])->need;

                if (other->kind == NEED_PATH && (other->access & made) == made &&
                    is_same_but_random(other->subject, need->subject))
                        return true;
        }
        return false;
}

/* Did the run do it, too? index: of its deeds. */
static bool is_known(const CycleResult *run, GHashTable *index, const Need *need)
{
        g_autofree char *key = deed_key(need);
        unsigned known = GPOINTER_TO_UINT(g_hash_table_lookup(index, key));

        return (known && !(deed_access(need) & ~known)) || is_temporary_of(run, need);
}

static bool is_telling_kind(const Need *need)
{
        return need->kind != NEED_ACCEPT && need->kind != NEED_USER && need->kind != NEED_GROUP &&
               need->kind != NEED_CAPABILITY;
}

/* Does this refusal come last before the deed, among those of the deed's program? */
static bool is_followed_by(const CycleRefusal *refusal, const GPtrArray *refusals, const CycleDeed *deed, guint number)
{
        const CycleRefusal *nearest = NULL, *own = NULL;

        for (guint i = 0; i < refusals->len; i++) {
                const CycleRefusal *other = refusals->pdata[i];

                if (other->after > number)
                        continue;
                if (!nearest || other->after >= nearest->after)
                        nearest = other;
                if (g_str_equal(other->actor, deed->actor) && (!own || other->after >= own->after))
                        own = other;
        }
        return refusal == (own ? own : nearest);
}

static char **strings_of(GPtrArray *strings)
{
        g_ptr_array_add(strings, NULL);
        return (char **)g_ptr_array_steal(strings, NULL);
}

static char **find_instead(const CycleRefusal *refusal, const GPtrArray *refusals, const CycleResult *baseline,
                           GHashTable *before, const CycleResult *trial)
{
        g_autoptr(GPtrArray) instead = g_ptr_array_new();
        g_autoptr(GHashTable) actors = g_hash_table_new(g_str_hash, g_str_equal);

        g_hash_table_add(actors, refusal->actor);
        for (guint i = refusal->after; i < trial->deeds->len && instead->len < INSTEAD_MAX; i++) {
                const CycleDeed *deed = trial->deeds->pdata[i];
                bool of_refusal = deed->need.kind == NEED_SYSCALL && g_str_equal(deed->need.subject, refusal->syscall);

                if (is_known(baseline, before, &deed->need) || of_refusal || !is_telling_kind(&deed->need) ||
                    !is_followed_by(refusal, refusals, deed, i))
                        continue;
                if (deed->need.kind == NEED_PATH && (deed->need.access & ACCESS_EXECUTE))
                        g_hash_table_add(actors, deed->need.subject);
                else if (!g_hash_table_contains(actors, deed->actor))
                        continue;
                g_ptr_array_add(instead, need_to_string(&deed->need));
        }
        return strings_of(instead);
}

static bool is_worth_missing(const Need *need)
{
        return need->kind == NEED_BIND || need->kind == NEED_CONNECT || need->kind == NEED_DEVICE ||
               (need->kind == NEED_PATH && (need->access & (ACCESS_EXECUTE | ACCESS_CREATE)));
}

/* What the baseline did after the call that is refused here. */
static char **find_undone(const CycleRefusal *refusal, const CycleResult *baseline, const CycleResult *trial,
                          GHashTable *now)
{
        g_autoptr(GPtrArray) undone = g_ptr_array_new();
        const Need need = {refusal->kind, refusal->access, refusal->subject};
        bool past = false;

        for (guint i = 0; i < baseline->deeds->len && undone->len < INSTEAD_MAX; i++) {
                const CycleDeed *deed = baseline->deeds->pdata[i];

                past = past || need_compare(&deed->need, &need) == 0;
                if (!past || !g_str_equal(deed->actor, refusal->actor) || !is_worth_missing(&deed->need) ||
                    is_known(trial, now, &deed->need))
                        continue;
                g_ptr_array_add(undone, need_to_string(&deed->need));
        }
        return strings_of(undone);
}

static Explanation *explain(const ExplainContext *context, const CycleRefusal *refusal)
{
        Symptom symptom = {.filtered = refusal->filtered, .error = refusal->error, .signal = refusal->signal};
        const Need need = {refusal->kind, refusal->access, refusal->subject};

        if (!refusal->has_need)
                return NULL;
        /* who is not root has no capability to lose, but for what the unit gives it */
        if (need.kind == NEED_CAPABILITY && refusal->euid != 0 && !config_ambient_capabilities(context->config))
                return NULL;
        return explain_refusal(context, &need, &symptom, refusal->syscall);
}

static SurvivedRefusal *find_key(const GPtrArray *survived, const char *key)
{
        for (guint i = 0; i < survived->len; i++)
                if (g_str_equal(((SurvivedRefusal *)survived->pdata[i])->key, key))
                        return survived->pdata[i];
        return NULL;
}

void fallbacks_add(GPtrArray *survived, const GPtrArray *differences, const CycleResult *baseline,
                   const CycleResult *trial, const ExplainContext *context)
{
        g_autoptr(GHashTable) before = index_deeds(baseline), now = index_deeds(trial);
        g_autoptr(GPtrArray) refusals = g_ptr_array_new();
        g_autoptr(GPtrArray) explanations = g_ptr_array_new_with_free_func((GDestroyNotify)explanation_free);

        for (guint i = 0; i < differences->len; i++) {
                const Difference *difference = differences->pdata[i];

                g_autoptr(Explanation) explanation = difference->refusal ? explain(context, difference->refusal) : NULL;

                if (!explanation)
                        continue;
                g_ptr_array_add(refusals, (gpointer)difference->refusal);
                g_ptr_array_add(explanations, g_steal_pointer(&explanation));
        }
        for (guint i = 0; i < refusals->len; i++) {
                const CycleRefusal *refusal = refusals->pdata[i];
                const Explanation *explanation = explanations->pdata[i];
                SurvivedRefusal *one;

                if (find_key(survived, refusal->key))
                        continue;
                one = g_new0(SurvivedRefusal, 1);
                one->key = g_strdup(refusal->key);
                one->program = g_strdup(refusal->actor);
                one->phase = refusal->phase;
                one->call = g_strdup(refusal->syscall);
                one->error = refusal->error;
                one->need = (Need){refusal->kind, refusal->access, g_strdup(refusal->subject)};
                one->directive = directives[((const Blame *)explanation->blames->pdata[0])->directive].name;
                one->instead = find_instead(refusal, refusals, baseline, before, trial);
                one->undone = find_undone(refusal, baseline, trial, now);
                g_ptr_array_add(survived, one);
        }
}

static bool is_among(const GPtrArray *differences, const char *key)
{
        for (guint i = 0; i < differences->len; i++) {
                const CycleRefusal *refusal = ((const Difference *)differences->pdata[i])->refusal;

                if (refusal && g_str_equal(refusal->key, key))
                        return true;
        }
        return false;
}

bool refusal_is_explained(const CycleRefusal *refusal, const ExplainContext *context)
{
        g_autoptr(Explanation) explanation = explain(context, refusal);

        return explanation;
}

static bool has_run(const CycleResult *run, const char *program)
{
        for (guint i = 0; i < run->deeds->len; i++)
                if (g_str_equal(((const CycleDeed *)run->deeds->pdata[i])->actor, program))
                        return true;
        return false;
}

/* One call may be refused as such, for what it does and for the capability that it takes. */
static bool is_same_act(const CycleRefusal *a, const CycleRefusal *b)
{
        return g_str_equal(a->syscall, b->syscall) && g_str_equal(a->actor, b->actor) && a->error == b->error &&
               a->kind != b->kind;
}

bool refusal_may_be_fallback(const CycleRefusal *refusal, const GPtrArray *before, const CycleResult *baseline)
{
        g_autoptr(GHashTable) done = index_deeds(baseline);
        bool may_be = false;

        if (is_known(baseline, done, &(Need){refusal->kind, refusal->access, refusal->subject}))
                return false;
        for (guint i = 0; i < before->len; i++) {
                const CycleRefusal *other = before->pdata[i];

                if (is_same_act(other, refusal))
                        return false;
                may_be |= g_str_equal(other->actor, refusal->actor) || !has_run(baseline, refusal->actor);
        }
        return may_be;
}

void fallbacks_settle(GPtrArray *survived, const GPtrArray *differences, const NeedSet *needs,
                      const ExplainContext *context)
{
        for (guint i = survived->len; i-- > 0;) {
                SurvivedRefusal *one = survived->pdata[i];

                one->allowed = true;
                if (!need_set_find(needs, one->need.kind, one->need.access, one->need.subject) &&
                    !is_among(differences, one->key))
                        g_ptr_array_remove_index(survived, i);
        }
        for (guint i = 0; i < differences->len; i++) {
                const Difference *difference = differences->pdata[i];
                SurvivedRefusal *one = difference->refusal ? find_key(survived, difference->refusal->key) : NULL;
                g_autoptr(Explanation) explanation = one ? explain(context, difference->refusal) : NULL;

                if (explanation)
                        one->allowed = false;
                else if (one)
                        g_ptr_array_remove(survived, one);
        }
}

/* Errors that a sandbox gives and a program without one hardly ever gets for what it could do before. */
static bool is_certain(const CycleRefusal *refusal)
{
        return refusal->filtered || refusal->signal || refusal->error == EPERM || refusal->error == EACCES ||
               refusal->error == EROFS || refusal->error == EAFNOSUPPORT;
}

GPtrArray *fallbacks_unexplained(const GPtrArray *differences, const CycleResult *baseline,
                                 const ExplainContext *context)
{
        g_autoptr(GHashTable) before = index_deeds(baseline);
        GPtrArray *unexplained = g_ptr_array_new();

        for (guint i = 0; i < differences->len; i++) {
                const CycleRefusal *refusal = ((const Difference *)differences->pdata[i])->refusal;
                g_autoptr(Explanation) explanation = refusal ? explain(context, refusal) : NULL;

                if (refusal && refusal->has_need && !explanation && is_certain(refusal) &&
                    is_known(baseline, before, &(Need){refusal->kind, refusal->access, refusal->subject}))
                        g_ptr_array_add(unexplained, (gpointer)refusal);
        }
        return unexplained;
}

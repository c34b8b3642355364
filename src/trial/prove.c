/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loop of trials. What was refused becomes a need and the loop turns again; what broke without a refusal is
 * bisected, and the guilty directives are left alone from then on. */
#include "trial/prove.h"

#include "base/error.h"
#include "model/directive.h"
#include "score/score.h"
#include "sink/dropin.h"
#include "trial/fallback.h"
#include "trial/hints.h"
#include "trial/suspects.h"

/* Each round adds a need or a ban; more than this many says that something is refused anew each time. */
#define ROUNDS_MAX 16
/* So many rounds a refusal waits for those before it to be allowed. */
#define PUT_OFF_MAX 2
/* While bisecting, a service that does not answer soon does not answer at all. */
#define BISECT_READY (2 * G_USEC_PER_SEC)
#define STOPS_MAX 3 /* cycles, of two stops each */

void proof_init(Proof *proof, const ProofOptions *options, const NeedSet *needs)
{
        *proof = (Proof){
                .options = options,
                .needs = need_set_copy(needs),
                .bans = g_ptr_array_new_with_free_func(g_free),
                .differences = g_ptr_array_new_with_free_func(g_free),
                .put_off = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                .survived = g_ptr_array_new_with_free_func((GDestroyNotify)survived_refusal_free),
        };
}

void proof_clear(Proof *proof)
{
        need_set_free(proof->needs);
        g_clear_pointer(&proof->bans, g_ptr_array_unref);
        g_clear_pointer(&proof->put_off, g_hash_table_unref);
        policy_free(proof->policy);
        g_clear_pointer(&proof->differences, g_ptr_array_unref);
        g_clear_pointer(&proof->survived, g_ptr_array_unref);
}

static void say(const Proof *proof, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(const Proof *proof, const char *format, ...)
{
        g_autofree char *line = NULL;
        va_list ap;

        if (!proof->options->say)
                return;
        va_start(ap, format);
        line = g_strdup_vprintf(format, ap);
        va_end(ap);
        proof->options->say(line, proof->options->userdata);
}

static bool is_hint(const Proof *proof, const Need *need)
{
        return !proof->hints_needed && need_is_hint(need);
}

NeedSet *proof_needs(const Proof *proof)
{
        return proof->hints_needed ? need_set_copy(proof->needs) : needs_without_hints(proof->needs);
}

static void synthesise(Proof *proof)
{
        g_autoptr(NeedSet) needs = proof_needs(proof);
        g_autoptr(GPtrArray) bans = g_ptr_array_new();
        PolicyInput input = proof->options->policy;

        for (guint i = 0; i < proof->bans->len; i++)
                g_ptr_array_add(bans, proof->bans->pdata[i]);
        g_ptr_array_add(bans, NULL);
        input.needs = needs;
        input.ban = (const char *const *)bans->pdata;
        policy_free(proof->policy);
        proof->policy = policy_synthesise(&input);
        for (guint i = 0; i < proof->policy->decisions->len; i++) {
                Decision *decision = proof->policy->decisions->pdata[i];

                if (decision->lines)
                        decision->gain =
                                score_gain(proof->policy->result, input.current, decision->id, input.systemd, false);
        }
}

static CycleResult *try_text(Proof *proof, const char *text, const CycleOptions *cycle, GError **error)
{
        const ProofOptions *options = proof->options;

        if (!trial_guard_apply(options->guard, text, error))
                return NULL;
        if (options->recorder)
                recorder_set_source(options->recorder, "trial");
        return cycle_run(options->runner, options->unit, cycle, error);
}

/* Array of Difference, as cycle_compare() gives it. */
static GPtrArray *compare(const Proof *proof, const CycleResult *trial)
{
        GPtrArray *differences = cycle_compare(proof->options->baseline, trial);

        for (guint i = 0; proof->stop_fails && i < differences->len; i++) {
                Difference *difference = differences->pdata[i];

                difference->breaks = difference->breaks && !difference->of_stop;
        }
        return differences;
}

static BisectOutcome try_suspects(const char *text, void *userdata, GError **error)
{
        Proof *proof = userdata;
        CycleOptions cycle = proof->options->cycle;
        g_autoptr(CycleResult) trial = NULL;
        g_autoptr(GPtrArray) differences = NULL;

        cycle.ready = BISECT_READY + 2 * proof->options->baseline->ready;
        cycle.short_circuit = true;
        cycle.progress = NULL;
        trial = try_text(proof, text, &cycle, error);
        if (!trial)
                return BISECT_ERROR;
        differences = compare(proof, trial);
        return differences_break(differences) ? BISECT_FAIL : BISECT_PASS;
}

/* Finds the directives that do what try says, and bans them. *ret_found: whether any were. */
static bool ban_guilty(Proof *proof, SuspectsTry try, void *userdata, bool *ret_found, GError **error)
{
        g_autoptr(GArray) guilty = suspects_guilty(proof->policy, try, userdata, error);

        if (!guilty)
                return false;
        for (guint i = 0; i < guilty->len; i++) {
                const char *name = directives[g_array_index(guilty, DirectiveId, i)].name;

                say(proof, "  it is %s=", name);
                g_ptr_array_add(proof->bans, g_strdup(name));
        }
        *ret_found = guilty->len > 0;
        return true;
}

static ExplainContext explain_context_of(const Proof *proof)
{
        return (ExplainContext){
                .config = proof->policy->result,
                .systemd = proof->options->policy.systemd,
                .root = proof->options->policy.root,
        };
}

/* Is it one that would become a need? */
static bool is_news(const Proof *proof, const CycleRefusal *refusal, const GPtrArray *differences, bool broken)
{
        return refusal && refusal->has_need &&
               !is_hint(proof, &(Need){.kind = refusal->kind, .subject = refusal->subject}) &&
               !need_set_find(proof->needs, refusal->kind, refusal->access, refusal->subject) &&
               (broken || !refusal_is_about_nothing(refusal, differences, proof->options->is_there));
}

/* May it have been done only for want of what was refused before? Then it is seen whether it is done once that is
 * allowed. A service that is refused many things, and not one for want of the other, is not put off for long. */
static bool is_put_off(Proof *proof, const CycleRefusal *refusal, const GPtrArray *before)
{
        unsigned times = GPOINTER_TO_UINT(g_hash_table_lookup(proof->put_off, refusal->key));

        if (times >= PUT_OFF_MAX || !refusal_may_be_fallback(refusal, before, proof->options->baseline))
                return false;
        g_hash_table_insert(proof->put_off, g_strdup(refusal->key), GUINT_TO_POINTER(times + 1));
        return true;
}

static gint compare_order(gconstpointer a, gconstpointer b, gpointer refusals)
{
        guint x = 0, y = 0;

        g_ptr_array_find(refusals, *(gconstpointer *)a, &x);
        g_ptr_array_find(refusals, *(gconstpointer *)b, &y);
        return (x > y) - (x < y);
}

/* Refusals of the trial become needs, in the order of being seen. Returns how many there were that the set had not.
 * broken: the trial is. */
static unsigned add_refused_needs(Proof *proof, const GPtrArray *differences, const CycleResult *trial, bool broken)
{
        const ExplainContext context = explain_context_of(proof);
        g_autoptr(GPtrArray) refusals = g_ptr_array_new(), before = g_ptr_array_new();
        unsigned added = 0;

        for (guint i = 0; i < differences->len; i++) {
                const CycleRefusal *refusal = ((const Difference *)differences->pdata[i])->refusal;

                if (is_news(proof, refusal, differences, broken))
                        g_ptr_array_add(refusals, (gpointer)refusal);
        }
        g_ptr_array_sort_with_data(refusals, compare_order, trial->refusals);
        for (guint i = 0; i < refusals->len; i++) {
                const CycleRefusal *refusal = refusals->pdata[i];

                if (need_set_find(proof->needs, refusal->kind, refusal->access, refusal->subject) ||
                    is_put_off(proof, refusal, before))
                        continue;
                say(proof, "  refused: %s", refusal->text);
                need_set_add(proof->needs, refusal->kind, refusal->access, refusal->subject, STRENGTH_WITNESSED,
                             refusal->phase, "trial", refusal->actor, "refused in a trial");
                if (refusal_is_explained(refusal, &context))
                        g_ptr_array_add(before, (gpointer)refusal);
                added++;
        }
        return added;
}

static bool gave_up_hints(const Proof *proof)
{
        for (guint i = 0; i < proof->needs->entries->len; i++)
                if (is_hint(proof, &((const NeedEntry *)proof->needs->entries->pdata[i])->need))
                        return true;
        return false;
}

/* What is not there was not found before, either: of a trial that broke nothing, no difference. */
static void drop_about_nothing(const Proof *proof, GPtrArray *differences)
{
        g_autoptr(GPtrArray) dropped = g_ptr_array_new();

        for (guint i = 0; i < differences->len; i++) {
                const CycleRefusal *refusal = ((const Difference *)differences->pdata[i])->refusal;

                if (refusal && refusal_is_about_nothing(refusal, differences, proof->options->is_there))
                        g_ptr_array_add(dropped, differences->pdata[i]);
        }
        for (guint i = 0; i < dropped->len; i++)
                g_ptr_array_remove(differences, dropped->pdata[i]);
}

static void note_fallbacks(Proof *proof, const GPtrArray *differences, const CycleResult *trial)
{
        const ExplainContext context = explain_context_of(proof);

        fallbacks_add(proof->survived, differences, proof->options->baseline, trial, &context);
}

static bool is_survived(const Proof *proof, const CycleRefusal *refusal)
{
        for (guint i = 0; refusal && i < proof->survived->len; i++)
                if (g_str_equal(((const SurvivedRefusal *)proof->survived->pdata[i])->key, refusal->key))
                        return true;
        return false;
}

/* The trial is as good as the baseline. What it did beyond that is kept with the needs; what an earlier trial did
 * because of a refusal that is none any more is not. */
static void accept(Proof *proof, const GPtrArray *differences)
{
        const ExplainContext context = explain_context_of(proof);
        g_autoptr(NeedSet) seen = proof->options->recorder ? recorder_needs(proof->options->recorder) : NULL;

        if (seen)
                need_set_union(proof->needs, seen);
        fallbacks_settle(proof->survived, differences, proof->needs, &context);
        for (guint i = 0; i < differences->len; i++) {
                const Difference *difference = differences->pdata[i];

                if (!is_survived(proof, difference->refusal))
                        g_ptr_array_add(proof->differences, g_strdup(difference->text));
        }
}

typedef struct Search {
        Proof *proof;
        GPtrArray *keys; /* of char* */
} Search;

/* Fails if any of the refusals is there. */
static BisectOutcome try_refused(const char *text, void *userdata, GError **error)
{
        const Search *search = userdata;
        CycleOptions cycle = search->proof->options->cycle;
        g_autoptr(CycleResult) trial = NULL;

        cycle.progress = NULL;
        trial = try_text(search->proof, text, &cycle, error);
        if (!trial)
                return BISECT_ERROR;
        for (guint i = 0; i < trial->refusals->len; i++)
                if (g_ptr_array_find_with_equal_func(
                            search->keys, ((const CycleRefusal *)trial->refusals->pdata[i])->key, g_str_equal, NULL))
                        return BISECT_FAIL;
        return BISECT_PASS;
}

/* What the baseline did and what is refused now, though no setting is known to refuse it: it is looked for once, by
 * trials, which setting does. */
static bool search_unexplained(Proof *proof, const GPtrArray *differences, bool *ret_found, GError **error)
{
        const ExplainContext context = explain_context_of(proof);
        g_autoptr(GPtrArray) refusals = fallbacks_unexplained(differences, proof->options->baseline, &context);
        g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);

        if (refusals->len == 0 || proof->searched)
                return true;
        proof->searched = true;
        for (guint i = 0; i < refusals->len; i++) {
                const CycleRefusal *refusal = refusals->pdata[i];

                say(proof, "Refused, though it worked before, and no setting explains it: %s", refusal->text);
                g_ptr_array_add(keys, g_strdup(refusal->key));
        }
        return ban_guilty(proof, try_refused, &(Search){proof, keys}, ret_found, error);
}

static void fail_broken(const Proof *proof, const GPtrArray *differences, GError **error)
{
        g_autoptr(GString) text = g_string_new(NULL);

        for (guint i = 0; i < differences->len; i++) {
                const Difference *difference = differences->pdata[i];

                if (difference->breaks)
                        g_string_append_printf(text, "\n  %s", difference->text);
        }
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_BROKEN,
                    "%s does not work under what was learned, and no single line could be blamed; it runs as before:%s",
                    proof->options->unit, text->str);
}

static unsigned count_directives(const Policy *policy)
{
        unsigned count = 0;

        for (int id = 0; id < _DIRECTIVE_MAX; id++) {
                const Decision *decision = policy_find(policy, (DirectiveId)id);

                count += decision && decision->lines ? 1 : 0;
        }
        return count;
}

/* A daemon of two processes may end in one way or another as each of them hears of the stop first: then no line of the
 * drop-in is to blame. Asks for it without the drop-in, and once only. */
static bool ask_for_stop(Proof *proof, GError **error)
{
        proof->stop_asked = true;
        say(proof, "It ended in a failure when it was stopped: looking whether it does without the drop-in");
        for (unsigned i = 0; i < STOPS_MAX && !proof->stop_fails; i++) {
                CycleOptions cycle = proof->options->cycle;
                g_autoptr(CycleResult) run = NULL;

                cycle.progress = NULL;
                run = try_text(proof, NULL, &cycle, error);
                if (!run)
                        return false;
                proof->stop_fails = cycle_stop_fails(run);
        }
        return true;
}

bool proof_run(Proof *proof, GError **error)
{
        const ProofOptions *options = proof->options;
        g_autofree char *last = NULL;

        for (unsigned round = 1; round <= ROUNDS_MAX; round++) {
                g_autofree char *text = NULL;
                g_autoptr(CycleResult) trial = NULL;
                g_autoptr(GPtrArray) differences = NULL;
                bool found = false, broken;
                unsigned added;

                synthesise(proof);
                text = dropin_to_text_bare(proof->policy, NULL);
                say(proof, "Trial %u: %s under %u directives", round, options->unit, count_directives(proof->policy));
                trial = try_text(proof, text, &options->cycle, error);
                if (!trial)
                        return false;
                differences = compare(proof, trial);
                broken = differences_break(differences);
                added = add_refused_needs(proof, differences, trial, broken);
                if (!broken) {
                        drop_about_nothing(proof, differences);
                        note_fallbacks(proof, differences, trial);
                }
                if (!broken && (added == 0 || g_strcmp0(text, last) == 0)) {
                        if (!search_unexplained(proof, differences, &found, error))
                                return false;
                        if (!found) {
                                accept(proof, differences);
                                return true;
                        }
                }
                if ((added == 0 || g_strcmp0(text, last) == 0) && !proof->stop_asked &&
                    differences_break_by_stop(differences)) {
                        if (!ask_for_stop(proof, error))
                                return false;
                        if (proof->stop_fails)
                                continue;
                }
                if (broken && added == 0 && !proof->hints_needed && gave_up_hints(proof)) {
                        proof->hints_needed = true;
                        continue;
                }
                if (broken && (added == 0 || g_strcmp0(text, last) == 0)) {
                        say(proof, "It broke without a visible refusal: looking for the line that does it");
                        if (!ban_guilty(proof, try_suspects, proof, &found, error))
                                return false;
                        if (!found && g_strcmp0(text, last) == 0) {
                                fail_broken(proof, differences, error);
                                return false;
                        }
                }
                g_free(last);
                last = g_steal_pointer(&text);
        }
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_BROKEN,
                    "%s was refused something new in each of %d trials; it runs as before", options->unit, ROUNDS_MAX);
        return false;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loop of trials with a service in memory: what is refused is loosened for, what it falls back to is told and is no
 * need, and what no setting explains is searched for. */
#include "trial/prove.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trial/runner-fake.h"

#define UNIT "fake.service"
#define DEMO "/usr/bin/demo"

typedef struct Scene {
        /* what is refused, and when: the drop-in has this line; NULL: in every trial */
        const char *under;
        CycleRefusal *refusal;
        const Need *instead, *extra; /* done after a refusal; done in all trials */
        bool in_baseline;            /* refused even there */
        bool stop_fails;             /* ends in a failure when it is stopped, but for the first times */
        unsigned starts;
        char *running;
        unsigned trials;
} Scene;

static void service(const char *dropin, FakeBehaviour *ret, void *userdata)
{
        Scene *scene = userdata;

        g_free(scene->running);
        scene->running = g_strdup(dropin);
        *ret = (FakeBehaviour){.stop_fails = scene->stop_fails && scene->starts++ >= 2 &&
                                             (!scene->under || (dropin && strstr(dropin, scene->under)))};
}

static bool is_refused(const Scene *scene)
{
        if (!scene->refusal)
                return false;
        if (!scene->running)
                return scene->in_baseline;
        return !scene->under || strstr(scene->running, scene->under);
}

static GPtrArray *on_refusals(void *userdata)
{
        Scene *scene = userdata;
        GPtrArray *refusals = g_ptr_array_new_with_free_func((GDestroyNotify)cycle_refusal_free);

        scene->trials++;
        if (is_refused(scene))
                g_ptr_array_add(refusals, cycle_refusal_copy(scene->refusal));
        return refusals;
}

static GPtrArray *on_deeds(void *userdata)
{
        const Scene *scene = userdata;
        GPtrArray *deeds = g_ptr_array_new_with_free_func((GDestroyNotify)cycle_deed_free);
        static const Need usual = {NEED_SYSCALL, 0, (char *)"read"};

        g_ptr_array_add(deeds, cycle_deed_new(&usual, DEMO));
        if (is_refused(scene) && scene->instead && scene->running)
                g_ptr_array_add(deeds, cycle_deed_new(scene->instead, DEMO));
        else if (scene->extra && !is_refused(scene))
                g_ptr_array_add(deeds, cycle_deed_new(scene->extra, DEMO));
        return deeds;
}

static GPtrArray *(*refusals_of)(void *userdata) = on_refusals;

typedef struct Stage {
        Waiter *waiter;
        Runner *runner;
        TrialGuard *guard;
        char *directory;
        CycleObserver observer;
        CycleResult *baseline;
        Config *current;
        NeedSet *needs;
        ProofOptions options;
        Proof proof;
} Stage;

static void stage_set_where(Stage *stage, Scene *scene, const NeedSet *needs, AbsentIsThere is_there)
{
        g_autoptr(GError) error = NULL;
        FakeRunner *fake;

        *stage = (Stage){.waiter = waiter_new(NULL), .directory = g_dir_make_tmp("unitlock-XXXXXX", NULL)};
        fake = fake_runner_new(stage->waiter, UNIT, service, scene);
        stage->runner = fake_runner_base(fake);
        fake_runner_set_active(fake, "active");
        stage->observer = (CycleObserver){.refusals = refusals_of, .deeds = on_deeds, .userdata = scene};
        stage->guard = trial_guard_begin(stage->runner, UNIT, stage->directory, &error);
        g_assert_no_error(error);
        stage->current = config_new();
        stage->needs = need_set_copy(needs);
        stage->options = (ProofOptions){
                .unit = UNIT,
                .runner = stage->runner,
                .guard = stage->guard,
                .cycle = {.ready = 1, .observer = &stage->observer},
                .policy = {.current = stage->current, .systemd = 257, .root = true},
                .is_there = is_there,
        };
        g_assert_true(trial_guard_apply(stage->guard, NULL, &error));
        stage->baseline = cycle_run(stage->runner, UNIT, &stage->options.cycle, &error);
        g_assert_no_error(error);
        stage->options.baseline = stage->baseline;
        proof_init(&stage->proof, &stage->options, stage->needs);
        g_assert_true(proof_run(&stage->proof, &error));
        g_assert_no_error(error);
}

static bool all_is_there(const char *path)
{
        return true;
}

static void stage_set(Stage *stage, Scene *scene, const NeedSet *needs)
{
        stage_set_where(stage, scene, needs, all_is_there);
}

static void stage_clear(Stage *stage, Scene *scene)
{
        proof_clear(&stage->proof);
        cycle_result_free(stage->baseline);
        trial_guard_free(stage->guard);
        runner_free(stage->runner);
        waiter_free(stage->waiter);
        config_free(stage->current);
        need_set_free(stage->needs);
        rmdir(stage->directory);
        g_free(stage->directory);
        cycle_refusal_free(scene->refusal);
        g_free(scene->running);
}

/* How it ends is chance, or a line of the drop-in has it end so. */
static void test_stop_fails(void)
{
        Scene chance = {.stop_fails = true}, guilty = {.stop_fails = true, .under = "RestrictRealtime=yes"};
        g_autoptr(NeedSet) needs = need_set_new(UNIT);
        Stage stage;

        stage_set(&stage, &chance, needs);
        g_assert_true(stage.proof.stop_fails);
        g_assert_cmpuint(stage.proof.bans->len, ==, 0);
        g_assert_cmpuint(stage.proof.differences->len, >, 0);
        stage_clear(&stage, &chance);
        stage_set(&stage, &guilty, needs);
        g_assert_false(stage.proof.stop_fails);
        g_assert_cmpuint(stage.proof.bans->len, ==, 1);
        g_assert_cmpstr(stage.proof.bans->pdata[0], ==, "RestrictRealtime");
        stage_clear(&stage, &guilty);
}

static CycleRefusal *refusal_new(const char *call, int error, NeedKind kind, unsigned access, const char *subject)
{
        CycleRefusal *refusal = cycle_refusal_new(call, call, PHASE_RUN, DEMO);

        cycle_refusal_set_need(refusal, kind, access, subject);
        g_free(refusal->syscall);
        refusal->syscall = g_strdup(call);
        refusal->error = error;
        refusal->after = 1;
        return refusal;
}

static bool is_set(const Proof *proof, DirectiveId id)
{
        const Decision *decision = policy_find(proof->policy, id);

        return decision && decision->lines;
}

static void test_loosens_and_tells(void)
{
        const Need other = {NEED_PATH, ACCESS_READ | ACCESS_WRITE, (char *)"/var/lib/other/file"};
        Scene scene = {.under = "RestrictRealtime=yes", .instead = &other};
        g_autoptr(NeedSet) needs = need_set_new(UNIT);
        Stage stage;

        scene.refusal =
                refusal_new("sched_setscheduler", EPERM, NEED_BEHAVIOUR, 0, behaviour_names[BEHAVIOUR_REALTIME]);
        scene.refusal->filtered = true;
        stage_set(&stage, &scene, needs);
        g_assert_false(is_set(&stage.proof, DIRECTIVE_RESTRICT_REALTIME));
        g_assert_true(is_set(&stage.proof, DIRECTIVE_PROTECT_HOME));
        g_assert_cmpuint(stage.proof.survived->len, ==, 1);
        const SurvivedRefusal *survived = stage.proof.survived->pdata[0];
        g_assert_cmpstr(survived->directive, ==, "RestrictRealtime");
        g_assert_true(survived->allowed);
        g_assert_cmpstr(survived->instead[0], ==, "path read,write /var/lib/other/file");
        g_assert_null(survived->instead[1]);
        /* where it fell back to is not what it needs */
        g_assert_false(need_set_has(stage.proof.needs, NEED_PATH, "/var/lib/other/file"));
        g_autofree char *text = survived_refusal_describe(survived);
        g_assert_nonnull(strstr(text, "runs at normal priority"));
        g_assert_nonnull(strstr(text, "by RestrictRealtime="));
        stage_clear(&stage, &scene);
}

/* What it made after the refusal, if it made that other file where it was not refused. */
static void check_temporary(const char *usual, const char *now, bool is_told)
{
        const unsigned made = ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE | ACCESS_OWN;
        const Need before = {NEED_PATH, made, (char *)usual}, after = {NEED_PATH, made, (char *)now};
        Scene scene = {.under = "RestrictRealtime=yes", .instead = &after, .extra = &before};
        g_autoptr(NeedSet) needs = need_set_new(UNIT);
        Stage stage;

        scene.refusal =
                refusal_new("sched_setscheduler", EPERM, NEED_BEHAVIOUR, 0, behaviour_names[BEHAVIOUR_REALTIME]);
        scene.refusal->filtered = true;
        stage_set(&stage, &scene, needs);
        g_assert_cmpuint(stage.proof.survived->len, ==, 1);
        g_assert_cmpint(((const SurvivedRefusal *)stage.proof.survived->pdata[0])->instead[0] != NULL, ==, is_told);
        stage_clear(&stage, &scene);
}

static void test_temporary(void)
{
        check_temporary("/tmp/.shmXXXXuUQoTy", "/tmp/.shmXXXXWbmvaS", false);
        check_temporary("/var/lib/mq/tmp4k_x1q2w.part", "/var/lib/mq/tmpz0ab9_3d.part", false);
        check_temporary("/run/mq/aB3xYz/state", "/run/mq/Q9wLpt/state", false);
        check_temporary("/run/mq/primary", "/run/mq/standby", true);
        check_temporary("/run/mq/aB3xYz/state", "/run/mq/Q9wLpt/other", true);
        check_temporary("/tmp/.shmXXXXuUQoTy", "/tmp/.mapXXXXWbmvaS", true);
}

static void test_undone(void)
{
        const Need bound = {NEED_BIND, 0, (char *)"tcp:[::]:80"};
        Scene scene = {.under = "RestrictRealtime=yes", .extra = &bound};
        g_autoptr(NeedSet) needs = need_set_new(UNIT);
        Stage stage;

        /* the call after which the baseline bound it is "read" here */
        scene.refusal = refusal_new("read", EPERM, NEED_SYSCALL, 0, "read");
        scene.refusal->filtered = true;
        need_set_add(needs, NEED_SYSCALL, 0, "read", STRENGTH_WITNESSED, PHASE_RUN, "observe", DEMO, "");
        stage_set(&stage, &scene, needs);
        /* no model says that this line filters read(): found by trials */
        g_assert_false(is_set(&stage.proof, DIRECTIVE_RESTRICT_REALTIME));
        g_assert_true(is_set(&stage.proof, DIRECTIVE_PROTECT_HOME));
        g_assert_cmpuint(stage.proof.bans->len, ==, 1);
        stage_clear(&stage, &scene);
}

/* In each trial under the line of a first refusal there is a second one, and under its own line, if it is there then.
 */
typedef struct Chain {
        Scene scene;
        CycleRefusal *second;
        const char *under; /* the line of the second; NULL: it follows from the first alone */
} Chain;

static GPtrArray *on_chain(void *userdata)
{
        const Chain *chain = userdata;
        GPtrArray *refusals = on_refusals(userdata);
        bool second =
                chain->under ? chain->scene.running && strstr(chain->scene.running, chain->under) : refusals->len > 0;

        if (second)
                g_ptr_array_add(refusals, cycle_refusal_copy(chain->second));
        return refusals;
}

static void check_chain(const char *under, bool expected, unsigned trials)
{
        Chain chain = {.scene.under = "RestrictRealtime=yes", .under = under};
        g_autoptr(NeedSet) needs = need_set_new(UNIT);
        Stage stage;

        chain.scene.refusal =
                refusal_new("sched_setscheduler", EPERM, NEED_BEHAVIOUR, 0, behaviour_names[BEHAVIOUR_REALTIME]);
        chain.scene.refusal->filtered = true;
        chain.second = refusal_new("sethostname", EPERM, NEED_BEHAVIOUR, 0, behaviour_names[BEHAVIOUR_HOSTNAME]);
        chain.second->filtered = true;
        chain.second->after = 2;
        refusals_of = on_chain;
        stage_set(&stage, &chain.scene, needs);
        refusals_of = on_refusals;
        g_assert_false(is_set(&stage.proof, DIRECTIVE_RESTRICT_REALTIME));
        g_assert_cmpint(!is_set(&stage.proof, DIRECTIVE_PROTECT_HOSTNAME), ==, expected);
        g_assert_cmpint(need_set_has(stage.proof.needs, NEED_BEHAVIOUR, behaviour_names[BEHAVIOUR_HOSTNAME]), ==,
                        expected);
        g_assert_cmpuint(stage.proof.survived->len, ==, expected ? 2 : 1);
        g_assert_cmpuint(chain.scene.trials, ==, trials);
        cycle_refusal_free(chain.second);
        stage_clear(&stage, &chain.scene);
}

/* What was tried only for want of what was refused before is not needed once that is allowed; what is tried all the
 * same is. */
static void test_chain(void)
{
        check_chain(NULL, false, 3);
        check_chain("ProtectHostname=yes", true, 4);
}

/* Refused in the baseline as well, or in spite of all: no fault of ours. */
static void test_near_misses(void)
{
        g_autoptr(NeedSet) needs = need_set_new(UNIT);
        Scene scene = {.in_baseline = true};
        Stage stage;

        scene.refusal = refusal_new("setpriority", EPERM, NEED_CAPABILITY, 0, "CAP_SYS_NICE");
        stage_set(&stage, &scene, needs);
        g_assert_cmpuint(stage.proof.survived->len, ==, 0);
        g_assert_cmpuint(scene.trials, ==, 2);
        g_assert_false(need_set_has(stage.proof.needs, NEED_CAPABILITY, "CAP_SYS_NICE"));
        stage_clear(&stage, &scene);

        scene = (Scene){0};
        scene.refusal = refusal_new("openat", EACCES, NEED_PATH, ACCESS_READ | ACCESS_WRITE, "/var/lib/theirs/file");
        stage_set(&stage, &scene, needs);
        g_assert_cmpuint(stage.proof.survived->len, ==, 0);
        stage_clear(&stage, &scene);
}

static bool nothing_is_there(const char *path)
{
        return false;
}

/* What nobody has is no need, unless the trial broke. */
static void test_absent(void)
{
        g_autoptr(NeedSet) needs = need_set_new(UNIT);
        Scene scene = {.under = "ProtectHome=yes"};
        Stage stage;

        scene.refusal = refusal_new("newfstatat", EACCES, NEED_PATH, ACCESS_READ, "/root/.config/x");
        stage_set_where(&stage, &scene, needs, nothing_is_there);
        g_assert_false(need_set_has(stage.proof.needs, NEED_PATH, "/root/.config/x"));
        g_assert_true(is_set(&stage.proof, DIRECTIVE_PROTECT_HOME));
        g_assert_cmpuint(scene.trials, ==, 2);
        g_assert_cmpuint(stage.proof.survived->len, ==, 0);
        g_assert_cmpuint(stage.proof.differences->len, ==, 0);
        stage_clear(&stage, &scene);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/prove/loosens-and-tells", test_loosens_and_tells);
        g_test_add_func("/prove/searches-the-unexplained", test_undone);
        g_test_add_func("/prove/temporary", test_temporary);
        g_test_add_func("/prove/stop-fails", test_stop_fails);
        g_test_add_func("/prove/chain", test_chain);
        g_test_add_func("/prove/near-misses", test_near_misses);
        g_test_add_func("/prove/absent", test_absent);
        return g_test_run();
}

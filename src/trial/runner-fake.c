/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A systemd of one service, in memory. It keeps to the rules that trials rely on: a drop-in acts from the start after
 * the daemon-reload after it was written; every operation can be made to fail, or to be interrupted, at its n-th call.
 */
#include "trial/runner-fake.h"

#include "base/error.h"
#include "trial/state.h"

#include <string.h>

struct FakeRunner {
        Runner base;
        char *unit;
        FakeService service;
        void *userdata;
        char *active_state, *load_state;
        bool reloadable;
        bool refuses_start, refuses_stop; /* by hand */
        GHashTable *files;                /* path -> text */
        char *loaded;                     /* drop-in that the manager knows of; NULL: none */
        char *running;                    /* that the process was started under */
        FakeBehaviour behaviour;
        GPtrArray *log;      /* of char* */
        GHashTable *spawned; /* names */
        unsigned starts;
        guint64 cpu_usec;
        unsigned reloading; /* looks */
        GHashTable *calls;  /* operation -> count */
        char *fail_operation, *interrupt_operation;
        unsigned fail_nth, interrupt_nth;
        bool watched;
};

/* Every operation begins with this. */
static bool enter(FakeRunner *fake, const char *operation, GError **error)
{
        unsigned count = GPOINTER_TO_UINT(g_hash_table_lookup(fake->calls, operation)) + 1;
        g_hash_table_insert(fake->calls, g_strdup(operation), GUINT_TO_POINTER(count));
        if (fake->interrupt_operation && g_str_equal(operation, fake->interrupt_operation) &&
            count == fake->interrupt_nth)
                waiter_interrupt(fake->base.waiter);
        unsigned ready;
        if (!waiter_poll(fake->base.waiter, NULL, 0, 0, &ready, error)) /* a wait is where signals are heard */
                return false;
        if (fake->fail_operation && g_str_equal(operation, fake->fail_operation) && count == fake->fail_nth) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "%s failed, as the test wants", operation);
                return false;
        }
        return true;
}

static void set_state(FakeRunner *fake, const char *state)
{
        g_free(fake->active_state);
        fake->active_state = g_strdup(state);
}

static bool is_active(FakeRunner *fake)
{
        return g_str_equal(fake->active_state, "active");
}

static void stop(FakeRunner *fake)
{
        if (is_active(fake) || g_str_equal(fake->active_state, "activating"))
                set_state(fake, fake->reloading > 0 || fake->behaviour.stop_fails ? "failed" : "inactive");
        fake->reloading = 0;
        g_clear_pointer(&fake->running, g_free);
}

static bool start(FakeRunner *fake)
{
        if (is_active(fake))
                return true;
        fake->behaviour = (FakeBehaviour){0};
        fake->service(fake->loaded, &fake->behaviour, fake->userdata);
        fake->starts++;
        if (fake->behaviour.log)
                g_ptr_array_add(fake->log, g_strdup(fake->behaviour.log));
        set_state(fake, fake->behaviour.start_fails ? "failed" : "active");
        g_free(fake->running);
        fake->running = fake->behaviour.start_fails ? NULL : g_strdup(fake->loaded);
        return !fake->behaviour.start_fails;
}

static bool fake_job(Runner *base, RunnerVerb verb, const char *unit, guint64 timeout, JobOutcome *ret, GError **error)
{
        FakeRunner *fake = (FakeRunner *)base;
        if (!enter(fake, "job", error))
                return false;
        bool ok = true;
        if (!g_str_equal(unit, fake->unit)) {
                g_hash_table_remove(fake->spawned, unit);
        } else if (verb == RUNNER_RELOAD) {
                ok = is_active(fake) && fake->reloadable && !fake->behaviour.reload_fails;
                if (ok && fake->behaviour.reload_ends)
                        stop(fake);
                if (ok && fake->behaviour.reload_cancelled) {
                        *ret = (JobOutcome){false, g_strdup("canceled")};
                        return true;
                }
        } else {
                if (verb == RUNNER_STOP || verb == RUNNER_RESTART)
                        stop(fake);
                if (verb == RUNNER_START || verb == RUNNER_RESTART)
                        ok = start(fake);
        }
        *ret = (JobOutcome){ok, g_strdup(ok ? "done" : "failed")};
        return true;
}

/* What fails then is tried again and again, as by Restart=always. */
static bool fake_enqueue(Runner *base, RunnerVerb verb, const char *unit, GError **error)
{
        FakeRunner *fake = (FakeRunner *)base;
        if (!enter(fake, "enqueue", error))
                return false;
        if (verb == RUNNER_STOP || verb == RUNNER_RESTART)
                stop(fake);
        if ((verb == RUNNER_START || verb == RUNNER_RESTART) && !start(fake))
                set_state(fake, "activating");
        return true;
}

static UnitStatus *fake_status(Runner *base, const char *unit, GError **error)
{
        FakeRunner *fake = (FakeRunner *)base;
        if (!enter(fake, "status", error))
                return NULL;
        bool ours = g_str_equal(unit, fake->unit);
        UnitStatus *status = g_new0(UnitStatus, 1);
        status->id = g_strdup(unit);
        status->load_state = g_strdup(ours ? fake->load_state : "not-found");
        bool reloading = ours && is_active(fake) && fake->reloading > 0;
        if (reloading)
                fake->reloading--;
        status->active_state = g_strdup(!ours ? "inactive" : reloading ? "reloading" : fake->active_state);
        bool again = ours && g_str_equal(fake->active_state, "activating");
        status->sub_state = g_strdup(ours && is_active(fake) ? "running" : again ? "auto-restart" : "dead");
        status->result = g_strdup(ours && g_str_equal(fake->active_state, "failed") ? "exit-code" : "success");
        status->type = g_strdup("simple");
        status->slice = g_strdup("system.slice");
        status->control_group = g_strdup("");
        status->can_start = !fake->refuses_start;
        status->can_stop = !fake->refuses_stop;
        status->can_reload = fake->reloadable;
        if (is_active(fake) && fake->behaviour.busy > 0) {
                fake->behaviour.busy--;
                fake->cpu_usec += G_USEC_PER_SEC;
        }
        status->cpu_usec = fake->cpu_usec;
        status->triggered_by = g_new0(char *, 1);
        status->dependents = g_new0(char *, 1);
        return status;
}

static bool fake_settle(Runner *base, const char *unit, guint64 timeout, bool *ret_left, GError **error)
{
        FakeRunner *fake = (FakeRunner *)base;
        if (!enter(fake, "settle", error))
                return false;
        if (is_active(fake) && fake->behaviour.dies_after_start) {
                set_state(fake, "failed");
                g_clear_pointer(&fake->running, g_free);
        }
        *ret_left = !is_active(fake);
        return true;
}

static bool fake_write_dropin(Runner *base, const char *path, const char *text, GError **error)
{
        FakeRunner *fake = (FakeRunner *)base;
        if (!enter(fake, "write_dropin", error))
                return false;
        g_hash_table_insert(fake->files, g_strdup(path), g_strdup(text));
        return true;
}

static bool fake_remove_dropin(Runner *base, const char *path, GError **error)
{
        FakeRunner *fake = (FakeRunner *)base;
        if (!enter(fake, "remove_dropin", error))
                return false;
        g_hash_table_remove(fake->files, path);
        return true;
}

const char *fake_runner_dropin(FakeRunner *fake)
{
        static const char *const dirs[] = {DROPIN_TRIAL_DIR, DROPIN_PERSISTENT_DIR, DROPIN_RUNTIME_DIR};
        for (size_t i = 0; i < G_N_ELEMENTS(dirs); i++) {
                g_autofree char *path = dropin_path(dirs[i], fake->unit);
                const char *text = g_hash_table_lookup(fake->files, path);
                if (text)
                        return text;
        }
        return NULL;
}

static bool fake_daemon_reload(Runner *base, GError **error)
{
        FakeRunner *fake = (FakeRunner *)base;
        if (!enter(fake, "daemon_reload", error))
                return false;
        g_free(fake->loaded);
        fake->loaded = g_strdup(fake_runner_dropin(fake));
        return true;
}

static bool fake_reset_failed(Runner *base, const char *unit, GError **error)
{
        FakeRunner *fake = (FakeRunner *)base;
        if (!enter(fake, "reset_failed", error))
                return false;
        if (g_str_equal(fake->active_state, "failed"))
                set_state(fake, "inactive");
        return true;
}

static char *fake_journal_cursor(Runner *base, GError **error)
{
        FakeRunner *fake = (FakeRunner *)base;
        return enter(fake, "journal_cursor", error) ? g_strdup_printf("%u", fake->log->len) : NULL;
}

static GPtrArray *fake_journal_since(Runner *base, const char *unit, const char *cursor, GError **error)
{
        FakeRunner *fake = (FakeRunner *)base;
        if (!enter(fake, "journal_since", error))
                return NULL;
        GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)journal_line_free);
        for (guint i = (guint)g_ascii_strtoull(cursor, NULL, 10); i < fake->log->len; i++)
                g_ptr_array_add(lines, journal_line_new(6, "daemon", g_ptr_array_index(fake->log, i)));
        return lines;
}

static bool fake_exec(Runner *base, const char *command, guint64 timeout, ExecOutcome *ret, GError **error)
{
        FakeRunner *fake = (FakeRunner *)base;
        if (!enter(fake, "exec", error))
                return false;
        if (g_str_has_prefix(command, "journalctl ")) {
                *ret = (ExecOutcome){.output = g_strdup(fake->behaviour.told ? fake->behaviour.told : "")};
                return true;
        }
        if (g_str_has_prefix(command, "systemctl is-active ")) {
                *ret = (ExecOutcome){.status = fake->watched ? 0 : 3, .output = g_strdup("")};
                return true;
        }
        fake->reloading = fake->behaviour.reloads;
        *ret = (ExecOutcome){.status = is_active(fake) ? fake->behaviour.exercise_status : 7,
                             .output = g_strdup("output\n")};
        if (ret->status == 0 && g_str_equal(command, "rotate"))
                ret->status = fake->behaviour.rotate_status;
        return true;
}

static bool fake_spawn_unit(Runner *base, const char *name, const char *description, const char *script,
                            const char *const *arguments, GError **error)
{
        FakeRunner *fake = (FakeRunner *)base;
        if (!enter(fake, "spawn_unit", error))
                return false;
        g_hash_table_add(fake->spawned, g_strdup(name));
        return true;
}

static void fake_free(Runner *base)
{
        FakeRunner *fake = (FakeRunner *)base;
        g_free(fake->unit);
        g_free(fake->active_state);
        g_free(fake->load_state);
        g_free(fake->loaded);
        g_free(fake->running);
        g_free(fake->fail_operation);
        g_free(fake->interrupt_operation);
        g_hash_table_unref(fake->files);
        g_hash_table_unref(fake->spawned);
        g_hash_table_unref(fake->calls);
        g_ptr_array_unref(fake->log);
        g_free(fake);
}

static const RunnerOps fake_ops = {
        .job = fake_job,
        .enqueue = fake_enqueue,
        .status = fake_status,
        .settle = fake_settle,
        .write_dropin = fake_write_dropin,
        .remove_dropin = fake_remove_dropin,
        .daemon_reload = fake_daemon_reload,
        .reset_failed = fake_reset_failed,
        .journal_cursor = fake_journal_cursor,
        .journal_since = fake_journal_since,
        .exec = fake_exec,
        .spawn_unit = fake_spawn_unit,
        .free = fake_free,
};

FakeRunner *fake_runner_new(Waiter *waiter, const char *unit, FakeService service, void *userdata)
{
        FakeRunner *fake = g_new0(FakeRunner, 1);
        fake->base = (Runner){&fake_ops, waiter};
        fake->unit = g_strdup(unit);
        fake->service = service;
        fake->userdata = userdata;
        fake->active_state = g_strdup("inactive");
        fake->load_state = g_strdup("loaded");
        fake->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        fake->spawned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        fake->calls = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        fake->log = g_ptr_array_new_with_free_func(g_free);
        return fake;
}

Runner *fake_runner_base(FakeRunner *fake)
{
        return &fake->base;
}

void fake_runner_set_active(FakeRunner *fake, const char *active_state)
{
        set_state(fake, active_state);
}

void fake_runner_set_load_state(FakeRunner *fake, const char *load_state)
{
        g_free(fake->load_state);
        fake->load_state = g_strdup(load_state);
}

void fake_runner_set_by_hand(FakeRunner *fake, bool start, bool stop)
{
        fake->refuses_start = !start;
        fake->refuses_stop = !stop;
}

void fake_runner_set_reloadable(FakeRunner *fake, bool on)
{
        fake->reloadable = on;
}

void fake_runner_set_watched(FakeRunner *fake, bool on)
{
        fake->watched = on;
}

/* Counting begins anew. */
void fake_runner_fail(FakeRunner *fake, const char *operation, unsigned nth)
{
        g_hash_table_remove_all(fake->calls);
        g_free(fake->fail_operation);
        fake->fail_operation = g_strdup(operation);
        fake->fail_nth = nth;
}

void fake_runner_interrupt(FakeRunner *fake, const char *operation, unsigned nth)
{
        g_hash_table_remove_all(fake->calls);
        g_free(fake->interrupt_operation);
        fake->interrupt_operation = g_strdup(operation);
        fake->interrupt_nth = nth;
}

const char *fake_runner_active_state(FakeRunner *fake)
{
        return fake->active_state;
}

const char *fake_runner_running(FakeRunner *fake)
{
        return fake->running;
}

unsigned fake_runner_starts(FakeRunner *fake)
{
        return fake->starts;
}

unsigned fake_runner_spawned(FakeRunner *fake)
{
        return g_hash_table_size(fake->spawned);
}

unsigned fake_runner_calls(FakeRunner *fake, const char *operation)
{
        return GPOINTER_TO_UINT(g_hash_table_lookup(fake->calls, operation));
}

void fake_runner_end_spawned(FakeRunner *fake)
{
        g_hash_table_remove_all(fake->spawned);
}

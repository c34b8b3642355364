/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system manager, over its D-Bus API (org.freedesktop.systemd1(5)). Root talks to PID 1 on its private socket, as
 * systemctl does: no D-Bus daemon is needed, and a trial of dbus.service itself does not cut the branch it sits on.
 * Every call is asynchronous and waited for by the one Waiter, so that the recorder is served and a signal is heard
 * meanwhile. */
#include "base/error.h"
#include "base/file.h"
#include "model/directive.h"
#include "trial/journal.h"
#include "trial/runner.h"
#include "unit/manager.h"

#include <errno.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#define MANAGER "org.freedesktop.systemd1"
#define MANAGER_PATH "/org/freedesktop/systemd1"
#define MANAGER_INTERFACE "org.freedesktop.systemd1.Manager"
#define UNIT_PATH "/org/freedesktop/systemd1/unit"
#define PRIVATE_SOCKET "unix:path=/run/systemd/private"
#define CALL_TIMEOUT (90 * G_USEC_PER_SEC) /* a big machine reloads for long */

#define SPAWN_TIMEOUT (30 * G_USEC_PER_SEC)

typedef struct SystemdRunner {
        Runner base;
        sd_bus *bus;
        bool user; /* the user manager of who calls */
        /* What is waited for now. */
        char *job;        /* object path; NULL: none */
        char *job_result; /* NULL: it still runs */
        char *unit_path;  /* unit whose changes are looked at; NULL: none */
        bool unit_changed;
        bool unit_restarts; /* it died, and systemd tries again */
} SystemdRunner;

static void bus_unrefp(sd_bus **bus)
{
        sd_bus_close(*bus);
        sd_bus_unref(*bus);
}
static void message_unrefp(sd_bus_message **message)
{
        sd_bus_message_unref(*message);
}
#define _bus_unref_ __attribute__((cleanup(bus_unrefp)))
#define _message_unref_ __attribute__((cleanup(message_unrefp)))

static bool fail(GError **error, int r, const char *doing)
{
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot %s: talking to systemd failed: %s", doing,
                    g_strerror(-r));
        return false;
}

/* Handles one message, or waits until there may be one, or until the deadline. */
static bool step(SystemdRunner *runner, guint64 deadline, const char *doing, GError **error)
{
        int r = sd_bus_process(runner->bus, NULL);
        if (r < 0)
                return fail(error, r, doing);
        if (r > 0)
                return true;
        int events = sd_bus_get_events(runner->bus);
        if (events < 0)
                return fail(error, events, doing);
        uint64_t until = UINT64_MAX;
        r = sd_bus_get_timeout(runner->bus, &until);
        if (r < 0)
                return fail(error, r, doing);
        struct pollfd fd = {sd_bus_get_fd(runner->bus), (short)events, 0};
        unsigned ready;
        return waiter_poll(runner->base.waiter, &fd, 1, MIN(deadline, until), &ready, error);
}

static int on_reply(sd_bus_message *message, void *userdata, sd_bus_error *ret_error)
{
        sd_bus_message **reply = userdata;
        *reply = sd_bus_message_ref(message);
        return 1;
}

/* Sends, and waits for the answer. That the manager refuses is an answer too: look at sd_bus_message_get_error(). */
static sd_bus_message *call(SystemdRunner *runner, sd_bus_message *message, const char *doing, GError **error)
{
        sd_bus_message *reply = NULL;
        sd_bus_slot *slot = NULL;
        int r = sd_bus_call_async(runner->bus, &slot, message, on_reply, &reply, CALL_TIMEOUT);
        if (r < 0) {
                fail(error, r, doing);
                return NULL;
        }
        while (!reply)
                if (!step(runner, WAITER_FOREVER, doing, error))
                        break;
        sd_bus_slot_unref(slot);
        return reply;
}

/* The same, where a refusal is an error of ours. */
static sd_bus_message *call_checked(SystemdRunner *runner, sd_bus_message *message, const char *doing, GError **error)
{
        sd_bus_message *reply = call(runner, message, doing, error);
        const sd_bus_error *refused = reply ? sd_bus_message_get_error(reply) : NULL;
        if (!refused)
                return reply;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot %s: systemd says: %s", doing,
                    refused->message ?: refused->name);
        sd_bus_message_unref(reply);
        return NULL;
}

static int manager_call_new(SystemdRunner *runner, sd_bus_message **ret, const char *method)
{
        return sd_bus_message_new_method_call(runner->bus, ret, MANAGER, MANAGER_PATH, MANAGER_INTERFACE, method);
}

static int on_job_removed(sd_bus_message *message, void *userdata, sd_bus_error *ret_error)
{
        SystemdRunner *runner = userdata;
        uint32_t id;
        const char *job, *unit, *result;
        int r = sd_bus_message_read(message, "uoss", &id, &job, &unit, &result);
        if (r >= 0 && runner->job && g_str_equal(job, runner->job)) {
                g_free(runner->job_result);
                runner->job_result = g_strdup(result);
        }
        return 0;
}

static int on_properties_changed(sd_bus_message *message, void *userdata, sd_bus_error *ret_error)
{
        SystemdRunner *runner = userdata;
        const char *path = sd_bus_message_get_path(message), *interface;
        if (!runner->unit_path || !path || !g_str_equal(path, runner->unit_path))
                return 0;
        runner->unit_changed = true;
        /* A state that lasts a tenth of a second may be over when we ask: take it from the signal. */
        if (sd_bus_message_read(message, "s", &interface) < 0 ||
            sd_bus_message_enter_container(message, 'a', "{sv}") < 0)
                return 0;
        while (sd_bus_message_enter_container(message, 'e', "sv") > 0) {
                const char *name, *type, *value;
                if (sd_bus_message_read(message, "s", &name) < 0 || sd_bus_message_peek_type(message, NULL, &type) < 0)
                        break;
                if (g_str_equal(name, "SubState") && g_str_equal(type, "s")) {
                        if (sd_bus_message_read(message, "v", "s", &value) >= 0 &&
                            g_str_has_prefix(value, "auto-restart"))
                                runner->unit_restarts = true;
                } else {
                        sd_bus_message_skip(message, "v");
                }
                sd_bus_message_exit_container(message);
        }
        return 0;
}

static char **merge_words(char **words, sd_bus_message *message)
{
        char **more = NULL;
        if (sd_bus_message_read_strv(message, &more) < 0 || !more)
                return words;
        g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
        if (words)
                g_strv_builder_addv(builder, (const char **)words);
        for (char **word = more; *word; word++)
                if (!words || !g_strv_contains((const char *const *)words, *word))
                        g_strv_builder_add(builder, *word);
        g_strfreev(words);
        g_strfreev(more);
        return g_strv_builder_end(builder);
}

/* One property out of GetAll(): its variant has been entered. False: not one of ours, skip it. */
static bool take_property(UnitStatus *status, const char *name, const char *type, sd_bus_message *m)
{
        const struct {
                const char *name;
                char **to;
        } strings[] = {
                {"Id", &status->id},
                {"LoadState", &status->load_state},
                {"ActiveState", &status->active_state},
                {"SubState", &status->sub_state},
                {"Result", &status->result},
                {"Type", &status->type},
                {"Slice", &status->slice},
                {"ControlGroup", &status->control_group},
        };
        const struct {
                const char *name;
                bool *to;
        } booleans[] = {
                {"CanStart", &status->can_start},
                {"CanStop", &status->can_stop},
                {"CanReload", &status->can_reload},
                {"Transient", &status->transient},
                {"RemainAfterExit", &status->remain_after_exit},
        };
        const char *string;
        int32_t number;
        uint32_t unsigned_number;

        if (g_str_equal(type, "s"))
                for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
                        if (g_str_equal(name, strings[i].name) && sd_bus_message_read(m, "s", &string) >= 0) {
                                g_free(*strings[i].to);
                                *strings[i].to = g_strdup(string);
                                return true;
                        }
        if (g_str_equal(type, "b"))
                for (size_t i = 0; i < G_N_ELEMENTS(booleans); i++)
                        if (g_str_equal(name, booleans[i].name) && sd_bus_message_read(m, "b", &number) >= 0) {
                                *booleans[i].to = number != 0;
                                return true;
                        }
        if (g_str_equal(type, "u")) {
                unsigned *to = NULL;
                if (g_str_equal(name, "NRestarts"))
                        to = &status->restarts;
                if (g_str_equal(name, "MainPID") && sd_bus_message_read(m, "u", &unsigned_number) >= 0) {
                        status->main_pid = (pid_t)unsigned_number;
                        return true;
                }
                return to && sd_bus_message_read(m, "u", to) >= 0;
        }
        if (g_str_equal(type, "t") && g_str_equal(name, "CPUUsageNSec")) {
                uint64_t nsec;
                if (sd_bus_message_read(m, "t", &nsec) < 0)
                        return false;
                status->cpu_usec = nsec == UINT64_MAX ? 0 : nsec / 1000;
                return true;
        }
        if (g_str_equal(type, "i")) {
                if (g_str_equal(name, "ExecMainCode"))
                        return sd_bus_message_read(m, "i", &status->main_code) >= 0;
                if (g_str_equal(name, "ExecMainStatus"))
                        return sd_bus_message_read(m, "i", &status->main_status) >= 0;
                if (g_str_equal(name, "KillSignal"))
                        return sd_bus_message_read(m, "i", &status->kill_signal) >= 0;
        }
        if (g_str_equal(type, "(uo)") && g_str_equal(name, "Job") &&
            sd_bus_message_read(m, "(uo)", &unsigned_number, &string) >= 0) {
                status->has_job = unsigned_number != 0;
                return true;
        }
        if (g_str_equal(type, "as")) {
                if (g_str_equal(name, "TriggeredBy")) {
                        status->triggered_by = merge_words(status->triggered_by, m);
                        return true;
                }
                if (g_str_equal(name, "RequiredBy") || g_str_equal(name, "BoundBy") ||
                    g_str_equal(name, "ConsistsOf")) {
                        status->dependents = merge_words(status->dependents, m);
                        return true;
                }
        }
        return false;
}

static bool parse_status(sd_bus_message *m, UnitStatus *status)
{
        if (sd_bus_message_enter_container(m, 'a', "{sv}") < 0)
                return false;
        int r;
        while ((r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
                const char *name, *type;
                if (sd_bus_message_read(m, "s", &name) < 0 || sd_bus_message_peek_type(m, NULL, &type) < 0 ||
                    sd_bus_message_enter_container(m, 'v', type) < 0)
                        return false;
                if (!take_property(status, name, type, m) && sd_bus_message_skip(m, type) < 0)
                        return false;
                /* of the variant, of the entry */
                for (int i = 0; i < 2; i++)
                        if (sd_bus_message_exit_container(m) < 0)
                                return false;
        }
        return r == 0;
}

static UnitStatus *get_status(SystemdRunner *runner, const char *unit, GError **error)
{
        g_autofree char *doing = g_strdup_printf("look at %s", unit);
        char *path = NULL;
        int r = sd_bus_path_encode(UNIT_PATH, unit, &path);
        if (r < 0) {
                fail(error, r, doing);
                return NULL;
        }
        /* The object of a unit that is not loaded appears as one asks for it. An empty interface means all of them. */
        _message_unref_ sd_bus_message *message = NULL;
        r = sd_bus_message_new_method_call(runner->bus, &message, MANAGER, path, "org.freedesktop.DBus.Properties",
                                           "GetAll");
        free(path);
        if (r >= 0)
                r = sd_bus_message_append(message, "s", "");
        if (r < 0) {
                fail(error, r, doing);
                return NULL;
        }
        _message_unref_ sd_bus_message *reply = call_checked(runner, message, doing, error);
        if (!reply)
                return NULL;
        g_autoptr(UnitStatus) status = g_new0(UnitStatus, 1);
        if (!parse_status(reply, status)) {
                fail(error, -EBADMSG, doing);
                return NULL;
        }
        char **strings[] = {&status->load_state, &status->active_state, &status->sub_state,    &status->result,
                            &status->type,       &status->slice,        &status->control_group};
        for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
                if (!*strings[i]) /* NOLINT(clang-analyzer-core.NullDereference): none is NULL */
                        *strings[i] = g_strdup("");
        if (!status->triggered_by)
                status->triggered_by = g_new0(char *, 1);
        if (!status->dependents)
                status->dependents = g_new0(char *, 1);
        if (!status->id)
                status->id = g_strdup(unit);
        return g_steal_pointer(&status);
}

static UnitStatus *systemd_status(Runner *base, const char *unit, GError **error)
{
        return get_status((SystemdRunner *)base, unit, error);
}

/* Begins to look at the changes of a unit. */
static bool look_at(SystemdRunner *runner, const char *unit, GError **error)
{
        g_autoptr(UnitStatus) status = get_status(runner, unit, error);
        if (!status)
                return false;
        char *path = NULL;
        int r = sd_bus_path_encode(UNIT_PATH, status->id, &path);
        if (r < 0)
                return fail(error, r, "name a unit's object");
        g_free(runner->unit_path);
        runner->unit_path = g_strdup(path);
        free(path);
        runner->unit_changed = runner->unit_restarts = false;
        return true;
}

/* *ret_refused: the manager did not take the job, and says so. */
static bool enqueue(SystemdRunner *runner, RunnerVerb verb, const char *unit, char **ret_refused, GError **error)
{
        static const char *const methods[] = {
                [RUNNER_START] = "StartUnit",
                [RUNNER_STOP] = "StopUnit",
                [RUNNER_RESTART] = "RestartUnit",
                [RUNNER_RELOAD] = "ReloadUnit",
        };
        g_autofree char *doing = g_strdup_printf("%s %s", runner_verb_names[verb], unit);
        _message_unref_ sd_bus_message *message = NULL;
        int r = manager_call_new(runner, &message, methods[verb]);
        if (r >= 0)
                r = sd_bus_message_append(message, "ss", unit, "replace");
        if (r < 0)
                return fail(error, r, doing);
        g_clear_pointer(&runner->job, g_free);
        g_clear_pointer(&runner->job_result, g_free);
        _message_unref_ sd_bus_message *reply = call(runner, message, doing, error);
        if (!reply)
                return false;
        const sd_bus_error *refused = sd_bus_message_get_error(reply);
        if (refused) {
                *ret_refused = g_strdup(refused->message ?: refused->name);
                return true;
        }
        /* JobRemoved cannot have been handled before this: it comes after the reply, and step() handles one message a
         * time. */
        const char *job;
        r = sd_bus_message_read(reply, "o", &job);
        if (r < 0)
                return fail(error, r, doing);
        runner->job = g_strdup(job);
        return true;
}

/* Enqueues, and waits. For a start, that it died and is to be started again is the end of it. */
static bool run_job(SystemdRunner *runner, RunnerVerb verb, const char *unit, guint64 timeout, JobOutcome *ret,
                    GError **error)
{
        g_autofree char *doing = g_strdup_printf("%s %s", runner_verb_names[verb], unit);
        g_autofree char *refused = NULL;
        guint64 deadline = waiter_deadline(timeout);
        bool starts = verb == RUNNER_START || verb == RUNNER_RESTART;
        if (!look_at(runner, unit, error) || !enqueue(runner, verb, unit, &refused, error))
                return false;
        while (!refused && !runner->job_result && !(starts && runner->unit_restarts) && waiter_now() < deadline)
                if (!step(runner, deadline, doing, error))
                        return false;
        if (refused)
                *ret = (JobOutcome){false, g_steal_pointer(&refused)};
        else if (runner->job_result)
                *ret = (JobOutcome){g_str_equal(runner->job_result, "done"), g_steal_pointer(&runner->job_result)};
        else
                *ret = (JobOutcome){false, g_strdup(runner->unit_restarts ? "restarting" : "too-long")};
        return true;
}

/* A socket or a path that has something for the unit starts it whatever we want, and its job takes the place of a stop
 * that is queued: job_type_is_conflicting() in systemd's job.c. So a stop that was cancelled is asked for again. */
static bool run_stop(SystemdRunner *runner, const char *unit, guint64 timeout, JobOutcome *ret, GError **error)
{
        enum { TRIES = 8 };

        for (unsigned i = 1;; i++) {
                if (!run_job(runner, RUNNER_STOP, unit, timeout, ret, error))
                        return false;
                if (i >= TRIES || !g_str_equal(ret->result, "canceled"))
                        return true;
                job_outcome_clear(ret);
        }
}

static bool systemd_job(Runner *base, RunnerVerb verb, const char *unit, guint64 timeout, JobOutcome *ret,
                        GError **error)
{
        SystemdRunner *runner = (SystemdRunner *)base;
        JobOutcome outcome, stopped;
        if (verb == RUNNER_START || verb == RUNNER_RESTART) {
                /* What waits to be restarted is stopped first: else news of its former death would be taken for news of
                 * this start. systemd tells all changes of a unit before the end of a job on it. */
                g_autoptr(UnitStatus) status = get_status(runner, unit, error);
                if (!status)
                        return false;
                if (g_str_has_prefix(status->sub_state, "auto-restart")) {
                        if (!run_stop(runner, unit, timeout, &stopped, error))
                                return false;
                        job_outcome_clear(&stopped);
                }
        }
        if (verb == RUNNER_STOP)
                return run_stop(runner, unit, timeout, ret, error);
        if (!run_job(runner, verb, unit, timeout, &outcome, error))
                return false;
        /* A start that failed must not go on behind our back. */
        if (!outcome.ok && (verb == RUNNER_START || verb == RUNNER_RESTART)) {
                if (!run_stop(runner, unit, timeout, &stopped, error)) {
                        job_outcome_clear(&outcome);
                        return false;
                }
                job_outcome_clear(&stopped);
        }
        *ret = outcome;
        return true;
}

static bool systemd_enqueue(Runner *base, RunnerVerb verb, const char *unit, GError **error)
{
        SystemdRunner *runner = (SystemdRunner *)base;
        g_autofree char *refused = NULL;
        if (!base->ops->reset_failed(base, unit, error) || !enqueue(runner, verb, unit, &refused, error))
                return false;
        g_clear_pointer(&runner->job, g_free);
        if (refused) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "systemd refuses to %s %s: %s",
                            runner_verb_names[verb], unit, refused);
                return false;
        }
        return true;
}

static bool systemd_settle(Runner *base, const char *unit, guint64 timeout, bool *ret_left, GError **error)
{
        SystemdRunner *runner = (SystemdRunner *)base;
        guint64 deadline = waiter_deadline(timeout);
        if (!look_at(runner, unit, error))
                return false;
        for (;;) {
                runner->unit_changed = false;
                g_autoptr(UnitStatus) status = get_status(runner, unit, error);
                if (!status)
                        return false;
                if (!unit_status_is_active(status) || runner->unit_restarts || waiter_now() >= deadline) {
                        *ret_left = !unit_status_is_active(status) || runner->unit_restarts;
                        return true;
                }
                while (!runner->unit_changed && waiter_now() < deadline)
                        if (!step(runner, deadline, "wait for the unit", error))
                                return false;
        }
}

static bool systemd_write_dropin(Runner *base, const char *path, const char *text, GError **error)
{
        return file_write_atomic(path, text, -1, 0644, error);
}

static bool systemd_remove_dropin(Runner *base, const char *path, GError **error)
{
        if (unlink(path) < 0 && errno != ENOENT && errno != ENOTDIR) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot remove %s: %s", path,
                            g_strerror(errno));
                return false;
        }
        g_autofree char *dir = g_path_get_dirname(path);
        rmdir(dir); /* fails where somebody else has files there, which is as it should be */
        return true;
}

static bool systemd_daemon_reload(Runner *base, GError **error)
{
        SystemdRunner *runner = (SystemdRunner *)base;
        _message_unref_ sd_bus_message *message = NULL;
        int r = manager_call_new(runner, &message, "Reload");
        if (r < 0)
                return fail(error, r, "reload systemd's configuration");
        _message_unref_ sd_bus_message *reply = call_checked(runner, message, "reload systemd's configuration", error);
        return reply != NULL;
}

static bool systemd_reset_failed(Runner *base, const char *unit, GError **error)
{
        SystemdRunner *runner = (SystemdRunner *)base;
        _message_unref_ sd_bus_message *message = NULL;
        int r = manager_call_new(runner, &message, "ResetFailedUnit");
        if (r >= 0)
                r = sd_bus_message_append(message, "s", unit);
        if (r < 0)
                return fail(error, r, "forget earlier failures");
        /* A unit that is not loaded has none to forget: a refusal says nothing more. */
        _message_unref_ sd_bus_message *reply = call(runner, message, "forget earlier failures", error);
        return reply != NULL;
}

static char *systemd_journal_cursor(Runner *base, GError **error)
{
        return journal_cursor(base->waiter, error);
}

static GPtrArray *systemd_journal_since(Runner *base, const char *unit, const char *cursor, GError **error)
{
        return journal_since(base->waiter, unit, ((SystemdRunner *)base)->user, cursor, error);
}

static bool systemd_exec(Runner *base, const char *command, guint64 timeout, ExecOutcome *ret, GError **error)
{
        return exec_run(base->waiter, command, timeout, ret, error);
}

/* An argument that systemd is not to look for variables in. */
static int append_literal(sd_bus_message *m, const char *argument)
{
        g_auto(GStrv) parts = g_strsplit(argument, "$", -1);
        g_autofree char *escaped = g_strjoinv("$$", parts);
        return sd_bus_message_append(m, "s", escaped);
}

static int append_transient(sd_bus_message *m, const char *name, const char *description, const char *script,
                            const char *const *arguments)
{
        int r = sd_bus_message_append(m, "ss", name, "fail");
        if (r >= 0)
                r = sd_bus_message_open_container(m, 'a', "(sv)");
        if (r >= 0)
                r = sd_bus_message_append(m, "(sv)(sv)(sv)", "Description", "s", description, "CollectMode", "s",
                                          "inactive-or-failed", "IgnoreOnIsolate", "b", 1);
        /* Not ExecStartEx=, which could leave "$1" to the shell: 252 writes it into the transient unit under that name,
         * does not know it when it reads the file again at a reload, and then refuses the unit. */
        if (r >= 0)
                r = sd_bus_message_open_container(m, 'r', "sv");
        if (r >= 0)
                r = sd_bus_message_append(m, "s", "ExecStart");
        if (r >= 0)
                r = sd_bus_message_open_container(m, 'v', "a(sasb)");
        if (r >= 0)
                r = sd_bus_message_open_container(m, 'a', "(sasb)");
        if (r >= 0)
                r = sd_bus_message_open_container(m, 'r', "sasb");
        if (r >= 0)
                r = sd_bus_message_append(m, "s", "/bin/sh");
        if (r >= 0)
                r = sd_bus_message_open_container(m, 'a', "s");
        if (r >= 0)
                r = sd_bus_message_append(m, "ss", "/bin/sh", "-c");
        if (r >= 0)
                r = append_literal(m, script);
        if (r >= 0)
                r = append_literal(m, "unitlock-guard");
        for (const char *const *argument = arguments; r >= 0 && *argument; argument++)
                r = append_literal(m, *argument);
        if (r >= 0)
                r = sd_bus_message_close_container(m); /* as */
        if (r >= 0)
                r = sd_bus_message_append(m, "b", 0);
        for (int i = 0; r >= 0 && i < 5; i++) /* (sasb), a, v, (sv), a(sv) */
                r = sd_bus_message_close_container(m);
        if (r >= 0)
                r = sd_bus_message_append(m, "a(sa(sv))", 0);
        return r;
}

static bool systemd_spawn_unit(Runner *base, const char *name, const char *description, const char *script,
                               const char *const *arguments, GError **error)
{
        SystemdRunner *runner = (SystemdRunner *)base;
        g_autofree char *doing = g_strdup_printf("start the transient unit %s", name);
        _message_unref_ sd_bus_message *message = NULL;
        int r = manager_call_new(runner, &message, "StartTransientUnit");
        if (r >= 0)
                r = append_transient(message, name, description, script, arguments);
        if (r < 0)
                return fail(error, r, doing);
        g_clear_pointer(&runner->job, g_free);
        g_clear_pointer(&runner->job_result, g_free);
        _message_unref_ sd_bus_message *reply = call_checked(runner, message, doing, error);
        if (!reply)
                return false;
        const char *job;
        r = sd_bus_message_read(reply, "o", &job);
        if (r < 0)
                return fail(error, r, doing);
        runner->job = g_strdup(job);
        /* It must run before the manager reads its file again at a reload: what was written there is not what we said.
         */
        guint64 deadline = waiter_deadline(SPAWN_TIMEOUT);
        while (!runner->job_result && waiter_now() < deadline)
                if (!step(runner, deadline, doing, error))
                        return false;
        if (g_strcmp0(runner->job_result, "done") == 0)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot %s: %s", doing,
                    runner->job_result ? runner->job_result : "systemd does not get to it");
        return false;
}

static void systemd_free(Runner *base)
{
        SystemdRunner *runner = (SystemdRunner *)base;
        bus_unrefp(&runner->bus);
        g_free(runner->job);
        g_free(runner->job_result);
        g_free(runner->unit_path);
        g_free(runner);
}

static const RunnerOps systemd_ops = {
        .job = systemd_job,
        .enqueue = systemd_enqueue,
        .status = systemd_status,
        .settle = systemd_settle,
        .write_dropin = systemd_write_dropin,
        .remove_dropin = systemd_remove_dropin,
        .daemon_reload = systemd_daemon_reload,
        .reset_failed = systemd_reset_failed,
        .journal_cursor = systemd_journal_cursor,
        .journal_since = systemd_journal_since,
        .exec = systemd_exec,
        .spawn_unit = systemd_spawn_unit,
        .free = systemd_free,
};

static int open_private(sd_bus **ret)
{
        _bus_unref_ sd_bus *bus = NULL;
        int r = sd_bus_new(&bus);
        if (r >= 0)
                r = sd_bus_set_address(bus, PRIVATE_SOCKET);
        if (r >= 0)
                r = sd_bus_start(bus);
        if (r >= 0)
                *ret = g_steal_pointer(&bus);
        return r;
}

static int open_manager(bool user, sd_bus **ret)
{
        int r = user ? -ENOENT : open_private(ret);
        if (r >= 0)
                return r;
        r = user ? sd_bus_open_user(ret) : sd_bus_open_system(ret);
        if (r < 0)
                return r;
        /* On the message bus, the manager sends its signals only to who asks for them. */
        return sd_bus_call_method(*ret, MANAGER, MANAGER_PATH, MANAGER_INTERFACE, "Subscribe", NULL, NULL, NULL);
}

Runner *runner_systemd_new(Waiter *waiter, bool user, GError **error)
{
        if (!user && geteuid() != 0) {
                g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_PRIVILEGE,
                                    "Restarting services and changing their settings needs root: run this with sudo");
                return NULL;
        }
        _bus_unref_ sd_bus *bus = NULL;
        int r = open_manager(user, &bus);
        if (r < 0 && user) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                            "Cannot talk to the user manager (%s): is XDG_RUNTIME_DIR set?", g_strerror(-r));
                return NULL;
        }
        if (r < 0) {
                g_set_error(
                        error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                        "Cannot talk to systemd (%s): is it the init of this machine? In a container or chroot without "
                        "it, use \"unitlock lab\"",
                        g_strerror(-r));
                return NULL;
        }
        SystemdRunner *runner = g_new0(SystemdRunner, 1);
        runner->base = (Runner){&systemd_ops, waiter};
        runner->user = user;
        runner->bus = g_steal_pointer(&bus);
        r = sd_bus_match_signal(runner->bus, NULL, NULL, MANAGER_PATH, MANAGER_INTERFACE, "JobRemoved", on_job_removed,
                                runner);
        if (r >= 0)
                r = sd_bus_match_signal(runner->bus, NULL, NULL, NULL, "org.freedesktop.DBus.Properties",
                                        "PropertiesChanged", on_properties_changed, runner);
        if (r < 0) {
                fail(error, r, "listen to systemd");
                runner_free(&runner->base);
                return NULL;
        }
        return &runner->base;
}

unsigned runner_systemd_version(Runner *runner, GError **error)
{
        unsigned version = manager_version(((SystemdRunner *)runner)->bus, error);

        if (version == 0 || version >= SYSTEMD_OLDEST)
                return version;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                    "systemd here is version %u; unitlock knows %u and newer", version, SYSTEMD_OLDEST);
        return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the unit's last run began and ended, as the manager and the journal know it. */

#include "why/state.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "explain/trace.h"
#include "trial/journal.h"
#include "unit/manager-internal.h"
#include "unit/manager.h"
#include "watch/message.h"
#include "watch/unstarted.h"

#define AWAIT_SECONDS 10 /* more than it takes on a busy machine; without an answer less is known */

/* When the last run that failed began. A unit that waits for its next start counts as begun by then, and one that may
 * not try again keeps that time; one that is at its next start has not failed in this run. So the journal is asked.
 * again: systemd has started it again by itself. 0: not known. */
static guint64 ask_begin(sd_bus *bus, const char *path, const char *unit, bool user, bool again)
{
        g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
        g_autoptr(GString) id = g_string_new(NULL);
        g_autofree char *previous = NULL;
        sd_bus_message *reply = NULL;
        sd_journal *journal = NULL;
        const void *bytes = NULL;
        guint64 begin = 0, before = 0;
        size_t n = 0;

        if (sd_bus_get_property(bus, MANAGER_SERVICE, path, MANAGER_UNIT, "InvocationID", &problem, &reply, "ay") < 0)
                return 0;
        if (sd_bus_message_read_array(reply, 'y', &bytes, &n) >= 0)
                for (size_t i = 0; i < n; i++)
                        g_string_append_printf(id, "%02x", ((const guint8 *)bytes)[i]);
        sd_bus_message_unref(reply);
        if (!id->len || sd_journal_open(&journal, SD_JOURNAL_LOCAL_ONLY) < 0)
                return 0;
        begin = why_first_of_run(journal, id->str, user);
        previous = again && begin ? why_previous_run(journal, unit, id->str, begin, user) : NULL;
        if (previous)
                before = why_first_of_run(journal, previous, user);
        sd_journal_close(journal);
        return before ? before : begin;
}

/* The command of ExecStartPre= that failed, as org.freedesktop.systemd1(5) tells of them: path, arguments, whether it
 * may fail, four times, pid, code, status. */
static void ask_command_before(sd_bus *bus, const char *path, LastRun *run)
{
        static const char row[] = "sasbttttuii";
        g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
        sd_bus_message *reply = NULL;

        if (sd_bus_get_property(bus, MANAGER_SERVICE, path, MANAGER_SERVICE_INTERFACE, "ExecStartPre", &problem, &reply,
                                "a(sasbttttuii)") < 0)
                return;
        if (sd_bus_message_enter_container(reply, 'a', "(sasbttttuii)") > 0)
                while (!run->before && sd_bus_message_enter_container(reply, 'r', row) > 0) {
                        int may_fail = 0, code = 0, status = 0;
                        guint32 pid = 0;

                        if (sd_bus_message_skip(reply, "sas") < 0 ||
                            sd_bus_message_read_basic(reply, 'b', &may_fail) < 0 ||
                            sd_bus_message_skip(reply, "tttt") < 0 || sd_bus_message_read_basic(reply, 'u', &pid) < 0 ||
                            sd_bus_message_read_basic(reply, 'i', &code) < 0 ||
                            sd_bus_message_read_basic(reply, 'i', &status) < 0 ||
                            sd_bus_message_exit_container(reply) < 0)
                                break;
                        if (may_fail || code == 0 || status == 0)
                                continue;
                        run->before = true;
                        run->pid = pid;
                        run->code = code;
                        run->status = status;
                }
        sd_bus_message_unref(reply);
}

bool why_ask_last_run(sd_bus *bus, Why *why, GError **error)
{
        g_autofree char *path = manager_load_unit(bus, why->view->name, error);
        g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
        char *active = NULL, *result = NULL;
        guint64 since = 0, begin;
        guint32 restarts = 0;
        bool stopped = false;

        if (!path)
                return false;
        if (sd_bus_get_property_string(bus, MANAGER_SERVICE, path, MANAGER_UNIT, "ActiveState", &problem, &active) >=
            0) {
                why->run.failed = g_str_equal(active, "failed") || g_str_equal(active, "activating");
                stopped = g_str_equal(active, "inactive");
                why->run.up = g_str_equal(active, "active") || g_str_equal(active, "reloading");
                free(active);
        }
        if (sd_bus_get_property_string(bus, MANAGER_SERVICE, path, MANAGER_SERVICE_INTERFACE, "Result", NULL,
                                       &result) >= 0)
                why->run.result = result;
        sd_bus_get_property_trivial(bus, MANAGER_SERVICE, path, MANAGER_SERVICE_INTERFACE, "ExecMainCode", NULL, 'i',
                                    &why->run.code);
        sd_bus_get_property_trivial(bus, MANAGER_SERVICE, path, MANAGER_SERVICE_INTERFACE, "ExecMainStatus", NULL, 'i',
                                    &why->run.status);
        sd_bus_get_property_trivial(bus, MANAGER_SERVICE, path, MANAGER_SERVICE_INTERFACE, "ExecMainPID", NULL, 'u',
                                    &why->run.pid);
        if (why->run.code == 0 && why->run.failed)
                ask_command_before(bus, path, &why->run);
        sd_bus_get_property_trivial(bus, MANAGER_SERVICE, path, MANAGER_UNIT, "InactiveExitTimestamp", NULL, 't',
                                    &since);
        sd_bus_get_property_trivial(bus, MANAGER_SERVICE, path, MANAGER_SERVICE_INTERFACE, "NRestarts", NULL, 'u',
                                    &restarts);
        /* one that failed again and again until somebody stopped it was stopped in the midst of its last try */
        begin = since && (why->run.failed || (stopped && restarts > 0))
                        ? ask_begin(bus, path, why->view->name, why->options->user, restarts > 0)
                        : 0;
        why->run.since = begin && begin < since ? begin : since;
        return true;
}

/* Did the watcher run since before the unit's last start, and look at all since then? */
bool why_ask_watcher(sd_bus *system, const LastRun *run)
{
        g_autofree char *path = manager_load_unit(system, WATCH_UNIT, NULL);
        g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
        guint64 since = 0;
        char *active = NULL;
        struct stat rested;
        bool runs;

        if (!path || sd_bus_get_property_string(system, MANAGER_SERVICE, path, MANAGER_UNIT, "ActiveState", &problem,
                                                &active) < 0)
                return false;
        runs = g_str_equal(active, "active");
        free(active);
        return runs &&
               sd_bus_get_property_trivial(system, MANAGER_SERVICE, path, MANAGER_UNIT, "ActiveEnterTimestamp", NULL,
                                           't', &since) >= 0 &&
               since > 0 && since <= run->since &&
               (stat(WATCH_RESTED_FILE, &rested) < 0 || ((guint64)rested.st_mtime + 1) * G_USEC_PER_SEC <= run->since);
}

/* Is it of a kind that can be asked? */
static bool can_be_asked(guint32 pid)
{
        g_autofree char *path = g_strdup_printf("/proc/%u/status", pid), *text = NULL;
        const char *blocked = file_read(path, 0, &text, NULL, NULL) ? strstr(text, "\nSigBlk:") : NULL;

        return blocked && (g_ascii_strtoull(blocked + strlen("\nSigBlk:"), NULL, 16) >> (SIGUSR1 - 1) & 1);
}

void why_await_watcher(sd_bus *system)
{
        g_autofree char *path = manager_load_unit(system, WATCH_UNIT, NULL);
        gint64 end = g_get_monotonic_time() + AWAIT_SECONDS * G_USEC_PER_SEC, now;
        bool caught_up = false;
        guint32 pid = 0;
        int changes;

        if (!path ||
            sd_bus_get_property_trivial(system, MANAGER_SERVICE, path, MANAGER_SERVICE_INTERFACE, "MainPID", NULL, 'u',
                                        &pid) < 0 ||
            pid == 0 || !can_be_asked(pid))
                return;
        changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (inotify_add_watch(changes, WATCH_DIRECTORY, IN_CLOSE_WRITE) < 0 || kill((pid_t)pid, SIGUSR1) < 0)
                end = 0;
        while (!caught_up && (now = g_get_monotonic_time()) < end) {
                char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
                struct pollfd fd = {.fd = changes, .events = POLLIN};
                ssize_t n;

                (void)poll(&fd, 1, (int)((end - now) / 1000 + 1));
                n = read(changes, buffer, sizeof(buffer));
                for (ssize_t at = 0; at < n;) {
                        const struct inotify_event *event = (const void *)(buffer + at);

                        caught_up |= event->len > 0 && g_str_equal(event->name, WATCH_CAUGHT_UP);
                        at += (ssize_t)(sizeof(*event) + event->len);
                }
        }
        if (changes >= 0)
                close(changes);
}

bool why_was_killed(const LastRun *run)
{
        return run->code == CLD_KILLED || run->code == CLD_DUMPED;
}

char *why_describe_state(const LastRun *run)
{
        const ExitStatus *status = run->code == CLD_EXITED ? exit_status_find(run->status) : NULL;
        const char *state = run->failed ? "failed" : "not failed",
                   *who = run->before ? "a command of ExecStartPre=" : "the main process";

        if (why_was_killed(run))
                return g_strdup_printf("%s: %s was killed by SIG%s%s", state, who, sigabbrev_np(run->status),
                                       run->status == SIGSYS ? ", which a system call filter sends" : "");
        if (status)
                return g_strdup_printf("%s: %s (exit status %d/%s%s)", state, status->what, run->status, status->name,
                                       run->before ? " of a command of ExecStartPre=" : "");
        if (run->code == CLD_EXITED && run->status)
                return g_strdup_printf("%s: %s ended with status %d", state, who, run->status);
        if (run->failed)
                return g_strdup_printf("failed: %s", run->result ? run->result : "unknown");
        return g_strdup("not failed");
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every runner shares: its values, and how lines of a journal are made comparable. Two runs of the same service
 * never log the same text: process ids, times, ports and temporary names differ. They are taken out, and what is left
 * is compared. */
#include "trial/runner.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

const char *const runner_verb_names[_RUNNER_VERB_MAX + 1] = {
        [RUNNER_START] = "start",
        [RUNNER_STOP] = "stop",
        [RUNNER_RESTART] = "restart",
        [RUNNER_RELOAD] = "reload",
};

void unit_status_free(UnitStatus *status)
{
        if (!status)
                return;
        g_free(status->id);
        g_free(status->load_state);
        g_free(status->active_state);
        g_free(status->sub_state);
        g_free(status->result);
        g_free(status->type);
        g_free(status->slice);
        g_free(status->control_group);
        g_strfreev(status->triggered_by);
        g_strfreev(status->dependents);
        g_free(status);
}

UnitStatus *unit_status_copy(const UnitStatus *status)
{
        UnitStatus *copy = g_new(UnitStatus, 1);
        *copy = *status;
        copy->id = g_strdup(status->id);
        copy->load_state = g_strdup(status->load_state);
        copy->active_state = g_strdup(status->active_state);
        copy->sub_state = g_strdup(status->sub_state);
        copy->result = g_strdup(status->result);
        copy->type = g_strdup(status->type);
        copy->slice = g_strdup(status->slice);
        copy->control_group = g_strdup(status->control_group);
        copy->triggered_by = g_strdupv(status->triggered_by);
        copy->dependents = g_strdupv(status->dependents);
        return copy;
}

bool unit_status_is_active(const UnitStatus *status)
{
        /* A service that systemd tries to start again after its death is not on its way there. */
        if (g_str_has_prefix(status->sub_state, "auto-restart"))
                return false;
        return g_str_equal(status->active_state, "active") || g_str_equal(status->active_state, "reloading") ||
               g_str_equal(status->active_state, "refreshing") || g_str_equal(status->active_state, "activating");
}

char *unit_status_describe(const UnitStatus *status)
{
        GString *text = g_string_new(status->active_state);
        if (*status->sub_state && !g_str_equal(status->sub_state, status->active_state))
                g_string_append_printf(text, "/%s", status->sub_state);
        if (*status->result && !g_str_equal(status->result, "success"))
                g_string_append_printf(text, " (%s)", status->result);
        if (status->main_code == CLD_EXITED && status->main_status != 0)
                g_string_append_printf(text, ", main process exited with status %d", status->main_status);
        else if (status->main_code == CLD_KILLED || status->main_code == CLD_DUMPED)
                g_string_append_printf(text, ", main process was killed by SIG%s",
                                       sigabbrev_np(status->main_status) ?: "?");
        if (status->restarts > 0)
                g_string_append_printf(text, ", restarted %u times", status->restarts);
        return g_string_free(text, FALSE);
}

char *unit_status_cgroup(const UnitStatus *status, const char *unit)
{
        if (*status->control_group)
                return g_strconcat("/sys/fs/cgroup", status->control_group, NULL);
        /* systemd.slice(5): the dashes of a slice's name say which slices it lies in. "-.slice" is the root. */
        GString *path = g_string_new("/sys/fs/cgroup");
        for (const char *p = status->slice; *p; p++)
                if ((*p == '-' || *p == '.') && p != status->slice)
                        g_string_append_printf(path, "/%.*s.slice", (int)(p - status->slice), status->slice);
        g_string_append_printf(path, "/%s", unit);
        return g_string_free(path, FALSE);
}

void job_outcome_clear(JobOutcome *outcome)
{
        g_clear_pointer(&outcome->result, g_free);
}

/* A word goes if it is a number, has the look of an address or hash, or of a random name: letters and digits mixed, six
 * or more. */
static bool word_varies(const char *word, size_t length)
{
        size_t digits = 0, hex = 0;
        for (size_t i = 0; i < length; i++) {
                digits += g_ascii_isdigit(word[i]) ? 1 : 0;
                hex += g_ascii_isxdigit(word[i]) ? 1 : 0;
        }
        return digits > 0 && (digits == length || hex == length || length >= 6 || g_str_has_prefix(word, "0x"));
}

char *text_normalise(const char *text)
{
        GString *normal = g_string_new(NULL);
        for (const char *p = text; *p;) {
                size_t length = 0;
                while (g_ascii_isalnum(p[length]))
                        length++;
                if (length == 0) {
                        /* Blanks of a column vary with the width of the numbers in it. */
                        if (!g_ascii_isspace(*p))
                                g_string_append_c(normal, *p);
                        else if (normal->len == 0 || normal->str[normal->len - 1] != ' ')
                                g_string_append_c(normal, ' ');
                        p++;
                } else {
                        if (word_varies(p, length))
                                g_string_append_c(normal, '#');
                        else
                                g_string_append_len(normal, p, (gssize)length);
                        p += length;
                }
        }
        return g_string_free(normal, FALSE);
}

#define LONG_NUMBER 5 /* digits */

char *path_normalise(const char *path)
{
        const char *slash = strrchr(path, '/');
        GString *normal = g_string_new(NULL);
        g_autofree char *name = NULL;

        if (!slash)
                return g_string_free(g_string_append(normal, path), FALSE);
        for (const char *p = path; p < slash;) {
                size_t digits = strspn(p, "0123456789"), length = MAX(digits, 1);

                if (digits >= LONG_NUMBER && !strstr(path, "/proc/"))
                        g_string_append_c(normal, '#');
                else
                        g_string_append_len(normal, p, (gssize)length);
                p += length;
        }
        name = text_normalise(slash);
        return g_string_free(g_string_append(normal, name), FALSE);
}

JournalLine *journal_line_new(int priority, const char *identifier, const char *message)
{
        JournalLine *line = g_new0(JournalLine, 1);
        line->priority = priority;
        line->identifier = g_utf8_make_valid(identifier, -1);
        line->message = g_utf8_make_valid(message, -1);
        g_autofree char *message_normal = text_normalise(line->message);
        line->normal = g_strdup_printf("%s: %s", line->identifier, message_normal);
        return line;
}

void journal_line_free(JournalLine *line)
{
        if (!line)
                return;
        g_free(line->identifier);
        g_free(line->message);
        g_free(line->normal);
        g_free(line);
}

/* The manager's bookkeeping of a control group that goes away while it is read: chance, and no setting's doing. */
static bool is_bookkeeping(const JournalLine *line)
{
        return g_str_equal(line->identifier, "systemd") && strstr(line->message, " for control group /") &&
               strstr(line->message, ", ignoring: ");
}

bool journal_line_is_problem(const JournalLine *line)
{
        /* Daemons that write to standard error log everything at "info". */
        static const char *const words[] = {
                "error",         "fail",        "denied",          "cannot",        "can't",    "can not",
                "could not",     "couldn't",    "unable to",       "not permitted", "refused",  "read-only",
                "no such",       "fatal",       "panic",           "abort",         "segfault", "invalid arg",
                "not supported", "not allowed", "bad system call",
        };
        if (is_bookkeeping(line))
                return false;
        if (line->priority <= 4)
                return true;
        g_autofree char *lower = g_ascii_strdown(line->message, -1);
        for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
                if (strstr(lower, words[i]))
                        return true;
        return false;
}

bool runner_job(Runner *runner, RunnerVerb verb, const char *unit, guint64 timeout, JobOutcome *ret, GError **error)
{
        if (verb == RUNNER_START || verb == RUNNER_RESTART) {
                g_autoptr(UnitStatus) status = runner->ops->status(runner, unit, error);

                if (!status || !runner->ops->reset_failed(runner, unit, error))
                        return false;
                /* What it requires to listen for it is stopped and started along with it, and has a start limit of its
                 * own. */
                for (char **trigger = status->triggered_by; *trigger; trigger++)
                        if (!runner->ops->reset_failed(runner, *trigger, error))
                                return false;
        }
        return runner->ops->job(runner, verb, unit, timeout, ret, error);
}

UnitStatus *runner_status(Runner *runner, const char *unit, GError **error)
{
        return runner->ops->status(runner, unit, error);
}

bool runner_settle(Runner *runner, const char *unit, guint64 timeout, bool *ret_left, GError **error)
{
        return runner->ops->settle(runner, unit, timeout, ret_left, error);
}

void runner_free(Runner *runner)
{
        if (runner)
                runner->ops->free(runner);
}

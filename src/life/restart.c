/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Restarts, and the ways back. A unit that goes wrong is put into complain mode: it runs as its package ships it, now
 * and after the next boot, and the watcher can tell what its drop-in would have refused.
 *
 * The dead man's switch is a shell script and a list in /run: it must work when this program is gone or cannot be read.
 * Who renames the directory has it: so what was confirmed in the last moment is not undone, and the reverse. */

#include "life/restart.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "explain/explain.h"
#include "explain/trace.h"
#include "life/mode.h"
#include "trial/hints.h"
#include "watch/gate.h"
#include "watch/message.h"
#include "watch/mode.h"

#define JOB_TIMEOUT (150 * G_USEC_PER_SEC) /* longer than the 90 s that systemd itself gives by default */
#define CHECK_TIMEOUT (60 * G_USEC_PER_SEC)
#define RETRY_USEC (200 * 1000)

#define STOP_TIMERS "systemctl stop '" LIFE_UNDO_UNIT "-*.timer' 2>/dev/null"
#define UNDO_TAKEN LIFE_UNDO_DIR ".taken"

/* --- is it well? --- */

/* What programs print when something was refused to them. */
static const char *const refusal_words[] = {"Operation not permitted", "Permission denied",
                                            "Read-only file system",   "Address family not supported",
                                            "Bad system call",         NULL};

static bool tells_refusal(const JournalLine *line)
{
        for (const char *const *word = refusal_words; *word; word++)
                if (strstr(line->message, *word))
                        return true;
        return false;
}

/* Refusals that it told before, without what differs from run to run. */
static GHashTable *known_refusals(Runner *runner, const char *unit, GError **error)
{
        g_autoptr(GPtrArray) lines = runner->ops->journal_since(runner, unit, "", error);
        GHashTable *known = lines ? g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) : NULL;

        for (guint i = 0; lines && i < lines->len; i++) {
                const JournalLine *line = lines->pdata[i];

                if (tells_refusal(line))
                        g_hash_table_add(known, g_strdup(line->normal));
        }
        return known;
}

/* Is it what the drop-in refuses, and would have worked without? The words alone say nothing: whoever asks the service
 * for a file that it may not have can cause them. NULL: it is not. Caller frees. */
static char *find_cause(const Life *life, const LifeUnit *unit, const JournalLine *line)
{
        g_autoptr(UnitView) view = life_view(life, unit, unit->present, true, NULL);
        g_autoptr(Config) config = view ? unit_view_to_config(view) : NULL;
        g_autofree char *path = NULL, *simple = NULL;
        g_autoptr(Explanation) explanation = NULL;
        const char *root = life->root ? life->root : "";
        ExplainContext context;
        Symptom symptom = {};
        Need need = {.kind = NEED_PATH, .access = ACCESS_READ};
        const char *file;

        if (!config || !message_find_error(line->message, &symptom.error, &path) || !path)
                return NULL;
        simple = path_simplify(path);
        need.subject = simple;
        if (symptom.error == EROFS)
                need.access = ACCESS_WRITE | ACCESS_CREATE;
        context = explain_context(view, config, life->facts->systemd);
        explanation = explain_need(&context, &need, &symptom);
        file = explanation ? ((const Blame *)explanation->blames->pdata[0])->file : NULL;
        if (!file || !g_str_has_suffix(file, "unitlock.conf") || !gate_host_allows(root, &need, &(GateSubject){}))
                return NULL;
        return explanation_cause(explanation);
}

static bool watcher_runs(Runner *runner, bool *ret, GError **error)
{
        ExecOutcome outcome = {0};

        if (!runner->ops->exec(runner, "systemctl is-active --quiet " WATCH_UNIT, CHECK_TIMEOUT, &outcome, error))
                return false;
        *ret = outcome.status == 0;
        exec_outcome_clear(&outcome);
        return true;
}

/* An entry as "journalctl -o export" writes it. A refusal that the service works without as well is a remark. */
static void take_told(const char *entry, char **ret, char **ret_remark)
{
        g_auto(GStrv) lines = g_strsplit(entry, "\n", 0);
        const char *message = NULL, *call = NULL;

        for (char **line = lines; *line; line++) {
                if (g_str_has_prefix(*line, "MESSAGE="))
                        message = *line + strlen("MESSAGE=");
                if (g_str_has_prefix(*line, WATCH_FIELD_NEED "=syscall "))
                        call = *line + strlen(WATCH_FIELD_NEED "=syscall ");
        }
        const Need need = {.kind = NEED_SYSCALL, .subject = (char *)call};

        if (call && need_is_hint(&need)) {
                if (!*ret_remark)
                        *ret_remark = hint_note(&need);
        } else if (!*ret)
                *ret = g_strdup(message ? message : "something was refused to it, as " WATCH_UNIT " saw");
}

/* What the watcher says was refused. *ret, *ret_remark: NULL if nothing; caller frees. Any user can write an entry
 * about any unit, but not as the watcher. */
static bool find_told(Runner *runner, const LifeUnit *unit, const char *cursor, char **ret, char **ret_remark,
                      GError **error)
{
        g_autofree char *place = g_shell_quote(cursor), *name = g_shell_quote(unit->name), *command = NULL;
        g_autofree char *of = unit->user ? g_strdup_printf(" OBJECT_UID=%u", (unsigned)getuid()) : g_strdup("");
        ExecOutcome told = {0};

        command = g_strdup_printf("journalctl -q --no-pager -o export --output-fields=MESSAGE," WATCH_FIELD_NEED
                                  " --after-cursor=%s MESSAGE_ID=" WATCH_MESSAGE_REFUSED " _SYSTEMD_UNIT=" WATCH_UNIT
                                  " OBJECT_SYSTEMD_%sUNIT=%s%s",
                                  place, unit->user ? "USER_" : "", name, of);
        if (!runner->ops->exec(runner, command, CHECK_TIMEOUT, &told, error))
                return false;
        if (told.status == 0) {
                g_auto(GStrv) entries = g_strsplit(g_strstrip(told.output), "\n\n", 0);

                for (char **entry = entries; *entry; entry++)
                        if (**entry)
                                take_told(*entry, ret, ret_remark);
        }
        exec_outcome_clear(&told);
        return true;
}

/* What was refused: by what the watcher saw. Where it does not run, by words of the service that name what its drop-in
 * refuses. *ret_why: NULL if nothing. *ret_remark: words that prove nothing. Caller frees both. */
static bool find_refusal(const Life *life, Runner *runner, const LifeUnit *unit, const char *cursor, GHashTable *known,
                         bool watched, char **ret_why, char **ret_remark, GError **error)
{
        g_autoptr(GPtrArray) lines = runner->ops->journal_since(runner, unit->name, cursor, error);

        if (!lines || !find_told(runner, unit, cursor, ret_why, ret_remark, error) ||
            (watched && !watcher_runs(runner, &watched, error)))
                return false;
        for (guint i = 0; i < lines->len && !*ret_why; i++) {
                const JournalLine *line = lines->pdata[i];
                g_autofree char *cause = NULL;

                if (!tells_refusal(line) || g_hash_table_contains(known, line->normal))
                        continue;
                cause = watched ? NULL : find_cause(life, unit, line);
                if (cause)
                        *ret_why = g_strdup_printf("it logged \"%s\", and %s refuses that", line->message, cause);
                else if (!*ret_remark)
                        *ret_remark = g_strdup_printf(
                                watched ? "but it logged \"%s\"; " WATCH_UNIT " saw nothing that was refused to it"
                                        : "but it logged \"%s\", which its settings do not explain; start " WATCH_UNIT
                                          " to see what they refuse",
                                line->message);
        }
        return true;
}

static bool run_check(Runner *runner, const char *unit, const LifeRestart *how, char **ret_why, GError **error)
{
        g_autofree char *name = g_shell_quote(unit), *command = NULL;
        guint64 deadline = waiter_deadline(how->ready);

        command = g_strdup_printf("UNIT=%s; export UNIT; %s", name, how->check);
        for (;;) {
                ExecOutcome outcome = {0};
                bool over = waiter_now() >= deadline;

                if (!runner->ops->exec(runner, command, CHECK_TIMEOUT, &outcome, error))
                        return false;
                if (outcome.status != 0 && over) {
                        g_strchomp(outcome.output);
                        *ret_why = g_strdup_printf("'%s' ended with %d%s%s", how->check, outcome.status,
                                                   *outcome.output ? ": " : "", outcome.output);
                }
                over |= outcome.status == 0;
                exec_outcome_clear(&outcome);
                if (over)
                        return true;
                if (!waiter_wait(runner->waiter, -1, waiter_now() + RETRY_USEC, NULL, error))
                        return false;
        }
}

/* *ret_why: NULL if all is well; then *ret_remark may say what is worth a look. */
static bool try_restart(const Life *life, const LifeUnit *unit, Runner *runner, const LifeRestart *how, char **ret_why,
                        char **ret_remark, GError **error)
{
        g_autofree char *cursor = runner->ops->journal_cursor(runner, error);
        g_autoptr(GHashTable) known = cursor ? known_refusals(runner, unit->name, error) : NULL;
        g_autoptr(UnitStatus) status = NULL;
        JobOutcome outcome;
        bool left = false, watched = false;

        if (!known || !watcher_runs(runner, &watched, error) ||
            !runner_job(runner, RUNNER_RESTART, unit->name, JOB_TIMEOUT, &outcome, error))
                return false;
        if (!outcome.ok)
                *ret_why = g_strdup_printf("it did not start (%s)", outcome.result);
        job_outcome_clear(&outcome);
        if (*ret_why)
                return true;
        if (!runner_settle(runner, unit->name, how->settle, &left, error))
                return false;
        status = runner_status(runner, unit->name, error);
        if (!status)
                return false;
        if (left || !unit_status_is_active(status) || status->restarts > 0) {
                g_autofree char *state = unit_status_describe(status);

                *ret_why = g_strdup_printf("it did not stay up: %s", state);
                return true;
        }
        if (how->check && !run_check(runner, unit->name, how, ret_why, error))
                return false;
        return *ret_why || find_refusal(life, runner, unit, cursor, known, watched, ret_why, ret_remark, error);
}

/* --- the way back --- */

/* The drop-in that is in force, as it is to wait in complain mode. NULL: there is none. Caller frees. */
static char *text_to_wait(const LifeUnit *unit, const char *why)
{
        g_autofree char *learned = NULL, *comment = g_strdelimit(g_strdup(why), "\r\n", ' ');
        const char *text = unit->present;

        if (unit->learned && file_read(unit->learned, 0, &learned, NULL, NULL))
                text = learned;
        return text ? g_strdup_printf("# Not in force: it was rolled back after a restart of %s, because %s.\n%s",
                                      unit->name, comment, text)
                    : NULL;
}

static bool bring_back(const Life *life, const LifeUnit *unit, Runner *runner, const char *why, bool *ret_runs,
                       GError **error)
{
        g_autofree char *text = text_to_wait(unit, why);
        g_autoptr(UnitStatus) status = NULL;
        JobOutcome outcome;
        LifeSet set;

        if (!life_complain(life, unit, text, &set, error) || !runner->ops->daemon_reload(runner, error) ||
            !runner_job(runner, RUNNER_RESTART, unit->name, JOB_TIMEOUT, &outcome, error))
                return false;
        job_outcome_clear(&outcome);
        status = runner_status(runner, unit->name, error);
        if (!status)
                return false;
        *ret_runs = unit_status_is_active(status);
        return true;
}

bool life_check_by_hand(const LifeUnit *unit, Runner *runner, char **ret_why, GError **error)
{
        g_autoptr(UnitStatus) status = runner_status(runner, unit->name, error);

        if (!status)
                return false;
        *ret_why = NULL;
        if (g_str_equal(status->load_state, "loaded") && (!status->can_stop || !status->can_start))
                *ret_why = g_strdup_printf("RefuseManual%s=yes is set for it; it gets its settings at its next start",
                                           status->can_stop ? "Start" : "Stop");
        return true;
}

bool life_restart(const Life *life, const LifeUnit *unit, Runner *runner, const LifeRestart *how, LifeRestarted *ret,
                  char **ret_why, GError **error)
{
        g_autofree char *why = NULL, *remark = NULL, *text = NULL;
        g_autoptr(GError) failure = NULL, more = NULL;
        bool tried = try_restart(life, unit, runner, how, &why, &remark, &failure), runs = false, back = false;

        *ret = LIFE_RESTARTED_WELL;
        if (tried && !why) {
                *ret_why = g_steal_pointer(&remark);
                return true;
        }
        text = text_to_wait(unit, "");
        *ret = LIFE_RESTARTED_BAD;
        if (text) {
                waiter_shield(runner->waiter, true);
                back = bring_back(life, unit, runner, why ? why : "it could not be looked at", &runs, &more);
                waiter_shield(runner->waiter, false);
                if (back && runs)
                        *ret = LIFE_RESTARTED_BACK;
        }
        if (!tried && text && back && !more)
                g_prefix_error(&failure, "%s was put into complain mode and restarted once more: ", unit->name);
        if (!tried) {
                if (more)
                        g_prefix_error(&failure, "%s; and before that: ", more->message);
                g_propagate_error(error, g_steal_pointer(&failure));
                return false;
        }
        *ret_why = more ? g_strdup_printf("%s; and it could not be taken back: %s", why, more->message)
                        : g_steal_pointer(&why);
        return true;
}

/* --- the dead man's switch --- */

/* In it: "UNIT MODEFILE" a line in the list, and a file UNIT.conf for each, as it is to wait. */
static const char undo_script[] = "# Made by unitlock: puts back units whose restart was not confirmed. $1: why.\n"
                                  "mv " LIFE_UNDO_DIR " " UNDO_TAKEN " 2>/dev/null || exit 0\n"
                                  "echo \"$1: putting back what was restarted\"\n"
                                  "mkdir -p " MODE_COMPLAIN_DIR "\n"
                                  "while read -r unit source; do\n"
                                  "  [ -e " UNDO_TAKEN "/$unit.conf ] || continue\n"
                                  "  cp " UNDO_TAKEN "/$unit.conf " MODE_COMPLAIN_DIR "/$source.conf || continue\n"
                                  "  rm -f " MODE_ENFORCE_DIR "/$source /etc/systemd/system/$unit.d/90-unitlock.conf\n"
                                  "done <" UNDO_TAKEN "/list\n"
                                  "systemctl daemon-reload\n"
                                  "while read -r unit source; do\n"
                                  "  echo \"$unit complains, and is restarted\"\n"
                                  "  systemctl reset-failed \"$unit\" 2>/dev/null\n"
                                  "  systemctl restart \"$unit\"\n"
                                  "done <" UNDO_TAKEN "/list\n"
                                  "rm -rf " UNDO_TAKEN "\n";

/* $1: the directory. Whoever restarts has it locked, and the kernel lets go of that when he dies, however he dies. */
static const char guard_script[] = "[ -d \"$1\" ] || exit 0\n"
                                   "exec 9<\"$1\" || exit 1; flock 9 || exit 1\n"
                                   "[ \"$1\" -ef /proc/self/fd/9 ] && [ -s \"$1/list\" ] || exit 0\n"
                                   "exec sh \"$1/undo.sh\" 'unitlock ended before it had looked'\n";

static bool fail_busy(GError **error)
{
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                    "Another 'unitlock restart' is at work: wait until it is done, or end it");
        return false;
}

bool life_undo_check_idle(GError **error)
{
        int fd = open(LIFE_UNDO_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        bool idle = fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0;

        if (fd >= 0)
                close(fd);
        return idle || fail_busy(error);
}

int life_undo_begin(Runner *runner, GError **error)
{
        g_autofree char *name =
                g_strdup_printf("unitlock-restart-guard-%" G_GINT64_FORMAT ".service", g_get_monotonic_time());
        const char *const arguments[] = {LIFE_UNDO_DIR, NULL};
        int fd;

        if (g_mkdir_with_parents(LIFE_UNDO_DIR, 0700) < 0 ||
            (fd = open(LIFE_UNDO_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot make %s: %s", LIFE_UNDO_DIR,
                            g_strerror(errno));
                return -1;
        }
        if (flock(fd, LOCK_EX | LOCK_NB) < 0)
                fail_busy(error);
        else if (runner->ops->spawn_unit(runner, name, "Put back the unit that unitlock restarts, if unitlock dies",
                                         guard_script, arguments, error))
                return fd;
        close(fd);
        return -1;
}

void life_undo_forget(const LifeUnit *unit)
{
        g_autofree char *path = g_strdup_printf(LIFE_UNDO_DIR "/%s.conf", unit->name);

        unlink(LIFE_UNDO_DIR "/list"); /* first: without it the other means nothing */
        unlink(path);
}

void life_undo_end(int fd)
{
        if (fd < 0)
                return;
        unlink(LIFE_UNDO_DIR "/undo.sh");
        rmdir(LIFE_UNDO_DIR);
        close(fd);
}

bool life_undo_waits(void)
{
        return access(LIFE_UNDO_DIR "/list", F_OK) == 0;
}

bool life_undo_add(const Life *life, const LifeUnit *unit, const char *why, GError **error)
{
        g_autofree char *text = text_to_wait(unit, why), *list = NULL, *line = NULL;
        g_autofree char *path = g_strdup_printf(LIFE_UNDO_DIR "/%s.conf", unit->name);
        const char *source = text && unit->learned ? unit->name : unit->source;

        (void)file_read(LIFE_UNDO_DIR "/list", 0, &list, NULL, NULL);
        line = g_strdup_printf("%s%s %s\n", list ? list : "", unit->name, source);
        return (!text || file_write_atomic(path, text, -1, 0600, error)) &&
               file_write_atomic(LIFE_UNDO_DIR "/undo.sh", undo_script, -1, 0600, error) &&
               file_write_atomic(LIFE_UNDO_DIR "/list", line, -1, 0600, error);
}

static bool run_command(Runner *runner, const char *command, const char *doing, GError **error)
{
        ExecOutcome outcome = {0};
        bool ok = runner->ops->exec(runner, command, JOB_TIMEOUT, &outcome, error);

        if (ok && outcome.status != 0) {
                ok = false;
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot %s: %s", doing,
                            g_strchomp(outcome.output));
        }
        exec_outcome_clear(&outcome);
        return ok;
}

bool life_undo_arm(Runner *runner, unsigned seconds, GError **error)
{
        /* Each timer has a name of its own: the manager forgets a stopped one only later. */
        g_autofree char *command = g_strdup_printf(
                STOP_TIMERS
                "\nexec systemd-run --quiet --collect --unit=" LIFE_UNDO_UNIT "-%" G_GINT64_FORMAT
                " --description='Put back units whose restart by unitlock is not confirmed' --on-active=%us "
                "--timer-property=AccuracySec=100ms /bin/sh " LIFE_UNDO_DIR "/undo.sh "
                "'not confirmed within %u seconds' 2>&1",
                g_get_monotonic_time(), seconds, seconds);

        return run_command(runner, command, "start the timer that puts units back", error);
}

bool life_undo_confirm(Runner *runner, GError **error)
{
        if (!life_undo_waits() || rename(LIFE_UNDO_DIR, UNDO_TAKEN) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND,
                            "Nothing waits to be confirmed; 'journalctl -u " LIFE_UNDO_UNIT
                            "-*' tells whether it was put back");
                return false;
        }
        return run_command(runner, STOP_TIMERS "; rm -rf " UNDO_TAKEN, "stop the timer that puts units back", error);
}

bool life_undo_now(Runner *runner, GError **error)
{
        if (!life_undo_waits()) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND,
                            "Nothing waits to be confirmed or put back");
                return false;
        }
        return run_command(
                runner, "sh " LIFE_UNDO_DIR "/undo.sh 'as told' 2>&1; " STOP_TIMERS "; :", "put back the units", error);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the journal holds of the unit: entries of the watcher, records of the kernel, words of systemd and its own. */

#include "why/state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/path.h"
#include "explain/trace.h"
#include "facts/program.h"
#include "source/observe/calls.h"
#include "trial/journal.h"
#include "watch/message.h"

#define LINES_MAX 20000 /* of the journal, that are read */
#define FORGOTTEN (3600ULL * G_USEC_PER_SEC)
#define BEFORE_START (50 * G_TIME_SPAN_MILLISECOND) /* what is started may speak before systemd notes that it is */

static void match(sd_journal *journal, const char *name, const char *value)
{
        g_autofree char *text = g_strdup_printf("%s=%s", name, value);

        sd_journal_add_match(journal, text, 0);
}

/* Whoever likes to can write an entry about any unit. What systemd says of units of the system is root's, and what it
 * says of those of a user is that user's: what the journal itself says of the writer goes with it. */
static void match_by(sd_journal *journal, const char *name, const char *value, const char *by, const char *writer)
{
        match(journal, name, value);
        match(journal, by, writer);
        sd_journal_add_disjunction(journal);
}

static void match_any(sd_journal *journal, const char *name, const char *value)
{
        match(journal, name, value);
        sd_journal_add_disjunction(journal);
}

/* Caller frees. */
static char *own_number(void)
{
        return g_strdup_printf("%u", (unsigned)getuid());
}

/* When the first entry of a run was written. 0: there is none. */
guint64 why_first_of_run(sd_journal *journal, const char *id, bool user)
{
        g_autofree char *uid = own_number();
        guint64 time = 0;

        sd_journal_flush_matches(journal);
        match_by(journal, user ? "USER_INVOCATION_ID" : "INVOCATION_ID", id, "_UID", user ? uid : "0");
        match_any(journal, "_SYSTEMD_INVOCATION_ID", id);
        return sd_journal_seek_head(journal) >= 0 && sd_journal_next(journal) > 0 &&
                               sd_journal_get_realtime_usec(journal, &time) >= 0
                       ? time
                       : 0;
}

/* The run before that one, by what systemd wrote at its end. begin 0: the last of all. Caller frees; NULL: there was
 * none. */
char *why_previous_run(sd_journal *journal, const char *unit, const char *id, guint64 begin, bool user)
{
        g_autofree char *uid = own_number();

        sd_journal_flush_matches(journal);
        match_by(journal, user ? "USER_UNIT" : "UNIT", unit, "_UID", user ? uid : "0");
        if ((begin ? sd_journal_seek_realtime_usec(journal, begin) : sd_journal_seek_tail(journal)) < 0)
                return NULL;
        for (unsigned lines = 0; lines < LINES_MAX && sd_journal_previous(journal) > 0; lines++) {
                char *found = journal_field(journal, user ? "USER_INVOCATION_ID" : "INVOCATION_ID");

                if (found && !g_str_equal(found, id))
                        return found;
                g_free(found);
        }
        return NULL;
}

/* An entry of the watcher. */
static void take_watcher_entry(Why *why, sd_journal *journal, bool doubted)
{
        g_autofree char *need = journal_field(journal, WATCH_FIELD_NEED), *message = journal_field(journal, "MESSAGE");
        g_autofree char *cause = journal_field(journal, WATCH_FIELD_CAUSE),
                        *change = journal_field(journal, WATCH_FIELD_CHANGE);
        g_autofree char *cost = journal_field(journal, WATCH_FIELD_COST),
                        *count = journal_field(journal, WATCH_FIELD_COUNT),
                        *pid = journal_field(journal, WATCH_FIELD_PID);
        g_autofree char *directive = journal_field(journal, WATCH_FIELD_DIRECTIVE),
                        *what = journal_field(journal, WATCH_FIELD_WHAT);
        WhyFinding *finding;

        if (doubted && !why->run.failed)
                return;
        if (!why_is_new(why, need ? need : what ? what : ""))
                return;
        finding = why_add_finding(why, doubted ? WHY_MATCHES : WHY_SEEN,
                                  what ? g_steal_pointer(&what) : g_steal_pointer(&message),
                                  doubted ? "unitlock-watch, and how it ended" : "seen by unitlock-watch");
        finding->cause = g_steal_pointer(&cause);
        finding->others = journal_field(journal, WATCH_FIELD_OTHERS);
        finding->file = journal_field(journal, WATCH_FIELD_FILE);
        if (change) {
                /* the heading is ours */
                g_auto(GStrv) lines = g_strsplit(g_strstrip(change), "\n", 0);
                finding->change = lines[0] && *lines[0] == '[' ? g_strdupv(lines + 1) : g_strdupv(lines);
        }
        if (need && g_str_has_prefix(need, "syscall "))
                finding->likely = why_likely_calls(why, need + strlen("syscall "));
        finding->cost = g_steal_pointer(&cost);
        if (why->run.up && !why->options->since)
                finding->without = journal_field(journal, WATCH_FIELD_WITHOUT);
        finding->need = g_steal_pointer(&need);
        finding->directive = g_steal_pointer(&directive);
        finding->count = count ? (unsigned)atoi(count) : 1;
        finding->error = journal_field(journal, WATCH_FIELD_ERRNO);
        finding->pid = pid ? (guint32)strtoul(pid, NULL, 10) : 0;
}

static bool is_own_program(const Why *why, const char *exe)
{
        g_auto(GStrv) values = unit_view_get_all(why->view, "Service", "ExecStart");

        for (char **value = values; value && *value; value++)
                if (exe && strstr(*value, exe))
                        return true;
        return false;
}

static void take_audit_record(Why *why, const char *line)
{
        AuditRecord record = {};

        if (!audit_record_parse(line, &record))
                return;
        if (record.pid == (long)why->run.pid || is_own_program(why, record.exe)) {
                int abi = record.compat ? WIRE_COMPAT : WIRE_NATIVE;
                g_autofree char *name = call_name(abi, record.nr);
                const char *prefix = call_abi_name(abi);
                g_autofree char *subject =
                        prefix ? g_strconcat(prefix, ":", name ? name : "brk", NULL) : g_strdup(name ? name : "");
                const Need need = {prefix ? NEED_FOREIGN : NEED_SYSCALL, 0, subject};
                const Symptom symptom = {.filtered = true, .signal = record.signal, .error = record.signal ? 0 : EPERM};

                if (*subject) {
                        g_autofree char *how = symptom_describe(&symptom, &need, name);
                        why_add_need(why, WHY_RECORDED, &need, &symptom,
                                     g_strdup_printf("%s %s", record.exe ? record.exe : "a process", how),
                                     "the kernel's audit record of the refused call");
                }
        }
        audit_record_clear(&record);
}

/* "/opt/daemon: cannot create log: Read-only file system": that is the program of the unit, not what it was refused. */
static bool names_speaker(const Why *why, const char *message, const char *path)
{
        return g_str_has_prefix(message, path) && message[strlen(path)] == ':' && is_own_program(why, path);
}

/* How was the path to be written that the message says is read-only? What is not there was to be made; and a name is
 * made or removed in its directory. Sockets are connected to on a read-only file system, too. */
static unsigned writing_access(const char *message, const char *path)
{
        static const char *const of_names[] = {"remov", "unlink", "delet", "renam", "replac"};
        struct stat st;
        bool name = stat(path, &st) < 0 || S_ISSOCK(st.st_mode);

        for (size_t i = 0; !name && i < G_N_ELEMENTS(of_names); i++)
                name = strcasestr(message, of_names[i]) != NULL;
        return name ? ACCESS_WRITE | ACCESS_CREATE : ACCESS_WRITE;
}

/* Caller frees. */
static char *words(bool executor, const char *message)
{
        return g_strdup_printf(executor ? "systemd says: %s" : "it says: %s", message);
}

/* A greater limit than the unit has. Caller frees; NULL: it has none in bytes. */
static char *twice_the_memory(const Config *config)
{
        const char *value = config_get(config, DIRECTIVE_MEMORY_MAX);
        char *rest = NULL;
        guint64 number = value ? g_ascii_strtoull(value, &rest, 10) : 0;

        return number && !strchr(rest, '%') ? g_strdup_printf("MemoryMax=%" G_GUINT64_FORMAT "%s", 2 * number, rest)
                                            : NULL;
}

/* The kernel says whose limit was full. */
static void take_oom_record(Why *why, const char *line)
{
        g_autofree char *slice = NULL, *change = NULL, *otherwise = NULL, *what = NULL;
        OomWhose whose = oom_record_parse(line, why->view->name, &slice);
        ExplainContext context = why->context;
        g_autoptr(Explanation) explanation = NULL;
        WhyFinding *finding;

        if (whose == OOM_OTHER || !why_is_new(why, slice ? slice : "memory"))
                return;
        if (whose == OOM_MACHINE) {
                g_ptr_array_add(why->story->notes,
                                g_strdup("the kernel killed a process of it because the machine had no "
                                         "memory left: no setting of it is to blame"));
                return;
        }
        if (slice)
                context.view = NULL;
        for (guint i = 0; slice && i < why->slices->len; i++) {
                const Slice *one = why->slices->pdata[i];

                if (g_str_equal(one->view->name, slice))
                        context.view = one->view;
        }
        change = slice ? NULL : twice_the_memory(why->config);
        otherwise = slice ? g_strdup_printf("MemoryMax= of %s", slice) : g_strdup("MemoryMax=");
        what = g_strdup_printf(
                "the kernel killed a process of it (SIGKILL): it asked for memory, and %s has all that it may "
                "have",
                slice ? slice : "the unit");
        explanation = explain_setting(&context, DIRECTIVE_MEMORY_MAX, otherwise, change ?: "");
        finding = why_add_finding(why, WHY_RECORDED, g_steal_pointer(&what), "the kernel's log");
        finding->cause = explanation_cause(explanation);
        finding->directive = g_strdup(directives[DIRECTIVE_MEMORY_MAX].name);
        if (change) {
                finding->file = g_strdup(((const Blame *)explanation->blames->pdata[0])->file);
                finding->change = g_strdupv(explanation->change);
                finding->cost = explanation_cost(explanation);
        }
}

/* Words of the service, or of systemd about it: an error and a path. */
static void take_message(Why *why, const char *message)
{
        bool executor = g_str_has_prefix(message, why->view->name) && message[strlen(why->view->name)] == ':';
        g_autofree char *path = NULL, *simple = NULL, *real = NULL;
        WhyKind kind = executor ? WHY_RECORDED : WHY_SAID;
        const char *how = executor ? "systemd's own words" : "the service's own words";
        int error = 0;
        Need need = {.kind = NEED_PATH};
        struct stat st;
        bool told;

        if (!message_find_error(message, &error, &path))
                return;
        if (path && names_speaker(why, message, path))
                g_clear_pointer(&path, g_free);
        if (!executor) {
                g_free(why->spoken);
                why->spoken = g_strdup(message);
                why->spoken_error = error;
                g_free(why->spoken_path);
                why->spoken_path = path ? path_simplify(path) : NULL;
        }
        if (!path)
                return;
        simple = path_simplify(path);
        if (error == ENOENT && stat(simple, &st) < 0)
                return; /* it is not there outside of the sandbox either */
        real = path_chase(NULL, simple, CHASE_MAY_MISS);
        need.subject = real ? real : simple;
        need.access = error == EROFS ? writing_access(message, simple) : ACCESS_READ;
        const Symptom symptom = {.error = error};
        if (g_str_has_prefix(need.subject, "/dev/") && stat(simple, &st) == 0 && !S_ISREG(st.st_mode))
                need.kind = NEED_DEVICE;
        if (!executor && !why_host_allows(why, &need))
                return;
        told = why_add_need(why, kind, &need, &symptom, words(executor, message), how);
        if (!told && need.kind == NEED_DEVICE) { /* it may be read: then it was to be written as well */
                need.access |= ACCESS_WRITE;
                why_add_need(why, kind, &need, &symptom, words(executor, message), how);
        }
}

/* What systemd said about setting it up, with the path. */
static void take_executor_message(Why *why, const char *message)
{
        static const char *const repeating[] = {"Failed at step ",
                                                "Main process exited",
                                                "Control process exited",
                                                "Failed with result ",
                                                "Failed to run ",
                                                "Failed to spawn ",
                                                NULL};
        size_t unit = strlen(why->view->name);
        const char *words = g_str_has_prefix(message, why->view->name) && g_str_has_prefix(message + unit, ": ")
                                    ? message + unit + 2
                                    : NULL;
        bool news = words && strcasestr(words, "fail") && !strstr(words, "ignoring");

        for (const char *const *begin = repeating; news && *begin; begin++)
                news = !g_str_has_prefix(words, *begin);
        if (news) {
                g_free(why->setup);
                why->setup = g_strdup(words);
        }
        const char *failed = strstr(message, "Failed to execute ");

        if (failed && strstr(message, "Exec format error")) {
                g_autofree char *path = NULL;
                g_autoptr(ProgramFacts) program = NULL;

                failed += strlen("Failed to execute ");
                path = g_strndup(failed, strcspn(failed, ": "));
                program = program_facts_new(NULL, path);
                if (why_is_new(why, path))
                        why_add_finding(
                                why, WHY_RECORDED,
                                g_strdup_printf(
                                        "this kernel cannot run %s%s%s%s: no setting refuses it, the kernel does "
                                        "not know such programs",
                                        path, *program->format ? " (ELF, " : "",
                                        *program->format ? program->format : "", *program->format ? ")" : ""),
                                "systemd's own words");
        }
        if (strstr(message, "Failed to set up mount namespacing") || strstr(message, "status=226/NAMESPACE"))
                why_look_at_mounts(why, WHY_RECORDED, "systemd's own words");
        if (strstr(message, "217/USER"))
                why_look_at_user(why, WHY_RECORDED, "systemd's own words");
}

/* Is an entry about the unit what it seems to be? A process that still was there when its entry came is known by its
 * unit, which it cannot choose. */
static bool is_genuine(const Why *why, sd_journal *journal, const char *pid, const char *transport)
{
        g_autofree char *unit = journal_field(journal, "_SYSTEMD_UNIT");

        return why->options->user || !unit || g_str_equal(unit, why->view->name) || g_strcmp0(pid, "1") == 0 ||
               g_strcmp0(transport, "kernel") == 0 || g_strcmp0(transport, "audit") == 0;
}

/* Is an entry of the watcher about what may only have been why a program ended? */
static bool is_doubt(sd_journal *journal)
{
        g_autofree char *id = journal_field(journal, "MESSAGE_ID");

        return g_strcmp0(id, WATCH_MESSAGE_DOUBTED) == 0;
}

/* Does the watcher say that it did not look at all that the unit did? */
static bool is_loss(sd_journal *journal)
{
        g_autofree char *id = journal_field(journal, "MESSAGE_ID"), *unit = journal_field(journal, "_SYSTEMD_UNIT");

        return g_strcmp0(id, WATCH_MESSAGE_LOST) == 0 && g_strcmp0(unit, WATCH_UNIT) == 0;
}

static bool is_of_watcher(sd_journal *journal)
{
        static const char *const ids[] = {WATCH_MESSAGE_REFUSED,   WATCH_MESSAGE_DOUBTED, WATCH_MESSAGE_REPEATED,
                                          WATCH_MESSAGE_UNSTARTED, WATCH_MESSAGE_SETUP,   NULL};
        g_autofree char *id = journal_field(journal, "MESSAGE_ID"), *unit = journal_field(journal, "_SYSTEMD_UNIT");

        return id && g_strv_contains(ids, id) && g_strcmp0(unit, WATCH_UNIT) == 0;
}

static void take_entry(Why *why, sd_journal *journal)
{
        g_autofree char *raw = journal_field(journal, "MESSAGE"), *message = raw ? message_plain(raw) : NULL,
                        *pid = journal_field(journal, "_PID"), *transport = journal_field(journal, "_TRANSPORT");

        if (is_loss(journal)) {
                why->watched = false;
        } else if (is_of_watcher(journal)) {
                take_watcher_entry(why, journal, is_doubt(journal));
        } else if (!message || !is_genuine(why, journal, pid, transport)) {
                return;
        } else if (g_strcmp0(transport, "kernel") == 0 || g_strcmp0(transport, "audit") == 0) {
                take_audit_record(why, message);
                take_oom_record(why, message);
        } else {
                take_executor_message(why, message);
                if (g_strcmp0(pid, "1") != 0)
                        take_message(why, message);
        }
}

static void match_entries(const Why *why, sd_journal *journal)
{
        const char *unit = why->view->name;
        g_autofree char *uid = own_number();

        if (why->options->user) {
                match_by(journal, "_SYSTEMD_USER_UNIT", unit, "_UID", uid);
                match_by(journal, "USER_UNIT", unit, "_UID", uid);
                match(journal, "OBJECT_UID", uid);
        } else {
                match_any(journal, "_SYSTEMD_UNIT", unit);
                match_by(journal, "UNIT", unit, "_UID", "0");
        }
        match_by(journal, why->options->user ? "OBJECT_SYSTEMD_USER_UNIT" : "OBJECT_SYSTEMD_UNIT", unit,
                 "_SYSTEMD_UNIT", WATCH_UNIT);
        match_any(journal, "_AUDIT_TYPE", "1326");
        match_any(journal, "_TRANSPORT", "kernel");
}

void why_read_journal(Why *why)
{
        sd_journal *journal = NULL;
        guint64 since = why->options->since ? (guint64)g_get_real_time() - why->options->since : why->run.since;
        unsigned lines = 0;

        (void)journal_synchronise(NULL, NULL); /* it may have failed just now */
        if (sd_journal_open(&journal, SD_JOURNAL_LOCAL_ONLY) < 0)
                return; /* less is known */
        /* systemd forgets units that are done: then only the journal knows of the last start */
        if (since == 0) {
                g_autofree char *last = why_previous_run(journal, why->view->name, "", 0, why->options->user);

                since = last ? why_first_of_run(journal, last, why->options->user) : 0;
                if (since == 0)
                        since = (guint64)g_get_real_time() - FORGOTTEN;
                why->run.since = since;
                sd_journal_flush_matches(journal);
        }
        if (since == why->run.since)
                since -= BEFORE_START;
        match_entries(why, journal);
        if (sd_journal_seek_realtime_usec(journal, since) >= 0)
                while (lines++ < LINES_MAX && sd_journal_next(journal) > 0)
                        take_entry(why, journal);
        sd_journal_close(journal);
}

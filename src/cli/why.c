/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why does this service not work? Collects what is known, surest first: refusals that the watcher saw, records of the
 * kernel and of systemd, a look at the programs and files that the unit names, and at last the words of the service
 * itself. Each is taken to be a need, and src/explain/ says which setting denies it. What no setting denies is not
 * told: then the sandbox is not to blame. */

#include "cli/why.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "base/term.h"
#include "base/text.h"
#include "explain/trace.h"
#include "facts/program.h"
#include "model/syscall.h"
#include "source/declared.h"
#include "source/look.h"
#include "source/observe/calls.h"
#include "trial/journal.h"
#include "unit/exec-line.h"
#include "unit/manager-internal.h"
#include "unit/manager.h"
#include "unit/unit-name.h"
#include "watch/gate.h"
#include "watch/message.h"
#include "watch/unstarted.h"

#define LINES_MAX 20000         /* of the journal, that are read */
#define SUSPECTS_MAX 16         /* settings that are listed */
#define GROUP_MAX 64            /* calls of a group that go together; @system-service has four hundred */
#define UID_DYNAMIC_FIRST 61184 /* systemd's range for DynamicUser= */
#define UID_DYNAMIC_LAST 65519
#define UID_NOBODY 65534 /* owns nothing, as a user that was just made */
#define FORGOTTEN (3600ULL * G_USEC_PER_SEC)
#define BEFORE_START (50 * G_TIME_SPAN_MILLISECOND) /* what is started may speak before systemd notes that it is */

const char *const why_kind_names[] = {
        [WHY_SEEN] = "seen", [WHY_RECORDED] = "recorded", [WHY_MATCHES] = "matches",
        [WHY_SAID] = "said", [WHY_EXPECTED] = "expected", [_WHY_KIND_MAX] = NULL,
};

/* What the manager knows of the unit's last run. */
typedef struct LastRun {
        bool failed;
        char *result; /* "signal", "exit-code" ... */
        int code;     /* CLD_* of the main process; 0: none */
        int status;
        guint32 pid;
        guint64 since; /* realtime, microseconds; 0: never started */
} LastRun;

typedef struct Why {
        const WhyOptions *options;
        UnitView *view;
        Config *config;
        Config *followed; /* with what symbolic links in its paths lead to */
        ExplainContext context;
        LastRun run;
        WhyStory *story;
        GHashTable *told; /* needs and settings */
        bool watched;     /* unitlock-watch.service looked all the while */
        char *spoken;     /* the last message that speaks of an error; NULL: none */
        int spoken_error;
        char *spoken_path; /* that it names; NULL: none */
        char *setup;       /* systemd's last words about setting it up; NULL: none */
} Why;

static void finding_free(gpointer data)
{
        WhyFinding *finding = data;

        g_free(finding->what);
        g_free(finding->cause);
        g_free(finding->file);
        g_free(finding->others);
        g_strfreev(finding->change);
        g_free(finding->likely);
        g_free(finding->cost);
        g_free(finding->how);
        g_free(finding->need);
        g_free(finding->directive);
        g_free(finding);
}

void why_story_free(WhyStory *story)
{
        if (!story)
                return;
        g_free(story->unit);
        g_free(story->state);
        g_clear_pointer(&story->findings, g_ptr_array_unref);
        g_clear_pointer(&story->notes, g_ptr_array_unref);
        g_free(story);
}

/* Not yet told? */
static bool is_new(Why *why, const char *what)
{
        return g_hash_table_add(why->told, g_strdup(what));
}

static WhyFinding *add_finding(Why *why, WhyKind kind, char *what, const char *how)
{
        WhyFinding *finding = g_new0(WhyFinding, 1);

        finding->kind = kind;
        finding->what = what;
        finding->how = g_strdup(how);
        g_ptr_array_add(why->story->findings, finding);
        return finding;
}

/* A filter that kills lets a program show one call only. What comes after it is of the same group, most likely. Returns
 * the line that allows what the filter refuses of that group. Caller frees; NULL: nothing can be said. */
static char *likely_calls(const Why *why, const char *call)
{
        const SyscallSet *none = &(SyscallSet){};
        const Symptom killed = {.filtered = true, .signal = SIGSYS};
        const char *const *groups = syscall_group_names(why->context.systemd);
        g_autofree char *best = NULL;
        SyscallSet members = *none;
        unsigned others = 0;
        int id = syscall_from_name(call);

        for (; id >= 0 && *groups; groups++) {
                SyscallSet set = *none;

                if (syscall_group(*groups, why->context.systemd, &set) && syscall_set_has(&set, id) &&
                    syscall_set_count(&set) <= GROUP_MAX &&
                    (!best || syscall_set_count(&set) < syscall_set_count(&members))) {
                        g_free(best);
                        best = g_strdup(*groups);
                        members = set;
                }
        }
        for (int other = 0; best && other < syscall_count(); other++) {
                const Need need = {NEED_SYSCALL, 0, (char *)syscall_name(other)};
                g_autoptr(Explanation) explanation = NULL;

                if (other == id || !syscall_set_has(&members, other))
                        continue;
                explanation = explain_need(&why->context, &need, &killed);
                others += explanation != NULL;
        }
        return others ? g_strdup_printf("SystemCallFilter=%s", best) : NULL;
}

/* A need that was refused, or will be. True if a setting denies it. what: taken over, NULL: the need in words. */
static bool add_need(Why *why, WhyKind kind, const Need *need, const Symptom *symptom, char *what, const char *how)
{
        g_autoptr(Explanation) explanation = explain_need(&why->context, need, symptom);
        g_autofree char *text = need_to_string(need), *words = what;
        g_autofree char *key = g_strdup_printf("%d %s", need->kind, need->subject); /* however it was accessed */
        WhyFinding *finding;

        if (!explanation || !is_new(why, key))
                return explanation != NULL;
        finding = add_finding(why, kind, words ? g_steal_pointer(&words) : need_describe(need), how);
        finding->cause = explanation_cause(explanation);
        finding->file = g_strdup(((const Blame *)explanation->blames->pdata[0])->file);
        finding->others = explanation_others(explanation);
        finding->cost = explanation_cost(explanation);
        finding->change = g_strdupv(explanation->change);
        finding->need = g_steal_pointer(&text);
        finding->directive = g_strdup(directives[((const Blame *)explanation->blames->pdata[0])->directive].name);
        if (symptom && symptom->signal == SIGSYS && need->kind == NEED_SYSCALL)
                finding->likely = likely_calls(why, need->subject);
        return true;
}

/* --- the look at the files --- */

/* The setting that names the path. */
static const UnitSetting *setting_naming(const Why *why, DirectiveId id, const char *path)
{
        for (guint i = why->view->settings->len; i-- > 0;) {
                const UnitSetting *setting = why->view->settings->pdata[i];

                if (g_str_equal(setting->name, directives[id].name) && strstr(setting->value, path))
                        return setting;
        }
        return NULL;
}

/* The lines of a list of paths, with "-" before one word. */
static char **with_dash(const Config *config, const MissingPath *missing)
{
        g_autoptr(GStrvBuilder) change = g_strv_builder_new();
        const char *name = directives[missing->directive].name;
        g_autofree char *reset = g_strdup_printf("%s=", name);

        g_strv_builder_add(change, reset);
        for (char **line = config->lines[missing->directive]; *line; line++) {
                g_auto(GStrv) parts = g_strsplit_set(*line, " \t", 0);

                for (char **part = parts; *part; part++) {
                        g_autofree char *out = NULL;

                        if (!**part)
                                continue;
                        out = g_strdup_printf("%s=%s%s", name, g_str_equal(*part, missing->word) ? "-" : "", *part);
                        g_strv_builder_add(change, out);
                }
        }
        return g_strv_builder_end(change);
}

/* Paths that must be there for the unit to start at all: without them systemd ends with 226/NAMESPACE. */
static void look_at_mounts(Why *why, WhyKind kind, const char *how)
{
        g_autoptr(GPtrArray) all = look_missing_paths(why->options->root, why->config);

        for (guint i = 0; i < all->len; i++) {
                const MissingPath *missing = all->pdata[i];
                const UnitSetting *setting = setting_naming(why, missing->directive, missing->path);
                WhyFinding *finding;

                if (!is_new(why, missing->word))
                        continue;
                finding = add_finding(why, kind,
                                      g_strdup_printf("systemd cannot start it (226/NAMESPACE): %s, which "
                                                      "a setting names, is not there",
                                                      missing->path),
                                      how);
                finding->cause = setting ? explain_setting_place(setting)
                                         : g_strdup_printf("%s=%s", directives[missing->directive].name, missing->word);
                finding->directive = g_strdup(directives[missing->directive].name);
                if (setting) {
                        finding->file = g_strdup(setting->file);
                        finding->change = with_dash(why->config, missing);
                }
        }
}

static void look_at_user(Why *why, WhyKind kind, const char *how)
{
        const char *user = config_get(why->config, DIRECTIVE_USER);
        const UnitSetting *setting;

        if (why->options->root || why->options->user || !user || !*user || g_ascii_isdigit(*user) ||
            config_is_on(why->config, DIRECTIVE_DYNAMIC_USER) || getpwnam(user))
                return;
        if (!is_new(why, "217/USER"))
                return;
        setting = unit_view_find(why->view, "Service", "User");
        WhyFinding *finding = add_finding(
                why, kind, g_strdup_printf("systemd cannot start it (217/USER): there is no user %s", user), how);
        finding->cause = setting ? explain_setting_place(setting) : NULL;
        finding->directive = g_strdup("User");
}

/* What systemd will not be able to set up. */
static void look_at_setup(Why *why, const char *how)
{
        g_autoptr(GPtrArray) all = unstarted_expect(&why->context, why->options->root ?: "");

        for (guint i = 0; i < all->len; i++) {
                const Unstartable *one = all->pdata[i];
                const UnitSetting *setting = unit_view_find(why->view, "Service", directives[one->directive].name);
                WhyFinding *finding;

                if (!setting || !is_new(why, one->what))
                        continue;
                finding =
                        add_finding(why, WHY_EXPECTED, g_strdup_printf("systemd cannot start it: %s", one->what), how);
                finding->cause = explain_setting_place(setting);
                finding->directive = g_strdup(setting->name);
        }
}

/* The programs that it starts: are they there, as it sees the file system? */
static void look_at_programs(Why *why, WhyKind kind, const char *how)
{
        const char *below = config_root_directory(why->config);
        g_autofree char *root = path_under_root(why->options->root, below ? below : "/");
        const UnitSetting *setting = unit_view_find(why->view, "Service", "ExecStart");
        g_auto(GStrv) values = unit_view_get_all(why->view, "Service", "ExecStart");

        if (config_has_own_root(why->config) && !below)
                return; /* an image: not looked into */
        for (char **value = values; value && *value; value++) {
                g_autoptr(GPtrArray) commands = exec_line_parse(*value, NULL, NULL);

                for (guint i = 0; commands && i < commands->len; i++) {
                        const ExecLine *line = commands->pdata[i];
                        g_autoptr(ProgramFacts) program = NULL;
                        g_autofree char *what = NULL;
                        WhyFinding *finding;

                        if (*line->path != '/')
                                continue;
                        program = program_facts_new(root, line->path);
                        if (program->kind == PROGRAM_MISSING)
                                what = g_strdup_printf("there is no %s%s%s", line->path, below ? " below " : "",
                                                       below ? below : "");
                        else if (!program->executable)
                                what = g_strdup_printf("%s is not executable", line->path);
                        else if (program->interpreter) {
                                g_autoptr(ProgramFacts) loader = program_facts_new(root, program->interpreter);

                                if (loader->kind == PROGRAM_MISSING)
                                        what = g_strdup_printf("%s needs %s, which is not there%s%s", line->path,
                                                               program->interpreter, below ? " below " : "",
                                                               below ? below : "");
                        }
                        if (!what || !is_new(why, what))
                                continue;
                        finding = add_finding(why, kind,
                                              g_strdup_printf("systemd cannot start it (203/EXEC): %s", what), how);
                        setting = below ? unit_view_find(why->view, "Service", "RootDirectory") : setting;
                        finding->cause = setting ? explain_setting_place(setting) : NULL;
                        finding->directive = g_strdup(below ? "RootDirectory" : "ExecStart");
                }
        }
}

/* Settings that do nothing on this machine: who looks for their refusals looks in vain. */
static void look_at_kernel(Why *why)
{
        const UnitSetting *setting = unit_view_find(why->view, "Service", "RestrictFileSystems");
        g_autofree char *modules = NULL, *place = NULL;

        if (why->options->root || !setting || !why->config->lines[DIRECTIVE_RESTRICT_FILE_SYSTEMS])
                return;
        if (file_read("/sys/kernel/security/lsm", 0, &modules, NULL, NULL) && strstr(modules, "bpf"))
                return;
        place = explain_setting_place(setting);
        g_ptr_array_add(
                why->story->notes,
                g_strdup_printf("%s is not in force: this kernel has no BPF LSM (\"bpf\" must be in lsm= of its "
                                "command line, and in /sys/kernel/security/lsm)",
                                place));
}

/* Needs that the unit and its programs state, against what the same unit denies. matches: which of them explain what
 * happened (NULL: nothing has happened). */
static void look_at_needs(Why *why, bool (*matches)(const Why *why, const Need *need), const char *how)
{
        g_autoptr(NeedSet) needs = declared_needs(why->view, NULL, NULL);
        g_autoptr(NeedSet) look = look_needs(why->options->root, why->view);

        need_set_union(needs, look);
        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];
                const Evidence *best = need_entry_best(entry);
                bool matching = matches && matches(why, &entry->need);
                char *what = NULL;

                if (entry->need.kind == NEED_FOREIGN)
                        what = g_strdup_printf("%s: it is killed (SIGSYS) at its first system call", best->note);
                else if (entry->need.kind == NEED_SETID_EXEC)
                        what = g_strdup_printf("%s, and gets nothing of it (%s runs it)", best->note, best->actor);
                else {
                        g_autofree char *words = need_describe(&entry->need);

                        what = *best->note ? g_strdup_printf("it %s (%s, %s)", words, best->note, best->actor)
                                           : g_strdup_printf("it %s (%s)", words, best->actor);
                }
                add_need(why, matching ? WHY_MATCHES : WHY_EXPECTED, &entry->need, NULL, what, how);
        }
}

/* --- what happened --- */

static void match(sd_journal *journal, const char *name, const char *value)
{
        g_autofree char *text = g_strdup_printf("%s=%s", name, value);

        sd_journal_add_match(journal, text, 0);
}

/* Whoever likes to can write an entry about any unit. What systemd says of units of the system is root's, and what it
 * says of those of a user is that user's: where other is set, by who has it. */
static void match_of(sd_journal *journal, const char *name, const char *value, const char *other_name,
                     const char *other_value)
{
        match(journal, name, value);
        if (other_name)
                match(journal, other_name, other_value);
        sd_journal_add_disjunction(journal);
}

/* Caller frees. */
static char *own_number(void)
{
        return g_strdup_printf("%u", (unsigned)getuid());
}

/* When the first entry of a run was written. 0: there is none. */
static guint64 first_of_run(sd_journal *journal, const char *id, bool user)
{
        g_autofree char *uid = own_number();
        guint64 time = 0;

        sd_journal_flush_matches(journal);
        match_of(journal, user ? "USER_INVOCATION_ID" : "INVOCATION_ID", id, "_UID", user ? uid : "0");
        match_of(journal, "_SYSTEMD_INVOCATION_ID", id, NULL, NULL);
        return sd_journal_seek_head(journal) >= 0 && sd_journal_next(journal) > 0 &&
                               sd_journal_get_realtime_usec(journal, &time) >= 0
                       ? time
                       : 0;
}

/* The run before that one, by what systemd wrote at its end. begin 0: the last of all. Caller frees; NULL: there was
 * none. */
static char *previous_run(sd_journal *journal, const char *unit, const char *id, guint64 begin, bool user)
{
        g_autofree char *uid = own_number();

        sd_journal_flush_matches(journal);
        match_of(journal, user ? "USER_UNIT" : "UNIT", unit, "_UID", user ? uid : "0");
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
        begin = first_of_run(journal, id->str, user);
        previous = again && begin ? previous_run(journal, unit, id->str, begin, user) : NULL;
        if (previous)
                before = first_of_run(journal, previous, user);
        sd_journal_close(journal);
        return before ? before : begin;
}

static bool ask_last_run(sd_bus *bus, Why *why, GError **error)
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
static bool ask_watcher(sd_bus *system, const LastRun *run)
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

static bool was_killed(const LastRun *run)
{
        return run->code == CLD_KILLED || run->code == CLD_DUMPED;
}

static char *describe_state(const LastRun *run)
{
        const ExitStatus *status = run->code == CLD_EXITED ? exit_status_find(run->status) : NULL;
        const char *state = run->failed ? "failed" : "not failed";

        if (was_killed(run))
                return g_strdup_printf("%s: the main process was killed by SIG%s%s", state, sigabbrev_np(run->status),
                                       run->status == SIGSYS ? ", which a system call filter sends" : "");
        if (status)
                return g_strdup_printf("%s: %s (exit status %d/%s)", state, status->what, run->status, status->name);
        if (run->code == CLD_EXITED && run->status)
                return g_strdup_printf("%s: the main process ended with status %d", state, run->status);
        if (run->failed)
                return g_strdup_printf("failed: %s", run->result ? run->result : "unknown");
        return g_strdup("not failed");
}

/* Does a predicted refusal explain how the unit ended? */
static bool matches_end(const Why *why, const Need *need)
{
        if (was_killed(&why->run) && why->run.status == SIGSYS)
                return need->kind == NEED_FOREIGN;
        if (why->run.code == CLD_EXITED && why->run.status == 203)
                return need->kind == NEED_PATH && (need->access & ACCESS_EXECUTE);
        if (why->run.code == CLD_EXITED && why->run.status == 200)
                return need->kind == NEED_PATH;
        if (why->run.code == CLD_EXITED && why->run.status > 0 && why->run.status < 200)
                return need->kind == NEED_SETID_EXEC || (need->kind == NEED_PATH && (need->access & ACCESS_CREATE));
        return g_strcmp0(why->run.result, "protocol") == 0 && need->kind == NEED_PATH && (need->access & ACCESS_CREATE);
}

/* An entry of the watcher. */
static void take_watcher_entry(Why *why, sd_journal *journal)
{
        g_autofree char *need = journal_field(journal, WATCH_FIELD_NEED), *message = journal_field(journal, "MESSAGE");
        g_autofree char *cause = journal_field(journal, WATCH_FIELD_CAUSE),
                        *change = journal_field(journal, WATCH_FIELD_CHANGE);
        g_autofree char *cost = journal_field(journal, WATCH_FIELD_COST),
                        *count = journal_field(journal, WATCH_FIELD_COUNT);
        g_autofree char *directive = journal_field(journal, WATCH_FIELD_DIRECTIVE),
                        *what = journal_field(journal, WATCH_FIELD_WHAT),
                        *error = journal_field(journal, WATCH_FIELD_ERRNO);
        WhyFinding *finding;

        if (!is_new(why, need ? need : what ? what : ""))
                return;
        finding = add_finding(why, WHY_SEEN, what ? g_steal_pointer(&what) : g_steal_pointer(&message),
                              "seen by unitlock-watch");
        finding->cause = g_steal_pointer(&cause);
        finding->file = journal_field(journal, WATCH_FIELD_FILE);
        if (change) {
                /* the heading is ours */
                g_auto(GStrv) lines = g_strsplit(g_strstrip(change), "\n", 0);
                finding->change = lines[0] && *lines[0] == '[' ? g_strdupv(lines + 1) : g_strdupv(lines);
        }
        if (need && g_str_has_prefix(need, "syscall ") && g_strcmp0(error, "SIGSYS") == 0)
                finding->likely = likely_calls(why, need + strlen("syscall "));
        finding->cost = g_steal_pointer(&cost);
        finding->need = g_steal_pointer(&need);
        finding->directive = g_steal_pointer(&directive);
        finding->count = count ? (unsigned)atoi(count) : 1;
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
                        add_need(why, WHY_RECORDED, &need, &symptom,
                                 g_strdup_printf("%s %s", record.exe ? record.exe : "a process", how),
                                 "the kernel's audit record of the refused call");
                }
        }
        audit_record_clear(&record);
}

/* Something that is his already: StateDirectory= and its kin. */
static bool is_of_dynamic_user(const Why *why, const Need *need)
{
        g_autofree char *full = g_strconcat(why->options->root ?: "", need->subject, NULL);
        struct stat st;

        return *need->subject == '/' && stat(full, &st) == 0 && st.st_uid >= UID_DYNAMIC_FIRST &&
               st.st_uid <= UID_DYNAMIC_LAST;
}

/* Would the unit's user get that without the sandbox? True where it is not known. */
static bool host_allows(const Why *why, const Need *need)
{
        const char *user = config_get(why->config, DIRECTIVE_USER);
        const struct passwd *account = user && *user ? getpwnam(user) : NULL;
        GateSubject subject = {.uid = account ? account->pw_uid : 0, .gid = account ? account->pw_gid : 0};
        bool dynamic = !account && config_is_on(why->config, DIRECTIVE_DYNAMIC_USER);
        g_autofree unsigned *groups = NULL;

        if (why->options->user || (user && *user && !account && !dynamic))
                return true;
        if (dynamic) {
                if (is_of_dynamic_user(why, need) || config_is_on(why->config, DIRECTIVE_GROUP) ||
                    config_is_on(why->config, DIRECTIVE_SUPPLEMENTARY_GROUPS))
                        return true;
                subject.uid = subject.gid = UID_NOBODY;
        }
        groups = gate_groups(0, subject.uid, &subject.n_groups);
        subject.groups = groups;
        return gate_host_allows(why->options->root ?: "", need, &subject);
}

/* Words of the service, or of systemd about it: an error and a path. */
static void take_message(Why *why, const char *message)
{
        bool executor = g_str_has_prefix(message, why->view->name) && message[strlen(why->view->name)] == ':';
        g_autofree char *path = NULL, *simple = NULL, *real = NULL;
        int error = 0;
        Need need = {.kind = NEED_PATH};
        struct stat st;

        if (!message_find_error(message, &error, &path))
                return;
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
        need.access =
                error == EROFS ? (stat(simple, &st) < 0 ? ACCESS_WRITE | ACCESS_CREATE : ACCESS_WRITE) : ACCESS_READ;
        const Symptom symptom = {.error = error};
        if (g_str_has_prefix(need.subject, "/dev/") && stat(simple, &st) == 0 && !S_ISREG(st.st_mode))
                need.kind = NEED_DEVICE;
        if (!executor && !host_allows(why, &need))
                return;
        add_need(why, executor ? WHY_RECORDED : WHY_SAID, &need, &symptom,
                 g_strdup_printf(executor ? "systemd says: %s" : "it says: %s", message),
                 executor ? "systemd's own words" : "the service's own words");
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
                if (is_new(why, path))
                        add_finding(why, WHY_RECORDED,
                                    g_strdup_printf(
                                            "this kernel cannot run %s%s%s%s: no setting refuses it, the kernel does "
                                            "not know such programs",
                                            path, *program->format ? " (ELF, " : "",
                                            *program->format ? program->format : "", *program->format ? ")" : ""),
                                    "systemd's own words");
        }
        if (strstr(message, "Failed to set up mount namespacing") || strstr(message, "status=226/NAMESPACE"))
                look_at_mounts(why, WHY_RECORDED, "systemd's own words");
        if (strstr(message, "217/USER"))
                look_at_user(why, WHY_RECORDED, "systemd's own words");
}

/* Is an entry about the unit what it seems to be? A process that still was there when its entry came is known by its
 * unit, which it cannot choose. */
static bool is_genuine(const Why *why, sd_journal *journal, const char *pid, const char *transport)
{
        g_autofree char *unit = journal_field(journal, "_SYSTEMD_UNIT");

        return why->options->user || !unit || g_str_equal(unit, why->view->name) || g_strcmp0(pid, "1") == 0 ||
               g_strcmp0(transport, "kernel") == 0 || g_strcmp0(transport, "audit") == 0;
}

static bool is_of_watcher(sd_journal *journal)
{
        static const char *const ids[] = {WATCH_MESSAGE_REFUSED, WATCH_MESSAGE_REPEATED, WATCH_MESSAGE_UNSTARTED,
                                          WATCH_MESSAGE_SETUP, NULL};
        g_autofree char *id = journal_field(journal, "MESSAGE_ID"), *unit = journal_field(journal, "_SYSTEMD_UNIT");

        return id && g_strv_contains(ids, id) && g_strcmp0(unit, WATCH_UNIT) == 0;
}

static void take_entry(Why *why, sd_journal *journal)
{
        g_autofree char *message = journal_field(journal, "MESSAGE"), *pid = journal_field(journal, "_PID"),
                        *transport = journal_field(journal, "_TRANSPORT");

        if (is_of_watcher(journal)) {
                take_watcher_entry(why, journal);
        } else if (!message || !is_genuine(why, journal, pid, transport)) {
                return;
        } else if (g_strcmp0(transport, "kernel") == 0 || g_strcmp0(transport, "audit") == 0) {
                take_audit_record(why, message);
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
                match_of(journal, "_SYSTEMD_USER_UNIT", unit, "_UID", uid);
                match_of(journal, "USER_UNIT", unit, "_UID", uid);
                match(journal, "OBJECT_UID", uid);
        } else {
                match_of(journal, "_SYSTEMD_UNIT", unit, NULL, NULL);
                match_of(journal, "UNIT", unit, "_UID", "0");
        }
        match_of(journal, why->options->user ? "OBJECT_SYSTEMD_USER_UNIT" : "OBJECT_SYSTEMD_UNIT", unit,
                 "_SYSTEMD_UNIT", WATCH_UNIT);
        match_of(journal, "_AUDIT_TYPE", "1326", NULL, NULL);
        match_of(journal, "_TRANSPORT", "kernel", NULL, NULL);
}

static void read_journal(Why *why)
{
        sd_journal *journal = NULL;
        guint64 since = why->options->since ? (guint64)g_get_real_time() - why->options->since : why->run.since;
        unsigned lines = 0;

        (void)journal_synchronise(NULL, NULL); /* it may have failed just now */
        if (sd_journal_open(&journal, SD_JOURNAL_LOCAL_ONLY) < 0)
                return; /* less is known */
        /* systemd forgets units that are done: then only the journal knows of the last start */
        if (since == 0) {
                g_autofree char *last = previous_run(journal, why->view->name, "", 0, why->options->user);

                since = last ? first_of_run(journal, last, why->options->user) : 0;
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

/* What a need in its text form is about, however it was accessed. */
static const char *subject_of(const char *need)
{
        const char *subject = strchr(need, ' ');

        if (subject && (g_str_has_prefix(need, "path ") || g_str_has_prefix(need, "device ")))
                subject = strchr(subject + 1, ' ');
        return subject ? subject + 1 : need;
}

/* What was seen is not told again by worse evidence, which comes first in the journal. */
static void drop_seen(GPtrArray *findings)
{
        for (guint i = findings->len; i-- > 0;) {
                const WhyFinding *worse = findings->pdata[i];
                bool seen = false;

                for (guint k = 0; worse->kind != WHY_SEEN && worse->directive && k < findings->len && !seen; k++) {
                        const WhyFinding *better = findings->pdata[k];

                        if (better->kind != WHY_SEEN || g_strcmp0(better->directive, worse->directive) != 0)
                                continue;
                        /* what systemd could not do is about no need */
                        seen = better->need && worse->need
                                       ? g_str_equal(subject_of(better->need), subject_of(worse->need))
                                       : !better->need && !worse->need && worse->kind == WHY_RECORDED;
                }
                if (seen)
                        g_ptr_array_remove_index(findings, i);
        }
}

/* The order in which findings are told. */
static int compare_findings(gconstpointer a, gconstpointer b)
{
        const WhyFinding *x = *(WhyFinding *const *)a, *y = *(WhyFinding *const *)b;

        return (int)x->kind - (int)y->kind;
}

/* systemd could not start it, and nothing better is known than that: the setting by the exit status, or by its words.
 */
static void take_unstarted(Why *why)
{
        bool resources = g_strcmp0(why->run.result, "resources") == 0;
        int status = why->run.code == CLD_EXITED ? why->run.status : 0;
        g_autoptr(Explanation) explanation = NULL;
        g_autofree char *what = NULL;
        WhyFinding *finding;

        if (!resources && !exit_status_find(status))
                return;
        for (guint i = 0; i < why->story->findings->len; i++)
                if (((const WhyFinding *)why->story->findings->pdata[i])->kind != WHY_EXPECTED)
                        return;
        explanation =
                resources ? unstarted_explain_words(&why->context, why->setup, &what)
                          : unstarted_explain(&why->context, why->options->root ?: "", status, 0, why->setup, &what);
        if (!explanation) {
                if (why->setup)
                        g_ptr_array_add(why->story->notes, g_strdup_printf("systemd said: %s", why->setup));
                return;
        }
        finding = add_finding(why, WHY_RECORDED,
                              why->setup ? g_strdup_printf("%s; it said: %s", what, why->setup) : g_strdup(what),
                              resources ? "systemd's own words" : "the exit status");
        finding->cause = explanation_cause(explanation);
        finding->file = g_strdup(((const Blame *)explanation->blames->pdata[0])->file);
        finding->directive = g_strdup(directives[((const Blame *)explanation->blames->pdata[0])->directive].name);
        if (explanation->change && *explanation->change) {
                finding->change = g_strdupv(explanation->change);
                finding->cost = explanation_cost(explanation);
        }
}

static void tell_of_the_past(Why *why)
{
        read_journal(why);
        if (why->run.code == CLD_EXITED && why->run.status == 226)
                look_at_mounts(why, WHY_RECORDED, "the exit status");
        if (why->run.code == CLD_EXITED && why->run.status == 217)
                look_at_user(why, WHY_RECORDED, "the exit status");
        if (why->run.code == CLD_EXITED && why->run.status == 203)
                look_at_programs(why, WHY_RECORDED, "the exit status, and a look at the files");
        look_at_needs(why, matches_end, "a look at the unit's programs and files");
        take_unstarted(why);
        if (why->story->findings->len == 0 && was_killed(&why->run) && why->run.status == SIGSYS) {
                const UnitSetting *filter = unit_view_find(why->view, "Service", "SystemCallFilter");
                const UnitSetting *foreign = unit_view_find(why->view, "Service", "SystemCallArchitectures");
                const UnitSetting *setting = filter ? filter : foreign;
                WhyFinding *finding = add_finding(
                        why, WHY_RECORDED,
                        g_strdup(filter ? "a call was refused by the system call filter; which one was not recorded: "
                                          "start unitlock-watch.service, and try again"
                                        : "a call of another architecture was refused; which one was not recorded: "
                                          "start unitlock-watch.service, and try again"),
                        "the signal");

                if (setting) {
                        finding->cause = explain_setting_place(setting);
                        finding->directive = g_strdup(setting->name);
                }
                if (filter && foreign)
                        finding->others = explain_setting_place(foreign);
        }
}

/* Does what it said fail without the sandbox too, by the path that it named? */
static bool fails_anyway(const Why *why)
{
        const Need need = {NEED_PATH, why->spoken_error == EROFS ? ACCESS_WRITE : ACCESS_READ, why->spoken_path};

        return why->spoken_path &&
               (why->spoken_error == ENOENT || why->spoken_error == EACCES || why->spoken_error == EROFS) &&
               !host_allows(why, &need);
}

static void append_suspects(GString *note, const GPtrArray *suspects, const char *words)
{
        for (guint i = 0; i < suspects->len && i < SUSPECTS_MAX; i++)
                g_string_append_printf(note, "%s%s", i ? ", " : words, (const char *)suspects->pdata[i]);
        if (suspects->len > SUSPECTS_MAX)
                g_string_append_printf(note, " and %u more", suspects->len - SUSPECTS_MAX);
}

/* Settings that take something away without an error: who lists it sees less, who shares it shares it with nobody.
 * There is nothing to be seen of that. */
static void add_silent(Why *why)
{
        static const struct {
                DirectiveId directive;
                const char *what;
                bool users; /* root is spared */
        } rows[] = {
                {DIRECTIVE_PROTECT_PROC, "it lists no processes of others", true},
                {DIRECTIVE_PRIVATE_PIDS, "it lists no processes but its own", false},
                {DIRECTIVE_PRIVATE_NETWORK, "it lists no network interface but lo", false},
                {DIRECTIVE_PRIVATE_TMP, "what it leaves in /tmp and /var/tmp nobody else sees", false},
                {DIRECTIVE_PRIVATE_MOUNTS, "what it mounts nobody else sees", false},
                {DIRECTIVE_PRIVATE_IPC, "it shares no System V memory with others", false},
                {DIRECTIVE_TEMPORARY_FILE_SYSTEM, "directories are empty", false},
                {DIRECTIVE_UMASK, "others may not read what it makes", false},
        };
        g_autoptr(GString) note = g_string_new(NULL);

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                const UnitSetting *setting = unit_view_find(why->view, "Service", directives[rows[i].directive].name);
                g_autofree char *place = NULL;

                if (!setting || !config_is_on(why->config, rows[i].directive) || (rows[i].users && why->context.root))
                        continue;
                place = explain_setting_place(setting);
                g_string_append_printf(note, "%s%s: %s",
                                       note->len ? "; "
                                                 : "some settings refuse nothing and show less, of which "
                                                   "nothing can be seen: ",
                                       place, rows[i].what);
        }
        if (note->len)
                g_ptr_array_add(why->story->notes, g_string_free(g_steal_pointer(&note), FALSE));
}

/* Nothing is known to have been refused, and yet it failed: what may have been, and how to know. */
static void add_suspicions(Why *why)
{
        g_autoptr(GString) note = g_string_new(NULL);
        g_autoptr(GPtrArray) suspects = NULL;

        for (guint i = 0; i < why->story->findings->len; i++)
                if (((const WhyFinding *)why->story->findings->pdata[i])->kind != WHY_EXPECTED)
                        return;
        if (why->run.failed && why->watched)
                add_silent(why);
        if (!why->run.failed || why->watched)
                return;
        g_string_append(note, "unitlock-watch.service did not look all the while, and a refusal that a program gets as "
                              "an error leaves no trace by itself");
        if (why->spoken && fails_anyway(why)) {
                g_string_append_printf(note, ". It said \"%s\"; without any sandbox that fails as well", why->spoken);
        } else if (why->spoken) {
                suspects = explain_suspects(&why->context, why->spoken_error);
                g_string_append_printf(note, ". It said \"%s\"", why->spoken);
                append_suspects(note, suspects, "; of its settings these refuse so: ");
                if (suspects->len == 0)
                        g_string_append(note, "; none of its settings refuses so");
        } else if (was_killed(&why->run)) {
                suspects = explain_signal_suspects(&why->context, why->run.status);
                append_suspects(note, suspects, ". Of its settings these may make a program end so: ");
        } else {
                suspects = explain_suspects(&why->context, 0);
                append_suspects(note, suspects, ". It did not say an error; these of its settings refuse something: ");
        }
        g_string_append_printf(note, ". Start unitlock-watch.service and then %s, and ask again", why->view->name);
        g_ptr_array_add(why->story->notes, g_string_free(g_steal_pointer(&note), FALSE));
}

/* What the watcher writes is root's: of the units of users, too. */
static void add_unreadable(Why *why)
{
        static const char *const places[] = {"/var/log/journal", "/run/log/journal"};
        g_autofree char *machine = NULL;

        if (!file_read("/etc/machine-id", 0, &machine, NULL, NULL))
                return;
        g_strchomp(machine);
        for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
                g_autofree char *path = g_build_filename(places[i], machine, "system.journal", NULL);

                if (access(path, R_OK) < 0 && errno == EACCES) {
                        g_ptr_array_add(why->story->notes,
                                        g_strdup_printf("you may not read %s, where unitlock-watch.service writes what "
                                                        "it saw: ask as root, or as a member of the group "
                                                        "systemd-journal",
                                                        path));
                        return;
                }
        }
}

static bool load(Why *why, GError **error)
{
        g_autoptr(UnitPaths) paths =
                why->options->user ? unit_paths_user(why->options->root) : unit_paths_system(why->options->root);
        g_autoptr(DiagList) diags = diag_list_new();
        g_autofree char *name = strchr(why->options->unit, '.') ? g_strdup(why->options->unit)
                                                                : g_strconcat(why->options->unit, ".service", NULL);

        why->view = unit_load(paths, name, diags, error);
        if (!why->view)
                return false;
        if (!why->options->dry && unit_name_kind(why->view->name) == UNIT_NAME_TEMPLATE) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "%s is a template, which does not run: name one of its instances, or ask by --dry", name);
                return false;
        }
        if (why->view->state == UNIT_NOT_FOUND || why->view->state == UNIT_MASKED)
                return unit_view_check(why->view, name, error);
        if (why->view->state == UNIT_BAD || diag_list_has_errors(diags)) {
                g_autofree char *text = diag_list_to_string(diags);

                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "%s cannot be read; put this right first:\n%s",
                            name, g_strchomp(text));
                return false;
        }
        why->config = unit_view_to_config(why->view);
        why->followed = config_copy(why->config);
        look_follow_paths(why->options->root, why->followed);
        return true;
}

static bool tell(Why *why, GError **error)
{
        unsigned systemd = SYSTEMD_NEWEST;

        if (!load(why, error))
                return false;
        if (!why->options->root) {
                sd_bus *bus = manager_connect(why->options->user, error);
                bool ok;

                if (!bus)
                        return false;
                systemd = manager_version(bus, error);
                ok = systemd != 0 && (why->options->dry || ask_last_run(bus, why, error));
                if (ok && !why->options->dry && !why->options->user)
                        why->watched = ask_watcher(bus, &why->run);
                sd_bus_flush_close_unref(bus);
                if (!ok)
                        return false;
        }
        why->context = explain_context(why->view, why->followed, systemd);
        why->story->unit = g_strdup(why->view->name);
        why->story->user = why->options->user;
        look_at_kernel(why);
        if (why->options->dry) {
                look_at_mounts(why, WHY_EXPECTED, "a look at the unit's files");
                look_at_user(why, WHY_EXPECTED, "a look at the unit's files");
                look_at_setup(why, "a look at the unit's files");
                look_at_programs(why, WHY_EXPECTED, "a look at the unit's files");
                look_at_needs(why, NULL, "a look at the unit's programs and files");
        } else {
                why->story->failed = why->run.failed;
                why->story->state = describe_state(&why->run);
                tell_of_the_past(why);
                add_suspicions(why);
                add_unreadable(why);
                why->story->watched = why->watched;
        }
        drop_seen(why->story->findings);
        g_ptr_array_sort(why->story->findings, compare_findings);
        return true;
}

WhyStory *why_tell(const WhyOptions *options, GError **error)
{
        g_autoptr(WhyStory) story = g_new0(WhyStory, 1);
        Why why = {.options = options,
                   .story = story,
                   .told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
        bool ok;

        story->findings = g_ptr_array_new_with_free_func(finding_free);
        story->notes = g_ptr_array_new_with_free_func(g_free);
        ok = tell(&why, error);
        g_hash_table_unref(why.told);
        config_free(why.config);
        config_free(why.followed);
        unit_view_free(why.view);
        free(why.run.result);
        g_free(why.spoken);
        g_free(why.spoken_path);
        g_free(why.setup);
        return ok ? g_steal_pointer(&story) : NULL;
}

/* --- output --- */

static void append_wrapped(GString *out, const char *text, unsigned width, const char *indent)
{
        g_autofree char *wrapped = term_wrap(text, width, indent);

        g_string_append(out, wrapped);
        g_string_append_c(out, '\n');
}

/* Where to write the change. Drop-ins count in the order of their names, whatever directories they are in: that of
 * systemctl edit is not the last where the setting is in one whose name comes after. */
static void append_where(GString *out, const WhyStory *story, const WhyFinding *finding)
{
        static const char edited[] = "override.conf", usual[] = "zz-override.conf";
        g_autofree char *directory = finding->file ? g_path_get_dirname(finding->file) : g_strdup("");
        g_autofree char *base = finding->file ? g_path_get_basename(finding->file) : g_strdup("");
        g_autofree char *late = NULL;

        if (!g_str_has_suffix(directory, ".d") || strcmp(base, edited) <= 0) {
                g_string_append_printf(out, "   To allow it, 'systemctl %sedit %s', write this, and restart it:\n\n",
                                       story->user ? "--user " : "", story->unit);
                return;
        }
        if (strcmp(base, usual) < 0)
                late = g_strdup(usual);
        else /* "zzz.conf" -> "zzzz.conf" */
                late = g_strdup_printf("%.*sz.conf", (int)(strlen(base) - strlen(".conf")), base);
        g_string_append_printf(out,
                               "   To allow it, write this to %s/%s.d/%s (its name must come\n"
                               "   after %s), 'systemctl %sdaemon-reload', and restart it:\n\n",
                               story->user ? "~/.config/systemd/user" : "/etc/systemd/system", story->unit, late, base,
                               story->user ? "--user " : "");
}

/* What is told are also words of the service and names that it made: they stay on their line, and do nothing to the
 * terminal. */
static void append_field(GString *out, const char *heading, const char *text)
{
        g_autofree char *shown = text_printable(text, false);

        g_string_append_printf(out, "   %s%s\n", heading, shown);
}

static void append_finding(GString *out, const WhyStory *story, const WhyFinding *finding, unsigned number,
                           unsigned width)
{
        g_autofree char *what = text_printable(finding->what, false);
        g_autofree char *head = g_strdup_printf("%u. %s.", number, what);

        g_string_append_c(out, '\n');
        append_wrapped(out, head, width, "   ");
        if (finding->count > 1)
                g_string_append_printf(out, "   Times: %u\n", finding->count);
        append_field(out, "Known by: ", finding->how);
        if (finding->cause)
                append_field(out, "Setting: ", finding->cause);
        if (finding->others)
                append_field(out, "And then: ", finding->others);
        if (finding->change && *finding->change) {
                append_where(out, story, finding);
                g_string_append(out, "       [Service]\n");
                for (char **line = finding->change; *line; line++)
                        append_field(out, "    ", *line);
                g_string_append_c(out, '\n');
        }
        if (finding->cost && finding->change && *finding->change)
                g_string_append_printf(out, "   Cost: %s\n", finding->cost);
        if (finding->likely) {
                g_autofree char *likely =
                        g_strdup_printf("   Likely as well: %s. The filter kills at the first call that "
                                        "it refuses, and it refuses more of that group",
                                        finding->likely);
                append_wrapped(out, likely, width, "   ");
        }
}

char *why_story_to_text(const WhyStory *story, unsigned width)
{
        GString *out = g_string_new(NULL);
        unsigned number = 0;
        bool asked = story->state != NULL;

        if (asked)
                g_string_append_printf(out, "%s: %s\n", story->unit, story->state);
        for (guint i = 0; i < story->findings->len; i++) {
                const WhyFinding *finding = story->findings->pdata[i];

                if (finding->kind == WHY_EXPECTED && asked)
                        continue;
                append_finding(out, story, finding, ++number, width);
        }
        if (number == 0)
                g_string_append_printf(out,
                                       asked ? story->watched ? "unitlock-watch saw no setting of %s refuse anything: "
                                                                "the cause lies elsewhere.\n"
                                                              : "No setting of %s is known to have refused anything.\n"
                                             : "Nothing in %s is known to be refused by its own settings.\n",
                                       story->unit);
        for (guint i = 0, first = 1; asked && i < story->findings->len; i++) {
                const WhyFinding *finding = story->findings->pdata[i];

                if (finding->kind != WHY_EXPECTED)
                        continue;
                if (first)
                        g_string_append(out, "\nNot seen to have happened, but its settings would refuse these too:\n");
                first = 0;
                append_finding(out, story, finding, ++number, width);
        }
        for (guint i = 0; i < story->notes->len; i++) {
                g_autofree char *text = text_printable(story->notes->pdata[i], false);
                g_autofree char *note = g_strdup_printf("Note: %s.", text);

                g_string_append_c(out, '\n');
                append_wrapped(out, note, width, "");
        }
        return g_string_free(out, FALSE);
}

/* What a service logs, and names of files, need not be UTF-8, which JSON must be. */
static json_t *json_text_of(const char *string)
{
        g_autofree char *valid = string ? g_utf8_make_valid(string, -1) : NULL;

        return valid ? json_string(valid) : json_null();
}

json_t *why_story_to_json(const WhyStory *story)
{
        json_t *findings = json_array(), *notes = json_array();

        for (guint i = 0; i < story->findings->len; i++) {
                const WhyFinding *finding = story->findings->pdata[i];
                json_t *change = json_array();

                for (char **line = finding->change; line && *line; line++)
                        json_array_append_new(change, json_text_of(*line));
                json_array_append_new(findings,
                                      json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i}", "kind",
                                                why_kind_names[finding->kind], "what", json_text_of(finding->what),
                                                "directive", json_text_of(finding->directive), "cause",
                                                json_text_of(finding->cause), "others", json_text_of(finding->others),
                                                "change", change, "likely", json_text_of(finding->likely), "cost",
                                                json_text_of(finding->cost), "need", json_text_of(finding->need), "how",
                                                json_text_of(finding->how), "count", (int)finding->count));
        }
        for (guint i = 0; i < story->notes->len; i++)
                json_array_append_new(notes, json_text_of(story->notes->pdata[i]));
        return json_pack("{s:o, s:o, s:b, s:o, s:o}", "unit", json_text_of(story->unit), "state",
                         json_text_of(story->state), "failed", story->failed, "findings", findings, "notes", notes);
}

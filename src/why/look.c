/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The look at files and settings, which needs no crash: what will be refused, or was. */

#include "why/state.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/file.h"
#include "base/path.h"
#include "facts/program.h"
#include "source/declared.h"
#include "source/look.h"
#include "unit/exec-line.h"
#include "watch/gate.h"
#include "watch/unstarted.h"

#define UID_DYNAMIC_FIRST 61184 /* systemd's range for DynamicUser= */
#define UID_DYNAMIC_LAST 65519
#define UID_NOBODY 65534 /* owns nothing, as a user that was just made */

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
void why_look_at_mounts(Why *why, WhyKind kind, const char *how)
{
        g_autoptr(GPtrArray) all = look_missing_paths(why->options->root, why->config);

        for (guint i = 0; i < all->len; i++) {
                const MissingPath *missing = all->pdata[i];
                const UnitSetting *setting = setting_naming(why, missing->directive, missing->path);
                WhyFinding *finding;

                if (!why_is_new(why, missing->word))
                        continue;
                finding = why_add_finding(why, kind,
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

void why_look_at_user(Why *why, WhyKind kind, const char *how)
{
        const char *user = config_get(why->config, DIRECTIVE_USER);
        const UnitSetting *setting;

        if (why->options->root || why->options->user || !user || !*user || g_ascii_isdigit(*user) ||
            config_is_on(why->config, DIRECTIVE_DYNAMIC_USER) || getpwnam(user))
                return;
        if (!why_is_new(why, "217/USER"))
                return;
        setting = unit_view_find(why->view, "Service", "User");
        WhyFinding *finding = why_add_finding(
                why, kind, g_strdup_printf("systemd cannot start it (217/USER): there is no user %s", user), how);
        finding->cause = setting ? explain_setting_place(setting) : NULL;
        finding->directive = g_strdup("User");
}

/* What systemd will not be able to set up. */
void why_look_at_setup(Why *why, const char *how)
{
        g_autoptr(GPtrArray) all = unstarted_expect(&why->context, why->options->root ?: "");

        for (guint i = 0; i < all->len; i++) {
                const Unstartable *one = all->pdata[i];
                const UnitSetting *setting = unit_view_find(why->view, "Service", directives[one->directive].name);
                WhyFinding *finding;

                if (!setting || !why_is_new(why, one->what))
                        continue;
                finding = why_add_finding(why, WHY_EXPECTED, g_strdup_printf("systemd cannot start it: %s", one->what),
                                          how);
                finding->cause = explain_setting_place(setting);
                finding->directive = g_strdup(setting->name);
        }
}

/* Why systemd could not run a program, if the files tell. below: RootDirectory=, NULL: none. Caller frees. */
static char *describe_program(const char *root, const char *below, const char *path)
{
        g_autoptr(ProgramFacts) program = program_facts_new(root, path), loader = NULL;

        if (program->kind == PROGRAM_MISSING)
                return g_strdup_printf("there is no %s%s%s", path, below ? " below " : "", below ? below : "");
        if (!program->executable)
                return g_strdup_printf("%s is not executable", path);
        loader = program->interpreter ? program_facts_new(root, program->interpreter) : NULL;
        return loader && loader->kind == PROGRAM_MISSING
                       ? g_strdup_printf("%s needs %s, which is not there%s%s", path, program->interpreter,
                                         below ? " below " : "", below ? below : "")
                       : NULL;
}

/* The programs that it starts: are they there, as it sees the file system? */
void why_look_at_programs(Why *why, WhyKind kind, const char *how)
{
        static const DirectiveId ids[] = {DIRECTIVE_EXEC_START_PRE, DIRECTIVE_EXEC_START};
        const char *below = config_root_directory(why->config);
        g_autofree char *root = path_under_root(why->options->root, below ? below : "/");

        if (config_has_own_root(why->config) && !below)
                return; /* an image: not looked into */
        for (size_t n = why->options->dry || why->run.before ? 0 : 1; n < (why->run.before ? 1 : G_N_ELEMENTS(ids));
             n++) {
                g_auto(GStrv) values = unit_view_get_all(why->view, "Service", directives[ids[n]].name);

                for (char **value = values; value && *value; value++) {
                        g_autoptr(GPtrArray) commands = exec_line_parse(*value, NULL, NULL);

                        for (guint i = 0; commands && i < commands->len; i++) {
                                const ExecLine *line = commands->pdata[i];
                                const UnitSetting *setting =
                                        below ? unit_view_find(why->view, "Service", "RootDirectory")
                                              : setting_naming(why, ids[n], line->path);
                                g_autofree char *what = NULL;
                                WhyFinding *finding;

                                if (*line->path != '/' || (n == 0 && (line->prefixes & EXEC_IGNORE_FAILURE)))
                                        continue;
                                what = describe_program(root, below, line->path);
                                if (!what || !why_is_new(why, what))
                                        continue;
                                finding = why_add_finding(
                                        why, kind, g_strdup_printf("systemd cannot start it (203/EXEC): %s", what),
                                        how);
                                finding->cause = setting ? explain_setting_place(setting) : NULL;
                                finding->directive =
                                        g_strdup(directives[below ? DIRECTIVE_ROOT_DIRECTORY : ids[n]].name);
                        }
                }
        }
}

/* Settings that do nothing on this machine: who looks for their refusals looks in vain. */
void why_look_at_kernel(Why *why)
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

/* Is it something there that the unit's user may not get without the sandbox either? Programs are systemd's to run. */
static bool is_refused_to_user(const Why *why, const Need *need)
{
        g_autofree char *full = g_strconcat(why->options->root ?: "", need->subject, NULL);

        return need->kind == NEED_PATH && !(need->access & (ACCESS_EXECUTE | ACCESS_MAP_EXECUTE)) &&
               !config_has_own_root(why->config) && g_file_test(full, G_FILE_TEST_EXISTS) &&
               !why_host_allows(why, need);
}

/* A program of the unit that would be root's, where it is root already. */
static bool is_of_its_own(const Why *why, const NeedEntry *entry)
{
        g_autofree char *full = g_strconcat(why->options->root ?: "", entry->need.subject, NULL);
        struct stat st;

        return entry->need.kind == NEED_SETID_EXEC && need_entry_best(entry)->strength == STRENGTH_DECLARED &&
               why->context.root && stat(full, &st) == 0 && (st.st_mode & S_ISUID) && !(st.st_mode & S_ISGID) &&
               st.st_uid == 0;
}

/* The need by the path that links lead to, as the settings are compared by (why->followed). Caller frees the path,
 * which is NULL where it stays as it is. */
static char *follow(const Why *why, Need *need)
{
        char *real;

        if (*need->subject != '/' || config_has_own_root(why->config))
                return NULL;
        real = path_chase(why->options->root, need->subject, CHASE_MAY_MISS);
        if (real)
                need->subject = real;
        return real;
}

/* Needs that the unit and its programs state, against what the same unit denies. matches: which of them explain what
 * happened (NULL: nothing has happened). */
void why_look_at_needs(Why *why, bool (*matches)(const Why *why, const Need *need), const char *how)
{
        g_autoptr(NeedSet) needs = declared_needs(why->view, NULL, NULL);
        g_autoptr(NeedSet) look = look_needs(why->options->root, why->view);

        need_set_union(needs, look);
        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];
                const Evidence *best = need_entry_best(entry);
                bool matching = matches && matches(why, &entry->need);
                Need need = entry->need;
                g_autofree char *real = follow(why, &need);
                char *what = NULL;

                if (is_refused_to_user(why, &entry->need) || is_of_its_own(why, entry))
                        continue;
                if (entry->need.kind == NEED_FOREIGN)
                        what = g_strdup_printf("%s: it is killed (SIGSYS) at its first system call", best->note);
                else if (entry->need.kind == NEED_SETID_EXEC)
                        what = g_strdup_printf("%s, and gets nothing of it (%s %s it)", best->note, best->actor,
                                               best->strength == STRENGTH_POSSIBLE ? "may run" : "runs");
                else {
                        g_autofree char *words = need_describe(&entry->need);

                        what = *best->note ? g_strdup_printf("it %s (%s, %s)", words, best->note, best->actor)
                                           : g_strdup_printf("it %s (%s)", words, best->actor);
                }
                why_add_need(why, matching ? WHY_MATCHES : WHY_EXPECTED, &need, NULL, what, how);
        }
}

void why_look_at_pid_file(Why *why, WhyKind kind, const char *how)
{
        g_autoptr(GPtrArray) values = unit_view_values(why->view, "Service", "PIDFile");
        const UnitValue *last = values->len ? values->pdata[values->len - 1] : NULL;
        g_autofree char *path = last ? g_build_filename(*last->value == '/' ? "/" : "/run", last->value, NULL) : NULL,
                        *key = NULL, *real = NULL;
        const Symptom symptom = {.error = ENOENT};
        g_autoptr(Explanation) explanation = NULL;
        WhyFinding *finding;

        if (!last || !*last->value || why->options->user || config_has_own_root(why->config) ||
            g_strcmp0(unit_view_get(why->view, "Service", "Type"), "forking") != 0)
                return;
        Need need = {NEED_PATH, ACCESS_READ, path};
        real = follow(why, &need);
        explanation = explain_need(&why->context, &need, &symptom);
        key = g_strdup_printf("%d %s", need.kind, need.subject);
        if (!explanation || !why_is_new(why, key))
                return;
        finding = why_add_finding(
                why, kind,
                g_strdup_printf("systemd waits in vain for the PID file %s: the service makes it in a "
                                "file system of its own. Let PIDFile= and the service name another place",
                                path),
                how);
        finding->cause = explanation_cause(explanation);
        finding->directive = g_strdup(directives[((const Blame *)explanation->blames->pdata[0])->directive].name);
}

void why_look_at_notification(Why *why, WhyKind kind, const char *how)
{
        const char *type = unit_view_get(why->view, "Service", "Type");
        const Need need = {NEED_CONNECT, 0, (char *)"unix:/run/systemd/notify"};
        const Symptom symptom = {.error = ENOENT};

        if (type && g_str_has_prefix(type, "notify") && !why->options->user && !config_has_own_root(why->config))
                why_add_need(
                        why, kind, &need, &symptom,
                        g_strdup_printf("it cannot tell systemd that it is up (Type=%s): what it has to tell it by, "
                                        "/run/systemd/notify, is hidden",
                                        type),
                        how);
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
bool why_host_allows(const Why *why, const Need *need)
{
        const char *user = config_get(why->config, DIRECTIVE_USER);
        const struct passwd *account = user && *user ? getpwnam(user) : NULL;
        GateSubject subject = {.uid = account ? account->pw_uid : 0, .gid = account ? account->pw_gid : 0};
        bool dynamic = !account && config_is_on(why->config, DIRECTIVE_DYNAMIC_USER);
        g_autofree unsigned *groups = NULL;

        if (!why->options->user && user && *user && !account && !dynamic)
                return true;
        if (why->options->user) { /* a manager of his own makes nobody else of him */
                subject.uid = getuid();
                subject.gid = getgid();
        } else if (dynamic) {
                if (is_of_dynamic_user(why, need) || config_is_on(why->config, DIRECTIVE_GROUP) ||
                    config_is_on(why->config, DIRECTIVE_SUPPLEMENTARY_GROUPS))
                        return true;
                subject.uid = subject.gid = UID_NOBODY;
        }
        groups = gate_groups(0, subject.uid, &subject.n_groups);
        subject.groups = groups;
        return gate_host_allows(why->options->root ?: "", need, &subject);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What keeps systemd from starting a unit is seldom a refusal: a user that is not there, a directory that cannot be
 * made. But it comes of a setting, and that one is named, by the exit status and a look at the files. */

#include "watch/unstarted.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "base/chase.h"
#include "base/file.h"
#include "explain/trace.h"
#include "facts/program.h"
#include "model/capability.h"
#include "source/look.h"
#include "unit/exec-line.h"
#include "watch/slice.h"

#define STATUS_CHDIR 200
#define STATUS_FDS 202
#define STATUS_EXEC 203
#define STATUS_STDIN 208
#define STATUS_STDOUT 209
#define STATUS_STDERR 222
#define STATUS_NAMESPACE 226
#define TASKS_USUAL 64     /* the least that is proposed, as in limit.c */
#define FILES_OF_SYSTEMD 8 /* it has the three standard ones, its own of the program, and others on the way there */

/* Names it where the unit sets it. */
static Explanation *explain_if_set(const ExplainContext *context, DirectiveId id, const char *change)
{
        g_autofree char *otherwise = g_strdup_printf("%s=", directives[id].name);

        return context->view && unit_view_find(context->view, "Service", directives[id].name)
                       ? explain_setting(context, id, otherwise, change)
                       : NULL;
}

/* Is it this setting of several? By systemd's words, which have one of its values; for groups by whether they are
 * there.
 */
static bool is_at_fault(const ExplainContext *context, DirectiveId id, const char *words)
{
        const UnitSetting *setting =
                context->view ? unit_view_find(context->view, "Service", directives[id].name) : NULL;
        g_auto(GStrv) values = setting ? g_strsplit_set(setting->value, " :", 0) : NULL;
        bool groups = id == DIRECTIVE_GROUP || id == DIRECTIVE_SUPPLEMENTARY_GROUPS;

        for (char **value = values; value && *value; value++) {
                if (groups && **value && !g_ascii_isdigit(**value) && !getgrnam(*value))
                        return true;
                if (!groups && words && strlen(*value) > 1 && strstr(words, *value))
                        return true;
        }
        return false;
}

static Explanation *explain_chdir(const ExplainContext *context, const char *root, char **ret_what)
{
        const char *path = config_get(context->config, DIRECTIVE_WORKING_DIRECTORY);
        g_autofree char *real = NULL;
        Explanation *explanation;

        path = path && *path == '-' ? path + 1 : path;
        if (path && g_str_equal(path, "~")) { /* the home of its user */
                const char *user = config_get(context->config, DIRECTIVE_USER);
                const struct passwd *account = getpwnam(user && *user ? user : "root");

                path = account ? account->pw_dir : NULL;
        }
        if (!path || *path != '/')
                return NULL;
        const Need need = {NEED_PATH, ACCESS_READ, (char *)path};

        explanation = explain_need(context, &need, NULL);
        if (explanation) {
                *ret_what = g_strdup_printf("could not be started (200/CHDIR): it does not see %s", path);
                return explanation;
        }
        real = path_chase(root, path, CHASE_FOLLOW);
        *ret_what = g_strdup_printf(real ? "could not be started (200/CHDIR): its user may not enter %s"
                                         : "could not be started (200/CHDIR): there is no %s",
                                    path);
        return explain_if_set(context, DIRECTIVE_WORKING_DIRECTORY, "");
}

/* Has the host a program of that name, outside of the service's root? */
static bool is_on_host(const ExplainContext *context, const char *root, const char *path)
{
        const char *below = config_root_directory(context->config);
        g_autofree char *host = g_strdup(root);
        g_autoptr(ProgramFacts) facts = NULL;

        if (below && g_str_has_suffix(host, below))
                host[strlen(host) - strlen(below)] = '\0';
        facts = program_facts_new(*host ? host : NULL, path);
        return facts->kind != PROGRAM_MISSING;
}

/* How many files it may have open, by LimitNOFILE=; 0: that is not set. */
static unsigned files_allowed(const Config *config)
{
        const char *value = config_get(config, DIRECTIVE_LIMIT_NOFILE);

        return value && g_ascii_isdigit(*value) ? (unsigned)strtoul(value, NULL, 10) : 0;
}

/* systemd itself needs some to run a program, and cannot even say so. */
static Explanation *explain_files(const ExplainContext *context, const char *status, char **ret_what)
{
        unsigned files = files_allowed(context->config);
        g_autofree char *change = g_strdup_printf("%s=1024", directives[DIRECTIVE_LIMIT_NOFILE].name);

        if (files == 0 || files > FILES_OF_SYSTEMD)
                return NULL;
        *ret_what = g_strdup_printf("could not be started (%s): it may have %u files open, too few for systemd to "
                                    "run a program",
                                    status, files);
        return explain_if_set(context, DIRECTIVE_LIMIT_NOFILE, change);
}

/* The program is below the service's root, and what it is run by on the host alone? */
static bool lacks_interpreter(const ExplainContext *context, const char *root, const ProgramFacts *program)
{
        g_autofree char *real = NULL;

        if (!program->interpreter || !config_root_directory(context->config) ||
            context->config->lines[DIRECTIVE_BIND_PATHS] || context->config->lines[DIRECTIVE_BIND_READ_ONLY_PATHS])
                return false;
        real = path_chase(root, program->interpreter, CHASE_FOLLOW);
        return !real && is_on_host(context, root, program->interpreter);
}

Explanation *unstarted_explain_capabilities(const ExplainContext *context, const ProgramFacts *program)
{
        const Symptom symptom = {.error = EPERM};
        Explanation *explanation = NULL;

        /* in a user namespace those of files are none */
        if (config_is_on(context->config, DIRECTIVE_PRIVATE_USERS))
                return NULL;
        for (int i = 0; !explanation && i < CAPABILITY_COUNT; i++) {
                const Need need = {NEED_CAPABILITY, 0, (char *)capability_name(i)};

                if (program->required >> i & 1)
                        explanation = explain_need(context, &need, &symptom);
        }
        return explanation;
}

/* The filter is there before the program is: systemd's own exec is refused, too. */
static Explanation *explain_exec_call(const ExplainContext *context, char **ret_what)
{
        static const char *const calls[] = {"execve", "execveat"};
        const Symptom symptom = {.filtered = true, .error = EPERM};
        Explanation *explanation = NULL;

        for (size_t i = 0; !explanation && i < G_N_ELEMENTS(calls); i++)
                explanation = explain_need(context, &(Need){NEED_SYSCALL, 0, (char *)calls[i]}, &symptom);
        if (explanation)
                *ret_what = g_strdup("could not be started (203/EXEC): its filter refuses to run any program");
        return explanation;
}

static Explanation *explain_exec(const ExplainContext *context, const char *root, char **ret_what)
{
        g_auto(GStrv) values =
                context->view ? unit_view_get_all(context->view, "Service", "ExecStart") : g_new0(char *, 1);
        Explanation *explanation = NULL;
        bool sound = true;

        for (char **value = values; !explanation && value && *value; value++) {
                g_autoptr(GPtrArray) commands = exec_line_parse(*value, NULL, NULL);

                for (guint i = 0; !explanation && commands && i < commands->len; i++) {
                        const ExecLine *line = commands->pdata[i];
                        g_autoptr(ProgramFacts) program = program_facts_new(*root ? root : NULL, line->path);

                        if (*line->path != '/')
                                continue;
                        sound &= program->kind != PROGRAM_MISSING && program->executable;
                        if (program->kind == PROGRAM_MISSING && config_root_directory(context->config) &&
                            is_on_host(context, root, line->path)) {
                                explanation = explain_if_set(context, DIRECTIVE_ROOT_DIRECTORY, "");
                                *ret_what = g_strdup_printf("could not be started (203/EXEC): there is no %s below %s",
                                                            line->path, config_root_directory(context->config));
                        } else if (lacks_interpreter(context, root, program)) {
                                explanation = explain_if_set(context, DIRECTIVE_ROOT_DIRECTORY, "");
                                *ret_what = g_strdup_printf("could not be started (203/EXEC): there is no %s below %s, "
                                                            "which %s is run by",
                                                            program->interpreter,
                                                            config_root_directory(context->config), line->path);
                        } else {
                                explanation = unstarted_explain_capabilities(context, program);
                                if (explanation)
                                        *ret_what = g_strdup_printf("could not be started (203/EXEC): %s has the file "
                                                                    "capability %s, which it may not get",
                                                                    line->path, explanation->need.subject);
                        }
                }
        }
        if (!explanation && sound)
                explanation = explain_exec_call(context, ret_what);
        return explanation || !sound ? explanation : explain_files(context, "203/EXEC", ret_what);
}

/* What is to be the service's root is not there. root: the host's, or already the service's own. */
static Explanation *explain_own_root(const ExplainContext *context, const char *root, char **ret_what)
{
        static const DirectiveId roots[] = {DIRECTIVE_ROOT_IMAGE, DIRECTIVE_ROOT_DIRECTORY};

        for (size_t i = 0; i < G_N_ELEMENTS(roots); i++) {
                const char *path = config_get(context->config, roots[i]);
                g_autofree char *full = NULL;

                if (!path || *path != '/' || strchr(path, '%'))
                        continue;
                full = g_str_has_suffix(root, path) ? g_strdup(root) : g_strconcat(root, path, NULL);
                if (g_file_test(full, G_FILE_TEST_EXISTS))
                        continue;
                *ret_what = g_strdup_printf("could not be started (226/NAMESPACE): there is no %s", path);
                return explain_if_set(context, roots[i], "");
        }
        return NULL;
}

static Explanation *explain_mounts(const ExplainContext *context, const char *root, char **ret_what)
{
        Explanation *explanation = explain_own_root(context, root, ret_what);

        if (explanation || config_is_on(context->config, DIRECTIVE_ROOT_IMAGE))
                return explanation; /* into an image nobody looks from outside */
        g_autoptr(GPtrArray) missing = look_missing_paths(*root ? root : NULL, context->config);
        const MissingPath *first = missing->len ? missing->pdata[0] : NULL;

        if (!first)
                return explain_files(context, "226/NAMESPACE", ret_what);
        *ret_what = g_strdup_printf("could not be started (226/NAMESPACE): %s, which a setting names, is not there",
                                    first->path);
        return explain_if_set(context, first->directive, "");
}

/* Without StandardInput= and its kin it is /dev/null. */
static Explanation *explain_null(const ExplainContext *context, int status)
{
        const Need need = {NEED_DEVICE, status == STATUS_STDIN ? ACCESS_READ : ACCESS_WRITE, (char *)"/dev/null"};

        return explain_need(context, &need, NULL);
}

/* Has systemd itself, once it is the unit's user, met the limit of what he may run? Whoever has too many processes is
 * refused the next program: execve(2), EAGAIN. */
static Explanation *explain_tasks(const ExplainContext *context, const ExitStatus *known, char **ret_what)
{
        const char *value = config_get(context->config, DIRECTIVE_LIMIT_NPROC);
        g_autofree char *change = NULL;

        if (!value || !g_ascii_isdigit(*value))
                return NULL;
        change = g_strdup_printf("%s=%" G_GUINT64_FORMAT, directives[DIRECTIVE_LIMIT_NPROC].name,
                                 MAX(2 * g_ascii_strtoull(value, NULL, 10), TASKS_USUAL));
        *ret_what = g_strdup_printf("could not be started (%d/%s: EAGAIN): its user has more processes and threads, in "
                                    "this unit and elsewhere, than the %s that it may have",
                                    known->status, known->name, value);
        return explain_if_set(context, DIRECTIVE_LIMIT_NPROC, change);
}

/* Has the unit's user as many processes and threads as he may have, LimitNPROC= says how many? Then the next is one too
 * many. Of now, since of then nothing tells. */
static bool is_user_full(const ExplainContext *context)
{
        const char *value = config_get(context->config, DIRECTIVE_LIMIT_NPROC),
                   *user = config_get(context->config, DIRECTIVE_USER);
        const struct passwd *account = user && *user ? getpwnam(user) : NULL;
        g_autoptr(GDir) proc = value && account && account->pw_uid ? g_dir_open("/proc", 0, NULL) : NULL;
        guint64 count = 0;

        for (const char *name; proc && (name = g_dir_read_name(proc));) {
                g_autofree char *path = g_build_filename("/proc", name, "status", NULL), *text = NULL;
                const char *uid, *threads;

                if (!g_ascii_isdigit(*name) || !file_read(path, 0, &text, NULL, NULL))
                        continue;
                uid = strstr(text, "\nUid:");
                threads = strstr(text, "\nThreads:");
                if (uid && threads && strtoul(uid + strlen("\nUid:"), NULL, 10) == account->pw_uid)
                        count += strtoul(threads + strlen("\nThreads:"), NULL, 10);
        }
        return proc && g_ascii_isdigit(*value) && count >= g_ascii_strtoull(value, NULL, 10);
}

Explanation *unstarted_explain(const ExplainContext *context, const char *root, int status, int error,
                               const char *words, char **ret_what)
{
        const ExitStatus *known = exit_status_find(status);
        g_autofree char *what = NULL;
        Explanation *explanation = NULL;

        if (!known)
                return NULL;
        /* What its child said up to 254 may be lost: who had ended when the journal took it is not known for the unit's
         */
        if (error == EAGAIN || (error == 0 && (words ? strstr(words, "Resource temporarily unavailable") != NULL
                                                     : status == STATUS_EXEC && !*root && is_user_full(context))))
                explanation = explain_tasks(context, known, &what);
        if (explanation)
                ; /* that is said */
        else if (status == STATUS_CHDIR)
                explanation = explain_chdir(context, root, &what);
        else if (status == STATUS_FDS)
                explanation = explain_files(context, "202/FDS", &what);
        else if (status == STATUS_EXEC)
                explanation = explain_exec(context, root, &what);
        else if (status == STATUS_NAMESPACE)
                explanation = explain_mounts(context, root, &what);
        else if (status == STATUS_STDIN || status == STATUS_STDOUT || status == STATUS_STDERR)
                explanation = explain_null(context, status);
        if (!what && !explanation && status != STATUS_CHDIR && status != STATUS_EXEC && status != STATUS_NAMESPACE)
                for (unsigned pass = 0; pass < 2; pass++) /* else the first that is set */
                        for (size_t i = 0; !explanation && i < G_N_ELEMENTS(known->directives) &&
                                           known->directives[i] != _DIRECTIVE_MAX;
                             i++)
                                if (pass == 1 || is_at_fault(context, known->directives[i], words))
                                        explanation = explain_if_set(context, known->directives[i], "");
        if (!explanation)
                return unstarted_explain_words(context, words, ret_what);
        *ret_what = what ? g_steal_pointer(&what)
                         : g_strdup_printf("could not be started: %s (exit status %d/%s)", known->what, known->status,
                                           known->name);
        return explanation;
}

Explanation *unstarted_explain_slices(const GPtrArray *slices, int status, char **ret_what)
{
        const ExitStatus *known = exit_status_find(status);
        Explanation *explanation = NULL;

        if (!known || (status != STATUS_STDIN && status != STATUS_STDOUT && status != STATUS_STDERR))
                return NULL;
        for (guint i = 0; !explanation && i < slices->len; i++)
                explanation = slice_explanation(explain_null(&((const Slice *)slices->pdata[i])->context, status));
        if (explanation)
                *ret_what = g_strdup_printf("could not be started: %s (exit status %d/%s)", known->what, known->status,
                                            known->name);
        return explanation;
}

Explanation *unstarted_explain_words(const ExplainContext *context, const char *words, char **ret_what)
{
        static const struct {
                const char *words, *what;
                DirectiveId directive;
        } rows[] = {
                {"environment", "could not be started: systemd could not read a file with its environment",
                 DIRECTIVE_ENVIRONMENT_FILE},
                {"/sys/fs/bpf", "could not be started: systemd could not mount a BPF file system for it",
                 DIRECTIVE_PRIVATE_BPF},
        };

        for (size_t i = 0; words && i < G_N_ELEMENTS(rows); i++) {
                Explanation *explanation = NULL;

                if (!strcasestr(words, rows[i].words))
                        continue;
                explanation = explain_if_set(context, rows[i].directive, "");
                if (explanation)
                        *ret_what = g_strdup(rows[i].what);
                return explanation;
        }
        return NULL;
}

void unstartable_free(Unstartable *one)
{
        if (!one)
                return;
        g_free(one->what);
        g_free(one);
}

static void expect(GPtrArray *all, DirectiveId id, int status, char *what)
{
        const ExitStatus *known = exit_status_find(status);
        Unstartable *one = g_new0(Unstartable, 1);

        one->directive = id;
        one->what = known ? g_strdup_printf("%s (%d/%s)", what, status, known->name) : g_strdup(what);
        g_free(what);
        g_ptr_array_add(all, one);
}

static bool is_missing(const char *root, const char *path)
{
        g_autofree char *real =
                *path == '/' && !strpbrk(path, "%*?[") ? path_chase(root, path, CHASE_FOLLOW) : g_strdup(path);

        return !real;
}

/* A file that a word names: "-/x" may be missing, "x:/y" has an id first. */
static void expect_files(GPtrArray *all, const Config *config, const char *root)
{
        static const struct {
                DirectiveId directive;
                int status;
                bool parent; /* the file is made */
                const char *prefixes[4];
        } rows[] = {
                {DIRECTIVE_WORKING_DIRECTORY, 200, false, {NULL}},
                {DIRECTIVE_ENVIRONMENT_FILE, 0, false, {NULL}},
                {DIRECTIVE_STANDARD_INPUT, 208, false, {"file:"}},
                {DIRECTIVE_STANDARD_OUTPUT, 209, true, {"file:", "append:", "truncate:"}},
                {DIRECTIVE_STANDARD_ERROR, 222, true, {"file:", "append:", "truncate:"}},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
                for (char **line = config->lines[rows[i].directive]; line && *line; line++) {
                        const char *path = rows[i].prefixes[0] ? "" : *line;
                        g_autofree char *looked_at = NULL;

                        for (const char *const *prefix = rows[i].prefixes; *prefix; prefix++)
                                if (g_str_has_prefix(*line, *prefix))
                                        path = *line + strlen(*prefix);
                        looked_at = rows[i].parent ? g_path_get_dirname(path) : g_strdup(path);
                        if (*path == '/' && is_missing(root, looked_at))
                                expect(all, rows[i].directive, rows[i].status,
                                       g_strdup_printf("there is no %s", looked_at));
                }
        for (char **line = config->lines[DIRECTIVE_LOAD_CREDENTIAL]; line && *line; line++) {
                const char *path = strchr(*line, ':');

                if (path && path[1] == '/' && is_missing(root, path + 1))
                        expect(all, DIRECTIVE_LOAD_CREDENTIAL, 243, g_strdup_printf("there is no %s", path + 1));
        }
}

/* StateDirectory= and its kin, where something else than a directory has the name. */
static void expect_directories(GPtrArray *all, const Config *config, const char *root)
{
        static const struct {
                DirectiveId directive;
                int status;
                const char *base;
        } rows[] = {
                {DIRECTIVE_RUNTIME_DIRECTORY, 233, "/run"},       {DIRECTIVE_STATE_DIRECTORY, 238, "/var/lib"},
                {DIRECTIVE_CACHE_DIRECTORY, 239, "/var/cache"},   {DIRECTIVE_LOGS_DIRECTORY, 240, "/var/log"},
                {DIRECTIVE_CONFIGURATION_DIRECTORY, 241, "/etc"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
                for (char **line = config->lines[rows[i].directive]; line && *line; line++) {
                        g_auto(GStrv) words = g_strsplit_set(*line, " \t", 0);

                        for (char **word = words; *word; word++) {
                                g_autofree char *name = g_strndup(*word, strcspn(*word, ":"));
                                g_autofree char *full = g_strconcat(root, rows[i].base, "/", name, NULL);

                                if (*name && !strchr(name, '%') && g_file_test(full, G_FILE_TEST_EXISTS) &&
                                    !g_file_test(full, G_FILE_TEST_IS_DIR))
                                        expect(all, rows[i].directive, rows[i].status,
                                               g_strdup_printf("%s/%s is there and no directory", rows[i].base, name));
                        }
                }
}

GPtrArray *unstarted_expect(const ExplainContext *context, const char *root)
{
        static const DirectiveId groups[] = {DIRECTIVE_GROUP, DIRECTIVE_SUPPLEMENTARY_GROUPS};
        GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)unstartable_free);

        if (context->user_manager || config_has_own_root(context->config))
                return all; /* other places, another root */
        for (size_t i = 0; !*root && i < G_N_ELEMENTS(groups); i++)
                for (char **line = context->config->lines[groups[i]]; line && *line; line++) {
                        g_auto(GStrv) words = g_strsplit_set(*line, " \t", 0);

                        for (char **word = words; *word; word++)
                                if (**word && !g_ascii_isdigit(**word) && !strchr(*word, '%') && !getgrnam(*word) &&
                                    !(groups[i] == DIRECTIVE_GROUP &&
                                      config_is_on(context->config, DIRECTIVE_DYNAMIC_USER)))
                                        expect(all, groups[i], 216, g_strdup_printf("there is no group %s", *word));
                }
        if (files_allowed(context->config) > 0 && files_allowed(context->config) <= 3)
                expect(all, DIRECTIVE_LIMIT_NOFILE, STATUS_EXEC,
                       g_strdup("no file can be opened but the standard ones"));
        expect_files(all, context->config, root);
        expect_directories(all, context->config, root);
        return all;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the model of effects does not tell: settings that refuse by what the host has and the service has not. Each of
 * these is asked when no effect of the unit's settings denies what was refused. */

#include "watch/cause.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/text.h"
#include "facts/program.h"
#include "model/capability.h"
#include "model/filesystem.h"
#include "source/observe/calls.h"
#include "watch/boundary.h"
#include "watch/gate.h"
#include "watch/unstarted.h"

const char *cause_host_root(const Watcher *watcher)
{
        return watcher->host_root ? HOST_ROOT : "";
}

const char *cause_proc(const Watcher *watcher)
{
        return watcher->host_root ? "/proc/1" : "/proc";
}

char *cause_service_root(const Watcher *watcher, const Loaded *loaded)
{
        const char *root = config_get(loaded->config, DIRECTIVE_ROOT_DIRECTORY);

        if (config_is_on(loaded->config, DIRECTIVE_ROOT_IMAGE))
                return NULL;
        if (!root || !*root || g_str_equal(root, "/"))
                return g_strdup(cause_host_root(watcher));
        root += *root == '-';
        return *root == '/' && !strchr(root, '%') ? g_strconcat(cause_host_root(watcher), root, NULL) : NULL;
}

/* What the C library looks for by itself and does without: a root directory that lacks it takes nothing away. */
static bool is_done_without(const char *path)
{
        static const char *const paths[] = {"/etc/ld.so.cache",
                                            "/etc/ld.so.preload",
                                            "/etc/localtime",
                                            "/usr/lib/locale/",
                                            "/usr/share/locale/",
                                            "/usr/lib/x86_64-linux-gnu/gconv/",
                                            NULL};

        for (const char *const *one = paths; *one; one++)
                if (g_str_has_prefix(path, *one))
                        return true;
        return false;
}

/* What is nowhere below RootDirectory= is missing by that setting's doing. is_sandbox_to_blame() asks whether the host
 * has it. Caller frees. */
static Explanation *explain_root(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal)
{
        const Need *need = &refusal->need;
        g_autofree char *root = cause_service_root(watcher, loaded), *full = NULL, *change = NULL, *word = NULL;
        Explanation *explanation;

        if (need->kind != NEED_PATH || refusal->error != ENOENT || (need->access & ACCESS_CREATE) || !root ||
            !config_is_on(loaded->config, DIRECTIVE_ROOT_DIRECTORY) || is_done_without(need->subject))
                return NULL;
        full = g_strconcat(root, need->subject, NULL);
        if (access(full, F_OK) == 0)
                return NULL;
        word = word_quote(need->subject);
        change = g_strdup_printf(need->access & ACCESS_WRITE ? "BindPaths=%s" : "BindReadOnlyPaths=%s", word);
        explanation = explain_setting(&loaded->context, DIRECTIVE_ROOT_DIRECTORY, "RootDirectory=", change);
        explanation->need = (Need){need->kind, need->access, g_strdup(need->subject)};
        return explanation;
}

/* What BindPaths= puts over a directory hides what is in it. is_sandbox_to_blame() asks whether the host has it. Caller
 * frees. */
static Explanation *explain_bound(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal)
{
        static const DirectiveId binding[] = {DIRECTIVE_BIND_PATHS, DIRECTIVE_BIND_READ_ONLY_PATHS};
        const Need *need = &refusal->need;
        g_autofree char *root = cause_service_root(watcher, loaded), *hiding = NULL;
        g_autoptr(GString) change = NULL;
        DirectiveId by = _DIRECTIVE_MAX;
        Explanation *explanation;
        size_t longest = 0;
        Blame *blame;

        if (need->kind != NEED_PATH || refusal->error != ENOENT || (need->access & ACCESS_CREATE) || !root ||
            config_has_own_root(loaded->config))
                return NULL;
        for (size_t i = 0; i < G_N_ELEMENTS(binding); i++)
                for (char **line = loaded->config->lines[binding[i]]; line && *line; line++) {
                        g_auto(GStrv) words = g_strsplit_set(*line, " \t", 0);

                        for (char **word = words; *word; word++) {
                                g_auto(GStrv) parts = g_strsplit(*word + (**word == '-'), ":", 3);
                                const char *to = parts[0] && parts[1] ? parts[1] : "";
                                g_autofree char *source = NULL;
                                size_t n = strlen(to);

                                if (n < 2 || n < longest || !g_str_has_prefix(need->subject, to) ||
                                    need->subject[n] != '/')
                                        continue;
                                longest = n;
                                source = g_strconcat(root, parts[0], need->subject + n, NULL);
                                by = access(source, F_OK) < 0 ? binding[i] : _DIRECTIVE_MAX;
                                g_free(hiding);
                                hiding = g_strdup(*word);
                        }
                }
        if (by == _DIRECTIVE_MAX)
                return NULL;
        change = g_string_new(NULL);
        g_string_append_printf(change, "%s=", directives[by].name);
        for (char **line = loaded->config->lines[by]; *line; line++) {
                g_auto(GStrv) words = g_strsplit_set(*line, " \t", 0);

                for (char **word = words; *word; word++)
                        if (**word && !g_str_equal(*word, hiding))
                                g_string_append_printf(change, "\n%s=%s", directives[by].name, *word);
        }
        explanation = explain_setting(&loaded->context, by, directives[by].name, change->str);
        blame = explanation->blames->pdata[0];
        for (guint i = 0; i < loaded->view->settings->len; i++) {
                const UnitSetting *setting = loaded->view->settings->pdata[i];

                if (setting->directive != (int)by || !strstr(setting->value, hiding))
                        continue;
                g_free(blame->setting);
                g_free(blame->file);
                blame->setting = g_strdup_printf("%s=%s", setting->name, setting->value);
                blame->file = g_strdup(setting->file);
                blame->line = setting->line;
        }
        explanation->need = (Need){need->kind, need->access, g_strdup(need->subject)};
        return explanation;
}

Explanation *cause_network(const Loaded *loaded)
{
        return explain_setting(&loaded->context, DIRECTIVE_PRIVATE_NETWORK, "PrivateNetwork=", "PrivateNetwork=no");
}

/* What the kernel shows of a network interface, below sysfs and proc, it shows of the network that one is in. Caller
 * frees. */
static Explanation *explain_interface(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal)
{
        static const char *const places[] = {"/sys/class/net/", "/proc/sys/net/ipv4/conf/", "/proc/sys/net/ipv6/conf/",
                                             "/proc/sys/net/ipv4/neigh/", "/proc/sys/net/ipv6/neigh/"};
        const Need *need = &refusal->need;
        g_autofree char *name = NULL;
        Explanation *explanation;

        if (need->kind != NEED_PATH || refusal->error != ENOENT ||
            !config_is_on(loaded->config, DIRECTIVE_PRIVATE_NETWORK))
                return NULL;
        for (size_t i = 0; i < G_N_ELEMENTS(places) && !name; i++)
                if (g_str_has_prefix(need->subject, places[i])) {
                        const char *begin = need->subject + strlen(places[i]);

                        name = g_strndup(begin, strcspn(begin, "/"));
                }
        if (!name || !gate_host_has_interface(cause_proc(watcher), name))
                return NULL;
        explanation = cause_network(loaded);
        explanation->need = (Need){need->kind, need->access, g_strdup(need->subject)};
        return explanation;
}

/* A program that is there, and whose interpreter or loader a setting takes away. Caller frees. */
static Explanation *explain_interpreter(const Watcher *watcher, const Loaded *loaded, const Need *program,
                                        const Symptom *symptom)
{
        g_autofree char *root = cause_service_root(watcher, loaded), *path = g_strdup(program->subject);

        if (root) { /* it may be a link, and settings are about what that leads to */
                g_autofree char *real = path_chase(root, path, CHASE_FOLLOW);
                const Need need = {NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, real};
                Explanation *explanation =
                        real && !g_str_equal(real, path) ? explain_need(&loaded->context, &need, symptom) : NULL;

                if (explanation)
                        return explanation;
        }
        for (unsigned depth = 0; root && depth < 4; depth++) {
                g_autoptr(ProgramFacts) facts = program_facts_new(root, path);
                Need need = {NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, facts->interpreter};
                g_autofree char *real = NULL;
                Explanation *explanation;

                if (!facts->interpreter)
                        return NULL;
                real = path_chase(root, facts->interpreter, CHASE_MAY_MISS);
                explanation = explain_need(&loaded->context, &need, symptom);
                if (!explanation && real) {
                        need.subject = real;
                        explanation = explain_need(&loaded->context, &need, symptom);
                }
                if (explanation)
                        return explanation;
                g_free(path);
                path = g_strdup(facts->interpreter);
        }
        return NULL;
}

/* What a symbolic link leads to may be hidden where the link is not. Caller frees. */
static Explanation *explain_link(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal)
{
        const CallRow *row = call_row(refusal->syscall);
        g_autofree char *root = cause_service_root(watcher, loaded), *real = NULL;
        const Symptom symptom = {.error = refusal->error};

        if (refusal->need.kind != NEED_PATH || !root || !row || row->nofollow || *refusal->need.subject != '/')
                return NULL;
        real = path_chase(root, refusal->need.subject, CHASE_MAY_MISS | CHASE_FOLLOW);
        return real && !g_str_equal(real, refusal->need.subject)
                       ? explain_need(&loaded->context, &(Need){NEED_PATH, refusal->need.access, real}, &symptom)
                       : NULL;
}

/* Caller frees. */
static Explanation *explain_file_capabilities(const Watcher *watcher, const Loaded *loaded,
                                              const ObservedRefusal *refusal)
{
        g_autofree char *root = cause_service_root(watcher, loaded);
        g_autoptr(ProgramFacts) program = NULL;

        if (refusal->error != EPERM || refusal->need.kind != NEED_PATH || !(refusal->need.access & ACCESS_EXECUTE) ||
            !root || !g_str_has_prefix(refusal->syscall, "execve"))
                return NULL;
        program = program_facts_new(root, refusal->need.subject);
        return unstarted_explain_capabilities(&loaded->context, program);
}

/* RestrictFileSystems= refuses opening, by the type of the file system that the file is on. Caller frees. */
static Explanation *explain_file_system(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal)
{
        char *const *lines = loaded->config->lines[DIRECTIVE_RESTRICT_FILE_SYSTEMS];
        g_autofree char *root = cause_service_root(watcher, loaded), *full = NULL, *change = NULL;
        const char *name;
        Explanation *explanation;
        struct statfs fs;

        if (!lines || refusal->error != EPERM || !g_str_has_prefix(refusal->syscall, "open") || !root ||
            *refusal->need.subject != '/')
                return NULL;
        full = g_strconcat(root, refusal->need.subject, NULL);
        if (statfs(full, &fs) < 0 || !file_system_is_denied(lines, (unsigned long)fs.f_type))
                return NULL;
        name = file_system_name((unsigned long)fs.f_type);
        change = name && **lines != '~' ? g_strdup_printf("RestrictFileSystems=%s", name)
                                        : g_strdup("RestrictFileSystems=");
        explanation =
                explain_setting(&loaded->context, DIRECTIVE_RESTRICT_FILE_SYSTEMS, "RestrictFileSystems=", change);
        explanation->need = (Need){refusal->need.kind, refusal->need.access, g_strdup(refusal->need.subject)};
        return explanation;
}

/* Is what stands in the way, the file itself or a directory above, of a user whom root is not, where PrivateUsers= maps
 * few, and closed to all but him? */
static bool is_of_unmapped(const char *root, const Need *need)
{
        g_autofree char *path = g_strconcat(root, need->subject, NULL);
        struct stat st;
        bool last = true;

        while (strlen(path) > strlen(root)) {
                if (stat(path, &st) == 0) {
                        unsigned asked = !last || S_ISDIR(st.st_mode) ? 1 : 0;

                        asked |= last && (need->access & ACCESS_READ) ? 4 : 0;
                        asked |= last && (need->access & (ACCESS_WRITE | ACCESS_CREATE)) ? 2 : 0;
                        asked <<= st.st_gid == 0 ? 3 : 0; /* the group root is in the namespace */
                        if (st.st_uid != 0 && (st.st_mode & asked) != asked)
                                return true;
                        last = false;
                }
                /* what is not there is to be made in what is above it */
                *strrchr(path, '/') = '\0';
        }
        return false;
}

/* Does the call take a user or group that is not in the user namespace? PrivateUsers=yes has root and the unit's own,
 * the other values the first 65536. */
static bool takes_unmapped(const struct wire_event *event, const char *call, bool all)
{
        unsigned first, last;

        if (g_str_has_prefix(call, "setgroups"))
                return true;
        if (g_str_has_prefix(call, "setres"))
                first = 0, last = 2;
        else if (g_str_has_prefix(call, "setre"))
                first = 0, last = 1;
        else if (g_str_has_prefix(call, "setuid") || g_str_has_prefix(call, "setgid"))
                first = last = 0;
        else if (g_str_has_prefix(call, "fchownat"))
                first = 2, last = 3;
        else if (strstr(call, "chown"))
                first = 1, last = 2;
        else
                return false;
        for (unsigned i = first; i <= last; i++) {
                uint32_t id = (uint32_t)event->args[i];

                if (id != (uint32_t)-1 && (all ? id > 65535 : id != 0 && id != event->euid && id != event->egid))
                        return true;
        }
        return false;
}

/* In a user namespace root has no power over files of users that are not in it. No capability is asked for then, so
 * that nothing but the error tells of it. Caller frees. */
static Explanation *explain_users(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal)
{
        const char *value = config_get(loaded->config, DIRECTIVE_PRIVATE_USERS);
        g_autofree char *root = cause_service_root(watcher, loaded);
        bool all, unmapped;
        Explanation *explanation;

        if (!config_is_on(loaded->config, DIRECTIVE_PRIVATE_USERS))
                return NULL;
        all = g_str_equal(value, "identity") || g_str_equal(value, "full");
        unmapped = refusal->error == EINVAL && takes_unmapped(watcher->event, refusal->syscall, all);
        /* nobody may set groups there, who has the capability either */
        unmapped |= refusal->error == EPERM && g_str_has_prefix(refusal->syscall, "setgroups") &&
                    (watcher->event->capabilities >> CAP_SETGID & 1);
        if (!unmapped && (all || refusal->error != EACCES || refusal->need.kind != NEED_PATH || !root ||
                          watcher->event->euid != 0 || !is_of_unmapped(root, &refusal->need)))
                return NULL;
        explanation = explain_setting(&loaded->context, DIRECTIVE_PRIVATE_USERS, "PrivateUsers=", "PrivateUsers=no");
        explanation->need = (Need){refusal->need.kind, refusal->need.access, g_strdup(refusal->need.subject)};
        return explanation;
}

/* Without its powers root is refused what nobody else may. Each of them is asked for as ever, so that the capability is
 * known. Caller frees. */
static Explanation *explain_secure_bits(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal)
{
        const char *value = config_get(loaded->config, DIRECTIVE_SECURE_BITS);
        g_auto(GStrv) words = value ? g_strsplit_set(value, " \t", 0) : NULL;
        int capability = refusal->need.kind == NEED_CAPABILITY ? capability_from_name(refusal->need.subject) : -1;
        Explanation *explanation;

        if (!words || !g_strv_contains((const char *const *)words, "noroot") || capability < 0 ||
            watcher->event->euid != 0 || !gate_host_capabilities("/proc", UINT64_C(1) << capability))
                return NULL;
        explanation = explain_setting(&loaded->context, DIRECTIVE_SECURE_BITS, "SecureBits=", "SecureBits=");
        explanation->need = (Need){NEED_CAPABILITY, 0, g_strdup(refusal->need.subject)};
        return explanation;
}

static Explanation *find_way(const Watcher *watcher, const ExplainContext *context, const Need *need, int error)
{
        char *const *lines = context->config->lines[DIRECTIVE_RESTRICT_NETWORK_INTERFACES];
        g_autofree char *name = NULL, *change = NULL;
        bool listed = false, all_but;
        Explanation *explanation;

        if (!lines || need->kind != NEED_CONNECT || g_str_has_prefix(need->subject, "unix:") ||
            (error != EPERM && error != EINPROGRESS))
                return NULL;
        name = gate_host_way(cause_proc(watcher), need->subject);
        if (!name)
                return NULL;
        all_but = **lines == '~';
        for (char *const *line = lines; *line; line++) {
                g_auto(GStrv) words = g_strsplit_set(**line == '~' ? *line + 1 : *line, " \t", 0);

                if (g_strv_contains((const char *const *)words, name))
                        listed = (**line == '~') == all_but;
        }
        if (listed != all_but)
                return NULL;
        change = g_strdup_printf("RestrictNetworkInterfaces=%s", name);
        explanation =
                explain_setting(context, DIRECTIVE_RESTRICT_NETWORK_INTERFACES, "RestrictNetworkInterfaces=", change);
        explanation->need = (Need){need->kind, need->access, g_strdup(need->subject)};
        return explanation;
}

Explanation *cause_find_way(const Watcher *watcher, const Loaded *loaded, const Need *need, int error)
{
        Explanation *explanation = find_way(watcher, &loaded->context, need, error);

        for (guint i = 0; !explanation && i < loaded->slices->len; i++)
                explanation = slice_explanation(
                        find_way(watcher, &((const Slice *)loaded->slices->pdata[i])->context, need, error));
        return explanation;
}

static Explanation *explain_slices(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal)
{
        const Symptom symptom = {.filtered = refusal->filtered, .error = refusal->error, .signal = refusal->signal};

        return slice_explain(loaded->slices, &refusal->need, &symptom);
}

static Explanation *explain_boundary(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal)
{
        g_autofree char *root = cause_service_root(watcher, loaded);

        return root ? boundary_explain(&loaded->context, root, &refusal->need, refusal->other, refusal->error) : NULL;
}

Explanation *cause_find(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal,
                        const Symptom *symptom)
{
        static Explanation *(*const ways[])(const Watcher *, const Loaded *, const ObservedRefusal *) = {
                explain_file_system, explain_link,      explain_users,       explain_root,
                explain_bound,       explain_interface, explain_secure_bits, explain_file_capabilities,
                explain_slices,      explain_boundary,
        };
        Explanation *explanation = NULL;

        if (refusal->need.kind == NEED_PATH && (refusal->need.access & ACCESS_EXECUTE))
                explanation = explain_interpreter(watcher, loaded, &refusal->need, symptom);
        for (size_t i = 0; !explanation && i < G_N_ELEMENTS(ways); i++)
                explanation = ways[i](watcher, loaded, refusal);
        return explanation ? explanation : cause_find_way(watcher, loaded, &refusal->need, refusal->error);
}

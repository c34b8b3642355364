/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is the sandbox to blame? A refusal is told if three things hold: a setting of the unit denies what was tried, the
 * refusal looks as that setting's refusals look (src/explain/), and outside of the sandbox it would have worked
 * (gate.c). Everything else is the ordinary failing of programs, and none of our business. */

#include "watch/blame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/text.h"
#include "facts/program.h"
#include "model/capability.h"
#include "model/filesystem.h"
#include "source/look.h"
#include "source/observe/calls.h"
#include "source/observe/names.h"
#include "unit/exec-line.h"
#include "watch/gate.h"
#include "watch/limit.h"
#include "watch/loaded.h"
#include "watch/message.h"
#include "watch/mode.h"
#include "watch/tell.h"
#include "watch/unstarted.h"

#define EXIT_STATUS_EXEC 203 /* of systemd: it could not run the program */

static bool is_file_effect(const Explanation *explanation)
{
        return explanation->need.kind == NEED_PATH || explanation->need.kind == NEED_DEVICE ||
               g_str_has_prefix(explanation->need.subject, "unix:/");
}

/* A setting that waits in complain mode refuses nothing. */
static bool is_waiting(const Explanation *explanation)
{
        return g_str_has_prefix(((const Blame *)explanation->blames->pdata[0])->file ?: "", MODE_COMPLAIN_DIR "/");
}

/* The root directory of the host, as seen from here. */
static const char *host_root(const Watcher *watcher)
{
        return watcher->host_root ? HOST_ROOT : "";
}

/* The directory that is the service's root, as seen from here; NULL: it cannot be looked into from outside. Caller
 * frees. */
static char *service_root(const Watcher *watcher, const Loaded *loaded)
{
        const char *root = config_get(loaded->config, DIRECTIVE_ROOT_DIRECTORY);

        if (config_is_on(loaded->config, DIRECTIVE_ROOT_IMAGE))
                return NULL;
        if (!root || !*root || g_str_equal(root, "/"))
                return g_strdup(host_root(watcher));
        root += *root == '-';
        return *root == '/' && !strchr(root, '%') ? g_strconcat(host_root(watcher), root, NULL) : NULL;
}

/* In the host's network, would it have gone otherwise? What would have failed there, too, is not blamed. */
static bool is_network_to_blame(const char *proc, const char *endpoint, int error)
{
        switch (error) {
        case ECONNREFUSED:
                return gate_host_listens(proc, endpoint);
        case EADDRNOTAVAIL:
                return gate_host_owns(proc, endpoint);
        case ENETUNREACH:
        case EHOSTUNREACH:
                return gate_host_has_route(proc, endpoint);
        default:
                return true;
        }
}

/* Would it have worked without the sandbox? */
static bool is_sandbox_to_blame(const Watcher *watcher, const Loaded *loaded, const Explanation *explanation,
                                const Symptom *symptom, const char *call)
{
        static const char *const removing[] = {"unlink", "unlinkat", "rmdir", NULL};
        const struct wire_event *event = watcher->event;
        const Need *need = &explanation->need;
        DirectiveId by = ((const Blame *)explanation->blames->pdata[0])->directive;
        g_autofree unsigned *groups = NULL;
        g_autofree char *root = NULL;
        GateSubject subject = {.uid = event->euid, .gid = event->egid};

        if (symptom->filtered)
                return true;
        if (need->kind == NEED_CAPABILITY) {
                /* a set that is too large: which of them is not had, the bounding set says, but no namespace */
                if (call && g_str_equal(call, "capset") && by != DIRECTIVE_CAPABILITY_BOUNDING_SET)
                        return false;
                return event->euid == 0 || (config_ambient_capabilities(loaded->config) &
                                            (UINT64_C(1) << capability_from_name(need->subject)));
        }
        /* what was looked at there is not known, or may be missing everywhere */
        if (need->kind == NEED_BEHAVIOUR &&
            (g_str_equal(need->subject, "proc-files") || g_str_equal(need->subject, "keyring")))
                return false;
        if (need->kind == NEED_BEHAVIOUR && g_str_equal(need->subject, "sysv-ipc")) {
                g_autofree char *kind = g_strndup(call ? call : "", 3); /* shmget ... */

                return symptom->error == ENOENT && call && g_str_has_suffix(call, "get") &&
                       gate_host_has_ipc("/proc", kind, (int)event->args[0]);
        }
        if (by == DIRECTIVE_PRIVATE_PIDS) {
                const CallRow *row = call ? call_row(call) : NULL;

                /* of one in /proc that is found out as it is decoded */
                if (row && row->op.kind != WIRE_OP_NONE && need->kind == NEED_BEHAVIOUR && row->op.path[0] >= 0)
                        return symptom->error == ENOENT;
                return row && row->op.process &&
                       gate_host_has_process("/proc", abs((int)event->args[row->op.process - 1]));
        }
        if (by == DIRECTIVE_PRIVATE_NETWORK && (need->kind == NEED_CONNECT || need->kind == NEED_BIND))
                return is_network_to_blame(watcher->host_root ? "/proc/1" : "/proc", need->subject, symptom->error);
        if (!is_file_effect(explanation))
                return true;
        if (event->flags & WIRE_OWN_MOUNTS)
                return false; /* it made a world of its own */
        root = by == DIRECTIVE_ROOT_DIRECTORY ? g_strdup(host_root(watcher)) : service_root(watcher, loaded);
        if (!root)
                return false;
        /* what is to be removed must be there */
        if (call && g_strv_contains(removing, call)) {
                g_autofree char *full = g_strconcat(root, need->subject, NULL);

                if (access(full, F_OK) < 0)
                        return false;
        }
        /* who only asks is told of the mount when the mode would do */
        if (call && strstr(call, "access") && symptom->error == EROFS)
                subject.uid = 0;
        groups = gate_groups(event->pid, event->euid, &subject.n_groups);
        subject.groups = groups;
        if (call && (strstr(call, "chmod") || strstr(call, "chown")) && !gate_host_owner(root, need->subject, &subject))
                return false;
        if (gate_host_allows(root, need, &subject))
                return true;
        /* for many programs it is not the same whether something is not there or they may not look */
        return (by == DIRECTIVE_INACCESSIBLE_PATHS || by == DIRECTIVE_PROTECT_HOME) && symptom->error == EACCES &&
               need->kind == NEED_PATH && !(need->access & (ACCESS_WRITE | ACCESS_CREATE | ACCESS_EXECUTE)) &&
               gate_host_misses(root, need->subject, &subject);
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
        g_autofree char *root = service_root(watcher, loaded), *full = NULL, *change = NULL, *word = NULL;
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
        g_autofree char *root = service_root(watcher, loaded), *hiding = NULL;
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
        explanation = explain_setting(&loaded->context, by, directives[by].name, "");
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

/* A program that is there, and whose interpreter or loader a setting takes away. Caller frees. */
static Explanation *explain_interpreter(const Watcher *watcher, const Loaded *loaded, const Need *program,
                                        const Symptom *symptom)
{
        g_autofree char *root = service_root(watcher, loaded), *path = g_strdup(program->subject);

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

/* RestrictFileSystems= refuses opening, by the type of the file system that the file is on. Caller frees. */
static Explanation *explain_file_system(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal)
{
        char *const *lines = loaded->config->lines[DIRECTIVE_RESTRICT_FILE_SYSTEMS];
        g_autofree char *root = service_root(watcher, loaded), *full = NULL, *change = NULL;
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
        g_autofree char *root = service_root(watcher, loaded);
        bool all, unmapped;
        Explanation *explanation;

        if (!config_is_on(loaded->config, DIRECTIVE_PRIVATE_USERS))
                return NULL;
        all = g_str_equal(value, "identity") || g_str_equal(value, "full");
        unmapped = refusal->error == EINVAL && takes_unmapped(watcher->event, refusal->syscall, all);
        if (!unmapped && (all || refusal->error != EACCES || refusal->need.kind != NEED_PATH || !root ||
                          watcher->event->euid != 0 || !is_of_unmapped(root, &refusal->need)))
                return NULL;
        explanation = explain_setting(&loaded->context, DIRECTIVE_PRIVATE_USERS, "PrivateUsers=", "PrivateUsers=no");
        explanation->need = (Need){refusal->need.kind, refusal->need.access, g_strdup(refusal->need.subject)};
        return explanation;
}

void blame_refusal(Watcher *watcher, Group *group, const ObservedRefusal *refusal)
{
        Symptom symptom = {.filtered = refusal->filtered, .error = refusal->error, .signal = refusal->signal};
        const Loaded *loaded = loaded_get(watcher, &group->unit);
        g_autoptr(Explanation) explanation = NULL;

        if (!loaded)
                return;
        if (refusal->error != EINVAL ||
            g_strcmp0(config_get(loaded->config, DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER), "EINVAL") == 0)
                explanation = explain_refusal(&loaded->context, &refusal->need, &symptom, refusal->syscall);
        if (!explanation && refusal->need.kind == NEED_PATH && (refusal->need.access & ACCESS_EXECUTE))
                explanation = explain_interpreter(watcher, loaded, &refusal->need, &symptom);
        if (!explanation)
                explanation = explain_file_system(watcher, loaded, refusal);
        if (!explanation)
                explanation = explain_users(watcher, loaded, refusal);
        if (!explanation)
                explanation = explain_root(watcher, loaded, refusal);
        if (!explanation)
                explanation = explain_bound(watcher, loaded, refusal);
        /* in complain mode the drop-in is not in force: what is refused is so by other settings */
        if (explanation && is_waiting(explanation))
                return;
        if (explanation && is_sandbox_to_blame(watcher, loaded, explanation, &symptom, refusal->syscall))
                tell(watcher, group,
                     (WatchEntry){.message_id = WATCH_MESSAGE_REFUSED,
                                  .program = refusal->actor,
                                  .call = refusal->syscall,
                                  .symptom = &symptom,
                                  .explanation = explanation});
}

void blame_need(Watcher *watcher, Group *group, const Need *need)
{
        const Loaded *loaded = loaded_get(watcher, &group->unit);
        g_autoptr(Explanation) explanation = NULL;
        Symptom symptom = {.error = need->kind == NEED_CONNECT ? EINPROGRESS : 0};

        if (!loaded)
                return;
        if (loaded->complain) {
                explanation = explain_need(&loaded->context, need, NULL);
                if (explanation)
                        tell(watcher, group,
                             (WatchEntry){.message_id = WATCH_MESSAGE_WOULD,
                                          .program = watcher->program,
                                          .explanation = explanation});
                return;
        }
        if (need->kind == NEED_CONNECT && (watcher->event->ret == -EINPROGRESS)) {
                explanation = explain_need(&loaded->context, need, &symptom);
                if (explanation && ((Blame *)explanation->blames->pdata[0])->directive == DIRECTIVE_IP_ADDRESS_DENY)
                        tell(watcher, group,
                             (WatchEntry){.message_id = WATCH_MESSAGE_REFUSED,
                                          .program = watcher->program,
                                          .call = "connect",
                                          .symptom = &symptom,
                                          .explanation = explanation});
        } else if (need->kind == NEED_PATH && (watcher->event->flags & WIRE_HIDDEN)) {
                symptom.error = EACCES;
                explanation = explain_need(&loaded->context, need, &symptom);
                symptom.error = 0;
                if (explanation && is_sandbox_to_blame(watcher, loaded, explanation, &symptom, "open"))
                        tell(watcher, group,
                             (WatchEntry){.message_id = WATCH_MESSAGE_REFUSED,
                                          .program = watcher->program,
                                          .call = "open",
                                          .symptom = &symptom,
                                          .explanation = explanation});
        }
}

void blame_setid(Watcher *watcher, Group *group, const char *path)
{
        const Loaded *loaded = loaded_get(watcher, &group->unit);
        const Need need = {NEED_SETID_EXEC, 0, (char *)path};
        const Symptom symptom = {};
        g_autoptr(Explanation) explanation = NULL;

        if (!loaded || loaded->complain)
                return;
        explanation = explain_need(&loaded->context, &need, &symptom);
        if (explanation)
                tell(watcher, group,
                     (WatchEntry){.message_id = WATCH_MESSAGE_REFUSED,
                                  .program = path,
                                  .call = "execve",
                                  .symptom = &symptom,
                                  .explanation = explanation});
}

/* call: in which the limit was met; NULL: not known. */
static void tell_limit(Watcher *watcher, Group *group, const Loaded *loaded, const Limit *limit, const char *call)
{
        g_autoptr(Explanation) explanation = limit_explain(&loaded->context, limit);
        g_autofree char *what = limit_describe(limit);

        if (!is_waiting(explanation))
                tell(watcher, group,
                     (WatchEntry){.message_id = WATCH_MESSAGE_REFUSED,
                                  .program = watcher->program,
                                  .call = call,
                                  .what = what,
                                  .explanation = explanation});
}

void blame_limit(Watcher *watcher, Group *group, const struct wire_event *event)
{
        const Loaded *loaded = loaded_get(watcher, &group->unit);
        g_autofree char *who = NULL;
        Limit limit = {.which = (unsigned)event->args[0],
                       .value = event->args[2],
                       .error = event->ret < 0 ? (int)-event->ret : 0};

        if (!loaded)
                return;
        if (limit.which >= WIRE_LIMIT_RESOURCE
                    ? !limit_is_set(loaded->config, &limit)
                    : !limit_find_group(CGROUP_ROOT, group->path, group->unit.name, event->args[1], &who))
                return;
        limit.who = who;
        tell_limit(watcher, group, loaded, &limit, NULL);
}

void blame_raised(Watcher *watcher, Group *group, const struct wire_event *event)
{
        g_autofree char *call = event->ret == -EPERM || event->ret == -EINVAL ? call_name(event->abi, event->nr) : NULL;
        const CallRow *row = call ? call_row(call) : NULL;
        const Loaded *loaded = row && row->op.raises ? loaded_get(watcher, &group->unit) : NULL;
        const Symptom filtered = {.filtered = true, .error = (int)-event->ret};
        g_autoptr(Explanation) filter = NULL;
        Limit limit = {.which = WIRE_LIMIT_RESOURCE + (unsigned)event->args[1], .error = (int)-event->ret};

        if (!loaded || (!group->own_pids && event->args[0] != 0 && (int)event->args[0] != event->pid))
                return;
        /* Root that may not is told of by its capability, where a setting takes that; else it is in a container, where
         * many ask for a little more than their packages set, and do without. */
        if (event->ret == -EPERM && event->euid == 0)
                return;
        filter = explain_need(&loaded->context, &(Need){NEED_SYSCALL, 0, call}, &filtered);
        limit.wanted = (uint32_t)(event->ret == -EPERM ? event->loaded >> 32 : event->loaded);
        if (filter || !limit_is_too_low(loaded->config, &limit))
                return;
        tell_limit(watcher, group, loaded, &limit, call);
}

void blame_dropped(Watcher *watcher, Group *group, const struct wire_event *event)
{
        const Loaded *loaded = loaded_get(watcher, &group->unit);
        const char *transport = name_of_transport((event->socket >> 16) & 0xff, event->socket & 0xffff);
        char peer[INET6_ADDRSTRLEN] = "";
        g_autoptr(Explanation) explanation = NULL;
        g_autofree char *subject = NULL, *what = NULL;

        inet_ntop((int)(event->socket >> 24), event->args, peer, sizeof(peer));
        subject = g_strdup_printf("%s:%s", transport, peer);
        const Need need = {NEED_ACCEPT, 0, subject};

        explanation = loaded ? explain_need(&loaded->context, &need, NULL) : NULL;
        if (!explanation || is_waiting(explanation) ||
            ((Blame *)explanation->blames->pdata[0])->directive != DIRECTIVE_IP_ADDRESS_DENY)
                return;
        what = g_strdup_printf("was not reached by %s (%s): what it sent was dropped", peer, transport);
        tell(watcher, group,
             (WatchEntry){
                     .message_id = WATCH_MESSAGE_REFUSED, .program = "", .what = what, .explanation = explanation});
}

/* systemd says nothing of a program that is not there for the unit, and that may be missing ("-"): it skips it. Told is
 * what a setting hides. */
static void blame_skipped(Watcher *watcher, Group *group, const Loaded *loaded)
{
        static const char *const names[] = {"ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload", "ExecStop",
                                            "ExecStopPost", NULL};
        const Symptom symptom = {.error = ENOENT};

        for (const char *const *name = names; *name; name++) {
                g_auto(GStrv) values = unit_view_get_all(loaded->view, "Service", *name);

                for (char **value = values; value && *value; value++) {
                        g_autoptr(GPtrArray) commands = exec_line_parse(*value, NULL, NULL);

                        for (guint i = 0; commands && i < commands->len; i++) {
                                const ExecLine *line = commands->pdata[i];
                                const Need need = {NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, line->path};
                                g_autoptr(Explanation) explanation = NULL;

                                if (!(line->prefixes & EXEC_IGNORE_FAILURE) ||
                                    (line->prefixes & EXEC_FULLY_PRIVILEGED) || *line->path != '/')
                                        continue;
                                explanation = explain_need(&loaded->context, &need, &symptom);
                                if (explanation && !is_waiting(explanation) &&
                                    is_sandbox_to_blame(watcher, loaded, explanation, &symptom, "execve"))
                                        tell(watcher, group,
                                             (WatchEntry){.message_id = WATCH_MESSAGE_REFUSED,
                                                          .program = line->path,
                                                          .what = "was skipped by systemd, for which it is not there",
                                                          .call = "execve",
                                                          .symptom = &symptom,
                                                          .explanation = explanation});
                        }
                }
        }
}

/* It could not be started, for another reason than a refusal of its program. True if that was told. */
static bool blame_setup(Watcher *watcher, Group *group, const Loaded *loaded, const char *root, int status)
{
        g_autofree char *what = NULL;
        g_autoptr(Explanation) explanation = unstarted_explain(&loaded->context, root, status, NULL, &what);
        bool refused;

        if (!explanation || is_waiting(explanation))
                return false;
        refused = explanation->need.subject || status == EXIT_STATUS_EXEC;
        tell(watcher, group,
             (WatchEntry){.message_id = refused ? WATCH_MESSAGE_REFUSED : WATCH_MESSAGE_SETUP,
                          .program = group->unit.name,
                          .what = what,
                          .explanation = explanation});
        return true;
}

void blame_unstarted(Watcher *watcher, Group *group, const struct wire_event *event)
{
        const Loaded *loaded = loaded_get(watcher, &group->unit);
        g_autofree char *root = loaded ? service_root(watcher, loaded) : NULL;
        g_autoptr(NeedSet) needs = NULL;
        int error = group->exec_error;

        if (event->ret) { /* the status follows, if systemd does not find another way */
                group->exec_error = (int)-event->ret;
                return;
        }
        group->exec_error = 0;
        if (!root)
                return;
        if (event->args[0] == 0) {
                blame_skipped(watcher, group, loaded);
                return;
        }
        if (event->args[0] != EXIT_STATUS_EXEC) {
                blame_setup(watcher, group, loaded, root, (int)event->args[0]);
                return;
        }
        needs = look_needs(*root ? root : NULL, loaded->view);
        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];
                const Symptom symptom = {.error = error == ENOEXEC ? 0 : error};
                g_autoptr(Explanation) explanation = NULL;
                g_autofree char *what = NULL;

                if (entry->need.kind != NEED_PATH || !(entry->need.access & ACCESS_EXECUTE) ||
                    need_entry_best(entry)->strength != STRENGTH_DECLARED)
                        continue;
                explanation = explain_need(&loaded->context, &entry->need, NULL);
                if (!explanation || is_waiting(explanation) ||
                    !is_sandbox_to_blame(watcher, loaded, explanation, &symptom, "execve"))
                        continue;
                what = g_strdup_printf("could not be run by systemd (203/EXEC%s%s)", error ? ": " : "",
                                       error ? strerrorname_np(error) : "");
                tell(watcher, group,
                     (WatchEntry){.message_id = WATCH_MESSAGE_REFUSED,
                                  .program = entry->need.subject,
                                  .what = what,
                                  .call = "execve",
                                  .symptom = &symptom,
                                  .explanation = explanation});
                return;
        }
        if (blame_setup(watcher, group, loaded, root, EXIT_STATUS_EXEC))
                return;
        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];
                g_autofree char *problem = NULL, *what = NULL;

                if (entry->need.kind != NEED_PATH || !(entry->need.access & ACCESS_EXECUTE) ||
                    (entry->need.access & ACCESS_MAP_EXECUTE) || need_entry_best(entry)->strength != STRENGTH_DECLARED)
                        continue;
                problem = program_problem(*root ? root : NULL, entry->need.subject, error);
                if (!problem)
                        continue;
                what = g_strdup_printf("could not be run by systemd (203/EXEC): %s", problem);
                tell(watcher, group,
                     (WatchEntry){.message_id = WATCH_MESSAGE_UNSTARTED, .program = entry->need.subject, .what = what});
                return;
        }
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is the sandbox to blame? A refusal is told if three things hold: a setting of the unit denies what was tried, the
 * refusal looks as that setting's refusals look (src/explain/), and outside of the sandbox it would have worked
 * (gate.c). Everything else is the ordinary failing of programs, and none of our business. */

#include "watch/blame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/file.h"
#include "facts/program.h"
#include "model/capability.h"
#include "model/filesystem.h"
#include "source/look.h"
#include "source/observe/calls.h"
#include "source/observe/names.h"
#include "unit/exec-line.h"
#include "watch/boundary.h"
#include "watch/cause.h"
#include "watch/futile.h"
#include "watch/gate.h"
#include "watch/limit.h"
#include "watch/loaded.h"
#include "watch/message.h"
#include "watch/mode.h"
#include "watch/privilege.h"
#include "watch/tell.h"
#include "watch/unstarted.h"

#define DOUBTS_MAX 16             /* of one run */
#define EXIT_STATUS_EXEC 203      /* of systemd: it could not run the program */
#define EXIT_STATUS_NAMESPACE 226 /* ... or not set up what it sees of the file system */

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

/* Is the file there, and somebody else's? Then its mode is not for the subject to change. */
static bool is_of_another(const char *root, const char *path, const GateSubject *subject)
{
        return gate_host_allows(root, &(Need){NEED_PATH, 0, (char *)path}, subject) &&
               !gate_host_owner(root, path, subject);
}

/* Has root given up all that it had? Then no setting took it. */
static bool is_powerless_by_choice(const Loaded *loaded, const struct wire_event *event)
{
        return event->euid == 0 && event->capabilities == 0 && !(event->flags & WIRE_SUB_USERNS) &&
               !config_is_on(loaded->config, DIRECTIVE_SECURE_BITS) &&
               gate_host_capabilities("/proc", config_capabilities(loaded->config));
}

/* May anything on this host have it? In a container some capabilities are missing, and no setting of a unit took them.
 */
static bool host_has_capability(const char *name)
{
        int capability = capability_from_name(name);

        return capability < 0 || gate_host_capabilities("/proc", UINT64_C(1) << capability) != 0;
}

/* Who became another user and kept all capabilities there were would have kept this one as well. What
 * AmbientCapabilities= gave he did not keep. */
static bool has_kept_all(const Loaded *loaded, const struct wire_event *event)
{
        return event->euid != 0 && (event->capabilities & ~config_ambient_capabilities(loaded->config)) &&
               event->capabilities == gate_host_capabilities("/proc", config_capabilities(loaded->config));
}

/* What a kernel variable has for all who lack a capability. */
static int privilege_by_setting(const char *call)
{
        if (g_strcmp0(call, "syslog") == 0 && gate_host_variable("/proc", "kernel/dmesg_restrict"))
                return CAP_SYSLOG;
        if (g_strcmp0(call, "bpf") == 0 && gate_host_variable("/proc", "kernel/unprivileged_bpf_disabled"))
                return CAP_BPF;
        /* up to 2 one may at least look at oneself */
        if (g_strcmp0(call, "perf_event_open") == 0 && gate_host_variable("/proc", "kernel/perf_event_paranoid") > 2)
                return CAP_PERFMON;
        return -1;
}

/* A string of the event, "" where it has none. Caller frees. */
static char *piece(const struct wire_event *event, unsigned number)
{
        return g_strndup((const char *)(event + 1) + event->offset[number], event->length[number]);
}

/* Would the kernel have refused the call as well, a moment after the filter, for want of a capability? That says
 * nothing of calls that kill. */
static bool is_refused_anyway(const Loaded *loaded, const Need *need, const char *call, const struct wire_event *event)
{
        uint64_t held = event->capabilities | config_ambient_capabilities(loaded->config);
        int capability;

        if (event->flags & WIRE_NO_DESCRIPTOR)
                return true;
        if ((event->euid == 0 && !is_powerless_by_choice(loaded, event)) || (event->flags & WIRE_SUB_USERNS))
                return false;
        capability = privilege_of(need, call, event);
        if (capability < 0)
                capability = privilege_by_setting(call);
        if (capability == CAP_SYS_NICE &&
            (config_is_on(loaded->config, DIRECTIVE_LIMIT_RTPRIO) ||
             config_is_on(loaded->config, DIRECTIVE_LIMIT_NICE) || unit_view_get(loaded->view, "Service", "Nice")))
                return false;
        return capability >= 0 && !(held >> capability & 1);
}

/* The mounts that the caller sees, in the words of mountinfo(5); NULL: nobody knows them any more. Without a call that
 * mounts it sees those that systemd made for it, which none takes away, and the host's. Caller frees. */
static char *find_mounts(const Watcher *watcher, const Loaded *loaded, const struct wire_event *event)
{
        const Need mount = {NEED_SYSCALL, 0, (char *)"mount"};
        g_autofree char *own = g_strdup_printf("/proc/%d/mountinfo", event->pid),
                        *host = g_strconcat(cause_proc(watcher), "/mountinfo", NULL), *text = NULL;
        g_autoptr(Explanation) explanation = NULL;

        if (event->pid > 0 && file_read(own, 0, &text, NULL, NULL)) /* one that has ended has no mounts */
                return g_steal_pointer(&text);
        explanation = explain_need(&loaded->context, &mount, NULL);
        if (!explanation || config_has_own_root(loaded->config) || !file_read(host, 0, &text, NULL, NULL))
                return NULL;
        return g_steal_pointer(&text);
}

/* ... or for what was asked of it? need: as the kernel would have come to it. */
static bool is_futile(const Watcher *watcher, const Loaded *loaded, const Need *need, const char *call, int error)
{
        const struct wire_event *event = watcher->event;
        const CallRow *row = call_row(call);
        g_autofree char *root = cause_service_root(watcher, loaded), *path = piece(event, 1), *type = piece(event, 3),
                        *mounts = NULL;
        g_autofree unsigned *groups = NULL;
        GateSubject subject = {.uid = event->euid, .gid = event->egid};
        struct utsname kernel;
        int futile;

        if (event->kind != WIRE_EVENT_CALL || !root || uname(&kernel) < 0 || (event->flags & WIRE_OWN_MOUNTS) ||
            (row && row->op.process && config_is_on(loaded->config, DIRECTIVE_PRIVATE_PIDS)))
                return false;
        if (need->kind == NEED_CONNECT && event->ret < 0 && error != EPERM && error != EACCES)
                return !is_network_to_blame(cause_proc(watcher), need->subject, error);
        groups = gate_groups(event->pid, event->euid, &subject.n_groups);
        subject.groups = groups;
        mounts = g_str_equal(call, "umount2") ? find_mounts(watcher, loaded, event) : NULL;
        futile = futile_error(&(FutileHost){root, cause_proc(watcher), kernel.release, mounts}, need, call, event, path,
                              row && row->op.type ? type : "", &subject);
        return futile && futile_is_same(need, call, error, futile);
}

/* How does the call look at what it names? */
static GateLook look_of(const char *call, const struct wire_event *event)
{
        const CallRow *row = call_row(call);
        bool statx = g_str_equal(call, "statx"),
             at = g_str_has_suffix(call, "fstatat") || g_str_equal(call, "fstatat64");

        if (row && row->asked) /* is it there? */
                return event->args[row->asked] == F_OK ? GATE_LOOK_AT : GATE_LOOK_INTO;

        if (g_str_has_prefix(call, "lstat") || ((at || statx) && (event->args[statx ? 2 : 3] & AT_SYMLINK_NOFOLLOW)))
                return GATE_LOOK_AT_LINK;
        return at || statx || g_str_has_prefix(call, "stat") ? GATE_LOOK_AT : GATE_LOOK_INTO;
}

/* Would it have worked without the sandbox? tried: what the kernel would have been asked for; explanation->need may be
 * the call itself. */
static bool is_sandbox_to_blame(const Watcher *watcher, const Loaded *loaded, const Explanation *explanation,
                                const Need *tried, const Symptom *symptom, const char *call)
{
        const struct wire_event *event = watcher->event;
        const Need *need = &explanation->need;
        DirectiveId by = ((const Blame *)explanation->blames->pdata[0])->directive;
        g_autofree unsigned *groups = NULL;
        g_autofree char *root = NULL;
        GateSubject subject = {.uid = event->euid, .gid = event->egid};

        /* by a filter before the kernel, or for the path before the capability */
        if ((symptom->filtered || need->kind == NEED_PATH) && !symptom->signal &&
            is_refused_anyway(loaded, need, call, event))
                return false;
        if (symptom->filtered && !symptom->signal && call && is_futile(watcher, loaded, tried, call, symptom->error))
                return false;
        if (symptom->filtered && need->kind == NEED_SETID_BIT && *need->subject == '/') {
                root = cause_service_root(watcher, loaded);
                return !root || !is_of_another(root, need->subject, &subject);
        }
        if (symptom->filtered || by == DIRECTIVE_SECURE_BITS || by == DIRECTIVE_RESTRICT_NETWORK_INTERFACES)
                return true;
        if (need->kind == NEED_CAPABILITY) {
                if (!host_has_capability(need->subject))
                        return false;
                /* that a file would have given */
                if (call && g_str_has_prefix(call, "execve"))
                        return true;
                /* a set that is too large: which of them is not had, the bounding set says, but no namespace */
                if (call && g_str_equal(call, "capset") && by != DIRECTIVE_CAPABILITY_BOUNDING_SET)
                        return false;
                if (has_kept_all(loaded, event))
                        return true;
                if (is_powerless_by_choice(loaded, event))
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

                if (g_strcmp0(call, "mq_open") == 0) {
                        g_autofree char *name = piece(event, 1);
                        g_autofree char *queue = g_strconcat(cause_host_root(watcher), "/dev/mqueue/", name, NULL);

                        return symptom->error == ENOENT && *name && access(queue, F_OK) == 0;
                }
                return symptom->error == ENOENT && call && g_str_has_suffix(call, "get") &&
                       gate_host_has_ipc("/proc", kind, (int)event->args[0]);
        }
        if (by == DIRECTIVE_PROTECT_PROC && call) {
                g_autofree char *path = piece(event, 1);

                return *path != '/' || (!gate_host_guards("/proc", path, look_of(call, event), &subject) &&
                                        (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT));
        }
        if (by == DIRECTIVE_PRIVATE_PIDS) {
                const CallRow *row = call ? call_row(call) : NULL;

                /* of one in /proc that is found out as it is decoded */
                if (row && row->op.kind != WIRE_OP_NONE && need->kind == NEED_BEHAVIOUR && row->op.path[0] >= 0)
                        return symptom->error == ENOENT;
                return row && row->op.process &&
                       gate_host_has_process("/proc", abs((int)event->args[row->op.process - 1]));
        }
        if (by == DIRECTIVE_PRIVATE_NETWORK && need->kind == NEED_PATH)
                return true; /* the host has been asked already */
        if (by == DIRECTIVE_PRIVATE_NETWORK && (need->kind == NEED_CONNECT || need->kind == NEED_BIND))
                return is_network_to_blame(cause_proc(watcher), need->subject, symptom->error);
        if (!is_file_effect(explanation))
                return true;
        if (event->flags & WIRE_OWN_MOUNTS)
                return false; /* it made a world of its own */
        root = by == DIRECTIVE_ROOT_DIRECTORY ? g_strdup(cause_host_root(watcher))
                                              : cause_service_root(watcher, loaded);
        if (!root)
                return false;
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

static bool is_nowhere(const char *root, const char *path)
{
        g_autofree char *full = g_strconcat(root, path, NULL);
        struct stat st;

        return lstat(full, &st) < 0 && (errno == ENOENT || errno == ENOTDIR);
}

/* Most names that a program looks for are nowhere, neither in its sandbox nor outside. That is nobody's doing, and
 * there are thousands of them, so that this is asked before anything dear. What the kernel shows of itself is another
 * matter: it differs by who looks. */
static bool is_missing_anyway(const Watcher *watcher, const Loaded *loaded, const ObservedRefusal *refusal)
{
        const Need *need = &refusal->need;
        g_autofree char *root = NULL;

        if (refusal->error != ENOENT || refusal->filtered || refusal->signal || (need->access & ACCESS_CREATE) ||
            (need->kind != NEED_PATH && need->kind != NEED_DEVICE) || *need->subject != '/' ||
            g_str_has_prefix(need->subject, "/proc/") || g_str_has_prefix(need->subject, "/sys/") ||
            explain_filter_gives(loaded->config, ENOENT) || !is_nowhere(cause_host_root(watcher), need->subject))
                return false;
        root = cause_service_root(watcher, loaded);
        return root && is_nowhere(root, need->subject);
}

bool blame_is_filtered(Watcher *watcher, Group *group, const struct wire_event *event)
{
        g_autofree char *call = event->ret < 0 ? call_name(event->abi, event->nr) : NULL;
        const CallRow *row = call ? call_row(call) : NULL;
        bool doubtful = (row && row->op.kind == WIRE_OP_ARGS) || event->ret == -EAGAIN;
        const Loaded *loaded = call && doubtful ? loaded_get(watcher, &group->unit) : NULL;
        const Symptom symptom = {.filtered = true, .error = (int)-event->ret};
        g_autoptr(Explanation) explanation =
                loaded && loaded_has_own_errors(loaded)
                        ? explain_need(&loaded->context, &(Need){NEED_SYSCALL, 0, call}, &symptom)
                        : NULL;

        return explanation && !is_waiting(explanation);
}

/* What the call needs beside that which it was refused for: who would refuse that next, where the host would not? */
static void blame_further(const Watcher *watcher, const Loaded *loaded, Explanation *explanation, const Need *need,
                          const Symptom *symptom, const char *call)
{
        g_autoptr(Explanation) further = explain_need(&loaded->context, need, symptom);

        if (further && !is_waiting(further) && is_sandbox_to_blame(watcher, loaded, further, need, symptom, call))
                explanation_add_need(explanation, &loaded->context, need, symptom);
}

/* One call may be refused by several settings, and only the first of them is seen: a filter, before it the same or
 * another filter by the number of the call, then mounts, then capabilities. */
static void blame_others(const Watcher *watcher, const Loaded *loaded, Explanation *explanation,
                         const ObservedRefusal *refusal, const Symptom *symptom)
{
        const Need *first = &explanation->need;
        const Symptom any = {};
        int capability;

        if (symptom->signal || !*refusal->syscall || watcher->event->kind != WIRE_EVENT_CALL)
                return;
        if (symptom->filtered && first->kind != NEED_SYSCALL)
                blame_further(watcher, loaded, explanation, &(Need){NEED_SYSCALL, 0, (char *)refusal->syscall}, symptom,
                              refusal->syscall);
        if (symptom->filtered && first->kind == NEED_SYSCALL && refusal->need.kind == NEED_PATH)
                blame_further(watcher, loaded, explanation, &refusal->need, &any, refusal->syscall);
        capability =
                first->kind == NEED_CAPABILITY ? -1 : privilege_of(&refusal->need, refusal->syscall, watcher->event);
        if (capability >= 0)
                blame_further(watcher, loaded, explanation,
                              &(Need){NEED_CAPABILITY, 0, (char *)capability_name(capability)}, &any, refusal->syscall);
}

void doubt_free(gpointer data)
{
        Doubt *doubt = data;

        g_free(doubt->program);
        g_free(doubt->call);
        g_free(doubt->path);
        explanation_free(doubt->explanation);
        g_free(doubt);
}

/* The name that the call would take away. NULL: it takes none. */
static const char *find_removed(const Watcher *watcher, const ObservedRefusal *refusal)
{
        static const char *const removing[] = {"unlink", "unlinkat", "rmdir", NULL};
        const char *path = refusal->need.subject;
        g_autofree char *first = NULL, *relative = NULL;

        if (refusal->need.kind != NEED_PATH)
                return NULL;
        if (g_strv_contains(removing, refusal->syscall))
                return path;
        if (!refusal->other || !g_str_has_prefix(refusal->syscall, "rename"))
                return NULL;
        /* the first of two, as the caller wrote it */
        first = piece(watcher->event, 1);
        relative = g_strconcat(*first == '/' ? "" : "/", first, NULL);
        if (*first && g_str_has_suffix(path, relative))
                return path;
        return *first && g_str_has_suffix(refusal->other, relative) ? refusal->other : NULL;
}

/* Where nothing may be written, removing what is not there is refused before anybody looks whether it is there. Most
 * programs pass over that. */
static bool is_doubtful(Watcher *watcher, Group *group, const Loaded *loaded, const ObservedRefusal *refusal,
                        Explanation **explanation)
{
        const struct wire_event *event = watcher->event;
        const char *removed = refusal->filtered ? NULL : find_removed(watcher, refusal);
        g_autofree char *root = removed ? cause_service_root(watcher, loaded) : NULL;
        g_autofree unsigned *groups = NULL;
        GateSubject subject = {.uid = event->euid, .gid = event->egid};
        Doubt *doubt;

        if (!root || !is_nowhere(root, removed))
                return false;
        groups = gate_groups(event->pid, event->euid, &subject.n_groups);
        subject.groups = groups;
        if (refusal->error != EROFS || (event->flags & WIRE_OWN_MOUNTS) || group->doubts->len >= DOUBTS_MAX ||
            !gate_host_misses(root, removed, &subject) ||
            !gate_host_allows(root, &(Need){NEED_PATH, ACCESS_CREATE, (char *)removed}, &(GateSubject){}))
                return true;
        for (guint i = 0; i < group->doubts->len; i++) {
                const Doubt *known = group->doubts->pdata[i];

                if (g_str_equal(known->path, removed) && g_str_equal(known->call, refusal->syscall) &&
                    g_str_equal(known->program, refusal->actor))
                        return true;
        }
        doubt = g_new0(Doubt, 1);
        doubt->program = g_strdup(refusal->actor);
        doubt->call = g_strdup(refusal->syscall);
        doubt->path = g_strdup(removed);
        doubt->explanation = g_steal_pointer(explanation);
        g_ptr_array_add(group->doubts, doubt);
        return true;
}

void blame_end(Watcher *watcher, Group *group, const struct wire_event *event)
{
        const Symptom symptom = {.error = EROFS};

        for (guint i = 0; i < group->doubts->len; i++) {
                const Doubt *doubt = group->doubts->pdata[i];
                g_autofree char *end = event->args[0] ? g_strdup_printf("with status %u", (unsigned)event->args[0])
                                                      : g_strdup("by SIGABRT"),
                                *what = g_strdup_printf(
                                        "ended %s, perhaps because it was refused to remove %s, which is "
                                        "not there (%s: EROFS; without the sandbox it is ENOENT)",
                                        end, doubt->path, doubt->call);

                if (g_str_equal(doubt->program, watcher->program))
                        tell(watcher, group,
                             (WatchEntry){.message_id = WATCH_MESSAGE_DOUBTED,
                                          .program = doubt->program,
                                          .call = doubt->call,
                                          .what = what,
                                          .symptom = &symptom,
                                          .explanation = doubt->explanation});
        }
}

/* Root is asked for these at what nobody may open, and systemd puts such a thing in the place of what is inaccessible.
 * To have them would not help, then: the place is empty. */
static bool is_of_stand_in(const Watcher *watcher, const ObservedRefusal *refusal)
{
        static const char *const names[] = {"CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", NULL};

        return refusal->need.kind == NEED_CAPABILITY && !refusal->filtered && watcher->kept_from &&
               watcher->kept_from == watcher->event->act && g_strv_contains(names, refusal->need.subject);
}

void blame_refusal(Watcher *watcher, Group *group, const ObservedRefusal *refusal)
{
        Symptom symptom = {.filtered = refusal->filtered, .error = refusal->error, .signal = refusal->signal};
        const Loaded *loaded = loaded_get(watcher, &group->unit);
        g_autoptr(Explanation) explanation = NULL;
        g_autofree char *change = NULL;

        if (!loaded || is_missing_anyway(watcher, loaded, refusal) || is_of_stand_in(watcher, refusal))
                return;
        if (refusal->other && refusal->error == EROFS) {
                g_autofree char *root = cause_service_root(watcher, loaded);

                if (root && boundary_on_host(root, refusal->need.subject, refusal->other))
                        return;
        }
        if (refusal->error != EINVAL || explain_filter_gives(loaded->config, EINVAL))
                explanation = explain_refusal(&loaded->context, &refusal->need, &symptom, refusal->syscall);
        if (!explanation)
                explanation = cause_find(watcher, loaded, refusal, &symptom);
        /* in complain mode the drop-in is not in force: what is refused is so by other settings */
        if (explanation && is_waiting(explanation))
                return;
        if (explanation && is_doubtful(watcher, group, loaded, refusal, &explanation))
                return;
        if (!explanation ||
            !is_sandbox_to_blame(watcher, loaded, explanation, &refusal->need, &symptom, refusal->syscall))
                return;
        blame_others(watcher, loaded, explanation, refusal, &symptom);
        if (refusal->error == EACCES && !refusal->filtered &&
            (explanation->need.kind == NEED_PATH || explanation->need.kind == NEED_DEVICE))
                watcher->kept_from = watcher->event->act;
        /* what has two names (rename() within one directory) is one act, if one change allows it */
        change = g_strjoinv("\n", explanation->change);
        if (*change && g_strcmp0(change, watcher->act) == 0)
                return;
        g_free(watcher->act);
        watcher->act = g_steal_pointer(&change);
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

        if (!loaded || loaded->complain)
                return;
        if (need->kind == NEED_CONNECT && (watcher->event->ret == -EINPROGRESS)) {
                explanation = explain_need(&loaded->context, need, &symptom);
                if (explanation && ((Blame *)explanation->blames->pdata[0])->directive != DIRECTIVE_IP_ADDRESS_DENY)
                        return;
                if (!explanation)
                        explanation = cause_find_way(watcher, loaded, need, EINPROGRESS);
                if (explanation && !is_waiting(explanation))
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
                if (explanation && is_sandbox_to_blame(watcher, loaded, explanation, need, &symptom, "open"))
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

        if (!loaded || loaded->complain || gate_host_is_nosuid(cause_host_root(watcher), path))
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

/* What a setting did is told in words, where it is no need that it denies. call: NULL if it is not known. */
static void tell_in_words(Watcher *watcher, Group *group, const Explanation *explanation, const char *call,
                          const char *what)
{
        if (!is_waiting(explanation))
                tell(watcher, group,
                     (WatchEntry){.message_id = WATCH_MESSAGE_REFUSED,
                                  .program = watcher->program,
                                  .call = call,
                                  .what = what,
                                  .explanation = explanation});
}

/* call: in which the limit was met; NULL: not known. */
static void tell_limit(Watcher *watcher, Group *group, const Loaded *loaded, const Limit *limit, const char *call)
{
        ExplainContext context = loaded->context;
        g_autoptr(Explanation) explanation = NULL;
        g_autofree char *what = limit_describe(limit);

        if (limit->who)
                context.view = NULL; /* what the unit itself sets is not it */
        for (guint i = 0; limit->who && i < loaded->slices->len; i++) {
                const Slice *slice = loaded->slices->pdata[i];

                if (g_str_equal(slice->view->name, limit->who))
                        context.view = slice->view;
        }
        explanation = limit_explain(&context, limit);
        tell_in_words(watcher, group, explanation, call, what);
}

/* What the kernel lets one ask for at once: proc(5), overcommit_memory. 0: all. */
static guint64 memory_at_once(void)
{
        static const char *const names[] = {"MemTotal:", "SwapTotal:"};
        g_autofree char *text = NULL;
        guint64 kilobytes = 0;

        if (gate_host_variable("/proc", "vm/overcommit_memory") == 1 ||
            !file_read("/proc/meminfo", 0, &text, NULL, NULL))
                return 0;
        for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
                const char *line = strstr(text, names[i]);

                kilobytes += line ? g_ascii_strtoull(line + strlen(names[i]), NULL, 10) : 0;
        }
        return kilobytes * 1024;
}

void blame_limit(Watcher *watcher, Group *group, const struct wire_event *event)
{
        const Loaded *loaded = loaded_get(watcher, &group->unit);
        g_autofree char *who = NULL, *call = call_name(event->abi, event->nr);
        Limit limit = {.which = (unsigned)event->args[0],
                       .value = event->args[2],
                       .error = event->ret < 0 ? (int)-event->ret : 0};
        struct wire_event met = *event;

        if (!loaded)
                return;
        /* a filter is the first to refuse it */
        if (limit.error && call) {
                const Symptom filtered = {.filtered = true, .error = limit.error};
                g_autoptr(Explanation) filter =
                        explain_need(&loaded->context, &(Need){NEED_SYSCALL, 0, call}, &filtered);

                if (filter)
                        return;
        }
        /* locking asks for the capability outside of the user namespace */
        if (config_is_on(loaded->config, DIRECTIVE_PRIVATE_USERS))
                met.capabilities = 0;
        if (!limit_is_reached(&met, call, memory_at_once()))
                return;
        limit.enough = limit_enough(event, call);
        if (limit.which >= WIRE_LIMIT_RESOURCE ? !limit_is_set(loaded->config, &limit)
                                               : !limit_find_group(CGROUP_ROOT, group->path, event->cgroup,
                                                                   group->unit.name, event->args[1], &who))
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
        const Need may_raise = {NEED_CAPABILITY, 0, (char *)"CAP_SYS_RESOURCE"};
        g_autoptr(Explanation) filter = NULL, capability = NULL;
        Limit limit = {.which = WIRE_LIMIT_RESOURCE + (unsigned)event->args[1], .error = (int)-event->ret};

        if (!loaded || (!group->own_pids && event->args[0] != 0 && (int)event->args[0] != event->pid))
                return;
        /* Root that may not is told of by its capability, where a setting takes that; else it is in a container. */
        capability = event->ret == -EPERM && event->euid == 0 && host_has_capability(may_raise.subject)
                             ? explain_need(&loaded->context, &may_raise, NULL)
                             : NULL;
        if (capability)
                return;
        filter = explain_need(&loaded->context, &(Need){NEED_SYSCALL, 0, call}, &filtered);
        limit.wanted = (uint32_t)(event->ret == -EPERM ? event->loaded >> 32 : event->loaded);
        if (filter || !limit_is_too_low(loaded->config, &limit))
                return;
        tell_limit(watcher, group, loaded, &limit, call);
}

void blame_priority(Watcher *watcher, Group *group, const struct wire_event *event)
{
        g_autofree char *call = event->ret == -EPERM || event->ret == -EACCES ? call_name(event->abi, event->nr) : NULL;
        bool nice = g_strcmp0(call, "setpriority") == 0;
        const Loaded *loaded =
                nice || (call && g_str_has_prefix(call, "sched_set")) ? loaded_get(watcher, &group->unit) : NULL;
        const Symptom filtered = {.filtered = true, .error = (int)-event->ret};
        g_autoptr(Explanation) filter = NULL, behaviour = NULL;
        Limit limit = {.which = WIRE_LIMIT_RESOURCE + (nice ? RLIMIT_NICE : RLIMIT_RTPRIO), .error = (int)-event->ret};

        if (!loaded || (event->capabilities >> CAP_SYS_NICE & 1))
                return;
        /* loaded: behind the policy for sched_setattr() */
        limit.wanted = nice                                 ? (guint64)(20 - (int)event->args[2])
                       : g_str_equal(call, "sched_setattr") ? event->loaded >> 32
                                                            : (uint32_t)event->loaded;
        filter = explain_need(&loaded->context, &(Need){NEED_SYSCALL, 0, call}, &filtered);
        behaviour =
                nice ? NULL
                     : explain_need(&loaded->context,
                                    &(Need){NEED_BEHAVIOUR, 0, (char *)behaviour_names[BEHAVIOUR_REALTIME]}, &filtered);
        if (!filter && !behaviour && limit_is_exceeded(loaded->config, &limit))
                tell_limit(watcher, group, loaded, &limit, call);
}

void blame_interface(Watcher *watcher, Group *group, const struct wire_event *event)
{
        g_autofree char *call = event->ret == -ENODEV ? call_name(event->abi, event->nr) : NULL;
        const CallRow *row = call ? call_row(call) : NULL;
        const Loaded *loaded = row && row->op.name && event->ret == -ENODEV ? loaded_get(watcher, &group->unit) : NULL;
        g_autofree char *name = g_strndup((const char *)(event + 1) + event->offset[1],
                                          MIN(event->length[1], IFNAMSIZ - 1)),
                        *what = NULL;
        g_autoptr(Explanation) explanation = NULL;

        if (!loaded || !config_is_on(loaded->config, DIRECTIVE_PRIVATE_NETWORK) ||
            !gate_host_has_interface(cause_proc(watcher), name))
                return;
        what = g_strdup_printf("did not find the network interface %s (%s: ENODEV), which only the host has", name,
                               call);
        explanation = cause_network(loaded);
        tell_in_words(watcher, group, explanation, call, what);
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
                                    is_sandbox_to_blame(watcher, loaded, explanation, &need, &symptom, "execve"))
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
static bool blame_setup(Watcher *watcher, Group *group, const Loaded *loaded, const char *root, int status, int error)
{
        g_autofree char *what = NULL;
        g_autoptr(Explanation) explanation = unstarted_explain(&loaded->context, root, status, error, NULL, &what);
        bool refused;

        if (!explanation)
                explanation = unstarted_explain_slices(loaded->slices, status, &what);
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
        g_autofree char *root = loaded ? cause_service_root(watcher, loaded) : NULL;
        g_autoptr(NeedSet) needs = NULL;
        int error = group->exec_error;

        if (event->ret) { /* the status follows, if systemd does not find another way */
                group->exec_error = (int)-event->ret;
                return;
        }
        group->exec_error = 0;
        if (!root && loaded && event->args[0] == EXIT_STATUS_NAMESPACE)
                blame_setup(watcher, group, loaded, cause_host_root(watcher), EXIT_STATUS_NAMESPACE, error);
        if (!root)
                return;
        if (event->args[0] == 0) {
                blame_skipped(watcher, group, loaded);
                return;
        }
        if (event->args[0] != EXIT_STATUS_EXEC) {
                blame_setup(watcher, group, loaded, root, (int)event->args[0], error);
                return;
        }
        if (error == EAGAIN && blame_setup(watcher, group, loaded, root, EXIT_STATUS_EXEC, error))
                return; /* no file is to blame */
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
                    !is_sandbox_to_blame(watcher, loaded, explanation, &entry->need, &symptom, "execve"))
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
        if (blame_setup(watcher, group, loaded, root, EXIT_STATUS_EXEC, error))
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

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The watcher. The kernel's events are sorted by control group; each group that belongs to a service has a decoder,
 * which makes refusals of them. A refusal is told if three things hold: a setting of the unit denies what was tried,
 * the refusal looks as that setting's refusals look (src/explain/), and outside of the sandbox it would have worked
 * (gate.c). Everything else is the ordinary failing of programs, and none of our business.
 *
 * What a unit is, is read from its files when something was refused, and forgotten again: a host has a thousand units,
 * and few of them are in trouble. What was told is kept in /run by group, so that a restart of the watcher does not
 * repeat it. */

#include "watch/watcher.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <syslog.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/error.h"
#include "base/file.h"
#include "explain/explain.h"
#include "facts/program.h"
#include "model/capability.h"
#include "model/filesystem.h"
#include "source/look.h"
#include "source/observe/calls.h"
#include "source/observe/decode.h"
#include "source/observe/names.h"
#include "source/observe/system.h"
#include "unit/manager.h"
#include "watch/entry.h"
#include "watch/eyes.h"
#include "watch/gate.h"
#include "watch/group.h"
#include "watch/limit.h"
#include "watch/message.h"
#include "watch/mode.h"

#define CGROUP_ROOT "/sys/fs/cgroup"
#define HOST_ROOT "/proc/1/root"
#define STATE_FILE "/run/unitlock-watch/told"
#define STATE_BEGIN "begin"
#define STATE_END "end"      /* its last line, where the watcher was not killed */
#define ENTRIES_PER_GROUP 40 /* of one run of a unit; what comes after is counted */
#define LOADED_MAX 16        /* units kept as they were read */
#define FLUSH_SECONDS 60     /* repetitions are told, dead groups forgotten */
#define NEEDS_SECONDS 3600   /* how long it was watched is written at least so often */
#define PENDING_MAX 2000     /* entries that the journal did not take yet */
#define EXIT_STATUS_EXEC 203 /* of systemd: it could not run the program */

/* A unit as its files have it, read when it is asked for. */
typedef struct Loaded {
        UnitView *view;
        Config *config;
        ExplainContext context;
        bool complain;
        char *key;
} Loaded;

#define SLOTS_MAX 8 /* events that come to the same: by another call, with another error */

typedef struct Slot {
        unsigned number, repeats;
        guint64 fingerprint;
} Slot;

typedef struct Told {
        char **fields; /* of the first entry */
        Slot slots[SLOTS_MAX];
        unsigned n_slots, repeats; /* repeats that have no slot */
        guint64 said;
} Told;

typedef struct Group {
        guint64 id;
        char *path;
        GroupUnit unit;
        Decoder *decoder; /* NULL: nothing has happened yet */
        guint needs_seen; /* of decoder_sightings() */
        GHashTable *told; /* key -> Told */
        unsigned unsaid;  /* refusals beyond ENTRIES_PER_GROUP */
        bool complain;
        bool own_pids;  /* its processes have a PID namespace of their own */
        int exec_error; /* with which systemd last failed to run a program of it */
        bool changed;   /* complain: needs to be written */
        gint64 since, written;
        gint64 before; /* complain: milliseconds that the unit was watched before this group; -1: not read yet */
} Group;

struct Watcher {
        Eyes *eyes;
        unsigned systemd;
        GHashTable *groups; /* id -> Group, of services that are watched */
        GPtrArray *actors;  /* number -> path */
        GQueue *loaded;     /* of Loaded, the last used first */
        GQueue *pending;    /* of char**: what the journal did not take */
        GHashTable *before; /* "group key": told by the watcher before us */
        guint64 lost, dropped_entries;
        gint64 flushed;
        FILE *state;
        int inotify;
        const struct wire_event *event; /* under way */
        bool host_root;                 /* HOST_ROOT can be looked into */
};

/* --- units --- */

static void loaded_free(Loaded *loaded)
{
        if (!loaded)
                return;
        config_free(loaded->config);
        unit_view_free(loaded->view);
        g_free(loaded->key);
        g_free(loaded);
}

static Loaded *load_unit(const Watcher *watcher, const GroupUnit *unit)
{
        g_autoptr(UnitPaths) paths = unit->uid < 0 ? unit_paths_system(NULL) : unit_paths_user(NULL);
        UnitView *view = unit_load(paths, unit->name, NULL, NULL);
        g_autofree char *dropin = mode_complain_find(unit->name);
        Loaded *loaded;

        if (!view || view->state != UNIT_LOADED) {
                unit_view_free(view);
                return NULL;
        }
        loaded = g_new0(Loaded, 1);
        loaded->view = view;
        loaded->complain = unit->uid < 0 && dropin && mode_add_dropin(view, dropin, NULL);
        loaded->config = unit_view_to_config(view);
        loaded->context = explain_context(view, loaded->config, watcher->systemd);
        loaded->key = g_strdup_printf("%ld %s", unit->uid, unit->name);
        return loaded;
}

/* Of the few that are kept, or anew. Owned by the watcher; valid until the next call. */
static const Loaded *get_unit(Watcher *watcher, const GroupUnit *unit)
{
        g_autofree char *key = g_strdup_printf("%ld %s", unit->uid, unit->name);
        Loaded *loaded;

        for (GList *link = watcher->loaded->head; link; link = link->next) {
                loaded = link->data;
                if (g_str_equal(loaded->key, key)) {
                        g_queue_unlink(watcher->loaded, link);
                        g_queue_push_head_link(watcher->loaded, link);
                        return loaded;
                }
        }
        loaded = load_unit(watcher, unit);
        if (!loaded)
                return NULL;
        g_queue_push_head(watcher->loaded, loaded);
        if (g_queue_get_length(watcher->loaded) > LOADED_MAX)
                loaded_free(g_queue_pop_tail(watcher->loaded));
        return loaded;
}

/* Its files may have changed since. */
static void forget_unit(Watcher *watcher, const GroupUnit *unit)
{
        g_autofree char *key = g_strdup_printf("%ld %s", unit->uid, unit->name);

        for (GList *link = watcher->loaded->head; link; link = link->next)
                if (g_str_equal(((Loaded *)link->data)->key, key)) {
                        loaded_free(link->data);
                        g_queue_delete_link(watcher->loaded, link);
                        return;
                }
}

/* --- groups --- */

static void told_free(gpointer data)
{
        Told *told = data;

        g_strfreev(told->fields);
        g_free(told);
}

static void group_free(gpointer data)
{
        Group *group = data;

        g_free(group->path);
        group_unit_clear(&group->unit);
        decoder_free(group->decoder);
        g_hash_table_unref(group->told);
        g_free(group);
}

/* Does any setting take anything away, or limit it? Then the group is worth following. */
static bool is_sandboxed(const Loaded *loaded, unsigned *ret_flags)
{
        const EffectContext context = {.systemd = loaded->context.systemd,
                                       .user_manager = loaded->context.user_manager,
                                       .root = loaded->context.root,
                                       .config = loaded->config};
        g_autoptr(EffectList) list = effects_of(&context);

        *ret_flags = 0;
        for (guint i = 0; i < list->effects->len; i++)
                if (((const Effect *)list->effects->pdata[i])->kind == EFFECT_ADDRESSES)
                        *ret_flags |= WIRE_GROUP_ADDRESSES;
        return list->effects->len > 0 || config_is_on(loaded->config, DIRECTIVE_TASKS_MAX) ||
               config_is_on(loaded->config, DIRECTIVE_MEMORY_MAX) ||
               config_is_on(loaded->config, DIRECTIVE_ROOT_DIRECTORY) ||
               config_is_on(loaded->config, DIRECTIVE_RESTRICT_FILE_SYSTEMS);
}

/* Takes the group up, or tells the kernel to ignore it. */
static void add_group(Watcher *watcher, guint64 id, const char *path)
{
        GroupUnit unit = {};
        const Loaded *loaded;
        Group *group;
        unsigned flags = 0;

        if (!group_unit_parse(path, &unit)) {
                eyes_set_group(watcher->eyes, id, WIRE_GROUP_IGNORE, 0);
                return;
        }
        if (g_hash_table_contains(watcher->groups, &id)) {
                group_unit_clear(&unit);
                return;
        }
        forget_unit(watcher, &unit);
        loaded = get_unit(watcher, &unit);
        if (!loaded || !is_sandboxed(loaded, &flags) || g_str_equal(unit.name, "unitlock-watch.service")) {
                eyes_set_group(watcher->eyes, id, WIRE_GROUP_IGNORE, 0);
                group_unit_clear(&unit);
                return;
        }
        group = g_new0(Group, 1);
        group->id = id;
        group->path = g_strdup(path);
        group->unit = unit;
        group->complain = loaded->complain;
        group->own_pids = config_is_on(loaded->config, DIRECTIVE_PRIVATE_PIDS);
        group->since = g_get_monotonic_time();
        group->before = -1;
        group->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, told_free);
        g_hash_table_insert(watcher->groups, g_memdup2(&id, sizeof(id)), group);
        eyes_set_group(watcher->eyes, id, group->complain ? WIRE_GROUP_COMPLAIN : WIRE_GROUP_ENFORCE, flags);
}

/* All groups that are there: at the start, so that what runs already is followed. */
static void add_tree(Watcher *watcher, const char *path)
{
        g_autofree char *full = g_strconcat(CGROUP_ROOT, path, NULL);
        DIR *directory = opendir(full);
        struct dirent *entry;
        struct stat st;

        if (!directory)
                return;
        if (fstat(dirfd(directory), &st) == 0 && *path)
                add_group(watcher, st.st_ino, path);
        while ((entry = readdir(directory)))
                if (entry->d_type == DT_DIR && entry->d_name[0] != '.') {
                        g_autofree char *below = g_strconcat(path, "/", entry->d_name, NULL);
                        add_tree(watcher, below);
                }
        closedir(directory);
}

/* --- telling --- */

static void send_later(Watcher *watcher, char **fields)
{
        if (g_queue_is_empty(watcher->pending) && watch_entry_send(fields)) {
                g_strfreev(fields);
                return;
        }
        if (g_queue_get_length(watcher->pending) >= PENDING_MAX) {
                watcher->dropped_entries++;
                g_strfreev(fields);
                return;
        }
        g_queue_push_tail(watcher->pending, fields);
}

static void send_pending(Watcher *watcher)
{
        while (!g_queue_is_empty(watcher->pending)) {
                char **fields = g_queue_peek_head(watcher->pending);

                if (!watch_entry_send(fields))
                        return;
                g_strfreev(g_queue_pop_head(watcher->pending));
        }
}

static void remember(Watcher *watcher, const Group *group, const char *key)
{
        g_autofree char *line = g_strdup_printf("%" G_GUINT64_FORMAT " %s", group->id, key);

        if (watcher->state) {
                fprintf(watcher->state, "%s\n", line);
                fflush(watcher->state);
        }
}

/* Keeps a would-be refusal that is new, with its time: for `unitlock status`. */
static void write_would(const Group *group, const Explanation *explanation)
{
        const Blame *blame = explanation->blames->pdata[0];
        g_autofree char *path = mode_state_path(group->unit.name, "would"), *old = NULL, *need = NULL, *line = NULL;
        FILE *file;

        need = need_to_string(&explanation->need);
        line = g_strdup_printf(" %s %s\n", directives[blame->directive].name, need);
        if (file_read(path, 0, &old, NULL, NULL) && strstr(old, line))
                return;
        file = fopen(path, "ae");
        if (!file)
                return;
        fprintf(file, "%" G_GINT64_FORMAT "%s", g_get_real_time() / G_USEC_PER_SEC, line);
        fclose(file);
}

/* Where the kernel counts what is not told again of the event under way. */
static void add_slot(const Watcher *watcher, Told *told)
{
        unsigned number = watcher->event->slot;

        for (unsigned i = 0; i < told->n_slots; i++)
                if (told->slots[i].number == number)
                        return;
        if (number && told->n_slots < SLOTS_MAX)
                told->slots[told->n_slots++] =
                        (Slot){.number = number, .fingerprint = eyes_fingerprint(watcher->eyes, number)};
}

/* Tells what has not been told of this run. entry: but for the unit and the process, which are those of the event. */
static void tell(Watcher *watcher, Group *group, WatchEntry entry)
{
        const Explanation *explanation = entry.explanation;
        bool would = g_str_equal(entry.message_id, WATCH_MESSAGE_WOULD);
        const char *by = explanation ? directives[((const Blame *)explanation->blames->pdata[0])->directive].name : "";
        bool has_need = explanation && explanation->need.subject;
        g_autofree char *key = g_strdup_printf("%d %s %s %s", has_need ? (int)explanation->need.kind : -1,
                                               has_need ? explanation->need.subject : entry.what, by, entry.program);
        g_autofree char *before = g_strdup_printf("%" G_GUINT64_FORMAT " %s", group->id, key);
        Told *told = g_hash_table_lookup(group->told, key);

        entry.unit = &group->unit;
        entry.pid = watcher->event->pid;
        entry.priority = would ? LOG_NOTICE : LOG_WARNING;
        entry.count = 1;

        if (told) {
                told->repeats++;
                add_slot(watcher, told);
                return;
        }
        if (g_hash_table_size(group->told) >= ENTRIES_PER_GROUP) {
                group->unsaid++;
                return;
        }
        told = g_new0(Told, 1);
        add_slot(watcher, told);
        told->fields = watch_entry_fields(&entry);
        g_hash_table_insert(group->told, g_strdup(key), told);
        if (g_hash_table_contains(watcher->before, before))
                return;
        remember(watcher, group, key);
        if (would)
                write_would(group, explanation);
        send_later(watcher, g_strdupv(told->fields));
}

/* --- from events to refusals --- */

static char *resolve(const char *path, bool follow, void *userdata)
{
        return system_resolve(path, follow);
}

/* A process that is not there at all is nobody's: what looks for it fails in any sandbox and in none. */
static bool is_in_unit(int pid, void *userdata)
{
        Group *group = userdata;
        g_autofree char *path = g_strdup_printf("/proc/%d", pid);

        if (access(path, F_OK) < 0)
                return true;
        return system_process_is_below(pid, &group->path, 1);
}

static bool is_device(const char *path, void *userdata)
{
        return system_is_device(path);
}

static bool has_capabilities(const char *path, void *userdata)
{
        return system_has_capabilities(path);
}

static Watcher *the_watcher; /* for actor(): decoders are given their group */

static const char *actor(unsigned number, void *userdata)
{
        return number < the_watcher->actors->len ? g_ptr_array_index(the_watcher->actors, number) : NULL;
}

static const char *event_actor(const Watcher *watcher)
{
        const char *path = actor(watcher->event->actor, NULL);

        return path ? path : "";
}

static Decoder *get_decoder(Group *group)
{
        if (!group->decoder) {
                const DecoderSystem system = {.resolve = resolve,
                                              .is_in_unit = is_in_unit,
                                              .is_device = is_device,
                                              .has_capabilities = has_capabilities,
                                              .actor = actor,
                                              .userdata = group};
                group->decoder = decoder_new(&system);
                decoder_set_source(group->decoder, "watch");
        }
        return group->decoder;
}

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
        if (need->kind == NEED_CAPABILITY)
                return event->euid == 0 || (config_ambient_capabilities(loaded->config) &
                                            (UINT64_C(1) << capability_from_name(need->subject)));
        /* what was looked at there is not known, or may be missing everywhere */
        if (need->kind == NEED_BEHAVIOUR &&
            (g_str_equal(need->subject, "proc-files") || g_str_equal(need->subject, "sysv-ipc") ||
             g_str_equal(need->subject, "keyring")))
                return false;
        if (by == DIRECTIVE_PRIVATE_NETWORK && symptom->error == ECONNREFUSED)
                return gate_host_listens(watcher->host_root ? "/proc/1" : "/proc", need->subject);
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
        groups = gate_groups(event->pid, event->euid, &subject.n_groups);
        subject.groups = groups;
        return gate_host_allows(root, need, &subject);
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
        g_autofree char *root = service_root(watcher, loaded), *full = NULL, *change = NULL;
        Explanation *explanation;

        if (need->kind != NEED_PATH || refusal->error != ENOENT || (need->access & ACCESS_CREATE) || !root ||
            !config_is_on(loaded->config, DIRECTIVE_ROOT_DIRECTORY) || is_done_without(need->subject))
                return NULL;
        full = g_strconcat(root, need->subject, NULL);
        if (access(full, F_OK) == 0)
                return NULL;
        change = g_strdup_printf(need->access & ACCESS_WRITE ? "BindPaths=%s" : "BindReadOnlyPaths=%s", need->subject);
        explanation = explain_setting(&loaded->context, DIRECTIVE_ROOT_DIRECTORY, "RootDirectory=", change);
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

static void on_refusal(Watcher *watcher, Group *group, const ObservedRefusal *refusal)
{
        Symptom symptom = {.filtered = refusal->filtered, .error = refusal->error, .signal = refusal->signal};
        const Loaded *loaded = get_unit(watcher, &group->unit);
        g_autoptr(Explanation) explanation = NULL;

        if (!loaded)
                return;
        explanation = explain_refusal(&loaded->context, &refusal->need, &symptom, refusal->syscall);
        if (!explanation && refusal->need.kind == NEED_PATH && (refusal->need.access & ACCESS_EXECUTE))
                explanation = explain_interpreter(watcher, loaded, &refusal->need, &symptom);
        if (!explanation)
                explanation = explain_file_system(watcher, loaded, refusal);
        if (!explanation)
                explanation = explain_root(watcher, loaded, refusal);
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

/* Something that the unit did. In complain mode: would it have been refused? Else these are the two that succeed and
 * are refused none the less: a connection whose packets are dropped, and a file with nothing in it. */
static void on_need(Watcher *watcher, Group *group, const Need *need)
{
        const Loaded *loaded = get_unit(watcher, &group->unit);
        g_autoptr(Explanation) explanation = NULL;
        Symptom symptom = {.error = need->kind == NEED_CONNECT ? EINPROGRESS : 0};

        if (!loaded)
                return;
        if (loaded->complain) {
                explanation = explain_need(&loaded->context, need, NULL);
                if (explanation)
                        tell(watcher, group,
                             (WatchEntry){.message_id = WATCH_MESSAGE_WOULD,
                                          .program = event_actor(watcher),
                                          .explanation = explanation});
                return;
        }
        if (need->kind == NEED_CONNECT && (watcher->event->ret == -EINPROGRESS)) {
                explanation = explain_need(&loaded->context, need, &symptom);
                if (explanation && ((Blame *)explanation->blames->pdata[0])->directive == DIRECTIVE_IP_ADDRESS_DENY)
                        tell(watcher, group,
                             (WatchEntry){.message_id = WATCH_MESSAGE_REFUSED,
                                          .program = event_actor(watcher),
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
                                          .program = event_actor(watcher),
                                          .call = "open",
                                          .symptom = &symptom,
                                          .explanation = explanation});
        }
}

static void take_new_needs(Watcher *watcher, Group *group)
{
        for (; group->needs_seen < decoder_sightings(group->decoder); group->needs_seen++) {
                group->changed = group->complain;
                on_need(watcher, group, &decoder_sighting(group->decoder, group->needs_seen)->need);
        }
}

static void on_setid(Watcher *watcher, Group *group, const char *path)
{
        const Loaded *loaded = get_unit(watcher, &group->unit);
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

static void on_limit(Watcher *watcher, Group *group, const struct wire_event *event)
{
        const Loaded *loaded = get_unit(watcher, &group->unit);
        g_autoptr(Explanation) explanation = NULL;
        g_autofree char *who = NULL, *what = NULL;

        if (!loaded || !limit_find_group(CGROUP_ROOT, group->path, group->unit.name, event->args[1], &who))
                return;
        const Limit limit = {.which = (unsigned)event->args[0], .value = event->args[2], .who = who};

        explanation = limit_explain(&loaded->context, &limit);
        what = limit_describe(&limit);
        if (!is_waiting(explanation))
                tell(watcher, group,
                     (WatchEntry){.message_id = WATCH_MESSAGE_REFUSED,
                                  .program = event_actor(watcher),
                                  .what = what,
                                  .explanation = explanation});
}

/* systemd could not run a program of the unit: by which setting, or else for which reason? */
static void on_unstarted(Watcher *watcher, Group *group, const struct wire_event *event)
{
        const Loaded *loaded = get_unit(watcher, &group->unit);
        g_autofree char *root = loaded ? service_root(watcher, loaded) : NULL;
        g_autoptr(NeedSet) needs = NULL;
        int error = group->exec_error;

        if (event->ret) { /* the status follows, if systemd does not find another way */
                group->exec_error = (int)-event->ret;
                return;
        }
        group->exec_error = 0;
        if (!root || event->args[0] != EXIT_STATUS_EXEC)
                return;
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

static char *event_path(const struct wire_event *event)
{
        return name_from_components((const char *)(event + 1) + event->offset[0], event->length[0]);
}

static void on_actor(Watcher *watcher, const struct wire_event *event)
{
        if (event->kind == WIRE_EVENT_ACTOR && event->actor > 0) {
                if (event->actor >= watcher->actors->len)
                        g_ptr_array_set_size(watcher->actors, event->actor + 1);
                g_free(g_ptr_array_index(watcher->actors, event->actor));
                g_ptr_array_index(watcher->actors, event->actor) = event_path(event);
        }
}

static void on_event(const struct wire_event *event, size_t size, void *userdata)
{
        Watcher *watcher = userdata;
        guint64 id = event->cgroup;
        Group *group;
        Decoder *decoder;

        for (unsigned i = 0; i < WIRE_PIECES; i++)
                if (sizeof(*event) + event->offset[i] + event->length[i] > size)
                        return;
        watcher->event = event;
        if (event->kind == WIRE_EVENT_GROUP) {
                g_autofree char *path = event->flags & WIRE_CUT ? g_strdup("") : event_path(event);

                add_group(watcher, id, path);
                return;
        }
        if (event->kind == WIRE_EVENT_ACTOR || event->kind == WIRE_EVENT_EXEC)
                on_actor(watcher, event);
        group = g_hash_table_lookup(watcher->groups, &id);
        if (!group)
                return;
        if (event->kind == WIRE_EVENT_UNSTARTED) {
                on_unstarted(watcher, group, event);
                return;
        }
        /* A container that it runs is a world of its own: there nothing is what it seems to be from here. */
        if (event->pid == 0 && !group->own_pids && !group->complain)
                return;
        if (event->kind == WIRE_EVENT_LIMIT) {
                on_limit(watcher, group, event);
                return;
        }
        if ((event->kind == WIRE_EVENT_ACTOR || event->kind == WIRE_EVENT_EXEC) && (event->flags & WIRE_NO_SETID)) {
                g_autofree char *path = event_path(event);
                on_setid(watcher, group, path);
        }
        if (event->kind == WIRE_EVENT_FILTER ||
            (!group->complain && (event->kind == WIRE_EVENT_ACTOR || event->kind == WIRE_EVENT_EXEC)))
                return;
        decoder = get_decoder(group);
        decoder_event(decoder, event, size);
        for (guint i = 0; i < decoder_refusals(decoder)->len; i++)
                on_refusal(watcher, group, decoder_refusals(decoder)->pdata[i]);
        decoder_forget_refusals(decoder);
        take_new_needs(watcher, group);
}

/* --- keeping --- */

static gint64 watched_milliseconds(const NeedSet *set)
{
        for (guint i = 0; i < set->coverages->len; i++) {
                const Coverage *coverage = set->coverages->pdata[i];

                if (g_str_equal(coverage->source, "watch"))
                        return (gint64)coverage->milliseconds;
        }
        return 0;
}

/* What the unit did in complain mode, added to what is known of it. */
static void write_needs(Group *group)
{
        g_autofree char *path = mode_state_path(group->unit.name, "needs"), *old = NULL, *text = NULL;
        g_autoptr(NeedSet) set = need_set_copy(decoder_needs(group->decoder)), known = NULL;
        Coverage coverage = {.source = (char *)"watch",
                             .phases = 1U << PHASE_RUN,
                             .milliseconds = (guint64)(g_get_monotonic_time() - group->since) / 1000};

        if (file_read(path, 0, &old, NULL, NULL))
                known = need_set_from_text(old, path, NULL);
        /* a union keeps the longest time of one source; runs of the unit, and of us, are added up here */
        if (group->before < 0)
                group->before = known ? watched_milliseconds(known) : 0;
        coverage.milliseconds += (guint64)group->before;
        need_set_add_coverage(set, &coverage);
        if (known)
                need_set_union(set, known);
        g_free(set->unit);
        set->unit = g_strdup(group->unit.name);
        text = need_set_to_text(set);
        if (file_write_atomic(path, text, -1, 0644, NULL)) {
                group->changed = false;
                group->written = g_get_monotonic_time();
        }
}

/* How often it came again. Each slot has its own count in the kernel, as long as nothing else has taken it. */
static guint64 count_repeats(const Watcher *watcher, Told *told)
{
        guint64 all = told->repeats;

        for (unsigned i = 0; i < told->n_slots; i++) {
                unsigned now;

                if (eyes_repeats(watcher->eyes, told->slots[i].number, told->slots[i].fingerprint, &now))
                        told->slots[i].repeats = now;
                all += told->slots[i].repeats;
        }
        return all;
}

/* Says so at first, then each time when they are ten times as many, and at the end of the run. */
static void tell_repeats(Watcher *watcher, Group *group, bool last)
{
        GHashTableIter iter;
        gpointer value;

        g_hash_table_iter_init(&iter, group->told);
        while (g_hash_table_iter_next(&iter, NULL, &value)) {
                Told *told = value;
                guint64 all = count_repeats(watcher, told);
                g_autoptr(GPtrArray) fields = NULL;

                if (all == told->said || (!last && told->said && all < 10 * told->said))
                        continue;
                told->said = all;
                fields = g_ptr_array_new();
                for (char **field = told->fields; *field; field++) {
                        if (g_str_has_prefix(*field, "MESSAGE="))
                                g_ptr_array_add(fields,
                                                g_strdup_printf("MESSAGE=Again, %" G_GUINT64_FORMAT " times more: %s",
                                                                all, *field + strlen("MESSAGE=")));
                        else if (g_str_has_prefix(*field, "MESSAGE_ID="))
                                g_ptr_array_add(fields, g_strdup("MESSAGE_ID=" WATCH_MESSAGE_REPEATED));
                        else if (g_str_has_prefix(*field, WATCH_FIELD_COUNT "="))
                                g_ptr_array_add(fields,
                                                g_strdup_printf(WATCH_FIELD_COUNT "=%" G_GUINT64_FORMAT, all + 1));
                        else
                                g_ptr_array_add(fields, g_strdup(*field));
                }
                g_ptr_array_add(fields, NULL);
                send_later(watcher, (char **)g_ptr_array_free(g_steal_pointer(&fields), FALSE));
        }
}

static void say_lost(guint64 number)
{
        sd_journal_send("MESSAGE=%" G_GUINT64_FORMAT " events came too fast and were not looked at", number,
                        "MESSAGE_ID=%s", WATCH_MESSAGE_LOST, "PRIORITY=%d", LOG_WARNING,
                        "SYSLOG_IDENTIFIER=unitlock-watch", NULL);
}

static gboolean is_dead(gpointer key, gpointer value, gpointer userdata)
{
        Group *group = value;
        g_autofree char *path = g_strconcat(CGROUP_ROOT, group->path, NULL);

        return access(path, F_OK) < 0;
}

/* Now and then, if anything has happened: repetitions, losses, groups that are gone. last: we end. */
static void flush(Watcher *watcher, bool last)
{
        GHashTableIter iter;
        gpointer value;
        guint64 lost = eyes_lost(watcher->eyes) + watcher->dropped_entries;

        g_hash_table_iter_init(&iter, watcher->groups);
        while (g_hash_table_iter_next(&iter, NULL, &value)) {
                Group *group = value;

                tell_repeats(watcher, group, last || is_dead(NULL, group, NULL));
                if (group->decoder && group->complain &&
                    (group->changed ||
                     g_get_monotonic_time() - group->written > (gint64)NEEDS_SECONDS * G_USEC_PER_SEC))
                        write_needs(group);
                if (group->unsaid) {
                        g_autofree char *message = g_strdup_printf(
                                "%u refusals more in this run, which are not listed: %d different ones were",
                                group->unsaid, ENTRIES_PER_GROUP);
                        sd_journal_send("MESSAGE=%s", message, "MESSAGE_ID=%s", WATCH_MESSAGE_REPEATED, "PRIORITY=%d",
                                        LOG_WARNING, "OBJECT_SYSTEMD_UNIT=%s", group->unit.name,
                                        "SYSLOG_IDENTIFIER=unitlock-watch", NULL);
                        group->unsaid = 0;
                }
        }
        if (lost > watcher->lost) {
                say_lost(lost - watcher->lost);
                watcher->lost = lost;
        }
        g_hash_table_foreach_remove(watcher->groups, is_dead, NULL);
        watcher->flushed = g_get_monotonic_time();
}

static bool has_news(Watcher *watcher)
{
        GHashTableIter iter;
        gpointer value;

        if (eyes_lost(watcher->eyes) + watcher->dropped_entries > watcher->lost)
                return true;
        g_hash_table_iter_init(&iter, watcher->groups);
        while (g_hash_table_iter_next(&iter, NULL, &value)) {
                const Group *group = value;

                if (group->changed || group->unsaid || g_hash_table_size(group->told) > 0)
                        return true;
        }
        return false;
}

/* --- life --- */

static void read_state(Watcher *watcher)
{
        g_autofree char *text = NULL;
        g_auto(GStrv) lines = NULL;

        watcher->before = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        if (file_read(STATE_FILE, 0, &text, NULL, NULL)) {
                lines = g_strsplit(text, "\n", 0);
                for (char **line = lines; *line; line++)
                        if (**line)
                                g_hash_table_add(watcher->before, g_strdup(*line));
                if (*text && !g_str_has_suffix(text, STATE_END "\n"))
                        sd_journal_send(
                                "MESSAGE=unitlock-watch was killed, and is there again: refusals in between were "
                                "not seen, and repetitions since the last entry about them were not counted",
                                "MESSAGE_ID=%s", WATCH_MESSAGE_LOST, "PRIORITY=%d", LOG_WARNING,
                                "SYSLOG_IDENTIFIER=unitlock-watch", NULL);
        }
        g_mkdir_with_parents("/run/unitlock-watch", 0755);
        watcher->state = fopen(STATE_FILE, "ae");
        if (watcher->state) {
                fputs(STATE_BEGIN "\n", watcher->state);
                fflush(watcher->state);
        }
}

static unsigned ask_version(GError **error)
{
        sd_bus *bus = manager_connect(false, error);
        unsigned version;

        if (!bus)
                return 0;
        version = manager_version(bus, error);
        sd_bus_flush_close_unref(bus);
        return version;
}

Watcher *watcher_new(GError **error)
{
        g_autoptr(Watcher) watcher = g_new0(Watcher, 1);

        the_watcher = watcher;
        watcher->inotify = -1;
        watcher->groups = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, group_free);
        watcher->actors = g_ptr_array_new_with_free_func(g_free);
        watcher->loaded = g_queue_new();
        watcher->pending = g_queue_new();
        watcher->host_root = access(HOST_ROOT "/", F_OK) == 0;
        watcher->systemd = ask_version(error);
        if (watcher->systemd == 0)
                return NULL;
        read_state(watcher);
        watcher->eyes = eyes_new(CGROUP_ROOT, on_event, watcher, error);
        if (!watcher->eyes)
                return NULL;
        if (eyes_blind(watcher->eyes))
                fprintf(stderr, "Not seen here: %s\n", eyes_blind(watcher->eyes));
        add_tree(watcher, "");
        eyes_adopt(watcher->eyes);
        watcher->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        g_mkdir_with_parents(MODE_COMPLAIN_DIR, 0755);
        g_mkdir_with_parents(MODE_STATE_DIR, 0755);
        inotify_add_watch(watcher->inotify, MODE_COMPLAIN_DIR,
                          IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE);
        return g_steal_pointer(&watcher);
}

void watcher_free(Watcher *watcher)
{
        if (!watcher)
                return;
        eyes_free(watcher->eyes);
        g_hash_table_unref(watcher->groups);
        g_ptr_array_unref(watcher->actors);
        g_queue_free_full(watcher->loaded, (GDestroyNotify)loaded_free);
        g_queue_free_full(watcher->pending, (GDestroyNotify)g_strfreev);
        g_clear_pointer(&watcher->before, g_hash_table_unref);
        if (watcher->state)
                fclose(watcher->state);
        if (watcher->inotify >= 0)
                close(watcher->inotify);
        g_free(watcher);
}

/* A mode was changed: what runs is looked at anew. */
static void on_modes(Watcher *watcher)
{
        char events[4096];

        while (read(watcher->inotify, events, sizeof(events)) > 0)
                ;
        flush(watcher, true);
        g_hash_table_remove_all(watcher->groups);
        add_tree(watcher, "");
        eyes_adopt(watcher->eyes);
}

bool watcher_run(Watcher *watcher, GError **error)
{
        sigset_t signals;
        int signal_fd;

        sigemptyset(&signals);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGINT);
        sigprocmask(SIG_BLOCK, &signals, NULL);
        signal_fd = signalfd(-1, &signals, SFD_CLOEXEC);
        sd_notify(0, "READY=1");
        watcher->flushed = g_get_monotonic_time();
        for (;;) {
                struct pollfd fds[] = {{.fd = eyes_fd(watcher->eyes), .events = POLLIN},
                                       {.fd = signal_fd, .events = POLLIN},
                                       {.fd = watcher->inotify, .events = POLLIN}};
                int timeout = !g_queue_is_empty(watcher->pending) ? 200 : has_news(watcher) ? FLUSH_SECONDS * 1000 : -1;

                if (poll(fds, G_N_ELEMENTS(fds), timeout) < 0 && errno != EINTR)
                        break;
                if (!eyes_consume(watcher->eyes, error)) {
                        close(signal_fd);
                        return false;
                }
                send_pending(watcher);
                if (fds[2].revents)
                        on_modes(watcher);
                if (fds[1].revents)
                        break;
                if (g_get_monotonic_time() - watcher->flushed > FLUSH_SECONDS * G_USEC_PER_SEC)
                        flush(watcher, false);
        }
        eyes_consume(watcher->eyes, NULL);
        flush(watcher, true);
        if (watcher->state)
                fputs(STATE_END "\n", watcher->state);
        send_pending(watcher);
        close(signal_fd);
        return true;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The watcher. The kernel's events are sorted by control group; each group that belongs to a service has a decoder,
 * which makes refusals of them. Whether the sandbox is to blame is found out in blame.c, what a unit is in loaded.c,
 * and tell.c writes to the journal. What was told is kept in /run by group, so that a restart of the watcher does not
 * repeat it. */

#include "watch/watcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <syslog.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/file.h"
#include "source/observe/calls.h"
#include "source/observe/names.h"
#include "source/observe/system.h"
#include "unit/manager.h"
#include "watch/act.h"
#include "watch/blame.h"
#include "watch/gate.h"
#include "watch/loaded.h"
#include "watch/message.h"
#include "watch/mode.h"
#include "watch/tell.h"

/* A call in a loop of its own finds all that it needs in the processor's caches. Among the calls of a service under
 * load the hook costs several times as much. */
#define COST_AMONG_OTHERS 4

#define FLUSH_SECONDS 60   /* repetitions are told, dead groups forgotten */
#define REST_SECONDS 3600  /* how long it rested is said so often */
#define NEEDS_SOON 5       /* new needs are written after at most so many */
#define NEEDS_SECONDS 3600 /* how long it was watched is written at least so often */

/* --- groups --- */

static Watcher *the_watcher; /* for what has no other way to it: decoders are given their group */

static void group_free(gpointer data)
{
        Group *group = data;

        g_free(group->path);
        g_free(group->kept);
        group_unit_clear(&group->unit);
        decoder_free(group->decoder);
        the_watcher->acts -= group->acts->len;
        g_ptr_array_unref(group->acts);
        g_hash_table_unref(group->told);
        g_ptr_array_unref(group->doubts);
        g_free(group);
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
        loaded_forget(watcher, &unit);
        loaded = loaded_get(watcher, &unit);
        if (!loaded || !loaded_is_sandboxed(loaded, &flags) || g_str_equal(unit.name, WATCH_UNIT)) {
                eyes_set_group(watcher->eyes, id, WIRE_GROUP_IGNORE, 0);
                group_unit_clear(&unit);
                return;
        }
        group = g_new0(Group, 1);
        group->id = id;
        group->path = g_strdup(path);
        group->unit = unit;
        group->complain = loaded->complain;
        group->kept = loaded->complain ? mode_state_name(unit.name) : NULL;
        group->own_pids = config_is_on(loaded->config, DIRECTIVE_PRIVATE_PIDS);
        group->since = g_get_monotonic_time();
        group->rested = pace_rested(&watcher->pace, group->since);
        group->before = -1;
        group->acts = g_ptr_array_new_with_free_func(act_free);
        group->doubts = g_ptr_array_new_with_free_func(doubt_free);
        group->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, told_free);
        g_hash_table_insert(watcher->groups, g_memdup2(&id, sizeof(id)), group);
        eyes_set_group(watcher->eyes, id, WIRE_GROUP_WATCHED, flags | (group->complain ? WIRE_GROUP_ALL : 0));
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

/* Who waits for it reads it. text: as it was before what it tells was done. */
static void say_taken(const char *text)
{
        (void)file_write_atomic(MODE_TAKEN_FILE, text, -1, 0644, NULL);
}

/* What runs, with its mode of now. */
static void take_up(Watcher *watcher)
{
        g_auto(GStrv) units = NULL;

        g_free(watcher->marks);
        watcher->marks = mode_marks(); /* first: what changes from here on is taken up once more */
        units = mode_complaining();

        eyes_set_complaining(watcher->eyes, units);
        add_tree(watcher, "");
        eyes_adopt(watcher->eyes);
}

/* --- from events to refusals --- */

/* The file system as the host has it: our own /dev and /tmp are others. */
static char *resolve(const char *path, bool follow, void *userdata)
{
        char *real = NULL;

        if (!the_watcher->host_root || g_str_has_prefix(path, "/proc/"))
                return system_resolve(path, follow);
        real = path_chase(HOST_ROOT, path, CHASE_MAY_MISS | (follow ? CHASE_FOLLOW : CHASE_NOFOLLOW));
        return real ? real : g_strdup(path);
}

static char *host_path(const char *path)
{
        return g_strconcat(the_watcher->host_root ? HOST_ROOT : "", path, NULL);
}

/* A process that is not there at all is nobody's: what looks for it fails in any sandbox and in none. */
static bool is_in_unit(int pid, void *userdata)
{
        Group *group = userdata;
        g_autofree char *path = g_strdup_printf("/proc/%d", pid);

        /* In a namespace of its own its numbers are not ours. One that it has not come to yet was had from outside. */
        if (group->own_pids)
                return the_watcher->event->next_pid == 0 || (unsigned)pid < the_watcher->event->next_pid ||
                       !gate_host_has_process("/proc", pid);
        if (access(path, F_OK) < 0)
                return true;
        return system_process_is_below(pid, &group->path, 1);
}

static bool is_device(const char *path, void *userdata)
{
        g_autofree char *full = host_path(path);

        return system_is_device(full);
}

static bool has_capabilities(const char *path, void *userdata)
{
        g_autofree char *full = host_path(path);

        return system_has_capabilities(full);
}

/* One that has lost its number to a newer program may run still. */
static const char *actor(unsigned number, void *userdata)
{
        const char *known = number < the_watcher->actors->len ? g_ptr_array_index(the_watcher->actors, number) : NULL;
        g_autofree char *link = NULL;

        if (known || the_watcher->event->pid <= 0)
                return known;
        link = g_strdup_printf("/proc/%d/exe", the_watcher->event->pid);
        g_free(the_watcher->running);
        the_watcher->running = g_file_read_link(link, NULL);
        return the_watcher->running;
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
                decoder_bound(group->decoder);
        }
        return group->decoder;
}

static void take_new_needs(Watcher *watcher, Group *group)
{
        for (; group->needs_seen < decoder_sightings(group->decoder); group->needs_seen++) {
                const Need *need = &decoder_sighting(group->decoder, group->needs_seen)->need;

                group->changed = group->complain;
                if (group->complain && !watcher->changed)
                        watcher->changed = g_get_monotonic_time();
                if (group->complain)
                        act_add(watcher, group, need);
                else
                        blame_need(watcher, group, need);
        }
        act_note(group, watcher->event);
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

/* --- rest --- */

static void say_rest(const Watcher *watcher, const char *message)
{
        sd_journal_send("MESSAGE=%s", message, "MESSAGE_ID=%s", WATCH_MESSAGE_RESTS, "PRIORITY=%d", LOG_NOTICE,
                        "SYSLOG_IDENTIFIER=unitlock-watch", NULL);
}

/* How much was not looked at. */
static void say_rested(Watcher *watcher, gint64 now)
{
        gint64 rested = pace_rested(&watcher->pace, now) - watcher->rested_said;
        g_autofree char *message =
                g_strdup_printf("Of the last %.1f s calls were not looked at for %.1f s: there were many, and nothing "
                                "new happened",
                                (double)(now - watcher->rest_said) / G_USEC_PER_SEC, (double)rested / G_USEC_PER_SEC);

        if (rested == 0)
                return;
        say_rest(watcher, message);
        watcher->rest_said = now;
        watcher->rested_said += rested;
}

static void rest(Watcher *watcher, gint64 now)
{
        int fd = open(WATCH_RESTED_FILE, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

        if (fd >= 0) {
                futimens(fd, NULL);
                close(fd);
        }
        pace_rest(&watcher->pace, now);
        eyes_rest(watcher->eyes, true, NULL);
        if (watcher->rest_said)
                return;
        watcher->rest_said = now;
        say_rest(watcher, "This host makes many system calls, and nothing new was refused: they are now looked at for "
                          "a part of the time only, lest that make the host slow");
}

/* False: the hook can't be had any more. */
static bool wake(Watcher *watcher, gint64 now, GError **error)
{
        pace_wake(&watcher->pace, now);
        return eyes_rest(watcher->eyes, false, error);
}

/* Is a rest due? A refusal that is told and goes on is to be counted. */
static void count_calls(Watcher *watcher)
{
        gint64 now = g_get_monotonic_time();
        double calls = MAX(eyes_calls(watcher->eyes) - watcher->calls, 0);

        watcher->calls += calls;
        if (!pace_spend(&watcher->pace, calls, now))
                return;
        if (tell_is_repeating(watcher))
                pace_news(&watcher->pace, now);
        else
                rest(watcher, now);
}

/* Something new begins. What is done is new if it is told (tell.c): nearly all that fails is not the sandbox's doing,
 * and never the same for long. */
static bool is_beginning(unsigned kind)
{
        return kind == WIRE_EVENT_ACTOR || kind == WIRE_EVENT_EXEC || kind == WIRE_EVENT_UNSTARTED ||
               kind == WIRE_EVENT_KILLED;
}

static void on_event(const struct wire_event *event, size_t size, void *userdata)
{
        Watcher *watcher = userdata;
        g_autofree struct wire_event *refused = NULL;
        guint64 id = event->cgroup;
        Group *group;
        Decoder *decoder;

        for (unsigned i = 0; i < WIRE_PIECES; i++)
                if (sizeof(*event) + event->offset[i] + event->length[i] > size)
                        return;
        if (event->kind == WIRE_EVENT_PULSE) {
                count_calls(watcher);
                return;
        }
        if (event->kind == WIRE_EVENT_WAKE) {
                pace_news(&watcher->pace, g_get_monotonic_time());
                return;
        }
        watcher->event = event;
        if (event->kind == WIRE_EVENT_GROUP) {
                g_autofree char *path = event->flags & WIRE_CUT ? g_strdup("") : event_path(event);

                if (*path)
                        pace_news(&watcher->pace, g_get_monotonic_time());

                add_group(watcher, id, path);
                return;
        }
        if (event->kind == WIRE_EVENT_ACTOR || event->kind == WIRE_EVENT_EXEC)
                on_actor(watcher, event);
        watcher->program = actor(event->actor, NULL) ?: "";
        group = g_hash_table_lookup(watcher->groups, &id);
        if (!group)
                return;
        if (is_beginning(event->kind))
                pace_news(&watcher->pace, g_get_monotonic_time());
        if (event->kind == WIRE_EVENT_LOST) {
                tell_lost(watcher, group);
                return;
        }
        if (event->kind == WIRE_EVENT_UNSTARTED) {
                blame_unstarted(watcher, group, event);
                return;
        }
        if (event->kind == WIRE_EVENT_DROPPED) {
                blame_dropped(watcher, group, event);
                return;
        }
        /* A container that it runs is a world of its own: there nothing is what it seems to be from here. */
        if (event->pid == 0 && !group->own_pids && !group->complain)
                return;
        if (event->kind == WIRE_EVENT_ENDED) {
                blame_end(watcher, group, event);
                return;
        }
        if (event->kind == WIRE_EVENT_LIMIT) {
                blame_limit(watcher, group, event);
                return;
        }
        if ((event->kind == WIRE_EVENT_ACTOR || event->kind == WIRE_EVENT_EXEC) &&
            (event->flags & (WIRE_NO_SETID | WIRE_UNPRIVILEGED))) {
                g_autofree char *path = event_path(event);

                if ((event->flags & WIRE_NO_SETID) || has_capabilities(path, NULL))
                        blame_setid(watcher, group, path);
        }
        if (event->kind == WIRE_EVENT_CALL && !group->complain)
                blame_raised(watcher, group, event);
        if (event->kind == WIRE_EVENT_CALL && !group->complain)
                blame_priority(watcher, group, event);
        if (event->kind == WIRE_EVENT_CALL && event->length[1] > 0 && !group->complain)
                blame_interface(watcher, group, event);
        if (event->kind == WIRE_EVENT_FILTER ||
            (!group->complain && (event->kind == WIRE_EVENT_ACTOR || event->kind == WIRE_EVENT_EXEC)))
                return;
        /* of its own processes, and of one that has ended, nothing is hidden */
        if (event->kind == WIRE_EVENT_CALL && event->ret == -ESRCH && !event->loaded && group->own_pids)
                return;
        if (event->kind == WIRE_EVENT_CALL && !group->complain && blame_is_filtered(watcher, group, event)) {
                refused = g_memdup2(event, size);
                refused->flags |= WIRE_FILTERED;
                watcher->event = event = refused;
        }
        g_clear_pointer(&watcher->act, g_free);
        decoder = get_decoder(group);
        decoder_event(decoder, event, size);
        for (guint i = 0; i < decoder_refusals(decoder)->len; i++)
                blame_refusal(watcher, group, decoder_refusals(decoder)->pdata[i]);
        decoder_forget_refusals(decoder);
        take_new_needs(watcher, group);
        watcher->event = NULL;
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

static void say_unkept(Group *group, const char *why)
{
        if (!group->unkept)
                sd_journal_send("MESSAGE=What %s does in complain mode is not kept: %s", group->unit.name, why,
                                "MESSAGE_ID=%s", WATCH_MESSAGE_LOST, "PRIORITY=%d", LOG_WARNING,
                                "OBJECT_SYSTEMD_UNIT=%s", group->unit.name, "SYSLOG_IDENTIFIER=unitlock-watch", NULL);
        group->unkept = true;
}

/* What the unit did in complain mode, added to what is known of it. */
static void write_needs(const Watcher *watcher, Group *group)
{
        g_autofree char *path = mode_state_path(group->kept, "needs"), *old = NULL, *text = NULL;
        g_autoptr(NeedSet) set = need_set_copy(decoder_needs(group->decoder)), known = NULL;
        g_autoptr(GError) error = NULL;
        gint64 now = g_get_monotonic_time(), rested = pace_rested(&watcher->pace, now) - group->rested;
        char *blind[3] = {NULL};
        unsigned n = 0;
        Coverage coverage = {.source = (char *)"watch",
                             .phases = 1U << PHASE_RUN,
                             .milliseconds = (guint64)(now - group->since - rested) / 1000,
                             .blind = blind};

        if (rested > 0)
                blind[n++] = (char *)"calls: some of the time, when the host was busy";
        if (decoder_saw_too_many(group->decoder))
                blind[n++] = (char *)"paths: there were so many that the last ones are not listed";
        if (access(path, F_OK) == 0) {
                known = file_read(path, 0, &old, NULL, NULL) ? need_set_from_text(old, path, NULL) : NULL;
                if (!known) { /* what is known is not to be lost for what is new */
                        g_autofree char *why = g_strdup_printf("%s cannot be read. Remove it to begin anew", path);

                        say_unkept(group, why);
                        return;
                }
        }
        /* a union keeps the longest time of one source; runs of the unit, and of us, are added up here */
        if (group->before < 0)
                group->before = known ? watched_milliseconds(known) : 0;
        coverage.milliseconds += (guint64)group->before;
        need_set_add_coverage(set, &coverage);
        if (known)
                need_set_union(set, known);
        g_free(set->unit);
        set->unit = g_strdup(group->kept);
        text = need_set_to_text(set);
        if (!file_write_atomic(path, text, -1, 0644, &error)) {
                say_unkept(group, error->message);
                return;
        }
        group->changed = false;
        group->unkept = false;
        group->written = g_get_monotonic_time();
}

static void say_lost(guint64 number)
{
        sd_journal_send("MESSAGE=%" G_GUINT64_FORMAT " events came too fast and were not looked at", number,
                        "MESSAGE_ID=%s", WATCH_MESSAGE_LOST, "PRIORITY=%d", LOG_WARNING,
                        "SYSLOG_IDENTIFIER=unitlock-watch", NULL);
}

/* Not all of these calls were of units that are watched, but nobody knows which were. */
static void say_passed_over(Watcher *watcher, gint64 now, bool last)
{
        guint64 count = eyes_passed_over(watcher->eyes);

        if (count == watcher->passed_over ||
            (watcher->passed_said && !last && now - watcher->passed_said < (gint64)REST_SECONDS * G_USEC_PER_SEC))
                return;
        sd_journal_send("MESSAGE=This kernel passed over %" G_GUINT64_FORMAT
                        " calls, of all processes: what was refused "
                        "in them was not seen%s",
                        count - watcher->passed_over,
                        gate_host_variable("/proc", "kernel/perf_event_paranoid") > 2
                                ? ". With kernel.perf_event_paranoid=2 (sysctl) it would be, after a restart of this"
                                : "",
                        "MESSAGE_ID=%s", WATCH_MESSAGE_LOST, "PRIORITY=%d", LOG_WARNING,
                        "SYSLOG_IDENTIFIER=unitlock-watch", NULL);
        watcher->passed_over = count;
        watcher->passed_said = now;
}

static void say_beyond_budget(const char *owner, unsigned count, void *userdata)
{
        sd_journal_send("MESSAGE=%u refusals more of %s are not listed: there were too many in a short time", count,
                        owner, "MESSAGE_ID=%s", WATCH_MESSAGE_LOST, "PRIORITY=%d", LOG_WARNING,
                        "OBJECT_SYSTEMD_UNIT=%s", owner, "SYSLOG_IDENTIFIER=unitlock-watch", NULL);
}

static gboolean is_dead(gpointer key, gpointer value, gpointer userdata)
{
        Group *group = value;
        g_autofree char *path = g_strconcat(CGROUP_ROOT, group->path, NULL);

        return access(path, F_OK) < 0;
}

/* What is new of what units in complain mode did: who enforces them, or asks how they stand, wants to know. */
static void keep(Watcher *watcher)
{
        GHashTableIter iter;
        gpointer value;

        g_hash_table_iter_init(&iter, watcher->groups);
        while (g_hash_table_iter_next(&iter, NULL, &value)) {
                Group *group = value;

                if (group->decoder && group->complain && group->changed)
                        write_needs(watcher, group);
        }
        watcher->changed = 0;
}

static void tell_acts(Watcher *watcher)
{
        GHashTableIter iter;
        gpointer group;

        g_hash_table_iter_init(&iter, watcher->groups);
        while (watcher->acts && g_hash_table_iter_next(&iter, NULL, &group))
                act_tell(watcher, group, false);
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

                act_tell(watcher, group, last || is_dead(NULL, group, NULL));
                tell_repeats(watcher, group, last || is_dead(NULL, group, NULL));
                if (group->decoder && group->complain &&
                    (group->changed ||
                     g_get_monotonic_time() - group->written > (gint64)NEEDS_SECONDS * G_USEC_PER_SEC))
                        write_needs(watcher, group);
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
        budget_flush(watcher->budget, g_get_monotonic_time(), say_beyond_budget, NULL);
        g_hash_table_foreach_remove(watcher->groups, is_dead, NULL);
        tell_shrink_state(watcher);
        watcher->flushed = g_get_monotonic_time();
        say_passed_over(watcher, watcher->flushed, last);
        if (watcher->rest_said &&
            (last || watcher->flushed - watcher->rest_said > (gint64)REST_SECONDS * G_USEC_PER_SEC))
                say_rested(watcher, watcher->flushed);
}

static bool has_news(Watcher *watcher)
{
        GHashTableIter iter;
        gpointer value;

        if (eyes_lost(watcher->eyes) + watcher->dropped_entries > watcher->lost || budget_has_news(watcher->budget))
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
        if (!tell_read_state(watcher))
                sd_journal_send("MESSAGE=unitlock-watch was killed, and is there again: refusals in between were not "
                                "seen, and repetitions since the last entry about them were not counted",
                                "MESSAGE_ID=%s", WATCH_MESSAGE_LOST, "PRIORITY=%d", LOG_WARNING,
                                "SYSLOG_IDENTIFIER=unitlock-watch", NULL);
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

Watcher *watcher_new(double share, GError **error)
{
        g_autoptr(Watcher) watcher = g_new0(Watcher, 1);
        g_autofree char *taken = NULL;

        the_watcher = watcher;
        watcher->inotify = -1;
        watcher->groups = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, group_free);
        watcher->actors = g_ptr_array_new_with_free_func(g_free);
        watcher->loaded = g_queue_new();
        watcher->pending = g_queue_new();
        watcher->budget = budget_new();
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
        pace_init(&watcher->pace, eyes_cost(watcher->eyes) * COST_AMONG_OTHERS, share, g_get_num_processors(),
                  g_get_monotonic_time());
        watcher->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        g_mkdir_with_parents(MODE_COMPLAIN_DIR, 0755);
        g_mkdir_with_parents(MODE_STATE_DIR, 0755);
        g_mkdir_with_parents(MODE_ASKED_DIR, 0755);
        inotify_add_watch(watcher->inotify, MODE_ASKED_DIR, IN_MOVED_TO);
        inotify_add_watch(watcher->inotify, MODE_COMPLAIN_DIR,
                          IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE);
        take_up(watcher); /* after that, lest a change in between be missed */
        taken = mode_taken_text(watcher->marks);
        say_taken(taken);
        return g_steal_pointer(&watcher);
}

void watcher_free(Watcher *watcher)
{
        if (!watcher)
                return;
        eyes_free(watcher->eyes);
        g_hash_table_unref(watcher->groups);
        g_ptr_array_unref(watcher->actors);
        g_free(watcher->running);
        g_free(watcher->marks);
        g_free(watcher->act);
        g_queue_free_full(watcher->loaded, (GDestroyNotify)loaded_free);
        g_queue_free_full(watcher->pending, (GDestroyNotify)g_strfreev);
        g_clear_pointer(&watcher->before, g_hash_table_unref);
        budget_free(watcher->budget);
        if (watcher->state)
                fclose(watcher->state);
        if (watcher->inotify >= 0)
                close(watcher->inotify);
        g_free(watcher);
}

/* A mode was changed: what runs is looked at anew. Or somebody asks for all up to now. */
static void on_modes(Watcher *watcher)
{
        g_autofree char *asked = NULL, *marks = NULL, *text = NULL;
        char events[4096];

        while (read(watcher->inotify, events, sizeof(events)) > 0)
                ;
        asked = mode_taken_text("");
        marks = mode_marks();
        flush(watcher, true);
        if (!g_str_equal(marks, watcher->marks)) {
                g_hash_table_remove_all(watcher->groups);
                take_up(watcher);
        }
        text = g_strconcat(watcher->marks, asked, NULL);
        say_taken(text);
        pace_news(&watcher->pace, g_get_monotonic_time());
}

/* By the time, or by something new: what woke us is most likely that. */
static bool is_rest_over(const Watcher *watcher, gint64 now)
{
        return pace_remaining(&watcher->pace, now) == 0 || now - watcher->pace.news < PACE_QUIET;
}

/* False: it is to end. */
static bool is_asked(int signal_fd, bool *ret_asked)
{
        struct signalfd_siginfo info;

        if (read(signal_fd, &info, sizeof(info)) != sizeof(info) || info.ssi_signo != SIGUSR1)
                return false;
        *ret_asked = true;
        return true;
}

static void say_caught_up(void)
{
        int fd = open(WATCH_DIRECTORY "/" WATCH_CAUGHT_UP, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

        if (fd >= 0)
                close(fd);
}

bool watcher_run(Watcher *watcher, GError **error)
{
        sigset_t signals;
        bool asked = false;
        int signal_fd;

        sigemptyset(&signals);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGUSR1);
        sigprocmask(SIG_BLOCK, &signals, NULL);
        signal_fd = signalfd(-1, &signals, SFD_CLOEXEC);
        sd_notify(0, "READY=1");
        watcher->flushed = g_get_monotonic_time();
        for (;;) {
                struct pollfd fds[] = {{.fd = eyes_fd(watcher->eyes), .events = POLLIN},
                                       {.fd = signal_fd, .events = POLLIN},
                                       {.fd = watcher->inotify, .events = POLLIN}};
                int timeout = !g_queue_is_empty(watcher->pending) ? 200 : has_news(watcher) ? FLUSH_SECONDS * 1000 : -1;
                gint64 now = g_get_monotonic_time();

                if (watcher->pace.resting)
                        timeout = pace_remaining(&watcher->pace, now);
                else if (pace_look(&watcher->pace, now) >= 0)
                        timeout = pace_look(&watcher->pace, now);
                if (watcher->changed && (timeout < 0 || timeout > NEEDS_SOON * 1000))
                        timeout = NEEDS_SOON * 1000;
                if (watcher->acts && (timeout < 0 || timeout > ACT_WAIT / 1000))
                        timeout = ACT_WAIT / 1000;
                if (poll(fds, G_N_ELEMENTS(fds), timeout) < 0 && errno != EINTR)
                        break;
                now = g_get_monotonic_time();
                if (!eyes_consume(watcher->eyes, error) ||
                    (watcher->pace.resting && is_rest_over(watcher, now) && !wake(watcher, now, error))) {
                        close(signal_fd);
                        return false;
                }
                if (pace_look(&watcher->pace, now) >= 0)
                        count_calls(watcher);
                tell_acts(watcher);
                tell_pending(watcher);
                if (fds[2].revents)
                        on_modes(watcher);
                if (fds[1].revents && !is_asked(signal_fd, &asked))
                        break;
                if (watcher->changed && g_get_monotonic_time() - watcher->changed > NEEDS_SOON * G_USEC_PER_SEC)
                        keep(watcher);
                if (asked && g_queue_is_empty(watcher->pending)) {
                        say_caught_up();
                        asked = false;
                }
                if (g_get_monotonic_time() - watcher->flushed > FLUSH_SECONDS * G_USEC_PER_SEC)
                        flush(watcher, false);
        }
        eyes_consume(watcher->eyes, NULL);
        flush(watcher, true);
        tell_end_state(watcher);
        tell_pending(watcher);
        close(signal_fd);
        return true;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a refusal to the journal: once for each run of a unit, then counted. What was told is written down, so that a
 * watcher that is started again does not repeat it; what the journal does not take waits. */

#include "watch/tell.h"

#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "unit/unit-name.h"
#include "watch/message.h"
#include "watch/mode.h"
#include "watch/would.h"

#define PENDING_MAX 2000 /* entries that the journal did not take yet */

#define STATE_FILE "/run/unitlock-watch/told"
#define STATE_BEGIN "begin"
#define STATE_END "end"         /* its last line, where the watcher was not killed */
#define STATE_MAX (1024 * 1024) /* bytes: what is not written down is told again by a watcher that is started anew */
#define STATE_SMALL (64 * 1024) /* not worth to be written anew without those that are gone */
#define WOULD_BYTES_MAX (256 * 1024) /* of one unit: a thousand or more kinds say enough */

void told_free(gpointer data)
{
        Told *told = data;

        g_strfreev(told->fields);
        g_free(told);
}

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

void tell_pending(Watcher *watcher)
{
        while (!g_queue_is_empty(watcher->pending)) {
                char **fields = g_queue_peek_head(watcher->pending);

                if (!watch_entry_send(fields))
                        return;
                g_strfreev(g_queue_pop_head(watcher->pending));
        }
}

/* --- what was told, for the next watcher --- */

static void write_line(Watcher *watcher, const char *line)
{
        size_t length = strlen(line) + 1;

        if (!watcher->state || watcher->state_bytes + length > STATE_MAX)
                return;
        fprintf(watcher->state, "%s\n", line);
        fflush(watcher->state);
        watcher->state_bytes += length;
}

static void open_state(Watcher *watcher)
{
        struct stat info;

        watcher->state = fopen(STATE_FILE, "ae");
        watcher->state_bytes = watcher->state && fstat(fileno(watcher->state), &info) == 0 ? (size_t)info.st_size : 0;
}

/* "group key". A key may have anything in it that a service names. Caller frees. */
static char *state_line(const Group *group, const char *key)
{
        g_autofree char *escaped = word_escape(key);

        return g_strdup_printf("%" G_GUINT64_FORMAT " %s", group->id, escaped);
}

bool tell_read_state(Watcher *watcher)
{
        g_autofree char *text = NULL;
        g_auto(GStrv) lines = NULL;
        bool ended = true;

        watcher->before = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        if (file_read(STATE_FILE, 0, &text, NULL, NULL)) {
                lines = g_strsplit(text, "\n", 0);
                for (char **line = lines; *line; line++)
                        if (g_ascii_isdigit(**line))
                                g_hash_table_add(watcher->before, g_strdup(*line));
                ended = !*text || g_str_has_suffix(text, STATE_END "\n");
        }
        g_mkdir_with_parents("/run/unitlock-watch", 0755);
        open_state(watcher);
        write_line(watcher, STATE_BEGIN);
        return ended;
}

void tell_end_state(Watcher *watcher)
{
        if (!watcher->state)
                return;
        fputs(STATE_END "\n", watcher->state);
        fflush(watcher->state);
}

/* Is it about a group that is gone? */
static gboolean is_of_dead(gpointer key, gpointer value, gpointer userdata)
{
        const Watcher *watcher = userdata;
        guint64 id = g_ascii_strtoull(key, NULL, 10);

        return !g_hash_table_contains(watcher->groups, &id);
}

void tell_shrink_state(Watcher *watcher)
{
        g_autoptr(GString) text = g_string_new(STATE_BEGIN "\n");
        GHashTableIter groups, iter;
        gpointer group, key;

        if (watcher->state_bytes < STATE_SMALL)
                return;
        g_hash_table_foreach_remove(watcher->before, is_of_dead, watcher);
        g_hash_table_iter_init(&iter, watcher->before);
        while (text->len < STATE_MAX && g_hash_table_iter_next(&iter, &key, NULL))
                g_string_append_printf(text, "%s\n", (char *)key);
        g_hash_table_iter_init(&groups, watcher->groups);
        while (g_hash_table_iter_next(&groups, NULL, &group)) {
                g_hash_table_iter_init(&iter, ((Group *)group)->told);
                while (text->len < STATE_MAX && g_hash_table_iter_next(&iter, &key, NULL)) {
                        g_autofree char *line = state_line(group, key);

                        if (!g_hash_table_contains(watcher->before, line))
                                g_string_append_printf(text, "%s\n", line);
                }
        }
        if (text->len >= watcher->state_bytes || !file_write_atomic(STATE_FILE, text->str, -1, 0600, NULL))
                return;
        if (watcher->state)
                fclose(watcher->state);
        open_state(watcher);
}

/* --- entries --- */

/* Keeps a would-be refusal that is new, with its time: for `unitlock status`. */
static void write_would(const Group *group, const Explanation *explanation)
{
        g_autofree char *path = mode_state_path(group->kept, "would"), *old = NULL, *line = NULL;
        g_autoptr(GPtrArray) needs = explanation_needs(explanation);
        FILE *file;

        line = would_line(g_get_real_time() / G_USEC_PER_SEC, needs);
        if (access(path, F_OK) == 0 && (!file_read(path, WOULD_BYTES_MAX, &old, NULL, NULL) || would_has(old, line)))
                return;
        file = fopen(path, "ae");
        if (!file)
                return;
        fputs(line, file);
        fclose(file);
}

/* What stands in the state for a need that was told beside another one. Caller frees. */
static char *covered_line(const Group *group, const Need *need)
{
        g_autofree char *text = need_to_string(need), *key = g_strconcat("+", text, NULL);

        return state_line(group, key);
}

bool tell_is_covered(const Watcher *watcher, const Group *group, const Need *need)
{
        g_autofree char *line = covered_line(group, need);

        return g_hash_table_contains(watcher->before, line);
}

static void cover(Watcher *watcher, const Group *group, const GPtrArray *needs)
{
        for (guint i = 0; i < needs->len; i++) {
                char *line = covered_line(group, needs->pdata[i]);

                write_line(watcher, line);
                g_hash_table_add(watcher->before, line);
        }
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

/* Whose store of entries it is: the user's, or that of the unit and all instances of its template. Caller frees. */
static char *owner_of(const GroupUnit *unit)
{
        char *template = unit->uid < 0 ? unit_name_template(unit->name) : NULL;

        if (unit->uid >= 0)
                return g_strdup_printf("user@%ld.service", unit->uid);
        return template ? template : g_strdup(unit->name);
}

void tell(Watcher *watcher, Group *group, WatchEntry entry)
{
        const Explanation *explanation = entry.explanation;
        bool would = g_str_equal(entry.message_id, WATCH_MESSAGE_WOULD);
        const char *by = explanation ? directives[((const Blame *)explanation->blames->pdata[0])->directive].name : "";
        bool has_need = explanation && explanation->need.subject;
        g_autofree char *key = g_strdup_printf("%d %s %s %s", has_need ? (int)explanation->need.kind : -1,
                                               has_need ? explanation->need.subject : entry.what, by, entry.program);
        g_autofree char *line = state_line(group, key), *owner = owner_of(&group->unit);
        bool known = g_hash_table_contains(watcher->before, line);
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
        if (!known && !budget_take(watcher->budget, owner, g_get_monotonic_time()))
                return;
        told = g_new0(Told, 1);
        add_slot(watcher, told);
        told->fields = watch_entry_fields(&entry);
        g_hash_table_insert(group->told, g_strdup(key), told);
        if (known)
                return;
        pace_news(&watcher->pace, g_get_monotonic_time());
        write_line(watcher, line);
        if (would && explanation) {
                write_would(group, explanation);
                cover(watcher, group, explanation->others);
        }
        send_later(watcher, g_strdupv(told->fields));
}

void tell_lost(Watcher *watcher, Group *group)
{
        if (group->overrun)
                return;
        group->overrun = true;
        send_later(watcher, watch_notice_fields(&group->unit, WATCH_MESSAGE_LOST,
                                                "It did so much at once that some was not looked at: not all that its "
                                                "settings refused may be told"));
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

bool tell_is_repeating(Watcher *watcher)
{
        GHashTableIter groups, iter;
        gpointer group, value;
        bool repeating = false;

        g_hash_table_iter_init(&groups, watcher->groups);
        while (g_hash_table_iter_next(&groups, NULL, &group)) {
                g_hash_table_iter_init(&iter, ((Group *)group)->told);
                while (g_hash_table_iter_next(&iter, NULL, &value)) {
                        Told *told = value;
                        guint64 all = count_repeats(watcher, told);

                        repeating |= all != told->heard;
                        told->heard = all;
                }
        }
        return repeating;
}

void tell_repeats(Watcher *watcher, Group *group, bool last)
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

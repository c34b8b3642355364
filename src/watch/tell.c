/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a refusal to the journal: once for each run of a unit, then counted. What was told is written down, so that a
 * watcher that is started again does not repeat it; what the journal does not take waits. */

#include "watch/tell.h"

#include <string.h>
#include <syslog.h>

#include "base/file.h"
#include "watch/message.h"
#include "watch/mode.h"

#define PENDING_MAX 2000 /* entries that the journal did not take yet */

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

void tell(Watcher *watcher, Group *group, WatchEntry entry)
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

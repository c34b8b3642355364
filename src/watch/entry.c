/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Journal entries. OBJECT_SYSTEMD_UNIT= puts an entry of root among those of the unit: systemctl status and journalctl
 * -u show it there. The message catalog (catalog/unitlock.catalog) has the words for journalctl -x, with our fields in
 * them. */

#include "watch/entry.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <syslog.h>
#include <systemd/sd-journal.h>

#include "explain/consequence.h"
#include "watch/message.h"

static void add(GPtrArray *fields, const char *name, const char *value)
{
        if (value && *value)
                g_ptr_array_add(fields, g_strdup_printf("%s=%s", name, value));
}

static void add_number(GPtrArray *fields, const char *name, unsigned value)
{
        g_ptr_array_add(fields, g_strdup_printf("%s=%u", name, value));
}

/* The message, and who is to blame. */
static void add_explained(GPtrArray *fields, const Explanation *explanation, const char *subject, const char *verb,
                          const char *what)
{
        const Blame *blame = explanation->blames->pdata[0];
        g_autofree char *cause = explanation_cause(explanation), *cost = explanation_cost(explanation);
        g_autofree char *change = g_strjoinv("\n", explanation->change);
        g_autofree char *inline_change = g_strjoinv(", ", explanation->change),
                        *others = explanation_others(explanation);

        g_ptr_array_add(fields, g_strdup_printf("MESSAGE=%s%s%s, by %s%s%s%s%s", subject, verb, what, cause,
                                                others ? ", and then by " : "", others ?: "",
                                                *inline_change ? ". To allow it: " : "", inline_change));
        if (explanation->need.subject) {
                g_autofree char *need = need_to_string(&explanation->need);
                add(fields, WATCH_FIELD_NEED, need);
        }
        add(fields, WATCH_FIELD_CAUSE, cause);
        add(fields, WATCH_FIELD_OTHERS, others);
        add(fields, WATCH_FIELD_DIRECTIVE, directives[blame->directive].name);
        add(fields, WATCH_FIELD_FILE, blame->file);
        if (blame->line)
                add_number(fields, WATCH_FIELD_LINE, blame->line);
        add(fields, WATCH_FIELD_CHANGE, change);
        add(fields, WATCH_FIELD_COST, cost);
}

static void add_unit(GPtrArray *fields, const GroupUnit *unit)
{
        g_autofree char *manager = NULL;

        if (unit->uid < 0) {
                add(fields, "OBJECT_SYSTEMD_UNIT", unit->name);
                add(fields, "UNIT", unit->name);
                return;
        }
        manager = g_strdup_printf("user@%ld.service", unit->uid);
        add(fields, "OBJECT_SYSTEMD_UNIT", manager);
        add(fields, "OBJECT_SYSTEMD_USER_UNIT", unit->name);
        add(fields, "USER_UNIT", unit->name);
        add_number(fields, "OBJECT_UID", (unsigned)unit->uid);
}

char **watch_notice_fields(const GroupUnit *unit, const char *message_id, const char *message)
{
        GPtrArray *fields = g_ptr_array_new();

        add(fields, "MESSAGE", message);
        add(fields, "MESSAGE_ID", message_id);
        add_number(fields, "PRIORITY", LOG_NOTICE);
        add(fields, "SYSLOG_IDENTIFIER", "unitlock-watch");
        add_unit(fields, unit);
        g_ptr_array_add(fields, NULL);
        return (char **)g_ptr_array_free(fields, FALSE);
}

char **watch_entry_fields(const WatchEntry *entry)
{
        GPtrArray *fields = g_ptr_array_new();
        const char *program = entry->program && *entry->program ? entry->program : "A process";
        g_autofree char *what = entry->what ? g_strdup(entry->what)
                                            : symptom_describe(entry->symptom, &entry->explanation->need, entry->call);
        g_autofree char *sentence = g_strdup_printf("%s %s", program, what);
        const Need unknown = {};

        if (!entry->explanation)
                g_ptr_array_add(fields, g_strdup_printf("MESSAGE=%s. No setting of the unit is to blame", sentence));
        else if (g_str_equal(entry->message_id, WATCH_MESSAGE_WOULD))
                add_explained(fields, entry->explanation, program, " would be refused: ", what);
        else
                add_explained(fields, entry->explanation, sentence, "", "");
        add(fields, "MESSAGE_ID", entry->message_id);
        add_number(fields, "PRIORITY", (unsigned)entry->priority);
        add(fields, "SYSLOG_IDENTIFIER", "unitlock-watch");
        add_unit(fields, entry->unit);
        add(fields, WATCH_FIELD_WHAT, sentence);
        if (g_str_equal(entry->message_id, WATCH_MESSAGE_REFUSED))
                add(fields, WATCH_FIELD_WITHOUT,
                    refusal_consequence(entry->what ? &unknown : &entry->explanation->need, entry->call));
        add_number(fields, WATCH_FIELD_COUNT, entry->count);
        if (entry->symptom && entry->symptom->error)
                add(fields, WATCH_FIELD_ERRNO, strerrorname_np(entry->symptom->error));
        if (entry->symptom && entry->symptom->signal)
                add(fields, WATCH_FIELD_ERRNO, "SIGSYS");
        add(fields, WATCH_FIELD_SYSCALL, entry->call);
        add(fields, WATCH_FIELD_PROGRAM, entry->program);
        if (entry->pid > 0)
                add_number(fields, WATCH_FIELD_PID, (unsigned)entry->pid);
        g_ptr_array_add(fields, NULL);
        return (char **)g_ptr_array_free(fields, FALSE);
}

bool watch_entry_send(char *const *fields)
{
        g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(struct iovec));

        for (char *const *field = fields; *field; field++) {
                struct iovec piece = {.iov_base = *field, .iov_len = strlen(*field)};
                g_array_append_val(pieces, piece);
        }
        return sd_journal_sendv((struct iovec *)(void *)pieces->data, (int)pieces->len) >= 0;
}

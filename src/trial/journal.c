/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the lines of one unit out of the journal. journald writes when it gets to it, so before reading it is asked,
 * on the socket that "journalctl --sync" uses (Varlink, io.systemd.Journal.Synchronize), to write what it has; a
 * journald that does not answer in time costs completeness, not the trial. */
#include "trial/journal.h"

#include "base/error.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#define SYNC_SOCKET "/run/systemd/journal/io.systemd.journal"
#define SYNC_TIMEOUT (5 * G_USEC_PER_SEC)
#define LINES_MAX 5000 /* of one cycle; a daemon that logs more than this is compared by the first ones */

static bool wait_answer(Waiter *waiter, int fd, GError **error)
{
        struct pollfd answer = {.fd = fd, .events = POLLIN};

        if (waiter)
                return waiter_wait(waiter, fd, waiter_deadline(SYNC_TIMEOUT), NULL, error);
        (void)poll(&answer, 1, (int)(SYNC_TIMEOUT / 1000));
        return true;
}

bool journal_synchronise(Waiter *waiter, GError **error)
{
        static const char request[] = "{\"method\":\"io.systemd.Journal.Synchronize\",\"parameters\":{}}";
        struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = SYNC_SOCKET};
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        bool ok = true;
        if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
            send(fd, request, sizeof request, MSG_NOSIGNAL) ==
                    (ssize_t)sizeof request) /* a message ends with its NUL */
                ok = wait_answer(waiter, fd, error);
        if (fd >= 0)
                close(fd);
        return ok;
}

static sd_journal *journal_open(GError **error)
{
        sd_journal *journal = NULL;
        int r = sd_journal_open(&journal, SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_SYSTEM);
        if (r < 0)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot open the journal: %s",
                            g_strerror(-r));
        return journal;
}

char *journal_cursor(Waiter *waiter, GError **error)
{
        if (!journal_synchronise(waiter, error))
                return NULL;
        sd_journal *journal = journal_open(error);
        if (!journal)
                return NULL;
        char *cursor = NULL;
        if (sd_journal_seek_tail(journal) >= 0 && sd_journal_previous(journal) > 0)
                sd_journal_get_cursor(journal, &cursor); /* malloc()ed, as g_free() wants it (GLib 2.46) */
        sd_journal_close(journal);
        return cursor ?: g_strdup("");
}

char *journal_field(sd_journal *journal, const char *name)
{
        const void *data;
        size_t length, skip = strlen(name) + 1;
        if (sd_journal_get_data(journal, name, &data, &length) < 0 || length < skip)
                return NULL;
        return g_strndup((const char *)data + skip, length - skip);
}

static void match_unit(sd_journal *journal, const char *name, const char *unit)
{
        g_autofree char *match = g_strdup_printf("%s=%s", name, unit);
        sd_journal_add_match(journal, match, 0);
}

/* Other users may have a unit of that name. */
static void match_own(sd_journal *journal)
{
        g_autofree char *match = g_strdup_printf("_UID=%u", (unsigned)getuid());
        sd_journal_add_match(journal, match, 0);
}

GPtrArray *journal_since(Waiter *waiter, const char *unit, bool user, const char *cursor, GError **error)
{
        if (!journal_synchronise(waiter, error))
                return NULL;
        sd_journal *journal = journal_open(error);
        if (!journal)
                return NULL;
        match_unit(journal, user ? "_SYSTEMD_USER_UNIT" : "_SYSTEMD_UNIT", unit);
        if (user)
                match_own(journal);
        sd_journal_add_disjunction(journal);
        match_unit(journal, user ? "USER_UNIT" : "UNIT", unit);
        if (user)
                match_own(journal);
        else
                sd_journal_add_match(journal, "_PID=1", 0);

        GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)journal_line_free);
        int r = *cursor ? sd_journal_seek_cursor(journal, cursor) : sd_journal_seek_head(journal);
        bool skipped = !*cursor;
        while (r >= 0 && lines->len < LINES_MAX && (r = sd_journal_next(journal)) > 0) {
                /* The place itself is met only where that entry matches too: it is one of before. */
                if (!skipped) {
                        skipped = true;
                        if (sd_journal_test_cursor(journal, cursor) > 0)
                                continue;
                }
                g_autofree char *priority = journal_field(journal, "PRIORITY");
                g_autofree char *identifier = journal_field(journal, "SYSLOG_IDENTIFIER");
                g_autofree char *message = journal_field(journal, "MESSAGE");
                if (!identifier)
                        identifier = journal_field(journal, "_COMM");
                if (message)
                        g_ptr_array_add(lines,
                                        journal_line_new(priority ? atoi(priority) : 6, identifier ?: "", message));
        }
        sd_journal_close(journal);
        if (r < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot read the journal of %s: %s", unit,
                            g_strerror(-r));
                g_ptr_array_unref(lines);
                return NULL;
        }
        return lines;
}

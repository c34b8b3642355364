/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <systemd/sd-journal.h>

#include "trial/runner.h"

/* The journal, for runner-systemd.c. The cursor and the lines are asked for after journald has written what it was
 * sent. Without a journal (none on this machine) the cursor is "" and there are no lines: not an error. */
/* Has journald write what it was sent. waiter: NULL for one that no signal ends. */
bool journal_synchronise(Waiter *waiter, GError **error);
char *journal_cursor(Waiter *waiter, GError **error);
/* user: a unit of the user manager of who asks. */
GPtrArray *journal_since(Waiter *waiter, const char *unit, bool user, const char *cursor, GError **error);
/* A field of the entry that the journal stands at; NULL: it has none. Caller frees. */
char *journal_field(sd_journal *journal, const char *name);

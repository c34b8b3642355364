/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <systemd/sd-journal.h>

#include "trial/runner.h"

/* The journal, for runner-systemd.c. Both make sure first that journald has written what it was sent. Without a journal
 * (none on this machine) the cursor is "" and there are no lines: not an error. */
char *journal_cursor(Waiter *waiter, GError **error);
/* user: a unit of the user manager of who asks. */
GPtrArray *journal_since(Waiter *waiter, const char *unit, bool user, const char *cursor, GError **error);
/* A field of the entry that the journal stands at; NULL: it has none. Caller frees. */
char *journal_field(sd_journal *journal, const char *name);

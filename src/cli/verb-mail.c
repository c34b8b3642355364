/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock mail-via-msmtp: the sendmail of a unit is msmtp from its next restart on. All that it needs is looked for
 * before anything is set. */

#include <stdio.h>

#include "base/error.h"
#include "cli/exit.h"
#include "cli/mode.h"
#include "cli/verb.h"
#include "life/mail.h"

static bool set(const Arguments *arguments, const Life *life, const LifeUnit *unit, GError **error)
{
        bool undo = arguments_has(arguments, "undo");
        LifeSet what;

        if ((!undo && !life_mail_check(life, unit, error)) || !life_mail_set(life, unit, !undo, &what, error))
                return false;
        if (!arguments_has(arguments, "quiet"))
                fprintf(stderr, "%s mails by %s%s.\n", unit->name, undo ? "the sendmail of this host" : "msmtp",
                        what == LIFE_SET_ALREADY ? ", as before"
                        : unit->active           ? ", from its next restart on"
                                                 : " when it starts");
        return true;
}

static int run_mail_via_msmtp(const Arguments *arguments, GError **error)
{
        if (!life_check_root("change how a unit mails", error))
                return UNITLOCK_EXIT_PRIVILEGE;
        if (!arguments_has(arguments, "undo") && !life_mail_check_server(error))
                return UNITLOCK_EXIT_FAILED;
        return life_for_each(arguments, false, false, set, NULL, error);
}

static const Option mail_options[] = {
        OPTION_QUIET,
        {"undo", 0, NULL, 0, "Let it mail by the sendmail of this host again"},
        {},
};

const Verb verb_mail_via_msmtp = {
        .name = "mail-via-msmtp",
        .synopsis = "UNIT...",
        .summary = "Let a confined unit mail by msmtp and the mail server of this host, without set-ID programs",
        .help = "The sendmail of most mail servers is a set-ID program, or starts one: a unit that mails by it cannot "
                "have NoNewPrivileges= and what implies it. With this, the unit sees msmtp in its place, which hands "
                "the "
                "mail to port 25 of this host. It needs msmtp, a mail server that listens there, and a profile in "
                "force "
                "that says that the unit mails.",
        .options = mail_options,
        .min_words = 1,
        .max_words = G_MAXUINT,
        .run = run_mail_via_msmtp,
};

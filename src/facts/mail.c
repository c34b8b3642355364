/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who answers /usr/sbin/sendmail. The name is the same everywhere and what happens behind it is not: a set-group-ID
 * helper that puts a file in a queue, a whole mail server that changes users, or a client that opens a TCP connection.
 * The link is followed, and what is behind it is known by its own path, or by a file that only this package has. */

#include "facts/host-internal.h"

#include <errno.h>
#include <string.h>

#include "base/chase.h"
#include "base/path.h"
#include "base/seen.h"
#include "unit/unit-name.h"

typedef struct ProviderRow {
        const char *provider;
        const char *program; /* behind the links; NULL: any */
        const char *mark;    /* a file that is there if and only if it is this one; NULL: the program says it */
        const char *how;
} ProviderRow;

/* Paths as of Debian 12 and 13, seen there. The first row that fits counts. */
static const ProviderRow provider_rows[] = {
        {"exim4", "/usr/sbin/exim4", NULL,
         "the caller becomes the mail server (set-user-ID root) and may deliver by itself"},
        {"msmtp-mta", "/usr/bin/msmtp", NULL, "the caller opens a TCP connection to the mail server"},
        {"dma", "/usr/sbin/dma", NULL,
         "a set-group-ID program queues the mail and delivers it from the caller's sandbox"},
        {"opensmtpd", "/usr/sbin/smtpctl", NULL, "a set-group-ID program hands it to the daemon's socket"},
        {"ssmtp", "/usr/sbin/ssmtp", NULL, "a set-group-ID program opens a TCP connection to the mail server"},
        {"esmtp", "/usr/bin/esmtp", NULL, "the caller opens a TCP connection to the mail server"},
        {"sendmail-bin", "/usr/libexec/sendmail/sendmail", NULL,
         "a set-group-ID program queues it and connects to localhost"},
        {"sendmail-bin", "/usr/lib/sm.bin/sendmail", NULL,
         "a set-group-ID program queues it and connects to localhost"},
        {"nullmailer", "/usr/sbin/sendmail", "/usr/sbin/nullmailer-queue",
         "a set-user-ID program (nullmailer-queue) queues it"},
        {"courier-mta", "/usr/sbin/sendmail", "/usr/sbin/courieresmtpd", "set-ID programs queue it"},
        {"courier-mta", "/usr/sbin/sendmail", "/usr/lib/courier/courier/submit", "set-ID programs queue it"},
        {"postfix", "/usr/sbin/sendmail", "/usr/sbin/postdrop", "a set-group-ID program (postdrop) queues it"},
};

static bool exists(const HostFacts *facts, const char *path)
{
        g_autofree char *full = path_under_root(facts->root, path);

        seen(full, SEEN_THERE);
        return g_file_test(full, G_FILE_TEST_EXISTS);
}

void mail_facts_read(HostFacts *facts, GPtrArray *unread)
{
        MailFacts *mail = &facts->mail;

        errno = 0;
        mail->program = path_chase(facts->root, "/usr/sbin/sendmail", CHASE_FOLLOW);
        mail->provider = mail->program || errno != ENOENT ? "unknown" : "none";
        mail->how = mail->program ? "an unknown program: all is left open that known ones need"
                                  : "there is no sendmail here";
        if (!mail->program && errno != ENOENT)
                g_ptr_array_add(unread, g_strdup_printf("/usr/sbin/sendmail: %s", g_strerror(errno)));
        for (size_t i = 0; mail->program && i < G_N_ELEMENTS(provider_rows); i++) {
                const ProviderRow *row = &provider_rows[i];

                if ((row->program && !g_str_equal(row->program, mail->program)) ||
                    (row->mark && !exists(facts, row->mark)))
                        continue;
                mail->provider = row->provider;
                mail->how = row->how;
                return;
        }
}

static bool is_set_for(const HostFacts *facts, const char *unit)
{
        g_autofree char *path = g_strdup_printf(MAIL_VIA_MSMTP_DIR "/%s", unit);

        return exists(facts, path);
}

bool mail_is_via_msmtp(const char *root, const char *unit)
{
        static const char *const parts[] = {MAIL_VIA_MSMTP_CONFIG, MAIL_VIA_MSMTP_PROGRAM, "/usr/bin/msmtp",
                                            "/usr/sbin/sendmail", NULL};
        const HostFacts facts = {.root = (char *)root};
        g_autofree char *template = unit_name_template(unit);

        if (!is_set_for(&facts, unit) && (!template || !is_set_for(&facts, template)))
                return false;
        for (const char *const *part = parts; *part; part++)
                if (!exists(&facts, *part))
                        return false;
        return true;
}

MailFacts mail_facts_via_msmtp(void)
{
        return (MailFacts){"msmtp-localhost", (char *)"/usr/bin/msmtp",
                           "the caller opens a TCP connection to the mail server of this host"};
}

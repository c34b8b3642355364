/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mail by msmtp in place of the host's sendmail. It is asked for by a file of the unit's name, and what it comes to is
 * made by the generator: so nothing of it is left where it is taken back or the package is removed. Each thing that
 * would lose mail silently is looked for before. */

#include "life/mail.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "base/text.h"
#include "generator/generate.h"
#include "source/host.h"

#define SERVER_MILLISECONDS 10000

static const char config_text[] = "# What services use that mail by msmtp: unitlock-mail-via-msmtp(1).\n"
                                  "defaults\n"
                                  "tls off\n"
                                  "auth off\n"
                                  "syslog LOG_MAIL\n"
                                  "account default\n"
                                  "host 127.0.0.1\n"
                                  "port 25\n"
                                  "from %U@localhost\n";

static bool fail(GError **error, UnitlockError code, const char *unit, const char *why)
{
        g_set_error(error, UNITLOCK_ERROR, code, "%s cannot mail by msmtp: %s", unit, why);
        return false;
}

static bool is_there(const Life *life, const char *path)
{
        g_autofree char *full = path_under_root(life->root, path);

        return access(full, F_OK) == 0;
}

/* Does its profile say that it mails, itself or by its hooks? */
static bool mails(const Life *life, const LifeUnit *unit)
{
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(Profile) profile = profile_store_load(life->store, unit->name, diags);
        HostFacts facts = *life->facts;
        g_autoptr(NeedSet) needs = NULL;

        facts.mail = mail_facts_via_msmtp();
        needs = profile ? host_needs(&facts, profile->needs, true) : NULL;
        return needs && need_set_has(needs, NEED_CONNECT, "tcp:127.0.0.1:25");
}

/* What the unit itself says has the last word. */
static bool check_own_settings(const Life *life, const LifeUnit *unit, GError **error)
{
        static const char *const roots[] = {"RootDirectory", "RootImage", NULL};
        g_autoptr(UnitView) view = life_view(life, unit, NULL, true, error);
        const char *network;

        if (!view)
                return false;
        network = unit_view_get(view, "Service", "PrivateNetwork");
        for (const char *const *name = roots; *name; name++)
                if (unit_view_find(view, "Service", *name))
                        return fail(error, UNITLOCK_ERROR_UNSUPPORTED, unit->name,
                                    "it has a root directory of its own, with programs of its own");
        if (network && parse_boolean(network) > 0)
                return fail(
                        error, UNITLOCK_ERROR_UNSUPPORTED, unit->name,
                        "its own settings say PrivateNetwork=yes, so it cannot reach the mail server; a drop-in with "
                        "PrivateNetwork=no would let it");
        return true;
}

bool life_mail_check(const Life *life, const LifeUnit *unit, GError **error)
{
        const MailFacts *mail = &life->facts->mail;

        if (unit->never) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED, "%s is never touched: %s", unit->name,
                            unit->never);
                return false;
        }
        if (!unit->has_profile)
                return fail(error, UNITLOCK_ERROR_NOT_FOUND, unit->name, "it has no profile");
        if (unit->mode != MODE_ENFORCE)
                return fail(error, UNITLOCK_ERROR_INPUT, unit->name,
                            "its profile is not in force, so nothing is in the way of its sendmail; 'unitlock enforce' "
                            "puts it in force");
        if (!mails(life, unit))
                return fail(error, UNITLOCK_ERROR_INPUT, unit->name, "its profile does not say that it mails");
        if (!mail->program)
                return fail(error, UNITLOCK_ERROR_NOT_FOUND, unit->name,
                            "there is no /usr/sbin/sendmail here that msmtp could stand in for");
        if (g_str_equal(mail->provider, "msmtp-mta"))
                return fail(error, UNITLOCK_ERROR_INPUT, unit->name, "msmtp is the sendmail of this host already");
        if (!is_there(life, "/usr/bin/msmtp"))
                return fail(
                        error, UNITLOCK_ERROR_NOT_FOUND, unit->name,
                        "msmtp is not installed: 'apt install msmtp' (not msmtp-mta, which replaces the mail server)");
        if (!is_there(life, MAIL_VIA_MSMTP_PROGRAM))
                return fail(error, UNITLOCK_ERROR_NOT_FOUND, unit->name,
                            MAIL_VIA_MSMTP_PROGRAM " is missing: is unitlock installed whole?");
        return check_own_settings(life, unit, error);
}

bool life_mail_check_server(GError **error)
{
        const struct sockaddr_in address = {
                .sin_family = AF_INET, .sin_port = htons(25), .sin_addr = {htonl(INADDR_LOOPBACK)}};
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        char greeting[4] = "";
        bool ok = fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;

        if (!ok)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "No mail server listens on port 25 of 127.0.0.1: %s. msmtp has nobody to hand mail to",
                            g_strerror(errno));
        else if (poll(&ready, 1, SERVER_MILLISECONDS) != 1 || recv(fd, greeting, 3, MSG_WAITALL) != 3 ||
                 !g_str_equal(greeting, "220")) {
                ok = false;
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "What listens on port 25 of 127.0.0.1 does not greet as a mail server does");
        }
        if (fd >= 0)
                close(fd);
        return ok;
}

bool life_mail_set(const Life *life, const LifeUnit *unit, bool on, LifeSet *ret, GError **error)
{
        g_autofree char *path = g_strdup_printf(MAIL_VIA_MSMTP_DIR "/%s", unit->source);
        g_autofree char *full = path_under_root(life->root, path);
        g_autofree char *config = path_under_root(life->root, MAIL_VIA_MSMTP_CONFIG);

        *ret = is_there(life, path) == on ? LIFE_SET_ALREADY : LIFE_SET_DONE;
        if (*ret == LIFE_SET_ALREADY && (!on || is_there(life, MAIL_VIA_MSMTP_CONFIG)))
                return true;
        if (on)
                return (is_there(life, MAIL_VIA_MSMTP_CONFIG) ||
                        file_write_atomic(config, config_text, -1, 0644, error)) &&
                       file_write_atomic(full, "# Its sendmail is msmtp: unitlock-mail-via-msmtp(1).\n", -1, 0644,
                                         error);
        if (unlink(full) == 0 || errno == ENOENT)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot remove %s: %s", full, g_strerror(errno));
        return false;
}

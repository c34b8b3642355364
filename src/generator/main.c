/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock-generator: systemd.generator(7). Started by the manager with three directories, early in the boot or at the
 * begin of a user's first session, and at each daemon-reload, when there is no bus, no network and perhaps no /var. It
 * writes to the first directory alone, says to the kernel's log what is wrong, and never fails: a unit without our
 * drop-in runs as its package ships it. */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "generator/cache.h"
#include "generator/output.h"

/* The kernel's log, which is there before the journal is, and which the journal keeps. A container has none: what
 * stands there in its place swallows all. */
static bool tell_kernel(const char *text)
{
        int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        struct stat info;
        bool told = fd >= 0 && fstat(fd, &info) == 0 && S_ISCHR(info.st_mode) && write(fd, text, strlen(text)) >= 0;

        if (fd >= 0)
                close(fd);
        return told;
}

/* The journal, as syslog(3) does, but never waiting for it: it may be waiting for the manager that waits for us. */
static bool tell_journal(const char *text)
{
        static const struct sockaddr_un journal = {.sun_family = AF_UNIX, .sun_path = "/run/systemd/journal/dev-log"};
        int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        bool told = fd >= 0 && sendto(fd, text, strlen(text), MSG_NOSIGNAL, (const struct sockaddr *)&journal,
                                      sizeof(journal)) >= 0;

        if (fd >= 0)
                close(fd);
        return told;
}

/* By hand: to standard error. As the manager's child: as a message of daemon.err to the first log that takes it. */
static void tell(const char *line)
{
        g_autofree char *text = g_strdup_printf("<%d>unitlock-generator: %s\n", LOG_DAEMON | LOG_ERR, line);

        if (isatty(STDERR_FILENO) || !g_getenv("SYSTEMD_SCOPE") || (!tell_kernel(text) && !tell_journal(text)))
                fputs(strchr(text, '>') + 1, stderr);
}

/* By unitlock, and by hand: never by the manager. */
static int remember(const char *root)
{
        g_autoptr(GError) error = NULL;

        if (cache_write(root, &error))
                return 0;
        fprintf(stderr, "unitlock-generator: %s\n", error->message);
        return 1;
}

int main(int argc, char **argv)
{
        const char *root = NULL;
        bool user = g_strcmp0(g_getenv("SYSTEMD_SCOPE"), "user") == 0;
        Generated generated = {.diags = diag_list_new()};
        g_autofree char *said = NULL;
        g_auto(GStrv) lines = NULL;
        int word = 1;

        umask(0022);
        if (argc > 1 && g_str_equal(argv[1], "--version")) {
                printf("unitlock-generator %s\n", UNITLOCK_VERSION);
                return 0;
        }
        if (argc > 1 && g_str_has_prefix(argv[1], "--root="))
                root = argv[word++] + strlen("--root=");
        if (argc - word == 1 && g_str_equal(argv[word], "--remember"))
                return remember(root);
        if (argc - word < 1 || argc - word > 3 || *argv[word] == '-') {
                fprintf(stderr, "Usage: unitlock-generator [--root=DIRECTORY] NORMAL-DIR [EARLY-DIR LATE-DIR]\n"
                                "       unitlock-generator [--root=DIRECTORY] --remember\n");
                diag_list_free(generated.diags);
                return 2;
        }
        /* what root runs for itself is the admin at work: leave it alone */
        if (!user || geteuid() != 0)
                generate_all(root, user, argv[word], &generated);
        said = diag_list_to_string(generated.diags);
        lines = g_strsplit(said, "\n", 0);
        for (char **line = lines; *line; line++)
                if (**line)
                        tell(*line);
        diag_list_free(generated.diags);
        return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock-generator: systemd.generator(7). Started by the manager with three directories, early in the boot and at
 * each daemon-reload, when there is no bus, no network and perhaps no /var. It writes to the first directory alone,
 * says to the kernel's log what is wrong, and never fails: a unit without our drop-in runs as its package ships it. */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "generator/generate.h"

/* As syslog's LOG_ERR, for /dev/kmsg and for what catches standard error. */
static void tell(const char *line)
{
        g_autofree char *text = g_strdup_printf("<3>unitlock-generator: %s\n", line);
        int fd = isatty(STDERR_FILENO) ? -1 : open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NOCTTY);

        if (fd < 0 || write(fd, text, strlen(text)) < 0)
                fputs(text + strlen("<3>"), stderr);
        if (fd >= 0)
                close(fd);
}

int main(int argc, char **argv)
{
        const char *root = NULL, *scope = g_getenv("SYSTEMD_SCOPE");
        Generated generated = {.diags = diag_list_new()};
        g_autofree char *said = NULL;
        g_auto(GStrv) lines = NULL;
        int word = 1;

        if (argc > 1 && g_str_equal(argv[1], "--version")) {
                printf("unitlock-generator %s\n", UNITLOCK_VERSION);
                return 0;
        }
        if (argc > 1 && g_str_has_prefix(argv[1], "--root="))
                root = argv[word++] + strlen("--root=");
        if (argc - word < 1 || argc - word > 3 || *argv[word] == '-') {
                fprintf(stderr, "Usage: unitlock-generator [--root=DIRECTORY] NORMAL-DIR [EARLY-DIR LATE-DIR]\n");
                diag_list_free(generated.diags);
                return 2;
        }
        if (g_strcmp0(scope, "user") != 0)
                generate_all(root, argv[word], &generated);
        said = diag_list_to_string(generated.diags);
        lines = g_strsplit(said, "\n", 0);
        for (char **line = lines; *line; line++)
                if (**line)
                        tell(*line);
        diag_list_free(generated.diags);
        return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Long tables on a terminal, as systemctl shows them: through SYSTEMD_PAGER, else PAGER, else less, which by its
 * options ends at once where all fits on the screen. A text is whole before it is shown, so a pager is started, fed and
 * waited for in one go, and nothing else of the program need know of it. */
#include "cli/pager.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"

#define LESS_DEFAULT "FRSXMK"

/* Does it run with privileges for a person who has them only for this? Then what a pager can start is not theirs. */
static bool is_for_somebody_else(void)
{
        const char *secure = g_getenv("SYSTEMD_PAGERSECURE");
        if (secure && *secure)
                return parse_boolean(secure) != 0;
        return geteuid() == 0 && (g_getenv("SUDO_UID") || g_getenv("PKEXEC_UID") || g_getenv("DOAS_USER"));
}

char **pager_command(void)
{
        const char *command = g_getenv("SYSTEMD_PAGER");
        char **words = NULL;
        if (!command)
                command = g_getenv("PAGER");
        if (command && (!*command || strcmp(command, "cat") == 0))
                return NULL;
        if (command && !is_for_somebody_else() && g_shell_parse_argv(command, NULL, &words, NULL))
                return words;
        return g_strsplit("less", " ", -1);
}

static char **make_environment(void)
{
        const char *less = g_getenv("SYSTEMD_LESS"), *charset = g_getenv("SYSTEMD_LESSCHARSET");
        char **environment = g_get_environ();
        environment = g_environ_setenv(environment, "LESS", less ? less : LESS_DEFAULT, TRUE);
        if (charset && *charset)
                environment = g_environ_setenv(environment, "LESSCHARSET", charset, TRUE);
        if (is_for_somebody_else())
                environment = g_environ_setenv(environment, "LESSSECURE", "1", TRUE);
        return environment;
}

/* False: the pager has ended before all was written, as people do who have seen enough. */
static bool feed(int fd, const char *text)
{
        size_t left = strlen(text);
        while (left > 0) {
                ssize_t n = write(fd, text, left);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return false;
                text += n;
                left -= (size_t)n;
        }
        return true;
}

/* False: it could not be started. */
static bool show_with(char **command, const char *text)
{
        g_auto(GStrv) environment = make_environment();
        GPid pid;
        int fd;
        fflush(stdout);
        if (!g_spawn_async_with_pipes(NULL, command, environment, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                      NULL, &pid, &fd, NULL, NULL, NULL))
                return false;
        /* It is the pager that a key ends, and it that sees the last of the text. */
        void (*pipe_before)(int) = signal(SIGPIPE, SIG_IGN);
        void (*interrupt_before)(int) = signal(SIGINT, SIG_IGN);
        (void)feed(fd, text);
        close(fd);
        int status;
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
        signal(SIGINT, interrupt_before);
        signal(SIGPIPE, pipe_before);
        g_spawn_close_pid(pid);
        return true;
}

void pager_show(const char *text, bool allowed)
{
        const char *terminal = g_getenv("TERM");
        bool wanted = allowed && *text && isatty(STDOUT_FILENO) && g_strcmp0(terminal, "dumb") != 0;
        g_auto(GStrv) command = wanted ? pager_command() : NULL;
        if (!command || !show_with(command, text))
                fputs(text, stdout);
}

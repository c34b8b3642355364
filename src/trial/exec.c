/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs one command of an exercise. It gets a process group of its own, so that what it starts can be ended with it; its
 * end is seen on a pidfd, not on its output, which a daemon that it left behind might hold open. Signals that we have
 * blocked for ourselves are unblocked for it. One that has to be killed goes with all that descends from it, whatever
 * session that has made for itself: while it runs we are the one to whom its orphans come. */
#include "base/error.h"
#include "base/file.h"
#include "trial/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_MAX (16 * 1024)
#define ORPHAN_ROUNDS 1000              /* something that forks faster than we kill must not keep us */
#define GRACE_USEC (2 * G_USEC_PER_SEC) /* between SIGTERM and SIGKILL */

void exec_outcome_clear(ExecOutcome *outcome)
{
        g_clear_pointer(&outcome->output, g_free);
}

static void child_run(int output, const char *command) G_GNUC_NORETURN;
static void child_run(int output, const char *command)
{
        sigset_t none;
        sigemptyset(&none);
        for (int sig = 1; sig < NSIG; sig++)
                signal(sig, SIG_DFL);
        sigprocmask(SIG_SETMASK, &none, NULL);
        setpgid(0, 0);
        int null = open("/dev/null", O_RDONLY);
        if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
            dup2(output, STDERR_FILENO) < 0)
                _exit(126);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
}

/* Reads what is there (not without end: somebody may write faster than we read); keeps the tail. False at the end of
 * file. */
static bool drain(int fd, GString *output)
{
        char buffer[4096];
        for (int i = 0; i < 64; i++) {
                ssize_t n = read(fd, buffer, sizeof buffer);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return n < 0 && errno == EAGAIN;
                g_string_append_len(output, buffer, n);
                if (output->len > 2 * OUTPUT_MAX)
                        g_string_erase(output, 0, (gssize)(output->len - OUTPUT_MAX));
        }
        return true;
}

/* Waits for the process, at most until the deadline. *ret_done: it ended. */
static bool wait_end(Waiter *waiter, int pid_fd, int *output_fd, GString *output, guint64 deadline, bool *ret_done,
                     GError **error)
{
        for (;;) {
                struct pollfd fds[] = {{pid_fd, POLLIN, 0}, {*output_fd, POLLIN, 0}};
                unsigned ready;
                if (!waiter_poll(waiter, fds, 2, deadline, &ready, error))
                        return false;
                if (fds[1].revents && !drain(*output_fd, output)) {
                        close(*output_fd);
                        *output_fd = -1;
                }
                if (fds[0].revents) {
                        *ret_done = true;
                        return true;
                }
                if (waiter_now() >= deadline) {
                        *ret_done = false;
                        return true;
                }
        }
}

/* Kills our children until there are none: those of a killed one come to us in turn. */
static void kill_orphans(void)
{
        g_autofree char *path = g_strdup_printf("/proc/self/task/%d/children", getpid());
        for (int round = 0; round < ORPHAN_ROUNDS; round++) {
                g_autofree char *text = NULL;
                if (!file_read(path, 0, &text, NULL, NULL) || text[strspn(text, " \n")] == '\0')
                        return;
                for (char *at = text, *end;; at = end) {
                        pid_t pid = (pid_t)strtol(at, &end, 10);
                        if (end == at)
                                break;
                        kill(pid, SIGKILL);
                        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
                                ;
                }
        }
}

bool exec_run(Waiter *waiter, const char *command, guint64 timeout, ExecOutcome *ret, GError **error)
{
        int pipe_fds[2];
        if (pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot run \"%s\": pipe: %s", command,
                            g_strerror(errno));
                return false;
        }
        /* The command writes to a pipe that blocks, as it would anywhere. */
        int flags = fcntl(pipe_fds[1], F_GETFL);
        fcntl(pipe_fds[1], F_SETFL, flags & ~O_NONBLOCK);

        guint64 begin = waiter_now();
        prctl(PR_SET_CHILD_SUBREAPER, 1);
        pid_t pid = fork();
        if (pid == 0)
                child_run(pipe_fds[1], command);
        int fork_errno = errno;
        close(pipe_fds[1]);
        int pid_fd = pid < 0 ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
        if (pid_fd < 0) {
                if (pid < 0)
                        errno = fork_errno;
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot run \"%s\": %s: %s", command,
                            pid < 0 ? "fork" : "pidfd_open (Linux 5.3 or newer is needed)", g_strerror(errno));
                close(pipe_fds[0]);
                if (pid > 0) {
                        kill(pid, SIGKILL);
                        waitpid(pid, NULL, 0);
                }
                prctl(PR_SET_CHILD_SUBREAPER, 0);
                return false;
        }
        setpgid(pid, pid); /* whoever comes first, it or we */

        g_autoptr(GString) output = g_string_new(NULL);
        bool done = false, timed_out = false;
        g_autoptr(GError) failure = NULL;
        bool ok = wait_end(waiter, pid_fd, &pipe_fds[0], output, waiter_deadline(timeout), &done, &failure);
        if (!done) {
                timed_out = ok;
                waiter_shield(waiter, true);
                kill(-pid, SIGTERM);
                wait_end(waiter, pid_fd, &pipe_fds[0], output, waiter_deadline(GRACE_USEC), &done, NULL);
                waiter_shield(waiter, false);
        }
        kill(-pid, SIGKILL); /* what it left behind; and itself if it would not go */
        int wait_status = 0;
        while (waitpid(pid, &wait_status, 0) < 0 && errno == EINTR)
                ;
        if (!ok || timed_out)
                kill_orphans();
        prctl(PR_SET_CHILD_SUBREAPER, 0);
        close(pid_fd);
        if (pipe_fds[0] >= 0) {
                drain(pipe_fds[0], output);
                close(pipe_fds[0]);
        }
        if (!ok) {
                g_propagate_error(error, g_steal_pointer(&failure));
                return false;
        }
        if (output->len > OUTPUT_MAX)
                g_string_erase(output, 0, (gssize)(output->len - OUTPUT_MAX));
        *ret = (ExecOutcome){
                .status = timed_out                ? -1
                          : WIFEXITED(wait_status) ? WEXITSTATUS(wait_status)
                                                   : 128 + WTERMSIG(wait_status),
                .timed_out = timed_out,
                .output = g_utf8_make_valid(output->str, (gssize)output->len),
                .elapsed = waiter_now() - begin,
        };
        return true;
}

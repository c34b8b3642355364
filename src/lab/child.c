/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Child processes of the lab. The promise "leaves nothing behind" is kept by the kernel and not by us: whatever mounts
 * things or starts daemons runs in PID and mount namespaces of its own, whose first process is tied to our life. Should
 * we be killed, that process is too, with it the namespace, with that every process in it and every mount. */
#include "lab/child.h"

#include "base/error.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

bool signals_open(Signals *signals, GError **error)
{
        struct sigaction hangup;
        sigset_t mask;

        sigemptyset(&mask);
        sigaddset(&mask, SIGINT);
        sigaddset(&mask, SIGTERM);
        /* Under nohup(1) it stays ignored. */
        if (sigaction(SIGHUP, NULL, &hangup) < 0 || hangup.sa_handler != SIG_IGN)
                sigaddset(&mask, SIGHUP);
        sigaddset(&mask, SIGQUIT);
        sigaddset(&mask, SIGUSR1);
        sigaddset(&mask, SIGUSR2);
        sigaddset(&mask, SIGCHLD);
        signals->fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
        if (signals->fd < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot watch for signals: %s",
                            g_strerror(errno));
                return false;
        }
        sigprocmask(SIG_BLOCK, &mask, &signals->old);
        return true;
}

void signals_close(Signals *signals)
{
        if (signals->fd < 0)
                return;
        close(signals->fd);
        signals->fd = -1;
        sigprocmask(SIG_SETMASK, &signals->old, NULL);
}

bool signal_ends(int signal)
{
        return signal == SIGINT || signal == SIGTERM || signal == SIGHUP || signal == SIGQUIT;
}

void set_error_interrupted(GError **error, int signal)
{
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INTERRUPTED, "Interrupted (%s)", strsignal(signal));
}

void error_send(int fd, const GError *error)
{
        g_autofree char *bytes = g_strdup_printf(
                "%d\n%s", error->domain == UNITLOCK_ERROR ? error->code : UNITLOCK_ERROR_FAILED, error->message);

        if (write(fd, bytes, strlen(bytes)) < 0)
                return; /* nobody is there to hear it */
}

bool error_receive(int fd, GError **error)
{
        char buffer[8192], *end;
        size_t length = 0;
        ssize_t n;
        long code;

        while ((n = read(fd, buffer + length, sizeof(buffer) - 1 - length)) > 0 || (n < 0 && errno == EINTR))
                length += n > 0 ? (size_t)n : 0;
        if (length == 0)
                return true;
        buffer[length] = '\0';
        code = strtol(buffer, &end, 10);
        if (*end != '\n' || code < 0 || code >= _UNITLOCK_ERROR_MAX)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "A child process failed: %s", buffer);
        else
                g_set_error_literal(error, UNITLOCK_ERROR, (int)code, end + 1);
        return false;
}

/* Whether it is what "/" names: the same directory of the same mount. */
static bool is_root(int directory)
{
        struct statx one, other;

        return statx(directory, "", AT_EMPTY_PATH, STATX_INO | STATX_MNT_ID, &one) >= 0 &&
               statx(AT_FDCWD, "/", 0, STATX_INO | STATX_MNT_ID, &other) >= 0 && one.stx_ino == other.stx_ino &&
               one.stx_mnt_id == other.stx_mnt_id;
}

/* All mounts of the mount namespace that we are in are made private, and our root is what it has at its very top. In a
 * chroot that is not so: "/" may be no mount, what lies above it may be shared with the rest of the machine, and all
 * that climbs from a file to the top, as an observer in the kernel does, would tell the outer name of it. Entering the
 * namespace that we are in (setns(2)) leads to its top; there our root is bound over it and entered again. */
static bool make_private(void)
{
        int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC), here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC),
            self = pidfd_open(getpid(), 0), tree = -1;
        bool ok = root >= 0 && here >= 0 && self >= 0 && setns(self, CLONE_NEWNS) >= 0 &&
                  mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) >= 0;

        if (ok && !is_root(root)) {
                tree = open_tree(root, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE | AT_EMPTY_PATH);
                ok = tree >= 0 && move_mount(tree, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) >= 0 &&
                     fchdir(tree) >= 0 && chroot(".") >= 0;
        }
        ok = ok && fchdir(here) >= 0;
        for (size_t i = 0; i < 4; i++) {
                int fd = (const int[]){root, here, self, tree}[i];

                if (fd >= 0)
                        close(fd);
        }
        return ok;
}

static G_GNUC_NORETURN void contained_main(const Signals *signals, ChildFunction function, void *data, int error_fd)
{
        g_autoptr(GError) error = NULL;

        /* A new session: a terminal's Ctrl-C is for us to judge, not for what we started. */
        (void)setsid();
        (void)prctl(PR_SET_NAME, "unitlock-lab");
        (void)umask(022);
        sigprocmask(SIG_SETMASK, &signals->old, NULL);

        if (!make_private() || mount("proc", "/proc", "proc", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL) < 0) {
                error = g_error_new(UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                                    "Cannot mount in a mount namespace of our own (%s); labs need a machine or "
                                    "container that may mount",
                                    g_strerror(errno));
        } else if (function(data, &error)) {
                _exit(EXIT_SUCCESS);
        }
        error_send(error_fd, error);
        _exit(EXIT_FAILURE);
}

pid_t child_fork_contained(const Signals *signals, ChildFunction function, void *data, int error_fd, GError **error)
{
        pid_t pid;

        fflush(NULL);
        pid = (pid_t)syscall(SYS_clone, CLONE_NEWPID | CLONE_NEWNS | SIGCHLD, NULL, NULL, NULL, NULL);
        if (pid < 0) {
                g_set_error(error, UNITLOCK_ERROR,
                            errno == EPERM ? UNITLOCK_ERROR_PRIVILEGE : UNITLOCK_ERROR_UNSUPPORTED,
                            "Cannot make PID and mount namespaces: %s", g_strerror(errno));
                return -1;
        }
        if (pid == 0) {
                /* If our parent died before this line the pipe has no reader: that is seen there, not here. */
                (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
                contained_main(signals, function, data, error_fd);
        }
        return pid;
}

bool wait_readable(const Signals *signals, int fd, int timeout_msec, GError **error)
{
        gint64 end = g_get_monotonic_time() + (gint64)timeout_msec * 1000;

        for (;;) {
                struct pollfd fds[] = {{.fd = fd, .events = POLLIN}, {.fd = signals->fd, .events = POLLIN}};
                struct signalfd_siginfo info;
                int rest = timeout_msec < 0 ? -1 : (int)MAX((end - g_get_monotonic_time()) / 1000, 0), n;

                n = poll(fds, 2, rest);
                if (n < 0 && errno != EINTR) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot wait: %s", g_strerror(errno));
                        return false;
                }
                if (n == 0) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Nothing came within %d seconds",
                                    timeout_msec / 1000);
                        return false;
                }
                while (n > 0 && read(signals->fd, &info, sizeof(info)) == sizeof(info))
                        if (signal_ends((int)info.ssi_signo)) {
                                set_error_interrupted(error, (int)info.ssi_signo);
                                return false;
                        }
                if (n > 0 && fds[0].revents)
                        return true;
        }
}

bool child_run_contained(const Signals *signals, ChildFunction function, void *data, GError **error)
{
        int fds[2], status;
        bool ok;
        pid_t pid;

        if (pipe2(fds, O_CLOEXEC) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot make a pipe: %s", g_strerror(errno));
                return false;
        }
        pid = child_fork_contained(signals, function, data, fds[1], error);
        close(fds[1]);
        /* Readable when the child sent an error, and at its end. */
        ok = pid > 0 && wait_readable(signals, fds[0], -1, error);
        if (pid > 0 && !ok)
                (void)kill(pid, SIGKILL);
        ok = ok && error_receive(fds[0], error);
        close(fds[0]);
        if (pid < 0)
                return false;
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
        if (ok && !(WIFEXITED(status) && WEXITSTATUS(status) == 0)) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "A child process ended unexpectedly");
                return false;
        }
        return ok;
}

bool child_run_program(const char *const *argv, const char *root, const char *const *environment, int log_fd,
                       GError **error)
{
        int status;
        pid_t pid = fork();

        if (pid < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot fork: %s", g_strerror(errno));
                return false;
        }
        if (pid == 0) {
                int null = open("/dev/null", O_RDWR);

                if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(log_fd >= 0 ? log_fd : null, STDOUT_FILENO) < 0 ||
                    dup2(log_fd >= 0 ? log_fd : null, STDERR_FILENO) < 0 ||
                    (root && (chroot(root) < 0 || chdir("/") < 0)))
                        _exit(126);
                if (environment)
                        environ = (char **)environment;
                execvp(argv[0], (char **)argv);
                dprintf(STDERR_FILENO, "Cannot run %s: %s\n", argv[0], g_strerror(errno));
                _exit(127);
        }
        while (waitpid(pid, &status, 0) < 0)
                if (errno != EINTR) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot wait for %s: %s", argv[0],
                                    g_strerror(errno));
                        return false;
                }
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
                return true;
        if (WIFEXITED(status))
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "%s failed with status %d", argv[0],
                            WEXITSTATUS(status));
        else
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "%s was ended by signal %d", argv[0],
                            WTERMSIG(status));
        return false;
}

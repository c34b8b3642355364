/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One lab from beginning to end: root from the cache, boot, command, and all away again.
 *
 * The command is our own child in our own process group and session, but in the namespaces of the lab: so the terminal,
 * its signals and its job control act on it as on any other command, and its exit status is ours to collect.
 *
 * A lab that runs has a file in run/ that is locked for as long as the process lives. A file there that can be locked
 * is of a lab that is dead: whoever comes next removes what the kernel could not, its control group. */
#include "lab/lab.h"

#include "base/error.h"
#include "base/file.h"
#include "lab/boot.h"
#include "lab/cache.h"
#include "lab/cgroup.h"
#include "lab/child.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GROUP_PREFIX "unitlock-lab."

static void close_fd(int *fd)
{
        if (*fd >= 0)
                close(*fd);
        *fd = -1;
}

static bool check_root(GError **error)
{
        if (geteuid() == 0)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_PRIVILEGE, "Labs boot a system, which needs root: use sudo");
        return false;
}

static bool name_is_valid(const char *name)
{
        return g_ascii_isalnum(*name) && strlen(name) <= 64 &&
               strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == strlen(name);
}

/* Running labs: run/NAME. */

static char *run_get(GKeyFile *info, const char *key)
{
        g_autofree char *value = g_key_file_get_string(info, "lab", key, NULL);

        return g_strdup(value ? value : "");
}

/* Between the making of a file in run/ and the lock on it, a sweep might lock it as one of the dead; so both hold this.
 * Caller closes. */
static int run_directory_lock(GError **error)
{
        g_autofree char *path = cache_path("run", "", error);
        int fd = path ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
        int r = fd < 0 ? -1 : flock(fd, LOCK_EX);

        while (fd >= 0 && r < 0 && errno == EINTR)
                r = flock(fd, LOCK_EX);
        if (path && r < 0)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot lock %s: %s", path,
                            g_strerror(errno));
        if (fd >= 0 && r < 0) {
                close(fd);
                return -1;
        }
        return fd;
}

/* A file in run/ that is ours alone; -1 where its lab lives (or a newer one under that name was made meanwhile). */
static int run_lock(const char *path, int flags)
{
        int fd = open(path, flags | O_RDWR | O_CLOEXEC, 0644);
        struct stat st;

        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) >= 0 && fstat(fd, &st) >= 0 && st.st_nlink > 0)
                return fd;
        if (fd >= 0)
                close(fd);
        return -1;
}

static void run_bury(const char *path)
{
        __attribute__((cleanup(close_fd))) int directory_fd = run_directory_lock(NULL), fd = run_lock(path, 0),
                                               cgroup_fd = -1;
        g_autoptr(GKeyFile) info = g_key_file_new();
        g_autofree char *group = NULL;

        if (fd < 0)
                return;
        if (g_key_file_load_from_file(info, path, G_KEY_FILE_NONE, NULL)) {
                group = run_get(info, "group");
                cgroup_fd = cgroup_root_open(NULL);
                if (cgroup_fd < 0 || (g_str_has_prefix(group, GROUP_PREFIX) && !strchr(group, '/') &&
                                      !cgroup_destroy(cgroup_fd, group, NULL)))
                        return; /* keep the file: another time */
        }
        (void)unlink(path);
}

/* Removes what dead labs left, and adds the living to entries (may be NULL). */
static bool run_visit(GPtrArray *entries, GError **error)
{
        g_autofree char *directory = cache_path("run", "", error);
        g_autoptr(GDir) dir = directory ? g_dir_open(directory, 0, NULL) : NULL;
        const char *name;

        if (!directory)
                return false;
        while (dir && (name = g_dir_read_name(dir))) {
                g_autofree char *path = g_build_filename(directory, name, NULL), *suite = NULL, *packages = NULL;
                g_autoptr(GKeyFile) info = g_key_file_new();

                run_bury(path);
                if (!entries || !g_key_file_load_from_file(info, path, G_KEY_FILE_NONE, NULL))
                        continue;
                suite = run_get(info, "suite");
                packages = run_get(info, "packages");
                g_ptr_array_add(entries, lab_entry_new(LAB_KIND_RUNNING, name, suite, packages,
                                                       g_key_file_get_int64(info, "lab", "made", NULL)));
        }
        return true;
}

typedef struct Run {
        char *path;
        char *name;
        int fd;
        GKeyFile *info;
} Run;

static void run_clear(Run *run)
{
        if (run->fd >= 0) {
                (void)unlink(run->path);
                close(run->fd);
        }
        g_free(run->path);
        g_free(run->name);
        g_clear_pointer(&run->info, g_key_file_unref);
        *run = (Run){.fd = -1};
}

/* In place and not by a rename: the lock is on the file. */
static bool run_write(Run *run, GError **error)
{
        gsize length;
        g_autofree char *text = g_key_file_to_data(run->info, &length, NULL);

        if (ftruncate(run->fd, 0) >= 0 && pwrite(run->fd, text, length, 0) == (ssize_t)length)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot write %s: %s", run->path, g_strerror(errno));
        return false;
}

static bool run_open(Run *run, const char *keep, const char *suite, const char *packages, GError **error)
{
        g_autofree char *uuid = g_uuid_string_random(), *group = g_strdup_printf(GROUP_PREFIX "%.8s", uuid);

        __attribute__((cleanup(close_fd))) int directory_fd = run_directory_lock(error);

        if (directory_fd < 0)
                return false;
        run->name = keep ? g_strdup(keep) : g_strdup_printf("lab-%.8s", uuid);
        run->path = cache_path("run", run->name, error);
        if (!run->path)
                return false;
        run->fd = run_lock(run->path, O_CREAT);
        if (run->fd < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "A lab called %s is running; 'unitlock lab shell %s' enters it", run->name, run->name);
                return false;
        }
        run->info = g_key_file_new();
        g_key_file_set_string(run->info, "lab", "suite", suite);
        g_key_file_set_string(run->info, "lab", "packages", packages);
        g_key_file_set_string(run->info, "lab", "group", group);
        g_key_file_set_int64(run->info, "lab", "made", (gint64)time(NULL));
        return run_write(run, error);
}

/* Entering. */

static char **command_environment(void)
{
        static const char *const pass[] = {"TERM", "COLORTERM", "NO_COLOR", "SYSTEMD_COLORS", "COLUMNS", "LINES"};
        g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

        g_strv_builder_add_many(builder, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                "HOME=/root", "USER=root", "LOGNAME=root", "SHELL=/bin/bash", "LANG=C.UTF-8", NULL);
        for (size_t i = 0; i < G_N_ELEMENTS(pass); i++)
                if (g_getenv(pass[i])) {
                        g_autofree char *pair = g_strdup_printf("%s=%s", pass[i], g_getenv(pass[i]));

                        g_strv_builder_add(builder, pair);
                }
        return g_strv_builder_end(builder);
}

typedef struct Report {
        pid_t pid;  /* of the command */
        int errnum; /* why it could not be run; 0: it was */
} Report;

static G_GNUC_NORETURN void command_main(const Signals *signals, const char *const *command, char **environment,
                                         int report_fd)
{
        static const int defaults[] = {SIGINT,  SIGTERM, SIGQUIT, SIGUSR1, SIGUSR2,
                                       SIGCHLD, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU};
        Report report = {.pid = 0};

        for (size_t i = 0; i < G_N_ELEMENTS(defaults); i++)
                (void)signal(defaults[i], SIG_DFL);
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)umask(022);
        sigprocmask(SIG_SETMASK, &signals->old, NULL);
        /* All descriptors but the standard ones go at exec. */
        (void)close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
        if (chdir("/") >= 0) {
                environ = environment;
                execvp(command[0], (char **)command);
        }
        report.errnum = errno;
        if (write(report_fd, &report, sizeof(report)) < 0)
                _exit(126);
        _exit(127);
}

/* A helper enters the namespaces and makes the command as a child of ours, not of its own, so that we wait for it. */
static G_GNUC_NORETURN void helper_main(const Signals *signals, int leader_fd, int root_fd, int procs_fd,
                                        const char *const *command, char **environment, int report_fd)
{
        const int namespaces =
                CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWCGROUP;
        Report report = {.pid = -1};

        if (write(procs_fd, "0", 1) == 1 && setns(leader_fd, namespaces) >= 0 && fchdir(root_fd) >= 0 &&
            chroot(".") >= 0) {
                /* For who watches in a lab (bpf/preempt.bpf.c). nspawn's /sys would hide what is bound there. */
                (void)mount("tracefs", "/sys/kernel/tracing", "tracefs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
                            NULL);
                report.pid = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);
                if (report.pid == 0)
                        command_main(signals, command, environment, report_fd);
        }
        if (report.pid < 0)
                report.errnum = errno;
        _exit(write(report_fd, &report, sizeof(report)) == sizeof(report) ? EXIT_SUCCESS : EXIT_FAILURE);
}

static pid_t command_start(const Signals *signals, int leader_fd, int root_fd, int cgroup_fd, const char *group,
                           const char *const *command, GError **error)
{
        static const char *const shell[] = {"bash", "-l", NULL};
        g_auto(GStrv) environment = command_environment();
        /* The command must be in a group that systemd in the lab can see, but none of those that it manages. */
        g_autofree char *leaf = g_build_filename(group, "lab", "payload", "unitlock.command", NULL),
                        *procs = g_build_filename(leaf, "cgroup.procs", NULL);
        __attribute__((cleanup(close_fd))) int procs_fd = -1;
        Report report;
        pid_t helper, pid = -1;
        int fds[2], errnum = 0, status;

        if (!command)
                command = shell;
        if (!cgroup_make_child(cgroup_fd, leaf, error))
                return -1;
        procs_fd = openat(cgroup_fd, procs, O_WRONLY | O_CLOEXEC);
        if (procs_fd < 0 || pipe2(fds, O_CLOEXEC) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot enter the lab: %s",
                            g_strerror(errno));
                return -1;
        }
        fflush(NULL);
        helper = fork();
        if (helper == 0)
                helper_main(signals, leader_fd, root_fd, procs_fd, command, environment, fds[1]);
        close(fds[1]);
        /* Reports come from the helper and, if the exec fails, from the command; then the pipe closes. */
        while (helper > 0 && read(fds[0], &report, sizeof(report)) == sizeof(report)) {
                if (report.pid > 0)
                        pid = report.pid;
                if (report.errnum != 0)
                        errnum = report.errnum;
        }
        close(fds[0]);
        while (helper > 0 && waitpid(helper, &status, 0) < 0 && errno == EINTR)
                ;
        if (pid > 0 && errnum != 0)
                while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                        ;
        if (pid > 0 && errnum == 0)
                return pid;
        if (pid > 0)
                g_set_error(error, UNITLOCK_ERROR, errnum == ENOENT ? UNITLOCK_ERROR_NOT_FOUND : UNITLOCK_ERROR_FAILED,
                            "Cannot run %s in the lab: %s", command[0], g_strerror(errnum));
        else
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot enter the lab: %s",
                            g_strerror(errnum ? errnum : errno));
        return -1;
}

/* Passes signals on until the command ends. A signal from the terminal went to the command too, which is in our process
 * group. */
static bool command_wait(const Signals *signals, pid_t pid, int *ret_status, GError **error)
{
        __attribute__((cleanup(close_fd))) int pid_fd = pidfd_open(pid, 0);
        int status;

        for (;;) {
                struct pollfd fds[] = {{.fd = pid_fd, .events = POLLIN}, {.fd = signals->fd, .events = POLLIN}};
                struct signalfd_siginfo info;

                if (poll(fds, G_N_ELEMENTS(fds), -1) < 0 && errno != EINTR) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot wait for the command: %s",
                                    g_strerror(errno));
                        return false;
                }
                while (read(signals->fd, &info, sizeof(info)) == sizeof(info))
                        if (info.ssi_signo != SIGCHLD && info.ssi_code != SI_KERNEL)
                                (void)kill(pid, (int)info.ssi_signo);
                if (fds[0].revents)
                        break;
        }
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
        *ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return true;
}

static bool command_run(const Signals *signals, int leader_fd, int root_fd, int cgroup_fd, const char *group,
                        const char *const *command, int *ret_status, GError **error)
{
        pid_t pid = command_start(signals, leader_fd, root_fd, cgroup_fd, group, command, error);

        return pid > 0 && command_wait(signals, pid, ret_status, error);
}

/* A process that is no more and whose exit is ready to be read. */
static bool pidfd_ended(int fd)
{
        struct pollfd event = {.fd = fd, .events = POLLIN};

        return poll(&event, 1, 0) > 0;
}

/* What a kept lab was made of stays what it is made of. */
static char *kept_open(const LabOptions *options, char **suite, char **packages, GError **error)
{
        g_autofree char *path = cache_path("kept", options->keep, error), *upper = NULL, *work = NULL,
                        *info_path = NULL, *text = NULL;
        g_autoptr(GKeyFile) info = g_key_file_new();

        if (!path)
                return NULL;
        upper = g_build_filename(path, "upper", NULL);
        work = g_build_filename(path, "work", NULL);
        info_path = g_build_filename(path, "info", NULL);
        if (g_key_file_load_from_file(info, info_path, G_KEY_FILE_NONE, NULL)) {
                g_autofree char *had_suite = g_key_file_get_string(info, "root", "suite", NULL),
                                *had_packages = g_key_file_get_string(info, "root", "packages", NULL);

                if ((options->suite && g_strcmp0(had_suite, *suite) != 0) ||
                    (**packages && g_strcmp0(had_packages, *packages) != 0)) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE,
                                    "The kept lab %s is %s with packages '%s'; leave out --suite and --package, or "
                                    "'unitlock lab rm %s' first",
                                    options->keep, had_suite, had_packages, options->keep);
                        return NULL;
                }
                g_free(*suite);
                g_free(*packages);
                *suite = g_steal_pointer(&had_suite);
                *packages = g_steal_pointer(&had_packages);
        } else {
                g_key_file_set_string(info, "root", "suite", *suite);
                g_key_file_set_string(info, "root", "packages", *packages);
                g_key_file_set_int64(info, "root", "made", (gint64)time(NULL));
                text = g_key_file_to_data(info, NULL, NULL);
                if (g_mkdir_with_parents(upper, 0755) < 0 || g_mkdir_with_parents(work, 0755) < 0) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot make %s: %s", upper,
                                    g_strerror(errno));
                        return NULL;
                }
                if (!file_write_atomic(info_path, text, -1, 0644, error))
                        return NULL;
        }
        return g_steal_pointer(&path);
}

static char *default_suite(void)
{
        g_autofree char *codename = g_get_os_info("VERSION_CODENAME");

        return codename && g_strv_contains(lab_suites, codename) ? g_steal_pointer(&codename) : g_strdup(lab_suites[0]);
}

static bool run_inside(const Signals *signals, const LabOptions *options, const char *const *command, int *ret_status,
                       GError **error)
{
        g_autofree char *suite = options->suite ? g_strdup(options->suite) : default_suite(),
                        *packages = cache_packages_normalize(options->packages, error), *kept = NULL, *group = NULL,
                        *lock = NULL;
        __attribute__((cleanup(run_clear))) Run run = {.fd = -1};
        __attribute__((cleanup(cache_root_clear))) CacheRoot root = {.lock_fds = {-1, -1}};
        __attribute__((cleanup(close_fd))) int cgroup_fd = -1, kept_lock = -1;
        g_auto(GStrv) list = NULL;
        BootOptions boot_options;
        Boot boot;
        bool ok;

        if (!packages || !boot_check(error))
                return false;
        if (options->keep) {
                lock = g_strdup_printf("kept-%s", options->keep);
                kept_lock = cache_lock(lock, LOCK_SH | LOCK_NB, "That lab is being removed", error);
                if (kept_lock < 0 || !(kept = kept_open(options, &suite, &packages, error)))
                        return false;
        }
        list = *packages ? g_strsplit(packages, " ", -1) : NULL;
        if (!cache_get(signals, suite, (const char *const *)list, options->progress, options->progress_data, &root,
                       error) ||
            !run_open(&run, options->keep, suite, packages, error) || (cgroup_fd = cgroup_root_open(error)) < 0)
                return false;
        group = run_get(run.info, "group");
        boot_options = (BootOptions){
                .root = &root,
                .kept = kept,
                .binds = options->binds,
                .suite = suite,
                .group = group,
                .cgroup_fd = cgroup_fd,
        };
        ok = cgroup_make(cgroup_fd, group, error) && boot_start(signals, &boot_options, &boot, error);
        if (ok) {
                g_key_file_set_integer(run.info, "lab", "leader", boot.leader);
                ok = run_write(&run, error) &&
                     command_run(signals, boot.leader_fd, boot.root_fd, cgroup_fd, group, command, ret_status, error);
                if (ok && *ret_status == 128 + SIGKILL && pidfd_ended(boot.leader_fd)) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                                    "The lab shut down while the command was running");
                        ok = false;
                }
                if (!kept)
                        boot_empty(&boot, cgroup_fd, group);
                boot_stop(signals, &boot, kept != NULL);
        }
        return cgroup_destroy(cgroup_fd, group, ok ? error : NULL) && ok;
}

bool lab_run(const LabOptions *options, const char *const *command, int *ret_status, GError **error)
{
        Signals signals = {.fd = -1};
        bool ok;

        if (options->suite && !g_strv_contains(lab_suites, options->suite)) {
                g_autofree char *list = g_strjoinv(", ", (char **)lab_suites);

                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "Unknown suite '%s'; there are %s",
                            options->suite, list);
                return false;
        }
        if (options->keep && !name_is_valid(options->keep)) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE,
                            "'%s' cannot be a lab's name: use letters, digits, '-', '_' and '.', beginning with a "
                            "letter or digit",
                            options->keep);
                return false;
        }
        if (!check_root(error) || !run_visit(NULL, error) || !signals_open(&signals, error))
                return false;
        ok = run_inside(&signals, options, command, ret_status, error);
        signals_close(&signals);
        return ok;
}

bool lab_enter(const char *name, const char *const *command, int *ret_status, GError **error)
{
        g_autofree char *path = NULL, *group = NULL, *root_path = NULL;
        g_autoptr(GKeyFile) info = g_key_file_new();
        __attribute__((cleanup(close_fd))) int leader_fd = -1, root_fd = -1, cgroup_fd = -1;
        Signals signals = {.fd = -1};
        int leader;
        bool ok;

        if (!check_root(error) || !run_visit(NULL, error) || !(path = cache_path("run", name, error)))
                return false;
        if (strchr(name, '/') || !g_key_file_load_from_file(info, path, G_KEY_FILE_NONE, NULL) ||
            (leader = g_key_file_get_integer(info, "lab", "leader", NULL)) <= 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND,
                            "No lab called %s is running; see 'unitlock lab list'", name);
                return false;
        }
        group = run_get(info, "group");
        leader_fd = pidfd_open(leader, 0);
        root_path = g_strdup_printf("/proc/%d/root", leader);
        root_fd = open(root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (leader_fd < 0 || root_fd < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, "The lab %s has just ended", name);
                return false;
        }
        cgroup_fd = cgroup_root_open(error);
        if (cgroup_fd < 0 || !signals_open(&signals, error))
                return false;
        ok = command_run(&signals, leader_fd, root_fd, cgroup_fd, group, command, ret_status, error);
        signals_close(&signals);
        return ok;
}

static bool is_there(const char *kind, const char *name, const char *file)
{
        g_autofree char *path = g_build_filename(lab_directory(), kind, name, file, NULL);

        return *name && !strchr(name, '/') && g_file_test(path, G_FILE_TEST_EXISTS);
}

bool lab_is_running(const char *name)
{
        return geteuid() == 0 && run_visit(NULL, NULL) && is_there("run", name, NULL);
}

bool lab_is_kept(const char *name)
{
        return is_there("kept", name, "info");
}

static int compare_entries(gconstpointer a, gconstpointer b)
{
        const LabEntry *x = *(const LabEntry *const *)a, *y = *(const LabEntry *const *)b;

        return x->kind != y->kind ? (int)x->kind - (int)y->kind : strcmp(x->name, y->name);
}

static void entry_free(gpointer p)
{
        LabEntry *entry = p;

        g_free(entry->name);
        g_free(entry->suite);
        g_free(entry->packages);
        g_free(entry);
}

GPtrArray *lab_list(GError **error)
{
        g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(entry_free);

        if (!check_root(error) || !run_visit(entries, error))
                return NULL;
        cache_list(entries);
        g_ptr_array_sort(entries, compare_entries);
        return g_steal_pointer(&entries);
}

bool lab_remove(const char *name, GError **error)
{
        return check_root(error) && run_visit(NULL, error) && cache_remove(name, error);
}

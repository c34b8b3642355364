/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boots a root with systemd-nspawn. A watcher process, the first of its own PID and mount namespaces, puts the root
 * together (an overlay of cached layers and a writable one in memory), starts nspawn, and reports when systemd inside
 * says READY. No mount of it is seen outside, nothing is written outside but below a kept lab, and it all ends with the
 * watcher.
 *
 * nspawn is made to believe in a host with control groups v2 alone, by mounting just that in the watcher's namespace:
 * so a lab is the same on a host of any kind. /sys and /proc/sys are writable inside, because a directive that makes
 * them read-only must have something to take away; the service that would set the host's kernel parameters from the
 * lab's sysctl.d is therefore masked. */
#include "lab/boot.h"

#include "base/error.h"
#include "base/file.h"
#include "lab/cgroup.h"
#include "lab/closure.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORK "/run/lab"
#define NOTIFY_SOCKET WORK "/notify"
#define BOOT_TIMEOUT_MSEC 120000
#define SHUTDOWN_TIMEOUT_MSEC 30000
#define EMPTY_TIMEOUT_MSEC 10000
#define CONSOLE_TAIL_LINES 20

/* systemd in a container takes the arguments of PID 1 for the kernel's command line. */
static const char *const kernel_command_line[] = {
        /* They would set up the host's kernel. */
        "systemd.mask=systemd-sysctl.service",
        "systemd.mask=systemd-modules-load.service",
        "systemd.mask=modprobe@configfs.service",
        "systemd.mask=modprobe@drm.service",
        "systemd.mask=modprobe@efi_pstore.service",
        "systemd.mask=modprobe@fuse.service",
        "systemd.mask=sys-kernel-debug.mount",
        "systemd.mask=dev-hugepages.mount",
        /* There is nothing to remount, and caches are as fresh as the root; they cost a second. */
        "systemd.mask=systemd-remount-fs.service",
        "systemd.condition_needs_update=no",
};

typedef struct Watcher {
        const BootOptions *options;
        int socket_fd; /* the watcher's end */
        int parent_fd; /* our parent's end: must not be held open by us, its closing tells that the parent died */
} Watcher;

static bool fail(GError **error, const char *doing)
{
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot %s: %s", doing, g_strerror(errno));
        return false;
}

/* The one message to our parent: two file descriptors. */
static bool send_fds(int socket_fd, const int fds[2])
{
        union {
                struct cmsghdr header;
                char bytes[CMSG_SPACE(2 * sizeof(int))];
        } control = {};
        char what = 'R';
        struct iovec iov = {.iov_base = &what, .iov_len = 1};
        struct msghdr message = {
                .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);

        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(2 * sizeof(int));
        memcpy(CMSG_DATA(header), fds, 2 * sizeof(int));
        return sendmsg(socket_fd, &message, MSG_NOSIGNAL) == 1;
}

static bool receive_fds(int socket_fd, int fds[2])
{
        char what = 0;
        union {
                struct cmsghdr header;
                char bytes[CMSG_SPACE(2 * sizeof(int))];
        } control = {};
        struct iovec iov = {.iov_base = &what, .iov_len = 1};
        struct msghdr message = {
                .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
        struct cmsghdr *header;

        if (recvmsg(socket_fd, &message, MSG_CMSG_CLOEXEC) != 1 || !(header = CMSG_FIRSTHDR(&message)) ||
            header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(2 * sizeof(int)))
                return false;
        memcpy(fds, CMSG_DATA(header), 2 * sizeof(int));
        return true;
}

/* The sources of bind mounts and the directories of the overlay are opened before /run and /tmp are covered: they may
 * lie there. */
typedef struct Opened {
        GArray *layers; /* of int: O_PATH */
        GArray *binds;  /* of int: detached mounts */
        GPtrArray *destinations;
        int upper, work; /* -1: in memory */
} Opened;

static int open_path(const char *path, GError **error)
{
        int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

        if (fd < 0)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot open %s: %s", path,
                            g_strerror(errno));
        return fd;
}

static bool open_bind(Opened *opened, const char *bind, GError **error)
{
        const char *colon = strchr(bind, ':');
        g_autofree char *source = colon ? g_strndup(bind, (gsize)(colon - bind)) : g_strdup(bind);
        const char *destination = colon ? colon + 1 : bind;
        int fd;

        if (*destination != '/') {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE,
                            "--bind-ro=%s: the place in the lab must be an absolute path", bind);
                return false;
        }
        fd = open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
        if (fd < 0) {
                g_set_error(error, UNITLOCK_ERROR, errno == ENOENT ? UNITLOCK_ERROR_NOT_FOUND : UNITLOCK_ERROR_FAILED,
                            "--bind-ro=%s: cannot open %s: %s", bind, source, g_strerror(errno));
                return false;
        }
        g_array_append_val(opened->binds, fd);
        g_ptr_array_add(opened->destinations, g_strdup(destination));
        return true;
}

static bool open_all(const BootOptions *options, Opened *opened, GError **error)
{
        int fd;

        opened->layers = g_array_new(FALSE, FALSE, sizeof(int));
        opened->binds = g_array_new(FALSE, FALSE, sizeof(int));
        opened->destinations = g_ptr_array_new_with_free_func(g_free);
        opened->upper = opened->work = -1;

        if (options->root->layer) {
                fd = open_path(options->root->layer, error);
                if (fd < 0)
                        return false;
                g_array_append_val(opened->layers, fd);
        }
        fd = open_path(options->root->suite_root, error);
        if (fd < 0)
                return false;
        g_array_append_val(opened->layers, fd);
        if (options->kept) {
                g_autofree char *upper = g_build_filename(options->kept, "upper", NULL),
                                *work = g_build_filename(options->kept, "work", NULL);

                opened->upper = open_path(upper, error);
                if (opened->upper < 0)
                        return false;
                opened->work = open_path(work, error);
                if (opened->work < 0)
                        return false;
        }
        for (const char *const *bind = options->binds; bind && *bind; bind++)
                if (!open_bind(opened, *bind, error))
                        return false;
        return true;
}

static bool is_mounted(const char *path)
{
        struct stat st, parent;
        g_autofree char *above = g_path_get_dirname(path);

        return stat(path, &st) >= 0 && stat(above, &parent) >= 0 && st.st_dev != parent.st_dev;
}

/* What a plain chroot lacks and nspawn needs. */
static bool mount_missing(GError **error)
{
        int cgroup_fd = cgroup_root_open(error);

        if (cgroup_fd < 0)
                return false;
        if (!is_mounted("/sys") && mount("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
                return fail(error, "mount /sys");
        if (move_mount(cgroup_fd, "", AT_FDCWD, "/sys/fs/cgroup", MOVE_MOUNT_F_EMPTY_PATH) < 0)
                return fail(error, "mount control groups on /sys/fs/cgroup");
        close(cgroup_fd);
        if (access("/dev/null", F_OK) < 0 && mount("devtmpfs", "/dev", "devtmpfs", MS_NOSUID, NULL) < 0)
                return fail(error, "mount /dev");
        if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID, "mode=0755") < 0 ||
            mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID, "mode=1777") < 0)
                return fail(error, "mount a tmpfs on /run and /tmp");
        return true;
}

static bool mount_root(const Opened *opened, GError **error)
{
        static const char *const directories[] = {WORK,         WORK "/host", WORK "/upper",
                                                  WORK "/work", WORK "/root", WORK "/bind"};
        g_autoptr(GString) options = g_string_new("lowerdir=" WORK "/host");

        for (size_t i = 0; i < G_N_ELEMENTS(directories); i++)
                if (g_mkdir(directories[i], 0755) < 0)
                        return fail(error, "make directories");
        if (!closure_copy(WORK "/host", error))
                return false;
        for (guint i = 0; i < opened->layers->len; i++)
                g_string_append_printf(options, ":/proc/self/fd/%d", g_array_index(opened->layers, int, i));
        if (opened->upper >= 0)
                g_string_append_printf(options, ",upperdir=/proc/self/fd/%d,workdir=/proc/self/fd/%d", opened->upper,
                                       opened->work);
        else
                g_string_append(options, ",upperdir=" WORK "/upper,workdir=" WORK "/work");
        if (mount("overlay", WORK "/root", "overlay", 0, options->str) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                            "Cannot mount the lab's root by overlayfs: %s; the cache (%s) must be on a file system "
                            "that overlayfs can use, "
                            "UNITLOCK_LAB_DIR names another place",
                            g_strerror(errno), lab_directory());
                return false;
        }
        for (guint i = 0; i < opened->binds->len; i++) {
                g_autofree char *target = g_strdup_printf(WORK "/bind/%u", i);
                int fd = g_array_index(opened->binds, int, i);
                struct stat st;

                if (fstat(fd, &st) < 0 ||
                    (S_ISDIR(st.st_mode) ? g_mkdir(target, 0755) : mknod(target, S_IFREG | 0644, 0)) < 0 ||
                    move_mount(fd, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH) < 0)
                        return fail(error, "bind mount");
        }
        return true;
}

static char **nspawn_arguments(const Watcher *watcher, const Opened *opened)
{
        g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

        g_strv_builder_add_many(builder, "systemd-nspawn", "--quiet", "--boot", "--directory=" WORK "/root",
                                "--register=no", "--keep-unit", "--private-network", "--capability=all",
                                "--console=pipe", "--notify-ready=yes", "--settings=no", "--link-journal=no",
                                "--machine=unitlock-lab", "--hostname=lab", NULL);
        if (access("/sys/kernel/btf", F_OK) >= 0)
                g_strv_builder_add(builder, "--bind-ro=/sys/kernel/btf");
        for (guint i = 0; i < opened->destinations->len; i++) {
                g_auto(GStrv) parts = g_strsplit(opened->destinations->pdata[i], ":", -1);
                g_autofree char *escaped = g_strjoinv("\\:", parts);
                g_autofree char *option = g_strdup_printf("--bind-ro=" WORK "/bind/%u:%s", i, escaped);

                g_strv_builder_add(builder, option);
        }
        for (size_t i = 0; i < G_N_ELEMENTS(kernel_command_line); i++)
                g_strv_builder_add(builder, kernel_command_line[i]);
        return g_strv_builder_end(builder);
}

static pid_t start_nspawn(const Watcher *watcher, const Opened *opened, int console_fd, GError **error)
{
        static const char *const environment[] = {
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "LANG=C.UTF-8",
                "NOTIFY_SOCKET=" NOTIFY_SOCKET,
                "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1",
                "SYSTEMD_NSPAWN_API_VFS_WRITABLE=1",
                "SYSTEMD_SECCOMP=0", /* nspawn's own filter, which would refuse what trials are about */
                NULL,
        };
        g_auto(GStrv) argv = nspawn_arguments(watcher, opened);
        g_autofree char *group = g_build_filename(watcher->options->group, "lab", NULL);
        pid_t pid = fork();

        if (pid < 0)
                fail(error, "fork");
        if (pid == 0) {
                int null = open("/dev/null", O_RDONLY);

                if (!cgroup_join(watcher->options->cgroup_fd, group, NULL) || dup2(null, STDIN_FILENO) < 0 ||
                    dup2(console_fd, STDOUT_FILENO) < 0 || dup2(console_fd, STDERR_FILENO) < 0)
                        _exit(126);
                environ = (char **)environment;
                execvp(argv[0], argv);
                dprintf(STDERR_FILENO, "Cannot run systemd-nspawn: %s\n", g_strerror(errno));
                _exit(127);
        }
        return pid;
}

static void set_error_console(GError **error, int console_fd, const char *what)
{
        g_autoptr(GString) tail = g_string_new(NULL);
        char text[65536];
        off_t size = lseek(console_fd, 0, SEEK_END);
        ssize_t n = pread(console_fd, text, sizeof(text) - 1, MAX(size - (off_t)sizeof(text) + 1, 0));

        if (n > 0) {
                g_auto(GStrv) lines = NULL;
                guint count;

                text[n] = '\0';
                lines = g_strsplit_set(g_strchomp(text), "\r\n", -1);
                count = g_strv_length(lines);
                for (guint i = count > CONSOLE_TAIL_LINES ? count - CONSOLE_TAIL_LINES : 0; i < count; i++)
                        g_string_append_printf(tail, "\n    %s", lines[i]);
        }
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "%s%s%s", what, tail->len ? "; it said:" : "",
                    tail->str);
}

/* One datagram of sd_notify(3). */
static void handle_notify(int notify_fd, int *leader, bool *ready)
{
        char text[4096];
        ssize_t n = recv(notify_fd, text, sizeof(text) - 1, MSG_DONTWAIT);
        g_auto(GStrv) lines = NULL;

        if (n <= 0)
                return;
        text[n] = '\0';
        lines = g_strsplit(text, "\n", -1);
        for (char **line = lines; *line; line++) {
                if (g_str_has_prefix(*line, "X_NSPAWN_LEADER_PID="))
                        *leader = atoi(*line + strlen("X_NSPAWN_LEADER_PID="));
                else if (g_str_equal(*line, "READY=1"))
                        *ready = true;
        }
}

/* Until systemd is ready, then until the lab ends or our parent wants it to. */
static bool watch(const Watcher *watcher, pid_t nspawn, int notify_fd, int console_fd, GError **error)
{
        int nspawn_fd = pidfd_open(nspawn, 0), leader = 0;
        bool ready = false, told = false;
        gint64 end = g_get_monotonic_time() + BOOT_TIMEOUT_MSEC * G_GINT64_CONSTANT(1000);

        if (nspawn_fd < 0)
                return fail(error, "watch systemd-nspawn");
        for (;;) {
                struct pollfd fds[] = {
                        {.fd = nspawn_fd, .events = POLLIN},
                        {.fd = watcher->socket_fd, .events = POLLIN},
                        {.fd = notify_fd, .events = POLLIN},
                };
                gint64 rest = (end - g_get_monotonic_time()) / 1000;
                int n = poll(fds, G_N_ELEMENTS(fds), told ? -1 : (int)MAX(rest, 0));

                if (n < 0 && errno != EINTR)
                        return fail(error, "wait for the lab");
                if (n == 0) {
                        set_error_console(error, console_fd, "The lab did not finish booting in time");
                        return false;
                }
                if (fds[2].revents)
                        handle_notify(notify_fd, &leader, &ready);
                if (ready && leader > 0 && !told) {
                        g_autofree char *root = g_strdup_printf("/proc/%d/root", leader);
                        int told_fds[2] = {pidfd_open(leader, 0), open(root, O_PATH | O_DIRECTORY | O_CLOEXEC)};

                        if (told_fds[0] < 0 || told_fds[1] < 0 || !send_fds(watcher->socket_fd, told_fds))
                                return fail(error, "tell that the lab has booted");
                        close(told_fds[0]);
                        close(told_fds[1]);
                        told = true;
                }
                if (fds[1].revents & (POLLHUP | POLLERR))
                        return true;
                if (fds[1].revents & POLLIN) {
                        char what;

                        if (read(watcher->socket_fd, &what, 1) != 1)
                                return true;
                        (void)kill(nspawn, SIGTERM); /* nspawn makes an orderly shutdown of it */
                }
                if (fds[0].revents) {
                        if (!told)
                                set_error_console(error, console_fd, "The lab did not boot");
                        return told;
                }
        }
}

static bool watcher_main(void *data, GError **error)
{
        const Watcher *watcher = data;
        struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = NOTIFY_SOCKET};
        g_autofree char *group = g_build_filename(watcher->options->group, "watch", NULL);
        Opened opened = {};
        int notify_fd, console_fd;
        pid_t nspawn;

        close(watcher->parent_fd);
        if (!cgroup_join(watcher->options->cgroup_fd, group, error) || !open_all(watcher->options, &opened, error) ||
            !mount_missing(error) || !mount_root(&opened, error))
                return false;
        notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (notify_fd < 0 || bind(notify_fd, (struct sockaddr *)&address, sizeof(address)) < 0)
                return fail(error, "make the notification socket");
        console_fd = memfd_create("unitlock-lab-console", MFD_CLOEXEC);
        if (console_fd < 0)
                return fail(error, "make a file for the console");
        nspawn = start_nspawn(watcher, &opened, console_fd, error);
        return nspawn > 0 && watch(watcher, nspawn, notify_fd, console_fd, error);
}

/* The number of a process in our own namespace, from its pidfd. */
static pid_t pidfd_number(int fd)
{
        g_autofree char *path = g_strdup_printf("/proc/self/fdinfo/%d", fd), *text = NULL;
        const char *line;

        if (!file_read(path, 0, &text, NULL, NULL) || !(line = strstr(text, "\nPid:")))
                return -1;
        return (pid_t)strtol(line + 5, NULL, 10);
}

/* The first time that anybody since the machine's boot tells the kernel a time zone and no time, the kernel moves the
 * clock by it, as for one that runs in local time. Where no systemd booted the machine, that would be the first in a
 * lab who calls "timedatectl set-timezone". ref: settimeofday(2) */
static void spend_first_time_zone(void)
{
        struct timeval now;
        struct timezone zone;

        if (syscall(SYS_gettimeofday, &now, &zone) == 0 && zone.tz_minuteswest == 0 && zone.tz_dsttime == 0)
                (void)syscall(SYS_settimeofday, NULL, &zone);
}

bool boot_check(GError **error)
{
        g_autofree char *nspawn = g_find_program_in_path("systemd-nspawn");

        if (!nspawn)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                            "A lab needs systemd-nspawn: apt install mmdebstrap systemd-container");
        return nspawn != NULL;
}

bool boot_start(const Signals *signals, const BootOptions *options, Boot *ret, GError **error)
{
        int sockets[2], errors[2], received[2];
        Watcher watcher = {.options = options};
        Boot boot = {.socket_fd = -1, .leader_fd = -1, .root_fd = -1};

        spend_first_time_zone();
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
                return fail(error, "make sockets");
        if (pipe2(errors, O_CLOEXEC) < 0) {
                close(sockets[0]);
                close(sockets[1]);
                return fail(error, "make a pipe");
        }
        watcher.socket_fd = sockets[1];
        watcher.parent_fd = boot.socket_fd = sockets[0];
        boot.watcher = child_fork_contained(signals, watcher_main, &watcher, errors[1], error);
        close(sockets[1]);
        close(errors[1]);
        if (boot.watcher > 0 && wait_readable(signals, boot.socket_fd, -1, error)) {
                if (receive_fds(boot.socket_fd, received)) {
                        boot.leader_fd = received[0];
                        boot.root_fd = received[1];
                        boot.leader = pidfd_number(boot.leader_fd);
                        close(errors[0]);
                        *ret = boot;
                        return true;
                }
                if (error_receive(errors[0], error))
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "The lab's watcher died");
        }
        close(errors[0]);
        boot_stop(signals, &boot, false);
        return false;
}

/* A pidfd for each process that is to end. */
typedef struct Ending {
        char *outside; /* PID namespace of systemd-nspawn */
        pid_t leader;
        GArray *fds;
} Ending;

static char *pid_namespace(pid_t pid)
{
        g_autofree char *path = g_strdup_printf("/proc/%d/ns/pid", pid);

        return g_file_read_link(path, NULL);
}

static void end_process(pid_t pid, void *data)
{
        Ending *ending = data;
        g_autofree char *inside = pid > 0 ? pid_namespace(pid) : NULL;
        int fd;

        if (!inside || g_str_equal(inside, ending->outside) || pid == ending->leader || (fd = pidfd_open(pid, 0)) < 0)
                return;
        (void)pidfd_send_signal(fd, SIGKILL, NULL, 0);
        g_array_append_val(ending->fds, fd);
}

void boot_empty(const Boot *boot, int cgroup_fd, const char *group)
{
        g_autoptr(GArray) fds = g_array_new(FALSE, FALSE, sizeof(int));
        g_autofree char *outside = pid_namespace(boot->watcher), *lab = g_build_filename(group, "lab", NULL);
        Ending ending = {.outside = outside, .leader = boot->leader, .fds = fds};
        gint64 end = g_get_monotonic_time() + EMPTY_TIMEOUT_MSEC * G_GINT64_CONSTANT(1000);

        /* stopped: it would start services again */
        if (!outside || pidfd_send_signal(boot->leader_fd, SIGSTOP, NULL, 0) < 0)
                return;
        do {
                g_array_set_size(fds, 0);
                cgroup_each_process(cgroup_fd, lab, end_process, &ending);
                for (guint i = 0; i < fds->len; i++) {
                        struct pollfd event = {.fd = g_array_index(fds, int, i), .events = POLLIN};
                        gint64 rest;

                        do
                                rest = MAX((end - g_get_monotonic_time()) / 1000, 0);
                        while (poll(&event, 1, (int)rest) < 0 && errno == EINTR);
                        close(event.fd);
                }
        } while (fds->len > 0 && g_get_monotonic_time() < end);
}

void boot_stop(const Signals *signals, Boot *boot, bool orderly)
{
        int status;

        /* Its socket closes when all has ended. */
        if (orderly && boot->watcher > 0 && write(boot->socket_fd, "P", 1) == 1)
                (void)wait_readable(signals, boot->socket_fd, SHUTDOWN_TIMEOUT_MSEC, NULL);
        if (boot->watcher > 0) {
                (void)kill(boot->watcher, SIGKILL);
                while (waitpid(boot->watcher, &status, 0) < 0 && errno == EINTR)
                        ;
        }
        if (boot->socket_fd >= 0)
                close(boot->socket_fd);
        if (boot->leader_fd >= 0)
                close(boot->leader_fd);
        if (boot->root_fd >= 0)
                close(boot->root_fd);
        *boot = (Boot){.socket_fd = -1, .leader_fd = -1, .root_fd = -1};
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Control groups of labs. Each lab has one group at the top of the v2 hierarchy: that is where systemd in the lab keeps
 * its units, and what the next run kills and removes if a lab's tool died with the kernel's help only half done. */
#include "lab/cgroup.h"

#include "base/error.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define EMPTY_TIMEOUT_MSEC 10000

static bool set_error(GError **error, const char *doing, const char *name)
{
        int errnum = errno;

        g_set_error(error, UNITLOCK_ERROR,
                    errnum == EROFS || errnum == EACCES ? UNITLOCK_ERROR_UNSUPPORTED : UNITLOCK_ERROR_FAILED,
                    "Cannot %s control group %s: %s", doing, name, g_strerror(errnum));
        return false;
}

int cgroup_root_open(GError **error)
{
        int context, fd;

        context = fsopen("cgroup2", FSOPEN_CLOEXEC);
        if (context < 0)
                goto fail;
        if (fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0) {
                close(context);
                goto fail;
        }
        fd = fsmount(context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
        close(context);
        if (fd >= 0)
                return fd;
fail:
        g_set_error(error, UNITLOCK_ERROR, errno == EPERM ? UNITLOCK_ERROR_PRIVILEGE : UNITLOCK_ERROR_UNSUPPORTED,
                    "Cannot mount control groups (cgroup2): %s; labs need root and a kernel of 5.2 or newer with "
                    "control groups",
                    g_strerror(errno));
        return -1;
}

static bool cgroup_write(int root_fd, const char *group, const char *file, const char *text)
{
        g_autofree char *path = g_build_filename(group, file, NULL);
        int fd = openat(root_fd, path, O_WRONLY | O_CLOEXEC);
        bool ok;

        if (fd < 0)
                return false;
        ok = write(fd, text, strlen(text)) >= 0;
        close(fd);
        return ok;
}

bool cgroup_make_child(int root_fd, const char *path, GError **error)
{
        if (mkdirat(root_fd, path, 0755) < 0 && errno != EEXIST)
                return set_error(error, "make", path);
        return true;
}

bool cgroup_make(int root_fd, const char *name, GError **error)
{
        static const char *const controllers[] = {"+cpu", "+cpuset", "+io", "+memory", "+pids"};
        g_autofree char *watch = g_build_filename(name, "watch", NULL), *lab = g_build_filename(name, "lab", NULL);

        if (!cgroup_make_child(root_fd, name, error))
                return false;
        /* One by one, and as far as they go: a hybrid host has given most of them to version 1. */
        for (size_t i = 0; i < G_N_ELEMENTS(controllers); i++)
                (void)cgroup_write(root_fd, name, "cgroup.subtree_control", controllers[i]);
        return cgroup_make_child(root_fd, watch, error) && cgroup_make_child(root_fd, lab, error);
}

bool cgroup_join(int root_fd, const char *path, GError **error)
{
        return cgroup_write(root_fd, path, "cgroup.procs", "0") || set_error(error, "enter", path);
}

/* cgroup.events says "populated 0", and the kernel raises POLLPRI when that changes. */
static bool wait_empty(int root_fd, const char *name)
{
        g_autofree char *path = g_build_filename(name, "cgroup.events", NULL);
        int fd = openat(root_fd, path, O_RDONLY | O_CLOEXEC);
        gint64 end = g_get_monotonic_time() + EMPTY_TIMEOUT_MSEC * 1000;
        bool empty = false;

        while (fd >= 0) {
                struct pollfd event = {.fd = fd, .events = POLLPRI};
                char text[256] = "";
                gint64 rest = (end - g_get_monotonic_time()) / 1000;

                if (pread(fd, text, sizeof(text) - 1, 0) < 0)
                        break;
                empty = strstr(text, "populated 0") != NULL;
                if (empty || rest <= 0)
                        break;
                (void)poll(&event, 1, (int)rest);
        }
        if (fd >= 0)
                close(fd);
        return empty;
}

static bool remove_tree(int parent_fd, const char *name)
{
        int fd = openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        struct dirent *entry;
        DIR *dir;

        if (fd < 0)
                return errno == ENOENT;
        dir = fdopendir(fd);
        if (!dir) {
                close(fd);
                return false;
        }
        while ((entry = readdir(dir)))
                if (entry->d_type == DT_DIR && !g_str_equal(entry->d_name, ".") && !g_str_equal(entry->d_name, ".."))
                        (void)remove_tree(dirfd(dir), entry->d_name);
        closedir(dir);
        return unlinkat(parent_fd, name, AT_REMOVEDIR) >= 0 || errno == ENOENT;
}

void cgroup_each_process(int root_fd, const char *name, void (*visit)(pid_t pid, void *data), void *data)
{
        int fd = openat(root_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        DIR *dir = fd < 0 ? NULL : fdopendir(fd);
        int procs = dir ? openat(fd, "cgroup.procs", O_RDONLY | O_CLOEXEC) : -1;
        FILE *file = procs < 0 ? NULL : fdopen(procs, "r");
        struct dirent *entry;
        int pid;

        while (file && fscanf(file, "%d", &pid) == 1)
                visit(pid, data);
        if (file)
                fclose(file);
        while (dir && (entry = readdir(dir)))
                if (entry->d_type == DT_DIR && !g_str_equal(entry->d_name, ".") && !g_str_equal(entry->d_name, ".."))
                        cgroup_each_process(fd, entry->d_name, visit, data);
        if (dir)
                closedir(dir);
}

bool cgroup_destroy(int root_fd, const char *name, GError **error)
{
        if (faccessat(root_fd, name, F_OK, 0) < 0 && errno == ENOENT)
                return true;
        (void)cgroup_write(root_fd, name, "cgroup.kill", "1");
        if (!wait_empty(root_fd, name)) {
                errno = EBUSY;
                return set_error(error, "empty", name);
        }
        return remove_tree(root_fd, name) || set_error(error, "remove", name);
}

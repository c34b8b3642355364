/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first process of a machine made by test/kernel.py: loads the modules beside it, puts the host's root, which is
 * not written to, below a layer in memory, runs /run/kernel/command there, and turns the machine off.
 *
 * The host's cache of labs is mounted a second time without that layer: an overlay hides from who uses it as a layer of
 * another one what is said there in signs for overlays. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHARE "trans=virtio,version=9p2000.L,msize=262144,cache=loose"
#define CONSOLE "/dev/ttyS1"

static void off(const char *doing)
{
        if (doing)
                fprintf(stderr, "kernel-init: cannot %s: %s\n", doing, strerror(errno));
        sync();
        reboot(RB_POWER_OFF);
        reboot(RB_AUTOBOOT); /* where it has no switch: qemu ends then, too */
        exit(1);
}

static void must_mount(const char *what, const char *where, const char *type, unsigned long flags, const char *options)
{
        mkdir(where, 0755);
        if (mount(what, where, type, flags, options) < 0)
                off(where);
}

/* /modules/list names them in an order in which they can be loaded. */
static void load_modules(void)
{
        FILE *list = fopen("/modules/list", "re");
        char path[256];

        while (list && fgets(path, sizeof(path), list)) {
                int fd;

                path[strcspn(path, "\n")] = '\0';
                fd = open(path, O_RDONLY | O_CLOEXEC);
                if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) < 0 && errno != EEXIST))
                        fprintf(stderr, "kernel-init: cannot load %s: %s\n", path, strerror(errno));
                close(fd);
        }
        if (list)
                fclose(list);
}

/* As systemd does it on a host: what is not given on here no lab has. Those that the kernel lacks stay away. */
static void give_controllers(void)
{
        static const char *const controllers[] = {"+cpu", "+cpuset", "+io", "+memory", "+pids"};
        int fd = open("/root/sys/fs/cgroup/cgroup.subtree_control", O_WRONLY | O_CLOEXEC);

        for (unsigned i = 0; fd >= 0 && i < sizeof(controllers) / sizeof(controllers[0]); i++)
                if (write(fd, controllers[i], strlen(controllers[i])) < 0)
                        fprintf(stderr, "kernel-init: cannot have the controller %s: %s\n", controllers[i] + 1,
                                strerror(errno));
        close(fd);
}

static void mount_all(const char *cache)
{
        static const char *const cached[] = {"suite", "packages"};
        char from[512], to[512];

        must_mount("host", "/host", "9p", MS_RDONLY, SHARE);
        must_mount("tmpfs", "/layer", "tmpfs", 0, "size=100%");
        mkdir("/layer/upper", 0755);
        mkdir("/layer/work", 0755);
        must_mount("overlay", "/root", "overlay", 0, "lowerdir=/host,upperdir=/layer/upper,workdir=/layer/work");
        must_mount("proc", "/root/proc", "proc", 0, NULL);
        must_mount("sysfs", "/root/sys", "sysfs", 0, NULL);
        must_mount("tracefs", "/root/sys/kernel/tracing", "tracefs", 0, NULL);
        must_mount("cgroup2", "/root/sys/fs/cgroup", "cgroup2", 0, NULL);
        give_controllers();
        must_mount("devtmpfs", "/root/dev", "devtmpfs", 0, NULL);
        must_mount("devpts", "/root/dev/pts", "devpts", 0, "ptmxmode=666");
        must_mount("tmpfs", "/root/dev/shm", "tmpfs", 0, NULL);
        must_mount("tmpfs", "/root/run", "tmpfs", 0, "mode=755");
        must_mount("tmpfs", "/root/tmp", "tmpfs", 0, "mode=1777");
        must_mount("share", "/root/run/kernel", "9p", 0, SHARE);
        for (unsigned i = 0; i < sizeof(cached) / sizeof(cached[0]); i++) {
                snprintf(from, sizeof(from), "/host%s/%s", cache, cached[i]);
                snprintf(to, sizeof(to), "/root%s/%s", cache, cached[i]);
                if (access(from, F_OK) == 0)
                        must_mount(from, to, NULL, MS_BIND, NULL);
        }
}

int main(void)
{
        static const char *const environment[] = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                                  "HOME=/root", "LANG=C.UTF-8", NULL};
        const char *cache = getenv("unitlock_cache"); /* the kernel puts there what it does not know */
        int status = 0;
        pid_t child, ended;
        FILE *result;

        load_modules();
        mount_all(cache ? cache : "/var/cache/unitlock");
        if (chroot("/root") < 0 || chdir("/") < 0)
                off("enter the host's root");
        symlink("/proc/self/fd", "/dev/fd");
        child = fork();
        if (child == 0) {
                int null = open("/dev/null", O_RDONLY), console = open(CONSOLE, O_RDWR | O_NOCTTY);

                if (console < 0 || dup2(null, 0) < 0 || dup2(console, 1) < 0 || dup2(console, 2) < 0)
                        _exit(126);
                setsid();
                execle("/bin/sh", "sh", "/run/kernel/command", (char *)NULL, environment);
                _exit(127);
        }
        do
                ended = wait(&status);
        while (ended >= 0 && ended != child);
        result = fopen("/run/kernel/status", "we");
        if (result) {
                fprintf(result, "%d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
                fclose(result);
        }
        off(NULL);
}

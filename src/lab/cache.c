/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cache of roots. A suite is made once by mmdebstrap, package sets are made once each as an overlay layer on it;
 * both are read-only from then on, so that a lab needs no copy. Building happens in a contained child (child.h) in a
 * hidden directory beside the final one: an interruption leaves at most that directory, and the next build removes it
 * first.
 *
 * Packages are installed in a chroot with a policy-rc.d that refuses to start daemons: they start when the lab boots,
 * by the real systemd, and not in a chroot where half of them would fail. */
#include "lab/cache.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "lab/mirror.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOG_TAIL_LINES 15

/* What a server has and a minimal root lacks. iproute2, procps: to look around; netbase: /etc/services and
 * /etc/protocols, without which many programs do not start; logrotate, cron: what runs services' reloads;
 * libpam-systemd: sessions. */
#define SUITE_INCLUDE                                                                                            \
        "ca-certificates,cron,dbus,iproute2,iputils-ping,libpam-systemd,logrotate,mount,netbase,procps,systemd," \
        "systemd-"                                                                                               \
        "sysv,tzdata"

/* To be raised when what is above, or what is done below, changes so that roots made before will not do. */
#define RECIPE "1"

const char *const lab_suites[] = {"bookworm", "trixie", "forky", NULL};

const char *const lab_kind_names[_LAB_KIND_MAX + 1] = {
        [LAB_KIND_SUITE] = "suite",
        [LAB_KIND_PACKAGES] = "packages",
        [LAB_KIND_KEPT] = "kept",
        [LAB_KIND_RUNNING] = "running",
};

static const char *const clean_environment[] = {
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME=/root",
        "LC_ALL=C.UTF-8",
        "DEBIAN_FRONTEND=noninteractive",
        NULL,
};

const char *lab_directory(void)
{
        const char *directory = g_getenv("UNITLOCK_LAB_DIR");

        return directory && *directory ? directory : "/var/cache/unitlock";
}

char *cache_path(const char *kind, const char *name, GError **error)
{
        g_autofree char *directory = g_build_filename(lab_directory(), kind, NULL);

        if (g_mkdir_with_parents(directory, 0755) < 0) {
                g_set_error(error, UNITLOCK_ERROR, errno == EACCES ? UNITLOCK_ERROR_PRIVILEGE : UNITLOCK_ERROR_FAILED,
                            "Cannot make directory %s: %s; UNITLOCK_LAB_DIR names another place", directory,
                            g_strerror(errno));
                return NULL;
        }
        return g_build_filename(directory, name, NULL);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
        return remove(path) < 0 && errno != ENOENT ? errno : 0;
}

bool remove_directory(const char *path, GError **error)
{
        int r = 0;

        if (g_file_test(path, G_FILE_TEST_EXISTS))
                r = nftw(path, remove_one, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
        if (r != 0)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot remove %s: %s", path,
                            g_strerror(r < 0 ? errno : r));
        return r == 0;
}

/* Under a hidden name first: half a root must not be found by anyone. */
static bool discard(const char *path, GError **error)
{
        g_autofree char *parent = g_path_get_dirname(path), *base = g_path_get_basename(path);
        g_autofree char *hidden = g_strdup_printf("%s/.%s.old", parent, base);

        if (!remove_directory(hidden, error))
                return false;
        if (rename(path, hidden) < 0 && errno != ENOENT) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot remove %s: %s", path,
                            g_strerror(errno));
                return false;
        }
        return remove_directory(hidden, error);
}

int cache_lock(const char *name, int operation, const char *busy, GError **error)
{
        g_autofree char *path = cache_path("lock", name, error);
        int fd;

        if (!path)
                return -1;
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (fd >= 0 && flock(fd, operation) >= 0)
                return fd;
        if (fd >= 0 && errno == EWOULDBLOCK)
                g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, busy);
        else
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot lock %s: %s", path,
                            g_strerror(errno));
        if (fd >= 0)
                close(fd);
        return -1;
}

/* Waiting for a lock must end on Ctrl-C, and flock() cannot be polled: so a child waits, and tells through its end. */
static bool lock_wait(void *data, GError **error)
{
        if (flock(*(const int *)data, LOCK_EX) >= 0)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot lock: %s", g_strerror(errno));
        return false;
}

static int lock_exclusive(const Signals *signals, const char *name, LabProgress progress, void *progress_data,
                          GError **error)
{
        g_autofree char *path = cache_path("lock", name, error);
        int fd;

        if (!path)
                return -1;
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (fd < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot open %s: %s", path,
                            g_strerror(errno));
                return -1;
        }
        if (flock(fd, LOCK_EX | LOCK_NB) >= 0)
                return fd;
        if (progress)
                progress("Waiting for another unitlock that makes or uses the same root", progress_data);
        /* The lock belongs to the open file, which we share with the child: what it got is ours. */
        if (child_run_contained(signals, lock_wait, &fd, error))
                return fd;
        close(fd);
        return -1;
}

static void info_write(GKeyFile *info, const char *directory)
{
        g_autofree char *path = g_build_filename(directory, "info", NULL), *text = g_key_file_to_data(info, NULL, NULL);

        (void)file_write_atomic(path, text, -1, 0644, NULL);
}

static GKeyFile *info_read(const char *directory)
{
        g_autofree char *path = g_build_filename(directory, "info", NULL);
        g_autoptr(GKeyFile) info = g_key_file_new();

        return g_key_file_load_from_file(info, path, G_KEY_FILE_NONE, NULL) ? g_steal_pointer(&info) : NULL;
}

static char *info_string(GKeyFile *info, const char *key)
{
        char *value = info ? g_key_file_get_string(info, "root", key, NULL) : NULL;

        return value ? value : g_strdup("");
}

/* A layer belongs to the very root that it was made on, and a root of an older recipe may lack things. */
static bool info_is_current(GKeyFile *info, const char *base_id)
{
        g_autofree char *base = info_string(info, "base"), *recipe = info_string(info, "recipe");

        return info && g_str_equal(base, base_id) && (!*recipe || g_str_equal(recipe, RECIPE));
}

/* The last lines of a log, each indented, for an error message. */
static char *log_tail(const char *path)
{
        g_autofree char *text = NULL;
        g_auto(GStrv) lines = NULL;
        GString *out = g_string_new(NULL);
        guint n;

        if (!file_read(path, 64U << 20, &text, NULL, NULL))
                return g_string_free(out, FALSE);
        for (char *p = text; *p; p++)
                if (*p == '\r')
                        *p = '\n';
        lines = g_strsplit(g_strchomp(text), "\n", -1);
        n = g_strv_length(lines);
        for (guint i = n > LOG_TAIL_LINES ? n - LOG_TAIL_LINES : 0; i < n; i++)
                g_string_append_printf(out, "\n    %s", lines[i]);
        return g_string_free(out, FALSE);
}

typedef struct Build {
        const char *suite, *packages; /* packages: blank between; NULL when a suite is built */
        const char *temporary;        /* directory to build in */
        const char *suite_root;       /* NULL when a suite is built */
        const char *log;
} Build;

static int log_open(const Build *build, GError **error)
{
        int fd = open(build->log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);

        if (fd < 0)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot write %s: %s", build->log,
                            g_strerror(errno));
        return fd;
}

static bool write_under(const char *root, const char *path, const char *text, mode_t mode, GError **error)
{
        g_autofree char *full = path_under_root(root, path);

        return file_write_atomic(full, text, -1, mode, error);
}

/* The environment of apt: clean, but for the proxy that this machine may need. Caller frees with g_strfreev(). */
static char **apt_environment(void)
{
        static const char *const proxies[] = {"http_proxy", "https_proxy", "no_proxy",
                                              "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"};
        g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

        g_strv_builder_addv(builder, (const char **)clean_environment);
        for (size_t i = 0; i < G_N_ELEMENTS(proxies); i++)
                if (g_getenv(proxies[i])) {
                        g_autofree char *pair = g_strdup_printf("%s=%s", proxies[i], g_getenv(proxies[i]));

                        g_strv_builder_add(builder, pair);
                }
        return g_strv_builder_end(builder);
}

/* Not a first boot: systemd must not run its presets over what the packages enabled. */
static bool suite_finish(const char *root, GError **error)
{
        g_autofree char *resolv = path_under_root(root, "/etc/resolv.conf"),
                        *fstab = path_under_root(root, "/etc/fstab"), *uuid = g_uuid_string_random();
        g_autofree char *hex = NULL, *machine_id = NULL;
        g_auto(GStrv) parts = g_strsplit(uuid, "-", -1);

        hex = g_strjoinv("", parts);
        machine_id = g_strdup_printf("%s\n", hex);
        (void)unlink(resolv);
        (void)unlink(fstab);
        return write_under(root, "/etc/hostname", "lab\n", 0644, error) &&
               write_under(root, "/etc/hosts",
                           "127.0.0.1 localhost\n127.0.1.1 lab\n::1 localhost ip6-localhost ip6-loopback\n", 0644,
                           error) &&
               write_under(root, "/etc/default/locale", "LANG=C.UTF-8\n", 0644, error) &&
               write_under(root, "/etc/machine-id", machine_id, 0444, error);
}

static bool build_suite(void *data, GError **error)
{
        const Build *build = data;
        g_autofree char *root = g_build_filename(build->temporary, "root", NULL), *mirror = mirror_of_host();
        g_auto(GStrv) environment = apt_environment();
        const char *argv[] = {
                "mmdebstrap",
                "--mode=root",
                "--variant=apt",
                "--include=" SUITE_INCLUDE,
                /* A mirror that is not the newest may carry Release files past their date: old is fine for a lab. */
                "--aptopt=Acquire::Check-Valid-Until \"false\"",
                "--aptopt=APT::Sandbox::User \"root\"",
                "--dpkgopt=force-unsafe-io",
                build->suite,
                root,
                mirror && !strstr(mirror, "deb.debian.org") ? mirror : NULL, /* none: with updates and security */
                NULL,
        };
        int log_fd = log_open(build, error);
        bool ok = log_fd >= 0 && child_run_program(argv, NULL, (const char *const *)environment, log_fd, error);

        if (log_fd >= 0)
                close(log_fd);
        return ok && suite_finish(root, error);
}

static bool try_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data,
                      GError **error)
{
        if (mount(source, target, type, flags, data) >= 0)
                return true;
        g_set_error(
                error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED, "Cannot mount %s on %s: %s%s", type ? type : source,
                target, g_strerror(errno),
                g_str_equal(type ? type : "", "overlay")
                        ? "; the cache must be on a file system that overlayfs can write to (ext4, xfs, btrfs, tmpfs): "
                          "UNITLOCK_LAB_DIR names another place"
                        : "");
        return false;
}

/* "nginx:i386" wants dpkg to know that architecture before apt reads its lists. */
static bool add_architectures(const char *root, char *const *packages, char **environment, int log_fd, GError **error)
{
        for (; *packages; packages++) {
                const char *colon = strchr(*packages, ':');
                const char *const add[] = {"dpkg", "--add-architecture", colon ? colon + 1 : NULL, NULL};

                if (colon && !g_str_equal(colon + 1, "all") && !g_str_equal(colon + 1, "any") &&
                    !child_run_program(add, root, (const char *const *)environment, log_fd, error))
                        return false;
        }
        return true;
}

/* Reads apt's lists. On a mirror those of a foreign architecture may be out of step with their Release file: then what
 * the release itself has will do, without its updates. */
static bool update_lists(const Build *build, const char *root, char **environment, int log_fd, GError **error)
{
        static const char *const update[] = {"apt-get", "-q", "update", NULL};
        /* Libraries of two architectures must be of one version: what came from the updates steps back. */
        g_autofree char *keep = g_strdup_printf("sed -i '/ %s /!d' /etc/apt/sources.list && printf 'Package: *\\nPin: "
                                                "release n=%s\\nPin-Priority: 1001\\n' >/etc/apt/preferences.d/lab",
                                                build->suite, build->suite);
        const char *const narrow[] = {"sh", "-c", keep, NULL};
        bool foreign = strchr(build->packages, ':') != NULL;

        if (child_run_program(update, root, (const char *const *)environment, log_fd, foreign ? NULL : error))
                return true;
        return foreign && child_run_program(narrow, root, (const char *const *)environment, log_fd, error) &&
               child_run_program(update, root, (const char *const *)environment, log_fd, error);
}

static bool build_layer(void *data, GError **error)
{
        const Build *build = data;
        g_autofree char *upper = g_build_filename(build->temporary, "upper", NULL),
                        *work = g_build_filename(build->temporary, "work", NULL),
                        *root = g_build_filename(build->temporary, "root", NULL);
        g_autofree char *options =
                g_strdup_printf("lowerdir=%s,upperdir=%s,workdir=%s", build->suite_root, upper, work);
        g_autofree char *proc = path_under_root(root, "/proc"), *dev = path_under_root(root, "/dev"),
                        *sys = path_under_root(root, "/sys"), *resolv = path_under_root(root, "/etc/resolv.conf"),
                        *policy = path_under_root(root, "/usr/sbin/policy-rc.d"), *resolv_text = NULL;
        g_auto(GStrv) environment = apt_environment(), packages = g_strsplit(build->packages, " ", -1);
        static const char *const clean[] = {"apt-get", "clean", NULL}, *const lists[] = {"sh", "-c",
                                                                                         "rm -rf /var/lib/apt/lists/*",
                                                                                         NULL};
        g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
        g_auto(GStrv) install = NULL;
        int log_fd;
        bool ok;

        if (g_mkdir(upper, 0755) < 0 || g_mkdir(work, 0755) < 0 || g_mkdir(root, 0755) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot make directories in %s: %s",
                            build->temporary, g_strerror(errno));
                return false;
        }
        if (!try_mount("overlay", root, "overlay", 0, options, error) ||
            !try_mount("proc", proc, "proc", 0, NULL, error) ||
            !try_mount("/dev", dev, NULL, MS_BIND | MS_REC, NULL, error) ||
            !try_mount("sysfs", sys, "sysfs", MS_RDONLY, NULL, error) ||
            !write_under(root, "/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0755, error))
                return false;
        if (file_read("/etc/resolv.conf", 0, &resolv_text, NULL, NULL) &&
            !write_under(root, "/etc/resolv.conf", resolv_text, 0644, error))
                return false;

        g_strv_builder_add_many(builder, "apt-get", "-q", "-y", "--no-install-recommends", "--allow-downgrades", "-o",
                                "Dpkg::Options::=--force-unsafe-io", "-o", "Dpkg::Use-Pty=0", "install", NULL);
        g_strv_builder_addv(builder, (const char **)packages);
        install = g_strv_builder_end(builder);

        log_fd = log_open(build, error);
        if (log_fd < 0)
                return false;
        ok = add_architectures(root, packages, environment, log_fd, error) &&
             update_lists(build, root, environment, log_fd, error) &&
             child_run_program((const char *const *)install, root, (const char *const *)environment, log_fd, error) &&
             child_run_program(clean, root, (const char *const *)environment, log_fd, error) &&
             child_run_program(lists, root, (const char *const *)environment, log_fd, error);
        close(log_fd);
        (void)unlink(policy);
        (void)unlink(resolv);
        return ok;
}

/* apt's own word for a package that is not there makes the better message. */
static void explain_failure(const Build *build, GError **error)
{
        g_autofree char *text = NULL, *tail = log_tail(build->log);
        const char *missing;

        if (error && *error && (*error)->code != UNITLOCK_ERROR_FAILED)
                return;
        if (file_read(build->log, 64U << 20, &text, NULL, NULL) &&
            ((missing = strstr(text, "E: Unable to locate package ")) ||
             (missing = strstr(text, "has no installation candidate")))) {
                const char *name = strstr(missing, "package ") ? strstr(missing, "package ") + 8 : build->packages;

                g_clear_error(error);
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, "%s has no package %.*s", build->suite,
                            (int)strcspn(name, " \n"), name);
                return;
        }
        g_prefix_error(error, "Cannot make the %s root%s%s: ", build->suite, build->packages ? " with " : "",
                       build->packages ? build->packages : "");
        if (error && *error) {
                g_autofree char *message = g_strdup_printf("%s; %s ends with:%s", (*error)->message, build->log, tail);

                g_free((*error)->message);
                (*error)->message = g_steal_pointer(&message);
        }
}

static bool check_tools(GError **error)
{
        g_autofree char *mmdebstrap = g_find_program_in_path("mmdebstrap");

        if (mmdebstrap)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                    "Making a lab's root needs mmdebstrap: apt install mmdebstrap systemd-container");
        return false;
}

/* A root that a power cut left half written would be found whole. */
static void sync_directory(const char *path)
{
        int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (fd < 0)
                return;
        (void)syncfs(fd);
        close(fd);
}

/* Builds what is not there. Called with the exclusive lock held. */
static bool build_run(const Signals *signals, Build *build, const char *final, ChildFunction function, GKeyFile *info,
                      GError **error)
{
        g_autofree char *parent = g_path_get_dirname(final), *base = g_path_get_basename(final);
        g_autofree char *temporary = g_strdup_printf("%s/.%s.new", parent, base),
                        *log_name = g_strdup_printf("%s.log", base);
        g_autofree char *log = cache_path("log", log_name, error);

        if (!log || !remove_directory(temporary, error))
                return false;
        if (g_mkdir(temporary, 0755) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot make %s: %s", temporary,
                            g_strerror(errno));
                return false;
        }
        build->temporary = temporary;
        build->log = log;
        if (!child_run_contained(signals, function, build, error)) {
                explain_failure(build, error);
                (void)remove_directory(temporary, NULL);
                return false;
        }
        info_write(info, temporary);
        sync_directory(temporary);
        if (rename(temporary, final) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot rename %s to %s: %s", temporary,
                            final, g_strerror(errno));
                return false;
        }
        return true;
}

/* A shared lock on what is there and right; building first if it is not. Returns the lock. */
static int ensure(const Signals *signals, const char *lock, const char *final, const char *base_id, Build *build,
                  ChildFunction function, LabProgress progress, void *progress_data, GError **error)
{
        for (;;) {
                g_autoptr(GKeyFile) info = NULL, fresh = g_key_file_new();
                g_autofree char *message = NULL, *id = g_uuid_string_random();
                int fd = cache_lock(lock, LOCK_SH | LOCK_NB, "", NULL);

                info = info_read(final);
                if (fd >= 0 && info_is_current(info, base_id))
                        return fd;
                if (fd >= 0)
                        close(fd);

                fd = lock_exclusive(signals, lock, progress, progress_data, error);
                if (fd < 0)
                        return -1;
                g_clear_pointer(&info, g_key_file_unref);
                info = info_read(final);
                if (!info_is_current(info, base_id)) {
                        if (!build->packages && !check_tools(error)) {
                                close(fd);
                                return -1;
                        }
                        message = build->packages
                                          ? g_strdup_printf("Installing %s on %s, once", build->packages, build->suite)
                                          : g_strdup_printf("Making the %s root, once; this takes about a minute",
                                                            build->suite);
                        if (progress)
                                progress(message, progress_data);
                        g_key_file_set_string(fresh, "root", "id", id);
                        g_key_file_set_string(fresh, "root", "base", base_id);
                        g_key_file_set_string(fresh, "root", "recipe", RECIPE);
                        g_key_file_set_string(fresh, "root", "suite", build->suite);
                        g_key_file_set_string(fresh, "root", "packages", build->packages ? build->packages : "");
                        g_key_file_set_int64(fresh, "root", "made", (gint64)time(NULL));
                        if (!discard(final, error) || !build_run(signals, build, final, function, fresh, error)) {
                                close(fd);
                                return -1;
                        }
                }
                close(fd);
        }
}

bool cache_get(const Signals *signals, const char *suite, const char *const *packages, LabProgress progress,
               void *progress_data, CacheRoot *ret, GError **error)
{
        CacheRoot root = {.lock_fds = {-1, -1}};
        g_autofree char *list = cache_packages_normalize(packages, error), *key = NULL, *suite_path = NULL,
                        *layer_path = NULL, *id = NULL, *layer_lock = NULL;
        g_autoptr(GKeyFile) info = NULL;
        Build build = {.suite = suite};

        if (!list || !(suite_path = cache_path("suite", suite, error)))
                return false;
        root.lock_fds[0] = ensure(signals, suite, suite_path, "", &build, build_suite, progress, progress_data, error);
        if (root.lock_fds[0] < 0)
                return false;
        root.suite_root = g_build_filename(suite_path, "root", NULL);

        if (*list) {
                info = info_read(suite_path);
                id = info_string(info, "id");
                key = cache_key(suite, list);
                layer_lock = g_strdup_printf("layer-%s", key);
                layer_path = cache_path("packages", key, error);
                build = (Build){.suite = suite, .packages = list, .suite_root = root.suite_root};
                if (layer_path)
                        root.lock_fds[1] = ensure(signals, layer_lock, layer_path, id, &build, build_layer, progress,
                                                  progress_data, error);
                if (root.lock_fds[1] < 0) {
                        cache_root_clear(&root);
                        return false;
                }
                root.layer = g_build_filename(layer_path, "upper", NULL);
        }
        *ret = root;
        return true;
}

void cache_root_clear(CacheRoot *root)
{
        for (size_t i = 0; i < G_N_ELEMENTS(root->lock_fds); i++)
                if (root->lock_fds[i] >= 0)
                        close(root->lock_fds[i]);
        g_free(root->suite_root);
        g_free(root->layer);
        *root = (CacheRoot){.lock_fds = {-1, -1}};
}

/* deb-control(5): lower case letters, digits, "+-."; with apt's "=VERSION" and ":ARCHITECTURE" behind. */
static bool package_is_valid(const char *package)
{
        return g_ascii_isalnum(package[0]) &&
               strspn(package, "abcdefghijklmnopqrstuvwxyz0123456789+-.:=~ABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
                       strlen(package);
}

char *cache_packages_normalize(const char *const *packages, GError **error)
{
        g_autoptr(GPtrArray) sorted = g_ptr_array_new();
        GString *out;

        for (const char *const *package = packages; package && *package; package++) {
                if (!package_is_valid(*package)) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "'%s' is not a package's name",
                                    *package);
                        return NULL;
                }
                g_ptr_array_add(sorted, (gpointer)*package);
        }
        g_ptr_array_sort(sorted, strings_compare);
        out = g_string_new(NULL);
        for (guint i = 0; i < sorted->len; i++)
                if (i == 0 || !g_str_equal(sorted->pdata[i], sorted->pdata[i - 1]))
                        g_string_append_printf(out, "%s%s", out->len ? " " : "", (const char *)sorted->pdata[i]);
        return g_string_free(out, FALSE);
}

char *cache_key(const char *suite, const char *packages)
{
        g_autofree char *key = g_strdup_printf("%s+%s", suite, packages), *hash = NULL;

        g_strdelimit(key, " ", '+');
        if (strlen(key) <= 80)
                return g_steal_pointer(&key);
        hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, packages, -1);
        return g_strdup_printf("%.60s+%.16s", key, hash);
}

LabEntry *lab_entry_new(LabKind kind, const char *name, const char *suite, const char *packages, gint64 made)
{
        LabEntry *entry = g_new0(LabEntry, 1);

        entry->kind = kind;
        entry->name = g_strdup(name);
        entry->suite = g_strdup(suite);
        entry->packages = g_strdup(packages);
        entry->made = made;
        return entry;
}

static const struct {
        LabKind kind;
        const char *directory, *lock; /* lock: what stands before the name */
} kinds[] = {
        {LAB_KIND_SUITE, "suite", ""},
        {LAB_KIND_PACKAGES, "packages", "layer-"},
        {LAB_KIND_KEPT, "kept", "kept-"},
};

void cache_list(GPtrArray *entries)
{
        for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
                g_autofree char *parent = g_build_filename(lab_directory(), kinds[i].directory, NULL);
                g_autoptr(GDir) dir = g_dir_open(parent, 0, NULL);
                const char *name;

                while (dir && (name = g_dir_read_name(dir))) {
                        g_autofree char *path = g_build_filename(parent, name, NULL), *suite = NULL, *packages = NULL;
                        g_autoptr(GKeyFile) info = *name == '.' ? NULL : info_read(path);

                        if (!info)
                                continue;
                        suite = info_string(info, "suite");
                        packages = info_string(info, "packages");
                        g_ptr_array_add(entries, lab_entry_new(kinds[i].kind, name, suite, packages,
                                                               g_key_file_get_int64(info, "root", "made", NULL)));
                }
        }
}

static bool remove_layers_of(const char *suite, GError **error)
{
        g_autoptr(GPtrArray) entries = g_ptr_array_new();

        cache_list(entries);
        for (guint i = 0; i < entries->len; i++) {
                const LabEntry *entry = entries->pdata[i];

                if (entry->kind == LAB_KIND_PACKAGES && g_str_equal(entry->suite, suite) &&
                    !cache_remove(entry->name, error))
                        return false;
        }
        return true;
}

bool cache_remove(const char *name, GError **error)
{
        for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
                g_autofree char *path = g_build_filename(lab_directory(), kinds[i].directory, name, NULL);
                g_autofree char *lock = g_strdup_printf("%s%s", kinds[i].lock, name);
                g_autofree char *busy = g_strdup_printf("%s is in use by a running lab", name);
                bool ok;
                int fd;

                if (!*name || strchr(name, '/') || *name == '.' || !g_file_test(path, G_FILE_TEST_IS_DIR))
                        continue;
                if (kinds[i].kind == LAB_KIND_SUITE && !remove_layers_of(name, error))
                        return false;
                fd = cache_lock(lock, LOCK_EX | LOCK_NB, busy, error);
                if (fd < 0)
                        return false;
                ok = discard(path, error);
                close(fd);
                return ok;
        }
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND,
                    "There is no lab or cached root called %s; see 'unitlock lab list'", name);
        return false;
}

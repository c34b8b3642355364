/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cache must never say what would not be made anew: each kind of input is changed in turn, and the texts compared
 * with and without it. */
#include "generator/cache.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "generator/generate.h"
#include "generator/output.h"

static char *top, *tree;

static char *at(const char *path)
{
        return g_strconcat(tree, path, NULL);
}

static void put(const char *path, const char *text)
{
        g_autofree char *full = at(path);
        g_autoptr(GError) error = NULL;

        file_write_atomic(full, text, -1, 0644, &error);
        g_assert_no_error(error);
}

static void put_program(const char *path, const char *text)
{
        g_autofree char *full = at(path);

        put(path, text);
        g_assert_cmpint(g_chmod(full, 0755), ==, 0);
}

static void take(const char *path)
{
        g_autofree char *full = at(path);

        g_assert_cmpint(g_remove(full), ==, 0);
}

static void link_to(const char *path, const char *target)
{
        g_autofree char *full = at(path), *directory = g_path_get_dirname(full);

        g_assert_cmpint(g_mkdir_with_parents(directory, 0755), ==, 0);
        (void)unlink(full);
        g_assert_cmpint(symlink(target, full), ==, 0);
}

static void remove_all(const char *path)
{
        const char *argv[] = {"rm", "-rf", path, NULL};

        g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* Directories that are there and have nothing in them: what comes into one is seen only by who looked there. */
static const char *const places[] = {
        "/etc/unitlock/profiles.d",
        "/etc/unitlock/off",
        "/etc/unitlock/complain",
        "/etc/unitlock/enforce",
        "/usr/local/share/unitlock/profiles",
        "/usr/sbin",
        "/etc/systemd/system/x.service.d",
        "/etc/systemd/system/service.d",
        "/run/systemd/system",
        "/run/systemd/system.control",
        "/etc/systemd/system-generators",
        "/usr/lib/x86_64-linux-gnu/systemd",
};

/* A host on which everything that is asked for is there. */
static void set_up(void)
{
        remove_all(tree);
        for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
                g_autofree char *full = at(places[i]);

                g_assert_cmpint(g_mkdir_with_parents(full, 0755), ==, 0);
        }
        put("/usr/lib/systemd/libsystemd-shared-257.so", "");
        put("/usr/bin/x", "#!/bin/sh\nexit 0\n");
        put("/usr/lib/systemd/system/x.service", "[Service]\nExecStart=/usr/bin/x --config=/etc/x.conf %m\n");
        put("/usr/lib/systemd/system/y.service", "[Service]\nExecStart=/usr/bin/x\n");
        put("/usr/share/unitlock/profiles/x.service.profile",
            "unit x.service\nstability tested\nindirect nss\n declared - profile\nindirect pam:x\n declared - profile\n"
            "indirect sendmail\n declared - profile\nindirect foreign-arch\n declared - profile\n"
            "indirect hooks:/etc/smartmontools/run.d\n declared - profile\n"
            "indirect plugins:/usr/lib/nginx/modules/*\n declared - profile\n"
            "indirect plugins:/usr/lib/postfix/sbin/*\n declared - profile\n");
        put("/usr/share/unitlock/profiles/y.service.profile",
            "unit y.service\nstability trial\nuser 1\n declared - profile\n");
        put_program("/usr/lib/systemd/system-generators/systemd-sysv-generator", "#!/bin/sh\n");
        put_program("/etc/init.d/s", "#!/bin/sh\n# pidfile: /run/s.pid\n");
        put("/usr/share/unitlock/profiles/s.service.profile",
            "unit s.service\nstability tested\nuser 1\n declared - profile\n");
        put("/run/systemd/generator.late/s.service", "[Service]\nExecStart=/etc/init.d/s start\n");
        put("/usr/lib/unitlock/default-mode", "enforce\n");
        put("/etc/nsswitch.conf", "passwd: files\nhosts: files\n");
        put("/etc/pam.d/x", "auth required pam_unix.so\n");
        put("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
        put("/etc/postfix/master.cf", "smtp inet n - y - - smtpd\n");
        put("/etc/smartmontools/run.d/10mail", "#!/bin/sh\nmail root\n");
        put("/etc/x.conf", "");
        put("/var/lib/dpkg/arch", "amd64\n");
        put("/run/systemd/generator/other.mount", "[Mount]\n");
        put("/run/systemd/transient/run-1.service", "[Service]\n");
}

static char *join(const GPtrArray *texts)
{
        g_autoptr(GString) all = g_string_new(NULL);

        for (guint i = 0; i < texts->len; i++) {
                const Made *made = texts->pdata[i];

                g_string_append_printf(all, "== %s\n%s", made->unit, made->text);
        }
        return g_strdup(all->str);
}

static char *made_anew(void)
{
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(GPtrArray) texts = generate_texts(tree, false, diags);

        return join(texts);
}

/* NULL: the cache is not to be used. */
static char *remembered(void)
{
        g_autoptr(GPtrArray) texts = cache_read(tree);

        return texts ? join(texts) : NULL;
}

static void remember(void)
{
        g_autoptr(GError) error = NULL;

        cache_write(tree, &error);
        g_assert_no_error(error);
}

static void test_holds(void)
{
        g_autofree char *anew = NULL, *kept = NULL, *again = NULL;

        set_up();
        g_assert_null(remembered());
        remember();
        kept = remembered();
        anew = made_anew();
        g_assert_cmpstr(kept, ==, anew);
        g_assert_nonnull(strstr(kept, "== x.service"));
        g_assert_nonnull(strstr(kept, "== s.service"));
        /* what the generator itself makes of it changes nothing, nor what others make for others */
        {
                g_autofree char *out = at("/run/systemd/generator");
                Generated generated = {.diags = diag_list_new()};

                generate_all(tree, false, out, &generated);
                g_assert_cmpuint(generated.made, ==, 2);
                diag_list_free(generated.diags);
        }
        put("/run/systemd/generator/more.mount", "[Mount]\n");
        put("/run/systemd/transient/run-2.service", "[Service]\n");
        put("/run/systemd/system/more.service", "[Service]\n");
        put("/run/systemd/generator.late/more.service", "[Service]\n");
        take("/run/systemd/generator.late/s.service");
        put("/etc/resolv.conf", "nameserver 192.0.2.1\n");
        again = remembered();
        g_assert_cmpstr(again, ==, kept);
}

typedef struct Change {
        const char *path, *text; /* text NULL: removed; "-> X": a link; "mode X": its mode */
        bool differs;            /* other texts must come of it here: the test would see it if nothing did */
} Change;

static const Change changes[] = {
        {"/usr/share/unitlock/profiles/x.service.profile",
         "unit x.service\nstability tested\nuser 1\n declared - profile\n", true},
        {"/usr/share/unitlock/profiles/x.service.profile", NULL, true},
        {"/usr/share/unitlock/profiles/z.service.profile", "unit z.service\n", false},
        {"/usr/local/share/unitlock/profiles/x.service.profile",
         "unit x.service\nstability tested\nuser 1\n declared - profile\n", true},
        {"/etc/unitlock/profiles.d/x.service.profile",
         "unit x.service\nstability tested\nuser 1\n declared - profile\n", true},
        {"/etc/unitlock/profiles.d/more.profile", "unit x.service\nstability tested\nuser 1\n declared - profile\n",
         true},
        {"/etc/unitlock/off/x.service", "", true},
        {"/etc/unitlock/complain/x.service.conf", "", true},
        {"/etc/unitlock/enforce/y.service", "", true},
        {"/etc/unitlock/default-mode", "off\n", true},
        {"/usr/lib/unitlock/default-mode", "off\n", true},
        {"/usr/lib/unitlock/default-mode", NULL, true},
        {"/usr/lib/systemd/system/x.service", "[Service]\nExecStart=/usr/bin/x\nPIDFile=/run/x/x.pid\n", true},
        {"/usr/lib/systemd/system/x.service", NULL, true},
        {"/etc/systemd/system/x.service", "[Service]\nExecStart=/usr/bin/x\nProtectHome=yes\n", true},
        {"/etc/systemd/system/x.service", "-> /dev/null", true},
        {"/run/systemd/system/x.service", "-> /dev/null", true},
        {"/run/systemd/transient/x.service", "[Service]\nExecStart=/usr/bin/x\nProtectHome=yes\n", true},
        {"/run/systemd/generator/x.service.d/a.conf", "[Service]\nProtectSystem=full\nNoNewPrivileges=yes\n", false},
        {"/run/systemd/system/x.service.d/a.conf", "[Service]\nProtectHome=yes\n", true},
        {"/run/systemd/system.control/x.service.d/a.conf", "[Service]\nProtectHome=yes\n", true},
        {"/etc/systemd/system/x.service.d/a.conf", "[Service]\nProtectHome=yes\n", true},
        {"/usr/lib/systemd/system/x.service.d/a.conf", "[Service]\nProtectHome=yes\n", true},
        {"/etc/systemd/system/service.d/a.conf", "[Service]\nProtectHome=yes\n", true},
        {"/etc/systemd/system/alias.service", "-> /usr/lib/systemd/system/x.service", false},
        {"/run/systemd/system/alias.service", "-> /usr/lib/systemd/system/x.service", false},
        {"/etc/init.d/s", "mode 644", true},
        {"/etc/init.d/s", NULL, true},
        {"/etc/init.d/s", "-> t", true},
        {"/etc/init.d/t", "#!/bin/sh\n", false},
        {"/usr/lib/systemd/system/s.service", "[Service]\nExecStart=/usr/bin/x\n", true},
        {"/etc/systemd/system/s.service", "-> /dev/null", true},
        {"/run/systemd/system/s.service", "-> /dev/null", true},
        {"/usr/lib/systemd/system-generators/systemd-sysv-generator", NULL, true},
        {"/etc/systemd/system-generators/systemd-sysv-generator", "-> /dev/null", true},
        {"/etc/nsswitch.conf", "passwd: files sss\nhosts: files dns\n", true},
        {"/etc/nsswitch.conf", NULL, false},
        {"/etc/yp.conf", "ypserver 192.0.2.7\n", false},
        {"/etc/pam.d/x", "auth required pam_sss.so\n", true},
        {"/etc/pam.d/x", "@include common-auth\n", false},
        {"/etc/pam.d/other", "auth required pam_deny.so\n", false},
        {"/etc/passwd", "x:x:1:1::/:/bin/sh\n", false},
        {"/etc/machine-id", "ffffffffffffffffffffffffffffffff\n", false},
        {"/etc/postfix/master.cf", "pickup unix n - y 60 1 pickup\n", false},
        {"/etc/smartmontools/run.d/10mail", "#!/bin/sh\nsystemctl restart x\ncurl http://192.0.2.1\n", false},
        {"/etc/smartmontools/run.d/20more", "#!/bin/sh\ncurl http://192.0.2.1\n", false},
        {"/var/lib/dpkg/arch", "amd64\ni386\n", true},
        {"/var/lib/dpkg/arch", NULL, false},
        {"/usr/sbin/sendmail", "", true},
        {"/usr/sbin/postdrop", "", false},
        {"/usr/bin/x", "mode 4755", true},
        {"/usr/bin/x", "#!/usr/bin/perl\n", false},
        {"/usr/bin/x", "-> y", false},
        {"/usr/bin/x", NULL, false},
        {"/etc/x.conf", NULL, false},
        {"/usr/lib/systemd/libsystemd-shared-258.so", "", true},
        {"/usr/lib/systemd/libsystemd-shared-257.so", NULL, true},
        {"/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-261.so", "", false},
};

static void apply(const Change *change)
{
        g_autofree char *full = at(change->path);

        if (!change->text)
                take(change->path);
        else if (g_str_has_prefix(change->text, "-> "))
                link_to(change->path, change->text + 3);
        else if (g_str_has_prefix(change->text, "mode "))
                g_assert_cmpint(g_chmod(full, (int)strtol(change->text + 5, NULL, 8)), ==, 0);
        else
                put(change->path, change->text);
}

static void test_changes(void)
{
        for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
                g_autofree char *before = NULL, *anew = NULL, *kept = NULL, *after = NULL;

                set_up();
                remember();
                before = remembered();
                g_assert_nonnull(before);
                apply(&changes[i]);
                anew = made_anew();
                kept = remembered();
                if (kept && strcmp(kept, anew) != 0)
                        g_error("after %s became \"%s\", the cache holds, and is wrong", changes[i].path,
                                changes[i].text);
                if (changes[i].differs && strcmp(before, anew) == 0)
                        g_error("%s as \"%s\" changes nothing: it is no test", changes[i].path, changes[i].text);
                remember();
                after = remembered();
                if (after)
                        g_assert_cmpstr(after, ==, anew);
        }
}

/* Of the same size and with the same time of change, as a careful editor leaves it. */
static void test_same_times(void)
{
        g_autofree char *full = NULL;
        struct stat info;

        set_up();
        full = at("/etc/nsswitch.conf");
        remember();
        g_assert_cmpint(stat(full, &info), ==, 0);
        {
                const struct timespec times[] = {info.st_atim, info.st_mtim};
                int fd = open(full, O_WRONLY);

                g_assert_cmpint(pwrite(fd, "p", 1, 0), ==, 1);
                g_assert_cmpint(futimens(fd, times), ==, 0);
                close(fd);
        }
        g_assert_null(remembered());
}

static void test_damage(void)
{
        g_autofree char *path = NULL, *data = NULL;
        g_autoptr(GError) error = NULL;
        size_t length = 0;

        set_up();
        path = at(CACHE_FILE);
        remember();
        file_read(path, 0, &data, &length, &error);
        g_assert_no_error(error);
        for (size_t i = 0; i < length; i += 1 + length / 50) {
                data[i] ^= 4;
                file_write_atomic(path, data, (gssize)length, 0600, NULL);
                g_assert_null(remembered());
                data[i] ^= 4;
        }
        file_write_atomic(path, data, (gssize)length - 1, 0600, NULL);
        g_assert_null(remembered());
        file_write_atomic(path, "", 0, 0600, NULL);
        g_assert_null(remembered());
        file_write_atomic(path, data, (gssize)length, 0600, NULL);
        {
                g_autofree char *text = remembered();

                g_assert_nonnull(text);
        }
        g_assert_cmpint(g_chmod(path, 0644), ==, 0);
        g_assert_null(remembered());
        g_assert_cmpint(g_chmod(path, 0600), ==, 0);
        if (geteuid() == 0) {
                g_assert_cmpint(chown(path, 1, 1), ==, 0);
                g_assert_null(remembered());
        }
}

/* What is wrong is said each time, so it is not kept. */
static void test_wrong(void)
{
        set_up();
        remember();
        put("/etc/unitlock/profiles.d/more.profile", "unit x.service\nsurprise\n");
        remember();
        g_assert_null(remembered());
        {
                g_autofree char *path = at(CACHE_FILE);

                g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
        }
}

int main(int argc, char **argv)
{
        int status;

        top = g_dir_make_tmp("unitlock-cache-XXXXXX", NULL);
        tree = g_build_filename(top, "tree", NULL);
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/cache/holds", test_holds);
        g_test_add_func("/cache/changes", test_changes);
        g_test_add_func("/cache/same-times", test_same_times);
        g_test_add_func("/cache/damage", test_damage);
        g_test_add_func("/cache/wrong", test_wrong);
        status = g_test_run();
        remove_all(top);
        g_free(tree);
        g_free(top);
        return status;
}

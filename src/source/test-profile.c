/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Profiles of a tree made here: which file counts, what is joined, what is wrong, and what of a recording is of any
 * host. */
#include "source/profile.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/file.h"
#include "model/owned.h"

static char *tree;

static void put(const char *path, const char *text)
{
        g_autofree char *full = g_strconcat(tree, path, NULL);
        g_autoptr(GError) error = NULL;

        file_write_atomic(full, text, -1, 0644, &error);
        g_assert_no_error(error);
}

static void drop(const char *path)
{
        g_autofree char *full = g_strconcat(tree, path, NULL);

        g_assert_cmpint(g_unlink(full), ==, 0);
}

static Profile *load(const char *unit, const char *complaint)
{
        g_autoptr(DiagList) diags = diag_list_new();
        Profile *profile = profile_of_unit(tree, false, unit, diags);
        g_autofree char *said = diag_list_to_string(diags);

        if (complaint)
                g_assert_nonnull(strstr(said, complaint));
        else
                g_assert_cmpstr(said, ==, "");
        return profile;
}

#define SHIPPED "/usr/share/unitlock/profiles/x.service.profile"
#define LOCAL "/etc/unitlock/profiles.d/x.service.profile"
#define ADDITION "/etc/unitlock/profiles.d/more.profile"

static void test_join(void)
{
        g_autoptr(Profile) none = NULL, shipped = NULL, more = NULL, local = NULL;

        none = load("x.service", NULL);
        g_assert_null(none);
        put(SHIPPED, "unit x.service\nstability tested\nuser 1\n declared - profile\n");
        shipped = load("x.service", NULL);
        g_assert_true(shipped->tested);
        put(ADDITION, "unit x.service\nuser 2\n declared - profile\n");
        more = load("x.service", NULL);
        g_assert_true(need_set_has(more->needs, NEED_USER, "1") && need_set_has(more->needs, NEED_USER, "2"));
        g_assert_cmpstr(more->files[1], ==, ADDITION);
        g_assert_true(more->tested);
        put(LOCAL, "unit x.service\nuser 3\n declared - profile\n");
        local = load("x.service", NULL);
        g_assert_false(need_set_has(local->needs, NEED_USER, "1"));
        g_assert_true(need_set_has(local->needs, NEED_USER, "2") && need_set_has(local->needs, NEED_USER, "3"));
        g_assert_false(local->tested);
        drop(LOCAL);
        drop(ADDITION);
        drop(SHIPPED);
}

/* Half a profile would be one with needs missing: then rather none. */
static void test_wrong(void)
{
        put(SHIPPED, "unit x.service\nuser 1\n declared - profile\n");
        put(ADDITION, "unit x.service\nuser one\n declared - profile\n");
        g_assert_null(load("x.service", "more.profile:2"));
        put(ADDITION, "user one\n");
        {
                g_autoptr(Profile) profile = load("x.service", "which unit");

                g_assert_nonnull(profile); /* it may be about any unit, and says so */
        }
        drop(ADDITION);
        put(SHIPPED, "unit y.service\nuser 1\n declared - profile\n");
        g_assert_null(load("x.service", "y.service"));
        put(SHIPPED, "unit x.service\nuser\n");
        g_assert_null(load("x.service", "x.service.profile:2"));
        drop(SHIPPED);
}

static void test_templates(void)
{
        g_autoptr(Profile) instance = NULL;

        put("/usr/share/unitlock/profiles/t@.service.profile", "unit t@.service\nuser 1\n declared - profile\n");
        instance = load("t@a.service", NULL);
        g_assert_nonnull(instance);
        g_assert_cmpstr(instance->unit, ==, "t@a.service");
        g_assert_null(load("u@a.service", NULL));
}

static void test_header(void)
{
        g_autoptr(NeedSet) needs = need_set_new("x.service");
        g_autoptr(GPtrArray) owned = NULL;
        g_auto(GStrv) left = NULL;

        need_set_add_header(needs, HEADER_OWN, "/var/lib/x listed by package x");
        need_set_add_header(needs, HEADER_LEAVE, "UMask others read its socket");
        owned = profile_owned(needs);
        left = profile_left(needs);
        g_assert_cmpuint(owned->len, ==, 1);
        g_assert_cmpstr(((OwnedPath *)owned->pdata[0])->path, ==, "/var/lib/x");
        g_assert_cmpstr(((OwnedPath *)owned->pdata[0])->why, ==, "listed by package x");
        g_assert_cmpstr(left[0], ==, "UMask");
        g_assert_null(left[1]);
}

static void see(NeedSet *set, unsigned access, const char *path, const char *source)
{
        need_set_add(set, NEED_PATH, access, path, STRENGTH_WITNESSED, PHASE_RUN, source, "/usr/sbin/x", NULL);
}

static void test_generalise(void)
{
        g_autoptr(NeedSet) seen = need_set_new("x.service"), profile = NULL;

        see(seen, ACCESS_READ, "/etc/nsswitch.conf", "observe");
        see(seen, ACCESS_READ, "/etc/pam.d/x", "observe");
        see(seen, ACCESS_READ | ACCESS_EXECUTE, "/usr/sbin/sendmail", "observe");
        see(seen, ACCESS_READ | ACCESS_MAP_EXECUTE, "/usr/lib/x86_64-linux-gnu/libc.so.6", "observe");
        see(seen, ACCESS_READ | ACCESS_EXECUTE, "/usr/sbin/x", "observe");
        see(seen, ACCESS_WRITE, "/etc/x/state", "observe");
        see(seen, ACCESS_READ, "/home/joe/x", "observe");
        see(seen, ACCESS_READ, "/proc/cpuinfo", "margin");
        need_set_add(seen, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", STRENGTH_DECLARED, PHASE_NONE, "host", NULL, NULL);
        see(seen, ACCESS_CREATE | ACCESS_OWN, "/var/lib/x/temp-265.db", "observe");
        see(seen, ACCESS_WRITE | ACCESS_OWN, "/var/lib/x/temp-7.db", "observe");
        see(seen, ACCESS_WRITE, "/var/lib/x/old", "observe");
        see(seen, ACCESS_CREATE | ACCESS_OWN, "/var/lib/x/old", "observe");
        for (int name = 'a'; name <= 'f'; name++) {
                g_autofree char *path = g_strdup_printf("/var/spool/x/%c", name);

                see(seen, ACCESS_WRITE | ACCESS_CREATE, path, "observe");
        }
        for (int language = 'a'; language <= 'f'; language++) {
                g_autofree char *path = g_strdup_printf("/var/cache/x/%c/index", language);

                see(seen, ACCESS_WRITE | ACCESS_CREATE, path, "observe");
        }
        need_set_add(seen, NEED_BIND, 0, "udp:[::1]:41912", STRENGTH_WITNESSED, PHASE_RUN, "observe", NULL, NULL);
        need_set_add(seen, NEED_CONNECT, 0, "tcp:127.0.0.1:953", STRENGTH_WITNESSED, PHASE_RUN, "observe", NULL, NULL);
        need_set_add(seen, NEED_CONNECT, 0, "unix:/run/x.40000", STRENGTH_WITNESSED, PHASE_RUN, "observe", NULL, NULL);
        need_set_add(seen, NEED_USER, 0, "33", STRENGTH_WITNESSED, PHASE_RUN, "observe", NULL, NULL);
        need_set_add(seen, NEED_USER, 0, "104", STRENGTH_WITNESSED, PHASE_RUN, "observe", NULL, NULL);
        need_set_add(seen, NEED_GROUP, 0, "1007", STRENGTH_WITNESSED, PHASE_RUN, "observe", NULL, NULL);
        profile = profile_generalise(seen);
        g_assert_nonnull(
                need_set_find(profile, NEED_PATH, ACCESS_WRITE | ACCESS_CREATE, "/var/cache/x/DIRECTORY/FILE"));
        g_assert_true(need_set_has(profile, NEED_BIND, "udp:[::1]:0"));
        g_assert_true(need_set_has(profile, NEED_CONNECT, "tcp:127.0.0.1:953"));
        g_assert_true(need_set_has(profile, NEED_CONNECT, "unix:/run/x.N"));
        g_assert_true(need_set_has(profile, NEED_USER, "33"));
        g_assert_true(need_set_has(profile, NEED_USER, "100"));
        g_assert_true(need_set_has(profile, NEED_GROUP, "1000"));
        g_assert_nonnull(
                need_set_find(profile, NEED_PATH, ACCESS_WRITE | ACCESS_CREATE | ACCESS_OWN, "/var/lib/x/temp-N.db"));
        g_assert_nonnull(need_set_find(profile, NEED_PATH, ACCESS_WRITE | ACCESS_CREATE, "/var/lib/x/old"));
        g_assert_nonnull(need_set_find(profile, NEED_PATH, ACCESS_WRITE | ACCESS_CREATE, "/var/spool/x/FILE"));
        g_assert_true(need_set_has(profile, NEED_INDIRECT, "nss"));
        g_assert_true(need_set_has(profile, NEED_INDIRECT, "pam:x"));
        g_assert_true(need_set_has(profile, NEED_INDIRECT, "sendmail"));
        g_assert_true(need_set_has(profile, NEED_PATH, "/usr/sbin/x"));
        g_assert_true(need_set_has(profile, NEED_PATH, "/etc/x/state"));
        g_assert_true(need_set_has(profile, NEED_PATH, "/home/joe/x"));
        g_assert_cmpuint(profile->entries->len, ==, 16);
}

int main(int argc, char **argv)
{
        g_autoptr(GError) error = NULL;
        int status;

        g_test_init(&argc, &argv, NULL);
        tree = g_dir_make_tmp("unitlock-profile-XXXXXX", &error);
        g_assert_no_error(error);
        g_test_add_func("/source/profile/join", test_join);
        g_test_add_func("/source/profile/wrong", test_wrong);
        g_test_add_func("/source/profile/templates", test_templates);
        g_test_add_func("/source/profile/header", test_header);
        g_test_add_func("/source/profile/generalise", test_generalise);
        status = g_test_run();
        {
                g_autofree char *command = g_strdup_printf("rm -r %s", tree);

                g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL);
        }
        return status;
}

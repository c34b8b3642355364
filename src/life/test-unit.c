/* SPDX-License-Identifier: GPL-2.0-or-later */
/* States of units, from trees made here: systemd's own files in /run among them. */
#include "life/keep.h"
#include "life/mode.h"
#include "life/unit.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "generator/generate.h"
#include "generator/output.h"

static char *tree;

static char *at(const char *path)
{
        return g_strconcat(tree, path, NULL);
}

static void put_bytes(const char *path, const char *data, gssize length)
{
        g_autofree char *full = at(path);
        g_autoptr(GError) error = NULL;

        file_write_atomic(full, data, length, 0644, &error);
        g_assert_no_error(error);
}

static void put(const char *path, const char *text)
{
        put_bytes(path, text, -1);
}

static bool there(const char *path)
{
        g_autofree char *full = at(path);

        return g_file_test(full, G_FILE_TEST_EXISTS);
}

static void remove_all(const char *path)
{
        const char *argv[] = {"rm", "-rf", path, NULL};

        g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void set_up(void)
{
        remove_all(tree);
        put("/usr/lib/systemd/libsystemd-shared-257.so", "");
        put("/usr/lib/systemd/system/x.service", "[Service]\nExecStart=/usr/sbin/x\n");
        put("/usr/share/unitlock/profiles/x.service.profile",
            "unit x.service\nstability tested\nindirect nss\n declared - profile\n");
}

static LifeUnit *look(const char *name)
{
        g_autoptr(Life) life = life_new(tree, false);

        return life_unit(life, name);
}

/* What the manager and its generators do. */
static void reload(void)
{
        g_autofree char *generated = at("/run/systemd/generator");
        Generated result = {.diags = diag_list_new()};

        remove_all(generated);
        generate_all(tree, false, generated, &result);
        diag_list_free(result.diags);
}

static void set_time(const char *path, long second)
{
        g_autofree char *full = at(path);
        const struct timespec times[] = {{.tv_sec = second}, {.tv_sec = second}};

        g_assert_cmpint(utimensat(AT_FDCWD, full, times, AT_SYMLINK_NOFOLLOW), ==, 0);
}

/* A start of the unit at a time, as systemd notes it down. */
static void start(long second)
{
        g_autofree char *link = at("/run/systemd/units/invocation:x.service");
        g_autoptr(LifeUnit) unit = look("x.service");
        g_autofree char *stamp = unit->present ? generate_stamp(unit->present) : NULL;

        put("/run/systemd/units/.keep", "");
        (void)unlink(link);
        g_assert_cmpint(symlink("0123", link), ==, 0);
        set_time("/run/systemd/units/invocation:x.service", second);
        if (stamp) {
                g_autoptr(GString) data = g_string_new(NULL);
                static const char *const fields[] = {"OTHER=1", GENERATED_FIELD "="};

                for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
                        guint64 size = GUINT64_TO_LE(strlen(fields[i]) + (i ? strlen(stamp) : 0));

                        g_string_append_len(data, (const char *)&size, 8);
                        g_string_append(data, fields[i]);
                        if (i)
                                g_string_append(data, stamp);
                }
                put_bytes("/run/systemd/units/log-extra-fields:x.service", data->str, (gssize)data->len);
                set_time("/run/systemd/units/log-extra-fields:x.service", second);
        }
}

static void assert_pending(LifePending expected)
{
        g_autoptr(LifeUnit) unit = look("x.service");

        g_assert_cmpint(unit->pending, ==, expected);
}

static void test_pending(void)
{
        set_up();
        reload();
        start(1000);
        assert_pending(LIFE_PENDING_NONE);
        put("/etc/unitlock/enforce/x.service", "");
        assert_pending(LIFE_PENDING_RELOAD);
        reload();
        assert_pending(LIFE_PENDING_RESTART);
        start(2000);
        assert_pending(LIFE_PENDING_NONE);
        /* a fact changes what the profile comes to */
        put("/etc/nsswitch.conf", "passwd: files nis\n");
        put("/etc/yp.conf", "ypserver 10.0.0.1\n");
        assert_pending(LIFE_PENDING_RELOAD);
        reload();
        assert_pending(LIFE_PENDING_RESTART);
        start(3000);
        assert_pending(LIFE_PENDING_NONE);
        put("/etc/unitlock/off/x.service", "");
        assert_pending(LIFE_PENDING_RELOAD);
        reload();
        assert_pending(LIFE_PENDING_RESTART);
        /* systemd leaves the fields of the former start lying */
        start(4000);
        g_assert_true(there("/run/systemd/units/log-extra-fields:x.service"));
        assert_pending(LIFE_PENDING_NONE);
}

static void test_learned(void)
{
        g_autoptr(LifeUnit) unit = NULL;

        set_up();
        start(1000);
        put("/etc/systemd/system/x.service.d/90-unitlock.conf", "[Service]\nProtectHome=yes\n");
        assert_pending(LIFE_PENDING_RESTART);
        set_time("/etc/systemd/system/x.service.d/90-unitlock.conf", 900);
        assert_pending(LIFE_PENDING_NONE);
        unit = look("x.service");
        g_assert_cmpint(unit->mode, ==, MODE_ENFORCE);
        g_assert_cmpstr(unit->learned, ==, "/etc/systemd/system/x.service.d/90-unitlock.conf");
}

static LifeSet set(bool (*how)(const Life *, const LifeUnit *, LifeSet *, GError **), const char *name)
{
        g_autoptr(Life) life = life_new(tree, false);
        g_autoptr(LifeUnit) unit = life_unit(life, name);
        g_autoptr(GError) error = NULL;
        LifeSet ret = LIFE_SET_NOTHING;

        g_assert_true(how(life, unit, &ret, &error));
        g_assert_no_error(error);
        return ret;
}

static bool complain(const Life *life, const LifeUnit *unit, LifeSet *ret, GError **error)
{
        return life_complain(life, unit, NULL, ret, error);
}

static Mode mode(const char *name)
{
        g_autoptr(LifeUnit) unit = look(name);

        return unit->mode;
}

static void test_set(void)
{
        static bool (*const ways[])(const Life *, const LifeUnit *, LifeSet *, GError **) = {
                [MODE_OFF] = life_off, [MODE_COMPLAIN] = complain, [MODE_ENFORCE] = life_enforce};

        /* from each mode to each, of a profile, whatever the default is */
        for (int by_default = 0; by_default < 2; by_default++)
                for (int from = 0; from < _MODE_MAX; from++)
                        for (int to = 0; to < _MODE_MAX; to++) {
                                set_up();
                                if (by_default)
                                        put("/usr/lib/unitlock/default-mode", "enforce\n");
                                set(ways[from], "x.service");
                                g_assert_cmpint(mode("x.service"), ==, from);
                                set(ways[to], "x.service");
                                g_assert_cmpint(mode("x.service"), ==, to);
                                set(life_off, "x.service");
                                set(life_default, "x.service");
                                g_assert_cmpint(mode("x.service"), ==, by_default ? MODE_ENFORCE : MODE_OFF);
                        }
        set_up();
        put("/usr/lib/systemd/system/y.service", "[Service]\nExecStart=/usr/sbin/y\n");
        for (int to = 0; to < _MODE_MAX; to++)
                g_assert_cmpint(set(ways[to], "y.service"), ==, LIFE_SET_NOTHING);
        /* a learned one moves */
        put("/etc/systemd/system/y.service.d/90-unitlock.conf", "[Service]\nProtectHome=yes\n");
        g_assert_cmpint(set(complain, "y.service"), ==, LIFE_SET_DONE);
        g_assert_false(there("/etc/systemd/system/y.service.d"));
        g_assert_cmpint(mode("y.service"), ==, MODE_COMPLAIN);
        g_assert_cmpint(set(life_enforce, "y.service"), ==, LIFE_SET_DONE);
        g_assert_true(there("/etc/systemd/system/y.service.d/90-unitlock.conf"));
        g_assert_cmpint(set(life_off, "y.service"), ==, LIFE_SET_DONE);
        g_assert_false(there("/etc/systemd/system/y.service.d"));
        g_assert_false(there("/etc/unitlock/off/y.service"));
}

static void test_list(void)
{
        g_autoptr(Life) life = NULL;
        g_autoptr(GPtrArray) few = NULL, all = NULL;

        set_up();
        put("/usr/lib/systemd/system/ssh.service", "[Service]\nExecStart=/usr/sbin/sshd\n");
        put("/usr/lib/systemd/system/t@.service", "[Service]\nExecStart=/usr/sbin/t\n");
        put("/usr/share/unitlock/profiles/t@.service.profile", "unit t@.service\nstability tested\n");
        put("/usr/share/unitlock/profiles/ssh.service.profile", "unit ssh.service\nstability tested\n");
        put("/usr/share/unitlock/profiles/gone.service.profile", "unit gone.service\nstability tested\n");
        put("/run/systemd/units/invocation:t@a.service", "");
        life = life_new(tree, false);
        few = life_units(life, false);
        g_assert_cmpuint(few->len, ==, 2);
        g_assert_cmpstr(((LifeUnit *)few->pdata[0])->name, ==, "t@a.service");
        g_assert_cmpstr(((LifeUnit *)few->pdata[1])->name, ==, "x.service");
        all = life_units(life, true);
        g_assert_cmpuint(all->len, ==, 3);
        g_assert_cmpstr(((LifeUnit *)all->pdata[0])->name, ==, "ssh.service");
        g_assert_nonnull(((LifeUnit *)all->pdata[0])->never);
}

/* The way in is meant, not whatever has a name that begins like it. */
static void test_never(void)
{
        static const char *const ways_in[] = {"ssh.service", "ssh@1.service", "sshd.service", "sshd-vsock@.service",
                                              NULL};

        for (const char *const *unit = ways_in; *unit; unit++)
                g_assert_nonnull(mode_never(*unit));
        g_assert_nonnull(mode_never("puppet.service"));
        g_assert_nonnull(mode_never("cloud-final.service"));
        g_assert_null(mode_never("puppetserver.service"));
        g_assert_null(mode_never("sshguard.service"));
        g_assert_null(mode_never("sslh.service"));
}

static const char *word(const char *name)
{
        g_autoptr(ProfileStore) store = profile_store_new(tree, false, NULL);
        g_autoptr(UnitPaths) paths = unit_paths_system(tree);
        g_autoptr(UnitView) view = unit_load(paths, name, NULL, NULL);
        const char *found = life_mode_word(tree, store, name, view);

        return found ? found : "-";
}

/* The word for a mode is that of life_unit(), and there is one only where we have to do with the unit. */
static void test_words(void)
{
        set_up();
        put("/usr/lib/systemd/system/y.service", "[Service]\nExecStart=/usr/sbin/y\n");
        g_assert_cmpstr(word("x.service"), ==, "off");
        g_assert_cmpstr(word("y.service"), ==, "-");
        g_assert_cmpint(set(life_enforce, "x.service"), ==, LIFE_SET_DONE);
        g_assert_cmpstr(word("x.service"), ==, "enforce");
        g_assert_cmpint(set(complain, "x.service"), ==, LIFE_SET_DONE);
        g_assert_cmpstr(word("x.service"), ==, "complain");
        g_assert_cmpint(set(life_off, "x.service"), ==, LIFE_SET_DONE);
        g_assert_cmpstr(word("x.service"), ==, "off");
        /* one that was learned, for good and until the next boot */
        put("/etc/systemd/system/y.service.d/90-unitlock.conf", "[Service]\nProtectHome=yes\n");
        g_assert_cmpstr(word("y.service"), ==, "enforce");
        g_assert_cmpint(set(life_off, "y.service"), ==, LIFE_SET_DONE);
        put("/run/systemd/system/y.service.d/90-unitlock.conf", "[Service]\nProtectHome=yes\n");
        g_assert_cmpstr(word("y.service"), ==, "enforce");
        g_assert_cmpint(mode("y.service"), ==, MODE_ENFORCE);
        put("/run/systemd/system.control/y.service.d/90-unitlock.conf", "[Service]\nProtectHome=yes\n");
        g_assert_cmpstr(word("y.service"), ==, "trial");
}

static void test_changes(void)
{
        g_auto(GStrv) changes = life_changes("[Service]\n# why\nA=1\nB=2\nLogExtraFields=" GENERATED_FIELD "=1\n",
                                             "# other\n[Service]\nB=3\nA=1\nC=1\n");
        g_autofree char *joined = g_strjoinv(" ", changes);

        g_assert_cmpstr(joined, ==, "-B=2 +B=3 +C=1");
}

/* What a unit runs under is kept while it does, so it can be said what a restart changes. */
static void test_keep(void)
{
        g_autofree char *before = NULL, *kept = NULL, *stamp = NULL;
        g_autoptr(GHashTable) known = NULL;

        set_up();
        g_assert_null(life_known(tree));
        put("/etc/unitlock/enforce/x.service", "");
        reload();
        start(1000);
        for (int again = 0; again < 2; again++) { /* made anew under the same facts or others */
                g_autoptr(Life) life = NULL;
                g_autoptr(LifeUnit) unit = NULL;
                g_autoptr(GError) error = NULL;
                g_auto(GStrv) changes = NULL;

                g_assert_true(life_keep(tree, &error));
                g_assert_no_error(error);
                put("/etc/nsswitch.conf", again ? "passwd: files nis\n" : "passwd: files\n");
                put("/etc/yp.conf", "ypserver 10.0.0.1\n");
                reload();
                life = life_new(tree, false);
                unit = life_unit(life, "x.service");
                g_assert_cmpint(unit->pending, ==, again ? LIFE_PENDING_RESTART : LIFE_PENDING_NONE);
                changes = life_pending_changes(life, unit);
                g_assert_cmpint(g_strv_length(changes) > 0, ==, again);
                if (!before)
                        before = g_strdup(unit->started);
        }
        kept = g_strdup_printf(LIFE_KEPT_DIR "/%s.conf", before);
        g_assert_true(there(kept));
        known = life_known(tree);
        g_assert_cmpuint(g_hash_table_size(known), ==, 1);
        stamp = generate_stamp(g_hash_table_lookup(known, "x.service"));
        g_assert_cmpstr(stamp, ==, before);
        start(2000);
        g_assert_true(life_keep(tree, NULL));
        g_assert_false(there(kept));
}

int main(int argc, char **argv)
{
        int status;

        g_test_init(&argc, &argv, NULL);
        tree = g_dir_make_tmp("unitlock-life-XXXXXX", NULL);
        g_test_add_func("/life/pending", test_pending);
        g_test_add_func("/life/learned", test_learned);
        g_test_add_func("/life/set", test_set);
        g_test_add_func("/life/list", test_list);
        g_test_add_func("/life/never", test_never);
        g_test_add_func("/life/words", test_words);
        g_test_add_func("/life/changes", test_changes);
        g_test_add_func("/life/keep", test_keep);
        status = g_test_run();
        remove_all(tree);
        return status;
}

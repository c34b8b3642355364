/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The snapshot, of trees in test/golden/facts/. */
#include "facts/host.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/path.h"

static HostFacts *read_host(const char *name)
{
        g_autofree char *root = g_test_build_filename(G_TEST_DIST, "test", "golden", "facts", name, NULL);

        return host_facts_new(root);
}

static void test_server(void)
{
        g_autoptr(HostFacts) facts = read_host("server");
        const PamService *dovecot = host_facts_pam(facts, "dovecot");
        const NameModule *module = facts->names->pdata[0];
        g_autoptr(GString) modules = g_string_new(NULL);

        g_assert_cmpuint(facts->systemd, ==, 257);
        g_assert_cmpstr(facts->mail.provider, ==, "postfix");
        g_assert_cmpstr(facts->architecture, ==, "amd64");
        g_assert_cmpstr(facts->foreign[0], ==, "i386");
        g_assert_null(facts->foreign[1]);
        g_assert_cmpuint(facts->names->len, ==, 3 + 3 + 2 + 4 + 2);
        g_assert_cmpstr(module->database, ==, "passwd");
        g_assert_cmpstr(module->where, ==, "/etc/nsswitch.conf:2");
        for (guint i = 0; i < dovecot->modules->len; i++)
                g_string_append_printf(modules, "%s ", ((PamModule *)dovecot->modules->pdata[i])->module);
        g_assert_cmpstr(modules->str, ==, "pam_unix pam_sss pam_deny pam_nologin pam_systemd pam_keyinit ");
        g_assert_cmpstr(((PamModule *)dovecot->modules->pdata[0])->where, ==, "/etc/pam.d/common-auth:1");
        g_assert_cmpstr(((PamModule *)dovecot->modules->pdata[3])->where, ==, "/etc/pam.d/dovecot:4");
        g_assert_false(dovecot->incomplete);
        g_assert_true(host_facts_pam(facts, "loops")->incomplete);
        g_assert_cmpstr(host_facts_pam(facts, "never-heard-of")->name, ==, "other");
        g_assert_cmpuint(g_strv_length(facts->unread), ==, 0);
}

/* A link in a tree leads to nowhere but into the tree. */
static void test_links(void)
{
        g_autofree char *root = g_dir_make_tmp("test-host-XXXXXX", NULL), *etc = g_build_filename(root, "etc", NULL);
        g_autofree char *link = g_build_filename(etc, "nsswitch.conf", NULL),
                        *file = g_build_filename(etc, "real", NULL);
        g_autofree char *outside = g_build_filename(root, "outside", NULL);

        g_assert_cmpint(g_mkdir(etc, 0755), ==, 0);
        g_assert_true(g_file_set_contents(file, "passwd: files within\n", -1, NULL));
        g_assert_true(g_file_set_contents(outside, "passwd: outside\n", -1, NULL));
        g_assert_cmpint(symlink("/etc/real", link), ==, 0);
        {
                g_autoptr(HostFacts) facts = host_facts_new(root);

                g_assert_cmpuint(facts->names->len, ==, 2);
                g_assert_cmpstr(((const NameModule *)facts->names->pdata[1])->module, ==, "within");
        }
        g_assert_cmpint(unlink(link), ==, 0);
        g_assert_cmpint(symlink(outside, link), ==, 0);
        {
                g_autoptr(HostFacts) facts = host_facts_new(root);

                for (guint i = 0; i < facts->names->len; i++)
                        g_assert_cmpstr(((const NameModule *)facts->names->pdata[i])->module, !=, "outside");
        }
        (void)unlink(link);
        (void)unlink(file);
        (void)unlink(outside);
        (void)rmdir(etc);
        (void)rmdir(root);
}

static char *calls_of(const HostFacts *facts, const char *directory, unsigned n)
{
        const HookDirectory *hooks = host_facts_hooks(facts, directory);

        g_assert_nonnull(hooks);
        g_assert_cmpuint(hooks->scripts->len, >, n);
        return g_strjoinv(" ", ((HookScript *)hooks->scripts->pdata[n])->calls);
}

static void test_hooks(void)
{
        g_autoptr(HostFacts) facts = read_host("server");
        g_autofree char *mail = calls_of(facts, "/etc/smartmontools/run.d", 0);
        g_autofree char *binary = calls_of(facts, "/etc/smartmontools/run.d", 1);
        g_autofree char *telegram = calls_of(facts, "/etc/smartmontools/smartd_warning.d", 0);

        g_assert_cmpstr(mail, ==, "mail");
        g_assert_cmpstr(binary, ==, "program");
        g_assert_cmpstr(telegram, ==, "curl systemctl");
        g_assert_null(host_facts_hooks(facts, "/etc/apcupsd"));
}

static void check_enabled(const HostFacts *facts, const char *pattern, const char *expected)
{
        const ExtensionKind *kind = host_facts_extensions(facts, pattern);
        g_autoptr(GString) names = g_string_new(NULL);

        g_assert_nonnull(kind);
        for (guint i = 0; i < kind->enabled->len; i++)
                g_string_append_printf(names, "%s%s", i ? " " : "", ((Extension *)kind->enabled->pdata[i])->name);
        g_assert_cmpstr(names->str, ==, expected);
}

static void test_extensions(void)
{
        g_autoptr(HostFacts) facts = read_host("server");

        check_enabled(facts, "/usr/lib/nginx/modules/*", "ngx_http_lua_module ngx_stream_module");
        check_enabled(facts, "/usr/lib/postfix/postfix-*", "mysql");
        check_enabled(facts, "/usr/lib/postfix/sbin/*", "local pickup pipe smtpd");
        check_enabled(facts, "/usr/lib/*/rsyslog/*", "imklog imuxsock omfwd");
        check_enabled(facts, "/usr/lib/apache2/modules/*", "");
        check_enabled(facts, "/etc/default/named", "t");
        check_enabled(facts, "/etc/libvirt/qemu/*", "smb");
        check_enabled(facts, "/usr/lib/*/gstreamer-1.0/*", "libgstv4l2");
        g_assert_null(host_facts_extensions(facts, "/usr/lib/frobnicate/*"));
}

static void test_desk(void)
{
        g_autoptr(HostFacts) facts = read_host("desk");

        g_assert_cmpuint(facts->systemd, ==, 252);
        g_assert_cmpstr(facts->mail.provider, ==, "msmtp-mta");
        g_assert_cmpstr(facts->mail.program, ==, "/usr/bin/msmtp");
        g_assert_cmpstr(facts->nis_servers[0], ==, "192.0.2.7");
        g_assert_null(facts->nis_servers[1]);
        g_assert_true(facts->nis_unknowable);
}

static void test_emulators(void)
{
        static const char *const expected[][3] = {
                {"own-riscv", "/usr/local/bin/riscv:run", "/etc/binfmt.d/own.conf:3"},
                {"qemu-aarch64", "/usr/libexec/qemu-binfmt/aarch64-binfmt-P", "/usr/lib/binfmt.d/qemu-aarch64.conf:1"},
                {"qemu-sh4", "/usr/bin/qemu-sh4", "/var/lib/binfmts/qemu-sh4"},
        };
        g_autoptr(HostFacts) facts = read_host("desk"), none = read_host("server");
        g_autoptr(GPtrArray) emulators = host_facts_emulators(facts), no = host_facts_emulators(none);

        g_assert_cmpuint(no->len, ==, 0);
        g_assert_cmpuint(emulators->len, ==, G_N_ELEMENTS(expected));
        for (guint i = 0; i < emulators->len; i++) {
                const Emulator *emulator = emulators->pdata[i];

                g_assert_cmpstr(emulator->name, ==, expected[i][0]);
                g_assert_cmpstr(emulator->interpreter, ==, expected[i][1]);
                g_assert_cmpstr(emulator->where, ==, expected[i][2]);
        }
}

/* What is run, and what is read for the commands in it; logrotate's own "su" calls nothing. */
static void test_sourced(void)
{
        g_autoptr(HostFacts) facts = read_host("places");
        const HookDirectory *hooks = host_facts_hooks(facts, "/etc/logrotate.d");
        const HookScript *script;

        g_assert_nonnull(hooks);
        g_assert_cmpuint(hooks->scripts->len, ==, 1);
        script = hooks->scripts->pdata[0];
        g_assert_true(script->sourced);
        g_assert_cmpstr(script->calls[0], ==, "logger");
        g_assert_null(script->calls[1]);
        hooks = host_facts_hooks(facts, "/etc/nut");
        g_assert_nonnull(hooks);
        g_assert_false(((const HookScript *)hooks->scripts->pdata[0])->sourced);
        g_assert_true(((const HookScript *)hooks->scripts->pdata[1])->sourced);
        g_assert_cmpstr(
                ((const Extension *)host_facts_extensions(facts, "/etc/mdadm/mdadm.conf")->enabled->pdata[0])->name, ==,
                "/usr/local/bin/raid");
}

static const Place *find_place(const HostFacts *facts, const char *name, const char *path)
{
        const PlaceKind *kind = host_facts_places(facts, name);

        g_assert_nonnull(kind);
        for (guint i = 0; i < kind->places->len; i++)
                if (g_str_equal(((const Place *)kind->places->pdata[i])->path, path))
                        return kind->places->pdata[i];
        return NULL;
}

static void write_below(const char *root, const char *path, const char *text)
{
        g_autofree char *full = path_under_root(root, path), *directory = g_path_get_dirname(full);

        g_assert_cmpint(g_mkdir_with_parents(directory, 0755), ==, 0);
        g_assert_true(g_file_set_contents(full, text, -1, NULL));
}

static void own(const char *root, const char *path)
{
        g_autofree char *full = path_under_root(root, path);

        g_assert_cmpint(chown(full, 12345, 12345), ==, 0);
}

/* A daemon that writes its settings itself does not thereby get what is others'. */
static void test_places_of_writer(void)
{
        static const char data[] = "/var/lib/postgresql/17/main",
                          kept[] = "/var/lib/postgresql/17/main/postgresql.auto.conf";
        g_autofree char *root = g_dir_make_tmp("test-host-XXXXXX", NULL);
        g_autofree char *empty = path_under_root(root, "/srv/empty");
        char *arguments[] = {(char *)"rm", (char *)"-r", root, NULL};
        g_autoptr(HostFacts) facts = NULL;

        if (geteuid() != 0) {
                g_rmdir(root);
                g_test_skip("only root can give files away");
                return;
        }
        write_below(root, "/etc/postgresql/17/main/postgresql.conf", "port = 5432\n");
        write_below(root, "/var/lib/postgresql/17/main/PG_VERSION", "17\n");
        write_below(root, kept,
                    "log_directory = '/srv/mine'\nlog_directory = '/srv/theirs'\nlog_directory = '/srv/empty'\n"
                    "log_directory = '/srv/missing'\nlog_directory = '/home/joe'\nlog_directory = '/home/missing'\n");
        write_below(root, "/srv/mine/x", "");
        write_below(root, "/srv/theirs/x", "");
        write_below(root, "/home/joe/x", "");
        g_assert_cmpint(g_mkdir(empty, 0755), ==, 0);
        own(root, data);
        own(root, kept);
        own(root, "/srv/mine");
        facts = host_facts_new(root);
        g_assert_nonnull(find_place(facts, "postgresql", "/srv/mine"));
        g_assert_null(find_place(facts, "postgresql", "/srv/theirs"));
        g_assert_null(find_place(facts, "postgresql", "/home/joe"));
        g_assert_null(find_place(facts, "postgresql", "/home/missing"));
        g_assert_nonnull(find_place(facts, "postgresql", "/srv/empty")); /* a disk may come there */
        g_assert_nonnull(find_place(facts, "postgresql", "/srv/missing"));
        g_assert_null(find_place(facts, "postgresql", "/srv/missing")->above);
        g_assert_true(g_spawn_sync(NULL, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void check_place(const HostFacts *facts, const char *name, const char *path, PlaceUse use)
{
        const Place *place = find_place(facts, name, path);

        if (!place)
                g_error("%s: %s is not found", name, path);
        g_assert_cmpint(place->use, ==, use);
}

static void test_places(void)
{
        g_autoptr(HostFacts) facts = read_host("places");
        unsigned n = 0;

        check_place(facts, "nginx", "/srv/www", PLACE_READ); /* before a variable */
        check_place(facts, "nginx", "/home/joe/public_html", PLACE_READ);
        check_place(facts, "nginx", "/srv/dav", PLACE_TREE);
        check_place(facts, "nginx", "/data/upload", PLACE_TREE);
        check_place(facts, "nginx", "/var/log/nginx/access.log", PLACE_FILE);
        check_place(facts, "nginx", "/srv/sock/http.sock", PLACE_FILE);
        check_place(facts, "nginx", "/home/joe/fpm.sock", PLACE_READ);
        check_place(facts, "nginx", "/srv/after-block/log", PLACE_FILE);
        check_place(facts, "nginx", "/srv/audit/log", PLACE_FILE); /* in rules of ModSecurity */
        check_place(facts, "nginx", "/srv/audit/each", PLACE_TREE);
        check_place(facts, "nginx", "/srv/stream", PLACE_TREE);
        check_place(facts, "apache2", "/srv/site", PLACE_READ);
        check_place(facts, "apache2", "/srv/piped", PLACE_TREE);
        check_place(facts, "apache2", "/srv/defined", PLACE_TREE);
        check_place(facts, "apache2", "/srv/logs-of-all", PLACE_TREE);
        check_place(facts, "apache2", "/home/joe/venv", PLACE_READ);
        check_place(facts, "apache2", "/home", PLACE_READ);
        check_place(facts, "apache2", "/srv/dav", PLACE_TREE);
        check_place(facts, "apache2", "/data/svn", PLACE_TREE);
        check_place(facts, "apache2", "/data/git", PLACE_TREE);
        check_place(facts, "apache2", "/srv/logs/access.log", PLACE_FILE);
        check_place(facts, "dovecot", "/var/vmail", PLACE_TREE);
        check_place(facts, "dovecot", "/var/indexes", PLACE_TREE); /* of the same line */
        check_place(facts, "dovecot", "/data/homes", PLACE_TREE);
        check_place(facts, "dovecot", "/data/ann", PLACE_TREE);      /* in a file of users */
        check_place(facts, "dovecot", "/data/by-query", PLACE_TREE); /* what a database is asked for */
        check_place(facts, "postfix", "/srv/archive/mail", PLACE_FILE);
        check_place(facts, "exim", "/srv/archive/mail", PLACE_FILE);
        check_place(facts, "exim", "/srv/exim", PLACE_TREE);
        check_place(facts, "rsync", "/srv/rsync.log", PLACE_FILE);
        check_place(facts, "rsync", "/data/rsync/of all", PLACE_TREE);
        check_place(facts, "postfix", "/var/vhosts", PLACE_TREE);
        check_place(facts, "postfix", "/srv/maps/virtual", PLACE_READ);
        check_place(facts, "rsyslog", "/data/log/all", PLACE_FILE);
        check_place(facts, "rsyslog", "/data/mail/log", PLACE_FILE);
        check_place(facts, "rsyslog", "/data/hosts", PLACE_TREE);
        check_place(facts, "bind", "/srv/keys", PLACE_TREE);
        check_place(facts, "bind", "/srv/secondary/b", PLACE_FILE);
        check_place(facts, "bind", "/srv/signed/c", PLACE_FILE);
        check_place(facts, "bind", "/srv/log/q", PLACE_FILE);
        check_place(facts, "bind", "/srv/tap/tap", PLACE_FILE);
        check_place(facts, "bind", "/srv/dump/db", PLACE_FILE);
        check_place(facts, "bind", "/srv/unquoted/d", PLACE_FILE);
        check_place(facts, "bind", "/srv/log/named", PLACE_FILE); /* in its options */
        check_place(facts, "bind", "/srv/named-root", PLACE_TREE);
        check_place(facts, "redis", "/data/redis", PLACE_TREE);
        check_place(facts, "mariadb", "/data/binlog/mariadb-bin", PLACE_FILE);
        check_place(facts, "postgresql", "/data/pg", PLACE_TREE);
        check_place(facts, "postgresql", "/mnt/wal", PLACE_TREE);
        check_place(facts, "postgresql", "/run/postgresql", PLACE_TREE);
        check_place(facts, "postgresql", "/srv/chroot/run", PLACE_TREE); /* more than one there */
        check_place(facts, "postgresql", "/mnt/first", PLACE_TREE);      /* more than one in a command */
        check_place(facts, "postgresql", "/mnt/second", PLACE_TREE);
        check_place(facts, "postgresql", "/srv/backrest", PLACE_TREE);
        check_place(facts, "postgresql", "/srv/space", PLACE_TREE); /* a tablespace, by its link */
        check_place(facts, "postgresql", "/mnt/space", PLACE_TREE);
        check_place(facts, "postgresql", "/srv/log-of-writes", PLACE_TREE); /* by pg_wal */
        check_place(facts, "postgresql", "/data/altered-log", PLACE_TREE);  /* by SQL */
        check_place(facts, "postgresql", "/data/altered-archive", PLACE_TREE);
        check_place(facts, "php-fpm", "/srv/shop", PLACE_READ);
        check_place(facts, "php-fpm", "/run/php/shop.sock", PLACE_FILE);
        check_place(facts, "php-fpm", "/data/log/shop.slow", PLACE_FILE);
        check_place(facts, "php-fpm", "/data/sessions", PLACE_TREE);
        check_place(facts, "php-fpm", "/srv/pools/log", PLACE_FILE); /* included */
        check_place(facts, "nut", "/data/killpower", PLACE_FILE);
        check_place(facts, "apt-cacher-ng", "/data/acng", PLACE_TREE);
        /* what is included, from where it is */
        check_place(facts, "nginx", "/srv/included", PLACE_READ);
        check_place(facts, "nginx", "/srv/included-twice", PLACE_READ);
        check_place(facts, "apache2", "/srv/included/log", PLACE_FILE);
        check_place(facts, "rsyslog", "/srv/included/rsyslog", PLACE_FILE);
        check_place(facts, "mariadb", "/srv/included/mysql", PLACE_TREE);
        check_place(facts, "dovecot", "/srv/included/mail", PLACE_TREE);
        check_place(facts, "bind", "/srv/included/zone", PLACE_FILE);
        check_place(facts, "redis", "/srv/included/redis", PLACE_TREE);
        check_place(facts, "postgresql", "/data/second", PLACE_TREE);
        check_place(facts, "postgresql", "/data/second-log", PLACE_TREE);
        /* and nothing of comments, primary zones and what everybody reads */
        for (guint i = 0; i < facts->places->len; i++)
                for (guint k = 0; k < ((const PlaceKind *)facts->places->pdata[i])->places->len; k++, n++) {
                        const Place *place = ((const PlaceKind *)facts->places->pdata[i])->places->pdata[k];

                        g_assert_false(g_str_has_prefix(place->path, "/not/this"));
                        g_assert_false(g_str_has_prefix(place->path, "/etc"));
                        g_assert_false(g_str_has_prefix(place->path, "/dev"));
                }
        g_assert_cmpuint(n, <, 107);
        g_assert_null(host_facts_places(facts, "frobnicate"));
}

/* Where a server runs applications, they write beside their programs; not where all homes are, nor where packages are.
 */
static void test_applications(void)
{
        g_autoptr(HostFacts) facts = read_host("applications");
        const PlaceKind *kind = host_facts_places(facts, "apache2");

        check_place(facts, "apache2", "/srv/site", PLACE_TREE);
        check_place(facts, "apache2", "/srv/app", PLACE_TREE); /* of /srv/app/app.wsgi */
        check_place(facts, "apache2", "/home", PLACE_READ);
        g_assert_cmpuint(kind->places->len, ==, 3);
}

/* Nothing there is a fact, too. */
static void test_empty(void)
{
        g_autoptr(HostFacts) facts = read_host("empty");

        g_assert_cmpuint(facts->systemd, ==, 0);
        g_assert_cmpstr(facts->mail.provider, ==, "none");
        g_assert_cmpuint(facts->pam->len, ==, 0);
        g_assert_cmpuint(facts->hooks->len, ==, 0);
        g_assert_null(host_facts_pam(facts, "x"));
        g_assert_null(facts->architecture);
        g_assert_cmpuint(g_strv_length(facts->unread), ==, 0);
        g_assert_cmpstr(((NameModule *)facts->names->pdata[0])->where, ==, "the C library");
}

static void test_pam_of_unit(void)
{
        g_assert_cmpstr(pam_services_of_unit("ssh@1.service")[0], ==, "sshd");
        g_assert_null(pam_services_of_unit("nginx.service"));
}

/* A constant between two NUL bytes counts, a part of a longer word does not, and nothing does in a program that does
 * not import pam_start(). */
static void test_pam_of_program(void)
{
        static const char asks[] = "\177ELF\0pam_start\0dovecot\0otherwise\0loopsy";
        static const char does_not[] = "\177ELF\0pam_started\0dovecot";
        g_autoptr(HostFacts) facts = read_host("server");
        g_auto(GStrv) names = pam_services_of_bytes(facts, asks, sizeof(asks));
        g_auto(GStrv) none = pam_services_of_bytes(facts, does_not, sizeof(does_not));
        g_auto(GStrv) missing = pam_services_of_program(facts, "/usr/sbin/no-such-program");

        g_assert_cmpuint(g_strv_length(names), ==, 1);
        g_assert_cmpstr(names[0], ==, "dovecot");
        g_assert_null(none[0]);
        g_assert_null(missing[0]);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/facts/host/links", test_links);
        g_test_add_func("/facts/host/server", test_server);
        g_test_add_func("/facts/host/hooks", test_hooks);
        g_test_add_func("/facts/host/extensions", test_extensions);
        g_test_add_func("/facts/host/desk", test_desk);
        g_test_add_func("/facts/host/emulators", test_emulators);
        g_test_add_func("/facts/host/places", test_places);
        g_test_add_func("/facts/host/applications", test_applications);
        g_test_add_func("/facts/host/sourced", test_sourced);
        g_test_add_func("/facts/host/empty", test_empty);
        g_test_add_func("/facts/host/places-of-writer", test_places_of_writer);
        g_test_add_func("/facts/host/pam-of-unit", test_pam_of_unit);
        g_test_add_func("/facts/host/pam-of-program", test_pam_of_program);
        return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What indirect needs come to on the hosts of test/golden/facts/, and the table behind it. */
#include "source/host.h"

#include <glib/gstdio.h>

#include "source/host/rows.h"

static HostFacts *read_host(const char *name)
{
        g_autofree char *root = g_test_build_filename(G_TEST_DIST, "test", "golden", "facts", name, NULL);

        return host_facts_new(root);
}

static NeedSet *expand(const char *host, const char *subject, bool root)
{
        g_autoptr(HostFacts) facts = read_host(host);
        g_autoptr(NeedSet) needs = need_set_new("x.service");

        need_set_add(needs, NEED_INDIRECT, 0, subject, STRENGTH_DECLARED, PHASE_NONE, "profile", NULL, NULL);
        return host_expand(facts, needs, root);
}

static unsigned count(const NeedSet *needs, NeedKind kind)
{
        unsigned n = 0;

        for (guint i = 0; i < needs->entries->len; i++)
                n += ((const NeedEntry *)needs->entries->pdata[i])->need.kind == kind;
        return n;
}

static void test_mail(void)
{
        g_autoptr(NeedSet) postfix = expand("server", "sendmail", false), msmtp = expand("desk", "sendmail", false);
        g_autoptr(NeedSet) none = expand("empty", "sendmail", true), unknown = expand("nis", "sendmail", true);

        g_assert_true(need_set_has(postfix, NEED_SETID_EXEC, "/usr/sbin/postdrop"));
        g_assert_true(need_set_has(postfix, NEED_SOCKET, "AF_NETLINK/SOCK_RAW/0"));
        g_assert_false(need_set_has(postfix, NEED_SOCKET, "AF_INET/SOCK_STREAM/0"));
        /* in turn: postfix looks up names, and here sssd answers */
        g_assert_true(need_set_has(postfix, NEED_CONNECT, "unix:/var/lib/sss/pipes/nss"));
        g_assert_cmpuint(count(msmtp, NEED_SETID_EXEC), ==, 0);
        g_assert_true(need_set_has(msmtp, NEED_SOCKET, "AF_INET/SOCK_STREAM/0"));
        g_assert_cmpuint(none->entries->len, ==, 0);
        g_assert_true(need_set_has(unknown, NEED_SETID_EXEC, "/usr/sbin/sendmail"));
        g_assert_nonnull(((Coverage *)unknown->coverages->pdata[0])->blind[0]);
}

static void test_nss(void)
{
        g_autoptr(NeedSet) server = expand("server", "nss", true), desk = expand("desk", "nss", true);
        g_autoptr(NeedSet) nis = expand("nis", "nss", true), empty = expand("empty", "nss", true);

        g_assert_true(need_set_has(server, NEED_SOCKET, "AF_NETLINK/SOCK_RAW/0")); /* myhostname */
        g_assert_true(need_set_has(server, NEED_CONNECT, "unix:/run/avahi-daemon/socket"));
        /* netgroup: nis, and nis in comments, are not looked into */
        g_assert_false(need_set_has(server, NEED_SOCKET, "AF_INET/SOCK_DGRAM/0"));
        g_assert_true(need_set_has(desk, NEED_SOCKET, "AF_INET/SOCK_STREAM/0")); /* frobnicate may do anything */
        g_assert_nonnull(((Coverage *)desk->coverages->pdata[0])->blind[0]);
        g_assert_true(need_set_has(nis, NEED_CONNECT, "udp:192.0.2.8:111"));
        g_assert_true(need_set_has(nis, NEED_CONNECT, "udp:192.0.2.9:111")); /* by /etc/hosts */
        g_assert_false(need_set_has(nis, NEED_CONNECT, "udp:0.0.0.0:111"));
        g_assert_cmpuint(empty->entries->len, ==, 0); /* files and dns */
}

/* compat asks NIS where lines say so, and else is as good as files. */
static void test_compat(void)
{
        g_autoptr(NeedSet) without = expand("compat", "nss", true), with = expand("compat-nis", "nss", true);

        g_assert_cmpuint(without->entries->len, ==, 0);
        g_assert_true(need_set_has(with, NEED_CONNECT, "udp:0.0.0.0:111")); /* no yp.conf */
        g_assert_true(need_set_has(with, NEED_CAPABILITY, "CAP_NET_BIND_SERVICE"));
}

static void test_pam(void)
{
        g_autoptr(NeedSet) user = expand("server", "pam:dovecot", false), root = expand("server", "pam:dovecot", true);
        g_autoptr(NeedSet) other = expand("server", "pam:never-heard-of", true), none = expand("empty", "pam:x", true);

        g_assert_true(need_set_has(user, NEED_SETID_EXEC, "/usr/sbin/unix_chkpwd"));
        g_assert_false(need_set_has(root, NEED_SETID_EXEC, "/usr/sbin/unix_chkpwd"));
        g_assert_true(need_set_has(root, NEED_PATH, "/etc/shadow"));
        g_assert_true(need_set_has(root, NEED_BEHAVIOUR, "keyring"));
        g_assert_true(need_set_has(root, NEED_CONNECT, "unix:/var/lib/sss/pipes/private/pam"));
        g_assert_true(need_set_has(other, NEED_SETID_EXEC, "/usr/bin/PROGRAM")); /* pam_frobnicate */
        g_assert_true(need_set_has(none, NEED_SETID_EXEC, "/usr/bin/PROGRAM"));
        g_assert_nonnull(((Coverage *)none->coverages->pdata[0])->blind[0]);
}

/* What runs the jobs of a day may have to do anything, once there is one. */
static void test_jobs(void)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL);
        g_autofree char *etc = g_build_filename(tree, "etc", NULL), *daily = g_build_filename(etc, "cron.daily", NULL);
        g_autofree char *job = g_build_filename(daily, "job", NULL);

        g_assert_cmpint(g_mkdir_with_parents(daily, 0755), ==, 0);
        for (unsigned jobs = 0; jobs < 2; jobs++) {
                g_assert_true(!jobs || g_file_set_contents(job, "#!/bin/sh\nexit 0\n", -1, NULL));
                g_autoptr(HostFacts) facts = host_facts_new(tree);
                g_autoptr(NeedSet) needs = host_indirect_of_unit(facts, "anacron.service");
                g_autoptr(NeedSet) whole = host_expand(facts, needs, true);

                g_assert_true(need_set_has(needs, NEED_INDIRECT, "hooks:/etc/cron.daily"));
                g_assert_true(need_set_has(whole, NEED_CAPABILITY, "CAP_SETUID") == jobs);
                g_assert_true(need_set_has(whole, NEED_PATH, "/srv/FILE") == jobs);
        }
        g_assert_cmpint(g_unlink(job), ==, 0);
        g_assert_cmpint(g_rmdir(daily), ==, 0);
        g_assert_cmpint(g_rmdir(etc), ==, 0);
        g_assert_cmpint(g_rmdir(tree), ==, 0);
}

/* Logs are to be rotated wherever applications keep them. */
static void test_rotation(void)
{
        static const char *const logs[] = {"/opt/FILE", "/srv/FILE", "/var/lib/FILE", "/var/log/FILE", "/var/www/FILE"};
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL);
        g_autofree char *directory = g_build_filename(tree, "etc/logrotate.d", NULL);
        g_autofree char *file = g_build_filename(directory, "x", NULL);
        g_autoptr(HostFacts) facts = NULL;
        g_autoptr(NeedSet) needs = NULL, whole = NULL;

        g_assert_cmpint(g_mkdir_with_parents(directory, 0755), ==, 0);
        g_assert_true(g_file_set_contents(file, "/var/log/x.log {\n postrotate\n true\n endscript\n}\n", -1, NULL));
        facts = host_facts_new(tree);
        needs = host_indirect_of_unit(facts, "logrotate.service");
        whole = host_expand(facts, needs, true);
        for (size_t i = 0; i < G_N_ELEMENTS(logs); i++)
                g_assert_true(need_set_has(whole, NEED_PATH, logs[i]));
}

static void test_hooks(void)
{
        g_autoptr(HostFacts) facts = read_host("server");
        g_autoptr(NeedSet) of_smartd = host_indirect_of_unit(facts, "smartmontools.service"),
                           of_nginx = host_indirect_of_unit(facts, "nginx.service");
        g_autoptr(NeedSet) telegram = expand("server", "hooks:/etc/smartmontools/smartd_warning.d", true);
        g_autoptr(NeedSet) run = expand("server", "hooks:/etc/smartmontools/run.d", true);
        g_autoptr(NeedSet) none = expand("empty", "hooks:/etc/smartmontools/run.d", true);

        g_assert_true(need_set_has(telegram, NEED_CONNECT, "tcp:0.0.0.0:443"));
        g_assert_true(need_set_has(telegram, NEED_CONNECT, "unix:/run/dbus/system_bus_socket"));
        g_assert_cmpuint(count(telegram, NEED_SETID_EXEC), ==, 0);
        g_assert_true(need_set_has(run, NEED_SETID_EXEC, "/usr/sbin/postdrop"));
        g_assert_true(need_set_has(run, NEED_MEMORY, "write-execute")); /* 90binary */
        g_assert_cmpuint(none->entries->len, ==, 0);
        g_assert_true(need_set_has(of_smartd, NEED_INDIRECT, "hooks:/etc/smartmontools/run.d"));
        g_assert_true(need_set_has(of_nginx, NEED_INDIRECT, "places:nginx"));
        g_assert_cmpuint(of_nginx->entries->len, ==, 1);
}

static void test_plugins(void)
{
        g_autoptr(NeedSet) nginx = expand("server", "plugins:/usr/lib/nginx/modules/*", true);
        g_autoptr(NeedSet) unknown = expand("empty", "plugins:/usr/lib/frobnicate/*", true);

        g_assert_true(need_set_has(nginx, NEED_MEMORY, "write-execute"));
        g_assert_cmpuint(count(nginx, NEED_CONNECT), ==, 1);
        g_assert_true(need_set_has(unknown, NEED_MEMORY, "write-execute"));
}

/* A reference clock is a device, or shared memory. */
static void test_clocks(void)
{
        g_autoptr(NeedSet) ntpsec = expand("places", "plugins:/etc/ntpsec/ntp.conf", true),
                           none = expand("empty", "plugins:/etc/ntpsec/ntp.conf", true);

        g_assert_true(need_set_has(ntpsec, NEED_DEVICE, "/dev/pps0"));
        g_assert_true(need_set_has(ntpsec, NEED_BEHAVIOUR, "sysv-ipc"));
        g_assert_cmpuint(none->entries->len, ==, 0);
}

static void test_places(void)
{
        g_autoptr(NeedSet) nginx = expand("places", "places:nginx", true),
                           unknown = expand("empty", "places:frobnicate", true);

        g_assert_nonnull(need_set_find(nginx, NEED_PATH, ACCESS_READ, "/home/joe/public_html"));
        g_assert_nonnull(
                need_set_find(nginx, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/data/upload/FILE"));
        /* /srv/dav is not there: it is made in /srv; of what is to be in /var, and nothing there, no more is opened */
        g_assert_nonnull(need_set_find(nginx, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/srv/FILE"));
        g_assert_null(need_set_find(nginx, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/var/FILE"));
        g_assert_cmpuint(unknown->entries->len, ==, 0);
        g_assert_nonnull(((Coverage *)unknown->coverages->pdata[0])->blind[0]);
}

static void test_architectures(void)
{
        g_autoptr(NeedSet) server = expand("server", "foreign-arch", true),
                           empty = expand("empty", "foreign-arch", true);

        g_assert_true(need_set_has(server, NEED_FOREIGN, "i386:execve"));
        g_assert_cmpuint(empty->entries->len, ==, 0);
}

/* Plain needs that were seen say indirect ones. */
static void test_triggers(void)
{
        g_autoptr(HostFacts) facts = read_host("server");
        g_autoptr(NeedSet) needs = need_set_new("x.service"), host = NULL, nothing = NULL;

        need_set_add(needs, NEED_PATH, ACCESS_READ, "/etc/hosts", STRENGTH_WITNESSED, PHASE_RUN, "observe", NULL, NULL);
        nothing = host_needs(facts, needs, true);
        g_assert_cmpuint(nothing->entries->len, ==, 0);
        need_set_add(needs, NEED_PATH, ACCESS_READ, "/etc/pam.d/dovecot", STRENGTH_WITNESSED, PHASE_RUN, "observe",
                     NULL, NULL);
        need_set_add(needs, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, "/usr/sbin/sendmail", STRENGTH_WITNESSED,
                     PHASE_RUN, "observe", NULL, NULL);
        host = host_needs(facts, needs, true);
        g_assert_true(need_set_has(host, NEED_SETID_EXEC, "/usr/sbin/postdrop"));
        g_assert_true(need_set_has(host, NEED_BEHAVIOUR, "keyring"));
}

static void count_row(const HostRow *row, void *userdata)
{
        const char *expected = NULL;
        unsigned *n = userdata;

        if (!need_subject_is_valid(row->kind, row->subject, &expected))
                g_error("%s: %s is not %s", row->key, row->subject, expected);
        g_assert_cmpint(need_kind_has_access(row->kind), ==, row->access != 0);
        g_assert_true(row->note && *row->note);
        (*n)++;
}

/* Which keys use IP, and which say with whom. */
static void note_peers(const HostRow *row, void *userdata)
{
        GHashTable **sets = userdata;

        if (row->kind == NEED_SOCKET && g_str_has_prefix(row->subject, "AF_INET"))
                g_hash_table_add(sets[0], (gpointer)row->key);
        if ((row->kind == NEED_CONNECT || row->kind == NEED_BIND) && !g_str_has_prefix(row->subject, "unix:"))
                g_hash_table_add(sets[1], (gpointer)row->key);
}

/* A socket of a key that names no peer would be taken to be for those of the other keys. */
static void test_rows_name_peers(void)
{
        g_autoptr(GHashTable) sockets = g_hash_table_new(g_str_hash, g_str_equal),
                              peers = g_hash_table_new(g_str_hash, g_str_equal);
        GHashTable *sets[] = {sockets, peers};
        GHashTableIter iter;
        gpointer key;

        host_rows_each(note_peers, sets);
        g_assert_cmpuint(g_hash_table_size(sockets), >, 20);
        g_hash_table_iter_init(&iter, sockets);
        while (g_hash_table_iter_next(&iter, &key, NULL))
                if (!g_hash_table_contains(peers, key) && !g_str_has_prefix(key, "nss:nis") &&
                    !g_str_equal(key, "sendmail:opensmtpd")) /* never connected */
                        g_error("%s has IP sockets, and no row says whom for", (const char *)key);
}

/* Every row is one that need_set_add() takes, and what is known by the facts is known here. */
static void test_rows(void)
{
        static const char *const keys[] = {"sendmail:postfix",
                                           "sendmail:exim4",
                                           "sendmail:dma",
                                           "sendmail:nullmailer",
                                           "sendmail:ssmtp",
                                           "sendmail:msmtp-mta",
                                           "sendmail:esmtp",
                                           "sendmail:opensmtpd",
                                           "sendmail:sendmail-bin",
                                           "sendmail:courier-mta",
                                           "nss:mdns4_minimal",
                                           "nss:nisplus",
                                           "nss:libvirt_guest",
                                           "nss:sss",
                                           "pam:pam_sss_gss",
                                           "calls:curl",
                                           "calls:setpriv",
                                           "apache2:php8.2_module",
                                           NULL};
        unsigned n = 0;

        for (const char *const *key = keys; *key; key++) {
                unsigned before = n;

                g_assert_true(host_rows_of(*key, count_row, &n));
                g_assert_cmpuint(n, >, before);
        }
        g_assert_true(host_rows_of("nss:files", count_row, &(unsigned){0}));
        g_assert_false(host_rows_of("nss:frobnicate", count_row, &n));
        g_assert_false(host_rows_of("nginx:frobnicate", count_row, &n));
        n = 0;
        host_rows_each(count_row, &n);
        g_assert_cmpuint(n, >, 200);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/source/host/mail", test_mail);
        g_test_add_func("/source/host/nss", test_nss);
        g_test_add_func("/source/host/compat", test_compat);
        g_test_add_func("/source/host/pam", test_pam);
        g_test_add_func("/source/host/rotation", test_rotation);
        g_test_add_func("/source/host/hooks", test_hooks);
        g_test_add_func("/source/host/jobs", test_jobs);
        g_test_add_func("/source/host/plugins", test_plugins);
        g_test_add_func("/source/host/clocks", test_clocks);
        g_test_add_func("/source/host/places", test_places);
        g_test_add_func("/source/host/architectures", test_architectures);
        g_test_add_func("/source/host/triggers", test_triggers);
        g_test_add_func("/source/host/rows", test_rows);
        g_test_add_func("/source/host/rows-name-peers", test_rows_name_peers);
        return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "source/become.h"

static void test_text(void)
{
        static const struct {
                const char *text;
                bool says;
        } cases[] = {
                {"#!/bin/sh\nsu nobody -s /bin/sh -c id\n", true},
                {"#!/bin/sh\nif true; then su - joe -c id; fi\n", true},
                {"#!/bin/sh\n  /sbin/runuser -u joe id\n", true},
                {"#!/bin/sh\nexec chpst -u www prog\n", true},
                {"#!/bin/sh\nexec setpriv --reuid=www prog\n", true},
                {"#!/bin/sh\nstart-stop-daemon --start -p x -c www -x prog\n", true},
                {"#!/bin/sh\nstart-stop-daemon --start --chuid www --exec prog\n", true},
                {"#!/bin/sh\nx=$(sudo -u joe id)\n", true},
                {"#!/usr/bin/python3\nimport os\nos.setuid(33)\n", true},
                {"#!/usr/bin/python3\nsubprocess.run(['su', '-', 'joe'])\n", true},
                {"#!/usr/bin/python3\nsubprocess.run(['id'], user='joe')\n", true},
                {"#!/usr/bin/perl\nsetgid(65534); setuid(65534);\n", true},
                {"#!/usr/bin/perl\n$> = 33;\n", true},
                {"#!/bin/sh\n# su nobody -c id\necho hi # su\n", false},
                {"#!/bin/sh\nstart-stop-daemon --start -p x -x prog\n", false},
                {"#!/bin/sh\nresult=sum\nsum file\necho su\n", false},
                {"#!/usr/bin/perl\nif ($> == 0) { print }\n", false},
                {"#!/usr/bin/python3\nno_setuid_here(1)\n", false},
        };
        static const char compiled[] = "\xa7\r\r\n\0\0\xda\x06setuid\xda\x03pwd", other[] = "\xa7\r\r\n\0mysetuids\0";

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
                if (become_in_text(cases[i].text, strlen(cases[i].text), false) != cases[i].says)
                        g_error("wrong of %s", cases[i].text);
        g_assert_true(become_in_text(compiled, sizeof compiled, true));
        g_assert_false(become_in_text(other, sizeof other, true));
}

static bool of_file(const char *name, unsigned access, const char *data, size_t length)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL);
        g_autofree char *full = g_build_filename(tree, name, NULL), *subject = g_strconcat("/", name, NULL);
        g_autoptr(NeedSet) needs = need_set_new("x.service"), become = NULL;

        g_assert_true(g_file_set_contents(full, data, (gssize)length, NULL));
        need_set_add(needs, NEED_PATH, access, subject, STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        become = become_needs(tree, needs, true);
        g_assert_cmpint(g_unlink(full), ==, 0);
        g_assert_cmpint(g_rmdir(tree), ==, 0);
        g_assert_true(need_set_has(become, NEED_CAPABILITY, "CAP_SETUID") ==
                      need_set_has(become, NEED_CAPABILITY, "CAP_SETGID"));
        return need_set_has(become, NEED_CAPABILITY, "CAP_SETUID");
}

static const char *keeps; /* a path that it makes, too */

static NeedSet *needs_of(const char *data, size_t length)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL);
        g_autofree char *full = g_build_filename(tree, "x", NULL);
        g_autoptr(NeedSet) needs = need_set_new("x.service");
        NeedSet *become;

        g_assert_true(g_file_set_contents(full, data, (gssize)length, NULL));
        need_set_add(needs, NEED_PATH, ACCESS_EXECUTE, "/x", STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        if (keeps)
                need_set_add(needs, NEED_PATH, ACCESS_WRITE, keeps, STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        become = become_needs(tree, needs, true);
        g_assert_cmpint(g_unlink(full), ==, 0);
        g_assert_cmpint(g_rmdir(tree), ==, 0);
        return become;
}

static void test_mail(void)
{
        static const char php[] = "\177ELF....\0/usr/sbin/sendmail -t -i\0", none[] = "\177ELF....\0sendmail\0",
                          script[] = "#!/bin/sh\n/usr/lib/sendmail root <x\n";
        g_autoptr(NeedSet) of_php = needs_of(php, sizeof php), of_none = needs_of(none, sizeof none),
                           of_script = needs_of(script, strlen(script));

        g_assert_true(need_set_has(of_php, NEED_INDIRECT, "sendmail"));
        g_assert_false(need_set_has(of_none, NEED_INDIRECT, "sendmail"));
        g_assert_true(need_set_has(of_script, NEED_INDIRECT, "sendmail"));
        g_assert_false(need_set_has(of_script, NEED_CAPABILITY, "CAP_SETUID"));
}

/* A user who is not root: only what has the set-ID bit helps. */
static void test_not_root(void)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL);
        g_autofree char *full = g_build_filename(tree, "x", NULL);
        g_autoptr(NeedSet) needs = need_set_new("x.service"), with = NULL, without = NULL, mailer = NULL;

        need_set_add(needs, NEED_PATH, ACCESS_EXECUTE, "/x", STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        g_assert_true(g_file_set_contents(full, "#!/bin/sh\nrunuser -u nobody id\n", -1, NULL));
        without = become_needs(tree, needs, false);
        g_assert_cmpuint(without->entries->len, ==, 0);
        g_assert_true(g_file_set_contents(full, "#!/bin/sh\nsudo -n id\n", -1, NULL));
        with = become_needs(tree, needs, false);
        static const char elf[] = "\177ELF....\0/usr/sbin/sendmail\0";
        g_assert_true(g_file_set_contents(full, elf, sizeof(elf), NULL));
        mailer = become_needs(tree, needs, false);
        g_assert_cmpuint(mailer->entries->len, ==, 0);
        g_assert_true(need_set_has(with, NEED_SETID_EXEC, "/usr/bin/sudo"));
        g_assert_true(need_set_has(with, NEED_INDIRECT, "pam:sudo"));
        g_assert_cmpint(g_unlink(full), ==, 0);
        g_assert_cmpint(g_rmdir(tree), ==, 0);
}

static void test_more(void)
{
        static const char su[] = "#!/bin/sh\nsu nobody\n", priv[] = "#!/bin/sh\nsetpriv --reuid=33 id\n",
                          jail[] = "\177ELF....\0setgroups\0chroot\0bind\0listen",
                          open[] = "\177ELF....\0setgroups\0bind\0";
        g_autoptr(NeedSet) of_su = needs_of(su, strlen(su)), of_priv = needs_of(priv, strlen(priv)),
                           of_jail = needs_of(jail, sizeof jail), of_open = needs_of(open, sizeof open);

        g_assert_true(need_set_has(of_su, NEED_INDIRECT, "pam:su"));
        g_assert_false(need_set_has(of_su, NEED_INDIRECT, "pam:sudo"));
        g_assert_false(need_set_has(of_priv, NEED_INDIRECT, "pam:su"));
        g_assert_true(need_set_has(of_jail, NEED_CAPABILITY, "CAP_SYS_CHROOT"));
        g_assert_true(need_set_has(of_jail, NEED_SYSCALL, "chroot"));
        g_assert_false(need_set_has(of_open, NEED_CAPABILITY, "CAP_SYS_CHROOT"));
        g_assert_true(need_set_has(of_jail, NEED_CAPABILITY, "CAP_NET_BIND_SERVICE"));
        g_assert_false(need_set_has(of_open, NEED_CAPABILITY, "CAP_NET_BIND_SERVICE"));
}

/* What libcap-ng needs to become another user, and what the program will want to keep. */
static void test_change_id(void)
{
        static const char daemon[] = "\177ELF....\0capng_change_id\0nice\0x",
                          other[] = "\177ELF....\0capng_change_id\0x";
        g_autoptr(NeedSet) of_daemon = needs_of(daemon, sizeof daemon), of_other = needs_of(other, sizeof other);

        g_assert_true(need_set_has(of_daemon, NEED_CAPABILITY, "CAP_SETUID"));
        g_assert_true(need_set_has(of_daemon, NEED_CAPABILITY, "CAP_SETPCAP"));
        g_assert_true(need_set_has(of_daemon, NEED_SYSCALL, "capset"));
        g_assert_true(need_set_has(of_daemon, NEED_CAPABILITY, "CAP_SYS_NICE"));
        g_assert_true(need_set_has(of_daemon, NEED_SYSCALL, "setpriority"));
        g_assert_true(need_set_has(of_other, NEED_CAPABILITY, "CAP_SETPCAP"));
        g_assert_false(need_set_has(of_other, NEED_CAPABILITY, "CAP_SYS_NICE"));
}

/* Its logs belong to the user that a configuration names later. */
static void test_keeps_files(void)
{
        static const char daemon[] = "\177ELF....\0initgroups\0x", other[] = "\177ELF....\0setuid\0x";
        static const struct {
                const char *path;
                bool needs;
        } cases[] = {{NULL, false}, {"/var/log/x/a", true}, {"/var/tmp/a", false}, {"/run/x.pid", false}};

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(NeedSet) of_daemon = NULL, of_other = NULL;

                keeps = cases[i].path;
                of_daemon = needs_of(daemon, sizeof daemon);
                of_other = needs_of(other, sizeof other);
                keeps = NULL;
                g_assert_true(need_set_has(of_daemon, NEED_CAPABILITY, "CAP_DAC_OVERRIDE") == cases[i].needs);
                g_assert_true(need_set_has(of_daemon, NEED_CAPABILITY, "CAP_CHOWN") == cases[i].needs);
                g_assert_true(need_set_has(of_daemon, NEED_SYSCALL, "chown") == cases[i].needs);
                g_assert_cmpuint(of_other->entries->len, ==, 0);
        }
}

/* A script that was never run, in one that was. */
static void test_named(void)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL);
        g_autofree char *outer = g_build_filename(tree, "outer", NULL), *inner = g_build_filename(tree, "inner", NULL);
        g_autoptr(NeedSet) needs = need_set_new("x.service"), become = NULL, without = NULL;

        g_assert_true(g_file_set_contents(outer, "#!/usr/bin/python3\nrun(['/inner'])\nrun('/outer')\n", -1, NULL));
        g_assert_true(g_file_set_contents(inner, "#!/bin/sh\nrunuser -u nobody id\n", -1, NULL));
        need_set_add(needs, NEED_PATH, ACCESS_EXECUTE, "/outer", STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        without = become_needs(tree, needs, true);
        g_assert_false(need_set_has(without, NEED_CAPABILITY, "CAP_SETUID"));
        g_assert_cmpint(g_chmod(inner, 0755), ==, 0);
        become = become_needs(tree, needs, true);
        g_assert_true(need_set_has(become, NEED_CAPABILITY, "CAP_SETUID"));
        g_assert_true(need_set_has(become, NEED_INDIRECT, "pam:runuser"));
        g_assert_cmpint(g_unlink(outer), ==, 0);
        g_assert_cmpint(g_unlink(inner), ==, 0);
        g_assert_cmpint(g_rmdir(tree), ==, 0);
}

static void test_files(void)
{
        static const char daemon[] = "\177ELF....\0initgroups\0x", groups[] = "\177ELF....\0setgroups\0x",
                          rust[] = "\177ELF....\0setgroups\0x /rustc/1/std", none[] = "\177ELF....\0setuid\0x",
                          go[] = "\177ELF....\0setgroups\0\377 Go buildinf:", script[] = "#!/bin/sh\nsu nobody\n",
                          text[] = "su nobody\n", module[] = "os.initgroups(u, g)\n";
        const unsigned run = ACCESS_READ | ACCESS_EXECUTE;

        g_assert_true(of_file("xinetd", run, daemon, sizeof daemon));
        g_assert_true(of_file("rsync", run, groups, sizeof groups));
        g_assert_false(of_file("rusty", run, rust, sizeof rust));
        g_assert_false(of_file("gopher", run, go, sizeof go));
        g_assert_false(of_file("gpg-agent", run, daemon, sizeof daemon));
        g_assert_false(of_file("other", run, none, sizeof none));
        /* what is asked to, and a library that is only mapped */
        g_assert_false(of_file("python3.13", run, daemon, sizeof daemon));
        g_assert_false(of_file("libx.so", ACCESS_READ | ACCESS_MAP_EXECUTE, daemon, sizeof daemon));
        g_assert_true(of_file("script", run, script, strlen(script)));
        g_assert_true(of_file("daemon.py", ACCESS_READ, module, strlen(module)));
        g_assert_false(of_file("config", ACCESS_READ, text, strlen(text)));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/source/become/text", test_text);
        g_test_add_func("/source/become/files", test_files);
        g_test_add_func("/source/become/named", test_named);
        g_test_add_func("/source/become/mail", test_mail);
        g_test_add_func("/source/become/not-root", test_not_root);
        g_test_add_func("/source/become/more", test_more);
        g_test_add_func("/source/become/change-id", test_change_id);
        g_test_add_func("/source/become/keeps-files", test_keeps_files);
        return g_test_run();
}

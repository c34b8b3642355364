/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>

#include "cli/later.h"

/* A policy for a service that writes in two places, at home or not, confined before or not. */
static Policy *policy_for(const char *before, bool home)
{
        g_autoptr(Config) current = config_new();
        g_autoptr(NeedSet) needs = need_set_new("mq.service");
        const unsigned access = ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE;
        PolicyInput input = {.needs = needs, .current = current, .systemd = 257, .root = true};

        if (before)
                config_assign(current, DIRECTIVE_PROTECT_SYSTEM, before);
        need_set_add(needs, NEED_PATH, access, "/var/lib/mq/a", STRENGTH_WITNESSED, PHASE_RUN, "observe", "mq", "");
        need_set_add(needs, NEED_PATH, access, "/srv/two words/a", STRENGTH_WITNESSED, PHASE_RUN, "observe", "mq", "");
        if (home) {
                need_set_add(needs, NEED_PATH, access, "/home/x/a", STRENGTH_WITNESSED, PHASE_RUN, "observe", "mq", "");
                need_set_add(needs, NEED_PATH, ACCESS_READ | ACCESS_WRITE, "/tmp/of-others", STRENGTH_WITNESSED,
                             PHASE_RUN, "observe", "mq", "");
        }
        return policy_synthesise(&input);
}

static void test_elsewhere(void)
{
        g_autoptr(Policy) policy = policy_for(NULL, false), at_home = policy_for(NULL, true),
                          strict = policy_for("strict", false);
        g_autofree char *text = later_elsewhere(policy, "mq.service"),
                        *with_home = later_elsewhere(at_home, "mq.service"),
                        *none = later_elsewhere(strict, "mq.service");

        g_assert_cmpstr(
                text, ==,
                "what it is told later to write elsewhere than in /srv/two words, /var/lib/mq, /tmp and "
                "/var/tmp is refused, and what it is to find in home directories, until \"systemctl edit "
                "mq.service\" names the place: ReadWritePaths=PLACE, for homes ProtectHome=no, or takes it out of "
                "ReadOnlyPaths= where that names it");
        g_assert_nonnull(strstr(with_home, "/var/lib/mq"));
        g_assert_null(strstr(with_home, "ProtectHome"));
        g_assert_null(strstr(with_home, "/tmp, "));
        g_assert_null(none);
}

static void test_missing(void)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL),
                        *there = g_build_filename(tree, "var/lib/mq", NULL), *text = NULL, *none = NULL,
                        *other = g_build_filename(tree, "srv/two words", NULL);
        g_autoptr(Policy) policy = policy_for(NULL, false);

        g_assert_cmpint(g_mkdir_with_parents(there, 0755), ==, 0);
        text = later_missing(tree, policy, "mq.service");
        g_assert_cmpstr(text, ==,
                        "open to it, but not there yet: /srv/two words; what is made of these is open from the next "
                        "\"systemctl restart mq.service\" on");
        g_assert_cmpint(g_mkdir_with_parents(other, 0755), ==, 0);
        none = later_missing(tree, policy, "mq.service");
        g_assert_null(none);
        for (const char *const *path =
                     (const char *const[]){"srv/two words", "srv", "var/lib/mq", "var/lib", "var", "", NULL};
             *path; path++) {
                g_autofree char *full = g_build_filename(tree, *path, NULL);

                g_assert_cmpint(g_rmdir(full), ==, 0);
        }
}

/* A program with this in it, under a policy made of what was seen of it. Caller frees. */
static char *priority_of(const char *name, const char *data, size_t length, const char *call)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL),
                        *full = g_build_filename(tree, name, NULL), *subject = g_strconcat("/", name, NULL),
                        *text = NULL;
        g_autoptr(Config) current = config_new();
        g_autoptr(NeedSet) needs = need_set_new("mq.service");
        g_autoptr(Policy) policy = NULL;
        PolicyInput input = {.needs = needs, .current = current, .systemd = 257, .root = true};

        g_assert_true(g_file_set_contents(full, data, (gssize)length, NULL));
        need_set_add(needs, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, subject, STRENGTH_WITNESSED, PHASE_START,
                     "observe", "", "");
        if (call)
                need_set_add(needs, NEED_SYSCALL, 0, call, STRENGTH_WITNESSED, PHASE_START, "observe", "", "");
        policy = policy_synthesise(&input);
        text = later_priority(tree, policy, 257, "mq.service");
        g_assert_cmpint(g_unlink(full), ==, 0);
        g_assert_cmpint(g_rmdir(tree), ==, 0);
        return g_steal_pointer(&text);
}

static void test_priority(void)
{
        static const char nice[] = "\177ELF....\0setpriority\0bind",
                          both[] = "\177ELF....\0sched_setscheduler\0setpriority", none[] = "\177ELF....\0bind";
        g_autofree char *of_nice = priority_of("mq", nice, sizeof nice, NULL),
                        *of_both = priority_of("mq", both, sizeof both, NULL),
                        *of_none = priority_of("mq", none, sizeof none, NULL),
                        *of_python = priority_of("python3", both, sizeof both, NULL),
                        *of_seen = priority_of("mq", nice, sizeof nice, "setpriority");

        g_assert_cmpstr(
                of_nice, ==,
                "what priority it is told later to take is refused (/mq imports setpriority()), until \"systemctl "
                "edit mq.service\" allows it: SystemCallFilter=setpriority, for one above others "
                "CapabilityBoundingSet=CAP_SYS_NICE");
        g_assert_nonnull(strstr(of_both, "RestrictRealtime=no"));
        g_assert_null(of_none);
        g_assert_null(of_python);
        g_assert_null(of_seen);
}

/* What is said where it was seen to run this program. Caller frees. */
static char *brought_of(const char *program, Strength strength)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL),
                        *file = g_build_filename(tree, "cgi.service", NULL),
                        *own = g_build_filename(tree, "opt/mq", NULL), *opt = g_build_filename(tree, "opt", NULL),
                        *data = g_build_filename(own, "mq", NULL), *text = NULL;
        g_autoptr(Config) current = config_new();
        g_autoptr(NeedSet) needs = need_set_new("cgi.service");
        g_autoptr(UnitView) view = NULL;
        g_autoptr(Policy) policy = NULL;
        PolicyInput input = {.needs = needs, .current = current, .systemd = 257, .root = true};

        g_assert_cmpint(g_mkdir_with_parents(own, 0755), ==, 0);
        g_assert_true(g_file_set_contents(data, "x", 1, NULL));
        g_assert_true(g_file_set_contents(file, "[Service]\nExecStartPre=/usr/local/bin/make\nExecStart=/opt/mq/mq\n",
                                          -1, NULL));
        view = unit_load_file(file, NULL, NULL, NULL);
        g_assert_nonnull(view);
        need_set_add(needs, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, program, strength, PHASE_RUN, "observe", "", "");
        policy = policy_synthesise(&input);
        text = later_brought(tree, policy, view);
        g_assert_cmpint(g_unlink(data), ==, 0);
        g_assert_cmpint(g_unlink(file), ==, 0);
        g_assert_cmpint(g_rmdir(own), ==, 0);
        g_assert_cmpint(g_rmdir(opt), ==, 0);
        g_assert_cmpint(g_rmdir(tree), ==, 0);
        return g_steal_pointer(&text);
}

static void test_brought(void)
{
        static const char *const known[] = {"/usr/bin/id", "/bin/sh", "/etc/cron.daily/x", "/usr/local/bin/make",
                                            "/opt/mq/lib/helper"};
        g_autofree char *brought = brought_of("/srv/a.cgi", STRENGTH_WITNESSED),
                        *local = brought_of("/usr/local/bin/hook", STRENGTH_WITNESSED),
                        *thought = brought_of("/srv/a.cgi", STRENGTH_POSSIBLE);

        g_assert_cmpstr(
                brought, ==,
                "it ran /srv/a.cgi, which is of no package and not named in the unit: what programs that others "
                "bring need and were not seen to need is refused, set-ID programs such as sendmail or sudo "
                "among it; \"unitlock complain cgi.service\" tells of it first");
        g_assert_nonnull(local);
        g_assert_null(thought);
        for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
                g_autofree char *text = brought_of(known[i], STRENGTH_WITNESSED);

                g_assert_null(text);
        }
}

/* What is said of ports where it was seen to bind to this. Caller frees. */
static char *ports_of(const char *address, bool root, bool other_user)
{
        g_autoptr(Config) current = config_new();
        g_autoptr(NeedSet) needs = need_set_new("mq.service");
        g_autoptr(Policy) policy = NULL;
        PolicyInput input = {.needs = needs, .current = current, .systemd = 257, .root = root};

        need_set_add(needs, NEED_BIND, 0, address, STRENGTH_WITNESSED, PHASE_START, "observe", "", "");
        if (other_user)
                need_set_add(needs, NEED_USER, 0, "33", STRENGTH_WITNESSED, PHASE_START, "observe", "", "");
        policy = policy_synthesise(&input);
        return later_ports(policy, 257, root, "mq.service");
}

static void test_ports(void)
{
        g_autofree char *text = ports_of("tcp:127.0.0.1:9000", true, false),
                        *of_six = ports_of("udp:[::]:5300", true, false), *any = ports_of("udp:0.0.0.0:0", true, false),
                        *local = ports_of("unix:/run/mq", true, false),
                        *user = ports_of("tcp:0.0.0.0:9000", false, false),
                        *master = ports_of("tcp:0.0.0.0:9000", true, true);

        g_assert_cmpstr(text, ==,
                        "what port below 1024 it is told later to listen on is refused (it listens on "
                        "tcp:127.0.0.1:9000), until \"systemctl edit mq.service\" allows it: "
                        "CapabilityBoundingSet=CAP_NET_BIND_SERVICE, PrivateUsers=no");
        g_assert_nonnull(of_six);
        g_assert_null(any);
        g_assert_null(local);
        g_assert_null(user);
        g_assert_null(master);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/cli/later/elsewhere", test_elsewhere);
        g_test_add_func("/cli/later/missing", test_missing);
        g_test_add_func("/cli/later/priority", test_priority);
        g_test_add_func("/cli/later/brought", test_brought);
        g_test_add_func("/cli/later/ports", test_ports);
        return g_test_run();
}

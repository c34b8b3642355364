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

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/cli/later/elsewhere", test_elsewhere);
        g_test_add_func("/cli/later/missing", test_missing);
        g_test_add_func("/cli/later/priority", test_priority);
        return g_test_run();
}

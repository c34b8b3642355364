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

        g_assert_cmpstr(text, ==,
                        "what it is told later to write elsewhere than in /srv/two words, /var/lib/mq, /tmp and "
                        "/var/tmp is refused, and what it is to find in home directories, until \"systemctl edit "
                        "mq.service\" names the place: ReadWritePaths=PLACE, for homes ProtectHome=no");
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

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/cli/later/elsewhere", test_elsewhere);
        g_test_add_func("/cli/later/missing", test_missing);
        return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The twin of a unit: what it takes over and what not, and what its start would make. */

#include "prober/twin.h"

#include <string.h>

#include "prober/made.h"
#include "unit/exec-line.h"

static Config *config_of(const char *settings)
{
        Config *config = config_new();
        g_auto(GStrv) all = g_strsplit(settings, "|", 0);

        for (char **setting = all; *setting; setting++) {
                char *equals = strchr(*setting, '=');

                *equals = '\0';
                config_assign(config, (DirectiveId)directive_from_name(NULL, *setting), equals + 1);
        }
        return config;
}

static void test_text(void)
{
        static const struct {
                const char *settings, *has, *lacks;
        } cases[] = {
                {"ExecStart=/bin/a|ProtectSystem=strict", "\nProtectSystem=strict\n", "/bin/a"},
                {"ExecStart=/bin/a", "\nExecStart=/prober --x\n", NULL},
                {"ExecStart=-+/bin/a|User=joe", "\nExecStart=+/prober --x\n", NULL},
                {"ExecStart=!/bin/a|User=joe", "\nExecStart=!/prober --x\n", NULL},
                {"ExecStart=!!/bin/a|User=joe", "\nExecStart=/prober --x\n", NULL},
                {"ExecStart=/bin/a|ExecStart=+/bin/b", "\nExecStart=+/prober --x\n", NULL},
                {"ExecStart=/bin/a|TimeoutStartSec=1|RuntimeMaxSec=1", "\nTimeoutStartSec=120\n", "RuntimeMaxSec"},
                {"ExecStart=/bin/a|EnvironmentFile=/x|WorkingDirectory=/y", "\nExecStart=/prober", "=/x"},
                {"ExecStart=/bin/a|LimitFSIZE=0|LimitCPU=1|LimitNPROC=7", "\nLimitNPROC=7\n", "LimitFSIZE"},
                {"ExecStart=/bin/a|JoinsNamespaceOf=b.service",
                 "[Unit]\nDescription=What could be done in foo.service\n"
                 "JoinsNamespaceOf=b.service\n",
                 NULL},
                {"ExecStart=/bin/a|StateDirectory=a%b", "\nStateDirectory=a%%b\n", NULL},
                {"ExecStart=/bin/a|DynamicUser=yes", "\nUser=foo\n", NULL},
                {"ExecStart=/bin/a|RootDirectory=/srv", "\nBindReadOnlyPaths=/prober\n", NULL},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(Config) config = config_of(cases[i].settings);
                g_autofree char *text = twin_text(config, "foo.service", "/prober", "--x", "file:/out", false);

                if (!strstr(text, cases[i].has))
                        g_error("%s: no \"%s\" in:\n%s", cases[i].settings, cases[i].has, text);
                if (cases[i].lacks && strstr(text, cases[i].lacks))
                        g_error("%s: \"%s\" in:\n%s", cases[i].settings, cases[i].lacks, text);
        }
}

static void test_prefixes(void)
{
        g_autoptr(Config) plus = config_of("ExecStart=@+/bin/a a"), bang = config_of("ExecStart=!/bin/a"),
                          none = config_of("ExecStart=-/bin/a");

        g_assert_cmpuint(twin_prefixes(plus), ==, EXEC_FULLY_PRIVILEGED);
        g_assert_cmpuint(twin_prefixes(bang), ==, EXEC_NO_SETUID);
        g_assert_cmpuint(twin_prefixes(none), ==, 0);
}

static void test_made(void)
{
        g_autoptr(Config) root = config_of("RootDirectory=/srv"), slash = config_of("RootDirectory=/");
        static const char *const wanted[] = {
                "/var/lib/private/unitlock-no-such/deep",
                "/var/lib/private/unitlock-no-such",
                "/var/lib/unitlock-no-such/deep",
                "/var/lib/unitlock-no-such",
                "/var/lib/unitlock-no-link",
        };
        g_autoptr(Config) config = config_of("DynamicUser=yes|StateDirectory=unitlock-no-such/deep:unitlock-no-link");
        g_autoptr(GPtrArray) paths = made_by_start(config, false);
        g_autoptr(Config) there = config_of("ConfigurationDirectory=.|RuntimeDirectory=");
        g_autoptr(GPtrArray) nothing = made_by_start(there, false);
        guint at = 0;

        /* in this order; the directory "private" is there on some machines, and "unitlock-no-such" on none */
        for (guint i = 0; i < paths->len && at < G_N_ELEMENTS(wanted); i++)
                at += g_str_equal(paths->pdata[i], wanted[at]);
        g_assert_cmpuint(at, ==, G_N_ELEMENTS(wanted));
        g_assert_cmpuint(nothing->len, ==, 0);
        g_assert_true(twin_has_root(root));
        g_assert_false(twin_has_root(slash));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/twin/text", test_text);
        g_test_add_func("/twin/prefixes", test_prefixes);
        g_test_add_func("/twin/made", test_made);
        return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The directive table is complete and at one with itself. What it says of systemd is compared with real ones in
 * test/live/directives.sh. */
#include <string.h>

#include "base/text.h"
#include "model/directive.h"

static void test_complete(void)
{
        for (int id = 0; id < _DIRECTIVE_MAX; id++) {
                const Directive *row = &directives[id];
                g_assert_nonnull(row->name);
                g_test_message("%s", row->name);
                g_assert_cmpint(directive_from_name(row->section, row->name), ==, id);
                g_assert_cmpint(directive_from_name(NULL, row->name), ==, id);
                g_assert_cmpstr(row->section, ==, row->manual == MANUAL_UNIT ? "Unit" : "Service");
                g_assert_cmpint(row->scope, >=, SCOPE_SYSTEM);
                g_assert_cmpint(row->scope, <=, SCOPE_BOTH);
                g_assert_true(row->since == 0 || (row->since > SYSTEMD_OLDEST && row->since <= SYSTEMD_NEWEST));
                g_assert_true(row->removed == 0 || row->removed > row->since);
                g_assert_true(row->removed <= SYSTEMD_NEWEST);
                g_assert_nonnull(row->help);
                g_assert_true(row->help[0] != '\0' && !g_str_has_suffix(row->help, "."));
        }
        g_assert_cmpint(directive_from_name("Unit", "ProtectSystem"), ==, -1);
        g_assert_cmpint(directive_from_name(NULL, "protectsystem"), ==, -1);
        g_assert_cmpint(directive_from_name("Service", "ReadWriteDirectories"), ==, DIRECTIVE_READ_WRITE_PATHS);
}

static void test_rungs(void)
{
        for (int id = 0; id < _DIRECTIVE_MAX; id++) {
                const Directive *row = &directives[id];
                g_test_message("%s", row->name);
                g_assert_cmpint(row->kind == VALUE_BOOLEAN || row->kind == VALUE_ENUM, ==, row->rungs != NULL);
                if (!row->rungs)
                        continue;
                for (unsigned i = 0; row->rungs[i]; i++) {
                        unsigned since = directive_rung_since((DirectiveId)id, row->rungs[i]);
                        g_assert_cmpint(string_table_index(row->rungs, row->rungs[i]), ==, (int)i);
                        g_assert_true(since == 0 || (since > row->since && since <= SYSTEMD_NEWEST));
                }
                if (row->off) {
                        g_assert_cmpint(string_table_index(row->rungs, row->off), >=, 0);
                        g_assert_false(directive_value_is_on((DirectiveId)id, row->off));
                }
        }
}

static void test_merge_fits_kind(void)
{
        for (int id = 0; id < _DIRECTIVE_MAX; id++) {
                const Directive *row = &directives[id];
                g_test_message("%s", row->name);
                if (row->rungs || row->kind == VALUE_MODE || row->kind == VALUE_TIME || row->kind == VALUE_SIZE)
                        g_assert_cmpint(row->merge, ==, MERGE_ASSIGN);
                if (row->kind == VALUE_PATH_LIST || row->kind == VALUE_DEVICE || row->kind == VALUE_ADDRESSES)
                        g_assert_cmpint(row->merge, ==, MERGE_ACCUMULATE_RESET);
                if (row->kind == VALUE_SYSCALLS || row->kind == VALUE_FAMILIES || row->kind == VALUE_CAPABILITIES)
                        g_assert_cmpint(row->merge, ==, MERGE_INVERTIBLE);
        }
}

static void test_versions(void)
{
        g_assert_true(directive_known_to(DIRECTIVE_PROTECT_SYSTEM, 252));
        g_assert_false(directive_known_to(DIRECTIVE_PRIVATE_PIDS, 256));
        g_assert_true(directive_known_to(DIRECTIVE_PRIVATE_PIDS, 257));
        g_assert_true(directive_known_to(DIRECTIVE_CPU_ACCOUNTING, 257));
        g_assert_false(directive_known_to(DIRECTIVE_CPU_ACCOUNTING, 262));
        g_assert_cmpuint(directive_rung_since(DIRECTIVE_PRIVATE_TMP, "disconnected"), ==, 257);
        g_assert_cmpuint(directive_rung_since(DIRECTIVE_PRIVATE_TMP, "yes"), ==, 0);
}

static void test_on(void)
{
        g_assert_true(directive_value_is_on(DIRECTIVE_PROTECT_HOME, "true"));
        g_assert_false(directive_value_is_on(DIRECTIVE_PROTECT_HOME, "0"));
        g_assert_false(directive_value_is_on(DIRECTIVE_PROTECT_HOME, ""));
        g_assert_false(directive_value_is_on(DIRECTIVE_UMASK, "0022"));
        g_assert_true(directive_value_is_on(DIRECTIVE_UMASK, "0077"));
        g_assert_true(directive_value_is_on(DIRECTIVE_RESTRICT_NAMESPACES, "~mnt"));
        g_assert_false(directive_value_is_on(DIRECTIVE_RESTRICT_NAMESPACES, "no"));
        g_assert_false(directive_value_is_on(DIRECTIVE_IGNORE_SIGPIPE, "1"));
        g_assert_true(directive_value_is_on(DIRECTIVE_CAPABILITY_BOUNDING_SET, ""));
        g_assert_false(directive_value_is_on(DIRECTIVE_CAPABILITY_BOUNDING_SET, "~"));
        g_assert_true(directive_value_is_on(DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "none"));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/directives/complete", test_complete);
        g_test_add_func("/directives/rungs", test_rungs);
        g_test_add_func("/directives/merge-fits-kind", test_merge_fits_kind);
        g_test_add_func("/directives/versions", test_versions);
        g_test_add_func("/directives/on", test_on);
        return g_test_run();
}

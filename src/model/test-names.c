/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of words: complete, and the same there and back. Numbers are compared with the kernel headers of this
 * host. */
#include <linux/capability.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "model/capability.h"
#include "model/family.h"
#include "model/need.h"

static void check_table(const char *const *table, int count)
{
        for (int i = 0; i < count; i++) {
                g_assert_nonnull(table[i]);
                g_assert_cmpint(string_table_index(table, table[i]), ==, i);
        }
        g_assert_null(table[count]);
}

static void test_tables(void)
{
        check_table(need_kind_names, _NEED_MAX);
        check_table(behaviour_names, _BEHAVIOUR_MAX);
        check_table(strength_names, _STRENGTH_MAX);
        check_table(phase_names, _PHASE_MAX);
        check_table(namespace_names, NAMESPACE_COUNT);
}

static void test_access(void)
{
        for (unsigned access = 1; access <= _ACCESS_ALL; access++) {
                g_autofree char *words = access_to_string(access);
                unsigned back = 0;
                g_assert_true(access_from_string(words, &back));
                g_assert_cmpuint(back, ==, access);
        }
        unsigned untouched = 7;
        g_assert_false(access_from_string("", &untouched));
        g_assert_false(access_from_string("read,", &untouched));
        g_assert_cmpuint(untouched, ==, 7);
}

static void test_capabilities(void)
{
        for (int i = 0; i < CAPABILITY_COUNT; i++) {
                g_assert_nonnull(capability_name(i));
                g_assert_nonnull(capability_help(i));
                g_assert_cmpint(capability_from_name(capability_name(i)), ==, i);
        }
        g_assert_null(capability_name(-1));
        g_assert_null(capability_name(CAPABILITY_COUNT));
        g_assert_cmpint(capability_from_name("cap_sys_admin"), ==, CAP_SYS_ADMIN);
        g_assert_cmpint(capability_from_name("CAP_SETFCAP"), ==, CAP_SETFCAP);
        g_assert_cmpint(capability_from_name("CAP_CHECKPOINT_RESTORE"), ==, CAP_CHECKPOINT_RESTORE);
        g_assert_cmpint(capability_from_name("CAP_FLY"), ==, -1);

        g_autofree char *unknown = NULL;
        uint64_t mask = capability_mask_from_string(" CAP_KILL  CAP_FLY CAP_CHOWN", &unknown);
        g_autofree char *words = capability_mask_to_string(mask);
        g_assert_cmpstr(words, ==, "CAP_CHOWN CAP_KILL");
        g_assert_cmpstr(unknown, ==, "CAP_FLY");
}

static void test_families(void)
{
        for (int i = 1; family_name(i); i++)
                g_assert_cmpint(family_from_name(family_name(i)), ==, i);
        g_assert_cmpint(family_from_name("AF_INET6"), ==, AF_INET6);
        g_assert_cmpint(family_from_name("AF_NETLINK"), ==, AF_NETLINK);
        g_assert_cmpint(family_from_name("AF_XDP"), ==, AF_XDP);
        g_assert_cmpint(family_from_name("AF_VSOCK"), ==, AF_VSOCK);
        g_assert_cmpint(family_from_name("AF_LOCAL"), ==, AF_UNIX);
        g_assert_cmpint(family_from_name("AF_UNSPEC"), ==, -1);
        g_assert_null(family_name(0));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/names/tables", test_tables);
        g_test_add_func("/names/access", test_access);
        g_test_add_func("/names/capabilities", test_capabilities);
        g_test_add_func("/names/families", test_families);
        return g_test_run();
}

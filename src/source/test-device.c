/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <grp.h>

#include "source/device.h"

static NeedSet *devices_of(const char *became, const char *const *groups)
{
        g_autoptr(NeedSet) needs = need_set_new("x.service");

        if (became)
                need_set_add(needs, NEED_GROUP, 0, became, STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        return device_needs(needs, groups);
}

static void test_named(void)
{
        static const char *const printers[] = {"nogroup", "lp", NULL}, *const others[] = {"adm", "lpadmin", NULL},
                                 *const cameras[] = {"video", NULL};
        g_autoptr(NeedSet) of_cameras = devices_of(NULL, cameras), of_printers = devices_of(NULL, printers),
                           of_others = devices_of(NULL, others), of_none = devices_of(NULL, NULL);

        g_assert_true(need_set_has(of_printers, NEED_DEVICE, "/dev/usb/lp0"));
        g_assert_true(need_set_has(of_printers, NEED_DEVICE, "/dev/lp0"));
        g_assert_cmpuint(of_printers->entries->len, ==, 2);
        g_assert_true(need_set_has(of_cameras, NEED_DEVICE, "/dev/video0"));
        g_assert_cmpuint(of_others->entries->len, ==, 0);
        g_assert_cmpuint(of_none->entries->len, ==, 0);
}

static void test_became(void)
{
        const struct group *group = getgrnam("dialout");
        g_autofree char *id = group ? g_strdup_printf("%u", group->gr_gid) : NULL;
        g_autoptr(NeedSet) of_root = devices_of("0", NULL), of_dialout = devices_of(id, NULL);

        g_assert_cmpuint(of_root->entries->len, ==, 0);
        g_assert_cmpuint(of_dialout->entries->len, ==, group ? 3 : 0);
        g_assert_true(!group || need_set_has(of_dialout, NEED_DEVICE, "/dev/ttyUSB0"));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/source/device/named", test_named);
        g_test_add_func("/source/device/became", test_became);
        return g_test_run();
}

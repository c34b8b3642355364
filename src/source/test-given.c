/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <grp.h>

#include "source/given.h"

static NeedSet *given_to(uid_t uid, const char *capability)
{
        struct passwd user = {.pw_name = (char *)"mq", .pw_uid = uid};
        g_autoptr(NeedSet) needs = need_set_new("x.service");

        if (capability)
                need_set_add(needs, NEED_CAPABILITY, 0, capability, STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        return given_needs(needs, &user, NULL);
}

static void check(uid_t uid, const char *capability, guint expected)
{
        g_autoptr(NeedSet) given = given_to(uid, capability);

        g_assert_cmpuint(given->entries->len, ==, expected);
        if (expected == 0)
                return;
        g_assert_true(need_set_has(given, NEED_PATH, "/srv/FILE"));
        g_assert_true(need_set_has(given, NEED_PATH, "/var/lib/FILE"));
        g_assert_true(need_set_has(given, NEED_PATH, "/var/log/FILE"));
}

static void test_own_user(void)
{
        check(100, NULL, 3);
        check(999, NULL, 3);
        check(999, "CAP_NET_BIND_SERVICE", 3);
}

static void test_shared_user(void)
{
        g_autoptr(NeedSet) needs = need_set_new("x.service"), unknown = given_needs(needs, NULL, NULL);

        check(0, NULL, 0);
        check(33, NULL, 0);
        check(1000, NULL, 0);
        check(65534, NULL, 0);
        g_assert_cmpuint(unknown->entries->len, ==, 0);
}

static void test_powers(void)
{
        check(999, "CAP_DAC_OVERRIDE", 0);
        check(999, "CAP_CHOWN", 0);
        check(999, "CAP_SETUID", 0);
}

static void test_mail(void)
{
        static const char *const carriers[] = {"adm", "mail", NULL}, *const others[] = {"adm", NULL};
        g_autoptr(NeedSet) needs = need_set_new("x.service"), by_unit = given_needs(needs, NULL, carriers),
                           of_others = given_needs(needs, NULL, others), went = NULL;
        const struct group *mail = getgrnam("mail");
        g_autofree char *id = mail ? g_strdup_printf("%u", mail->gr_gid) : g_strdup("0");

        g_assert_true(need_set_has(by_unit, NEED_PATH, "/var/mail/USER"));
        g_assert_cmpuint(by_unit->entries->len, ==, 1);
        g_assert_cmpuint(of_others->entries->len, ==, 0);
        need_set_add(needs, NEED_GROUP, 0, id, STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        went = given_needs(needs, NULL, others);
        g_assert_cmpuint(went->entries->len, ==, mail ? 1 : 0);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/source/given/own-user", test_own_user);
        g_test_add_func("/source/given/shared-user", test_shared_user);
        g_test_add_func("/source/given/powers", test_powers);
        g_test_add_func("/source/given/mail", test_mail);
        return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "base/address.h"

static void test_parse(void)
{
        static const struct {
                const char *text;
                int prefix; /* -1: no address */
        } cases[] = {
                {"127.0.0.1", 32},
                {"10.0.0.0/8", 8},
                {"0.0.0.0/0", 0},
                {"::/0", 0},
                {"::1", 128},
                {"fe80::/10", 10},
                {"::ffff:1.2.3.4", 128},
                {"", -1},
                {"localhost", -1},
                {"1.2.3", -1},
                {"1.2.3.4/33", -1},
                {"1.2.3.4/", -1},
                {"1.2.3.4/ 8", -1},
                {"1.2.3.4/-1", -1},
                {"::1/129", -1},
                {"/8", -1},
                {"::1%lo", -1},
                {"1.2.3.4/8/8", -1},
                {"00000000000000000000000000000000000000000000000000::1", -1},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                Address address = {.prefix = 77};

                g_test_message("%s", cases[i].text);
                g_assert_cmpint(address_parse(cases[i].text, &address), ==, cases[i].prefix >= 0);
                g_assert_cmpint((int)address.prefix, ==, cases[i].prefix >= 0 ? cases[i].prefix : 77);
        }
}

static void test_contains(void)
{
        static const struct {
                const char *net, *address;
                bool inside;
        } cases[] = {
                {"10.0.0.0/8", "10.255.0.1", true},  {"10.1.2.3/8", "10.255.0.1", true},
                {"10.0.0.0/8", "11.0.0.0", false},   {"10.0.0.0/9", "10.127.0.1", true},
                {"10.0.0.0/9", "10.128.0.1", false}, {"0.0.0.0/0", "1.2.3.4", true},
                {"::/0", "1.2.3.4", false},          {"1.2.3.4", "1.2.3.4", true},
                {"1.2.3.4", "1.2.3.5", false},       {"fe80::/10", "febf::1", true},
                {"fe80::/10", "fec0::1", false},     {"10.0.0.0/8", "10.0.0.0/7", false},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                Address net, address;

                g_test_message("%s in %s", cases[i].address, cases[i].net);
                g_assert_true(address_parse(cases[i].net, &net));
                g_assert_true(address_parse(cases[i].address, &address));
                g_assert_cmpint(address_contains(&net, &address), ==, cases[i].inside);
        }
}

static void test_loopback(void)
{
        static const struct {
                const char *text;
                bool loopback;
        } cases[] = {
                {"127.0.0.1", true}, {"127.0.0.1/8", true}, {"127.0.0.1/7", false}, {"128.0.0.1", false},
                {"::1", true},       {"::1/127", false},    {"::", false},          {"::ffff:127.0.0.1", false},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                Address address;

                g_test_message("%s", cases[i].text);
                g_assert_true(address_parse(cases[i].text, &address));
                g_assert_cmpint(address_is_loopback(&address), ==, cases[i].loopback);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/address/parse", test_parse);
        g_test_add_func("/address/contains", test_contains);
        g_test_add_func("/address/loopback", test_loopback);
        return g_test_run();
}

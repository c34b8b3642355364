/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json-text.h"

/* An array with an object in it, an empty array, and all kinds of values. */
static char *write_all(bool compact)
{
        g_auto(JsonText) json = {0};
        json_text_init(&json, compact);
        json_text_begin_array(&json, NULL);
        json_text_begin_object(&json, NULL);
        json_text_string(&json, "a", "x");
        json_text_string(&json, "b", NULL);
        json_text_begin_array(&json, "c");
        json_text_end_array(&json);
        json_text_begin_array(&json, "d");
        json_text_thousandths(&json, NULL, 2497);
        json_text_thousandths(&json, NULL, 1000);
        json_text_end_array(&json);
        json_text_end_object(&json);
        json_text_begin_object(&json, NULL);
        json_text_end_object(&json);
        json_text_end_array(&json);
        return json_text_steal(&json);
}

static void test_compact(void)
{
        g_autofree char *text = write_all(true);
        g_assert_cmpstr(text, ==, "[{\"a\":\"x\",\"b\":null,\"c\":[],\"d\":[2.497,1.0]},{}]");
}

static void test_indented(void)
{
        g_autofree char *text = write_all(false);
        g_assert_cmpstr(text, ==,
                        "[\n"
                        "  {\n"
                        "    \"a\": \"x\",\n"
                        "    \"b\": null,\n"
                        "    \"c\": [],\n"
                        "    \"d\": [\n"
                        "      2.497,\n"
                        "      1.0\n"
                        "    ]\n"
                        "  },\n"
                        "  {}\n"
                        "]");
}

static void check_string(const char *value, const char *expected)
{
        g_auto(JsonText) json = {0};
        json_text_init(&json, true);
        json_text_string(&json, NULL, value);
        g_assert_cmpstr(json.out->str, ==, expected);
}

static void test_strings(void)
{
        check_string("", "\"\"");
        check_string("a \"quote\" and a \\", "\"a \\\"quote\\\" and a \\\\\"");
        check_string("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"");
        check_string("\x01\x1f\x7f/", "\"\\u0001\\u001F\x7f/\"");
        check_string("\xc3\xa4 \xf0\x9f\x98\xa8", "\"\xc3\xa4 \xf0\x9f\x98\xa8\"");
        check_string("a\xff z", "\"a\xef\xbf\xbd z\"");
}

static void test_numbers(void)
{
        static const struct {
                unsigned value;
                const char *text;
        } rows[] = {{0, "0.0"},     {1, "0.001"},   {10, "0.01"},   {500, "0.5"},
                    {801, "0.801"}, {9040, "9.04"}, {10000, "10.0"}};
        for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_auto(JsonText) json = {0};
                json_text_init(&json, true);
                json_text_thousandths(&json, NULL, rows[i].value);
                g_assert_cmpstr(json.out->str, ==, rows[i].text);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/json-text/compact", test_compact);
        g_test_add_func("/json-text/indented", test_indented);
        g_test_add_func("/json-text/strings", test_strings);
        g_test_add_func("/json-text/numbers", test_numbers);
        return g_test_run();
}

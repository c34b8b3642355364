/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list of all services of a host has tens of thousands of small values. To build a tree of them first takes longer
 * than to compute them, so they are written as they come. Where output is short, jansson is used. */
#include "base/json-text.h"

#include <string.h>

void json_text_init(JsonText *json, bool compact)
{
        *json = (JsonText){.out = g_string_new(NULL), .compact = compact, .first = true};
}

void json_text_clear(JsonText *json)
{
        if (json->out)
                g_string_free(json->out, TRUE);
        json->out = NULL;
}

static void new_line(JsonText *json)
{
        if (json->compact)
                return;
        g_string_append_c(json->out, '\n');
        for (unsigned i = 0; i < json->depth; i++)
                g_string_append_len(json->out, "  ", 2);
}

/* Bytes up to the next that cannot stand in a string as it is. */
static size_t plain_length(const char *text)
{
        size_t length = 0;
        while ((unsigned char)text[length] >= 0x20 && text[length] != '"' && text[length] != '\\')
                length++;
        return length;
}

static void append_string(GString *out, const char *text)
{
        static const char escaped[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
        g_string_append_c(out, '"');
        for (;;) {
                size_t length = plain_length(text);
                g_string_append_len(out, text, (gssize)length);
                text += length;
                if (!*text)
                        break;
                const char *found = strchr(escaped, *text);
                if (found)
                        g_string_append_printf(out, "\\%c", letters[found - escaped]);
                else
                        g_string_append_printf(out, "\\u%04X", (unsigned char)*text);
                text++;
        }
        g_string_append_c(out, '"');
}

/* What stands before each value. */
static void begin_value(JsonText *json, const char *key)
{
        if (!json->first)
                g_string_append_c(json->out, ',');
        if (json->depth > 0)
                new_line(json);
        json->first = false;
        if (!key)
                return;
        g_string_append_c(json->out, '"');
        g_string_append(json->out, key);
        g_string_append(json->out, json->compact ? "\":" : "\": ");
}

static void begin(JsonText *json, const char *key, char bracket)
{
        begin_value(json, key);
        g_string_append_c(json->out, bracket);
        json->depth++;
        json->first = true;
}

static void end(JsonText *json, char bracket)
{
        g_return_if_fail(json->depth > 0);
        json->depth--;
        if (!json->first)
                new_line(json);
        json->first = false;
        g_string_append_c(json->out, bracket);
}

void json_text_begin_array(JsonText *json, const char *key)
{
        begin(json, key, '[');
}

void json_text_begin_object(JsonText *json, const char *key)
{
        begin(json, key, '{');
}

void json_text_end_array(JsonText *json)
{
        end(json, ']');
}

void json_text_end_object(JsonText *json)
{
        end(json, '}');
}

void json_text_string(JsonText *json, const char *key, const char *value)
{
        begin_value(json, key);
        if (!value) {
                g_string_append(json->out, "null");
                return;
        }
        if (g_utf8_validate(value, -1, NULL)) {
                append_string(json->out, value);
                return;
        }
        g_autofree char *valid = g_utf8_make_valid(value, -1);
        append_string(json->out, valid);
}

void json_text_thousandths(JsonText *json, const char *key, unsigned value)
{
        char digits[] = {'.', (char)('0' + value / 100 % 10), (char)('0' + value / 10 % 10), (char)('0' + value % 10)};
        gssize length = sizeof(digits);
        begin_value(json, key);
        while (length > 2 && digits[length - 1] == '0')
                length--;
        char whole[16], *at = whole + sizeof(whole);
        for (unsigned rest = value / 1000; at == whole + sizeof(whole) || rest > 0; rest /= 10)
                *--at = (char)('0' + rest % 10);
        g_string_append_len(json->out, at, whole + sizeof(whole) - at);
        g_string_append_len(json->out, digits, length);
}

char *json_text_steal(JsonText *json)
{
        return g_string_free(g_steal_pointer(&json->out), FALSE);
}

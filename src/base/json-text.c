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

/* As g_string_append_len(), which asks more before it does the same. */
static void append(GString *out, const char *text, size_t length)
{
        if (length >= out->allocated_len - out->len) {
                g_string_append_len(out, text, (gssize)length);
                return;
        }
        memcpy(out->str + out->len, text, length);
        out->len += length;
        out->str[out->len] = '\0';
}

static void new_line(JsonText *json)
{
        if (json->compact)
                return;
        append(json->out, "\n", 1);
        for (unsigned i = 0; i < json->depth; i++)
                append(json->out, "  ", 2);
}

/* Bytes up to the next that cannot stand in a string as it is, or may be no character. */
static size_t plain_length(const char *text)
{
        size_t length = 0;
        while (text[length] >= 0x20 && text[length] < 0x7f && text[length] != '"' && text[length] != '\\')
                length++;
        return length;
}

/* What is left of a string, of valid UTF-8. */
static void append_escaped(GString *out, const char *text)
{
        static const char escaped[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
        for (; *text; text++) {
                const char *found = strchr(escaped, *text);
                if (found)
                        g_string_append_printf(out, "\\%c", letters[found - escaped]);
                else if ((unsigned char)*text < 0x20)
                        g_string_append_printf(out, "\\u%04X", (unsigned char)*text);
                else
                        append(out, text, 1);
        }
}

static void append_string(GString *out, const char *text)
{
        size_t plain = plain_length(text);
        append(out, "\"", 1);
        append(out, text, plain);
        if (text[plain] && g_utf8_validate(text + plain, -1, NULL))
                append_escaped(out, text + plain);
        else if (text[plain]) {
                g_autofree char *valid = g_utf8_make_valid(text + plain, -1);
                append_escaped(out, valid);
        }
        append(out, "\"", 1);
}

/* What stands before each value. */
static void begin_value(JsonText *json, const char *key)
{
        if (!json->first)
                append(json->out, ",", 1);
        if (json->depth > 0)
                new_line(json);
        json->first = false;
        if (!key)
                return;
        append(json->out, "\"", 1);
        append(json->out, key, strlen(key));
        append(json->out, "\": ", json->compact ? 2 : 3);
}

static void begin(JsonText *json, const char *key, char bracket)
{
        begin_value(json, key);
        append(json->out, &bracket, 1);
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
        append(json->out, &bracket, 1);
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
        append_string(json->out, value);
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
        append(json->out, at, (size_t)(whole + sizeof(whole) - at));
        append(json->out, digits, (size_t)length);
}

char *json_text_steal(JsonText *json)
{
        return g_string_free(g_steal_pointer(&json->out), FALSE);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of units: which are valid, and how they are taken apart. An instance may hold further "@", a prefix may not;
 * the type is what follows the last dot. Nothing here looks at the file system. */
#include <string.h>

#include "base/text.h"
#include "unit/unit-name.h"

static const struct {
        const char *name;
        bool alias, template;
} unit_types[] = {
        {"service", true, true}, {"socket", true, true},  {"target", true, true},  {"device", true, false},
        {"timer", true, true},   {"path", true, true},    {"mount", false, false}, {"automount", false, false},
        {"swap", false, false},  {"slice", false, false}, {"scope", false, false},
};

static int type_index(const char *type)
{
        for (unsigned i = 0; type && i < G_N_ELEMENTS(unit_types); i++)
                if (strcmp(unit_types[i].name, type) == 0)
                        return (int)i;
        return -1;
}

bool unit_type_is_valid(const char *type)
{
        return type_index(type) >= 0;
}

bool unit_type_may_alias(const char *type)
{
        int i = type_index(type);
        return i >= 0 && unit_types[i].alias;
}

bool unit_type_may_template(const char *type)
{
        int i = type_index(type);
        return i >= 0 && unit_types[i].template;
}

static bool is_name_char(char c)
{
        return g_ascii_isalnum(c) || (c && strchr(":-_.\\", c));
}

UnitNameKind unit_name_kind(const char *name)
{
        if (!name || !*name || strlen(name) > UNIT_NAME_LENGTH_MAX)
                return UNIT_NAME_INVALID;

        const char *dot = strrchr(name, '.'), *at = NULL;
        if (!dot || dot == name || !unit_type_is_valid(dot + 1))
                return UNIT_NAME_INVALID;

        for (const char *c = name; c < dot; c++) {
                if (*c == '@' && !at)
                        at = c;
                if (*c != '@' && !is_name_char(*c))
                        return UNIT_NAME_INVALID;
        }
        if (!at)
                return UNIT_NAME_PLAIN;
        if (at == name)
                return UNIT_NAME_INVALID;
        return at + 1 == dot ? UNIT_NAME_TEMPLATE : UNIT_NAME_INSTANCE;
}

const char *unit_name_type(const char *name)
{
        return unit_name_is_valid(name) ? strrchr(name, '.') + 1 : NULL;
}

char *unit_name_template(const char *name)
{
        if (!(unit_name_kind(name) & (UNIT_NAME_INSTANCE | UNIT_NAME_TEMPLATE)))
                return NULL;
        const char *at = strchr(name, '@'), *dot = strrchr(name, '.');
        return g_strdup_printf("%.*s%s", (int)(at + 1 - name), name, dot);
}

char *unit_name_instance(const char *name)
{
        if (!(unit_name_kind(name) & (UNIT_NAME_INSTANCE | UNIT_NAME_TEMPLATE)))
                return NULL;
        const char *at = strchr(name, '@'), *dot = strrchr(name, '.');
        return g_strndup(at + 1, (gsize)(dot - at - 1));
}

char *unit_name_prefix(const char *name)
{
        if (!unit_name_is_valid(name))
                return NULL;
        const char *end = strchr(name, '@');
        if (!end)
                end = strrchr(name, '.');
        return g_strndup(name, (gsize)(end - name));
}

char *unit_name_without_type(const char *name)
{
        if (!unit_name_is_valid(name))
                return NULL;
        return g_strndup(name, (gsize)(strrchr(name, '.') - name));
}

char *unit_name_with_instance(const char *template, const char *instance)
{
        if (!(unit_name_kind(template) & (UNIT_NAME_INSTANCE | UNIT_NAME_TEMPLATE)) || !instance || !*instance)
                return NULL;
        const char *at = strchr(template, '@'), *dot = strrchr(template, '.');
        g_autofree char *name = g_strdup_printf("%.*s%s%s", (int)(at + 1 - template), template, instance, dot);
        return unit_name_kind(name) == UNIT_NAME_INSTANCE ? g_steal_pointer(&name) : NULL;
}

char *unit_name_from_input(const char *text)
{
        if (unit_name_is_valid(text))
                return g_strdup(text);
        g_autofree char *name = g_strconcat(text, ".service", NULL);
        return unit_name_is_valid(name) ? g_steal_pointer(&name) : NULL;
}

char *unit_name_missing(const char *word, const char *root)
{
        g_autofree char *name = unit_name_from_input(word);

        if (!name) {
                g_autofree char *shown = text_printable(word, false);

                return g_strdup_printf(
                        "No unit can be called \"%s\"; 'systemctl list-unit-files' lists those there are", shown);
        }
        return root ? g_strdup_printf("There is no unit %s below %s", name, root)
                    : g_strdup_printf("There is no unit %s; 'systemctl list-unit-files' lists those there are", name);
}

char *unit_name_for_shell(const char *name)
{
        g_auto(GStrv) parts =
                g_strsplit(name, "\\", 0); /* of what a name may have, a shell takes that alone for more */

        return g_strjoinv("\\\\", parts);
}

char *unit_name_escape(const char *text)
{
        GString *out = g_string_new(NULL);
        for (const char *c = text; *c; c++) {
                if (*c == '/')
                        g_string_append_c(out, '-');
                else if ((*c == '.' && c == text) || *c == '-' || *c == '\\' || !is_name_char(*c))
                        g_string_append_printf(out, "\\x%02x", (unsigned char)*c);
                else
                        g_string_append_c(out, *c);
        }
        return g_string_free(out, FALSE);
}

char *unit_name_unescape(const char *text)
{
        g_autoptr(GString) out = g_string_new(NULL);
        for (const char *c = text; *c; c++) {
                if (*c == '-')
                        g_string_append_c(out, '/');
                else if (*c == '\\') {
                        if (c[1] != 'x' || !g_ascii_isxdigit(c[2]) || !g_ascii_isxdigit(c[3]))
                                return NULL;
                        int byte = g_ascii_xdigit_value(c[2]) * 16 + g_ascii_xdigit_value(c[3]);
                        if (byte == 0)
                                return NULL;
                        g_string_append_c(out, (char)byte);
                        c += 3;
                } else
                        g_string_append_c(out, *c);
        }
        return g_strdup(out->str);
}

char *unit_name_unescape_path(const char *text)
{
        if (!*text)
                return NULL;
        if (strcmp(text, "-") == 0)
                return g_strdup("/");

        g_autofree char *plain = unit_name_unescape(text);
        if (!plain || g_str_has_prefix(plain, "/") || g_str_has_suffix(plain, "/"))
                return NULL;
        g_auto(GStrv) parts = g_strsplit(plain, "/", -1);
        for (char **part = parts; *part; part++)
                if (!**part || strcmp(*part, ".") == 0 || strcmp(*part, "..") == 0)
                        return NULL;
        return g_strconcat("/", plain, NULL);
}

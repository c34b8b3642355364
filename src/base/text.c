/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The small words that unit files and our own formats are written in: booleans, time spans, quoted and escaped words.
 * The rules for the first two are systemd's (systemd.syntax(7), systemd.time(7)), because people write them in unit
 * files.
 */
#include "base/text.h"

#include "base/error.h"
#include <string.h>

int string_table_index(const char *const *table, const char *string)
{
        if (!string)
                return -1;
        for (int i = 0; table[i]; i++)
                if (g_str_equal(table[i], string))
                        return i;
        return -1;
}

int strings_compare(gconstpointer a, gconstpointer b)
{
        return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **strings_of_set(GHashTable *set)
{
        GPtrArray *sorted = g_ptr_array_new();
        GHashTableIter iterator;
        gpointer key;

        g_hash_table_iter_init(&iterator, set);
        while (g_hash_table_iter_next(&iterator, &key, NULL))
                g_ptr_array_add(sorted, g_strdup(key));
        g_ptr_array_sort(sorted, strings_compare);
        g_ptr_array_add(sorted, NULL);
        return (char **)g_ptr_array_free(sorted, FALSE);
}

int parse_boolean(const char *string)
{
        static const char *const yes[] = {"1", "yes", "y", "true", "t", "on", NULL};
        static const char *const no[] = {"0", "no", "n", "false", "f", "off", NULL};

        char first = g_ascii_tolower(string[0]);
        for (size_t i = 0; yes[i]; i++)
                if (first == yes[i][0] && g_ascii_strcasecmp(string, yes[i]) == 0)
                        return 1;
        for (size_t i = 0; no[i]; i++)
                if (first == no[i][0] && g_ascii_strcasecmp(string, no[i]) == 0)
                        return 0;
        return -1;
}

static const struct {
        const char *name;
        guint64 usec;
} time_units[] = {
        {"seconds", G_USEC_PER_SEC},
        {"second", G_USEC_PER_SEC},
        {"sec", G_USEC_PER_SEC},
        {"s", G_USEC_PER_SEC},
        {"minutes", 60ULL * G_USEC_PER_SEC},
        {"minute", 60ULL * G_USEC_PER_SEC},
        {"min", 60ULL * G_USEC_PER_SEC},
        {"m", 60ULL * G_USEC_PER_SEC},
        {"hours", 3600ULL * G_USEC_PER_SEC},
        {"hour", 3600ULL * G_USEC_PER_SEC},
        {"hr", 3600ULL * G_USEC_PER_SEC},
        {"h", 3600ULL * G_USEC_PER_SEC},
        {"days", 86400ULL * G_USEC_PER_SEC},
        {"day", 86400ULL * G_USEC_PER_SEC},
        {"d", 86400ULL * G_USEC_PER_SEC},
        {"weeks", 604800ULL * G_USEC_PER_SEC},
        {"week", 604800ULL * G_USEC_PER_SEC},
        {"w", 604800ULL * G_USEC_PER_SEC},
        {"months", 2629800ULL * G_USEC_PER_SEC}, /* 30.4375 days */
        {"month", 2629800ULL * G_USEC_PER_SEC},
        {"M", 2629800ULL * G_USEC_PER_SEC},
        {"years", 31557600ULL * G_USEC_PER_SEC}, /* 365.25 days */
        {"year", 31557600ULL * G_USEC_PER_SEC},
        {"y", 31557600ULL * G_USEC_PER_SEC},
        {"msec", 1000},
        {"ms", 1000},
        {"usec", 1},
        {"us", 1},
        {"μs", 1}, /* U+03BC */
        {"µs", 1}, /* U+00B5 */
};

static bool time_unit_parse(const char *word, size_t length, guint64 *ret_usec)
{
        for (size_t i = 0; i < G_N_ELEMENTS(time_units); i++)
                if (strlen(time_units[i].name) == length && strncmp(time_units[i].name, word, length) == 0) {
                        *ret_usec = time_units[i].usec;
                        return true;
                }
        return false;
}

#define BLANKS " \t\n\r"

bool parse_timespan(const char *string, guint64 *ret_usec, GError **error)
{
        const char *p = string + strspn(string, BLANKS);
        guint64 sum = 0;
        bool something = false;

        if (g_str_has_prefix(p, "infinity") && p[8 + strspn(p + 8, BLANKS)] == '\0') {
                *ret_usec = G_MAXUINT64;
                return true;
        }

        while (*p) {
                guint64 whole = 0, unit = G_USEC_PER_SEC, part;
                const char *digits = p, *fraction = NULL;
                size_t n = strspn(p, "0123456789"), m = 0;

                for (size_t i = 0; i < n; i++)
                        if (!g_uint64_checked_mul(&whole, whole, 10) ||
                            !g_uint64_checked_add(&whole, whole, digits[i] - '0'))
                                goto too_long;
                p += n;
                if (*p == '.') {
                        fraction = ++p;
                        m = strspn(p, "0123456789");
                        p += m;
                }
                if (n + m == 0 || (fraction && m == 0))
                        goto bad;
                p += strspn(p, BLANKS);
                n = strcspn(p, BLANKS "0123456789.");
                if (n > 0 && !time_unit_parse(p, n, &unit))
                        goto bad;
                p += n;

                if (!g_uint64_checked_mul(&part, whole, unit) || !g_uint64_checked_add(&sum, sum, part))
                        goto too_long;
                /* Each digit of the fraction is a tenth of what stood before; below a microsecond nothing is left. */
                for (size_t i = 0; i < m && unit > 0; i++) {
                        guint64 rest = unit;

                        for (size_t j = 0; j <= i; j++)
                                rest /= 10;
                        if (!g_uint64_checked_add(&sum, sum, rest * (guint64)(fraction[i] - '0')))
                                goto too_long;
                        if (rest == 0)
                                break;
                }
                something = true;
                p += strspn(p, BLANKS);
        }
        if (!something || sum == G_MAXUINT64)
                goto bad;
        *ret_usec = sum;
        return true;

bad:
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                    "\"%s\" is not a time span; write for example \"30\", \"5min 20s\" or \"infinity\"", string);
        return false;
too_long:
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "Time span \"%s\" is too long; write \"infinity\"",
                    string);
        return false;
}

static bool word_char_is_plain(unsigned char c)
{
        return c > 0x20 && c != 0x7f && c != '"' && c != '\'' && c != '\\';
}

char *word_escape(const char *string)
{
        GString *out;

        if (!*string)
                return g_strdup("\\e");
        out = g_string_sized_new(strlen(string));
        for (const char *p = string; *p; p++)
                if (word_char_is_plain((unsigned char)*p))
                        g_string_append_c(out, *p);
                else
                        g_string_append_printf(out, "\\x%02x", (unsigned char)*p);
        return g_string_free(out, FALSE);
}

char *word_unescape(const char *string)
{
        g_autoptr(GString) out = NULL;

        if (g_str_equal(string, "\\e"))
                return g_strdup("");
        if (!*string)
                return NULL;
        out = g_string_sized_new(strlen(string));
        for (const char *p = string; *p; p++) {
                int high, low;

                if (*p != '\\') {
                        /* What the escape would not have left as it is, was not written by it. */
                        if (!word_char_is_plain((unsigned char)*p))
                                return NULL;
                        g_string_append_c(out, *p);
                        continue;
                }
                if (p[1] != 'x' || (high = g_ascii_xdigit_value(p[2])) < 0 || (low = g_ascii_xdigit_value(p[3])) < 0 ||
                    high + low == 0)
                        return NULL;
                g_string_append_c(out, (char)(high * 16 + low));
                p += 3;
        }
        return g_string_free(g_steal_pointer(&out), FALSE);
}

char *word_quote(const char *word)
{
        bool plain = *word != 0;
        for (const char *c = word; *c && plain; c++)
                plain = *c != ' ' && (unsigned char)*c >= 0x20 && *c != 0x7f && !strchr("\"'\\", *c);
        /* A lone semicolon ends a command line. */
        if (plain && strcmp(word, ";") != 0)
                return g_strdup(word);

        GString *out = g_string_new("\"");
        for (const char *c = word; *c; c++) {
                if (*c == '"' || *c == '\\')
                        g_string_append_printf(out, "\\%c", *c);
                else if (*c == '\n')
                        g_string_append(out, "\\n");
                else if (*c == '\t')
                        g_string_append(out, "\\t");
                else if ((unsigned char)*c < 0x20 || *c == 0x7f)
                        g_string_append_printf(out, "\\x%02x", (unsigned char)*c);
                else
                        g_string_append_c(out, *c);
        }
        g_string_append_c(out, '"');
        return g_string_free(out, FALSE);
}

/* Marks that make a terminal write from the other side (U+202A to U+202E, U+2066 to U+2069): with them a name can look
 * like another. */
static bool turns_direction(gunichar c)
{
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *text_printable(const char *string, bool lines)
{
        GString *out = g_string_sized_new(strlen(string));

        while (*string) {
                gunichar c = g_utf8_get_char_validated(string, -1);
                bool valid = c != (gunichar)-1 && c != (gunichar)-2;
                size_t length = valid ? (size_t)(g_utf8_next_char(string) - string) : 1;

                if (valid && ((!g_unichar_iscntrl(c) && !turns_direction(c)) || (lines && c == '\n')))
                        g_string_append_len(out, string, (gssize)length);
                else
                        for (size_t i = 0; i < length; i++)
                                g_string_append_printf(out, "\\x%02x", (unsigned char)string[i]);
                string += length;
        }
        return g_string_free(out, FALSE);
}

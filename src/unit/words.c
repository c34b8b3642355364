/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of a setting's value. The rules are those of the manager (systemd.syntax(7), "Quoting", and by trial): blanks
 * separate, quotes may begin in the middle of a word, a backslash escapes within and outside of quotes. What an escape
 * may be depends on the setting, hence the flags. */
#include <stdint.h>
#include <string.h>

#include "unit/words.h"

#define BLANKS " \t\n\r"

static bool is_blank(char c)
{
        return c && strchr(BLANKS, c);
}

static void append_unichar(GString *out, gunichar c)
{
        char bytes[6];
        g_string_append_len(out, bytes, g_unichar_to_utf8(c, bytes));
}

/* Reads one escape that begins behind the backslash. Returns how many bytes it took, 0 for a bad one. */
static size_t unescape_one(const char *p, GString *out)
{
        static const char from[] = "abfnrtv\\\"'s", to[] = "\a\b\f\n\r\t\v\\\"' ";
        const char *found = *p ? strchr(from, *p) : NULL;
        if (found) {
                g_string_append_c(out, to[found - from]);
                return 1;
        }

        size_t digits = *p == 'x' ? 2 : *p == 'u' ? 4 : *p == 'U' ? 8 : 0;
        if (digits > 0) {
                guint32 value = 0;
                for (size_t i = 1; i <= digits; i++) {
                        if (!g_ascii_isxdigit(p[i]))
                                return 0;
                        value = value * 16 + (guint32)g_ascii_xdigit_value(p[i]);
                }
                if (value == 0 || value > 0x10ffff || (digits > 2 && value >= 0xd800 && value <= 0xdfff))
                        return 0;
                if (digits == 2)
                        g_string_append_c(out, (char)value);
                else
                        append_unichar(out, value);
                return digits + 1;
        }

        if (*p >= '0' && *p <= '7') {
                unsigned value = 0;
                for (size_t i = 0; i < 3; i++) {
                        if (p[i] < '0' || p[i] > '7')
                                return 0;
                        value = value * 8 + (unsigned)(p[i] - '0');
                }
                if (value == 0 || value > 255)
                        return 0;
                g_string_append_c(out, (char)value);
                return 3;
        }
        return 0;
}

int word_next(const char **p, WordFlags flags, char **ret_word, const char **ret_problem)
{
        const char *c = *p + strspn(*p, BLANKS);
        if (!*c) {
                *p = c;
                return 0;
        }

        /* Most words are just so. */
        size_t plain = strcspn(c, BLANKS "\"'\\");
        if (!c[plain] || is_blank(c[plain])) {
                *ret_word = g_strndup(c, plain);
                *p = c + plain + strspn(c + plain, BLANKS);
                return 1;
        }

        g_autoptr(GString) word = g_string_new(NULL);
        char quote = 0;
        const char *problem = NULL, *opened = c;
        for (; *c; c++) {
                if (*c == '\\' && !(flags & WORD_RETAIN_ESCAPES)) {
                        if (!c[1]) {
                                bool keep = flags & WORD_KEEP_BAD_ESCAPES && (!quote || flags & WORD_RELAX);
                                if (!keep && !(flags & WORD_RELAX)) {
                                        problem = "the value ends with a lone backslash";
                                        break;
                                }
                                if (keep)
                                        g_string_append_c(word, '\\');
                                continue;
                        }
                        if (!(flags & WORD_UNESCAPE)) {
                                g_string_append_c(word, *++c);
                                continue;
                        }
                        size_t used = unescape_one(c + 1, word);
                        if (used == 0 && flags & WORD_KEEP_BAD_ESCAPES) {
                                g_string_append_c(word, '\\');
                                g_string_append_c(word, c[1]);
                                used = 1;
                        } else if (used == 0) {
                                problem = "this is no escape sequence; write \\\\ for a backslash";
                                break;
                        }
                        c += used;
                } else if (quote) {
                        if (*c == quote && flags & WORD_UNQUOTE)
                                quote = 0;
                        else
                                g_string_append_c(word, *c);
                } else if ((*c == '\'' || *c == '"') && flags & WORD_UNQUOTE) {
                        quote = *c;
                        opened = c;
                } else if (is_blank(*c))
                        break;
                else
                        g_string_append_c(word, *c);
        }
        if (!problem && quote && !(flags & WORD_RELAX)) {
                problem = "this quote is never closed";
                c = opened;
        }
        if (problem) {
                *p = c;
                if (ret_problem)
                        *ret_problem = problem;
                return -1;
        }

        *p = c + strspn(c, BLANKS);
        *ret_word = g_strdup(word->str);
        return 1;
}

char **words_split(const char *value, WordFlags flags, size_t *ret_offset, const char **ret_problem)
{
        g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
        const char *p = value;
        char *word = NULL;
        int r;
        while ((r = word_next(&p, flags, &word, ret_problem)) > 0)
                g_ptr_array_add(words, word);
        if (r < 0) {
                if (ret_offset)
                        *ret_offset = (size_t)(p - value);
                return NULL;
        }
        g_ptr_array_add(words, NULL);
        return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

size_t utf8_valid_length(const char *text, size_t length)
{
        /* Most text is ASCII, and eight bytes of it can be looked at in one step. NUL is not valid in text. */
        const uint64_t high = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);
        size_t plain = 0;
        while (plain + sizeof(uint64_t) <= length) {
                uint64_t word;
                memcpy(&word, text + plain, sizeof(word));
                if ((word | (word - ones)) & high)
                        break;
                plain += sizeof(word);
        }
        const char *end = NULL;
        g_utf8_validate_len(text + plain, length - plain, &end);
        return (size_t)(end - text);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a file of needs says of itself: its words, and what their texts look like. It is kept as lines, since nothing is
 * computed with it but by those who ask for one word of it. */
#include "model/need.h"

#include <string.h>

#include "model/directive.h"

const char *const header_names[_HEADER_MAX + 1] = {
        [HEADER_STABILITY] = "stability", [HEADER_ALSO] = "also", [HEADER_PACKAGE] = "package", [HEADER_OWN] = "own",
        [HEADER_LEAVE] = "leave",         [HEADER_NOTE] = "note",
};

static bool is_line(const char *text)
{
        return *text && *text != ' ' && !strpbrk(text, "\n\r\t") && !g_str_has_suffix(text, " ");
}

bool header_text_is_valid(Header header, const char *text, const char **ret_expected)
{
        g_autofree char *first = g_strndup(text, strcspn(text, " "));
        const char *expected = "a line of text";
        bool valid = is_line(text);

        switch (header) {
        case HEADER_STABILITY:
                expected = "\"tested\" or \"trial\"";
                valid = g_str_equal(text, "tested") || g_str_equal(text, "trial");
                break;
        case HEADER_ALSO:
                expected = "the name of one unit";
                valid = valid && g_str_equal(first, text);
                break;
        case HEADER_PACKAGE:
                expected = "NAME VERSION SUITE, as in \"nginx 1.22.1-9 bookworm\"";
                if (valid) {
                        g_auto(GStrv) words = g_strsplit(text, " ", 0);

                        valid = g_strv_length(words) == 3 && *words[1];
                }
                break;
        case HEADER_OWN:
                expected = "an absolute path, and why it is the service's own";
                valid = valid && *first == '/';
                break;
        case HEADER_LEAVE:
                expected = "the name of a directive, and why it is left alone";
                valid = valid && directive_from_name(NULL, first) >= 0;
                break;
        case HEADER_NOTE:
                break;
        case _HEADER_MAX:
        default:
                g_return_val_if_reached(false);
        }
        if (ret_expected)
                *ret_expected = expected;
        return valid;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the program must know about the terminal that it talks to: whether to colour, and how wide it is. */
#include "base/term.h"

#include "base/text.h"
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_DEFAULT 80

bool term_colors(FILE *stream)
{
        const char *systemd = g_getenv("SYSTEMD_COLORS"), *no_color = g_getenv("NO_COLOR");

        /* SYSTEMD_COLORS is the more specific of the two, as in systemd(1); its words for depths ("16", "256") mean
         * yes. */
        if (systemd && *systemd)
                return parse_boolean(systemd) != 0;
        if (no_color && *no_color)
                return false;
        return isatty(fileno(stream)) && g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

const char *term_style(FILE *stream, Style style)
{
        static const char *const sequences[_STYLE_MAX] = {
                [STYLE_NORMAL] = "\033[0m",  [STYLE_BOLD] = "\033[1m",     [STYLE_GREY] = "\033[38;5;245m",
                [STYLE_RED] = "\033[1;31m",  [STYLE_GREEN] = "\033[1;32m", [STYLE_YELLOW] = "\033[1;33m",
                [STYLE_BLUE] = "\033[1;34m",
        };

        g_return_val_if_fail(style < _STYLE_MAX, "");

        return term_colors(stream) ? sequences[style] : "";
}

unsigned term_columns(FILE *stream)
{
        const char *columns = g_getenv("COLUMNS");
        struct winsize size;
        guint64 n;

        if (columns && g_ascii_string_to_unsigned(columns, 10, 1, 4096, &n, NULL))
                return (unsigned)n;
        if (ioctl(fileno(stream), TIOCGWINSZ, &size) >= 0 && size.ws_col > 0)
                return size.ws_col;
        return COLUMNS_DEFAULT;
}

char *term_wrap(const char *text, unsigned width, const char *indent)
{
        GString *out = g_string_new(NULL);
        glong room = width, used = 0;
        const char *p = text;

        for (;;) {
                size_t n;
                glong columns;

                p += strspn(p, " \t\n");
                if (!*p)
                        break;
                n = strcspn(p, " \t\n");
                columns = g_utf8_strlen(p, (gssize)n);
                /* A word longer than the line stands alone on it: breaking it would break what is to be copied. */
                if (used > 0 && used + 1 + columns > room) {
                        g_string_append_c(out, '\n');
                        g_string_append(out, indent);
                        room = (glong)width - g_utf8_strlen(indent, -1);
                        used = 0;
                } else if (used > 0) {
                        g_string_append_c(out, ' ');
                        used++;
                }
                g_string_append_len(out, p, (gssize)n);
                used += columns;
                p += n;
        }
        return g_string_free(out, FALSE);
}

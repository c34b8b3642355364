/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* Colours only on a terminal, and not with NO_COLOR or TERM=dumb; but SYSTEMD_COLORS has the last word, as in
 * systemd(1). */
typedef enum Style {
        STYLE_NORMAL,
        STYLE_BOLD,
        STYLE_GREY,
        STYLE_RED,
        STYLE_GREEN,
        STYLE_YELLOW,
        STYLE_BLUE,
        _STYLE_MAX,
} Style;

bool term_colors(FILE *stream);
/* The escape sequence that starts a style, "" where colours are off. STYLE_NORMAL ends every style. */
const char *term_style(FILE *stream, Style style);
unsigned term_columns(FILE *stream);
/* Text broken at blanks into lines of at most width columns, each after the first with indent before it. Caller frees.
 */
char *term_wrap(const char *text, unsigned width, const char *indent);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Exercises that a unit brings with it: what the log rotation of its package runs. Pure: texts come in, commands go
 * out. */

/* One script of a logrotate file, and where it stands. */
typedef struct RotateScript {
        char *kind;    /* postrotate, prerotate, firstaction, lastaction, preremove */
        char *command; /* lines between it and endscript, for sh; blanks around stripped */
        char **logs;   /* the patterns of its block */
        char *file;
        unsigned line;
} RotateScript;
void rotate_script_free(RotateScript *script);

/* All scripts of a logrotate configuration text. logrotate(8). Malformed parts are skipped. Array of RotateScript;
 * caller unrefs. */
GPtrArray *rotate_scripts_parse(const char *text, const char *file);

/* Their postrotate and lastaction commands that speak of the unit: by its name, or its process or package name (words).
 * As logrotate runs them: "set -e" is not on; $1 is the log. NULL-terminated, no duplicates; caller frees. */
char **rotate_commands_for(const GPtrArray *scripts, const char *const *words);

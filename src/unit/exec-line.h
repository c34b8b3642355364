/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Command lines of ExecStart= and its kin: systemd.service(5), "Command lines". */
typedef enum ExecPrefix {
        EXEC_IGNORE_FAILURE = 1 << 0,   /* "-" */
        EXEC_OWN_ARGV0 = 1 << 1,        /* "@": the first argument is argv[0] */
        EXEC_NO_ENVIRONMENT = 1 << 2,   /* ":": $VARIABLES are not replaced */
        EXEC_FULLY_PRIVILEGED = 1 << 3, /* "+": none of the unit's sandbox, user or group */
        EXEC_NO_SETUID = 1 << 4,        /* "!": the sandbox, but not User= and Group= */
        EXEC_AMBIENT = 1 << 5,   /* "!!": as "!" where the kernel lacks ambient capabilities; nothing since 258 */
        EXEC_VIA_SHELL = 1 << 6, /* "|" (since 258): by the user's shell */
} ExecPrefix;

typedef struct ExecLine {
        unsigned prefixes; /* EXEC_* */
        char *path;        /* the program; "/bin/sh" for EXEC_VIA_SHELL. Not absolute: looked up in ExecSearchPath= */
        char **argv;       /* argv[0] included; $VARIABLES are not replaced */
} ExecLine;

void exec_line_free(ExecLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ExecLine, exec_line_free)

/* All commands of one value (more than one only with the old ";" separator): array of ExecLine, empty for an empty
 * value. Specifiers must have been expanded before. NULL for a bad line: *ret_offset (may be NULL) is where in the
 * value. */
GPtrArray *exec_line_parse(const char *value, size_t *ret_offset, GError **error);

/* One command as a line of a unit file; exec_line_parse() gives it back. Caller frees. */
char *exec_line_to_string(const ExecLine *line);

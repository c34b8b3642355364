/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/* The command of the pager that the environment asks for, as words; NULL: none is wanted. The default is "less", and
 * where the program runs for somebody else (sudo), whose environment it is, nothing but that. Caller frees
 * (g_strfreev). */
char **pager_command(void);

/* Prints a text: on a terminal through the pager, and waits until that has ended; else, and where it is not allowed or
 * none can be started, to standard output. */
void pager_show(const char *text, bool allowed);

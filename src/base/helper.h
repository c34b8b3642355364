/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* The path of a program of ours that people do not run themselves: beside the running program (as in a lab), in the
 * build tree, or where it is installed. NULL with an error if it is nowhere. Caller frees. */
char *helper_find(const char *name, GError **error);

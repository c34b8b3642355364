/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* The Debian mirror that this machine's own apt uses, from the texts of its sources files (one-line and deb822 style,
 * the style is seen from the text); NULL if none of them is a Debian archive. Caller frees. */
char *mirror_from_sources(const char *text);

/* The same from /etc/apt of the running system; $UNITLOCK_MIRROR goes first. NULL: Debian's own. Caller frees. */
char *mirror_of_host(void);

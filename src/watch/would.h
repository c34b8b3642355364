/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* What would have been refused in complain mode, act by act: a file of lines, one for each act that was told, with the
 * time (seconds since 1970) when it was first seen and what the drop-in denied of it. One call can be denied as a call,
 * as what it does and for the capability that it takes: so it can be counted once. All is pure. */

/* Of the needs of one act (array of Need): what is done first, and then what that takes. */
void would_sort(GPtrArray *needs);
/* "binds unix:/run/x", "writes /a and makes /b": needs are sorted, and what is done is all that is said. Caller frees.
 */
char *would_describe(const GPtrArray *needs);

/* needs: array of Need, of one act. With its newline. Caller frees. */
char *would_line(gint64 seconds, const GPtrArray *needs);
/* Is there a line of the same needs in text? */
bool would_has(const char *text, const char *line);
/* When the last one was first seen; 0: there are none. */
gint64 would_last(const char *text);
/* What is denied now (needs: array of Need, each once), as the acts that text knows: array of GArray of guint, numbers
 * in needs, smallest first. What is a part of another act is left out, and a need that text does not know is an act of
 * its own. Caller unrefs. */
GPtrArray *would_acts(const char *text, const GPtrArray *needs);

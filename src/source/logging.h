/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* To make logs right in /var/log, and locks of its own right in /run, where one of the programs that needs has the
 * service execute, or a library that only such programs share, names an option for a log file, or such a lock: of a
 * service that starts as root. No log where the needs have one in a directory below /var/log. root: NULL or a tree.
 * Caller frees. */
NeedSet *logging_needs(const char *root, const NeedSet *needs);

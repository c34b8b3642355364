/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/error.h"

/* The exit statuses of the program. Frozen: scripts depend on them. `lab run` and `lab shell` pass their command's own.
 */
enum {
        UNITLOCK_EXIT_OK = 0,
        UNITLOCK_EXIT_FAILED = 1,      /* anything that has no number of its own */
        UNITLOCK_EXIT_USAGE = 2,       /* the command line is wrong */
        UNITLOCK_EXIT_NOT_FOUND = 3,   /* no such unit, file, package, lab */
        UNITLOCK_EXIT_PRIVILEGE = 4,   /* must be root */
        UNITLOCK_EXIT_UNSUPPORTED = 5, /* this kernel, systemd or machine lacks something */
        UNITLOCK_EXIT_BASELINE = 6,    /* the service or its exercise does not even work as it is */
        UNITLOCK_EXIT_BROKEN = 7,      /* the service would not work under the result; it was rolled back */
        UNITLOCK_EXIT_INTERRUPTED = 8, /* ended by a signal, everything put back */
        UNITLOCK_EXIT_INPUT = 9,       /* a unit, profile or other file that a person wrote is malformed */
};

int exit_status_from_error(const GError *error);

/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* The one GError domain. The code decides the exit status of the program (see cli/main.c), the message is for a person:
 * what was being done, to which file or unit, and what the reader can do. */
#define UNITLOCK_ERROR (unitlock_error_quark())
GQuark unitlock_error_quark(void);

typedef enum UnitlockError {
        UNITLOCK_ERROR_FAILED,      /* anything else */
        UNITLOCK_ERROR_USAGE,       /* the command line is wrong */
        UNITLOCK_ERROR_INPUT,       /* a file or unit that a person wrote is wrong */
        UNITLOCK_ERROR_NOT_FOUND,   /* no such unit, file, package */
        UNITLOCK_ERROR_PRIVILEGE,   /* must be root */
        UNITLOCK_ERROR_UNSUPPORTED, /* this kernel, systemd or machine lacks something: the message says what */
        UNITLOCK_ERROR_BASELINE,    /* the service or its exercise does not even work as it is */
        UNITLOCK_ERROR_BROKEN,      /* the service does not work under the result; it was rolled back */
        UNITLOCK_ERROR_INTERRUPTED, /* a signal asked us to end */
        _UNITLOCK_ERROR_MAX,
} UnitlockError;

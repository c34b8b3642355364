/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one place where an error becomes an exit status. */
#include "cli/exit.h"

int exit_status_from_error(const GError *error)
{
        static const int statuses[] = {
                [UNITLOCK_ERROR_FAILED] = UNITLOCK_EXIT_FAILED,
                [UNITLOCK_ERROR_USAGE] = UNITLOCK_EXIT_USAGE,
                [UNITLOCK_ERROR_INPUT] = UNITLOCK_EXIT_INPUT,
                [UNITLOCK_ERROR_NOT_FOUND] = UNITLOCK_EXIT_NOT_FOUND,
                [UNITLOCK_ERROR_PRIVILEGE] = UNITLOCK_EXIT_PRIVILEGE,
                [UNITLOCK_ERROR_UNSUPPORTED] = UNITLOCK_EXIT_UNSUPPORTED,
                [UNITLOCK_ERROR_BASELINE] = UNITLOCK_EXIT_BASELINE,
                [UNITLOCK_ERROR_BROKEN] = UNITLOCK_EXIT_BROKEN,
                [UNITLOCK_ERROR_INTERRUPTED] = UNITLOCK_EXIT_INTERRUPTED,
        };
        G_STATIC_ASSERT(G_N_ELEMENTS(statuses) == _UNITLOCK_ERROR_MAX);

        if (!error)
                return UNITLOCK_EXIT_OK;
        /* Errors of GLib itself (memory, D-Bus, child processes) have no status of their own. */
        if (error->domain != UNITLOCK_ERROR || error->code < 0 || error->code >= _UNITLOCK_ERROR_MAX)
                return UNITLOCK_EXIT_FAILED;
        return statuses[error->code];
}

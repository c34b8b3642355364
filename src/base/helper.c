/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs that belong to this one are found by where this one is, so that a build tree and a lab use their own. */
#include "base/helper.h"

#include <unistd.h>

#include "base/error.h"

char *helper_find(const char *name, GError **error)
{
        g_autofree char *self = g_file_read_link("/proc/self/exe", NULL),
                        *here = self ? g_path_get_dirname(self) : NULL;
        const char *const places[] = {here, UNITLOCK_LIBEXECDIR};

        for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
                g_autofree char *beside = places[i] ? g_build_filename(places[i], name, NULL) : NULL;
                g_autofree char *built = places[i] ? g_build_filename(places[i], "src", "prober", name, NULL) : NULL;

                if (beside && access(beside, X_OK) == 0)
                        return g_steal_pointer(&beside);
                if (built && access(built, X_OK) == 0)
                        return g_steal_pointer(&built);
        }
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                    "%s is not in " UNITLOCK_LIBEXECDIR ": is unitlock installed whole?", name);
        return NULL;
}

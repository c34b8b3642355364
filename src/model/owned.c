/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Life and death of an OwnedPath: plain data. */
#include "model/owned.h"

OwnedPath *owned_path_new(const char *path, const char *why)
{
        OwnedPath *owned = g_new0(OwnedPath, 1);

        owned->path = g_strdup(path);
        owned->why = g_strdup(why);
        return owned;
}

void owned_path_free(OwnedPath *owned)
{
        if (!owned)
                return;
        g_free(owned->path);
        g_free(owned->why);
        g_free(owned);
}

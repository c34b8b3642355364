/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of libarchive's functions, filled by dlopen(3). The number is that of its interface, which has not changed
 * since 3.0. */
#include "input/libarchive.h"

#include <dlfcn.h>

#include "base/error.h"

#define LIBRARY "libarchive.so.13"

Libarchive la;

static bool find(void *library, const char *name, void *ret)
{
        void *symbol = dlsym(library, name);
        *(void **)ret = symbol;
        return symbol != NULL;
}

bool libarchive_load(GError **error)
{
        static void *library = NULL;
        if (library)
                return true;
        library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
        bool found = library != NULL;
#define LIBARCHIVE_FIND(name) found = found && find(library, "archive_" #name, &la.name);
        LIBARCHIVE_FUNCTIONS(LIBARCHIVE_FIND)
#undef LIBARCHIVE_FIND
        if (!found) {
                if (library)
                        dlclose(library);
                library = NULL;
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                            "Cannot read packages without %s: apt install libarchive13 (or libarchive13t64)", LIBRARY);
        }
        return found;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Libraries that most calls of the program do without. libsystemd and libbpf bring ten others along, and to load and
 * relocate them takes the program longer than to score a hundred units. So they are loaded where the first of their
 * functions is called. The functions here have the names of theirs: who calls them, and who links a test with the
 * library itself, need not know. What must be loaded for nearly every call (GLib, libseccomp) is linked as usual. */
#include "lazy/lazy.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>

void *lazy_find(LazyLibrary *library, const char *function)
{
        if (!library->handle && !library->missing) {
                library->handle = dlopen(library->name, RTLD_LAZY | RTLD_LOCAL);
                library->missing = !library->handle;
        }
        void *found = library->handle ? dlsym(library->handle, function) : NULL;
        if (!found)
                errno = ELIBACC;
        return found;
}

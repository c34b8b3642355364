/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Libraries that most calls of the program do without. libsystemd and libbpf bring ten others along, and to load and
 * relocate them takes the program longer than to score a hundred units. So they are loaded where the first of their
 * functions is called. The functions here have the names of theirs: who calls them, and who links a test with the
 * library itself, need not know. What every call needs (GLib) is linked as usual. */
#include "lazy/lazy.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#define EXIT_NOT_STARTED 127 /* that of the dynamic loader */

void *lazy_find(LazyLibrary *library, const char *function)
{
        if (!library->handle && !library->missing) {
                library->handle = dlopen(library->name, RTLD_LAZY | RTLD_LOCAL);
                library->missing = !library->handle;
        }
        if (library->missing && library->required) {
                fprintf(stderr, "unitlock: cannot load %s: %s\n", library->name, dlerror());
                _exit(EXIT_NOT_STARTED);
        }
        void *found = library->handle ? dlsym(library->handle, function) : NULL;
        if (!found)
                errno = ELIBACC;
        return found;
}

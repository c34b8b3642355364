/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A library that is loaded when the first of its functions is called. */
typedef struct LazyLibrary {
        const char *name; /* "libsystemd.so.0" */
        bool required; /* without it nothing sensible can be printed: the program ends as if it were linked with it */
        void *handle;
        bool missing; /* it was looked for and is not there */
} LazyLibrary;

/* The library's own function; NULL with errno ELIBACC where there is none. The library stays loaded. */
void *lazy_find(LazyLibrary *library, const char *function);

/* A row of a table of such functions: a function of the same name and type as the library's, which calls it. Without
 * the library its value is failure. The compiler compares the type with that in the library's header. */
#define LAZY(library, type, failure, name, parameters, arguments)        \
        type name parameters                                             \
        {                                                                \
                static __typeof__(&(name)) function = NULL;              \
                if (!function) /* as POSIX wants it for dlsym() */       \
                        *(void **)&function = lazy_find(library, #name); \
                if (!function)                                           \
                        return failure;                                  \
                return function arguments;                               \
        }

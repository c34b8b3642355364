/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes this very program along into a lab. The suites have different versions of the C library and of the others, so
 * the program brings all of its own and the loader of its own, in one directory, and a small script starts it by them.
 * Which they are is asked from the loader itself: that is what was really chosen, environment and all. */
#include "lab/closure.h"

#include "base/error.h"
#include "base/file.h"
#include "base/helper.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <link.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOST_DIRECTORY "/usr/local/lib/unitlock-host"

/* Those of lazy/, which are opened where they are needed, and what libsystemd opens when it meets a compressed journal:
 * the lab's own might not fit our C library. */
static const char *const opened_later[] = {"libbpf.so.1",       "libjansson.so.4", "libseccomp.so.2",
                                           "libsmartcols.so.1", "libsystemd.so.0", "libzstd.so.1",
                                           "liblzma.so.5",      "liblz4.so.1",     "libgcrypt.so.20"};

static bool copy_file(const char *from, const char *to, GError **error)
{
        int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
        struct stat st;
        bool ok = in >= 0 && fstat(in, &st) >= 0;
        off_t rest = ok ? st.st_size : 0;

        if (ok) {
                out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
                ok = out >= 0;
        }
        while (ok && rest > 0) {
                ssize_t n = sendfile(out, in, NULL, (size_t)rest);

                ok = n > 0;
                rest -= n;
        }
        if (!ok)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot copy %s into the lab: %s", from,
                            g_strerror(errno));
        if (out >= 0)
                close(out);
        if (in >= 0)
                close(in);
        return ok;
}

typedef struct Listing {
        GPtrArray *paths;
        char *loader;
} Listing;

static int list_one(struct dl_phdr_info *info, size_t size, void *data)
{
        Listing *listing = data;

        /* The program itself has no name, the kernel's vDSO no directory. */
        if (!strchr(info->dlpi_name, '/'))
                return 0;
        g_ptr_array_add(listing->paths, g_strdup(info->dlpi_name));
        if (info->dlpi_addr == getauxval(AT_BASE))
                listing->loader = g_strdup(info->dlpi_name);
        return 0;
}

char **closure_list(char **ret_loader)
{
        Listing listing = {.paths = g_ptr_array_new()};

        /* Kept open: they are to be in the list. */
        for (size_t i = 0; i < G_N_ELEMENTS(opened_later); i++)
                (void)dlopen(opened_later[i], RTLD_LAZY);
        dl_iterate_phdr(list_one, &listing);
        g_ptr_array_add(listing.paths, NULL);
        *ret_loader = listing.loader;
        return (char **)g_ptr_array_free(listing.paths, FALSE);
}

static bool copy_into(const char *directory, const char *from, const char *name, GError **error)
{
        g_autofree char *to = g_build_filename(directory, name, NULL);

        return copy_file(from, to, error);
}

/* In a lab in a lab the program was started by the loader in HOST_DIRECTORY, and everything is there already. */
static bool copy_again(const char *directory, GError **error)
{
        g_autoptr(GDir) dir = g_dir_open(HOST_DIRECTORY, 0, NULL);
        const char *name;

        while (dir && (name = g_dir_read_name(dir))) {
                g_autofree char *from = g_build_filename(HOST_DIRECTORY, name, NULL);

                if (!copy_into(directory, from, name, error))
                        return false;
        }
        if (!dir)
                g_set_error(
                        error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                        "Cannot take this program into a lab: it is not linked with a dynamic loader as others are");
        return dir != NULL;
}

bool closure_copy(const char *root, GError **error)
{
        g_autofree char *directory = path_under_root(root, HOST_DIRECTORY), *loader = NULL, *loader_name = NULL,
                        *script = path_under_root(root, "/usr/local/bin/unitlock"), *text = NULL, *copied = NULL,
                        *prober = NULL;
        g_auto(GStrv) paths = closure_list(&loader);

        if (g_mkdir_with_parents(directory, 0755) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot make %s: %s", directory,
                            g_strerror(errno));
                return false;
        }
        if (!loader) {
                return copy_again(directory, error) && file_read(HOST_DIRECTORY "/script", 0, &text, NULL, error) &&
                       file_write_atomic(script, text, -1, 0755, error);
        }

        for (char **path = paths; *path; path++) {
                g_autofree char *base = g_path_get_basename(*path);

                if (!copy_into(directory, *path, base, error))
                        return false;
        }
        if (!copy_into(directory, "/proc/self/exe", "unitlock", error))
                return false;
        /* not there in every build: "unitlock probe" says so */
        prober = helper_find("unitlock-prober", NULL);
        if (prober && !copy_into(directory, prober, "unitlock-prober", error))
                return false;

        loader_name = g_path_get_basename(loader);
        text = g_strdup_printf("#!/bin/sh\nexec " HOST_DIRECTORY "/%s --library-path " HOST_DIRECTORY
                               " --argv0 \"$0\" " HOST_DIRECTORY "/unitlock \"$@\"\n",
                               loader_name);
        copied = g_build_filename(directory, "script", NULL);
        return file_write_atomic(copied, text, -1, 0755, error) && file_write_atomic(script, text, -1, 0755, error);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The drop-ins, out of the cache or made now, in the directory that the manager gave. */

#include "generator/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generator/cache.h"
#include "generator/generate.h"

/* Whole or not at all, as file_write_atomic() does it, but for what a file system in memory has no use for: nothing
 * here outlives the boot, and the manager waits. */
static bool write_one(int directory, const Made *made)
{
        g_autofree char *below = g_strconcat(made->unit, ".d", NULL);
        g_autofree char *path = g_strdup_printf("%s/" GENERATED_DROPIN, below);
        g_autofree char *temporary = g_strdup_printf("%s/." GENERATED_DROPIN ".new", below);
        size_t length = strlen(made->text);
        ssize_t written;
        int fd, errnum;

        if (mkdirat(directory, below, 0755) < 0 && errno != EEXIST)
                return false;
        fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
        if (fd < 0)
                return false;
        written = write(fd, made->text, length);
        errnum = written < 0 ? errno : (size_t)written < length ? ENOSPC : 0;
        if (close(fd) < 0 && errnum == 0)
                errnum = errno;
        if (errnum == 0 && renameat(directory, temporary, directory, path) == 0)
                return true;
        errnum = errnum ? errnum : errno;
        (void)unlinkat(directory, temporary, 0);
        errno = errnum;
        return false;
}

static int open_output(const char *directory)
{
        if (g_mkdir_with_parents(directory, 0755) < 0)
                return -1;
        return open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

void generate_all(const char *root, bool user, const char *directory, Generated *ret)
{
        g_autoptr(GPtrArray) texts = user ? NULL : cache_read(root);
        int fd;

        if (!texts)
                texts = generate_texts(root, user, ret->diags);
        fd = texts->len ? open_output(directory) : -1;
        for (guint i = 0; i < texts->len; i++) {
                const Made *made = texts->pdata[i];

                if (fd >= 0 && write_one(fd, made))
                        ret->made++;
                else
                        diag_add(ret->diags, SEVERITY_ERROR, NULL, 0, 0,
                                 "%s: Cannot write %s/%s.d/" GENERATED_DROPIN ": %s", made->unit, directory, made->unit,
                                 g_strerror(errno));
        }
        if (fd >= 0)
                close(fd);
}

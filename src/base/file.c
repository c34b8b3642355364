/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files. Here is the only code of the program that writes files which must survive: whole or not at all, so that a full
 * disk or a crash never leaves half a drop-in for systemd to read. */
#include "base/file.h"

#include "base/error.h"
#include "base/seen.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_READ_MAX_DEFAULT (16U * 1024 * 1024)

static bool set_error_errno(GError **error, int errnum, const char *doing, const char *path)
{
        UnitlockError code = UNITLOCK_ERROR_FAILED;

        if (errnum == ENOENT || errnum == ENOTDIR)
                code = UNITLOCK_ERROR_NOT_FOUND;
        else if (errnum == EACCES || errnum == EPERM)
                code = UNITLOCK_ERROR_PRIVILEGE;
        g_set_error(error, UNITLOCK_ERROR, code, "Cannot %s %s: %s", doing, path, g_strerror(errnum));
        return false;
}

static void close_fd(int *fd)
{
        if (*fd >= 0)
                close(*fd);
}

static bool write_all(int fd, const char *data, size_t length)
{
        while (length > 0) {
                ssize_t n = write(fd, data, length);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return false;
                data += n;
                length -= n;
        }
        return true;
}

/* The rename is only on disk when the directory is. Some file systems cannot sync a directory (EINVAL): not an error.
 */
static bool sync_directory(const char *directory)
{
        __attribute__((cleanup(close_fd))) int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (fd < 0)
                return false;
        return fsync(fd) >= 0 || errno == EINVAL || errno == EROFS;
}

bool file_write_atomic(const char *path, const char *data, gssize length, mode_t mode, GError **error)
{
        g_autofree char *directory = NULL, *base = NULL, *temporary = NULL;
        __attribute__((cleanup(close_fd))) int fd = -1;
        struct stat st;
        int errnum;

        g_return_val_if_fail(path && data, false);

        if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode)) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "Cannot write %s: it is %s, and would be replaced", path,
                            S_ISDIR(st.st_mode) ? "a directory" : "a device, socket or pipe");
                return false;
        }
        directory = g_path_get_dirname(path);
        base = g_path_get_basename(path);
        if (g_mkdir_with_parents(directory, 0755) < 0)
                return set_error_errno(error, errno, "make directory", directory);

        /* Hidden and without systemd's suffixes, so that nobody reads it even if we are killed right here. */
        temporary = g_strdup_printf("%s/.%s.XXXXXX", directory, base);
        fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0600);
        if (fd < 0)
                return set_error_errno(error, errno, "make a temporary file for", path);

        if (!write_all(fd, data, length < 0 ? strlen(data) : (size_t)length) || fchmod(fd, mode) < 0 || fsync(fd) < 0) {
                errnum = errno;
                (void)unlink(temporary);
                return set_error_errno(error, errnum, "write", path);
        }
        /* Network file systems and quotas report a full disk only here. */
        errnum = close(fd) < 0 ? errno : 0;
        fd = -1;
        if (errnum == 0 && rename(temporary, path) < 0)
                errnum = errno;
        if (errnum != 0) {
                (void)unlink(temporary);
                return set_error_errno(error, errnum, "write", path);
        }
        if (!sync_directory(directory))
                return set_error_errno(error, errno, "sync directory", directory);
        return true;
}

bool file_write_output(const char *path, const char *data, gssize length, mode_t mode, GError **error)
{
        __attribute__((cleanup(close_fd))) int fd = -1;
        g_autofree char *real = NULL;
        char *resolved;
        struct stat st;
        int errnum;

        if (stat(path, &st) == 0 && (S_ISCHR(st.st_mode) || S_ISFIFO(st.st_mode))) {
                /* O_NONBLOCK: a pipe that nobody reads must not hold us for ever. */
                fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
                if (fd < 0 && errno == ENXIO && S_ISFIFO(st.st_mode)) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                                    "Cannot write %s: it is a pipe, and nobody reads it", path);
                        return false;
                }
                if (fd < 0)
                        return set_error_errno(error, errno, "open", path);
                (void)fcntl(fd, F_SETFL, 0);
                /* A reader that leaves is an error to tell, not a reason to die. */
                void (*before)(int) = signal(SIGPIPE, SIG_IGN);
                errnum = write_all(fd, data, length < 0 ? strlen(data) : (size_t)length) ? 0 : errno;
                (void)signal(SIGPIPE, before);
                return errnum == 0 || set_error_errno(error, errnum, "write", path);
        }
        resolved = realpath(path, NULL); /* what a link points to is written, the link stays */
        real = g_strdup(resolved ? resolved : path);
        free(resolved);
        return file_write_atomic(real, data, length, mode, error);
}

bool file_check_output(const char *path, GError **error)
{
        g_autofree char *at = g_strdup(path);
        struct stat st;

        if (stat(path, &st) == 0) {
                if (S_ISDIR(st.st_mode))
                        return set_error_errno(error, EISDIR, "write", path);
                if (!S_ISREG(st.st_mode))
                        return true;
        }
        /* what is missing above it is made; the first directory that is there has to let us */
        do {
                char *up = g_path_get_dirname(at);

                g_free(at);
                at = up;
        } while (stat(at, &st) < 0 && errno == ENOENT && strcmp(at, "/") != 0 && strcmp(at, ".") != 0);
        if (stat(at, &st) == 0 && !S_ISDIR(st.st_mode))
                return set_error_errno(error, ENOTDIR, "write", path);
        return access(at, W_OK | X_OK) == 0 || set_error_errno(error, errno, "write", path);
}

bool file_read(const char *path, size_t max, char **ret_data, size_t *ret_length, GError **error)
{
        __attribute__((cleanup(close_fd))) int fd = -1;
        g_autofree char *data = NULL;
        size_t length = 0, size;
        struct stat st;

        g_return_val_if_fail(path && ret_data, false);

        if (max == 0)
                max = FILE_READ_MAX_DEFAULT;
        seen(path, SEEN_CONTENT);
        /* O_NONBLOCK: opening a FIFO must not hang before fstat() can refuse it. */
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (fd < 0)
                return set_error_errno(error, errno, "open", path);
        if (fstat(fd, &st) < 0)
                return set_error_errno(error, errno, "stat", path);
        if (!S_ISREG(st.st_mode)) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "Cannot read %s: %s, not a regular file", path,
                            S_ISDIR(st.st_mode) ? "it is a directory" : "it is a device, socket or pipe");
                return false;
        }

        /* st_size is only a hint: files of /proc and /sys say 0 or 4096. One byte more than max tells "too long" apart.
         */
        size = MIN((size_t)MAX(st.st_size, 0), max) + 1;
        data = g_malloc(size + 1);
        for (;;) {
                ssize_t n;

                if (length == size) {
                        if (length > max) {
                                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                                            "Cannot read %s: it is longer than %zu bytes", path, max);
                                return false;
                        }
                        size = MIN(MAX(size * 2, (size_t)4096), max + 1);
                        data = g_realloc(data, size + 1);
                }
                n = read(fd, data + length, size - length);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return set_error_errno(error, errno, "read", path);
                if (n == 0)
                        break;
                length += n;
                if (length == (size_t)st.st_size) /* all of it; there is no need to ask for more */
                        break;
        }
        if (length > max) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "Cannot read %s: it is longer than %zu bytes",
                            path, max);
                return false;
        }
        data[length] = '\0';
        *ret_data = g_steal_pointer(&data);
        if (ret_length)
                *ret_length = length;
        return true;
}

bool file_is_regular(const char *path, GError **error)
{
        struct stat st;

        if (stat(path, &st) < 0)
                return set_error_errno(error, errno, "open", path);
        if (!S_ISREG(st.st_mode)) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "Cannot read %s: %s, not a regular file", path,
                            S_ISDIR(st.st_mode) ? "it is a directory" : "it is a device, socket or pipe");
                return false;
        }
        return true;
}

GMappedFile *file_map(const char *path)
{
        seen(path, SEEN_CONTENT);
        return g_file_test(path, G_FILE_TEST_IS_REGULAR) ? g_mapped_file_new(path, FALSE, NULL) : NULL;
}

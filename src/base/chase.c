/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Symbolic links inside a tree: realpath(3) for another root. By names, so of use only in trees that nobody changes
 * meanwhile to deceive: what is opened afterwards is opened by its resolved name. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/file.h"
#include "base/seen.h"

#define LINKS_MAX 40

static void drop_last(GString *path)
{
        const char *slash = strrchr(path->str, '/');
        g_string_truncate(path, slash ? (gsize)(slash - path->str) : 0);
}

static char *read_link(const char *path)
{
        char target[4096]; /* seen by who asks */
        ssize_t length = readlink(path, target, sizeof(target));
        if (length < 0)
                return NULL;
        if ((size_t)length == sizeof(target)) {
                errno = ENAMETOOLONG;
                return NULL;
        }
        return g_strndup(target, (gsize)length);
}

char *path_chase(const char *root, const char *path, ChaseFlags flags)
{
        g_autoptr(GString) done = g_string_new(NULL);
        g_autofree char *left = g_strdup(path);
        unsigned links = 0;

        for (;;) {
                const char *start = left + strspn(left, "/");
                if (!*start)
                        break;
                size_t length = strcspn(start, "/");
                const char *rest = start + length;
                bool last = rest[strspn(rest, "/")] == '\0';

                g_autofree char *component = g_strndup(start, length);
                g_autofree char *next = g_strdup(rest);
                if (strcmp(component, "..") == 0)
                        drop_last(done);
                else if (strcmp(component, ".") != 0) {
                        g_string_append_printf(done, "/%s", component);
                        g_autofree char *full = path_under_root(root, done->str);
                        struct stat info;
                        seen(full, SEEN_THERE);
                        if (lstat(full, &info) < 0) {
                                if (errno != ENOENT || !(flags & CHASE_MAY_MISS))
                                        return NULL;
                        } else if (S_ISLNK(info.st_mode) && !(last && flags & CHASE_NOFOLLOW)) {
                                g_autofree char *target = read_link(full);
                                if (!target)
                                        return NULL;
                                if (++links > LINKS_MAX) {
                                        errno = ELOOP;
                                        return NULL;
                                }
                                if (*target == '/')
                                        g_string_truncate(done, 0);
                                else
                                        drop_last(done);
                                char *joined = g_strconcat(target, "/", next, NULL);
                                g_free(next);
                                next = joined;
                        } else if (!last && !S_ISDIR(info.st_mode)) {
                                errno = ENOTDIR;
                                return NULL;
                        }
                }
                g_free(left);
                left = g_steal_pointer(&next);
        }
        return g_strdup(done->len > 0 ? done->str : "/");
}
